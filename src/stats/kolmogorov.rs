//! Do two samples come from the same distribution?

use crate::error::{Error, Result};
use std::f64::consts::PI;

/// Outcome of the two-sample Kolmogorov–Smirnov test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KolmogorovSmirnov {
    /// Largest difference between the two cumulative distributions, in [0, 1].
    pub statistic: f64,
    /// Probability of a difference at least as large for two samples of one distribution (asymptotic).
    pub p_value: f64,
}

/// Compares two samples with the Kolmogorov–Smirnov test.
///
/// ```math
/// D = max |F₁(x) − F₂(x)|,  p = 2 Σ (−1)^{k−1} exp(−2k²λ²),  λ = D √( n₁n₂ / (n₁ + n₂) )
/// ```
/// Ties are counted right in D. The p-value holds for large samples (about 20 and more) of a continuous
/// variable and is too large otherwise; weights are not supported. Order does not matter.
///
/// # Errors
/// An empty sample or a value that is NaN.
///
/// # Example
/// ```
/// use cwola::stats::kolmogorov_smirnov;
/// let even: Vec<f64> = (0..100).map(f64::from).collect();
/// let shifted: Vec<f64> = even.iter().map(|value| value + 30.0).collect();
/// let test = kolmogorov_smirnov(&even, &shifted)?;
/// assert!((test.statistic - 0.3).abs() < 1e-12 && test.p_value < 1e-3);
/// # Ok::<(), cwola::Error>(())
/// ```
pub fn kolmogorov_smirnov(first: &[f64], second: &[f64]) -> Result<KolmogorovSmirnov> {
    let (first, second) = (sorted("the first sample", first)?, sorted("the second sample", second)?);
    let statistic = largest_difference(&first, &second);
    let (n1, n2) = (first.len() as f64, second.len() as f64);
    let p_value = survival(statistic * (n1 * n2 / (n1 + n2)).sqrt());
    Ok(KolmogorovSmirnov { statistic, p_value })
}

/// Compares probabilities with the uniform distribution on [0, 1]: the one-sample Kolmogorov–Smirnov test.
///
/// For a sample x and a continuous distribution F, pass F(x) of each value. p is that of [`kolmogorov_smirnov`] with
/// λ = D (√n + 0.12 + 0.11/√n), which holds from n = 5 on.
///
/// # Errors
/// No value, or one outside [0, 1].
///
/// # Example
/// ```
/// use cwola::stats::kolmogorov_smirnov_uniform;
/// let even: Vec<f64> = (0..100).map(|k| (f64::from(k) + 0.5) / 100.0).collect();
/// let test = kolmogorov_smirnov_uniform(&even)?;
/// assert!((test.statistic - 0.005).abs() < 1e-12 && test.p_value > 0.999);
/// let low: Vec<f64> = even.iter().map(|p| p * p).collect();
/// assert!(kolmogorov_smirnov_uniform(&low)?.p_value < 1e-4);
/// # Ok::<(), cwola::Error>(())
/// ```
///
/// Source: M. Stephens, J. R. Stat. Soc. B 32 (1970) 115.
pub fn kolmogorov_smirnov_uniform(probabilities: &[f64]) -> Result<KolmogorovSmirnov> {
    let sorted = sorted("the probabilities", probabilities)?;
    if let Some(wrong) = sorted.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        return Err(Error::value("a probability", "between 0 and 1", wrong));
    }
    let n = sorted.len() as f64;
    let apart = |(k, p): (usize, &f64)| (p - k as f64 / n).max((k + 1) as f64 / n - p);
    let statistic = sorted.iter().enumerate().map(apart).fold(0.0, f64::max);
    let root = n.sqrt();
    Ok(KolmogorovSmirnov { statistic, p_value: survival(statistic * (root + 0.12 + 0.11 / root)) })
}

fn sorted(quantity: &str, sample: &[f64]) -> Result<Vec<f64>> {
    if sample.is_empty() {
        return Err(Error::value(&format!("the size of {quantity}"), "at least 1", 0));
    }
    if let Some(row) = sample.iter().position(|value| value.is_nan()) {
        return Err(Error::value(&format!("value {row} of {quantity}"), "a number", "NaN"));
    }
    let mut sample = sample.to_vec();
    sample.sort_unstable_by(f64::total_cmp);
    Ok(sample)
}

fn largest_difference(first: &[f64], second: &[f64]) -> f64 {
    let (mut i, mut j, mut largest) = (0, 0, 0.0_f64);
    while i < first.len() && j < second.len() {
        let value = first[i].min(second[j]);
        while i < first.len() && first[i] <= value {
            i += 1;
        }
        while j < second.len() && second[j] <= value {
            j += 1;
        }
        largest = largest.max((i as f64 / first.len() as f64 - j as f64 / second.len() as f64).abs());
    }
    largest
}

/// Survival function of the Kolmogorov distribution, by the series that converges.
fn survival(lambda: f64) -> f64 {
    if lambda <= 0.0 {
        return 1.0;
    }
    if lambda < 1.0 {
        let sum: f64 = (1..=10).map(|k| (-(f64::from(2 * k - 1) * PI / lambda).powi(2) / 8.0).exp()).sum();
        return 1.0 - (2.0 * PI).sqrt() / lambda * sum;
    }
    let sum: f64 = (1..=10).map(|k| sign(k) * (-2.0 * (f64::from(k) * lambda).powi(2)).exp()).sum();
    (2.0 * sum).clamp(0.0, 1.0)
}

fn sign(k: i32) -> f64 {
    if k % 2 == 1 { 1.0 } else { -1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distribution_has_its_known_quantiles_and_the_series_meet() {
        // 5 % and 1 % points of the Kolmogorov distribution: 1.3581 and 1.6276.
        assert!((survival(1.358_098_6) - 0.05).abs() < 1e-6);
        assert!((survival(1.627_623_6) - 0.01).abs() < 1e-6);
        assert!((survival(1.0 - 1e-12) - survival(1.0)).abs() < 1e-10);
        assert_eq!(survival(0.0), 1.0);
        assert!(survival(0.05) <= 1.0);
    }

    #[test]
    fn ties_between_the_samples_do_not_count_as_a_difference() {
        let test = kolmogorov_smirnov(&[1.0, 1.0, 2.0], &[2.0, 1.0, 1.0, 2.0, 1.0, 1.0]).unwrap();
        assert_eq!((test.statistic, test.p_value), (0.0, 1.0));
        assert_eq!(kolmogorov_smirnov(&[1.0], &[2.0, 3.0]).unwrap().statistic, 1.0);
    }

    #[test]
    fn wrong_input_is_a_sentence() {
        let text = |first: &[f64], second: &[f64]| kolmogorov_smirnov(first, second).unwrap_err().to_string();
        assert_eq!(text(&[], &[1.0]), "the size of the first sample should be at least 1, but is 0.");
        assert_eq!(text(&[1.0], &[0.0, f64::NAN]), "value 1 of the second sample should be a number, but is NaN.");
    }
}
