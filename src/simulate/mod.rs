//! Seeded generators of toy events.

mod gaussian;

pub use gaussian::GaussianToy;
