//! Sixteen numbers at once, on whatever vectors the processor has.
//!
//! The kernels of the convolutions keep their sums in registers, which plain loops do not promise. They are
//! written once on [`Lanes`] and compiled for AVX-512, AVX2, NEON and the base architecture; the machine
//! chooses at run time ([`dispatched`]).

/// Sixteen 32-bit numbers.
///
/// # Safety
/// All functions need the instruction set of the implementing type; `load` and `store` need 16 numbers behind
/// the pointer.
pub(crate) trait Lanes: Copy {
    /// Whether there are registers for twice four sums.
    const WIDE: bool;
    /// The same number everywhere.
    unsafe fn splat(value: f32) -> Self;
    /// Reads 16 numbers.
    unsafe fn load(from: *const f32) -> Self;
    /// Writes 16 numbers.
    unsafe fn store(self, to: *mut f32);
    /// self + a · b.
    unsafe fn plus_product(self, a: Self, b: Self) -> Self;
    /// self + other.
    unsafe fn plus(self, other: Self) -> Self;
    /// Takes the largest of some groups of numbers, lane by lane, the first of equal ones, and appends a pair (at + k ·
    /// stride, its bits) and the tag 4 · (channel + k) + group for each lane k where it is positive; returns how many.
    ///
    /// Needs 16 numbers behind each pointer, and room for 16 pairs and tags.
    unsafe fn keep(from: &[*const f32], place: Place, pairs: *mut [u32; 2], tags: *mut u16) -> usize;
}

/// What [`Lanes::keep`] writes besides the numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// First number of the first pair.
    pub at: u32,
    /// Added to it for each lane.
    pub stride: u32,
    /// Channel of the first lane.
    pub channel: u32,
}

/// [`Lanes::keep`] without vectors.
#[inline(always)]
unsafe fn keep_plain(from: &[*const f32], place: Place, pairs: *mut [u32; 2], tags: *mut u16) -> usize {
    let (mut most, mut which) = ([0.0f32; 16], [0u32; 16]);
    for (group, values) in from.iter().enumerate() {
        // SAFETY: the caller promises 16 numbers.
        let values = unsafe { values.cast::<[f32; 16]>().read_unaligned() };
        for k in 0..16 {
            let larger = values[k] > most[k];
            most[k] = if larger { values[k] } else { most[k] };
            which[k] = if larger { group as u32 } else { which[k] };
        }
    }
    let mut n = 0;
    for k in 0..16 {
        // SAFETY: n ≤ k < 16, and the caller promises room for 16.
        unsafe {
            *pairs.add(n) = [place.at + k as u32 * place.stride, most[k].to_bits()];
            *tags.add(n) = (4 * (place.channel + k as u32) + which[k]) as u16;
        }
        n += usize::from(most[k] > 0.0);
    }
    n
}

/// Plain numbers, for processors without the vectors below.
impl Lanes for [f32; 16] {
    const WIDE: bool = false;
    #[inline(always)]
    unsafe fn splat(value: f32) -> Self {
        [value; 16]
    }
    #[inline(always)]
    unsafe fn load(from: *const f32) -> Self {
        // SAFETY: the caller promises 16 numbers.
        unsafe { from.cast::<[f32; 16]>().read_unaligned() }
    }
    #[inline(always)]
    unsafe fn store(self, to: *mut f32) {
        // SAFETY: as above.
        unsafe { to.cast::<[f32; 16]>().write_unaligned(self) }
    }
    #[inline(always)]
    unsafe fn plus_product(mut self, a: Self, b: Self) -> Self {
        for k in 0..16 {
            self[k] += a[k] * b[k];
        }
        self
    }
    #[inline(always)]
    unsafe fn plus(mut self, other: Self) -> Self {
        for k in 0..16 {
            self[k] += other[k];
        }
        self
    }
    #[inline(always)]
    unsafe fn keep(from: &[*const f32], place: Place, pairs: *mut [u32; 2], tags: *mut u16) -> usize {
        // SAFETY: the promises are the caller's.
        unsafe { keep_plain(from, place, pairs, tags) }
    }
}

