//! Training on images of jets.

use sha2::{Digest, Sha256};

use super::data::Data;
use super::guards::Inspection;
use super::pictures::Pictures;
use super::prepare::{Prepared, hexadecimal};
use super::watch::{Watch, Watcher};
use super::{Run, TrainConfig, start};
use crate::error::{Error, Result};
use crate::mixing::Part;
use crate::model::{Network, Weights, cnn};
use crate::represent::{ImageSample, JetImages};

/// Images with labels and a split.
struct LabelledImages<'a> {
    images: &'a JetImages,
    labels: Vec<u8>,
    is_train: Vec<bool>,
    originals: &'a [u64],
    names: [&'static str; 2],
}

/// Trains convolutional networks to tell mixture M1 from mixture M2 by the images of their jets, without any truth.
///
/// As [`train_cwola`](super::train_cwola), with a configuration like [`TrainConfig::cnn`] or
/// [`TrainConfig::small_cnn`]: the same early stopping, repeats, store, time budget and guards. A sample in which copies
/// of one event are on both sides of the split is refused, unless the guards are told to warn
/// ([`GuardPolicy::Warn`](super::GuardPolicy)).
///
/// # Errors
/// A number of the configuration out of range, images of another resolution than the network, images that are empty or
/// hold no finite numbers, and everything else that a guard finds.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// use cwola::events::{Constituents, Dijets};
/// use polars::df;
/// // Signal jets have two prongs, background jets have one.
/// let jets = |eta: [f32; 2]| {
///     let many = |values: [f32; 2]| (0..160).map(|k| values[k % 2]).collect::<Vec<_>>();
///     let jet = Constituents::new((0..=80).map(|k| 2 * k).collect(), many([60.0, 40.0]), many(eta), many([0.0; 2]))?;
///     let frame = df!["m_jj" => vec![5000.0; 80]]?;
///     Ok::<_, Box<dyn std::error::Error>>(Events::from_frame("toy", frame)?.with_dijets(Dijets::new([jet.clone(), jet])?)?)
/// };
/// let sample = MixedSample::labelled(&jets([0.5, -0.5])?, &jets([0.0, 0.01])?, 1)?
///     .images(&ImageConfig::new(8), &JetAugmentation::original())?;
/// let config = TrainConfig::small_cnn(8).with_learning_rate(0.01).with_max_epochs(4).with_cache(Cache::Off);
/// let run = train_cwola_images(&sample, &config)?;
/// assert_eq!(run.separation().mean, 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn train_cwola_images(sample: &ImageSample, config: &TrainConfig) -> Result<Run> {
    let data = LabelledImages::of(sample);
    start::train(&sample.name, data.names, config, |_| None, || data.prepare(config))
}

/// The same, and looks at a test set with truth after each epoch ([`Training::watched`](super::Training)).
///
/// The watched events change nothing: the networks are those of [`train_cwola_images`]. They are kept in the store
/// under a name of their own.
///
/// # Errors
/// As [`train_cwola_images`], and watched images of another resolution.
pub fn train_watched(sample: &ImageSample, config: &TrainConfig, watch: &Watch) -> Result<Run> {
    let data = LabelledImages::of(sample);
    check_resolution(config, &watch.images)?;
    let watcher = |prepared: &Prepared| Some(Watcher::new(watch, &prepared.scaler));
    start::train(&sample.name, data.names, config, watcher, || data.prepare(config))
}

/// Trains convolutional networks to tell signal from background by the truth.
///
/// The reference that weak supervision is compared with. One event in five is used for validation, chosen by (seed,
/// "split", row).
///
/// # Errors
/// As [`train_cwola_images`], and a number of truths that differs from the number of events.
pub fn train_supervised_images(images: &JetImages, truth: &[bool], config: &TrainConfig) -> Result<Run> {
    if truth.len() != images.len() {
        return Err(Error::value("the number of truths", &format!("{}, one per event", images.len()), truth.len()));
    }
    let data = LabelledImages {
        images,
        labels: truth.iter().map(|signal| u8::from(*signal)).collect(),
        is_train: (0..images.len()).map(|row| start::in_training(config.seed, row)).collect(),
        originals: &[],
        names: ["signal", "background"],
    };
    start::train("images with truth", data.names, config, |_| None, || data.prepare(config))
}

