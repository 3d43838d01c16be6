//! Intervals, means with errors, tests and fits.

mod intervals;
mod kolmogorov;
mod measured;
mod normal;
mod theorem;

pub use intervals::{Interval, ONE_SIGMA, clopper_pearson, poisson_interval, ratio_uncertainty};
pub use kolmogorov::{KolmogorovSmirnov, kolmogorov_smirnov};
pub use measured::Measured;
pub use normal::{normal_cdf, normal_quantile};
pub use theorem::{gaussian_accuracy, gaussian_auc, gaussian_separation};
