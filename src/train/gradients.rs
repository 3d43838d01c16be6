//! Tests: our gradients against finite differences and against automatic differentiation.

#![allow(clippy::unwrap_used)]

use super::burn_step::BurnStep;
use super::few::{FEW, Few};
use super::fused::Fused;
use super::rows::{Rows, shuffle};
use super::{ClassWeights, Device, Loss};
use crate::model::{DenseNet, DenseWeights};
use crate::represent::Matrix;
use crate::rng;
use rand::Rng;

/// Labels that are the exclusive or of the signs of the first two features.
pub(super) fn xor(rows: usize, cols: usize, seed: u64) -> Rows {
    let mut stream = rng::stream(seed, "xor", 0, 0);
    let data: Vec<f32> = (0..rows * cols).map(|_| stream.next_u32() as f32 / u32::MAX as f32 * 4.0 - 2.0).collect();
    let labels: Vec<u8> = data.chunks(cols).map(|x| u8::from(x[0] * x[1 % cols] > 0.0)).collect();
    let names = (0..cols).map(|k| format!("x{k}")).collect();
    Rows::new(Matrix { rows, cols, data, names }, &labels)
}

/// Random weights with biases that are not zero.
fn weights(net: &DenseNet, cols: usize, seed: u64) -> DenseWeights {
    let start = DenseWeights::glorot(net, cols, seed, 0);
    let mut stream = rng::stream(seed, "shift", 0, 0);
    let moved: Vec<f32> =
        start.flat().iter().map(|w| w + 0.2 * (stream.next_u32() as f32 / u32::MAX as f32 - 0.5)).collect();
    start.with_flat(&moved).unwrap()
}

/// Mean loss in 64-bit arithmetic, written as plainly as possible.
fn plain_loss(weights: &DenseWeights, flat: &[f64], data: &Rows, batch: &[u32]) -> f64 {
    let mut total = 0.0;
    for &row in batch {
        let row = row as usize;
        let mut h: Vec<f64> = data.x[row * data.cols..(row + 1) * data.cols].iter().map(|x| f64::from(*x)).collect();
        let mut rest = flat;
        for (l, layer) in weights.layers.iter().enumerate() {
            let (kernel, tail) = rest.split_at(layer.inputs * layer.outputs);
            let (bias, tail) = tail.split_at(layer.outputs);
            rest = tail;
            let z = |j: usize| bias[j] + (0..layer.inputs).map(|i| h[i] * kernel[i * layer.outputs + j]).sum::<f64>();
            let relu = l + 1 < weights.layers.len();
            h = (0..layer.outputs).map(|j| if relu { z(j).max(0.0) } else { z(j) }).collect();
        }
        let normaliser = (h[0].exp() + h[1].exp()).ln();
        let right = h[usize::from(data.label[row] > 0.5)];
        total += f64::from(data.weight[row]) * (normaliser - right);
    }
    total / batch.len() as f64
}

const SHAPES: [(usize, &[usize], usize); 7] = [
    (11, &[64, 64], 37),
    (1, &[1], 1),
    (3, &[], 8),
    (2, &[5, 7, 3], 33),
    (16, &[33, 17], 130),
    (7, &[128], 64),
    (5, &[16, 48, 16, 16], 50),
];

#[test]
fn gradients_equal_finite_differences() {
    for (seed, (cols, hidden, rows)) in SHAPES.into_iter().enumerate() {
        let weights = weights(&DenseNet::new(hidden), cols, seed as u64);
        let mut data = xor(rows + 5, cols, seed as u64);
        data.weigh([0.7, 1.3]);
        let batch: Vec<u32> = (0..rows as u32).map(|row| row + 3).collect();
        let ours = Fused::new(&weights, rows, 1).gradient_of(&data, &batch);
        let flat: Vec<f64> = weights.flat().iter().map(|w| f64::from(*w)).collect();
        let scale = ours.iter().fold(0.0f32, |most, g| most.max(g.abs())) as f64;
        for k in (0..flat.len()).step_by(1 + flat.len() / 60) {
            let at = |step: f64| {
                let mut moved = flat.clone();
                moved[k] += step;
                plain_loss(&weights, &moved, &data, &batch)
            };
            let numeric = (at(1e-6) - at(-1e-6)) / 2e-6;
            let difference = (f64::from(ours[k]) - numeric).abs();
            assert!(difference < 1e-4 * scale.max(1e-3), "{hidden:?} weight {k}: {} and {numeric}", ours[k]);
        }
    }
}

