//! Description of a network, without its weights.

use serde::{Deserialize, Serialize};

use super::{CnnNet, SpanetNet};
use crate::error::{Error, Result};

/// A network architecture.
///
/// # Example
/// ```
/// use cwola::model::{DenseNet, Network};
/// let network = Network::Dense(DenseNet::new(&[64, 64]));
/// assert_eq!(network.to_string(), "dense 64–64–2");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Network {
    /// Fully connected layers on a table of features.
    Dense(DenseNet),
    /// Convolutions on images of the two jets.
    Cnn(CnnNet),
    /// Attention on the jets of the event, for its class and the pairs of jets.
    Spanet(SpanetNet),
}

/// Fully connected layers with ReLU, then two outputs with softmax.
///
/// Layer l maps h to max(0, h W_l + b_l); the last one gives two logits (z0, z1), and the score is
/// the softmax probability of class 1, e^z1 / (e^z0 + e^z1). This is the network of sections 1–3 of
/// the Note (two softmax outputs and categorical cross-entropy). No dropout, no batch normalisation.
///
/// # Example
/// ```
/// use cwola::model::DenseNet;
/// let net = DenseNet::new(&[64, 64]);
/// assert_eq!(net.sizes(11), [11, 64, 64, 2]);
/// assert_eq!(net.parameters(11), 11 * 64 + 64 + 64 * 64 + 64 + 64 * 2 + 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DenseNet {
    /// Number of nodes of each hidden layer; empty is logistic regression.
    pub hidden: Vec<usize>,
}

impl DenseNet {
    /// A network with these hidden layers.
    pub fn new(hidden: &[usize]) -> DenseNet {
        DenseNet { hidden: hidden.to_vec() }
    }

    /// Number of nodes of all layers, from the inputs to the two outputs.
    pub fn sizes(&self, inputs: usize) -> Vec<usize> {
        std::iter::once(inputs).chain(self.hidden.iter().copied()).chain([2]).collect()
    }

    /// Number of trainable numbers.
    pub fn parameters(&self, inputs: usize) -> usize {
        self.sizes(inputs).windows(2).map(|pair| (pair[0] + 1) * pair[1]).sum()
    }

    /// Whether every layer has at least one node and at most 65 536.
    ///
    /// # Errors
    /// A hidden layer outside this range.
    pub fn check(&self) -> Result<()> {
        match self.hidden.iter().position(|nodes| !(1..=65_536).contains(nodes)) {
            None => Ok(()),
            Some(layer) => {
                let quantity = format!("the number of nodes of hidden layer {}", layer + 1);
                Err(Error::value(&quantity, "from 1 to 65536", self.hidden[layer]))
            }
        }
    }
}

impl std::fmt::Display for DenseNet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let nodes: Vec<String> = self.hidden.iter().map(usize::to_string).chain(["2".to_string()]).collect();
        write!(f, "dense {}", nodes.join("–"))
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Network::Dense(net) => net.fmt(f),
            Network::Cnn(net) => net.fmt(f),
            Network::Spanet(net) => net.fmt(f),
        }
    }
}
