//! Scores of a test set with its truth.

use super::ranked::{self, Group};
use super::{Roc, WorkingPoint};
use crate::error::{Error, Result};
use crate::events::Events;

/// The score and the truth of every event of a test set, checked once.
///
/// Scores are finite and a higher one means "more like signal"; both classes are present; weights are
/// finite and not negative. What cannot be represented is an error of [`Scores::new`].
///
/// # Example
/// ```
/// use cwola::evaluate::Scores;
/// let scores = Scores::new(vec![0.9, 0.6, 0.6, 0.2], vec![true, true, false, false])?;
/// assert_eq!(scores.auc(), 0.875); // 3 of 4 pairs in order, one tie counts half
/// assert_eq!(scores.accuracy(), 0.75);
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Scores {
    score: Vec<f64>,
    is_signal: Vec<bool>,
    /// Empty when every event has weight 1.
    weight: Vec<f64>,
}

impl Scores {
    /// Returns the scores of a test set in which every event has weight 1.
    ///
    /// # Errors
    /// Different lengths, a score that is not finite, or a class without events.
    pub fn new(score: Vec<f64>, is_signal: Vec<bool>) -> Result<Scores> {
        if score.len() != is_signal.len() {
            let expected = format!("{}, one per score", score.len());
            return Err(Error::value("the number of truth labels", &expected, is_signal.len()));
        }
        if let Some(row) = score.iter().position(|score| !score.is_finite()) {
            return Err(Error::value(&format!("the score of test event {row}"), "a finite number", score[row]));
        }
        let signal = is_signal.iter().filter(|&&signal| signal).count();
        present("signal", signal)?;
        present("background", is_signal.len() - signal)?;
        Ok(Scores { score, is_signal, weight: Vec::new() })
    }

