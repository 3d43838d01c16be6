//! What is kept of one toy.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::settings::{Classifier, OvertrainingTest};
use crate::error::{Error, Result};
use crate::store::bits;
use crate::train::TrainConfig;

/// Bins of the response from 0 to 1.
pub(super) const RESPONSE_BINS: usize = 500;

/// Responses from 0 to 1 in equal bins (500; records of earlier programs have 50), by region.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ResponseHists {
    /// Events of the window.
    pub window: Vec<u32>,
    /// Events of the sideband.
    pub sideband: Vec<u32>,
}

/// Part of the events that may be outside an axis, on each side.
const OUTSIDE: f64 = 0.002;

impl ResponseHists {
    /// The bins that hold nearly all events: without at most 0.2 % on each side.
    pub(super) fn middle(&self) -> std::ops::Range<usize> {
        let bins = self.window.len().max(self.sideband.len());
        let count = |k: usize| [&self.window, &self.sideband].iter().filter_map(|bins| bins.get(k)).sum::<u32>();
        let most = (OUTSIDE * (0..bins).map(count).map(f64::from).sum::<f64>()) as u32;
        // How many events there are up to each bin, from either side.
        let enough = |sum: &mut u32, k: usize| {
            *sum += count(k);
            Some((*sum > most).then_some(k))
        };
        let first = (0..bins).scan(0, enough).flatten().next();
        let last = (0..bins).rev().scan(0, enough).flatten().next();
        match (first, last) {
            (Some(first), Some(last)) if first <= last => first..last + 1,
            _ => 0..bins,
        }
    }
}

/// One toy: numbers of events, selected masses, quality of the classifier. Fits are not kept; they follow from the counts.
///
/// With [`Classifier::None`] there are random selections only, and the numbers of the classifier are NaN.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToyRecord {
    /// Events in the window.
    pub window: usize,
    /// Events in the sideband.
    pub sideband: usize,
    /// Signal events among both, which no training knows.
    pub signal: usize,
    /// Masses of the selected held-out events, one list of bins per working point.
    pub held_out: Vec<Vec<u32>>,
    /// The same for training events.
    pub training: Vec<Vec<u32>>,
    /// The same for a random selection of all events.
    pub random: Vec<Vec<u32>>,
    /// Responses of held-out events.
    pub held_out_response: ResponseHists,
    /// Responses of training events.
    pub training_response: ResponseHists,
    /// AUC of window against sideband, held-out events.
    #[serde(with = "bits::f64")]
    pub held_out_auc: f64,
    /// The same, training events.
    #[serde(with = "bits::f64")]
    pub training_auc: f64,
    /// p-value of the Kolmogorov–Smirnov test of the responses of training against held-out events, window.
    #[serde(with = "bits::f64")]
    pub window_ks: f64,
    /// The same, sideband.
    #[serde(with = "bits::f64")]
    pub sideband_ks: f64,
    /// Training loss of the last epoch and validation loss; NaN for trees.
    #[serde(with = "bits::f64s")]
    pub losses: Vec<f64>,
    /// AUC of true signal against background, held-out events; empty without signal. No training knows it.
    #[serde(with = "bits::f64s", default)]
    pub signal_auc: Vec<f64>,
    /// Why the training is worth nothing, if it is: it diverged.
    pub trouble: Option<String>,
    /// Seconds that the toy took.
    #[serde(with = "bits::f64")]
    pub seconds: f64,
}

impl ToyRecord {
    /// Whether two records hold the same numbers, whatever time they took.
    pub fn same_numbers(&self, other: &ToyRecord) -> bool {
        let text = |record: &ToyRecord| serde_json::to_string(&ToyRecord { seconds: 0.0, ..record.clone() }).ok();
        text(self) == text(other)
    }
}

/// Everything that the numbers of one toy depend on.
#[derive(Debug, Serialize)]
struct Recipe<'a> {
    version: &'a str,
    sample: &'a str,
    classifier: Classifier,
    seed: u64,
    folds: usize,
    held_out: f64,
    working_points: &'a [f64],
    bins: usize,
}

/// Name of the record of a toy.
pub(super) fn hash(test: &OvertrainingTest, sample: &str, seed: u64) -> Result<String> {
    let recipe = Recipe {
        version: env!("CARGO_PKG_VERSION"),
        sample,
        classifier: essence(&test.classifier),
        seed,
        folds: test.folds,
        held_out: test.held_out,
        working_points: &test.working_points,
        bins: test.bins,
    };
    let text = serde_json::to_string(&recipe)
        .map_err(|error| Error::Unavailable(format!("A toy could not be written as text: {error}.")))?;
    Ok(Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

/// The classifier without what does not change its numbers.
fn essence(classifier: &Classifier) -> Classifier {
    match classifier {
        Classifier::Network(config) => {
            let repeats = config.repeats;
            Classifier::Network(Box::new(TrainConfig { repeats, seed: 0, ..config.essence() }))
        }
        other => other.clone(),
    }
}
