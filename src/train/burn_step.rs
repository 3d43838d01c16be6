//! The training step on any device of Burn: automatic differentiation and the same Adam.

use burn::nn::Linear;
use burn::tensor::{Device as BurnDevice, Tensor, TensorData, activation};

use super::adam::{BETA_1, BETA_2, EPSILON, Moments, Rates};
use super::loss::Sums;
use super::rows::Rows;
use super::{Device, Loss};
use crate::error::{Error, Result};
use crate::model::{DenseModule, DenseWeights, numbers};

/// A network on a device, its moments on the same device.
#[derive(Debug)]
pub(crate) struct BurnStep {
    module: DenseModule,
    device: BurnDevice,
    kernels: Vec<[Tensor<2>; 2]>,
    biases: Vec<[Tensor<1>; 2]>,
    steps: u64,
    room: (Vec<f32>, Vec<f32>, Vec<f32>),
    loss: Loss,
}

/// The device of Burn behind our name.
///
/// # Errors
/// A device that this build does not have.
pub(crate) fn burn_device(device: Device) -> Result<BurnDevice> {
    #[allow(unused)]
    let missing = |name: &str, feature: &str| {
        Err(Error::Unavailable(format!(
            "This build has no {name}: build it with `--features {feature}`, or train on Device::Cpu."
        )))
    };
    match device {
        Device::Cpu | Device::Flex => Ok(BurnDevice::flex()),
        #[cfg(any(feature = "wgpu", feature = "vulkan"))]
        Device::Wgpu => Ok(BurnDevice::wgpu(Default::default())),
        #[cfg(not(any(feature = "wgpu", feature = "vulkan")))]
        Device::Wgpu => missing("graphics card by WebGPU", "wgpu"),
        #[cfg(feature = "cuda")]
        Device::Cuda => Ok(BurnDevice::cuda(0usize)),
        #[cfg(not(feature = "cuda"))]
        Device::Cuda => missing("graphics card by CUDA", "cuda"),
    }
}

impl BurnStep {
    /// Starts from these weights.
    pub fn new(weights: &DenseWeights, device: Device) -> Result<BurnStep> {
        let device = burn_device(device)?.autodiff();
        let plain = device.clone().inner();
        let zeros = |layer: &crate::model::DenseLayer| {
            let kernel = || Tensor::<2>::zeros([layer.inputs, layer.outputs], &plain);
            let bias = || Tensor::<1>::zeros([layer.outputs], &plain);
            ([kernel(), kernel()], [bias(), bias()])
        };
        let (kernels, biases) = weights.layers.iter().map(zeros).unzip();
        let module = DenseModule::from_weights(weights, &device);
        Ok(BurnStep { module, device, kernels, biases, steps: 0, room: Default::default(), loss: Loss::CrossEntropy })
    }

    /// The same with another loss.
    pub fn with_loss(self, loss: Loss) -> BurnStep {
        BurnStep { loss, ..self }
    }

    /// All weights, in the order of [`DenseWeights::flat`].
    pub fn weights(&self) -> Result<Vec<f32>> {
        Ok(self.module.weights()?.flat())
    }

    /// State of the optimiser.
    pub fn moments(&self) -> Result<Moments> {
        let take = |which: usize| -> Result<Vec<f32>> {
            let mut all = Vec::new();
            for (kernel, bias) in self.kernels.iter().zip(&self.biases) {
                all.extend(numbers(kernel[which].clone())?);
                all.extend(numbers(bias[which].clone())?);
            }
            Ok(all)
        };
        Ok(Moments { steps: self.steps, first: take(0)?, second: take(1)? })
    }

    /// Continues from a stored state.
    pub fn restore(&mut self, weights: &DenseWeights, moments: &Moments) -> Result<()> {
        self.module = DenseModule::from_weights(weights, &self.device);
        self.steps = moments.steps;
        let plain = self.device.clone().inner();
        for (which, values) in [&moments.first, &moments.second].into_iter().enumerate() {
            let layers = weights.with_flat(values)?.layers;
            for ((layer, kernel), bias) in layers.into_iter().zip(&mut self.kernels).zip(&mut self.biases) {
                kernel[which] = Tensor::from_data(TensorData::new(layer.kernel, [layer.inputs, layer.outputs]), &plain);
                bias[which] = Tensor::from_data(TensorData::new(layer.bias, [layer.outputs]), &plain);
            }
        }
        Ok(())
    }

