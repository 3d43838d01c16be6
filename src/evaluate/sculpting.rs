//! Does a cut on the score make a bump out of background alone?

use crate::error::{Error, Result};

/// The bump that a cut makes in a sample without signal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FakeBump {
    /// Size of the bump in standard deviations; negative for a dip.
    pub significance: f64,
    /// Its standard deviation, from the number of events behind ε_SR.
    pub error: f64,
}

/// Significance that background alone seems to have when it passes a cut more often in the signal
/// region than in the sideband.
///
/// ```math
/// σ = B (ε_SR − ε_SB) / √(B ε_SB),  std(σ) = √(B/ε_SB) √(ε_SR (1 − ε_SR) / N_SR)
/// ```
/// `background` is B, the background expected in the signal region before the cut; `sr_efficiency` and
/// `sb_efficiency` are the background efficiencies of the cut in the two regions, and `sr_events` is the
/// number N_SR of **independent** background events from which ε_SR was computed. As typeset, the Note's
/// equation 8 has √B ε_SB; its Table 19 needs √(B ε_SB), which is used here. Table 19 counts the copies
/// of augmented events in N_SR; pass the number of originals to get an error that is not too small.
///
/// # Errors
/// An efficiency outside [0, 1] (0 for the sideband included), a negative background or no events.
///
/// # Example
/// ```
/// use cwola::evaluate::fake_bump;
/// // The Note, Table 19, training sample, ε_SB = 1 %: 14.1 ± 1.6 (efficiencies as printed).
/// let bump = fake_bump(18_922.0, 0.0202, 0.01, 15_138)?;
/// assert!((bump.significance - 14.03).abs() < 0.01 && (bump.error - 1.57).abs() < 0.01);
/// # Ok::<(), cwola::Error>(())
/// ```
///
/// Source: the Note, equation 8.
pub fn fake_bump(background: f64, sr_efficiency: f64, sb_efficiency: f64, sr_events: u64) -> Result<FakeBump> {
    if !(0.0..=1.0).contains(&sr_efficiency) {
        return Err(Error::value("the efficiency in the signal region", "between 0 and 1", sr_efficiency));
    }
    if !(sb_efficiency > 0.0 && sb_efficiency <= 1.0) {
        return Err(Error::value("the efficiency in the sideband", "above 0 and at most 1", sb_efficiency));
    }
    if !(background.is_finite() && background >= 0.0) {
        return Err(Error::value("the expected background", "zero or positive", background));
    }
    if sr_events == 0 {
        return Err(Error::value("the number of background events in the signal region", "at least 1", 0));
    }
    let per_efficiency = (background / sb_efficiency).sqrt();
    let spread = (sr_efficiency * (1.0 - sr_efficiency) / sr_events as f64).sqrt();
    Ok(FakeBump { significance: per_efficiency * (sr_efficiency - sb_efficiency), error: per_efficiency * spread })
}
