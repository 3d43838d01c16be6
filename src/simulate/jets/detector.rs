//! The response of a detector: tracks, towers, and their merging, in the logic and with the numbers of Delphes' card of
//! CMS (arXiv:1307.6346).
//!
//! Charged hadrons bend to the calorimeter, may be lost, and have a log-normal momentum; photons fill cells of the
//! electromagnetic calorimeter and hadrons those of the hadronic one, with a log-normal energy per cell; what a cell has
//! beyond its tracks is a neutral candidate at a random place in the cell, else its tracks are scaled to the average of
//! both measurements. Left out: pile-up, displaced vertices, electrons and muons (no string makes them).

use std::f64::consts::{PI, TAU};

use super::cells::{CellId, ECAL, HCAL, Towers};
use super::fast::{azimuth, exp, ln, log_one_plus, pseudorapidity};
use super::hadrons::{Seen, Stable};
use super::momentum::Dice;

/// Momentum in GeV of a unit charge that is bent on a radius of 1 m, for 3.8 T.
const BEND: f64 = 0.299_792_458 * 3.8;
/// Radius and half-length of the surface of the calorimeter, m.
const RADIUS: f64 = 1.29;
const LENGTH: f64 = 3.0;
/// Edge of the tracker in |η|.
const TRACKER: f64 = 2.5;

/// A particle-flow candidate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Candidate {
    pub pt: f64,
    pub eta: f64,
    pub rapidity: f64,
    /// In (−π, π].
    pub phi: f64,
    /// (px, py, pz, E).
    pub momentum: [f64; 4],
}

/// A track before it is merged with its tower.
#[derive(Debug, Clone, Copy)]
struct Track {
    /// Measured pT over the true one.
    scale: f64,
    pt: f64,
    eta: f64,
    phi: f64,
    true_one: Stable,
    tower: usize,
}

/// Memory for the detector's response to one event after the other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Detector {
    ecal: Towers,
    hcal: Towers,
    tracks: Vec<Track>,
    pub candidates: Vec<Candidate>,
}

impl Detector {
    /// Fills `candidates` for the particles of one event.
    pub fn respond(&mut self, particles: &[Stable], dice: &mut Dice) {
        self.ecal.clear();
        self.hcal.clear();
        self.tracks.clear();
        self.candidates.clear();
        for particle in particles {
            self.see(particle, dice);
        }
        self.photons(dice);
        self.hadrons(dice);
        for track in &self.tracks {
            let scale = track.scale * self.hcal.list.get(track.tower).map_or(1.0, |tower| tower.scale);
            let Stable { p, mass, .. } = track.true_one;
            let (x, y, z) = (p.x * scale, p.y * scale, p.z * scale);
            let (pt, m2) = (track.pt * scale, mass * mass);
            let e = (pt * pt + z * z + m2).sqrt();
            let rapidity = ln((e + z.abs()) * (e + z.abs()) / (pt * pt + m2)).copysign(z) * 0.5;
            self.candidates.push(Candidate { pt, eta: track.eta, rapidity, phi: track.phi, momentum: [x, y, z, e] });
        }
    }

    fn see(&mut self, particle: &Stable, dice: &mut Dice) {
        let p = particle.p;
        let pt2 = p.x * p.x + p.y * p.y;
        if pt2 < 1e-12 {
            return;
        }
        let pt = pt2.sqrt();
        let slope = p.z / pt;
        let (eta, phi) = (pseudorapidity(slope), azimuth(p.y, p.x));
        match particle.seen {
            Seen::Photon => {
                if let Some(cell) = ECAL.cell(eta, phi) {
                    let tower = self.ecal.at(cell);
                    self.ecal.list[tower].energy += p.e;
                }
            }
            Seen::Neutral => {
                if let Some(cell) = HCAL.cell(eta, phi) {
                    let tower = self.hcal.at(cell);
                    self.hcal.list[tower].energy += p.e;
                }
            }
            Seen::Charged => self.charged(particle, (pt, eta, phi), slope, dice),
        }
    }

