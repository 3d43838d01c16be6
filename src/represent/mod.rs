//! What a network sees: feature matrices, scalers, jet images, jets as rows.

mod images;
mod jet_rows;
mod matrix;
mod scaler;

pub use images::{ImageConfig, ImageSample, JetImages, PtScale, RowSplit, Step};
pub use jet_rows::{JetPair, JetRows};
pub use matrix::Matrix;
pub use scaler::{Scaler, Scaling};
