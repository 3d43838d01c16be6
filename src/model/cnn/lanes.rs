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
}

/// Implements [`Lanes`] for an array of `$n` registers of `$width` numbers.
#[allow(unused_macros)]
macro_rules! registers {
    ($type:ty, $n:literal, $width:literal, $wide:literal, $splat:path, $load:path, $store:path, $fma:expr, $add:path) => {
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
        }
    };
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::Lanes;
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
    registers!(__m512, 1, 16, true, _mm512_set1_ps, _mm512_loadu_ps, _mm512_storeu_ps, fma_512, _mm512_add_ps);
    registers!(__m256, 2, 8, false, _mm256_set1_ps, _mm256_loadu_ps, _mm256_storeu_ps, fma_256, _mm256_add_ps);
    /// Sixteen numbers on AVX-512.
    pub(crate) type Avx512 = [__m512; 1];
    /// Sixteen numbers on AVX2.
    pub(crate) type Avx2 = [__m256; 2];
}
#[cfg(target_arch = "x86_64")]
pub(crate) use x86::{Avx2, Avx512};

#[cfg(target_arch = "aarch64")]
mod arm {
    use super::Lanes;
    use std::arch::aarch64::*;

    registers!(float32x4_t, 4, 4, false, vdupq_n_f32, vld1q_f32, vst1q_f32, vfmaq_f32, vaddq_f32);
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
