//! Metrics against their definitions, summed the slow way, and in cases that are known exactly.

#![allow(clippy::unwrap_used)]

use cwola::evaluate::{CorrelationMatrix, Evaluation, Roc, Scores};
use cwola::rng::stream;
use cwola::stats::{gaussian_accuracy, gaussian_auc, kolmogorov_smirnov, normal_quantile};
use proptest::prelude::*;
use rand::RngExt;

/// Scores on a coarse grid, so that ties are common, with weights of which some are zero.
fn tied_scores() -> impl Strategy<Value = (Vec<f64>, Vec<bool>, Vec<f64>)> {
    let event = (0..8_u32, any::<bool>(), 0..4_u32);
    proptest::collection::vec(event, 2..60).prop_map(|events| {
        let score = events.iter().map(|event| f64::from(event.0) / 8.0).chain([0.5, 0.5]).collect();
        let truth = events.iter().map(|event| event.1).chain([true, false]).collect();
        let weight = events.iter().map(|event| f64::from(event.2) * 0.75).chain([0.5, 1.5]).collect();
        (score, truth, weight)
    })
}

/// Σ w w′ [s > b] + ½ [s = b] over all pairs, over Σ w w′.
fn auc_by_pairs(score: &[f64], truth: &[bool], weight: &[f64]) -> f64 {
    let (mut wins, mut pairs) = (0.0, 0.0);
    for s in (0..score.len()).filter(|&s| truth[s]) {
        for b in (0..score.len()).filter(|&b| !truth[b]) {
            let pair = weight[s] * weight[b];
            pairs += pair;
            wins += pair
                * if score[s] > score[b] {
                    1.0
                } else if score[s] == score[b] {
                    0.5
                } else {
                    0.0
                };
        }
    }
    wins / pairs
}

/// Weighted fraction on the right side of "score ≥ threshold".
fn accuracy_of_cut(score: &[f64], truth: &[bool], weight: &[f64], threshold: f64) -> f64 {
    let right = (0..score.len()).filter(|&i| (score[i] >= threshold) == truth[i]).map(|i| weight[i]).sum::<f64>();
    right / weight.iter().sum::<f64>()
}

/// DeLong's variance with the placements of every event, unweighted.
fn delong_by_pairs(score: &[f64], truth: &[bool]) -> f64 {
    let ones = vec![1.0; score.len()];
    let auc = auc_by_pairs(score, truth, &ones);
    let variance_of = |class: bool| {
        let members: Vec<usize> = (0..score.len()).filter(|&i| truth[i] == class).collect();
        let others: Vec<usize> = (0..score.len()).filter(|&i| truth[i] != class).collect();
        let placement = |&i: &usize| {
            let order = |&j: &usize| {
                let (s, b) = if class { (score[i], score[j]) } else { (score[j], score[i]) };
                if s > b {
                    1.0
                } else if s == b {
                    0.5
                } else {
                    0.0
                }
            };
            others.iter().map(order).sum::<f64>() / others.len() as f64
        };
        let n = members.len() as f64;
        members.iter().map(|i| (placement(i) - auc).powi(2)).sum::<f64>() / (n - 1.0) / n
    };
    variance_of(true) + variance_of(false)
}

