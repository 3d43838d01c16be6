//! A Gaussian bump on a smooth background: fit, likelihood ratio, significance.

use serde::{Deserialize, Serialize};

use super::newton::{Derivatives, Maximum, maximise};
use super::spectrum::{ExponentialFit, FitStatus, Spectrum};
use crate::error::{Error, Result};

/// Widths at which the profile likelihood is looked at before it is refined.
const GRID: usize = 13;
/// The profile is refined until its maximum is known to this part of the width.
const REFINED: f64 = 1e-4;
/// (√5 − 1) / 2.
const GOLDEN: f64 = 0.618_033_988_749_895;

/// The width σ of the bump.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum BumpWidth {
    /// Fitted between two bounds, GeV.
    Free {
        /// Smallest σ.
        low: f64,
        /// Largest σ.
        high: f64,
    },
    /// Known, GeV: then n₁ is the one parameter of the bump.
    Fixed(f64),
}

/// Where a bump is looked for.
///
/// # Example
/// ```
/// use cwola::stats::{BumpSearch, Spectrum};
/// let bin = |m: f64| 600.0 * (-0.02 * (m - 200.0)).exp() + 100.0 * (-(m - 200.0f64).powi(2) / 8.0).exp();
/// let counts: Vec<f64> = (0..36).map(|k| bin(182.5 + f64::from(k))).collect();
/// let test = BumpSearch::at(200.0).fit(&Spectrum::new(&counts, 182.0, 218.0)?)?;
/// assert!((test.n1 - 100.0).abs() < 0.1 && (test.sigma - 2.0).abs() < 0.01);
/// assert!(test.significance > 5.0);
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BumpSearch {
    /// Fixed mean μ, GeV.
    pub mean: f64,
    /// The width; by default free between 1 and 6 GeV.
    pub width: BumpWidth,
}

/// Likelihoods with and without the bump.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BumpTest {
    /// The fit without the bump.
    pub background: ExponentialFit,
    /// n₀, a, b beside the bump.
    pub with_bump: (f64, f64, f64),
    /// n₁, height of the bump in events per bin; negative for a dip.
    pub n1: f64,
    /// σ of the bump, GeV.
    pub sigma: f64,
    /// ln L of the fit with the bump.
    pub ln_likelihood: f64,
    /// √(2 (ln L_with − ln L_without)) with the sign of n₁; NaN when a fit failed.
    pub significance: f64,
    /// How the fit with the bump ended; failed as well when that without it did.
    pub status: FitStatus,
    /// Searches that were made: widths × starts.
    pub searches: usize,
}

impl BumpSearch {
    /// A bump at this mass (GeV) with a free width between 1 and 6 GeV.
    pub fn at(mean: f64) -> BumpSearch {
        BumpSearch { mean, width: BumpWidth::Free { low: 1.0, high: 6.0 } }
    }

    /// Another width.
    pub fn with_width(self, width: BumpWidth) -> BumpSearch {
        BumpSearch { width, ..self }
    }

    /// Whether mean and width are numbers in order.
    ///
    /// # Errors
    /// A mean that is not finite, a width that is not above 0, bounds that are not in order.
    pub fn check(&self) -> Result<()> {
        if !self.mean.is_finite() {
            return Err(Error::value("the mean of the bump", "a mass in GeV", self.mean));
        }
        let (low, high) = self.bounds();
        let fixed = matches!(self.width, BumpWidth::Fixed(_));
        if low.is_finite() && high.is_finite() && low > 0.0 && (low < high || fixed) {
            Ok(())
        } else {
            Err(Error::value(
                "the width of the bump",
                "above 0 GeV, the smaller bound first",
                format!("{low} to {high}"),
            ))
        }
    }

    fn bounds(&self) -> (f64, f64) {
        match self.width {
            BumpWidth::Free { low, high } => (low, high),
            BumpWidth::Fixed(width) => (width, width),
        }
    }

