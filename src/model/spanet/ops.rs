//! Dense layers, layer norm and GELU on rows, forward and backward.

use super::layout::{Linear, Norm};
use crate::model::math::{View, exp_negative, product, product_add, tree, vectorised};

/// Added to the variance in a layer norm.
pub(crate) const NORM_EPSILON: f32 = 1e-5;

/// What a dense layer with GELU leaves for the way back.
#[derive(Debug, Default, Clone)]
pub(crate) struct Active {
    /// GELU of the sums.
    pub out: Vec<f32>,
    /// Its derivative there.
    pub slope: Vec<f32>,
}

/// What a layer norm leaves for the way back.
#[derive(Debug, Default, Clone)]
pub(crate) struct Normed {
    /// gain · hat + bias.
    pub out: Vec<f32>,
    /// (x − mean) / deviation.
    pub hat: Vec<f32>,
    /// 1 / deviation of each row.
    pub inverse: Vec<f32>,
}

/// out = x W + b; rows of `x` are rows of `out`.
pub(crate) fn linear(out: &mut Vec<f32>, x: &[f32], weights: &[f32], layer: &Linear) {
    let rows = x.len() / layer.inputs;
    out.resize(rows * layer.outputs, 0.0);
    product(out, View::new(x, rows, layer.inputs), kernel(weights, layer));
    add_row(out, &weights[layer.bias..layer.bias + layer.outputs]);
}

/// x = x + (y W + b).
pub(crate) fn linear_onto(x: &mut [f32], y: &[f32], weights: &[f32], layer: &Linear) {
    let rows = y.len() / layer.inputs;
    product_add(x, View::new(y, rows, layer.inputs), kernel(weights, layer));
    add_row(x, &weights[layer.bias..layer.bias + layer.outputs]);
}

/// GELU(x W + b).
pub(crate) fn active(active: &mut Active, x: &[f32], weights: &[f32], layer: &Linear) {
    linear(&mut active.slope, x, weights, layer);
    active.out.resize(active.slope.len(), 0.0);
    gelu(&mut active.out, &mut active.slope);
}

/// Adds the gradients of kernel and bias, from the input and the gradient of the output.
pub(crate) fn linear_gradient(gradient: &mut [f32], x: &[f32], dy: &[f32], layer: &Linear) {
    let rows = x.len() / layer.inputs;
    let (x, d) = (View::new(x, rows, layer.inputs), View::new(dy, rows, layer.outputs));
    product_add(&mut gradient[layer.kernel..layer.bias], x.t(), d);
    add_columns(&mut gradient[layer.bias..layer.bias + layer.outputs], dy);
}

/// dx = dy Wᵀ.
pub(crate) fn linear_back(dx: &mut Vec<f32>, dy: &[f32], weights: &[f32], layer: &Linear) {
    let rows = dy.len() / layer.outputs;
    dx.resize(rows * layer.inputs, 0.0);
    product(dx, View::new(dy, rows, layer.outputs), kernel(weights, layer).t());
}

fn kernel<'a>(weights: &'a [f32], layer: &Linear) -> View<'a> {
    View::new(&weights[layer.kernel..layer.bias], layer.inputs, layer.outputs)
}

/// Layer norm of each row.
pub(crate) fn norm(normed: &mut Normed, x: &[f32], weights: &[f32], layer: &Norm) {
    let d = layer.width;
    normed.out.resize(x.len(), 0.0);
    normed.hat.resize(x.len(), 0.0);
    normed.inverse.resize(x.len() / d, 0.0);
    let (gain, bias) = (&weights[layer.gain..layer.bias], &weights[layer.bias..layer.bias + d]);
    norm_rows(&mut normed.out, &mut normed.hat, &mut normed.inverse, x, gain, bias);
}

/// dx = dx + gradient of the norm's input, from the gradient of its output; adds the gradients of gain and bias.
pub(crate) fn norm_back(
    dx: &mut [f32],
    dy: &[f32],
    normed: &Normed,
    weights: &[f32],
    gradient: &mut [f32],
    layer: &Norm,
) {
    let d = layer.width;
    let gain = &weights[layer.gain..layer.bias];
    let (dgain, dbias) = gradient[layer.gain..layer.bias + d].split_at_mut(d);
    norm_rows_back(dx, dy, &normed.hat, &normed.inverse, gain, dgain, dbias);
}

vectorised! {
    fn norm_rows(out: &mut [f32], hat: &mut [f32], inverse: &mut [f32], x: &[f32], gain: &[f32], bias: &[f32]) {
        let d = gain.len();
        let each = 1.0 / d as f32;
        let rows = x.chunks_exact(d).zip(out.chunks_exact_mut(d)).zip(hat.chunks_exact_mut(d)).zip(inverse);
        for (((x, out), hat), inverse) in rows {
            let mean = each * sum(x);
            for (h, x) in hat.iter_mut().zip(x) {
                *h = x - mean;
            }
            let r = 1.0 / (each * dot(hat, hat) + NORM_EPSILON).sqrt();
            *inverse = r;
            for (((h, o), g), b) in hat.iter_mut().zip(out).zip(gain).zip(bias) {
                *h *= r;
                *o = g * *h + b;
            }
        }
    }
}

