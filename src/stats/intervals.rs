//! Confidence intervals of counts, efficiencies and ratios.

use super::normal_quantile;
use crate::error::{Error, Result};
use statrs::distribution::{Beta, ContinuousCDF, Gamma};

/// The central probability of ±1σ, 0.6827.
pub const ONE_SIGMA: f64 = 0.682_689_492_137_085_9;

/// A confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Central confidence interval of a Poisson mean after `count` events (Garwood).
///
/// ```math
/// [ χ²(α/2; 2n) / 2, χ²(1 − α/2; 2n + 2) / 2 ],  α = 1 − level
/// ```
/// It covers at least with probability `level` (see [`ONE_SIGMA`]), in (0, 1). With no event the lower
/// end is 0. A count need not be whole (the effective number of weighted events), but not negative.
///
/// # Errors
/// A negative or infinite count, or a level outside (0, 1).
///
/// # Example
/// ```
/// use cwola::stats::{poisson_interval, ONE_SIGMA};
/// let none = poisson_interval(0.0, ONE_SIGMA)?;
/// assert!(none.low == 0.0 && (none.high - 1.8410).abs() < 1e-4);
/// let four = poisson_interval(4.0, ONE_SIGMA)?;
/// assert!((four.low - 2.0857).abs() < 1e-4 && (four.high - 7.1628).abs() < 1e-4);
/// # Ok::<(), cwola::Error>(())
/// ```
///
/// Source: F. Garwood, Biometrika 28 (1936) 437.
#[doc(alias = "garwood")]
pub fn poisson_interval(count: f64, level: f64) -> Result<Interval> {
    let tail = tail(level)?;
    if !(count.is_finite() && count >= 0.0) {
        return Err(Error::value("the number of events", "zero or a positive number", count));
    }
    let low = if count == 0.0 { 0.0 } else { gamma_quantile(count, tail)? };
    Ok(Interval { low, high: gamma_quantile(count + 1.0, 1.0 - tail)? })
}

/// Central confidence interval of an efficiency after `passed` of `total` events (Clopper–Pearson).
///
/// It covers at least with probability `level` (see [`ONE_SIGMA`]), in (0, 1): on average it is wider
/// than needed. It begins at 0 when nothing passed and ends at 1 when everything passed.
///
/// # Errors
/// No events, more passed than there are, or a level outside (0, 1).
///
/// # Example
/// ```
/// use cwola::stats::{clopper_pearson, ONE_SIGMA};
/// let none = clopper_pearson(0, 10, ONE_SIGMA)?;
/// assert!(none.low == 0.0 && (none.high - 0.1681).abs() < 1e-4);
/// # Ok::<(), cwola::Error>(())
/// ```
///
/// Source: C. Clopper and E. Pearson, Biometrika 26 (1934) 404.
pub fn clopper_pearson(passed: u64, total: u64, level: f64) -> Result<Interval> {
    let tail = tail(level)?;
    if total == 0 {
        return Err(Error::value("the number of events", "at least 1", 0));
    }
    if passed > total {
        return Err(Error::value("the number of passing events", &format!("at most {total}"), passed));
    }
    let (k, n) = (passed as f64, total as f64);
    let low = if passed == 0 { 0.0 } else { beta_quantile(k, n - k + 1.0, tail)? };
    let high = if passed == total { 1.0 } else { beta_quantile(k + 1.0, n - k, 1.0 - tail)? };
    Ok(Interval { low, high })
}

/// Standard deviation of the ratio of two independent Poisson counts.
///
/// ```math
/// σ(N₁/N₂) = (N₁/N₂) √( 1/N₁ + 1/N₂ )
/// ```
/// 0 for an empty numerator (the Gaussian formula knows no better), NaN for an empty denominator.
///
/// # Example
/// ```
/// use cwola::stats::ratio_uncertainty;
/// assert!((ratio_uncertainty(100.0, 400.0) - 0.25 * 0.0125_f64.sqrt()).abs() < 1e-12);
/// ```
///
/// Source: the Note, equation 7.
pub fn ratio_uncertainty(numerator: f64, denominator: f64) -> f64 {
    if denominator == 0.0 {
        return f64::NAN;
    }
    // √N₁/N₂ · √(1 + N₁/N₂): the same, without 1/0.
    numerator.sqrt() / denominator * (1.0 + numerator / denominator).sqrt()
}