    fn charged(&mut self, true_one: &Stable, (pt, eta, phi): (f64, f64, f64), slope: f64, dice: &mut Dice) {
        let (eta_c, phi_c) = bend((pt, eta, phi), slope, dice);
        let mut tower = usize::MAX;
        if let Some(cell) = HCAL.cell(eta_c, phi_c) {
            tower = self.hcal.at(cell);
            self.hcal.list[tower].energy += true_one.p.e;
        }
        if dice.uniform() >= efficiency(pt, eta) {
            return;
        }
        let resolution = resolution(pt, eta);
        let scale = log_normal(1.0, resolution, dice);
        let measured = scale * pt;
        let e = (measured * measured * (1.0 + slope * slope) + true_one.mass * true_one.mass).sqrt();
        if let Some(tower) = self.hcal.list.get_mut(tower) {
            tower.tracks += e;
            tower.variance += (e * resolution) * (e * resolution);
        }
        self.tracks.push(Track { scale, pt, eta, phi, true_one: *true_one, tower });
    }

    fn photons(&mut self, dice: &mut Dice) {
        for tower in &self.ecal.list {
            let eta = 0.5 * (tower.cell.eta.0 + tower.cell.eta.1);
            let energy = log_normal(tower.energy, ecal_sigma(eta, tower.energy) / tower.energy, dice);
            if energy > 0.5 && energy > 2.0 * ecal_sigma(eta, energy) {
                self.candidates.push(neutral(tower.cell, energy, dice));
            }
        }
    }

    fn hadrons(&mut self, dice: &mut Dice) {
        for tower in &mut self.hcal.list {
            let eta = 0.5 * (tower.cell.eta.0 + tower.cell.eta.1);
            let mut energy = log_normal(tower.energy, hcal_sigma(eta, tower.energy) / tower.energy, dice);
            let sigma = hcal_sigma(eta, energy);
            if energy < 1.0 || energy < sigma {
                energy = 0.0;
            }
            let excess = energy - tower.tracks;
            if excess > 1.0 && excess > (tower.variance + sigma * sigma).sqrt() {
                self.candidates.push(neutral(tower.cell, excess, dice));
            } else if tower.variance > 0.0 && sigma > 0.0 {
                let (by_track, by_cell) = (1.0 / tower.variance, 1.0 / (sigma * sigma));
                tower.scale = (by_track * tower.tracks + by_cell * energy) / ((by_track + by_cell) * tower.tracks);
            }
        }
    }
}

/// A neutral candidate of this energy, somewhere in the cell.
fn neutral(cell: CellId, energy: f64, dice: &mut Dice) -> Candidate {
    let eta = dice.between(cell.eta.0, cell.eta.1);
    let phi = cell.phi + cell.width * dice.uniform();
    let (sin, cos) = phi.sin_cos();
    let up = exp(eta);
    let (cosh, sinh) = (0.5 * (up + 1.0 / up), 0.5 * (up - 1.0 / up));
    let pt = energy / cosh;
    Candidate { pt, eta, rapidity: eta, phi: phi.min(PI), momentum: [pt * cos, pt * sin, pt * sinh, energy] }
}

/// Where a charged particle from the origin meets the calorimeter; the sign of its charge is thrown.
fn bend((pt, eta, phi): (f64, f64, f64), slope: f64, dice: &mut Dice) -> (f64, f64) {
    let radius = pt / BEND;
    let x = RADIUS / (2.0 * radius);
    let to_barrel = if x < 0.1 {
        RADIUS * (1.0 + x * x / 6.0)
    } else if x < 1.0 {
        2.0 * radius * x.asin()
    } else {
        f64::INFINITY
    };
    let arc = to_barrel.min(LENGTH / slope.abs().max(1e-9));
    let half = arc / (2.0 * radius);
    // Chord over arc; the particle is displaced along the chord, so its slope is steeper than at the start.
    let chord = if half < 0.05 { 1.0 - half * half / 6.0 } else { (half.sin() / half).abs().max(1e-6) };
    let eta = if half < 0.05 { eta } else { pseudorapidity(slope / chord) };
    let turned = phi + if dice.uniform() < 0.5 { half } else { -half };
    (eta, turned - TAU * ((turned + PI) / TAU).floor())
}

/// A log-normal number with this mean and relative width.
#[inline]
fn log_normal(mean: f64, relative: f64, dice: &mut Dice) -> f64 {
    let variance = log_one_plus(relative * relative);
    mean * exp(variance.sqrt() * dice.normal() - 0.5 * variance)
}

