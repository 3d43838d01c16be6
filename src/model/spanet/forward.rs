//! The forward pass on the processor, and what it leaves for the way back.
//!
//! Rows of an event follow each other: first the row of the event (or of the Higgs boson, in a branch), then its jets.
//! There is no padding, so an event costs what its jets cost.

use rayon::prelude::*;

use super::SpanetWeights;
use super::attention::{Turned, attend, probabilities};
use super::layout::{Block, Branch, FEATURES, Layout, Stack};
use super::ops::{Active, Normed, active, dot, linear, linear_onto, norm};
use super::pairs::{pair_count, pair_index};
use crate::model::math::vectorised;
use crate::represent::JetRows;

/// Events that go through the network together.
const BLOCK: usize = 64;

/// Which outputs are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// The class of the event.
    pub class: bool,
    /// Pairs and detection of both branches.
    pub pairs: bool,
}

impl Wanted {
    pub const CLASS: Wanted = Wanted { class: true, pairs: false };
    pub const PAIRS: Wanted = Wanted { class: false, pairs: true };
}

/// Weights with their places.
#[derive(Debug, Clone)]
pub(crate) struct Engine {
    pub layout: Layout,
    pub weights: Vec<f32>,
}

/// Numbers of one layer.
#[derive(Debug, Default, Clone)]
pub(crate) struct BlockTape {
    pub norm_1: Normed,
    pub qkv: Vec<f32>,
    pub probability: Vec<f32>,
    pub mixed: Vec<f32>,
    pub norm_2: Normed,
    pub active: Active,
}

/// Numbers of all layers and of the norm behind them.
#[derive(Debug, Default, Clone)]
pub(crate) struct StackTape {
    pub blocks: Vec<BlockTape>,
    pub norm: Normed,
    x: Vec<f32>,
    turned: Turned,
}

/// Numbers of one branch.
#[derive(Debug, Default, Clone)]
pub(crate) struct BranchTape {
    pub stack: StackTape,
    pub daughters: [Active; 2],
    pub u: [Vec<f32>; 2],
    /// Margin of detection, one per event.
    pub detection: Vec<f32>,
    /// Logits of all pairs of all events.
    pub pairs: Vec<f32>,
}

/// Numbers of a whole forward pass.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tape {
    /// First row of each event, and the number of rows.
    pub starts: Vec<usize>,
    /// First pair of each event, and the number of pairs.
    pub pair_starts: Vec<usize>,
    pub features: Vec<f32>,
    pub embed: Active,
    pub encoder: StackTape,
    /// Rows of the events alone.
    pub events: Vec<f32>,
    pub head: Active,
    /// Margin of the class, one per event.
    pub margin: Vec<f32>,
    pub branches: [BranchTape; 2],
}

impl Tape {
    /// Number of jets of an event.
    pub fn jets_of(&self, event: usize) -> usize {
        self.starts[event + 1] - self.starts[event] - 1
    }

    /// Logits of the pairs of an event, in both branches.
    pub fn pairs_of(&self, event: usize) -> [&[f32]; 2] {
        let range = self.pair_starts[event]..self.pair_starts[event + 1];
        [&self.branches[0].pairs[range.clone()], &self.branches[1].pairs[range]]
    }
}

impl Engine {
    pub fn new(weights: &SpanetWeights) -> Engine {
        Engine { layout: Layout::of(&weights.net), weights: weights.values.clone() }
    }

    /// All wanted outputs of the given events.
    pub fn forward(&self, jets: &JetRows, events: &[u32], wanted: Wanted, tape: &mut Tape) {
        self.gather(jets, events, tape);
        let (layout, weights) = (&self.layout, &self.weights);
        active(&mut tape.embed, &tape.features, weights, &layout.embed[0]);
        linear(&mut tape.encoder.x, &tape.embed.out, weights, &layout.embed[1]);
        self.set_rows(&mut tape.encoder.x, &tape.starts, layout.row.at);
        self.stack(&layout.encoder, &tape.starts, &mut tape.encoder);
        if wanted.class {
            self.classify(tape);
        }
        if wanted.pairs {
            let Tape { starts, pair_starts, encoder, branches, .. } = tape;
            for (layout, branch) in layout.branches.iter().zip(branches) {
                self.branch(layout, &encoder.norm.out, starts, pair_starts, branch);
            }
        }
    }

    /// Features of all rows; those of an event's own row are zeros.
    fn gather(&self, jets: &JetRows, events: &[u32], tape: &mut Tape) {
        tape.starts.clear();
        tape.pair_starts.clear();
        tape.features.clear();
        let mut pairs = 0;
        for &event in events {
            tape.starts.push(tape.features.len() / FEATURES);
            tape.pair_starts.push(pairs);
            let range = jets.range(event as usize);
            tape.features.extend([0.0; FEATURES]);
            pairs += pair_count(range.len());
            tape.features.extend_from_slice(&jets.x[range.start * FEATURES..range.end * FEATURES]);
        }
        tape.starts.push(tape.features.len() / FEATURES);
        tape.pair_starts.push(pairs);
    }

