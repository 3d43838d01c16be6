//! Cuts on jets.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::events::{Events, Jet};

/// Requirements on the b-tagged jets of an event; the default is the Note's four-tag cut (§2.1).
///
/// # Example
/// ```
/// use cwola::selection::FourTag;
/// assert_eq!(FourTag::default(), FourTag { tags: 4, pt_min: 40.0, eta_max: 2.5 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FourTag {
    /// Least number of b-tagged jets.
    pub tags: usize,
    /// Least transverse momentum of each, GeV.
    pub pt_min: f64,
    /// Largest |η| of each.
    pub eta_max: f64,
}

impl Default for FourTag {
    fn default() -> FourTag {
        FourTag { tags: 4, pt_min: 40.0, eta_max: 2.5 }
    }
}

impl FourTag {
    /// The same cut with another pT threshold, GeV (Figure 8 of the Note: 40 to 70).
    pub fn with_pt_min(self, pt_min: f64) -> FourTag {
        FourTag { pt_min, ..self }
    }

    /// The same cut with another number of b-tagged jets.
    pub fn with_tags(self, tags: usize) -> FourTag {
        FourTag { tags, ..self }
    }

    /// Whether a jet counts: b-tagged, pT > `pt_min` and |η| < `eta_max`.
    pub fn accepts(&self, jet: &Jet) -> bool {
        jet.btag && jet.p4.pt > self.pt_min && jet.p4.eta.abs() < self.eta_max
    }
}

/// Keeps the events with at least four b-tagged jets of pT > 40 GeV and |η| < 2.5.
///
/// # Errors
/// A sample without jets.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let events = Events::sample("dihiggs_1000")?;
/// // The sample was made with this cut; one jet was rounded to 40 GeV when it was stored.
/// assert_eq!(four_tag(&events)?.len(), events.len() - 1);
/// # Ok::<(), Error>(())
/// ```
pub fn four_tag(events: &Events) -> Result<Events> {
    select_jets(events, &FourTag::default())
}

/// Keeps the events with enough b-tagged jets inside the given cut.
///
/// # Errors
/// A sample without jets, or a negative threshold.
pub fn select_jets(events: &Events, cut: &FourTag) -> Result<Events> {
    if !(cut.pt_min >= 0.0 && cut.eta_max > 0.0) {
        return Err(Error::value("the jet cut", "pT ≥ 0 and |η| limit > 0", format!("{cut:?}")));
    }
    let jets = events.jets()?;
    let keep: Vec<bool> = (0..events.len())
        .map(|event| jets.event(event).iter().filter(|jet| cut.accepts(jet)).count() >= cut.tags)
        .collect();
    events.filter(&keep)
}
