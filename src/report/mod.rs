//! Tables, captions and everything that a notebook displays.
//!
//! Only [`display`] writes what the notebook kernel understands.

mod cell;
pub mod display;
mod fits;
mod frame;
mod generators;
mod html;
mod images;
mod latex;
mod pairing;
mod rooms;
mod samples;
mod save;
mod settings;
mod show;
mod table;
mod text;
mod values;

pub use cell::Cell;
pub use display::{Blocks, Show, ShowDebug, show};
pub use frame::frame_table;
pub(crate) use pairing::efficiencies;
pub use table::{Column, Source, Table};
