//! The run store: trainings on disk, found again by configuration.
//!
//! Everything is written to a temporary name and renamed, so that a file is either whole or absent.

pub(crate) mod bits;
mod folder;
pub(crate) mod sealed;

pub use folder::{Cache, Store};
