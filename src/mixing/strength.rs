//! Mixed samples by S/√B.

use serde::{Deserialize, Serialize};

use super::{MixedSample, RegionCounts};
use crate::error::{Error, Result};
use crate::events::Events;
use crate::physics::Luminosity;
use crate::selection::MassWindows;

/// Size of a mixed sample by its S/√B in the signal region, before any selection.
///
/// The background is given, the signal follows: S = z√B in the signal region, and in the sideband
/// the same times the ratio of the signal's acceptances. At `times` the luminosity B grows by `times` and S by √`times`:
/// S/√B is kept, S/B is not. Fewer background events than an experiment has are a smaller luminosity in
/// this sense. All counts are cut off to whole events, as the Note's were.
///
/// # Example
/// ```
/// use cwola::mixing::StrengthConfig;
/// let config = StrengthConfig::new(3.0, 18_922.4, 20_234.0);
/// let (counts, half) = (config.counts(0.25), config.with_luminosity_times(0.25).counts(0.25));
/// assert_eq!((counts.signal_sr, counts.signal_sb, counts.background_sr), (412.0, 103.0, 18_922.0));
/// assert_eq!((half.signal_sr, half.background_sr), (206.0, 4730.0));
/// ```
///
/// Source: §4.5, 4.10 and 4.27 of the Note.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StrengthConfig {
    /// z = S/√B in the signal region.
    pub strength: f64,
    /// Expected background events in the signal region.
    pub background_sr: f64,
    /// Expected background events in the sideband.
    pub background_sb: f64,
    /// Signal events in the sideband for each one in the signal region; none: as in the signal sample.
    pub signal_ratio: Option<f64>,
    /// Seed of the draw and of the split; default 1.
    pub seed: u64,
}

impl StrengthConfig {
    /// S/√B and the expected background in signal region and sideband.
    pub fn new(strength: f64, background_sr: f64, background_sb: f64) -> StrengthConfig {
        StrengthConfig { strength, background_sr, background_sb, signal_ratio: None, seed: 1 }
    }

    /// S/√B over the background of a luminosity: cross-section × luminosity × share of the sample in each region.
    ///
    /// # Errors
    /// A sample without cross-section or without the mass column of `windows`.
    pub fn by_luminosity(
        strength: f64,
        background: &Events,
        windows: &MassWindows,
        luminosity: Luminosity,
    ) -> Result<StrengthConfig> {
        let counts = RegionCounts::by_luminosity(background, background, windows, luminosity)?;
        Ok(StrengthConfig::new(strength, counts.background_sr, counts.background_sb))
    }

    /// Another S/√B.
    pub fn with_strength(self, strength: f64) -> StrengthConfig {
        StrengthConfig { strength, ..self }
    }

    /// The same S/√B at `times` the luminosity: `times` the background and √`times` the signal.
    pub fn with_luminosity_times(self, times: f64) -> StrengthConfig {
        let (background_sr, background_sb) = (times * self.background_sr, times * self.background_sb);
        StrengthConfig { background_sr, background_sb, ..self }
    }

    /// Signal events in the sideband for each one in the signal region.
    pub fn with_signal_ratio(self, ratio: f64) -> StrengthConfig {
        StrengthConfig { signal_ratio: Some(ratio), ..self }
    }

    /// Another seed: another data set of the same size (§4.39 of the Note).
    pub fn with_seed(self, seed: u64) -> StrengthConfig {
        StrengthConfig { seed, ..self }
    }

    /// Whole numbers of events; `signal_ratio` is used where the configuration has none.
    pub fn counts(&self, signal_ratio: f64) -> RegionCounts {
        let ratio = self.signal_ratio.unwrap_or(signal_ratio);
        RegionCounts::by_strength(self.strength, self.background_sr, self.background_sb, ratio).truncated()
    }

    /// The counts, with the ratio of acceptances taken from a signal sample where it is not set.
    ///
    /// # Errors
    /// A strength or a background that is negative or not finite; a signal sample without events in the signal
    /// region, or without the mass column of `windows`.
    pub fn counts_with(&self, signal: &Events, windows: &MassWindows) -> Result<RegionCounts> {
        for (what, value) in [
            ("S/√B", self.strength),
            ("the background in the signal region", self.background_sr),
            ("the background in the sideband", self.background_sb),
            ("the ratio of signal acceptances", self.signal_ratio.unwrap_or(0.0)),
        ] {
            if !(value.is_finite() && value >= 0.0) {
                return Err(Error::value(what, "a number ≥ 0", value));
            }
        }
        let mass = signal.column(&windows.variable)?;
        let in_sr = mass.iter().filter(|m| windows.in_signal_region(**m)).count();
        let in_sb = mass.iter().filter(|m| windows.in_sideband(**m)).count();
        if in_sr == 0 && self.signal_ratio.is_none() && self.strength > 0.0 {
            let quantity = format!("the number of events of {} in the signal region", signal.name());
            return Err(Error::value(&quantity, "at least 1", 0));
        }
        Ok(self.counts(in_sb as f64 / in_sr.max(1) as f64))
    }
}

impl MixedSample {
    /// Mixes signal region (M1) and sideband (M2) at a given S/√B; constituents go along.
    ///
    /// Rows are drawn without replacement by (seed, class, region): with one seed the events of a smaller
    /// S/√B are among those of a larger one, and the background is the same for all.
    ///
    /// # Errors
    /// What [`StrengthConfig::counts_with`] refuses, or more events than a sample has in a region.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let (signal, background) = (Events::sample("dark_valley_dd10")?, Events::sample("dark_valley_id20")?);
    /// let config = StrengthConfig::new(2.0, 100.0, 40.0).with_seed(3);
    /// let mixed = MixedSample::by_strength(&signal, &background, &MassWindows::dark_valley(), &config)?;
    /// assert_eq!((mixed.composition().m1_signal, mixed.composition().m1_background), (20, 100));
    /// assert_eq!(mixed.dijets()?.len(), mixed.len());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn by_strength(
        signal: &Events,
        background: &Events,
        windows: &MassWindows,
        config: &StrengthConfig,
    ) -> Result<MixedSample> {
        let counts = config.counts_with(signal, windows)?;
        MixedSample::by_counts(signal, background, windows, &counts, config.seed)
    }
}
