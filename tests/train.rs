//! Training end to end: what it may see, what it keeps, what it gives again.

#![allow(clippy::unwrap_used)]

mod common;

use cwola::mixing::{MixedSample, Part};
use cwola::prelude::*;
use cwola::simulate::GaussianToy;
use cwola::store::Cache;
use cwola::train::{Device, Finding, GuardPolicy, PerformanceFrom, Stopped, TrainConfig};
use cwola::train::{compare_with_background_only, train_cwola, train_supervised};

fn config() -> TrainConfig {
    TrainConfig::dnn().with_hidden(&[16]).with_learning_rate(5e-3).with_max_epochs(6).with_cache(Cache::Off)
}

fn toy(f1: f64, f2: f64, size: usize) -> MixedSample {
    let toy = GaussianToy::new(2.0);
    MixedSample::by_fraction(&toy.signal(2 * size, 1).unwrap(), &toy.background(2 * size, 1).unwrap(), f1, f2, size, 7)
        .unwrap()
}

fn folder() -> (common::TempDir, Cache) {
    let folder = common::tempdir().unwrap();
    let cache = Cache::Folder(folder.path().display().to_string());
    (folder, cache)
}

fn auc(scores: &[f64], truth: &[bool]) -> f64 {
    let (mut wins, mut pairs) = (0.0, 0.0);
    for (s, _) in scores.iter().zip(truth).filter(|(_, truth)| **truth) {
        for (b, _) in scores.iter().zip(truth).filter(|(_, truth)| !**truth) {
            wins += if s > b {
                1.0
            } else if s == b {
                0.5
            } else {
                0.0
            };
            pairs += 1.0;
        }
    }
    wins / pairs
}

#[test]
fn weak_and_full_supervision_both_reach_the_optimum_of_the_toy() {
    let toys = GaussianToy::new(2.0);
    let test = toys.test(1500, 99).unwrap();
    let truth = test.truth().unwrap();
    let weak = train_cwola(&toy(0.8, 0.2, 6000), &config()).unwrap();
    let full = train_supervised(&toys.test(6000, 5).unwrap(), &config()).unwrap();
    for run in [&weak, &full] {
        let reached = auc(&run.score(&test).unwrap(), &truth);
        assert!((reached - toys.best_auc()).abs() < 0.025, "{reached} {}", toys.best_auc());
        assert!(run.report.is_clean(), "{}", run.report);
    }
    assert_eq!(weak.features, ["x1", "x2"]);
    assert!(weak.separation().mean < full.separation().mean);
}

#[test]
fn the_truth_cannot_be_a_feature_and_changes_nothing() {
    let mixed = toy(0.8, 0.2, 500);
    assert!(!mixed.has("signal"));
    let error = train_cwola(&mixed, &config().with_features(&["x1", "signal"])).unwrap_err();
    assert!(error.to_string().contains("truth"), "{error}");
    let run = train_cwola(&mixed, &config()).unwrap();
    let test = GaussianToy::new(2.0).test(50, 3).unwrap();
    assert_eq!(run.predict(&test).unwrap(), run.predict(&test.without(&["signal"])).unwrap());
}

#[test]
fn the_scaler_sees_training_events_only() {
    let mixed = toy(0.8, 0.2, 500);
    let column = mixed.frame().column("x1").unwrap().f64().unwrap().iter().map(|x| x.unwrap()).collect::<Vec<_>>();
    let train: Vec<f64> =
        column.iter().zip(mixed.parts()).filter(|(_, part)| **part == Part::Train).map(|(x, _)| *x).collect();
    let mean = train.iter().sum::<f64>() / train.len() as f64;
    let run = train_cwola(&mixed, &config()).unwrap();
    assert_eq!(run.train_events, train.len());
    assert!((f64::from(run.trainings[0].scaler.shift[0]) - mean).abs() < 1e-5);
}

