//! Counts in equal bins of a mass, and the smooth background that is fitted to them.

use statrs::function::gamma::ln_gamma;

use super::newton::{Derivatives, Maximum, maximise};
use crate::error::{Error, Result};

/// Fewest bins of a spectrum: the largest fit has five parameters.
const FEWEST_BINS: usize = 6;
/// Largest |c₁| and |c₂| of ln f over half of the range; a fit that wants more follows empty bins to infinity.
const STEEPEST: f64 = 60.0;

/// Number of events in equal bins of a mass in GeV.
///
/// # Example
/// ```
/// use cwola::stats::Spectrum;
/// let spectrum = Spectrum::of(&[182.2, 183.0, 217.9, 300.0], 36, 182.0, 218.0)?;
/// assert_eq!((spectrum.total(), spectrum.counts()[0], spectrum.counts()[1]), (3.0, 1.0, 1.0));
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Spectrum {
    low: f64,
    high: f64,
    counts: Vec<f64>,
}

/// How a fit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum FitStatus {
    /// At a maximum inside all bounds.
    Converged,
    /// At the largest likelihood within the bounds of σ, which is at one of them.
    AtBound,
    /// No maximum was found: its numbers mean nothing.
    Failed,
}

/// f(m) = n₀ exp(a x + b x²) events per bin, x = m − reference, fitted by maximum likelihood.
///
/// Errors are those of the second derivatives at the maximum; NaN after a failure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExponentialFit {
    /// Mass at which x is zero, GeV.
    pub reference: f64,
    /// n₀, events per bin at the reference.
    pub n0: f64,
    /// a, 1/GeV.
    pub a: f64,
    /// b, 1/GeV².
    pub b: f64,
    /// Standard error of a.
    pub a_error: f64,
    /// Standard error of b.
    pub b_error: f64,
    /// ln L = Σ (n ln λ − λ − ln n!).
    pub ln_likelihood: f64,
    /// How it ended.
    pub status: FitStatus,
}

impl Spectrum {
    /// Counts of equal bins between two masses.
    ///
    /// # Errors
    /// Fewer than six bins, a count that is negative or not finite, or a range whose ends are not in order.
    pub fn new(counts: &[f64], low: f64, high: f64) -> Result<Spectrum> {
        if counts.len() < FEWEST_BINS {
            return Err(Error::value("the number of bins of a spectrum", "at least 6", counts.len()));
        }
        if !(low.is_finite() && high.is_finite() && low < high) {
            let found = format!("{low} to {high}");
            return Err(Error::value("the range of a spectrum", "from a lower to a higher mass in GeV", found));
        }
        if let Some(bin) = counts.iter().position(|count| !(count.is_finite() && *count >= 0.0)) {
            return Err(Error::value(&format!("the count of bin {bin}"), "a number ≥ 0", counts[bin]));
        }
        Ok(Spectrum { low, high, counts: counts.to_vec() })
    }

    /// Counts the masses; those outside of [low, high) and those that are no number are left out.
    ///
    /// # Errors
    /// As [`Spectrum::new`].
    pub fn of(masses: &[f64], bins: usize, low: f64, high: f64) -> Result<Spectrum> {
        let mut spectrum = Spectrum::new(&vec![0.0; bins], low, high)?;
        for mass in masses.iter().filter(|mass| (low..high).contains(*mass)) {
            let bin = ((mass - low) / (high - low) * bins as f64) as usize;
            spectrum.counts[bin.min(bins - 1)] += 1.0;
        }
        Ok(spectrum)
    }

    /// Events in each bin.
    pub fn counts(&self) -> &[f64] {
        &self.counts
    }