#[test]
fn gradients_equal_automatic_differentiation() {
    for (seed, (cols, hidden, rows)) in SHAPES.into_iter().enumerate() {
        let weights = weights(&DenseNet::new(hidden), cols, 50 + seed as u64);
        let mut data = xor(rows, cols, 50 + seed as u64);
        data.weigh(data.class_weights(ClassWeights::Balanced));
        let batch: Vec<u32> = (0..rows as u32).collect();
        let ours = Fused::new(&weights, rows, 1).gradient_of(&data, &batch);
        let burn = BurnStep::new(&weights, Device::Flex).unwrap().gradient_of(&data, &batch);
        let scale = burn.iter().fold(0.0f32, |most, g| most.max(g.abs()));
        for (k, (a, b)) in ours.iter().zip(&burn).enumerate() {
            assert!((a - b).abs() <= 1e-4 * scale, "{hidden:?} weight {k}: {a} and {b}");
        }
    }
}

/// Random networks, features and batches of up to `most` events.
fn random_shapes(seed: u64, most: usize) -> Vec<(usize, Vec<usize>, usize)> {
    let mut stream = rng::stream(seed, "shapes", 0, 0);
    let mut up_to = |n: usize| 1 + stream.next_u32() as usize % n;
    (0..24).map(|_| (up_to(20), (1..up_to(5)).map(|_| up_to(80)).collect(), up_to(most))).collect()
}

/// The gradient that the step of few events has taken, from its first moments.
fn gradient_of_few(weights: &DenseWeights, data: &Rows, batch: &[u32]) -> Vec<f32> {
    let mut few = Few::new(weights);
    few.step(data, batch, 1e-3);
    few.moments().first.iter().map(|m| m / (1.0 - super::adam::BETA_1)).collect()
}

#[test]
fn gradients_of_few_events_equal_all_others() {
    for (seed, (cols, hidden, rows)) in random_shapes(1, FEW).into_iter().enumerate() {
        let weights = weights(&DenseNet::new(&hidden), cols, 80 + seed as u64);
        let mut data = xor(rows + 3, cols, 80 + seed as u64);
        data.weigh([0.7, 1.3]);
        let batch: Vec<u32> = (0..rows as u32).map(|row| row + 2).collect();
        let few = gradient_of_few(&weights, &data, &batch);
        let many = Fused::new(&weights, rows, 1).gradient_of(&data, &batch);
        let burn = BurnStep::new(&weights, Device::Flex).unwrap().gradient_of(&data, &batch);
        let scale = burn.iter().fold(1e-6f32, |most, g| most.max(g.abs()));
        for (k, ((few, many), burn)) in few.iter().zip(&many).zip(&burn).enumerate() {
            assert!((few - many).abs() <= 1e-5 * scale, "{hidden:?}, {rows} events, weight {k}: {few} and {many}");
            assert!((few - burn).abs() <= 1e-4 * scale, "{hidden:?}, {rows} events, weight {k}: {few} and {burn}");
        }
        let flat: Vec<f64> = weights.flat().iter().map(|w| f64::from(*w)).collect();
        for k in (0..flat.len()).step_by(1 + flat.len() / 15) {
            let at = |step: f64| {
                let mut moved = flat.clone();
                moved[k] += step;
                plain_loss(&weights, &moved, &data, &batch)
            };
            let numeric = (at(1e-6) - at(-1e-6)) / 2e-6;
            let difference = (f64::from(few[k]) - numeric).abs();
            assert!(difference < 1e-4 * f64::from(scale).max(1e-3), "{hidden:?} weight {k}: {} and {numeric}", few[k]);
        }
    }
}

