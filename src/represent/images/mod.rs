//! Jet images (§4.4 of the Note): from constituents to sparse pixels.

mod block;
mod compare;
mod config;
mod make;
mod moments;
mod pages;
mod pixels;
mod preprocess;
#[cfg(test)]
mod raw;
mod sample;
mod store;

pub use config::{ImageConfig, PtScale, Step};
pub use sample::{ImageSample, RowSplit};
pub use store::JetImages;
