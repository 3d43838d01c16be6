//! One event after the other: hard collision, showers, strings, decays, detector, jets.

use super::dark::DarkFlavours;
use super::detector::Detector;
use super::hadrons::{Qcd, Stable, decay};
use super::hard::{Hard, QcdHard};
use super::lund::LundTable;
use super::momentum::{Dice, P4};
use super::resonance::Resonance;
use super::shower::{Gauge, Shower};
use super::strings::{Hadron, StringModel};
use crate::physics::{Clusterer, JetAlgorithm};

/// A dark sector below the Z′.
#[derive(Debug, Clone)]
pub(crate) struct DarkSector {
    pub gauge: Gauge,
    pub string: StringModel,
    pub flavours: DarkFlavours,
    pub indirect: bool,
}

/// The hard process of a generator.
#[derive(Debug, Clone)]
pub(crate) enum Process {
    Qcd(QcdHard),
    Dark(Resonance, Box<DarkSector>),
}

/// Everything that an event needs and that does not change from one to the next.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub process: Process,
    pub gauge: Gauge,
    pub string: StringModel,
    pub purpose: &'static str,
}

/// The QCD shower: one-loop coupling with α_s(m_Z) = 0.1365 and three to five flavours (Pythia's
/// TimeShower:alphaSvalue), to pT = 1 GeV.
pub(crate) fn qcd_gauge() -> Gauge {
    Gauge::qcd(0.1365, 1.0)
}

/// QCD strings. The shower ends earlier and strings are simpler than Pythia's, so a and b of the Lund function are not:
/// with these, e⁺e⁻ → dd̄ at 91.2 GeV has 20 charged particles, as the light quarks at LEP have (hep-ex/9807004). The
/// width of the transverse momentum is Pythia's (StringPT:sigma).
pub(crate) fn qcd_string() -> StringModel {
    let sigma = 0.335 / std::f64::consts::SQRT_2;
    StringModel { table: LundTable::new(1.0), b: 0.50, sigma, stop: 1.6, join: 1.2, attempts: 2 }
}

/// Memory for one thread.
#[derive(Debug, Clone)]
pub(crate) struct Worker {
    shower: Shower,
    hadrons: Vec<Hadron>,
    stack: Vec<Hadron>,
    quarks: Vec<(P4, P4)>,
    pub stable: Vec<Stable>,
    pub detector: Detector,
    inputs: Vec<[f64; 4]>,
    places: Vec<(f64, f64)>,
    pub clusterer: Clusterer,
}

impl Worker {
    pub fn new() -> Worker {
        Worker {
            shower: Shower::default(),
            hadrons: Vec::new(),
            stack: Vec::new(),
            quarks: Vec::new(),
            stable: Vec::new(),
            detector: Detector::default(),
            inputs: Vec::new(),
            places: Vec::new(),
            clusterer: Clusterer::new(JetAlgorithm::AntiKt, 0.8),
        }
    }

    /// Particles before the detector, in `stable`.
    pub fn particles(&mut self, model: &Model, dice: &mut Dice) -> Hard {
        self.stable.clear();
        self.hadrons.clear();
        let hard = match &model.process {
            Process::Qcd(hard) => {
                let hard = hard.draw(dice);
                self.shower.start(hard.partons[0], hard.partons[1]);
                self.shower.run(&model.gauge, hard.pt, dice);
                model.string.hadronise(&self.shower, &Qcd, None, &mut self.hadrons, dice);
                hard
            }
            Process::Dark(resonance, dark) => {
                let hard = resonance.draw(dice);
                self.dark(hard, dark, dice);
                for k in 0..self.quarks.len() {
                    let (p, q) = self.quarks[k];
                    let mass = (p + q).mass();
                    self.shower.start((p, false), (q, false));
                    self.shower.run(&model.gauge, 0.5 * mass, dice);
                    // Down quarks at both ends.
                    model.string.hadronise(&self.shower, &Qcd, Some(0), &mut self.hadrons, dice);
                }
                hard
            }
        };
        for hadron in &self.hadrons {
            decay(*hadron, &mut self.stack, &mut self.stable, dice);
        }
        hard
    }

    /// Dark shower, dark mesons and their quarks, in `quarks`.
    fn dark(&mut self, hard: Hard, dark: &DarkSector, dice: &mut Dice) {
        self.shower.start(hard.partons[0], hard.partons[1]);
        self.shower.run(&dark.gauge, 0.5 * hard.mass, dice);
        dark.string.hadronise(&self.shower, &dark.flavours, None, &mut self.hadrons, dice);
        self.quarks.clear();
        dark.flavours.decay(&self.hadrons, dark.indirect, &mut self.quarks, dice);
        self.hadrons.clear();
    }

    /// A whole event: jets of candidates, in `clusterer`.
    pub fn event(&mut self, model: &Model, seed: u64, event: u64) -> Hard {
        let mut dice = Dice::new(seed, model.purpose, event);
        let hard = self.particles(model, &mut dice);
        self.detector.respond(&self.stable, &mut dice);
        self.inputs.clear();
        self.inputs.extend(self.detector.candidates.iter().map(|candidate| candidate.momentum));
        self.places.clear();
        self.places.extend(self.detector.candidates.iter().map(|candidate| (candidate.rapidity, candidate.phi)));
        self.clusterer.cluster(&self.inputs, &self.places);
        hard
    }
}
