//! Forward pass of a convolutional network on the processor.

use rayon::prelude::*;

use super::CnnKind;
use super::aligned::Aligned;
use super::first::{self, Pixel, pad_rows, padded};
use super::gather;
use super::layout::Layout;
use super::lists::{Lists, channel};
use super::packed::{Packed, WIDTH};
use super::pool;
use super::weights::CnnWeights;
use crate::model::math::{View, bias_relu, product};
use crate::represent::JetImages;

/// Bytes of sums of a group of images that go through a layer together: they should stay in the second cache.
const CACHE: usize = 512 * 1024;
/// Most images in a group.
const GROUP: usize = 8;
/// Events that are predicted together.
const BLOCK: usize = 64;

/// Layers and weights of a network, packed for the kernels; shared by all threads.
#[derive(Debug, Clone)]
pub(crate) struct Engine {
    /// Shapes of the layers.
    pub layout: Layout,
    /// All weights.
    pub weights: Vec<f32>,
    /// Kernel of the first convolution with padded rows.
    first: Aligned,
    /// Bias of each convolution, padded to the width of its sums.
    biases: [Vec<f32>; 4],
    /// Kernels of the other three.
    packed: [Packed; 3],
}

/// What one thread remembers of the images that it takes through a network.
#[derive(Debug, Default)]
pub(crate) struct Tape {
    /// Filled pixels of all images.
    pub pixels: Vec<Pixel>,
    /// First pixel of each image, and the end.
    pub pixel_start: Vec<u32>,
    /// What comes out of each convolution, after ReLU and pooling.
    pub lists: [Lists; 4],
    /// The last lists as rows of numbers: the inputs of the dense layers.
    pub features: Vec<f32>,
    /// Outputs of the hidden dense layers.
    pub hidden: Vec<Vec<f32>>,
    /// Outputs of the network, one row per image.
    pub outputs: Vec<f32>,
    /// ln p/(1−p) of each event.
    pub margin: Vec<f32>,
    /// Number of images.
    pub units: usize,
    sums: Aligned,
}

impl Engine {
    /// Takes a network.
    pub fn new(weights: &CnnWeights) -> Engine {
        let layout = Layout::of(&weights.net);
        let packed = std::array::from_fn(|l| Packed::forward(&layout.convs[l + 1]));
        let mut engine = Engine {
            layout,
            weights: weights.values.clone(),
            first: Aligned::default(),
            biases: Default::default(),
            packed,
        };
        engine.pack();
        engine
    }

    /// Packs the weights again after they changed.
    pub fn pack(&mut self) {
        for (l, conv) in self.layout.convs.iter().enumerate() {
            let (kernel, bias) = conv.of(&self.weights);
            self.biases[l].clear();
            self.biases[l].extend_from_slice(bias);
            if l == 0 {
                pad_rows(kernel, conv.filters, &mut self.first);
            } else {
                self.packed[l - 1].fill(kernel);
            }
            let width = self.width(l);
            self.biases[l].resize(width, 0.0);
        }
    }

    /// Channels of the sums of convolution `l`, unused lanes included.
    pub fn width(&self, l: usize) -> usize {
        if l == 0 { padded(self.layout.convs[0].filters) } else { self.packed[l - 1].padded() }
    }

    /// What `at` of an entry in the lists behind convolution `l` counts in.
    pub fn stride(&self, l: usize) -> usize {
        if l < 3 { self.packed[l].stride() } else { 1 }
    }

    /// Images that go through a layer together.
    pub fn group(&self) -> usize {
        let sums = |l: usize| self.layout.convs[l].side.pow(2) * self.width(l) * size_of::<f32>();
        (CACHE / (1..4).map(sums).max().unwrap_or(1)).clamp(1, GROUP)
    }