fn efficiency(pt: f64, eta: f64) -> f64 {
    match (pt, eta.abs()) {
        (pt, eta) if pt <= 0.1 || eta > TRACKER => 0.0,
        (pt, eta) if eta <= 1.5 => [0.70, 0.95][usize::from(pt > 1.0)],
        (pt, _) => [0.60, 0.85][usize::from(pt > 1.0)],
    }
}

/// Relative width of the transverse momentum of a track.
fn resolution(pt: f64, eta: f64) -> f64 {
    let (constant, slope) = match eta.abs() {
        eta if eta <= 0.5 => (0.06, 1.3e-3),
        eta if eta <= 1.5 => (0.10, 1.7e-3),
        _ => (0.25, 3.1e-3),
    };
    (constant * constant + pt * pt * slope * slope).sqrt().min(1.0)
}

/// Width of a photon's energy in GeV.
fn ecal_sigma(eta: f64, energy: f64) -> f64 {
    let eta = eta.abs();
    if eta > 2.5 {
        return (energy * energy * (0.107 * 0.107) + energy * (2.08 * 2.08)).sqrt();
    }
    let core = (energy * energy * (0.008 * 0.008) + energy * (0.11 * 0.11) + 0.40 * 0.40).sqrt();
    if eta <= 1.5 { (1.0 + 0.64 * eta * eta) * core } else { (2.16 + 5.6 * (eta - 2.0) * (eta - 2.0)) * core }
}

/// Width of a hadron's energy in GeV.
fn hcal_sigma(eta: f64, energy: f64) -> f64 {
    let (constant, root) = if eta.abs() <= 3.0 { (0.050, 1.50) } else { (0.130, 2.70) };
    (energy * energy * (constant * constant) + energy * (root * root)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::super::momentum::P4;
    use super::*;

    fn particle(pt: f64, eta: f64, seen: Seen) -> Stable {
        let mass: f64 = if seen == Seen::Photon { 0.0 } else { 0.14 };
        let e = (pt * pt * eta.cosh() * eta.cosh() + mass * mass).sqrt();
        Stable { p: P4::new(pt, 0.0, pt * eta.sinh(), e), mass, seen }
    }

    /// Each kind of particle alone: measured once or not at all, without bias beyond the width.
    #[test]
    fn energies_are_measured_without_bias() {
        let (mut detector, mut dice) = (Detector::default(), Dice::new(1, "detector", 0));
        for (seen, pt, least) in
            [(Seen::Photon, 50.0, 0.999), (Seen::Neutral, 100.0, 0.999), (Seen::Charged, 30.0, 0.94)]
        {
            let n = 4000;
            let (mut found, mut sum) = (0, 0.0);
            for _ in 0..n {
                detector.respond(&[particle(pt, 0.3, seen)], &mut dice);
                // A lost track leaves its tower; a track with too much energy beside it is two candidates.
                found += usize::from(!detector.candidates.is_empty());
                sum += detector.candidates.iter().map(|candidate| candidate.pt).sum::<f64>();
            }
            let mean = sum / n as f64 / pt;
            assert!((mean - 1.0).abs() < 0.06, "{seen:?}: {mean}");
            assert!(found as f64 / n as f64 >= least, "{seen:?}: {found}");
        }
    }

    #[test]
    fn a_soft_particle_curls_before_the_calorimeter_and_a_hard_one_goes_straight() {
        let mut dice = Dice::new(1, "bend", 0);
        let at = |pt: f64| (pt, 0.5, 0.0);
        let (eta, phi) = bend(at(1000.0), 0.5f64.sinh(), &mut dice);
        assert!((eta - 0.5).abs() < 1e-4 && phi.abs() < 1e-3, "{eta} {phi}");
        let (eta, phi) = bend(at(2.0), 0.5f64.sinh(), &mut dice);
        assert!((phi.abs() - (RADIUS * BEND / 4.0f64).asin()).abs() < 1e-3 && eta > 0.5, "{eta} {phi}");
        let (eta, _) = bend(at(0.5), 0.5f64.sinh(), &mut dice);
        assert!(eta > 2.0, "it must leave through the end: {eta}");
    }
}
