//! Figures of a training.

use super::evaluated::roc_figure;
use super::figure::Figure;
use super::training::{EpochCurves, training_curves};
use crate::error::Result;
use crate::events::Events;
use crate::train::{Run, Training};

impl EpochCurves {
    /// Curves of one training.
    pub fn of(training: &Training) -> EpochCurves {
        let history = &training.history;
        EpochCurves {
            train_loss: history.train_loss.clone(),
            validation_loss: history.validation_loss.clone(),
            train_accuracy: history.train_accuracy.clone(),
            validation_accuracy: history.validation_accuracy.clone(),
            best_epoch: training.best_epoch,
        }
    }
}

impl Run {
    /// Loss and accuracy per epoch: the first training in full colour, the others thin, the kept epoch marked.
    ///
    /// The accuracy is that of M1 against M2; the accuracy of signal against background needs truth.
    pub fn training_curves(&self) -> Figure {
        let curves: Vec<EpochCurves> = self.trainings.iter().map(EpochCurves::of).collect();
        training_curves(&curves).with_provenance(&self.provenance())
    }

    /// ROC and significance improvement of signal against background on a test set with truth.
    ///
    /// # Errors
    /// When the test set lacks a feature or the truth, or holds one class only.
    pub fn roc(&self, test: &Events) -> Result<Figure> {
        Ok(roc_figure(&self.evaluate(test)?)?.with_provenance(&self.provenance()))
    }

    /// Sample, number of trainings, seed, configuration and version, for the foot of a figure.
    pub fn provenance(&self) -> String {
        let n = self.trainings.len();
        let hash: String = self.hash.chars().take(12).collect();
        format!(
            "{} · {n} training{} · seed {} · configuration {hash} · cwola {}",
            self.name,
            if n == 1 { "" } else { "s" },
            self.config.seed,
            env!("CARGO_PKG_VERSION")
        )
    }
}
