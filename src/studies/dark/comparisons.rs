//! Figures that show the same trainings in two ways, or two sets of trainings side by side.

use super::plan::Era;
use super::registry::{BOTH, CLEAN, COARSE, FIRST};
use super::result::{ScanPoint, ScanResult};
use super::scan::{ScanNetwork, StrengthScan};
use super::scores::sets;
use super::sets::{DataFlow, Draws, TrainingSet};
use crate::augment::JetAugmentation;
use crate::error::Result;
use crate::evaluate::{Scores, SignificanceFormula};
use crate::plot::{Figure, Layer, Panel, Series};
use crate::studies::Profile;
use crate::train::Device;

/// Trainings of these sets as they were made in an era, at 25×25 but in the full profile.
pub(super) fn scan_of(era: &Era, sets: &[TrainingSet], profile: Profile, resolution: usize) -> StrengthScan {
    let sets: Vec<TrainingSet> = sets.iter().map(|set| era.apply(set.clone(), resolution)).collect();
    StrengthScan::for_profile(profile).with_sets(&sets)
}

fn resolution(era: &Era, profile: Profile) -> usize {
    era.panels(profile).first().copied().unwrap_or(25)
}

/// Test scores of one half of the test events: every second event of each class.
fn half(point: &ScanPoint, parity: usize) -> Result<Scores> {
    let record = &point.record;
    let rows = || (0..record.scores.len()).filter(|row| row % 2 == parity);
    let score = rows().map(|row| f64::from(record.scores[row])).collect();
    Scores::new(score, rows().map(|row| row < record.signal_events).collect())
}

/// Figure 54: accuracy of the best training on two test samples that have no event in common.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_54(profile: Profile) -> Result<Figure> {
    let smear = || JetAugmentation::eta_phi_smear(100.0);
    let sets = [
        TrainingSet::original(),
        TrainingSet::of(smear()),
        TrainingSet::luminosity(2.0),
        TrainingSet::copies(1),
        TrainingSet::of(smear().augmented_only()),
        TrainingSet::of(JetAugmentation::half_and_copy().shuffled()),
    ];
    let result = scan_of(&FIRST, &sets, profile, resolution(&FIRST, profile)).run()?;
    let mut panels = Vec::new();
    for (set, training_set) in result.scan.sets.iter().enumerate() {
        let mut curves = Vec::new();
        for (parity, name) in ["first test sample", "second test sample"].iter().enumerate() {
            let (mut x, mut y) = (Vec::new(), Vec::new());
            for strength in result.strengths() {
                if let Some(best) = result.best(set, strength) {
                    x.push(strength);
                    y.push(half(best, parity)?.best_accuracy());
                }
            }
            curves.push(Series::values(name, &x, &y)?);
        }
        panels.push(Panel::scan("S/√B before selection", "ACC", &curves).with_title(&training_set.name));
    }
    Ok(Figure::of(&panels, 3).with_caption(&format!(
        "Figure 54: best accuracy of the training with the smallest validation loss on two halves of the test events. The \
         Note: old and new test sample agree. {}{}",
        result.words(),
        FIRST.remark(profile)
    )))
}

fn rectification_sets() -> [TrainingSet; 3] {
    [TrainingSet::original(), TrainingSet::luminosity(2.0), TrainingSet::copies(1)]
}

/// With and without rectification, one panel for each training set.
fn rectified(
    number: usize,
    profile: Profile,
    what: &str,
    panel: impl Fn(&ScanResult, &ScanResult, usize) -> Result<Panel>,
) -> Result<Figure> {
    let without = scan_of(&FIRST, &rectification_sets(), profile, resolution(&FIRST, profile)).run()?;
    let with = without.rectified();
    let mut panels = Vec::new();
    for (set, training_set) in without.scan.sets.iter().enumerate() {
        panels.push(panel(&with, &without, set)?.with_title(&training_set.name));
    }
    let turned = with.points.iter().zip(&without.points).filter(|(a, b)| a.record.scores != b.record.scores).count();
    Ok(Figure::of(&panels, 3).with_caption(&format!(
        "Figure {number}: {what} with rectification (scores of AUC < 0.5 turned round: {turned} of {} trainings here) and \
         without. The Note: it is not the reason for the gain. {}{}",
        with.points.len(),
        without.words(),
        FIRST.remark(profile)
    )))
}

