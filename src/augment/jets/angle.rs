//! Cosine and sine of an angle, the same on every machine.

use std::f64::consts::FRAC_2_PI;
use std::hint::select_unpredictable;

/// π/2 to 33 bits, so that a million times it is exact, and what is missing.
const QUARTER: f64 = 1.570_796_326_734_125_6;
const REST: f64 = 6.077_100_506_506_192e-11;

/// Cosine and sine of an angle in radians, within 3·10⁻¹⁶ up to a thousand turns.
///
/// The system's functions differ in the last digit from one system to the next, and so might a pixel. The series are
/// Taylor's, to r¹⁷ and r¹⁸ for |r| ≤ π/4; there are no branches.
#[inline(always)]
pub(crate) fn cos_sin(angle: f64) -> (f64, f64) {
    // Adding and taking away 1.5 · 2⁵² rounds the number of quarter turns to a whole one.
    const WHOLE: f64 = 1.5 * (1u64 << 52) as f64;
    let quarters = (angle * FRAC_2_PI + WHOLE) - WHOLE;
    let r = (angle - quarters * QUARTER) - quarters * REST;
    let (s, s2) = (r * r, (r * r) * (r * r));
    let s4 = s2 * s2;
    // In pairs, so that the processor can work on them at once: 1/3!, 1/5!, … and 1/4!, 1/6!, …
    let (a, b) = (-1.0 / 6.0 + s * (1.0 / 120.0), -1.0 / 5040.0 + s * (1.0 / 362_880.0));
    let (c, d) = (-1.0 / 39_916_800.0 + s * (1.0 / 6_227_020_800.0), -1.0 / 1_307_674_368_000.0);
    let sin = r + r * s * ((a + s2 * b) + s4 * (c + s2 * d));
    let (a, b) = (1.0 / 24.0 - s * (1.0 / 720.0), 1.0 / 40_320.0 - s * (1.0 / 3_628_800.0));
    let (c, d) = (1.0 / 479_001_600.0 - s * (1.0 / 87_178_291_200.0), 1.0 / 20_922_789_888_000.0);
    let cos = 1.0 + (s2 * ((a + s2 * b) + s4 * (c + s2 * d)) - 0.5 * s);
    let quarter = quarters as i64;
    let (x, y) = (select_unpredictable(quarter & 1 == 0, cos, sin), select_unpredictable(quarter & 1 == 0, sin, cos));
    // After one and two quarter turns the cosine is negative, after two and three the sine.
    let sign = |negative: bool| select_unpredictable(negative, -1.0, 1.0);
    (x * sign((quarter + 1) & 2 != 0), y * sign(quarter & 2 != 0))
}

#[cfg(test)]
mod tests {
    use std::f64::consts::FRAC_PI_2;

    use super::*;

    #[test]
    fn they_are_cosine_and_sine() {
        for k in -200_000..=200_000 {
            let angle = f64::from(k) * if k % 10 == 0 { 0.03 } else { 1e-4 };
            let (cos, sin) = cos_sin(angle);
            assert!((cos - angle.cos()).abs() < 3e-16 && (sin - angle.sin()).abs() < 3e-16, "{angle}: {cos} {sin}");
        }
    }

    #[test]
    fn no_turn_and_the_quarter_turns_are_as_expected() {
        assert_eq!(cos_sin(0.0), (1.0, 0.0));
        for (quarters, expected) in
            [(1.0f64, (0.0f64, 1.0f64)), (2.0, (-1.0, 0.0)), (3.0, (0.0, -1.0)), (-1.0, (0.0, -1.0))]
        {
            let (cos, sin) = cos_sin(quarters * FRAC_PI_2);
            assert!((cos - expected.0).abs() < 3e-16 && (sin - expected.1).abs() < 3e-16);
        }
    }
}
