//! What a scan over S/√B is told.

use serde::{Deserialize, Serialize};

use super::pools::{Files, ScanPool};
use super::sets::{DataFlow, Draws, SetNetwork, TrainingSet};
use crate::error::{Error, Result};
use crate::model::{CnnNet, Network};
use crate::store::Cache;
use crate::studies::Profile;
use crate::train::{GuardPolicy, TrainConfig};

/// The network of a scan.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum ScanNetwork {
    /// A small one, for two cores and a few minutes: [`TrainConfig::small_cnn`] with steps of 3e-3, which takes half of
    /// the epochs for the same result on these samples.
    #[default]
    Small,
    /// The Note's.
    Note,
    /// Any other; its resolution and kind are those of each training set.
    Custom(Box<TrainConfig>),
}

/// Where the random numbers of one training come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Draw {
    /// Seed of its data set.
    pub data: u64,
    /// Seed of initial weights and order of events.
    pub seed: u64,
    /// Its number among the trainings with that seed.
    pub repeat: u64,
}

/// Trainings at each S/√B, on each training set, several times.
///
/// [`StrengthScan::run`] trains what is not in the store yet and evaluates every training on the same test events.
/// A training is found again by its own configuration: another scan that has it in common reads it, a scan that was
/// killed goes on where it was. The luminosity, test size and network follow the profile; see
/// [`StrengthScan::for_profile`].
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// use cwola::studies::dark::{StrengthScan, TrainingSet};
/// let scan = StrengthScan::for_profile(Profile::Quick)
///     .with_strengths(&[0.0, 10.0])
///     .with_sets(&[TrainingSet::original(), TrainingSet::rotation(5)])
///     .with_trainings(2);
/// assert_eq!(scan.size(), 8);
/// let text = serde_json::to_string(&scan)?;
/// assert_eq!(serde_json::from_str::<StrengthScan>(&text)?, scan);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StrengthScan {
    /// S/√B in the signal region before selection; 0 is background alone.
    pub strengths: Vec<f64>,
    /// Training sets: one curve each.
    pub sets: Vec<TrainingSet>,
    /// Trainings of each point; ten in the Note.
    pub trainings: usize,
    /// The network.
    pub network: ScanNetwork,
    /// Largest number of epochs.
    pub max_epochs: usize,
    /// Seed of initial weights and order of events.
    pub seed: u64,
    /// Where the events come from.
    pub pool: ScanPool,
    /// Where finished trainings are kept.
    pub cache: Cache,
    /// Whether networks are kept on disk besides their scores: true unless thousands of large ones would fill it.
    pub keep_networks: bool,
    /// Most trainings that one call makes; none: all. The rest is left to the next call.
    pub at_most: Option<usize>,
    /// Seconds after which a call makes no further training; none: no limit.
    pub time_budget: Option<f64>,
}

impl Default for StrengthScan {
    fn default() -> StrengthScan {
        StrengthScan::for_profile(Profile::Workshop)
    }
}

impl StrengthScan {
    /// The scan of a profile: original events only.
    ///
    /// | | quick | workshop | full |
    /// |---|---|---|---|
    /// | luminosity / 139 fb⁻¹ | 0.02 | 0.04 | 1 with `CWOLA_POOL`, else 0.9 |
    /// | S/√B | 0, 10 | 0, 1, 3, 5, 10 | 0, 1, …, 10 |
    /// | trainings | 2 | 3 | 10 |
    /// | test events of each class | 250 | 2,000 | 5,000 with `CWOLA_POOL`, else 1,500 |
    /// | network, epochs | small, 3 | small, at most 30 | the Note's, at most 500 |
    pub fn for_profile(profile: Profile) -> StrengthScan {
        let files = if profile == Profile::Full { Files::from_env() } else { Files::Bundled };
        let (luminosity, test_size) = match (files, profile) {
            (Files::WithPool, _) => (1.0, 5_000),
            (Files::Bundled, Profile::Full) => (0.9, 1_500),
            (Files::Bundled, Profile::Workshop) => (0.04, 2_000),
            (Files::Bundled, Profile::Quick) => (0.02, 250),
        };
        StrengthScan {
            strengths: profile.choose(
                vec![0.0, 10.0],
                vec![0.0, 1.0, 3.0, 5.0, 10.0],
                (0..=10).map(f64::from).collect(),
            ),
            sets: vec![TrainingSet::original()],
            trainings: profile.choose(2, 3, 10),
            network: if profile == Profile::Full { ScanNetwork::Note } else { ScanNetwork::Small },
            max_epochs: profile.choose(3, 30, 500),
            seed: 1,
            pool: ScanPool { files, luminosity, test_size, ..ScanPool::default() },
            cache: Cache::On,
            keep_networks: profile != Profile::Full,
            at_most: None,
            time_budget: None,
        }
    }

    /// Other S/√B.
    pub fn with_strengths(&self, strengths: &[f64]) -> StrengthScan {
        StrengthScan { strengths: strengths.to_vec(), ..self.clone() }
    }

    /// Other training sets.
    pub fn with_sets(&self, sets: &[TrainingSet]) -> StrengthScan {
        StrengthScan { sets: sets.to_vec(), ..self.clone() }
    }