    /// Takes one column as the score: how well it alone tells two samples apart.
    ///
    /// Values are used as they are, whatever their unit; weights of events are not looked at. An AUC below 0.5 says that
    /// the values of `signal` are the smaller ones. A threshold of 0.5 has no meaning here.
    ///
    /// # Errors
    /// A column that one of the samples does not have, a value that is not finite, or an empty sample.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let toy = GaussianToy::new(2.0);
    /// let scores = Scores::of_column("x1", &toy.signal(2000, 1)?, &toy.background(2000, 2)?)?;
    /// assert!((scores.auc() - toy.best_auc()).abs() < 4.0 * scores.auc_error());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn of_column(column: &str, signal: &Events, background: &Events) -> Result<Scores> {
        let (mut values, rest) = (signal.column(column)?, background.column(column)?);
        let truth = std::iter::repeat_n(true, values.len()).chain(std::iter::repeat_n(false, rest.len())).collect();
        values.extend(rest);
        Scores::new(values, truth)
    }

    /// Returns the same scores with one weight per event; every metric then counts weights.
    ///
    /// # Errors
    /// A number of weights that is not the number of events, a weight that is negative or not finite,
    /// or a class with total weight zero.
    ///
    /// # Example
    /// ```
    /// use cwola::evaluate::Scores;
    /// let scores = Scores::new(vec![0.9, 0.1, 0.5], vec![true, true, false])?;
    /// assert_eq!(scores.auc(), 0.5);
    /// assert_eq!(scores.with_weights(vec![3.0, 1.0, 2.0])?.auc(), 0.75);
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn with_weights(&self, weight: Vec<f64>) -> Result<Scores> {
        let mut new = self.clone();
        if weight.len() != new.len() {
            let expected = format!("{}, one per score", new.len());
            return Err(Error::value("the number of weights", &expected, weight.len()));
        }
        if let Some(row) = weight.iter().position(|weight| !(weight.is_finite() && *weight >= 0.0)) {
            return Err(Error::value(&format!("the weight of test event {row}"), "zero or positive", weight[row]));
        }
        for (class, is_signal) in [("signal", true), ("background", false)] {
            let total: f64 = weight.iter().zip(&new.is_signal).filter(|(_, s)| **s == is_signal).map(|(w, _)| w).sum();
            if total <= 0.0 {
                return Err(Error::value(&format!("the total weight of the {class} events"), "positive", total));
            }
        }
        new.weight = weight;
        Ok(new)
    }

    /// Number of test events.
    pub fn len(&self) -> usize {
        self.score.len()
    }

    /// Always false: a test set has events of both classes.
    pub fn is_empty(&self) -> bool {
        self.score.is_empty()
    }

    /// The scores, in the order given.
    pub fn score(&self) -> &[f64] {
        &self.score
    }

    /// The truth, in the order given.
    pub fn is_signal(&self) -> &[bool] {
        &self.is_signal
    }

    /// Weight of the event in `row`, 1 without weights.
    fn weight(&self, row: usize) -> f64 {
        self.weight.get(row).copied().unwrap_or(1.0)
    }

    /// The weight, negative for background (−0 included).
    pub(super) fn signed_weight(&self, row: usize) -> f64 {
        let weight = self.weight(row).abs();
        if self.is_signal[row] { weight } else { -weight }
    }

    /// Scores of the signal events, for a histogram.
    pub fn signal_scores(&self) -> Vec<f64> {
        self.scores_of(true)
    }

    /// Scores of the background events, for a histogram.
    pub fn background_scores(&self) -> Vec<f64> {
        self.scores_of(false)
    }

    fn scores_of(&self, class: bool) -> Vec<f64> {
        self.score.iter().zip(&self.is_signal).filter(|(_, truth)| **truth == class).map(|(score, _)| *score).collect()
    }

    /// The ROC curve with one point for every distinct score.
    pub fn roc(&self) -> Roc {
        Roc::from_groups(&self.groups())
    }

    /// Area under the ROC curve, P(s > b) + ½ P(s = b) for a signal score s and a background score b.
    ///
    /// Exact with ties and weights; computed by sorting.
    pub fn auc(&self) -> f64 {
        ranked::auc(&self.groups()).0
    }

    /// Standard error of the AUC from the size of the test set (DeLong), NaN for a class of one event.
    ///
    /// With weights w the effective number of events (Σw)²/Σw² is used. It says nothing about how
    /// another training would differ: that is the spread in [`super::Evaluation`].
    ///
    /// # Example
    /// ```
    /// use cwola::evaluate::Scores;
    /// let scores = Scores::new(vec![0.9, 0.4, 0.6, 0.2], vec![true, true, false, false])?;
    /// // Placements 1, ½ of the signal and ½, 1 of the background: variance (⅛ + ⅛)/2.
    /// assert!((scores.auc_error() - 0.125_f64.sqrt()).abs() < 1e-12);
    /// # Ok::<(), cwola::Error>(())
    /// ```
    ///
    /// Source: E. DeLong, D. DeLong, D. Clarke-Pearson, Biometrics 44 (1988) 837.
    pub fn auc_error(&self) -> f64 {
        ranked::auc(&self.groups()).1
    }

    /// Fraction of events on the right side of the fixed threshold 0.5.
    ///
    /// An event is called signal when its score is above 0.5; exactly 0.5 is background, as in Keras.
    /// The mixture of the test set is the prior: with 10 % signal, "always background" reaches 0.9.
    pub fn accuracy(&self) -> f64 {
        let (mut right, mut total) = (0.0, 0.0);
        for row in 0..self.len() {
            let weight = self.weight(row);
            total += weight;
            if (self.score[row] > 0.5) == self.is_signal[row] {
                right += weight;
            }
        }
        right / total
    }

    /// Highest accuracy over all thresholds ("ACC" of the Note), scanned on the test set itself.
    ///
    /// Optimistic by construction: never below the fraction of the larger class, and above it even for
    /// random scores of a small test set. [`Scores::accuracy`] has no such bias. The mixture of the
    /// test set is the prior, as in [`Scores::accuracy`].
    ///
    /// # Example
    /// ```
    /// use cwola::evaluate::Scores;
    /// let scores = Scores::new(vec![0.2, 0.1, 0.05, 0.0], vec![true, true, false, false])?;
    /// assert_eq!((scores.accuracy(), scores.best_accuracy()), (0.5, 1.0));
    /// # Ok::<(), cwola::Error>(())
    /// ```
    ///
    /// Source: the Note, sections 2 and 4.7.
    pub fn best_accuracy(&self) -> f64 {
        let groups = self.groups();
        let totals = ranked::totals(&groups);
        best_accuracy(&groups, 1.0, 1.0) / (totals.signal + totals.background)
    }

    /// Highest balanced accuracy (ε_s + 1 − ε_b)/2 over all thresholds: signal and background count the
    /// same, whatever their numbers. Between 0.5 and 1; equal to [`Scores::best_accuracy`] on a test set
    /// with as much signal as background.
    pub fn best_balanced_accuracy(&self) -> f64 {
        let groups = self.groups();
        let totals = ranked::totals(&groups);
        best_accuracy(&groups, 0.5 / totals.signal, 0.5 / totals.background)
    }

    /// The cut at a background efficiency; see [`Roc::working_point`].
    ///
    /// # Errors
    /// A background efficiency outside (0, 1].
    pub fn working_point(&self, background_efficiency: f64) -> Result<WorkingPoint> {
        self.roc().working_point(background_efficiency)
    }

    /// Returns the scores 1 − s if the AUC is below 0.5, and the same scores otherwise.
    ///
    /// A CWoLa training does not know which mixture has more signal and may come out upside down. This
    /// uses the truth of the test set and can only raise the AUC, also that of a network which learnt
    /// nothing, so it is never done unasked (the Note, section 4.18). Scores below 1e-16 become equal.
    ///
    /// # Example
    /// ```
    /// use cwola::evaluate::Scores;
    /// let swapped = Scores::new(vec![0.1, 0.8], vec![true, false])?;
    /// assert_eq!((swapped.auc(), swapped.rectified().auc()), (0.0, 1.0));
    /// # Ok::<(), cwola::Error>(())
    /// ```
    #[must_use]
    pub fn rectified(&self) -> Scores {
        let mut scores = self.clone();
        if self.auc() < 0.5 {
            scores.score.iter_mut().for_each(|score| *score = 1.0 - *score);
        }
        scores
    }

    pub(super) fn groups(&self) -> Vec<Group> {
        ranked::groups(self)
    }
}

fn present(class: &str, count: usize) -> Result<()> {
    if count > 0 {
        Ok(())
    } else {
        Err(Error::value(&format!("the number of {class} events in the test set"), "at least 1", 0))
    }
}

/// Highest weight on the right side of a cut, over all cuts, for the given weight of each class.
fn best_accuracy(groups: &[Group], per_signal: f64, per_background: f64) -> f64 {
    let totals = ranked::totals(groups);
    let (mut signal, mut rejected) = (0.0, totals.background);
    let mut best = per_background * rejected;
    for group in groups {
        signal += group.signal;
        rejected -= group.background;
        best = best.max(per_signal * signal + per_background * rejected);
    }
    best
}
