//! ROC curves and score distributions of the best trainings: Figures 75–77.

use super::comparisons::scan_of;
use super::plan::Era;
use super::registry::COARSE;
use super::result::{ScanPoint, ScanResult};
use super::sets::TrainingSet;
use crate::error::{Error, Result};
use crate::evaluate::Evaluation;
use crate::plot::{Color, Figure, Layer, Panel, RocAxes, RocCurve};
use crate::studies::Profile;

const BOTH_RESOLUTIONS: Era = Era { resolutions: &[75, 25], ..COARSE };

pub(super) fn sets() -> [TrainingSet; 2] {
    [TrainingSet::original(), TrainingSet::copies(1)]
}

pub(super) fn best(result: &ScanResult, set: usize, strength: f64) -> Result<&ScanPoint> {
    let known: Vec<String> = result.strengths().iter().map(f64::to_string).collect();
    result.best(set, strength).ok_or_else(|| Error::unknown("finished training at S/√B", &strength.to_string(), &known))
}

fn curve(point: &ScanPoint, name: &str) -> Result<RocCurve> {
    let roc = point.record.test_scores()?.roc();
    let fewest = 3.0 / roc.background_events;
    Ok(RocCurve::new(name, &[roc.signal_efficiency], &[roc.background_efficiency])?.with_fewest(fewest))
}

/// ROC panel (rejection) with lines at the three background efficiencies.
pub(super) fn roc_panel(curves: &[RocCurve]) -> Panel {
    let mut panel = Panel::roc(curves, RocAxes::Rejection);
    for at in Evaluation::BACKGROUND_EFFICIENCIES {
        panel = panel.with_layer(Layer::hline("", 1.0 / at).with_color(Color::Gray).with_width(1.0));
    }
    panel
}

const BEST: &str = "Curves of the training with the smallest validation loss; lines at ε_b = 10, 1 and 0.1 %.";

/// Figure 75: ROC curves of original and copied events.
///
/// # Errors
/// As [`super::StrengthScan::run`].
pub fn figure_75(profile: Profile) -> Result<Figure> {
    let strengths: &[f64] = profile.choose(&[10.0], &[3.0, 5.0, 10.0], &[3.0, 5.0, 7.0]);
    let mut curves: Vec<Vec<RocCurve>> = vec![Vec::new(); strengths.len()];
    let mut words = String::new();
    for resolution in BOTH_RESOLUTIONS.panels(profile) {
        let result = scan_of(&COARSE, &sets(), profile, resolution).with_strengths(strengths).run()?;
        for (set, training_set) in result.scan.sets.iter().enumerate() {
            for (k, strength) in strengths.iter().enumerate() {
                let name = format!("{}, {resolution}×{resolution}", training_set.name);
                curves[k].push(curve(best(&result, set, *strength)?, &name)?);
            }
        }
        words = result.words();
    }
    let panels: Vec<Panel> = curves
        .iter()
        .zip(strengths)
        .map(|(curves, strength)| roc_panel(curves).with_title(&format!("S/√B = {strength}")))
        .collect();
    Ok(Figure::of(&panels, 3).with_caption(&format!(
        "Figure 75: ROC curves on pure test events. The Note: the curve of the copied events at 75×75 is odd. {BEST} {words}{}",
        BOTH_RESOLUTIONS.remark(profile)
    )))
}

/// Figure 76: ROC curves for several S/√B.
///
/// # Errors
/// As [`super::StrengthScan::run`].
pub fn figure_76(profile: Profile) -> Result<Figure> {
    let strengths: &[f64] = profile.choose(&[0.0, 10.0], &[0.0, 3.0, 5.0, 10.0], &[0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
    let (mut panels, mut words) = (Vec::new(), String::new());
    for resolution in BOTH_RESOLUTIONS.panels(profile) {
        let result = scan_of(&COARSE, &sets(), profile, resolution).with_strengths(strengths).run()?;
        for (set, training_set) in result.scan.sets.iter().enumerate() {
            let mut curves = Vec::new();
            for strength in strengths {
                curves.push(curve(best(&result, set, *strength)?, &format!("S/√B = {strength}"))?);
            }
            let title = format!("{}, {resolution}×{resolution}", training_set.name);
            panels.push(roc_panel(&curves).with_title(&title));
        }
        words = result.words();
    }
    Ok(Figure::of(&panels, 2).with_caption(&format!(
        "Figure 76: ROC curves for several S/√B. The Note: the copy is better at low false positive rates only. {BEST} {words}{}",
        BOTH_RESOLUTIONS.remark(profile)
    )))
}

/// Figure 77: score distributions at S/√B = 3.
///
/// # Errors
/// As [`super::StrengthScan::run`].
pub fn figure_77(profile: Profile) -> Result<Figure> {
    let strength = profile.choose(10.0, 3.0, 3.0);
    let resolution = profile.choose(25, 25, 75);
    let result = scan_of(&COARSE, &sets(), profile, resolution).with_strengths(&[strength]).run()?;
    let mut panels = Vec::new();
    for (set, training_set) in result.scan.sets.iter().enumerate() {
        let scores = best(&result, set, strength)?.record.test_scores()?;
        let panel = Panel::scores(&scores.signal_scores(), &scores.background_scores())?;
        panels.push(panel.with_title(&format!("{}, {resolution}×{resolution}", training_set.name)));
    }
    Ok(Figure::of(&panels, 2).with_caption(&format!(
        "Figure 77: scores of pure test events at S/√B = {strength}. The Note (75×75): original and copied events give very \
         different distributions. Training with the smallest validation loss. {}",
        result.words()
    )))
}
