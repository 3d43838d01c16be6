//! One call: a mixed sample in, trained networks out.

use serde::{Deserialize, Serialize};

use super::guards::{Finding, GuardReport};
use super::prepare::Labelled;
use super::start;
use super::{GuardPolicy, History, MissingValues, Stopped, TrainConfig, Training};
use crate::error::{Error, Result};
use crate::events::Events;
use crate::mixing::{MixedSample, Part};
use crate::model::{Network, Weights};
use crate::represent::Matrix;
use crate::stats::Measured;

/// One or more trainings of one network on one sample.
///
/// It is plain data: it can be cloned, saved and loaded ([`Run::save`], [`Run::load`]), and it scores any events that
/// have the features by name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Name of the sample that it was trained on.
    pub name: String,
    /// What the training was told.
    pub config: TrainConfig,
    /// Names of the features, in order; empty for images.
    pub features: Vec<String>,
    /// The trained networks; fewer than `config.repeats` when the time budget ended.
    pub trainings: Vec<Training>,
    /// What the guards found.
    pub report: GuardReport,
    /// Hash of configuration, data and version: 32 hexadecimal digits.
    pub hash: String,
    /// Whether every training was read from the cache.
    pub from_cache: bool,
    /// Number of training events.
    pub train_events: usize,
    /// Number of validation events.
    pub validation_events: usize,
    /// Seconds of this call.
    #[serde(with = "crate::store::bits::f64")]
    pub seconds: f64,
}

/// Trains networks to tell mixture M1 from mixture M2, without any truth.
///
/// The optimal classifier of M1 against M2 is also optimal for signal against background (§1 of the
/// Note), as long as f1 ≠ f2; higher scores mean M1. Label 1 is M1, the loss is the softmax
/// cross-entropy, training stops when the validation loss has not fallen for `patience` epochs, and the
/// weights of the best epoch are kept. The `repeats` trainings differ in initial weights and order of
/// events. The same configuration, data and version give the same numbers on the same machine,
/// whatever the number of threads; finished trainings are read from the cache, interrupted ones go on
/// from their last checkpoint.
///
/// # Errors
/// A number of the configuration out of range, a feature that is not in the sample, a device that this
/// build does not have, data on which no training is possible (values that are not finite, one class
/// only), and by default everything else that a guard finds ([`GuardPolicy`]).
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// use cwola::store::Cache;
/// use cwola::train::{TrainConfig, train_cwola};
/// let toy = GaussianToy::new(2.0);
/// let mixed = MixedSample::by_fraction(&toy.signal(1000, 1)?, &toy.background(1000, 1)?, 0.9, 0.1, 900, 7)?;
/// let config = TrainConfig::dnn().with_hidden(&[8]).with_learning_rate(0.01).with_max_epochs(5).with_cache(Cache::Off);
/// let run = train_cwola(&mixed, &config)?;
/// let scores = run.score(&toy.test(1, 2)?)?;
/// assert!(scores.iter().all(|score| (0.0..=1.0).contains(score)));
/// assert!(run.separation().mean > 0.8); // M1 against M2 on validation events
/// # Ok::<(), Error>(())
/// ```
pub fn train_cwola(mixed: &MixedSample, config: &TrainConfig) -> Result<Run> {
    let data = Labelled {
        frame: mixed.frame(),
        jets: mixed.jets().ok(),
        is_mixed: true,
        labels: mixed.labels().to_vec(),
        is_train: mixed.parts().iter().map(|part| *part == Part::Train).collect(),
        originals: mixed.originals().to_vec(),
        names: ["M1", "M2"],
    };
    start::train(mixed.name(), data.names, config, |_| None, || data.prepare(config))
}

/// Trains networks to tell signal from background by the truth in the column `signal`.
///
/// This is the reference that weak supervision is compared with. One event in five is used for
/// validation, chosen by (seed, "split", row). Everything else is as in [`train_cwola`].
///
/// # Errors
/// As [`train_cwola`], and events without a column `signal`.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// use cwola::store::Cache;
/// use cwola::train::{TrainConfig, train_supervised};
/// let toy = GaussianToy::new(2.0);
/// let config = TrainConfig::dnn().with_hidden(&[8]).with_learning_rate(0.01).with_max_epochs(5).with_cache(Cache::Off);
/// let run = train_supervised(&toy.test(1000, 1)?, &config)?;
/// assert!((run.separation().mean - toy.best_auc()).abs() < 0.05);
/// # Ok::<(), Error>(())
/// ```
pub fn train_supervised(events: &Events, config: &TrainConfig) -> Result<Run> {
    let truth = events.truth()?;
    let data = Labelled {
        frame: events.frame(),
        jets: events.jets().ok(),
        is_mixed: false,
        labels: truth.into_iter().map(u8::from).collect(),
        is_train: (0..events.len()).map(|row| start::in_training(config.seed, row)).collect(),
        originals: Vec::new(),
        names: ["signal", "background"],
    };
    start::train(events.name(), data.names, config, |_| None, || data.prepare(config))
}

