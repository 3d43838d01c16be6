//! The pool of §4 with its test sample, at the size of a profile.

use crate::error::Result;
use crate::events::Events;
use crate::mixing::{MixedSample, Pool, StrengthConfig};
use crate::selection::MassWindows;
use crate::studies::Profile;
use crate::studies::reference::{dark_valley_counts, dark_valley_old_counts};

/// Seed that sets test events apart from training events.
const TEST_SEED: u64 = 17;

/// Everything that a training of §4 draws from: the pool of signal and background with a pure test sample, and the
/// background that belongs to S/√B.
///
/// The Note has 18.9k background events in the signal region (139 fb⁻¹). `scale` is the luminosity here relative
/// to that: the background is `scale` times the Note's, and the signal follows from S/√B. So S/√B means what it
/// means in the Note, while S/B is larger by 1/√`scale`, and a network has fewer events to learn from. The share of the
/// signal in the sideband is the Note's, not that of our sample, which has a third to a half more of it there.
#[derive(Debug, Clone)]
pub struct DarkValleySample {
    /// Events to draw from, and the test sample (signal region only, as the Note's).
    pub pool: Pool,
    /// Background of a data set at `scale`; S/√B = 1, seed 1.
    pub config: StrengthConfig,
    /// Luminosity relative to 139 fb⁻¹.
    pub scale: f64,
}

impl DarkValleySample {
    /// Reads `dark_valley_id10` and `dijets` and sets test events apart.
    ///
    /// Scale 0.1, 0.4 and 1, and 500, 2,000 and 10,000 test events of each class in the quick, workshop and full profile;
    /// full needs more events than the project brings (`CWOLA_POOL`, [`Events::sample_with_pool`]).
    ///
    /// # Errors
    /// A sample or pool that is missing.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let sample = DarkValleySample::load(&MassWindows::dark_valley(), Profile::Quick)?;
    /// let mixed = sample.mixed(1.0, 1)?;
    /// assert_eq!((mixed.composition().m1_signal, mixed.composition().m1_background), (43, 1892));
    /// assert_eq!(sample.pool.test().len(), 1000);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn load(windows: &MassWindows, profile: Profile) -> Result<DarkValleySample> {
        let read: fn(&str) -> Result<Events> = profile.choose(Events::sample, Events::sample, Events::sample_with_pool);
        let (scale, test) = profile.choose((0.1, 500), (0.4, 2_000), (1.0, 10_000));
        let pool =
            Pool::new(&read("dark_valley_id10")?, &read("dijets")?, windows)?.with_test(test, test, TEST_SEED)?;
        let old = windows.sideband == MassWindows::dark_valley_old().sideband;
        let counts = if old { dark_valley_old_counts(1.0) } else { dark_valley_counts(1.0) };
        let config = StrengthConfig::new(1.0, counts.background_sr, counts.background_sb)
            .with_signal_ratio(counts.signal_sb / counts.signal_sr)
            .with_luminosity_times(scale);
        Ok(DarkValleySample { pool, config, scale })
    }

    /// A data set with this S/√B; another seed is another data set.
    ///
    /// # Errors
    /// More events than the pool has.
    pub fn mixed(&self, strength: f64, seed: u64) -> Result<MixedSample> {
        self.pool.draw(&self.config.with_strength(strength).with_seed(seed))
    }

    /// A data set of `times` the luminosity with this S/√B: √`times` the signal of [`DarkValleySample::mixed`] (§4.10).
    ///
    /// # Errors
    /// More events than the pool has.
    pub fn mixed_times(&self, strength: f64, times: f64, seed: u64) -> Result<MixedSample> {
        self.pool.draw(&self.config.with_luminosity_times(times).with_strength(strength).with_seed(seed))
    }
}
