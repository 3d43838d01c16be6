//! What is kept of one training of a scan.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::pools::{Loaded, ScanPool, TestEvents};
use super::scan::StrengthScan;
use super::sets::TrainingSet;
use crate::error::{Error, Result};
use crate::evaluate::{Evaluation, RegionCut, Scores, region_cut};
use crate::mixing::Part;
use crate::plot::Hist;
use crate::represent::ImageSample;
use crate::store::bits;
use crate::train::{History, Run, TrainConfig};

/// Bins of the score distributions.
const BINS: usize = 20;

/// Everything that the numbers of one training of a scan depend on; its hash is the name of the record.
#[derive(Debug, Serialize)]
struct Recipe<'a> {
    version: &'a str,
    strength: f64,
    set: TrainingSet,
    repeat: u64,
    train: TrainConfig,
    pool: ScanPool,
}

/// Name of the record of training `k` of a set at one S/√B.
pub(super) fn hash(scan: &StrengthScan, set: &TrainingSet, strength: f64, k: usize) -> Result<String> {
    let draw = scan.draw(set, k);
    let recipe = Recipe {
        version: env!("CARGO_PKG_VERSION"),
        strength,
        set: TrainingSet { draws: super::Draws::OneDataSet(draw.data), ..set.essence() },
        repeat: draw.repeat,
        train: scan.train_config(set, 1, draw.seed).essence(),
        pool: scan.pool.clone(),
    };
    let text = serde_json::to_string(&recipe)
        .map_err(|error| Error::Unavailable(format!("A scan could not be written as text: {error}.")))?;
    Ok(Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect())
}

/// Score distributions of signal and background in one region.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreHists {
    /// Signal.
    pub signal: Hist,
    /// Background.
    pub background: Hist,
}

/// Scores in both regions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegionHists {
    /// Signal region.
    pub sr: ScoreHists,
    /// Sideband.
    pub sb: ScoreHists,
}

/// One training of a scan on the test events: what figures are made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Scores of the test events in the signal region: signal first, then background.
    #[serde(with = "bits::f32s")]
    pub scores: Vec<f32>,
    /// How many of them are signal.
    pub signal_events: usize,
    /// Accuracy of M1 against M2 on the training events at 0.5.
    #[serde(with = "bits::f64")]
    pub training_accuracy: f64,
    /// The same on the validation events.
    #[serde(with = "bits::f64")]
    pub validation_accuracy: f64,
    /// Loss and accuracy after each epoch.
    pub history: History,
    /// Epoch whose weights were kept.
    pub best_epoch: usize,
    /// Seconds that it took.
    #[serde(with = "bits::f64")]
    pub seconds: f64,
    /// Scores of the training events.
    pub training: RegionHists,
    /// Scores of the test events.
    pub test: RegionHists,
    /// Cuts on background at ε_SB = 10, 1 and 0.1 %, training events; empty where there is none.
    pub training_cuts: Vec<RegionCut>,
    /// The same on test events.
    pub test_cuts: Vec<RegionCut>,
}

impl Record {
    /// Scores with truth.
    ///
    /// # Errors
    /// A record without test events of one class.
    pub fn test_scores(&self) -> Result<Scores> {
        let truth = (0..self.scores.len()).map(|row| row < self.signal_events).collect();
        Scores::new(self.scores.iter().map(|score| f64::from(*score)).collect(), truth)
    }

    /// One line about it.
    pub(in crate::studies) fn words(&self) -> String {
        format!(
            "a training of {} epochs (kept: {}), {} test events, training accuracy {:.3}, {:.1} s",
            self.history.epochs(),
            self.best_epoch,
            self.scores.len(),
            self.training_accuracy,
            self.seconds
        )
    }

    /// Smallest validation loss.
    pub fn validation_loss(&self) -> f64 {
        self.history.best().map_or(f64::NAN, |(_, loss)| loss)
    }
}

