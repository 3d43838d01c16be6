//! Shapes of the layers, and where their numbers are among all weights.

use super::net::{CnnKind, CnnNet, KERNELS};

/// One convolution with its pooling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Conv {
    /// Side of the image that comes in; the convolution keeps it.
    pub side: usize,
    /// Side of the kernel, odd.
    pub kernel: usize,
    /// Channels that come in.
    pub inputs: usize,
    /// Channels that go out.
    pub filters: usize,
    /// Whether 2×2 pooling follows.
    pub pooled: bool,
    /// First number of the kernel, \[row\]\[column\]\[input\]\[filter\].
    pub kernel_at: usize,
    /// First number of the bias, \[filter\].
    pub bias_at: usize,
}

impl Conv {
    /// Side of the image that goes out.
    pub fn out(&self) -> usize {
        if self.pooled { self.side / 2 } else { self.side }
    }

    /// Rows and columns of zeros around the image.
    pub fn pad(&self) -> usize {
        self.kernel / 2
    }

    /// Pixels of the kernel.
    pub fn taps(&self) -> usize {
        self.kernel * self.kernel
    }

    /// The kernel and the bias.
    pub fn of<'a>(&self, weights: &'a [f32]) -> (&'a [f32], &'a [f32]) {
        (&weights[self.kernel_at..self.bias_at], &weights[self.bias_at..self.bias_at + self.filters])
    }
}

/// One dense layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dense {
    /// Numbers that come in.
    pub inputs: usize,
    /// Numbers that go out.
    pub outputs: usize,
    /// First number of the kernel, \[input\]\[output\].
    pub kernel_at: usize,
    /// First number of the bias.
    pub bias_at: usize,
}

impl Dense {
    /// The kernel and the bias.
    pub fn of<'a>(&self, weights: &'a [f32]) -> (&'a [f32], &'a [f32]) {
        (&weights[self.kernel_at..self.bias_at], &weights[self.bias_at..self.bias_at + self.outputs])
    }
}

/// All layers of a network: kernel and bias of each in the order of the data flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    /// How the jets enter.
    pub kind: CnnKind,
    /// The four convolutions.
    pub convs: [Conv; 4],
    /// The dense layers; the last one is the output.
    pub dense: Vec<Dense>,
    /// Number of weights.
    pub size: usize,
}

impl Layout {
    /// The layers of a network.
    pub fn of(net: &CnnNet) -> Layout {
        let mut size = 0;
        let mut take = |numbers: usize| {
            size += numbers;
            size - numbers
        };
        let (sides, channels) = (net.sides(), if net.kind == CnnKind::TwoChannel { 2 } else { 1 });
        let convs = std::array::from_fn(|l| {
            let inputs = if l == 0 { channels } else { net.filters[l - 1] };
            let (kernel, filters) = (KERNELS[l], net.filters[l]);
            let kernel_at = take(kernel * kernel * inputs * filters);
            let bias_at = take(filters);
            Conv { side: sides[l], kernel, inputs, filters, pooled: l < 3, kernel_at, bias_at }
        });
        let outputs = if net.kind == CnnKind::TwoChannel { 2 } else { 1 };
        let sizes: Vec<usize> = std::iter::once(sides[3] * sides[3] * net.filters[3])
            .chain(net.dense.iter().copied())
            .chain([outputs])
            .collect();
        let dense = sizes
            .windows(2)
            .map(|pair| {
                let kernel_at = take(pair[0] * pair[1]);
                let bias_at = take(pair[1]);
                Dense { inputs: pair[0], outputs: pair[1], kernel_at, bias_at }
            })
            .collect();
        Layout { kind: net.kind, convs, dense, size }
    }

    /// Images per event that go through the convolutions on their own.
    pub fn units(&self) -> usize {
        if self.kind == CnnKind::TwoImage { 2 } else { 1 }
    }

    /// Numbers that the convolutions give to the dense layers.
    pub fn features(&self) -> usize {
        self.dense.first().map_or(0, |layer| layer.inputs)
    }

    /// Multiplications of the forward pass of one event, for the number of shards.
    pub fn products(&self) -> usize {
        let convs = self.convs.iter().map(|c| c.side * c.side * c.taps() * c.inputs * c.filters).sum::<usize>();
        self.units() * (convs + self.dense.iter().map(|d| d.inputs * d.outputs).sum::<usize>())
    }
}
