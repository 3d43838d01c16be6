//! Does a network make a bump out of background? Figures 121–123 and Table 19.

use super::comparisons::scan_of;
use super::record::{RegionHists, ScoreHists};
use super::registry::REDRAWN;
use super::result::ScanResult;
use super::scores::best;
use super::sets::TrainingSet;
use crate::error::Result;
use crate::evaluate::{Counting, Evaluation, FakeBump, RegionCut};
use crate::plot::{Figure, Hist, Panel, RatioBand};
use crate::report::{Cell, Table};
use crate::stats::Measured;
use crate::studies::Profile;
use crate::studies::reference::{SCAN_BACKGROUND, TABLE_19_MODELS, table_19};

/// The three models of §4.45–4.47, in the order of Table 19.
fn models() -> [TrainingSet; 3] {
    let [original, rotation, both] = TABLE_19_MODELS;
    [
        TrainingSet::original().with_name(original),
        TrainingSet::rotation(3).with_name(rotation),
        TrainingSet::pt_and_rotation(3).with_name(both),
    ]
}

fn strengths(profile: Profile) -> &'static [f64] {
    profile.choose(&[0.0, 10.0], &[0.0, 3.0, 10.0], &[0.0, 3.0, 7.0])
}

fn run(profile: Profile, strengths: &[f64]) -> Result<ScanResult> {
    scan_of(&REDRAWN, &models(), profile, 25).with_strengths(strengths).run()
}

fn pair(first: &Hist, second: &Hist, names: (&str, &str)) -> (Hist, Hist) {
    (first.clone().with_name(names.0), second.clone().with_name(names.1))
}

/// Signal and background of two samples, with their names.
fn pairs(first: &ScoreHists, second: &ScoreHists, names: (&str, &str)) -> Vec<(Hist, Hist)> {
    let of = |class: &str| (format!("{class}, {}", names.0), format!("{class}, {}", names.1));
    let (background, signal) = (of("background"), of("signal"));
    let mut all = vec![pair(&first.background, &second.background, (&background.0, &background.1))];
    if first.signal.total() > 0.0 && second.signal.total() > 0.0 {
        all.push(pair(&first.signal, &second.signal, (&signal.0, &signal.1)));
    }
    all
}

/// Nine panels: models × S/√B.
fn nine(
    number: usize,
    profile: Profile,
    ratio: &str,
    names: (&str, &str),
    of: fn(&RegionHists, &RegionHists) -> (ScoreHists, ScoreHists),
    words: &str,
) -> Result<Figure> {
    let strengths = strengths(profile);
    let result = run(profile, strengths)?;
    let mut panels = Vec::new();
    for (set, training_set) in result.scan.sets.iter().enumerate() {
        for strength in strengths {
            let record = &best(&result, set, *strength)?.record;
            let (first, second) = of(&record.training, &record.test);
            let panel = Panel::pairs_with_ratio("score", ratio, &pairs(&first, &second, names), RatioBand::Bars)?;
            panels.push(panel.with_title(&format!("{}, S/√B = {strength}", training_set.name)));
        }
    }
    Ok(Figure::of(&panels, strengths.len()).with_caption(&format!(
        "Figure {number}: {words} Each histogram is normalised to 1; training with the smallest validation loss; errors of the \
         ratio by Eq. 7. {}",
        result.words()
    )))
}

/// Figure 121: scores of training events in signal region and sideband.
///
/// # Errors
/// As [`super::StrengthScan::run`].
pub fn figure_121(profile: Profile) -> Result<Figure> {
    let of = |training: &RegionHists, _: &RegionHists| (training.sr.clone(), training.sb.clone());
    let words = "scores of training events in signal region and sideband. The Note: nearly the same; the signal region is \
                 shifted to the right a little.";
    nine(121, profile, "SR / SB", ("SR", "SB"), of, words)
}

/// Figure 122: scores of training and test events in the signal region.
///
/// # Errors
/// As [`super::StrengthScan::run`].
pub fn figure_122(profile: Profile) -> Result<Figure> {
    let of = |training: &RegionHists, test: &RegionHists| (training.sr.clone(), test.sr.clone());
    let words = "scores of training and test events in the signal region. The Note: similar.";
    nine(122, profile, "training / test", ("training", "test"), of, words)
}

