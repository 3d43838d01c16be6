//! The way back through SPANet: gradients of all weights from the slopes of the outputs.

use crate::model::math::vectorised;
use crate::model::spanet::attention::{Turned, attend_back};
use crate::model::spanet::forward::{BlockTape, BranchTape, Engine, StackTape, Tape, Wanted};
use crate::model::spanet::layout::{Block, Branch, Stack};
use crate::model::spanet::ops::{linear_back, linear_gradient, norm_back, scale_by};
use crate::model::spanet::pairs::pair_index;

/// d loss / d output.
#[derive(Debug, Default, Clone)]
pub(crate) struct Slopes {
    /// Of the class margin of each event.
    pub margin: Vec<f32>,
    /// Of the logits of all pairs, in both branches.
    pub pairs: [Vec<f32>; 2],
    /// Of the margins of detection.
    pub detection: [Vec<f32>; 2],
}

/// Scratch of one thread.
#[derive(Debug, Default)]
pub(crate) struct Back {
    encoded: Vec<f32>,
    rows: Vec<f32>,
    x: Vec<f32>,
    a: Vec<f32>,
    b: Vec<f32>,
    u: [Vec<f32>; 2],
    turned: Turned,
}

impl Back {
    /// Adds the gradients of all weights that the wanted outputs depend on.
    pub fn backward(&mut self, engine: &Engine, tape: &Tape, slopes: &Slopes, wanted: Wanted, gradient: &mut [f32]) {
        let (layout, weights) = (&engine.layout, &engine.weights);
        let size = tape.encoder.norm.out.len();
        let mut encoded = std::mem::take(&mut self.encoded);
        encoded.clear();
        encoded.resize(size, 0.0);
        if wanted.class {
            self.class(engine, tape, &slopes.margin, &mut encoded, gradient);
        }
        if wanted.pairs {
            for (k, (branch, numbers)) in layout.branches.iter().zip(&tape.branches).enumerate() {
                let (pairs, detection) = (&slopes.pairs[k], &slopes.detection[k]);
                self.branch(engine, branch, tape, numbers, pairs, detection, &mut encoded, gradient);
            }
        }
        let mut x = std::mem::take(&mut self.x);
        self.stack(engine, &layout.encoder, tape, &tape.encoder, &encoded, &mut x, gradient);
        take_rows(&mut x, &tape.starts, &mut gradient[layout.row.at..layout.row.at + layout.hidden]);
        let [first, second] = &layout.embed;
        linear_gradient(gradient, &tape.embed.out, &x, second);
        linear_back(&mut self.a, &x, weights, second);
        scale_by(&mut self.a, &tape.embed.slope);
        linear_gradient(gradient, &tape.features, &self.a, first);
        (self.encoded, self.x) = (encoded, x);
    }

