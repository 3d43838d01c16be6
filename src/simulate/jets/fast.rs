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

/// η of a direction with pz/pT = `slope`, without the care of `asinh` for tiny numbers.
#[inline]
pub(crate) fn pseudorapidity(slope: f64) -> f64 {
    (slope.abs() + (1.0 + slope * slope).sqrt()).ln().copysign(slope)
}

/// ln(1 + x) for x ≥ 0; within a relative 10⁻⁵.
#[inline]
pub(crate) fn log_one_plus(x: f64) -> f64 {
    if x < 0.05 { x * (6.0 + x) / (6.0 + 4.0 * x) } else { (1.0 + x).ln() }
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
            assert!((pseudorapidity(angle.sinh()) - angle).abs() < 1e-12, "{angle}");
            let small = f64::from(k) * 1e-5;
            assert!((log_one_plus(small) - small.ln_1p()).abs() <= 1e-5 * small, "{small}");
        }
        assert_eq!((azimuth(0.0, 1.0), azimuth(0.0, -1.0), azimuth(0.0, 0.0)), (0.0, PI, 0.0));
    }
}
