//! Four numbers at once, in a register of four or in plain numbers.
//!
//! Both kinds do the same operations in the same order, none of them fused, and give the same results to the last bit.

use std::ops::{Add, AddAssign, Div, Mul, Sub};

/// Numbers per group of constituents.
pub(crate) const LANES: usize = 4;

/// A group of numbers.
pub(crate) type Group = [f64; LANES];

/// Four numbers.
pub(crate) trait Four:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self> + AddAssign
{
    /// The same number four times.
    fn of(value: f64) -> Self;
    /// Reads four numbers.
    fn load(from: &Group) -> Self;
    /// Reads four 32-bit numbers.
    fn widen(from: &[f32; LANES]) -> Self;
    /// Reads up to four 32-bit numbers, and zeros behind them.
    fn widen_some(from: &[f32]) -> Self;
    /// The four numbers.
    fn numbers(self) -> Group;
    /// The four numbers rounded to 32 bits.
    fn narrow(self) -> [f32; LANES];
    /// Square roots.
    fn sqrt(self) -> Self;
    /// The next whole numbers below.
    fn floor(self) -> Self;
    /// The lower of two, `other` where `self` is not a number.
    fn lower(self, other: Self) -> Self;
    /// `self` where `a` is above `b`, else 0; without a branch.
    fn where_above(self, a: Self, b: Self) -> Self;
    /// `self` where `a` is at least `b`, else 0; without a branch.
    fn where_at_least(self, a: Self, b: Self) -> Self;

    /// `self` where `other` is above zero, else 0.
    #[inline(always)]
    fn where_positive(self, other: Self) -> Self {
        self.where_above(other, Self::of(0.0))
    }

    /// Sum of the four, in a fixed order.
    #[inline(always)]
    fn sum(self) -> f64 {
        let [a, b, c, d] = self.numbers();
        (a + b) + (c + d)
    }
}

/// Four plain numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plain(Group);

impl Plain {
    #[inline(always)]
    fn each(one: impl Fn(usize) -> f64) -> Plain {
        Plain([one(0), one(1), one(2), one(3)])
    }

    #[inline(always)]
    fn masked(self, keep: impl Fn(usize) -> bool) -> Plain {
        Plain::each(|k| f64::from_bits(self.0[k].to_bits() & u64::from(keep(k)).wrapping_neg()))
    }
}

impl Four for Plain {
    #[inline(always)]
    fn of(value: f64) -> Plain {
        Plain([value; LANES])
    }

    #[inline(always)]
    fn load(from: &Group) -> Plain {
        Plain(*from)
    }

    #[inline(always)]
    fn widen(from: &[f32; LANES]) -> Plain {
        Plain(from.map(f64::from))
    }

    #[inline(always)]
    fn widen_some(from: &[f32]) -> Plain {
        Plain::each(|k| from.get(k).copied().unwrap_or_default().into())
    }

    #[inline(always)]
    fn numbers(self) -> Group {
        self.0
    }

    #[inline(always)]
    fn narrow(self) -> [f32; LANES] {
        self.0.map(|number| number as f32)
    }

    #[inline(always)]
    fn sqrt(self) -> Plain {
        Plain(self.0.map(f64::sqrt))
    }

    #[inline(always)]
    fn floor(self) -> Plain {
        Plain(self.0.map(f64::floor))
    }

    #[inline(always)]
    fn lower(self, other: Plain) -> Plain {
        Plain::each(|k| if self.0[k] < other.0[k] { self.0[k] } else { other.0[k] })
    }

    #[inline(always)]
    fn where_above(self, a: Plain, b: Plain) -> Plain {
        self.masked(|k| a.0[k] > b.0[k])
    }

    #[inline(always)]
    fn where_at_least(self, a: Plain, b: Plain) -> Plain {
        self.masked(|k| a.0[k] >= b.0[k])
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
    Div div |a, b| [a[0] / b[0], a[1] / b[1], a[2] / b[2], a[3] / b[3]];
}

#[cfg(target_arch = "x86_64")]
pub(crate) use avx::Avx;

#[cfg(target_arch = "x86_64")]
mod avx {
    use std::arch::x86_64::*;
    use std::ops::{Add, AddAssign, Div, Mul, Sub};

    use super::{Four, Group, LANES};

    /// A register of four numbers; only for code that runs after AVX2 was found on the machine.
    #[derive(Debug, Clone, Copy)]
    pub(crate) struct Avx(__m256d);

    // SAFETY, here and below: see the type; loads and stores go through references to four numbers.
    impl Four for Avx {
        #[inline(always)]
        fn of(value: f64) -> Avx {
            Avx(unsafe { _mm256_set1_pd(value) })
        }

        #[inline(always)]
        fn load(from: &Group) -> Avx {
            Avx(unsafe { _mm256_loadu_pd(from.as_ptr()) })
        }

