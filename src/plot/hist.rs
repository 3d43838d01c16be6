//! Histograms that keep what is needed for their errors.

use serde::{Deserialize, Serialize};

use super::binning::Binning;
use crate::error::{Error, Result};

/// A histogram with equal bins, sums of weights and of squared weights, and what fell outside.
///
/// A bin holds its lower edge and not its upper one, but the last bin holds both (as numpy does), so that a score of
/// exactly 1 is counted. NaN values are counted apart and enter no bin.
///
/// # Example
/// ```
/// use cwola::plot::Hist;
/// let mut hist = Hist::new(4, 0.0, 4.0)?;
/// hist.fill(&[0.5, 1.5, 1.7, 4.0, 9.0, f64::NAN]);
/// assert_eq!(hist.counts(), [1.0, 2.0, 0.0, 1.0]);
/// assert_eq!((hist.overflow(), hist.not_a_number()), (1.0, 1));
/// assert_eq!(hist.errors()[1], 2f64.sqrt());
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hist {
    pub(super) name: String,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) sumw: Vec<f64>,
    pub(super) sumw2: Vec<f64>,
    pub(super) underflow: f64,
    pub(super) overflow: f64,
    pub(super) not_a_number: u64,
    pub(super) entries: u64,
}

impl Hist {
    /// An empty histogram with `bins` equal bins from `low` to `high`.
    ///
    /// # Errors
    /// When there are no bins or more than a million, or `low` is not below `high`.
    pub fn new(bins: usize, low: f64, high: f64) -> Result<Hist> {
        if bins == 0 || bins > 1_000_000 {
            return Err(Error::value("the number of bins", "between 1 and 1000000", bins));
        }
        if !(low.is_finite() && high.is_finite() && low < high) {
            return Err(Error::value(
                "the range of a histogram",
                "two finite numbers, the lower first",
                format!("{low} to {high}"),
            ));
        }
        let zeros = vec![0.0; bins];
        Ok(Hist {
            name: String::new(),
            low,
            high,
            sumw: zeros.clone(),
            sumw2: zeros,
            underflow: 0.0,
            overflow: 0.0,
            not_a_number: 0,
            entries: 0,
        })
    }

    /// A named histogram of `values`.
    ///
    /// # Errors
    /// As [`Hist::new`].
    ///
    /// # Example
    /// ```
    /// use cwola::plot::Hist;
    /// let hist = Hist::of("signal", &[1.0, 2.0, 2.5], 3, 0.0, 3.0)?;
    /// assert_eq!(hist.total(), 3.0);
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn of(name: &str, values: &[f64], bins: usize, low: f64, high: f64) -> Result<Hist> {
        let mut hist = Hist::new(bins, low, high)?.with_name(name);
        hist.fill(values);
        Ok(hist)
    }

    /// Name in the legend.
    pub fn with_name(&self, name: &str) -> Hist {
        let mut new = self.clone();
        new.name = name.to_string();
        new
    }

    /// Adds values of weight 1.
    pub fn fill(&mut self, values: &[f64]) {
        for &value in values {
            self.add_one(value, 1.0);
        }
    }

    /// Adds weighted values: errors are the root of the sum of squared weights.
    ///
    /// # Errors
    /// When there are not as many weights as values, or a weight is not finite; then nothing is added.
    pub fn fill_weighted(&mut self, values: &[f64], weights: &[f64]) -> Result<()> {
        if values.len() != weights.len() {
            return Err(Error::value(
                "the number of weights",
                &format!("{}, one for each value", values.len()),
                weights.len(),
            ));
        }
        if let Some(weight) = weights.iter().find(|weight| !weight.is_finite()) {
            return Err(Error::value("a weight", "finite", weight));
        }
        for (&value, &weight) in values.iter().zip(weights) {
            self.add_one(value, weight);
        }
        Ok(())
    }

    fn add_one(&mut self, value: f64, weight: f64) {
        self.entries += 1;
        if value.is_nan() {
            self.not_a_number += 1;
        } else if value < self.low {
            self.underflow += weight;
        } else if value > self.high {
            self.overflow += weight;
        } else {
            let axis = Binning { bins: self.sumw.len(), low: self.low, high: self.high };
            let bin = axis.bin(value).unwrap_or(0);
            self.sumw[bin] += weight;
            self.sumw2[bin] += weight * weight;
        }
    }

    /// Name in the legend.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Number of bins.
    pub fn bins(&self) -> usize {
        self.sumw.len()
    }

    /// Lower end of the first and upper end of the last bin.
    pub fn range(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// Width of each bin.
    pub fn bin_width(&self) -> f64 {
        (self.high - self.low) / self.bins() as f64
    }

    /// Edges of the bins, one more than bins.
    pub fn edges(&self) -> Vec<f64> {
        (0..=self.bins()).map(|i| self.low + (self.high - self.low) * i as f64 / self.bins() as f64).collect()
    }

    /// Middles of the bins.
    pub fn centers(&self) -> Vec<f64> {
        (0..self.bins()).map(|i| self.low + self.bin_width() * (i as f64 + 0.5)).collect()
    }

    /// Sum of weights of each bin.
    pub fn counts(&self) -> &[f64] {
        &self.sumw
    }

    /// Root of the sum of squared weights of each bin; √N for weights of 1.
    pub fn errors(&self) -> Vec<f64> {
        self.sumw2.iter().map(|sum| sum.sqrt()).collect()
    }

    /// Sum of weights inside the range.
    pub fn total(&self) -> f64 {
        self.sumw.iter().sum()
    }

    /// Sum of weights below the range.
    pub fn underflow(&self) -> f64 {
        self.underflow
    }

    /// Sum of weights above the range.
    pub fn overflow(&self) -> f64 {
        self.overflow
    }

    /// Number of values that were NaN.
    pub fn not_a_number(&self) -> u64 {
        self.not_a_number
    }

    /// Number of values that were given, wherever they fell.
    pub fn entries(&self) -> u64 {
        self.entries
    }
}
