//! Images of a mixed sample with labels and a split: what a CNN is trained on.

use std::collections::HashMap;

use rand::RngExt;
use rand::seq::SliceRandom;

use super::{ImageConfig, JetImages};
use crate::augment::{JetAugmentation, Planned, RowOrder};
use crate::error::{Error, Result};
use crate::mixing::{Composition, MixedSample, Part};
use crate::rng;

/// How the old data flow splits the rows of an augmented sample, whatever event they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowSplit {
    /// Each row falls into the validation sample with probability 0.2 (the Note's training program).
    #[default]
    Random,
    /// The last 20 % of the rows (§4.17.1: no shuffling in the training program).
    Tail,
}

/// Images of a mixed sample: labels, sides of the split and original events, and nothing that says which event is
/// signal.
///
/// Made by [`MixedSample::images`]: the sample is split first, then training events are augmented (§4.29 of the Note).
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// use cwola::events::{Constituents, Dijets};
/// use polars::df;
/// let jet = Constituents::new((0..41).collect(), vec![50.0; 40], vec![0.1; 40], vec![0.2; 40])?;
/// let frame = df!["m_jj" => vec![5000.0; 40]]?;
/// let events = Events::from_frame("forty", frame)?.with_dijets(Dijets::new([jet.clone(), jet])?)?;
/// let mixed = MixedSample::labelled(&events, &events, 1)?;
/// let sample = mixed.images(&ImageConfig::new(25), &JetAugmentation::rotation().with_copies(3))?;
/// let (train, validation) = sample.part_sizes();
/// assert_eq!(train / 4 + validation, 80); // only training events have copies
/// assert_eq!(sample.straddling(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ImageSample {
    /// Name for tables and captions.
    pub name: String,
    /// Images, one event per row.
    pub images: JetImages,
    /// Label of each row: 1 for M1 (or the signal region), 0 for M2 (or the sideband).
    pub labels: Vec<u8>,
    /// Side of the split of each row.
    pub parts: Vec<Part>,
    /// Number of the original event behind each row.
    pub originals: Vec<u64>,
    /// Number of the copy: 0 is the original.
    pub copies: Vec<u16>,
    /// How many signal and background events were mixed (copies not counted).
    pub composition: Composition,
    /// Seed of the mixture.
    pub seed: u64,
}

impl MixedSample {
    /// Images of a mixed sample: split first, then augment (the new data flow, §4.29, 4.35, 4.43).
    ///
    /// Copies are made of training events only and are training events; validation events stay as they are, once
    /// each, also when the originals of the training sample are left out or halved. Copies have the label of their
    /// original. Events with fewer constituents than `config` wants are left out.
    ///
    /// # Errors
    /// A sample without constituents, or a configuration or recipe with a number outside its range.
    pub fn images(&self, config: &ImageConfig, augmentation: &JetAugmentation) -> Result<ImageSample> {
        let rows = acceptable(self, config)?;
        let originals: Vec<u64> = rows.iter().map(|&row| self.originals()[row]).collect();
        let validation = |k: usize| self.parts()[rows[k]] == Part::Validation;
        augmentation.check()?;
        let plan = augmentation.plan(&originals, validation, self.seed());
        let plan = plan.into_iter().map(|planned| Planned { row: rows[planned.row], ..planned }).collect();
        let parts = |plan: &[Planned]| plan.iter().map(|planned| self.parts()[planned.row]).collect();
        ImageSample::make(self, config, augmentation, plan, parts)
    }
}

impl ImageSample {
    /// The old data flow (§4.8): augment all events, then split the rows. **A trap**, kept to be studied.
    ///
    /// Copies of one event end up on both sides of the split, so that the validation sample no longer tells when a
    /// network begins to learn its training events by heart; the Note found this in §4.28. The guards of a training
    /// refuse such a sample unless they are told not to. Rows of the mixture are shuffled once before the copies are made,
    /// as the Note's files are, so that unshuffled copies follow in the order of their originals.
    ///
    /// # Errors
    /// As [`MixedSample::images`].
    pub fn augment_then_split(
        mixed: &MixedSample,
        config: &ImageConfig,
        augmentation: &JetAugmentation,
        split: RowSplit,
    ) -> Result<ImageSample> {
        let mut rows = acceptable(mixed, config)?;
        rows.shuffle(&mut rng::stream(mixed.seed(), "old flow", 0, 0));
        let originals: Vec<u64> = rows.iter().map(|&row| mixed.originals()[row]).collect();
        augmentation.check()?;
        let plan = augmentation.plan(&originals, |_| false, mixed.seed());
        let plan = plan.into_iter().map(|planned| Planned { row: rows[planned.row], ..planned }).collect();
        let parts = |plan: &[Planned]| {
            let n = plan.len();
            let behind = |row: usize| match split {
                RowSplit::Tail => row as f64 >= n as f64 * (1.0 - MixedSample::VALIDATION),
                RowSplit::Random => {
                    let mut stream = rng::stream(mixed.seed(), "old flow split", row as u64, 0);
                    stream.random::<f64>() < MixedSample::VALIDATION
                }
            };
            (0..n).map(|row| if behind(row) { Part::Validation } else { Part::Train }).collect()
        };
        ImageSample::make(mixed, config, augmentation, plan, parts)
    }

