//! Dark jets from a Z′: the signal of the Note, section 4.

use serde::{Deserialize, Serialize};

use super::dark::DarkFlavours;
use super::event::{DarkSector, Model, Process, qcd_gauge, qcd_string};
use super::lund::LundTable;
use super::resonance::Resonance;
use super::sample::{DijetSelection, generate};
use super::shower::Gauge;
use super::strings::StringModel;
use crate::error::{Error, Result};
use crate::events::{Events, Label};
use crate::physics::{constituent_quark_mass, rho_mass};

/// How dark ρ mesons decay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Decay {
    /// ρ_D → π_D π_D, then π_D → dd̄ (m_π = Λ_D; "ID" in the slides).
    #[default]
    Indirect,
    /// ρ_D → dd̄ and π_D → dd̄ (m_π = 1.8 Λ_D, so that two π_D are too heavy; "DD").
    Direct,
}

impl Decay {
    /// m_π / Λ_D of the benchmark.
    pub fn pion_ratio(self) -> f64 {
        match self {
            Decay::Indirect => 1.0,
            Decay::Direct => 1.8,
        }
    }
}

/// Dark jets: pp → Z′ → dark quarks, which shower and hadronise in a dark sector and decay to jets.
///
/// Everything is made here: Breit–Wigner and parton luminosity of down quarks, a dipole shower of SU(3) with three dark
/// flavours whose one-loop coupling runs with Λ_D, dark strings (75 % ρ_D), the decays of [`Decay`], QCD showers and
/// strings of the decay products, the response of a detector, anti-kT jets of R = 0.8. √s = 13 TeV. The masses are
/// m_π = Λ_D or 1.8 Λ_D and [`rho_mass`]. No pile-up, no multiparton interactions, no radiation from the
/// incoming quarks, nothing invisible.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let valley = DarkValley::new().with_lambda(20.0).with_decay(Decay::Direct);
/// let signal = valley.signal(50, 7)?;
/// assert_eq!(signal.len(), 50);
/// assert_eq!(signal.frame(), valley.signal(50, 7)?.frame()); // same seed, same events
/// assert!(signal.dijets()?.jet(0, 0).len() > 5);
/// # Ok::<(), Error>(())
/// ```
///
/// Source: the Note, section 4.1 and Table 13; Pythia's hidden valley (arXiv:1102.3795, arXiv:2203.09503).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DarkValley {
    /// Mass of the Z′, GeV (5500).
    pub m_z_prime: f64,
    /// Width of the Z′, GeV (10).
    pub width: f64,
    /// Λ_D: confinement scale of the dark sector, GeV (10).
    pub lambda_d: f64,
    /// How ρ_D decay (indirectly).
    pub decay: Decay,
    /// Which events are kept.
    pub selection: DijetSelection,
}

impl Default for DarkValley {
    fn default() -> DarkValley {
        DarkValley {
            m_z_prime: 5500.0,
            width: 10.0,
            lambda_d: 10.0,
            decay: Decay::Indirect,
            selection: DijetSelection::default(),
        }
    }
}

/// Colours and flavours of the dark sector, and the share of ρ_D at a break of a string.
const COLOURS: f64 = 3.0;
const FLAVOURS: u8 = 3;
const VECTOR: f64 = 0.75;

impl DarkValley {
    /// The benchmark of the Note: m_Z′ = 5.5 TeV, Λ_D = 10 GeV, indirect decays; events after its selection.
    pub fn new() -> DarkValley {
        DarkValley::default()
    }

    /// The same with another confinement scale, GeV.
    pub fn with_lambda(&self, lambda_d: f64) -> DarkValley {
        DarkValley { lambda_d, ..self.clone() }
    }

    /// The same with another decay.
    pub fn with_decay(&self, decay: Decay) -> DarkValley {
        DarkValley { decay, ..self.clone() }
    }

    /// The same with another mass of the Z′, GeV.
    ///
    /// The mass window stays; it may have to move as well, see [`DarkValley::with_selection`].
    pub fn with_mass(&self, m_z_prime: f64) -> DarkValley {
        DarkValley { m_z_prime, ..self.clone() }
    }