    /// Lower end of the first and upper end of the last bin, GeV.
    pub fn range(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// Width of a bin, GeV.
    pub fn bin_width(&self) -> f64 {
        (self.high - self.low) / self.counts.len() as f64
    }

    /// Middles of the bins, GeV.
    pub fn centers(&self) -> Vec<f64> {
        (0..self.counts.len()).map(|bin| self.low + (bin as f64 + 0.5) * self.bin_width()).collect()
    }

    /// Number of events.
    pub fn total(&self) -> f64 {
        self.counts.iter().sum()
    }

    /// Middles of the bins from −1 to 1: numbers of order one make a fit stable.
    pub(super) fn scaled(&self) -> Vec<f64> {
        let (middle, half) = self.scale();
        self.centers().into_iter().map(|m| (m - middle) / half).collect()
    }

    /// Middle and half width of the range.
    fn scale(&self) -> (f64, f64) {
        ((self.low + self.high) / 2.0, (self.high - self.low) / 2.0)
    }

    /// Σ ln n!, which all likelihoods of these counts have in common.
    pub(super) fn constant(&self) -> f64 {
        self.counts.iter().map(|n| ln_gamma(n + 1.0)).sum()
    }

    /// Fits f(m) = n₀ exp(a x + b x²), x = m − `reference`, to all bins (value at the middle of each bin).
    ///
    /// ln L is concave in (ln n₀, a, b), so that there is one maximum and Newton's method finds it from anywhere; it
    /// fails when there is none, as for counts in one bin only.
    ///
    /// # Example
    /// ```
    /// use cwola::stats::{FitStatus, Spectrum};
    /// let counts: Vec<f64> = (0..36).map(|bin| 1000.0 * (-0.02 * f64::from(bin)).exp()).collect();
    /// let fit = Spectrum::new(&counts, 182.0, 218.0)?.fit_exponential(200.0);
    /// assert_eq!(fit.status, FitStatus::Converged);
    /// assert!((fit.a + 0.02).abs() < 1e-6 && fit.b.abs() < 1e-6 && fit.a_error < 0.001);
    /// # Ok::<(), cwola::Error>(())
    /// ```
    ///
    /// Source: B. Lieberman et al., arXiv 2109.07287, equations 4 and 7.
    pub fn fit_exponential(&self, reference: f64) -> ExponentialFit {
        self.exponential(reference).0
    }

    /// The fit and its parameters in scaled masses; the latter none after a failure.
    pub(super) fn exponential(&self, reference: f64) -> (ExponentialFit, Option<[f64; 3]>) {
        let top = self.climb();
        let fit = self.physical(reference, top.as_ref());
        let at = top.filter(|_| fit.status == FitStatus::Converged).map(|top| top.at);
        (fit, at)
    }

    fn climb(&self) -> Option<Maximum<3>> {
        let mean = self.total() / self.counts.len() as f64;
        if mean <= 0.0 {
            return None;
        }
        let u = self.scaled();
        maximise([mean.ln(), 0.0, 0.0], |c| {
            let mut d = Derivatives { value: 0.0, gradient: [0.0; 3], hessian: [[0.0; 3]; 3] };
            for (n, u) in self.counts.iter().zip(&u) {
                let ln = c[0] + c[1] * u + c[2] * u * u;
                let rate = ln.exp();
                d.value += n * ln - rate;
                let powers = [1.0, *u, u * u];
                for k in 0..3 {
                    d.gradient[k] += (n - rate) * powers[k];
                    for l in 0..3 {
                        d.hessian[k][l] -= rate * powers[k] * powers[l];
                    }
                }
            }
            Some(d)
        })
    }

    /// From ln f = c₀ + c₁u + c₂u² to n₀, a, b.
    fn physical(&self, reference: f64, top: Option<&Maximum<3>>) -> ExponentialFit {
        let (nan, ln_likelihood) = (f64::NAN, top.map_or(f64::NAN, |top| top.value - self.constant()));
        let failed = ExponentialFit {
            reference,
            n0: nan,
            a: nan,
            b: nan,
            a_error: nan,
            b_error: nan,
            ln_likelihood,
            status: FitStatus::Failed,
        };
        let Some(Maximum { at, covariance: Some(v), converged: true, .. }) = top else { return failed };
        if at[1].abs() > STEEPEST || at[2].abs() > STEEPEST {
            return failed;
        }
        let (n0, a, b) = self.unscaled(at, reference);
        let (middle, half) = self.scale();
        let lean = 2.0 * (reference - middle) / half;
        let a_variance = v[1][1] + 2.0 * lean * v[1][2] + lean * lean * v[2][2];
        let (a_error, b_error) = (a_variance.sqrt() / half, v[2][2].sqrt() / (half * half));
        ExponentialFit { n0, a, b, a_error, b_error, status: FitStatus::Converged, ..failed }
    }

    pub(super) fn unscaled(&self, c: &[f64; 3], reference: f64) -> (f64, f64, f64) {
        let (middle, half) = self.scale();
        let d = (reference - middle) / half;
        ((c[0] + c[1] * d + c[2] * d * d).exp(), (c[1] + 2.0 * c[2] * d) / half, c[2] / (half * half))
    }
}

impl ExponentialFit {
    /// f at a mass, events per bin.
    pub fn at(&self, mass: f64) -> f64 {
        let x = mass - self.reference;
        self.n0 * (self.a * x + self.b * x * x).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_does_not_change_the_curve() {
        let counts: Vec<f64> = (0..36).map(|bin| f64::from(900 - 11 * bin + (bin * 7) % 13)).collect();
        let spectrum = Spectrum::new(&counts, 182.0, 218.0).unwrap();
        let (one, other) = (spectrum.fit_exponential(200.0), spectrum.fit_exponential(150.0));
        for mass in [182.0, 200.0, 217.0] {
            assert!((one.at(mass) / other.at(mass) - 1.0).abs() < 1e-9);
        }
        assert!((one.b - other.b).abs() < 1e-12 && (one.b_error - other.b_error).abs() < 1e-12);
        assert!(other.a_error > one.a_error, "far from the data a and b are correlated");
    }

    #[test]
    fn counts_without_a_maximum_fail_and_say_so() {
        let empty = Spectrum::new(&[0.0; 36], 182.0, 218.0).unwrap().fit_exponential(200.0);
        let mut one = [0.0; 36];
        one[20] = 50.0;
        let one = Spectrum::new(&one, 182.0, 218.0).unwrap().fit_exponential(200.0);
        assert_eq!((empty.status, one.status), (FitStatus::Failed, FitStatus::Failed));
        assert!(empty.a.is_nan() && one.a.is_nan());
    }

    #[test]
    fn wrong_counts_are_a_sentence() {
        let text = |counts: &[f64], low, high| Spectrum::new(counts, low, high).unwrap_err().to_string();
        assert_eq!(text(&[1.0; 3], 0.0, 1.0), "the number of bins of a spectrum should be at least 6, but is 3.");
        assert_eq!(
            text(&[1.0, 1.0, -1.0, 1.0, 1.0, 1.0], 0.0, 1.0),
            "the count of bin 2 should be a number ≥ 0, but is -1."
        );
        assert!(text(&[1.0; 6], 2.0, 1.0).contains("from a lower to a higher mass"));
    }
}
