//! ReLU, 2×2 pooling and the list of what is left, in one pass.

use super::lanes::{Lanes, Place, dispatched};
use super::layout::Conv;
use super::lists::Lists;
use super::packed::WIDTH;

/// Where the numbers of an image are, and what is written about them.
#[derive(Debug, Clone, Copy)]
struct Job<'a> {
    out: &'a [f32],
    conv: &'a Conv,
    width: usize,
    stride: usize,
}

/// Appends one image to `lists`: max(0, largest of 2×2) of `out`, \[row\]\[column\]\[`width` channels\].
///
/// Of equal pixels the first counts, as in other libraries. `stride` is what the next reader multiplies (column ·
/// channels + channel) with. Without pooling every position stays. Lanes without a channel must be zero.
pub(crate) fn append(out: &[f32], conv: &Conv, width: usize, stride: usize, lists: &mut Lists) {
    let cells = conv.out() * conv.out();
    assert!(out.len() >= conv.side * conv.side * width && width >= conv.filters, "sums of an image");
    assert!(width.is_multiple_of(WIDTH), "whole register groups");
    lists.start.reserve(cells);
    lists.reserve(cells * width + WIDTH);
    // SAFETY: the sums were just measured, and there is room for every number of the image and a group more.
    unsafe { image(Job { out, conv, width, stride }, lists) }
}

dispatched! { unsafe fn image = image_body(job: Job<'_>, lists: &mut Lists) }

#[inline(always)]
unsafe fn image_body<L: Lanes>(job: Job<'_>, lists: &mut Lists) {
    let Job { conv, width, stride, .. } = job;
    let mut n = lists.len();
    for y in 0..conv.out() {
        for x in 0..conv.out() {
            let pixel = if conv.pooled { 2 * (y * conv.side + x) } else { y * conv.side + x };
            for first in (0..conv.filters).step_by(WIDTH) {
                let at = ((x * conv.filters + first) * stride) as u32;
                let place = Place { at, stride: stride as u32, channel: first as u32 };
                // SAFETY: pooled pixels are inside the image, and `append` made room behind the last entry.
                unsafe {
                    let from = job.out.as_ptr().add(pixel * width + first);
                    let (pairs, tags) = (lists.entries.as_mut_ptr().add(n), lists.tags.as_mut_ptr().add(n));
                    n += if conv.pooled {
                        let below = from.add(conv.side * width);
                        L::keep(&[from, from.add(width), below, below.add(width)], place, pairs.cast(), tags)
                    } else {
                        L::keep(&[from], place, pairs.cast(), tags)
                    };
                }
            }
            lists.start.push(n as u32);
        }
    }
}
