//! Mixed samples: rows of signal and background events under two labels, without truth.

mod counts;
mod plan;
mod pool;
mod rows;
mod sample;
mod strength;
mod toys;

pub use counts::RegionCounts;
pub use pool::Pool;
pub use rows::RowPlan;
pub use sample::{Composition, MixedSample, Part};
pub use strength::StrengthConfig;
pub use toys::{Drawing, Overlap, ToySample};
