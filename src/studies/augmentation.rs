//! §3 of the Note: physical augmentation of di-Higgs events, m_H = 500 GeV.

use rand::RngExt;

use super::Profile;
use super::hunting::paired;
use super::reference::{self, Quoted, TABLE_11_COLUMNS};
use crate::augment::{Augmentation, Dependent, PtResolution};
use crate::error::Result;
use crate::evaluate::Evaluation;
use crate::events::{Events, Label};
use crate::mixing::{MixedSample, Part};
use crate::plot::{Figure, Hist, Norm, Panel};
use crate::report::{Cell, Table};
use crate::rng;
use crate::selection::FeatureSet;
use crate::train::{GuardPolicy, TrainConfig, train_cwola};

/// As the Note's samples were made, or as they were meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// Validation: the last 20 % of the unshuffled original sample (background only). Which rows of the augmented
    /// samples were taken is not known; here it is a random 20 % of the rows, so that copies of one event are on both sides. "Rotation" holds identical copies. pT smearing as printed
    /// (Eq. 3); pT_hh and m_hh are not recomputed.
    AsPublished,
    /// Split by original event, shuffled; events are rotated; pT smearing of the Delphes card; pT_hh and m_hh recomputed.
    Corrected,
}

/// Samples of §3: pure signal and background for full supervision, and a test sample.
#[derive(Debug, Clone)]
pub struct AugmentationSample {
    /// Training events of the signal.
    pub signal: Events,
    /// Training events of the background.
    pub background: Events,
    /// Equal numbers of both that no training sees.
    pub test: Events,
}

impl AugmentationSample {
    /// Reads the samples; the Note trains on 50k + 50k events and tests on 5k + 5k.
    ///
    /// # Errors
    /// A sample that is missing.
    pub fn load(profile: Profile) -> Result<AugmentationSample> {
        let test = profile.choose(2_000, 5_000, 5_000);
        let train = profile.choose(2_000, 6_000, 30_000);
        let part = |name, label| -> Result<(Events, Events)> {
            let events = paired(name, label)?;
            let rows = |from: usize, n: usize| -> Vec<usize> { (from..(from + n).min(events.len())).collect() };
            Ok((events.rows(&rows(0, test))?, events.rows(&rows(test, train))?))
        };
        let (test_signal, signal) = part("dihiggs_500", Label::Signal)?;
        let (test_background, background) = part("multijet_4b", Label::Background)?;
        let test = Events::concat(&[test_signal, test_background])?.with_name("pure test sample");
        Ok(AugmentationSample { signal, background, test })
    }
}

/// The recipe in column `column` of Table 11.
pub fn recipe(column: usize, variant: Variant) -> Augmentation {
    let published = variant == Variant::AsPublished;
    let resolution = if published { PtResolution::AsPrinted } else { PtResolution::DelphesCard };
    let recipe = match column {
        0 if published => Augmentation::identical_copies(),
        0 => Augmentation::rotation(),
        1 => Augmentation::eta_phi_smear(),
        2 => Augmentation::pt_smear(resolution),
        _ => {
            let rotation = if published { Augmentation::identical_copies() } else { Augmentation::rotation() };
            let smear = [Augmentation::eta_phi_smear().methods, Augmentation::pt_smear(resolution).methods].concat();
            Augmentation::new("all", &[rotation.methods, smear].concat())
        }
    };
    recipe.with_dependent(if published { Dependent::Keep } else { Dependent::Recompute })
}

/// Trains `layers` × 64 nodes on the sample with `copies` copies of the recipe, with true labels.
///
/// # Errors
/// A sample that is missing.
pub fn train_augmented(
    sample: &AugmentationSample,
    recipe: &Augmentation,
    layers: usize,
    variant: Variant,
    profile: Profile,
) -> Result<Evaluation> {
    let pure = MixedSample::labelled(&sample.signal, &sample.background, 1)?;
    let augmented = recipe.augment_mixed(&pure)?;
    let config = TrainConfig::dnn()
        .with_hidden(&vec![64; layers])
        .with_features(&FeatureSet::augmentation().names())
        .with_repeats(profile.choose(2, 3, 10));
    let (sample_in, config) = match variant {
        Variant::Corrected => (augmented, config),
        Variant::AsPublished => (published_split(augmented, recipe.copies)?, config.with_guards(GuardPolicy::Off)),
    };
    train_cwola(&sample_in, &config)?.evaluate(&sample.test)
}

/// The Note's validation sample: the tail of the original sample, random rows of an augmented one.
fn published_split(sample: MixedSample, copies: usize) -> Result<MixedSample> {
    let n = sample.len();
    let side = |validation: bool| if validation { Part::Validation } else { Part::Train };
    let parts = match copies {
        0 => (0..n).map(|row| side(row * 5 >= n * 4)).collect(),
        _ => (0..n as u64).map(|row| side(rng::stream(1, "row split", row, 0).random::<f64>() < 0.2)).collect(),
    };
    sample.with_parts(parts)
}

fn both(
    sample: &AugmentationSample,
    column: usize,
    copies: usize,
    layers: usize,
    profile: Profile,
) -> Result<[Evaluation; 2]> {
    let train =
        |variant| train_augmented(sample, &recipe(column, variant).with_copies(copies), layers, variant, profile);
    Ok([train(Variant::AsPublished)?, train(Variant::Corrected)?])
}

