//! Gradient boosting of decision trees on histograms of the features.
//!
//! The crate `perpetual` would do this too, but turns on a feature of `serde_json`, with which half of the dependencies
//! would be compiled again; this is the plain algorithm of G. Ke et al. (LightGBM) with trees of a fixed depth.

mod bins;
mod tree;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::mixing::{MixedSample, Part};
use crate::model::BoostedTrees;
use crate::represent::Matrix;
use bins::Binned;
use tree::Grower;

/// Settings of boosted decision trees.
///
/// # Example
/// ```
/// use cwola::train::BoostConfig;
/// let config = BoostConfig::default().with_trees(50).with_depth(2);
/// assert_eq!((config.trees, config.depth, config.learning_rate), (50, 2, 0.1));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BoostConfig {
    /// Number of trees; 100 by default.
    pub trees: usize,
    /// Questions from root to leaf; 3 by default, at most 8.
    pub depth: usize,
    /// What each tree's values are multiplied by; 0.1 by default.
    pub learning_rate: f64,
    /// Fewest training events of a leaf; 20 by default.
    pub smallest_leaf: usize,
    /// Names of the features; empty means every column but `event`, `signal` and `weight`.
    pub features: Vec<String>,
}

impl Default for BoostConfig {
    fn default() -> BoostConfig {
        BoostConfig { trees: 100, depth: 3, learning_rate: 0.1, smallest_leaf: 20, features: Vec::new() }
    }
}

impl BoostConfig {
    /// Another number of trees, at least 1.
    pub fn with_trees(&self, trees: usize) -> BoostConfig {
        BoostConfig { trees, ..self.clone() }
    }

    /// Another depth, 1 to 8.
    pub fn with_depth(&self, depth: usize) -> BoostConfig {
        BoostConfig { depth, ..self.clone() }
    }

    /// Another learning rate, above 0.
    pub fn with_learning_rate(&self, learning_rate: f64) -> BoostConfig {
        BoostConfig { learning_rate, ..self.clone() }
    }

    /// Another size of the smallest leaf, at least 1.
    pub fn with_smallest_leaf(&self, smallest_leaf: usize) -> BoostConfig {
        BoostConfig { smallest_leaf, ..self.clone() }
    }

    /// Only these columns as features, in this order.
    pub fn with_features(&self, features: &[&str]) -> BoostConfig {
        BoostConfig { features: features.iter().map(|name| name.to_string()).collect(), ..self.clone() }
    }

    /// Whether every number is in its range.
    ///
    /// # Errors
    /// The first number that is not.
    pub fn check(&self) -> Result<()> {
        for (name, value, most) in [
            ("the number of trees", self.trees, 100_000),
            ("the depth of the trees", self.depth, 8),
            ("the number of events of the smallest leaf", self.smallest_leaf, usize::MAX),
        ] {
            if value == 0 || value > most {
                let expected = if most == usize::MAX { "at least 1".into() } else { format!("between 1 and {most}") };
                return Err(Error::value(name, &expected, value));
            }
        }
        if !(self.learning_rate > 0.0 && self.learning_rate.is_finite()) {
            return Err(Error::value("the learning rate", "above 0 and finite", self.learning_rate));
        }
        Ok(())
    }
}

/// Trains boosted decision trees to tell mixture M1 from M2 on the training events of a sample.
///
/// Each tree is fitted to the gradients of the cross-entropy; splits are looked for among 255 values of each feature,
/// and events without a value (NaN) go to the side on which they gain most. Nothing is random; validation events are
/// not looked at, and nothing stops early.
///
/// # Errors
/// A setting out of range, a feature that is not in the sample or infinite, one class only among the training events.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// use cwola::train::{BoostConfig, train_boosted_trees};
/// let toy = GaussianToy::new(2.0);
/// let mixed = MixedSample::by_fraction(&toy.signal(2000, 1)?, &toy.background(2000, 1)?, 0.9, 0.1, 1900, 7)?;
/// let trees = train_boosted_trees(&mixed, &BoostConfig::default().with_trees(20))?;
/// let test = toy.test(1000, 2)?;
/// let scores = cwola::evaluate::Scores::new(trees.predict(&Matrix::from_frame(test.frame(), &trees.features)?)?, test.truth()?)?;
/// assert!((scores.auc() - toy.best_auc()).abs() < 0.02);
/// # Ok::<(), Error>(())
/// ```
pub fn train_boosted_trees(mixed: &MixedSample, config: &BoostConfig) -> Result<BoostedTrees> {
    config.check()?;
    let features = super::prepare::features_of(mixed.frame(), &config.features)?;
    let matrix = Matrix::from_frame(mixed.frame(), &features)?;
    let rows: Vec<usize> = (0..mixed.len()).filter(|row| mixed.parts()[*row] == Part::Train).collect();
    let labels: Vec<f32> = rows.iter().map(|row| f32::from(mixed.labels()[*row])).collect();
    boost(&matrix.rows_of(&rows), &labels, config)
}

