//! Scaling of features.

use serde::{Deserialize, Serialize};

use super::Matrix;

/// How features are scaled before they enter a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Scaling {
    /// Features enter as they are (the Note's dense networks, by the author's code).
    None,
    /// Mean 0 and standard deviation 1 of the training rows.
    #[default]
    Standard,
}

/// Shift and scale per feature, measured on the training rows only.
///
/// # Example
/// ```
/// use cwola::represent::{Matrix, Scaler, Scaling};
/// let x = Matrix { rows: 2, cols: 1, data: vec![10.0, 14.0], names: vec!["pt".into()] };
/// let scaler = Scaler::fit(&x, Scaling::Standard);
/// assert_eq!(scaler.apply(&x).data, [-1.0, 1.0]);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scaler {
    /// Subtracted from each feature.
    pub shift: Vec<f32>,
    /// Each shifted feature is divided by this.
    pub scale: Vec<f32>,
}

impl Scaler {
    /// Measures shift and scale (population standard deviation, as scikit-learn does) of the values that are there: NaN
    /// is left out.
    ///
    /// A feature that is constant, or has no finite value, keeps scale 1.
    pub fn fit(matrix: &Matrix, scaling: Scaling) -> Scaler {
        let (mut shift, mut scale) = (vec![0.0; matrix.cols], vec![1.0; matrix.cols]);
        if scaling == Scaling::Standard {
            for k in 0..matrix.cols {
                let all = || matrix.data.iter().skip(k).step_by(matrix.cols).map(|x| f64::from(*x));
                let column = || all().filter(|x| !x.is_nan());
                let n = column().count() as f64;
                let mean = column().sum::<f64>() / n;
                let sd = (column().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt();
                if mean.is_finite() && sd.is_finite() && sd > 1e-12 * mean.abs().max(1e-12) {
                    (shift[k], scale[k]) = (mean as f32, sd as f32);
                }
            }
        }
        Scaler { shift, scale }
    }

    /// The scaled copy of `matrix`.
    pub fn apply(&self, matrix: &Matrix) -> Matrix {
        let mut scaled = matrix.clone();
        for row in scaled.data.chunks_exact_mut(matrix.cols.max(1)) {
            for ((x, shift), scale) in row.iter_mut().zip(&self.shift).zip(&self.scale) {
                *x = (*x - shift) / scale;
            }
        }
        scaled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_values_do_not_count_and_stay_missing() {
        let x = Matrix { rows: 3, cols: 1, data: vec![10.0, f32::NAN, 14.0], names: vec!["m_jj".into()] };
        let scaled = Scaler::fit(&x, Scaling::Standard).apply(&x);
        assert!(scaled.data[0] == -1.0 && scaled.data[1].is_nan() && scaled.data[2] == 1.0);
        assert_eq!(scaled.without_missing().data, [-1.0, 0.0, 1.0]);
    }

    #[test]
    fn constant_feature_is_left_finite() {
        let x = Matrix { rows: 3, cols: 1, data: vec![7.0; 3], names: vec!["c".into()] };
        assert!(Scaler::fit(&x, Scaling::Standard).apply(&x).data.iter().all(|x| x.is_finite()));
    }
}
