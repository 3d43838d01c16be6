//! Description of an attention network on the jets of an event.

use serde::{Deserialize, Serialize};

use super::layout::Layout;
use crate::error::{Error, Result};

/// SPANet: which jets come from which Higgs boson, and what the event is, from a list of jets in any order.
///
/// Each jet is five numbers (ln(pT + 1), ln(m + 1), η, φ, b-tag); there is no position in the list and no padding in the
/// sums, so that neither the order of the jets nor empty slots change anything. Data flows through
///
/// - an embedding of the jets to `hidden` numbers (dense, GELU, dense), joined by one learnt row for the event;
/// - `encoder_layers` layers of a transformer (layer norm before attention and before a dense layer of `feed_forward`
///   nodes, GELU, no dropout);
/// - a classifier on the row of the event (dense, GELU, one margin z; score = 1 / (1 + e^−z), the softmax of two classes);
/// - for each Higgs boson a branch with a learnt row and `branch_layers` layers of its own, whose row says whether the
///   boson can be found at all (detection), and whose jets go through a dense network for each daughter b1 and b2 to
///   u_1, u_2; the pair (x, y) of jets has the logit (u_1x·u_2y + u_1y·u_2x) / (2 √hidden), symmetric in b1 and b2.
///
/// After Shmakov et al. (SciPost Phys. 12, 178, 2022) and the public code of SPANet 2, which differ in details: theirs
/// has a deeper embedding, dropout, and transformers between branch and daughters.
///
/// # Example
/// ```
/// use cwola::model::SpanetNet;
/// let net = SpanetNet::workshop();
/// assert_eq!(net.to_string(), "SPANet 32 wide, 4 heads, 2 + 1 layers of 64");
/// assert!(SpanetNet::published().parameters() > 40 * net.parameters());
/// assert!(net.with_heads(5).check().unwrap_err().to_string().contains("multiple of the number of heads"));
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanetNet {
    /// Numbers per jet inside the network.
    pub hidden: usize,
    /// Heads of each attention; `hidden` is a multiple of it.
    pub heads: usize,
    /// Layers of the encoder that all tasks share.
    pub encoder_layers: usize,
    /// Layers of each branch; 0 is possible.
    pub branch_layers: usize,
    /// Nodes of the dense layer inside each transformer layer.
    pub feed_forward: usize,
}

impl SpanetNet {
    /// A network for an afternoon: 32 wide, 4 heads, 2 + 1 layers; our own choice.
    pub fn workshop() -> SpanetNet {
        SpanetNet { hidden: 32, heads: 4, encoder_layers: 2, branch_layers: 1, feed_forward: 64 }
    }

    /// The sizes of the public options for resonant hh → 4b: 256 wide, 8 + 4 layers, dense layers of 64.
    pub fn published() -> SpanetNet {
        SpanetNet { hidden: 256, heads: 4, encoder_layers: 8, branch_layers: 4, feed_forward: 64 }
    }

    /// Another width.
    pub fn with_hidden(self, hidden: usize) -> SpanetNet {
        SpanetNet { hidden, ..self }
    }

    /// Another number of heads.
    pub fn with_heads(self, heads: usize) -> SpanetNet {
        SpanetNet { heads, ..self }
    }

    /// Other numbers of layers in the encoder and in each branch.
    pub fn with_layers(self, encoder_layers: usize, branch_layers: usize) -> SpanetNet {
        SpanetNet { encoder_layers, branch_layers, ..self }
    }

    /// Another number of nodes of the dense layers.
    pub fn with_feed_forward(self, feed_forward: usize) -> SpanetNet {
        SpanetNet { feed_forward, ..self }
    }

    /// Number of trainable numbers.
    pub fn parameters(&self) -> usize {
        Layout::of(self).size
    }

    /// Whether every number is in its range.
    ///
    /// # Errors
    /// A width or number of nodes of 0 or above 4096, more than 64 layers, or a width that the heads cannot share.
    pub fn check(&self) -> Result<()> {
        for (name, size) in [("the width", self.hidden), ("the number of nodes of the dense layers", self.feed_forward)]
        {
            if !(1..=4096).contains(&size) {
                return Err(Error::value(&format!("{name} of the network"), "from 1 to 4096", size));
            }
        }
        if self.heads == 0 || !self.hidden.is_multiple_of(self.heads) {
            let expected = format!("a multiple of the number of heads ({})", self.heads);
            return Err(Error::value("the width of the network", &expected, self.hidden));
        }
        let layers = self.encoder_layers.max(self.branch_layers);
        if layers > 64 {
            return Err(Error::value("the number of layers", "at most 64", layers));
        }
        Ok(())
    }
}

impl std::fmt::Display for SpanetNet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let SpanetNet { hidden, heads, encoder_layers, branch_layers, feed_forward } = self;
        write!(f, "SPANet {hidden} wide, {heads} heads, {encoder_layers} + {branch_layers} layers of {feed_forward}")
    }
}
