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
    /// self − other.
    unsafe fn minus(self, other: Self) -> Self;
    /// self · other.
    unsafe fn times(self, other: Self) -> Self;
    /// self / other.
    unsafe fn over(self, other: Self) -> Self;
    /// Square root.
    unsafe fn root(self) -> Self;
    /// Zero where the magnitude is below `least`; NaN stays.
    unsafe fn flushed(self, least: Self) -> Self;
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
pub(super) unsafe fn keep_plain(from: &[*const f32], place: Place, pairs: *mut [u32; 2], tags: *mut u16) -> usize {
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
    unsafe fn minus(self, other: Self) -> Self {
        std::array::from_fn(|k| self[k] - other[k])
    }
    #[inline(always)]
    unsafe fn times(self, other: Self) -> Self {
        std::array::from_fn(|k| self[k] * other[k])
    }
    #[inline(always)]
    unsafe fn over(self, other: Self) -> Self {
        std::array::from_fn(|k| self[k] / other[k])
    }
    #[inline(always)]
    unsafe fn root(self) -> Self {
        self.map(f32::sqrt)
    }
    #[inline(always)]
    unsafe fn flushed(self, least: Self) -> Self {
        std::array::from_fn(|k| if self[k].abs() < least[k] { 0.0 } else { self[k] })
    }
    #[inline(always)]
    unsafe fn keep(from: &[*const f32], place: Place, pairs: *mut [u32; 2], tags: *mut u16) -> usize {
        // SAFETY: the promises are the caller's.
        unsafe { keep_plain(from, place, pairs, tags) }
    }
}

/// Kinds of vectors of x86 processors.
#[allow(dead_code)]
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(crate) enum Width {
    /// None.
    Plain,
    /// AVX2.
    Middle,
    /// AVX-512.
    Wide,
}

/// Whether these vectors may be used where the processor has them: always, but for tests of the others.
#[allow(dead_code)]
#[inline(always)]
pub(crate) fn allowed(width: Width) -> bool {
    #[cfg(test)]
    return width <= tests::MOST.get();
    #[cfg(not(test))]
    {
        let _ = width;
        true
    }
}

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
                    unsafe { $body::<$crate::model::cnn::vectors::Avx512>($($arg),*) }
                }
                #[target_feature(enable = "avx2,fma")]
                unsafe fn middle($($arg: $type),*) {
                    // SAFETY: as above.
                    unsafe { $body::<$crate::model::cnn::vectors::Avx2>($($arg),*) }
                }
                use $crate::model::cnn::lanes::{Width, allowed};
                if allowed(Width::Wide)
                    && std::is_x86_feature_detected!("avx512f")
                    && std::is_x86_feature_detected!("avx512bw")
                    && std::is_x86_feature_detected!("avx512dq")
                    && std::is_x86_feature_detected!("avx512vl")
                {
                    // SAFETY: the features were just found; the promises are the caller's.
                    return unsafe { wide($($arg),*) };
                }
                if allowed(Width::Middle)
                    && std::is_x86_feature_detected!("avx2")
                    && std::is_x86_feature_detected!("fma")
                {
                    // SAFETY: as above.
                    return unsafe { middle($($arg),*) };
                }
                // SAFETY: as above.
                unsafe { $body::<[f32; 16]>($($arg),*) }
            }
            #[cfg(target_arch = "aarch64")]
            {
                // SAFETY: NEON is part of the architecture; the promises are the caller's.
                unsafe { $body::<$crate::model::cnn::vectors::Neon>($($arg),*) }
            }
            #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
            // SAFETY: the promises are the caller's.
            unsafe { $body::<[f32; 16]>($($arg),*) }
        }
    };
}
pub(crate) use dispatched;

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    #[cfg(target_arch = "aarch64")]
    use crate::model::cnn::vectors::Neon;
    #[cfg(target_arch = "x86_64")]
    use crate::model::cnn::vectors::{Avx2, Avx512};

    thread_local! {
        /// The widest vectors that this thread may use.
        pub(crate) static MOST: std::cell::Cell<Width> = const { std::cell::Cell::new(Width::Wide) };
    }

    fn check<L: Lanes>() {
        let numbers: Vec<f32> = (0..16).map(|k| k as f32).collect();
        let mut out = [0.0f32; 16];
        // SAFETY: the caller found the instruction set.
        unsafe {
            let x = L::load(numbers.as_ptr());
            L::splat(1.0).plus_product(x, L::splat(2.0)).plus(x).store(out.as_mut_ptr());
        }
        assert!(out.iter().zip(&numbers).all(|(y, x)| *y == 1.0 + 3.0 * x), "{out:?}");
        let small = [1e-31f32, -1e-31, 1e-29, f32::NAN].repeat(4);
        // SAFETY: as above.
        unsafe {
            let x = L::load(numbers.as_ptr());
            x.times(x).root().minus(L::splat(3.0)).over(L::splat(2.0)).store(out.as_mut_ptr());
            assert!(out.iter().zip(&numbers).all(|(y, x)| *y == (x - 3.0) / 2.0), "{out:?}");
            L::load(small.as_ptr()).flushed(L::splat(1e-30)).store(out.as_mut_ptr());
            assert!(out[..3] == [0.0, 0.0, 1e-29] && out[3].is_nan(), "{out:?}");
        }
        let groups: [[f32; 16]; 2] = [
            std::array::from_fn(|k| if k % 3 == 0 { -1.0 } else { k as f32 }),
            std::array::from_fn(|k| if k % 2 == 0 { k as f32 } else { f32::NAN }),
        ];
        let (mut pairs, mut tags) = ([[0u32; 2]; 16], [0u16; 16]);
        let place = Place { at: 7, stride: 10, channel: 100 };
        let from = [groups[0].as_ptr(), groups[1].as_ptr()];
        // SAFETY: as above.
        let n = unsafe { L::keep(&from, place, pairs.as_mut_ptr(), tags.as_mut_ptr()) };
        let kept: Vec<usize> = (1..16usize).filter(|k: &usize| !k.is_multiple_of(3) || k.is_multiple_of(2)).collect();
        let tag = |k: &usize| 4 * (100 + *k as u16) + u16::from(k.is_multiple_of(3));
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
