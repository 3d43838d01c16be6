//! Two-dimensional histograms that keep what is needed for their errors.

use super::binning::Binning;
use crate::error::{Error, Result};

/// Most bins of one axis.
const MOST: usize = 1000;

/// A histogram of two columns: sums of weights and of squared weights by cell, and what fell outside.
///
/// Edges belong to bins as in [`Hist`](super::Hist).
///
/// # Example
/// ```
/// use cwola::plot::Hist2d;
/// let mut hist = Hist2d::new((2, 0.0, 2.0), (1, 0.0, 1.0))?;
/// hist.fill(&[0.5, 1.5, 2.0, 9.0, f64::NAN], &[0.5, 0.5, 1.0, 0.5, 0.5], &[])?;
/// assert_eq!(hist.counts(), [1.0, 2.0]);
/// assert_eq!((hist.outside(), hist.not_a_number(), hist.entries()), (1.0, 1, 5));
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Hist2d {
    x: Binning,
    y: Binning,
    sumw: Vec<f64>,
    sumw2: Vec<f64>,
    outside: f64,
    entries_outside: u64,
    not_a_number: u64,
    entries: u64,
}

impl Hist2d {
    /// An empty histogram; each axis is (bins, low, high).
    ///
    /// # Errors
    /// An axis without bins, with more than 1000, or whose ends are not two finite numbers in order.
    pub fn new(x: (usize, f64, f64), y: (usize, f64, f64)) -> Result<Hist2d> {
        for (name, (bins, low, high)) in [("x", x), ("y", y)] {
            if bins == 0 || bins > MOST {
                return Err(Error::value(&format!("the number of bins along {name}"), "between 1 and 1000", bins));
            }
            if !(low.is_finite() && high.is_finite() && low < high) {
                let quantity = format!("the range of the histogram along {name}");
                let found = format!("{low} to {high}");
                return Err(Error::value(&quantity, "two finite numbers, the lower first", found));
            }
        }
        let axis = |(bins, low, high)| Binning { bins, low, high };
        let zeros = vec![0.0; x.0 * y.0];
        Ok(Hist2d {
            x: axis(x),
            y: axis(y),
            sumw: zeros.clone(),
            sumw2: zeros,
            outside: 0.0,
            entries_outside: 0,
            not_a_number: 0,
            entries: 0,
        })
    }

    /// Adds pairs of values with their weights; no weights at all means weight 1.
    ///
    /// # Errors
    /// When x, y and weights differ in number, or a weight is not finite; then nothing is added.
    pub fn fill(&mut self, x: &[f64], y: &[f64], weights: &[f64]) -> Result<()> {
        let expected = format!("{}, as of x", x.len());
        if y.len() != x.len() {
            return Err(Error::value("the number of y values", &expected, y.len()));
        }
        if !weights.is_empty() && weights.len() != x.len() {
            return Err(Error::value("the number of weights", &expected, weights.len()));
        }
        if let Some(weight) = weights.iter().find(|weight| !weight.is_finite()) {
            return Err(Error::value("a weight", "finite", weight));
        }
        for (i, (x, y)) in x.iter().zip(y).enumerate() {
            let weight = weights.get(i).copied().unwrap_or(1.0);
            self.entries += 1;
            if x.is_nan() || y.is_nan() {
                self.not_a_number += 1;
            } else if let (Some(column), Some(row)) = (self.x.bin(*x), self.y.bin(*y)) {
                self.sumw[row * self.x.bins + column] += weight;
                self.sumw2[row * self.x.bins + column] += weight * weight;
            } else {
                self.outside += weight;
                self.entries_outside += 1;
            }
        }
        Ok(())
    }

    /// Bins, lower and upper end of the x axis.
    pub fn x_axis(&self) -> (usize, f64, f64) {
        (self.x.bins, self.x.low, self.x.high)
    }

    /// Bins, lower and upper end of the y axis.
    pub fn y_axis(&self) -> (usize, f64, f64) {
        (self.y.bins, self.y.low, self.y.high)
    }

    /// Sum of weights of each cell, row by row, the lowest row first.
    pub fn counts(&self) -> &[f64] {
        &self.sumw
    }

    /// Root of the sum of squared weights of each cell, in the order of [`Hist2d::counts`].
    pub fn errors(&self) -> Vec<f64> {
        self.sumw2.iter().map(|sum| sum.sqrt()).collect()
    }

    /// Sum of weights inside both ranges.
    pub fn total(&self) -> f64 {
        self.sumw.iter().sum()
    }

    /// Sum of weights of the pairs outside.
    pub fn outside(&self) -> f64 {
        self.outside
    }

    /// Number of pairs outside.
    pub fn entries_outside(&self) -> u64 {
        self.entries_outside
    }

    /// Number of pairs with a value that is missing.
    pub fn not_a_number(&self) -> u64 {
        self.not_a_number
    }

    /// Number of pairs that were given, wherever they fell.
    pub fn entries(&self) -> u64 {
        self.entries
    }
}
