//! Arithmetic of histograms.

use super::hist::Hist;
use crate::error::{Error, Result};

/// Bin-by-bin ratio of two histograms with its statistical error.
///
/// For counts, σ = (N₁/N₂) √(1/N₁ + 1/N₂): Eq. 7 of the Note. With weights, 1/N is Σw²/(Σw)², which also leaves the
/// relative error of a normalised histogram what it was. Bins in which a histogram is empty are NaN.
#[derive(Debug, Clone, PartialEq)]
pub struct Ratio {
    /// Middles of the bins.
    pub x: Vec<f64>,
    /// Upper histogram over lower histogram.
    pub value: Vec<f64>,
    /// One standard deviation.
    pub error: Vec<f64>,
}

impl Hist {
    /// All contents multiplied by `factor`, errors as well.
    pub fn scaled(&self, factor: f64) -> Hist {
        let mut hist = self.clone();
        hist.sumw.iter_mut().for_each(|w| *w *= factor);
        hist.sumw2.iter_mut().for_each(|w| *w *= factor * factor);
        hist.underflow *= factor;
        hist.overflow *= factor;
        hist
    }

    /// Contents of the range sum to 1; an empty histogram stays empty.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::Hist;
    /// let hist = Hist::of("", &[0.1, 0.6, 0.7, 0.8], 2, 0.0, 1.0)?.normalised();
    /// assert_eq!(hist.counts(), [0.25, 0.75]);
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn normalised(&self) -> Hist {
        let total = self.total();
        if total > 0.0 { self.scaled(1.0 / total) } else { self.clone() }
    }

    /// The integral over the range is 1: contents are per unit of x.
    pub fn density(&self) -> Hist {
        self.normalised().scaled(1.0 / self.bin_width())
    }

    /// Sum of two histograms with the same bins, named as the first.
    ///
    /// # Errors
    /// When the bins differ.
    pub fn add(&self, other: &Hist) -> Result<Hist> {
        self.same_bins(other)?;
        let mut hist = self.clone();
        hist.sumw.iter_mut().zip(&other.sumw).for_each(|(a, b)| *a += b);
        hist.sumw2.iter_mut().zip(&other.sumw2).for_each(|(a, b)| *a += b);
        hist.underflow += other.underflow;
        hist.overflow += other.overflow;
        hist.not_a_number += other.not_a_number;
        hist.entries += other.entries;
        Ok(hist)
    }

    /// This histogram over another, with statistical errors.
    ///
    /// # Errors
    /// When the bins differ.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::Hist;
    /// let sr = Hist::of("SR", &[0.5; 400], 1, 0.0, 1.0)?;
    /// let sb = Hist::of("SB", &[0.5; 100], 1, 0.0, 1.0)?;
    /// let ratio = sr.ratio(&sb)?;
    /// assert_eq!(ratio.value[0], 4.0);
    /// let eq_7 = 4.0 * (1.0f64 / 400.0 + 1.0 / 100.0).sqrt();
    /// assert!((ratio.error[0] - eq_7).abs() < 1e-12);
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn ratio(&self, other: &Hist) -> Result<Ratio> {
        self.same_bins(other)?;
        let relative = |hist: &Hist, i: usize| hist.sumw2[i] / (hist.sumw[i] * hist.sumw[i]);
        let (mut value, mut error) = (Vec::new(), Vec::new());
        for i in 0..self.bins() {
            let ratio =
                if self.sumw[i] == 0.0 || other.sumw[i] == 0.0 { f64::NAN } else { self.sumw[i] / other.sumw[i] };
            value.push(ratio);
            error.push(ratio.abs() * (relative(self, i) + relative(other, i)).sqrt());
        }
        Ok(Ratio { x: self.centers(), value, error })
    }

    pub(super) fn same_bins(&self, other: &Hist) -> Result<()> {
        if self.bins() == other.bins() && self.low == other.low && self.high == other.high {
            return Ok(());
        }
        let say = |hist: &Hist| format!("{} bins from {} to {}", hist.bins(), hist.low, hist.high);
        Err(Error::value("the binning of the second histogram", &format!("{} as in the first", say(self)), say(other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalising_keeps_relative_errors() -> Result<()> {
        let a = Hist::of("a", &[0.2, 0.3, 0.7], 2, 0.0, 1.0)?;
        let b = a.normalised();
        for i in 0..2 {
            let (ra, rb) = (a.errors()[i] / a.counts()[i], b.errors()[i] / b.counts()[i]);
            assert!((ra - rb).abs() < 1e-12);
        }
        assert!((a.density().total() * a.bin_width() - 1.0).abs() < 1e-12);
        Ok(())
    }

    #[test]
    fn empty_bins_give_nan_and_other_bins_an_error() -> Result<()> {
        let a = Hist::of("a", &[0.2], 2, 0.0, 1.0)?;
        assert!(a.ratio(&a)?.value[1].is_nan());
        let message = a.ratio(&Hist::new(3, 0.0, 1.0)?).map(|_| ()).map_err(|e| e.to_string());
        assert_eq!(
            message,
            Err("the binning of the second histogram should be 2 bins from 0 to 1 as in the first, but is 3 bins from 0 to 1.".into())
        );
        assert_eq!(Hist::new(3, 0.0, 1.0)?.normalised().total(), 0.0);
        Ok(())
    }
}
