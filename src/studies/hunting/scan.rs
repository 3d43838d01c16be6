//! Trainings on mixtures with different amounts of signal.

use super::HuntingSample;
use crate::error::Result;
use crate::evaluate::Evaluation;
use crate::selection::FeatureSet;
use crate::stats::Measured;
use crate::studies::Profile;
use crate::studies::reference::HeavyMass;
use crate::train::{Run, TrainConfig, train_cwola};

/// What the networks of one mixture are worth on the pure test sample.
#[derive(Debug, Clone)]
pub struct Point {
    /// Signal relative to the Note's ("times").
    pub times: f64,
    /// Signal events in (M1, M2).
    pub signal: (usize, usize),
    /// Best accuracy over thresholds: the Note's ACC.
    pub acc: Measured,
    /// Accuracy at threshold 0.5.
    pub accuracy: Measured,
    /// Area under the ROC curve.
    pub auc: Measured,
    /// The trainings.
    pub run: Run,
    /// Their scores on the test sample.
    pub evaluation: Evaluation,
}

/// Network and features of a scan.
#[derive(Debug, Clone, PartialEq)]
pub struct Scan {
    /// Resonance mass.
    pub mass: HeavyMass,
    /// Features that the network sees.
    pub features: FeatureSet,
    /// Nodes of the hidden layers.
    pub hidden: Vec<usize>,
    /// Amounts of signal, relative to the Note's.
    pub times: Vec<f64>,
}

impl Scan {
    /// The network of §2.2: two layers of 64 nodes, 11 features.
    pub fn all_features(mass: HeavyMass, times: &[f64]) -> Scan {
        Scan { mass, features: FeatureSet::hunting(), hidden: vec![64, 64], times: times.to_vec() }
    }

    /// The network of §2.4 and §2.6: two layers of 64 nodes, without pT and mass.
    pub fn decorrelated(mass: HeavyMass, times: &[f64]) -> Scan {
        Scan { features: FeatureSet::decorrelated(), ..Scan::all_features(mass, times) }
    }

    /// The network of §2.7: four layers.
    pub fn deeper(mass: HeavyMass, times: &[f64]) -> Scan {
        Scan { hidden: vec![64; 4], ..Scan::decorrelated(mass, times) }
    }

    /// Settings of the trainings: Adam 5e-4, batches of 256, patience 10, standardised features.
    pub fn config(&self, profile: Profile) -> TrainConfig {
        TrainConfig::dnn()
            .with_hidden(&self.hidden)
            .with_features(&self.features.names())
            .with_repeats(profile.choose(2, 10, 10))
    }
}

/// Trains and tests at each amount of signal.
///
/// # Errors
/// A sample that is missing, or more signal than it has.
pub fn scan(scan: &Scan, profile: Profile) -> Result<Vec<Point>> {
    let sample = HuntingSample::load(scan.mass, profile)?;
    scan.times.iter().map(|times| point(&sample, scan, *times, profile)).collect()
}

fn point(sample: &HuntingSample, scan: &Scan, times: f64, profile: Profile) -> Result<Point> {
    let mixed = sample.mixed(times)?;
    let run = train_cwola(&mixed, &scan.config(profile))?;
    let evaluation = run.evaluate(&sample.test)?;
    Ok(Point {
        times,
        signal: (mixed.composition().m1_signal, mixed.composition().m2_signal),
        acc: evaluation.best_accuracy,
        accuracy: evaluation.accuracy,
        auc: evaluation.auc,
        run,
        evaluation,
    })
}