    /// One step of Adam on the given rows.
    pub fn step(&mut self, data: &Rows, batch: &[u32], learning_rate: f64) -> Result<Sums> {
        let (sums, gradients) = self.backward(data, batch)?;
        let mut clock = Moments { steps: self.steps, first: Vec::new(), second: Vec::new() };
        let rates = clock.next(learning_rate);
        self.steps = clock.steps;
        let state = self.kernels.iter_mut().zip(&mut self.biases);
        for (layer, (kernel, bias)) in self.module.layers_mut().iter_mut().zip(state) {
            update(layer, kernel, bias, &gradients, rates);
        }
        Ok(sums)
    }

    fn backward(&mut self, data: &Rows, batch: &[u32]) -> Result<(Sums, burn::tensor::Gradients)> {
        let (x, label, weight) = &mut self.room;
        data.gather(batch, x, label, weight);
        let n = batch.len();
        let column = |values: &[f32]| Tensor::<2>::from_data(TensorData::new(values.to_vec(), [n, 1]), &self.device);
        let inputs = Tensor::<2>::from_data(TensorData::new(x.clone(), [n, data.cols]), &self.device);
        let (label, weight) = (column(label), column(weight));
        let log_p = activation::log_softmax(self.module.forward(inputs), 1);
        let (log_0, log_1) = (log_p.clone().narrow(1, 0, 1), log_p.narrow(1, 1, 1));
        let right = log_1.clone().greater(log_0.clone()).equal(label.clone().greater_elem(0.5));
        let (gradients, sum) = match self.loss {
            Loss::CrossEntropy => {
                let loss = (label.clone() * (log_0.clone() - log_1) - log_0) * weight;
                (loss.clone().mean().backward(), numbers(loss.inner())?.into_iter().map(f64::from).sum())
            }
            Loss::BatchProportion => {
                let total = weight.clone().sum();
                let p = ((log_1.exp() * weight.clone()).sum() / total.clone()).clamp(1e-7, 1.0 - 1e-7);
                let y = (label * weight).sum() / total;
                let loss = (y.clone() - 1.0) * (p.clone().neg() + 1.0).log() - y * p.log();
                let sum: f64 = numbers(loss.clone().inner())?.into_iter().map(f64::from).sum();
                (loss.backward(), sum * n as f64)
            }
        };
        let correct = numbers(right.float().inner())?.into_iter().map(f64::from).sum();
        Ok((Sums { loss: sum, correct }, gradients))
    }

    /// The gradient of the mean loss over the given rows, for tests against other sources.
    #[cfg(test)]
    pub fn gradient_of(&mut self, data: &Rows, batch: &[u32]) -> Vec<f32> {
        let (_, gradients) = self.backward(data, batch).unwrap();
        let mut all = Vec::new();
        for layer in self.module.layers_mut() {
            all.extend(numbers(layer.weight.val().grad(&gradients).unwrap()).unwrap());
            all.extend(numbers(layer.bias.as_ref().unwrap().val().grad(&gradients).unwrap()).unwrap());
        }
        all
    }
}

fn update(
    layer: &mut Linear,
    kernel: &mut [Tensor<2>; 2],
    bias: &mut [Tensor<1>; 2],
    gradients: &burn::tensor::Gradients,
    rates: Rates,
) {
    if let Some(gradient) = layer.weight.val().grad(gradients) {
        let delta = adam(kernel, gradient, rates);
        layer.weight = layer.weight.clone().map(|weight| moved(weight, delta));
    }
    if let Some(parameter) = &layer.bias
        && let Some(gradient) = parameter.val().grad(gradients)
    {
        let delta = adam(bias, gradient, rates);
        layer.bias = Some(parameter.clone().map(|bias| moved(bias, delta)));
    }
}

/// What Adam subtracts from a weight; updates both moments.
pub(crate) fn adam<const D: usize>(moments: &mut [Tensor<D>; 2], gradient: Tensor<D>, rates: Rates) -> Tensor<D> {
    moments[0] = moments[0].clone() * BETA_1 + gradient.clone() * (1.0 - BETA_1);
    moments[1] = moments[1].clone() * BETA_2 + gradient.clone() * gradient * (1.0 - BETA_2);
    moments[0].clone() * rates.rate / (moments[1].clone().sqrt() * rates.root + EPSILON)
}

/// The weight after the step, outside the graph that made the gradient.
pub(crate) fn moved<const D: usize>(weight: Tensor<D>, delta: Tensor<D>) -> Tensor<D> {
    Tensor::from_inner(weight.inner() - delta).require_grad()
}
