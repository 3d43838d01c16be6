//! Network architectures: what a network is, its weights, and how it predicts.
//!
//! A network is described by a small serialisable value ([`Network`], [`DenseNet`], [`CnnNet`], [`SpanetNet`]); its weights are
//! plain numbers ([`Weights`]) that any backend can take and give back.

mod any;
pub(crate) mod cnn;
mod dense;
pub(crate) mod forward;
pub(crate) mod math;
mod module;
pub(crate) mod spanet;
mod trees;
mod weights;

pub use any::Weights;
pub use cnn::{CnnKind, CnnModule, CnnNet, CnnWeights};
pub use dense::{DenseNet, Network};
pub use module::DenseModule;
pub(crate) use module::numbers;
pub use spanet::{SpanetModule, SpanetNet, SpanetOutputs, SpanetWeights};
pub use trees::BoostedTrees;
pub(crate) use trees::Node;
pub use weights::{DenseLayer, DenseWeights};
