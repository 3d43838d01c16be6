//! The training step of a dense network for a few events at a time.
//!
//! With few events a step is bound by the weights, not by products: each of them and its two moments come from the cache
//! and go back once, and Adam takes a root and a division. So nothing else may touch them. Going back through a layer,
//! each row of its kernel is read once, gives the gradient of the layer's input, and is moved at once; its own gradient,
//! the outer product of input and δ, exists in registers only. The numbers are those of the step for large batches, but
//! for the order of sums. One thread does it all: nothing depends on the number of threads.

mod kernels;
mod layer;

use super::adam::{Moments, counted};
use super::loss::{self, Sums};
use super::rows::Rows;
use crate::model::DenseWeights;
use crate::model::cnn::aligned::Aligned;
use layer::Layer;

/// Largest batch that is trained this way.
pub(crate) const FEW: usize = 8;

/// Weights, moments and scratch of one training.
#[derive(Debug)]
pub(crate) struct Few {
    layers: Vec<Layer>,
    steps: u64,
    x: Vec<f32>,
    label: Vec<f32>,
    weight: Vec<f32>,
    /// What goes into each layer.
    inputs: Vec<Aligned>,
    /// What comes out of the last one.
    outputs: Aligned,
    /// Derivatives of the loss by what comes out of a layer, and out of the layer before, before ReLU.
    delta: Aligned,
    delta_before: Aligned,
    margin: Vec<f32>,
    slope: Vec<f32>,
}

impl Few {
    /// Starts from these weights.
    pub fn new(weights: &DenseWeights) -> Few {
        let layers: Vec<Layer> = weights.layers.iter().map(Layer::new).collect();
        Few {
            inputs: layers.iter().map(|_| Aligned::default()).collect(),
            layers,
            steps: 0,
            x: Vec::new(),
            label: Vec::new(),
            weight: Vec::new(),
            outputs: Aligned::default(),
            delta: Aligned::default(),
            delta_before: Aligned::default(),
            margin: Vec::new(),
            slope: Vec::new(),
        }
    }

    /// All weights, in the order of [`DenseWeights::flat`].
    pub fn weights(&self) -> Vec<f32> {
        self.layers.iter().flat_map(|layer| layer.flat(&layer.weights)).collect()
    }

    /// State of the optimiser.
    pub fn moments(&self) -> Moments {
        let first = self.layers.iter().flat_map(|layer| layer.flat(&layer.first)).collect();
        let second = self.layers.iter().flat_map(|layer| layer.flat(&layer.second)).collect();
        Moments { steps: self.steps, first, second }
    }

    /// Continues from a stored state.
    pub fn restore(&mut self, weights: &[f32], moments: &Moments) {
        self.steps = moments.steps;
        let mut at = 0;
        for layer in &mut self.layers {
            let range = at..at + layer.size();
            at = range.end;
            layer.fill(&weights[range.clone()], &moments.first[range.clone()], &moments.second[range]);
        }
    }

    /// One step of Adam on the given rows, at most [`FEW`].
    pub fn step(&mut self, data: &Rows, batch: &[u32], learning_rate: f64) -> Sums {
        let events = batch.len();
        // Silent events fill the batch up to a number that there is a kernel for.
        let room = events.next_power_of_two();
        data.gather(batch, &mut self.x, &mut self.label, &mut self.weight);
        self.forward(data.cols, events, room);
        self.slope.resize(events, 0.0);
        let sums = loss::slopes(&self.margin, &self.label, &self.weight, 1.0 / events as f32, &mut self.slope);
        self.backward(room, learning_rate);
        sums
    }

    /// Fills `inputs` and `margin`.
    fn forward(&mut self, cols: usize, events: usize, room: usize) {
        let Some(first) = self.inputs.first_mut() else { return };
        first.clear_to(room * cols);
        first[..events * cols].copy_from_slice(&self.x);
        for (l, layer) in self.layers.iter().enumerate() {
            let (before, after) = self.inputs.split_at_mut(l + 1);
            let hidden = !after.is_empty();
            let out = after.first_mut().unwrap_or(&mut self.outputs);
            out.resize(room * layer.stride);
            layer.forward(&before[l], room, out, hidden);
        }
        let stride = self.layers.last().map_or(1, |layer| layer.stride);
        self.margin.clear();
        self.margin.extend(self.outputs.chunks_exact(stride).take(events).map(|z| z[1] - z[0]));
    }

    /// Goes back through the network and moves every weight on the way.
    fn backward(&mut self, room: usize, learning_rate: f64) {
        let rates = counted(&mut self.steps, learning_rate);
        let stride = self.layers.last().map_or(1, |layer| layer.stride);
        self.delta.clear_to(room * stride);
        for (row, g) in self.delta.chunks_exact_mut(stride).zip(&self.slope) {
            (row[0], row[1]) = (-g, *g);
        }
        for (layer, input) in self.layers.iter_mut().zip(&self.inputs).rev() {
            self.delta_before.clear_to(input.len());
            layer.backward(input, room, &self.delta, &mut self.delta_before, rates);
            std::mem::swap(&mut self.delta, &mut self.delta_before);
        }
    }
}
