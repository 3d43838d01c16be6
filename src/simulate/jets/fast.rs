//! Elementary functions that are as good as a detector needs, at a fraction of the time.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// Azimuth of (x, y) in (−π, π], within 2·10⁻⁸ rad.
#[inline]
pub(crate) fn azimuth(y: f64, x: f64) -> f64 {
    let (ax, ay) = (x.abs(), y.abs());
    let (low, high) = if ay > ax { (ax, ay) } else { (ay, ax) };
    // arctan of t in [0, 1] as π/4 + arctan((t − 1)/(t + 1)), an argument of at most √2 − 1 in size.
    let (shift, t) = if low > 0.414_213_562_373_095 * high {
        (FRAC_PI_4, (low - high) / (low + high))
    } else {
        (0.0, low / high.max(f64::MIN_POSITIVE))
    };
    let s = t * t;
    let series =
        1.0 / 11.0 + s * (-1.0 / 13.0 + s * (1.0 / 15.0 - s * (1.0 / 17.0 - s * (1.0 / 19.0 - s * (1.0 / 21.0)))));
    let series = 1.0 + s * (-1.0 / 3.0 + s * (1.0 / 5.0 + s * (-1.0 / 7.0 + s * (1.0 / 9.0 - s * series))));
    let angle = shift + t * series;
    let angle = if ay > ax { FRAC_PI_2 - angle } else { angle };
    let angle = if x < 0.0 { PI - angle } else { angle };
    if y < 0.0 { -angle } else { angle }
}

/// e^x within a relative 10⁻⁸, for |x| < 700.
#[inline]
pub(crate) fn exp(x: f64) -> f64 {
    // 1.5·2⁵² rounds to an integer in the lowest bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    let shifted = x * std::f64::consts::LOG2_E + ROUND;
    let r = x - (shifted - ROUND) * std::f64::consts::LN_2;
    let power = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    // The series to r⁷ in pairs, so that the processor can work on them at once.
    let r2 = r * r;
    let (a, b) = (1.0 + r, 0.5 + r * (1.0 / 6.0));
    let (c, d) = (1.0 / 24.0 + r * (1.0 / 120.0), 1.0 / 720.0 + r * (1.0 / 5040.0));
    let series = (a + r2 * b) + (r2 * r2) * (c + r2 * d);
    power * series
}

/// ln x within 10⁻⁸, for normal x > 0.
#[inline]
pub(crate) fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    // x = 2^k m with m in [1/√2, √2).
    let shifted = bits.wrapping_sub(0x3FE6_A09E_667F_3BCD);
    let k = (shifted as i64) >> 52;
    let m = f64::from_bits(bits.wrapping_sub((k as u64) << 52));
    let t = (m - 1.0) / (m + 1.0);
    let s = t * t;
    let s2 = s * s;
    let series = (1.0 + s * (1.0 / 3.0)) + s2 * ((1.0 / 5.0 + s * (1.0 / 7.0)) + s2 * (1.0 / 9.0 + s * (1.0 / 11.0)));
    k as f64 * std::f64::consts::LN_2 + 2.0 * t * series
}

/// η of a direction with pz/pT = `slope`, without the care of `asinh` for tiny numbers.
#[inline]
pub(crate) fn pseudorapidity(slope: f64) -> f64 {
    ln(slope.abs() + (1.0 + slope * slope).sqrt()).copysign(slope)
}

/// ln(1 + x) for x ≥ 0; within a relative 10⁻⁵.
#[inline]
pub(crate) fn log_one_plus(x: f64) -> f64 {
    if x < 0.05 { x * (6.0 + x) / (6.0 + 4.0 * x) } else { ln(1.0 + x) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_as_good_as_they_say() {
        for k in 0..10_000 {
            let angle = -PI + 2.0 * PI * (f64::from(k) + 0.5) / 10_000.0;
            let (y, x) = (3.0 * angle.sin(), 3.0 * angle.cos());
            assert!((azimuth(y, x) - angle).abs() < 2e-8, "{angle}");
            assert!((pseudorapidity(angle.sinh()) - angle).abs() < 1e-7, "{angle}");
            let small = f64::from(k) * 1e-5;
            assert!((log_one_plus(small) - small.ln_1p()).abs() <= 1e-5 * small, "{small}");
            let wide = -600.0 + 0.12 * f64::from(k);
            assert!((exp(wide) / wide.exp() - 1.0).abs() < 1e-8, "{wide}");
            assert!((ln(wide.exp()) - wide).abs() < 1e-8 * (1.0 + wide.abs()), "{wide}");
        }
        assert_eq!((azimuth(0.0, 1.0), azimuth(0.0, -1.0), azimuth(0.0, 0.0)), (0.0, PI, 0.0));
    }
}
