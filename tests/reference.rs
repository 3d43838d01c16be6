//! Writes random inputs with our results, which `tests/python` compares with NumPy, SciPy and scikit-learn.

#![allow(clippy::unwrap_used)] // a test may fail

use cwola::Error;
use cwola::evaluate::{CorrelationMatrix, Scores};
use cwola::rng::stream;
use cwola::stats::{clopper_pearson, kolmogorov_smirnov, normal_cdf, normal_quantile, poisson_interval};
use rand::RngExt;
use serde_json::{Value, json};

/// Scores of `n` events, rounded to `steps` so that some are equal, and weights above zero.
fn random_scores(seed: u64, n: usize, steps: f64) -> (Vec<f64>, Vec<bool>, Vec<f64>) {
    let mut random = stream(seed, "reference test", n as u64, 0);
    // At least one event of each class.
    let truth: Vec<bool> = (0..n).map(|i| i == 0 || (i > 1 && random.random_range(0.0..1.0) < 0.3)).collect();
    let mut score = Vec::new();
    for signal in &truth {
        let value: f64 = random.random_range(0.0..1.0);
        let value = if *signal { value.sqrt() } else { value };
        score.push((value * steps).round() / steps);
    }
    let weight = (0..n).map(|_| random.random_range(0.01..3.0)).collect();
    (score, truth, weight)
}

fn metrics(scores: &Scores, weight: &[f64]) -> Value {
    let roc = scores.roc();
    let cut = |at: f64| json!([at, scores.working_point(at).map(|cut| cut.signal_efficiency).ok()]);
    let working_points = [0.001, 0.01, 0.1, 0.5].map(cut);
    json!({
        "score": scores.score(), "is_signal": scores.is_signal(), "weight": weight,
        "auc": scores.auc(), "accuracy": scores.accuracy(), "best_accuracy": scores.best_accuracy(),
        "best_balanced_accuracy": scores.best_balanced_accuracy(), "roc": roc,
        "working_points": working_points,
    })
}

fn all_metrics() -> Result<Vec<Value>, Error> {
    let mut all = Vec::new();
    for (seed, n, steps) in [(1, 2, 1e9), (2, 10, 4.0), (3, 1000, 20.0), (4, 3000, 1e9), (5, 500, 1.0)] {
        let (score, truth, weight) = random_scores(seed, n, steps);
        let scores = Scores::new(score, truth)?;
        all.push(metrics(&scores, &vec![1.0; n]));
        all.push(metrics(&scores.with_weights(weight.clone())?, &weight));
    }
    Ok(all)
}

fn intervals() -> Result<Vec<Value>, Error> {
    let mut all = Vec::new();
    for level in [0.6827, 0.95, 0.999] {
        for (passed, total) in
            [(0, 1), (1, 1), (0, 10), (3, 10), (10, 10), (1, 100_000), (500, 5000), (99_999, 100_000)]
        {
            let poisson = poisson_interval(passed as f64, level)?;
            let efficiency = clopper_pearson(passed, total, level)?;
            all.push(json!({
                "passed": passed, "total": total, "level": level,
                "poisson": [poisson.low, poisson.high], "efficiency": [efficiency.low, efficiency.high],
            }));
        }
    }
    Ok(all)
}

#[test]
fn reference_file_for_python() -> Result<(), Box<dyn std::error::Error>> {
    let (x, _, noise) = random_scores(6, 400, 1e9);
    let columns = [x.clone(), x.iter().zip(&noise).map(|(x, noise)| 1e6 - x + 0.3 * noise).collect(), noise];
    let matrix = CorrelationMatrix::from_columns(&["a", "b", "c"], &columns)?;
    let (first, _, _) = random_scores(7, 300, 50.0);
    let (second, _, _) = random_scores(8, 170, 50.0);
    let shifted: Vec<f64> = second.iter().map(|value| value + 0.06).collect();
    let tests: Result<Vec<Value>, Error> = [&second, &shifted]
        .iter()
        .map(|other| {
            let test = kolmogorov_smirnov(&first, other)?;
            Ok(json!({"first": first, "second": other, "statistic": test.statistic, "p_value": test.p_value}))
        })
        .collect();
    let normal: Vec<Value> = (-80..=80)
        .map(|step| f64::from(step) / 10.0)
        .map(|x| json!({"x": x, "cdf": normal_cdf(x), "quantile_of_cdf": normal_quantile(normal_cdf(x))}))
        .collect();
    let text = serde_json::to_string(&json!({
        "metrics": all_metrics()?, "intervals": intervals()?, "normal": normal, "kolmogorov_smirnov": tests?,
        "correlation": {"columns": columns, "values": matrix.values},
    }))?;
    std::fs::write(concat!(env!("CARGO_TARGET_TMPDIR"), "/reference.json"), text)?;
    Ok(())
}