impl LabelledImages<'_> {
    fn of(sample: &ImageSample) -> LabelledImages<'_> {
        LabelledImages {
            images: &sample.images,
            labels: sample.labels.clone(),
            is_train: sample.parts.iter().map(|part| *part == Part::Train).collect(),
            originals: &sample.originals,
            names: ["M1", "M2"],
        }
    }

    /// Checks, splits and measures the scale of the pixels on training events.
    fn prepare(&self, config: &TrainConfig) -> Result<Prepared> {
        config.check()?;
        check_resolution(config, self.images)?;
        let (n, labels) = (self.images.len(), &self.labels);
        for (name, size) in [("labels", labels.len()), ("sides of the split", self.is_train.len())] {
            if size != n {
                return Err(Error::value(&format!("the number of {name}"), &format!("{n}, one per event"), size));
            }
        }
        let inspection = Inspection { labels, is_train: &self.is_train, originals: self.originals, names: self.names };
        let mut report = inspection.images(self.images);
        report.judge(config.guards)?;
        let side = |train: bool| -> Vec<u32> {
            (0..n as u32).filter(|&event| self.is_train[event as usize] == train).collect()
        };
        let mut train = Pictures::new(self.images, side(true), labels);
        let mut validation = Pictures::new(self.images, side(false), labels);
        let scaler = train.scaler(config.scaling);
        (train.scale, validation.scale) = (cnn::jet_scales(&scaler), cnn::jet_scales(&scaler));
        let of_class = train.class_weights(config.class_weights);
        train.weigh(of_class);
        validation.weigh(of_class);
        let key = key(config, [&train, &validation])?;
        let (train, validation) = (Data::Images(train), Data::Images(validation));
        Ok(Prepared { train, validation, scaler, features: Vec::new(), report, key })
    }
}

/// Whether the network is one for images of this resolution.
fn check_resolution(config: &TrainConfig, images: &JetImages) -> Result<()> {
    match &config.model {
        Network::Cnn(net) if net.resolution == images.resolution() => Ok(()),
        Network::Cnn(net) => {
            let expected = format!("{}, as the network wants", net.resolution);
            Err(Error::value("the resolution of the images", &expected, images.resolution()))
        }
        other => Err(Error::value("the network for images", "a convolutional one (`TrainConfig::cnn`)", other)),
    }
}

/// SHA-256 of everything that the numbers of a training depend on.
fn key(config: &TrainConfig, sides: [&Pictures; 2]) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(super::prepare::essence(config, &["images".to_string()])?);
    sides.into_iter().for_each(|side| side.digest(&mut hash));
    Ok(hexadecimal(hash))
}

impl Run {
    /// Scores of events by their images, one row of numbers in [0, 1] per training; higher means more like M1.
    ///
    /// Order is kept.
    ///
    /// # Errors
    /// Networks that were not trained on images, or images of another resolution or with numbers that are not finite.
    pub fn predict_images(&self, images: &JetImages) -> Result<Vec<Vec<f64>>> {
        check_resolution(&self.config, images)?;
        let broken = |event: &usize| (0..2).any(|jet| images.sparse(*event, jet).1.iter().any(|x| !x.is_finite()));
        if let Some(event) = (0..images.len()).find(broken) {
            return Err(Error::value(&format!("each pixel of event {event}"), "a finite number", "not"));
        }
        let score = |training: &super::Training| match &training.network {
            Weights::Cnn(network) => network.predict(images, &training.scaler),
            _ => Err(Error::Unavailable("This network was not trained on images.".into())),
        };
        self.trainings.iter().map(score).collect()
    }

    /// Mean score of each event over all trainings.
    ///
    /// # Errors
    /// As [`Run::predict_images`].
    pub fn score_images(&self, images: &JetImages) -> Result<Vec<f64>> {
        let all = self.predict_images(images)?;
        let n = all.len().max(1) as f64;
        Ok((0..images.len()).map(|row| all.iter().map(|scores| scores[row]).sum::<f64>() / n).collect())
    }
}
