//! The loop of a scan: what is in the store is read, the rest is trained, evaluated and kept at once.

use std::time::Instant;

use super::pools::Loaded;
use super::record::{self, Record};
use super::result::{ScanPoint, ScanResult};
use super::scan::StrengthScan;
use super::sets::{DataFlow, Draws, Steps, TrainingSet};
use crate::error::{Error, Result};
use crate::mixing::MixedSample;
use crate::progress;
use crate::represent::{ImageConfig, ImageSample, RowSplit};
use crate::store::Store;
use crate::train::{Stopped, train_cwola_images};

/// Trainings that share one data set.
struct Group<'a> {
    set: usize,
    training_set: &'a TrainingSet,
    strength: f64,
    /// Numbers of the trainings within the point.
    trainings: std::ops::Range<usize>,
}

/// State of one call.
struct Worker<'a> {
    scan: &'a StrengthScan,
    store: Store,
    begin: Instant,
    loaded: Option<Loaded>,
    trained: usize,
    done: usize,
}

impl StrengthScan {
    /// Trains what is not in the store and returns all results.
    ///
    /// Each finished training is evaluated on the test events and written to the store at once, under the hash of its
    /// own configuration: set, S/√B, data set, network, number, events and version, but neither the name of the set
    /// nor what else the scan holds. A scan that is killed goes on where it was (a training that was under way from
    /// its last checkpoint). Trainings of one data set run side by side where the processor has room; the numbers do
    /// not depend on that. Images of a data set are made once, and only when a training needs them. Lines of progress
    /// say how far it is.
    ///
    /// # Errors
    /// [`StrengthScan::check`]; a sample that is missing or too small for a luminosity; anything that a training
    /// refuses.
    ///
    /// # Example
    /// ```no_run
    /// use cwola::prelude::*;
    /// use cwola::studies::dark::{StrengthScan, TrainingSet};
    /// let sets = [TrainingSet::original(), TrainingSet::rotation(5)];
    /// let result = StrengthScan::for_profile(Profile::Quick).with_sets(&sets).run()?;
    /// assert_eq!(result.missing, 0);
    /// let figure = result.significance_figure(0.01)?;
    /// # Ok::<(), Error>(())
    /// ```
    pub fn run(&self) -> Result<ScanResult> {
        self.check()?;
        let store = Store::open(&self.cache);
        let mut worker = Worker { scan: self, store, begin: Instant::now(), loaded: None, trained: 0, done: 0 };
        let mut points = Vec::new();
        for group in self.groups() {
            points.extend(worker.group(&group).map_err(|error| worker.interrupted(error))?);
        }
        points.sort_by(|a, b| {
            a.set.cmp(&b.set).then(a.strength.total_cmp(&b.strength)).then(a.training.cmp(&b.training))
        });
        let missing = self.size() - points.len();
        if missing > 0 {
            progress::line(&format!("scan: {missing} of {} trainings are left for the next call", self.size()));
        }
        Ok(ScanResult { scan: self.clone(), points, missing, trained: worker.trained })
    }

    fn groups(&self) -> Vec<Group<'_>> {
        let mut groups = Vec::new();
        for strength in &self.strengths {
            for (set, training_set) in self.sets.iter().enumerate() {
                let of = |trainings| Group { set, training_set, strength: *strength, trainings };
                match training_set.draws {
                    Draws::OneDataSet(_) => groups.push(of(0..self.trainings)),
                    Draws::EachTraining(_) => groups.extend((0..self.trainings).map(|k| of(k..k + 1))),
                }
            }
        }
        groups
    }
}

