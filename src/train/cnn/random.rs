//! Tests: outputs and gradients of convolutional networks of random shapes against automatic differentiation.

#![allow(clippy::unwrap_used)]

use burn::tensor::{Device as BurnDevice, Tensor, TensorData};
use rand::Rng;

use super::gradients::{largest, pictures, weights};
use super::{CnnBurn, CnnStep};
use crate::model::cnn::forward::{Engine, Tape};
use crate::model::{CnnKind, CnnModule, CnnNet, CnnWeights, numbers};
use crate::rng;
use crate::train::Device;
use crate::train::pictures::Pictures;

/// Odd and even sides, one channel or many, no dense layer or some, one event or several.
fn shape(case: u64) -> (CnnNet, usize) {
    let mut stream = rng::stream(7, "shapes", 0, case);
    let mut up_to = |n: usize| 1 + stream.next_u32() as usize % n;
    let kind = if up_to(2) == 1 { CnnKind::TwoImage } else { CnnKind::TwoChannel };
    let resolution = 7 + up_to(33);
    let filters = std::array::from_fn(|_| if up_to(4) == 1 { 1 } else { up_to(40) });
    let dense = (1..up_to(4)).map(|_| up_to(20)).collect();
    let events = if case.is_multiple_of(3) { 1 } else { up_to(5) };
    (CnnNet { kind, resolution, filters, dense }, events)
}

/// What comes out of the network by Burn's own convolutions.
fn outputs(weights: &CnnWeights, data: &Pictures, events: usize) -> Vec<f32> {
    let side = weights.net.resolution;
    let image = |k: usize| data.images.dense(k / 2, k % 2).into_iter().map(move |x| x * data.scale[k % 2]);
    let pixels: Vec<f32> = (0..2 * events).flat_map(image).collect();
    let device = BurnDevice::flex();
    let images = Tensor::<4>::from_data(TensorData::new(pixels, [events, 2, side, side]), &device);
    let outputs = CnnModule::from_weights(weights, &device).forward(images);
    let n: usize = outputs.dims().iter().product();
    numbers(outputs.reshape([n])).unwrap()
}

#[test]
fn random_shapes_agree_with_automatic_differentiation() {
    for case in 0..30 {
        let (net, events) = shape(case);
        let weights = weights(&net, 100 + case);
        let data = pictures(events, net.resolution, 5 + case as usize, 100 + case);
        let batch: Vec<u32> = (0..events as u32).collect();
        let mut tape = Tape::default();
        Engine::new(&weights).forward(&data.images, data.scale, &batch, &mut tape);
        let expected = outputs(&weights, &data, events);
        let scale = largest(&expected);
        assert_eq!(tape.outputs.len(), expected.len());
        for (a, b) in tape.outputs.iter().zip(&expected) {
            assert!((a - b).abs() <= 1e-4 * scale, "{net}, {events} events: output {a} and {b}");
        }
        let ours = CnnStep::new(&weights, events, 1).gradient_of(&data, &batch);
        let burn = CnnBurn::new(&weights, Device::Flex).unwrap().gradient_of(&data, &batch);
        for range in crate::model::cnn::ranges(&net) {
            let (ours, burn) = (&ours[range.clone()], &burn[range.clone()]);
            let scale = largest(burn).max(1e-6);
            for (k, (a, b)) in ours.iter().zip(burn).enumerate() {
                let place = format!("{net}, {events} events, {range:?} weight {k}");
                assert!((a - b).abs() <= 1e-4 * scale, "{place}: {a} and {b}, largest {scale}");
            }
        }
    }
}
