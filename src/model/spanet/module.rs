//! SPANet as a Burn module, for devices other than our own processor path.

use burn::module::{Module, Param};
use burn::tensor::{Bool, Device, Tensor, TensorData, activation};

use super::layout::{Branch, FEATURES, Layout, Linear, Norm, Row, Stack};
use super::ops::NORM_EPSILON;
use super::{SpanetNet, SpanetWeights};
use crate::error::Result;
use crate::model::numbers;

/// The network of [`SpanetNet`] as a Burn [`Module`], on any device of Burn; events are padded to one number of jets.
///
/// # Example
/// ```
/// use burn::tensor::{Bool, Device, Tensor};
/// use cwola::model::{SpanetModule, SpanetNet, SpanetWeights};
/// let device = Device::flex();
/// let weights = SpanetWeights::glorot(&SpanetNet::workshop(), 7, 0);
/// let module = SpanetModule::from_weights(&weights, &device);
/// let outputs = module.forward(Tensor::zeros([3, 6, 5], &device), Tensor::<2, Bool>::full([3, 6], true, &device));
/// assert_eq!(outputs.margin.dims(), [3]);
/// assert_eq!(outputs.pairs[0].dims(), [3, 6, 6]);
/// assert_eq!(module.weights()?, weights);
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Module, Debug)]
pub struct SpanetModule {
    /// Each kernel, bias, gain and row in one row of numbers, in the order of [`SpanetWeights::values`].
    parameters: Vec<Param<Tensor<1>>>,
    #[module(skip)]
    net: SpanetNet,
}

/// What the network says about each event.
#[derive(Debug, Clone)]
pub struct SpanetOutputs {
    /// ln p/(1−p) of class 1: \[events\].
    pub margin: Tensor<1>,
    /// Margin of "this Higgs boson can be found", for h1 and h2: \[events\] each.
    pub detection: [Tensor<1>; 2],
    /// Logits of all pairs of jets, symmetric; those of a jet with itself or with padding are −1e9: \[events, jets, jets\].
    pub pairs: [Tensor<3>; 2],
}

/// Stands for −∞ where nothing may be chosen.
const NEVER: f32 = -1e9;

impl SpanetModule {
    /// Copies weights to a device.
    pub fn from_weights(weights: &SpanetWeights, device: &Device) -> SpanetModule {
        let row = |range: std::ops::Range<usize>| {
            let values = weights.values[range].to_vec();
            let size = values.len();
            Param::from_data(TensorData::new(values, [size]), device)
        };
        let parts = Layout::of(&weights.net).parts;
        SpanetModule { parameters: parts.into_iter().map(|part| row(part.range)).collect(), net: weights.net }
    }

    /// Copies the weights back.
    ///
    /// # Errors
    /// A device that does not give its numbers back as 32-bit floats.
    pub fn weights(&self) -> Result<SpanetWeights> {
        let mut values = Vec::new();
        for parameter in &self.parameters {
            values.extend(numbers(parameter.val().inner())?);
        }
        Ok(SpanetWeights { net: self.net, values })
    }

    /// Class, detection and pairs of each event.
    ///
    /// # Shapes
    /// - `jets`: [events, jets, 5], scaled as in training; what padding holds does not matter as long as it is finite
    /// - `mask`: [events, jets], whether there is a jet
    pub fn forward(&self, jets: Tensor<3>, mask: Tensor<2, Bool>) -> SpanetOutputs {
        let layout = Layout::of(&self.net);
        let [events, slots, _] = jets.dims();
        let d = layout.hidden;
        let (row, plain) = (Tensor::<2, Bool>::full([events, 1], true, &mask.device()), mask.clone());
        let hidden = Tensor::cat(vec![row, mask], 1).bool_not();
        let embedded = self.active(jets.reshape([events * slots, FEATURES]), &layout.embed[0]);
        let embedded = self.linear(embedded, &layout.embed[1]).reshape([events, slots, d]);
        let encoded = self.stack(self.with_row(embedded, &layout.row), &layout.encoder, &hidden);
        let of_event = encoded.clone().narrow(1, 0, 1).reshape([events, d]);
        let margin = self.linear(self.active(of_event, &layout.head[0]), &layout.head[1]).reshape([events]);
        let jets = encoded.narrow(1, 1, slots);
        let [first, second] = layout.branches.each_ref().map(|b| self.branch(jets.clone(), b, &hidden, &plain));
        SpanetOutputs { margin, detection: [first.0, second.0], pairs: [first.1, second.1] }
    }

