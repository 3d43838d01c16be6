//! What a training of SPANet is told besides.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::{Network, SpanetNet};
use crate::train::{RateSchedule, TrainConfig};

/// What happens with events in which only one of the two Higgs bosons is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum PartialEvents {
    /// The known one is learnt.
    #[default]
    Use,
    /// They count as events without targets.
    Drop,
}

/// How much events with one and with two known Higgs bosons count in the pairing task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum TargetBalance {
    /// Each event counts the same.
    None,
    /// Events with one and events with two count the same in total; the mean over both stays 1.
    #[default]
    Balanced,
}

/// Weights of the tasks of SPANet and settings of its optimiser.
///
/// The loss of a batch of N events is w_c C + w_a A + w_d D. C is the mean cross-entropy of the class. A and D belong
/// to the permutation of (h1, h2) among the two branches that has the smaller w_a A + w_d D, event by event: A sums the
/// cross-entropy of the right pair among all pairs of jets over the Higgs bosons that are known, divided by the number
/// of known ones per branch in the batch (at least 1); D is the sum over both branches of the binary cross-entropy of
/// "this Higgs boson is known", divided by N. With w_a = w_d = 0 targets are not even read.
///
/// The defaults are those of the public options for resonant hh → 4b.
///
/// # Example
/// ```
/// use cwola::train::SpanetTraining;
/// let settings = SpanetTraining::default();
/// assert_eq!((settings.assignment_weight, settings.detection_weight), (1.0, 0.0));
/// assert_eq!(settings.gradient_clip, 0.445);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SpanetTraining {
    /// Weight w_a of the pairing task, at least 0; 1 by default.
    pub assignment_weight: f64,
    /// Weight w_d of detection, at least 0; 0 by default.
    pub detection_weight: f64,
    /// Weight w_c of the class, at least 0; 1 by default.
    pub classification_weight: f64,
    /// Events with one known Higgs boson; used by default.
    pub partial_events: PartialEvents,
    /// Balance of events with one and two known Higgs bosons; balanced by default.
    pub balance: TargetBalance,
    /// Weight decay of AdamW on the kernels; 3.82e-4 by default.
    pub weight_decay: f64,
    /// Largest norm of the gradient of a batch; 0.445 by default, 0 is no limit.
    pub gradient_clip: f64,
}

impl Default for SpanetTraining {
    fn default() -> SpanetTraining {
        SpanetTraining {
            assignment_weight: 1.0,
            detection_weight: 0.0,
            classification_weight: 1.0,
            partial_events: PartialEvents::Use,
            balance: TargetBalance::Balanced,
            weight_decay: 3.82e-4,
            gradient_clip: 0.445,
        }
    }
}

impl SpanetTraining {
    /// Whether targets are used at all.
    pub fn uses_targets(&self) -> bool {
        self.assignment_weight > 0.0 || self.detection_weight > 0.0
    }

    /// Whether every number is in its range.
    ///
    /// # Errors
    /// A weight, decay or limit that is negative or not finite, or all weights 0.
    pub fn check(&self) -> Result<()> {
        for (name, value) in [
            ("the weight of the assignment", self.assignment_weight),
            ("the weight of detection", self.detection_weight),
            ("the weight of classification", self.classification_weight),
            ("the weight decay", self.weight_decay),
            ("the limit of the gradient", self.gradient_clip),
        ] {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(Error::value(name, "at least 0 and finite", value));
            }
        }
        if !self.uses_targets() && self.classification_weight == 0.0 {
            return Err(Error::value("the sum of the weights of the three tasks", "above 0", 0));
        }
        Ok(())
    }

    pub(crate) fn is_default(&self) -> bool {
        *self == SpanetTraining::default()
    }
}

impl TrainConfig {
    /// A SPANet that trains in a minute on two cores: [`SpanetNet::workshop`], AdamW 2e-3 with warm-up and cosine, batch
    /// 256, 12 epochs; our own choice.
    ///
    /// All epochs are done and the weights of the smallest validation loss of all tasks together are kept.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let config = TrainConfig::spanet().with_assignment_weight(0.0); // the class alone
    /// assert!(!config.spanet.uses_targets());
    /// let error = TrainConfig::dnn().with_assignment_weight(0.5).check().unwrap_err().to_string();
    /// assert!(error.contains("only SPANet has other tasks"));
    /// ```
    pub fn spanet() -> TrainConfig {
        let base = TrainConfig::dnn().with_spanet(SpanetNet::workshop()).with_learning_rate(2e-3).with_batch_size(256);
        base.with_max_epochs(12).with_patience(12).with_rate_schedule(RateSchedule::WarmupCosine)
    }

    /// The sizes of the public options for resonant hh → 4b: [`SpanetNet::published`], AdamW 4.91e-4, batch 2048,
    /// 50 epochs. Theirs drops out 6 % of the numbers in training, ours none.
    pub fn published_spanet() -> TrainConfig {
        let net = SpanetNet::published();
        let base = TrainConfig::spanet().with_spanet(net).with_learning_rate(4.91e-4).with_batch_size(2048);
        base.with_max_epochs(50).with_patience(50)
    }

    /// A SPANet of this shape.
    pub fn with_spanet(&self, net: SpanetNet) -> TrainConfig {
        TrainConfig { model: Network::Spanet(net), ..self.clone() }
    }

    /// Another weight of the pairing task of SPANet; with 0 (and no detection) targets are not read.
    pub fn with_assignment_weight(&self, assignment_weight: f64) -> TrainConfig {
        TrainConfig { spanet: SpanetTraining { assignment_weight, ..self.spanet }, ..self.clone() }
    }

    /// Another weight of the detection task of SPANet.
    pub fn with_detection_weight(&self, detection_weight: f64) -> TrainConfig {
        TrainConfig { spanet: SpanetTraining { detection_weight, ..self.spanet }, ..self.clone() }
    }

    /// Another weight of the classification task of SPANet; with 0 only pairs are learnt.
    pub fn with_classification_weight(&self, classification_weight: f64) -> TrainConfig {
        TrainConfig { spanet: SpanetTraining { classification_weight, ..self.spanet }, ..self.clone() }
    }

    /// Other settings of SPANet's tasks and optimiser.
    pub fn with_spanet_training(&self, spanet: SpanetTraining) -> TrainConfig {
        TrainConfig { spanet, ..self.clone() }
    }
}
