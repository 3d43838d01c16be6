//! Making the images of many events in parallel.

use rayon::prelude::*;

use super::block::{Job, Worker};
use super::store::Arrays;
use super::{ImageConfig, JetImages, pages};
use crate::augment::{JetAugmentation, Planned, originals};
use crate::error::{Error, Result};
use crate::events::{Dijets, Events};

/// Rows that one thread makes before it takes the next ones: their images fit into the second cache.
const BLOCK: usize = 128;
/// Blocks of one thread before the images of all threads are put together.
const BLOCKS_PER_THREAD: usize = 4;

impl Events {
    /// Images of the two jets of each event, in the order of the events.
    ///
    /// Truth is not used. Runs on all threads; the images do not depend on their number.
    ///
    /// # Errors
    /// A sample without constituents, a configuration with a number outside its range, events with fewer constituents
    /// than `config` wants ([`ImageConfig::accepted`] finds them).
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// use cwola::events::{Constituents, Dijets};
    /// use polars::df;
    /// // A jet across φ = ±π: its constituents are 0.08 apart.
    /// let jet = Constituents::new(vec![0, 2], vec![30.0, 10.0], vec![0.0, 0.0], vec![3.1016, -3.1016])?;
    /// let events = Events::from_frame("one", df!["m_jj" => [5000.0]]?)?.with_dijets(Dijets::new([jet.clone(), jet])?)?;
    /// let image = events.images(&ImageConfig::new(25))?.dense(0, 0);
    /// // The axis lies along η: both are in the middle row, the harder one beside the centre.
    /// assert_eq!(image[12 * 25 + 12] + image[12 * 25 + 13] + image[12 * 25 + 11], 40.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn images(&self, config: &ImageConfig) -> Result<JetImages> {
        self.augmented_images(config, &JetAugmentation::original())
    }

    /// Images of the events and of their copies, in the order of the recipe.
    ///
    /// For looking at augmentation; a training takes its images from [`crate::mixing::MixedSample::images`], which splits first.
    ///
    /// # Errors
    /// As [`Events::images`], and a recipe with a number outside its range.
    pub fn augmented_images(&self, config: &ImageConfig, augmentation: &JetAugmentation) -> Result<JetImages> {
        let small = config.accepted(self)?.iter().filter(|enough| !**enough).count();
        if small > 0 {
            let (name, least) = (self.name(), config.min_constituents);
            return Err(Error::Guard(format!(
                "{small} events of {name} have a jet with fewer than {least} constituents: leave them out with \
                 `events.filter(&config.accepted(&events)?)?`, or set `min_constituents` to 0."
            )));
        }
        augmentation.check()?;
        let numbers = originals(self)?;
        let plan = augmentation.plan(&numbers, |_| false, 0);
        JetImages::make(self.dijets()?, &numbers, &plan, config, augmentation)
    }
}

impl JetImages {
    /// Makes the planned images; `originals` names the events of `dijets`.
    pub(super) fn make(
        dijets: &Dijets,
        originals: &[u64],
        plan: &[Planned],
        config: &ImageConfig,
        augmentation: &JetAugmentation,
    ) -> Result<JetImages> {
        config.check()?;
        augmentation.check()?;
        let job = Job { dijets, originals, config, augmentation };
        let mut all = Arrays::default();
        all.offsets.reserve_exact(2 * plan.len());
        // There are no more filled pixels than constituents; memory that is not written costs nothing.
        let most = most_pixels(dijets, plan, config, augmentation);
        pages::reserve(&mut all.pixels, most);
        pages::reserve(&mut all.values, most);
        let threads = rayon::current_num_threads();
        if threads == 1 {
            let mut worker = Worker::new(config, all);
            worker.rows(&job, plan)?;
            all = worker.out;
        } else {
            let workers = plan.len().div_ceil(BLOCK).min(BLOCKS_PER_THREAD * threads);
            let mut workers: Vec<Worker> = (0..workers).map(|_| Worker::new(config, Arrays::default())).collect();
            // A few blocks per thread at a time, then the next: little more memory than the images themselves.
            for wave in plan.chunks(BLOCK * workers.len().max(1)) {
                let blocks = workers.par_iter_mut().zip(wave.par_chunks(BLOCK));
                blocks.try_for_each(|(worker, rows)| {
                    worker.out.clear();
                    worker.rows(&job, rows)
                })?;
                for worker in &workers[..wave.len().div_ceil(BLOCK)] {
                    all.append(&worker.out)?;
                }
            }
        }
        all.pixels.shrink_to_fit();
        all.values.shrink_to_fit();
        Ok(JetImages::of(config.resolution, config.half_width, all))
    }
}

/// An upper limit of the number of filled pixels of the planned images.
fn most_pixels(dijets: &Dijets, plan: &[Planned], config: &ImageConfig, augmentation: &JetAugmentation) -> usize {
    let pixels = config.resolution * config.resolution;
    if augmentation.noise.is_some() {
        return 0;
    }
    let of = |row: usize| [0, 1].map(|jet| dijets.jet(row, jet).len().min(pixels)).iter().sum::<usize>();
    plan.iter().map(|planned| of(planned.row)).sum()
}
