//! B. Lieberman et al., arXiv 2109.07287: over-training in the search for heavy Zγ resonances.
//!
//! Figures 1–4 and Table 1 of the paper, and two tables of our own: the classifiers side by side (its section 2.1) and
//! the significances over all toys. What is printed and cannot be meant is set right: the sign in its equation 1, the
//! exponents of its equations 5 and 6. The network sees 12 features, not the mass itself; two outputs with softmax stand
//! for one with a sigmoid, which is the same function.

mod figures;
mod tables;

use super::Profile;
use super::overtraining::{OvertrainingTest, ToySource};
use super::reference::{LIEBERMAN_EPOCHS, LIEBERMAN_EVENTS, LIEBERMAN_HIDDEN, LIEBERMAN_RATE, LIEBERMAN_TOYS};
use crate::error::{Error, Result};
use crate::plot::Figure;
use crate::report::Table;
use crate::selection::FeatureSet;
use crate::train::{Keep, MissingValues, TrainConfig};

/// The paper's network: 360–180–180–90–180 ReLU, Adam 1e-3 with decay 3e-4 per step, 8 epochs, the last weights are kept.
///
/// Events per step: 1 in the full profile, as printed; 128 in the workshop profile. The quick profile has a small network.
/// Features without a value enter as the mean of those with one.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let config = zgamma_network(Profile::Full);
/// assert_eq!((config.batch_size, config.max_epochs, config.decay), (1, 8, 3e-4));
/// assert_eq!(config.features.len(), 12);
/// ```
pub fn zgamma_network(profile: Profile) -> TrainConfig {
    let (rate, decay) = LIEBERMAN_RATE;
    let hidden: &[usize] = profile.choose(&[16, 16], &LIEBERMAN_HIDDEN, &LIEBERMAN_HIDDEN);
    TrainConfig::dnn()
        .with_hidden(hidden)
        .with_learning_rate(rate)
        .with_decay(decay)
        .with_max_epochs(LIEBERMAN_EPOCHS)
        .with_batch_size(profile.choose(128, 128, 1))
        .with_keep(Keep::LastEpoch)
        .with_missing(MissingValues::Zero)
        .with_features(&FeatureSet::zgamma().names())
}

/// The paper's test: toys of 68,500 events from the Zγ generator, 2/7 held out, with [`zgamma_network`].
///
/// | | quick | workshop | full |
/// |---|---|---|---|
/// | toys | 6 | 40 | 500 |
/// | expected events of a toy | 4,000 | 68,500 | 68,500 |
pub fn zgamma_test(profile: Profile) -> OvertrainingTest {
    let expected = profile.choose(4_000.0, LIEBERMAN_EVENTS, LIEBERMAN_EVENTS);
    OvertrainingTest::new()
        .with_source(ToySource::default().with_expected(expected))
        .with_network(&zgamma_network(profile))
        .with_toys(profile.choose(6, 40, LIEBERMAN_TOYS))
}

/// Makes a figure of the paper.
///
/// # Errors
/// A number outside 1…4, or anything that the toys refuse.
pub fn zgamma_figure(number: usize, profile: Profile) -> Result<Figure> {
    match number {
        1 => figures::figure_1(profile),
        2 => figures::figure_2(profile),
        3 => figures::figure_3(profile),
        4 => figures::figure_4(profile),
        _ => Err(Error::value("the number of the Zγ figure", "between 1 and 4", number)),
    }
}

/// Makes Table 1 of the paper, or one of ours: 2, the classifiers side by side; 3, the significances over all toys.
///
/// # Errors
/// A number outside 1…3, or anything that the toys refuse.
pub fn zgamma_table(number: usize, profile: Profile) -> Result<Table> {
    match number {
        1 => tables::table_1(profile),
        2 => tables::table_2(profile),
        3 => tables::table_3(profile),
        _ => Err(Error::value("the number of the Zγ table", "between 1 and 3", number)),
    }
}