#[test]
fn same_seed_same_numbers_for_any_number_of_threads_and_repeats() {
    let mixed = toy(0.8, 0.2, 800);
    let weights = |config: &TrainConfig| -> Vec<_> {
        train_cwola(&mixed, config).unwrap().trainings.into_iter().map(|training| training.network).collect()
    };
    let one = weights(&config().with_repeats(3).with_threads(1));
    assert_eq!(one, weights(&config().with_repeats(3).with_threads(3)));
    assert_eq!(one[..2], weights(&config().with_repeats(2)));
    assert_ne!(one[0], one[1]);
    assert_ne!(one[0], weights(&config().with_seed(2))[0]);
    let large = config().with_hidden(&[256, 256]).with_batch_size(1024).with_max_epochs(1);
    assert_eq!(weights(&large.clone().with_threads(1)), weights(&large.with_threads(2)));
}

#[test]
fn an_interrupted_training_goes_on_with_the_same_numbers() {
    let mixed = toy(0.8, 0.2, 800);
    let (_keep, cache) = folder();
    let wanted = config().with_repeats(3).with_max_epochs(4);
    let whole = train_cwola(&mixed, &wanted).unwrap();
    let wanted = wanted.with_cache(cache);
    let mut calls = 0;
    loop {
        calls += 1;
        let part = train_cwola(&mixed, &wanted.clone().with_time_budget(1e-9)).unwrap();
        if !part.report.has(Finding::OutOfTime) {
            break;
        }
        // Trainings run side by side: any may be the one that was cut, or was not begun.
        let cut = part.trainings.iter().any(|training| training.stopped == Stopped::TimeBudget);
        assert!(cut || part.trainings.len() < wanted.repeats);
        assert!(calls < 40);
        if calls == 3 {
            let now = train_cwola(&mixed, &wanted).unwrap();
            assert!(!now.from_cache);
        }
    }
    assert!(calls > 2);
    let again = train_cwola(&mixed, &wanted).unwrap();
    assert!(again.from_cache);
    for (a, b) in whole.trainings.iter().zip(&again.trainings) {
        assert_eq!((&a.network, &a.history, a.best_epoch), (&b.network, &b.history, b.best_epoch));
    }
    let more = train_cwola(&mixed, &wanted.with_repeats(4)).unwrap();
    assert_eq!(more.trainings[..3], again.trainings);
    assert_eq!(more.hash, again.hash);
}

/// A training of some seconds; its cache folder comes from the environment in the process to be killed.
fn long(cache: Cache) -> cwola::train::Run {
    let wanted = config().with_hidden(&[64, 64]).with_max_epochs(500).with_patience(500).with_learning_rate(1e-4);
    train_cwola(&toy(0.8, 0.2, 2000), &wanted.with_cache(cache)).unwrap()
}

#[test]
fn a_killed_process_goes_on_with_the_same_numbers() {
    const FOLDER: &str = "CWOLA_TEST_KILLED";
    if let Ok(folder) = std::env::var(FOLDER) {
        long(Cache::Folder(folder));
        return;
    }
    let (keep, cache) = folder();
    let mut child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "a_killed_process_goes_on_with_the_same_numbers"])
        .env(FOLDER, keep.path())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let has = |name: &str| {
        let hashes = std::fs::read_dir(keep.path().join("trainings")).into_iter().flatten().flatten();
        hashes.map(|hash| hash.path().join(name)).any(|file| file.exists())
    };
    while child.try_wait().unwrap().is_none() && !has("partial-0.json") {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().ok();
    child.wait().unwrap();
    let interrupted = !has("training-0.json");
    let resumed = long(cache.clone());
    let whole = long(Cache::Off);
    assert_eq!(resumed.from_cache, !interrupted);
    assert_eq!(resumed.trainings[0].history, whole.trainings[0].history);
    assert_eq!(resumed.trainings[0].network, whole.trainings[0].network);
    assert!(has("training-0.json") && !has("partial-0.json"));
}

