//! Softmax cross-entropy of two classes, from the difference of the two logits.

use crate::model::math::{exp_negative, vectorised};

/// Sums over a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Sums {
    /// Weighted cross-entropy.
    pub loss: f64,
    /// Events on the right side of 0.5.
    pub correct: f64,
}

impl Sums {
    /// Adds another batch.
    pub fn add(&mut self, other: Sums) {
        self.loss += other.loss;
        self.correct += other.correct;
    }
}

/// Fills `slope` with scale · weight · d loss / d margin, margin = z1 − z0, and returns the sums.
///
/// With p = 1 / (1 + e^−margin), the loss of label y is −y ln p − (1 − y) ln(1 − p) and its
/// derivative is p − y; this equals categorical cross-entropy of the softmax of (z0, z1).
pub(crate) fn slopes(margin: &[f32], label: &[f32], weight: &[f32], scale: f32, slope: &mut [f32]) -> Sums {
    let mut sums = Sums::default();
    let blocks = margin.chunks(64).zip(label.chunks(64)).zip(weight.chunks(64)).zip(slope.chunks_mut(64));
    for (((z, y), w), g) in blocks {
        let (loss, correct) = block(z, y, w, scale, g);
        sums.add(Sums { loss: f64::from(loss), correct: f64::from(correct) });
    }
    sums
}

vectorised! {
    fn block(z: &[f32], y: &[f32], w: &[f32], scale: f32, g: &mut [f32]) -> (f32, f32) {
        let n = z.len().min(y.len()).min(w.len()).min(g.len());
        let (mut losses, mut hits) = ([0.0f32; 64], [0.0f32; 64]);
        for k in 0..n.min(64) {
            let e = exp_negative(-z[k].abs());
            let small = e / (1.0 + e);
            let p = if z[k] > 0.0 { 1.0 - small } else { small };
            losses[k] = w[k] * (z[k].max(0.0) - y[k] * z[k] + ln_one_plus(e));
            hits[k] = if (z[k] > 0.0) == (y[k] > 0.5) { 1.0 } else { 0.0 };
            g[k] = scale * w[k] * (p - y[k]);
        }
        (losses.iter().sum(), hits.iter().sum())
    }
}

/// ln(1 + e) for 0 ≤ e ≤ 1, to 1e-7: 2 artanh(e / (2 + e)).
#[inline(always)]
fn ln_one_plus(e: f32) -> f32 {
    let z = e / (2.0 + e);
    let q = z * z;
    2.0 * z
        * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0 + q / 13.0))))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_and_logarithm_are_exact_enough() {
        for k in 0..20_000 {
            let t = -(k as f32) * 0.004;
            let (exact, ours) = (f64::from(t).exp(), f64::from(exp_negative(t)));
            assert!((ours / exact - 1.0).abs() < 3e-7, "exp({t}): {ours} and {exact}");
            let e = k as f32 / 20_000.0;
            assert!((f64::from(ln_one_plus(e)) - f64::from(e).ln_1p()).abs() < 2e-7);
        }
        assert!(exp_negative(-1e30) < 1e-37);
    }

    #[test]
    fn loss_and_slope_are_the_textbook_ones() {
        let z = [-3.0f32, -0.1, 0.0, 0.7, 40.0];
        let y = [1.0f32, 0.0, 1.0, 1.0, 0.0];
        let w = [1.0f32, 2.0, 0.5, 1.0, 1.0];
        let mut g = [0.0; 5];
        let sums = slopes(&z, &y, &w, 0.2, &mut g);
        let mut loss = 0.0;
        for k in 0..5 {
            let p = 1.0 / (1.0 + (-f64::from(z[k])).exp());
            let wrong = if y[k] > 0.5 { -p.ln() } else { (f64::from(z[k]).exp()).ln_1p() };
            loss += f64::from(w[k]) * wrong;
            assert!((f64::from(g[k]) - 0.2 * f64::from(w[k]) * (p - f64::from(y[k]))).abs() < 1e-7);
        }
        assert!((sums.loss - loss).abs() < 1e-4 * loss);
        assert_eq!(sums.correct, 2.0);
    }

    #[test]
    fn not_a_number_stays_visible() {
        let sums = slopes(&[f32::NAN], &[1.0], &[1.0], 1.0, &mut [0.0]);
        assert!(sums.loss.is_nan());
    }
}
