//! The samples of §2: training pool, pure test sample and mixtures.

use rand::seq::SliceRandom;

use crate::error::Result;
use crate::events::{Events, Label};
use crate::mixing::{MixedSample, RegionCounts};
use crate::rng;
use crate::selection::{JetChoice, MassWindows, four_tag, pair_jets};
use crate::studies::Profile;
use crate::studies::reference::HeavyMass;

/// Seed that separates test events from training events.
const TEST_SEED: u64 = 17;
/// Seed of the draw of the mixtures.
const MIX_SEED: u64 = 1;

/// Everything that a training of §2 needs for one resonance mass.
#[derive(Debug, Clone)]
pub struct HuntingSample {
    /// The mass.
    pub mass: HeavyMass,
    /// Signal region and sideband.
    pub windows: MassWindows,
    /// Signal events that may be mixed.
    pub signal: Events,
    /// Background events that may be mixed.
    pub background: Events,
    /// Equal numbers of signal and background events that no training sees.
    pub test: Events,
    /// Sizes of the mixture with the Note's signal ("1 times").
    pub counts: RegionCounts,
    /// Size relative to the Note's (luminosity over 78/fb).
    pub scale: f64,
}

impl HuntingSample {
    /// Reads the samples, pairs the jets and sets test events aside.
    ///
    /// The Note has 200k and 184k background events in the regions of 500 GeV; the bundled sample
    /// has 43,661 in all. All numbers of the Note are therefore scaled down by one common factor
    /// (`scale`): S/B is the Note's, S/√B is smaller by √scale.
    ///
    /// # Errors
    /// A sample that is missing.
    pub fn load(mass: HeavyMass, profile: Profile) -> Result<HuntingSample> {
        let windows = mass.windows();
        let test_size = match mass {
            HeavyMass::M500 => profile.choose(2000, 5000, 5000),
            HeavyMass::M1000 => profile.choose(1000, 1500, 1500),
        };
        let (signal, test_signal) = apart(&paired(mass.sample(), Label::Signal)?, test_size)?;
        let (background, test_background) = apart(&paired("multijet_4b", Label::Background)?, test_size)?;
        let wanted = mass.counts();
        let (in_sr, in_sb) =
            (windows.signal_region(&background)?.len() as f64, windows.sideband_region(&background)?.len() as f64);
        let most = (in_sr / wanted.background_sr).min(in_sb / wanted.background_sb);
        let scale = most * profile.choose(0.5, 0.9999, 0.9999);
        let test = Events::concat(&[test_signal, test_background])?.with_name("pure test sample");
        Ok(HuntingSample { mass, windows, signal, background, test, counts: wanted.scaled(scale), scale })
    }

    /// The mixture of signal region and sideband with `times` the Note's signal.
    ///
    /// # Errors
    /// More signal than the sample has.
    pub fn mixed(&self, times: f64) -> Result<MixedSample> {
        let counts = self.counts.with_signal_times(times);
        MixedSample::by_counts(&self.signal, &self.background, &self.windows, &counts, MIX_SEED)
    }
}

/// A bundled sample after the four-tag cut, with the candidates of the min-ΔR pairing.
///
/// # Errors
/// A sample that is missing.
pub fn paired(sample: &str, label: Label) -> Result<Events> {
    pair_jets(&four_tag(&Events::sample(sample)?)?, JetChoice::LeadingTagged)?.labelled(label)
}

/// The events without `n` random ones, and those.
fn apart(events: &Events, n: usize) -> Result<(Events, Events)> {
    let mut rows: Vec<usize> = (0..events.len()).collect();
    rows.shuffle(&mut rng::stream(TEST_SEED, "test events", 0, 0));
    let (test, rest) = rows.split_at(n.min(events.len()));
    Ok((events.rows(rest)?, events.rows(test)?))
}
