//! Backward pass through the convolutions, for the images of one shard.

use super::flow::Flow;
use super::head::Head;
use super::windows::{self, Windows};
use crate::model::cnn::aligned::Aligned;
use crate::model::cnn::first;
use crate::model::cnn::forward::{Engine, Tape};
use crate::model::cnn::gather;
use crate::model::cnn::layout::Conv;
use crate::model::cnn::lists::channel;
use crate::model::cnn::packed::Packed;

/// Kernels of the last three convolutions turned round; shared by all threads.
#[derive(Debug, Clone)]
pub(crate) struct Turned([Packed; 3]);

impl Turned {
    /// Room for the kernels of a network.
    pub fn new(engine: &Engine) -> Turned {
        Turned(std::array::from_fn(|l| Packed::backward(&engine.layout.convs[l + 1])))
    }

    /// Takes the weights of the network.
    pub fn pack(&mut self, engine: &Engine) {
        for (packed, conv) in self.0.iter_mut().zip(&engine.layout.convs[1..]) {
            packed.fill_turned(conv.of(&engine.weights).0);
        }
    }
}

/// Scratch of one thread.
#[derive(Debug, Default)]
pub(crate) struct Back {
    /// Backward pass of the dense layers.
    pub head: Head,
    windows: Windows,
    flow: Flow,
    slopes: Vec<f32>,
    delta: Aligned,
    before: Aligned,
    image: Aligned,
    first: Aligned,
    kernels: [Aligned; 3],
}

impl Back {
    /// Adds the gradients of all convolutions to `gradient`; `slope` is as in [`Head::backward`].
    pub fn backward(&mut self, engine: &Engine, turned: &Turned, tape: &Tape, slope: &[f32], gradient: &mut [f32]) {
        let convs = &engine.layout.convs;
        let behind = convs[3].bias_at + convs[3].filters;
        gradient[..behind].fill(0.0);
        for (kernel, conv) in self.kernels.iter_mut().zip(&convs[1..]) {
            kernel.clear_to(windows::size(conv));
        }
        self.first.clear_to(convs[0].taps() * convs[0].inputs * engine.width(0));
        let mut head = std::mem::take(&mut self.head);
        let features = head.backward(engine, tape, slope, gradient);
        let group = engine.group();
        for first in (0..tape.units).step_by(group) {
            self.group(engine, turned, tape, (first, group.min(tape.units - first)), features, gradient);
        }
        self.head = head;
        for (kernel, conv) in self.kernels.iter().zip(&convs[1..]) {
            windows::unpack(conv, kernel, &mut gradient[conv.kernel_at..conv.bias_at]);
        }
        let rows = gradient[convs[0].kernel_at..convs[0].bias_at].chunks_exact_mut(convs[0].filters);
        for (row, collected) in rows.zip(self.first.chunks_exact(engine.width(0))) {
            row.copy_from_slice(&collected[..convs[0].filters]);
        }
    }

    fn group(
        &mut self,
        engine: &Engine,
        turned: &Turned,
        tape: &Tape,
        range: (usize, usize),
        features: &[f32],
        gradient: &mut [f32],
    ) {
        let (first, units) = range;
        for (l, conv) in engine.layout.convs.iter().enumerate().rev() {
            let pixels = conv.out() * conv.out();
            let bias = &mut gradient[conv.bias_at..conv.bias_at + conv.filters];
            if l == 3 {
                let rows = &features[first * pixels * conv.filters..];
                slopes(conv, tape, l, range, rows, conv.filters, bias, &mut self.slopes);
            } else {
                slopes(conv, tape, l, range, &self.delta, turned.0[l].padded(), bias, &mut self.slopes);
            }
            if l == 0 {
                self.first_layer(conv, engine.width(0), tape, range);
                break;
            }
            let (inputs, outputs) = (&tape.lists[l - 1], &tape.lists[l]);
            self.windows.collect(conv, inputs, outputs, &self.slopes, range, &mut self.kernels[l - 1]);
            let packed = &turned.0[l - 1];
            self.flow.fill(conv, outputs, &self.slopes, range, packed.stride());
            let size = units * conv.side * conv.side * packed.padded();
            self.before.clear_to(size);
            gather::convolve(&self.flow.lists, packed, conv.side, 0, units, &mut self.before);
            std::mem::swap(&mut self.delta, &mut self.before);
        }
    }

    /// The gradient of the first kernel: gradients are laid out as an image, and pixels pick theirs.
    fn first_layer(&mut self, conv: &Conv, width: usize, tape: &Tape, (first, units): (usize, usize)) {
        let lists = &tape.lists[0];
        let begin = lists.start[first * conv.out() * conv.out()] as usize;
        for unit in first..first + units {
            let pixels = &tape.pixels[tape.pixel_start[unit] as usize..tape.pixel_start[unit + 1] as usize];
            self.image.clear_to(conv.side * conv.side * width);
            lay(conv, width, tape, unit, &mut self.image, &self.slopes, begin);
            first::backward(pixels, conv, &self.image, &mut self.first);
        }
    }
}

/// Writes the slope of every entry of an image behind the first convolution to its place before pooling.
fn lay(conv: &Conv, width: usize, tape: &Tape, unit: usize, image: &mut [f32], slopes: &[f32], begin: usize) {
    let (lists, out) = (&tape.lists[0], conv.out());
    for y in 0..out {
        for x in 0..out {
            let range = lists.at((unit * out + y) * out + x);
            let slopes = &slopes[range.start - begin..range.end - begin];
            let corner_at = [0, 1, conv.side, conv.side + 1].map(|step| (2 * y * conv.side + 2 * x + step) * width);
            for (tag, slope) in lists.tags[range].iter().zip(slopes) {
                image[corner_at[usize::from(tag & 3)] + channel(*tag)] = *slope;
            }
        }
    }
}

/// The gradient of every entry behind a convolution, from rows of `width` numbers per position; adds up the bias.
#[allow(clippy::too_many_arguments)]
fn slopes(
    conv: &Conv,
    tape: &Tape,
    l: usize,
    (first, units): (usize, usize),
    rows: &[f32],
    width: usize,
    bias: &mut [f32],
    to: &mut Vec<f32>,
) {
    let (lists, pixels) = (&tape.lists[l], conv.out() * conv.out());
    let (begin, end) = (lists.start[first * pixels] as usize, lists.start[(first + units) * pixels] as usize);
    to.resize(end - begin, 0.0);
    let mut rest = to.as_mut_slice();
    for (position, row) in rows.chunks_exact(width).take(units * pixels).enumerate() {
        let row = &row[..bias.len()];
        let tags = &lists.tags[lists.at(first * pixels + position)];
        let (slopes, tail) = rest.split_at_mut(tags.len());
        for (slope, tag) in slopes.iter_mut().zip(tags) {
            let channel = channel(*tag);
            *slope = row[channel];
            bias[channel] += row[channel];
        }
        rest = tail;
    }
}