/// Figure 123: scores of background in signal region and sideband, networks trained without signal.
///
/// # Errors
/// As [`super::StrengthScan::run`].
pub fn figure_123(profile: Profile) -> Result<Figure> {
    let result = run(profile, &[0.0])?;
    let mut panels = Vec::new();
    for (set, training_set) in result.scan.sets.iter().enumerate() {
        let record = &best(&result, set, 0.0)?.record;
        for (hists, sample) in [(&record.training, "training"), (&record.test, "test")] {
            let pairs = [pair(&hists.sr.background, &hists.sb.background, ("background, SR", "background, SB"))];
            let panel = Panel::pairs_with_ratio("score", "SR / SB", &pairs, RatioBand::Band)?;
            panels.push(panel.with_title(&format!("{}, {sample} events", training_set.name)));
        }
    }
    Ok(Figure::of(&panels, 2).with_caption(&format!(
        "Figure 123: scores of background in signal region and sideband, networks trained at S = 0; band: Eq. 7 (copies counted \
         as events in it). The Note: test events are still shifted to the right a little. {}",
        result.words()
    )))
}

/// Table 19: background efficiencies and fake significance of networks trained without signal.
///
/// # Errors
/// As [`super::StrengthScan::run`].
pub fn make_table_19(profile: Profile) -> Result<Table> {
    let result = run(profile, &[0.0])?;
    let heads = [
        "model",
        "events",
        "ε_SB [%]",
        "ε_SR [%] (Note)",
        "ε_SR [%]",
        "fake σ (Note)",
        "fake σ",
        "error, rows",
        "error, originals",
    ];
    let mut table = Table::new("Table 19: background efficiencies and fake significance", &heads);
    for (set, training_set) in result.scan.sets.iter().enumerate() {
        for on_training in [true, false] {
            for at in Evaluation::BACKGROUND_EFFICIENCIES {
                table = table.with_row(&line(&result, set, &training_set.name, on_training, at)?)?;
            }
        }
    }
    Ok(table
        .with_note(&format!(
            "Networks trained at S = 0; threshold on background of the sideband; Eq. 8 with B = {SCAN_BACKGROUND}. Ours: mean ± \
             standard deviation of {} trainings on different data sets.",
            result.scan.trainings
        ))
        .with_note(
            "The Note's errors count copies as independent events (error, rows): with copies they are too small by up to 2. \
             Neither error holds the statistics of the sideband, which set the threshold.",
        )
        .with_note(&result.words()))
}

fn line(result: &ScanResult, set: usize, model: &str, on_training: bool, at: f64) -> Result<Vec<Cell>> {
    let points = result.at(set, 0.0);
    let cuts: Vec<&RegionCut> = points
        .iter()
        .flat_map(|point| if on_training { &point.record.training_cuts } else { &point.record.test_cuts })
        .filter(|cut| (cut.requested - at).abs() < 1e-9)
        .collect();
    let bumps = |counting: Counting| -> Result<Vec<FakeBump>> {
        cuts.iter().map(|cut| cut.fake_bump(SCAN_BACKGROUND, counting)).collect()
    };
    let (rows, originals) = (bumps(Counting::Rows)?, bumps(Counting::Originals)?);
    let over = |values: Vec<f64>| Cell::from(Measured::from(&values));
    let mean_error = |bumps: &[FakeBump]| {
        Cell::number(Measured::from(&bumps.iter().map(|bump| bump.error).collect::<Vec<_>>()).mean, 1)
    };
    let note = table_19(model, on_training, at);
    Ok(vec![
        Cell::from(model),
        Cell::from(if on_training { "training" } else { "test" }),
        Cell::number(100.0 * at, 1),
        note.map_or(Cell::Missing, |note| Cell::number(100.0 * note.sr_efficiency, 2)),
        over(cuts.iter().map(|cut| 100.0 * cut.sr_efficiency).collect()),
        note.map_or(Cell::Missing, |note| Cell::measured(note.significance, note.error, 1)),
        over(rows.iter().map(|bump| bump.significance).collect()),
        mean_error(&rows),
        mean_error(&originals),
    ])
}
