//! A test set with truth that is looked at while a network is trained, and that changes nothing.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::data::Data;
use super::guards::separation;
use super::learner::{evaluate, margins};
use super::pictures::Pictures;
use crate::error::{Error, Result};
use crate::model::Weights;
use crate::represent::{JetImages, Scaler};
use crate::store::bits;

/// Images with truth that [`train_watched`](super::train_watched) looks at after each epoch.
///
/// # Example
/// ```no_run
/// # // Making images takes a sample with constituents.
/// use cwola::prelude::*;
/// use cwola::train::Watch;
/// let test = Events::sample("dijets")?;
/// let watch = Watch::new(&test.images(&ImageConfig::new(25))?, &test.truth()?, 5)?;
/// assert_eq!(watch.every, 5);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Watch {
    /// Images of the test events.
    pub images: JetImages,
    /// Whether each event is signal.
    pub truth: Vec<bool>,
    /// Scores of all events are kept every so many epochs, and after the first.
    pub every: usize,
}

impl Watch {
    /// Watches these events; scores are kept after epochs 1, `every`, 2 `every`, …
    ///
    /// # Errors
    /// A number of truths that differs from the number of events, no events, or `every` = 0.
    pub fn new(images: &JetImages, truth: &[bool], every: usize) -> Result<Watch> {
        if truth.len() != images.len() || truth.is_empty() {
            let expected = format!("{} and at least 1", images.len());
            return Err(Error::value("the number of truths of watched events", &expected, truth.len()));
        }
        if every == 0 {
            return Err(Error::value("the number of epochs between two sets of scores", "at least 1", every));
        }
        Ok(Watch { images: images.clone(), truth: truth.to_vec(), every })
    }
}

/// What was seen on watched events: signal against background, not M1 against M2.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Watched {
    /// Mean cross-entropy against the truth after each epoch, nats.
    #[serde(with = "bits::f64s")]
    pub loss: Vec<f64>,
    /// Accuracy at the threshold 0.5 after each epoch.
    #[serde(with = "bits::f64s")]
    pub accuracy: Vec<f64>,
    /// Area under the ROC curve after each epoch.
    #[serde(with = "bits::f64s")]
    pub auc: Vec<f64>,
    /// Scores of all events, every so many epochs.
    pub snapshots: Vec<Snapshot>,
}

/// Scores of all watched events after one epoch.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// The epoch, from 1.
    pub epoch: usize,
    /// Scores in [0, 1], in the order of the events.
    #[serde(with = "bits::f32s")]
    pub scores: Vec<f32>,
}

/// Watched events inside a training.
#[derive(Debug)]
pub(crate) struct Watcher {
    data: Data,
    every: usize,
    /// Hash of the watched events: eight hexadecimal digits.
    pub digest: String,
}

impl Watcher {
    /// Scales the watched events as the training events are.
    pub fn new(watch: &Watch, scaler: &Scaler) -> Watcher {
        let labels: Vec<u8> = watch.truth.iter().map(|signal| u8::from(*signal)).collect();
        let mut pictures = Pictures::new(&watch.images, (0..labels.len() as u32).collect(), &labels);
        pictures.scale = crate::model::cnn::jet_scales(scaler);
        let mut hash = Sha256::new();
        hash.update((watch.every as u64).to_le_bytes());
        pictures.digest(&mut hash);
        let digest = hash.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        Watcher { data: Data::Images(pictures), every: watch.every, digest }
    }

    /// Before the first epoch.
    pub fn start(&self) -> Watched {
        Watched::default()
    }

    /// Adds what a network makes of the watched events.
    pub fn look(&self, weights: &Weights, watched: &mut Watched) {
        let margins = margins(weights, &self.data);
        let (loss, accuracy) = evaluate(&margins, &self.data);
        watched.loss.push(loss);
        watched.accuracy.push(accuracy);
        watched.auc.push(separation(&margins, self.data.label()).0);
        let epoch = watched.loss.len();
        if epoch == 1 || epoch.is_multiple_of(self.every) {
            let scores = margins.into_iter().map(|z| 1.0 / (1.0 + (-z).exp())).collect();
            watched.snapshots.push(Snapshot { epoch, scores });
        }
    }
}
