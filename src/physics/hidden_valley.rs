//! Masses of the dark sector from the confinement scale and the dark pion mass.

/// Mass of the dark ρ meson in GeV, for Λ_D and the dark pion mass in GeV.
///
/// ```math
/// m_ρ = √( 5.76 Λ² + 1.5 m_π² )
/// ```
/// A fit to lattice results for QCD-like theories, good for m_π ≲ 1.5 Λ.
///
/// # Example
/// ```
/// let rho = cwola::physics::rho_mass(10.0, 10.0);
/// assert_eq!(format!("{rho:.3}"), "26.944"); // the Note, Table 13
/// ```
///
/// Source: arXiv:2203.09503.
pub fn rho_mass(lambda: f64, pion_mass: f64) -> f64 {
    (5.76 * lambda * lambda + 1.5 * pion_mass * pion_mass).sqrt()
}

/// Constituent mass of a dark quark in GeV, for Λ_D and the dark pion mass in GeV.
///
/// ```math
/// m = Λ + m_q,  m_π = 5.5 √(Λ m_q)
/// ```
///
/// # Example
/// ```
/// let quark = cwola::physics::constituent_quark_mass(10.0, 10.0);
/// assert_eq!(format!("{quark:.4}"), "10.3306"); // the Note, Table 13
/// ```
///
/// Source: arXiv:2203.09503.
pub fn constituent_quark_mass(lambda: f64, pion_mass: f64) -> f64 {
    lambda + (pion_mass / 5.5).powi(2) / lambda
}
