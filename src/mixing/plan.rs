//! Which rows go into which mixture.

use rand::seq::SliceRandom;

use super::sample::Ingredient;
use super::{MixedSample, RegionCounts, RowPlan};
use crate::error::{Error, Result};
use crate::events::{Events, Label};
use crate::physics::Luminosity;
use crate::rng;
use crate::selection::MassWindows;

impl MixedSample {
    /// Mixes by signal fractions: `size` events in each mixture, f1 of M1 and f2 of M2 are signal.
    ///
    /// Events are drawn without replacement and no event is in both mixtures. Source: Eq. 1 of
    /// the Note. Same seed, same rows.
    ///
    /// # Errors
    /// A fraction outside [0, 1], `size` 0, or samples that are too small.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let toy = GaussianToy::new(1.0);
    /// let (signal, background) = (toy.signal(100, 1)?, toy.background(100, 1)?);
    /// let mixed = MixedSample::by_fraction(&signal, &background, 0.7, 0.3, 100, 1)?;
    /// assert_eq!(mixed.composition().m1_signal, 70);
    /// let error = MixedSample::by_fraction(&signal, &background, 0.9, 0.9, 100, 1).unwrap_err();
    /// assert!(error.to_string().contains("180"));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn by_fraction(
        signal: &Events,
        background: &Events,
        f1: f64,
        f2: f64,
        size: usize,
        seed: u64,
    ) -> Result<MixedSample> {
        for (name, fraction) in [("f1", f1), ("f2", f2)] {
            if !(0.0..=1.0).contains(&fraction) {
                return Err(Error::value(&format!("the signal fraction {name}"), "between 0 and 1", fraction));
            }
        }
        let (s1, s2) = ((f1 * size as f64).round() as usize, (f2 * size as f64).round() as usize);
        let all = |events: &Events| (0..events.len()).collect::<Vec<_>>();
        let signal_rows = draw(signal, all(signal), s1 + s2, "signal", seed)?;
        let background_rows = draw(background, all(background), 2 * size - s1 - s2, "background", seed)?;
        let ingredient = |events, rows: &[usize], label, kind| Ingredient { events, rows: rows.to_vec(), label, kind };
        MixedSample::from_ingredients(
            format!("f1 = {f1}, f2 = {f2} of {} and {}", signal.name(), background.name()),
            vec![
                ingredient(signal, &signal_rows[..s1], 1, Label::Signal),
                ingredient(background, &background_rows[..size - s1], 1, Label::Background),
                ingredient(signal, &signal_rows[s1..], 0, Label::Signal),
                ingredient(background, &background_rows[size - s1..], 0, Label::Background),
            ],
            seed,
        )
    }

    /// Mixes signal region (M1) and sideband (M2) with the given numbers of events.
    ///
    /// Rows are drawn without replacement from the events inside each region of `windows`;
    /// counts are rounded to whole events.
    ///
    /// # Errors
    /// A count above the number of events that a sample has in the region.
    pub fn by_counts(
        signal: &Events,
        background: &Events,
        windows: &MassWindows,
        counts: &RegionCounts,
        seed: u64,
    ) -> Result<MixedSample> {
        RowPlan::draw(signal, background, windows, counts, seed)?.mix(signal, background, &windows.name, seed)
    }

    /// Mixes what a luminosity gives: cross-section × luminosity events in each region.
    ///
    /// Both samples need a cross-section ([`Events::with_xsec_fb`]).
    ///
    /// # Errors
    /// A sample without cross-section, or with too few events.
    pub fn by_luminosity(
        signal: &Events,
        background: &Events,
        windows: &MassWindows,
        luminosity: Luminosity,
        seed: u64,
    ) -> Result<MixedSample> {
        let counts = RegionCounts::by_luminosity(signal, background, windows, luminosity)?;
        MixedSample::by_counts(signal, background, windows, &counts, seed)
    }
}

/// `wanted` of the given rows in random order, without replacement.
pub(super) fn draw(events: &Events, mut rows: Vec<usize>, wanted: usize, what: &str, seed: u64) -> Result<Vec<usize>> {
    if wanted > rows.len() {
        let quantity = format!("the number of events drawn from {} ({what})", events.name());
        return Err(Error::value(&quantity, &format!("at most the {} that there are", rows.len()), wanted));
    }
    rows.shuffle(&mut rng::stream(seed, &format!("draw {what}"), 0, 0));
    rows.truncate(wanted);
    Ok(rows)
}
