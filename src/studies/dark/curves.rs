//! Figures of a scan.

use super::result::{ScanPoint, ScanResult};
use crate::error::{Error, Result};
use crate::evaluate::{Evaluation, SignificanceFormula};
use crate::physics::signal_for_significance;
use crate::plot::{Color, Dash, Figure, Join, Layer, Marker, Panel, Series};
use crate::stats::Measured;
use crate::studies::reference::SCAN_BACKGROUND;

/// Axis title of S/√B before a selection.
const STRENGTH: &str = "S/\\sqrt{B} before selection";

impl ScanResult {
    /// Best accuracy on test events against S/√B, with the band of trainings without signal.
    ///
    /// Error bars and band: standard deviation over the trainings. The band is that of the first set.
    ///
    /// # Errors
    /// None in practice.
    pub fn accuracy_figure(&self) -> Result<Figure> {
        Ok(self.accuracy_panel()?.figure().with_caption(&format!("Best accuracy against S/√B. {}", self.words())))
    }

    pub(super) fn accuracy_panel(&self) -> Result<Panel> {
        self.metric_panel("ACC", &|point| Ok(point.record.test_scores()?.best_accuracy()))
    }

    pub(super) fn auc_panel(&self) -> Result<Panel> {
        self.metric_panel("AUC", &|point| Ok(point.record.test_scores()?.auc()))
    }

    /// A number of the test events against S/√B.
    pub(super) fn metric_panel(&self, label: &str, of: &dyn Fn(&ScanPoint) -> Result<f64>) -> Result<Panel> {
        let (mut curves, mut none) = (Vec::new(), None);
        for (set, training_set) in self.scan.sets.iter().enumerate() {
            let (x, y) = self.curve(set, of)?;
            if let Some(k) = x.iter().position(|strength| *strength == 0.0) {
                none = none.or(Some(y[k]));
            }
            let with: Vec<usize> = (0..x.len()).filter(|k| x[*k] > 0.0).collect();
            let (x, y): (Vec<f64>, Vec<Measured>) = with.iter().map(|k| (x[*k], y[*k])).unzip();
            curves.push(Series::new(&training_set.name, &x, &y)?);
        }
        let panel = Panel::scan(STRENGTH, label, &curves);
        Ok(none.map_or(panel.clone(), |none| panel.with_no_signal(&none)))
    }

    /// Accuracy on the training events (M1 against M2) against that on test events (signal against background).
    ///
    /// One point for each training; the line has slope one. The two are not monotonic in each other (§4.13).
    ///
    /// # Errors
    /// None in practice.
    pub fn scatter_figure(&self) -> Result<Figure> {
        let caption = format!("Accuracy on mixtures and on pure events; line of slope one. {}", self.words());
        Ok(self.scatter_panel()?.figure().with_caption(&caption))
    }

    pub(super) fn scatter_panel(&self) -> Result<Panel> {
        let mut panel = Panel::new("training ACC", "true ACC");
        for (set, training_set) in self.scan.sets.iter().enumerate() {
            let points = || self.points.iter().filter(|point| point.set == set);
            let x: Vec<f64> = points().map(|point| point.record.training_accuracy).collect();
            let y: Result<Vec<f64>> = points().map(|point| Ok(point.record.test_scores()?.best_accuracy())).collect();
            panel = panel.with_layer(Layer::points(&training_set.name, &x, &y?, &[]));
        }
        Ok(panel.with_layer(slope_one(&[0.45, 1.0])))
    }

    /// Significance after against before the cut at `background_efficiency`, by Eq. 5.
    ///
    /// # Errors
    /// A background efficiency outside (0, 1].
    pub fn significance_figure(&self, background_efficiency: f64) -> Result<Figure> {
        let panel = self.significance_panel(background_efficiency, SignificanceFormula::Asimov)?;
        Ok(panel.figure().with_caption(&self.significance_caption(SignificanceFormula::Asimov)))
    }

    /// The same in three panels, ε_b = 10, 1 and 0.1 %, with any formula.
    ///
    /// # Errors
    /// None in practice.
    pub fn significance_panels(&self, formula: SignificanceFormula) -> Result<Figure> {
        let panels: Result<Vec<Panel>> =
            Evaluation::BACKGROUND_EFFICIENCIES.iter().map(|at| self.significance_panel(*at, formula)).collect();
        Ok(Figure::of(&panels?, 3).with_caption(&self.significance_caption(formula)))
    }

    fn significance_caption(&self, formula: SignificanceFormula) -> String {
        format!("Significance after against before selection ({}). {}", formula.words(), self.words())
    }

    pub(super) fn significance_panel(&self, at: f64, formula: SignificanceFormula) -> Result<Panel> {
        let mut curves = Vec::new();
        for (set, training_set) in self.scan.sets.iter().enumerate() {
            curves.push(self.significance_series(set, &training_set.name, at, formula)?);
        }
        let panel = Panel::scan("significance before selection", "significance after selection", &curves);
        let end = curves.iter().flat_map(|curve| curve.x.iter().copied()).fold(1.0, f64::max);
        Ok(panel.with_layer(slope_one(&[0.0, end])).with_title(&format!("\\varepsilon_b = {} %", 100.0 * at)))
    }