    /// Fits the background without and with the bump, g(m) = n₀ exp(a x + b x²) + n₁ exp(−x²/2σ²), x = m − μ.
    ///
    /// n₁ may be negative as long as every bin expects more than nothing. For each of 13 widths the other four
    /// parameters are found by Newton's method with exact derivatives from three starts (no bump, a bump, a dip); the
    /// best width is then refined between its neighbours. A width at one of its bounds is said so, and a search that
    /// finds no maximum fails; neither is an error.
    ///
    /// # Errors
    /// As [`BumpSearch::check`].
    ///
    /// Source: B. Lieberman et al., arXiv 2109.07287, equations 5 to 9 (its equations 5 and 6 carry misprints: the
    /// Gaussian lacks the minus sign and the square of σ, the Poisson probability has the fraction in the exponent).
    pub fn fit(&self, spectrum: &Spectrum) -> Result<BumpTest> {
        self.check()?;
        let (background, start) = spectrum.exponential(self.mean);
        let Some(start) = start else { return Ok(failed(background)) };
        let search = Search { spectrum, mean: self.mean, u: spectrum.scaled(), background: start };
        let (low, high) = self.bounds();
        let (best, sigma, searches) = match self.width {
            BumpWidth::Fixed(sigma) => (search.at(sigma, &[]), sigma, 3),
            BumpWidth::Free { .. } => search.over_widths(low, high),
        };
        let Some(best) = best.filter(|best| best.converged) else { return Ok(failed(background)) };
        let ln_likelihood = best.value - spectrum.constant();
        // The background is a point of the larger model: less is rounding.
        let gain = (ln_likelihood - background.ln_likelihood).max(0.0);
        let [c0, c1, c2, n1] = best.at;
        let edge = |bound: f64| (sigma / bound - 1.0).abs() < 1e-3;
        let bounded = matches!(self.width, BumpWidth::Free { .. }) && (edge(low) || edge(high));
        Ok(BumpTest {
            background,
            with_bump: spectrum.unscaled(&[c0, c1, c2], self.mean),
            n1,
            sigma,
            ln_likelihood,
            significance: (2.0 * gain).sqrt().copysign(n1),
            status: if bounded { FitStatus::AtBound } else { FitStatus::Converged },
            searches,
        })
    }
}

impl BumpTest {
    /// g at a mass, events per bin.
    pub fn at(&self, mass: f64) -> f64 {
        let (x, (n0, a, b)) = (mass - self.background.reference, self.with_bump);
        n0 * (a * x + b * x * x).exp() + self.n1 * (-x * x / (2.0 * self.sigma * self.sigma)).exp()
    }

    /// Whether one of the two fits found no maximum.
    pub fn failed(&self) -> bool {
        self.status == FitStatus::Failed
    }
}

fn failed(background: ExponentialFit) -> BumpTest {
    let nan = f64::NAN;
    BumpTest {
        background,
        with_bump: (nan, nan, nan),
        n1: nan,
        sigma: nan,
        ln_likelihood: nan,
        significance: nan,
        status: FitStatus::Failed,
        searches: 0,
    }
}

/// The likelihood of one spectrum as a function of the width.
struct Search<'a> {
    spectrum: &'a Spectrum,
    mean: f64,
    u: Vec<f64>,
    background: [f64; 3],
}

