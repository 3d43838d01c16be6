//! Do M1 and M2 differ by their signal, or by their background?

use serde::{Deserialize, Serialize};

use super::{Run, TrainConfig, train_cwola};
use crate::error::Result;
use crate::mixing::MixedSample;
use crate::stats::Measured;

/// Where the separation of M1 from M2 comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PerformanceFrom {
    /// Only the sample with signal can be told apart.
    Signal,
    /// Both samples can be told apart, and equally well: the regions differ in their background.
    Background,
    /// Both can be told apart, the one with signal better.
    Both,
    /// Neither can be told apart.
    Nothing,
}

/// The same training with and without signal.
///
/// If a network tells M1 from M2 without any signal in them, then the two regions differ in their
/// background, and what it learns is no discovery (Tables 5 and 6 of the Note).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Trained on the sample with signal.
    pub with_signal: Run,
    /// Trained on the sample without.
    pub background_only: Run,
    /// AUC of M1 against M2 on validation events, with signal.
    pub separation: Measured,
    /// The same without signal; 0.5 when the backgrounds are alike.
    pub background_separation: Measured,
    /// What that means at three standard errors.
    pub from: PerformanceFrom,
}

/// Trains with and without signal and says where the performance comes from.
///
/// In data the second sample comes from simulation, or from a region where no signal is expected.
///
/// # Errors
/// As [`train_cwola`], for either sample.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// use cwola::store::Cache;
/// use cwola::train::{PerformanceFrom, TrainConfig, compare_with_background_only};
/// let toy = GaussianToy::new(2.0);
/// let (signal, background) = (toy.signal(1000, 1)?, toy.background(3000, 1)?);
/// let mixed = MixedSample::by_fraction(&signal, &background, 0.5, 0.0, 1000, 7)?;
/// let without = MixedSample::by_fraction(&signal, &background, 0.0, 0.0, 1000, 7)?;
/// let config = TrainConfig::dnn().with_hidden(&[8]).with_learning_rate(0.01).with_max_epochs(5).with_cache(Cache::Off);
/// let comparison = compare_with_background_only(&mixed, &without, &config)?;
/// assert_eq!(comparison.from, PerformanceFrom::Signal);
/// # Ok::<(), Error>(())
/// ```
pub fn compare_with_background_only(
    with_signal: &MixedSample,
    background_only: &MixedSample,
    config: &TrainConfig,
) -> Result<Comparison> {
    let with_signal = train_cwola(with_signal, config)?;
    let background_only = train_cwola(background_only, config)?;
    let error = |run: &Run| run.trainings.first().map_or(f64::NAN, |training| training.separation_error);
    let (separation, background_separation) = (with_signal.separation(), background_only.separation());
    let from = judge(separation.mean, error(&with_signal), background_separation.mean, error(&background_only));
    Ok(Comparison { with_signal, background_only, separation, background_separation, from })
}

fn judge(with: f64, with_error: f64, without: f64, without_error: f64) -> PerformanceFrom {
    let seen = with - 0.5 > 3.0 * with_error;
    let seen_without = without - 0.5 > 3.0 * without_error;
    let better = with - without > 3.0 * with_error.hypot(without_error);
    match (seen, seen_without, better) {
        (_, true, true) => PerformanceFrom::Both,
        (_, true, false) => PerformanceFrom::Background,
        (true, false, _) => PerformanceFrom::Signal,
        (false, false, _) => PerformanceFrom::Nothing,
    }
}

impl std::fmt::Display for Comparison {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let meaning = match self.from {
            PerformanceFrom::Signal => "the performance comes from the signal",
            PerformanceFrom::Background => {
                "the performance comes from differences of the background between the regions"
            }
            PerformanceFrom::Both => "the performance comes from the signal and from differences of the background",
            PerformanceFrom::Nothing => "the two regions cannot be told apart, with or without signal",
        };
        let (with, without) = (self.separation, self.background_separation);
        write!(f, "Validation AUC of M1 against M2: {with} with signal, {without} without; {meaning}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_cases() {
        assert_eq!(judge(0.60, 0.01, 0.51, 0.01), PerformanceFrom::Signal);
        assert_eq!(judge(0.60, 0.01, 0.60, 0.01), PerformanceFrom::Background);
        assert_eq!(judge(0.70, 0.01, 0.60, 0.01), PerformanceFrom::Both);
        assert_eq!(judge(0.51, 0.01, 0.49, 0.01), PerformanceFrom::Nothing);
    }
}
