//! Pools of events from which data sets are drawn, with a test sample apart from them.

use rand::seq::SliceRandom;

use super::{MixedSample, RegionCounts, RowPlan, StrengthConfig};
use crate::error::{Error, Result};
use crate::events::{Events, Label};
use crate::rng;
use crate::selection::MassWindows;

/// Signal and background events of one analysis from which training samples are drawn, and a pure test sample.
///
/// Every data set is named by its seed (§4.39 of the Note); no event of the test sample is in any of them.
///
/// # Example
/// ```
/// use cwola::mixing::Pool;
/// use cwola::prelude::*;
/// let (signal, background) = (Events::sample("dark_valley_dd10")?, Events::sample("dark_valley_id20")?);
/// let pool = Pool::new(&signal, &background, &MassWindows::dark_valley())?.with_test(50, 50, 17)?;
/// let config = StrengthConfig::new(1.0, 100.0, 30.0);
/// let (first, second) = (pool.draw(&config.with_seed(1))?, pool.draw(&config.with_seed(2))?);
/// assert_eq!(first.composition(), second.composition());
/// assert_ne!(first.originals(), second.originals());
/// assert_eq!(pool.test().len(), 100);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Pool {
    windows: MassWindows,
    /// Signal events in the sideband for each one in the signal region, before test events were set apart.
    signal_ratio: Option<f64>,
    signal: Events,
    background: Events,
    test: Events,
}

impl Pool {
    /// The events of both samples that are in the signal region or the sideband, and an empty test sample.
    ///
    /// # Errors
    /// A sample without the mass column of `windows`.
    pub fn new(signal: &Events, background: &Events, windows: &MassWindows) -> Result<Pool> {
        let inside = |events: &Events, label| -> Result<Events> {
            let mass = events.column(&windows.variable)?;
            let keep = |m: &f64| windows.in_signal_region(*m) || windows.in_sideband(*m);
            events.filter(&mass.iter().map(keep).collect::<Vec<_>>())?.labelled(label)
        };
        let (signal, background) = (inside(signal, Label::Signal)?, inside(background, Label::Background)?);
        let test = background.head(0).with_name("pure test sample");
        let in_sr = windows.signal_region(&signal)?.len();
        let signal_ratio = (in_sr > 0).then(|| (signal.len() - in_sr) as f64 / in_sr as f64);
        Ok(Pool { windows: windows.clone(), signal_ratio, signal, background, test })
    }

    /// Sets signal and background events of the signal region aside as the test sample, chosen by `seed`.
    ///
    /// A test sample that was there before is replaced; its events do not come back.
    ///
    /// # Errors
    /// More events than the signal region holds.
    pub fn with_test(&self, signal: usize, background: usize, seed: u64) -> Result<Pool> {
        let (signal, test_signal) = self.apart(&self.signal, signal, "signal", seed)?;
        let (background, test_background) = self.apart(&self.background, background, "background", seed)?;
        let test = Events::concat(&[test_signal, test_background])?.with_name("pure test sample");
        Ok(Pool { signal, background, test, ..self.clone() })
    }

    /// The events without `n` random ones of the signal region, and those.
    fn apart(&self, events: &Events, n: usize, what: &str, seed: u64) -> Result<(Events, Events)> {
        let mass = events.column(&self.windows.variable)?;
        let mut inside: Vec<usize> =
            (0..events.len()).filter(|row| self.windows.in_signal_region(mass[*row])).collect();
        if n > inside.len() {
            let quantity = format!("the number of {what} events of the test sample");
            let expected = format!("at most the {} of {} in the signal region", inside.len(), events.name());
            return Err(Error::value(&quantity, &expected, n));
        }
        inside.shuffle(&mut rng::stream(seed, &format!("test {what}"), 0, 0));
        inside.truncate(n);
        inside.sort_unstable();
        let mut keep = vec![true; events.len()];
        inside.iter().for_each(|row| keep[*row] = false);
        let rest: Vec<usize> = (0..events.len()).filter(|row| keep[*row]).collect();
        Ok((events.rows(&rest)?, events.rows(&inside)?))
    }

    /// The rows that a configuration draws, for use on other versions of the same pool.
    ///
    /// Where the configuration has no ratio of the signal's acceptances, that of the whole sample is taken,
    /// test events included.
    ///
    /// # Errors
    /// As [`MixedSample::by_strength`].
    pub fn rows(&self, config: &StrengthConfig) -> Result<RowPlan> {
        let signal_ratio = config.signal_ratio.or(self.signal_ratio);
        let counts = StrengthConfig { signal_ratio, ..*config }.counts_with(&self.signal, &self.windows)?;
        RowPlan::draw(&self.signal, &self.background, &self.windows, &counts, config.seed)
    }

    /// The data set that a configuration names.
    ///
    /// # Errors
    /// As [`MixedSample::by_strength`].
    pub fn draw(&self, config: &StrengthConfig) -> Result<MixedSample> {
        self.rows(config)?.mix(&self.signal, &self.background, &self.windows.name, config.seed)
    }

    /// Events that can be drawn: Table 18 of the Note.
    ///
    /// # Errors
    /// None in practice; the table engine's, if it refuses.
    pub fn sizes(&self) -> Result<RegionCounts> {
        let count = |events: &Events| -> Result<(f64, f64)> {
            let mass = events.column(&self.windows.variable)?;
            let sr = mass.iter().filter(|m| self.windows.in_signal_region(**m)).count();
            Ok((sr as f64, (mass.len() - sr) as f64))
        };
        let ((signal_sr, signal_sb), (background_sr, background_sb)) = (count(&self.signal)?, count(&self.background)?);
        Ok(RegionCounts { signal_sr, background_sr, signal_sb, background_sb })
    }

    /// Largest luminosity, in units of the one whose background `config` states, that the background of the pool allows.
    ///
    /// # Errors
    /// None in practice; the table engine's, if it refuses.
    pub fn largest_luminosity_times(&self, config: &StrengthConfig) -> Result<f64> {
        let sizes = self.sizes()?;
        Ok((sizes.background_sr / config.background_sr).min(sizes.background_sb / config.background_sb))
    }

    /// Signal events that may be drawn.
    pub fn signal(&self) -> &Events {
        &self.signal
    }

    /// Background events that may be drawn.
    pub fn background(&self) -> &Events {
        &self.background
    }

    /// Events with truth that no data set holds.
    pub fn test(&self) -> &Events {
        &self.test
    }

    /// Signal region and sideband.
    pub fn windows(&self) -> &MassWindows {
        &self.windows
    }
}
