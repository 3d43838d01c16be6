//! Choices of a training that most trainings leave as they are: loss, decay of the steps, weights that are kept, missing values.

use serde::{Deserialize, Serialize};

use super::TrainConfig;
use crate::error::{Error, Result};
use crate::model::Network;

/// What a training makes small.
///
/// Trained on the labels of two mixtures, the cross-entropy is the loss of CWoLa; on the truth, that of full
/// supervision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Loss {
    /// −y ln ŷ − (1 − y) ln(1 − ŷ), mean over the events of a batch.
    #[default]
    CrossEntropy,
    /// The same of the mean ŷ and the mean y of a batch: learning from label proportions.
    ///
    /// The network is told how many events of a batch are of class 1, not which. With one event per batch it is the
    /// cross-entropy. The validation loss stays the cross-entropy, so that losses can be compared.
    ///
    /// Source: B. Lieberman et al., arXiv 2109.07287, equation 3, after L. Dery et al., JHEP 05 (2017) 145.
    BatchProportion,
}

/// Which weights a training keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Keep {
    /// Those of the epoch with the smallest validation loss.
    #[default]
    BestEpoch,
    /// Those of the last epoch, whatever the validation loss; patience does not end such a training.
    LastEpoch,
}

/// What happens to a feature that an event does not have (NaN), such as the angle to a jet that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum MissingValues {
    /// The training is refused.
    #[default]
    Refuse,
    /// It enters the network as 0 after scaling: for standardised features the mean of the training events that
    /// have a value, which pulls the score neither way.
    ///
    /// The network is not told that the value is missing; where that matters, give it a feature that says so, such
    /// as the number of jets. An infinite value is refused all the same.
    Zero,
}

/// Whether a choice is the default one: such a choice is not written, so that trainings keep their hash when a choice is
/// added to the toolkit.
pub(super) fn is_default<T: Default + PartialEq>(choice: &T) -> bool {
    *choice == T::default()
}

impl TrainConfig {
    /// Another loss.
    pub fn with_loss(&self, loss: Loss) -> TrainConfig {
        TrainConfig { loss, ..self.clone() }
    }

    /// Another decay of the learning rate, at least 0: step t (from 0) uses `learning_rate` / (1 + decay · t), as
    /// Keras did.
    pub fn with_decay(&self, decay: f64) -> TrainConfig {
        TrainConfig { decay, ..self.clone() }
    }

    /// Other weights that are kept.
    pub fn with_keep(&self, keep: Keep) -> TrainConfig {
        TrainConfig { keep, ..self.clone() }
    }

    /// Another treatment of missing values.
    pub fn with_missing(&self, missing: MissingValues) -> TrainConfig {
        TrainConfig { missing, ..self.clone() }
    }

    /// Whether these choices fit the network.
    pub(super) fn check_choices(&self) -> Result<()> {
        if !(self.decay >= 0.0 && self.decay.is_finite()) {
            return Err(Error::value("the decay of the learning rate", "at least 0 and finite", self.decay));
        }
        let dense = matches!(self.model, Network::Dense(_));
        if !dense && self.loss != Loss::CrossEntropy {
            return Err(Error::value("the loss of a network that is not dense", "CrossEntropy", "BatchProportion"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_choices_leave_no_trace_in_the_text_that_is_hashed() {
        let text = serde_json::to_string(&TrainConfig::dnn()).unwrap();
        for word in ["loss", "decay", "keep", "missing"] {
            assert!(!text.contains(word), "{text}");
        }
        let other = TrainConfig::dnn().with_loss(Loss::BatchProportion).with_decay(3e-4).with_keep(Keep::LastEpoch);
        let text = serde_json::to_string(&other).unwrap();
        assert_eq!(serde_json::from_str::<TrainConfig>(&text).unwrap(), other);
    }

    #[test]
    fn the_rate_falls_as_keras_had_it() {
        let config = TrainConfig::dnn().with_learning_rate(1e-3).with_decay(3e-4);
        assert_eq!(config.rate_at(0, 100), 1e-3);
        assert!((config.rate_at(10_000, 100) - 1e-3 / 4.0).abs() < 1e-18);
        let error = config.with_decay(-1.0).check().unwrap_err().to_string();
        assert_eq!(error, "the decay of the learning rate should be at least 0 and finite, but is -1.");
    }
}
