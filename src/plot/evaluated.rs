//! Figures of what the evaluation room computes.

use super::figure::Figure;
use super::names::column_symbol;
use super::panel::Panel;
use super::roc::{RocAxes, RocCurve};
use crate::error::Result;
use crate::evaluate::{CorrelationMatrix, Evaluation, Roc, Scores};

impl RocCurve {
    /// The ROC curves of all trainings of an evaluation.
    ///
    /// Rejection and SIC are left out where fewer than [`Roc::MIN_BACKGROUND_EVENTS`] background events are selected.
    ///
    /// # Errors
    /// When a curve has fewer than two points.
    pub fn of(name: &str, evaluation: &Evaluation) -> Result<RocCurve> {
        let rocs = evaluation.rocs();
        let signal: Vec<Vec<f64>> = rocs.iter().map(|roc| roc.signal_efficiency.clone()).collect();
        let background: Vec<Vec<f64>> = rocs.iter().map(|roc| roc.background_efficiency.clone()).collect();
        let fewest = rocs.iter().map(|roc| Roc::MIN_BACKGROUND_EVENTS / roc.background_events).fold(0.0, f64::max);
        Ok(RocCurve::new(name, &signal, &background)?.with_fewest(fewest))
    }
}

/// ROC curve and significance improvement side by side.
pub(super) fn roc_figure(evaluation: &Evaluation) -> Result<Figure> {
    let name = match evaluation.trainings() {
        1 => "1 training".to_string(),
        n => format!("Median and 68 % of {n} trainings"),
    };
    let curve = [RocCurve::of(&name, evaluation)?];
    Ok(Figure::of(&[Panel::roc(&curve, RocAxes::Rejection), Panel::sic(&curve)], 2))
}

impl Evaluation {
    /// ROC curve (background rejection) and significance improvement side by side.
    ///
    /// # Errors
    /// When a curve has fewer than two points.
    ///
    /// # Example
    /// ```
    /// use cwola::evaluate::{Evaluation, Scores};
    /// let scores = Scores::new(vec![0.9, 0.6, 0.5, 0.2], vec![true, true, false, false])?;
    /// assert_eq!(Evaluation::from_scores(vec![scores])?.roc()?.panels.len(), 2);
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn roc(&self) -> Result<Figure> {
        roc_figure(self)
    }

    /// Score distributions of signal and background, all trainings together (Figure 4 of the Note).
    ///
    /// # Errors
    /// When one class is empty.
    pub fn score_distributions(&self) -> Result<Panel> {
        let signal: Vec<f64> = self.scores.iter().flat_map(Scores::signal_scores).collect();
        let background: Vec<f64> = self.scores.iter().flat_map(Scores::background_scores).collect();
        Panel::scores(&signal, &background)
    }
}

impl CorrelationMatrix {
    /// The matrix as a panel with numbers, column names as symbols (Figures 5 and 6 of the Note).
    ///
    /// # Example
    /// ```
    /// use cwola::evaluate::CorrelationMatrix;
    /// let columns = [vec![1.0, 2.0, 3.0], vec![3.0, 2.0, 1.0]];
    /// let matrix = CorrelationMatrix::from_columns(&["pt_h1", "m_hh"], &columns)?;
    /// assert!(matrix.panel().figure().svg().contains("−1.00"));
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn panel(&self) -> Panel {
        let names: Vec<String> = self.names.iter().map(|name| column_symbol(name)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let values: Vec<f64> = self.values.iter().flatten().copied().collect();
        Panel::correlation(&names, &values).unwrap_or_else(|_| Panel::new("", ""))
    }

    /// The matrix as a figure of its own.
    pub fn figure(&self) -> Figure {
        self.panel().figure()
    }
}
