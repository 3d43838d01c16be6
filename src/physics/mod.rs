//! Four-vectors, angles, jets, yields and significances.

mod clustering;
mod hidden_valley;
mod vector;
mod yields;

pub(crate) use clustering::Clusterer;
pub use clustering::{ClusteredJet, JetAlgorithm, JetDefinition};
pub use hidden_valley::{constituent_quark_mass, rho_mass};
pub use vector::{FourVector, delta_phi, delta_r, invariant_mass};
pub use yields::{
    CrossSection, Luminosity, asimov, asimov_with_uncertainty, events, selection_factor, signal_for_significance,
    significance,
};
