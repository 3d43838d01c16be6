//! Table-level augmentation of events: rotation, smearing, copies.

mod apply;
mod method;

pub use method::{Augmentation, Dependent, Method, PtResolution};
