//! The training step of convolutional networks.

mod back;
mod burn;
mod flow;
mod head;
mod step;
mod windows;
mod work;

pub(crate) use burn::CnnBurn;
pub(crate) use step::{CnnStep, shard_count};
pub use work::Work;

#[cfg(test)]
mod gradients;
#[cfg(test)]
mod random;
