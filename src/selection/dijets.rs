//! Cuts on the two leading jets.

use serde::{Deserialize, Serialize};

use super::{Cutflow, MassWindows};
use crate::error::{Error, Result};
use crate::events::Events;

/// Requirements on the two leading jets; the default is the Note's selection (§4.3).
///
/// n_j ≥ `jets`, both pT > `pt_min`, both |η| < `eta_max`. It reads the columns `pt_j1`, `eta_j1`, `pt_j2`, `eta_j2`, and
/// `n_jets` where a sample has it; elsewhere an event has two jets when `pt_j2` is above 0. The mass windows are cut on
/// by [`MassWindows`].
///
/// # Example
/// ```
/// use cwola::selection::DijetCuts;
/// assert_eq!(DijetCuts::default(), DijetCuts { jets: 2, pt_min: 750.0, eta_max: 2.0 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DijetCuts {
    /// Least number of jets.
    pub jets: usize,
    /// Lower limit of the transverse momentum of both, GeV.
    pub pt_min: f64,
    /// Upper limit of |η| of both.
    pub eta_max: f64,
}

impl Default for DijetCuts {
    fn default() -> DijetCuts {
        DijetCuts { jets: 2, pt_min: 750.0, eta_max: 2.0 }
    }
}

impl DijetCuts {
    /// The same cuts with another pT threshold, GeV.
    pub fn with_pt_min(self, pt_min: f64) -> DijetCuts {
        DijetCuts { pt_min, ..self }
    }

    /// The same cuts with another limit of |η|.
    pub fn with_eta_max(self, eta_max: f64) -> DijetCuts {
        DijetCuts { eta_max, ..self }
    }

    /// The events that pass all cuts; constituents go along.
    ///
    /// # Errors
    /// A sample without the columns of the jets, or more than two jets asked of a sample that does not count them.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let events = Events::sample("dark_valley_id10_all")?;
    /// let kept = DijetCuts::default().select(&events)?;
    /// assert!(kept.column("pt_j2")?.into_iter().all(|pt| pt > 750.0));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn select(&self, events: &Events) -> Result<Events> {
        let [.., last] = self.steps(events)?;
        Ok(last)
    }

    /// What each cut leaves (Table 14 of the Note): total, n_j, pT, η, then signal region and sideband of what passed.
    ///
    /// The total is the number of generated events where the description of the sample's origin
    /// states it (`generated` in its JSON), else the number of events of the sample.
    ///
    /// # Errors
    /// A sample without the columns of the jets or of the mass.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let events = Events::sample("dark_valley_id10_all")?;
    /// let flow = DijetCuts::default().cutflow(&events, &MassWindows::dark_valley_old())?;
    /// let sr = &flow.steps()[4];
    /// assert!((sr.efficiency / 0.558 - 1.0).abs() < 0.03, "the Note: 0.558");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn cutflow(&self, events: &Events, windows: &MassWindows) -> Result<Cutflow> {
        let [jets, pt, eta] = self.steps(events)?;
        Ok(Cutflow::generated(events.name(), "total", events)
            .then("n_j", &jets)
            .then("pT", &pt)
            .then("η", &eta)
            .then("signal region", &windows.signal_region(&eta)?)
            .then("sideband", &windows.sideband_region(&eta)?))
    }

    /// The events after each of the three cuts.
    fn steps(&self, events: &Events) -> Result<[Events; 3]> {
        if !(self.pt_min >= 0.0 && self.eta_max > 0.0) {
            return Err(Error::value("the jet cut", "pT ≥ 0 and |η| limit > 0", format!("{self:?}")));
        }
        let jets = events.filter(&self.enough_jets(events)?)?;
        let both = |events: &Events, names: [&str; 2], ok: &dyn Fn(f64) -> bool| -> Result<Events> {
            let [a, b] = [events.column(names[0])?, events.column(names[1])?];
            events.filter(&a.iter().zip(&b).map(|(a, b)| ok(*a) && ok(*b)).collect::<Vec<_>>())
        };
        let pt = both(&jets, ["pt_j1", "pt_j2"], &|pt| pt > self.pt_min)?;
        let eta = both(&pt, ["eta_j1", "eta_j2"], &|eta| eta.abs() < self.eta_max)?;
        Ok([jets, pt, eta])
    }

    fn enough_jets(&self, events: &Events) -> Result<Vec<bool>> {
        if events.has("n_jets") {
            return Ok(events.column("n_jets")?.into_iter().map(|n| n >= self.jets as f64).collect());
        }
        let column = match self.jets {
            0 => return Ok(vec![true; events.len()]),
            1 => "pt_j1",
            2 => "pt_j2",
            more => {
                let quantity = format!("the least number of jets of {}, which has no column n_jets,", events.name());
                return Err(Error::value(&quantity, "at most 2", more));
            }
        };
        Ok(events.column(column)?.into_iter().map(|pt| pt > 0.0).collect())
    }
}
