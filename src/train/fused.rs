//! The training step of a dense network on the processor: forward, backward and Adam.
//!
//! A batch is cut into a number of shards that depends on the network and the batch only, never on
//! the number of threads; shards have their own gradients, which are added in a fixed order. So the
//! same seed gives the same numbers for any number of threads. After the first step nothing is
//! allocated.

use rayon::prelude::*;

use super::Loss;
use super::adam::{self, Moments};
use super::loss::{self, Sums};
use super::rows::Rows;
use crate::model::DenseWeights;
use crate::model::math::{View, bias_relu, product, project, vectorised};

/// A shard does at least this many floating-point operations, so that handing it to another thread pays.
const SHARD_WORK: usize = 200_000_000;
/// Weights that one thread updates at a time.
const UPDATE: usize = 1 << 14;

/// Weights, moments and scratch of one training.
#[derive(Debug)]
pub(crate) struct Fused {
    sizes: Vec<usize>,
    weights: Vec<f32>,
    moments: Moments,
    shards: Vec<Shard>,
    threads: usize,
    loss: Loss,
}

/// Activations and gradients of a part of a batch.
#[derive(Debug, Default)]
struct Shard {
    x: Vec<f32>,
    label: Vec<f32>,
    weight: Vec<f32>,
    hidden: Vec<Vec<f32>>,
    delta: Vec<f32>,
    delta_before: Vec<f32>,
    margin: Vec<f32>,
    slope: Vec<f32>,
    direction: Vec<f32>,
    head: Vec<f32>,
    gradient: Vec<f32>,
    sums: Sums,
}

/// Number of shards of a batch: 1 for small networks, at most 16.
pub(crate) fn shard_count(sizes: &[usize], batch: usize) -> usize {
    let products: usize = sizes.windows(2).map(|pair| pair[0] * pair[1]).sum();
    (6 * products * batch / SHARD_WORK).clamp(1, 16).min(batch.div_ceil(32))
}

impl Fused {
    /// Starts from these weights; `threads` > 1 shares the shards of a batch in the current rayon pool.
    pub fn new(weights: &DenseWeights, batch: usize, threads: usize) -> Fused {
        let first = weights.layers.first().map_or(0, |layer| layer.inputs);
        let sizes: Vec<usize> =
            std::iter::once(first).chain(weights.layers.iter().map(|layer| layer.outputs)).collect();
        let weights = weights.flat();
        let shard = || Shard { gradient: vec![0.0; weights.len()], ..Shard::default() };
        let shards = (0..shard_count(&sizes, batch)).map(|_| shard()).collect();
        Fused { moments: Moments::new(weights.len()), weights, sizes, shards, threads, loss: Loss::CrossEntropy }
    }

    /// The same with another loss; a loss of the whole batch is computed in one shard.
    pub fn with_loss(mut self, loss: Loss) -> Fused {
        if loss == Loss::BatchProportion {
            self.shards.truncate(1);
        }
        Fused { loss, ..self }
    }

    /// All weights, in the order of [`DenseWeights::flat`].
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// State of the optimiser.
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// Continues from a stored state.
    pub fn restore(&mut self, weights: &[f32], moments: &Moments) {
        self.weights.copy_from_slice(weights);
        self.moments = moments.clone();
    }

