//! One network in training, on whatever device.

use super::adam::Moments;
use super::burn_step::BurnStep;
use super::cnn::{CnnBurn, CnnStep};
use super::data::Data;
use super::few::{FEW, Few};
use super::fused::Fused;
use super::loss::{self, Sums};
use super::spanet::{self, SpanetBurn, SpanetStep};
use super::{Device, Loss, TrainConfig};
use crate::error::{Error, Result};
use crate::model::spanet::forward::Engine as SpanetEngine;
use crate::model::{Weights, cnn, forward};

/// The ways to make a step.
#[derive(Debug)]
pub(crate) enum Learner {
    /// Our own step of a dense network on the processor.
    Fused(Box<Fused>),
    /// The same for a few events at a time.
    Few(Box<Few>),
    /// Burn's automatic differentiation of a dense network on any device.
    Burn(Box<BurnStep>),
    /// Our own step of a convolutional network on the processor.
    Cnn(Box<CnnStep>),
    /// Burn's automatic differentiation of a convolutional network on any device.
    CnnBurn(Box<CnnBurn>),
    /// Our own step of a SPANet on the processor.
    Spanet(Box<SpanetStep>),
    /// Burn's automatic differentiation of a SPANet on any device.
    SpanetBurn(Box<SpanetBurn>),
}

impl Learner {
    /// Puts initial weights where the configuration wants them.
    pub fn new(weights: &Weights, config: &TrainConfig, threads: usize) -> Result<Learner> {
        let batch = config.batch_size;
        Ok(match (weights, config.device) {
            // One event is a batch whose proportion is its label.
            (Weights::Dense(weights), Device::Cpu)
                if batch <= FEW && (config.loss == Loss::CrossEntropy || batch == 1) =>
            {
                Learner::Few(Box::new(Few::new(weights)))
            }
            (Weights::Dense(weights), Device::Cpu) => {
                Learner::Fused(Box::new(Fused::new(weights, batch, threads).with_loss(config.loss)))
            }
            (Weights::Dense(weights), device) => {
                Learner::Burn(Box::new(BurnStep::new(weights, device)?.with_loss(config.loss)))
            }
            (Weights::Cnn(weights), Device::Cpu) => Learner::Cnn(Box::new(CnnStep::new(weights, batch, threads))),
            (Weights::Cnn(weights), device) => Learner::CnnBurn(Box::new(CnnBurn::new(weights, device)?)),
            (Weights::Spanet(weights), Device::Cpu) => {
                Learner::Spanet(Box::new(SpanetStep::new(weights, config.spanet, batch, threads)))
            }
            (Weights::Spanet(weights), device) => {
                Learner::SpanetBurn(Box::new(SpanetBurn::new(weights, config.spanet, device)?))
            }
        })
    }

    /// One step on the given rows.
    pub fn step(&mut self, data: &Data, batch: &[u32], learning_rate: f64) -> Result<Sums> {
        match (self, data) {
            (Learner::Fused(fused), Data::Table(rows)) => Ok(fused.step(rows, batch, learning_rate)),
            (Learner::Few(few), Data::Table(rows)) => Ok(few.step(rows, batch, learning_rate)),
            (Learner::Burn(burn), Data::Table(rows)) => burn.step(rows, batch, learning_rate),
            (Learner::Cnn(cnn), Data::Images(pictures)) => Ok(cnn.step(pictures, batch, learning_rate)),
            (Learner::CnnBurn(cnn), Data::Images(pictures)) => cnn.step(pictures, batch, learning_rate),
            (Learner::Spanet(net), Data::Jets(jets)) => Ok(net.step(jets, batch, learning_rate)),
            (Learner::SpanetBurn(net), Data::Jets(jets)) => net.step(jets, batch, learning_rate),
            _ => Err(other_data()),
        }
    }

    /// All weights in one row.
    pub fn weights(&self) -> Result<Vec<f32>> {
        match self {
            Learner::Fused(fused) => Ok(fused.weights().to_vec()),
            Learner::Few(few) => Ok(few.weights()),
            Learner::Burn(burn) => burn.weights(),
            Learner::Cnn(cnn) => Ok(cnn.weights().to_vec()),
            Learner::CnnBurn(cnn) => cnn.weights(),
            Learner::Spanet(net) => Ok(net.weights().to_vec()),
            Learner::SpanetBurn(net) => net.weights(),
        }
    }

    /// State of the optimiser.
    pub fn moments(&self) -> Result<Moments> {
        match self {
            Learner::Fused(fused) => Ok(fused.moments().clone()),
            Learner::Few(few) => Ok(few.moments()),
            Learner::Burn(burn) => burn.moments(),
            Learner::Cnn(cnn) => Ok(cnn.moments().clone()),
            Learner::CnnBurn(cnn) => cnn.moments(),
            Learner::Spanet(net) => Ok(net.moments().clone()),
            Learner::SpanetBurn(net) => net.moments(),
        }
    }

    /// Continues from a stored state.
    pub fn restore(&mut self, weights: &Weights, moments: &Moments) -> Result<()> {
        match (self, weights) {
            (Learner::Fused(fused), _) => fused.restore(&weights.flat(), moments),
            (Learner::Few(few), _) => few.restore(&weights.flat(), moments),
            (Learner::Cnn(cnn), _) => cnn.restore(&weights.flat(), moments),
            (Learner::Spanet(net), _) => net.restore(&weights.flat(), moments),
            (Learner::Burn(burn), Weights::Dense(weights)) => burn.restore(weights, moments)?,
            (Learner::CnnBurn(cnn), Weights::Cnn(weights)) => cnn.restore(weights, moments)?,
            (Learner::SpanetBurn(net), Weights::Spanet(weights)) => net.restore(weights, moments)?,
            _ => return Err(other_data()),
        }
        Ok(())
    }
}

fn other_data() -> Error {
    Error::Unavailable("A dense network needs a table of features, a convolutional network images, SPANet jets.".into())
}

/// ln p/(1−p) of each event; NaN where the network and the data do not fit.
pub(crate) fn margins(weights: &Weights, data: &Data) -> Vec<f32> {
    match (weights, data) {
        (Weights::Dense(weights), Data::Table(rows)) => forward::margins(weights, &rows.x),
        (Weights::Cnn(weights), Data::Images(pictures)) => {
            let engine = cnn::forward::Engine::new(weights);
            cnn::forward::margins_of(&engine, &pictures.images, pictures.scale, &pictures.events)
        }
        (Weights::Spanet(weights), Data::Jets(jets)) => SpanetEngine::new(weights).margins(&jets.jets, &jets.events),
        _ => vec![f32::NAN; data.len()],
    }
}

/// Loss of all tasks and accuracy of a network on data that it is not trained on.
pub(crate) fn validate(weights: &Weights, data: &Data, config: &TrainConfig) -> (f64, f64) {
    match (weights, data) {
        (Weights::Spanet(weights), Data::Jets(jets)) => spanet::validate(weights, jets, &config.spanet),
        _ => evaluate(&margins(weights, data), data),
    }
}

/// Mean loss and accuracy of a network on data that it is not trained on, from the margins of the events.
pub(crate) fn evaluate(margins: &[f32], data: &Data) -> (f64, f64) {
    let sums = loss::slopes(margins, data.label(), data.weight(), 0.0, &mut vec![0.0; margins.len()]);
    let total: f64 = data.weight().iter().map(|weight| f64::from(*weight)).sum();
    (sums.loss / total, sums.correct / data.len() as f64)
}
