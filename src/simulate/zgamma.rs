//! Zγ events for any sample size: a smooth mass spectrum and features with the correlations of the bundled sample.

use polars::prelude::{Column, DataFrame};
use rand_distr::{Distribution, StandardNormal};

use super::copula::Copula;
use crate::error::{Error, Result};
use crate::events::{Events, Label};
use crate::rng;
use crate::stats::{FitStatus, Spectrum, normal_cdf};

/// Mass column of the sample.
const MASS: &str = "m_llg";
/// Range of the mass, GeV, and bins of the fit to it.
const RANGE: (f64, f64) = (182.0, 218.0);
const BINS: usize = 36;
/// Mass at which the exponent is zero, GeV.
const REFERENCE: f64 = 200.0;
/// Steps of the table that inverts the cumulative spectrum.
const STEPS: usize = 3600;
/// Normal scores by which missing energy of signal events is higher.
const SIGNAL_SHIFT: f64 = 1.5;
/// Width of the signal peak, GeV: the resolution of m_ℓℓγ.
const SIGNAL_WIDTH: f64 = 2.0;

/// Toy events of pp → Z(ℓℓ)γ with the features of B. Lieberman et al., arXiv 2109.07287.
///
/// The model, measured on a sample: m_llγ follows exp(a x + b x²), x = m − 200 GeV, with a and b from a fit; which jets there
/// are follows the shares of the sample; given that, every feature has the distribution of the sample, and features and
/// mass have its rank correlations (a Gaussian copula). Not in the model: correlations beyond ranks, and jets that
/// depend on the mass. The events are independent of each other, so that toys made of them are as well, which draws
/// from a file are not.
///
/// Signal (our own choice, to try a search on): m_llγ is normal around 200 GeV with a width of 2 GeV, the normal scores of
/// `met` and `met_sig` are higher by 1.5.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let toy = ZGammaToy::new()?;
/// let events = toy.background(5_000, 1)?;
/// let above = events.column("m_llg")?.iter().filter(|m| **m > 200.0).count();
/// assert!((1800..2300).contains(&above)); // falling: 41 % above the middle
/// assert!(events.column("m_jj")?.iter().any(|m| m.is_nan())); // as in the sample
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ZGammaToy {
    /// a, 1/GeV.
    pub a: f64,
    /// b, 1/GeV².
    pub b: f64,
    /// What correlations with the mass are multiplied by; 1 by default, 0 makes features independent of the mass.
    pub mass_correlation: f64,
    names: Vec<String>,
    whole: Vec<bool>,
    copula: Copula,
}

impl ZGammaToy {
    /// The toy of the bundled sample `zgamma`.
    ///
    /// # Errors
    /// As [`Events::sample`].
    pub fn new() -> Result<ZGammaToy> {
        ZGammaToy::like(&Events::sample("zgamma")?)
    }

    /// The toy of another sample with the mass `m_llg` between 182 and 218 GeV; all its columns but `event`, `signal` and
    /// `weight` are features.
    ///
    /// # Errors
    /// A sample without `m_llg`, or too small for a fit to its mass.
    pub fn like(events: &Events) -> Result<ZGammaToy> {
        let mass = events.column(MASS)?;
        let inside: Vec<bool> = mass.iter().map(|m| (RANGE.0..RANGE.1).contains(m)).collect();
        let events = events.filter(&inside)?;
        let fit = Spectrum::of(&mass, BINS, RANGE.0, RANGE.1)?.fit_exponential(REFERENCE);
        let others =
            events.columns().into_iter().filter(|n| ![MASS, "event", "signal", "weight"].contains(&n.as_str()));
        let names: Vec<String> = std::iter::once(MASS.to_string()).chain(others).collect();
        let columns: Vec<Vec<f64>> = names.iter().map(|name| events.column(name)).collect::<Result<_>>()?;
        let copula = Copula::measure(&columns);
        if fit.status == FitStatus::Failed || copula.is_empty() {
            let quantity = format!("the number of events of {} between 182 and 218 GeV", events.name());
            return Err(Error::value(&quantity, "at least 100 of one kind", events.len()));
        }
        let whole = columns.iter().map(|c| c.iter().all(|v| v.is_nan() || v.fract() == 0.0)).collect();
        Ok(ZGammaToy { a: fit.a, b: fit.b, mass_correlation: 1.0, names, whole, copula })
    }

    /// Other correlations of the features with the mass: a factor in [0, 1].
    pub fn with_mass_correlation(&self, mass_correlation: f64) -> ZGammaToy {
        ZGammaToy { mass_correlation, ..self.clone() }
    }

    /// n background events; the first ones are those of a smaller n with the same seed.
    ///
    /// # Errors
    /// A factor of the correlations outside [0, 1].
    pub fn background(&self, n: usize, seed: u64) -> Result<Events> {
        let table = self.inverse();
        self.events("Zγ toys", n, seed, 0.0, |score, _| table.at(normal_cdf(score)))
    }