/// Trains on all rows of a matrix.
pub(super) fn boost(matrix: &Matrix, labels: &[f32], config: &BoostConfig) -> Result<BoostedTrees> {
    if let Some(at) = matrix.data.iter().position(|value| value.is_infinite()) {
        let quantity = format!("the feature \"{}\" of event {}", matrix.names[at % matrix.cols], at / matrix.cols);
        return Err(Error::value(&quantity, "a finite number or missing", matrix.data[at]));
    }
    let share = labels.iter().map(|y| f64::from(*y)).sum::<f64>() / labels.len() as f64;
    if !(share > 0.0 && share < 1.0) {
        return Err(Error::Guard("The training events are of one class only: there is nothing to tell apart.".into()));
    }
    let binned = Binned::new(matrix);
    let bias = (share / (1.0 - share)).ln() as f32;
    let mut margins = vec![bias; labels.len()];
    let mut grower = Grower::new(&binned, config);
    let mut trees = Vec::with_capacity(config.trees);
    for grown in 0..config.trees {
        crate::interrupt::check(|| {
            format!("Boosting was interrupted after {grown} of {} trees. Nothing of it is kept.", config.trees)
        })?;
        trees.push(grower.tree(labels, &mut margins));
    }
    Ok(BoostedTrees { features: matrix.names.clone(), bias, trees })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng;
    use rand::RngExt;

    /// x, y uniform, z missing in half of the class 1; class 1 where x > 0.3 and y > 0.6.
    fn data(n: usize) -> (Matrix, Vec<f32>) {
        let mut stream = rng::stream(3, "boost test", 0, 0);
        let (mut data, mut labels) = (Vec::new(), Vec::new());
        for k in 0..n {
            let (x, y): (f32, f32) = (stream.random(), stream.random());
            let one = x > 0.3 && y > 0.6;
            data.extend([x, y, if one && k % 2 == 0 { f32::NAN } else { stream.random() }]);
            labels.push(f32::from(u8::from(one)));
        }
        (Matrix { rows: n, cols: 3, data, names: ["x", "y", "z"].map(String::from).to_vec() }, labels)
    }

    #[test]
    fn a_box_is_learnt_and_missing_values_are_used() {
        let (matrix, labels) = data(4000);
        let accuracy = |trees: &BoostedTrees, matrix: &Matrix, labels: &[f32]| {
            let scores = trees.predict(matrix).unwrap();
            scores.iter().zip(labels).filter(|(s, y)| (**s > 0.5) == (**y > 0.5)).count() as f64 / labels.len() as f64
        };
        let trees = boost(&matrix, &labels, &BoostConfig::default()).unwrap();
        assert!(accuracy(&trees, &matrix, &labels) > 0.99);
        let only_z: Vec<f32> = matrix.data.chunks(3).flat_map(|row| [0.0, 0.0, row[2]]).collect();
        let blind = Matrix { data: only_z, ..matrix.clone() };
        let trees = boost(&blind, &labels, &BoostConfig::default().with_trees(30).with_depth(1)).unwrap();
        let scores = trees.predict(&blind).unwrap();
        assert!(scores[labels.iter().position(|y| *y > 0.5).unwrap()..].iter().any(|s| *s > 0.9), "NaN means class 1");
    }

    #[test]
    fn a_tree_of_one_question_is_the_best_of_all() {
        // By hand: class 1 above 5, twenty events each side, one of them wrong.
        let x: Vec<f32> = (0..40).map(|k| if k < 20 { k as f32 / 4.0 } else { 6.0 + k as f32 }).collect();
        let labels: Vec<f32> = (0..40).map(|k| f32::from(u8::from(k >= 20 || k == 3))).collect();
        let matrix = Matrix { rows: 40, cols: 1, data: x, names: vec!["x".into()] };
        let config = BoostConfig::default().with_trees(1).with_depth(1).with_learning_rate(1.0);
        let scores = boost(&matrix, &labels, &config).unwrap().predict(&matrix).unwrap();
        // Left leaf: −G/H = (1 − 20 p)/(20 p(1−p)) with p = 21/40; right leaf: 1/p.
        let p = 21.0f64 / 40.0;
        let margin = |value: f64| (p / (1.0 - p)).ln() + value;
        let (left, right) = ((1.0 - 20.0 * p) / (20.0 * p * (1.0 - p)), 1.0 / p);
        let score = |value: f64| 1.0 / (1.0 + (-margin(value)).exp());
        assert!((scores[0] - score(left)).abs() < 1e-5 && (scores[39] - score(right)).abs() < 1e-5, "{scores:?}");
    }

    #[test]
    fn wrong_settings_are_sentences() {
        let (matrix, labels) = data(100);
        let text = |config: &BoostConfig| config.check().unwrap_err().to_string();
        assert_eq!(
            text(&BoostConfig::default().with_depth(9)),
            "the depth of the trees should be between 1 and 8, but is 9."
        );
        let one_class = boost(&matrix, &vec![1.0; labels.len()], &BoostConfig::default()).unwrap_err();
        assert!(one_class.to_string().contains("one class only"));
    }
}
