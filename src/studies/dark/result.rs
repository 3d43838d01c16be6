//! What a scan found: numbers by set, S/√B and training.

use polars::prelude::{Column, DataFrame};

use super::record::Record;
use super::scan::StrengthScan;
use crate::error::{Error, Result};
use crate::evaluate::{Evaluation, Scores, SignificanceFormula};
use crate::report::{Cell, Table};
use crate::stats::Measured;
use crate::studies::reference::SCAN_BACKGROUND;

/// One training of a scan.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanPoint {
    /// Index of its training set.
    pub set: usize,
    /// S/√B before selection.
    pub strength: f64,
    /// Number of the training within its point, from 0.
    pub training: usize,
    /// Hash of its configuration: its name in the store.
    pub hash: String,
    /// What was kept of it.
    pub record: Record,
}

impl ScanPoint {
    pub(in crate::studies) fn words(&self) -> String {
        format!("S/√B = {}, training {} of set {}: {}", self.strength, self.training, self.set, self.record.words())
    }
}

/// All trainings of a scan, with their scores on the same test events.
///
/// Significances are for B = 18,922 background events in the signal region before the cut, the Note's number, and
/// S = (S/√B) √B, whatever the luminosity that the networks were trained at.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanResult {
    /// What the scan was told.
    pub scan: StrengthScan,
    /// Its trainings by set, S/√B and number.
    pub points: Vec<ScanPoint>,
    /// Trainings that are not there yet: the call had a limit.
    pub missing: usize,
    /// Trainings that this call made; the others were in the store.
    pub trained: usize,
}

impl ScanResult {
    /// Index of a training set by name.
    ///
    /// # Errors
    /// A name that no set of the scan has.
    pub(super) fn set(&self, name: &str) -> Result<usize> {
        let names: Vec<String> = self.scan.sets.iter().map(|set| set.name.clone()).collect();
        names.iter().position(|known| known == name).ok_or_else(|| Error::unknown("training set", name, &names))
    }

    /// Trainings of one point.
    pub(super) fn at(&self, set: usize, strength: f64) -> Vec<&ScanPoint> {
        self.points.iter().filter(|point| point.set == set && point.strength == strength).collect()
    }

    /// Test scores of every training of a set at one S/√B, as an evaluation.
    ///
    /// # Errors
    /// A set or an S/√B that is not in the scan, or one without finished trainings.
    pub fn evaluation(&self, set: &str, strength: f64) -> Result<Evaluation> {
        let points = self.at(self.set(set)?, strength);
        if points.is_empty() {
            let known: Vec<String> = self.scan.strengths.iter().map(f64::to_string).collect();
            return Err(Error::unknown("finished training at S/√B", &strength.to_string(), &known));
        }
        let scores: Result<Vec<Scores>> = points.iter().map(|point| point.record.test_scores()).collect();
        Evaluation::from_scores(scores?)
    }

    /// The training of a point with the smallest validation loss: the "best model", chosen without truth.
    pub(super) fn best(&self, set: usize, strength: f64) -> Option<&ScanPoint> {
        let loss = |point: &&ScanPoint| point.record.validation_loss();
        self.at(set, strength).into_iter().min_by(|a, b| loss(a).total_cmp(&loss(b)))
    }

    /// Mean and spread over the trainings of a number, at each S/√B that has any.
    pub(super) fn curve(
        &self,
        set: usize,
        of: impl Fn(&ScanPoint) -> Result<f64>,
    ) -> Result<(Vec<f64>, Vec<Measured>)> {
        let (mut x, mut y) = (Vec::new(), Vec::new());
        for strength in self.strengths() {
            let values: Result<Vec<f64>> = self.at(set, strength).into_iter().map(&of).collect();
            let values = values?;
            if !values.is_empty() {
                x.push(strength);
                y.push(Measured::from(&values));
            }
        }
        Ok((x, y))
    }

    /// The S/√B of the scan in order, each once.
    pub(super) fn strengths(&self) -> Vec<f64> {
        let mut strengths = self.scan.strengths.clone();
        strengths.sort_by(f64::total_cmp);
        strengths.dedup();
        strengths
    }

    /// Significance after the cut at `background_efficiency` by Eq. 5 of the Note: mean and spread over the trainings.
    ///
    /// # Errors
    /// A set or S/√B that is not in the scan; a background efficiency outside (0, 1].
    pub fn significance_after(&self, set: &str, strength: f64, background_efficiency: f64) -> Result<Measured> {
        self.significance_with(set, strength, background_efficiency, SignificanceFormula::Asimov)
    }

    /// The same with another formula, such as one with an uncertainty of the background.
    ///
    /// # Errors
    /// As [`ScanResult::significance_after`].
    pub fn significance_with(
        &self,
        set: &str,
        strength: f64,
        background_efficiency: f64,
        formula: SignificanceFormula,
    ) -> Result<Measured> {
        let evaluation = self.evaluation(set, strength)?;
        Ok(evaluation.gain(background_efficiency, strength, SCAN_BACKGROUND, formula)?.1)
    }

    /// Factor ε_s/√ε_b of the cut at `background_efficiency`: mean and spread over the trainings.
    ///
    /// # Errors
    /// As [`ScanResult::significance_after`].
    pub fn factor(&self, set: &str, strength: f64, background_efficiency: f64) -> Result<Measured> {
        Ok(self.evaluation(set, strength)?.working_point(background_efficiency)?.selection_factor)
    }

