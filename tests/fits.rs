//! Fits of a bump: pulls, injected signals, and the file that `tests/python/test_fits.py` compares with SciPy and scikit-learn.

#![allow(clippy::unwrap_used)] // a test may fail

use cwola::events::Label;
use cwola::prelude::*;
use cwola::rng::stream;
use cwola::stats::{half_normal_cdf, kolmogorov_smirnov_uniform};
use rand_distr::{Distribution, Poisson};
use serde_json::{Value, json};

/// Known exponential: events per GeV at 200 GeV, a, b; about 68,500 events between 182 and 218 GeV.
const TRUE: (f64, f64, f64) = (1875.0, -0.0205, 1.5e-5);

fn background(mass: f64) -> f64 {
    let x = mass - 200.0;
    TRUE.0 * (TRUE.1 * x + TRUE.2 * x * x).exp()
}

fn toy(seed: u64, rate: impl Fn(f64) -> f64) -> Spectrum {
    let mut random = stream(seed, "fit test", 0, 0);
    let counts: Vec<f64> =
        (0..36).map(|k| Poisson::new(rate(182.5 + f64::from(k))).unwrap().sample(&mut random)).collect();
    Spectrum::new(&counts, 182.0, 218.0).unwrap()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    (values[values.len() / 2] + values[(values.len() - 1) / 2]) / 2.0
}

#[test]
fn pulls_of_a_known_exponential_are_standard_normal() {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for seed in 0..1000 {
        let fit = toy(seed, background).fit_exponential(200.0);
        assert_eq!(fit.status, FitStatus::Converged);
        a.push((fit.a - TRUE.1) / fit.a_error);
        b.push((fit.b - TRUE.2) / fit.b_error);
    }
    for (name, pulls) in [("a", a), ("b", b)] {
        let pull = Measured::from(&pulls);
        println!("pull of {name}: mean {:.3}, width {:.3}", pull.mean, pull.sd);
        assert!(pull.mean.abs() < 0.1 && (pull.sd - 1.0).abs() < 0.1, "{name}: {pull}");
    }
}

/// Height of a bump of width 2 GeV whose fit to the exact expectation (Asimov) has this significance.
fn height(significance: f64, search: BumpSearch) -> f64 {
    let of = |n1: f64| {
        let rate = |m: f64| background(m) + n1 * (-(m - 200.0f64).powi(2) / 8.0).exp();
        let counts: Vec<f64> = (0..36).map(|k| rate(182.5 + f64::from(k))).collect();
        search.fit(&Spectrum::new(&counts, 182.0, 218.0).unwrap()).unwrap().significance
    };
    let (mut low, mut high) = (0.0, 500.0);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if of(middle) < significance { low = middle } else { high = middle }
    }
    low
}

#[test]
fn injected_bumps_come_back_with_their_significance() {
    let fixed = BumpSearch::at(200.0).with_width(BumpWidth::Fixed(2.0));
    let free = BumpSearch::at(200.0);
    for expected in [0.0, 2.0, 5.0] {
        let n1 = if expected == 0.0 { 0.0 } else { height(expected, fixed) };
        let rate = |m: f64| background(m) + n1 * (-(m - 200.0f64).powi(2) / 8.0).exp();
        let all = |search: BumpSearch| -> Vec<f64> {
            (0..600).map(|seed| search.fit(&toy(10_000 + seed, rate)).unwrap()).map(|test| test.significance).collect()
        };
        let (known, fitted) = (all(fixed), all(free));
        assert!(known.iter().chain(&fitted).all(|s| s.is_finite()), "no fit fails");
        let (known, fitted) = (median(known), median(fitted));
        println!("{expected}σ injected: median {known:.2} with the width known, {fitted:.2} with it fitted");
        // The median of 600 is known to 0.05.
        assert!((known - expected).abs() < 0.2, "{expected}: {known}");
        // A fitted width adds to every likelihood ratio: up to a third of a standard deviation, less for strong signals.
        assert!(fitted - expected > -0.2 && fitted - expected < if expected == 0.0 { 0.25 } else { 0.5 }, "{fitted}");
    }
}