impl Search<'_> {
    /// The best of several starts at one width: the warm ones, and the cold ones when none of those arrives.
    fn at(&self, sigma: f64, warm: &[[f64; 4]]) -> Option<Maximum<4>> {
        let shape: Vec<f64> =
            self.spectrum.centers().iter().map(|m| (-(m - self.mean).powi(2) / (2.0 * sigma * sigma)).exp()).collect();
        let [c0, c1, c2] = self.background;
        let height = c0.exp().sqrt();
        let cold = [0.0, height, -height.min(0.5 * c0.exp())].map(|n1| [c0, c1, c2, n1]);
        let climb = |start: &[f64; 4]| maximise(*start, |at| self.derivatives(at, &shape));
        let warm: Vec<Maximum<4>> = warm.iter().filter_map(climb).filter(|top| top.converged).collect();
        let tops = if warm.is_empty() { cold.iter().filter_map(climb).collect() } else { warm };
        tops.into_iter().max_by(|a, b| a.converged.cmp(&b.converged).then(a.value.total_cmp(&b.value)))
    }

    /// ln L without Σ ln n!; none where a bin expects nothing.
    fn derivatives(&self, at: &[f64; 4], shape: &[f64]) -> Option<Derivatives<4>> {
        let mut d = Derivatives { value: 0.0, gradient: [0.0; 4], hessian: [[0.0; 4]; 4] };
        for ((n, u), g) in self.spectrum.counts().iter().zip(&self.u).zip(shape) {
            let smooth = (at[0] + at[1] * u + at[2] * u * u).exp();
            let rate = smooth + at[3] * g;
            if rate.is_nan() || rate <= 0.0 {
                return None;
            }
            d.value += n * rate.ln() - rate;
            let first = [smooth, smooth * u, smooth * u * u, *g];
            let (slope, bend) = (n / rate - 1.0, n / (rate * rate));
            let powers = [1.0, *u, u * u];
            for k in 0..4 {
                d.gradient[k] += slope * first[k];
                for l in 0..4 {
                    let second = if k < 3 && l < 3 { smooth * powers[k] * powers[l] } else { 0.0 };
                    d.hessian[k][l] += slope * second - bend * first[k] * first[l];
                }
            }
        }
        Some(d)
    }

    /// The best width between two bounds: a grid, then a golden section between the neighbours of its best point.
    fn over_widths(&self, low: f64, high: f64) -> (Option<Maximum<4>>, f64, usize) {
        let widths: Vec<f64> = (0..GRID).map(|k| low * (high / low).powf(k as f64 / (GRID - 1) as f64)).collect();
        let value = |top: &Option<Maximum<4>>| {
            top.as_ref().filter(|top| top.converged).map_or(f64::NEG_INFINITY, |top| top.value)
        };
        let (mut best, mut sigma, mut at) = (None, low, 0);
        for (k, width) in widths.iter().enumerate() {
            let top = self.at(*width, &[]);
            if value(&top) > value(&best) || best.is_none() {
                (best, sigma, at) = (top, *width, k);
            }
        }
        let mut searches = 3 * GRID;
        let (mut left, mut right) = (widths[at.saturating_sub(1)].ln(), widths[(at + 1).min(GRID - 1)].ln());
        while right - left > REFINED {
            let inside = [right - GOLDEN * (right - left), left + GOLDEN * (right - left)].map(f64::exp);
            let warm: Vec<[f64; 4]> = best.iter().map(|top| top.at).collect();
            let tops = inside.map(|width| self.at(width, &warm));
            searches += 2;
            if value(&tops[0]) >= value(&tops[1]) {
                right = inside[1].ln()
            } else {
                left = inside[0].ln()
            }
            for (top, width) in tops.into_iter().zip(inside) {
                if value(&top) > value(&best) {
                    (best, sigma) = (top, width);
                }
            }
        }
        (best, sigma, searches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spectrum(bin: impl Fn(f64) -> f64) -> Spectrum {
        let counts: Vec<f64> = (0..36).map(|k| bin(182.5 + f64::from(k))).collect();
        Spectrum::new(&counts, 182.0, 218.0).unwrap()
    }

    #[test]
    fn a_dip_has_a_negative_significance() {
        let dip = spectrum(|m| 600.0 - 80.0 * (-(m - 200.0f64).powi(2) / 18.0).exp());
        let test = BumpSearch::at(200.0).fit(&dip).unwrap();
        assert!((test.n1 + 80.0).abs() < 0.5 && (test.sigma - 3.0).abs() < 0.02, "{test:?}");
        assert!(test.significance < -3.0 && test.status == FitStatus::Converged);
    }

    #[test]
    fn bounds_are_kept_and_reported() {
        let wide = spectrum(|m| 600.0 + 90.0 * (-(m - 200.0f64).powi(2) / 18.0).exp());
        let search = BumpSearch::at(200.0).with_width(BumpWidth::Free { low: 1.0, high: 2.0 });
        let test = search.fit(&wide).unwrap();
        assert!(test.status == FitStatus::AtBound && (test.sigma - 2.0).abs() < 1e-3, "{test:?}");
        let fixed = BumpSearch::at(200.0).with_width(BumpWidth::Fixed(3.0)).fit(&wide).unwrap();
        assert!(fixed.status == FitStatus::Converged && fixed.significance > test.significance);
    }

    #[test]
    fn no_events_are_a_failed_fit_and_a_wrong_width_is_a_sentence() {
        let test = BumpSearch::at(200.0).fit(&spectrum(|_| 0.0)).unwrap();
        assert!(test.failed() && test.significance.is_nan());
        let wrong = BumpSearch::at(200.0).with_width(BumpWidth::Free { low: 3.0, high: 2.0 });
        let error = wrong.fit(&spectrum(|_| 1.0)).unwrap_err().to_string();
        assert_eq!(error, "the width of the bump should be above 0 GeV, the smaller bound first, but is 3 to 2.");
    }

    #[test]
    fn derivatives_are_those_of_the_function() {
        let spectrum = spectrum(|m| (900.0 - 10.0 * (m - 200.0)).round() + (m * 7.0) % 11.0);
        let search = Search { spectrum: &spectrum, mean: 200.0, u: spectrum.scaled(), background: [6.7, -0.2, 0.01] };
        let shape: Vec<f64> = spectrum.centers().iter().map(|m| (-(m - 200.0f64).powi(2) / 8.0).exp()).collect();
        let at = [6.7, -0.2, 0.01, 30.0];
        let here = search.derivatives(&at, &shape).unwrap();
        for k in 0..4 {
            let moved = |step: f64| {
                let mut there = at;
                there[k] += step;
                search.derivatives(&there, &shape).unwrap()
            };
            let (up, down) = (moved(1e-5), moved(-1e-5));
            assert!(((up.value - down.value) / 2e-5 - here.gradient[k]).abs() < 1e-3 * here.gradient[k].abs().max(1.0));
            for l in 0..4 {
                let second = (up.gradient[l] - down.gradient[l]) / 2e-5;
                assert!((second - here.hessian[k][l]).abs() < 1e-4 * here.hessian[k][l].abs().max(1.0), "{k} {l}");
            }
        }
    }
}
