//! SPANet end to end: the loss against numpy, one call with store and guards, and pairs against min-ΔR.

#![allow(clippy::unwrap_used)] // a test may fail

mod common;

use cwola::prelude::*;
use cwola::rng;
use cwola::train::bench::symmetric_loss;
use cwola::train::{Finding, Stopped};
use rand::Rng;

fn config() -> TrainConfig {
    TrainConfig::spanet().with_max_epochs(2).with_cache(Cache::Off)
}

/// Mixtures of two-tag events that differ in their signal fraction.
fn mixed(f1: f64, size: usize) -> MixedSample {
    let signal = Events::sample("dihiggs_2tag").unwrap().labelled(Label::Signal).unwrap();
    let background = Events::sample("multijet_2tag").unwrap().labelled(Label::Background).unwrap();
    MixedSample::by_fraction(&signal, &background, f1, 1.0 - f1, size, 1).unwrap()
}

/// Random logits, detections and targets with our loss of each, for `tests/python/test_spanet.py`.
#[test]
fn reference_file_for_python() {
    let mut stream = rng::stream(5, "logits", 0, 0);
    let mut uniform = move || stream.next_u32() as f32 / u32::MAX as f32;
    let mut cases = Vec::new();
    for k in 0..300usize {
        let jets = 4 + k % 7;
        let mut logits = || (0..jets * (jets - 1) / 2).map(|_| 8.0 * uniform() - 4.0).collect::<Vec<f32>>();
        let pairs = [logits(), logits()];
        let detection = [4.0 * uniform() - 2.0, 4.0 * uniform() - 2.0];
        let targets = [(k % 4 > 0).then_some([2u8, 0]), (k % 3 > 0).then_some([1, 3])];
        let weights = [[1.0f64, 0.0], [0.7, 0.4], [0.0, 1.0]][k % 3];
        let loss = symmetric_loss([&pairs[0], &pairs[1]], detection, targets, weights);
        cases.push(serde_json::json!({
            "jets": jets, "pairs": pairs, "detection": detection, "targets": targets, "weights": weights, "loss": loss
        }));
    }
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("spanet.json");
    std::fs::write(path, serde_json::to_string(&cases).unwrap()).unwrap();
}

#[test]
fn one_call_trains_keeps_and_goes_on() {
    let keep = common::tempdir().unwrap();
    let wanted = config()
        .with_assignment_weight(0.0)
        .with_max_epochs(3)
        .with_repeats(2)
        .with_guards(GuardPolicy::Warn)
        .with_cache(Cache::Folder(keep.path().display().to_string()));
    let mixed = mixed(0.9, 600);
    let whole = train_cwola(&mixed, &wanted.clone().with_cache(Cache::Off)).unwrap();
    let mut calls = 0;
    loop {
        calls += 1;
        assert!(calls < 20);
        let part = train_cwola(&mixed, &wanted.clone().with_time_budget(1e-9)).unwrap();
        if !part.report.has(Finding::OutOfTime) {
            break;
        }
        // Trainings run side by side: any may be the one that was cut, or was not begun.
        let cut = part.trainings.iter().any(|training| training.stopped == Stopped::TimeBudget);
        assert!(cut || part.trainings.len() < wanted.repeats);
        if calls == 3 {
            assert!(!train_cwola(&mixed, &wanted).unwrap().from_cache);
        }
    }
    let again = train_cwola(&mixed, &wanted).unwrap();
    assert!(again.from_cache && calls > 2);
    for (a, b) in whole.trainings.iter().zip(&again.trainings) {
        assert_eq!((&a.network, &a.history, a.best_epoch), (&b.network, &b.history, b.best_epoch));
    }
    assert_ne!(whole.trainings[0].network, whole.trainings[1].network);
    let threads = train_cwola(&mixed, &wanted.clone().with_cache(Cache::Off).with_threads(1)).unwrap();
    assert_eq!(threads.trainings[0].network, whole.trainings[0].network);
    assert!(whole.to_string().contains("SPANet 32 wide"), "{whole}");
    let back: Run = serde_json::from_str(&serde_json::to_string(&whole).unwrap()).unwrap();
    assert_eq!(back.trainings[1].network, whole.trainings[1].network);
}

#[test]
fn the_guard_names_the_leak() {
    let mixed = mixed(0.5, 300);
    let error = train_cwola(&mixed, &config()).unwrap_err().to_string();
    for part in ["have pairing targets", "have none", "with_assignment_weight(0.0)", "GuardPolicy::Warn"] {
        assert!(error.contains(part), "{error}");
    }
    let warned = train_cwola(&mixed, &config().with_max_epochs(1).with_guards(GuardPolicy::Warn)).unwrap();
    assert!(warned.report.has(Finding::TargetsTellTruth));
    let clean = train_cwola(&mixed, &config().with_max_epochs(1).with_assignment_weight(0.0)).unwrap();
    assert!(!clean.report.has(Finding::TargetsTellTruth));
    let only_pairs = config().with_classification_weight(0.0).with_max_epochs(1).with_guards(GuardPolicy::Warn);
    let error = train_cwola(&mixed, &only_pairs).unwrap().score(&Events::sample("dihiggs_1000").unwrap().head(5));
    assert!(error.unwrap_err().to_string().contains("without the classification task"));
    assert!(clean.pair(&Events::sample("dihiggs_1000").unwrap().head(5)).is_err());
}

