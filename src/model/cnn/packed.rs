//! Kernels of convolutions in the order in which the sparse convolution reads them.

use super::aligned::Aligned;
use super::layout::Conv;

/// Numbers in a register group of [`Lanes`](super::lanes::Lanes).
pub(crate) const WIDTH: usize = 16;
/// Most register groups that hold sums at once.
const GROUPS: usize = 4;
/// Bytes of a kernel that are used together: they should stay in the first cache.
const CACHE: usize = 32 * 1024;

/// The kernel of a convolution, cut into blocks of output channels: \[block\]\[tap\]\[input\]\[lane\], with zeros
/// for the lanes that no channel fills.
#[derive(Debug, Clone)]
pub(crate) struct Packed {
    /// Side of the kernel.
    pub kernel: usize,
    /// Channels that come in.
    pub inputs: usize,
    /// Channels that go out.
    pub outputs: usize,
    /// Blocks of output channels.
    pub blocks: usize,
    /// Register groups per block, 1 to 4.
    pub vectors: usize,
    /// Neighbouring taps of a row that are used together.
    pub together: usize,
    /// The numbers.
    pub data: Aligned,
}

impl Packed {
    /// Room for a kernel.
    pub fn new(kernel: usize, inputs: usize, outputs: usize) -> Packed {
        let groups = outputs.div_ceil(WIDTH).max(1);
        let blocks = groups.div_ceil(GROUPS);
        let vectors = groups.div_ceil(blocks);
        let row = inputs * vectors * WIDTH;
        let together = (CACHE / (row * size_of::<f32>())).clamp(1, kernel);
        let data = Aligned::zeros(blocks * kernel * kernel * row);
        Packed { kernel, inputs, outputs, blocks, vectors, together, data }
    }

    /// Room for the forward pass of a layer.
    pub fn forward(conv: &Conv) -> Packed {
        Packed::new(conv.kernel, conv.inputs, conv.filters)
    }

    /// Room for the backward pass of a layer.
    pub fn backward(conv: &Conv) -> Packed {
        Packed::new(conv.kernel, conv.filters, conv.inputs)
    }

    /// Numbers per input channel and tap inside a block.
    pub fn stride(&self) -> usize {
        self.vectors * WIDTH
    }

    /// Output channels including the unused lanes.
    pub fn padded(&self) -> usize {
        self.blocks * self.stride()
    }

    /// Takes the kernel \[row\]\[column\]\[input\]\[output\] of a forward pass.
    pub fn fill(&mut self, kernel: &[f32]) {
        let (stride, taps) = (self.stride(), self.kernel * self.kernel);
        for (row, values) in kernel.chunks_exact(self.outputs).enumerate() {
            for (block, part) in values.chunks(stride).enumerate() {
                let to = (block * taps * self.inputs + row) * stride;
                self.data[to..to + part.len()].copy_from_slice(part);
            }
        }
    }

    /// Takes the kernel \[row\]\[column\]\[output\]\[input\] of the forward pass for the backward pass: turned by
    /// half a turn, inputs and outputs exchanged.
    pub fn fill_turned(&mut self, kernel: &[f32]) {
        let (stride, taps) = (self.stride(), self.kernel * self.kernel);
        for tap in 0..taps {
            let values = &kernel[tap * self.outputs * self.inputs..(tap + 1) * self.outputs * self.inputs];
            for (output, row) in values.chunks_exact(self.inputs).enumerate() {
                let (block, lane) = (output / stride, output % stride);
                let from = (block * taps + taps - 1 - tap) * self.inputs * stride + lane;
                for (input, value) in row.iter().enumerate() {
                    self.data[from + input * stride] = *value;
                }
            }
        }
    }
}
