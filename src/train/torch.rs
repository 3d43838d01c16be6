//! Tests: fifty steps of a training against PyTorch's losses, from the same weights and batches.
//!
//! `tests/python/make_torch_losses.py` made the losses; what both sides start from follows from `random`.

#![allow(clippy::unwrap_used)]

use super::cnn::CnnStep;
use super::few::{FEW, Few};
use super::fused::Fused;
use super::pictures::Pictures;
use super::rows::Rows;
use crate::model::{CnnKind, CnnNet, CnnWeights, DenseNet, DenseWeights};
use crate::represent::{JetImages, Matrix};

const STEPS: usize = 50;

/// Numbers in [0, 1): a hash of stream and position, 24 bits each.
fn random(stream: u64, n: usize) -> Vec<f32> {
    let hash = |k: u64| {
        let mut x = (k * 2_654_435_761 + stream * 1_000_003 + 12_345) & 0xFFFF_FFFF;
        for _ in 0..2 {
            x = ((x ^ (x >> 16)) * 0x45D_9F3B) & 0xFFFF_FFFF;
        }
        ((x ^ (x >> 16)) >> 8) as f32 / 16_777_216.0
    };
    (0..n as u64).map(hash).collect()
}

/// Glorot-uniform kernels and small biases of layers (pixels of the kernel, inputs, outputs), in the order of all weights.
fn start(layers: &[(usize, usize, usize)]) -> Vec<f32> {
    let layer = |(l, &(taps, inputs, outputs)): (usize, &(usize, usize, usize))| {
        let limit = (6.0 / (taps * (inputs + outputs)) as f64).sqrt() as f32;
        let kernel = random(10 + l as u64, taps * inputs * outputs).into_iter().map(move |u| (2.0 * u - 1.0) * limit);
        let bias = random(30 + l as u64, outputs).into_iter().map(|u| (u - 0.5) * 0.125);
        kernel.chain(bias)
    };
    layers.iter().enumerate().flat_map(layer).collect()
}

fn theirs(name: &str) -> Vec<f64> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/files/torch_losses.json");
    let all: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    all[name].as_array().unwrap().iter().map(|loss| loss.as_f64().unwrap()).collect()
}

/// Compares the losses of 50 steps; batches go through the events in order, again and again.
fn compare(name: &str, events: usize, batch: usize, mut step: impl FnMut(&[u32]) -> f64) {
    let expected = theirs(name);
    assert_eq!(expected.len(), STEPS);
    for (k, expected) in expected.into_iter().enumerate() {
        let rows: Vec<u32> = (0..batch).map(|row| ((k * batch + row) % events) as u32).collect();
        let loss = step(&rows) / batch as f64;
        // Rounding grows from 1e-7 on while the weights move.
        let allowed = 1e-5 + 2e-5 * k as f64;
        assert!((loss / expected - 1.0).abs() < allowed, "{name}, step {k}: {loss} and {expected}");
    }
}

#[test]
fn dense_trainings_agree_with_torch() {
    let (cols, hidden) = (13, [24, 12, 16]);
    let sizes = DenseNet::new(&hidden).sizes(cols);
    let layers: Vec<_> = sizes.windows(2).map(|pair| (1, pair[0], pair[1])).collect();
    let net = DenseWeights::glorot(&DenseNet::new(&hidden), cols, 1, 0).with_flat(&start(&layers)).unwrap();
    for (name, batch) in [("dense_1", 1), ("dense_32", 32)] {
        let rows = STEPS.max(4 * batch);
        let data: Vec<f32> = random(1, rows * cols).into_iter().map(|u| 4.0 * u - 2.0).collect();
        let labels: Vec<u8> = data.chunks(cols).map(|x| u8::from(x[0] * x[1] > 0.0)).collect();
        let names = (0..cols).map(|k| format!("x{k}")).collect();
        let data = Rows::new(Matrix { rows, cols, data, names }, &labels);
        let (mut many, mut few) = (Fused::new(&net, batch, 1), Few::new(&net));
        compare(name, rows, batch, |rows| many.step(&data, rows, 1e-3).loss);
        if batch <= FEW {
            compare(name, rows, batch, |rows| few.step(&data, rows, 1e-3).loss);
        }
    }
}

/// Images with 3 or 5 % filled pixels above and below the middle, the other way round for label 1.
fn pictures(side: usize, events: usize) -> Pictures {
    let pixels = side * side;
    let (fill, value) = (random(1, 2 * events * pixels), random(2, 2 * events * pixels));
    let filled = |image: usize| -> Vec<u16> {
        let chance = |pixel: usize| {
            let upper = pixel / side < 12;
            if upper == (image / 2 % 2 == 1) { 0.046875 } else { 0.03125 }
        };
        let is_filled = |pixel: &usize| fill[image * pixels + pixel] < chance(*pixel);
        (0..pixels).filter(is_filled).map(|pixel| pixel as u16).collect()
    };
    let numbers: Vec<Vec<u16>> = (0..2 * events).map(filled).collect();
    let values: Vec<Vec<f32>> = (0..2 * events)
        .map(|image| numbers[image].iter().map(|pixel| 2.0 * value[image * pixels + usize::from(*pixel)]).collect())
        .collect();
    let images = JetImages::from_pixels(side, &numbers, &values).unwrap();
    let labels: Vec<u8> = (0..events).map(|event| (event % 2) as u8).collect();
    Pictures::new(&images, (0..events as u32).collect(), &labels)
}

#[test]
fn convolutional_trainings_agree_with_torch() {
    let (events, batch) = (160, 16);
    for (name, kind) in [("two_image", CnnKind::TwoImage), ("two_channel", CnnKind::TwoChannel)] {
        let net = CnnNet::small(25).with_kind(kind);
        let ends = if kind == CnnKind::TwoImage { [1, 1] } else { [2, 2] };
        let [a, b, c, d] = net.filters;
        let mut layers = vec![(25, ends[0], a), (25, a, b), (9, b, c), (9, c, d)];
        let sizes: Vec<usize> = [&[9 * d], net.dense.as_slice(), &[ends[1]]].concat();
        layers.extend(sizes.windows(2).map(|pair| (1, pair[0], pair[1])));
        let weights = CnnWeights::glorot(&net, 1, 0).with_values(&start(&layers)).unwrap();
        let data = pictures(25, events);
        let mut ours = CnnStep::new(&weights, batch, 1);
        compare(name, events, batch, |rows| ours.step(&data, rows, 1e-3).loss);
    }
}
