//! Four-vectors in collider coordinates.

use std::f64::consts::PI;

/// A four-momentum as (pT, η, φ, m), in GeV and radians.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FourVector {
    /// Transverse momentum, GeV, ≥ 0.
    pub pt: f64,
    /// Pseudorapidity.
    pub eta: f64,
    /// Azimuth, radians.
    pub phi: f64,
    /// Mass, GeV.
    pub mass: f64,
}

impl FourVector {
    /// Returns the vector with the given coordinates (GeV, –, rad, GeV).
    pub fn new(pt: f64, eta: f64, phi: f64, mass: f64) -> FourVector {
        FourVector { pt, eta, phi, mass }
    }

    /// Cartesian components (px, py, pz, E) in GeV.
    pub fn cartesian(&self) -> [f64; 4] {
        let (px, py, pz) = (self.pt * self.phi.cos(), self.pt * self.phi.sin(), self.pt * self.eta.sinh());
        [px, py, pz, (px * px + py * py + pz * pz + self.mass * self.mass).sqrt()]
    }

    /// Sum of four-momenta.
    ///
    /// A sum without transverse momentum has η = 0 and φ = 0. A negative m² (rounding) gives m = 0.
    ///
    /// # Example
    /// ```
    /// use cwola::physics::FourVector;
    /// let a = FourVector::new(50.0, 0.0, 0.0, 0.0);
    /// let b = FourVector::new(50.0, 0.0, std::f64::consts::PI, 0.0);
    /// assert!((FourVector::sum(&[a, b]).mass - 100.0).abs() < 1e-9);
    /// ```
    pub fn sum(parts: &[FourVector]) -> FourVector {
        let mut total = [0.0; 4];
        for part in parts {
            for (sum, component) in total.iter_mut().zip(part.cartesian()) {
                *sum += component;
            }
        }
        let [px, py, pz, energy] = total;
        let pt = px.hypot(py);
        let (eta, phi) = if pt > 0.0 { ((pz / pt).asinh(), py.atan2(px)) } else { (0.0, 0.0) };
        FourVector { pt, eta, phi, mass: (energy * energy - px * px - py * py - pz * pz).max(0.0).sqrt() }
    }
}

/// Difference of two azimuths, brought into (−π, π].
///
/// # Example
/// ```
/// use cwola::physics::delta_phi;
/// assert!((delta_phi(3.0, -3.0) - (6.0 - 2.0 * std::f64::consts::PI)).abs() < 1e-12);
/// ```
pub fn delta_phi(first: f64, second: f64) -> f64 {
    let difference = (first - second).rem_euclid(2.0 * PI);
    if difference > PI { difference - 2.0 * PI } else { difference }
}

/// Distance ΔR = √(Δη² + Δφ²) with Δφ wrapped.
///
/// # Example
/// ```
/// use cwola::physics::{delta_r, FourVector};
/// let (a, b) = (FourVector::new(1.0, 0.0, 3.1, 0.0), FourVector::new(1.0, 0.0, -3.1, 0.0));
/// assert!(delta_r(&a, &b) < 0.1);
/// ```
pub fn delta_r(first: &FourVector, second: &FourVector) -> f64 {
    (first.eta - second.eta).hypot(delta_phi(first.phi, second.phi))
}

/// Invariant mass of a system, √(E² − p²), in GeV.
///
/// # Example
/// ```
/// use cwola::physics::{invariant_mass, FourVector};
/// let h = FourVector::new(100.0, 0.5, 1.0, 125.0);
/// assert!((invariant_mass(&[h]) - 125.0).abs() < 1e-9);
/// ```
pub fn invariant_mass(parts: &[FourVector]) -> f64 {
    FourVector::sum(parts).mass
}
