//! The studies of the Note: every figure and table is one call.

mod catalogue;
mod profile;
pub mod reference;

pub use catalogue::{Entry, Kind, catalogue};
pub use profile::Profile;
