//! The distribution of √(2 Δ ln L) without a signal, and the price of looking several times.

use super::normal::normal_cdf;
use crate::error::{Error, Result};

/// Cumulative distribution 2Φ(x) − 1 of |z| for a standard normal z; 0 below 0.
///
/// √(2 Δ ln L) follows it when the larger model has one more parameter, no bound is in the way, and there is no
/// signal (Wilks). With a free width as well it does not: the width means nothing without a bump.
///
/// # Example
/// ```
/// use cwola::stats::half_normal_cdf;
/// assert!((half_normal_cdf(1.0) - 0.6827).abs() < 1e-4);
/// assert_eq!(half_normal_cdf(-1.0), 0.0);
/// ```
pub fn half_normal_cdf(x: f64) -> f64 {
    (2.0 * normal_cdf(x.max(0.0)) - 1.0).max(0.0)
}

/// How much more often the largest of several significances exceeds `level` than one of them does on average.
///
/// ```math
/// share of rows with max ≥ level / mean over columns of the share of rows ≥ level
/// ```
/// One row per experiment, one column per place that was looked at; between 1 (all columns alike) and the number of
/// columns (they exclude each other). NaN values, as of failed fits, count as not above; NaN when nothing is.
///
/// # Errors
/// No row, or rows of different lengths.
///
/// # Example
/// ```
/// use cwola::stats::trials_factor;
/// let rows = [vec![2.0, 0.0], vec![0.0, 2.0], vec![0.0, 0.0], vec![0.0, 0.0]];
/// assert_eq!(trials_factor(&rows, 1.0)?, 2.0); // 1/2 against 1/4
/// # Ok::<(), cwola::Error>(())
/// ```
pub fn trials_factor(rows: &[Vec<f64>], level: f64) -> Result<f64> {
    let columns = rows.first().map_or(0, Vec::len);
    if columns == 0 || rows.iter().any(|row| row.len() != columns) {
        return Err(Error::value("the significances", "at least one row, all of one length", rows.len()));
    }
    let above = |value: &f64| *value >= level;
    let any = rows.iter().filter(|row| row.iter().any(above)).count() as f64;
    let mean = rows.iter().flatten().filter(|value| above(value)).count() as f64 / columns as f64;
    Ok(any / mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_agree_cost_nothing() {
        let rows = [vec![3.0; 5], vec![0.1; 5], vec![f64::NAN; 5]];
        assert_eq!(trials_factor(&rows, 2.0).unwrap(), 1.0);
        assert!(trials_factor(&rows, 4.0).unwrap().is_nan());
        assert!(trials_factor(&[], 1.0).is_err() && trials_factor(&[vec![1.0], vec![]], 1.0).is_err());
    }
}