    pub(super) fn significance_series(
        &self,
        set: usize,
        name: &str,
        at: f64,
        formula: SignificanceFormula,
    ) -> Result<Series> {
        let after = |point: &ScanPoint| {
            let cut = point.record.test_scores()?.working_point(at)?;
            Ok(cut.gain(point.strength, SCAN_BACKGROUND, formula).after)
        };
        let (strengths, after) = self.curve(set, after)?;
        let before = |z: &f64| formula.of(signal_for_significance(*z, SCAN_BACKGROUND), SCAN_BACKGROUND);
        Series::new(name, &strengths.iter().map(before).collect::<Vec<_>>(), &after)
    }

    /// Significance after selection (Eq. 5) against the number of copies, one curve for each augmentation.
    ///
    /// Sets without copies are the first point of every curve; the dashed line is the significance before selection.
    ///
    /// # Errors
    /// A strength that is not in the scan, or a background efficiency outside (0, 1].
    pub fn saturation_figure(&self, strengths: &[f64], background_efficiency: f64) -> Result<Figure> {
        let panels: Result<Vec<Panel>> =
            strengths.iter().map(|strength| self.saturation_panel(*strength, background_efficiency)).collect();
        Ok(Figure::of(&panels?, 2)
            .with_caption(&format!("Significance after selection against copies of each event. {}", self.words())))
    }

    pub(super) fn saturation_panel(&self, strength: f64, at: f64) -> Result<Panel> {
        let formula = SignificanceFormula::Asimov;
        let mut families: Vec<&str> = Vec::new();
        for set in self.scan.sets.iter().filter(|set| set.size() > 0) {
            if !families.contains(&set.family()) {
                families.push(set.family());
            }
        }
        let mut curves = Vec::new();
        for family in families {
            let mut points: Vec<(f64, Measured)> = Vec::new();
            for set in self.scan.sets.iter().filter(|set| set.size() == 0 || set.family() == family) {
                points.push((set.size() as f64, self.significance_with(&set.name, strength, at, formula)?));
            }
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            let (x, y): (Vec<f64>, Vec<Measured>) = points.into_iter().unzip();
            curves.push(Series::new(family, &x, &y)?);
        }
        let before = formula.of(signal_for_significance(strength, SCAN_BACKGROUND), SCAN_BACKGROUND);
        Ok(Panel::scan("copies of each event", "significance after selection", &curves)
            .with_level("before selection", before)
            .with_title(&format!("S/\\sqrt{{B}} = {strength}, \\varepsilon_b = {} %", 100.0 * at)))
    }

    /// Two results side by side: this one with solid lines, `other` dashed, sets paired by their order.
    ///
    /// # Errors
    /// A background efficiency outside (0, 1]; results of which one is empty.
    pub fn compare_figure(
        &self,
        other: &ScanResult,
        names: (&str, &str),
        background_efficiency: f64,
    ) -> Result<Figure> {
        let panel = self.compare_panel(other, names, background_efficiency, SignificanceFormula::Asimov)?;
        let words = self.words();
        Ok(panel.figure().with_caption(&format!("{} (solid) and {} (dashed). {words}", names.0, names.1)))
    }

    pub(super) fn compare_panel(
        &self,
        other: &ScanResult,
        names: (&str, &str),
        at: f64,
        formula: SignificanceFormula,
    ) -> Result<Panel> {
        if self.points.is_empty() || other.points.is_empty() {
            return Err(Error::value("the number of finished trainings of each result", "at least 1", 0));
        }
        let mut panel = Panel::new("significance before selection", "significance after selection");
        let mut end: f64 = 1.0;
        for (result, side, dash) in [(self, names.0, Dash::Solid), (other, names.1, Dash::Dashed)] {
            for (set, training_set) in result.scan.sets.iter().enumerate() {
                let name = format!("{}, {side}", training_set.name);
                let series = result.significance_series(set, &name, at, formula)?;
                end = series.x.iter().copied().fold(end, f64::max);
                let marker = if dash == Dash::Solid { Marker::series(set) } else { Marker::reference(set) };
                panel.layers.push(
                    Layer::points(&name, &series.x, &series.y, &series.error)
                        .with_join(Join::Line)
                        .with_color(Color::series(set))
                        .with_marker(marker)
                        .with_dash(dash),
                );
            }
        }
        Ok(panel.with_layer(slope_one(&[0.0, end])).with_title(&format!("\\varepsilon_b = {} %", 100.0 * at)))
    }
}

/// Grey dashed line on which both axes are equal.
pub(super) fn slope_one(ends: &[f64; 2]) -> Layer {
    Layer::curve("", ends, ends).with_color(Color::Gray).with_dash(Dash::Dashed).with_width(1.3)
}
