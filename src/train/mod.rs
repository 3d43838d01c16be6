//! Training with and without labels.
//!
//! [`train_cwola`] tells mixture M1 from mixture M2 and never sees the truth; [`train_supervised`] is the
//! reference that does; with [`TrainConfig::spanet`] both look at the jets; [`train_cwola_images`] and [`train_supervised_images`] do the same with jet images. All give a
//! [`Run`]: one or more trained networks that score events.

mod adam;
#[doc(hidden)]
pub mod bench;
mod boost;
mod burn_step;
mod choices;
mod cnn;
mod compare;
mod config;
mod data;
mod few;
mod file;
mod fit;
mod fused;
mod guards;
mod history;
mod images;
mod learner;
mod loss;
mod pictures;
mod prepare;
mod rates;
mod rows;
mod run;
mod schedule;
mod spanet;
mod start;
mod watch;

pub use boost::{BoostConfig, train_boosted_trees};
pub use choices::{Keep, Loss, MissingValues};
pub use compare::{Comparison, PerformanceFrom, compare_with_background_only};
pub use config::{ClassWeights, Device, GuardPolicy, TrainConfig};
pub use guards::{Finding, GuardFinding, GuardReport};
pub use history::{History, Stopped, Training};
pub use images::{train_cwola_images, train_supervised_images, train_watched};
pub use rates::RateSchedule;
pub use run::{Run, train_cwola, train_supervised};
pub use spanet::{EventPairs, PartialEvents, SpanetTraining, TargetBalance};
pub use watch::{Snapshot, Watch, Watched};

#[cfg(test)]
mod gradients;
#[cfg(test)]
mod torch;
