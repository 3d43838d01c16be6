//! The convolution of an image that is given by its non-zero numbers.
//!
//! Every output position sums (number × row of the kernel) over the numbers under the kernel. The kernel is used in
//! slices that stay in the first cache; sums stay in registers. The same function gives the forward pass and, with
//! the kernel turned round, the gradient of the input.

use super::lanes::{Lanes, dispatched};
use super::lists::{Entry, Lists};
use super::packed::{Packed, WIDTH};

/// Adds the convolution of images `first` … `first + units` to `out`, \[unit\]\[row\]\[column\]\[padded channel\].
///
/// The entries' `at` must be (column · inputs + channel) · stride of `packed`.
pub(crate) fn convolve(lists: &Lists, packed: &Packed, side: usize, first: usize, units: usize, out: &mut [f32]) {
    let pixels = side * side;
    assert!(out.len() >= units * pixels * packed.padded(), "room for a convolution");
    assert!(lists.start.len() > (first + units) * pixels, "positions of a convolution");
    assert!(lists.entries.len() >= lists.len(), "entries of a convolution");
    let row = side * packed.inputs * packed.stride();
    debug_assert!(lists.entries[..lists.len()].iter().all(|entry| (entry.at as usize) < row));
    // SAFETY: the asserts keep positions and sums inside their slices; entries are inside a row of the image.
    unsafe {
        match packed.vectors {
            1 => one(lists, packed, side, first, units, out),
            2 => two(lists, packed, side, first, units, out),
            3 => three(lists, packed, side, first, units, out),
            _ => four(lists, packed, side, first, units, out),
        }
    }
}

dispatched! { unsafe fn one = images_1(lists: &Lists, packed: &Packed, side: usize, first: usize, units: usize, out: &mut [f32]) }
dispatched! { unsafe fn two = images_2(lists: &Lists, packed: &Packed, side: usize, first: usize, units: usize, out: &mut [f32]) }
dispatched! { unsafe fn three = images_3(lists: &Lists, packed: &Packed, side: usize, first: usize, units: usize, out: &mut [f32]) }
dispatched! { unsafe fn four = images_4(lists: &Lists, packed: &Packed, side: usize, first: usize, units: usize, out: &mut [f32]) }

/// A body with a fixed number of register groups, and of sets of sums on processors with many and with few registers.
macro_rules! fixed {
    ($name:ident, $groups:literal, $wide:literal, $narrow:literal) => {
        #[inline(always)]
        unsafe fn $name<L: Lanes>(
            lists: &Lists,
            packed: &Packed,
            side: usize,
            first: usize,
            units: usize,
            out: &mut [f32],
        ) {
            // SAFETY: the promises are the caller's.
            unsafe { images::<L, $groups, $wide, $narrow>(lists, packed, side, first, units, out) }
        }
    };
}
fixed!(images_1, 1, 4, 4);
fixed!(images_2, 2, 4, 2);
fixed!(images_3, 3, 2, 1);
fixed!(images_4, 4, 2, 1);

/// All images, slice by slice of the kernel.
#[inline(always)]
unsafe fn images<L: Lanes, const V: usize, const WIDE: usize, const NARROW: usize>(
    lists: &Lists,
    packed: &Packed,
    side: usize,
    first: usize,
    units: usize,
    out: &mut [f32],
) {
    let (kernel, row) = (packed.kernel, packed.inputs * V * WIDTH);
    for block in 0..packed.blocks {
        for ky in 0..kernel {
            let mut kx = 0;
            while kx < kernel {
                let taps = packed.together.min(kernel - kx);
                let slice = &packed.data[((block * kernel + ky) * kernel + kx) * row..];
                for unit in 0..units {
                    let image = &lists.start[(first + unit) * side * side..];
                    // SAFETY: the promises are the caller's.
                    unsafe {
                        let out = out.as_mut_ptr().add(unit * side * side * packed.padded() + block * V * WIDTH);
                        one_image::<L, V, WIDE, NARROW>(lists, image, slice, (ky, kx, taps), packed, side, out);
                    }
                }
                kx += taps;
            }
        }
    }
}

/// One image and one slice of the kernel.
#[inline(always)]
unsafe fn one_image<L: Lanes, const V: usize, const WIDE: usize, const NARROW: usize>(
    lists: &Lists,
    start: &[u32],
    slice: &[f32],
    (ky, kx, taps): (usize, usize, usize),
    packed: &Packed,
    side: usize,
    out: *mut f32,
) {
    let (pad, row) = (packed.kernel / 2, packed.inputs * V * WIDTH);
    for y in pad.saturating_sub(ky)..side.min((side + pad).saturating_sub(ky)) {
        // SAFETY: the row y + ky − pad is inside the image, and columns are clipped to it.
        unsafe {
            let line = start.as_ptr().add((y + ky - pad) * side);
            let mut sums = out.add(y * side * packed.padded());
            for x in 0..side {
                let left = (x + kx) as isize - pad as isize;
                let from = left.max(0);
                let to = (left + taps as isize).min(side as isize);
                if from < to {
                    let begin = *line.offset(from) as usize;
                    let end = *line.offset(to) as usize;
                    let weights = slice.as_ptr().wrapping_offset(-left * row as isize);
                    if begin < end {
                        let entries = lists.entries.as_ptr().add(begin);
                        if L::WIDE {
                            add::<L, V, WIDE>(entries, end - begin, weights, sums);
                        } else {
                            add::<L, V, NARROW>(entries, end - begin, weights, sums);
                        }
                    }
                }
                sums = sums.add(packed.padded());
            }
        }
    }
}

/// sums += Σ value · weights\[at…\] over `n` entries, with U sets of sums, so that additions need not wait for each other.
#[inline(always)]
unsafe fn add<L: Lanes, const V: usize, const U: usize>(
    entries: *const Entry,
    n: usize,
    weights: *const f32,
    sums: *mut f32,
) {
    // SAFETY: `at` of every entry leads to V · 16 weights of the slice.
    unsafe {
        let mut all = [[L::splat(0.0); V]; U];
        for (v, sum) in all[0].iter_mut().enumerate() {
            *sum = L::load(sums.add(v * WIDTH));
        }
        let mut k = 0;
        while k + U <= n {
            for (u, set) in all.iter_mut().enumerate() {
                let entry = entries.add(k + u);
                let (to, value) = (weights.wrapping_add((*entry).at as usize), L::splat((*entry).value));
                for (v, sum) in set.iter_mut().enumerate() {
                    *sum = sum.plus_product(value, L::load(to.add(v * WIDTH)));
                }
            }
            k += U;
        }
        while k < n {
            let entry = entries.add(k);
            let (to, value) = (weights.wrapping_add((*entry).at as usize), L::splat((*entry).value));
            for (v, sum) in all[0].iter_mut().enumerate() {
                *sum = sum.plus_product(value, L::load(to.add(v * WIDTH)));
            }
            k += 1;
        }
        for (v, sum) in all[0].into_iter().enumerate() {
            let total = (1..U).fold(sum, |total, u| total.plus(all[u][v]));
            total.store(sums.add(v * WIDTH));
        }
    }
}
