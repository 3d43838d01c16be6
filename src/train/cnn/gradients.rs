//! Tests: forward pass and gradients of the convolutional step against plain arithmetic, finite differences and
//! automatic differentiation.

#![allow(clippy::unwrap_used)]

use super::{CnnBurn, CnnStep};
use crate::model::cnn::forward::{Engine, margins_of};
use crate::model::cnn::layout::{Conv, Layout};
use crate::model::{CnnKind, CnnNet, CnnWeights};
use crate::represent::JetImages;
use crate::rng;
use crate::train::pictures::Pictures;
use crate::train::rows::shuffle;
use crate::train::{ClassWeights, Device};
use rand::Rng;

/// Numbers in [0, 1).
fn uniform(seed: u64, purpose: &str) -> impl FnMut() -> f32 {
    let mut stream = rng::stream(seed, purpose, 0, 0);
    move || (stream.next_u32() >> 8) as f32 / 16_777_216.0
}

/// Images with a few filled pixels; label 1 has them in a ring, label 0 anywhere.
pub(super) fn pictures(events: usize, side: usize, filled: usize, seed: u64) -> Pictures {
    let mut next = uniform(seed, "pictures");
    let (mut pixels, mut values) = (Vec::new(), Vec::new());
    for image in 0..2 * events {
        let ring = image / 2 % 2 == 0;
        let mut numbers: Vec<u16> = (0..filled)
            .map(|_| {
                let (angle, radius) = (6.3 * next(), if ring { 0.6 + 0.2 * next() } else { next() });
                let place = |x: f32| ((0.5 + 0.5 * radius * x) * side as f32).clamp(0.0, side as f32 - 1.0) as usize;
                (place(angle.sin()) * side + place(angle.cos())) as u16
            })
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        values.push(numbers.iter().map(|_| 2.0 * next() - 0.3).collect());
        pixels.push(numbers);
    }
    let images = JetImages::from_pixels(side, &pixels, &values).unwrap();
    let labels: Vec<u8> = (0..events).map(|event| u8::from(event % 2 == 0)).collect();
    let mut pictures = Pictures::new(&images, (0..events as u32).collect(), &labels);
    pictures.scale = [0.8, 1.3];
    pictures
}

/// Random weights with biases that are not zero.
pub(super) fn weights(net: &CnnNet, seed: u64) -> CnnWeights {
    let start = CnnWeights::glorot(net, seed, 0);
    let mut next = uniform(seed, "shift");
    let moved: Vec<f32> = start.values.iter().map(|w| w + 0.1 * (next() - 0.5)).collect();
    start.with_values(&moved).unwrap()
}

/// A convolution with ReLU and pooling in 64-bit arithmetic, \[row\]\[column\]\[channel\], as plainly as possible.
fn plain_conv(x: &[f64], conv: &Conv, weights: &[f64]) -> Vec<f64> {
    let (side, k) = (conv.side as isize, conv.kernel as isize);
    let mut out = vec![0.0; conv.side * conv.side * conv.filters];
    for y in 0..side {
        for x0 in 0..side {
            for f in 0..conv.filters {
                let mut sum = weights[conv.bias_at + f];
                for ky in 0..k {
                    for kx in 0..k {
                        let (yi, xi) = (y + ky - k / 2, x0 + kx - k / 2);
                        if (0..side).contains(&yi) && (0..side).contains(&xi) {
                            for c in 0..conv.inputs {
                                let w = (((ky * k + kx) as usize * conv.inputs) + c) * conv.filters + f;
                                sum += x[(yi * side + xi) as usize * conv.inputs + c] * weights[conv.kernel_at + w];
                            }
                        }
                    }
                }
                out[(y * side + x0) as usize * conv.filters + f] = sum.max(0.0);
            }
        }
    }
    if !conv.pooled {
        return out;
    }
    let half = conv.side / 2;
    let at = |y: usize, x: usize, f: usize| out[(y * conv.side + x) * conv.filters + f];
    let cell = |k: usize| {
        let (y, x, f) = (k / conv.filters / half, k / conv.filters % half, k % conv.filters);
        at(2 * y, 2 * x, f).max(at(2 * y, 2 * x + 1, f)).max(at(2 * y + 1, 2 * x, f)).max(at(2 * y + 1, 2 * x + 1, f))
    };
    (0..half * half * conv.filters).map(cell).collect()
}

