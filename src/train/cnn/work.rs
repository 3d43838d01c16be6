//! How many floating-point operations a step takes, for `bench/phases.py`: what speed is measured against.

use serde::Serialize;

use crate::model::CnnWeights;
use crate::model::cnn::first::Pixel;
use crate::model::cnn::forward::{Engine, Tape};
use crate::model::cnn::layout::Conv;
use crate::model::cnn::lists::{Lists, corner};
use crate::train::pictures::Pictures;

/// Operations per event (a multiplication and an addition are two), without those that zeros make needless.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Work {
    /// Forward and backward pass if zeros counted.
    pub with_zeros: f64,
    /// First convolution, forward.
    pub first: f64,
    /// First convolution, gradient of the kernel.
    pub first_kernel: f64,
    /// Other convolutions, forward: numbers after ReLU and pooling that are not zero.
    pub forward: f64,
    /// Other convolutions, gradient of the input: one gradient in four comes back through pooling.
    pub input: f64,
    /// Other convolutions, gradient of the kernel: the same gradients times their whole window.
    pub kernel: f64,
    /// Dense layers, forward and backward.
    pub dense: f64,
}

impl Work {
    /// Counts on some events, which `weights` see as they are.
    pub(crate) fn of(weights: &CnnWeights, data: &Pictures, rows: &[u32]) -> Work {
        let engine = Engine::new(weights);
        let mut tape = Tape::default();
        engine.forward(&data.images, data.scale, rows, &mut tape);
        let mut work = Work::default();
        let convs = &engine.layout.convs;
        let reached = |pixel: &Pixel| reach(&convs[0], usize::from(pixel.y)) * reach(&convs[0], usize::from(pixel.x));
        work.first = tape.pixels.iter().map(reached).sum::<usize>() as f64 * convs[0].filters as f64;
        work.first_kernel = work.first;
        for (l, conv) in convs.iter().enumerate().skip(1) {
            work.forward += (spread(&tape.lists[l - 1], conv, |_| (0, 0), 1) * conv.filters) as f64;
            let step = if conv.pooled { 2 } else { 1 };
            work.input += (spread(&tape.lists[l], conv, corner, step) * conv.inputs) as f64;
            work.kernel += (tape.lists[l].len() * conv.taps() * conv.inputs) as f64;
        }
        let units = engine.layout.units() * rows.len();
        let products: usize = engine.layout.dense.iter().map(|layer| layer.inputs * layer.outputs).sum();
        work.dense = (3 * units * products) as f64;
        // The gradient of the images themselves is not needed.
        let first = convs[0].side.pow(2) * convs[0].taps() * convs[0].inputs * convs[0].filters;
        work.with_zeros = (3 * engine.layout.products() * rows.len() - units * first) as f64;
        let per_event = 2.0 / rows.len() as f64;
        let Work { with_zeros, first, first_kernel, forward, input, kernel, dense } = &mut work;
        for part in [with_zeros, first, first_kernel, forward, input, kernel, dense] {
            *part *= per_event;
        }
        work
    }
}

/// Rows (or columns) of a convolution's result that a row of its input reaches.
fn reach(conv: &Conv, at: usize) -> usize {
    (at + conv.pad()).min(conv.side - 1) + 1 - at.saturating_sub(conv.pad())
}

/// Sum over the entries of lists of the positions that each reaches; positions are `step` apart, plus the entry's corner.
fn spread(lists: &Lists, conv: &Conv, corner: impl Fn(u16) -> (usize, usize), step: usize) -> usize {
    let width = conv.side / step;
    let mut sum = 0;
    for position in 0..lists.start.len() - 1 {
        let (y, x) = (position / width % width * step, position % width * step);
        for tag in &lists.tags[lists.at(position)] {
            let (dy, dx) = corner(*tag);
            sum += reach(conv, y + dy) * reach(conv, x + dx);
        }
    }
    sum
}