    /// One step of Adam on the given rows.
    pub fn step(&mut self, data: &Rows, batch: &[u32], learning_rate: f64) -> Sums {
        let sums = self.gradients(data, batch);
        let rates = self.moments.next(learning_rate);
        let (first, others) = self.shards.split_at_mut(1);
        let gradient = &mut first[0].gradient;
        let used = used_shards(others.len() + 1, batch.len());
        let others = &others[..used - 1];
        let update = |k: usize, w: &mut [f32], m: &mut [f32], v: &mut [f32], g: &mut [f32]| {
            for other in others {
                adam::add(g, &other.gradient[k * UPDATE..k * UPDATE + g.len()]);
            }
            adam::update(w, m, v, g, rates);
        };
        let Moments { first: m, second: v, .. } = &mut self.moments;
        if self.threads > 1 && self.weights.len() > UPDATE {
            (
                self.weights.par_chunks_mut(UPDATE),
                m.par_chunks_mut(UPDATE),
                v.par_chunks_mut(UPDATE),
                gradient.par_chunks_mut(UPDATE),
            )
                .into_par_iter()
                .enumerate()
                .for_each(|(k, (w, m, v, g))| update(k, w, m, v, g));
        } else {
            let parts = self.weights.chunks_mut(UPDATE).zip(m.chunks_mut(UPDATE)).zip(v.chunks_mut(UPDATE));
            for (k, (((w, m), v), g)) in parts.zip(gradient.chunks_mut(UPDATE)).enumerate() {
                update(k, w, m, v, g);
            }
        }
        sums
    }

    /// Fills the gradients of all shards and returns the sums over the batch.
    fn gradients(&mut self, data: &Rows, batch: &[u32]) -> Sums {
        let used = used_shards(self.shards.len(), batch.len());
        let per_shard = batch.len().div_ceil(used);
        let (sizes, weights, loss) = (&self.sizes, &self.weights, self.loss);
        let scale = 1.0 / batch.len() as f32;
        if self.threads > 1 && used > 1 {
            self.shards[..used]
                .par_iter_mut()
                .zip(batch.par_chunks(per_shard))
                .for_each(|(shard, rows)| shard.run(sizes, weights, data, rows, (scale, loss)));
        } else {
            for (shard, rows) in self.shards.iter_mut().zip(batch.chunks(per_shard)) {
                shard.run(sizes, weights, data, rows, (scale, loss));
            }
        }
        let mut sums = Sums::default();
        self.shards[..used].iter().for_each(|shard| sums.add(shard.sums));
        sums
    }

    /// The gradient of the mean loss over the given rows, for tests against other sources.
    #[cfg(test)]
    pub fn gradient_of(&mut self, data: &Rows, batch: &[u32]) -> Vec<f32> {
        self.gradients(data, batch);
        let used = used_shards(self.shards.len(), batch.len());
        let mut total = self.shards[0].gradient.clone();
        self.shards[1..used].iter().for_each(|shard| adam::add(&mut total, &shard.gradient));
        total
    }
}

/// Shards that get at least one row of a batch (the last batch of an epoch is shorter).
fn used_shards(shards: usize, rows: usize) -> usize {
    let per_shard = rows.div_ceil(shards).max(1);
    rows.div_ceil(per_shard).max(1)
}

impl Shard {
    fn run(&mut self, sizes: &[usize], weights: &[f32], data: &Rows, rows: &[u32], (scale, loss): (f32, Loss)) {
        data.gather(rows, &mut self.x, &mut self.label, &mut self.weight);
        self.forward(sizes, weights, rows.len());
        self.slope.resize(rows.len(), 0.0);
        self.sums = match loss {
            Loss::CrossEntropy => loss::slopes(&self.margin, &self.label, &self.weight, scale, &mut self.slope),
            Loss::BatchProportion => loss::proportion(&self.margin, &self.label, &self.weight, &mut self.slope),
        };
        self.backward(sizes, weights, rows.len());
    }

    fn forward(&mut self, sizes: &[usize], weights: &[f32], rows: usize) {
        let layers = sizes.len() - 1;
        self.hidden.resize(layers - 1, Vec::new());
        let mut rest = weights;
        for l in 0..layers - 1 {
            let (inputs, outputs) = (sizes[l], sizes[l + 1]);
            let (kernel, tail) = rest.split_at(inputs * outputs);
            let (bias, tail) = tail.split_at(outputs);
            rest = tail;
            let (before, after) = self.hidden.split_at_mut(l);
            let input = before.last().unwrap_or(&self.x);
            let out = &mut after[0];
            out.resize(rows * outputs, 0.0);
            product(out, View::new(input, rows, inputs), View::new(kernel, inputs, outputs));
            bias_relu(out, bias);
        }
        let (kernel, bias) = rest.split_at(sizes[layers - 1] * 2);
        self.direction.clear();
        self.direction.extend(kernel.chunks_exact(2).map(|w| w[1] - w[0]));
        self.margin.resize(rows, 0.0);
        project(&mut self.margin, self.hidden.last().unwrap_or(&self.x), &self.direction, bias[1] - bias[0]);
    }

