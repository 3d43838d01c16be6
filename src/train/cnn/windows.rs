//! The gradient of a convolution's kernel.
//!
//! It is a sum over the gradients behind the layer, each times the window of the input that it came from. Pooling
//! leaves at most one gradient in four, so the sum goes filter by filter over lists of those; the windows are read
//! from a strip of the input that stays in the first cache, and the sums of a whole kernel stay in registers.

use crate::model::cnn::aligned::Aligned;
use crate::model::cnn::forward::groups;
use crate::model::cnn::lanes::{Lanes, dispatched};
use crate::model::cnn::layout::Conv;
use crate::model::cnn::lists::{Entry, Lists, channel, corner};
use crate::model::cnn::packed::WIDTH;

/// Bytes of a strip, for 16 input channels.
const CACHE: usize = 32 * 1024;

/// Scratch of one thread.
#[derive(Debug, Default)]
pub(crate) struct Windows {
    strip: Aligned,
    start: Vec<u32>,
    entries: Vec<Entry>,
}

/// Images and output rows that are done together.
#[derive(Debug, Clone, Copy)]
struct Strip {
    /// First image and number of images.
    images: (usize, usize),
    /// First output row and the row behind the last.
    rows: (usize, usize),
    /// First row before pooling.
    top: usize,
    /// Rows of the strip, zeros included.
    height: usize,
}

/// Numbers of a kernel gradient as it is collected: \[filter\]\[16 channels\]\[tap\]\[lane\].
pub(crate) fn size(conv: &Conv) -> usize {
    conv.filters * groups(conv.inputs) * conv.taps() * WIDTH
}

/// Adds a collected gradient to one in the order of the weights, \[tap\]\[channel\]\[filter\].
pub(crate) fn unpack(conv: &Conv, collected: &[f32], gradient: &mut [f32]) {
    let (taps, blocks) = (conv.taps(), groups(conv.inputs));
    for tap in 0..taps {
        for input in 0..conv.inputs {
            let from = ((input / WIDTH) * taps + tap) * WIDTH + input % WIDTH;
            let row = &mut gradient[(tap * conv.inputs + input) * conv.filters..][..conv.filters];
            for (filter, g) in row.iter_mut().enumerate() {
                *g += collected[filter * blocks * taps * WIDTH + from];
            }
        }
    }
}

impl Windows {
    /// Adds the gradient of images `first` … `first + units`; `slopes` has one number per entry of `outputs` of these
    /// images, `inputs` is what the convolution saw.
    pub fn collect(
        &mut self,
        conv: &Conv,
        inputs: &Lists,
        outputs: &Lists,
        slopes: &[f32],
        (first, units): (usize, usize),
        gradient: &mut [f32],
    ) {
        let begin = outputs.start[first * conv.out() * conv.out()] as usize;
        let line = (conv.side + 2 * conv.pad()) * WIDTH * size_of::<f32>();
        let step = if conv.pooled { 2 } else { 1 };
        let room = (CACHE / line).saturating_sub(2 * conv.pad()) / step;
        let rows = room.clamp(1, conv.out());
        let images = if rows < conv.out() { 1 } else { (CACHE / (line * (conv.side + 2 * conv.pad()))).max(1) };
        for from in (first..first + units).step_by(images) {
            for row in (0..conv.out()).step_by(rows) {
                let until = (row + rows).min(conv.out());
                let bottom = if until == conv.out() { conv.side } else { until * step };
                let strip = Strip {
                    images: (from, images.min(first + units - from)),
                    rows: (row, until),
                    top: row * step,
                    height: bottom - row * step + 2 * conv.pad(),
                };
                self.sort(conv, outputs, slopes, begin, strip);
                self.lay(conv, inputs, strip);
                self.sum(conv, strip, gradient);
            }
        }
    }

    /// Puts the gradients of a strip in order of their filters, with the place of their window.
    fn sort(&mut self, conv: &Conv, outputs: &Lists, slopes: &[f32], begin: usize, strip: Strip) {
        self.start.clear();
        self.start.resize(conv.filters + 2, 0);
        let (out, width) = (conv.out(), conv.side + 2 * conv.pad());
        for image in strip.images.0..strip.images.0 + strip.images.1 {
            let from = outputs.start[(image * out + strip.rows.0) * out] as usize;
            let to = outputs.start[(image * out + strip.rows.1) * out] as usize;
            for tag in &outputs.tags[from..to] {
                self.start[channel(*tag) + 2] += 1;
            }
        }
        for filter in 2..conv.filters + 2 {
            self.start[filter] += self.start[filter - 1];
        }
        let total = self.start[conv.filters + 1] as usize;
        if self.entries.len() < total {
            self.entries.resize(total, Entry::default());
        }
        let step = if conv.pooled { 2 } else { 1 };
        for image in 0..strip.images.1 {
            for row in strip.rows.0..strip.rows.1 {
                for column in 0..out {
                    let top = image * strip.height + row * step - strip.top;
                    for k in outputs.at(((strip.images.0 + image) * out + row) * out + column) {
                        let tag = outputs.tags[k];
                        let (dy, dx) = corner(tag);
                        let at = ((top + dy) * width + column * step + dx) * WIDTH;
                        let next = &mut self.start[channel(tag) + 1];
                        self.entries[*next as usize] = Entry { at: at as u32, value: slopes[k - begin] };
                        *next += 1;
                    }
                }
            }
        }
    }

