//! Convolutional networks on pairs of jet images.
//!
//! Images of jets are almost empty, and pooling and ReLU make zeros, so the processor path works on lists of what is
//! not zero (`lists`): `first` scatters the few pixels, `gather` does the other convolutions in both directions,
//! `pool` makes the next list.

pub(crate) mod aligned;
pub(crate) mod first;
pub(crate) mod forward;
pub(crate) mod gather;
pub(crate) mod lanes;
pub(crate) mod layout;
pub(crate) mod lists;
mod module;
mod net;
pub(crate) mod packed;
pub(crate) mod pool;
pub(crate) mod vectors;
mod weights;

pub use module::CnnModule;
#[cfg(test)]
pub(crate) use module::ranges;
pub use net::{CnnKind, CnnNet};
pub use weights::CnnWeights;

use crate::represent::Scaler;

/// What the pixels of each jet are multiplied with: 1 / scale of the jet.
pub(crate) fn jet_scales(scaler: &Scaler) -> [f32; 2] {
    std::array::from_fn(|jet| scaler.scale.get(jet).map_or(1.0, |scale| 1.0 / scale))
}
