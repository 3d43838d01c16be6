//! What a network sees: feature matrices, scalers, jet images.

mod images;
mod matrix;
mod scaler;

pub use images::{ImageConfig, ImageSample, JetImages, PtScale, RowSplit, Step};
pub use matrix::Matrix;
pub use scaler::{Scaler, Scaling};
