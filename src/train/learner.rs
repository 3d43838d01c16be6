//! One network in training, on whatever device.

use super::adam::Moments;
use super::burn_step::BurnStep;
use super::fused::Fused;
use super::loss::{self, Sums};
use super::rows::Rows;
use super::{Device, TrainConfig};
use crate::error::Result;
use crate::model::{DenseWeights, forward};

/// The two ways to make a step.
#[derive(Debug)]
pub(crate) enum Learner {
    /// Our own step on the processor.
    Fused(Box<Fused>),
    /// Burn's automatic differentiation on any device.
    Burn(Box<BurnStep>),
}

impl Learner {
    /// Puts initial weights where the configuration wants them.
    pub fn new(weights: &DenseWeights, config: &TrainConfig, threads: usize) -> Result<Learner> {
        Ok(match config.device {
            Device::Cpu => Learner::Fused(Box::new(Fused::new(weights, config.batch_size, threads))),
            device => Learner::Burn(Box::new(BurnStep::new(weights, device)?)),
        })
    }

    /// One step on the given rows.
    pub fn step(&mut self, data: &Rows, batch: &[u32], learning_rate: f64) -> Result<Sums> {
        match self {
            Learner::Fused(fused) => Ok(fused.step(data, batch, learning_rate)),
            Learner::Burn(burn) => burn.step(data, batch, learning_rate),
        }
    }

    /// All weights in one row.
    pub fn weights(&self) -> Result<Vec<f32>> {
        match self {
            Learner::Fused(fused) => Ok(fused.weights().to_vec()),
            Learner::Burn(burn) => burn.weights(),
        }
    }

    /// State of the optimiser.
    pub fn moments(&self) -> Result<Moments> {
        match self {
            Learner::Fused(fused) => Ok(fused.moments().clone()),
            Learner::Burn(burn) => burn.moments(),
        }
    }

    /// Continues from a stored state.
    pub fn restore(&mut self, weights: &DenseWeights, moments: &Moments) -> Result<()> {
        match self {
            Learner::Fused(fused) => {
                fused.restore(&weights.flat(), moments);
                Ok(())
            }
            Learner::Burn(burn) => burn.restore(weights, moments),
        }
    }
}

/// Mean loss and accuracy of a network on data that it is not trained on.
pub(crate) fn evaluate(weights: &DenseWeights, data: &Rows) -> (f64, f64) {
    let margins = forward::margins(weights, &data.x);
    let sums = loss::slopes(&margins, &data.label, &data.weight, 0.0, &mut vec![0.0; margins.len()]);
    let total: f64 = data.weight.iter().map(|weight| f64::from(*weight)).sum();
    (sums.loss / total, sums.correct / data.len() as f64)
}