#[test]
fn other_data_or_configuration_is_another_hash() {
    let (_keep, cache) = folder();
    let wanted = config().with_cache(cache).with_max_epochs(1);
    let hash = |mixed: &MixedSample, config: &TrainConfig| train_cwola(mixed, config).unwrap().hash;
    let first = hash(&toy(0.8, 0.2, 500), &wanted);
    assert_eq!(first, hash(&toy(0.8, 0.2, 500), &wanted.clone().with_guards(GuardPolicy::Warn)));
    assert_ne!(first, hash(&toy(0.8, 0.3, 500), &wanted));
    assert_ne!(first, hash(&toy(0.8, 0.2, 500), &wanted.with_batch_size(128)));
}

#[test]
fn patience_keeps_the_best_epoch() {
    let noise = toy(0.5, 0.5, 300);
    let wanted = config().with_learning_rate(0.05).with_max_epochs(200).with_patience(4);
    let run = train_cwola(&noise, &wanted).unwrap();
    let training = &run.trainings[0];
    assert_eq!(training.stopped, Stopped::Patience);
    assert_eq!(training.history.epochs(), training.best_epoch + 4);
    assert_eq!(training.history.best().unwrap(), (training.best_epoch, training.best_loss()));
    assert!(run.report.has(Finding::NothingLearnt), "{}", run.report);
}

#[test]
fn a_run_survives_the_way_to_disk_and_back() {
    let run = train_cwola(&toy(0.8, 0.2, 300), &config().with_batch_size(16)).unwrap();
    let back: cwola::train::Run = serde_json::from_str(&serde_json::to_string(&run).unwrap()).unwrap();
    assert_eq!(back.trainings[0].network, run.trainings[0].network);
    assert_eq!(back.trainings[0].history, run.trainings[0].history);
    let text = run.to_string();
    assert!(text.contains("1 training of dense 16–2") && text.contains("found nothing"), "{text}");
}

#[test]
fn a_validation_set_of_one_class_is_kept_when_asked() {
    let mixed = toy(0.8, 0.2, 300);
    let one_sided: Vec<Part> =
        mixed.labels().iter().zip(mixed.parts()).map(|(y, part)| if *y == 0 { Part::Train } else { *part }).collect();
    let mixed = mixed.with_parts(one_sided).unwrap();
    let (_keep, cache) = folder();
    let wanted = config().with_guards(GuardPolicy::Warn).with_cache(cache);
    let first = train_cwola(&mixed, &wanted).unwrap();
    assert!(first.report.has(Finding::OneClass) && first.separation().mean.is_nan());
    assert!(train_cwola(&mixed, &wanted).unwrap().from_cache);
}

#[test]
fn guards_find_what_is_wrong() {
    let mixed = toy(0.8, 0.2, 300);
    let refuse = |mixed: &MixedSample, config: &TrainConfig| train_cwola(mixed, config).unwrap_err().to_string();
    let all_train = mixed.clone().with_parts(vec![Part::Train; mixed.len()]).unwrap();
    assert!(refuse(&all_train, &config()).contains("No validation event is from M1"));
    let one_sided: Vec<Part> =
        mixed.labels().iter().zip(mixed.parts()).map(|(y, part)| if *y == 0 { Part::Train } else { *part }).collect();
    assert!(
        refuse(&mixed.clone().with_parts(one_sided).unwrap(), &config()).contains("No validation event is from M2")
    );

    let toys = GaussianToy::new(2.0);
    let with = |events: &Events, value: &dyn Fn(usize) -> f64| {
        events.with_column("odd", (0..events.len()).map(value).collect()).unwrap()
    };
    let mixed_with = |value: &dyn Fn(usize) -> f64| {
        let (s, b) = (with(&toys.signal(600, 1).unwrap(), value), with(&toys.background(600, 1).unwrap(), value));
        MixedSample::by_fraction(&s, &b, 0.8, 0.2, 300, 7).unwrap()
    };
    let constant = mixed_with(&|_| 3.5);
    assert!(refuse(&constant, &config()).contains("\"odd\" is 3.5 for every training event"));
    let warned = train_cwola(&constant, &config().with_guards(GuardPolicy::Warn)).unwrap();
    assert!(warned.report.has(Finding::ConstantFeature));
    assert!(train_cwola(&constant, &config().with_guards(GuardPolicy::Off)).unwrap().report.is_clean());
    let broken = mixed_with(&|row| if row % 50 == 5 { f64::NAN } else { row as f64 });
    for policy in [GuardPolicy::Refuse, GuardPolicy::Warn, GuardPolicy::Off] {
        let sentence = refuse(&broken, &config().with_guards(policy));
        assert!(sentence.contains("\"odd\" is not a finite number in"), "{sentence}");
    }
}

