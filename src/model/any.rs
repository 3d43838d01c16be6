//! Weights of any kind of network.

use serde::{Deserialize, Serialize};

use super::{CnnWeights, DenseWeights, Network, SpanetWeights};
use crate::error::Result;

/// Weights of a network, of whatever kind.
///
/// # Example
/// ```
/// use cwola::model::{CnnNet, Network, Weights};
/// let network = Network::Cnn(CnnNet::small(25));
/// let weights = Weights::initial(&network, 0, 7, 0);
/// assert_eq!(weights.flat().len(), CnnNet::small(25).parameters());
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Weights {
    /// Of a dense network.
    Dense(DenseWeights),
    /// Of a convolutional network.
    Cnn(CnnWeights),
    /// Of a SPANet.
    Spanet(SpanetWeights),
}

impl Weights {
    /// Glorot-uniform weights of training `repeat`; `inputs` is the number of features, which images and jets do not need.
    ///
    /// The random streams are those of [`DenseWeights::glorot`], [`CnnWeights::glorot`] and [`SpanetWeights::glorot`].
    pub fn initial(network: &Network, inputs: usize, seed: u64, repeat: u64) -> Weights {
        match network {
            Network::Dense(net) => Weights::Dense(DenseWeights::glorot(net, inputs, seed, repeat)),
            Network::Cnn(net) => Weights::Cnn(CnnWeights::glorot(net, seed, repeat)),
            Network::Spanet(net) => Weights::Spanet(SpanetWeights::glorot(net, seed, repeat)),
        }
    }

    /// All numbers in one row: kernel and bias of each layer in turn.
    pub fn flat(&self) -> Vec<f32> {
        match self {
            Weights::Dense(weights) => weights.flat(),
            Weights::Cnn(weights) => weights.values.clone(),
            Weights::Spanet(weights) => weights.values.clone(),
        }
    }

    /// The same architecture with other numbers.
    ///
    /// # Errors
    /// A number of values that differs from the number of weights.
    pub fn with_flat(&self, values: &[f32]) -> Result<Weights> {
        match self {
            Weights::Dense(weights) => weights.with_flat(values).map(Weights::Dense),
            Weights::Cnn(weights) => weights.with_values(values).map(Weights::Cnn),
            Weights::Spanet(weights) => weights.with_values(values).map(Weights::Spanet),
        }
    }

    /// Whether both belong to the same architecture and hold the numbers that it asks for.
    pub(crate) fn fits(&self, other: &Weights) -> bool {
        let shapes = |weights: &DenseWeights| -> Vec<_> {
            weights.layers.iter().map(|l| (l.kernel.len(), l.bias.len())).collect()
        };
        match (self, other) {
            (Weights::Dense(a), Weights::Dense(b)) => shapes(a) == shapes(b),
            (Weights::Cnn(a), Weights::Cnn(b)) => a.net == b.net && a.values.len() == b.values.len(),
            (Weights::Spanet(a), Weights::Spanet(b)) => a.net == b.net && a.values.len() == b.values.len(),
            _ => false,
        }
    }
}
