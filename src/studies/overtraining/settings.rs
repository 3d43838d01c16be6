//! What an over-training test is told.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::events::Events;
use crate::mixing::{Drawing, ToySample};
use crate::selection::MassWindows;
use crate::simulate::ZGammaToy;
use crate::stats::BumpSearch;
use crate::store::Cache;
use crate::train::{BoostConfig, TrainConfig};

/// Seed of the pool of signal events.
const SIGNAL_SEED: u64 = 4001;
/// Signal events in that pool for each expected one.
const SIGNAL_POOL: f64 = 20.0;

/// What is trained on each toy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Classifier {
    /// A network; several trainings of one toy are averaged.
    Network(Box<TrainConfig>),
    /// Boosted decision trees.
    Trees(BoostConfig),
    /// Nothing: random selections alone.
    None,
}

/// Where toys come from, as text: for files and the command line.
///
/// # Example
/// ```
/// use cwola::studies::overtraining::ToySource;
/// let source = ToySource::default().with_expected(1000.0);
/// assert!(source.load()?.to_string().contains("1000 expected background"));
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ToySource {
    /// "generator" for the Zγ generator, else the name of a bundled sample.
    pub sample: String,
    /// Window and sideband.
    pub windows: MassWindows,
    /// Expected background events of a toy.
    pub expected: f64,
    /// How events are drawn from a sample.
    pub drawing: Drawing,
    /// Expected signal events of a toy; the signal is that of the Zγ generator.
    pub signal: f64,
    /// What the generator's correlations with the mass are multiplied by.
    pub mass_correlation: f64,
}

impl Default for ToySource {
    /// 68,500 background events of the Zγ generator.
    fn default() -> ToySource {
        ToySource {
            sample: "generator".into(),
            windows: MassWindows::zgamma(),
            expected: 68_500.0,
            drawing: Drawing::WithoutReplacement,
            signal: 0.0,
            mass_correlation: 1.0,
        }
    }
}

impl ToySource {
    /// Draws from a bundled sample.
    pub fn with_sample(&self, sample: &str) -> ToySource {
        ToySource { sample: sample.into(), ..self.clone() }
    }

    /// Another expected number of background events.
    pub fn with_expected(&self, expected: f64) -> ToySource {
        ToySource { expected, ..self.clone() }
    }

    /// Another way to draw from a sample.
    pub fn with_drawing(&self, drawing: Drawing) -> ToySource {
        ToySource { drawing, ..self.clone() }
    }

    /// Expected signal events of a toy.
    pub fn with_signal(&self, signal: f64) -> ToySource {
        ToySource { signal, ..self.clone() }
    }

    /// Another factor of the generator's correlations with the mass.
    pub fn with_mass_correlation(&self, mass_correlation: f64) -> ToySource {
        ToySource { mass_correlation, ..self.clone() }
    }

    /// Reads the sample or makes the generator.
    ///
    /// # Errors
    /// A sample that is not there, or has no event in one of the windows.
    pub fn load(&self) -> Result<ToySample> {
        let toy = || ZGammaToy::new().map(|toy| toy.with_mass_correlation(self.mass_correlation));
        let sample = match self.sample.as_str() {
            "generator" => ToySample::generated(&toy()?),
            name => ToySample::from_events(&Events::sample(name)?, &self.windows)?.with_drawing(self.drawing),
        };
        let sample = sample.with_expected(self.expected);
        if self.signal == 0.0 {
            return Ok(sample);
        }
        let pool = toy()?.signal((SIGNAL_POOL * self.signal.max(1.0)) as usize, SIGNAL_SEED)?;
        sample.with_signal(&pool, self.signal)
    }
}

/// Toys, each with its own training, selections by response, and fits of a bump to the selected masses.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let test = OvertrainingTest::new().with_toys(30).with_folds(5);
/// assert_eq!(test.working_points, [0.5, 0.6, 0.7, 0.8, 0.9]);
/// let text = serde_json::to_string(&test)?;
/// assert_eq!(serde_json::from_str::<OvertrainingTest>(&text)?, test);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OvertrainingTest {
    /// Where toys come from.
    pub source: ToySource,
    /// What is trained.
    pub classifier: Classifier,
    /// Number of toys; 500 in the paper.
    pub toys: usize,
    /// Seed of the toys; 1 by default.
    pub seed: u64,
    /// 1: a share of each toy is held out. k ≥ 2: every event is scored by the one of k classifiers that did not see it.
    pub folds: usize,
    /// Share of the original events of each toy that is held out when there is one fold.
    pub held_out: f64,
    /// Shares of events that are kept, from the highest response downwards.
    pub working_points: Vec<f64>,
    /// Bins of the mass from the lowest to the highest edge of the windows.
    pub bins: usize,
    /// The bump that is looked for.
    pub search: BumpSearch,
    /// Where finished toys are kept.
    pub cache: Cache,
    /// Toys at once; 0, the default: as many as the processor has threads.
    pub threads: usize,
    /// Most toys that one call makes; none: all.
    pub at_most: Option<usize>,
    /// Seconds after which no further toy is begun; none: no limit.
    pub time_budget: Option<f64>,
}