    /// Takes events through the network and leaves their margins on the tape.
    pub fn forward(&self, images: &JetImages, scale: [f32; 2], events: &[u32], tape: &mut Tape) {
        tape.load(&self.layout, images, scale, events);
        tape.lists.iter_mut().for_each(Lists::clear);
        let group = self.group();
        for first in (0..tape.units).step_by(group) {
            self.convolutions(first, group.min(tape.units - first), tape);
        }
        self.dense(tape);
        tape.margins(self.layout.kind);
    }

    fn convolutions(&self, from: usize, units: usize, tape: &mut Tape) {
        for (l, conv) in self.layout.convs.iter().enumerate() {
            let (width, pixels) = (self.width(l), conv.side * conv.side);
            let (before, after) = tape.lists.split_at_mut(l);
            let (sums, stride) = (&mut tape.sums, self.stride(l));
            if l == 0 {
                sums.resize(pixels * width);
                for unit in from..from + units {
                    let range = tape.pixel_start[unit] as usize..tape.pixel_start[unit + 1] as usize;
                    first::forward(&tape.pixels[range], conv, &self.first, &self.biases[0], sums);
                    pool::append(sums, conv, width, stride, &mut after[0]);
                }
                continue;
            }
            sums.resize(units * pixels * width);
            first::repeat(&self.biases[l], &mut sums[..units * pixels * width]);
            gather::convolve(&before[l - 1], &self.packed[l - 1], conv.side, from, units, sums);
            for image in sums[..units * pixels * width].chunks_exact(pixels * width) {
                pool::append(image, conv, width, stride, &mut after[0]);
            }
        }
    }

    fn dense(&self, tape: &mut Tape) {
        tape.flatten(&self.layout);
        let units = tape.units;
        let Some((last, layers)) = self.layout.dense.split_last() else { return };
        tape.hidden.resize(layers.len(), Vec::new());
        for (l, layer) in layers.iter().enumerate() {
            let (before, after) = tape.hidden.split_at_mut(l);
            let input = before.last().unwrap_or(&tape.features);
            let (kernel, bias) = layer.of(&self.weights);
            let out = &mut after[0];
            out.resize(units * layer.outputs, 0.0);
            product(out, View::new(input, units, layer.inputs), View::new(kernel, layer.inputs, layer.outputs));
            bias_relu(out, bias);
        }
        let input = tape.hidden.last().unwrap_or(&tape.features);
        let (kernel, bias) = last.of(&self.weights);
        let out = &mut tape.outputs;
        out.resize(units * last.outputs, 0.0);
        product(out, View::new(input, units, last.inputs), View::new(kernel, last.inputs, last.outputs));
        for row in out.chunks_exact_mut(last.outputs) {
            row.iter_mut().zip(bias).for_each(|(z, b)| *z += b);
        }
    }
}

impl Tape {
    /// Reads the filled pixels of events.
    fn load(&mut self, layout: &Layout, images: &JetImages, scale: [f32; 2], events: &[u32]) {
        self.pixels.clear();
        self.pixel_start.clear();
        self.pixel_start.push(0);
        self.units = events.len() * layout.units();
        let side = images.resolution();
        for &event in events {
            for (jet, scale) in scale.into_iter().enumerate() {
                let channel = if layout.kind == CnnKind::TwoChannel { jet as u16 } else { 0 };
                let (numbers, values) = images.sparse(event as usize, jet);
                self.pixels.extend(numbers.iter().zip(values).map(|(number, value)| Pixel {
                    y: number / side as u16,
                    x: number % side as u16,
                    channel,
                    value: value * scale,
                }));
                if layout.kind == CnnKind::TwoImage || jet == 1 {
                    self.pixel_start.push(self.pixels.len() as u32);
                }
            }
        }
    }

    /// Writes the last lists as rows \[image\]\[row\]\[column\]\[filter\].
    fn flatten(&mut self, layout: &Layout) {
        let (filters, features) = (layout.convs[3].filters, layout.features());
        self.features.clear();
        self.features.resize(self.units * features, 0.0);
        let lists = &self.lists[3];
        for (position, row) in self.features.chunks_exact_mut(filters).enumerate() {
            for k in lists.at(position) {
                row[channel(lists.tags[k])] = lists.entries[k].value;
            }
        }
    }