/// Evaluates every training of a run.
pub(super) fn records(run: &Run, sample: &ImageSample, loaded: &mut Loaded, resolution: usize) -> Result<Vec<Record>> {
    let test = scores_of(run, &mut loaded.test, resolution)?;
    let sideband = scores_of(run, &mut loaded.test_sideband, resolution)?;
    let seen = run.predict_images(&sample.images)?;
    let (truth, sideband_truth) = (&loaded.test.truth, &loaded.test_sideband.truth);
    let mut records = Vec::new();
    for (k, training) in run.trainings.iter().enumerate() {
        let (sr, sb) = (Region::new(&test[k], truth), Region::new(&sideband[k], sideband_truth));
        let [seen_sr, seen_sb] = [1u8, 0].map(|label| Region::of_training(&seen[k], sample, label));
        let accuracy = |part: Part| accuracy(&seen[k], sample, part);
        records.push(Record {
            scores: test[k].iter().map(|score| *score as f32).collect(),
            signal_events: truth.iter().filter(|signal| **signal).count(),
            training_accuracy: accuracy(Part::Train),
            validation_accuracy: accuracy(Part::Validation),
            history: training.history.clone(),
            best_epoch: training.best_epoch,
            seconds: training.seconds,
            training: RegionHists { sr: seen_sr.hists()?, sb: seen_sb.hists()? },
            test: RegionHists { sr: sr.hists()?, sb: sb.hists()? },
            training_cuts: cuts(&seen_sb, &seen_sr)?,
            test_cuts: cuts(&sb, &sr)?,
        });
    }
    Ok(records)
}

fn scores_of(run: &Run, test: &mut TestEvents, resolution: usize) -> Result<Vec<Vec<f64>>> {
    run.predict_images(test.images(resolution)?)
}

/// Scores of one region by truth.
struct Region {
    signal: Vec<f64>,
    background: Vec<f64>,
    /// Original events behind the background.
    originals: u64,
}

impl Region {
    fn new(scores: &[f64], truth: &[bool]) -> Region {
        let of = |class: bool| scores.iter().zip(truth).filter(|(_, t)| **t == class).map(|(s, _)| *s).collect();
        let background: Vec<f64> = of(false);
        Region { signal: of(true), originals: background.len() as u64, background }
    }

    /// Training rows under one label. The number of an original event says whether it is signal; nothing but this
    /// look back after the training uses it.
    fn of_training(scores: &[f64], sample: &ImageSample, label: u8) -> Region {
        let inside = |row: &usize| sample.labels[*row] == label && sample.parts[*row] == Part::Train;
        let rows: Vec<usize> = (0..sample.len()).filter(inside).collect();
        let truth: Vec<bool> = rows.iter().map(|row| sample.originals[*row] >> 40 & 1 == 1).collect();
        let mut events: Vec<u64> =
            rows.iter().zip(&truth).filter(|(_, signal)| !**signal).map(|(row, _)| sample.originals[*row]).collect();
        events.sort_unstable();
        events.dedup();
        let scores: Vec<f64> = rows.iter().map(|row| scores[*row]).collect();
        Region { originals: events.len() as u64, ..Region::new(&scores, &truth) }
    }

    fn hists(&self) -> Result<ScoreHists> {
        Ok(ScoreHists {
            signal: Hist::of("signal", &self.signal, BINS, 0.0, 1.0)?,
            background: Hist::of("background", &self.background, BINS, 0.0, 1.0)?,
        })
    }
}

/// Cuts at the three efficiencies of the Note; none where a region has no background.
fn cuts(sideband: &Region, signal_region: &Region) -> Result<Vec<RegionCut>> {
    if sideband.background.is_empty() || signal_region.background.is_empty() {
        return Ok(Vec::new());
    }
    let cut = |requested: &f64| {
        let cut = region_cut(&sideband.background, &signal_region.background, *requested)?;
        Ok(cut.with_originals(signal_region.originals))
    };
    Evaluation::BACKGROUND_EFFICIENCIES.iter().map(cut).collect()
}

/// Fraction of rows on the right side of 0.5; NaN without rows.
fn accuracy(scores: &[f64], sample: &ImageSample, part: Part) -> f64 {
    let rows = || (0..sample.len()).filter(|row| sample.parts[*row] == part);
    let right = rows().filter(|row| (scores[*row] > 0.5) == (sample.labels[*row] == 1)).count();
    right as f64 / rows().count() as f64
}
