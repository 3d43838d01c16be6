//! The course of the learning rate.

use serde::{Deserialize, Serialize};

use super::TrainConfig;

/// How the learning rate changes in the course of a training.
///
/// # Example
/// ```
/// use cwola::train::{RateSchedule, TrainConfig};
/// assert_eq!(TrainConfig::dnn().rate_schedule, RateSchedule::Constant);
/// assert_eq!(TrainConfig::spanet().rate_schedule, RateSchedule::WarmupCosine);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum RateSchedule {
    /// Not at all.
    #[default]
    Constant,
    /// It rises linearly over the first epoch and falls to 0 like half a cosine until `max_epochs`.
    WarmupCosine,
}

impl RateSchedule {
    pub(crate) fn is_default(&self) -> bool {
        *self == RateSchedule::Constant
    }
}

impl TrainConfig {
    /// Another course of the learning rate.
    pub fn with_rate_schedule(self, rate_schedule: RateSchedule) -> TrainConfig {
        TrainConfig { rate_schedule, ..self }
    }

    /// The learning rate after so many epochs, parts of an epoch included.
    pub(crate) fn rate_at(&self, epochs: f64) -> f64 {
        match self.rate_schedule {
            RateSchedule::Constant => self.learning_rate,
            RateSchedule::WarmupCosine if epochs < 1.0 => self.learning_rate * epochs,
            RateSchedule::WarmupCosine => {
                let share = (epochs - 1.0) / (self.max_epochs as f64 - 1.0).max(1.0);
                self.learning_rate * 0.5 * (1.0 + (std::f64::consts::PI * share.min(1.0)).cos())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_warms_up_for_one_epoch_and_ends_at_zero() {
        let config = TrainConfig::dnn().with_learning_rate(2.0).with_max_epochs(11);
        assert_eq!((config.rate_at(0.0), config.rate_at(7.3)), (2.0, 2.0));
        let config = config.with_rate_schedule(RateSchedule::WarmupCosine);
        assert_eq!((config.rate_at(0.25), config.rate_at(1.0)), (0.5, 2.0));
        assert!((config.rate_at(6.0) - 1.0).abs() < 1e-12 && config.rate_at(11.0) < 1e-12);
        assert!(config.with_max_epochs(1).rate_at(0.9) > 0.0);
    }
}