/// Probability left on each side of a central interval.
fn tail(level: f64) -> Result<f64> {
    if level > 0.0 && level < 1.0 {
        Ok((1.0 - level) / 2.0)
    } else {
        Err(Error::value("the confidence level", "between 0 and 1", level))
    }
}

/// Quantile of the gamma distribution with unit scale, which is χ²(2·shape)/2.
fn gamma_quantile(shape: f64, probability: f64) -> Result<f64> {
    if shape > 1e6 {
        // Cornish–Fisher expansion: the next term is below 1e-3 events.
        let z = normal_quantile(probability);
        return Ok(shape + z * shape.sqrt() + (z * z - 1.0) / 3.0);
    }
    let gamma = Gamma::new(shape, 1.0).map_err(|why| Error::value("the number of events", "valid", why))?;
    Ok(gamma.inverse_cdf(probability))
}

fn beta_quantile(first: f64, second: f64, probability: f64) -> Result<f64> {
    let beta = Beta::new(first, second).map_err(|why| Error::value("the number of events", "valid", why))?;
    Ok(beta.inverse_cdf(probability))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_counts_join_smoothly() {
        let z = normal_quantile(0.975);
        for count in [1e6 - 2.0, 1e6, 1e6 + 2.0, 1e12] {
            let interval = poisson_interval(count, 0.95).unwrap();
            assert!((interval.high - (count + 1.0 + z * (count + 1.0).sqrt() + (z * z - 1.0) / 3.0)).abs() < 0.01);
            assert!((interval.low - (count - z * count.sqrt() + (z * z - 1.0) / 3.0)).abs() < 0.01);
        }
    }

    #[test]
    fn the_ends_are_the_counts_at_which_the_tail_is_left() {
        // P(N ≥ 3 | low) = P(N ≤ 3 | high) = 2.5 %, summed by hand.
        let interval = poisson_interval(3.0, 0.95).unwrap();
        let poisson = |mean: f64, most: i32| -> f64 {
            let mut term = (-mean).exp();
            let mut sum = term;
            for n in 1..=most {
                term *= mean / f64::from(n);
                sum += term;
            }
            sum
        };
        assert!((1.0 - poisson(interval.low, 2) - 0.025).abs() < 1e-9);
        assert!((poisson(interval.high, 3) - 0.025).abs() < 1e-9);
    }

    #[test]
    fn everything_and_nothing_mirror() {
        let (none, all) = (clopper_pearson(0, 7, 0.9).unwrap(), clopper_pearson(7, 7, 0.9).unwrap());
        assert_eq!((none.low, all.high), (0.0, 1.0));
        assert!((none.high - (1.0 - all.low)).abs() < 1e-9);
        // All of 7 pass with probability low⁷ = 5 %.
        assert!((all.low.powi(7) - 0.05).abs() < 1e-9);
    }

    #[test]
    fn wrong_input_is_a_sentence() {
        let text = |result: Result<Interval>| result.unwrap_err().to_string();
        assert_eq!(
            text(poisson_interval(-1.0, 0.9)),
            "the number of events should be zero or a positive number, but is -1."
        );
        assert_eq!(text(poisson_interval(1.0, 1.0)), "the confidence level should be between 0 and 1, but is 1.");
        assert_eq!(text(clopper_pearson(5, 4, 0.9)), "the number of passing events should be at most 4, but is 5.");
        assert_eq!(text(clopper_pearson(0, 0, 0.9)), "the number of events should be at least 1, but is 0.");
    }

    #[test]
    fn the_ratio_has_no_division_by_zero() {
        assert_eq!(ratio_uncertainty(0.0, 5.0), 0.0);
        assert!(ratio_uncertainty(5.0, 0.0).is_nan());
    }
}
