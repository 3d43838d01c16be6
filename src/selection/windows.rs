//! Signal region and sideband in a resonant mass.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::events::Events;

/// Signal region (SR) and sideband (SB) as windows of a mass, in GeV.
///
/// A sideband value that lies in the signal region counts as signal region only. Lower edges
/// belong to a window, upper edges do not.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let windows = MassWindows::dihiggs_500();
/// assert!(windows.in_signal_region(500.0) && !windows.in_sideband(500.0));
/// assert!(windows.in_sideband(600.0));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MassWindows {
    /// Name for captions.
    pub name: String,
    /// Column that holds the mass.
    pub variable: String,
    /// Signal region (lower, upper), GeV.
    pub signal: (f64, f64),
    /// Sideband windows (lower, upper), GeV.
    pub sideband: Vec<(f64, f64)>,
}

impl MassWindows {
    /// Windows of the column `variable`.
    ///
    /// # Errors
    /// A window whose upper edge is not above its lower edge, or no sideband.
    pub fn new(name: &str, variable: &str, signal: (f64, f64), sideband: &[(f64, f64)]) -> Result<MassWindows> {
        for (lower, upper) in sideband.iter().chain([&signal]) {
            if lower >= upper || lower.is_nan() || upper.is_nan() {
                let found = format!("{lower} to {upper}");
                return Err(Error::value("a mass window", "from a lower to a higher mass in GeV", found));
            }
        }
        if sideband.is_empty() {
            return Err(Error::value("the number of sideband windows", "at least 1", 0));
        }
        Ok(MassWindows { name: name.into(), variable: variable.into(), signal, sideband: sideband.to_vec() })
    }

    /// Table 2 of the Note, m_H = 500 GeV: SR 350–550, SB 250–350 and 550–700 GeV.
    pub fn dihiggs_500() -> MassWindows {
        MassWindows {
            name: "m_H = 500 GeV".into(),
            variable: "m_hh".into(),
            signal: (350.0, 550.0),
            sideband: vec![(250.0, 350.0), (550.0, 700.0)],
        }
    }

    /// Table 2 of the Note, m_H = 1000 GeV: SR 800–1050, SB 700–800 and 1050–1100 GeV.
    pub fn dihiggs_1000() -> MassWindows {
        MassWindows {
            name: "m_H = 1000 GeV".into(),
            variable: "m_hh".into(),
            signal: (800.0, 1050.0),
            sideband: vec![(700.0, 800.0), (1050.0, 1100.0)],
        }
    }

    /// §4.27 of the Note: SR 4700–5500, SB 4400–4700 and 5500–5800 GeV in `m_jj`, with about equal backgrounds.
    pub fn dark_valley() -> MassWindows {
        MassWindows { sideband: vec![(4400.0, 4700.0), (5500.0, 5800.0)], ..MassWindows::dark_valley_old() }
    }

    /// §4.3 of the Note: SR 4700–5500, SB 4300–4700 and 5500–5900 GeV in `m_jj`, used until §4.26.
    pub fn dark_valley_old() -> MassWindows {
        MassWindows {
            name: "dark valley".into(),
            variable: "m_jj".into(),
            signal: (4700.0, 5500.0),
            sideband: vec![(4300.0, 4700.0), (5500.0, 5900.0)],
        }
    }

    /// Section 2 of B. Lieberman et al., arXiv 2109.07287: window 194–206, sideband 182–194 and 206–218 GeV in `m_llg`.
    pub fn zgamma() -> MassWindows {
        MassWindows {
            name: "Zγ, 200 GeV".into(),
            variable: "m_llg".into(),
            signal: (194.0, 206.0),
            sideband: vec![(182.0, 194.0), (206.0, 218.0)],
        }
    }

    /// Whether a mass (GeV) is in the signal region.
    pub fn in_signal_region(&self, mass: f64) -> bool {
        self.signal.0 <= mass && mass < self.signal.1
    }

    /// Whether a mass (GeV) is in the sideband.
    pub fn in_sideband(&self, mass: f64) -> bool {
        !self.in_signal_region(mass) && self.sideband.iter().any(|(lower, upper)| *lower <= mass && mass < *upper)
    }

    /// The events in the signal region.
    ///
    /// # Errors
    /// A sample without the mass column.
    pub fn signal_region(&self, events: &Events) -> Result<Events> {
        let mass = events.column(&self.variable)?;
        events.filter(&mass.iter().map(|m| self.in_signal_region(*m)).collect::<Vec<_>>())
    }

    /// The events in the sideband.
    ///
    /// # Errors
    /// A sample without the mass column.
    pub fn sideband_region(&self, events: &Events) -> Result<Events> {
        let mass = events.column(&self.variable)?;
        events.filter(&mass.iter().map(|m| self.in_sideband(*m)).collect::<Vec<_>>())
    }
}
