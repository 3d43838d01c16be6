//! The training step of SPANet on the processor: forward, backward and AdamW.
//!
//! As in the other steps, a batch is cut into shards by its size, never by the number of threads, and the gradients of
//! the shards are added in a fixed order: the same seed gives the same numbers for any number of threads.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::SpanetTraining;
use super::back::{Back, Slopes};
use super::data::JetEvents;
use super::tasks::{Parts, Scales, slopes_of, wanted};
use crate::model::SpanetWeights;
use crate::model::spanet::forward::{Engine, Tape};
use crate::model::spanet::layout::Kind;
use crate::train::adam::{self, Moments};
use crate::train::loss::Sums;

/// Events that go through the network together.
const BLOCK: usize = 64;
/// Most shards of a batch.
const SHARDS: usize = 8;
/// Weights that one thread updates at a time.
const UPDATE: usize = 1 << 14;

/// Weights, moments and scratch of one training.
#[derive(Debug)]
pub(crate) struct SpanetStep {
    engine: Engine,
    settings: SpanetTraining,
    moments: Moments,
    shards: Vec<Mutex<Shard>>,
    workers: Vec<Worker>,
}

/// Gradient of a part of a batch.
#[derive(Debug)]
struct Shard {
    gradient: Vec<f32>,
    parts: Parts,
}

/// Scratch of one thread.
#[derive(Debug, Default)]
struct Worker {
    tape: Tape,
    back: Back,
    slopes: Slopes,
    events: Vec<u32>,
}

/// Number of shards of a batch.
pub(crate) fn shard_count(batch: usize) -> usize {
    batch.div_ceil(BLOCK).clamp(1, SHARDS)
}

impl SpanetStep {
    /// Starts from these weights; `threads` > 1 shares the shards of a batch in the current rayon pool.
    pub fn new(weights: &SpanetWeights, settings: SpanetTraining, batch: usize, threads: usize) -> SpanetStep {
        let size = weights.values.len();
        let shard = || Mutex::new(Shard { gradient: vec![0.0; size], parts: Parts::default() });
        let shards: Vec<_> = (0..shard_count(batch)).map(|_| shard()).collect();
        let workers = (0..threads.clamp(1, shards.len())).map(|_| Worker::default()).collect();
        SpanetStep { engine: Engine::new(weights), settings, moments: Moments::new(size), shards, workers }
    }

    /// All weights, in the order of [`SpanetWeights::values`].
    pub fn weights(&self) -> &[f32] {
        &self.engine.weights
    }

    /// State of the optimiser.
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// Continues from a stored state.
    pub fn restore(&mut self, weights: &[f32], moments: &Moments) {
        self.engine.weights.copy_from_slice(weights);
        self.moments = moments.clone();
    }

    /// One step of AdamW on the given rows.
    pub fn step(&mut self, data: &JetEvents, batch: &[u32], learning_rate: f64) -> Sums {
        let (sums, used) = self.gradients(data, batch);
        self.update(used, learning_rate);
        sums
    }

    /// Fills the gradients of all shards; returns the sums over the batch and the number of shards with events.
    fn gradients(&mut self, data: &JetEvents, batch: &[u32]) -> (Sums, usize) {
        let scales = Scales::of(&self.settings, data, batch);
        let per_shard = batch.len().div_ceil(self.shards.len()).max(1);
        let used = batch.len().div_ceil(per_shard).max(1);
        let (engine, shards, next) = (&self.engine, &self.shards, AtomicUsize::new(0));
        let work = |worker: &mut Worker| {
            loop {
                let k = next.fetch_add(1, Ordering::Relaxed);
                let Some(rows) = batch.chunks(per_shard).nth(k) else { return };
                worker.run(engine, data, rows, &scales, &mut lock(&shards[k]));
            }
        };
        match self.workers.as_mut_slice() {
            [worker] => work(worker),
            workers => workers.par_iter_mut().for_each(work),
        }
        let mut parts = Parts::default();
        self.shards[..used].iter().for_each(|shard| parts.add(&lock(shard).parts));
        (parts.sums(batch.len()), used)
    }

    /// Adds up the shards, limits the gradient and moves the weights.
    fn update(&mut self, used: usize, learning_rate: f64) {
        let mut shards: Vec<_> = self.shards[..used].iter().map(lock).collect();
        let Some((first, others)) = shards.split_first_mut() else { return };
        let others: Vec<&[f32]> = others.iter().map(|shard| shard.gradient.as_slice()).collect();
        let gradient = &mut first.gradient;
        gradient.par_chunks_mut(UPDATE).enumerate().for_each(|(k, g)| {
            others.iter().for_each(|other| adam::add(g, &other[k * UPDATE..k * UPDATE + g.len()]));
        });
        clip(gradient, self.settings.gradient_clip);
        let rates = self.moments.next(learning_rate);
        decay(&mut self.engine, learning_rate * self.settings.weight_decay);
        let Moments { first: m, second: v, .. } = &mut self.moments;
        let weights = &mut self.engine.weights;
        (weights.par_chunks_mut(UPDATE), m.par_chunks_mut(UPDATE))
            .into_par_iter()
            .zip((v.par_chunks_mut(UPDATE), gradient.par_chunks_mut(UPDATE)))
            .for_each(|((w, m), (v, g))| adam::update(w, m, v, g, rates));
    }

    /// The gradient of the loss of the given rows, for tests against other sources.
    #[cfg(test)]
    pub fn gradient_of(&mut self, data: &JetEvents, batch: &[u32]) -> (f64, Vec<f32>) {
        let (sums, used) = self.gradients(data, batch);
        let mut total = vec![0.0; self.engine.weights.len()];
        self.shards[..used].iter().for_each(|shard| adam::add(&mut total, &lock(shard).gradient));
        (sums.loss / batch.len() as f64, total)
    }
}

/// The factor that brings a gradient to norm `limit` when it is longer; 1 without limit.
pub(crate) fn clip_factor(gradient: &[f32], limit: f64) -> f32 {
    if limit <= 0.0 {
        return 1.0;
    }
    let norm = gradient.iter().map(|g| f64::from(*g).powi(2)).sum::<f64>().sqrt();
    if norm > limit { (limit / norm) as f32 } else { 1.0 }
}

fn clip(gradient: &mut [f32], limit: f64) {
    let factor = clip_factor(gradient, limit);
    if factor != 1.0 {
        gradient.iter_mut().for_each(|g| *g *= factor);
    }
}

/// w ← w − share · w for all kernels.
fn decay(engine: &mut Engine, share: f64) {
    if share > 0.0 {
        let keep = 1.0 - share as f32;
        for part in engine.layout.parts.iter().filter(|part| matches!(part.kind, Kind::Kernel { .. })) {
            engine.weights[part.range.clone()].iter_mut().for_each(|w| *w *= keep);
        }
    }
}

/// The shard; a thread that panicked leaves numbers that the next step overwrites.
fn lock(shard: &Mutex<Shard>) -> std::sync::MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Worker {
    fn run(&mut self, engine: &Engine, data: &JetEvents, rows: &[u32], scales: &Scales, shard: &mut Shard) {
        let Worker { tape, back, slopes, events } = self;
        let wanted = wanted(&scales.settings);
        shard.gradient.fill(0.0);
        shard.parts = Parts::default();
        for block in rows.chunks(BLOCK) {
            events.clear();
            events.extend(block.iter().map(|row| data.events[*row as usize]));
            engine.forward(&data.jets, events, wanted, tape);
            shard.parts.add(&slopes_of(tape, data, block, scales, slopes));
            back.backward(engine, tape, slopes, wanted, &mut shard.gradient);
        }
    }
}
