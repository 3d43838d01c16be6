//! The first convolution: a handful of pixels in an image of zeros.

use super::aligned::Aligned;
use super::lanes::{Lanes, dispatched};
use super::layout::Conv;
use super::packed::WIDTH;
use crate::model::math::vectorised;

/// A filled pixel of an image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pixel {
    /// Row.
    pub y: u16,
    /// Column.
    pub x: u16,
    /// Channel: the jet, when both are channels of one image.
    pub channel: u16,
    /// What is in it, scaled.
    pub value: f32,
}

/// Channels rounded up to whole register groups.
pub(crate) fn padded(channels: usize) -> usize {
    channels.next_multiple_of(WIDTH)
}

/// Copies rows of `channels` numbers into rows of `padded(channels)`, with zeros behind.
pub(crate) fn pad_rows(values: &[f32], channels: usize, to: &mut Aligned) {
    to.clear_to(values.len() / channels * padded(channels));
    for (row, values) in to.chunks_exact_mut(padded(channels)).zip(values.chunks_exact(channels)) {
        row[..channels].copy_from_slice(values);
    }
}

/// out\[row\]\[column\]\[padded filter\] = bias + convolution; `kernel` and `bias` have padded rows.
pub(crate) fn forward(pixels: &[Pixel], conv: &Conv, kernel: &[f32], bias: &[f32], out: &mut [f32]) {
    let width = padded(conv.filters);
    assert!(kernel.len() >= conv.taps() * conv.inputs * width && bias.len() >= width, "padded weights");
    assert!(out.len() >= conv.side * conv.side * width, "room for the first convolution");
    check(pixels, conv);
    repeat(&bias[..width], &mut out[..conv.side * conv.side * width]);
    // SAFETY: pixels are inside the image, and the slices were just measured.
    unsafe { scatter(pixels, conv, kernel, out) }
}

/// gradient\[tap\]\[input\]\[padded filter\] += Σ pixel · delta at the position that the tap takes it to.
pub(crate) fn backward(pixels: &[Pixel], conv: &Conv, delta: &[f32], gradient: &mut [f32]) {
    let width = padded(conv.filters);
    assert!(gradient.len() >= conv.taps() * conv.inputs * width, "padded gradient");
    assert!(delta.len() >= conv.side * conv.side * width, "gradient behind the first convolution");
    check(pixels, conv);
    // SAFETY: as in `forward`.
    unsafe { collect(pixels, conv, delta, gradient) }
}

vectorised! {
    /// Fills `rows` with copies of `row`, a whole number of register groups.
    pub(crate) fn repeat(row: &[f32], rows: &mut [f32]) {
        for to in rows.chunks_exact_mut(row.len()) {
            for (to, from) in to.chunks_exact_mut(WIDTH).zip(row.chunks_exact(WIDTH)) {
                to.copy_from_slice(from);
            }
        }
    }
}

fn check(pixels: &[Pixel], conv: &Conv) {
    let inside = |p: &Pixel| {
        usize::from(p.y) < conv.side && usize::from(p.x) < conv.side && usize::from(p.channel) < conv.inputs
    };
    assert!(pixels.iter().all(inside), "pixels inside the image");
}

dispatched! { unsafe fn scatter = scatter_body(pixels: &[Pixel], conv: &Conv, kernel: &[f32], out: &mut [f32]) }
dispatched! { unsafe fn collect = collect_body(pixels: &[Pixel], conv: &Conv, delta: &[f32], gradient: &mut [f32]) }

/// Calls `$do!(position, tap row)` for every output position that a pixel reaches.
macro_rules! each_tap {
    ($pixel:ident, $conv:ident, |$position:ident, $row:ident| $do:block) => {
        let (k, pad, side) = ($conv.kernel, $conv.pad(), $conv.side);
        let (py, px) = (usize::from($pixel.y) + pad, usize::from($pixel.x) + pad);
        for ky in (py + 1).saturating_sub(side)..k.min(py + 1) {
            for kx in (px + 1).saturating_sub(side)..k.min(px + 1) {
                let $position = (py - ky) * side + px - kx;
                let $row = (ky * k + kx) * $conv.inputs + usize::from($pixel.channel);
                $do
            }
        }
    };
}

#[inline(always)]
unsafe fn scatter_body<L: Lanes>(pixels: &[Pixel], conv: &Conv, kernel: &[f32], out: &mut [f32]) {
    let width = padded(conv.filters);
    for pixel in pixels {
        each_tap!(pixel, conv, |position, row| {
            // SAFETY: position and row are inside image and kernel.
            unsafe {
                let value = L::splat(pixel.value);
                let (to, from) = (out.as_mut_ptr().add(position * width), kernel.as_ptr().add(row * width));
                let mut c = 0;
                while c < width {
                    L::load(to.add(c)).plus_product(value, L::load(from.add(c))).store(to.add(c));
                    c += WIDTH;
                }
            }
        });
    }
}

#[inline(always)]
unsafe fn collect_body<L: Lanes>(pixels: &[Pixel], conv: &Conv, delta: &[f32], gradient: &mut [f32]) {
    let width = padded(conv.filters);
    for pixel in pixels {
        each_tap!(pixel, conv, |position, row| {
            // SAFETY: as above.
            unsafe {
                let value = L::splat(pixel.value);
                let (to, from) = (gradient.as_mut_ptr().add(row * width), delta.as_ptr().add(position * width));
                let mut c = 0;
                while c < width {
                    L::load(to.add(c)).plus_product(value, L::load(from.add(c))).store(to.add(c));
                    c += WIDTH;
                }
            }
        });
    }
}
