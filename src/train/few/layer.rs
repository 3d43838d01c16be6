//! One layer as the step of few events keeps it.

use super::FEW;
use super::kernels::{Shape, Trained, add_rows, move_rows};
use crate::model::DenseLayer;
use crate::model::cnn::aligned::Aligned;
use crate::model::cnn::packed::WIDTH;
use crate::model::math::relu;
use crate::train::adam::Rates;

/// Kernel and bias in rows of whole vectors, padded with zeros that stay zero; the bias is the last row.
///
/// Rows begin on a vector: on some processors a pass over numbers that do not takes twice as long.
#[derive(Debug)]
pub(super) struct Layer {
    /// Numbers that come in.
    inputs: usize,
    /// Numbers that go out.
    outputs: usize,
    /// Numbers in a row.
    pub stride: usize,
    /// Kernel and bias.
    pub weights: Aligned,
    /// Running mean of the gradient.
    pub first: Aligned,
    /// Running mean of the squared gradient.
    pub second: Aligned,
}

impl Layer {
    /// Takes a layer; the moments are zero.
    pub fn new(layer: &DenseLayer) -> Layer {
        let stride = layer.outputs.next_multiple_of(WIDTH);
        let zeros = || Aligned::zeros((layer.inputs + 1) * stride);
        let mut new = Layer {
            inputs: layer.inputs,
            outputs: layer.outputs,
            stride,
            weights: zeros(),
            first: zeros(),
            second: zeros(),
        };
        spread(&mut new.weights, stride, &[layer.kernel.as_slice(), &layer.bias].concat(), layer.outputs);
        new
    }

    /// Number of weights.
    pub fn size(&self) -> usize {
        (self.inputs + 1) * self.outputs
    }

    /// Kernel and bias, or their moments, without the padding.
    pub fn flat<'a>(&'a self, rows: &'a [f32]) -> impl Iterator<Item = f32> + 'a {
        rows.chunks_exact(self.stride).flat_map(|row| &row[..self.outputs]).copied()
    }

    /// Takes kernel and bias, and their moments.
    pub fn fill(&mut self, weights: &[f32], first: &[f32], second: &[f32]) {
        spread(&mut self.weights, self.stride, weights, self.outputs);
        spread(&mut self.first, self.stride, first, self.outputs);
        spread(&mut self.second, self.stride, second, self.outputs);
    }

    /// out\[event\] = bias + h\[event\] · kernel, or 0 where that is negative and the layer `hidden`.
    pub fn forward(&self, h: &[f32], events: usize, out: &mut [f32], hidden: bool) {
        let (kernel, bias) = self.weights.split_at(self.inputs * self.stride);
        for row in out.chunks_exact_mut(self.stride) {
            row.copy_from_slice(bias);
        }
        add_rows(self.shape(events, h), out, h, kernel);
        if hidden {
            relu(out);
        }
    }

    /// Fills `before` with the derivative of the loss by what comes in, from `delta` by what goes out, and moves the weights.
    pub fn backward(&mut self, h: &[f32], events: usize, delta: &[f32], before: &mut [f32], rates: Rates) {
        let shape = self.shape(events, h);
        let kernel = self.inputs * self.stride;
        let (weights, bias) = self.weights.split_at_mut(kernel);
        let (first, bias_first) = self.first.split_at_mut(kernel);
        let (second, bias_second) = self.second.split_at_mut(kernel);
        move_rows(shape, Trained { weights, first, second }, delta, h, before, rates);
        let bias = Trained { weights: bias, first: bias_first, second: bias_second };
        let one = Shape { rows: 1, between: 1, ..shape };
        move_rows(one, bias, delta, &[1.0; FEW], &mut [0.0; FEW], rates);
    }

    fn shape(&self, events: usize, h: &[f32]) -> Shape {
        Shape { rows: self.inputs, stride: self.stride, events, between: h.len() / events }
    }
}

/// Writes rows of `outputs` numbers into rows of `stride`.
fn spread(rows: &mut [f32], stride: usize, values: &[f32], outputs: usize) {
    for (row, values) in rows.chunks_exact_mut(stride).zip(values.chunks_exact(outputs)) {
        row[..outputs].copy_from_slice(values);
    }
}
