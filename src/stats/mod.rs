//! Intervals, means with errors, tests and fits.

mod bump;
mod half_normal;
mod intervals;
mod kolmogorov;
mod measured;
mod newton;
mod normal;
mod spectrum;
mod theorem;

pub use bump::{BumpSearch, BumpTest, BumpWidth};
pub use half_normal::{half_normal_cdf, trials_factor};
pub use intervals::{Interval, ONE_SIGMA, clopper_pearson, poisson_interval, ratio_uncertainty};
pub use kolmogorov::{KolmogorovSmirnov, kolmogorov_smirnov, kolmogorov_smirnov_uniform};
pub use measured::Measured;
pub use normal::{normal_cdf, normal_quantile};
pub use spectrum::{ExponentialFit, FitStatus, Spectrum};
pub use theorem::{gaussian_accuracy, gaussian_auc, gaussian_separation};
