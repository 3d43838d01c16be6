//! ReLU, 2×2 pooling and the list of what is left, in one pass.

use super::layout::Conv;
use super::lists::{Entry, Lists};
use super::packed::WIDTH;
use crate::model::math::vectorised;

/// Appends one image to `lists`: max(0, largest of 2×2) of `out`, \[row\]\[column\]\[`width` channels\].
///
/// `stride` is what the next reader multiplies (column · channels + channel) with. Without pooling every position
/// stays.
pub(crate) fn append(out: &[f32], conv: &Conv, width: usize, stride: usize, lists: &mut Lists) {
    for y in 0..conv.out() {
        for x in 0..conv.out() {
            lists.reserve(width);
            let from = lists.len();
            let at = x * conv.filters * stride;
            let (entries, tags) = (&mut lists.entries[from..], &mut lists.tags[from..]);
            let added = if conv.pooled {
                let corner = (2 * y * conv.side + 2 * x) * width;
                cell(&out[corner..], conv.side * width, width, conv.filters, at, stride, entries, tags)
            } else {
                let row = &out[(y * conv.side + x) * width..];
                single(row, conv.filters, at, stride, entries, tags)
            };
            lists.start.push((from + added) as u32);
        }
    }
}

vectorised! {
    /// The largest of four pixels for each channel; equal ones count as the first, as in other libraries.
    fn cell(
        out: &[f32], below: usize, width: usize, filters: usize, at: usize, stride: usize,
        entries: &mut [Entry], tags: &mut [u16],
    ) -> usize {
        let (a, b) = (&out[..width], &out[width..2 * width]);
        let (c, d) = (&out[below..below + width], &out[below + width..below + 2 * width]);
        let mut n = 0;
        for first in (0..filters).step_by(WIDTH) {
            let (mut most, mut which) = ([0.0f32; WIDTH], [0u32; WIDTH]);
            for (corner, row) in [a, b, c, d].into_iter().enumerate() {
                let row: &[f32; WIDTH] = match row[first..first + WIDTH].try_into() { Ok(row) => row, Err(_) => return n };
                for k in 0..WIDTH {
                    let larger = row[k] > most[k];
                    most[k] = if larger { row[k] } else { most[k] };
                    which[k] = if larger { corner as u32 } else { which[k] };
                }
            }
            n += keep(&most, &which, first, filters, at, stride, &mut entries[n..], &mut tags[n..]);
        }
        n
    }
}

vectorised! {
    fn single(
        row: &[f32], filters: usize, at: usize, stride: usize, entries: &mut [Entry], tags: &mut [u16],
    ) -> usize {
        let mut n = 0;
        for first in (0..filters).step_by(WIDTH) {
            let mut most = [0.0f32; WIDTH];
            most.copy_from_slice(&row[first..first + WIDTH]);
            n += keep(&most, &[0; WIDTH], first, filters, at, stride, &mut entries[n..], &mut tags[n..]);
        }
        n
    }
}

/// Writes the positive numbers of one register group.
#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn keep(
    most: &[f32; WIDTH],
    which: &[u32; WIDTH],
    first: usize,
    filters: usize,
    at: usize,
    stride: usize,
    entries: &mut [Entry],
    tags: &mut [u16],
) -> usize {
    let mut n = 0;
    for k in 0..WIDTH.min(filters - first) {
        let channel = first + k;
        entries[n] = Entry { at: (at + channel * stride) as u32, value: most[k] };
        tags[n] = (channel as u16) << 2 | which[k] as u16;
        n += usize::from(most[k] > 0.0);
    }
    n
}
