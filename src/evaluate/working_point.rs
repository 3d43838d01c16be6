//! One cut on the score.

use crate::physics::{asimov, selection_factor};
use serde::Serialize;

/// A cut on the score, made by [`super::Roc::working_point`].
///
/// # Example
/// ```
/// use cwola::evaluate::Scores;
/// let scores = Scores::new(vec![0.9, 0.8, 0.7, 0.1, 0.0], vec![true, true, false, false, false])?;
/// let cut = scores.working_point(0.1)?;
/// assert_eq!((cut.signal_efficiency, cut.background_efficiency), (1.0, 1.0 / 3.0));
/// assert!((cut.selection_factor() - 3_f64.sqrt()).abs() < 1e-12);
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct WorkingPoint {
    /// The background efficiency that was asked for.
    pub requested: f64,
    /// Lowest score that is selected.
    pub threshold: f64,
    /// Fraction ε_s of the signal that is selected.
    pub signal_efficiency: f64,
    /// Fraction ε_b of the background that is selected, at least `requested`.
    pub background_efficiency: f64,
    /// Effective number of background test events that are selected: ε_b is known to one over its root.
    pub background_events: f64,
}

impl WorkingPoint {
    /// Factor ε_s/√ε_b on S/√B, with the ε_b that the cut really has.
    pub fn selection_factor(&self) -> f64 {
        selection_factor(self.signal_efficiency, self.background_efficiency)
    }

    /// Factor ε_s/√ε_b with the ε_b that was asked for, as the numbers of the Note were made.
    ///
    /// The same as [`WorkingPoint::selection_factor`] but for test sets that are small or have many
    /// ties, where it is too large.
    pub fn selection_factor_as_published(&self) -> f64 {
        selection_factor(self.signal_efficiency, self.requested)
    }

    /// Background rejection 1/ε_b.
    pub fn background_rejection(&self) -> f64 {
        1.0 / self.background_efficiency
    }

    /// Asimov significance of `signal` and `background` expected events after the cut (the Note,
    /// equation 5 with ε_s S and ε_b B).
    ///
    /// # Example
    /// ```
    /// use cwola::evaluate::Scores;
    /// let cut = Scores::new(vec![0.9, 0.1], vec![true, false])?.working_point(1.0)?;
    /// assert_eq!(cut.significance_after(100.0, 1e4), cwola::physics::asimov(100.0, 1e4), "no cut");
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn significance_after(&self, signal: f64, background: f64) -> f64 {
        asimov(signal * self.signal_efficiency, background * self.background_efficiency)
    }
}

impl std::fmt::Display for WorkingPoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (s, b) = (self.signal_efficiency, self.background_efficiency);
        write!(f, "score ≥ {:.4}: ε_s = {s:.4}, ε_b = {b:.4}, ", self.threshold)?;
        write!(f, "ε_s/√ε_b = {:.3} ({:.0} background test events)", self.selection_factor(), self.background_events)
    }
}
