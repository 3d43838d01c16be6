//! What a training is told.

use serde::{Deserialize, Serialize};

use super::choices::{Keep, Loss, MissingValues, is_default};
use super::rates::RateSchedule;
use super::spanet::SpanetTraining;
use crate::error::{Error, Result};
use crate::model::{CnnNet, DenseNet, Network};
use crate::represent::Scaling;
use crate::store::Cache;

/// Weights of the two classes in the loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ClassWeights {
    /// Every event counts the same.
    #[default]
    None,
    /// Both classes count the same in total: weight n / (2 n_class).
    Balanced,
}

/// Where a network is trained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Device {
    /// The processor, by our own training step.
    #[default]
    Cpu,
    /// The processor, by Burn's automatic differentiation: slower, for comparison.
    Flex,
    /// A graphics card by WebGPU or Vulkan; needs a build with the feature `wgpu` or `vulkan`.
    Wgpu,
    /// A graphics card by CUDA; needs a build with the feature `cuda`.
    Cuda,
}

/// What happens when a guard finds something wrong with the data of a training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum GuardPolicy {
    /// The training is refused with one sentence that says what was found.
    #[default]
    Refuse,
    /// The finding is kept in the report and the training goes on where it can.
    Warn,
    /// Nothing is looked for.
    Off,
}

/// Everything that defines a training; the same configuration, data and version give the same numbers.
///
/// # Example
/// ```
/// use cwola::train::TrainConfig;
/// let config = TrainConfig::dnn().with_repeats(3).with_seed(5).with_features(&["pt1", "eta1"]);
/// assert_eq!(config.learning_rate, 5e-4);
/// let text = serde_json::to_string(&config)?;
/// assert_eq!(serde_json::from_str::<TrainConfig>(&text)?, config);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainConfig {
    /// The architecture; two hidden layers of 64 by default.
    pub model: Network,
    /// Learning rate of Adam; 5e-4 by default (β1 = 0.9, β2 = 0.999, ε = 1e-7, as Keras).
    pub learning_rate: f64,
    /// Events per step; 256 by default. Up to 8, the processor takes a step that is made for few events.
    pub batch_size: usize,
    /// Most passes through the training events; 500 by default.
    pub max_epochs: usize,
    /// Epochs without a better validation loss after which a training stops; 10 by default.
    pub patience: usize,
    /// What the validation loss must fall by to count as better; 0 by default.
    pub min_delta: f64,
    /// Trainings with their own initial weights and order of events; 1 by default.
    pub repeats: usize,
    /// Seed of initial weights and order of events; 1 by default.
    pub seed: u64,
    /// Names of the features; empty means every column but `event`, `signal` and `weight`.
    pub features: Vec<String>,
    /// Scaling of the features, measured on training events only; standardised by default.
    pub scaling: Scaling,
    /// Weights of M1 and M2 in the loss; none by default.
    pub class_weights: ClassWeights,
    /// Where to train; the processor by default.
    pub device: Device,
    /// Seconds after which trainings stop at the end of their epoch; no limit by default.
    pub time_budget: Option<f64>,
    /// Threads to use; 0, the default, means all.
    pub threads: usize,
    /// Where finished and interrupted trainings are kept.
    pub cache: Cache,
    /// What the guards do; they refuse by default.
    pub guards: GuardPolicy,
    /// How the learning rate changes; constant by default.
    #[serde(skip_serializing_if = "RateSchedule::is_default")]
    pub rate_schedule: RateSchedule,
    /// Tasks and optimiser of SPANet; no other network takes anything but the default.
    #[serde(skip_serializing_if = "SpanetTraining::is_default")]
    pub spanet: SpanetTraining,
    /// What is made small; the cross-entropy by default.
    #[serde(skip_serializing_if = "is_default")]
    pub loss: Loss,
    /// Decay of the learning rate per step; 0 by default.
    #[serde(skip_serializing_if = "is_default")]
    pub decay: f64,
    /// Which weights are kept; those of the best epoch by default.
    #[serde(skip_serializing_if = "is_default")]
    pub keep: Keep,
    /// What happens to missing values; they are refused by default.
    #[serde(skip_serializing_if = "is_default")]
    pub missing: MissingValues,
}

