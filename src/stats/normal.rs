//! The standard normal distribution.

use statrs::function::erf::{erfc, erfc_inv};
use std::f64::consts::SQRT_2;

/// Cumulative distribution Φ(x) of the standard normal distribution, to a relative 1e-10.
///
/// # Example
/// ```
/// use cwola::stats::normal_cdf;
/// assert_eq!(normal_cdf(0.0), 0.5);
/// assert!((normal_cdf(1.0) - normal_cdf(-1.0) - 0.6827).abs() < 1e-4);
/// ```
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * erfc(-x / SQRT_2)
}

/// Quantile Φ⁻¹(p) of the standard normal distribution; −∞ at 0, +∞ at 1, NaN outside [0, 1].
///
/// A one-sided p-value p is a significance of −Φ⁻¹(p).
///
/// # Example
/// ```
/// use cwola::stats::normal_quantile;
/// assert!((normal_quantile(2.866_515_7e-7) + 5.0).abs() < 1e-6, "5σ");
/// ```
pub fn normal_quantile(p: f64) -> f64 {
    if (0.0..=1.0).contains(&p) { -SQRT_2 * erfc_inv(2.0 * p) } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantile_inverts_the_distribution() {
        for step in -60..=60 {
            let x = f64::from(step) / 10.0;
            // Above the median 1 − Φ is rounded to 1e-16, which limits x itself.
            let tolerance = 1e-9 + if x > 0.0 { 1e-15 * (x * x / 2.0).exp() } else { 0.0 };
            assert!((normal_quantile(normal_cdf(x)) - x).abs() < tolerance, "x = {x}");
        }
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert!(normal_quantile(1.1).is_nan() && normal_quantile(f64::NAN).is_nan());
    }
}
