//! The loops that a step of few events spends its time in.
//!
//! No closures around vectors: they would be compiled for the base architecture and called.

use crate::model::cnn::lanes::{Lanes, dispatched};
use crate::model::cnn::packed::WIDTH;
use crate::model::math::tree;
use crate::train::adam::{BETA_1, BETA_2, EPSILON, LEAST, Rates};

/// A kernel \[row\]\[output\] and the events that go through it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    /// Numbers that come in.
    pub rows: usize,
    /// Numbers in a row: whole vectors.
    pub stride: usize,
    /// Events.
    pub events: usize,
    /// Numbers from one event to the next in what comes in.
    pub between: usize,
}

/// A kernel that is trained.
#[derive(Debug)]
pub(super) struct Trained<'a> {
    /// The numbers.
    pub weights: &'a mut [f32],
    /// Running mean of the gradient.
    pub first: &'a mut [f32],
    /// Running mean of the squared gradient.
    pub second: &'a mut [f32],
}

/// out\[event\] += Σ_row h\[event\]\[row\] · kernel\[row\]; rows under zeros of all events are not read.
pub(super) fn add_rows(shape: Shape, out: &mut [f32], h: &[f32], kernel: &[f32]) {
    let Shape { rows, stride, events, between } = shape;
    assert!(stride.is_multiple_of(WIDTH) && kernel.len() >= rows * stride, "rows of a kernel");
    assert!(out.len() >= events * stride && between >= rows && h.len() >= events * between, "events of a layer");
    // SAFETY: rows and events were just measured.
    unsafe { add(shape, out, h, kernel) }
}

/// before\[event\]\[row\] = row · delta\[event\] where h\[event\]\[row\] > 0, else 0; then Adam on the row with the
/// gradient Σ_event h\[event\]\[row\] · delta\[event\].
///
/// There are 1, 2, 4 or 8 events; `before` has the shape of `h`.
pub(super) fn move_rows(shape: Shape, of: Trained<'_>, delta: &[f32], h: &[f32], before: &mut [f32], rates: Rates) {
    let Shape { rows, stride, events, between } = shape;
    let size = rows * stride;
    assert!(stride.is_multiple_of(WIDTH) && of.weights.len() >= size, "rows of a kernel");
    assert!(of.first.len() >= size && of.second.len() >= size, "moments of a kernel");
    assert!(delta.len() >= events * stride && between >= rows, "gradient of a layer");
    assert!(h.len() >= events * between && before.len() >= events * between, "events of a layer");
    // SAFETY: rows and events were just measured.
    unsafe {
        match events {
            1 => move_1(shape, of, delta, h, before, rates),
            2 => move_2(shape, of, delta, h, before, rates),
            4 => move_4(shape, of, delta, h, before, rates),
            8 => move_8(shape, of, delta, h, before, rates),
            _ => unreachable!("batches are filled up to a power of two"),
        }
    }
}

dispatched! { unsafe fn add = add_body(shape: Shape, out: &mut [f32], h: &[f32], kernel: &[f32]) }

#[inline(always)]
unsafe fn add_body<L: Lanes>(shape: Shape, out: &mut [f32], h: &[f32], kernel: &[f32]) {
    let (mut waiting, mut count) = ([0usize; 4], 0);
    for row in 0..shape.rows {
        if (0..shape.events).all(|event| h[event * shape.between + row] == 0.0) {
            continue;
        }
        waiting[count] = row;
        count += 1;
        if count == 4 {
            // SAFETY: the promises are the caller's.
            unsafe { add_some::<L, 4>(shape, out, h, kernel, waiting) };
            count = 0;
        }
    }
    for row in &waiting[..count] {
        // SAFETY: as above.
        unsafe { add_some::<L, 1>(shape, out, h, kernel, [*row]) };
    }
}

