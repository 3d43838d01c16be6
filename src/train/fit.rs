//! One training: epochs, early stopping, checkpoints.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::adam::Moments;
use super::data::Data;
use super::guards::separation;
use super::history::{History, Stopped, Training};
use super::learner::{Learner, margins, validate};
use super::rows::shuffle;
use super::watch::{Watched, Watcher};
use super::{Keep, TrainConfig};
use crate::error::{Error, Result};
use crate::interrupt;
use crate::model::Weights;
use crate::represent::Scaler;
use crate::store::{Store, bits};

/// Shortest time between two checkpoints of one training.
const CHECKPOINT: Duration = Duration::from_millis(500);
/// The time between two checkpoints is at least this many times what writing one takes.
const CHECKPOINT_SHARE: u32 = 50;

/// An epoch that has run for less than this is finished before an interrupt ends the training.
const SHORT_EPOCH: Duration = Duration::from_secs(1);

/// What all trainings of a run share.
#[derive(Debug)]
pub(crate) struct Job {
    /// The configuration.
    pub config: TrainConfig,
    /// Scaled training events.
    pub train: Data,
    /// Scaled validation events.
    pub validation: Data,
    /// How they were scaled.
    pub scaler: Scaler,
    /// Events with truth that are looked at after each epoch, if any.
    pub watcher: Option<Watcher>,
    /// Where trainings are kept.
    pub store: Store,
    /// Folder of this configuration and data inside the store.
    pub key: String,
    /// When trainings must stop.
    pub deadline: Option<Instant>,
    /// Threads for one training.
    pub threads: usize,
    /// Why something could not be kept in the store.
    pub trouble: Mutex<Option<String>>,
}

/// Where a training is, for a progress line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    /// Number of the training, from 0.
    pub repeat: u64,
    /// Epochs done.
    pub epoch: usize,
    /// Validation loss.
    pub loss: f64,
    /// Smallest so far.
    pub best: f64,
    /// Its epoch.
    pub best_epoch: usize,
}

/// A training between two epochs, as a checkpoint keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct State {
    moments: Moments,
    #[serde(with = "bits::f32s")]
    weights: Vec<f32>,
    #[serde(with = "bits::f32s")]
    best_weights: Vec<f32>,
    #[serde(with = "bits::f64s")]
    best_loss: Vec<f64>,
    best_epoch: usize,
    history: History,
    #[serde(default)]
    watched: Option<Watched>,
    seconds: f64,
}

impl Job {
    /// A finished training of an earlier run.
    pub fn stored(&self, repeat: u64) -> Option<Training> {
        let training: Training = self.store.read(&self.finished(repeat))?;
        training.network.fits(&self.initial(repeat)).then_some(training)
    }