    /// The margin ln p/(1−p) of each event from the outputs of the network.
    fn margins(&mut self, kind: CnnKind) {
        let pairs = self.outputs.chunks_exact(2);
        self.margin.clear();
        match kind {
            CnnKind::TwoChannel => self.margin.extend(pairs.map(|z| z[1] - z[0])),
            CnnKind::TwoImage => self.margin.extend(pairs.map(|z| product_margin(z[0], z[1]))),
        }
    }
}

/// ln p/(1−p) of p = σ(a) σ(b), without ever forming p.
///
/// (1−p)/p = e^−a + e^−b + e^−a−b: a sum of positive numbers, so that nothing cancels; its largest term is drawn out.
pub(crate) fn product_margin(a: f32, b: f32) -> f32 {
    let (a, b) = (f64::from(-a), f64::from(-b));
    let most = a.max(b).max(a + b);
    -(most + ((a - most).exp() + (b - most).exp() + (a + b - most).exp()).ln()) as f32
}

/// Derivatives of [`product_margin`] by a and by b.
pub(crate) fn product_slopes(a: f32, b: f32) -> [f32; 2] {
    let (a, b) = (f64::from(-a), f64::from(-b));
    let most = a.max(b).max(a + b);
    let (x, y, both) = ((a - most).exp(), (b - most).exp(), (a + b - most).exp());
    let sum = x + y + both;
    [((x + both) / sum) as f32, ((y + both) / sum) as f32]
}

/// ln p/(1−p) of each event; events are shared among threads.
pub(crate) fn margins(weights: &CnnWeights, images: &JetImages, scale: [f32; 2]) -> Vec<f32> {
    let rows: Vec<u32> = (0..images.len() as u32).collect();
    margins_of(&Engine::new(weights), images, scale, &rows)
}

/// The same for some of the events.
pub(crate) fn margins_of(engine: &Engine, images: &JetImages, scale: [f32; 2], rows: &[u32]) -> Vec<f32> {
    let mut margins = vec![0.0; rows.len()];
    margins.par_chunks_mut(BLOCK).zip(rows.par_chunks(BLOCK)).for_each_init(Tape::default, |tape, (out, rows)| {
        engine.forward(images, scale, rows, tape);
        out.copy_from_slice(&tape.margin);
    });
    margins
}

/// Register groups that `channels` numbers fill.
pub(crate) fn groups(channels: usize) -> usize {
    channels.div_ceil(WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_margin_of_a_product_is_exact_and_never_infinite() {
        let sigma = |z: f64| 1.0 / (1.0 + (-z).exp());
        for (a, b) in [(0.0, 0.0), (2.0, -1.0), (-3.0, 0.5), (6.0, 7.0), (-8.0, -9.0)] {
            let p = sigma(a) * sigma(b);
            let exact = (p / (1.0 - p)).ln();
            let ours = f64::from(product_margin(a as f32, b as f32));
            assert!((ours - exact).abs() < 1e-6 * exact.abs().max(1.0), "{a} {b}: {ours} and {exact}");
            let step = |da: f64, db: f64| {
                let p = sigma(a + da) * sigma(b + db);
                (p / (1.0 - p)).ln()
            };
            let [by_a, by_b] = product_slopes(a as f32, b as f32);
            assert!((f64::from(by_a) - (step(1e-5, 0.0) - step(-1e-5, 0.0)) / 2e-5).abs() < 1e-5);
            assert!((f64::from(by_b) - (step(0.0, 1e-5) - step(0.0, -1e-5)) / 2e-5).abs() < 1e-5);
        }
        assert_eq!(product_margin(200.0, 300.0), 200.0);
        assert_eq!(product_margin(-200.0, -300.0), -500.0);
        assert!(product_margin(f32::NAN, 0.0).is_nan());
    }
}
