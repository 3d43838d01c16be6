//! Several trainings on one test set: means and spreads.

use super::{Roc, Scores, WorkingPoint};
use crate::error::{Error, Result};
use crate::stats::Measured;

/// What repeated trainings of one network are worth on a test set with truth.
///
/// Every quantity is the mean over the trainings, ± their sample standard deviation, as in the tables
/// of the Note. With one training the spread is unknown (NaN); [`Scores::auc_error`] is the error from
/// the size of the test set.
///
/// # Example
/// ```
/// use cwola::evaluate::{Evaluation, Scores};
/// let truth = vec![true, true, false, false];
/// let first = Scores::new(vec![0.9, 0.6, 0.6, 0.2], truth.clone())?;
/// let second = Scores::new(vec![0.9, 0.7, 0.4, 0.2], truth)?;
/// let evaluation = Evaluation::from_scores(vec![first, second])?;
/// assert_eq!(evaluation.auc.to_string(), "0.938 ± 0.088");
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// Scores of each training, in the order of the trainings.
    pub scores: Vec<Scores>,
    /// Area under the ROC curve.
    pub auc: Measured,
    /// Accuracy at the threshold 0.5.
    pub accuracy: Measured,
    /// Highest accuracy over all thresholds ("ACC" of the Note): optimistic, see [`Scores::best_accuracy`].
    pub best_accuracy: Measured,
    /// Cuts at ε_b = 10 %, 1 % and 0.1 %.
    pub working_points: Vec<MeasuredPoint>,
}

/// A cut at one background efficiency, over several trainings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeasuredPoint {
    /// The background efficiency ε_b that was asked for.
    pub background_efficiency: f64,
    /// Fraction ε_s of the signal that is selected.
    pub signal_efficiency: Measured,
    /// Factor ε_s/√ε_b on S/√B, with the ε_b that each cut really has.
    pub selection_factor: Measured,
    /// Fewest background test events that a training selected.
    pub background_events: f64,
}

impl Evaluation {
    /// The background efficiencies of [`Evaluation::working_points`], those of the Note, section 4.12.
    pub const BACKGROUND_EFFICIENCIES: [f64; 3] = [0.1, 0.01, 0.001];

    /// Evaluates the scores of one or more trainings.
    ///
    /// # Errors
    /// No scores.
    pub fn from_scores(scores: Vec<Scores>) -> Result<Evaluation> {
        if scores.is_empty() {
            return Err(Error::value("the number of trainings to evaluate", "at least 1", 0));
        }
        let measure = |metric: fn(&Scores) -> f64| Measured::from(&scores.iter().map(metric).collect::<Vec<_>>());
        let rocs: Vec<Roc> = scores.iter().map(Scores::roc).collect();
        let points: Result<Vec<MeasuredPoint>> =
            Evaluation::BACKGROUND_EFFICIENCIES.iter().map(|at| MeasuredPoint::new(&rocs, *at)).collect();
        Ok(Evaluation {
            auc: measure(Scores::auc),
            accuracy: measure(Scores::accuracy),
            best_accuracy: measure(Scores::best_accuracy),
            working_points: points?,
            scores,
        })
    }

    /// Number of trainings.
    pub fn trainings(&self) -> usize {
        self.scores.len()
    }

    /// The ROC curve of each training.
    pub fn rocs(&self) -> Vec<Roc> {
        self.scores.iter().map(Scores::roc).collect()
    }

    /// Mean and spread of ε_s over the trainings at each given ε_b, for a ROC curve with a band; see
    /// [`Roc::signal_efficiency_at`].
    pub fn signal_efficiency_at(&self, background_efficiency: &[f64]) -> Vec<Measured> {
        self.over_trainings(|roc| roc.signal_efficiency_at(background_efficiency))
    }

    /// Mean and spread of ε_s/√ε_b over the trainings at each given ε_b, NaN where the test set is too
    /// small; see [`Roc::sic_at`].
    pub fn sic_at(&self, background_efficiency: &[f64]) -> Vec<Measured> {
        self.over_trainings(|roc| roc.sic_at(background_efficiency))
    }

    fn over_trainings(&self, curve: impl Fn(&Roc) -> Vec<f64>) -> Vec<Measured> {
        let curves: Vec<Vec<f64>> = self.rocs().iter().map(curve).collect();
        let points = curves.iter().map(Vec::len).min().unwrap_or(0);
        (0..points).map(|i| Measured::from(&curves.iter().map(|curve| curve[i]).collect::<Vec<_>>())).collect()
    }

    /// The cut at another background efficiency; see [`Roc::working_point`].
    ///
    /// # Errors
    /// A background efficiency outside (0, 1].
    pub fn working_point(&self, background_efficiency: f64) -> Result<MeasuredPoint> {
        MeasuredPoint::new(&self.rocs(), background_efficiency)
    }

    /// Asimov significance after the cut at `background_efficiency`, for `signal` and `background`
    /// expected events before it (the Note, equation 5; section 4.23).
    ///
    /// Computed for each training, then averaged.
    ///
    /// # Errors
    /// A background efficiency outside (0, 1].
    pub fn significance_after(&self, background_efficiency: f64, signal: f64, background: f64) -> Result<Measured> {
        let cuts: Result<Vec<WorkingPoint>> =
            self.scores.iter().map(|scores| scores.working_point(background_efficiency)).collect();
        let values: Vec<f64> = cuts?.iter().map(|cut| cut.significance_after(signal, background)).collect();
        Ok(Measured::from(&values))
    }

    /// Evaluates the trainings again after turning those with AUC < 0.5 upside down; see
    /// [`Scores::rectified`]. Never done unasked: with it networks that learnt nothing average above 0.5.
    ///
    /// # Errors
    /// None in practice: an evaluation always has scores.
    pub fn rectified(&self) -> Result<Evaluation> {
        Evaluation::from_scores(self.scores.iter().map(Scores::rectified).collect())
    }
}

impl MeasuredPoint {
    fn new(rocs: &[Roc], background_efficiency: f64) -> Result<MeasuredPoint> {
        let cuts: Result<Vec<WorkingPoint>> = rocs.iter().map(|roc| roc.working_point(background_efficiency)).collect();
        let cuts = cuts?;
        let measure =
            |quantity: fn(&WorkingPoint) -> f64| Measured::from(&cuts.iter().map(quantity).collect::<Vec<_>>());
        Ok(MeasuredPoint {
            background_efficiency,
            signal_efficiency: measure(|cut| cut.signal_efficiency),
            selection_factor: measure(WorkingPoint::selection_factor),
            background_events: cuts.iter().map(|cut| cut.background_events).fold(f64::INFINITY, f64::min),
        })
    }
}

impl std::fmt::Display for Evaluation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let trainings = if self.trainings() == 1 { "training" } else { "trainings" };
        writeln!(f, "{} {trainings}, {} test events", self.trainings(), self.scores.first().map_or(0, Scores::len))?;
        writeln!(f, "AUC            {}", self.auc)?;
        writeln!(f, "accuracy       {}", self.accuracy)?;
        write!(f, "best accuracy  {}", self.best_accuracy)?;
        for point in &self.working_points {
            let percent = 100.0 * point.background_efficiency;
            write!(f, "\nε_s/√ε_b       {} at ε_b = {percent} %", point.selection_factor)?;
        }
        Ok(())
    }
}
