//! The training step of SPANet on any device of Burn.

use burn::tensor::{Bool, Device as BurnDevice, Gradients, Tensor, TensorData, activation};

use super::SpanetTraining;
use super::data::JetEvents;
use super::loss::{Branches, Tasks, assign};
use super::step::clip_factor;
use super::tasks::Scales;
use crate::error::Result;
use crate::model::spanet::layout::{Kind, Layout};
use crate::model::spanet::pairs::pair_index;
use crate::model::{SpanetModule, SpanetOutputs, SpanetWeights, numbers};
use crate::represent::JetRows;
use crate::train::Device;
use crate::train::adam::Moments;
use crate::train::burn_step::{adam, burn_device, moved};
use crate::train::loss::Sums;

/// A network on a device, its moments on the same device.
#[derive(Debug)]
pub(crate) struct SpanetBurn {
    module: SpanetModule,
    kinds: Vec<Kind>,
    settings: SpanetTraining,
    device: BurnDevice,
    moments: Vec<[Tensor<1>; 2]>,
    steps: u64,
}

impl SpanetBurn {
    /// Starts from these weights.
    pub fn new(weights: &SpanetWeights, settings: SpanetTraining, device: Device) -> Result<SpanetBurn> {
        let device = burn_device(device)?.autodiff();
        let layout = Layout::of(&weights.net);
        let mut step = SpanetBurn {
            module: SpanetModule::from_weights(weights, &device),
            kinds: layout.parts.iter().map(|part| part.kind).collect(),
            settings,
            device,
            moments: Vec::new(),
            steps: 0,
        };
        step.restore(weights, &Moments::new(layout.size))?;
        Ok(step)
    }

    /// All weights, in the order of [`SpanetWeights::values`].
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
    pub fn restore(&mut self, weights: &SpanetWeights, moments: &Moments) -> Result<()> {
        self.module = SpanetModule::from_weights(weights, &self.device);
        self.steps = moments.steps;
        let plain = self.device.clone().inner();
        let row = |values: &[f32]| Tensor::from_data(TensorData::new(values.to_vec(), [values.len()]), &plain);
        let ranges = Layout::of(&weights.net).parts.into_iter().map(|part| part.range);
        self.moments = ranges.map(|range| [row(&moments.first[range.clone()]), row(&moments.second[range])]).collect();
        Ok(())
    }

    /// One step of AdamW on the given rows.
    pub fn step(&mut self, data: &JetEvents, batch: &[u32], learning_rate: f64) -> Result<Sums> {
        let (sums, gradients) = self.backward(data, batch)?;
        let gradients = self.collect(&gradients)?;
        let factor = clip_factor(&gradients.concat(), self.settings.gradient_clip);
        let mut clock = Moments { steps: self.steps, first: Vec::new(), second: Vec::new() };
        let rates = clock.next(learning_rate);
        self.steps = clock.steps;
        let keep = 1.0 - (learning_rate * self.settings.weight_decay) as f32;
        let plain = self.device.clone().inner();
        let state = self.moments.iter_mut().zip(&self.kinds).zip(gradients);
        for (parameter, ((moments, kind), gradient)) in self.module.parameters_mut().iter_mut().zip(state) {
            let size = gradient.len();
            let gradient = Tensor::<1>::from_data(TensorData::new(gradient, [size]), &plain) * factor;
            let delta = adam(moments, gradient, rates);
            let keep = if matches!(kind, Kind::Kernel { .. }) { keep } else { 1.0 };
            *parameter = parameter.clone().map(|weight| {
                let kept = Tensor::from_inner(weight.inner() * keep);
                moved(kept, delta)
            });
        }
        Ok(sums)
    }

    /// Gradients of all parts as plain numbers; zeros where the loss does not depend on a part.
    fn collect(&mut self, gradients: &Gradients) -> Result<Vec<Vec<f32>>> {
        let take = |parameter: &mut burn::module::Param<Tensor<1>>| {
            let value = parameter.val();
            value.grad(gradients).map_or_else(|| Ok(vec![0.0; value.dims()[0]]), numbers)
        };
        self.module.parameters_mut().iter_mut().map(take).collect()
    }

    fn backward(&mut self, data: &JetEvents, batch: &[u32]) -> Result<(Sums, Gradients)> {
        let scales = Scales::of(&self.settings, data, batch);
        let slots = batch.iter().map(|row| jets(data, *row).len()).max().unwrap_or(0).max(1);
        let outputs = self.forward(data, batch, slots);
        let (n, settings) = (batch.len(), self.settings);
        let column = |values: &[f32]| {
            let values: Vec<f32> = batch.iter().map(|row| values[*row as usize]).collect();
            Tensor::<1>::from_data(TensorData::new(values, [n]), &self.device)
        };
        let (label, weight) = (column(&data.label), column(&data.weight));
        let margin = outputs.margin.clone();
        let right = margin.clone().greater_elem(0.0).equal(label.clone().greater_elem(0.5));
        let mut loss = ((softplus(margin.clone()) - label * margin) * weight).sum() * scales.class;
        if settings.uses_targets() {
            let chosen = self.choose(&outputs, data, batch, slots)?;
            for (branch, chosen) in chosen.iter().enumerate() {
                loss = loss + self.of_branch(&outputs, branch, chosen, data, batch, &scales);
            }
        }
        let gradients = loss.clone().backward();
        let total: f64 = numbers(loss.inner())?.into_iter().map(f64::from).sum();
        let correct = numbers(right.float().inner())?.into_iter().map(f64::from).sum();
        let correct = if settings.classification_weight > 0.0 { correct } else { 0.0 };
        Ok((Sums { loss: total * n as f64, correct }, gradients))
    }

