//! Expected numbers of events in signal region and sideband.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::events::Events;
use crate::physics::Luminosity;
use crate::selection::MassWindows;

/// Expected numbers of signal and background events in signal region (SR) and sideband (SB).
///
/// # Example
/// ```
/// use cwola::mixing::RegionCounts;
/// // Table 7 of the Note: ten times the signal of m_H = 500 GeV at 78/fb.
/// let counts = RegionCounts { signal_sr: 243.8, background_sr: 200_172.7, signal_sb: 27.6, background_sb: 184_044.8 };
/// assert_eq!(counts.with_signal_times(10.0).signal_sr, 2438.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RegionCounts {
    /// Signal in the signal region.
    pub signal_sr: f64,
    /// Background in the signal region.
    pub background_sr: f64,
    /// Signal in the sideband.
    pub signal_sb: f64,
    /// Background in the sideband.
    pub background_sb: f64,
}

impl RegionCounts {
    /// Cross-section × luminosity × share of the sample that is inside each region.
    ///
    /// # Errors
    /// A sample without cross-section or without the mass column of `windows`.
    pub fn by_luminosity(
        signal: &Events,
        background: &Events,
        windows: &MassWindows,
        luminosity: Luminosity,
    ) -> Result<RegionCounts> {
        let (signal_sr, signal_sb) = expected(signal, windows, luminosity)?;
        let (background_sr, background_sb) = expected(background, windows, luminosity)?;
        Ok(RegionCounts { signal_sr, background_sr, signal_sb, background_sb })
    }

    /// A background and as much signal as gives S/√B = `strength` in the signal region.
    ///
    /// ```math
    /// S_SR = z √B_SR,  S_SB = r S_SR
    /// ```
    /// `signal_ratio` r is the signal's acceptance of the sideband over that of the signal region. Not rounded; see
    /// [`RegionCounts::truncated`]. Source: §4.5 and §4.10 of the Note.
    ///
    /// # Example
    /// ```
    /// use cwola::mixing::RegionCounts;
    /// // Table 15 of the Note: 136.1 and 211.2 fb at 139/fb, S/√B = 1.
    /// let counts = RegionCounts::by_strength(1.0, 136.1 * 139.0, 211.2 * 139.0, 16_079.0 / 55_844.0);
    /// assert_eq!((counts.signal_sr.round(), counts.signal_sb.round()), (138.0, 40.0));
    /// ```
    pub fn by_strength(strength: f64, background_sr: f64, background_sb: f64, signal_ratio: f64) -> RegionCounts {
        let signal_sr = crate::physics::signal_for_significance(strength, background_sr);
        RegionCounts { signal_sr, background_sr, signal_sb: signal_ratio * signal_sr, background_sb }
    }

    /// Whole events, what is behind the decimal point cut off: so the Note's samples were drawn.
    ///
    /// # Example
    /// ```
    /// use cwola::mixing::RegionCounts;
    /// // Table 16 of the Note, twice the luminosity: 194.5 and 56.0 signal events.
    /// let counts = RegionCounts::by_strength(1.0, 2.0 * 136.1 * 139.0, 2.0 * 211.2 * 139.0, 16_079.0 / 55_844.0);
    /// assert_eq!((counts.truncated().signal_sr, counts.truncated().signal_sb), (194.0, 56.0));
    /// ```
    pub fn truncated(self) -> RegionCounts {
        RegionCounts {
            signal_sr: self.signal_sr.trunc(),
            background_sr: self.background_sr.trunc(),
            signal_sb: self.signal_sb.trunc(),
            background_sb: self.background_sb.trunc(),
        }
    }

    /// The same background with `times` as much signal.
    pub fn with_signal_times(self, times: f64) -> RegionCounts {
        RegionCounts { signal_sr: times * self.signal_sr, signal_sb: times * self.signal_sb, ..self }
    }

    /// All numbers multiplied by `factor`: another luminosity, the same S/B.
    pub fn scaled(self, factor: f64) -> RegionCounts {
        let background_sr = factor * self.background_sr;
        RegionCounts { background_sr, background_sb: factor * self.background_sb, ..self.with_signal_times(factor) }
    }
}

/// Expected events of one process in signal region and sideband.
fn expected(events: &Events, windows: &MassWindows, luminosity: Luminosity) -> Result<(f64, f64)> {
    let Some(xsec_fb) = events.xsec_fb() else {
        let quantity = format!("the cross-section of {}", events.name());
        return Err(Error::value(&quantity, "set with with_xsec_fb", "not known"));
    };
    let mass = events.column(&windows.variable)?;
    let share = |inside: &dyn Fn(f64) -> bool| mass.iter().filter(|m| inside(**m)).count() as f64 / mass.len() as f64;
    let all = xsec_fb * luminosity.in_fb();
    Ok((all * share(&|m| windows.in_signal_region(m)), all * share(&|m| windows.in_sideband(m))))
}