impl Default for TrainConfig {
    fn default() -> TrainConfig {
        TrainConfig::dnn()
    }
}

impl TrainConfig {
    /// The dense network of CWoLa hunting: 2 × 64 ReLU, softmax, Adam 5e-4, batch 256 (section 2 of the Note).
    ///
    /// Inputs are standardised; the networks of the published Figure 1 saw raw ones ([`Scaling::None`]).
    pub fn dnn() -> TrainConfig {
        TrainConfig {
            model: Network::Dense(DenseNet::new(&[64, 64])),
            learning_rate: 5e-4,
            batch_size: 256,
            max_epochs: 500,
            patience: 10,
            min_delta: 0.0,
            repeats: 1,
            seed: 1,
            features: Vec::new(),
            scaling: Scaling::Standard,
            class_weights: ClassWeights::None,
            device: Device::Cpu,
            time_budget: None,
            threads: 0,
            cache: Cache::On,
            guards: GuardPolicy::Refuse,
            rate_schedule: RateSchedule::Constant,
            spanet: SpanetTraining::default(),
            loss: Loss::CrossEntropy,
            decay: 0.0,
            keep: Keep::BestEpoch,
            missing: MissingValues::Refuse,
        }
    }

    /// The dense network of Figure 1: 5 × 256 ReLU, Adam 2.28e-4, batch 512 (section 1 of the Note).
    pub fn large_dnn() -> TrainConfig {
        TrainConfig::dnn().with_hidden(&[256; 5]).with_learning_rate(2.28e-4).with_batch_size(512)
    }

    /// The convolutional network of the Note on images of both jets: Adam 1e-4, batch 512, patience 10 (section 4.21
    /// and the slides; `resolution` 25 or 75 in the Note).
    ///
    /// Pixels are divided by the standard deviation of all training pixels of their jet ([`Scaling::None`]: not at all).
    pub fn cnn(resolution: usize) -> TrainConfig {
        let base = TrainConfig::dnn().with_learning_rate(1e-4).with_batch_size(512);
        base.with_cnn(CnnNet::note(resolution))
    }

    /// A small convolutional network that trains in seconds: Adam 1e-3, batch 128, patience 5; our own choice.
    pub fn small_cnn(resolution: usize) -> TrainConfig {
        let base = TrainConfig::dnn().with_learning_rate(1e-3).with_batch_size(128).with_patience(5);
        base.with_cnn(CnnNet::small(resolution))
    }

    /// Another architecture.
    pub fn with_model(&self, model: Network) -> TrainConfig {
        TrainConfig { model, ..self.clone() }
    }

    /// A dense network with these hidden layers.
    pub fn with_hidden(&self, hidden: &[usize]) -> TrainConfig {
        TrainConfig { model: Network::Dense(DenseNet::new(hidden)), ..self.clone() }
    }

    /// A convolutional network.
    pub fn with_cnn(&self, net: CnnNet) -> TrainConfig {
        TrainConfig { model: Network::Cnn(net), ..self.clone() }
    }

    /// Another learning rate, above 0.
    pub fn with_learning_rate(&self, learning_rate: f64) -> TrainConfig {
        TrainConfig { learning_rate, ..self.clone() }
    }

    /// Another number of events per step, at least 1.
    pub fn with_batch_size(&self, batch_size: usize) -> TrainConfig {
        TrainConfig { batch_size, ..self.clone() }
    }

    /// Another limit on the number of epochs, at least 1.
    pub fn with_max_epochs(&self, max_epochs: usize) -> TrainConfig {
        TrainConfig { max_epochs, ..self.clone() }
    }

    /// Another patience, at least 1 epoch.
    pub fn with_patience(&self, patience: usize) -> TrainConfig {
        TrainConfig { patience, ..self.clone() }
    }