/// Figure 57: accuracy with and without rectification.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_57(profile: Profile) -> Result<Figure> {
    rectified(57, profile, "best accuracy", |with, without, set| {
        let accuracy = |point: &ScanPoint| Ok(point.record.test_scores()?.best_accuracy());
        let mut curves = Vec::new();
        for (result, name) in [(with, "with"), (without, "without")] {
            let (x, y) = result.curve(set, accuracy)?;
            curves.push(Series::new(name, &x, &y)?);
        }
        Ok(Panel::scan("S/√B before selection", "ACC", &curves))
    })
}

/// Figure 58: training against true accuracy with and without rectification.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_58(profile: Profile) -> Result<Figure> {
    rectified(58, profile, "accuracy on mixtures and on pure events", |with, without, set| {
        let mut panel = Panel::new("training ACC", "true ACC");
        for (result, name) in [(with, "with"), (without, "without")] {
            let points = || result.points.iter().filter(|point| point.set == set);
            let x: Vec<f64> = points().map(|point| point.record.training_accuracy).collect();
            let y: Result<Vec<f64>> = points().map(|point| Ok(point.record.test_scores()?.best_accuracy())).collect();
            panel = panel.with_layer(Layer::points(name, &x, &y?, &[]));
        }
        Ok(panel.with_layer(super::curves::slope_one(&[0.45, 1.0])))
    })
}

/// Figure 59: significance at ε_b = 10 % with and without rectification.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_59(profile: Profile) -> Result<Figure> {
    rectified(59, profile, "significance before and after selection (S/√B, ε_b = 10 %)", |with, without, set| {
        let mut curves = Vec::new();
        for (result, name) in [(with, "with"), (without, "without")] {
            curves.push(result.significance_series(set, name, 0.1, SignificanceFormula::Ratio)?);
        }
        let panel = Panel::scan("significance before selection", "significance after selection", &curves);
        Ok(panel.with_layer(super::curves::slope_one(&[0.0, 10.0])))
    })
}

/// Two results of the same sets on two data sets that were drawn apart: what stands here for two analysers.
fn two_data_sets(
    number: usize,
    era: &Era,
    sets: &[TrainingSet],
    at: &[f64],
    claim: &str,
    profile: Profile,
) -> Result<Figure> {
    let (mut panels, mut words) = (Vec::new(), String::new());
    for resolution in era.panels(profile) {
        let run = |seed: u64| -> Result<ScanResult> {
            let drawn: Vec<TrainingSet> =
                sets.iter().map(|set| era.apply(set.clone(), resolution).with_draws(Draws::OneDataSet(seed))).collect();
            let scan = StrengthScan::for_profile(profile).with_sets(&drawn);
            scan.clone().with_strengths(&above_zero(&scan.strengths)).run()
        };
        let (first, second) = (run(1)?, run(2)?);
        for at in at {
            let names = ("data set 1", "data set 2");
            let panel = first.compare_panel(&second, names, *at, SignificanceFormula::Asimov)?;
            let title = format!("{resolution}×{resolution}  {}", panel.title);
            panels.push(panel.with_title(&title));
        }
        words = first.words();
    }
    Ok(Figure::of(&panels, at.len().max(2)).with_caption(&format!(
        "Figure {number}: significance before and after selection (Eq. 5) of two analyses that share nothing but the method: two \
         data sets drawn with different seeds, in place of the results of two authors. The Note: {claim}. {words}{}",
        era.remark(profile)
    )))
}

fn above_zero(strengths: &[f64]) -> Vec<f64> {
    strengths.iter().copied().filter(|strength| *strength > 0.0).collect()
}

/// Figure 60: original and copied sample of a second analysis.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_60(profile: Profile) -> Result<Figure> {
    let era = Era { flow: DataFlow::SplitFirst, ..COARSE };
    let run = |set: TrainingSet| {
        let set = set.with_draws(Draws::OneDataSet(2));
        let set = TrainingSet { draws: Draws::OneDataSet(2), ..era.apply(set, 25) };
        let scan = StrengthScan::for_profile(profile).with_sets(&[set]);
        scan.clone().with_strengths(&above_zero(&scan.strengths)).run()
    };
    let (copy, original) = (run(TrainingSet::copies(1))?, run(TrainingSet::original())?);
    let mut panels = Vec::new();
    for at in [0.1, 0.01, 0.001] {
        panels.push(copy.compare_panel(&original, ("solid", "dashed"), at, SignificanceFormula::Asimov)?);
    }
    Ok(Figure::of(&panels, 3).with_caption(&format!(
        "Figure 60: copied (solid) and original (dashed) events in a second analysis: another data set, and a split before \
         copying. The Note: in the other author's results the two are consistent. {}",
        copy.words()
    )))
}

