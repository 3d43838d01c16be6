//! Four-vectors, angles, yields and significances.

mod vector;
mod yields;

pub use vector::{FourVector, delta_phi, delta_r, invariant_mass};
pub use yields::Luminosity;
