//! Description of a convolutional network on pairs of jet images.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// How the two jet images of an event enter a convolutional network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CnnKind {
    /// Both jets are channels of one image; two outputs with softmax ("2 channel", Figure 19 of the Note).
    TwoChannel,
    /// Each jet goes through the same network with one sigmoid output; the score is the product of both ("2 image",
    /// section 4.21 of the Note).
    TwoImage,
}

/// A convolutional network on the images of the two leading jets.
///
/// Layers, each followed by ReLU: convolution 5×5, pooling, convolution 5×5, pooling, convolution 3×3, pooling,
/// convolution 3×3, flatten, dense layers, output. Convolutions keep the size of the image (zeros outside); pooling
/// takes the largest of 2×2 pixels and drops an odd last row and column (25 → 12 → 6 → 3 and 75 → 37 → 18 → 9).
///
/// - [`CnnKind::TwoImage`]: score = σ(z1) σ(z2) with the output z of each jet, binary cross-entropy.
/// - [`CnnKind::TwoChannel`]: score = softmax of two outputs, categorical cross-entropy.
///
/// # Example
/// ```
/// use cwola::model::{CnnKind, CnnNet};
/// let net = CnnNet::note(25);
/// assert_eq!(net.to_string(), "two-image CNN 25×25, filters 64–64–128–128, dense 128–128–128");
/// assert_eq!(net.sides(), [25, 12, 6, 3]);
/// let convolutions = (25 + 1) * 64 + (25 * 64 + 1) * 64 + (9 * 64 + 1) * 128 + (9 * 128 + 1) * 128;
/// let dense = (3 * 3 * 128 + 1) * 128 + 2 * (128 + 1) * 128 + 128 + 1;
/// assert_eq!(net.parameters(), convolutions + dense);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CnnNet {
    /// How the two jets enter.
    pub kind: CnnKind,
    /// Pixels along one side of an image, from 8 to 255.
    pub resolution: usize,
    /// Filters of the four convolutions.
    pub filters: [usize; 4],
    /// Nodes of the dense layers between the convolutions and the output.
    pub dense: Vec<usize>,
}

/// Side of the kernels of the four convolutions.
pub(crate) const KERNELS: [usize; 4] = [5, 5, 3, 3];

impl CnnNet {
    /// The network of the Note and the slides: two images, 64–64–128–128 filters, 3 × 128 dense nodes.
    pub fn note(resolution: usize) -> CnnNet {
        CnnNet { kind: CnnKind::TwoImage, resolution, filters: [64, 64, 128, 128], dense: vec![128; 3] }
    }

    /// A network for an afternoon: two images, 8–8–16–16 filters, 32 dense nodes; our own choice.
    pub fn small(resolution: usize) -> CnnNet {
        CnnNet { kind: CnnKind::TwoImage, resolution, filters: [8, 8, 16, 16], dense: vec![32] }
    }

    /// Another way for the jets to enter.
    pub fn with_kind(&self, kind: CnnKind) -> CnnNet {
        CnnNet { kind, ..self.clone() }
    }

    /// Other numbers of filters.
    pub fn with_filters(&self, filters: [usize; 4]) -> CnnNet {
        CnnNet { filters, ..self.clone() }
    }

    /// Other dense layers; none at all is possible.
    pub fn with_dense(&self, dense: &[usize]) -> CnnNet {
        CnnNet { dense: dense.to_vec(), ..self.clone() }
    }

    /// Side of the image that each convolution sees, pixels.
    pub fn sides(&self) -> [usize; 4] {
        std::array::from_fn(|l| self.resolution >> l)
    }

    /// Number of trainable numbers.
    pub fn parameters(&self) -> usize {
        super::layout::Layout::of(self).size
    }

    /// Whether every number is in its range.
    ///
    /// # Errors
    /// A resolution below 8 or above 255, or a layer without nodes or with more than 4096.
    pub fn check(&self) -> Result<()> {
        if !(8..=255).contains(&self.resolution) {
            return Err(Error::value("the resolution of the network", "from 8 to 255 pixels", self.resolution));
        }
        for (name, sizes) in [("filters of convolution", &self.filters[..]), ("nodes of dense layer", &self.dense)] {
            if let Some(layer) = sizes.iter().position(|size| !(1..=4096).contains(size)) {
                let quantity = format!("the number of {name} {}", layer + 1);
                return Err(Error::value(&quantity, "from 1 to 4096", sizes[layer]));
            }
        }
        Ok(())
    }
}

impl std::fmt::Display for CnnNet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let join = |sizes: &[usize]| sizes.iter().map(usize::to_string).collect::<Vec<_>>().join("–");
        let kind = match self.kind {
            CnnKind::TwoChannel => "two-channel",
            CnnKind::TwoImage => "two-image",
        };
        write!(f, "{kind} CNN {0}×{0}, filters {1}", self.resolution, join(&self.filters))?;
        match self.dense.as_slice() {
            [] => Ok(()),
            dense => write!(f, ", dense {}", join(dense)),
        }
    }
}
