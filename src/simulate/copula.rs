//! A Gaussian copula: events whose columns have the distributions of a sample and its rank correlations.
//!
//! Events are divided into classes by which columns have a value. In each class every column is turned into normal
//! scores (ranks as quantiles of the normal distribution); their correlations and the quantiles of each column are all that
//! is kept. New events are correlated normal numbers turned back.

use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::stats::{normal_cdf, normal_quantile};

/// Quantiles of a column are kept at these normal scores: −3.2, −3.0, …, 3.2.
const KNOTS: usize = 33;
const LAST_KNOT: f64 = 3.2;
/// Classes with fewer events than this are left out: their correlations would be noise.
const SMALLEST_CLASS: usize = 100;
/// A column with at most this many values is discrete.
const DISCRETE: usize = 16;

/// What is kept of a sample.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Copula {
    columns: usize,
    classes: Vec<Class>,
}

/// Events that have values in the same columns.
#[derive(Debug, Clone, PartialEq)]
struct Class {
    /// Share of this class and those before it.
    up_to: f64,
    /// Columns that have values; the first one of the copula always has.
    present: Vec<usize>,
    marginals: Vec<Marginal>,
    /// L of the correlation matrix L Lᵀ of the normal scores, row by row.
    lower: Vec<Vec<f64>>,
}

/// From normal scores to values.
#[derive(Debug, Clone, PartialEq)]
enum Marginal {
    /// Values at the knots, joined by straight lines.
    Smooth(Vec<f64>),
    /// Values, each up to a normal score.
    Steps(Vec<(f64, f64)>),
}

impl Copula {
    /// Measures columns of equal length; the first one must have a value in every row.
    pub fn measure(columns: &[Vec<f64>]) -> Copula {
        let rows = columns.first().map_or(0, Vec::len);
        let pattern = |row: usize| columns.iter().map(|column| column[row].is_nan()).collect::<Vec<bool>>();
        let mut groups: std::collections::BTreeMap<Vec<bool>, Vec<usize>> = std::collections::BTreeMap::new();
        (0..rows).for_each(|row| groups.entry(pattern(row)).or_default().push(row));
        groups.retain(|_, rows| rows.len() >= SMALLEST_CLASS);
        let total: usize = groups.values().map(Vec::len).sum();
        let (mut classes, mut seen) = (Vec::new(), 0);
        for (missing, rows) in groups {
            seen += rows.len();
            let present: Vec<usize> = (0..columns.len()).filter(|column| !missing[*column]).collect();
            let taken: Vec<Vec<f64>> =
                present.iter().map(|column| rows.iter().map(|row| columns[*column][*row]).collect()).collect();
            let scores: Vec<Vec<f64>> = taken.iter().map(|values| normal_scores(values)).collect();
            classes.push(Class {
                up_to: seen as f64 / total as f64,
                present,
                marginals: taken.into_iter().map(Marginal::measure).collect(),
                lower: lower_triangle(&correlations(&scores)),
            });
        }
        Copula { columns: columns.len(), classes }
    }

    /// Whether no class was large enough.
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    /// One event: the normal score of the first column, and the values of the others (NaN where there is none).
    ///
    /// Correlations with the first column are multiplied by `share`; `shift` is added to the normal score of each column.
    pub fn draw(&self, rng: &mut impl Rng, share: f64, shift: &[f64]) -> (f64, Vec<f64>) {
        let class_draw = normal_cdf(StandardNormal.sample(rng));
        let mut values = vec![f64::NAN; self.columns];
        let Some(class) = self.classes.iter().find(|class| class_draw <= class.up_to).or(self.classes.last()) else {
            return (0.0, values);
        };
        let noise: Vec<f64> = class.present.iter().map(|_| StandardNormal.sample(rng)).collect();
        for (k, (column, marginal)) in class.present.iter().zip(&class.marginals).enumerate().skip(1) {
            let row = &class.lower[k];
            let first = share * row[0];
            let rest: f64 = row[1..=k].iter().zip(&noise[1..]).map(|(l, z)| l * z).sum();
            // The score keeps its width of 1 whatever the share.
            let width = 1.0 - row[0] * row[0];
            let rest_width = if width > 1e-12 { ((1.0 - first * first) / width).sqrt() } else { 0.0 };
            values[*column] = marginal.at(first * noise[0] + rest_width * rest + shift[*column]);
        }
        (noise[0], values)
    }
}

impl Marginal {
    fn measure(mut values: Vec<f64>) -> Marginal {
        values.sort_unstable_by(f64::total_cmp);
        let n = values.len();
        let mut distinct = values.clone();
        distinct.dedup();
        if distinct.len() <= DISCRETE {
            let up_to = |value: f64| values.partition_point(|other| *other <= value) as f64 / n as f64;
            return Marginal::Steps(distinct.into_iter().map(|value| (value, normal_quantile(up_to(value)))).collect());
        }
        let knot = |k: usize| {
            let at = normal_cdf(knot_at(k)) * n as f64 - 0.5;
            let below = at.floor().clamp(0.0, (n - 1) as f64);
            let above = (below + 1.0).min((n - 1) as f64);
            let part = (at - below).clamp(0.0, 1.0);
            values[below as usize] * (1.0 - part) + values[above as usize] * part
        };
        Marginal::Smooth((0..KNOTS).map(knot).collect())
    }