proptest! {
    #[test]
    fn auc_is_its_definition((score, truth, weight) in tied_scores()) {
        let plain = Scores::new(score.clone(), truth.clone()).unwrap();
        let weighted = plain.clone().with_weights(weight.clone()).unwrap();
        let ones = vec![1.0; score.len()];
        prop_assert!((plain.auc() - auc_by_pairs(&score, &truth, &ones)).abs() < 1e-13);
        prop_assert!((weighted.auc() - auc_by_pairs(&score, &truth, &weight)).abs() < 1e-13);
        prop_assert!((weighted.auc() - weighted.roc().auc()).abs() < 1e-13);
        prop_assert_eq!(plain.clone().with_weights(ones).unwrap().roc(), plain.roc());
    }

    #[test]
    fn upside_down_the_auc_is_one_minus((score, truth, _) in tied_scores()) {
        let auc = Scores::new(score.clone(), truth.clone()).unwrap().auc();
        let turned = Scores::new(score.iter().map(|score| 1.0 - score).collect(), truth.clone()).unwrap();
        prop_assert!((auc + turned.auc() - 1.0).abs() < 1e-13);
        let rectified = turned.rectified();
        prop_assert!(rectified.auc() >= 0.5 && rectified.auc() == rectified.rectified().auc());
    }

    #[test]
    fn auc_error_is_delong((mut score, mut truth, _) in tied_scores()) {
        score.extend([0.3, 0.7]);
        truth.extend([true, false]);
        let scores = Scores::new(score.clone(), truth.clone()).unwrap();
        prop_assert!((scores.auc_error().powi(2) - delong_by_pairs(&score, &truth)).abs() < 1e-13);
    }

    #[test]
    fn best_accuracy_is_the_best_of_all_cuts((score, truth, weight) in tied_scores()) {
        let scores = Scores::new(score.clone(), truth.clone()).unwrap().with_weights(weight.clone()).unwrap();
        let cuts = score.iter().copied().chain([f64::INFINITY, f64::NEG_INFINITY]);
        let best = cuts.map(|cut| accuracy_of_cut(&score, &truth, &weight, cut)).fold(0.0, f64::max);
        prop_assert!((scores.best_accuracy() - best).abs() < 1e-13);
        // The same from the ROC curve, with the prior of the test set.
        let total = |class| truth.iter().zip(&weight).filter(|(t, _)| **t == class).map(|(_, w)| w).sum::<f64>();
        let prior = total(true) / (total(true) + total(false));
        let roc = scores.roc();
        let of_point = |i: usize, p: f64| p * roc.signal_efficiency[i] + (1.0 - p) * (1.0 - roc.background_efficiency[i]);
        let best_of_roc = |p| (0..roc.len()).map(|i| of_point(i, p)).fold(0.0, f64::max);
        prop_assert!((scores.best_accuracy() - best_of_roc(prior)).abs() < 1e-13);
        prop_assert!((scores.best_balanced_accuracy() - best_of_roc(0.5)).abs() < 1e-13);
        prop_assert!(scores.best_accuracy() >= scores.accuracy() - 1e-15);
    }

    #[test]
    fn the_roc_rises_from_nothing_to_everything((score, truth, weight) in tied_scores()) {
        let roc = Scores::new(score, truth).unwrap().with_weights(weight).unwrap().roc();
        let last = roc.len() - 1;
        for curve in [&roc.signal_efficiency, &roc.background_efficiency] {
            prop_assert_eq!((curve[0], curve[last]), (0.0, 1.0));
            prop_assert!(curve.windows(2).all(|pair| pair[0] <= pair[1]));
        }
        prop_assert!(roc.threshold.windows(2).all(|pair| pair[0] > pair[1]));
        for at in [0.001, 0.1, 0.5, 1.0] {
            let cut = roc.working_point(at).unwrap();
            prop_assert!(cut.background_efficiency >= at);
            prop_assert!(cut.selection_factor() <= cut.selection_factor_as_published());
            // Interpolation lies on the curve: never above the first point that is looser.
            prop_assert!(roc.signal_efficiency_at(&[at])[0] <= 1.0);
        }
        for i in 0..roc.len() {
            prop_assert!(roc.signal_efficiency_at(&[roc.background_efficiency[i]])[0] >= roc.signal_efficiency[i]);
            prop_assert!(roc.background_efficiency_at(&[roc.signal_efficiency[i]])[0] <= roc.background_efficiency[i] + 1e-15);
        }
    }

    #[test]
    fn kolmogorov_smirnov_is_the_largest_difference(a in proptest::collection::vec(0..9_i32, 1..40), b in proptest::collection::vec(0..9_i32, 1..40)) {
        let below = |sample: &[i32], x: i32| sample.iter().filter(|value| **value <= x).count() as f64 / sample.len() as f64;
        let slow = (0..9).map(|x| (below(&a, x) - below(&b, x)).abs()).fold(0.0, f64::max);
        let values = |sample: &[i32]| sample.iter().map(|value| f64::from(*value)).collect::<Vec<_>>();
        let test = kolmogorov_smirnov(&values(&a), &values(&b)).unwrap();
        prop_assert!((test.statistic - slow).abs() < 1e-15);
        prop_assert!((0.0..=1.0).contains(&test.p_value));
    }
}

/// n background events, then n signal events whose score is shifted by `separation`.
fn gaussian_toy(seed: u64, n: usize, separation: f64) -> Scores {
    let mut random = stream(seed, "metrics test", 0, 0);
    let mut normal = || normal_quantile(random.random_range(1e-12..1.0));
    let score = (0..2 * n).map(|i| normal() + if i < n { 0.0 } else { separation }).collect();
    Scores::new(score, (0..2 * n).map(|i| i >= n).collect()).unwrap()
}