#[test]
fn all_kinds_of_vectors_take_the_same_gradients_of_few_events() {
    use crate::model::cnn::lanes::{Width, tests::MOST};
    for (seed, (cols, hidden, rows)) in random_shapes(2, FEW).into_iter().enumerate() {
        let weights = weights(&DenseNet::new(&hidden), cols, seed as u64);
        let data = xor(rows, cols, seed as u64);
        let batch: Vec<u32> = (0..rows as u32).collect();
        let [plain, middle, wide] = [Width::Plain, Width::Middle, Width::Wide].map(|width| {
            MOST.set(width);
            gradient_of_few(&weights, &data, &batch)
        });
        MOST.set(Width::Wide);
        let scale = plain.iter().fold(1e-6f32, |most, g| most.max(g.abs()));
        for other in [middle, wide] {
            assert!(plain.iter().zip(&other).all(|(a, b)| (a - b).abs() < 1e-5 * scale), "{hidden:?}, {rows} events");
        }
    }
}

#[test]
fn few_events_make_the_same_steps_as_many_and_as_burn() {
    let weights = weights(&DenseNet::new(&[36, 18, 9, 18]), 13, 4);
    let data = xor(90, 13, 4);
    let (mut few, mut many) = (Few::new(&weights), Fused::new(&weights, 3, 1));
    let mut burn = BurnStep::new(&weights, Device::Flex).unwrap();
    let order: Vec<u32> = (0..90).collect();
    // Batches of one event, then of three.
    for batch in order[..30].chunks(1).chain(order[30..].chunks(3)) {
        let (a, b) = (few.step(&data, batch, 1e-3), many.step(&data, batch, 1e-3));
        let c = burn.step(&data, batch, 1e-3).unwrap();
        assert!(
            (a.loss - b.loss).abs() < 1e-4 * b.loss && (a.loss - c.loss).abs() < 1e-3 * c.loss,
            "{a:?} {b:?} {c:?}"
        );
        assert_eq!((a.correct, a.correct), (b.correct, c.correct));
    }
    let close = |a: &[f32], b: &[f32], by: f32| a.iter().zip(b).all(|(a, b)| (a - b).abs() < by);
    assert_eq!(few.moments().steps, 50);
    assert!(close(&few.weights(), many.weights(), 2e-5));
    assert!(close(&few.weights(), &burn.weights().unwrap(), 2e-4));
    assert!(close(&few.moments().second, &many.moments().second, 1e-6));
    let mut again = Few::new(&weights);
    again.restore(&few.weights(), &few.moments());
    few.step(&data, &order[..5], 1e-3);
    again.step(&data, &order[..5], 1e-3);
    assert_eq!((few.weights(), few.moments()), (again.weights(), again.moments()));
}

#[test]
fn the_batch_proportion_has_the_same_gradient_by_both_ways() {
    for (seed, (cols, hidden, rows)) in SHAPES.into_iter().enumerate() {
        let weights = weights(&DenseNet::new(hidden), cols, 80 + seed as u64);
        let mut data = xor(rows, cols, 80 + seed as u64);
        data.weigh([0.7, 1.3]);
        let batch: Vec<u32> = (0..rows as u32).collect();
        let ours = Fused::new(&weights, rows, 1).with_loss(Loss::BatchProportion).gradient_of(&data, &batch);
        let burn = BurnStep::new(&weights, Device::Flex).unwrap().with_loss(Loss::BatchProportion);
        let theirs = { burn }.gradient_of(&data, &batch);
        let scale = theirs.iter().fold(1e-6f32, |most, g| most.max(g.abs()));
        for (k, (a, b)) in ours.iter().zip(&theirs).enumerate() {
            assert!((a - b).abs() <= 1e-3 * scale, "{hidden:?} weight {k}: {a} and {b}");
        }
    }
}