    fn make(
        mixed: &MixedSample,
        config: &ImageConfig,
        augmentation: &JetAugmentation,
        plan: Vec<Planned>,
        parts: impl Fn(&[Planned]) -> Vec<Part>,
    ) -> Result<ImageSample> {
        if plan.is_empty() {
            return Err(Error::value("the number of events of an image sample", "at least 1", 0));
        }
        let images = JetImages::make(mixed.dijets()?, mixed.originals(), &plan, config, augmentation)?;
        let order = if augmentation.order == RowOrder::Shuffled { ", shuffled" } else { "" };
        let copies = if augmentation.copies == 0 { String::new() } else { format!(" +{}", augmentation.copies) };
        Ok(ImageSample {
            name: format!("{}, {}{copies}{order}", mixed.name(), augmentation.name),
            images,
            labels: plan.iter().map(|planned| mixed.labels()[planned.row]).collect(),
            parts: parts(&plan),
            originals: plan.iter().map(|planned| mixed.originals()[planned.row]).collect(),
            copies: plan.iter().map(|planned| planned.copy).collect(),
            composition: mixed.composition(),
            seed: mixed.seed(),
        })
    }

    /// Number of rows, copies included.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Rows on one side of the split, in order.
    pub fn rows_of(&self, part: Part) -> Vec<usize> {
        (0..self.len()).filter(|&row| self.parts[row] == part).collect()
    }

    /// Number of training and of validation rows.
    pub fn part_sizes(&self) -> (usize, usize) {
        let train = self.parts.iter().filter(|part| **part == Part::Train).count();
        (train, self.len() - train)
    }

    /// Number of rows with this label on this side of the split.
    pub fn count(&self, label: u8, part: Part) -> usize {
        self.labels.iter().zip(&self.parts).filter(|(l, p)| **l == label && **p == part).count()
    }

    /// Number of original events of which a row is on each side of the split: 0 in a sound sample.
    pub fn straddling(&self) -> usize {
        let mut sides: HashMap<u64, (bool, bool)> = HashMap::new();
        for (original, part) in self.originals.iter().zip(&self.parts) {
            let seen = sides.entry(*original).or_default();
            match part {
                Part::Train => seen.0 = true,
                Part::Validation => seen.1 = true,
            }
        }
        sides.values().filter(|(train, validation)| *train && *validation).count()
    }

    /// Number of validation rows whose two images are, pixel by pixel, those of a training row.
    ///
    /// Finds identical copies on both sides without knowing where they came from (§4.28).
    pub fn shared_images(&self) -> usize {
        let (train, validation) = (self.rows_of(Part::Train), self.rows_of(Part::Validation));
        self.images.count_in_common(&validation, &train)
    }

    /// The sample with other sides of the split, one per row: how a wrong split can be studied.
    ///
    /// # Errors
    /// A number of sides that differs from the number of rows.
    pub fn with_parts(&self, parts: Vec<Part>) -> Result<ImageSample> {
        let mut new = self.clone();
        if parts.len() != new.len() {
            return Err(Error::value("the number of sides", &format!("{}, one per row", new.len()), parts.len()));
        }
        new.parts = parts;
        Ok(new)
    }

    /// The sample under another name.
    pub fn with_name(&self, name: &str) -> ImageSample {
        let mut new = self.clone();
        new.name = name.into();
        new
    }
}

/// Rows of a mixed sample in which both jets have enough constituents.
fn acceptable(mixed: &MixedSample, config: &ImageConfig) -> Result<Vec<usize>> {
    let dijets = mixed.dijets()?;
    let enough = |&row: &usize| (0..2).all(|which| dijets.jet(row, which).len() >= config.min_constituents);
    Ok((0..dijets.len()).filter(enough).collect())
}
