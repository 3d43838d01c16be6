//! The studies of the Note: every figure and table is one call.

mod catalogue;
mod profile;

pub use catalogue::{Entry, Kind, catalogue};
pub use profile::Profile;
