//! Training with and without labels.
//!
//! [`train_cwola`] tells mixture M1 from mixture M2 and never sees the truth; [`train_supervised`] is the
//! reference that does. Both give a [`Run`]: one or more trained networks that score events.

mod adam;
#[doc(hidden)]
pub mod bench;
mod burn_step;
mod compare;
mod config;
mod fit;
mod fused;
mod guards;
mod history;
mod learner;
mod loss;
mod prepare;
mod rows;
mod run;
mod schedule;

pub use compare::{Comparison, PerformanceFrom, compare_with_background_only};
pub use config::{ClassWeights, Device, GuardPolicy, TrainConfig};
pub use guards::{Finding, GuardFinding, GuardReport};
pub use history::{History, Stopped, Training};
pub use run::{Run, train_cwola, train_supervised};

#[cfg(test)]
mod gradients;
