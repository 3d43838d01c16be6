//! Everything that a notebook cell needs: `use cwola::prelude::*;`.

pub use crate::error::Error;
pub use crate::events::{Events, Jets};
pub use crate::stats::Measured;
