//! Events as a table with a checked schema, and the jets behind each row; files in and out.

mod check;
mod constituents;
mod dijets;
mod files;
mod flat;
mod h5;
mod inspect;
mod jets;
mod lhco;
mod particles;
mod read;
mod samples;
mod schema;
mod table;
mod targets;
mod tidy;
mod truth;
mod two_jets;
mod wide;
mod write;
mod write_two_jets;

pub use check::{check_jets, check_offsets};
pub use constituents::{Constituents, JetView};
pub use dijets::Dijets;
pub use inspect::{data_command, inspect};
pub use jets::{Jet, Jets, Targets};
pub use samples::SampleInfo;
pub use schema::{ColumnInfo, column_info, unit_of};
pub use table::Events;
pub use truth::Label;
