//! Weights of an attention network as plain numbers.

use rand::Rng;
use serde::{Deserialize, Serialize};

use super::SpanetNet;
use super::forward::{Engine, Wanted};
use super::layout::{Kind, Layout};
use super::pairs::choose_pairs;
use crate::error::{Error, Result};
use crate::model::weights::unit;
use crate::represent::JetRows;
use crate::rng;
use crate::store::bits;

/// All weights of a [`SpanetNet`].
///
/// # Example
/// ```
/// use cwola::model::{SpanetNet, SpanetWeights};
/// let net = SpanetNet::workshop();
/// let weights = SpanetWeights::glorot(&net, 7, 0);
/// assert_eq!(weights.values.len(), net.parameters());
/// assert_eq!(weights, SpanetWeights::glorot(&net, 7, 0)); // the seed decides
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SpanetWeights {
    /// The network.
    pub net: SpanetNet,
    /// Embedding, row of the event, encoder, classifier, branch of h1, branch of h2; in each layer kernel
    /// \[input\]\[output\] before bias, and gain before bias.
    #[serde(with = "bits::f32s")]
    pub values: Vec<f32>,
}

impl SpanetWeights {
    /// Glorot-uniform kernels, gains 1, biases 0, learnt rows uniform in ±1.
    ///
    /// Part l (kernel, bias, …) of training `repeat` draws from the random stream (seed, "init", repeat, l).
    pub fn glorot(net: &SpanetNet, seed: u64, repeat: u64) -> SpanetWeights {
        let layout = Layout::of(net);
        let mut values = vec![0.0; layout.size];
        for (l, part) in layout.parts.iter().enumerate() {
            let mut stream = rng::stream(seed, "init", repeat, l as u64);
            let limit = match part.kind {
                Kind::Kernel { inputs, outputs } => (6.0 / (inputs + outputs) as f32).sqrt(),
                Kind::Row => 1.0,
                Kind::Bias => continue,
                Kind::Gain => {
                    values[part.range.clone()].fill(1.0);
                    continue;
                }
            };
            values[part.range.clone()].iter_mut().for_each(|w| *w = (2.0 * unit(stream.next_u32()) - 1.0) * limit);
        }
        SpanetWeights { net: *net, values }
    }

    /// The same network with other numbers.
    ///
    /// # Errors
    /// A number of values that differs from the number of weights.
    pub fn with_values(&self, values: &[f32]) -> Result<SpanetWeights> {
        if values.len() != self.net.parameters() {
            return Err(Error::value("the number of weights", &self.net.parameters().to_string(), values.len()));
        }
        Ok(SpanetWeights { net: self.net, values: values.to_vec() })
    }

    /// Score of class 1 in [0, 1] for each event; jets are scaled as in training.
    pub fn predict(&self, jets: &JetRows) -> Vec<f64> {
        let margins = Engine::new(self).margins(jets, &all(jets));
        margins.into_iter().map(|z| 1.0 / (1.0 + f64::from(-z).exp())).collect()
    }

    /// The jets of both Higgs candidates of each event as slots, b1 before b2 by slot; none where there are fewer than
    /// four jets.
    ///
    /// The two pairs without a common jet whose probabilities have the largest product. Which of them is h1 means
    /// nothing.
    pub fn pairs(&self, jets: &JetRows) -> Vec<Option<[[usize; 2]; 2]>> {
        Engine::new(self).in_blocks(jets, &all(jets), Wanted::PAIRS, |tape, event, k| {
            let pairs = choose_pairs(tape.jets_of(k), tape.pairs_of(k))?;
            let slot = |jet: usize| usize::from(jets.slot[jets.range(event).start + jet]);
            Some(pairs.map(|pair| pair.map(slot)))
        })
    }
}

fn all(jets: &JetRows) -> Vec<u32> {
    (0..jets.len() as u32).collect()
}
