//! The events that a scan draws from, and those that it tests on.

use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};

use super::sets::Sideband;
use crate::error::{Error, Result};
use crate::events::{Events, Label};
use crate::represent::{ImageConfig, JetImages};
use crate::rng;

/// Which files a sample is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Files {
    /// The bundled one ([`Events::sample`]).
    #[default]
    Bundled,
    /// The bundled one and the larger one in the folder `CWOLA_POOL` ([`Events::sample_with_pool`]).
    WithPool,
}

impl Files {
    /// With the pool where `CWOLA_POOL` names a folder.
    pub fn from_env() -> Files {
        if crate::places::set(crate::places::POOL).is_some() { Files::WithPool } else { Files::Bundled }
    }
}

/// Which events a scan draws from.
///
/// # Example
/// ```
/// use cwola::studies::dark::ScanPool;
/// let pool = ScanPool::default().with_luminosity(0.5);
/// assert_eq!((pool.background.as_str(), pool.luminosity), ("dijets", 0.5));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScanPool {
    /// Name of the signal sample.
    pub signal: String,
    /// Name of the background sample.
    pub background: String,
    /// Bundled events alone, or those of a pool as well.
    pub files: Files,
    /// Luminosity relative to 139 fb⁻¹, above 0.
    pub luminosity: f64,
    /// Test events of each class in the signal region, which no training sees.
    pub test_size: usize,
    /// Seed that chooses the test events.
    pub seed: u64,
}

impl Default for ScanPool {
    fn default() -> ScanPool {
        ScanPool {
            signal: "dark_valley_id10".into(),
            background: "dijets".into(),
            files: Files::Bundled,
            luminosity: 0.1,
            test_size: 2_000,
            seed: 1,
        }
    }
}

impl ScanPool {
    /// Another signal sample.
    pub fn with_signal(&self, signal: &str) -> ScanPool {
        ScanPool { signal: signal.into(), ..self.clone() }
    }

    /// Another background sample.
    pub fn with_background(&self, background: &str) -> ScanPool {
        ScanPool { background: background.into(), ..self.clone() }
    }

    /// Other files.
    pub fn with_files(&self, files: Files) -> ScanPool {
        ScanPool { files, ..self.clone() }
    }

    /// Another luminosity, relative to 139 fb⁻¹.
    pub fn with_luminosity(&self, luminosity: f64) -> ScanPool {
        ScanPool { luminosity, ..self.clone() }
    }

    /// Another number of test events of each class.
    pub fn with_test_size(&self, test_size: usize) -> ScanPool {
        ScanPool { test_size, ..self.clone() }
    }

    /// Other test events.
    pub fn with_seed(&self, seed: u64) -> ScanPool {
        ScanPool { seed, ..self.clone() }
    }

    fn read(&self, name: &str, label: Label) -> Result<Events> {
        let events = match self.files {
            Files::Bundled => Events::sample(name)?,
            Files::WithPool => Events::sample_with_pool(name)?,
        };
        let enough = ImageConfig::new(25).accepted(&events)?;
        events.filter(&enough)?.labelled(label)
    }
}

/// Events of a scan in memory.
#[derive(Debug)]
pub(super) struct Loaded {
    /// Signal that may be mixed.
    pub signal: Events,
    /// Background that may be mixed.
    pub background: Events,
    /// Signal, then background, in the signal region.
    pub test: TestEvents,
    /// Signal, then background, in the new sideband.
    pub test_sideband: TestEvents,
}

/// Events with their truth, and their images once made.
#[derive(Debug)]
pub(super) struct TestEvents {
    events: Events,
    /// Signal or not.
    pub truth: Vec<bool>,
    images: Vec<(usize, JetImages)>,
}

impl TestEvents {
    fn new(signal: &Events, background: &Events, name: &str) -> Result<TestEvents> {
        let truth = std::iter::repeat_n(true, signal.len()).chain(std::iter::repeat_n(false, background.len()));
        let truth = truth.collect();
        let events = Events::concat(&[signal.clone(), background.clone()])?.with_name(name);
        Ok(TestEvents { events, truth, images: Vec::new() })
    }

    /// Images with all steps of the preprocessing.
    pub fn images(&mut self, resolution: usize) -> Result<&JetImages> {
        let at = match self.images.iter().position(|(known, _)| *known == resolution) {
            Some(at) => at,
            None => {
                self.images.push((resolution, self.events.images(&ImageConfig::new(resolution))?));
                self.images.len() - 1
            }
        };
        Ok(&self.images[at].1)
    }
}

impl Loaded {
    /// Reads both samples and sets the test events apart.
    ///
    /// # Errors
    /// A sample that is missing, or fewer events than the test needs.
    pub fn read(pool: &ScanPool) -> Result<Loaded> {
        let signal = pool.read(&pool.signal, Label::Signal)?;
        let background = pool.read(&pool.background, Label::Background)?;
        let windows = Sideband::New.windows();
        let apart = |events: &Events| -> Result<[Events; 3]> {
            let mass = events.column(&windows.variable)?;
            let mut rows: Vec<usize> = (0..events.len()).collect();
            rows.shuffle(&mut rng::stream(pool.seed, "scan test events", 0, 0));
            let inside = |sideband: bool| -> Vec<usize> {
                let is = |m: f64| if sideband { windows.in_sideband(m) } else { windows.in_signal_region(m) };
                rows.iter().copied().filter(|&row| is(mass[row])).take(pool.test_size).collect()
            };
            let (in_sr, mut in_sb) = (inside(false), inside(true));
            if in_sr.len() < pool.test_size {
                let quantity = format!("the number of test events of {} in the signal region", events.name());
                return Err(Error::value(
                    &quantity,
                    &format!("at most the {} that there are", in_sr.len()),
                    pool.test_size,
                ));
            }
            // Signal is rare in the sideband: at most a quarter of it is set apart.
            let available = mass.iter().filter(|m| windows.in_sideband(**m)).count();
            in_sb.truncate((available / 4).max(1));
            let mut taken = vec![false; events.len()];
            in_sr.iter().chain(&in_sb).for_each(|&row| taken[row] = true);
            let rest: Vec<usize> = (0..events.len()).filter(|&row| !taken[row]).collect();
            Ok([events.rows(&rest)?, events.rows(&in_sr)?, events.rows(&in_sb)?])
        };
        let [signal, s_test, s_sideband] = apart(&signal)?;
        let [background, b_test, b_sideband] = apart(&background)?;
        Ok(Loaded {
            signal,
            background,
            test: TestEvents::new(&s_test, &b_test, "test events in the signal region")?,
            test_sideband: TestEvents::new(&s_sideband, &b_sideband, "test events in the sideband")?,
        })
    }
}
