//! The dense network as a Burn module, for devices other than our own processor path.

use burn::module::{Module, Param};
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, TensorData, activation};

use super::{DenseLayer, DenseWeights};
use crate::error::{Error, Result};

/// The network of [`DenseNet`](super::DenseNet) as a Burn [`Module`], on any device of Burn.
///
/// # Example
/// ```
/// use burn::tensor::{Device, Tensor};
/// use cwola::model::{DenseModule, DenseNet, DenseWeights};
/// let device = Device::flex();
/// let weights = DenseWeights::glorot(&DenseNet::new(&[8]), 3, 7, 0);
/// let module = DenseModule::from_weights(&weights, &device);
/// assert_eq!(module.forward(Tensor::zeros([5, 3], &device)).dims(), [5, 2]);
/// assert_eq!(module.weights()?, weights);
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Module, Debug)]
pub struct DenseModule {
    layers: Vec<Linear>,
}

impl DenseModule {
    /// Copies weights to a device.
    pub fn from_weights(weights: &DenseWeights, device: &Device) -> DenseModule {
        let layer = |layer: &DenseLayer| Linear {
            weight: Param::from_data(TensorData::new(layer.kernel.clone(), [layer.inputs, layer.outputs]), device),
            bias: Some(Param::from_data(TensorData::new(layer.bias.clone(), [layer.outputs]), device)),
        };
        DenseModule { layers: weights.layers.iter().map(layer).collect() }
    }

    /// Copies the weights back.
    ///
    /// # Errors
    /// A device that does not give its numbers back as 32-bit floats.
    pub fn weights(&self) -> Result<DenseWeights> {
        let layer = |layer: &Linear| {
            let weight = layer.weight.val().inner();
            let [inputs, outputs] = weight.dims();
            let bias = match &layer.bias {
                Some(bias) => numbers(bias.val().inner())?,
                None => vec![0.0; outputs],
            };
            Ok(DenseLayer { inputs, outputs, kernel: numbers(weight)?, bias })
        };
        Ok(DenseWeights { layers: self.layers.iter().map(layer).collect::<Result<_>>()? })
    }

    /// The two logits of each row.
    ///
    /// # Shapes
    /// - `x`: [events, features]
    /// - output: [events, 2]
    pub fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let last = self.layers.len().saturating_sub(1);
        self.layers.iter().enumerate().fold(x, |h, (l, layer)| {
            let z = layer.forward(h);
            if l < last { activation::relu(z) } else { z }
        })
    }

    /// The layers, from the inputs to the logits.
    pub(crate) fn layers_mut(&mut self) -> &mut [Linear] {
        &mut self.layers
    }
}

/// The numbers of a tensor on the host.
pub(crate) fn numbers<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    let data = tensor.into_data();
    data.try_to_vec::<f32>()
        .map_err(|found| Error::value("the type of a tensor's numbers", "32-bit float", format!("{found:?}")))
}
