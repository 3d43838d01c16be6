//! Intervals, means with errors, tests and fits.

mod measured;

pub use measured::Measured;
