//! Numbers of events and rows of a toy, by its seed.

use rand::RngExt;
use rand_distr::{Distribution, Poisson};

use crate::error::{Error, Result};
use crate::rng;

/// A Poisson number around `expected`.
pub(super) fn poisson(expected: f64, what: &str, seed: u64) -> Result<usize> {
    if expected == 0.0 {
        return Ok(0);
    }
    let wrong = || Error::value(&format!("the expected number of {what} events"), "at least 0 and finite", expected);
    let distribution = Poisson::new(expected).map_err(|_| wrong())?;
    let n: f64 = distribution.sample(&mut rng::stream(seed, &format!("toy count {what}"), 0, 0));
    Ok(n as usize)
}

/// n different rows, heavier ones first by chance: the smallest n of −ln(u)/w (Efraimidis and Spirakis).
pub(super) fn without_replacement(weights: &[f64], n: usize, what: &str, seed: u64) -> Result<Vec<usize>> {
    let there = weights.iter().filter(|weight| **weight > 0.0).count();
    if n > there {
        let expected = format!("at most the {there} of the pool (a smaller toy, a larger pool, or with replacement)");
        return Err(Error::value(&format!("the number of {what} events of a toy"), &expected, n));
    }
    let mut stream = rng::stream(seed, &format!("toy rows {what}"), 0, 0);
    let mut keyed: Vec<(f64, usize)> = Vec::with_capacity(there);
    for (row, weight) in weights.iter().enumerate() {
        let draw: f64 = stream.random();
        if *weight > 0.0 {
            keyed.push((-(1.0 - draw).ln() / weight, row));
        }
    }
    keyed.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    Ok(keyed.into_iter().take(n).map(|(_, row)| row).collect())
}

/// n rows, each as often as chance has it.
pub(super) fn with_replacement(weights: &[f64], n: usize, seed: u64) -> Vec<usize> {
    let mut stream = rng::stream(seed, "toy rows again", 0, 0);
    let mut sum = 0.0;
    let cumulative: Vec<f64> = weights
        .iter()
        .map(|weight| {
            sum += weight;
            sum
        })
        .collect();
    let mut pick = || {
        let at = stream.random::<f64>() * sum;
        cumulative.partition_point(|c| *c <= at).min(weights.len() - 1)
    };
    (0..n).map(|_| pick()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_the_weights() {
        let weights: Vec<f64> = (0..4000).map(|row| if row % 4 == 0 { 3.0 } else { 1.0 }).collect();
        let heavy = |rows: &[usize]| rows.iter().filter(|row| **row % 4 == 0).count() as f64 / rows.len() as f64;
        let rows = with_replacement(&weights, 60_000, 1);
        assert!((heavy(&rows) - 0.5).abs() < 0.01, "{}", heavy(&rows));
        let rows = without_replacement(&weights, 400, "test", 1).unwrap();
        let distinct: std::collections::HashSet<_> = rows.iter().collect();
        assert!(distinct.len() == 400 && (heavy(&rows) - 0.48).abs() < 0.08, "{}", heavy(&rows));
        let error = without_replacement(&weights, 4001, "background", 1).unwrap_err().to_string();
        assert!(error.contains("at most the 4000 of the pool") && error.ends_with("but is 4001."), "{error}");
    }
}
