//! Boosted decision trees: prediction.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::represent::Matrix;
use crate::store::bits;

/// One node of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) enum Node {
    /// The end of a branch: what it adds to ln p/(1−p).
    Leaf(#[serde(with = "bits::f32")] f32),
    /// Values up to the threshold go left, others right.
    Split {
        /// Column.
        feature: usize,
        /// Largest value that goes left; may be infinite.
        #[serde(with = "bits::f32")]
        threshold: f32,
        /// Whether events without a value (NaN) go left.
        missing_left: bool,
        /// Index of the left branch.
        left: usize,
        /// Index of the right branch.
        right: usize,
    },
}

/// A sum of decision trees that gives ln p/(1−p); features need no scaling and may be missing (NaN).
///
/// They come from [`train_boosted_trees`](crate::train::train_boosted_trees).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoostedTrees {
    /// Names of the features, in order.
    pub features: Vec<String>,
    #[serde(with = "bits::f32")]
    pub(crate) bias: f32,
    /// Trees; the first node of each is its root.
    pub(crate) trees: Vec<Vec<Node>>,
}

impl BoostedTrees {
    /// Number of trees.
    pub fn len(&self) -> usize {
        self.trees.len()
    }

    /// Whether there is no tree.
    pub fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }

    /// Whether every question asks for a feature that is there, and every branch leads on: prediction relies on it.
    pub(crate) fn is_sound(&self) -> bool {
        let sound = |(at, node): (usize, &Node), nodes: usize| match node {
            Node::Leaf(_) => true,
            Node::Split { feature, left, right, .. } => {
                *feature < self.features.len() && [left, right].iter().all(|next| **next > at && **next < nodes)
            }
        };
        self.trees.iter().all(|tree| !tree.is_empty() && tree.iter().enumerate().all(|node| sound(node, tree.len())))
    }

    /// Score of class 1 in (0, 1) for each row.
    ///
    /// # Errors
    /// A number of columns that differs from the number of features.
    pub fn predict(&self, x: &Matrix) -> Result<Vec<f64>> {
        if x.cols != self.features.len() {
            return Err(Error::value("the number of features", &self.features.len().to_string(), x.cols));
        }
        let margin = |row: usize| self.trees.iter().fold(self.bias, |sum, tree| sum + leaf(tree, x.row(row)));
        Ok((0..x.rows).map(|row| 1.0 / (1.0 + f64::from(-margin(row)).exp())).collect())
    }
}

/// The value of the leaf that an event falls into.
pub(crate) fn leaf(tree: &[Node], row: &[f32]) -> f32 {
    let mut at = 0;
    loop {
        match tree[at] {
            Node::Leaf(value) => return value,
            Node::Split { feature, threshold, missing_left, left, right } => {
                let value = row[feature];
                let goes_left = if value.is_nan() { missing_left } else { value <= threshold };
                at = if goes_left { left } else { right };
            }
        }
    }
}

impl std::fmt::Display for BoostedTrees {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} boosted trees on {} features", self.len(), self.features.len())
    }
}
