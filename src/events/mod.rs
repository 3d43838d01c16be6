//! Events as a table with a checked schema, and the jets behind each row.

mod jets;
mod table;

pub use jets::{Jet, Jets, Targets};
pub use table::{Events, Label};
