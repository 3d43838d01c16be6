//! What a trained SPANet says about events.

use crate::error::{Error, Result};
use crate::events::Events;
use crate::model::Weights;
use crate::represent::JetRows;
use crate::train::{Run, Training};

/// The jets of two Higgs candidates as slots of an event's list of jets; none where there are fewer than four jets.
pub type EventPairs = Option<[[usize; 2]; 2]>;

impl Run {
    /// Scores of events by their jets, one row of numbers per training.
    pub(in crate::train) fn predict_jets(&self, events: &Events) -> Result<Vec<Vec<f64>>> {
        if self.config.spanet.classification_weight == 0.0 {
            return Err(Error::Unavailable("This network was trained without the classification task.".into()));
        }
        let rows = JetRows::new(events.jets()?)?;
        let score = |training: &Training| match &training.network {
            Weights::Spanet(network) => Ok(network.predict(&rows.scaled(&training.scaler))),
            _ => Err(not_spanet()),
        };
        self.trainings.iter().map(score).collect()
    }

    /// The pairs of jets that SPANet takes for the two Higgs bosons of each event, one list per training.
    ///
    /// Jets are given by their slot in the event. Which of the two pairs comes first means nothing. `None` where an event
    /// has fewer than four jets.
    ///
    /// # Errors
    /// A run of another network, one that was trained without the pairing task, or events without jets.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let events = Events::sample("dihiggs_1000")?.head(300);
    /// let config = TrainConfig::spanet().with_classification_weight(0.0).with_max_epochs(1).with_cache(Cache::Off);
    /// let half: Vec<f64> = (0..300).map(|k| f64::from(k % 2)).collect();
    /// let run = train_supervised(&events.with_column("signal", half)?, &config)?;
    /// let pairs = &run.pair(&events)?[0];
    /// let [[a, b], [c, d]] = pairs[0].unwrap();
    /// assert!(a != b && c != d && a != c && a != d && b != c && b != d);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn pair(&self, events: &Events) -> Result<Vec<Vec<EventPairs>>> {
        if self.config.spanet.assignment_weight == 0.0 {
            return Err(Error::Unavailable("This network was trained without the pairing task.".into()));
        }
        let rows = JetRows::new(events.jets()?)?;
        let pair = |training: &Training| match &training.network {
            Weights::Spanet(network) => Ok(network.pairs(&rows.scaled(&training.scaler))),
            _ => Err(not_spanet()),
        };
        self.trainings.iter().map(pair).collect()
    }
}

fn not_spanet() -> Error {
    Error::Unavailable("This network is not a SPANet.".into())
}