    /// The same result with the scores of trainings whose AUC is below one half turned round ("rectification", §4.20).
    ///
    /// It looks at the truth and can only raise accuracies and AUC, also of networks that learnt nothing.
    #[must_use]
    pub fn rectified(&self) -> ScanResult {
        let mut result = self.clone();
        for point in &mut result.points {
            if point.record.test_scores().is_ok_and(|scores| scores.auc() < 0.5) {
                point.record.scores.iter_mut().for_each(|score| *score = 1.0 - *score);
            }
        }
        result
    }

    /// One row for each training.
    ///
    /// Columns: `set`, `strength`, `training`, `accuracy` (at 0.5), `best_accuracy` (over thresholds), `auc`,
    /// `training_accuracy` and `validation_accuracy` (M1 against M2 at 0.5), `epochs`, `seconds`; and for each of the
    /// three background efficiencies 10, 1 and 0.1 % `signal_efficiency_…`, `factor_…` (ε_s/√ε_b), `z_…` (Eq. 5),
    /// `z_…_sys1` and `z_…_sys5` (with 1 and 5 % uncertainty of the background).
    ///
    /// # Errors
    /// None in practice.
    pub fn frame(&self) -> Result<DataFrame> {
        let mut names: Vec<String> =
            ["accuracy", "best_accuracy", "auc", "training_accuracy", "validation_accuracy", "seconds"]
                .map(String::from)
                .to_vec();
        for percent in ["10", "1", "0.1"] {
            for name in ["signal_efficiency_", "factor_", "z_"] {
                names.push(format!("{name}{percent}"));
            }
            names.extend([1, 5].map(|uncertainty| format!("z_{percent}_sys{uncertainty}")));
        }
        let mut rows = Vec::new();
        for point in &self.points {
            rows.push(numbers(point)?);
        }
        let sets: Vec<&str> = self.points.iter().map(|point| self.scan.sets[point.set].name.as_str()).collect();
        let mut columns = vec![
            Column::new("set".into(), sets),
            Column::new("strength".into(), self.points.iter().map(|point| point.strength).collect::<Vec<_>>()),
            Column::new("training".into(), self.points.iter().map(|point| point.training as u32).collect::<Vec<_>>()),
            Column::new(
                "epochs".into(),
                self.points.iter().map(|point| point.record.history.epochs() as u32).collect::<Vec<_>>(),
            ),
        ];
        for (k, name) in names.iter().enumerate() {
            let values: Vec<f64> = rows.iter().map(|row| row[k]).collect();
            columns.push(Column::new(name.as_str().into(), values));
        }
        Ok(DataFrame::new(self.points.len(), columns)?)
    }

    /// Mean ± standard deviation of each point: accuracies, AUC, factor and significance at ε_b = 1 %.
    ///
    /// # Errors
    /// None in practice.
    pub fn table(&self) -> Result<Table> {
        let heads = ["training set", "S/√B", "trainings", "ACC", "AUC", "ε_s/√ε_b at 10 %", "at 1 %", "Z after, 1 %"];
        let mut table = Table::new("Scan over S/√B", &heads);
        for (set, training_set) in self.scan.sets.iter().enumerate() {
            for strength in self.strengths() {
                if self.at(set, strength).is_empty() {
                    continue;
                }
                let name = &training_set.name;
                let evaluation = self.evaluation(name, strength)?;
                table = table.with_row(&[
                    Cell::from(name.as_str()),
                    Cell::from(strength),
                    Cell::from(evaluation.trainings()),
                    Cell::from(evaluation.best_accuracy),
                    Cell::from(evaluation.auc),
                    Cell::from(evaluation.working_points[0].selection_factor),
                    Cell::from(evaluation.working_points[1].selection_factor),
                    Cell::from(self.significance_after(name, strength, 0.01)?),
                ])?;
            }
        }
        Ok(table.with_note(&self.words()))
    }

    /// One sentence about sizes, for captions and notes.
    pub(super) fn words(&self) -> String {
        let scan = &self.scan;
        let test = scan.pool.test_size;
        format!(
            "{} trainings of each point at {} × 139 fb⁻¹, tested on {test} + {test} events; significances for B = {SCAN_BACKGROUND}.",
            scan.trainings, scan.pool.luminosity
        )
    }
}

/// The columns of a training in the order of [`ScanResult::frame`].
fn numbers(point: &ScanPoint) -> Result<Vec<f64>> {
    let record = &point.record;
    let scores = record.test_scores()?;
    let mut row = vec![
        scores.accuracy(),
        scores.best_accuracy(),
        scores.auc(),
        record.training_accuracy,
        record.validation_accuracy,
        record.seconds,
    ];
    let roc = scores.roc();
    for at in Evaluation::BACKGROUND_EFFICIENCIES {
        let cut = roc.working_point(at)?;
        row.extend([cut.signal_efficiency, cut.selection_factor()]);
        for formula in [
            SignificanceFormula::Asimov,
            SignificanceFormula::WithUncertainty(0.01),
            SignificanceFormula::WithUncertainty(0.05),
        ] {
            row.push(cut.gain(point.strength, SCAN_BACKGROUND, formula).after);
        }
    }
    Ok(row)
}
