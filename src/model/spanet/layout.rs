//! Where the weights of each part of the network are in one row of numbers.

use std::ops::Range;

use super::SpanetNet;
use crate::represent::JetRows;

/// Numbers per jet at the input.
pub(crate) const FEATURES: usize = JetRows::FEATURES;

/// How a part begins, and whether weight decay pulls on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Kernel \[input\]\[output\]; the only kind that decays.
    Kernel { inputs: usize, outputs: usize },
    /// Begins at 0.
    Bias,
    /// Begins at 1.
    Gain,
    /// A learnt row.
    Row,
}

/// One kernel, bias, gain or row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub range: Range<usize>,
    pub kind: Kind,
}

/// x W + b.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Linear {
    /// Index of the kernel among the parts; the bias follows.
    pub part: usize,
    /// First number of the kernel.
    pub kernel: usize,
    /// First number of the bias.
    pub bias: usize,
    pub inputs: usize,
    pub outputs: usize,
}

/// Layer norm: gain, then bias.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Norm {
    /// Index of the gain among the parts; the bias follows.
    pub part: usize,
    pub gain: usize,
    pub bias: usize,
    pub width: usize,
}

/// A learnt row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    pub part: usize,
    pub at: usize,
}

/// One layer of a transformer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Block {
    pub norm_1: Norm,
    /// To query, key and value side by side.
    pub qkv: Linear,
    pub out: Linear,
    pub norm_2: Norm,
    pub up: Linear,
    pub down: Linear,
}

/// Layers and the norm behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stack {
    pub blocks: Vec<Block>,
    pub norm: Norm,
}

/// The branch of one Higgs boson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Branch {
    pub row: Row,
    pub stack: Stack,
    pub detect: Linear,
    /// Two dense layers for each of b1 and b2.
    pub daughters: [[Linear; 2]; 2],
}

/// All parts of a network, in the order of its weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    pub hidden: usize,
    pub heads: usize,
    pub embed: [Linear; 2],
    pub row: Row,
    pub encoder: Stack,
    pub head: [Linear; 2],
    pub branches: [Branch; 2],
    pub parts: Vec<Part>,
    pub size: usize,
}

impl Layout {
    pub fn of(net: &SpanetNet) -> Layout {
        let mut parts = Parts::default();
        let d = net.hidden;
        let embed = [parts.linear(FEATURES, d), parts.linear(d, d)];
        let row = parts.row(d);
        let encoder = parts.stack(net, net.encoder_layers);
        let head = [parts.linear(d, d), parts.linear(d, 1)];
        let branches = std::array::from_fn(|_| Branch {
            row: parts.row(d),
            stack: parts.stack(net, net.branch_layers),
            detect: parts.linear(d, 1),
            daughters: std::array::from_fn(|_| [parts.linear(d, d), parts.linear(d, d)]),
        });
        let size = parts.end();
        Layout { hidden: d, heads: net.heads, embed, row, encoder, head, branches, parts: parts.0, size }
    }
}

#[derive(Default)]
struct Parts(Vec<Part>);

impl Parts {
    fn end(&self) -> usize {
        self.0.last().map_or(0, |part| part.range.end)
    }

    /// Index and first number of a new part.
    fn add(&mut self, size: usize, kind: Kind) -> (usize, usize) {
        let at = self.end();
        self.0.push(Part { range: at..at + size, kind });
        (self.0.len() - 1, at)
    }

    fn linear(&mut self, inputs: usize, outputs: usize) -> Linear {
        let (part, kernel) = self.add(inputs * outputs, Kind::Kernel { inputs, outputs });
        let (_, bias) = self.add(outputs, Kind::Bias);
        Linear { part, kernel, bias, inputs, outputs }
    }

    fn norm(&mut self, width: usize) -> Norm {
        let (part, gain) = self.add(width, Kind::Gain);
        let (_, bias) = self.add(width, Kind::Bias);
        Norm { part, gain, bias, width }
    }

    fn row(&mut self, width: usize) -> Row {
        let (part, at) = self.add(width, Kind::Row);
        Row { part, at }
    }

    fn stack(&mut self, net: &SpanetNet, layers: usize) -> Stack {
        let d = net.hidden;
        let mut block = || Block {
            norm_1: self.norm(d),
            qkv: self.linear(d, 3 * d),
            out: self.linear(d, d),
            norm_2: self.norm(d),
            up: self.linear(d, net.feed_forward),
            down: self.linear(net.feed_forward, d),
        };
        let blocks = (0..layers).map(|_| block()).collect();
        Stack { blocks, norm: self.norm(d) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_and_count_what_the_text_says() {
        let layout = Layout::of(&SpanetNet::workshop());
        assert!(layout.parts.windows(2).all(|pair| pair[0].range.end == pair[1].range.start));
        let d = 32;
        let dense = |inputs: usize, outputs: usize| (inputs + 1) * outputs;
        let block = 2 * 2 * d + dense(d, 3 * d) + dense(d, d) + dense(d, 64) + dense(64, d);
        let branch = d + block + 2 * d + dense(d, 1) + 4 * dense(d, d);
        let shared = dense(5, d) + dense(d, d) + d + 2 * block + 2 * d + dense(d, d) + dense(d, 1);
        assert_eq!(layout.size, shared + 2 * branch);
    }
}
