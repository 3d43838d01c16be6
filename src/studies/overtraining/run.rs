//! The loop over toys: what is in the store is read, the rest is made side by side and kept at once.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::classify::toy;
use super::record::{self, ToyRecord};
use super::result::OvertrainingResult;
use super::settings::OvertrainingTest;
use crate::error::{Error, Result};
use crate::interrupt;
use crate::mixing::ToySample;
use crate::progress;
use crate::store::Store;

/// Time between two lines of progress.
const LINE: Duration = Duration::from_secs(5);

type Finished = (usize, Result<ToyRecord>);

/// What the workers of one call share.
struct Work<'a> {
    test: &'a OvertrainingTest,
    sample: &'a ToySample,
    store: Store,
    /// Number and record name of the toys that are left.
    waiting: Mutex<VecDeque<(usize, String)>>,
    begin: Instant,
}

impl OvertrainingTest {
    /// [`OvertrainingTest::run_on`] the sample that the settings name.
    ///
    /// # Errors
    /// As [`OvertrainingTest::run_on`] and [`super::ToySource::load`].
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let test = OvertrainingTest::new().with_toys(3).with_source(ToySource::default().with_expected(2_000.0));
    /// let result = test.with_cache(Cache::Off).run()?;
    /// assert_eq!((result.records.len(), result.missing, result.made), (3, 0, 3));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn run(&self) -> Result<OvertrainingResult> {
        self.run_on(&self.source.load()?)
    }

    /// Makes the toys that are not in the store and returns all of them with their fits.
    ///
    /// Toys run side by side, one thread each; each is written to the store as soon as it is finished, under the hash of
    /// sample, classifier, seed and version. A call that is killed goes on where it was and ends with the same numbers, for any
    /// number of threads. A line every few seconds says how far it is and when it will be done. A training that
    /// diverges and a fit that fails are counted in the result; they are not errors.
    ///
    /// # Errors
    /// [`OvertrainingTest::check`]; a toy larger than the pool; anything that a training refuses.
    pub fn run_on(&self, sample: &ToySample) -> Result<OvertrainingResult> {
        self.check()?;
        let (store, fingerprint) = (Store::open(&self.cache), sample.fingerprint()?);
        let (mut records, mut waiting) = (Vec::new(), VecDeque::new());
        for k in 0..self.toys {
            let name = format!("toys/{}", record::hash(self, &fingerprint, self.toy_seed(k))?);
            match store.read::<ToyRecord>(&name) {
                Some(record) => records.push((k, record)),
                None => waiting.push_back((k, name)),
            }
        }
        waiting.truncate(self.at_most.unwrap_or(usize::MAX));
        let (known, left) = (records.len(), waiting.len());
        let begin = Instant::now();
        let work = Work { test: self, sample, store, waiting: Mutex::new(waiting), begin };
        for (k, finished) in work.all(left)? {
            match finished {
                // A toy that was interrupted is one that was not made.
                Err(Error::Interrupted(_)) => {}
                other => records.push((k, other?)),
            }
        }
        let kept = if work.store.folder().is_some() {
            "They are kept: the same call goes on from there."
        } else {
            "Nothing of them is kept, because the cache is off."
        };
        interrupt::check(|| format!("The test was interrupted after {} of {} toys. {kept}", records.len(), self.toys))?;
        records.sort_by_key(|(k, _)| *k);
        let missing = self.toys - records.len();
        if missing > 0 {
            progress::line(&format!("toys: {missing} of {} are left for the next call", self.toys));
        }
        let made = records.len() - known;
        OvertrainingResult::new(self, sample, records, missing, made)
    }

    /// Seed of toy k.
    pub(super) fn toy_seed(&self, k: usize) -> u64 {
        self.seed.wrapping_mul(1 << 24).wrapping_add(k as u64)
    }

    fn at_once(&self, left: usize) -> usize {
        let all = match self.threads {
            0 => std::thread::available_parallelism().map_or(1, |n| n.get()),
            threads => threads,
        };
        all.min(left)
    }
}

impl Work<'_> {
    fn all(&self, left: usize) -> Result<Vec<Finished>> {
        let (send, receive) = channel::<Finished>();
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..self.test.at_once(left))
                .map(|_| {
                    let send = send.clone();
                    scope.spawn(move || self.worker(&send))
                })
                .collect();
            drop(send);
            let finished = self.report(&receive, left);
            match workers.into_iter().map(|worker| worker.join()).find(|end| end.is_err()) {
                Some(_) => Err(Error::Unavailable("A thread of the toys stopped by a fault of the library.".into())),
                None => Ok(finished),
            }
        })
    }

    fn worker(&self, send: &Sender<Finished>) {
        while let Some((k, name)) = self.next() {
            let made = progress::quietly(|| toy(self.test, self.sample, self.test.toy_seed(k)));
            let kept = made.and_then(|record| self.store.write(&name, &record).map(|()| record));
            if kept.is_err() {
                self.waiting.lock().map(|mut list| list.clear()).ok();
            }
            if send.send((k, kept)).is_err() {
                return;
            }
        }
    }

    fn next(&self) -> Option<(usize, String)> {
        let late = self.test.time_budget.is_some_and(|seconds| self.begin.elapsed().as_secs_f64() >= seconds);
        if late || interrupt::requested() { None } else { self.waiting.lock().ok()?.pop_front() }
    }

    /// Collects toys and prints a line every few seconds.
    fn report(&self, receive: &Receiver<Finished>, left: usize) -> Vec<Finished> {
        let (mut finished, mut next) = (Vec::new(), self.begin + LINE);
        loop {
            match receive.recv_timeout(next.saturating_duration_since(Instant::now())) {
                Ok(toy) => finished.push(toy),
                Err(RecvTimeoutError::Timeout) => {
                    progress::line(&self.line(finished.len(), left));
                    next = Instant::now() + LINE;
                }
                Err(RecvTimeoutError::Disconnected) => return finished,
            }
        }
    }

    fn line(&self, done: usize, left: usize) -> String {
        let (all, seconds) = (self.test.toys, self.begin.elapsed().as_secs_f64());
        let known = all - left;
        let soon = match done {
            0 => "no new one yet".to_string(),
            _ => {
                let each = seconds / done as f64;
                format!("{each:.1} s each, about {} left", progress::duration(each * (left - done) as f64))
            }
        };
        format!("toys: {}/{all} · {soon} · {}", known + done, progress::duration(seconds))
    }
}