/// Implements [`Lanes`] for an array of `$n` registers of `$width` numbers.
#[allow(unused_macros)]
macro_rules! registers {
    ($type:ty, $n:literal, $width:literal, $wide:literal, $splat:path, $load:path, $store:path, $fma:expr, $add:path, $keep:path) => {
        impl Lanes for [$type; $n] {
            const WIDE: bool = $wide;
            #[inline(always)]
            unsafe fn splat(value: f32) -> Self {
                // SAFETY: the caller has the instruction set.
                unsafe { [$splat(value); $n] }
            }
            #[inline(always)]
            unsafe fn load(from: *const f32) -> Self {
                let mut all = [unsafe { $splat(0.0) }; $n];
                for k in 0..$n {
                    // SAFETY: the caller promises 16 numbers.
                    all[k] = unsafe { $load(from.add(k * $width)) };
                }
                all
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut f32) {
                for k in 0..$n {
                    // SAFETY: as above.
                    unsafe { $store(to.add(k * $width), self[k]) };
                }
            }
            #[inline(always)]
            unsafe fn plus_product(mut self, a: Self, b: Self) -> Self {
                for k in 0..$n {
                    // SAFETY: the caller has the instruction set.
                    self[k] = unsafe { $fma(self[k], a[k], b[k]) };
                }
                self
            }
            #[inline(always)]
            unsafe fn plus(mut self, other: Self) -> Self {
                for k in 0..$n {
                    // SAFETY: as above.
                    self[k] = unsafe { $add(self[k], other[k]) };
                }
                self
            }
            #[inline(always)]
            unsafe fn keep(from: &[*const f32], place: Place, pairs: *mut [u32; 2], tags: *mut u16) -> usize {
                // SAFETY: the promises are the caller's.
                unsafe { $keep(from, place, pairs, tags) }
            }
        }
    };
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{Lanes, Place, keep_plain};
    use std::arch::x86_64::*;

    #[inline(always)]
    unsafe fn fma_512(sum: __m512, a: __m512, b: __m512) -> __m512 {
        // SAFETY: the caller has AVX-512.
        unsafe { _mm512_fmadd_ps(a, b, sum) }
    }
    #[inline(always)]
    unsafe fn fma_256(sum: __m256, a: __m256, b: __m256) -> __m256 {
        // SAFETY: the caller has FMA.
        unsafe { _mm256_fmadd_ps(a, b, sum) }
    }
    /// [`Lanes::keep`]: what is kept moves to the front in one instruction each.
    #[inline(always)]
    unsafe fn keep_512(from: &[*const f32], place: Place, pairs: *mut [u32; 2], tags: *mut u16) -> usize {
        // SAFETY: the caller has AVX-512 and promises room for 16 pairs and tags.
        unsafe {
            let steps = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
            let first = _mm512_add_epi32(_mm512_set1_epi32(place.channel as i32), steps);
            let (mut values, mut names) = (_mm512_setzero_ps(), _mm512_slli_epi32::<2>(first));
            let names_of_first = names;
            for (group, from) in from.iter().enumerate() {
                let other = _mm512_loadu_ps(*from);
                let larger = _mm512_cmp_ps_mask::<_CMP_GT_OQ>(other, values);
                values = _mm512_mask_mov_ps(values, larger, other);
                let tag = _mm512_or_si512(names_of_first, _mm512_set1_epi32(group as i32));
                names = _mm512_mask_mov_epi32(names, larger, tag);
            }
            let kept = _mm512_cmp_ps_mask::<_CMP_GT_OQ>(values, _mm512_setzero_ps());
            let places = _mm512_mullo_epi32(steps, _mm512_set1_epi32(place.stride as i32));
            let places = _mm512_add_epi32(places, _mm512_set1_epi32(place.at as i32));
            let places = _mm512_maskz_compress_epi32(kept, places);
            let values = _mm512_maskz_compress_epi32(kept, _mm512_castps_si512(values));
            let names = _mm512_maskz_compress_epi32(kept, names);
            let low = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            let high = _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
            _mm512_storeu_si512(pairs.cast(), _mm512_permutex2var_epi32(places, low, values));
            _mm512_storeu_si512(pairs.add(8).cast(), _mm512_permutex2var_epi32(places, high, values));
            _mm256_storeu_si256(tags.cast(), _mm512_cvtepi32_epi16(names));
            kept.count_ones() as usize
        }
    }

    registers!(
        __m512,
        1,
        16,
        true,
        _mm512_set1_ps,
        _mm512_loadu_ps,
        _mm512_storeu_ps,
        fma_512,
        _mm512_add_ps,
        keep_512
    );
    registers!(
        __m256,
        2,
        8,
        false,
        _mm256_set1_ps,
        _mm256_loadu_ps,
        _mm256_storeu_ps,
        fma_256,
        _mm256_add_ps,
        keep_plain
    );
    /// Sixteen numbers on AVX-512.
    pub(crate) type Avx512 = [__m512; 1];
    /// Sixteen numbers on AVX2.
    pub(crate) type Avx2 = [__m256; 2];
}
#[cfg(target_arch = "x86_64")]
pub(crate) use x86::{Avx2, Avx512};

