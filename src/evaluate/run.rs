//! Trainings on a test set with truth.

use super::{Evaluation, Scores};
use crate::error::Result;
use crate::events::Events;
use crate::train::Run;

impl Run {
    /// Evaluates every training on events with truth.
    ///
    /// The truth (`signal`) is used here and nowhere before; the events should be ones that no training has seen.
    /// Event weights are not used.
    ///
    /// # Errors
    /// Events without truth, of one class only, or without a feature of the network.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let toy = GaussianToy::new(2.0);
    /// let mixed = MixedSample::by_fraction(&toy.signal(2000, 1)?, &toy.background(2000, 2)?, 0.9, 0.1, 2000, 7)?;
    /// let config = TrainConfig::dnn().with_hidden(&[8]).with_learning_rate(0.01).with_max_epochs(5).with_cache(Cache::Off);
    /// let evaluation = train_cwola(&mixed, &config)?.evaluate(&toy.test(2000, 3)?)?;
    /// assert!((evaluation.auc.mean - toy.best_auc()).abs() < 0.03);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn evaluate(&self, test: &Events) -> Result<Evaluation> {
        let truth = test.truth()?;
        let scores = self.predict(test)?.into_iter().map(|score| Scores::new(score, truth.clone()));
        Evaluation::from_scores(scores.collect::<Result<Vec<_>>>()?)
    }
}
