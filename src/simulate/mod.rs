//! Seeded generators of toy events: the Gaussian toy, QCD di-jets and dark jets, Zγ.

mod copula;
mod gaussian;
mod jets;
mod zgamma;

pub use gaussian::GaussianToy;
pub use jets::{DarkValley, Decay, DijetSelection, QcdDijets};
pub use zgamma::ZGammaToy;