    /// Trains until something stops it; `None` when the time budget was used up before it began.
    pub fn fit(&self, repeat: u64, tell: &(dyn Fn(Progress) + Sync)) -> Result<Option<Training>> {
        let initial = self.initial(repeat);
        let mut learner = Learner::new(&initial, &self.config, self.threads)?;
        let mut state = self.resume(repeat, &initial, &mut learner)?;
        let mut order = Vec::new();
        let (mut last_write, mut pause, mut clock) = (Instant::now(), CHECKPOINT, Instant::now());
        let stopped = loop {
            if let Some(reason) = self.finished_because(&state) {
                break reason;
            }
            if interrupt::requested() {
                self.checkpoint(repeat, &mut state, &learner)?;
                return Err(self.interrupted(repeat, &state));
            }
            if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                if state.history.epochs() > 0 {
                    break Stopped::TimeBudget;
                } else if repeat > 0 {
                    return Ok(None);
                }
            }
            let finite = self.epoch(repeat, &mut learner, &mut state, &initial, &mut order)?;
            state.seconds += clock.elapsed().as_secs_f64();
            clock = Instant::now();
            tell(progress(repeat, &state));
            if !finite {
                break Stopped::Diverged;
            }
            if last_write.elapsed() > pause {
                let begin = Instant::now();
                self.checkpoint(repeat, &mut state, &learner)?;
                last_write = Instant::now();
                pause = CHECKPOINT.max((last_write - begin) * CHECKPOINT_SHARE);
            }
        };
        if stopped == Stopped::TimeBudget {
            self.checkpoint(repeat, &mut state, &learner)?;
        }
        let training = self.training(repeat, &initial, state, stopped)?;
        if stopped != Stopped::TimeBudget {
            self.keep(&self.finished(repeat), &training);
            self.store.remove(&self.partial(repeat));
        }
        Ok(Some(training))
    }

    fn initial(&self, repeat: u64) -> Weights {
        Weights::initial(&self.config.model, self.train.cols(), self.config.seed, repeat)
    }

    fn resume(&self, repeat: u64, initial: &Weights, learner: &mut Learner) -> Result<State> {
        let size = initial.flat().len();
        let whole = |state: &State| {
            [&state.weights, &state.best_weights, &state.moments.first, &state.moments.second]
                .iter()
                .all(|values| values.len() == size)
                && state.best_loss.len() == 1
        };
        if let Some(state) = self.store.read::<State>(&self.partial(repeat)).filter(whole) {
            learner.restore(&initial.with_flat(&state.weights)?, &state.moments)?;
            return Ok(state);
        }
        Ok(State {
            moments: Moments::new(0),
            weights: Vec::new(),
            best_weights: initial.flat(),
            best_loss: vec![f64::INFINITY],
            best_epoch: 0,
            history: History::default(),
            watched: self.watcher.as_ref().map(Watcher::start),
            seconds: 0.0,
        })
    }

    fn finished_because(&self, state: &State) -> Option<Stopped> {
        let epochs = state.history.epochs();
        if epochs >= self.config.max_epochs {
            Some(Stopped::MaxEpochs)
        } else if epochs - state.best_epoch >= self.config.patience {
            Some(Stopped::Patience)
        } else {
            None
        }
    }

    /// One epoch; false when weights or losses are no longer finite.
    fn epoch(
        &self,
        repeat: u64,
        learner: &mut Learner,
        state: &mut State,
        initial: &Weights,
        order: &mut Vec<u32>,
    ) -> Result<bool> {
        let epoch = state.history.epochs();
        shuffle(order, self.train.len(), self.config.seed, repeat, epoch as u64);
        let mut sums = super::loss::Sums::default();
        let steps = order.len().div_ceil(self.config.batch_size);
        let begin = Instant::now();
        for (k, batch) in order.chunks(self.config.batch_size).enumerate() {
            if interrupt::requested() && begin.elapsed() > SHORT_EPOCH {
                // The epoch is lost; the last checkpoint is not.
                return Err(self.interrupted(repeat, state));
            }
            sums.add(learner.step(&self.train, batch, self.config.rate_at(epoch * steps + k, steps))?);
        }
        let flat = learner.weights()?;
        let weights = initial.with_flat(&flat)?;
        let (loss, accuracy) = validate(&weights, &self.validation, &self.config);
        let n = self.train.len() as f64;
        let history = &mut state.history;
        history.train_loss.push(sums.loss / n);
        history.train_accuracy.push(sums.correct / n);
        history.validation_loss.push(loss);
        history.validation_accuracy.push(accuracy);
        if let (Some(watcher), Some(watched)) = (&self.watcher, &mut state.watched) {
            watcher.look(&weights, watched);
        }
        let finite = loss.is_finite() && flat.iter().all(|weight| weight.is_finite());
        let better = loss < state.best_loss[0] - self.config.min_delta || self.config.keep == Keep::LastEpoch;
        if finite && better {
            state.best_loss[0] = loss;
            state.best_epoch = epoch + 1;
            state.best_weights.copy_from_slice(&flat);
        }
        Ok(finite)
    }

    fn interrupted(&self, repeat: u64, state: &State) -> Error {
        let kept = match self.store.folder() {
            Some(_) => "Finished trainings and the last checkpoint are kept: the same call goes on from there.",
            None => "Nothing of it is kept, because the cache is off.",
        };
        Error::Interrupted(format!(
            "The training was interrupted after epoch {} of training {} of {}. {kept}",
            state.history.epochs(),
            repeat + 1,
            self.config.repeats
        ))
    }

    fn checkpoint(&self, repeat: u64, state: &mut State, learner: &Learner) -> Result<()> {
        if self.store.folder().is_none() {
            return Ok(());
        }
        state.weights = learner.weights()?;
        state.moments = learner.moments()?;
        self.keep(&self.partial(repeat), state);
        Ok(())
    }

    /// Writes to the store; a full disk must not cost a training, so it only leaves a note.
    fn keep<T: Serialize>(&self, name: &str, value: &T) {
        if let Err(error) = self.store.write(name, value)
            && let Ok(mut trouble) = self.trouble.lock()
        {
            *trouble = Some(error.to_string());
        }
    }

    fn training(&self, repeat: u64, initial: &Weights, state: State, stopped: Stopped) -> Result<Training> {
        let network = initial.with_flat(&state.best_weights)?;
        let margins = margins(&network, &self.validation);
        let (separation, separation_error) = separation(&margins, self.validation.label());
        Ok(Training {
            repeat,
            seed: self.config.seed,
            network,
            separation,
            separation_error,
            scaler: self.scaler.clone(),
            history: state.history,
            watched: state.watched,
            best_epoch: state.best_epoch,
            stopped,
            seconds: state.seconds,
        })
    }

    fn finished(&self, repeat: u64) -> String {
        self.entry("training", repeat)
    }

    fn partial(&self, repeat: u64) -> String {
        self.entry("partial", repeat)
    }

    /// Trainings that are watched have names of their own: the numbers are the same, but there are more of them.
    fn entry(&self, kind: &str, repeat: u64) -> String {
        let watch = self.watcher.as_ref().map_or(String::new(), |watcher| format!("watched-{}-", watcher.digest));
        format!("trainings/{}/{watch}{kind}-{repeat}", self.key)
    }
}

fn progress(repeat: u64, state: &State) -> Progress {
    let loss = state.history.validation_loss.last().copied().unwrap_or(f64::NAN);
    Progress { repeat, epoch: state.history.epochs(), loss, best: state.best_loss[0], best_epoch: state.best_epoch }
}
