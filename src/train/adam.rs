//! Adam, in one pass over all weights.

use serde::{Deserialize, Serialize};

use crate::model::math::vectorised;
use crate::store::bits;

/// Decay of the first moment.
pub(crate) const BETA_1: f32 = 0.9;
/// Decay of the second moment.
pub(crate) const BETA_2: f32 = 0.999;
/// Added to the root of the second moment; the default of Keras.
pub(crate) const EPSILON: f32 = 1e-7;

/// Smallest magnitude of a moment that is not zero.
pub(crate) const LEAST: f32 = 1e-30;

/// Moments of all weights and the number of steps done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Moments {
    /// Steps done.
    pub steps: u64,
    /// Running mean of the gradient.
    #[serde(with = "bits::f32s")]
    pub first: Vec<f32>,
    /// Running mean of the squared gradient.
    #[serde(with = "bits::f32s")]
    pub second: Vec<f32>,
}

impl Moments {
    /// Before the first step.
    pub fn new(parameters: usize) -> Moments {
        Moments { steps: 0, first: vec![0.0; parameters], second: vec![0.0; parameters] }
    }

    /// Counts one step and returns its numbers.
    pub fn next(&mut self, learning_rate: f64) -> Rates {
        counted(&mut self.steps, learning_rate)
    }
}

/// Counts one step and returns its numbers.
pub(crate) fn counted(steps: &mut u64, learning_rate: f64) -> Rates {
    *steps += 1;
    let correction = |beta: f32| 1.0 - f64::from(beta).powf(*steps as f64);
    Rates { rate: (learning_rate / correction(BETA_1)) as f32, root: (1.0 / correction(BETA_2).sqrt()) as f32 }
}

/// Numbers that are the same for all weights in one step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rates {
    /// Learning rate / (1 − β1^t).
    pub rate: f32,
    /// 1 / √(1 − β2^t).
    pub root: f32,
}

vectorised! {
    /// w ← w − rate · m / (√v · root + ε) with m, v updated by the gradient (Kingma and Ba, Algorithm 1).
    pub(crate) fn update(weight: &mut [f32], first: &mut [f32], second: &mut [f32], gradient: &[f32], rates: Rates) {
        for (((w, m), v), g) in weight.iter_mut().zip(first).zip(second).zip(gradient) {
            *m = flushed(BETA_1 * *m + (1.0 - BETA_1) * g);
            *v = flushed(BETA_2 * *v + (1.0 - BETA_2) * g * g);
            *w -= rates.rate * *m / (v.sqrt() * rates.root + EPSILON);
        }
    }
}

vectorised! {
    /// sum ← sum + term.
    pub(crate) fn add(sum: &mut [f32], term: &[f32]) {
        for (s, t) in sum.iter_mut().zip(term) {
            *s += t;
        }
    }
}

/// Zero instead of a number below [`LEAST`], which cannot move a weight.
///
/// The moments of a unit that is never active decay towards zero and would stay at subnormal numbers,
/// on which processors are a hundred times slower. NaN stays NaN.
#[inline(always)]
fn flushed(value: f32) -> f32 {
    if value.abs() < LEAST { 0.0 } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_step_is_the_learning_rate_against_the_gradient() {
        let mut moments = Moments::new(3);
        let rates = moments.next(0.01);
        let mut weight = vec![1.0f32; 3];
        update(&mut weight, &mut moments.first, &mut moments.second, &[5.0, -0.001, 0.0], rates);
        assert!((weight[0] - 0.99).abs() < 1e-6 && (weight[1] - 1.01).abs() < 2e-6 && weight[2] == 1.0);
    }

    #[test]
    fn moments_of_silent_weights_reach_zero_and_faults_stay_visible() {
        let mut moments = Moments::new(2);
        let (mut weight, mut gradient) = (vec![1.0f32; 2], [1.0f32, 1.0]);
        for _ in 0..2000 {
            let rates = moments.next(0.001);
            update(&mut weight, &mut moments.first, &mut moments.second, &gradient, rates);
            gradient = [0.0; 2];
        }
        assert_eq!(moments.first, [0.0; 2]);
        let rates = moments.next(0.001);
        update(&mut weight, &mut moments.first, &mut moments.second, &[f32::NAN, 0.0], rates);
        assert!(weight[0].is_nan() && weight[1].is_finite());
    }
}