vectorised! {
    fn norm_rows_back(
        dx: &mut [f32],
        dy: &[f32],
        hat: &[f32],
        inverse: &[f32],
        gain: &[f32],
        dgain: &mut [f32],
        dbias: &mut [f32],
    ) {
        let d = gain.len();
        let each = 1.0 / d as f32;
        let mut dhat = vec![0.0f32; d];
        let rows = dx.chunks_exact_mut(d).zip(dy.chunks_exact(d)).zip(hat.chunks_exact(d)).zip(inverse);
        for (((dx, dy), hat), r) in rows {
            for k in 0..d {
                dgain[k] += dy[k] * hat[k];
                dbias[k] += dy[k];
                dhat[k] = dy[k] * gain[k];
            }
            let (mean, along) = (each * sum(&dhat), each * dot(&dhat, hat));
            for k in 0..d {
                dx[k] += r * (dhat[k] - mean - hat[k] * along);
            }
        }
    }
}

/// Sum of a row in 16 lanes.
#[inline(always)]
fn sum(x: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 16];
    let blocks = x.chunks_exact(16);
    let rest: f32 = blocks.remainder().iter().sum();
    for block in blocks {
        for k in 0..16 {
            lanes[k] += block[k];
        }
    }
    rest + tree(&lanes)
}

/// a · b in 16 lanes.
#[inline(always)]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 16];
    let (a, b) = (a.chunks_exact(16), b.chunks_exact(16));
    let rest: f32 = a.remainder().iter().zip(b.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a.zip(b) {
        for k in 0..16 {
            lanes[k] += x[k] * y[k];
        }
    }
    rest + tree(&lanes)
}

vectorised! {
    /// out = GELU(x), x = GELU′(x): x (1 + tanh u) / 2 with u = √(2/π) (x + 0.044715 x³).
    fn gelu(out: &mut [f32], x: &mut [f32]) {
        const C: f32 = 0.797_884_6;
        for (y, x) in out.iter_mut().zip(x) {
            let z = *x;
            let u = C * (z + 0.044_715 * z * z * z);
            let e = exp_negative(-2.0 * u.abs());
            let t = ((1.0 - e) / (1.0 + e)).copysign(u);
            *y = 0.5 * z * (1.0 + t);
            *x = 0.5 * (1.0 + t) + 0.5 * z * (1.0 - t * t) * C * (1.0 + 3.0 * 0.044_715 * z * z);
        }
    }
}

vectorised! {
    /// x = x · y.
    pub(crate) fn scale_by(x: &mut [f32], y: &[f32]) {
        for (x, y) in x.iter_mut().zip(y) {
            *x *= y;
        }
    }
}

vectorised! {
    fn add_row(out: &mut [f32], row: &[f32]) {
        for out in out.chunks_exact_mut(row.len()) {
            for (o, b) in out.iter_mut().zip(row) {
                *o += b;
            }
        }
    }
}

vectorised! {
    fn add_columns(sum: &mut [f32], rows: &[f32]) {
        for row in rows.chunks_exact(sum.len()) {
            for (s, x) in sum.iter_mut().zip(row) {
                *s += x;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gelu_and_its_slope_are_the_textbook_ones() {
        let exact =
            |x: f64| 0.5 * x * (1.0 + ((2.0 / std::f64::consts::PI).sqrt() * (x + 0.044715 * x.powi(3))).tanh());
        for k in -600..600 {
            let x = f64::from(k) * 0.02;
            let (mut y, mut slope) = ([0.0f32], [x as f32]);
            gelu(&mut y, &mut slope);
            assert!((f64::from(y[0]) - exact(x)).abs() < 2e-6, "{x}");
            let numeric = (exact(x + 1e-5) - exact(x - 1e-5)) / 2e-5;
            assert!((f64::from(slope[0]) - numeric).abs() < 5e-6, "{x}: {} and {numeric}", slope[0]);
        }
    }

    #[test]
    fn a_norm_gives_mean_zero_and_deviation_one() {
        let layer = Norm { part: 0, gain: 0, bias: 20, width: 20 };
        let weights = [vec![1.0f32; 20], vec![0.0; 20]].concat();
        let x: Vec<f32> = (0..40).map(|k| (k * k % 17) as f32).collect();
        let mut normed = Normed::default();
        norm(&mut normed, &x, &weights, &layer);
        for row in normed.out.chunks(20) {
            assert!(row.iter().sum::<f32>().abs() < 1e-4);
            assert!((row.iter().map(|x| x * x).sum::<f32>() - 20.0).abs() < 1e-2);
        }
    }
}