impl Worker<'_> {
    /// The sentence of an interrupted training, from the scan's side.
    fn interrupted(&self, error: Error) -> Error {
        match error {
            Error::Interrupted(_) => Error::Interrupted(format!(
                "The scan was interrupted after {} of {} trainings. {}",
                self.done,
                self.scan.size(),
                match self.store.folder() {
                    Some(_) => "They are kept: the same call goes on from there.",
                    None => "Nothing of it is kept, because the cache is off.",
                }
            )),
            other => other,
        }
    }

    /// Results of a group, from the store or new.
    fn group(&mut self, group: &Group<'_>) -> Result<Vec<ScanPoint>> {
        let mut points = Vec::new();
        let mut wanted = 0;
        for k in group.trainings.clone() {
            let hash = record::hash(self.scan, group.training_set, group.strength, k)?;
            match self.store.read::<Record>(&name(&hash)) {
                Some(record) => points.push(point(group, k, hash, record)),
                None => wanted = k + 1 - group.trainings.start,
            }
        }
        let left = group.trainings.len() - points.len();
        self.done += points.len();
        let room = self.scan.at_most.map_or(left, |most| left.min(most.saturating_sub(self.trained)));
        if room == 0 || self.out_of_time() {
            return Ok(points);
        }
        // Trainings are made in the order of their numbers, so that the first ones are those that exist.
        let repeats = if room == left { wanted } else { (points.len() + room).min(wanted) };
        for (k, hash, record) in self.train(group, repeats)? {
            if points.iter().all(|known| known.training != k) {
                points.push(point(group, k, hash, record));
                self.trained += 1;
                self.done += 1;
            }
        }
        let size = self.scan.size();
        progress::line(&format!(
            "scan: {}/{size} trainings · {} · S/√B = {} · {:.0} s",
            self.done,
            group.training_set.name,
            group.strength,
            self.begin.elapsed().as_secs_f64()
        ));
        Ok(points)
    }

    fn out_of_time(&self) -> bool {
        self.scan.time_budget.is_some_and(|seconds| self.begin.elapsed().as_secs_f64() >= seconds)
    }

    /// The first `repeats` trainings of a group, evaluated and written.
    fn train(&mut self, group: &Group<'_>, repeats: usize) -> Result<Vec<(usize, String, Record)>> {
        let (scan, set) = (self.scan, group.training_set);
        let loaded = match &mut self.loaded {
            Some(loaded) => loaded,
            empty => empty.insert(Loaded::read(&scan.pool)?),
        };
        let sample = image_sample(scan, set, group.strength, group.trainings.start, loaded)?;
        let mut config = scan.train_config(set, repeats, scan.draw(set, group.trainings.start).seed);
        if let Some(seconds) = scan.time_budget {
            config = config.with_time_budget((seconds - self.begin.elapsed().as_secs_f64()).max(0.001));
        }
        let mut run = train_cwola_images(&sample, &config)?;
        let hash = run.hash.clone();
        run.trainings.retain(|training| training.stopped != Stopped::TimeBudget);
        let records = record::records(&run, &sample, loaded, set.resolution)?;
        let mut finished = Vec::new();
        for (training, record) in run.trainings.iter().zip(records) {
            let k = group.trainings.start + training.repeat as usize;
            let key = record::hash(scan, set, group.strength, k)?;
            self.store.write(&name(&key), &record)?;
            if !scan.keep_networks {
                self.store.remove(&format!("trainings/{hash}/training-{}", training.repeat));
            }
            finished.push((k, key, record));
        }
        Ok(finished)
    }
}

fn point(group: &Group<'_>, training: usize, hash: String, record: Record) -> ScanPoint {
    ScanPoint { set: group.set, strength: group.strength, training, hash, record }
}

fn name(hash: &str) -> String {
    format!("scans/{hash}")
}

/// Images of the data set of training `k`.
pub(super) fn image_sample(
    scan: &StrengthScan,
    set: &TrainingSet,
    strength: f64,
    k: usize,
    loaded: &Loaded,
) -> Result<ImageSample> {
    let mixed = mixed_sample(scan, set, strength, k, loaded)?;
    let images = match set.steps {
        Steps::All => ImageConfig::new(set.resolution),
        Steps::CentringOnly => ImageConfig::centring_only(set.resolution),
    };
    match set.essence().flow {
        DataFlow::SplitFirst => mixed.images(&images, &set.augmentation),
        DataFlow::AugmentFirst => ImageSample::augment_then_split(&mixed, &images, &set.augmentation, RowSplit::Random),
        DataFlow::AugmentFirstByPosition => {
            ImageSample::augment_then_split(&mixed, &images, &set.augmentation, RowSplit::Tail)
        }
    }
}

/// The mixture of training `k`: signal region against sideband at one S/√B.
pub(super) fn mixed_sample(
    scan: &StrengthScan,
    set: &TrainingSet,
    strength: f64,
    k: usize,
    loaded: &Loaded,
) -> Result<MixedSample> {
    let seed = scan.draw(set, k).data;
    let config =
        set.sideband.config(strength).with_luminosity_times(scan.pool.luminosity * set.luminosity).with_seed(seed);
    MixedSample::by_strength(&loaded.signal, &loaded.background, &set.sideband.windows(), &config)
}
