//! Inside a training: loss, accuracy and ROC curve per epoch (Figures 73, 74, 78, 79, 84).

use serde::{Deserialize, Serialize};

use super::comparisons::scan_of;
use super::plan::Era;
use super::pools::Loaded;
use super::record;
use super::registry::{COARSE, NEW_SIDEBAND};
use super::run::image_sample;
use super::scan::StrengthScan;
use super::scores::{roc_panel, sets};
use super::sets::TrainingSet;
use crate::error::Result;
use crate::evaluate::Scores;
use crate::plot::{Color, Dash, Figure, Layer, Panel, RocCurve};
use crate::store::{Store, bits};
use crate::studies::Profile;
use crate::train::{History, Snapshot, Watch, train_watched};

/// Epochs between two ROC curves.
const EVERY: usize = 5;

/// One training that was looked at on the way.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Seen {
    history: History,
    best_epoch: usize,
    /// Best accuracy on pure test events after each epoch.
    #[serde(with = "bits::f64s")]
    test_accuracy: Vec<f64>,
    /// Scores of the test events after epochs 1, 6, 11, …
    snapshots: Vec<Snapshot>,
    signal_events: usize,
}

impl Seen {
    fn scores(&self, snapshot: &Snapshot) -> Result<Scores> {
        let truth = (0..snapshot.scores.len()).map(|row| row < self.signal_events).collect();
        Scores::new(snapshot.scores.iter().map(|score| f64::from(*score)).collect(), truth)
    }
}

/// The training from the store, or a new one.
fn watched(scan: &StrengthScan, set: &TrainingSet, strength: f64) -> Result<Seen> {
    let store = Store::open(&scan.cache);
    let name = format!("scans/{}-watched", record::hash(scan, set, strength, 0)?);
    if let Some(known) = store.read(&name) {
        return Ok(known);
    }
    let mut loaded = Loaded::read(&scan.pool)?;
    let sample = image_sample(scan, set, strength, 0, &loaded)?;
    let truth = loaded.test.truth.clone();
    let signal_events = truth.iter().filter(|signal| **signal).count();
    let watch = Watch::new(loaded.test.images(set.resolution)?, &truth, 1)?;
    let config = scan.train_config(set, 1, scan.draw(set, 0).seed);
    let run = train_watched(&sample, &config, &watch)?;
    let mut seen = Seen {
        history: History::default(),
        best_epoch: 0,
        test_accuracy: Vec::new(),
        snapshots: Vec::new(),
        signal_events,
    };
    if let Some(training) = run.trainings.into_iter().next() {
        (seen.history, seen.best_epoch) = (training.history, training.best_epoch);
        for snapshot in training.watched.map_or(Vec::new(), |watched| watched.snapshots) {
            seen.test_accuracy.push(seen.scores(&snapshot)?.best_accuracy());
            if (snapshot.epoch - 1).is_multiple_of(EVERY) {
                seen.snapshots.push(snapshot);
            }
        }
    }
    store.write(&name, &seen)?;
    Ok(seen)
}

fn strength(profile: Profile) -> f64 {
    profile.choose(10.0, 3.0, 3.0)
}

fn curve(name: &str, values: &[f64], color: Color, dash: Dash) -> Layer {
    let epochs: Vec<f64> = (1..=values.len()).map(|epoch| epoch as f64).collect();
    Layer::curve(name, &epochs, values).with_color(color).with_dash(dash).with_width(1.9)
}

/// Loss and accuracy per epoch of original and copied events.
fn per_epoch(number: usize, era: &Era, claim: &str, profile: Profile) -> Result<Figure> {
    let resolution = era.panels(profile).first().copied().unwrap_or(25);
    let scan = scan_of(era, &sets(), profile, resolution);
    let mut panels = Vec::new();
    for set in &scan.sets {
        let seen = watched(&scan, set, strength(profile))?;
        let history = &seen.history;
        let best = Layer::vline("kept", seen.best_epoch as f64).with_color(Color::Gray).with_width(1.2);
        panels.push(
            Panel::new("epoch", "loss")
                .with_title(&set.name)
                .with_layer(curve("training", &history.train_loss, Color::Blue, Dash::Solid))
                .with_layer(curve("validation", &history.validation_loss, Color::Red, Dash::Dashed))
                .with_layer(best.clone()),
        );
        panels.push(
            Panel::new("epoch", "ACC")
                .with_title(&set.name)
                .with_layer(curve("training", &history.train_accuracy, Color::Blue, Dash::Solid))
                .with_layer(curve("validation", &history.validation_accuracy, Color::Red, Dash::Dashed))
                .with_layer(curve("test, true labels", &seen.test_accuracy, Color::Black, Dash::DashDot))
                .with_layer(best),
        );
    }
    Ok(Figure::of(&panels, 2).with_caption(&format!(
        "Figure {number}: loss and accuracy per epoch at S/√B = {}, {resolution}×{resolution}. Training and validation: mixtures at \
         threshold 0.5; test: pure events, best threshold. Their difference means nothing. The Note: {claim}.{}",
        strength(profile),
        era.remark(profile)
    )))
}

/// Figure 73: loss and accuracy per epoch, 75×75.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_73(profile: Profile) -> Result<Figure> {
    let era = Era { resolutions: &[75], ..COARSE };
    per_epoch(
        73,
        &era,
        "training and validation accuracy are near 0.6, the share of the sideband; copies train longer",
        profile,
    )
}

/// Figure 74: loss and accuracy per epoch, 25×25.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_74(profile: Profile) -> Result<Figure> {
    per_epoch(74, &COARSE, "training and validation accuracy are near 0.6; copies train longer", profile)
}

/// Figure 84: the same with the new sideband.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_84(profile: Profile) -> Result<Figure> {
    per_epoch(84, &NEW_SIDEBAND, "the accuracy is near 0.52 with the new sideband", profile)
}

/// ROC curves on the way.
fn per_snapshot(number: usize, set: TrainingSet, claim: &str, profile: Profile) -> Result<Figure> {
    let scan = scan_of(&COARSE, &[set], profile, 25);
    let mut panels = Vec::new();
    let set = &scan.sets[0];
    let seen = watched(&scan, set, strength(profile))?;
    for snapshot in seen.snapshots.iter().take(9) {
        let scores = seen.scores(snapshot)?;
        let roc = scores.roc();
        let fewest = 3.0 / roc.background_events;
        let name = format!("AUC {:.3}", scores.auc());
        let curve = RocCurve::new(&name, &[roc.signal_efficiency], &[roc.background_efficiency])?.with_fewest(fewest);
        let loss = seen.history.validation_loss.get(snapshot.epoch.saturating_sub(1)).copied().unwrap_or(f64::NAN);
        let title = format!("epoch {}, validation loss {loss:.4}", snapshot.epoch);
        panels.push(roc_panel(&[curve]).with_title(&title));
    }
    Ok(Figure::of(&panels, 3).with_caption(&format!(
        "Figure {number}: ROC curves on pure test events after every {EVERY}th epoch at S/√B = {}, {}. The Note: {claim}.",
        strength(profile),
        set.name
    )))
}

/// Figure 78: ROC curves per epoch, copied sample.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_78(profile: Profile) -> Result<Figure> {
    let claim =
        "the shape spoils after epoch 16 while the validation loss goes on falling: it holds copies of training events";
    per_snapshot(78, TrainingSet::copies(1), claim, profile)
}

/// Figure 79: ROC curves per epoch, original sample.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_79(profile: Profile) -> Result<Figure> {
    per_snapshot(79, TrainingSet::original(), "a little deformed after epoch 26; the training stops in time", profile)
}
