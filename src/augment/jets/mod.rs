//! Augmentation of jets: smearing of constituents before the image is made, rotation of the finished jet, copies.

mod events;
mod plan;
mod recipe;
mod smear;
mod vector;
mod words;

pub(crate) use plan::Planned;
pub use recipe::{JetAngles, JetAugmentation, NoisePixels, Originals, PixelNoise, RowOrder};
pub(crate) use smear::JetBuffer;