impl Run {
    /// Scores of events, one row of numbers in [0, 1] per training; higher means more like M1 (or signal).
    ///
    /// The features are looked up by name (SPANet takes the jets); a column `signal` is not looked at. Order is kept.
    ///
    /// # Errors
    /// A feature (or, for SPANet, jets) that the events do not have, or that is not a finite number.
    pub fn predict(&self, events: &Events) -> Result<Vec<Vec<f64>>> {
        if let Network::Spanet(_) = &self.config.model {
            return self.predict_jets(events);
        }
        let matrix = Matrix::from_frame(events.frame(), &self.features)?;
        let may_miss = self.config.missing == MissingValues::Zero;
        if let Some(at) = matrix.data.iter().position(|value| !(value.is_finite() || may_miss && value.is_nan())) {
            let quantity = format!(
                "the feature \"{}\" of event {} of {}",
                self.features[at % matrix.cols],
                at / matrix.cols,
                events.name()
            );
            return Err(Error::value(&quantity, "a finite number", matrix.data[at]));
        }
        let score = |training: &Training| match &training.network {
            Weights::Dense(network) => network.predict(&training.scaler.apply(&matrix).without_missing()),
            _ => Err(Error::Unavailable(
                "This network was trained on images: make images of the events and use `predict_images`.".into(),
            )),
        };
        self.trainings.iter().map(score).collect()
    }

    /// Mean score of each event over all trainings.
    ///
    /// # Errors
    /// As [`Run::predict`].
    pub fn score(&self, events: &Events) -> Result<Vec<f64>> {
        let all = self.predict(events)?;
        let n = all.len().max(1) as f64;
        Ok((0..events.len()).map(|row| all.iter().map(|scores| scores[row]).sum::<f64>() / n).collect())
    }

    /// History of each training.
    pub fn history(&self) -> Vec<History> {
        self.trainings.iter().map(|training| training.history.clone()).collect()
    }

    /// Seed of the trainings.
    pub fn seed(&self) -> u64 {
        self.config.seed
    }

    /// AUC of M1 against M2 (or signal against background, when supervised) on the validation events.
    pub fn separation(&self) -> Measured {
        Measured::from(&self.trainings.iter().map(|training| training.separation).collect::<Vec<_>>())
    }

    /// Validation loss of the kept weights, nats; ln 2 ≈ 0.693 is no knowledge when classes are equal.
    pub fn validation_loss(&self) -> Measured {
        Measured::from(&self.trainings.iter().map(Training::best_loss).collect::<Vec<_>>())
    }

    /// Number of epochs that each training did.
    pub fn epochs(&self) -> Vec<usize> {
        self.trainings.iter().map(|training| training.history.epochs()).collect()
    }

    /// What the networks see: "11 features", "images of 25×25 pixels".
    pub fn inputs(&self) -> String {
        match &self.config.model {
            Network::Cnn(net) => format!("images of {0}×{0} pixels", net.resolution),
            Network::Spanet(_) => "jets, each with 5 numbers".into(),
            Network::Dense(_) => format!("{} features", self.features.len()),
        }
    }

    /// What can only be seen after a training.
    pub(super) fn look_back(&mut self, names: [&str; 2], trouble: Option<String>) {
        if self.config.guards == GuardPolicy::Off {
            return;
        }
        let stopped = |why| self.trainings.iter().filter(|training| training.stopped == why).count();
        let (diverged, unfinished) = (stopped(Stopped::Diverged), stopped(Stopped::TimeBudget));
        let unfinished = unfinished + self.config.repeats - self.trainings.len();
        let [one, zero] = names;
        let error = self.trainings.first().map_or(f64::NAN, |training| training.separation_error);
        let auc = self.separation();
        if auc.mean < 0.5 - 3.0 * error {
            let sentence = format!(
                "The classifier gives higher scores to {zero} than to {one} (validation AUC {auc}): look at the labels."
            );
            self.report.add(Finding::LabelsSwapped, sentence);
        } else if auc.mean < 0.5 + 3.0 * error {
            let sentence = format!(
                "The classifier learnt nothing: {one} and {zero} look alike (validation AUC {auc}, compatible with 0.5 ± {error:.3})."
            );
            self.report.add(Finding::NothingLearnt, sentence);
        }
        if diverged > 0 {
            let sentence = format!(
                "{diverged} of {} trainings diverged: try a smaller learning rate or standardised features.",
                self.trainings.len()
            );
            self.report.add(Finding::Diverged, sentence);
        }
        if unfinished > 0 {
            let sentence = format!(
                "The time budget ended before {unfinished} of {} trainings did; the same call goes on from there.",
                self.config.repeats
            );
            self.report.add(Finding::OutOfTime, sentence);
        }
        if let Some(trouble) = trouble {
            self.report.add(Finding::NotKept, format!("Trainings could not be kept on disk: {trouble}"));
        }
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let n = self.trainings.len();
        writeln!(f, "{n} training{} of {} on {}", if n == 1 { "" } else { "s" }, self.config.model, self.name)?;
        writeln!(
            f,
            "{} training events, {} validation events, {}",
            self.train_events,
            self.validation_events,
            self.inputs()
        )?;
        writeln!(
            f,
            "epochs {:?}, validation loss {}, validation AUC {}",
            self.epochs(),
            self.validation_loss(),
            self.separation()
        )?;
        let source = if self.from_cache { "read from the cache" } else { "trained" };
        writeln!(
            f,
            "{source} in {:.1} s, seed {}, hash {}",
            self.seconds,
            self.config.seed,
            &self.hash[..self.hash.len().min(12)]
        )?;
        write!(f, "{}", self.report)
    }
}