#[test]
fn a_random_classifier_improves_nothing() {
    // Ten thousand events: ε_s at fixed ε_b has an error of √(2 ε (1 − ε)/n); five of them.
    let n = 10_000;
    let scores = gaussian_toy(1, n, 0.0);
    assert!((scores.auc() - 0.5).abs() < 5.0 * scores.auc_error());
    assert!(scores.auc_error() < 0.005);
    let roc = scores.roc();
    for at in [0.01, 0.1, 0.3, 1.0] {
        let error = (2.0 * (1.0 - at) / n as f64).sqrt() + 1.0 / n as f64;
        let cut = roc.working_point(at).unwrap();
        assert!((cut.selection_factor() - at.sqrt()).abs() <= 5.0 * error, "SIC of a random classifier is √ε_b");
    }
    // Without any information at all it is exact.
    let constant = Scores::new(vec![0.5; 100], (0..100).map(|i| i % 2 == 0).collect()).unwrap();
    assert_eq!((constant.auc(), constant.accuracy(), constant.best_accuracy()), (0.5, 0.5, 0.5));
    let efficiencies = [0.0, 0.2, 0.7, 1.0];
    assert_eq!(constant.roc().signal_efficiency_at(&efficiencies), efficiencies);
}

#[test]
fn two_identical_mixtures_cannot_be_told_apart() {
    // The same scores once as M1 and once as M2: f1 = f2.
    let mixture = gaussian_toy(2, 500, 1.5).score().to_vec();
    let both: Vec<f64> = mixture.iter().chain(&mixture).copied().collect();
    let scores = Scores::new(both, (0..2000).map(|i| i < 1000).collect()).unwrap();
    assert_eq!(scores.auc(), 0.5);
    assert_eq!(scores.best_balanced_accuracy(), 0.5);
}

#[test]
fn the_gaussian_toy_has_its_known_optimum() {
    for (seed, separation) in [(3, 0.5), (4, 1.0), (5, 2.0)] {
        let scores = gaussian_toy(seed, 20_000, separation);
        assert!((scores.auc() - gaussian_auc(separation)).abs() < 4.0 * scores.auc_error());
        // Binomial error of 40 000 events: 0.0025; the scan adds a little more.
        assert!((scores.best_accuracy() - gaussian_accuracy(separation)).abs() < 0.0125);
    }
}

#[test]
fn the_delong_error_is_the_spread_of_the_auc() {
    // 400 test sets: the standard deviation is known to 1/√800 = 3.5 %; four of them.
    let sets: Vec<Scores> = (0..400).map(|seed| gaussian_toy(1000 + seed, 200, 1.0)).collect();
    let spread = Evaluation::from_scores(sets.clone()).unwrap().auc.sd;
    let claimed = sets.iter().map(Scores::auc_error).sum::<f64>() / 400.0;
    assert!((claimed / spread - 1.0).abs() < 0.14, "claimed {claimed}, seen {spread}");
}

#[test]
fn the_sic_ends_where_the_statistics_end() {
    let roc = gaussian_toy(6, 1000, 2.0).roc();
    let sic = roc.sic();
    let selected = |i: usize| roc.background_efficiency[i] * roc.background_events;
    assert!((0..roc.len()).all(|i| sic[i].is_nan() == (selected(i) < Roc::MIN_BACKGROUND_EVENTS)));
    assert!(roc.sic_above(0.0)[1].is_infinite(), "the highest score is signal: ε_b = 0");
    let best = roc.best_cut();
    assert_eq!(best.selection_factor(), sic.iter().copied().fold(0.0, f64::max));
    assert!(best.background_events >= Roc::MIN_BACKGROUND_EVENTS);
    let tiny = Scores::new(vec![0.1, 0.9], vec![true, false]).unwrap().roc();
    assert_eq!(tiny.best_cut().background_efficiency, 1.0, "too few events to choose: no cut");
}

#[test]
fn ties_do_not_make_a_working_point_better_than_it_is() {
    let scores = Scores::new(vec![1.0, 1.0, 1.0, 1.0], vec![true, true, false, false]).unwrap();
    let cut = scores.working_point(0.01).unwrap();
    assert_eq!((cut.background_efficiency, cut.selection_factor()), (1.0, 1.0));
    assert!((cut.selection_factor_as_published() - 10.0).abs() < 1e-12, "ε_s over the root of what was asked");
}

