//! Augmentation: of tables of events (rotation, smearing, copies) and of jets with constituents.

mod apply;
mod jets;
mod method;

pub(crate) use apply::originals;
pub use jets::{JetAngles, JetAugmentation, NoisePixels, Originals, PixelNoise, RowOrder};
pub(crate) use jets::{JetBuffer, Planned};
pub use method::{Augmentation, Dependent, Method, PtResolution};