fn results(title: &str) -> Table {
    Table::new(
        title,
        &["sample", "copies", "ACC (Note)", "as published", "corrected", "AUC (Note)", "as published", "corrected"],
    )
}

fn row(name: &str, copies: usize, note: Option<Quoted>, [published, corrected]: &[Evaluation; 2]) -> Vec<Cell> {
    vec![
        Cell::from(name),
        Cell::from(format!("+{copies}")),
        note.map_or(Cell::Missing, |note| Cell::from(note.acc)),
        Cell::from(published.best_accuracy),
        Cell::from(corrected.best_accuracy),
        note.map_or(Cell::Missing, |note| Cell::from(note.auc)),
        Cell::from(published.auc),
        Cell::from(corrected.auc),
    ]
}

fn noted(table: Table, sample: &AugmentationSample, profile: Profile) -> Table {
    let (n, repeats) = (sample.signal.len(), profile.choose(2, 3, 10));
    table
        .with_note(&format!("{n} + {n} training events, {repeats} trainings (Note: 50k + 50k, 10 trainings)."))
        .with_note("As published: validation of the original sample is background only, rotation is an identical copy.")
}

/// Table 10: training on original samples.
///
/// # Errors
/// A sample that is missing.
pub fn table_10(profile: Profile) -> Result<Table> {
    let sample = AugmentationSample::load(profile)?;
    let original = both(&sample, 0, 0, 2, profile)?;
    let table =
        results("Table 10: original samples").with_row(&row("original", 0, Some(reference::TABLE_10), &original))?;
    Ok(noted(table, &sample, profile))
}

/// Table 11: training on augmented samples, two layers.
///
/// # Errors
/// A sample that is missing.
pub fn table_11(profile: Profile) -> Result<Table> {
    let sample = AugmentationSample::load(profile)?;
    let mut table = results("Table 11: augmented samples");
    for copies in profile.choose(vec![3], vec![3, 5, 10], vec![3, 5, 10]) {
        for (column, name) in TABLE_11_COLUMNS.iter().enumerate() {
            let ours = both(&sample, column, copies, 2, profile)?;
            table = table.with_row(&row(name, copies, reference::table_11(copies, column), &ours))?;
        }
    }
    Ok(noted(table, &sample, profile))
}

/// Table 12: five layers, all augmentations.
///
/// # Errors
/// A sample that is missing.
pub fn table_12(profile: Profile) -> Result<Table> {
    let sample = AugmentationSample::load(profile)?;
    let mut table = results("Table 12: five hidden layers, all augmentations");
    for copies in profile.choose(vec![0, 3], vec![0, 3, 5, 10], vec![0, 3, 5, 10]) {
        let ours = both(&sample, 3, copies, 5, profile)?;
        let name = if copies == 0 { "original" } else { "all" };
        table = table.with_row(&row(name, copies, reference::table_12(copies), &ours))?;
    }
    Ok(noted(table, &sample, profile))
}

/// Figures 12–14: a variable of both candidates before and after a smearing with five copies.
fn before_and_after(
    number: usize,
    variable: &str,
    label: &str,
    range: (f64, f64),
    recipe: &Augmentation,
    profile: Profile,
) -> Result<Figure> {
    let sample = AugmentationSample::load(profile)?;
    let symbol = label.split(" [").next().unwrap_or(label);
    let mut panels = Vec::new();
    for (candidate, title) in [("h1", "leading candidate"), ("h2", "sub-leading candidate")] {
        let mut hists = Vec::new();
        for (class, events) in [("signal", &sample.signal), ("background", &sample.background)] {
            for (when, shown) in
                [("original", events.clone()), ("5 copies", recipe.clone().with_copies(5).augmented_only(events)?)]
            {
                let values = shown.column(&format!("{variable}_{candidate}"))?;
                hists.push(Hist::of(&format!("{class}, {when}"), &values, 50, range.0, range.1)?);
            }
        }
        panels.push(Panel::histograms(label, &hists, Norm::Unit).with_title(title));
    }
    Ok(Figure::of(&panels, 2).with_caption(&format!(
        "Figure {number}: {symbol} of the candidates before and after {} (five copies), each normalised to 1.",
        recipe.name
    )))
}

/// Figure 12: η before and after η–φ smearing.
///
/// # Errors
/// A sample that is missing.
pub fn figure_12(profile: Profile) -> Result<Figure> {
    before_and_after(12, "eta", "\\eta", (-4.0, 4.0), &Augmentation::eta_phi_smear(), profile)
}

/// Figure 13: φ before and after η–φ smearing.
///
/// # Errors
/// A sample that is missing.
pub fn figure_13(profile: Profile) -> Result<Figure> {
    let pi = std::f64::consts::PI;
    before_and_after(13, "phi", "\\phi [rad]", (-pi, pi), &Augmentation::eta_phi_smear(), profile)
}

/// Figure 14: pT before and after pT smearing as printed.
///
/// # Errors
/// A sample that is missing.
pub fn figure_14(profile: Profile) -> Result<Figure> {
    let recipe = Augmentation::pt_smear(PtResolution::AsPrinted);
    before_and_after(14, "pt", "p_T [GeV]", (0.0, 600.0), &recipe, profile)
}