    /// Pads the events of a batch and runs the network.
    fn forward(&self, data: &JetEvents, batch: &[u32], slots: usize) -> SpanetOutputs {
        const F: usize = JetRows::FEATURES;
        let n = batch.len();
        let (mut x, mut mask) = (vec![0.0f32; n * slots * F], vec![false; n * slots]);
        for (k, row) in batch.iter().enumerate() {
            let range = jets(data, *row);
            mask[k * slots..k * slots + range.len()].fill(true);
            x[k * slots * F..][..range.len() * F].copy_from_slice(&data.jets.x[range.start * F..range.end * F]);
        }
        let x = Tensor::<3>::from_data(TensorData::new(x, [n, slots, F]), &self.device);
        let mask = Tensor::<2, Bool>::from_data(TensorData::new(mask, [n, slots]), &self.device);
        self.module.forward(x, mask)
    }

    /// For each branch, the target of each event in the cheaper permutation: place among slots × slots.
    fn choose(
        &self,
        outputs: &SpanetOutputs,
        data: &JetEvents,
        batch: &[u32],
        slots: usize,
    ) -> Result<[Vec<Option<usize>>; 2]> {
        let tasks = Tasks { assignment: self.settings.assignment_weight, detection: self.settings.detection_weight };
        let [p, q] = [&outputs.pairs[0], &outputs.pairs[1]].map(|pairs| numbers(pairs.clone().inner()));
        let [d, e] = [&outputs.detection[0], &outputs.detection[1]].map(|margin| numbers(margin.clone().inner()));
        let (pairs, detection) = ([p?, q?], [d?, e?]);
        let mut chosen = [Vec::new(), Vec::new()];
        for (k, row) in batch.iter().enumerate() {
            let count = jets(data, *row).len();
            let square = k * slots * slots..(k + 1) * slots * slots;
            let list = [0, 1].map(|b| triangle(&pairs[b][square.clone()], count, slots));
            let targets = data.jets.targets[data.events[*row as usize] as usize];
            let numbered = targets.map(|pair| pair.map(|[x, y]| pair_index(x.into(), y.into())));
            let branches = Branches { pairs: [&list[0], &list[1]], detection: [detection[0][k], detection[1][k]] };
            let assigned = assign(&branches, numbered, tasks);
            let place = |number: usize| {
                let pair = targets.into_iter().flatten().find(|[x, y]| pair_index((*x).into(), (*y).into()) == number);
                pair.map(|[x, y]| usize::from(x) * slots + usize::from(y))
            };
            for (chosen, target) in chosen.iter_mut().zip(assigned.target) {
                chosen.push(target.and_then(place));
            }
        }
        Ok(chosen)
    }

    fn of_branch(
        &self,
        outputs: &SpanetOutputs,
        branch: usize,
        chosen: &[Option<usize>],
        data: &JetEvents,
        batch: &[u32],
        scales: &Scales,
    ) -> Tensor<1> {
        let [n, slots, _] = outputs.pairs[branch].dims();
        let mut right = vec![0.0f32; n * slots * slots];
        let mut known = vec![0.0f32; n];
        for (k, place) in chosen.iter().enumerate() {
            if let Some(place) = place {
                right[k * slots * slots + place] = data.target_weight[batch[k] as usize] * scales.assignment;
                known[k] = 1.0;
            }
        }
        let row = |values: Vec<f32>| Tensor::<1>::from_data(TensorData::new(values, [n]), &self.device);
        let weight = row(batch.iter().map(|row| data.target_weight[*row as usize] * scales.detection).collect());
        let right = Tensor::<2>::from_data(TensorData::new(right, [n, slots * slots]), &self.device);
        let log_p = activation::log_softmax(outputs.pairs[branch].clone().reshape([n, slots * slots]), 1);
        // Both orders of b1 and b2 are right: ln 2 makes the best loss 0.
        let assignment = (right * (log_p + std::f32::consts::LN_2)).sum().neg();
        let margin = outputs.detection[branch].clone();
        let detection = ((softplus(margin.clone()) - row(known) * margin) * weight).sum();
        assignment + detection
    }

    /// The gradient of the loss of the given rows, for tests against other sources.
    #[cfg(test)]
    pub fn gradient_of(&mut self, data: &JetEvents, batch: &[u32]) -> (f64, Vec<f32>) {
        let (sums, gradients) = self.backward(data, batch).unwrap();
        (sums.loss / batch.len() as f64, self.collect(&gradients).unwrap().concat())
    }
}

fn jets(data: &JetEvents, row: u32) -> std::ops::Range<usize> {
    data.jets.range(data.events[row as usize] as usize)
}

/// The logits of the pairs of `count` jets out of a square of `slots` × `slots`.
fn triangle(square: &[f32], count: usize, slots: usize) -> Vec<f32> {
    (0..count).flat_map(|y| (0..y).map(move |x| square[x * slots + y])).collect()
}

/// ln(1 + e^z).
fn softplus(z: Tensor<1>) -> Tensor<1> {
    activation::relu(z.clone()) + z.abs().neg().exp().log1p()
}