#[test]
fn copies_on_both_sides_of_the_split_are_found() {
    let toys = GaussianToy::new(2.0);
    let signal = toys.signal(200, 1).unwrap();
    let doubled = signal.rows(&(0..400).map(|row| row % 200).collect::<Vec<_>>()).unwrap();
    let mixed = MixedSample::labelled(&doubled, &toys.background(400, 1).unwrap(), 3).unwrap();
    train_cwola(&mixed, &config()).unwrap();
    let alternate = (0..mixed.len()).map(|row| if row % 3 == 0 { Part::Validation } else { Part::Train }).collect();
    let error = train_cwola(&mixed.with_parts(alternate).unwrap(), &config()).unwrap_err();
    assert!(error.to_string().contains("on both sides of the split"), "{error}");
}

#[test]
fn background_differences_are_told_from_signal() {
    let toys = GaussianToy::new(2.0);
    let (signal, background) = (toys.signal(2000, 1).unwrap(), toys.background(4000, 1).unwrap());
    let half = |from: usize| background.rows(&(from..from + 2000).collect::<Vec<_>>()).unwrap();
    let shifted = {
        let events = half(2000);
        let x2 = events.column("x2").unwrap().into_iter().map(|x| x + 0.8).collect();
        events.with_column("x2", x2).unwrap()
    };
    let with = Events::concat(&[half(0), signal.head(100)]).unwrap();
    let mixed = MixedSample::from_regions(&with, &shifted, 1).unwrap();
    let without = MixedSample::from_regions(&half(0), &shifted, 1).unwrap();
    let comparison = compare_with_background_only(&mixed, &without, &config()).unwrap();
    assert_eq!(comparison.from, PerformanceFrom::Background, "{comparison}");
    assert!(comparison.to_string().contains("differences of the background"));
}

#[test]
fn other_devices_train_or_say_why_not() {
    let mixed = toy(0.9, 0.1, 400);
    let short = config().with_max_epochs(2);
    let ours = train_cwola(&mixed, &short).unwrap();
    let flex = train_cwola(&mixed, &short.clone().with_device(Device::Flex)).unwrap();
    let (a, b) = (&ours.trainings[0].history.validation_loss, &flex.trainings[0].history.validation_loss);
    assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4), "{a:?} {b:?}");
    if cfg!(not(feature = "cuda")) {
        let error = train_cwola(&mixed, &short.with_device(Device::Cuda)).unwrap_err().to_string();
        assert!(error.contains("--features cuda"), "{error}");
    }
}

#[test]
fn wrong_numbers_give_sentences() {
    let mixed = toy(0.9, 0.1, 100);
    for (wrong, part) in [
        (config().with_learning_rate(-1.0), "the learning rate should be above 0 and finite, but is -1."),
        (config().with_batch_size(0), "the batch size should be at least 1, but is 0."),
        (config().with_hidden(&[64, 0]), "hidden layer 2"),
        (config().with_features(&["x1", "x9"]), "there is no feature \"x9\""),
        (config().with_time_budget(-5.0), "the time budget"),
    ] {
        let error = train_cwola(&mixed, &wrong).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
    let run = train_cwola(&mixed, &config().with_max_epochs(1)).unwrap();
    let events = Events::from_frame("short", polars::df!["x1" => [1.0]].unwrap()).unwrap();
    assert!(run.predict(&events).unwrap_err().to_string().contains("\"x2\""));
    let broken = Events::from_frame("broken", polars::df!["x1" => [f64::NAN], "x2" => [1.0]].unwrap()).unwrap();
    assert!(run.predict(&broken).unwrap_err().to_string().contains("event 0 of broken"));
}
