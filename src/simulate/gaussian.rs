//! The Gaussian toy: its best classifier is known exactly.

use polars::prelude::{Column, DataFrame};
use rand_distr::{Distribution, StandardNormal};
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};

use crate::error::{Error, Result};
use crate::events::{Events, Label};
use crate::rng;

/// Two Gaussians of unit width, `delta` apart in the first of `features` dimensions.
///
/// Background is N(0, 1) in every feature; signal is N(δ, 1) in `x1` and N(0, 1) elsewhere. The
/// likelihood ratio depends on `x1` alone, so the best AUC is Φ(δ/√2), for supervised and for
/// weakly supervised training alike.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let toy = GaussianToy::new(1.0);
/// assert!((toy.best_auc() - 0.7602).abs() < 1e-4);
/// assert_eq!(toy.signal(100, 1)?.len(), 100);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GaussianToy {
    delta: f64,
    features: usize,
}

impl GaussianToy {
    /// Distance δ between the two means, two features (`x1`, `x2`).
    pub fn new(delta: f64) -> GaussianToy {
        GaussianToy { delta, features: 2 }
    }

    /// The same toy with another number of features, of which only `x1` tells the classes apart.
    pub fn with_features(&self, features: usize) -> GaussianToy {
        GaussianToy { features, ..self.clone() }
    }

    /// AUC of the likelihood ratio, Φ(δ/√2).
    pub fn best_auc(&self) -> f64 {
        Normal::standard().cdf(self.delta / std::f64::consts::SQRT_2)
    }

    /// Accuracy of the likelihood ratio on equal numbers of both classes, Φ(δ/2).
    pub fn best_accuracy(&self) -> f64 {
        Normal::standard().cdf(self.delta.abs() / 2.0)
    }

    /// n signal events; the same (n, seed) gives the same events.
    ///
    /// # Errors
    /// A δ that is not finite, or no feature.
    pub fn signal(&self, n: usize, seed: u64) -> Result<Events> {
        self.events("signal", n, seed, self.delta, Label::Signal)
    }

    /// n background events; the same (n, seed) gives the same events.
    ///
    /// # Errors
    /// A δ that is not finite, or no feature.
    pub fn background(&self, n: usize, seed: u64) -> Result<Events> {
        self.events("background", n, seed, 0.0, Label::Background)
    }

    /// n signal and n background events with truth, to test a classifier on.
    ///
    /// # Errors
    /// As [`GaussianToy::signal`].
    pub fn test(&self, n: usize, seed: u64) -> Result<Events> {
        let test = Events::concat(&[self.signal(n, seed)?, self.background(n, seed)?])?;
        Ok(test.with_name("test toys"))
    }

    fn events(&self, kind: &str, n: usize, seed: u64, shift: f64, label: Label) -> Result<Events> {
        if !self.delta.is_finite() || self.features == 0 {
            let found = format!("δ = {} with {} features", self.delta, self.features);
            return Err(Error::value("the Gaussian toy", "a finite δ and at least 1 feature", found));
        }
        let mut rng = rng::stream(seed, &format!("gaussian {kind}"), 0, 0);
        let mut columns = vec![Vec::with_capacity(n); self.features];
        for _ in 0..n {
            for (k, column) in columns.iter_mut().enumerate() {
                let noise: f64 = StandardNormal.sample(&mut rng);
                column.push(if k == 0 { noise + shift } else { noise });
            }
        }
        let named = |(k, column)| Column::new(format!("x{}", k + 1).into(), column);
        let frame = DataFrame::new(n, columns.into_iter().enumerate().map(named).collect())?;
        Events::from_frame(&format!("Gaussian {kind}"), frame)?.labelled(label)
    }
}