        #[inline(always)]
        fn widen(from: &[f32; LANES]) -> Avx {
            Avx(unsafe { _mm256_cvtps_pd(_mm_loadu_ps(from.as_ptr())) })
        }

        #[inline(always)]
        fn widen_some(from: &[f32]) -> Avx {
            // SAFETY: entries whose mask is not set are not read.
            Avx(unsafe {
                let places = _mm_setr_epi32(0, 1, 2, 3);
                let mask = _mm_cmpgt_epi32(_mm_set1_epi32(from.len().min(LANES) as i32), places);
                _mm256_cvtps_pd(_mm_maskload_ps(from.as_ptr(), mask))
            })
        }

        #[inline(always)]
        fn numbers(self) -> Group {
            let mut numbers = [0.0; LANES];
            unsafe { _mm256_storeu_pd(numbers.as_mut_ptr(), self.0) };
            numbers
        }

        #[inline(always)]
        fn narrow(self) -> [f32; LANES] {
            let mut numbers = [0.0; LANES];
            unsafe { _mm_storeu_ps(numbers.as_mut_ptr(), _mm256_cvtpd_ps(self.0)) };
            numbers
        }

        #[inline(always)]
        fn sqrt(self) -> Avx {
            Avx(unsafe { _mm256_sqrt_pd(self.0) })
        }

        #[inline(always)]
        fn floor(self) -> Avx {
            Avx(unsafe { _mm256_floor_pd(self.0) })
        }

        #[inline(always)]
        fn lower(self, other: Avx) -> Avx {
            Avx(unsafe { _mm256_min_pd(self.0, other.0) })
        }

        #[inline(always)]
        fn where_above(self, a: Avx, b: Avx) -> Avx {
            Avx(unsafe { _mm256_and_pd(self.0, _mm256_cmp_pd::<_CMP_GT_OQ>(a.0, b.0)) })
        }

        #[inline(always)]
        fn where_at_least(self, a: Avx, b: Avx) -> Avx {
            Avx(unsafe { _mm256_and_pd(self.0, _mm256_cmp_pd::<_CMP_GE_OQ>(a.0, b.0)) })
        }
    }

    operations! {
        Avx,
        Add add |a, b| unsafe { _mm256_add_pd(a, b) };
        Sub sub |a, b| unsafe { _mm256_sub_pd(a, b) };
        Mul mul |a, b| unsafe { _mm256_mul_pd(a, b) };
        Div div |a, b| unsafe { _mm256_div_pd(a, b) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations_of<F: Four>(a: Group, b: Group) -> Vec<[u64; LANES]> {
        let (a, b) = (F::load(&a), F::load(&b));
        let mut sum = a * b;
        sum += F::of(0.1);
        let narrow = F::widen(&b.narrow());
        let some = |count: usize| F::widen_some(&[1.5, 2.5, 3.5, 4.5][..count]);
        let results = [
            some(0),
            some(1),
            some(3),
            some(4),
            a + b,
            a - b,
            a * b,
            a / b,
            a.where_positive(b),
            a.where_above(a, b),
            a.where_at_least(b, a),
            a.sqrt(),
            a.floor(),
            a.lower(b),
            sum,
            narrow,
        ];
        results.map(|result| result.numbers().map(f64::to_bits)).to_vec()
    }

    #[test]
    fn register_and_plain_numbers_agree() {
        let (a, b) = ([0.1, -2.5, 1e300, f64::INFINITY], [3.0, -0.0, 1e-300, f64::INFINITY]);
        let plain = operations_of::<Plain>(a, b);
        assert_eq!(plain[2].map(f64::from_bits), [1.5, 2.5, 3.5, 0.0]);
        assert_eq!(plain[8].map(f64::from_bits), [0.1, 0.0, 1e300, f64::INFINITY]);
        assert_eq!(plain[10].map(f64::from_bits), [0.1, -2.5, 0.0, f64::INFINITY]);
        #[cfg(target_arch = "x86_64")]
        if std::is_x86_feature_detected!("avx2") {
            let register = operations_of::<Avx>(a, b);
            // The sign of "not a number" is not defined.
            let number = |bits: &[u64; LANES]| bits.map(|bits| if f64::from_bits(bits).is_nan() { 0 } else { bits });
            assert!(plain.iter().zip(&register).all(|(a, b)| number(a) == number(b)), "{plain:?} {register:?}");
        }
        assert_eq!(Plain::load(&[0.1, -2.0, 1e300, 7.0]).sum(), (0.1 + -2.0) + (1e300 + 7.0));
        assert_eq!(Plain::load(&[f64::NAN, 1.0, 2.0, 3.0]).lower(Plain::of(1.5)).numbers(), [1.5, 1.0, 1.5, 1.5]);
    }
}
