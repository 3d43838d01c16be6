//! Trainings on a test set with truth.

use super::{Evaluation, Scores};
use crate::error::Result;
use crate::events::Events;
use crate::represent::JetImages;
use crate::train::Run;

impl Run {
    /// Evaluates every training on events with truth.
    ///
    /// The truth (`signal`) is used here and nowhere before; the events should be ones that no training has seen.
    /// Every event counts once; [`Run::evaluate_weighted`] uses event weights.
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
        Evaluation::from_scores(self.test_scores(test)?)
    }

    /// Evaluates every training with the event weights in the column `weight` of the test events.
    ///
    /// # Errors
    /// Those of [`Run::evaluate`]; a weight that is missing, negative or not finite.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let toy = GaussianToy::new(2.0);
    /// let mixed = MixedSample::by_fraction(&toy.signal(500, 1)?, &toy.background(500, 2)?, 0.9, 0.1, 400, 7)?;
    /// let config = TrainConfig::dnn().with_hidden(&[4]).with_max_epochs(2).with_cache(Cache::Off);
    /// let run = train_cwola(&mixed, &config)?;
    /// let test = toy.test(500, 3)?;
    /// let weighted = test.with_column("weight", vec![2.0; test.len()])?;
    /// let same = (run.evaluate_weighted(&weighted, "weight")?.auc.mean - run.evaluate(&test)?.auc.mean).abs();
    /// assert!(same < 1e-12, "a common factor changes nothing");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn evaluate_weighted(&self, test: &Events, weight: &str) -> Result<Evaluation> {
        let weights = test.column(weight)?;
        let scores = self.test_scores(test)?.into_iter().map(|scores| scores.with_weights(weights.clone()));
        Evaluation::from_scores(scores.collect::<Result<Vec<_>>>()?)
    }

    /// Evaluates every training on the images of events with truth, one truth per event.
    ///
    /// # Errors
    /// Those of [`Run::predict_images`]; a number of truths that differs from the number of events, or events of one
    /// class only.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let images = |name: &str| Events::sample(name)?.head(150).images(&ImageConfig::new(8));
    /// let both = images("dark_valley_id10")?.followed_by(&images("dark_valley_dd10")?)?;
    /// let truth: Vec<bool> = (0..both.len()).map(|event| event < 150).collect();
    /// let config = TrainConfig::small_cnn(8).with_max_epochs(2).with_cache(Cache::Off);
    /// let evaluation = train_supervised_images(&both, &truth, &config)?.evaluate_images(&both, &truth)?;
    /// assert!(evaluation.auc.mean > 0.5);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn evaluate_images(&self, test: &JetImages, truth: &[bool]) -> Result<Evaluation> {
        let scores = self.predict_images(test)?.into_iter().map(|score| Scores::new(score, truth.to_vec()));
        Evaluation::from_scores(scores.collect::<Result<Vec<_>>>()?)
    }

    fn test_scores(&self, test: &Events) -> Result<Vec<Scores>> {
        let truth = test.truth()?;
        self.predict(test)?.into_iter().map(|score| Scores::new(score, truth.clone())).collect()
    }
}