    /// n signal events at 200 GeV, with the truth in `signal`.
    ///
    /// # Errors
    /// As [`ZGammaToy::background`].
    pub fn signal(&self, n: usize, seed: u64) -> Result<Events> {
        let mass = |_: f64, rng: &mut rand_chacha::ChaCha8Rng| {
            let z: f64 = StandardNormal.sample(rng);
            (REFERENCE + SIGNAL_WIDTH * z).clamp(RANGE.0, RANGE.1 - 1e-9)
        };
        self.events("Zγ signal toys", n, seed, SIGNAL_SHIFT, mass)?.labelled(Label::Signal)
    }

    fn events(
        &self,
        name: &str,
        n: usize,
        seed: u64,
        shift: f64,
        mass: impl Fn(f64, &mut rand_chacha::ChaCha8Rng) -> f64,
    ) -> Result<Events> {
        if !(0.0..=1.0).contains(&self.mass_correlation) {
            return Err(Error::value("the factor of the mass correlations", "between 0 and 1", self.mass_correlation));
        }
        let shifts: Vec<f64> = self
            .names
            .iter()
            .map(|name| if ["met", "met_sig"].contains(&name.as_str()) { shift } else { 0.0 })
            .collect();
        let mut rng = rng::stream(seed, name, 0, 0);
        let mut columns = vec![Vec::with_capacity(n); self.names.len()];
        for _ in 0..n {
            let (score, mut values) = self.copula.draw(&mut rng, self.mass_correlation, &shifts);
            values[0] = mass(score, &mut rng);
            columns.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
        }
        let column = |((name, whole), values): ((&String, &bool), Vec<f64>)| match whole {
            true if values.iter().all(|v| !v.is_nan()) => {
                Column::new(name.as_str().into(), values.into_iter().map(|v| v as i32).collect::<Vec<i32>>())
            }
            _ => Column::new(name.as_str().into(), values),
        };
        let columns = self.names.iter().zip(&self.whole).zip(columns).map(column).collect();
        Events::from_frame(name, DataFrame::new(n, columns)?)
    }

    fn inverse(&self) -> Inverse {
        let mass = |k: f64| RANGE.0 + (RANGE.1 - RANGE.0) * k / STEPS as f64;
        let density = |m: f64| {
            let x = m - REFERENCE;
            (self.a * x + self.b * x * x).exp()
        };
        let mut cumulative = vec![0.0];
        for k in 0..STEPS {
            let last = cumulative[k];
            cumulative.push(last + density(mass(k as f64 + 0.5)));
        }
        let total = cumulative[STEPS];
        cumulative.iter_mut().for_each(|sum| *sum /= total);
        Inverse { cumulative }
    }
}

/// From a probability to a mass.
struct Inverse {
    cumulative: Vec<f64>,
}

impl Inverse {
    fn at(&self, probability: f64) -> f64 {
        let above = self.cumulative.partition_point(|p| *p <= probability).clamp(1, STEPS);
        let (low, high) = (self.cumulative[above - 1], self.cumulative[above]);
        let part = ((probability - low) / (high - low)).clamp(0.0, 1.0 - 1e-12);
        RANGE.0 + (RANGE.1 - RANGE.0) * (above as f64 - 1.0 + part) / STEPS as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::kolmogorov_smirnov;

    #[test]
    fn toys_have_the_distributions_of_the_sample() {
        let sample = Events::sample("zgamma").unwrap();
        let toys = ZGammaToy::like(&sample).unwrap().background(36_329, 5).unwrap();
        for name in ["m_llg", "met", "met_sig", "n_jets", "eta_j1", "m_jj", "dphi_j1_zg", "dphi_zg_met", "pt_zg"] {
            let of = |events: &Events| -> Vec<f64> {
                events.column(name).unwrap().into_iter().filter(|v| !v.is_nan()).collect()
            };
            let (ours, theirs) = (of(&toys), of(&sample));
            let test = kolmogorov_smirnov(&ours, &theirs).unwrap();
            let few = 1.0 / (theirs.len() as f64).sqrt();
            assert!(test.statistic < 0.01 + 2.0 * few, "{name}: {test:?}");
            assert!((ours.len() as f64 / theirs.len() as f64 - 1.0).abs() < 0.02 + 5.0 * few, "{name}: missing values");
        }
    }

    #[test]
    fn the_spectrum_is_the_function_of_the_model() {
        let toy = ZGammaToy::new().unwrap();
        let mass = toy.background(200_000, 3).unwrap().column("m_llg").unwrap();
        let fit = Spectrum::of(&mass, 36, 182.0, 218.0).unwrap().fit_exponential(200.0);
        assert!((fit.a - toy.a).abs() < 4.0 * fit.a_error && (fit.b - toy.b).abs() < 4.0 * fit.b_error, "{fit:?}");
    }

    #[test]
    fn seeds_name_events_and_wrong_factors_are_refused() {
        let toy = ZGammaToy::new().unwrap();
        let (few, more, other) = (toy.background(10, 1), toy.background(20, 1), toy.background(10, 2));
        let masses = |events: Result<Events>| events.unwrap().column("m_llg").unwrap();
        let (few, more, other) = (masses(few), masses(more), masses(other));
        assert!(few == more[..10] && few != other);
        let error = toy.with_mass_correlation(2.0).background(1, 1).unwrap_err().to_string();
        assert_eq!(error, "the factor of the mass correlations should be between 0 and 1, but is 2.");
    }
}