    /// Puts a learnt row at the head of each event.
    fn set_rows(&self, x: &mut [f32], starts: &[usize], at: usize) {
        let d = self.layout.hidden;
        let row = &self.weights[at..at + d];
        for start in &starts[..starts.len() - 1] {
            x[start * d..(start + 1) * d].copy_from_slice(row);
        }
    }

    /// Layers on `tape.x`; the result is in `tape.norm.out`.
    fn stack(&self, stack: &Stack, starts: &[usize], tape: &mut StackTape) {
        tape.blocks.resize_with(stack.blocks.len(), BlockTape::default);
        for (block, numbers) in stack.blocks.iter().zip(&mut tape.blocks) {
            self.block(block, starts, &mut tape.x, numbers, &mut tape.turned);
        }
        norm(&mut tape.norm, &tape.x, &self.weights, &stack.norm);
    }

    fn block(&self, block: &Block, starts: &[usize], x: &mut [f32], tape: &mut BlockTape, turned: &mut Turned) {
        let (weights, heads) = (&self.weights, self.layout.heads);
        norm(&mut tape.norm_1, x, weights, &block.norm_1);
        linear(&mut tape.qkv, &tape.norm_1.out, weights, &block.qkv);
        tape.mixed.resize(x.len(), 0.0);
        tape.probability.resize(probabilities(starts, heads), 0.0);
        attend(&mut tape.mixed, &mut tape.probability, &tape.qkv, starts, heads, turned);
        linear_onto(x, &tape.mixed, weights, &block.out);
        norm(&mut tape.norm_2, x, weights, &block.norm_2);
        active(&mut tape.active, &tape.norm_2.out, weights, &block.up);
        linear_onto(x, &tape.active.out, weights, &block.down);
    }

    fn classify(&self, tape: &mut Tape) {
        let d = self.layout.hidden;
        let [first, last] = &self.layout.head;
        tape.events.clear();
        for start in &tape.starts[..tape.starts.len() - 1] {
            tape.events.extend_from_slice(&tape.encoder.norm.out[start * d..(start + 1) * d]);
        }
        active(&mut tape.head, &tape.events, &self.weights, first);
        linear(&mut tape.margin, &tape.head.out, &self.weights, last);
    }

    fn branch(&self, layout: &Branch, x: &[f32], starts: &[usize], pair_starts: &[usize], tape: &mut BranchTape) {
        let (d, weights) = (self.layout.hidden, &self.weights);
        tape.stack.x.clear();
        tape.stack.x.extend_from_slice(x);
        self.set_rows(&mut tape.stack.x, starts, layout.row.at);
        self.stack(&layout.stack, starts, &mut tape.stack);
        let rows = &tape.stack.norm.out;
        let (kernel, bias) = (&weights[layout.detect.kernel..layout.detect.bias], weights[layout.detect.bias]);
        tape.detection.clear();
        tape.detection.extend(starts[..starts.len() - 1].iter().map(|s| dot(&rows[s * d..(s + 1) * d], kernel) + bias));
        for ((layers, active_of), u) in layout.daughters.iter().zip(&mut tape.daughters).zip(&mut tape.u) {
            active(active_of, rows, weights, &layers[0]);
            linear(u, &active_of.out, weights, &layers[1]);
        }
        tape.pairs.resize(pair_starts[pair_starts.len() - 1], 0.0);
        for (event, at) in starts.windows(2).zip(pair_starts) {
            let jets = event[0] + 1..event[1];
            pair_logits(&mut tape.pairs[*at..], &tape.u[0], &tape.u[1], jets, d);
        }
    }

    /// The class margin of each event; blocks of events are shared among threads.
    pub fn margins(&self, jets: &JetRows, events: &[u32]) -> Vec<f32> {
        self.in_blocks(jets, events, Wanted::CLASS, |tape, _, k| tape.margin[k])
    }

    /// What `take` reads from the tape (tape, event, place in the tape) for each event.
    pub fn in_blocks<T: Send>(
        &self,
        jets: &JetRows,
        events: &[u32],
        wanted: Wanted,
        take: impl Fn(&Tape, usize, usize) -> T + Sync,
    ) -> Vec<T> {
        let block = |tape: &mut Tape, block: &[u32]| -> Vec<T> {
            self.forward(jets, block, wanted, tape);
            block.iter().enumerate().map(|(k, event)| take(tape, *event as usize, k)).collect()
        };
        let parts: Vec<Vec<T>> = events.par_chunks(BLOCK).map_init(Tape::default, block).collect();
        parts.into_iter().flatten().collect()
    }
}

vectorised! {
    /// (u_1x·u_2y + u_1y·u_2x) / (2 √d) of all pairs of the jets in these rows.
    fn pair_logits(out: &mut [f32], first: &[f32], second: &[f32], jets: std::ops::Range<usize>, d: usize) {
        let scale = 0.5 / (d as f32).sqrt();
        for y in jets.clone() {
            for x in jets.start..y {
                let (of_x, of_y) = (x * d..(x + 1) * d, y * d..(y + 1) * d);
                let one = dot(&first[of_x.clone()], &second[of_y.clone()]);
                let two = dot(&first[of_y], &second[of_x]);
                out[pair_index(x - jets.start, y - jets.start)] = scale * (one + two);
            }
        }
    }
}