#[test]
fn shards_do_not_depend_on_threads_and_add_up() {
    let net = DenseNet::new(&[256, 256]);
    let weights = weights(&net, 16, 3);
    let data = xor(3000, 16, 3);
    let mut order = Vec::new();
    shuffle(&mut order, 3000, 1, 0, 0);
    let train = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut fused = Fused::new(&weights, 2048, threads);
            order.chunks(2048).chain(order.chunks(2048)).for_each(|batch| {
                fused.step(&data, batch, 1e-3);
            });
            fused.weights().to_vec()
        })
    };
    assert!(super::fused::shard_count(&net.sizes(16), 2048) > 1);
    assert_eq!(train(1), train(3));
    let sharded = Fused::new(&weights, 2048, 1).gradient_of(&data, &order[..2048]);
    let mut whole = vec![0.0f64; sharded.len()];
    for batch in order[..2048].chunks(64) {
        let part = Fused::new(&weights, 64, 1).gradient_of(&data, batch);
        whole.iter_mut().zip(part).for_each(|(sum, g)| *sum += f64::from(g) / 32.0);
    }
    let scale = whole.iter().fold(0.0f64, |most, g| most.max(g.abs()));
    assert!(sharded.iter().zip(&whole).all(|(a, b)| (f64::from(*a) - b).abs() < 1e-4 * scale));
}

#[test]
fn exclusive_or_is_learnt() {
    let data = xor(4000, 2, 9);
    let mut fused = Fused::new(&DenseWeights::glorot(&DenseNet::new(&[16, 16]), 2, 1, 0), 128, 1);
    let mut order = Vec::new();
    let mut last = super::loss::Sums::default();
    for epoch in 0..30 {
        shuffle(&mut order, data.len(), 1, 0, epoch);
        last = super::loss::Sums::default();
        order.chunks(128).for_each(|batch| last.add(fused.step(&data, batch, 5e-3)));
    }
    assert!(last.correct / 4000.0 > 0.97, "{last:?}");
    assert!(last.loss / 4000.0 < 0.1, "{last:?}");
}

#[test]
fn both_paths_make_the_same_steps() {
    let weights = weights(&DenseNet::new(&[16, 8]), 4, 11);
    let data = xor(640, 4, 11);
    let (mut fused, mut burn) = (Fused::new(&weights, 64, 1), BurnStep::new(&weights, Device::Flex).unwrap());
    let order: Vec<u32> = (0..640).collect();
    for batch in order.chunks(64) {
        let (a, b) = (fused.step(&data, batch, 1e-3), burn.step(&data, batch, 1e-3).unwrap());
        assert!((a.loss - b.loss).abs() < 1e-3 * b.loss, "{a:?} {b:?}");
        assert_eq!(a.correct, b.correct);
    }
    let moments = burn.moments().unwrap();
    assert_eq!(moments.steps, fused.moments().steps);
    let close = |a: &[f32], b: &[f32], by: f32| a.iter().zip(b).all(|(a, b)| (a - b).abs() < by);
    assert!(close(fused.weights(), &burn.weights().unwrap(), 1e-4));
    assert!(close(&fused.moments().first, &moments.first, 1e-5));
    let mut again = BurnStep::new(&weights, Device::Flex).unwrap();
    again.restore(&weights.with_flat(&burn.weights().unwrap()).unwrap(), &moments).unwrap();
    burn.step(&data, &order[..64], 1e-3).unwrap();
    again.step(&data, &order[..64], 1e-3).unwrap();
    assert_eq!(burn.weights().unwrap(), again.weights().unwrap());
}
