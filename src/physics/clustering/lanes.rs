//! Eight numbers at once, in the vectors that the machine has.
//!
//! Compilers vectorise the search for the nearest particle in pairs at best, so that the few operations that it needs are
//! written out for AVX-512, AVX2 and plain arrays. All three give the same bits.

/// Numbers in one vector.
pub(super) const LANES: usize = 8;

/// Eight f64. The implementations for x86-64 may be used only where the processor has their instructions.
pub(super) trait Eight: Copy {
    fn load(from: &[f64; LANES]) -> Self;
    fn bits(from: &[u64; LANES]) -> Self;
    fn store(self, to: &mut [f64; LANES]);
    fn splat(value: f64) -> Self;
    fn sub(self, other: Self) -> Self;
    fn add(self, other: Self) -> Self;
    fn mul(self, other: Self) -> Self;
    /// The smaller of both, lane by lane.
    fn min(self, other: Self) -> Self;
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    /// `yes` where `self < other`, else `no`.
    fn less_then(self, other: Self, yes: Self, no: Self) -> Self;
    /// The smallest of the eight.
    fn least(self) -> f64;
}

/// Plain arrays, for other processors.
#[derive(Clone, Copy)]
pub(super) struct Plain([f64; LANES]);

impl Plain {
    #[inline(always)]
    fn with(self, other: Plain, f: impl Fn(f64, f64) -> f64) -> Plain {
        Plain(std::array::from_fn(|k| f(self.0[k], other.0[k])))
    }
}

impl Eight for Plain {
    #[inline(always)]
    fn load(from: &[f64; LANES]) -> Plain {
        Plain(*from)
    }
    #[inline(always)]
    fn bits(from: &[u64; LANES]) -> Plain {
        Plain(from.map(f64::from_bits))
    }
    #[inline(always)]
    fn store(self, to: &mut [f64; LANES]) {
        *to = self.0;
    }
    #[inline(always)]
    fn splat(value: f64) -> Plain {
        Plain([value; LANES])
    }
    #[inline(always)]
    fn sub(self, other: Plain) -> Plain {
        self.with(other, |a, b| a - b)
    }
    #[inline(always)]
    fn add(self, other: Plain) -> Plain {
        self.with(other, |a, b| a + b)
    }
    #[inline(always)]
    fn mul(self, other: Plain) -> Plain {
        self.with(other, |a, b| a * b)
    }
    #[inline(always)]
    fn min(self, other: Plain) -> Plain {
        self.with(other, |a, b| if a < b { a } else { b })
    }
    #[inline(always)]
    fn and(self, other: Plain) -> Plain {
        self.with(other, |a, b| f64::from_bits(a.to_bits() & b.to_bits()))
    }
    #[inline(always)]
    fn or(self, other: Plain) -> Plain {
        self.with(other, |a, b| f64::from_bits(a.to_bits() | b.to_bits()))
    }
    #[inline(always)]
    fn less_then(self, other: Plain, yes: Plain, no: Plain) -> Plain {
        Plain(std::array::from_fn(|k| if self.0[k] < other.0[k] { yes.0[k] } else { no.0[k] }))
    }
    #[inline(always)]
    fn least(self) -> f64 {
        self.0.iter().fold(f64::INFINITY, |a, &b| if b < a { b } else { a })
    }
}

