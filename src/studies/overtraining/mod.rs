//! How often does a classifier fake a resonance? Toy experiments without signal, each with its own training.
//!
//! A classifier is trained on the window against the sideband of a mass; the events that look most like the window are
//! kept; a bump is fitted to their mass. Without a signal every bump is a fake. [`overtraining_test`] does this for any
//! network and sample, [`OvertrainingTest`] has all settings.
//!
//! Source: B. Lieberman et al., arXiv 2109.07287.

mod classify;
mod figures;
mod null;
mod record;
mod result;
mod run;
mod select;
mod settings;
mod tables;

pub use null::NullReference;
pub use record::{ResponseHists, ToyRecord};
pub use result::{OvertrainingResult, PointSummary, Scored};
pub use settings::{Classifier, OvertrainingTest, ToySource};

use crate::error::Result;
use crate::mixing::ToySample;
use crate::train::TrainConfig;

/// Trains a network on each of `toys` toys of a sample and fits a bump to what it selects.
///
/// Everything else is as in [`OvertrainingTest::new`]: 2/7 of each toy are held out, the best 50 to 90 % by response are kept, of the
/// held-out and of the training events apart. The number of toys that run at once is that of `config.threads`; finished toys are
/// kept in `config.cache`, so that a call that is killed goes on where it was; the numbers depend on neither.
///
/// # Errors
/// As [`OvertrainingTest::run_on`].
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let sample = ToySample::from_events(&Events::sample("zgamma")?, &MassWindows::zgamma())?.with_expected(3_000.0);
/// let network = TrainConfig::dnn().with_hidden(&[8]).with_max_epochs(2).with_missing(MissingValues::Zero).with_cache(Cache::Off);
/// let result = overtraining_test(&sample, &network, 2)?;
/// assert_eq!((result.records.len(), result.significances(Scored::HeldOut, 0).len()), (2, 2));
/// # Ok::<(), Error>(())
/// ```
pub fn overtraining_test(sample: &ToySample, config: &TrainConfig, toys: usize) -> Result<OvertrainingResult> {
    OvertrainingTest::new()
        .with_network(config)
        .with_toys(toys)
        .with_cache(config.cache.clone())
        .with_threads(config.threads)
        .run_on(sample)
}