impl Default for OvertrainingTest {
    fn default() -> OvertrainingTest {
        OvertrainingTest::new()
    }
}

impl OvertrainingTest {
    /// 30 toys of the Zγ generator without a classifier; 2/7 held out, the best 50 to 90 %, 36 bins, a bump at 200 GeV.
    ///
    /// The share that is held out is a guess: the numbers of the paper's Table 1 add up to 19,600 of 68,500 events.
    pub fn new() -> OvertrainingTest {
        OvertrainingTest {
            source: ToySource::default(),
            classifier: Classifier::None,
            toys: 30,
            seed: 1,
            folds: 1,
            held_out: 2.0 / 7.0,
            working_points: vec![0.5, 0.6, 0.7, 0.8, 0.9],
            bins: 36,
            search: BumpSearch::at(200.0),
            cache: Cache::On,
            threads: 0,
            at_most: None,
            time_budget: None,
        }
    }

    /// Toys from elsewhere.
    pub fn with_source(&self, source: ToySource) -> OvertrainingTest {
        OvertrainingTest { source, ..self.clone() }
    }

    /// A network on each toy. Its seed is that of the toy, its threads one, and nothing but the record of the toy is kept.
    pub fn with_network(&self, config: &TrainConfig) -> OvertrainingTest {
        OvertrainingTest { classifier: Classifier::Network(Box::new(config.clone())), ..self.clone() }
    }

    /// Boosted decision trees on each toy.
    pub fn with_trees(&self, config: &BoostConfig) -> OvertrainingTest {
        OvertrainingTest { classifier: Classifier::Trees(config.clone()), ..self.clone() }
    }

    /// Another number of toys, at least 1; the first toys stay the same.
    pub fn with_toys(&self, toys: usize) -> OvertrainingTest {
        OvertrainingTest { toys, ..self.clone() }
    }

    /// Another seed.
    pub fn with_seed(&self, seed: u64) -> OvertrainingTest {
        OvertrainingTest { seed, ..self.clone() }
    }

    /// Cross-training with this many folds, 1 to 20.
    pub fn with_folds(&self, folds: usize) -> OvertrainingTest {
        OvertrainingTest { folds, ..self.clone() }
    }

    /// Another share that is held out, between 0 and 1.
    pub fn with_held_out(&self, held_out: f64) -> OvertrainingTest {
        OvertrainingTest { held_out, ..self.clone() }
    }

    /// Other shares of events that are kept.
    pub fn with_working_points(&self, shares: &[f64]) -> OvertrainingTest {
        OvertrainingTest { working_points: shares.to_vec(), ..self.clone() }
    }

    /// Another bump; records of toys do not depend on it.
    pub fn with_search(&self, search: BumpSearch) -> OvertrainingTest {
        OvertrainingTest { search, ..self.clone() }
    }

    /// Another place for finished toys.
    pub fn with_cache(&self, cache: Cache) -> OvertrainingTest {
        OvertrainingTest { cache, ..self.clone() }
    }

    /// Another number of toys at once; 0: all threads.
    pub fn with_threads(&self, threads: usize) -> OvertrainingTest {
        OvertrainingTest { threads, ..self.clone() }
    }

    /// At most this many new toys in one call.
    pub fn with_at_most(&self, toys: usize) -> OvertrainingTest {
        OvertrainingTest { at_most: Some(toys), ..self.clone() }
    }

    /// No toy is begun after this many seconds.
    pub fn with_time_budget(&self, seconds: f64) -> OvertrainingTest {
        OvertrainingTest { time_budget: Some(seconds), ..self.clone() }
    }

    /// The settings as the text of a JSON file.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// Reads the settings that a JSON file holds; what is left out is as in [`OvertrainingTest::new`].
    ///
    /// # Errors
    /// A file that cannot be read, or that holds something else.
    pub fn read(path: &str) -> Result<OvertrainingTest> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::io(path, "read", source))?;
        serde_json::from_str(&text)
            .map_err(|error| Error::file(path, "the file", "the settings of an over-training test in JSON", error))
    }

    /// Whether every number is in its range.
    ///
    /// # Errors
    /// The first number that is not.
    pub fn check(&self) -> Result<()> {
        if self.toys == 0 {
            return Err(Error::value("the number of toys", "at least 1", 0));
        }
        if !(1..=20).contains(&self.folds) {
            return Err(Error::value("the number of folds", "between 1 and 20", self.folds));
        }
        if !(self.held_out > 0.0 && self.held_out < 1.0) {
            return Err(Error::value("the share of events that is held out", "between 0 and 1", self.held_out));
        }
        if self.working_points.is_empty() {
            return Err(Error::value("the number of working points", "at least 1", 0));
        }
        if let Some(share) = self.working_points.iter().find(|share| !(**share > 0.0 && **share <= 1.0)) {
            return Err(Error::value("the share of events that is kept", "above 0 and at most 1", share));
        }
        if !(6..=10_000).contains(&self.bins) {
            return Err(Error::value("the number of bins of the mass", "between 6 and 10000", self.bins));
        }
        self.search.check()?;
        match &self.classifier {
            Classifier::Network(config) => config.check(),
            Classifier::Trees(config) => config.check(),
            Classifier::None => Ok(()),
        }
    }
}
