//! Seeded generators of toy events: the Gaussian toy, QCD di-jets and dark jets.

mod gaussian;
mod jets;

pub use gaussian::GaussianToy;
pub use jets::{DarkValley, Decay, DijetSelection, QcdDijets};