/// Score of an event: the product of two sigmoids, or the softmax.
fn plain_score(net: &CnnNet, weights: &[f64], data: &Pictures, event: usize) -> f64 {
    let layout = Layout::of(net);
    let image = |jet: usize| -> Vec<f64> {
        data.images.dense(event, jet).iter().map(|x| f64::from(x * data.scale[jet])).collect()
    };
    let through = |mut h: Vec<f64>| {
        for conv in &layout.convs {
            h = plain_conv(&h, conv, weights);
        }
        for (l, d) in layout.dense.iter().enumerate() {
            let z = |j: usize| {
                weights[d.bias_at + j]
                    + (0..d.inputs).map(|i| h[i] * weights[d.kernel_at + i * d.outputs + j]).sum::<f64>()
            };
            let last = l + 1 == layout.dense.len();
            h = (0..d.outputs).map(|j| if last { z(j) } else { z(j).max(0.0) }).collect();
        }
        h
    };
    let sigma = |z: f64| 1.0 / (1.0 + (-z).exp());
    match net.kind {
        CnnKind::TwoImage => sigma(through(image(0))[0]) * sigma(through(image(1))[0]),
        CnnKind::TwoChannel => {
            let both = image(0).into_iter().zip(image(1)).flat_map(|(a, b)| [a, b]).collect();
            let z = through(both);
            sigma(z[1] - z[0])
        }
    }
}

fn plain_loss(net: &CnnNet, weights: &[f64], data: &Pictures, batch: &[u32]) -> f64 {
    let loss = |&row: &u32| {
        let row = row as usize;
        let p = plain_score(net, weights, data, data.events[row] as usize);
        f64::from(data.weight[row]) * if data.label[row] > 0.5 { -p.ln() } else { -(1.0 - p).ln() }
    };
    batch.iter().map(loss).sum::<f64>() / batch.len() as f64
}

/// Kind, side, filters, dense layers, events.
fn shapes() -> Vec<(CnnNet, usize)> {
    let net = |kind, resolution, filters, dense: &[usize]| CnnNet { kind, resolution, filters, dense: dense.to_vec() };
    vec![
        (net(CnnKind::TwoImage, 8, [1, 1, 1, 1], &[]), 1),
        (net(CnnKind::TwoImage, 11, [3, 5, 2, 7], &[4]), 3),
        (net(CnnKind::TwoChannel, 13, [2, 3, 17, 1], &[6, 5]), 5),
        (net(CnnKind::TwoImage, 25, [16, 8, 33, 20], &[12]), 4),
        (net(CnnKind::TwoChannel, 25, [8, 16, 8, 8], &[]), 37),
        (net(CnnKind::TwoImage, 31, [20, 40, 70, 65], &[16, 16]), 2),
        (net(CnnKind::TwoImage, 50, [4, 36, 4, 4], &[8]), 6),
    ]
}

pub(super) fn largest(values: &[f32]) -> f32 {
    values.iter().fold(0.0f32, |most, g| most.max(g.abs()))
}

#[test]
fn scores_are_those_of_plain_arithmetic() {
    for (seed, (net, events)) in shapes().into_iter().enumerate().take(5) {
        let weights = weights(&net, seed as u64);
        let data = pictures(events.min(4), net.resolution, 12, seed as u64);
        let flat: Vec<f64> = weights.values.iter().map(|w| f64::from(*w)).collect();
        let margins = margins_of(&Engine::new(&weights), &data.images, data.scale, &data.events);
        for (event, margin) in margins.iter().enumerate() {
            let (score, exact) = (1.0 / (1.0 + (-f64::from(*margin)).exp()), plain_score(&net, &flat, &data, event));
            assert!((score - exact).abs() < 1e-5 * exact.max(0.1), "{net}: {score} and {exact}");
        }
    }
}

#[test]
fn gradients_equal_finite_differences() {
    let kinds = [CnnKind::TwoImage, CnnKind::TwoChannel];
    for (seed, kind) in kinds.into_iter().enumerate() {
        let net = CnnNet { kind, resolution: 9, filters: [3, 2, 4, 3], dense: vec![5] };
        let weights = weights(&net, seed as u64);
        let mut data = pictures(6, 9, 10, seed as u64);
        data.weigh([0.7, 1.3]);
        let batch = [4, 0, 3];
        let ours = CnnStep::new(&weights, 3, 1).gradient_of(&data, &batch);
        let flat: Vec<f64> = weights.values.iter().map(|w| f64::from(*w)).collect();
        let scale = f64::from(largest(&ours));
        for k in (0..flat.len()).step_by(1 + flat.len() / 150) {
            let at = |step: f64| {
                let mut moved = flat.clone();
                moved[k] += step;
                plain_loss(&net, &moved, &data, &batch)
            };
            let numeric = (at(1e-6) - at(-1e-6)) / 2e-6;
            let difference = (f64::from(ours[k]) - numeric).abs();
            assert!(difference < 1e-4 * scale, "{net} weight {k}: {} and {numeric}", ours[k]);
        }
    }
}