/// Adds R rows at once, so that `out` is read and written less often.
#[inline(always)]
unsafe fn add_some<L: Lanes, const R: usize>(
    shape: Shape,
    out: &mut [f32],
    h: &[f32],
    kernel: &[f32],
    rows: [usize; R],
) {
    let Shape { stride, events, between, .. } = shape;
    for event in 0..events {
        // SAFETY: the promises are the caller's.
        unsafe {
            let mut x = [L::splat(0.0); R];
            for r in 0..R {
                x[r] = L::splat(h[event * between + rows[r]]);
            }
            let to = out.as_mut_ptr().add(event * stride);
            for at in (0..stride).step_by(WIDTH) {
                let mut sum = L::load(to.add(at));
                for r in 0..R {
                    sum = sum.plus_product(x[r], L::load(kernel.as_ptr().add(rows[r] * stride + at)));
                }
                sum.store(to.add(at));
            }
        }
    }
}

/// [`move_rows`] for a fixed number of events.
macro_rules! fixed {
    ($name:ident, $body:ident, $events:literal) => {
        dispatched! { unsafe fn $name = $body(shape: Shape, of: Trained<'_>, delta: &[f32], h: &[f32], before: &mut [f32], rates: Rates) }
        #[inline(always)]
        unsafe fn $body<L: Lanes>(
            shape: Shape,
            of: Trained<'_>,
            delta: &[f32],
            h: &[f32],
            before: &mut [f32],
            rates: Rates,
        ) {
            let start = [of.weights, of.first, of.second].map(|numbers| numbers.as_mut_ptr());
            for row in 0..shape.rows {
                let mut x = [0.0; $events];
                for event in 0..$events {
                    x[event] = h[event * shape.between + row];
                }
                // SAFETY: the promises are the caller's.
                let products = unsafe {
                    let skip = row * shape.stride;
                    let of = [start[0].add(skip), start[1].add(skip), start[2].add(skip)];
                    move_row::<L, $events>(of, shape.stride, delta, x, rates)
                };
                for event in 0..$events {
                    before[event * shape.between + row] = if x[event] > 0.0 { products[event] } else { 0.0 };
                }
            }
        }
    };
}
fixed!(move_1, body_1, 1);
fixed!(move_2, body_2, 2);
fixed!(move_4, body_4, 4);
fixed!(move_8, body_8, 8);

/// One row: its product with each delta, then Adam.
#[inline(always)]
unsafe fn move_row<L: Lanes, const E: usize>(
    [w, m, v]: [*mut f32; 3],
    stride: usize,
    delta: &[f32],
    h: [f32; E],
    rates: Rates,
) -> [f32; E] {
    // SAFETY: the row is inside weights and moments, and there are E rows of delta.
    unsafe {
        let (mut factor, mut sums) = ([L::splat(0.0); E], [L::splat(0.0); E]);
        for event in 0..E {
            factor[event] = L::splat(h[event]);
        }
        for at in (0..stride).step_by(WIDTH) {
            let weight = L::load(w.add(at));
            let mut gradient = L::splat(0.0);
            for event in 0..E {
                let delta = L::load(delta.as_ptr().add(event * stride + at));
                sums[event] = sums[event].plus_product(weight, delta);
                gradient = gradient.plus_product(factor[event], delta);
            }
            let (first, second) = (L::load(m.add(at)), L::load(v.add(at)));
            let (weight, first, second) = adam(weight, first, second, gradient, rates);
            weight.store(w.add(at));
            first.store(m.add(at));
            second.store(v.add(at));
        }
        let mut products = [0.0; E];
        for event in 0..E {
            let mut lanes = [0.0; WIDTH];
            sums[event].store(lanes.as_mut_ptr());
            products[event] = tree(&lanes);
        }
        products
    }
}

/// Adam on one vector of weights; the same as [`adam::update`](crate::train::adam::update).
#[inline(always)]
unsafe fn adam<L: Lanes>(weight: L, first: L, second: L, gradient: L, rates: Rates) -> (L, L, L) {
    // SAFETY: the caller has the instruction set.
    unsafe {
        let least = L::splat(LEAST);
        let first = gradient.times(L::splat(1.0 - BETA_1)).plus_product(first, L::splat(BETA_1)).flushed(least);
        let square = gradient.times(gradient).times(L::splat(1.0 - BETA_2));
        let second = square.plus_product(second, L::splat(BETA_2)).flushed(least);
        let below = L::splat(EPSILON).plus_product(second.root(), L::splat(rates.root));
        (weight.minus(first.times(L::splat(rates.rate)).over(below)), first, second)
    }
}
