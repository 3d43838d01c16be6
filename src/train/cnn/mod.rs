//! The training step of convolutional networks.

mod back;
mod burn;
mod flow;
mod head;
mod step;
mod windows;

pub(crate) use burn::CnnBurn;
pub(crate) use step::{CnnStep, shard_count};

#[cfg(test)]
mod gradients;
