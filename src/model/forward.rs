//! Prediction of a dense network on the processor.

use rayon::prelude::*;

use super::DenseWeights;
use super::math::{View, bias_relu, product, project};

/// Rows that go through the network together: activations of a layer stay in the cache.
const BLOCK: usize = 512;

/// Difference of the two logits, z1 − z0, for each row of `x`; rows are shared among threads.
pub(crate) fn margins(weights: &DenseWeights, x: &[f32]) -> Vec<f32> {
    let inputs = weights.inputs().max(1);
    let mut margins = vec![0.0; x.len() / inputs];
    margins.par_chunks_mut(BLOCK).zip(x.par_chunks(BLOCK * inputs)).for_each_init(Vec::new, |room, (z, rows)| {
        block(weights, rows, z, room);
    });
    margins
}

/// One block of rows; `room` is scratch that is reused.
fn block(weights: &DenseWeights, x: &[f32], margin: &mut [f32], room: &mut Vec<Vec<f32>>) {
    let Some((last, hidden)) = weights.layers.split_last() else { return };
    room.resize(hidden.len(), Vec::new());
    let rows = margin.len();
    for (l, layer) in hidden.iter().enumerate() {
        let (before, after) = room.split_at_mut(l);
        let input = before.last().map_or(x, |h| h.as_slice());
        let out = &mut after[0];
        out.resize(rows * layer.outputs, 0.0);
        product(out, View::new(input, rows, layer.inputs), View::new(&layer.kernel, layer.inputs, layer.outputs));
        bias_relu(out, &layer.bias);
    }
    let input = room.last().map_or(x, |h| h.as_slice());
    let direction: Vec<f32> = last.kernel.chunks_exact(2).map(|w| w[1] - w[0]).collect();
    project(margin, input, &direction, last.bias[1] - last.bias[0]);
}
