//! What a cut does to the significance of a search.

use serde::{Deserialize, Serialize};

use super::{Evaluation, WorkingPoint};
use crate::error::Result;
use crate::physics::{asimov, asimov_with_uncertainty, signal_for_significance, significance};
use crate::stats::Measured;

/// How a number of signal and background events becomes a significance.
///
/// # Example
/// ```
/// use cwola::evaluate::SignificanceFormula;
/// let (s, b) = (137.6, 18_922.0);
/// assert!((SignificanceFormula::Ratio.of(s, b) - 1.0003).abs() < 1e-3);
/// assert!(SignificanceFormula::WithUncertainty(0.05).of(s, b) < SignificanceFormula::Asimov.of(s, b));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub enum SignificanceFormula {
    /// S/√B: a cut multiplies it by ε_s/√ε_b (the Note, section 4.12).
    Ratio,
    /// √(2[(S + B) ln(1 + S/B) − S]) (the Note, equation 5).
    #[default]
    Asimov,
    /// The same with a background that is known to this relative uncertainty, 0.01 for 1 %.
    WithUncertainty(f64),
}

impl SignificanceFormula {
    /// Significance of `signal` over `background` expected events.
    pub fn of(self, signal: f64, background: f64) -> f64 {
        match self {
            SignificanceFormula::Ratio => significance(signal, background),
            SignificanceFormula::Asimov => asimov(signal, background),
            SignificanceFormula::WithUncertainty(relative) => asimov_with_uncertainty(signal, background, relative),
        }
    }

    /// Words for a caption.
    pub fn words(self) -> String {
        match self {
            SignificanceFormula::Ratio => "S/√B".into(),
            SignificanceFormula::Asimov => "Eq. 5".into(),
            SignificanceFormula::WithUncertainty(relative) => {
                format!("Eq. 5 with a background uncertainty of {} %", 100.0 * relative)
            }
        }
    }
}

/// Significance of a search without and with a cut, made by [`WorkingPoint::gain`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Gain {
    /// Without the cut: S and B events.
    pub before: f64,
    /// With it: ε_s S and ε_b B events.
    pub after: f64,
}

impl WorkingPoint {
    /// Significance before and after the cut for a signal of S = `strength` · √B over B = `background` events.
    ///
    /// The cut is where the false positive rate first reaches what was asked for, as published; ε_b is the one that
    /// the cut really has.
    ///
    /// # Example
    /// ```
    /// use cwola::evaluate::{Scores, SignificanceFormula};
    /// let cut = Scores::new(vec![0.9, 0.8, 0.1, 0.0], vec![true, false, true, false])?.working_point(0.5)?;
    /// assert_eq!((cut.signal_efficiency, cut.background_efficiency), (0.5, 0.5));
    /// let gain = cut.gain(2.0, 10_000.0, SignificanceFormula::Ratio);
    /// assert_eq!(gain.before, 2.0);
    /// assert!((gain.after - 2.0 * 0.5 / 0.5f64.sqrt()).abs() < 1e-12, "ε_s/√ε_b");
    /// # Ok::<(), cwola::Error>(())
    /// ```
    ///
    /// Source: the Note, sections 4.12 and 4.23.
    pub fn gain(&self, strength: f64, background: f64, formula: SignificanceFormula) -> Gain {
        let signal = signal_for_significance(strength, background);
        Gain {
            before: formula.of(signal, background),
            after: formula.of(signal * self.signal_efficiency, background * self.background_efficiency),
        }
    }
}

impl Evaluation {
    /// Significance before the cut, and mean and spread over the trainings after it; see [`WorkingPoint::gain`].
    ///
    /// # Errors
    /// A background efficiency outside (0, 1].
    pub fn gain(
        &self,
        background_efficiency: f64,
        strength: f64,
        background: f64,
        formula: SignificanceFormula,
    ) -> Result<(f64, Measured)> {
        let cuts: Result<Vec<WorkingPoint>> =
            self.scores.iter().map(|scores| scores.working_point(background_efficiency)).collect();
        let gains: Vec<Gain> = cuts?.iter().map(|cut| cut.gain(strength, background, formula)).collect();
        let before = formula.of(signal_for_significance(strength, background), background);
        Ok((before, Measured::from(&gains.iter().map(|gain| gain.after).collect::<Vec<_>>())))
    }
}