#[test]
fn without_pairing_targets_change_nothing() {
    let signal = Events::sample("dihiggs_2tag").unwrap().head(600).labelled(Label::Signal).unwrap();
    let background = Events::sample("multijet_2tag").unwrap().head(600).labelled(Label::Background).unwrap();
    let wanted = config().with_assignment_weight(0.0).with_guards(GuardPolicy::Off).with_max_epochs(1);
    let run = |signal: &Events| {
        let mixed = MixedSample::by_fraction(signal, &background, 0.7, 0.3, 400, 1).unwrap();
        train_cwola(&mixed, &wanted).unwrap()
    };
    let (a, b) = (run(&signal), run(&signal.with_shuffled_targets(3).unwrap()));
    assert_eq!(a.trainings[0].network, b.trainings[0].network);
    assert_eq!(a.hash, b.hash);
}

#[test]
fn guards_and_sentences() {
    let background = Events::sample("multijet_2tag").unwrap().head(400);
    let two = MixedSample::from_regions(&background.head(200), &background, 1).unwrap();
    let error = train_cwola(&two, &config()).unwrap_err().to_string();
    assert!(error.contains("nothing to learn"), "{error}");
    let toy = GaussianToy::new(1.0);
    let table = MixedSample::by_fraction(&toy.signal(50, 1).unwrap(), &toy.background(50, 1).unwrap(), 0.8, 0.2, 40, 1);
    let error = train_cwola(&table.unwrap(), &config()).unwrap_err().to_string();
    assert!(error.contains("needs the jets"), "{error}");
    for (wrong, part) in [
        (config().with_assignment_weight(-1.0), "the weight of the assignment should be at least 0"),
        (config().with_assignment_weight(0.0).with_classification_weight(0.0), "the three tasks"),
        (config().with_features(&["pt"]), "it sees the jets"),
        (config().with_spanet(SpanetNet::workshop().with_heads(7)), "multiple of the number of heads (7)"),
        (TrainConfig::dnn().with_detection_weight(1.0), "only SPANet has other tasks"),
    ] {
        let error = train_cwola(&mixed(0.5, 50), &wrong).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn jets_are_paired_better_than_by_distance() {
    let sample = PairingSample::load(Profile::Workshop).unwrap();
    let size = sample.training.len() / 2;
    let rows: Vec<usize> = (0..12_000).chain(size..size + 1000).collect();
    let training = sample.training.rows(&rows).unwrap();
    let run = train_supervised(&training, &config().with_max_epochs(12)).unwrap();
    let ours = &run.pairing_efficiency(&sample.test).unwrap()[0];
    let theirs = PairingEfficiency::min_delta_r(&sample.test, JetChoice::LeadingTagged).unwrap();
    let ((a, error), (b, other)) = (ours.both.event_efficiency(), theirs.both.event_efficiency());
    assert!(a > b + 3.0 * error.hypot(other), "{ours}; {theirs}");
}

#[test]
fn pairing_efficiency_counts_by_hand() {
    let events = Events::sample("dihiggs_500").unwrap().head(200);
    let targets = events.jets().unwrap().targets.clone().unwrap();
    // The targets themselves, turned round in every way, are always right.
    let pairs: Vec<_> = (0..events.len())
        .map(|k| {
            let slot = |jet: i8| usize::try_from(jet).unwrap_or(99);
            let h1 = [slot(targets.h1_b2[k]), slot(targets.h1_b1[k])];
            Some([[slot(targets.h2_b1[k]), slot(targets.h2_b2[k])], h1])
        })
        .collect();
    let perfect = PairingEfficiency::of("targets", &events, &pairs).unwrap();
    assert_eq!(perfect.both.event_efficiency().0, 1.0);
    assert_eq!(perfect.one.boson_efficiency().0, 1.0);
    assert!(perfect.both.events > 50 && perfect.both.bosons == 2 * perfect.both.events);
    let none = PairingEfficiency::of("none", &events, &[None; 200]).unwrap();
    assert_eq!((none.both.right_events, none.one.right_bosons), (0, 0));
}

#[test]
fn joined_samples_keep_targets_and_say_where_there_are_none() {
    let (signal, background) = (Events::sample("dihiggs_1000").unwrap(), Events::sample("multijet_4b").unwrap());
    let both = Events::concat(&[background.head(3), signal.head(4)]).unwrap();
    let targets = both.jets().unwrap().targets.as_ref().unwrap();
    assert_eq!(targets.h1_b1[..3], [-1; 3]);
    assert_eq!(targets.h1_b1[3..], signal.head(4).jets().unwrap().targets.as_ref().unwrap().h1_b1[..]);
}
