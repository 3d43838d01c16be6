//! SPANet: attention on the jets of an event, for its class and for the pairs of jets from Higgs bosons.
//!
//! The processor path works on rows without padding: `ops` and `attention` are the loops, `forward` the data flow; the
//! way back is in `train/spanet`.

pub(crate) mod attention;
pub(crate) mod forward;
pub(crate) mod layout;
mod module;
mod net;
pub(crate) mod ops;
pub(crate) mod pairs;
mod weights;

pub use module::{SpanetModule, SpanetOutputs};
pub use net::SpanetNet;
pub use weights::SpanetWeights;
