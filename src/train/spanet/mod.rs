//! Training of SPANet: settings, data, loss, and the step on the processor and on other devices.

mod back;
mod burn;
mod config;
mod data;
mod loss;
mod predict;
mod prepare;
mod step;
mod tasks;

pub(crate) use burn::SpanetBurn;
pub use config::{PartialEvents, SpanetTraining, TargetBalance};
pub(crate) use data::JetEvents;
pub(crate) use loss::{Branches, Tasks, assign};
pub use predict::EventPairs;
pub(crate) use prepare::prepare;
pub(crate) use step::{SpanetStep, shard_count};
pub(crate) use tasks::validate;

#[cfg(test)]
mod tests;
