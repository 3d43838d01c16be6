//! [`Lanes`] on the registers of AVX-512, AVX2 and NEON.

use super::lanes::{Lanes, Place, keep_plain};

/// Implements [`Lanes`] for an array of `$n` registers of `$width` numbers.
#[allow(unused_macros)]
macro_rules! registers {
    (
        $type:ty, $n:literal, $width:literal, $wide:literal, $splat:path, $load:path, $store:path, $fma:expr, $keep:path,
        $($two:ident = $binary:path),*; $root:path, $flushed:path
    ) => {
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
            $(
                #[inline(always)]
                unsafe fn $two(mut self, other: Self) -> Self {
                    for k in 0..$n {
                        // SAFETY: as above.
                        self[k] = unsafe { $binary(self[k], other[k]) };
                    }
                    self
                }
            )*
            #[inline(always)]
            unsafe fn root(mut self) -> Self {
                for k in 0..$n {
                    // SAFETY: as above.
                    self[k] = unsafe { $root(self[k]) };
                }
                self
            }
            #[inline(always)]
            unsafe fn flushed(mut self, least: Self) -> Self {
                for k in 0..$n {
                    // SAFETY: as above.
                    self[k] = unsafe { $flushed(self[k], least[k]) };
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
    #[inline(always)]
    unsafe fn flushed_512(x: __m512, least: __m512) -> __m512 {
        // SAFETY: the caller has AVX-512.
        unsafe { _mm512_maskz_mov_ps(_mm512_cmp_ps_mask::<_CMP_NLT_UQ>(_mm512_abs_ps(x), least), x) }
    }
    #[inline(always)]
    unsafe fn flushed_256(x: __m256, least: __m256) -> __m256 {
        // SAFETY: the caller has AVX2.
        unsafe {
            let size = _mm256_andnot_ps(_mm256_set1_ps(-0.0), x);
            _mm256_and_ps(_mm256_cmp_ps::<_CMP_NLT_UQ>(size, least), x)
        }
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
        keep_512,
        plus = _mm512_add_ps,
        minus = _mm512_sub_ps,
        times = _mm512_mul_ps,
        over = _mm512_div_ps;
        _mm512_sqrt_ps,
        flushed_512
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
        keep_plain,
        plus = _mm256_add_ps,
        minus = _mm256_sub_ps,
        times = _mm256_mul_ps,
        over = _mm256_div_ps;
        _mm256_sqrt_ps,
        flushed_256
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

    #[inline(always)]
    unsafe fn flushed(x: float32x4_t, least: float32x4_t) -> float32x4_t {
        // SAFETY: NEON is part of the architecture.
        unsafe { vreinterpretq_f32_u32(vbicq_u32(vreinterpretq_u32_f32(x), vcltq_f32(vabsq_f32(x), least))) }
    }
    registers!(
        float32x4_t,
        4,
        4,
        false,
        vdupq_n_f32,
        vld1q_f32,
        vst1q_f32,
        vfmaq_f32,
        keep_plain,
        plus = vaddq_f32,
        minus = vsubq_f32,
        times = vmulq_f32,
        over = vdivq_f32;
        vsqrtq_f32,
        flushed
    );
    /// Sixteen numbers on NEON.
    pub(crate) type Neon = [float32x4_t; 4];
}
#[cfg(target_arch = "aarch64")]
pub(crate) use arm::Neon;