    /// Writes the input under a strip as blocks of 16 channels with zeros around.
    fn lay(&mut self, conv: &Conv, inputs: &Lists, strip: Strip) {
        let (pad, side) = (conv.pad(), conv.side);
        let width = side + 2 * pad;
        let block = strip.images.1 * strip.height * width * WIDTH;
        self.strip.clear_to(groups(conv.inputs) * block);
        for image in 0..strip.images.1 {
            for y in strip.top.saturating_sub(pad)..side.min(strip.top + strip.height - pad) {
                let line = (image * strip.height + y + pad - strip.top) * width + pad;
                for x in 0..side {
                    for k in inputs.at(((strip.images.0 + image) * side + y) * side + x) {
                        let c = channel(inputs.tags[k]);
                        self.strip[c / WIDTH * block + (line + x) * WIDTH + c % WIDTH] = inputs.entries[k].value;
                    }
                }
            }
        }
    }

    fn sum(&self, conv: &Conv, strip: Strip, gradient: &mut [f32]) {
        let width = conv.side + 2 * conv.pad();
        let block = strip.images.1 * strip.height * width * WIDTH;
        let (blocks, one) = (groups(conv.inputs), conv.taps() * WIDTH);
        assert!(gradient.len() >= size(conv) && self.strip.len() >= blocks * block, "room for a kernel gradient");
        let last = block.saturating_sub(((conv.kernel - 1) * width + conv.kernel - 1) * WIDTH);
        let used = self.start[conv.filters] as usize;
        debug_assert!(self.entries[..used].iter().all(|entry| (entry.at as usize) < last.max(1)));
        for b in 0..blocks {
            let strip = &self.strip[b * block..(b + 1) * block];
            for filter in 0..conv.filters {
                let range = self.start[filter] as usize..self.start[filter + 1] as usize;
                let sums = &mut gradient[(filter * blocks + b) * one..][..one];
                if range.is_empty() {
                    continue;
                }
                // SAFETY: `sort` places every window inside the strip; `sums` has room for the kernel.
                unsafe {
                    match conv.kernel {
                        3 => three(strip, width, &self.entries[range], sums),
                        _ => five(strip, width, &self.entries[range], sums),
                    }
                }
            }
        }
    }
}

dispatched! { unsafe fn three = taps_3(strip: &[f32], width: usize, entries: &[Entry], sums: &mut [f32]) }
dispatched! { unsafe fn five = taps_5(strip: &[f32], width: usize, entries: &[Entry], sums: &mut [f32]) }

#[inline(always)]
unsafe fn taps_3<L: Lanes>(strip: &[f32], width: usize, entries: &[Entry], sums: &mut [f32]) {
    // SAFETY: the promises are the caller's.
    unsafe {
        if L::WIDE {
            rows::<L, 3, 3>(strip, width, entries, sums)
        } else {
            rows::<L, 3, 1>(strip, width, entries, sums)
        }
    }
}

#[inline(always)]
unsafe fn taps_5<L: Lanes>(strip: &[f32], width: usize, entries: &[Entry], sums: &mut [f32]) {
    // SAFETY: the promises are the caller's.
    unsafe {
        if L::WIDE {
            rows::<L, 5, 5>(strip, width, entries, sums)
        } else {
            rows::<L, 5, 1>(strip, width, entries, sums)
        }
    }
}

/// sums\[tap\] += Σ value · strip at the tap, for K × K taps, R rows of them at once.
#[inline(always)]
unsafe fn rows<L: Lanes, const K: usize, const R: usize>(
    strip: &[f32],
    width: usize,
    entries: &[Entry],
    sums: &mut [f32],
) {
    for top in (0..K).step_by(R) {
        // SAFETY: every window lies inside the strip, and there are K · K groups of sums.
        unsafe {
            let to = sums.as_mut_ptr().add(top * K * WIDTH);
            let from = strip.as_ptr().add(top * width * WIDTH);
            let mut all = [[L::splat(0.0); K]; R];
            for (r, row) in all.iter_mut().enumerate() {
                for (k, sum) in row.iter_mut().enumerate() {
                    *sum = L::load(to.add((r * K + k) * WIDTH));
                }
            }
            for entry in entries {
                let (value, window) = (L::splat(entry.value), from.add(entry.at as usize));
                for (r, row) in all.iter_mut().enumerate() {
                    for (k, sum) in row.iter_mut().enumerate() {
                        *sum = sum.plus_product(value, L::load(window.add((r * width + k) * WIDTH)));
                    }
                }
            }
            for (r, row) in all.into_iter().enumerate() {
                for (k, sum) in row.into_iter().enumerate() {
                    sum.store(to.add((r * K + k) * WIDTH));
                }
            }
        }
    }
}
