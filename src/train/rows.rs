//! Scaled features, labels and weights of the events on one side of a split.

use rand::Rng;

use super::ClassWeights;
use crate::represent::Matrix;
use crate::rng;

/// What a network is trained on, or validated with.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    /// Number of features.
    pub cols: usize,
    /// Features, row by row.
    pub x: Vec<f32>,
    /// 1 or 0.
    pub label: Vec<f32>,
    /// Weight in the loss; the mean over the training rows is 1.
    pub weight: Vec<f32>,
}

impl Rows {
    /// Takes a scaled matrix and its labels, all with weight 1.
    pub fn new(x: Matrix, labels: &[u8]) -> Rows {
        let label: Vec<f32> = labels.iter().map(|label| f32::from(*label)).collect();
        Rows { cols: x.cols, x: x.data, weight: vec![1.0; label.len()], label }
    }

    /// Number of events.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.label.len()
    }

    /// Sets the weight of each event to that of its class.
    pub fn weigh(&mut self, of_class: [f32; 2]) {
        weigh(&mut self.weight, &self.label, of_class);
    }

    /// Weights of label 0 and 1 that the training rows ask for.
    pub fn class_weights(&self, wanted: ClassWeights) -> [f32; 2] {
        class_weights(&self.label, wanted)
    }

    /// Copies the given rows into contiguous room.
    pub fn gather(&self, rows: &[u32], x: &mut Vec<f32>, label: &mut Vec<f32>, weight: &mut Vec<f32>) {
        x.clear();
        label.clear();
        weight.clear();
        for &row in rows {
            let row = row as usize;
            x.extend_from_slice(&self.x[row * self.cols..(row + 1) * self.cols]);
            label.push(self.label[row]);
            weight.push(self.weight[row]);
        }
    }
}

/// Sets the weight of each event to that of its class.
pub(crate) fn weigh(weight: &mut [f32], label: &[f32], of_class: [f32; 2]) {
    for (weight, label) in weight.iter_mut().zip(label) {
        *weight = of_class[usize::from(*label > 0.5)];
    }
}

/// Weights of label 0 and 1 that training events with these labels ask for.
///
/// Balanced: n / (2 n_class), so that both classes count the same and the mean is 1.
pub(crate) fn class_weights(label: &[f32], wanted: ClassWeights) -> [f32; 2] {
    let ones = label.iter().filter(|label| **label > 0.5).count();
    let of_class = |size: usize| if size == 0 { 1.0 } else { (label.len() as f64 / (2.0 * size as f64)) as f32 };
    match wanted {
        ClassWeights::None => [1.0, 1.0],
        ClassWeights::Balanced => [of_class(label.len() - ones), of_class(ones)],
    }
}

/// Puts 0…n−1 into random order: a Fisher–Yates shuffle of the stream (seed, "shuffle", repeat, epoch).
pub(crate) fn shuffle(order: &mut Vec<u32>, n: usize, seed: u64, repeat: u64, epoch: u64) {
    order.clear();
    order.extend(0..n as u32);
    let mut stream = rng::stream(seed, "shuffle", repeat, epoch);
    for k in (1..n).rev() {
        let j = (u64::from(stream.next_u32()) * (k as u64 + 1)) >> 32;
        order.swap(k, j as usize);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_visits_every_row_once_in_its_own_order() {
        let (mut first, mut second) = (Vec::new(), Vec::new());
        shuffle(&mut first, 1000, 1, 0, 0);
        shuffle(&mut second, 1000, 1, 0, 1);
        assert_ne!(first, second);
        first.sort_unstable();
        assert_eq!(first, (0..1000).collect::<Vec<_>>());
        shuffle(&mut first, 1000, 1, 0, 1);
        assert_eq!(first, second);
    }

    #[test]
    fn balanced_weights_have_mean_one() {
        let x = Matrix { rows: 4, cols: 1, data: vec![0.0; 4], names: vec!["x".into()] };
        let mut rows = Rows::new(x, &[1, 0, 0, 0]);
        rows.weigh(rows.class_weights(ClassWeights::Balanced));
        assert_eq!(rows.weight[0], 2.0);
        assert!((rows.weight.iter().sum::<f32>() - 4.0).abs() < 1e-6);
    }
}