    /// Another improvement of the validation loss that counts, at least 0.
    pub fn with_min_delta(&self, min_delta: f64) -> TrainConfig {
        TrainConfig { min_delta, ..self.clone() }
    }

    /// Another number of trainings, at least 1; the first trainings stay the same.
    pub fn with_repeats(&self, repeats: usize) -> TrainConfig {
        TrainConfig { repeats, ..self.clone() }
    }

    /// Another seed.
    pub fn with_seed(&self, seed: u64) -> TrainConfig {
        TrainConfig { seed, ..self.clone() }
    }

    /// Only these columns as features, in this order.
    pub fn with_features(&self, features: &[&str]) -> TrainConfig {
        TrainConfig { features: features.iter().map(|name| name.to_string()).collect(), ..self.clone() }
    }

    /// Another scaling.
    pub fn with_scaling(&self, scaling: Scaling) -> TrainConfig {
        TrainConfig { scaling, ..self.clone() }
    }

    /// Other weights of the two classes.
    pub fn with_class_weights(&self, class_weights: ClassWeights) -> TrainConfig {
        TrainConfig { class_weights, ..self.clone() }
    }

    /// Another device.
    pub fn with_device(&self, device: Device) -> TrainConfig {
        TrainConfig { device, ..self.clone() }
    }

    /// A limit in seconds; what is reached by then is kept, and the next call goes on from there.
    pub fn with_time_budget(&self, seconds: f64) -> TrainConfig {
        TrainConfig { time_budget: Some(seconds), ..self.clone() }
    }

    /// Another number of threads; 0 means all. The numbers do not depend on it.
    pub fn with_threads(&self, threads: usize) -> TrainConfig {
        TrainConfig { threads, ..self.clone() }
    }

    /// Another place for finished trainings.
    pub fn with_cache(&self, cache: Cache) -> TrainConfig {
        TrainConfig { cache, ..self.clone() }
    }

    /// Another policy of the guards.
    pub fn with_guards(&self, guards: GuardPolicy) -> TrainConfig {
        TrainConfig { guards, ..self.clone() }
    }

    /// Whether every number is in its range.
    ///
    /// # Errors
    /// The first number that is not.
    pub fn check(&self) -> Result<()> {
        match &self.model {
            Network::Dense(net) => net.check()?,
            Network::Cnn(net) => net.check()?,
            Network::Spanet(net) => net.check()?,
        }
        self.spanet.check()?;
        if !(self.spanet.is_default() || matches!(self.model, Network::Spanet(_))) {
            let expected = "those of the default, as only SPANet has other tasks than the class";
            return Err(Error::value("the settings of the tasks", expected, "others"));
        }
        self.check_choices()?;
        for (name, value) in [
            ("the batch size", self.batch_size),
            ("the largest number of epochs", self.max_epochs),
            ("the patience in epochs", self.patience),
            ("the number of trainings", self.repeats),
        ] {
            if value == 0 {
                return Err(Error::value(name, "at least 1", value));
            }
        }
        if !(self.learning_rate > 0.0 && self.learning_rate.is_finite()) {
            return Err(Error::value("the learning rate", "above 0 and finite", self.learning_rate));
        }
        if !(self.min_delta >= 0.0 && self.min_delta.is_finite()) {
            return Err(Error::value("the smallest improvement min_delta", "at least 0 and finite", self.min_delta));
        }
        match self.time_budget {
            Some(seconds) if seconds.is_nan() || seconds <= 0.0 => {
                Err(Error::value("the time budget in seconds", "above 0", seconds))
            }
            _ => Ok(()),
        }
    }

    /// The configuration with everything set to its default that does not change the numbers of a training.
    pub(crate) fn essence(&self) -> TrainConfig {
        let TrainConfig { repeats, time_budget, threads, cache, guards, .. } = TrainConfig::dnn();
        TrainConfig { repeats, time_budget, threads, cache, guards, ..self.clone() }
    }
}
