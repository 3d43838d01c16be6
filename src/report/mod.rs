//! Tables, captions and everything that a notebook displays.
//!
//! Only [`display`] writes what the notebook kernel understands.

mod cell;
mod describe;
pub mod display;
mod fits;
mod frame;
mod frame_tools;
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
mod user;
mod values;

pub use cell::Cell;
pub use display::{Blocks, Show, ShowDebug, show};
pub use frame::frame_table;
pub use frame_tools::FrameTools;
pub(crate) use pairing::efficiencies;
pub use table::{Column, Source, Table};