    /// Another number of trainings of each point.
    pub fn with_trainings(&self, trainings: usize) -> StrengthScan {
        StrengthScan { trainings, ..self.clone() }
    }

    /// Another network.
    pub fn with_network(&self, network: ScanNetwork) -> StrengthScan {
        StrengthScan { network, ..self.clone() }
    }

    /// Another largest number of epochs.
    pub fn with_max_epochs(&self, max_epochs: usize) -> StrengthScan {
        StrengthScan { max_epochs, ..self.clone() }
    }

    /// Another seed of initial weights and order of events.
    pub fn with_seed(&self, seed: u64) -> StrengthScan {
        StrengthScan { seed, ..self.clone() }
    }

    /// Other events.
    pub fn with_pool(&self, pool: ScanPool) -> StrengthScan {
        StrengthScan { pool, ..self.clone() }
    }

    /// Another place for finished trainings.
    pub fn with_cache(&self, cache: Cache) -> StrengthScan {
        StrengthScan { cache, ..self.clone() }
    }

    /// At most this many trainings in one call.
    pub fn with_at_most(&self, trainings: usize) -> StrengthScan {
        StrengthScan { at_most: Some(trainings), ..self.clone() }
    }

    /// No training is begun after this many seconds.
    pub fn with_time_budget(&self, seconds: f64) -> StrengthScan {
        StrengthScan { time_budget: Some(seconds), ..self.clone() }
    }

    /// The scan as the text of a JSON file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Reads the scan that a JSON file describes; what is left out is as in the workshop profile.
    ///
    /// # Errors
    /// A file that cannot be read, or that is no description of a scan.
    pub fn read(path: &str) -> Result<StrengthScan> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::io(path, "read", source))?;
        serde_json::from_str(&text)
            .map_err(|error| Error::file(path, "the file", "the description of a scan in JSON", error))
    }

    /// Number of trainings that the scan consists of.
    pub fn size(&self) -> usize {
        self.strengths.len() * self.sets.len() * self.trainings
    }

    /// Whether every number is in its range.
    ///
    /// # Errors
    /// The first number that is not, or no strength, set or training.
    pub fn check(&self) -> Result<()> {
        let counted = [
            ("the number of S/√B of a scan", self.strengths.len()),
            ("the number of training sets of a scan", self.sets.len()),
            ("the number of trainings of each point", self.trainings),
            ("the number of test events of each class", self.pool.test_size),
        ];
        if let Some((what, _)) = counted.iter().find(|(_, count)| *count == 0) {
            return Err(Error::value(what, "at least 1", 0));
        }
        if let Some(strength) = self.strengths.iter().find(|s| !(s.is_finite() && **s >= 0.0)) {
            return Err(Error::value("S/√B", "at least 0 and finite", strength));
        }
        let luminosities = self.sets.iter().map(|set| set.luminosity).chain([self.pool.luminosity]);
        for luminosity in luminosities {
            if !(luminosity.is_finite() && luminosity > 0.0) {
                return Err(Error::value("the relative luminosity", "above 0 and finite", luminosity));
            }
        }
        for (k, set) in self.sets.iter().enumerate() {
            if self.sets[..k].iter().any(|other| other.name == set.name) {
                return Err(Error::value(
                    "the names of the training sets",
                    "all different",
                    format!("\"{}\" twice", set.name),
                ));
            }
        }
        self.sets.iter().try_for_each(|set| set.augmentation.check())
    }

    /// What the trainings of a set are told, `repeats` of them.
    pub(super) fn train_config(&self, set: &TrainingSet, repeats: usize, seed: u64) -> TrainConfig {
        let base = match &self.network {
            ScanNetwork::Small => TrainConfig::small_cnn(set.resolution).with_learning_rate(3e-3),
            ScanNetwork::Note => TrainConfig::cnn(set.resolution),
            ScanNetwork::Custom(config) => (**config).clone(),
        };
        let model = match base.model.clone() {
            Network::Cnn(net) => Network::Cnn(CnnNet { kind: set.network.kind(), resolution: set.resolution, ..net }),
            other => other,
        };
        // §4.40: the structure that it found has another depth; learning rate and batch size are taken over.
        let base = match set.network {
            SetNetwork::Tuned => base.with_learning_rate(2.54e-3).with_batch_size(256),
            _ => base,
        };
        base.with_model(model)
            .with_patience(set.patience)
            .with_max_epochs(self.max_epochs)
            .with_repeats(repeats)
            .with_seed(seed)
            .with_cache(self.cache.clone())
            .with_guards(match set.essence().flow {
                DataFlow::SplitFirst => GuardPolicy::Refuse,
                DataFlow::AugmentFirst | DataFlow::AugmentFirstByPosition => GuardPolicy::Warn,
            })
    }

    /// Random numbers of training `k` of a set.
    pub(super) fn draw(&self, set: &TrainingSet, k: usize) -> Draw {
        match set.draws {
            Draws::OneDataSet(data) => Draw { data, seed: self.seed, repeat: k as u64 },
            Draws::EachTraining(first) => Draw { data: first + k as u64, seed: self.seed + k as u64, repeat: 0 },
        }
    }
}
