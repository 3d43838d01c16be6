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

/// As [`slopes`] for the cross-entropy of the mean score p̄ and the mean label ȳ of the batch, times its size.
///
/// d loss / d margin = (p̄ − ȳ) / (p̄ (1 − p̄)) · p (1 − p) · weight / Σ weight, for the loss of the batch itself.
pub(crate) fn proportion(margin: &[f32], label: &[f32], weight: &[f32], slope: &mut [f32]) -> Sums {
    let score = |z: &f32| 1.0 / (1.0 + f64::from(-z).exp());
    let total: f64 = weight.iter().map(|w| f64::from(*w)).sum();
    let mean = |of: &dyn Fn(usize) -> f64| (0..margin.len()).map(|k| f64::from(weight[k]) * of(k)).sum::<f64>() / total;
    // Away from 0 and 1, where the loss is infinite; NaN stays NaN.
    let p = mean(&|k| score(&margin[k])).clamp(1e-7, 1.0 - 1e-7);
    let y = mean(&|k| f64::from(label[k]));
    let steepness = (p - y) / (p * (1.0 - p)) / total;
    let mut correct = 0.0;
    for (k, g) in slope.iter_mut().enumerate() {
        let s = score(&margin[k]);
        *g = (steepness * f64::from(weight[k]) * s * (1.0 - s)) as f32;
        correct += f64::from(u8::from((margin[k] > 0.0) == (label[k] > 0.5)));
    }
    let loss = -y * p.ln() - (1.0 - y) * (1.0 - p).ln();
    Sums { loss: loss * margin.len() as f64, correct }
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
    fn the_proportion_of_one_event_is_its_cross_entropy() {
        for (z, y) in [(-2.0f32, 1.0f32), (0.3, 0.0), (4.0, 1.0)] {
            let (mut one, mut other) = ([0.0], [0.0]);
            let a = slopes(&[z], &[y], &[1.0], 1.0, &mut one);
            let b = proportion(&[z], &[y], &[1.0], &mut other);
            assert!((a.loss - b.loss).abs() < 1e-5 && (one[0] - other[0]).abs() < 1e-5 && a.correct == b.correct);
        }
    }

    #[test]
    fn the_slope_of_the_proportion_is_that_of_its_loss() {
        let (z, y, w) = ([-1.0f32, 0.5, 2.0, 0.1], [1.0f32, 0.0, 1.0, 1.0], [1.0f32, 2.0, 0.5, 1.0]);
        let loss = |z: &[f32]| proportion(z, &y, &w, &mut [0.0; 4]).loss / 4.0;
        let mut slope = [0.0; 4];
        proportion(&z, &y, &w, &mut slope);
        for k in 0..4 {
            let moved = |step: f32| {
                let mut there = z;
                there[k] += step;
                loss(&there)
            };
            let numeric = (moved(1e-2) - moved(-1e-2)) / 2e-2;
            assert!((numeric - f64::from(slope[k])).abs() < 1e-4, "{k}: {numeric} and {}", slope[k]);
        }
        assert!(proportion(&[f32::NAN], &[1.0], &[1.0], &mut [0.0]).loss.is_nan());
    }

    #[test]
    fn not_a_number_stays_visible() {
        let sums = slopes(&[f32::NAN], &[1.0], &[1.0], 1.0, &mut [0.0]);
        assert!(sums.loss.is_nan());
    }
}
