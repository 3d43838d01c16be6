//! The bare training steps, for `bench/dnn.py`, `bench/cnn.py` and `bench/spanet.py`, and a loss for tests against numpy.

use std::sync::Arc;
use std::time::Instant;

use super::cnn::Work;
use super::data::Data;
use super::learner::Learner;
use super::loss::Sums;
use super::pictures::Pictures;
use super::rows::Rows;
use super::spanet::{Branches, JetEvents, Tasks, assign};
use super::{Device, TrainConfig};
use crate::error::Result;
use crate::model::spanet::pairs::pair_index;
use crate::model::{CnnWeights, DenseNet, DenseWeights, SpanetWeights, Weights};
use crate::represent::{JetImages, JetPair, JetRows, Matrix, Scaling};

/// Seconds and mean loss of each pass over `order`, in batches, from the given initial weights.
///
/// # Errors
/// A number of weights that does not fit the network.
#[allow(clippy::too_many_arguments)]
pub fn dense_passes(
    x: Matrix,
    labels: &[u8],
    hidden: &[usize],
    initial: &[f32],
    order: &[u32],
    batch: usize,
    passes: usize,
    threads: usize,
    learning_rate: f64,
) -> Result<Vec<(f64, f64)>> {
    let weights = DenseWeights::glorot(&DenseNet::new(hidden), x.cols, 1, 0).with_flat(initial)?;
    let data = Data::Table(Rows::new(x, labels));
    let config = TrainConfig::dnn().with_batch_size(batch);
    let learner = Learner::new(&Weights::Dense(weights), &config, threads)?;
    timed(learner, &data, order, batch, passes, threads, learning_rate)
}

/// Seconds and mean loss of each pass of a convolutional network over `order`, in batches, from the given initial weights.
///
/// Pixels are divided by the standard deviation of all pixels of their jet.
///
/// # Errors
/// A device that this build does not have.
#[allow(clippy::too_many_arguments)]
pub fn cnn_passes(
    images: &JetImages,
    labels: &[u8],
    initial: &CnnWeights,
    order: &[u32],
    batch: usize,
    passes: usize,
    threads: usize,
    learning_rate: f64,
    device: Device,
) -> Result<Vec<(f64, f64)>> {
    let data = Data::Images(pictures(images, labels));
    let config = TrainConfig { batch_size: batch, device, ..TrainConfig::cnn(images.resolution()) };
    let learner = Learner::new(&Weights::Cnn(initial.clone()), &config, threads)?;
    timed(learner, &data, order, batch, passes, threads, learning_rate)
}

/// Mean loss of each batch of one pass over `order`, on one thread of the processor; else as [`cnn_passes`].
///
/// # Errors
/// None on the processor.
pub fn cnn_losses(
    images: &JetImages,
    labels: &[u8],
    initial: &CnnWeights,
    order: &[u32],
    batch: usize,
    learning_rate: f64,
) -> Result<Vec<f64>> {
    let data = Data::Images(pictures(images, labels));
    let config = TrainConfig { batch_size: batch, ..TrainConfig::cnn(images.resolution()) };
    let mut learner = Learner::new(&Weights::Cnn(initial.clone()), &config, 1)?;
    let step = |rows: &[u32]| Ok(learner.step(&data, rows, learning_rate)?.loss / rows.len() as f64);
    order.chunks(batch).map(step).collect()
}

/// Floating-point operations per event of a step on all images.
pub fn cnn_work(images: &JetImages, labels: &[u8], weights: &CnnWeights) -> Work {
    let data = pictures(images, labels);
    Work::of(weights, &data, &data.events)
}

fn pictures(images: &JetImages, labels: &[u8]) -> Pictures {
    let mut pictures = Pictures::new(images, (0..images.len() as u32).collect(), labels);
    pictures.scale = crate::model::cnn::jet_scales(&pictures.scaler(Scaling::Standard));
    pictures
}

/// Seconds and mean loss of each pass of a SPANet over `order`, in batches, from the given initial weights.
///
/// Jets are scaled already; the configuration says what the tasks count and which device is used.
///
/// # Errors
/// A device that this build does not have.
pub fn spanet_passes(
    jets: JetRows,
    labels: &[u8],
    initial: &SpanetWeights,
    order: &[u32],
    passes: usize,
    config: &TrainConfig,
) -> Result<Vec<(f64, f64)>> {
    let all = (0..jets.len() as u32).collect();
    let data = Data::Jets(JetEvents::new(&Arc::new(jets), all, labels));
    let learner = Learner::new(&Weights::Spanet(initial.clone()), config, config.threads)?;
    timed(learner, &data, order, config.batch_size, passes, config.threads, config.learning_rate)
}

#[allow(clippy::too_many_arguments)]
fn timed(
    mut learner: Learner,
    data: &Data,
    order: &[u32],
    batch: usize,
    passes: usize,
    threads: usize,
    learning_rate: f64,
) -> Result<Vec<(f64, f64)>> {
    let pass = |_| {
        let begin = Instant::now();
        let mut sums = Sums::default();
        for rows in order.chunks(batch) {
            sums.add(learner.step(data, rows, learning_rate)?);
        }
        Ok((begin.elapsed().as_secs_f64(), sums.loss / order.len() as f64))
    };
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => pool.install(|| (0..passes).map(pass).collect()),
        Err(error) => Err(crate::Error::Unavailable(format!("Threads could not be started: {error}."))),
    }
}

/// The symmetric loss of pairing and detection of one event: weight · cross-entropy of the pairs, weight · cross-entropy
/// of detection.
///
/// `pairs` holds, for each branch, the logit of jets x < y at y (y − 1) / 2 + x.
pub fn symmetric_loss(
    pairs: [&[f32]; 2],
    detection: [f32; 2],
    targets: [Option<JetPair>; 2],
    weights: [f64; 2],
) -> [f64; 2] {
    let targets = targets.map(|pair| pair.map(|[x, y]| pair_index(x.into(), y.into())));
    let tasks = Tasks { assignment: weights[0], detection: weights[1] };
    let assigned = assign(&Branches { pairs, detection }, targets, tasks);
    [weights[0] * assigned.assignment, weights[1] * assigned.detection]
}