/// Vectors of x86-64.
#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{Eight, LANES};

    /// One AVX-512 vector.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Wide(__m512d);
    /// Two AVX2 vectors.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Middle(__m256d, __m256d);

    // SAFETY of all blocks below: the engine chooses these types only after it has found the instructions on this machine,
    // and every pointer comes from a reference to eight values.
    impl Eight for Wide {
        #[inline(always)]
        fn load(from: &[f64; LANES]) -> Wide {
            Wide(unsafe { _mm512_loadu_pd(from.as_ptr()) })
        }
        #[inline(always)]
        fn bits(from: &[u64; LANES]) -> Wide {
            Wide(unsafe { _mm512_loadu_pd(from.as_ptr().cast()) })
        }
        #[inline(always)]
        fn store(self, to: &mut [f64; LANES]) {
            unsafe { _mm512_storeu_pd(to.as_mut_ptr(), self.0) }
        }
        #[inline(always)]
        fn splat(value: f64) -> Wide {
            Wide(unsafe { _mm512_set1_pd(value) })
        }
        #[inline(always)]
        fn sub(self, other: Wide) -> Wide {
            Wide(unsafe { _mm512_sub_pd(self.0, other.0) })
        }
        #[inline(always)]
        fn add(self, other: Wide) -> Wide {
            Wide(unsafe { _mm512_add_pd(self.0, other.0) })
        }
        #[inline(always)]
        fn mul(self, other: Wide) -> Wide {
            Wide(unsafe { _mm512_mul_pd(self.0, other.0) })
        }
        #[inline(always)]
        fn min(self, other: Wide) -> Wide {
            Wide(unsafe { _mm512_min_pd(self.0, other.0) })
        }
        #[inline(always)]
        fn and(self, other: Wide) -> Wide {
            Wide(unsafe { _mm512_and_pd(self.0, other.0) })
        }
        #[inline(always)]
        fn or(self, other: Wide) -> Wide {
            Wide(unsafe { _mm512_or_pd(self.0, other.0) })
        }
        #[inline(always)]
        fn less_then(self, other: Wide, yes: Wide, no: Wide) -> Wide {
            Wide(unsafe { _mm512_mask_blend_pd(_mm512_cmp_pd_mask::<_CMP_LT_OQ>(self.0, other.0), no.0, yes.0) })
        }
        #[inline(always)]
        fn least(self) -> f64 {
            unsafe { _mm512_reduce_min_pd(self.0) }
        }
    }

    impl Eight for Middle {
        #[inline(always)]
        fn load(from: &[f64; LANES]) -> Middle {
            unsafe { Middle(_mm256_loadu_pd(from.as_ptr()), _mm256_loadu_pd(from.as_ptr().add(4))) }
        }
        #[inline(always)]
        fn bits(from: &[u64; LANES]) -> Middle {
            unsafe { Middle(_mm256_loadu_pd(from.as_ptr().cast()), _mm256_loadu_pd(from.as_ptr().add(4).cast())) }
        }
        #[inline(always)]
        fn store(self, to: &mut [f64; LANES]) {
            unsafe {
                _mm256_storeu_pd(to.as_mut_ptr(), self.0);
                _mm256_storeu_pd(to.as_mut_ptr().add(4), self.1);
            }
        }
        #[inline(always)]
        fn splat(value: f64) -> Middle {
            unsafe { Middle(_mm256_set1_pd(value), _mm256_set1_pd(value)) }
        }
        #[inline(always)]
        fn sub(self, other: Middle) -> Middle {
            unsafe { Middle(_mm256_sub_pd(self.0, other.0), _mm256_sub_pd(self.1, other.1)) }
        }
        #[inline(always)]
        fn add(self, other: Middle) -> Middle {
            unsafe { Middle(_mm256_add_pd(self.0, other.0), _mm256_add_pd(self.1, other.1)) }
        }
        #[inline(always)]
        fn mul(self, other: Middle) -> Middle {
            unsafe { Middle(_mm256_mul_pd(self.0, other.0), _mm256_mul_pd(self.1, other.1)) }
        }
        #[inline(always)]
        fn min(self, other: Middle) -> Middle {
            unsafe { Middle(_mm256_min_pd(self.0, other.0), _mm256_min_pd(self.1, other.1)) }
        }
        #[inline(always)]
        fn and(self, other: Middle) -> Middle {
            unsafe { Middle(_mm256_and_pd(self.0, other.0), _mm256_and_pd(self.1, other.1)) }
        }
        #[inline(always)]
        fn or(self, other: Middle) -> Middle {
            unsafe { Middle(_mm256_or_pd(self.0, other.0), _mm256_or_pd(self.1, other.1)) }
        }
        #[inline(always)]
        fn less_then(self, other: Middle, yes: Middle, no: Middle) -> Middle {
            unsafe {
                let low = _mm256_cmp_pd::<_CMP_LT_OQ>(self.0, other.0);
                let high = _mm256_cmp_pd::<_CMP_LT_OQ>(self.1, other.1);
                Middle(_mm256_blendv_pd(no.0, yes.0, low), _mm256_blendv_pd(no.1, yes.1, high))
            }
        }
        #[inline(always)]
        fn least(self) -> f64 {
            unsafe {
                let four = _mm256_min_pd(self.0, self.1);
                let two = _mm_min_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd::<1>(four));
                _mm_cvtsd_f64(_mm_min_sd(two, _mm_unpackhi_pd(two, two)))
            }
        }
    }
}
#[cfg(target_arch = "x86_64")]
pub(super) use x86::{Middle, Wide};
