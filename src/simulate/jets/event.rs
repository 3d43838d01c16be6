//! One event after the other: hard collision, showers, strings, decays, detector, jets.

use super::dark::DarkFlavours;
use super::detector::{Candidate, Detector};
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

/// The QCD shower: one-loop coupling with α_s(m_Z) = 0.1365 and five flavours (Pythia's TimeShower:alphaSvalue).
pub(crate) fn qcd_gauge() -> Gauge {
    Gauge::new(3.0, 5.0, 5.0, 0.2272, 0.9)
}

/// QCD strings with Pythia's default numbers (StringZ:aLund, bLund, StringPT:sigma).
pub(crate) fn qcd_string() -> StringModel {
    let sigma = 0.335 / std::f64::consts::SQRT_2;
    StringModel { table: LundTable::new(0.68), b: 0.98, sigma, stop: 2.3, join: 1.6 }
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
    momenta: Vec<[f64; 4]>,
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
            momenta: Vec::new(),
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
        self.momenta.clear();
        self.momenta.extend(self.detector.candidates.iter().map(momentum));
        self.clusterer.cluster(&self.momenta);
        hard
    }
}

fn momentum(candidate: &Candidate) -> [f64; 4] {
    let Candidate { pt, eta, phi, mass } = *candidate;
    let (sin, cos) = phi.sin_cos();
    // sinh and cosh from one exponential.
    let up = eta.exp();
    let pz = 0.5 * pt * (up - 1.0 / up);
    [pt * cos, pt * sin, pz, (pt * pt + pz * pz + mass * mass).sqrt()]
}
