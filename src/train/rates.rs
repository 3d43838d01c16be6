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
    pub fn with_rate_schedule(&self, rate_schedule: RateSchedule) -> TrainConfig {
        TrainConfig { rate_schedule, ..self.clone() }
    }

    /// The learning rate of a step, counted from 0 over all epochs, when an epoch has so many steps.
    pub(crate) fn rate_at(&self, step: usize, per_epoch: usize) -> f64 {
        let epochs = (step as f64 + 0.5) / per_epoch.max(1) as f64;
        self.scheduled(epochs) / (1.0 + self.decay * step as f64)
    }

    /// The learning rate after so many epochs, parts of an epoch included, without the decay.
    fn scheduled(&self, epochs: f64) -> f64 {
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
        assert_eq!((config.scheduled(0.0), config.scheduled(7.3)), (2.0, 2.0));
        let config = config.with_rate_schedule(RateSchedule::WarmupCosine);
        assert_eq!((config.scheduled(0.25), config.scheduled(1.0)), (0.5, 2.0));
        assert!((config.scheduled(6.0) - 1.0).abs() < 1e-12 && config.scheduled(11.0) < 1e-12);
        assert_eq!(config.rate_at(12, 50), 2.0 * 0.25);
        assert!(config.with_max_epochs(1).scheduled(0.9) > 0.0);
    }
}
