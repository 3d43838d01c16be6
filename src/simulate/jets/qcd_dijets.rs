//! QCD di-jets: the background of the Note, section 4.

use serde::{Deserialize, Serialize};

use super::event::{Model, Process, qcd_gauge, qcd_string};
use super::hard::QcdHard;
use super::sample::{DijetSelection, generate};
use crate::error::{Error, Result};
use crate::events::{Events, Label};

/// QCD di-jets at √s = 13 TeV: pp → two partons, which shower and hadronise.
///
/// Leading-order matrix elements of all parton pairs with parton densities fitted to NNPDF2.3 at Q = 2.5 TeV, a dipole
/// shower from the transverse momentum of the partons, Lund strings, the response of a detector, anti-kT jets of
/// R = 0.8. No pile-up, no multiparton interactions, no radiation from the incoming partons.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let background = QcdDijets::new().events(50, 7)?;
/// assert_eq!(background.len(), 50);
/// assert!(background.column("m_jj")?.iter().all(|m| (4300.0..5900.0).contains(m)));
/// assert!(background.dijets()?.jet(0, 0).len() > 5);
/// # Ok::<(), Error>(())
/// ```
///
/// Source: the Note, section 4.1 (its MadGraph script: ptj 700, etaj 2.2, mmjj 3000).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct QcdDijets {
    /// Smallest mass of the two partons, GeV (4000: of the events that the default selection keeps 4 to 5 % would come
    /// from below; 3000 as in the Note for spectra and cutflow).
    pub mhat_min: f64,
    /// Smallest transverse momentum of the partons, GeV (700).
    pub parton_pt_min: f64,
    /// Largest |η| of the partons (2.2).
    pub parton_eta_max: f64,
    /// Which events are kept.
    pub selection: DijetSelection,
}

impl Default for QcdDijets {
    fn default() -> QcdDijets {
        QcdDijets { mhat_min: 4000.0, parton_pt_min: 700.0, parton_eta_max: 2.2, selection: DijetSelection::default() }
    }
}

impl QcdDijets {
    /// The background of the Note after its selection.
    pub fn new() -> QcdDijets {
        QcdDijets::default()
    }

    /// The same with another smallest mass of the two partons, GeV.
    pub fn with_mhat_min(&self, mhat_min: f64) -> QcdDijets {
        QcdDijets { mhat_min, ..self.clone() }
    }

    /// The same with another choice of events.
    pub fn with_selection(&self, selection: DijetSelection) -> QcdDijets {
        QcdDijets { selection, ..self.clone() }
    }

    /// n events that pass the selection, with constituents and truth (`signal` = 0).
    ///
    /// The same (settings, n, seed) give the same events on any number of threads, and the first events of a larger
    /// sample are those of a smaller one. `event` is the number of the generated event; the cross-section of
    /// the sample is the leading-order one times the share that passes (good to tens of per cent).
    ///
    /// # Errors
    /// A smallest mass that is not between 500 and 10000 GeV or below twice the smallest transverse momentum, parton cuts
    /// that leave nothing, a selection that nothing passes.
    pub fn events(&self, n: usize, seed: u64) -> Result<Events> {
        let (model, xsec_fb) = self.model()?;
        let made = generate("QCD di-jets", &model, &self.selection, n, seed, Label::Background)?;
        let meta = serde_json::json!({
            "generator": "cwola QCD di-jets", "options": self, "seed": seed, "flow": made.flow,
            "flow_of": ["generated", "two jets", "pt", "eta", "kept"], "parton_xsec_fb": xsec_fb,
        });
        let share = made.flow[4] as f64 / made.flow[0].max(1) as f64;
        Ok(made.events.with_meta(&meta.to_string()).with_xsec_fb(xsec_fb * share))
    }

    /// The model and the cross-section of its partons in fb.
    pub(super) fn model(&self) -> Result<(Model, f64)> {
        let range = (500.0..=10_000.0).contains(&self.mhat_min);
        let partons = self.parton_pt_min > 10.0 && self.mhat_min > 2.0 * self.parton_pt_min;
        if !(range && partons) {
            let expected = "between 500 and 10000 GeV and above twice the smallest transverse momentum of the partons";
            let found = format!("{} GeV with {} GeV", self.mhat_min, self.parton_pt_min);
            return Err(Error::value("the smallest mass of the two partons", expected, found));
        }
        if !(self.parton_eta_max > 0.1 && self.parton_eta_max <= 5.0) {
            return Err(Error::value("the largest |η| of the partons", "between 0.1 and 5", self.parton_eta_max));
        }
        // Above twice the smallest mass there is less than a per mille of the cross-section.
        let masses = (self.mhat_min, (3.0 * self.mhat_min).min(12_500.0));
        let hard = QcdHard::new(masses, self.parton_pt_min, self.parton_eta_max);
        let xsec_fb = hard.xsec_fb;
        let model =
            Model { process: Process::Qcd(hard), gauge: qcd_gauge(), string: qcd_string(), purpose: "QCD di-jets" };
        Ok((model, xsec_fb))
    }
}
