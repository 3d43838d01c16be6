//! Attention among the rows of one event, forward and backward.
//!
//! Rows are query, key and value side by side, heads inside each. Scores of one row lie in lanes of 16, so that the few
//! jets of an event fill one register; lanes behind the last row hold probability 0.

use crate::model::math::{exp_negative, tree, vectorised};

/// Scores that are computed together.
pub(crate) const LANES: usize = 16;

/// Length of a row of scores.
pub(crate) fn padded(rows: usize) -> usize {
    rows.div_ceil(LANES) * LANES
}

/// Numbers of all probabilities of events that begin at `starts`.
pub(crate) fn probabilities(starts: &[usize], heads: usize) -> usize {
    starts.windows(2).map(|pair| heads * (pair[1] - pair[0]) * padded(pair[1] - pair[0])).sum()
}

/// Scratch of one event: keys and values turned round, one row of scores.
#[derive(Debug, Default, Clone)]
pub(crate) struct Turned {
    key: Vec<f32>,
    value: Vec<f32>,
    score: Vec<f32>,
}

vectorised! {
    /// out = softmax(q kᵀ / √width) v for each head; keeps the probabilities.
    pub(crate) fn attend(
        out: &mut [f32],
        probability: &mut [f32],
        qkv: &[f32],
        starts: &[usize],
        heads: usize,
        turned: &mut Turned,
    ) {
        match out.len() / starts[starts.len() - 1].max(1) / heads {
            4 => forward::<4>(out, probability, qkv, starts, heads, 4, turned),
            8 => forward::<8>(out, probability, qkv, starts, heads, 8, turned),
            16 => forward::<16>(out, probability, qkv, starts, heads, 16, turned),
            32 => forward::<32>(out, probability, qkv, starts, heads, 32, turned),
            width => forward::<0>(out, probability, qkv, starts, heads, width, turned),
        }
    }
}

vectorised! {
    /// Gradient of query, key and value from that of the output.
    pub(crate) fn attend_back(
        dqkv: &mut [f32],
        dout: &[f32],
        probability: &[f32],
        qkv: &[f32],
        starts: &[usize],
        heads: usize,
        turned: &mut Turned,
    ) {
        match dout.len() / starts[starts.len() - 1].max(1) / heads {
            4 => backward::<4>(dqkv, dout, probability, qkv, starts, heads, 4, turned),
            8 => backward::<8>(dqkv, dout, probability, qkv, starts, heads, 8, turned),
            16 => backward::<16>(dqkv, dout, probability, qkv, starts, heads, 16, turned),
            32 => backward::<32>(dqkv, dout, probability, qkv, starts, heads, 32, turned),
            width => backward::<0>(dqkv, dout, probability, qkv, starts, heads, width, turned),
        }
    }
}

/// Width of a head: known to the compiler unless `K` is 0.
#[inline(always)]
fn width_of<const K: usize>(width: usize) -> usize {
    if K == 0 { width } else { K }
}

#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn forward<const K: usize>(
    out: &mut [f32],
    probability: &mut [f32],
    qkv: &[f32],
    starts: &[usize],
    heads: usize,
    width: usize,
    turned: &mut Turned,
) {
    let width = width_of::<K>(width);
    let d = heads * width;
    let scale = 1.0 / (width as f32).sqrt();
    let mut rest = probability;
    for event in starts.windows(2) {
        let (begin, n) = (event[0], event[1] - event[0]);
        let length = padded(n);
        let rows = &qkv[3 * d * begin..3 * d * event[1]];
        for head in 0..heads {
            let (own, behind) = rest.split_at_mut(n * length);
            rest = behind;
            turn(&mut turned.key, rows, 3 * d, d + head * width, width, length);
            for (i, p) in own.chunks_exact_mut(length).enumerate() {
                let q = &rows[3 * d * i + head * width..][..width];
                project(p, q, &turned.key, scale);
                softmax(p, n);
                let o = &mut out[(begin + i) * d + head * width..][..width];
                o.fill(0.0);
                for (j, weight) in p[..n].iter().enumerate() {
                    add_scaled(o, &rows[3 * d * j + 2 * d + head * width..][..width], *weight);
                }
            }
        }
    }
}

#[inline(always)]
#[allow(clippy::too_many_arguments)]
fn backward<const K: usize>(
    dqkv: &mut [f32],
    dout: &[f32],
    probability: &[f32],
    qkv: &[f32],
    starts: &[usize],
    heads: usize,
    width: usize,
    turned: &mut Turned,
) {
    let width = width_of::<K>(width);
    let d = heads * width;
    let scale = 1.0 / (width as f32).sqrt();
    dqkv.fill(0.0);
    let mut rest = probability;
    for event in starts.windows(2) {
        let (begin, n) = (event[0], event[1] - event[0]);
        let length = padded(n);
        let rows = &qkv[3 * d * begin..3 * d * event[1]];
        let drows = &mut dqkv[3 * d * begin..3 * d * event[1]];
        turned.score.resize(length, 0.0);
        for head in 0..heads {
            let (own, behind) = rest.split_at(n * length);
            rest = behind;
            turn(&mut turned.value, rows, 3 * d, 2 * d + head * width, width, length);
            for (i, p) in own.chunks_exact(length).enumerate() {
                let g = &dout[(begin + i) * d + head * width..][..width];
                project(&mut turned.score, g, &turned.value, 1.0);
                softmax_back(&mut turned.score, p, scale);
                let q = &rows[3 * d * i + head * width..][..width];
                for j in 0..n {
                    let ds = turned.score[j];
                    let k = &rows[3 * d * j + d + head * width..][..width];
                    add_scaled(&mut drows[3 * d * i + head * width..][..width], k, ds);
                    add_scaled(&mut drows[3 * d * j + d + head * width..][..width], q, ds);
                    add_scaled(&mut drows[3 * d * j + 2 * d + head * width..][..width], g, p[j]);
                }
            }
        }
    }
}

