//! Weights of a convolutional network as plain numbers.

use rand::Rng;
use serde::{Deserialize, Serialize};

use super::layout::Layout;
use super::net::CnnNet;
use crate::error::{Error, Result};
use crate::model::weights::unit;
use crate::represent::{JetImages, Scaler};
use crate::rng;
use crate::store::bits;

/// All weights of a [`CnnNet`].
///
/// # Example
/// ```
/// use cwola::model::{CnnNet, CnnWeights};
/// let net = CnnNet::small(25);
/// let weights = CnnWeights::glorot(&net, 7, 0);
/// assert_eq!(weights.values.len(), net.parameters());
/// assert_eq!(weights, CnnWeights::glorot(&net, 7, 0)); // the seed decides
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CnnWeights {
    /// The network.
    pub net: CnnNet,
    /// Kernel and bias of each layer in the order of the data flow; kernels of convolutions are
    /// \[row\]\[column\]\[input\]\[filter\], those of dense layers \[input\]\[output\], as in Keras.
    #[serde(with = "bits::f32s")]
    pub values: Vec<f32>,
}

impl CnnWeights {
    /// Glorot-uniform weights and zero biases, the default of Keras.
    ///
    /// Each weight is uniform in ±√(6 / (inputs + outputs)), where a convolution counts its kernel's pixels: k² inputs
    /// + k² filters. Layer l of training `repeat` draws from the random stream (seed, "init", repeat, l).
    pub fn glorot(net: &CnnNet, seed: u64, repeat: u64) -> CnnWeights {
        let layout = Layout::of(net);
        let mut values = vec![0.0; layout.size];
        let convs = layout.convs.iter().map(|c| (c.kernel_at..c.bias_at, c.taps() * (c.inputs + c.filters)));
        let dense = layout.dense.iter().map(|d| (d.kernel_at..d.bias_at, d.inputs + d.outputs));
        for (l, (range, nodes)) in convs.chain(dense).enumerate() {
            let limit = (6.0 / nodes as f32).sqrt();
            let mut stream = rng::stream(seed, "init", repeat, l as u64);
            values[range].iter_mut().for_each(|w| *w = (2.0 * unit(stream.next_u32()) - 1.0) * limit);
        }
        CnnWeights { net: net.clone(), values }
    }

    /// The same network with other numbers.
    ///
    /// # Errors
    /// A number of values that differs from the number of weights.
    pub fn with_values(&self, values: &[f32]) -> Result<CnnWeights> {
        if values.len() != self.net.parameters() {
            return Err(Error::value("the number of weights", &self.net.parameters().to_string(), values.len()));
        }
        Ok(CnnWeights { net: self.net.clone(), values: values.to_vec() })
    }

    /// Score of class 1 in [0, 1] for each event; the scaler holds one scale per jet, as in training.
    ///
    /// # Errors
    /// Images of another resolution.
    pub fn predict(&self, images: &JetImages, scaler: &Scaler) -> Result<Vec<f64>> {
        if images.resolution() != self.net.resolution {
            let expected = format!("{}, as in training", self.net.resolution);
            return Err(Error::value("the resolution of the images", &expected, images.resolution()));
        }
        let margins = super::forward::margins(self, images, super::jet_scales(scaler));
        Ok(margins.into_iter().map(|z| 1.0 / (1.0 + f64::from(-z).exp())).collect())
    }
}
