//! Which rows of signal and background go into signal region and sideband.

use serde::{Deserialize, Serialize};

use super::plan::draw;
use super::sample::Ingredient;
use super::{MixedSample, RegionCounts};
use crate::error::{Error, Result};
use crate::events::{Events, Label};
use crate::selection::MassWindows;

/// Rows of a signal and a background sample that make one data set.
///
/// The same rows can be taken from every version of the samples that keeps their order: preprocessed,
/// or augmented copy by copy (§4.43 of the Note: "these indices would repeatedly apply to each
/// directory"). Rows are drawn by (seed, class, region), so that with one seed a smaller data set is a
/// part of a larger one.
///
/// # Example
/// ```
/// use cwola::mixing::{RegionCounts, RowPlan};
/// use cwola::prelude::*;
/// use polars::df;
/// let events = Events::from_frame("one per 100 GeV", df!["m_jj" => (44..58).map(|m| 100.0 * m as f64).collect::<Vec<_>>()]?)?;
/// let counts = RegionCounts { signal_sr: 2.0, background_sr: 4.0, signal_sb: 1.0, background_sb: 3.0 };
/// let windows = MassWindows::dark_valley();
/// let plan = RowPlan::draw(&events, &events, &windows, &counts, 7)?;
/// let more = RowPlan::draw(&events, &events, &windows, &counts.with_signal_times(2.0), 7)?;
/// assert_eq!(plan.signal_sr, more.signal_sr[..2]);
/// assert_eq!(plan.background_sr, more.background_sr);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RowPlan {
    /// Signal in the signal region.
    pub signal_sr: Vec<usize>,
    /// Signal in the sideband.
    pub signal_sb: Vec<usize>,
    /// Background in the signal region.
    pub background_sr: Vec<usize>,
    /// Background in the sideband.
    pub background_sb: Vec<usize>,
}

impl RowPlan {
    /// Draws rows without replacement from the events in each region; counts are rounded to whole events.
    ///
    /// # Errors
    /// A count above the number of events that a sample has in the region, or a sample without the mass.
    pub fn draw(
        signal: &Events,
        background: &Events,
        windows: &MassWindows,
        counts: &RegionCounts,
        seed: u64,
    ) -> Result<RowPlan> {
        let mut plan = RowPlan::default();
        for (events, kind, label, wanted, rows) in [
            (signal, Label::Signal, 1u8, counts.signal_sr, &mut plan.signal_sr),
            (signal, Label::Signal, 0, counts.signal_sb, &mut plan.signal_sb),
            (background, Label::Background, 1, counts.background_sr, &mut plan.background_sr),
            (background, Label::Background, 0, counts.background_sb, &mut plan.background_sb),
        ] {
            let what = format!("{kind:?} in the {}", if label == 1 { "signal region" } else { "sideband" });
            if !(wanted.is_finite() && wanted >= 0.0) {
                return Err(Error::value(&format!("the number of events ({})", what.to_lowercase()), "≥ 0", wanted));
            }
            let mass = events.column(&windows.variable)?;
            let inside = |row: &usize| match label {
                1 => windows.in_signal_region(mass[*row]),
                _ => windows.in_sideband(mass[*row]),
            };
            let there = (0..events.len()).filter(inside).collect();
            *rows = draw(events, there, wanted.round() as usize, &what.to_lowercase(), seed)?;
        }
        Ok(plan)
    }

    /// The events of these rows as a mixed sample; `seed` chooses the split into training and validation.
    ///
    /// # Errors
    /// A row that a sample does not have, a region without events, or columns that differ.
    pub fn mix(&self, signal: &Events, background: &Events, name: &str, seed: u64) -> Result<MixedSample> {
        let part = |events, rows: &[usize], label, kind| Ingredient { events, rows: rows.to_vec(), label, kind };
        MixedSample::from_ingredients(
            format!("{} + {} in {name}", signal.name(), background.name()),
            vec![
                part(signal, &self.signal_sr, 1, Label::Signal),
                part(signal, &self.signal_sb, 0, Label::Signal),
                part(background, &self.background_sr, 1, Label::Background),
                part(background, &self.background_sb, 0, Label::Background),
            ],
            seed,
        )
    }
}