#[cfg(target_arch = "aarch64")]
mod arm {
    use super::{Lanes, Place, keep_plain};
    use std::arch::aarch64::*;

    registers!(float32x4_t, 4, 4, false, vdupq_n_f32, vld1q_f32, vst1q_f32, vfmaq_f32, vaddq_f32, keep_plain);
    /// Sixteen numbers on NEON.
    pub(crate) type Neon = [float32x4_t; 4];
}
#[cfg(target_arch = "aarch64")]
pub(crate) use arm::Neon;

/// Makes a safe function of a generic body `body::<L>(arguments)` that runs with the best [`Lanes`] of the machine.
///
/// The body states which promises its arguments must keep; the safe function must check them before.
macro_rules! dispatched {
    ($(#[$meta:meta])* unsafe fn $name:ident = $body:ident($($arg:ident: $type:ty),* $(,)?)) => {
        $(#[$meta])*
        unsafe fn $name($($arg: $type),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
                unsafe fn wide($($arg: $type),*) {
                    // SAFETY: the promises are the caller's.
                    unsafe { $body::<$crate::model::cnn::lanes::Avx512>($($arg),*) }
                }
                #[target_feature(enable = "avx2,fma")]
                unsafe fn middle($($arg: $type),*) {
                    // SAFETY: as above.
                    unsafe { $body::<$crate::model::cnn::lanes::Avx2>($($arg),*) }
                }
                if std::is_x86_feature_detected!("avx512f")
                    && std::is_x86_feature_detected!("avx512bw")
                    && std::is_x86_feature_detected!("avx512dq")
                    && std::is_x86_feature_detected!("avx512vl")
                {
                    // SAFETY: the features were just found; the promises are the caller's.
                    return unsafe { wide($($arg),*) };
                }
                if std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma") {
                    // SAFETY: as above.
                    return unsafe { middle($($arg),*) };
                }
                // SAFETY: as above.
                unsafe { $body::<[f32; 16]>($($arg),*) }
            }
            #[cfg(target_arch = "aarch64")]
            {
                // SAFETY: NEON is part of the architecture; the promises are the caller's.
                unsafe { $body::<$crate::model::cnn::lanes::Neon>($($arg),*) }
            }
            #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
            // SAFETY: the promises are the caller's.
            unsafe { $body::<[f32; 16]>($($arg),*) }
        }
    };
}
pub(crate) use dispatched;

#[cfg(test)]
mod tests {
    use super::*;

    fn check<L: Lanes>() {
        let numbers: Vec<f32> = (0..16).map(|k| k as f32).collect();
        let mut out = [0.0f32; 16];
        // SAFETY: the caller found the instruction set.
        unsafe {
            let x = L::load(numbers.as_ptr());
            L::splat(1.0).plus_product(x, L::splat(2.0)).plus(x).store(out.as_mut_ptr());
        }
        assert!(out.iter().zip(&numbers).all(|(y, x)| *y == 1.0 + 3.0 * x), "{out:?}");
        let groups: [[f32; 16]; 2] = [
            std::array::from_fn(|k| if k % 3 == 0 { -1.0 } else { k as f32 }),
            std::array::from_fn(|k| if k % 2 == 0 { k as f32 } else { f32::NAN }),
        ];
        let (mut pairs, mut tags) = ([[0u32; 2]; 16], [0u16; 16]);
        let place = Place { at: 7, stride: 10, channel: 100 };
        let from = [groups[0].as_ptr(), groups[1].as_ptr()];
        // SAFETY: as above.
        let n = unsafe { L::keep(&from, place, pairs.as_mut_ptr(), tags.as_mut_ptr()) };
        let kept: Vec<usize> = (1..16).filter(|k| k % 3 != 0 || k % 2 == 0).collect();
        let tag = |k: &usize| 4 * (100 + *k as u16) + u16::from(k % 3 == 0);
        assert_eq!(tags[..n], kept.iter().map(tag).collect::<Vec<_>>());
        let pair = |k: &usize| [7 + 10 * *k as u32, (*k as f32).to_bits()];
        assert_eq!(pairs[..n], kept.iter().map(pair).collect::<Vec<_>>());
    }

    #[test]
    fn all_kinds_of_lanes_compute_the_same() {
        check::<[f32; 16]>();
        #[cfg(target_arch = "x86_64")]
        {
            if std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma") {
                check::<Avx2>();
            }
            if std::is_x86_feature_detected!("avx512f") {
                check::<Avx512>();
            }
        }
        #[cfg(target_arch = "aarch64")]
        check::<Neon>();
    }
}
