//! What is left of a training: weights, scaler, history.

use serde::{Deserialize, Serialize};

use super::watch::Watched;
use crate::model::Weights;
use crate::represent::Scaler;
use crate::store::bits;

/// Loss and accuracy after each epoch.
///
/// The training columns are running means over the epoch, as Keras shows them: the weights change
/// while they are collected. The validation columns belong to the weights at the end of the epoch.
/// Accuracies count events on the right side of 0.5, of M1 against M2.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct History {
    /// Mean cross-entropy of the training events, nats.
    #[serde(with = "bits::f64s")]
    pub train_loss: Vec<f64>,
    /// Mean cross-entropy of the validation events, nats; ln 2 ≈ 0.693 is no knowledge.
    #[serde(with = "bits::f64s")]
    pub validation_loss: Vec<f64>,
    /// Accuracy on the training events.
    #[serde(with = "bits::f64s")]
    pub train_accuracy: Vec<f64>,
    /// Accuracy on the validation events.
    #[serde(with = "bits::f64s")]
    pub validation_accuracy: Vec<f64>,
}

impl History {
    /// Number of epochs done.
    pub fn epochs(&self) -> usize {
        self.validation_loss.len()
    }

    /// Smallest validation loss, and the epoch (from 1) that reached it first; `None` before the first epoch.
    pub fn best(&self) -> Option<(usize, f64)> {
        let finite = self.validation_loss.iter().enumerate().filter(|(_, loss)| loss.is_finite());
        finite.min_by(|a, b| a.1.total_cmp(b.1)).map(|(epoch, loss)| (epoch + 1, *loss))
    }
}

/// Why a training ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stopped {
    /// The validation loss did not fall for `patience` epochs.
    Patience,
    /// The largest number of epochs was reached.
    MaxEpochs,
    /// The time budget was used up; another call with the same configuration and more time goes on.
    TimeBudget,
    /// Weights or losses were no longer finite; the best weights before that are kept.
    Diverged,
}

/// One trained network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// Number of the training, from 0; its random streams are (seed, purpose, repeat, …).
    pub repeat: u64,
    /// Seed of the configuration.
    pub seed: u64,
    /// Weights of the best epoch.
    pub network: Weights,
    /// Scaling of the features (or of the pixels of each jet), measured on the training events.
    pub scaler: Scaler,
    /// Loss and accuracy after each epoch.
    pub history: History,
    /// What was seen on watched events after each epoch; only from [`train_watched`](super::train_watched).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watched: Option<Watched>,
    /// Epoch (from 1) whose weights were kept.
    pub best_epoch: usize,
    /// Why it ended.
    pub stopped: Stopped,
    /// AUC of M1 against M2 on the validation events (not of signal against background).
    #[serde(with = "bits::f64")]
    pub separation: f64,
    /// Standard error of that AUC if M1 and M2 were alike.
    #[serde(with = "bits::f64")]
    pub separation_error: f64,
    /// Seconds that it took, over all sessions; not reproducible.
    #[serde(with = "bits::f64")]
    pub seconds: f64,
}

impl Training {
    /// Validation loss of the weights that were kept.
    pub fn best_loss(&self) -> f64 {
        let epoch = self.best_epoch.wrapping_sub(1);
        self.history.validation_loss.get(epoch).copied().unwrap_or(f64::NAN)
    }
}
