//! The CWoLa theorem on the Gaussian toy: AUC against signal fraction, with the exact optimum.

use super::Profile;
use crate::error::Result;
use crate::mixing::MixedSample;
use crate::plot::{Figure, Panel, Series};
use crate::simulate::GaussianToy;
use crate::stats::Measured;
use crate::train::{TrainConfig, train_cwola};

/// AUC of the trainings at one pair of fractions (f1, 1 − f1).
#[derive(Debug, Clone, PartialEq)]
pub struct FractionPoint {
    /// Signal fraction of M1.
    pub f1: f64,
    /// AUC on a pure test sample.
    pub auc: Measured,
}

/// Trains on mixtures (f1, 1 − f1) of the toy and measures the AUC on pure events.
///
/// Seeds are fixed: the same call gives the same numbers.
///
/// # Errors
/// A fraction outside [0, 1].
pub fn theorem_scan(toy: &GaussianToy, fractions: &[f64], profile: Profile) -> Result<Vec<FractionPoint>> {
    let size = profile.choose(4_000, 20_000, 100_000);
    let config = TrainConfig::dnn().with_repeats(profile.choose(2, 5, 10));
    let test = toy.test(size, 99)?;
    let (signal, background) = (toy.signal(size, 1)?, toy.background(size, 2)?);
    let point = |f1: &f64| {
        let mixed = MixedSample::by_fraction(&signal, &background, *f1, 1.0 - f1, size, 7)?;
        let run = train_cwola(&mixed, &config)?;
        Ok(FractionPoint { f1: *f1, auc: run.evaluate(&test)?.auc })
    };
    fractions.iter().map(point).collect()
}

/// The points of [`theorem_scan`] with the exact optimum Φ(δ/√2) as a dashed line.
///
/// # Errors
/// None in practice.
pub fn theorem_figure(toy: &GaussianToy, points: &[FractionPoint]) -> Result<Figure> {
    let (f1, auc): (Vec<f64>, Vec<Measured>) = points.iter().map(|point| (point.f1, point.auc)).unzip();
    let figure = Panel::scan("f_1 = 1 - f_2", "AUC", &[Series::new("trained on mixtures", &f1, &auc)?])
        .with_level("exact optimum", toy.best_auc())
        .figure();
    Ok(figure.with_caption(
        "AUC on pure events against the signal fraction of M1. Error bars: standard deviation of the trainings.",
    ))
}