#[test]
fn with_a_known_width_the_null_is_half_normal_and_with_a_fitted_one_it_is_not() {
    let smooth: Vec<f64> = (0..36).map(|k| background(182.5 + f64::from(k))).collect();
    let smooth = Spectrum::new(&smooth, 182.0, 218.0).unwrap();
    let p = |width: BumpWidth| {
        let search = BumpSearch::at(200.0).with_width(width);
        let null = NullReference::measure(&smooth, &search, 2000, 3).unwrap();
        assert_eq!(null.failed, 0);
        let uniform: Vec<f64> = null.significances.iter().map(|s| half_normal_cdf(s.abs())).collect();
        println!(
            "{width:?}: mean |S| {:.3}, ≥ 1 {:.3}, ≥ 2 {:.4}, width at a bound in {} of 2000",
            null.mean(),
            null.above(1.0),
            null.above(2.0),
            null.at_bound
        );
        kolmogorov_smirnov_uniform(&uniform).unwrap().p_value
    };
    assert!(p(BumpWidth::Fixed(2.0)) > 0.01);
    assert!(p(BumpWidth::Free { low: 1.0, high: 6.0 }) < 1e-6, "2000 toys tell the two apart");
}

/// Twenty spectra, with and without bumps, large and small.
fn spectra() -> Vec<Value> {
    let one = |k: u64| {
        let (scale, n1) = ([1.0, 0.1, 0.02, 5.0][k as usize % 4], [0.0, 0.08, -0.05, 0.2, 0.5][k as usize % 5]);
        let width = 1.5 + 0.2 * k as f64;
        let rate =
            |m: f64| scale * (background(m) + n1 * TRUE.0 * (-(m - 200.0f64).powi(2) / (2.0 * width * width)).exp());
        let spectrum = toy(500 + k, rate);
        let test = BumpSearch::at(200.0).fit(&spectrum).unwrap();
        json!({
            "counts": spectrum.counts(), "low": 182.0, "high": 218.0, "mean": 200.0, "width": [1.0, 6.0],
            "background": {"ln_l": test.background.ln_likelihood, "a": test.background.a, "b": test.background.b,
                           "n0": test.background.n0, "a_error": test.background.a_error, "b_error": test.background.b_error},
            "ln_l": test.ln_likelihood, "n1": test.n1, "sigma": test.sigma, "significance": test.significance,
        })
    };
    (0..20).map(one).collect()
}

/// Zγ toys with a signal that can be told: features with missing values, labels and the scores of our trees.
fn trees() -> Value {
    let toy = ZGammaToy::new().unwrap();
    let features = ["n_jets", "met", "met_sig", "m_jj", "dphi_j1_zg", "pt_zg"];
    let (signal, background) = (toy.signal(1500, 1).unwrap(), toy.background(1500, 2).unwrap());
    let mixed = MixedSample::labelled(&signal, &background.labelled(Label::Background).unwrap(), 1).unwrap();
    let config = BoostConfig::default().with_trees(40).with_features(&features);
    let trees = train_boosted_trees(&mixed, &config).unwrap();
    let x = Matrix::from_frame(mixed.frame(), &trees.features).unwrap();
    let rows: Vec<Vec<Option<f32>>> =
        (0..x.rows).map(|row| x.row(row).iter().map(|v| (!v.is_nan()).then_some(*v)).collect()).collect();
    json!({
        "x": rows, "label": mixed.labels(), "train": mixed.parts().iter().map(|part| *part == Part::Train).collect::<Vec<_>>(),
        "score": trees.predict(&x).unwrap(), "trees": 40, "depth": 3, "learning_rate": 0.1, "smallest_leaf": 20,
    })
}

#[test]
fn reference_file_for_python() {
    let text = serde_json::to_string(&json!({"spectra": spectra(), "trees": trees()})).unwrap();
    std::fs::write(concat!(env!("CARGO_TARGET_TMPDIR"), "/fits.json"), text).unwrap();
}