/// Columns of a part of the rows, each padded with zeros.
#[inline(always)]
fn turn(out: &mut Vec<f32>, rows: &[f32], step: usize, from: usize, width: usize, length: usize) {
    out.clear();
    out.resize(width * length, 0.0);
    for (j, row) in rows.chunks_exact(step).enumerate() {
        for (c, x) in row[from..from + width].iter().enumerate() {
            out[c * length + j] = *x;
        }
    }
}

/// out\[j\] = scale Σ_c x\[c\] columns\[c\]\[j\].
#[inline(always)]
fn project(out: &mut [f32], x: &[f32], columns: &[f32], scale: f32) {
    let length = out.len();
    for (block, out) in out.chunks_exact_mut(LANES).enumerate() {
        let mut lanes = [0.0f32; LANES];
        for (x, column) in x.iter().zip(columns.chunks_exact(length)) {
            let column = &column[block * LANES..][..LANES];
            for k in 0..LANES {
                lanes[k] += x * column[k];
            }
        }
        for k in 0..LANES {
            out[k] = scale * lanes[k];
        }
    }
}

/// Softmax of the first `n` scores; the others become 0.
#[inline(always)]
fn softmax(p: &mut [f32], n: usize) {
    p[n..].fill(f32::NEG_INFINITY);
    let mut most = [f32::NEG_INFINITY; LANES];
    for block in p.chunks_exact(LANES) {
        for k in 0..LANES {
            most[k] = most[k].max(block[k]);
        }
    }
    let most = most.iter().fold(f32::NEG_INFINITY, |a, b| a.max(*b));
    let mut lanes = [0.0f32; LANES];
    for (b, block) in p.chunks_exact_mut(LANES).enumerate() {
        for k in 0..LANES {
            let e = exp_negative(block[k] - most);
            block[k] = if b * LANES + k < n { e } else { 0.0 };
            lanes[k] += block[k];
        }
    }
    let inverse = 1.0 / tree(&lanes);
    for x in p.iter_mut() {
        *x *= inverse;
    }
}

/// dp → scale · p (dp − Σ p dp).
#[inline(always)]
fn softmax_back(dp: &mut [f32], p: &[f32], scale: f32) {
    let mut lanes = [0.0f32; LANES];
    for (g, p) in dp.chunks_exact(LANES).zip(p.chunks_exact(LANES)) {
        for k in 0..LANES {
            lanes[k] += g[k] * p[k];
        }
    }
    let mean = tree(&lanes);
    for (g, p) in dp.iter_mut().zip(p) {
        *g = scale * p * (*g - mean);
    }
}

#[inline(always)]
fn add_scaled(out: &mut [f32], x: &[f32], factor: f32) {
    for (o, x) in out.iter_mut().zip(x) {
        *o += factor * x;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Attention by the formula, in double precision.
    fn plain(qkv: &[f32], n: usize, heads: usize, width: usize) -> Vec<f64> {
        let d = heads * width;
        let at =
            |row: usize, part: usize, head: usize, c: usize| f64::from(qkv[3 * d * row + part * d + head * width + c]);
        let mut out = vec![0.0; n * d];
        for i in 0..n {
            for head in 0..heads {
                let score = |j| (0..width).map(|c| at(i, 0, head, c) * at(j, 1, head, c)).sum::<f64>();
                let e: Vec<f64> = (0..n).map(|j| (score(j) / (width as f64).sqrt()).exp()).collect();
                let total: f64 = e.iter().sum();
                for c in 0..width {
                    out[i * d + head * width + c] = (0..n).map(|j| e[j] / total * at(j, 2, head, c)).sum();
                }
            }
        }
        out
    }

    #[test]
    fn it_is_the_formula_for_every_size() {
        for (heads, width, sizes) in
            [(4, 8, vec![7, 1, 16, 17]), (1, 4, vec![3]), (2, 3, vec![5, 2]), (2, 16, vec![40])]
        {
            let d = heads * width;
            let mut starts = vec![0];
            sizes.iter().for_each(|n| starts.push(starts[starts.len() - 1] + n));
            let rows = starts[sizes.len()];
            let qkv: Vec<f32> = (0..3 * d * rows).map(|k| ((k * 7919 % 1000) as f32 / 250.0) - 2.0).collect();
            let (mut out, mut p) = (vec![0.0; d * rows], vec![0.0; probabilities(&starts, heads)]);
            attend(&mut out, &mut p, &qkv, &starts, heads, &mut Turned::default());
            for (event, n) in sizes.iter().enumerate() {
                let exact = plain(&qkv[3 * d * starts[event]..3 * d * starts[event + 1]], *n, heads, width);
                let ours = &out[d * starts[event]..d * starts[event + 1]];
                assert!(ours.iter().zip(&exact).all(|(a, b)| (f64::from(*a) - b).abs() < 1e-5), "{heads} {width} {n}");
            }
        }
    }
}
