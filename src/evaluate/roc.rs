//! The receiver operating characteristic.

use super::WorkingPoint;
use super::ranked::{self, Group};
use crate::error::{Error, Result};
use crate::physics::selection_factor;
use serde::Serialize;

/// Signal and background efficiency of the cut "score ≥ threshold", for every distinct score.
///
/// The points start at the empty selection (threshold +∞, efficiencies 0) and end with everything
/// selected (efficiencies 1); both efficiencies never fall. Events with equal scores share one point.
/// Made by [`super::Scores::roc`].
///
/// # Example
/// ```
/// use cwola::evaluate::Scores;
/// let roc = Scores::new(vec![0.9, 0.6, 0.6, 0.2], vec![true, true, false, false])?.roc();
/// assert_eq!(roc.signal_efficiency, [0.0, 0.5, 1.0, 1.0]);
/// assert_eq!(roc.background_efficiency, [0.0, 0.0, 0.5, 1.0]);
/// assert_eq!(roc.auc(), 0.875);
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Roc {
    /// Lowest score that is selected, falling from +∞.
    pub threshold: Vec<f64>,
    /// Fraction ε_s of the signal that is selected (true positive rate), rising from 0 to 1.
    pub signal_efficiency: Vec<f64>,
    /// Fraction ε_b of the background that is selected (false positive rate), rising from 0 to 1.
    pub background_efficiency: Vec<f64>,
    /// Effective number of signal events in the test set, (Σw)²/Σw².
    pub signal_events: f64,
    /// Effective number of background events in the test set, (Σw)²/Σw².
    pub background_events: f64,
}

impl Roc {
    /// Fewest background events behind a point of [`Roc::sic`]: ε_b is then known to 20 %, the factor
    /// to 10 %.
    pub const MIN_BACKGROUND_EVENTS: f64 = 25.0;

    pub(super) fn from_groups(groups: &[Group]) -> Roc {
        let totals = ranked::totals(groups);
        let mut roc = Roc {
            threshold: vec![f64::INFINITY],
            signal_efficiency: vec![0.0],
            background_efficiency: vec![0.0],
            signal_events: totals.signal.powi(2) / totals.signal2,
            background_events: totals.background.powi(2) / totals.background2,
        };
        let (mut signal, mut background) = (0.0, 0.0);
        for group in groups {
            signal += group.signal;
            background += group.background;
            roc.threshold.push(group.score);
            roc.signal_efficiency.push(signal / totals.signal);
            roc.background_efficiency.push(background / totals.background);
        }
        roc
    }

    /// Number of points, at least 2.
    pub fn len(&self) -> usize {
        self.threshold.len()
    }

    /// Always false for a curve made from scores.
    pub fn is_empty(&self) -> bool {
        self.threshold.is_empty()
    }

    /// Area under the curve by the trapezoidal rule, which counts ties half; see
    /// [`super::Scores::auc`].
    pub fn auc(&self) -> f64 {
        let (s, b) = (&self.signal_efficiency, &self.background_efficiency);
        (1..self.len()).map(|i| (b[i] - b[i - 1]) * 0.5 * (s[i] + s[i - 1])).sum()
    }

    /// Background rejection 1/ε_b at every point, +∞ where no background is left.
    pub fn rejection(&self) -> Vec<f64> {
        self.background_efficiency.iter().map(|efficiency| 1.0 / efficiency).collect()
    }

    /// Significance improvement ε_s/√ε_b at every point (SIC), NaN where fewer than
    /// [`Roc::MIN_BACKGROUND_EVENTS`] background events are selected.
    ///
    /// Beyond the cut-off the curve is a fluctuation of the last few background events: it diverges for
    /// any classifier. A random classifier has √ε_b.
    #[doc(alias = "significance improvement characteristic")]
    pub fn sic(&self) -> Vec<f64> {
        self.sic_above(Roc::MIN_BACKGROUND_EVENTS)
    }

    /// The same as [`Roc::sic`] with another cut-off, in effective background events.
    pub fn sic_above(&self, min_background_events: f64) -> Vec<f64> {
        (0..self.len())
            .map(|i| {
                let enough = self.background_efficiency[i] * self.background_events >= min_background_events;
                let factor = selection_factor(self.signal_efficiency[i], self.background_efficiency[i]);
                if enough { factor } else { f64::NAN }
            })
            .collect()
    }

    /// ε_s/√ε_b at the given ε_b, with ε_s from [`Roc::signal_efficiency_at`] and NaN beyond the cut-off
    /// of [`Roc::sic`]: the SIC of several trainings on one grid.
    ///
    /// # Example
    /// ```
    /// use cwola::evaluate::Scores;
    /// let constant = Scores::new(vec![0.5; 200], (0..200).map(|i| i % 2 == 0).collect())?;
    /// let sic = constant.roc().sic_at(&[0.2, 0.25]);
    /// assert!(sic[0].is_nan(), "20 of 100 background events are fewer than 25");
    /// assert_eq!(sic[1], 0.5, "no information: √ε_b");
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn sic_at(&self, background_efficiency: &[f64]) -> Vec<f64> {
        let signal_efficiency = self.signal_efficiency_at(background_efficiency);
        let factor = |(s, b): (&f64, &f64)| {
            let enough = b * self.background_events >= Roc::MIN_BACKGROUND_EVENTS;
            if enough { selection_factor(*s, *b) } else { f64::NAN }
        };
        signal_efficiency.iter().zip(background_efficiency).map(factor).collect()
    }

