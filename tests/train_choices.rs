//! Choices of a training: loss of batch proportions, decaying steps, last weights, missing values.

#![allow(clippy::unwrap_used)] // a test may fail

mod common;

use cwola::prelude::*;
use polars::df;

fn config() -> TrainConfig {
    TrainConfig::dnn().with_hidden(&[16]).with_learning_rate(5e-3).with_max_epochs(6).with_cache(Cache::Off)
}

fn toy(f1: f64, f2: f64, size: usize) -> MixedSample {
    let toy = GaussianToy::new(2.0);
    MixedSample::by_fraction(&toy.signal(2 * size, 1).unwrap(), &toy.background(2 * size, 1).unwrap(), f1, f2, size, 7)
        .unwrap()
}

fn auc(run: &Run) -> f64 {
    run.evaluate(&GaussianToy::new(2.0).test(3000, 9).unwrap()).unwrap().auc.mean
}

#[test]
fn batch_proportions_are_enough_to_learn_from() {
    let mixed = toy(0.9, 0.1, 4000);
    let llp = config().with_loss(Loss::BatchProportion).with_batch_size(8).with_learning_rate(2e-3).with_max_epochs(15);
    let learnt = auc(&train_cwola(&mixed, &llp).unwrap());
    assert!(learnt > 0.88, "{learnt}, the best is 0.921");
    // One event per batch: the cross-entropy, step by step.
    let small = toy(0.9, 0.1, 150);
    let one = config().with_batch_size(1).with_max_epochs(2);
    let (ce, llp) = (one.clone(), one.with_loss(Loss::BatchProportion));
    let (ce, llp) = (train_cwola(&small, &ce).unwrap(), train_cwola(&small, &llp).unwrap());
    assert_ne!(ce.hash, llp.hash);
    let (ce, llp) = (ce.trainings[0].network.flat(), llp.trainings[0].network.flat());
    let apart = ce.iter().zip(&llp).map(|(a, b)| (a - b).abs()).fold(0.0f32, f32::max);
    assert!(apart < 1e-2, "{apart}");
}

#[test]
fn a_large_decay_stops_the_steps() {
    let mixed = toy(0.9, 0.1, 1000);
    let at = |decay: f64| train_cwola(&mixed, &config().with_decay(decay)).unwrap().trainings[0].network.flat();
    let start = cwola::model::Weights::initial(&config().model, 2, 1, 0).flat();
    let moved = |weights: &[f32]| weights.iter().zip(&start).map(|(a, b)| f64::from((a - b).abs())).sum::<f64>();
    let (free, slow, none) = (moved(&at(0.0)), moved(&at(0.3)), moved(&at(1e9)));
    // The first step is a whole one, 5e-3 for every weight.
    assert!(free > 1.5 * slow && slow > 1.5 * none && none < 0.0051 * start.len() as f64, "{free} {slow} {none}");
}

#[test]
fn the_decay_is_that_of_one_training_with_and_without_a_break() {
    let folder = common::tempdir().unwrap();
    let cache = Cache::Folder(folder.path().display().to_string());
    let mixed = toy(0.8, 0.2, 2000);
    let whole = config().with_decay(0.01).with_keep(Keep::LastEpoch).with_max_epochs(4);
    let broken = whole.clone().with_cache(cache);
    let mut run = train_cwola(&mixed, &broken.clone().with_time_budget(1e-9)).unwrap();
    for _ in 0..20 {
        if run.epochs() == [4] {
            break;
        }
        run = train_cwola(&mixed, &broken.clone().with_time_budget(1e-9)).unwrap();
    }
    run = train_cwola(&mixed, &broken).unwrap();
    assert_eq!(run.trainings[0].network, train_cwola(&mixed, &whole).unwrap().trainings[0].network);
}

#[test]
fn the_last_weights_are_kept_when_asked() {
    let mixed = toy(0.7, 0.3, 100);
    let long = config().with_hidden(&[64]).with_learning_rate(2e-2).with_max_epochs(60).with_patience(10);
    let best = train_cwola(&mixed, &long).unwrap();
    let last = train_cwola(&mixed, &long.with_keep(Keep::LastEpoch)).unwrap();
    assert!(best.epochs()[0] < 60 && best.trainings[0].best_epoch < best.epochs()[0], "over-trained within 60 epochs");
    assert_eq!((last.epochs()[0], last.trainings[0].best_epoch), (60, 60));
    assert!(last.trainings[0].best_loss() > best.trainings[0].best_loss());
}

/// x tells the mixtures apart where it has a value; NaN in a third of both.
fn with_missing() -> MixedSample {
    let column = |shift: f64| -> Vec<f64> {
        (0..600).map(|k| if k % 3 == 0 { f64::NAN } else { 10.0 + shift + f64::from(k % 7) }).collect()
    };
    let events = |shift: f64| {
        Events::from_frame(
            "x",
            df!["x" => column(shift), "y" => (0..600).map(|k| k % 5).collect::<Vec<i32>>()].unwrap(),
        )
        .unwrap()
    };
    MixedSample::from_regions(&events(6.0), &events(0.0), 3).unwrap()
}

#[test]
fn missing_values_enter_as_the_mean_or_not_at_all() {
    let mixed = with_missing();
    let error = train_cwola(&mixed, &config()).unwrap_err().to_string();
    assert!(error.contains("\"x\" is not a finite number in 400 of 1200 events"), "{error}");
    let zero = config().with_missing(MissingValues::Zero).with_max_epochs(30);
    let run = train_cwola(&mixed, &zero).unwrap();
    let scaler = &run.trainings[0].scaler;
    let mean = f64::from(scaler.shift[0]);
    assert!((mean - 16.0).abs() < 0.5, "{mean}: the mean of the values that are there");
    // An event without x has the score of one with the mean of x.
    let rows = |x: [f64; 2]| Events::from_frame("two", df!["x" => x, "y" => [2, 2]].unwrap()).unwrap();
    let scores = run.score(&rows([f64::NAN, mean])).unwrap();
    assert!((scores[0] - scores[1]).abs() < 1e-6, "{scores:?}");
    assert!(run.separation().mean > 0.75);
    let infinite = run.score(&rows([f64::INFINITY, 1.0])).unwrap_err().to_string();
    assert!(infinite.contains("should be a finite number"), "{infinite}");
    assert!(train_cwola(&mixed, &zero.with_decay(f64::NAN)).is_err());
}