    /// The same with another width of the Z′, GeV.
    pub fn with_width(&self, width: f64) -> DarkValley {
        DarkValley { width, ..self.clone() }
    }

    /// The same with another choice of events.
    pub fn with_selection(&self, selection: DijetSelection) -> DarkValley {
        DarkValley { selection, ..self.clone() }
    }

    /// Mass of π_D, GeV.
    pub fn pion_mass(&self) -> f64 {
        self.decay.pion_ratio() * self.lambda_d
    }

    /// Mass of ρ_D, GeV.
    pub fn rho_mass(&self) -> f64 {
        rho_mass(self.lambda_d, self.pion_mass())
    }

    /// n events that pass the selection, with constituents and truth (`signal` = 1).
    ///
    /// The same (settings, n, seed) give the same events on any number of threads, and the first events of a larger
    /// sample are those of a smaller one. `event` is the number of the generated event. What was generated and
    /// passed is in [`Events::meta`].
    ///
    /// # Errors
    /// A mass that is not between 500 and 12000 GeV, a width that is not positive and below a tenth of the mass, a Λ_D
    /// that is not between 0.5 GeV and m_Z′/40, a selection that nothing passes.
    pub fn signal(&self, n: usize, seed: u64) -> Result<Events> {
        let name = format!("dark valley, Λ_D = {} GeV, {}", self.lambda_d, self.name());
        let made = generate(&name, &self.model()?, &self.selection, n, seed, Label::Signal)?;
        let meta = serde_json::json!({
            "generator": "cwola dark valley", "options": self, "seed": seed, "flow": made.flow,
            "flow_of": ["generated", "two jets", "pt", "eta", "kept"],
        });
        Ok(made.events.with_meta(&meta.to_string()))
    }

    fn name(&self) -> &'static str {
        match self.decay {
            Decay::Indirect => "ID",
            Decay::Direct => "DD",
        }
    }

    pub(super) fn model(&self) -> Result<Model> {
        self.check()?;
        let (lambda, pion) = (self.lambda_d, self.pion_mass());
        let quark = constituent_quark_mass(lambda, pion);
        // Pythia's hidden valley strings: a = 0.1, b m_q² = 1.9, σ = 0.5 m_q; the last two mesons at
        // 1.5 m_π plus the masses of the quarks at the ends and of twice the new one. A piece of string must be
        // able to make a π_D and a ρ_D; so there are as many mesons as in Pythia (within 7 %, Λ_D = 1 to 50 GeV), but
        // half of them are ρ_D, not three quarters.
        let string = StringModel {
            table: LundTable::new(0.1),
            b: 1.9 / (quark * quark),
            sigma: 0.5 * quark / std::f64::consts::SQRT_2,
            stop: 1.5 * pion + 4.0 * quark,
            join: pion + self.rho_mass(),
            attempts: 8,
        };
        let flavours = DarkFlavours { pion, rho: self.rho_mass(), vector: VECTOR, flavours: FLAVOURS };
        // The shower ends at 1.1 Λ_D, where the one-loop coupling is still finite.
        let gauge = Gauge::dark(COLOURS, FLAVOURS.into(), lambda, 1.1 * lambda);
        let dark = DarkSector { gauge, string, flavours, indirect: self.decay == Decay::Indirect };
        let resonance = Resonance::new(self.m_z_prime, self.width);
        Ok(Model {
            process: Process::Dark(resonance, Box::new(dark)),
            gauge: qcd_gauge(),
            string: qcd_string(),
            purpose: "dark valley",
        })
    }

    fn check(&self) -> Result<()> {
        let mass = self.m_z_prime;
        if !(500.0..=12_000.0).contains(&mass) {
            return Err(Error::value("the mass of the Z′", "between 500 and 12000 GeV", mass));
        }
        if !(self.width > 0.0 && self.width <= 0.1 * mass) {
            let expected = "positive and at most a tenth of its mass (GeV)";
            return Err(Error::value("the width of the Z′", expected, self.width));
        }
        if !(0.5..=mass / 40.0).contains(&self.lambda_d) {
            let expected = format!("between 0.5 GeV and m_Z′/40 = {} GeV", mass / 40.0);
            return Err(Error::value("Λ_D", &expected, self.lambda_d));
        }
        Ok(())
    }
}