    fn backward(&mut self, sizes: &[usize], weights: &[f32], rows: usize) {
        let layers = sizes.len() - 1;
        let mut end = self.gradient.len();
        let last = sizes[layers - 1];
        let input = self.hidden.last().unwrap_or(&self.x);
        self.head.clear();
        self.head.resize(last, 0.0);
        add_weighted_rows(&mut self.head, input, &self.slope);
        let total: f32 = self.slope.iter().sum();
        let head = &mut self.gradient[end - 2 * last - 2..];
        for (pair, g) in head.chunks_exact_mut(2).zip(self.head.iter().chain([&total])) {
            (pair[0], pair[1]) = (-g, *g);
        }
        end -= 2 * last + 2;
        for l in (0..layers - 1).rev() {
            let (inputs, outputs) = (sizes[l], sizes[l + 1]);
            let gradient = &mut self.gradient[end - (inputs + 1) * outputs..end];
            let (kernel_gradient, bias_gradient) = gradient.split_at_mut(inputs * outputs);
            bias_gradient.fill(0.0);
            if l + 2 == layers {
                self.delta.resize(rows * outputs, 0.0);
                spread(&mut self.delta, &self.slope, &self.direction, &self.hidden[l], bias_gradient);
            } else {
                mask(&mut self.delta, &self.hidden[l], bias_gradient);
            }
            let input = if l == 0 { &self.x } else { &self.hidden[l - 1] };
            let delta = View::new(&self.delta, rows, outputs);
            product(kernel_gradient, View::new(input, rows, inputs).t(), delta);
            end -= (inputs + 1) * outputs;
            if l > 0 {
                let kernel = View::new(&weights[end..], inputs, outputs);
                self.delta_before.resize(rows * inputs, 0.0);
                product(&mut self.delta_before, delta, kernel.t());
                std::mem::swap(&mut self.delta, &mut self.delta_before);
            }
        }
    }
}

vectorised! {
    /// sum ← sum + Σ_row slope\[row\] · h\[row\].
    fn add_weighted_rows(sum: &mut [f32], h: &[f32], slope: &[f32]) {
        for (row, g) in h.chunks_exact(sum.len()).zip(slope) {
            for (s, x) in sum.iter_mut().zip(row) {
                *s += g * x;
            }
        }
    }
}

vectorised! {
    /// delta\[row\] = slope\[row\] · direction where h > 0, else 0; its column sums are added to `bias`.
    fn spread(delta: &mut [f32], slope: &[f32], direction: &[f32], h: &[f32], bias: &mut [f32]) {
        let n = direction.len();
        for ((row, h), g) in delta.chunks_exact_mut(n).zip(h.chunks_exact(n)).zip(slope) {
            for (((d, h), w), b) in row.iter_mut().zip(h).zip(direction).zip(bias.iter_mut()) {
                let value = if *h > 0.0 { g * w } else { 0.0 };
                *d = value;
                *b += value;
            }
        }
    }
}

vectorised! {
    /// delta = 0 where h is 0; its column sums are added to `bias`.
    fn mask(delta: &mut [f32], h: &[f32], bias: &mut [f32]) {
        let n = bias.len();
        for (row, h) in delta.chunks_exact_mut(n).zip(h.chunks_exact(n)) {
            for ((d, h), b) in row.iter_mut().zip(h).zip(bias.iter_mut()) {
                let value = if *h > 0.0 { *d } else { 0.0 };
                *d = value;
                *b += value;
            }
        }
    }
}