    fn class(&mut self, engine: &Engine, tape: &Tape, slope: &[f32], encoded: &mut [f32], gradient: &mut [f32]) {
        let (d, weights) = (engine.layout.hidden, &engine.weights);
        let [first, last] = &engine.layout.head;
        linear_gradient(gradient, &tape.head.out, slope, last);
        linear_back(&mut self.a, slope, weights, last);
        scale_by(&mut self.a, &tape.head.slope);
        linear_gradient(gradient, &tape.events, &self.a, first);
        linear_back(&mut self.b, &self.a, weights, first);
        for (start, row) in tape.starts.iter().zip(self.b.chunks_exact(d)) {
            encoded[start * d..(start + 1) * d].copy_from_slice(row);
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn branch(
        &mut self,
        engine: &Engine,
        layout: &Branch,
        tape: &Tape,
        numbers: &BranchTape,
        pairs: &[f32],
        detection: &[f32],
        encoded: &mut [f32],
        gradient: &mut [f32],
    ) {
        let (d, weights) = (engine.layout.hidden, &engine.weights);
        let rows = &numbers.stack.norm.out;
        let mut out = std::mem::take(&mut self.rows);
        out.clear();
        out.resize(rows.len(), 0.0);
        let kernel = &weights[layout.detect.kernel..layout.detect.bias];
        for (start, slope) in tape.starts.iter().zip(detection) {
            let row = start * d..(start + 1) * d;
            for k in 0..d {
                out[row.start + k] += slope * kernel[k];
                gradient[layout.detect.kernel + k] += slope * rows[row.start + k];
            }
            gradient[layout.detect.bias] += slope;
        }
        for u in &mut self.u {
            u.clear();
            u.resize(rows.len(), 0.0);
        }
        let [du, dv] = &mut self.u;
        pairs_back(du, dv, pairs, &numbers.u[0], &numbers.u[1], &tape.starts, &tape.pair_starts);
        for (which, layers) in layout.daughters.iter().enumerate() {
            let active = &numbers.daughters[which];
            linear_gradient(gradient, &active.out, &self.u[which], &layers[1]);
            linear_back(&mut self.a, &self.u[which], weights, &layers[1]);
            scale_by(&mut self.a, &active.slope);
            linear_gradient(gradient, rows, &self.a, &layers[0]);
            linear_back(&mut self.b, &self.a, weights, &layers[0]);
            add(&mut out, &self.b);
        }
        let mut x = std::mem::take(&mut self.x);
        self.stack(engine, &layout.stack, tape, &numbers.stack, &out, &mut x, gradient);
        take_rows(&mut x, &tape.starts, &mut gradient[layout.row.at..layout.row.at + d]);
        add(encoded, &x);
        (self.rows, self.x) = (out, x);
    }

    /// Fills `dx`, the gradient of the input of a stack, from that of its output.
    #[allow(clippy::too_many_arguments)]
    fn stack(
        &mut self,
        engine: &Engine,
        stack: &Stack,
        tape: &Tape,
        numbers: &StackTape,
        dy: &[f32],
        dx: &mut Vec<f32>,
        gradient: &mut [f32],
    ) {
        dx.clear();
        dx.resize(dy.len(), 0.0);
        norm_back(dx, dy, &numbers.norm, &engine.weights, gradient, &stack.norm);
        for (block, numbers) in stack.blocks.iter().zip(&numbers.blocks).rev() {
            self.block(engine, block, tape, numbers, dx, gradient);
        }
    }

    fn block(
        &mut self,
        engine: &Engine,
        block: &Block,
        tape: &Tape,
        numbers: &BlockTape,
        dx: &mut [f32],
        gradient: &mut [f32],
    ) {
        let weights = &engine.weights;
        linear_gradient(gradient, &numbers.active.out, dx, &block.down);
        linear_back(&mut self.a, dx, weights, &block.down);
        scale_by(&mut self.a, &numbers.active.slope);
        linear_gradient(gradient, &numbers.norm_2.out, &self.a, &block.up);
        linear_back(&mut self.b, &self.a, weights, &block.up);
        norm_back(dx, &self.b, &numbers.norm_2, weights, gradient, &block.norm_2);
        linear_gradient(gradient, &numbers.mixed, dx, &block.out);
        linear_back(&mut self.a, dx, weights, &block.out);
        self.b.resize(numbers.qkv.len(), 0.0);
        let heads = engine.layout.heads;
        let probability = &numbers.probability;
        attend_back(&mut self.b, &self.a, probability, &numbers.qkv, &tape.starts, heads, &mut self.turned);
        linear_gradient(gradient, &numbers.norm_1.out, &self.b, &block.qkv);
        linear_back(&mut self.a, &self.b, weights, &block.qkv);
        norm_back(dx, &self.a, &numbers.norm_1, weights, gradient, &block.norm_1);
    }
}

/// Adds the gradients at the head of each event to that of the learnt row, and clears them.
fn take_rows(x: &mut [f32], starts: &[usize], row: &mut [f32]) {
    let d = row.len();
    for start in &starts[..starts.len() - 1] {
        let own = &mut x[start * d..(start + 1) * d];
        add(row, own);
        own.fill(0.0);
    }
}

vectorised! {
    fn add(sum: &mut [f32], term: &[f32]) {
        for (s, t) in sum.iter_mut().zip(term) {
            *s += t;
        }
    }
}

vectorised! {
    /// Gradients of u and v from those of the logits (u_x·v_y + u_y·v_x) / (2 √d).
    fn pairs_back(
        du: &mut [f32],
        dv: &mut [f32],
        slopes: &[f32],
        u: &[f32],
        v: &[f32],
        starts: &[usize],
        pair_starts: &[usize],
    ) {
        let d = u.len() / starts[starts.len() - 1];
        let scale = 0.5 / (d as f32).sqrt();
        for (event, at) in starts.windows(2).zip(pair_starts) {
            let first = event[0] + 1;
            for y in first..event[1] {
                for x in first..y {
                    let slope = scale * slopes[at + pair_index(x - first, y - first)];
                    if slope == 0.0 {
                        continue;
                    }
                    for k in 0..d {
                        let (i, j) = (x * d + k, y * d + k);
                        du[i] += slope * v[j];
                        du[j] += slope * v[i];
                        dv[i] += slope * u[j];
                        dv[j] += slope * u[i];
                    }
                }
            }
        }
    }
}
