//! Sequential recombination of particles into jets: anti-kT, kT and Cambridge/Aachen.

mod engine;
mod lanes;
mod sector;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::FourVector;
use crate::error::{Error, Result};

pub(crate) use engine::Clusterer;

/// Measure of distance between particles, with w = kT^{2p}.
///
/// ```math
/// d_ij = min(w_i, w_j) ((y_i − y_j)² + (φ_i − φ_j)²) / R²,  d_iB = w_i
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum JetAlgorithm {
    /// p = −1: hard particles collect what is around them (arXiv:0802.1189).
    #[default]
    AntiKt,
    /// p = 1: soft particles merge first (hep-ph/9305266).
    Kt,
    /// p = 0: near particles merge first (hep-ph/9707323).
    CambridgeAachen,
}

/// Algorithm and radius of jets; jets are the sums of their particles' four-momenta (E-scheme).
///
/// # Example
/// ```
/// use cwola::physics::{FourVector, JetDefinition};
/// let particles = [
///     FourVector::new(100.0, 0.0, 0.0, 0.0),
///     FourVector::new(50.0, 0.1, 6.2, 0.0), // across φ = 2π, within R of the first
///     FourVector::new(80.0, 1.0, 3.0, 0.0),
/// ];
/// let jets = JetDefinition::anti_kt(0.8).cluster(&particles)?;
/// assert_eq!(jets.len(), 2);
/// assert_eq!(jets[0].constituents, [0, 1]);
/// assert!(jets[0].momentum.pt > 149.0 && jets[1].momentum.pt == 80.0);
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct JetDefinition {
    /// Measure of distance (default anti-kT).
    pub algorithm: JetAlgorithm,
    /// Radius R in rapidity and azimuth, between 0 and 3 (default 0.8).
    pub radius: f64,
    /// Jets below this transverse momentum are not returned, GeV (default 0).
    pub min_pt: f64,
}

impl Default for JetDefinition {
    fn default() -> JetDefinition {
        JetDefinition { algorithm: JetAlgorithm::AntiKt, radius: 0.8, min_pt: 0.0 }
    }
}

/// A jet: the sum of its particles, and which they are.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusteredJet {
    /// Sum of the four-momenta.
    pub momentum: FourVector,
    /// Rows of its particles in the input, ascending.
    pub constituents: Vec<usize>,
}

impl JetDefinition {
    /// Anti-kT jets of this radius.
    pub fn anti_kt(radius: f64) -> JetDefinition {
        JetDefinition { radius, ..JetDefinition::default() }
    }

    /// kT jets of this radius.
    pub fn kt(radius: f64) -> JetDefinition {
        JetDefinition { algorithm: JetAlgorithm::Kt, radius, ..JetDefinition::default() }
    }

    /// Cambridge/Aachen jets of this radius.
    pub fn cambridge_aachen(radius: f64) -> JetDefinition {
        JetDefinition { algorithm: JetAlgorithm::CambridgeAachen, radius, ..JetDefinition::default() }
    }

    /// The same without jets below `min_pt` GeV.
    pub fn with_min_pt(self, min_pt: f64) -> JetDefinition {
        JetDefinition { min_pt, ..self }
    }

    /// Jets of one event in order of decreasing pT; each particle is in exactly one (before `min_pt`).
    ///
    /// Same jets as FastJet's inclusive jets. The time grows with the square of the number of
    /// particles: 0.03 ms for 300, which is what a hard collision without pile-up has.
    ///
    /// # Errors
    /// A radius that is not between 0 and 3; a particle whose momentum is not finite or whose pT is
    /// not positive; more than a million particles.
    pub fn cluster(&self, particles: &[FourVector]) -> Result<Vec<ClusteredJet>> {
        self.check()?;
        if particles.len() > 1 << 20 {
            return Err(Error::value("the number of particles of one event", "at most 2^20", particles.len()));
        }
        for (row, p) in particles.iter().enumerate() {
            let finite = [p.pt, p.eta, p.phi, p.mass].iter().all(|value| value.is_finite());
            if !finite || p.pt <= 0.0 || p.eta.abs() > 300.0 {
                let found = format!("pT {} GeV, η {}, φ {}, mass {} GeV", p.pt, p.eta, p.phi, p.mass);
                let expected = "finite with a positive pT and |η| ≤ 300";
                return Err(Error::value(&format!("particle {row} (counted from 0)"), expected, found));
            }
        }
        let momenta: Vec<[f64; 4]> = particles.iter().map(FourVector::cartesian).collect();
        let mut clusterer = Clusterer::new(self.algorithm, self.radius);
        clusterer.cluster(&momenta, &[]);
        let mut rows = Vec::new();
        let mut jets = Vec::new();
        for jet in 0..clusterer.len() {
            let [px, py, pz, energy] = clusterer.momentum(jet);
            let pt = px.hypot(py);
            if pt < self.min_pt {
                break;
            }
            let mass = (energy * energy - px * px - py * py - pz * pz).max(0.0).sqrt();
            clusterer.constituents(jet, &mut rows);
            let mut constituents: Vec<usize> = rows.iter().map(|&row| row as usize).collect();
            constituents.sort_unstable();
            // The sum of one particle is that particle, not its rounded way to Cartesian and back.
            let momentum = match constituents[..] {
                [one] => particles[one],
                _ => FourVector::new(pt, (pz / pt).asinh(), py.atan2(px), mass),
            };
            jets.push(ClusteredJet { momentum, constituents });
        }
        Ok(jets)
    }

    fn check(&self) -> Result<()> {
        if !(self.radius > 0.0 && self.radius <= 3.0) {
            return Err(Error::value("the radius of a jet", "between 0 and 3", self.radius));
        }
        if !self.min_pt.is_finite() {
            return Err(Error::value("the smallest pT of a jet", "finite (GeV)", self.min_pt));
        }
        Ok(())
    }
}
