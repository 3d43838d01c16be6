//! Weights of a dense network as plain numbers.

use rand::Rng;
use serde::{Deserialize, Serialize};

use super::{DenseNet, forward};
use crate::error::{Error, Result};
use crate::represent::Matrix;
use crate::rng;
use crate::store::bits;

/// One fully connected layer: h W + b.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DenseLayer {
    /// Number of inputs.
    pub inputs: usize,
    /// Number of outputs.
    pub outputs: usize,
    /// W, inputs × outputs, row by row.
    #[serde(with = "bits::f32s")]
    pub kernel: Vec<f32>,
    /// b, one per output.
    #[serde(with = "bits::f32s")]
    pub bias: Vec<f32>,
}

/// All layers of a [`DenseNet`], from the inputs to the two logits.
///
/// # Example
/// ```
/// use cwola::model::{DenseNet, DenseWeights};
/// use cwola::represent::Matrix;
/// let weights = DenseWeights::glorot(&DenseNet::new(&[8]), 1, 7, 0);
/// let x = Matrix { rows: 2, cols: 1, data: vec![0.0, 1.0], names: vec!["x".into()] };
/// let scores = weights.predict(&x)?;
/// assert_eq!(scores[0], 0.5); // no bias yet: nothing in, nothing out
/// assert!(scores[1] > 0.0 && scores[1] < 1.0);
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DenseWeights {
    /// The layers in the order of the data flow; the last one has two outputs.
    pub layers: Vec<DenseLayer>,
}

impl DenseWeights {
    /// Glorot-uniform weights and zero biases, the default of Keras.
    ///
    /// Each weight is uniform in ±√(6 / (inputs + outputs)). Layer l of training `repeat` draws from
    /// the random stream (seed, "init", repeat, l), so that trainings do not depend on each other.
    pub fn glorot(net: &DenseNet, inputs: usize, seed: u64, repeat: u64) -> DenseWeights {
        let layer = |(l, pair): (usize, &[usize])| {
            let (inputs, outputs) = (pair[0], pair[1]);
            let limit = (6.0 / (inputs + outputs) as f32).sqrt();
            let mut stream = rng::stream(seed, "init", repeat, l as u64);
            let kernel = (0..inputs * outputs).map(|_| (2.0 * unit(stream.next_u32()) - 1.0) * limit).collect();
            DenseLayer { inputs, outputs, kernel, bias: vec![0.0; outputs] }
        };
        DenseWeights { layers: net.sizes(inputs).windows(2).enumerate().map(layer).collect() }
    }

    /// Number of inputs of the first layer.
    pub fn inputs(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.inputs)
    }

    /// Score of class 1 in [0, 1] for each row of `x`, which must be scaled as in training.
    ///
    /// # Errors
    /// A number of columns that differs from the number of inputs.
    pub fn predict(&self, x: &Matrix) -> Result<Vec<f64>> {
        if x.cols != self.inputs() {
            return Err(Error::value("the number of features", &self.inputs().to_string(), x.cols));
        }
        Ok(forward::margins(self, &x.data).into_iter().map(|z| 1.0 / (1.0 + f64::from(-z).exp())).collect())
    }

    /// All numbers in one row: kernel and bias of each layer in turn.
    pub fn flat(&self) -> Vec<f32> {
        self.layers.iter().flat_map(|layer| layer.kernel.iter().chain(&layer.bias)).copied().collect()
    }

    /// The same architecture with other numbers, in the order of [`DenseWeights::flat`].
    ///
    /// # Errors
    /// A number of values that differs from the number of weights.
    pub fn with_flat(&self, values: &[f32]) -> Result<DenseWeights> {
        let size = self.layers.iter().map(|layer| layer.kernel.len() + layer.bias.len()).sum::<usize>();
        if values.len() != size {
            return Err(Error::value("the number of weights", &size.to_string(), values.len()));
        }
        let mut rest = values;
        let mut take = |n: usize| {
            let (head, tail) = rest.split_at(n);
            rest = tail;
            head.to_vec()
        };
        let layers = self.layers.iter().map(|layer| DenseLayer {
            inputs: layer.inputs,
            outputs: layer.outputs,
            kernel: take(layer.kernel.len()),
            bias: take(layer.bias.len()),
        });
        Ok(DenseWeights { layers: layers.collect() })
    }
}

/// 24 random bits as a number in [0, 1).
pub(super) fn unit(bits: u32) -> f32 {
    (bits >> 8) as f32 / 16_777_216.0
}
