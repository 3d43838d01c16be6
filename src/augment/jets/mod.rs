//! Augmentation of jets: smearing of constituents before the image is made, rotation of the finished jet, copies.

mod angle;
mod events;
mod four;
mod plan;
mod recipe;
mod smear;
mod words;

pub(crate) use angle::cos_sin;
#[cfg(target_arch = "x86_64")]
pub(crate) use four::Avx;
pub(crate) use four::{Four, Group, LANES, Plain};
pub(crate) use plan::Planned;
pub use recipe::{JetAngles, JetAugmentation, NoisePixels, Originals, PixelNoise, RowOrder};
pub(crate) use smear::{CopyStreams, SmearedJet, Visit};
