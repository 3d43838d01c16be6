//! One cut in signal region and sideband: does background alone make a bump?

use serde::{Deserialize, Serialize};

use super::{FakeBump, fake_bump};
use crate::error::{Error, Result};
use crate::store::bits;

/// Which events count as independent in the error of a fake bump.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Counting {
    /// Every row, copies of augmented events included: Table 19 of the Note; its errors are too small by up to 2.
    Rows,
    /// Every original event once.
    #[default]
    Originals,
}

/// Background efficiencies of one cut in both regions, made by [`region_cut`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RegionCut {
    /// The sideband efficiency that was asked for.
    pub requested: f64,
    /// Lowest score that is selected.
    #[serde(with = "bits::f64")]
    pub threshold: f64,
    /// Fraction ε_SB of the sideband events that are selected, at least `requested`.
    #[serde(with = "bits::f64")]
    pub sb_efficiency: f64,
    /// Fraction ε_SR of the signal-region events that are selected.
    #[serde(with = "bits::f64")]
    pub sr_efficiency: f64,
    /// Number of sideband rows.
    pub sb_rows: u64,
    /// Number of signal-region rows.
    pub sr_rows: u64,
    /// Number of original events behind the signal-region rows.
    pub sr_originals: u64,
}

/// Sets the threshold on background in the sideband and applies it to background in the signal region.
///
/// The threshold is the highest score at which the efficiency in the sideband is at least `requested`; scores at the
/// threshold are selected. Truth is not looked at: give background alone, or the fake bump is none.
///
/// # Errors
/// A region without events, a score that is not finite, or an efficiency outside (0, 1].
///
/// # Example
/// ```
/// use cwola::evaluate::{Counting, region_cut};
/// let sideband: Vec<f64> = (0..100).map(f64::from).collect();
/// let region: Vec<f64> = (0..100).map(|i| f64::from(i) + 5.0).collect();
/// let cut = region_cut(&sideband, &region, 0.1)?;
/// assert_eq!((cut.threshold, cut.sb_efficiency, cut.sr_efficiency), (90.0, 0.1, 0.15));
/// assert!(cut.fake_bump(1_000.0, Counting::Rows)?.significance > 0.0);
/// # Ok::<(), cwola::Error>(())
/// ```
///
/// Source: the Note, section 4.47.
pub fn region_cut(sideband: &[f64], signal_region: &[f64], requested: f64) -> Result<RegionCut> {
    if !(requested > 0.0 && requested <= 1.0) {
        return Err(Error::value("the efficiency in the sideband", "above 0 and at most 1", requested));
    }
    for (region, scores) in [("sideband", sideband), ("signal region", signal_region)] {
        if scores.is_empty() {
            return Err(Error::value(&format!("the number of background events in the {region}"), "at least 1", 0));
        }
        if let Some(row) = scores.iter().position(|score| !score.is_finite()) {
            return Err(Error::value(&format!("score {row} in the {region}"), "a finite number", scores[row]));
        }
    }
    let mut sorted = sideband.to_vec();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let n = sorted.len();
    let rank = (1..=n).find(|k| *k as f64 / n as f64 >= requested).unwrap_or(n);
    let threshold = sorted[rank - 1];
    let share =
        |scores: &[f64]| scores.iter().filter(|score| **score >= threshold).count() as f64 / scores.len() as f64;
    Ok(RegionCut {
        requested,
        threshold,
        sb_efficiency: share(sideband),
        sr_efficiency: share(signal_region),
        sb_rows: n as u64,
        sr_rows: signal_region.len() as u64,
        sr_originals: signal_region.len() as u64,
    })
}

impl RegionCut {
    /// Says that the signal-region rows are copies of this many original events.
    pub fn with_originals(self, originals: u64) -> RegionCut {
        RegionCut { sr_originals: originals, ..self }
    }

    /// The bump that the cut makes when `background` events are expected in the signal region before it.
    ///
    /// # Errors
    /// A negative background, or no original events.
    ///
    /// Source: the Note, equation 8.
    pub fn fake_bump(&self, background: f64, counting: Counting) -> Result<FakeBump> {
        let events = match counting {
            Counting::Rows => self.sr_rows,
            Counting::Originals => self.sr_originals,
        };
        fake_bump(background, self.sr_efficiency, self.sb_efficiency, events)
    }
}