    /// The cut with the highest ε_s/√ε_b of [`Roc::sic`]; the loosest cut if none has enough background.
    ///
    /// Chosen on the test set itself, so it is optimistic.
    pub fn best_cut(&self) -> WorkingPoint {
        let sic = self.sic();
        let best = (0..self.len()).rev().fold(self.len() - 1, |best, i| if sic[i] > sic[best] { i } else { best });
        self.point(best, self.background_efficiency[best])
    }

    /// The cut of the Note: the tightest threshold at which ε_b is at least `background_efficiency`.
    ///
    /// With ties ε_b may be much larger than asked; [`WorkingPoint`] keeps both.
    /// [`Roc::signal_efficiency_at`] interpolates instead.
    ///
    /// # Errors
    /// A background efficiency outside (0, 1].
    ///
    /// # Example
    /// ```
    /// use cwola::evaluate::Scores;
    /// let scores = Scores::new(vec![0.9, 0.6, 0.7, 0.2], vec![true, true, false, false])?;
    /// let cut = scores.roc().working_point(0.5)?;
    /// assert_eq!((cut.threshold, cut.signal_efficiency, cut.background_efficiency), (0.7, 0.5, 0.5));
    /// # Ok::<(), cwola::Error>(())
    /// ```
    ///
    /// Source: the Note, section 4.12.
    pub fn working_point(&self, background_efficiency: f64) -> Result<WorkingPoint> {
        if !(background_efficiency > 0.0 && background_efficiency <= 1.0) {
            let expected = "above 0 and at most 1 (0.1 is 10 %)";
            return Err(Error::value("the background efficiency of a working point", expected, background_efficiency));
        }
        let first = self.background_efficiency.partition_point(|efficiency| *efficiency < background_efficiency);
        Ok(self.point(first.min(self.len() - 1), background_efficiency))
    }

    fn point(&self, i: usize, requested: f64) -> WorkingPoint {
        WorkingPoint {
            requested,
            threshold: self.threshold[i],
            signal_efficiency: self.signal_efficiency[i],
            background_efficiency: self.background_efficiency[i],
            background_events: self.background_efficiency[i] * self.background_events,
        }
    }

    /// ε_s at the given ε_b, on straight lines between the points.
    ///
    /// A straight line is what a random choice between two cuts, or among tied events, gives. Where the
    /// curve rises vertically the upper end is returned; NaN outside [0, 1].
    ///
    /// # Example
    /// ```
    /// use cwola::evaluate::Scores;
    /// let constant = Scores::new(vec![0.5; 6], vec![true, false, false, true, false, true])?;
    /// assert_eq!(constant.roc().signal_efficiency_at(&[0.0, 0.25, 1.0]), [0.0, 0.25, 1.0]);
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn signal_efficiency_at(&self, background_efficiency: &[f64]) -> Vec<f64> {
        let (x, y) = (&self.background_efficiency, &self.signal_efficiency);
        background_efficiency.iter().map(|at| interpolate(x, y, *at)).collect()
    }

    /// ε_b at the given ε_s, on straight lines between the points; the inverse of
    /// [`Roc::signal_efficiency_at`].
    ///
    /// Where the curve is flat the smaller ε_b is returned; NaN outside [0, 1]. The background rejection
    /// is one over it.
    pub fn background_efficiency_at(&self, signal_efficiency: &[f64]) -> Vec<f64> {
        // Seen from the other corner the smaller ε_b is the upper end.
        let mirrored = |values: &[f64]| values.iter().rev().map(|value| 1.0 - value).collect::<Vec<_>>();
        let (x, y) = (mirrored(&self.signal_efficiency), mirrored(&self.background_efficiency));
        signal_efficiency.iter().map(|at| 1.0 - interpolate(&x, &y, 1.0 - at)).collect()
    }
}

/// Piecewise linear y(at) over rising x from 0 to 1, right-continuous; NaN outside [0, 1].
fn interpolate(x: &[f64], y: &[f64], at: f64) -> f64 {
    if !(0.0..=1.0).contains(&at) {
        return f64::NAN;
    }
    let above = x.partition_point(|value| *value <= at);
    if above == x.len() {
        return y[above - 1];
    }
    // x[0] = 0 ≤ at, so there is a point below.
    let below = above - 1;
    y[below] + (y[above] - y[below]) * (at - x[below]) / (x[above] - x[below])
}
