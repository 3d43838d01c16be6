//! The loops that a step of few events spends its time in.

use crate::model::math::vectorised;
use crate::train::adam::{self, Rates};

/// Numbers of a vector; rows are whole vectors.
pub(super) const WIDTH: usize = 8;

type Vector = [f32; WIDTH];

/// The numbers as whole vectors.
#[inline(always)]
fn vectors(values: &[f32]) -> &[Vector] {
    values.as_chunks().0
}

vectorised! {
    /// h = max(0, h).
    pub(super) fn relu(h: &mut [f32]) {
        for x in h {
            *x = x.max(0.0);
        }
    }
}

vectorised! {
    /// out\[event\] += Σ_row h\[event\]\[row\] · kernel\[row\]; rows under zeros of all events are not read.
    ///
    /// `out` and `kernel` have rows of `stride` numbers, `h` has `inputs` numbers for each event, `between` apart. Four
    /// rows are added at a time, so that `out` is read and written less often.
    pub(super) fn add_rows(out: &mut [f32], stride: usize, h: &[f32], between: usize, inputs: usize, kernel: &[f32]) {
        let (mut waiting, mut count) = ([0usize; 4], 0);
        for i in 0..inputs {
            if h[i..].iter().step_by(between).all(|x| *x == 0.0) {
                continue;
            }
            waiting[count] = i;
            count += 1;
            if count == 4 {
                count = 0;
                let [a, b, c, d] = waiting.map(|i| vectors(&kernel[i * stride..(i + 1) * stride]));
                for (out, h) in out.chunks_exact_mut(stride).zip(h.chunks_exact(between)) {
                    let [x, y, z, w] = waiting.map(|i| h[i]);
                    let out = out.as_chunks_mut::<WIDTH>().0;
                    for ((((o, a), b), c), d) in out.iter_mut().zip(a).zip(b).zip(c).zip(d) {
                        for k in 0..WIDTH {
                            o[k] += (x * a[k] + y * b[k]) + (z * c[k] + w * d[k]);
                        }
                    }
                }
            }
        }
        for i in &waiting[..count] {
            let row = vectors(&kernel[i * stride..(i + 1) * stride]);
            for (out, h) in out.chunks_exact_mut(stride).zip(h.chunks_exact(between)) {
                for (o, a) in out.as_chunks_mut::<WIDTH>().0.iter_mut().zip(row) {
                    for k in 0..WIDTH {
                        o[k] += h[*i] * a[k];
                    }
                }
            }
        }
    }
}

/// before\[event\]\[row\] = row · delta\[event\] where h\[event\]\[row\] > 0, else 0; then Adam on the row with the
/// gradient Σ_event h\[event\]\[row\] · delta\[event\].
///
/// `of` are weights and both moments, in rows as long as `delta` is for one event; `events` is 1, 2, 4 or 8; `before` is as
/// long as `h`, or empty.
pub(super) fn moved(events: usize, of: [&mut [f32]; 3], delta: &[f32], h: &[f32], before: &mut [f32], rates: Rates) {
    let [w, m, v] = of;
    match events {
        1 => moved_1(w, m, v, delta, h, before, rates),
        2 => moved_2(w, m, v, delta, h, before, rates),
        4 => moved_4(w, m, v, delta, h, before, rates),
        _ => moved_8(w, m, v, delta, h, before, rates),
    }
}

macro_rules! fixed {
    ($name:ident, $events:literal) => {
        vectorised! {
            fn $name(
                w: &mut [f32], m: &mut [f32], v: &mut [f32], delta: &[f32], h: &[f32], before: &mut [f32], rates: Rates
            ) {
                rows::<$events>([w, m, v], delta, h, before, rates)
            }
        }
    };
}
fixed!(moved_1, 1);
fixed!(moved_2, 2);
fixed!(moved_4, 4);
fixed!(moved_8, 8);

#[inline(always)]
fn rows<const E: usize>([w, m, v]: [&mut [f32]; 3], delta: &[f32], h: &[f32], before: &mut [f32], rates: Rates) {
    let (stride, between) = (delta.len() / E, h.len() / E);
    let delta: [&[Vector]; E] = std::array::from_fn(|e| vectors(&delta[e * stride..(e + 1) * stride]));
    let rows = w.chunks_exact_mut(stride).zip(m.chunks_exact_mut(stride)).zip(v.chunks_exact_mut(stride));
    for (i, ((w, m), v)) in rows.enumerate() {
        let h: [f32; E] = std::array::from_fn(|e| h[e * between + i]);
        let sums = row(w, m, v, &delta, h, rates);
        for e in 0..E {
            if let Some(to) = before.get_mut(e * between + i) {
                *to = if h[e] > 0.0 { total(sums[e]) } else { 0.0 };
            }
        }
    }
}

/// One row: products with each delta before, Adam after.
#[inline(always)]
fn row<const E: usize>(
    w: &mut [f32],
    m: &mut [f32],
    v: &mut [f32],
    delta: &[&[Vector]; E],
    h: [f32; E],
    rates: Rates,
) -> [Vector; E] {
    let mut sums = [[0.0; WIDTH]; E];
    let (w, m, v) = (w.as_chunks_mut::<WIDTH>().0, m.as_chunks_mut::<WIDTH>().0, v.as_chunks_mut::<WIDTH>().0);
    for (j, ((w, m), v)) in w.iter_mut().zip(m).zip(v).enumerate() {
        let mut g = [0.0; WIDTH];
        for e in 0..E {
            let delta = &delta[e][j];
            for k in 0..WIDTH {
                sums[e][k] += w[k] * delta[k];
                g[k] += h[e] * delta[k];
            }
        }
        for k in 0..WIDTH {
            (w[k], m[k], v[k]) = adam::moved(w[k], m[k], v[k], g[k], rates);
        }
    }
    sums
}

/// Sum of the numbers of a vector in a fixed order.
#[inline(always)]
fn total(s: Vector) -> f32 {
    ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}
