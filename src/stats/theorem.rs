//! The Gaussian toy, for which the best classifier is known in closed form.

use super::{normal_cdf, normal_quantile};
use std::f64::consts::SQRT_2;

/// AUC of the best classifier between two unit Gaussians whose means are `separation` apart.
///
/// ```math
/// AUC = Φ( δ / √2 )
/// ```
/// The supervised classifier and CWoLa on two mixtures of different purity have the same optimum:
/// the likelihood ratio of the mixtures is a monotone function of that of the pure samples. In
/// several dimensions δ is the distance of the means.
///
/// # Example
/// ```
/// use cwola::stats::gaussian_auc;
/// assert_eq!(gaussian_auc(0.0), 0.5);
/// assert!((gaussian_auc(1.0) - 0.7602).abs() < 1e-4);
/// ```
///
/// Source: E. Metodiev, B. Nachman, J. Thaler, arXiv:1708.02949, theorem 1.
pub fn gaussian_auc(separation: f64) -> f64 {
    normal_cdf(separation / SQRT_2)
}

/// Separation δ at which the best AUC between two unit Gaussians is `auc`; the inverse of [`gaussian_auc`].
///
/// # Example
/// ```
/// use cwola::stats::{gaussian_auc, gaussian_separation};
/// assert!((gaussian_separation(gaussian_auc(1.5)) - 1.5).abs() < 1e-9);
/// ```
pub fn gaussian_separation(auc: f64) -> f64 {
    SQRT_2 * normal_quantile(auc)
}

/// Accuracy Φ(|δ|/2) of the best classifier between equally many events of two unit Gaussians.
///
/// # Example
/// ```
/// use cwola::stats::gaussian_accuracy;
/// assert!((gaussian_accuracy(2.0) - 0.8413).abs() < 1e-4);
/// ```
pub fn gaussian_accuracy(separation: f64) -> f64 {
    normal_cdf(separation.abs() / 2.0)
}