    fn at(&self, score: f64) -> f64 {
        match self {
            Marginal::Steps(steps) => {
                let found = steps.iter().find(|(_, up_to)| score <= *up_to).or(steps.last());
                found.map_or(f64::NAN, |(value, _)| *value)
            }
            Marginal::Smooth(knots) => {
                let at = ((score + LAST_KNOT) / (knot_at(1) - knot_at(0))).clamp(0.0, (KNOTS - 1) as f64);
                let below = (at as usize).min(KNOTS - 2);
                let part = at - below as f64;
                knots[below] * (1.0 - part) + knots[below + 1] * part
            }
        }
    }
}

fn knot_at(k: usize) -> f64 {
    LAST_KNOT * (2.0 * k as f64 / (KNOTS - 1) as f64 - 1.0)
}

/// Φ⁻¹ of (rank − ½)/n, equal values sharing their mean rank.
fn normal_scores(values: &[f64]) -> Vec<f64> {
    let n = values.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let (mut scores, mut begin) = (vec![0.0; n], 0);
    while begin < n {
        let tied = order[begin..].iter().take_while(|row| values[**row] == values[order[begin]]).count().max(1);
        let score = normal_quantile((begin as f64 + tied as f64 / 2.0) / n as f64);
        order[begin..begin + tied].iter().for_each(|row| scores[*row] = score);
        begin += tied;
    }
    scores
}

fn correlations(scores: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let n = scores.first().map_or(1, Vec::len) as f64;
    let centred: Vec<Vec<f64>> = scores
        .iter()
        .map(|column| {
            let mean = column.iter().sum::<f64>() / n;
            column.iter().map(|z| z - mean).collect()
        })
        .collect();
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    let size: Vec<f64> = centred.iter().map(|column| product(column, column).sqrt()).collect();
    let one = |i: usize, j: usize| match size[i] * size[j] {
        _ if i == j => 1.0,
        scale if scale > 0.0 => product(&centred[i], &centred[j]) / scale,
        _ => 0.0, // a column with one value
    };
    (0..scores.len()).map(|i| (0..scores.len()).map(|j| one(i, j)).collect()).collect()
}

/// L of M = L Lᵀ for a correlation matrix; a direction without width stays zero.
fn lower_triangle(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let n = matrix.len();
    let mut lower = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            let rest = matrix[i][j] - sum;
            lower[i][j] = match (i == j, lower[j][j]) {
                (true, _) => rest.max(0.0).sqrt(),
                (false, pivot) if pivot > 1e-6 => rest / pivot,
                (false, _) => 0.0,
            };
        }
    }
    lower
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng;

    #[test]
    fn new_events_are_like_the_old_ones() {
        let mut stream = rng::stream(1, "copula test", 0, 0);
        let mut columns = vec![Vec::new(), Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..20_000 {
            let (x, y): (f64, f64) = (StandardNormal.sample(&mut stream), StandardNormal.sample(&mut stream));
            let jets = if y > 1.0 {
                2.0
            } else if y > 0.0 {
                1.0
            } else {
                0.0
            };
            columns[0].push(x);
            columns[1].push((0.6 * x + 0.8 * y).exp());
            columns[2].push(jets);
            columns[3].push(if jets > 0.0 { y * y } else { f64::NAN });
        }
        let copula = Copula::measure(&columns);
        let draw = |share: f64| {
            let mut stream = rng::stream(2, "copula test", 0, 0);
            let mut events = vec![Vec::new(); 4];
            for _ in 0..20_000 {
                let (first, values) = copula.draw(&mut stream, share, &[0.0; 4]);
                events[0].push(first);
                (1..4).for_each(|k| events[k].push(values[k]));
            }
            events
        };
        let of =
            |columns: &[Vec<f64>], k: usize| columns[k].iter().copied().filter(|v| !v.is_nan()).collect::<Vec<_>>();
        let events = draw(1.0);
        for k in 1..4 {
            let test = crate::stats::kolmogorov_smirnov(&of(&columns, k), &of(&events, k)).unwrap();
            assert!(test.statistic < 0.02, "column {k}: {test:?}");
        }
        let correlation =
            |events: &[Vec<f64>]| correlations(&[normal_scores(&events[0]), normal_scores(&events[1])])[0][1];
        assert!((correlation(&events) - correlation(&columns)).abs() < 0.03);
        assert!(correlation(&draw(0.0)).abs() < 0.02, "the share of the correlation can be set to nothing");
    }
}
