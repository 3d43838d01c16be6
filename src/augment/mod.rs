//! Augmentation: of tables of events (rotation, smearing, copies) and of jets with constituents.

mod apply;
mod jets;
mod method;

pub(crate) use apply::originals;
#[cfg(target_arch = "x86_64")]
pub(crate) use jets::Avx;
pub(crate) use jets::{CopyStreams, Four, Group, LANES, Plain, Planned, SmearedJet, Visit, cos_sin};
pub use jets::{JetAngles, JetAugmentation, NoisePixels, Originals, PixelNoise, RowOrder};
pub use method::{Augmentation, Dependent, Method, PtResolution};
