//! The studies of the Note and of other papers: every figure and table is one call.

pub mod augmentation;
mod catalogue;
mod check;
pub mod dark;
pub mod dark_generator;
pub mod dihiggs;
mod display;
pub mod hunting;
pub mod images;
mod make;
pub mod overtraining;
mod profile;
pub mod reference;
pub mod samples;
pub mod spanet;
mod theorem;
pub mod zgamma;

pub use catalogue::{Entry, Kind, Paper, catalogue};
pub use check::{Checked, expect};
pub use make::{figure, named_figure, named_table, table};
pub use profile::Profile;
pub use theorem::{FractionPoint, theorem_figure, theorem_scan};
