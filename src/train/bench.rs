//! The bare training step, for `bench/dnn.py`.

use std::time::Instant;

use super::fused::Fused;
use super::loss::Sums;
use super::rows::Rows;
use crate::error::Result;
use crate::model::{DenseNet, DenseWeights};
use crate::represent::Matrix;

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
    let rows = Rows::new(x, labels);
    let mut fused = Fused::new(&weights, batch, threads);
    let pass = |_| {
        let begin = Instant::now();
        let mut sums = Sums::default();
        for rows_of_batch in order.chunks(batch) {
            sums.add(fused.step(&rows, rows_of_batch, learning_rate));
        }
        (begin.elapsed().as_secs_f64(), sums.loss / order.len() as f64)
    };
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
        Ok(pool) => Ok(pool.install(|| (0..passes).map(pass).collect())),
        Err(error) => Err(crate::Error::Unavailable(format!("Threads could not be started: {error}."))),
    }
}
