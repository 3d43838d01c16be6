//! From a line of the table to a figure.

use super::plan::{Plot, Row};
use super::registry::rows;
use super::result::ScanResult;
use crate::error::Result;
use crate::evaluate::SignificanceFormula;
use crate::physics::signal_for_significance;
use crate::plot::{Figure, Panel, Series};
use crate::studies::Profile;
use crate::studies::reference::{FACTOR_ORIGINAL, FACTOR_ROTATION_5, FACTOR_SATURATION, QuotedFactor, SCAN_BACKGROUND};

/// Makes a figure of the table; none when it is not one.
///
/// # Errors
/// As [`super::StrengthScan::run`].
pub(super) fn make(number: usize, profile: Profile) -> Option<Result<Figure>> {
    let row = rows().into_iter().find(|row| row.figure == number)?;
    Some(figure(&row, profile))
}

fn figure(row: &Row, profile: Profile) -> Result<Figure> {
    let (mut panels, mut words) = (Vec::new(), String::new());
    let resolutions = row.era.panels(profile);
    for resolution in &resolutions {
        let result = row.scan(profile, *resolution).run()?;
        for mut panel in row_panels(row, &result)? {
            if resolutions.len() > 1 {
                panel.title = format!("{resolution}×{resolution}  {}", panel.title);
            }
            panels.push(panel);
        }
        words = result.words();
    }
    let columns = match row.plot {
        Plot::Significance(at, _) => at.len(),
        _ => panels.len().min(2),
    };
    let caption = format!(
        "Figure {}: {}. The Note: {}. {words}{}",
        row.figure,
        what(row.plot),
        row.claim,
        row.era.remark(profile)
    );
    Ok(Figure::of(&panels, columns).with_caption(&caption))
}

fn what(plot: Plot) -> String {
    match plot {
        Plot::Accuracy => "best accuracy on pure test events against S/√B; the band is without signal".into(),
        Plot::AccuracyAndScatter => {
            "best accuracy on pure test events against S/√B, and against the accuracy on the mixtures".into()
        }
        Plot::Scatter => "accuracy on the mixtures and on pure test events, one point for each training".into(),
        Plot::AccuracyAndAuc => "best accuracy and AUC on pure test events; the band is without signal".into(),
        Plot::Significance(_, formula) => format!("significance before and after selection ({})", formula.words()),
        Plot::Saturation(_) => "significance after selection (Eq. 5) against the number of copies".into(),
    }
}

fn row_panels(row: &Row, result: &ScanResult) -> Result<Vec<Panel>> {
    match row.plot {
        Plot::Accuracy => Ok(vec![result.accuracy_panel()?]),
        Plot::AccuracyAndScatter => Ok(vec![result.accuracy_panel()?, result.scatter_panel()?]),
        Plot::Scatter => Ok(vec![result.scatter_panel()?]),
        Plot::AccuracyAndAuc => Ok(vec![result.accuracy_panel()?, result.auc_panel()?]),
        Plot::Significance(at, formula) => {
            at.iter().map(|at| quoted(result.significance_panel(*at, formula)?, row.figure, *at, formula)).collect()
        }
        Plot::Saturation(strengths) => {
            let mut panels = Vec::new();
            for strength in strengths {
                for at in [0.1, 0.01] {
                    panels.push(saturated(result.saturation_panel(*strength, at)?, row.figure, *strength, at)?);
                }
            }
            Ok(panels)
        }
    }
}

/// Significance after the cut for a factor of the Note at ε_b = 10 %.
fn after(strength: f64, factor: f64, formula: SignificanceFormula) -> f64 {
    let signal_efficiency = factor * 0.1f64.sqrt();
    formula.of(signal_for_significance(strength, SCAN_BACKGROUND) * signal_efficiency, SCAN_BACKGROUND * 0.1)
}

/// The Note's points where they are known: new data for each training, ε_b = 10 %.
fn quoted(panel: Panel, figure: usize, at: f64, formula: SignificanceFormula) -> Result<Panel> {
    if !(matches!(figure, 118 | 119) && at == 0.1) {
        return Ok(panel);
    }
    let series = |name: &str, points: &[QuotedFactor]| {
        let x: Vec<f64> = points
            .iter()
            .map(|p| formula.of(signal_for_significance(p.at, SCAN_BACKGROUND), SCAN_BACKGROUND))
            .collect();
        let y: Vec<f64> = points.iter().map(|p| after(p.at, p.factor, formula)).collect();
        Series::values(name, &x, &y)
    };
    Ok(panel
        .with_reference(&series("Note, original", &FACTOR_ORIGINAL)?)
        .with_reference(&series("Note, +5 jet rotation", &FACTOR_ROTATION_5)?))
}

fn saturated(panel: Panel, figure: usize, strength: f64, at: f64) -> Result<Panel> {
    if !(figure == 120 && strength == 3.0 && at == 0.1) {
        return Ok(panel);
    }
    let x: Vec<f64> = FACTOR_SATURATION.iter().map(|p| p.at).collect();
    let y: Vec<f64> = FACTOR_SATURATION.iter().map(|p| after(3.0, p.factor, SignificanceFormula::Asimov)).collect();
    Ok(panel.with_reference(&Series::values("Note, pT smearing + jet rotation", &x, &y)?))
}
