//! Four-vectors, angles, yields and significances.

mod vector;

pub use vector::{FourVector, delta_phi, delta_r, invariant_mass};
