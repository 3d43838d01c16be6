//! The training step of a convolutional network on the processor: forward, backward and Adam.
//!
//! As in the dense step, a batch is cut into shards by its size, never by the number of threads, and the gradients of
//! the shards are added in a fixed order: the same seed gives the same numbers for any number of threads.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::back::{Back, Turned};
use crate::model::cnn::forward::{Engine, Tape};
use crate::model::cnn::layout::Layout;
use crate::model::{CnnNet, CnnWeights};
use crate::train::adam::{self, Moments, Rates};
use crate::train::loss::{self, Sums};
use crate::train::pictures::Pictures;

/// A shard does at least this many floating-point operations.
const SHARD_WORK: usize = 400_000_000;
/// Weights that one thread updates at a time.
const UPDATE: usize = 1 << 14;

/// Weights, moments and scratch of one training.
#[derive(Debug)]
pub(crate) struct CnnStep {
    engine: Engine,
    turned: Turned,
    moments: Moments,
    shards: Vec<Mutex<Shard>>,
    workers: Vec<Worker>,
}

/// Gradient of a part of a batch.
#[derive(Debug)]
struct Shard {
    gradient: Vec<f32>,
    sums: Sums,
}

/// Scratch of one thread.
#[derive(Debug, Default)]
struct Worker {
    tape: Tape,
    back: Back,
    events: Vec<u32>,
    label: Vec<f32>,
    weight: Vec<f32>,
    slope: Vec<f32>,
}

/// Number of shards of a batch, at most 16.
pub(crate) fn shard_count(net: &CnnNet, batch: usize) -> usize {
    (6 * Layout::of(net).products() * batch / SHARD_WORK).clamp(1, 16).min(batch.div_ceil(16))
}

impl CnnStep {
    /// Starts from these weights; `threads` > 1 shares the shards of a batch in the current rayon pool.
    pub fn new(weights: &CnnWeights, batch: usize, threads: usize) -> CnnStep {
        let engine = Engine::new(weights);
        let size = weights.values.len();
        let shard = || Mutex::new(Shard { gradient: vec![0.0; size], sums: Sums::default() });
        let shards: Vec<_> = (0..shard_count(&weights.net, batch)).map(|_| shard()).collect();
        let workers = (0..threads.clamp(1, shards.len())).map(|_| Worker::default()).collect();
        CnnStep { turned: Turned::new(&engine), engine, moments: Moments::new(size), shards, workers }
    }

    /// All weights, in the order of [`CnnWeights::values`].
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

    /// One step of Adam on the given rows.
    pub fn step(&mut self, data: &Pictures, batch: &[u32], learning_rate: f64) -> Sums {
        let sums = self.gradients(data, batch);
        let rates = self.moments.next(learning_rate);
        let used = used_shards(self.shards.len(), batch.len());
        self.update(used, rates);
        sums
    }

    /// Fills the gradients of all shards and returns the sums over the batch.
    fn gradients(&mut self, data: &Pictures, batch: &[u32]) -> Sums {
        self.engine.pack();
        self.turned.pack(&self.engine);
        let used = used_shards(self.shards.len(), batch.len());
        let per_shard = batch.len().div_ceil(used);
        let (engine, turned, shards) = (&self.engine, &self.turned, &self.shards);
        let (next, scale) = (AtomicUsize::new(0), 1.0 / batch.len() as f32);
        let work = |worker: &mut Worker| {
            loop {
                let k = next.fetch_add(1, Ordering::Relaxed);
                let Some(rows) = batch.chunks(per_shard).nth(k) else { return };
                let mut shard = lock(&shards[k]);
                worker.run(engine, turned, data, rows, scale, &mut shard);
            }
        };
        match self.workers.as_mut_slice() {
            [worker] => work(worker),
            workers => workers.par_iter_mut().for_each(work),
        }
        let mut sums = Sums::default();
        self.shards[..used].iter().for_each(|shard| sums.add(lock(shard).sums));
        sums
    }

    /// Adds up the shards and moves the weights.
    fn update(&mut self, used: usize, rates: Rates) {
        let mut shards: Vec<_> = self.shards[..used].iter().map(lock).collect();
        let Some((first, others)) = shards.split_first_mut() else { return };
        let others: Vec<&[f32]> = others.iter().map(|shard| shard.gradient.as_slice()).collect();
        let update = |k: usize, w: &mut [f32], m: &mut [f32], v: &mut [f32], g: &mut [f32]| {
            others.iter().for_each(|other| adam::add(g, &other[k * UPDATE..k * UPDATE + g.len()]));
            adam::update(w, m, v, g, rates);
        };
        let Moments { first: m, second: v, .. } = &mut self.moments;
        let (weights, gradient) = (&mut self.engine.weights, &mut first.gradient);
        if self.workers.len() > 1 {
            (weights.par_chunks_mut(UPDATE), m.par_chunks_mut(UPDATE))
                .into_par_iter()
                .zip((v.par_chunks_mut(UPDATE), gradient.par_chunks_mut(UPDATE)))
                .enumerate()
                .for_each(|(k, ((w, m), (v, g)))| update(k, w, m, v, g));
        } else {
            let parts = weights.chunks_mut(UPDATE).zip(m.chunks_mut(UPDATE)).zip(v.chunks_mut(UPDATE));
            for (k, (((w, m), v), g)) in parts.zip(gradient.chunks_mut(UPDATE)).enumerate() {
                update(k, w, m, v, g);
            }
        }
    }

    /// The gradient of the mean loss over the given rows, for tests against other sources.
    #[cfg(test)]
    pub fn gradient_of(&mut self, data: &Pictures, batch: &[u32]) -> Vec<f32> {
        self.gradients(data, batch);
        let used = used_shards(self.shards.len(), batch.len());
        let mut total = vec![0.0; self.engine.weights.len()];
        self.shards[..used].iter().for_each(|shard| adam::add(&mut total, &lock(shard).gradient));
        total
    }
}

/// The shard; a thread that panicked leaves numbers that the next step overwrites.
fn lock(shard: &Mutex<Shard>) -> std::sync::MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Shards that get at least one row of a batch (the last batch of an epoch is shorter).
fn used_shards(shards: usize, rows: usize) -> usize {
    let per_shard = rows.div_ceil(shards).max(1);
    rows.div_ceil(per_shard).max(1)
}

impl Worker {
    fn run(&mut self, engine: &Engine, turned: &Turned, data: &Pictures, rows: &[u32], scale: f32, shard: &mut Shard) {
        let Worker { tape, back, events, label, weight, slope } = self;
        data.gather(rows, events, label, weight);
        engine.forward(&data.images, data.scale, events, tape);
        slope.resize(rows.len(), 0.0);
        shard.sums = loss::slopes(&tape.margin, label, weight, scale, slope);
        back.backward(engine, turned, tape, slope, &mut shard.gradient);
    }
}
