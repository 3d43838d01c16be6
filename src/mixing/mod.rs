//! Mixed samples: rows of signal and background events under two labels, without truth.

mod counts;
mod plan;
mod sample;

pub use counts::RegionCounts;
pub use sample::{Composition, MixedSample, Part};