#[test]
fn gradients_equal_automatic_differentiation() {
    for (seed, (net, events)) in shapes().into_iter().enumerate() {
        let weights = weights(&net, 50 + seed as u64);
        let mut data = pictures(events, net.resolution, 15, 50 + seed as u64);
        data.weigh(data.class_weights(ClassWeights::Balanced));
        let batch: Vec<u32> = (0..events as u32).rev().collect();
        let ours = CnnStep::new(&weights, events, 1).gradient_of(&data, &batch);
        let burn = CnnBurn::new(&weights, Device::Flex).unwrap().gradient_of(&data, &batch);
        for range in crate::model::cnn::ranges(&net) {
            let (ours, burn) = (&ours[range.clone()], &burn[range.clone()]);
            let scale = largest(burn).max(1e-6);
            for (k, (a, b)) in ours.iter().zip(burn).enumerate() {
                assert!((a - b).abs() <= 1e-4 * scale, "{net} {range:?} weight {k}: {a} and {b}, largest {scale}");
            }
        }
    }
}

#[test]
fn all_kinds_of_vectors_give_the_same_gradients() {
    use crate::model::cnn::lanes::{Width, tests::MOST};
    for (seed, (net, events)) in shapes().into_iter().enumerate() {
        let weights = weights(&net, 20 + seed as u64);
        let data = pictures(events, net.resolution, 15, 20 + seed as u64);
        let batch: Vec<u32> = (0..events as u32).collect();
        let [plain, middle, wide] = [Width::Plain, Width::Middle, Width::Wide].map(|width| {
            MOST.set(width);
            CnnStep::new(&weights, events, 1).gradient_of(&data, &batch)
        });
        MOST.set(Width::Wide);
        let scale = largest(&plain);
        for other in [middle, wide] {
            assert!(plain.iter().zip(&other).all(|(a, b)| (a - b).abs() < 1e-4 * scale), "{net}");
        }
    }
}

#[test]
fn both_paths_make_the_same_steps() {
    let net = CnnNet::small(12).with_filters([4, 6, 5, 3]);
    let weights = weights(&net, 11);
    let data = pictures(96, 12, 12, 11);
    let (mut ours, mut burn) = (CnnStep::new(&weights, 16, 1), CnnBurn::new(&weights, Device::Flex).unwrap());
    let order: Vec<u32> = (0..96).collect();
    for batch in order.chunks(16) {
        let (a, b) = (ours.step(&data, batch, 1e-3), burn.step(&data, batch, 1e-3).unwrap());
        assert!((a.loss - b.loss).abs() < 1e-3 * b.loss, "{a:?} {b:?}");
        assert_eq!(a.correct, b.correct);
    }
    let moments = burn.moments().unwrap();
    assert_eq!(moments.steps, ours.moments().steps);
    let close = |a: &[f32], b: &[f32], by: f32| a.iter().zip(b).all(|(a, b)| (a - b).abs() < by);
    assert!(close(ours.weights(), &burn.weights().unwrap(), 1e-4));
    let mut again = CnnBurn::new(&weights, Device::Flex).unwrap();
    again.restore(&weights.with_values(&burn.weights().unwrap()).unwrap(), &moments).unwrap();
    burn.step(&data, &order[..16], 1e-3).unwrap();
    again.step(&data, &order[..16], 1e-3).unwrap();
    assert_eq!(burn.weights().unwrap(), again.weights().unwrap());
}

#[test]
fn numbers_do_not_depend_on_threads() {
    let net = CnnNet::small(25).with_filters([16, 32, 16, 16]);
    let weights = weights(&net, 3);
    let data = pictures(200, 25, 30, 3);
    let mut order = Vec::new();
    shuffle(&mut order, 200, 1, 0, 0);
    let train = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut step = CnnStep::new(&weights, 96, threads);
            order.chunks(96).for_each(|batch| {
                step.step(&data, batch, 1e-3);
            });
            step.weights().to_vec()
        })
    };
    assert!(super::shard_count(&net, 96) > 2);
    assert_eq!(train(1), train(3));
}

#[test]
fn rings_are_learnt() {
    let data = pictures(400, 16, 25, 9);
    let mut step = CnnStep::new(&CnnWeights::glorot(&CnnNet::small(16), 1, 0), 32, 1);
    let mut order = Vec::new();
    let mut last = crate::train::loss::Sums::default();
    for epoch in 0..12 {
        shuffle(&mut order, data.len(), 1, 0, epoch);
        last = crate::train::loss::Sums::default();
        order.chunks(32).for_each(|batch| last.add(step.step(&data, batch, 3e-3)));
    }
    assert!(last.correct / 400.0 > 0.97, "{last:?}");
}
