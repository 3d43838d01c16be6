//! Four numbers at once, in a register of four or in plain numbers.
//!
//! Both kinds do the same operations in the same order, none of them fused, and give the same results to the last bit.

use std::ops::{Add, AddAssign, Mul, Sub};

/// Numbers per group of constituents.
pub(super) const LANES: usize = 4;

/// Four numbers.
pub(super) trait Four: Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + AddAssign {
    /// The same number four times.
    fn of(value: f64) -> Self;
    /// Reads four numbers.
    fn load(from: &[f64; LANES]) -> Self;
    /// The four numbers.
    fn numbers(self) -> [f64; LANES];
    /// `self` where `other` is above zero, else 0; without a branch.
    fn where_positive(self, other: Self) -> Self;

    /// Sum of the four, in a fixed order.
    #[inline(always)]
    fn sum(self) -> f64 {
        let [a, b, c, d] = self.numbers();
        (a + b) + (c + d)
    }
}

/// Four plain numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plain([f64; LANES]);

impl Four for Plain {
    #[inline(always)]
    fn of(value: f64) -> Plain {
        Plain([value; LANES])
    }

    #[inline(always)]
    fn load(from: &[f64; LANES]) -> Plain {
        Plain(*from)
    }

    #[inline(always)]
    fn numbers(self) -> [f64; LANES] {
        self.0
    }

    #[inline(always)]
    fn where_positive(self, other: Plain) -> Plain {
        let one = |k: usize| f64::from_bits(self.0[k].to_bits() & u64::from(other.0[k] > 0.0).wrapping_neg());
        Plain([one(0), one(1), one(2), one(3)])
    }
}

macro_rules! operations {
    ($type:ident, $($trait:ident $name:ident |$a:ident, $b:ident| $result:expr;)*) => {
        $(impl $trait for $type {
            type Output = $type;

            #[inline(always)]
            fn $name(self, other: $type) -> $type {
                let ($a, $b) = (self.0, other.0);
                $type($result)
            }
        })*

        impl AddAssign for $type {
            #[inline(always)]
            fn add_assign(&mut self, other: $type) {
                *self = *self + other;
            }
        }
    };
}

operations! {
    Plain,
    Add add |a, b| [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];
    Sub sub |a, b| [a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]];
    Mul mul |a, b| [a[0] * b[0], a[1] * b[1], a[2] * b[2], a[3] * b[3]];
}

#[cfg(target_arch = "x86_64")]
pub(super) use avx::Avx;

#[cfg(target_arch = "x86_64")]
mod avx {
    use std::arch::x86_64::{
        __m256d, _CMP_GT_OQ, _mm256_add_pd, _mm256_and_pd, _mm256_cmp_pd, _mm256_loadu_pd, _mm256_mul_pd,
        _mm256_set1_pd, _mm256_setzero_pd, _mm256_storeu_pd, _mm256_sub_pd,
    };
    use std::ops::{Add, AddAssign, Mul, Sub};

    use super::{Four, LANES};

    /// A register of four numbers; only for code that runs after AVX2 was found on the machine.
    #[derive(Debug, Clone, Copy)]
    pub(in super::super) struct Avx(__m256d);

    // SAFETY, here and below: see the type; loads and stores go through references to four numbers.
    impl Four for Avx {
        #[inline(always)]
        fn of(value: f64) -> Avx {
            Avx(unsafe { _mm256_set1_pd(value) })
        }

        #[inline(always)]
        fn load(from: &[f64; LANES]) -> Avx {
            Avx(unsafe { _mm256_loadu_pd(from.as_ptr()) })
        }

        #[inline(always)]
        fn numbers(self) -> [f64; LANES] {
            let mut numbers = [0.0; LANES];
            unsafe { _mm256_storeu_pd(numbers.as_mut_ptr(), self.0) };
            numbers
        }

        #[inline(always)]
        fn where_positive(self, other: Avx) -> Avx {
            Avx(unsafe { _mm256_and_pd(self.0, _mm256_cmp_pd::<_CMP_GT_OQ>(other.0, _mm256_setzero_pd())) })
        }
    }

    operations! {
        Avx,
        Add add |a, b| unsafe { _mm256_add_pd(a, b) };
        Sub sub |a, b| unsafe { _mm256_sub_pd(a, b) };
        Mul mul |a, b| unsafe { _mm256_mul_pd(a, b) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations_of<F: Four>(a: [f64; 4], b: [f64; 4]) -> [[f64; 4]; 5] {
        let (a, b) = (F::load(&a), F::load(&b));
        let mut sum = a * b;
        sum += F::of(0.1);
        [(a + b).numbers(), (a - b).numbers(), (a * b).numbers(), a.where_positive(b).numbers(), sum.numbers()]
    }

    #[test]
    fn register_and_plain_numbers_agree() {
        let (a, b) = ([0.1, -2.0, 1e300, 7.0], [3.0, -0.0, 1e-300, -4.5]);
        assert_eq!(operations_of::<Plain>(a, b)[3], [0.1, 0.0, 1e300, 0.0]);
        #[cfg(target_arch = "x86_64")]
        if std::is_x86_feature_detected!("avx2") {
            assert_eq!(operations_of::<Plain>(a, b), operations_of::<Avx>(a, b));
        }
        assert_eq!(Plain::load(&a).sum(), (0.1 + -2.0) + (1e300 + 7.0));
    }
}