    fn branch(
        &self,
        jets: Tensor<3>,
        branch: &Branch,
        hidden: &Tensor<2, Bool>,
        mask: &Tensor<2, Bool>,
    ) -> (Tensor<1>, Tensor<3>) {
        let [events, slots, d] = jets.dims();
        let rows = self.stack(self.with_row(jets, &branch.row), &branch.stack, hidden);
        let own = rows.clone().narrow(1, 0, 1).reshape([events, d]);
        let detection = self.linear(own, &branch.detect).reshape([events]);
        let jets = rows.narrow(1, 1, slots).reshape([events * slots, d]);
        let [u, v] = branch
            .daughters
            .each_ref()
            .map(|layers| self.linear(self.active(jets.clone(), &layers[0]), &layers[1]).reshape([events, slots, d]));
        let one_way = u.matmul(v.transpose()) / (d as f32).sqrt();
        let both = (one_way.clone() + one_way.transpose()) * 0.5;
        let row = mask.clone().unsqueeze_dim::<3>(1).expand([events, slots, slots]);
        let column = mask.clone().unsqueeze_dim::<3>(2).expand([events, slots, slots]);
        let same = Tensor::<2, Bool>::diag_mask([slots, slots], 0, &mask.device());
        let same = same.bool_not().unsqueeze_dim::<3>(0).expand([events, slots, slots]);
        let forbidden = row.bool_and(column).bool_not().bool_or(same);
        (detection, both.mask_fill(forbidden, NEVER))
    }

    fn parameter(&self, part: usize) -> Tensor<1> {
        self.parameters[part].val()
    }

    fn linear(&self, x: Tensor<2>, layer: &Linear) -> Tensor<2> {
        let kernel = self.parameter(layer.part).reshape([layer.inputs, layer.outputs]);
        x.matmul(kernel) + self.parameter(layer.part + 1).reshape([1, layer.outputs])
    }

    fn active(&self, x: Tensor<2>, layer: &Linear) -> Tensor<2> {
        activation::gelu_approximate(self.linear(x, layer))
    }

    fn norm(&self, x: Tensor<2>, layer: &Norm) -> Tensor<2> {
        let centred = x.clone() - x.mean_dim(1);
        let variance = (centred.clone() * centred.clone()).mean_dim(1);
        let hat = centred / (variance + NORM_EPSILON).sqrt();
        let width = layer.width;
        hat * self.parameter(layer.part).reshape([1, width]) + self.parameter(layer.part + 1).reshape([1, width])
    }

    /// The rows with a learnt one in front.
    fn with_row(&self, x: Tensor<3>, row: &Row) -> Tensor<3> {
        let [events, _, d] = x.dims();
        let row = self.parameter(row.part).reshape([1, 1, d]).expand([events, 1, d]);
        Tensor::cat(vec![row, x], 1)
    }

    fn stack(&self, x: Tensor<3>, stack: &Stack, hidden: &Tensor<2, Bool>) -> Tensor<3> {
        let [events, rows, d] = x.dims();
        let mut x = x.reshape([events * rows, d]);
        for block in &stack.blocks {
            let qkv = self.linear(self.norm(x.clone(), &block.norm_1), &block.qkv);
            x = x + self.linear(self.attend(qkv, hidden), &block.out);
            let up = self.active(self.norm(x.clone(), &block.norm_2), &block.up);
            x = x + self.linear(up, &block.down);
        }
        self.norm(x, &stack.norm).reshape([events, rows, d])
    }

    fn attend(&self, qkv: Tensor<2>, hidden: &Tensor<2, Bool>) -> Tensor<2> {
        let [events, rows] = hidden.dims();
        let (d, heads) = (self.net.hidden, self.net.heads);
        let width = d / heads;
        let part = |k: usize| {
            let part = qkv.clone().narrow(1, k * d, d);
            part.reshape([events, rows, heads, width]).swap_dims(1, 2)
        };
        let (q, k, v) = (part(0), part(1), part(2));
        let scores = q.matmul(k.transpose()) / (width as f32).sqrt();
        let hidden = hidden.clone().reshape([events, 1, 1, rows]).expand([events, heads, rows, rows]);
        let weights = activation::softmax(scores.mask_fill(hidden, NEVER), 3);
        weights.matmul(v).swap_dims(1, 2).reshape([events * rows, d])
    }

    /// Kernels, biases, gains and rows, each in one row of numbers.
    pub(crate) fn parameters_mut(&mut self) -> &mut [Param<Tensor<1>>] {
        &mut self.parameters
    }
}
