//! What the fits give when there is nothing to find and nobody chose the events.

use rand_distr::{Distribution, Poisson};
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::rng;
use crate::stats::{BumpSearch, FitStatus, KolmogorovSmirnov, Spectrum, kolmogorov_smirnov};

/// Significances of a bump in toys of a smooth spectrum: the distribution to compare with.
///
/// With a fixed width √(2 Δ ln L) is half-normal; with a fitted one it is not, and how far it is from that depends on
/// the bounds of the width. So it is measured.
///
/// # Example
/// ```
/// use cwola::stats::{BumpSearch, BumpWidth, Spectrum, half_normal_cdf, kolmogorov_smirnov_uniform};
/// use cwola::studies::overtraining::NullReference;
/// let smooth = Spectrum::new(&[500.0; 36], 182.0, 218.0)?;
/// let fixed = BumpSearch::at(200.0).with_width(BumpWidth::Fixed(2.0));
/// let null = NullReference::measure(&smooth, &fixed, 300, 1)?;
/// let p: Vec<f64> = null.significances.iter().map(|s| half_normal_cdf(s.abs())).collect();
/// assert!(kolmogorov_smirnov_uniform(&p)?.p_value > 0.01);
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NullReference {
    /// Significances with the sign of the bump, of the toys whose fit worked.
    pub significances: Vec<f64>,
    /// Toys whose fit failed.
    pub failed: usize,
    /// Toys whose width was at a bound.
    pub at_bound: usize,
    /// Mean number of events of a toy.
    pub events: f64,
}

impl NullReference {
    /// Fits the smooth background to a spectrum and makes `toys` Poisson toys of the fit; `seed` names them.
    ///
    /// # Errors
    /// A spectrum that the background cannot be fitted to, no toys, or a search that [`BumpSearch::check`] refuses.
    pub fn measure(spectrum: &Spectrum, search: &BumpSearch, toys: usize, seed: u64) -> Result<NullReference> {
        search.check()?;
        let fit = spectrum.fit_exponential(search.mean);
        if fit.status == FitStatus::Failed || toys == 0 {
            let found = format!("{} events, {toys} toys", spectrum.total());
            return Err(Error::value(
                "the spectrum of a reference",
                "one with a smooth fit, and at least 1 toy",
                found,
            ));
        }
        let (low, high) = spectrum.range();
        let rates: Vec<f64> = spectrum.centers().iter().map(|mass| fit.at(*mass)).collect();
        let toy = |k: u64| {
            crate::interrupt::check(|| "The toys of the reference were interrupted. Nothing of them is kept.".into())?;
            let mut stream = rng::stream(seed, "null toy", k, 0);
            let count = |rate: &f64| Poisson::new(*rate).map_or(0.0, |poisson| poisson.sample(&mut stream));
            let counts: Vec<f64> = rates.iter().map(count).collect();
            search.fit(&Spectrum::new(&counts, low, high)?)
        };
        let tests = (0..toys as u64).into_par_iter().map(toy).collect::<Result<Vec<_>>>()?;
        Ok(NullReference {
            significances: tests.iter().filter(|test| !test.failed()).map(|test| test.significance).collect(),
            failed: tests.iter().filter(|test| test.failed()).count(),
            at_bound: tests.iter().filter(|test| test.status == FitStatus::AtBound).count(),
            events: rates.iter().sum(),
        })
    }

    /// Kolmogorov–Smirnov test of other significances against these, without their signs; NaN values are left out.
    ///
    /// # Errors
    /// No significance that is a number.
    pub fn compare(&self, significances: &[f64]) -> Result<KolmogorovSmirnov> {
        let sizes = |values: &[f64]| values.iter().filter(|s| !s.is_nan()).map(|s| s.abs()).collect::<Vec<_>>();
        kolmogorov_smirnov(&sizes(significances), &sizes(&self.significances))
    }

    /// Mean of |S|.
    pub fn mean(&self) -> f64 {
        self.significances.iter().map(|s| s.abs()).sum::<f64>() / self.significances.len() as f64
    }

    /// Share of toys with |S| at or above a level.
    pub fn above(&self, level: f64) -> f64 {
        self.significances.iter().filter(|s| s.abs() >= level).count() as f64 / self.significances.len() as f64
    }
}
