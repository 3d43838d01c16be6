//! A number measured n times.

use serde::{Deserialize, Serialize};

/// Mean and sample standard deviation (n − 1) of n repeated measurements.
///
/// The standard deviation of one measurement is not known: it is NaN and is left out when shown.
///
/// # Example
/// ```
/// use cwola::prelude::Measured;
/// let auc = Measured::from(&[0.70, 0.71, 0.72]);
/// assert_eq!(auc.to_string(), "0.710 ± 0.010");
/// assert_eq!(Measured::from(&[0.5]).to_string(), "0.500");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Arithmetic mean.
    pub mean: f64,
    /// Sample standard deviation, NaN for n < 2.
    pub sd: f64,
    /// Number of measurements.
    pub n: usize,
}

impl Measured {
    /// Mean and sample standard deviation of `values`; both NaN when it is empty.
    pub fn from(values: &[f64]) -> Measured {
        let n = values.len();
        let mean = values.iter().sum::<f64>() / n as f64;
        let sum: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let sd = if n > 1 { (sum / (n - 1) as f64).sqrt() } else { f64::NAN };
        Measured { mean, sd, n }
    }

    /// Standard error of the mean, sd / √n.
    pub fn error_of_mean(&self) -> f64 {
        self.sd / (self.n as f64).sqrt()
    }
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = if self.mean.abs() >= 100.0 {
            1
        } else if self.mean.abs() >= 10.0 {
            2
        } else {
            3
        };
        if self.sd.is_finite() {
            write!(f, "{:.digits$} ± {:.digits$}", self.mean, self.sd)
        } else {
            write!(f, "{:.digits$}", self.mean)
        }
    }
}
