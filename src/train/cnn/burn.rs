//! The training step of a convolutional network on any device of Burn.

use burn::tensor::{Device as BurnDevice, Gradients, Tensor, TensorData, activation};

use crate::error::Result;
use crate::model::cnn::layout::Layout;
use crate::model::{CnnKind, CnnModule, CnnWeights, numbers};
use crate::train::Device;
use crate::train::adam::{Moments, Rates};
use crate::train::burn_step::{adam, burn_device, moved};
use crate::train::loss::Sums;
use crate::train::pictures::Pictures;

/// A network on a device, its moments on the same device.
#[derive(Debug)]
pub(crate) struct CnnBurn {
    module: CnnModule,
    kind: CnnKind,
    device: BurnDevice,
    moments: Vec<[Tensor<1>; 2]>,
    steps: u64,
    room: (Vec<u32>, Vec<f32>, Vec<f32>),
}

impl CnnBurn {
    /// Starts from these weights.
    pub fn new(weights: &CnnWeights, device: Device) -> Result<CnnBurn> {
        let device = burn_device(device)?.autodiff();
        let zeros = Moments::new(Layout::of(&weights.net).size);
        let mut step = CnnBurn {
            module: CnnModule::from_weights(weights, &device),
            kind: weights.net.kind,
            device,
            moments: Vec::new(),
            steps: 0,
            room: Default::default(),
        };
        step.restore(weights, &zeros)?;
        Ok(step)
    }

    /// All weights, in the order of [`CnnWeights::values`].
    pub fn weights(&self) -> Result<Vec<f32>> {
        Ok(self.module.weights()?.values)
    }

    /// State of the optimiser.
    pub fn moments(&self) -> Result<Moments> {
        let take = |which: usize| -> Result<Vec<f32>> {
            let mut all = Vec::new();
            for pair in &self.moments {
                all.extend(numbers(pair[which].clone())?);
            }
            Ok(all)
        };
        Ok(Moments { steps: self.steps, first: take(0)?, second: take(1)? })
    }

    /// Continues from a stored state.
    pub fn restore(&mut self, weights: &CnnWeights, moments: &Moments) -> Result<()> {
        self.module = CnnModule::from_weights(weights, &self.device);
        self.steps = moments.steps;
        let plain = self.device.clone().inner();
        let row = |values: &[f32]| Tensor::from_data(TensorData::new(values.to_vec(), [values.len()]), &plain);
        self.moments.clear();
        let mut at = 0;
        for parameter in self.module.parameters_mut() {
            let range = at..at + parameter.val().dims()[0];
            at = range.end;
            self.moments.push([row(&moments.first[range.clone()]), row(&moments.second[range])]);
        }
        Ok(())
    }

    /// One step of Adam on the given rows.
    pub fn step(&mut self, data: &Pictures, batch: &[u32], learning_rate: f64) -> Result<Sums> {
        let (sums, gradients) = self.backward(data, batch)?;
        let mut clock = Moments { steps: self.steps, first: Vec::new(), second: Vec::new() };
        let rates: Rates = clock.next(learning_rate);
        self.steps = clock.steps;
        for (parameter, moments) in self.module.parameters_mut().iter_mut().zip(&mut self.moments) {
            if let Some(gradient) = parameter.val().grad(&gradients) {
                let delta = adam(moments, gradient, rates);
                *parameter = parameter.clone().map(|weight| moved(weight, delta));
            }
        }
        Ok(sums)
    }

    fn backward(&mut self, data: &Pictures, batch: &[u32]) -> Result<(Sums, Gradients)> {
        let (events, label, weight) = &mut self.room;
        data.gather(batch, events, label, weight);
        let (n, side) = (batch.len(), data.images.resolution());
        let mut pixels = vec![0.0f32; n * 2 * side * side];
        for (image, out) in pixels.chunks_exact_mut(side * side).enumerate() {
            let (event, jet) = (events[image / 2] as usize, image % 2);
            data.images.write_dense(event, jet, out);
            out.iter_mut().for_each(|pixel| *pixel *= data.scale[jet]);
        }
        let column = |values: &[f32]| Tensor::<1>::from_data(TensorData::new(values.to_vec(), [n]), &self.device);
        let images = Tensor::<4>::from_data(TensorData::new(pixels, [n, 2, side, side]), &self.device);
        let (label, weight) = (column(label), column(weight));
        let margin = margins(self.module.forward(images), self.kind);
        let right = margin.clone().greater_elem(0.0).equal(label.clone().greater_elem(0.5));
        let softplus = activation::relu(margin.clone()) + margin.clone().abs().neg().exp().log1p();
        let loss = (softplus - label * margin) * weight;
        let gradients = loss.clone().mean().backward();
        let sum = numbers(loss.inner())?.into_iter().map(f64::from).sum();
        let correct = numbers(right.float().inner())?.into_iter().map(f64::from).sum();
        Ok((Sums { loss: sum, correct }, gradients))
    }

    /// The gradient of the mean loss over the given rows, for tests against other sources.
    #[cfg(test)]
    pub fn gradient_of(&mut self, data: &Pictures, batch: &[u32]) -> Vec<f32> {
        let (_, gradients) = self.backward(data, batch).unwrap();
        let take = |parameter: &mut burn::module::Param<Tensor<1>>| {
            numbers(parameter.val().grad(&gradients).unwrap()).unwrap()
        };
        self.module.parameters_mut().iter_mut().flat_map(take).collect()
    }
}

/// ln p/(1−p) from the outputs of the network: z1 − z0, or −ln(e^−a + e^−b + e^−a−b) with the largest term drawn out.
fn margins(outputs: Tensor<2>, kind: CnnKind) -> Tensor<1> {
    let n = outputs.dims()[0];
    let (a, b) = (outputs.clone().narrow(1, 0, 1).reshape([n]), outputs.narrow(1, 1, 1).reshape([n]));
    match kind {
        CnnKind::TwoChannel => b - a,
        CnnKind::TwoImage => {
            let terms: Tensor<2> = Tensor::stack(vec![a.clone().neg(), b.clone().neg(), (a + b).neg()], 1);
            let most = terms.clone().detach().max_dim(1);
            ((terms - most.clone()).exp().sum_dim(1).log() + most).neg().reshape([n])
        }
    }
}