/// Figure 72: two analyses, original and copied sample.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_72(profile: Profile) -> Result<Figure> {
    let era = Era { resolutions: &[75, 25], ..COARSE };
    let sets = [TrainingSet::original(), TrainingSet::copies(1)];
    two_data_sets(72, &era, &sets, &[0.1, 0.001], "the two authors agree but for the copy at 0.1 %", profile)
}

/// Figure 108: two analyses, original and three rotated copies.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_108(profile: Profile) -> Result<Figure> {
    let sets = [TrainingSet::original(), TrainingSet::rotation(3)];
    two_data_sets(108, &BOTH, &sets, &[0.1, 0.01], "the originals agree, one author gains more by rotation", profile)
}

/// Figure 109: two analyses, pT smearing and rotation.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_109(profile: Profile) -> Result<Figure> {
    let sets = [TrainingSet::original(), TrainingSet::pt_and_rotation(3)];
    two_data_sets(109, &CLEAN, &sets, &[0.1, 0.01], "one author gains more", profile)
}

/// The same trainings by our own training step and by Burn's automatic differentiation.
fn implementations(profile: Profile) -> Result<(ScanResult, ScanResult)> {
    // Burn's step is slow on the processor: copies are left to the full profile.
    let sets = profile.choose(vec![TrainingSet::original()], vec![TrainingSet::original()], sets().to_vec());
    let sets: Vec<TrainingSet> = sets.into_iter().map(|set| COARSE.apply(set, 25)).collect();
    let scan = StrengthScan::for_profile(profile)
        .with_sets(&sets)
        .with_strengths(profile.choose(&[10.0], &[3.0, 10.0], &[0.0, 3.0, 5.0, 7.0, 10.0]))
        .with_trainings(profile.choose(1, 1, 3))
        .with_max_epochs(profile.choose(1, 10, 500));
    let ours = scan.train_config(&scan.sets[0], 1, scan.seed);
    let burn = ScanNetwork::Custom(Box::new(ours.with_device(Device::Flex)));
    Ok((scan.run()?, scan.clone().with_network(burn).run()?))
}

const VERSIONS: &str = "our own training step and Burn's automatic differentiation, in place of two versions of a framework, \
                        from the same initial weights and order of events";

/// Figure 67: two implementations of the training, accuracy and scatter.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_67(profile: Profile) -> Result<Figure> {
    let (ours, burn) = implementations(profile)?;
    let mut accuracy = Panel::new("S/√B before selection", "ACC");
    let mut scatter = Panel::new("training ACC", "true ACC");
    for (result, side) in [(&ours, "our step"), (&burn, "Burn")] {
        for (set, training_set) in result.scan.sets.iter().enumerate() {
            let name = format!("{}, {side}", training_set.name);
            let points = || result.points.iter().filter(|point| point.set == set);
            let best: Result<Vec<f64>> =
                points().map(|point| Ok(point.record.test_scores()?.best_accuracy())).collect();
            let best = best?;
            let of = |value: fn(&ScanPoint) -> f64| points().map(value).collect::<Vec<f64>>();
            accuracy = accuracy.with_layer(Layer::points(&name, &of(|point| point.strength), &best, &[]));
            let training = of(|point| point.record.training_accuracy);
            scatter = scatter.with_layer(Layer::points(&name, &training, &best, &[]));
        }
    }
    let scatter = scatter.with_layer(super::curves::slope_one(&[0.45, 1.0]));
    Ok(Figure::of(&[accuracy, scatter], 2).with_caption(&format!(
        "Figure 67: best accuracy, and against the accuracy on the mixtures: {VERSIONS}. The Note: consistent. {}",
        ours.words()
    )))
}

/// Figure 68: two implementations of the training, significance.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_68(profile: Profile) -> Result<Figure> {
    let (ours, burn) = implementations(profile)?;
    let mut panels = Vec::new();
    for at in [0.1, 0.01] {
        panels.push(ours.compare_panel(&burn, ("our step", "Burn"), at, SignificanceFormula::Asimov)?);
    }
    Ok(Figure::of(&panels, 2).with_caption(&format!(
        "Figure 68: significance before and after selection (Eq. 5): {VERSIONS}. The Note: consistent. {}",
        ours.words()
    )))
}
