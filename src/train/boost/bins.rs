//! Features as small whole numbers.

use crate::represent::Matrix;

/// Bins of values; one more holds missing values.
pub(super) const BINS: usize = 255;
/// The bin of missing values.
pub(super) const MISSING: u8 = 255;

/// Bins of all events, feature by feature, and the values between them.
#[derive(Debug)]
pub(super) struct Binned {
    pub rows: usize,
    /// `columns[feature][row]`.
    pub columns: Vec<Vec<u8>>,
    /// `edges[feature][bin]`: largest value of a bin but the last.
    pub edges: Vec<Vec<f32>>,
    /// Whether a feature has missing values.
    pub misses: Vec<bool>,
}

impl Binned {
    /// Cuts half-way between neighbouring values; where there are more than 255 values, at equally many events.
    pub fn new(matrix: &Matrix) -> Binned {
        let mut binned = Binned { rows: matrix.rows, columns: Vec::new(), edges: Vec::new(), misses: Vec::new() };
        for feature in 0..matrix.cols {
            let values: Vec<f32> = matrix.data.iter().skip(feature).step_by(matrix.cols).copied().collect();
            let edges = edges(&values);
            let bin = |value: &f32| match value.is_nan() {
                true => MISSING,
                false => edges.partition_point(|edge| edge < value) as u8,
            };
            binned.columns.push(values.iter().map(bin).collect());
            binned.misses.push(values.iter().any(|value| value.is_nan()));
            binned.edges.push(edges);
        }
        binned
    }
}

fn edges(values: &[f32]) -> Vec<f32> {
    let mut sorted: Vec<f32> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    sorted.sort_unstable_by(f32::total_cmp);
    let mut distinct = sorted.clone();
    distinct.dedup();
    let middle = |a: f32, b: f32| {
        let middle = a + (b - a) / 2.0;
        // Between neighbouring numbers there may be none.
        if middle < b { middle } else { a }
    };
    if distinct.len() <= BINS {
        return distinct.windows(2).map(|pair| middle(pair[0], pair[1])).collect();
    }
    let n = sorted.len();
    let quantile = |k: usize| {
        let at = k * n / BINS;
        middle(sorted[at - 1], sorted[at])
    };
    let mut edges: Vec<f32> = (1..BINS).map(quantile).collect();
    edges.dedup();
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_one_bin_are_on_one_side_of_every_edge() {
        let data: Vec<f32> = (0..3000).map(|k| ((k * 7919) % 3001) as f32 * 0.1).chain([f32::NAN]).collect();
        let matrix = Matrix { rows: 3001, cols: 1, data: data.clone(), names: vec!["x".into()] };
        let binned = Binned::new(&matrix);
        assert!(binned.misses[0] && binned.columns[0][3000] == MISSING && binned.edges[0].len() == BINS - 1);
        for (edge, bin) in binned.edges[0].iter().zip(0u8..) {
            let below = data.iter().zip(&binned.columns[0]).filter(|(x, _)| **x <= *edge);
            assert!(below.clone().all(|(_, b)| *b <= bin) && below.count() > 0);
        }
    }
}
