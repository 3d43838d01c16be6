//! The convolutional network as a Burn module, for devices other than our own processor path.

use burn::module::{Module, Param};
use burn::tensor::module::{conv2d, max_pool2d};
use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use burn::tensor::{Device, Tensor, TensorData, activation};

use super::layout::Layout;
use super::{CnnKind, CnnNet, CnnWeights};
use crate::error::Result;
use crate::model::numbers;

/// The network of [`CnnNet`] as a Burn [`Module`], on any device of Burn.
///
/// # Example
/// ```
/// use burn::tensor::{Device, Tensor};
/// use cwola::model::{CnnModule, CnnNet, CnnWeights};
/// let device = Device::flex();
/// let weights = CnnWeights::glorot(&CnnNet::small(8), 7, 0);
/// let module = CnnModule::from_weights(&weights, &device);
/// assert_eq!(module.forward(Tensor::zeros([3, 2, 8, 8], &device)).dims(), [3, 2]);
/// assert_eq!(module.weights()?, weights);
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Module, Debug)]
pub struct CnnModule {
    /// Kernel and bias of each layer in turn, each in one row, in the order of [`CnnWeights::values`].
    parameters: Vec<Param<Tensor<1>>>,
    #[module(skip)]
    net: CnnNet,
}

impl CnnModule {
    /// Copies weights to a device.
    pub fn from_weights(weights: &CnnWeights, device: &Device) -> CnnModule {
        let row = |range: std::ops::Range<usize>| {
            let values = weights.values[range].to_vec();
            let size = values.len();
            Param::from_data(TensorData::new(values, [size]), device)
        };
        CnnModule { parameters: ranges(&weights.net).map(row).collect(), net: weights.net.clone() }
    }

    /// Copies the weights back.
    ///
    /// # Errors
    /// A device that does not give its numbers back as 32-bit floats.
    pub fn weights(&self) -> Result<CnnWeights> {
        let mut values = Vec::new();
        for parameter in &self.parameters {
            values.extend(numbers(parameter.val().inner())?);
        }
        Ok(CnnWeights { net: self.net.clone(), values })
    }

    /// The outputs of each event before sigmoid or softmax: z of both jets, or the two logits.
    ///
    /// # Shapes
    /// - `images`: [events, 2 jets, rows, columns], scaled as in training
    /// - output: [events, 2]
    pub fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let layout = Layout::of(&self.net);
        let [events, _, side, _] = images.dims();
        let parameter = |k: usize| self.parameters[k].val();
        let mut x = match self.net.kind {
            CnnKind::TwoChannel => images,
            CnnKind::TwoImage => images.reshape([2 * events, 1, side, side]),
        };
        for (l, conv) in layout.convs.iter().enumerate() {
            let (k, pad) = (conv.kernel, conv.pad());
            let kernel = parameter(2 * l).reshape([k, k, conv.inputs, conv.filters]).permute([3, 2, 0, 1]);
            let options = ConvOptions::new([1, 1], [pad, pad], [1, 1], 1);
            x = activation::relu(conv2d(x, kernel, Some(parameter(2 * l + 1)), options));
            if conv.pooled {
                x = max_pool2d(x, MaxPoolOptions::new([2, 2]));
            }
        }
        let units = events * layout.units();
        let mut h = x.permute([0, 2, 3, 1]).reshape([units, layout.features()]);
        for (l, layer) in layout.dense.iter().enumerate() {
            let k = 2 * (layout.convs.len() + l);
            let kernel = parameter(k).reshape([layer.inputs, layer.outputs]);
            h = h.matmul(kernel) + parameter(k + 1).reshape([1, layer.outputs]);
            if l + 1 < layout.dense.len() {
                h = activation::relu(h);
            }
        }
        h.reshape([events, 2])
    }

    /// Kernels and biases, each in one row.
    pub(crate) fn parameters_mut(&mut self) -> &mut [Param<Tensor<1>>] {
        &mut self.parameters
    }
}

/// Where kernel and bias of each layer are among all weights.
pub(crate) fn ranges(net: &CnnNet) -> impl Iterator<Item = std::ops::Range<usize>> {
    let layout = Layout::of(net);
    let convs = layout.convs.into_iter().map(|c| (c.kernel_at, c.bias_at, c.filters));
    let dense = layout.dense.into_iter().map(|d| (d.kernel_at, d.bias_at, d.outputs));
    let all: Vec<_> = convs.chain(dense).collect();
    all.into_iter().flat_map(|(kernel, bias, outputs)| [kernel..bias, bias..bias + outputs])
}