#[test]
fn rows_of_an_evaluation_are_means_over_trainings() {
    let sets: Vec<Scores> = (0..5).map(|seed| gaussian_toy(20 + seed, 300, 1.0)).collect();
    let evaluation = Evaluation::from_scores(sets.clone()).unwrap();
    assert_eq!((evaluation.trainings(), evaluation.auc.n), (5, 5));
    assert!((evaluation.auc.mean - sets.iter().map(Scores::auc).sum::<f64>() / 5.0).abs() < 1e-15);
    let asked: Vec<f64> = evaluation.working_points.iter().map(|point| point.background_efficiency).collect();
    assert_eq!(asked, [0.1, 0.01, 0.001]);
    assert_eq!(evaluation.working_point(0.1).unwrap(), evaluation.working_points[0]);
    let band = evaluation.signal_efficiency_at(&[0.0, 0.5, 1.0]);
    assert!(band[1].mean > 0.5 && band[2].mean == 1.0 && band[2].sd == 0.0);
    // All background and all signal: no cut, so nothing changes.
    let uncut = evaluation.significance_after(1.0, 100.0, 1e4).unwrap();
    assert!((uncut.mean - cwola::physics::asimov(100.0, 1e4)).abs() < 1e-12);
    let text = evaluation.to_string();
    assert!(text.starts_with("5 trainings, 600 test events\nAUC            0.7"), "{text}");
    assert!(text.contains("at ε_b = 0.1 %"), "{text}");
}

#[test]
fn correlations_of_made_up_columns() {
    let x: Vec<f64> = (0..100).map(f64::from).collect();
    let columns =
        [x.clone(), x.iter().map(|x| 5.0 - 1e-200 * x).collect(), x.iter().map(|x| (x - 49.5).powi(2)).collect()];
    let constant = CorrelationMatrix::from_columns(&["x", "flat", "square"], &columns).unwrap_err();
    assert_eq!(
        constant.to_string(),
        "the column \"flat\" should be not constant to have a correlation, but is 5 in all 100 events."
    );
    let columns = [x.clone(), x.iter().map(|x| -1e-200 * x).collect(), columns[2].clone()];
    let matrix = CorrelationMatrix::from_columns(&["x", "tiny", "square"], &columns).unwrap();
    assert_eq!((matrix.n, matrix.get("x", "x").unwrap()), (100, 1.0));
    assert!((matrix.get("x", "tiny").unwrap() + 1.0).abs() < 1e-12, "squares of 1e-200 do not vanish");
    assert!(matrix.get("x", "square").unwrap().abs() < 1e-12);
    assert_eq!(
        matrix.get("x", "y").unwrap_err().to_string(),
        "there is no column in the correlation matrix \"y\"; known are x, tiny, square."
    );
    let missing = CorrelationMatrix::from_columns(&["x"], &[vec![1.0, f64::NAN]]).unwrap_err();
    assert_eq!(missing.to_string(), "row 1 of the column \"x\" should be a finite number, but is NaN.");
}

#[test]
fn wrong_scores_are_a_sentence() {
    let text = |score: Vec<f64>, truth: Vec<bool>| Scores::new(score, truth).unwrap_err().to_string();
    assert_eq!(text(vec![0.5], vec![true, false]), "the number of truth labels should be 1, one per score, but is 2.");
    assert_eq!(
        text(vec![0.5, f64::NAN], vec![true, false]),
        "the score of test event 1 should be a finite number, but is NaN."
    );
    assert_eq!(
        text(vec![0.5, 0.6], vec![true, true]),
        "the number of background events in the test set should be at least 1, but is 0."
    );
    assert_eq!(text(vec![], vec![]), "the number of signal events in the test set should be at least 1, but is 0.");
    let scores = Scores::new(vec![0.5, 0.6], vec![true, false]).unwrap();
    let weights = |weights: Vec<f64>| scores.clone().with_weights(weights).unwrap_err().to_string();
    assert_eq!(weights(vec![1.0]), "the number of weights should be 2, one per score, but is 1.");
    assert_eq!(weights(vec![1.0, -1.0]), "the weight of test event 1 should be zero or positive, but is -1.");
    assert_eq!(weights(vec![0.0, 1.0]), "the total weight of the signal events should be positive, but is 0.");
    for asked in [0.0, -0.1, 1.1, f64::NAN] {
        assert!(scores.working_point(asked).unwrap_err().to_string().contains("above 0 and at most 1"));
    }
    let empty = Evaluation::from_scores(Vec::new()).unwrap_err();
    assert_eq!(empty.to_string(), "the number of trainings to evaluate should be at least 1, but is 0.");
}
