//! Training on jet images end to end: what it keeps, what it refuses, what it gives again.

#![allow(clippy::unwrap_used)]

mod common;

use cwola::events::{Constituents, Dijets};
use cwola::mixing::Part;
use cwola::prelude::*;
use cwola::train::{Finding, Stopped, Watch};
use polars::df;

const SIDE: usize = 12;

fn config() -> TrainConfig {
    TrainConfig::small_cnn(SIDE).with_learning_rate(5e-3).with_max_epochs(4).with_cache(Cache::Off)
}

fn folder() -> (common::TempDir, Cache) {
    let folder = common::tempdir().unwrap();
    let cache = Cache::Folder(folder.path().display().to_string());
    (folder, cache)
}

/// Numbers in [0, 1).
fn uniform(seed: u64) -> impl FnMut() -> f32 {
    let mut stream = cwola::rng::stream(seed, "toy jets", 0, 0);
    move || (rand::Rng::next_u32(&mut stream) >> 8) as f32 / 16_777_216.0
}

/// Jets of 20 constituents: in a wide ring for signal, around the middle for background.
fn jets(events: usize, signal: bool, seed: u64) -> Events {
    let mut next = uniform(seed);
    let mut jet = || {
        let (mut pt, mut eta, mut phi) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..20 * events {
            let (angle, radius) = (6.3 * next(), if signal { 0.5 + 0.3 * next() } else { 0.6 * next() });
            pt.push(20.0 + 30.0 * next());
            eta.push(radius * angle.cos());
            phi.push(1.0 + radius * angle.sin());
        }
        Constituents::new((0..=events as u32).map(|k| 20 * k).collect(), pt, eta, phi).unwrap()
    };
    let pair = Dijets::new([jet(), jet()]).unwrap();
    let name = if signal { "ring" } else { "disc" };
    let numbers: Vec<f64> = (0..events).map(|k| k as f64).collect();
    let frame = df!["m_jj" => vec![5000.0; events], "event" => numbers].unwrap();
    Events::from_frame(name, frame).unwrap().with_dijets(pair).unwrap()
}

fn mixed(f1: f64, f2: f64, size: usize) -> MixedSample {
    MixedSample::by_fraction(&jets(size, true, 1), &jets(size, false, 2), f1, f2, size, 7).unwrap()
}

fn images(mixed: &MixedSample) -> ImageSample {
    mixed.images(&ImageConfig::new(SIDE), &JetAugmentation::original()).unwrap()
}

fn test_set(size: usize) -> (JetImages, Vec<bool>) {
    let half = |signal, seed| jets(size, signal, seed).images(&ImageConfig::new(SIDE)).unwrap();
    (half(true, 11).followed_by(&half(false, 12)).unwrap(), (0..2 * size).map(|event| event < size).collect())
}

#[test]
fn weak_and_full_supervision_learn_the_rings() {
    let (test, truth) = test_set(200);
    let weak = train_cwola_images(&images(&mixed(0.8, 0.2, 500)), &config()).unwrap();
    let full = train_supervised_images(&test_set(300).0, &test_set(300).1, &config()).unwrap();
    for run in [&weak, &full] {
        assert!(run.report.is_clean(), "{}", run.report);
        assert!(run.evaluate_images(&test, &truth).unwrap().auc.mean > 0.97);
        assert_eq!(run.score_images(&test).unwrap().len(), 400);
    }
    assert!(weak.separation().mean < full.separation().mean);
    assert!(weak.to_string().contains("images of 12×12 pixels"), "{weak}");
    let channels = config().with_cnn(CnnNet::small(SIDE).with_kind(CnnKind::TwoChannel));
    let run = train_cwola_images(&images(&mixed(0.8, 0.2, 500)), &channels).unwrap();
    assert!(run.evaluate_images(&test, &truth).unwrap().auc.mean > 0.97);
}

#[test]
fn same_seed_same_numbers_for_any_number_of_threads() {
    let sample = images(&mixed(0.8, 0.2, 200));
    let large = config().with_cnn(CnnNet::small(SIDE).with_filters([16, 32, 48, 16])).with_max_epochs(2);
    let networks = |threads, repeats| -> Vec<_> {
        let run = train_cwola_images(&sample, &large.clone().with_threads(threads).with_repeats(repeats)).unwrap();
        run.trainings.into_iter().map(|training| (training.network, training.history)).collect()
    };
    let one = networks(1, 2);
    assert_eq!(one, networks(2, 2));
    assert_eq!(one[..1], networks(3, 1));
    assert_ne!(one[0], one[1]);
}

#[test]
fn a_training_that_runs_out_of_time_goes_on_with_the_same_numbers() {
    let sample = images(&mixed(0.7, 0.3, 300));
    let (_keep, cache) = folder();
    let wanted = config().with_max_epochs(12).with_patience(12).with_learning_rate(1e-3).with_repeats(2);
    let whole = train_cwola_images(&sample, &wanted).unwrap();
    let wanted = wanted.with_cache(cache);
    for calls in 1.. {
        let part = train_cwola_images(&sample, &wanted.clone().with_time_budget(0.02)).unwrap();
        if !part.report.has(Finding::OutOfTime) {
            assert!(calls > 2);
            break;
        }
        // Trainings run side by side: any may be the one that was cut, or was not begun.
        let cut = part.trainings.iter().any(|training| training.stopped == Stopped::TimeBudget);
        assert!(cut || part.trainings.len() < wanted.repeats);
        assert!(calls < 60);
    }
    let again = train_cwola_images(&sample, &wanted).unwrap();
    assert!(again.from_cache);
    for (a, b) in whole.trainings.iter().zip(&again.trainings) {
        assert_eq!((&a.network, &a.history, a.best_epoch), (&b.network, &b.history, b.best_epoch));
    }
    let other = sample.clone().with_parts(sample.parts.iter().rev().copied().collect()).unwrap();
    assert_ne!(train_cwola_images(&other, &wanted.clone().with_guards(GuardPolicy::Off)).unwrap().hash, again.hash);
}

/// A training of some seconds; its cache folder comes from the environment in the process to be killed.
fn long(cache: Cache) -> Run {
    let wanted = config().with_max_epochs(60).with_patience(60).with_learning_rate(1e-4).with_cache(cache);
    train_cwola_images(&images(&mixed(0.8, 0.2, 500)), &wanted).unwrap()
}

#[test]
fn a_killed_process_goes_on_with_the_same_numbers() {
    const FOLDER: &str = "CWOLA_TEST_KILLED_IMAGES";
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
    let (resumed, whole) = (long(cache), long(Cache::Off));
    assert_eq!(resumed.from_cache, !interrupted);
    assert_eq!(resumed.trainings[0].history, whole.trainings[0].history);
    assert_eq!(resumed.trainings[0].network, whole.trainings[0].network);
}

#[test]
fn watching_changes_nothing_and_keeps_its_own_record() {
    let sample = images(&mixed(0.9, 0.1, 300));
    let (test, truth) = test_set(150);
    let (_keep, cache) = folder();
    let wanted = config().with_max_epochs(5).with_cache(cache);
    let plain = train_cwola_images(&sample, &wanted).unwrap();
    let watch = Watch::new(&test, &truth, 2).unwrap();
    let watched = train_watched(&sample, &wanted, &watch).unwrap();
    assert!(!watched.from_cache && train_watched(&sample, &wanted, &watch).unwrap().from_cache);
    let training = &watched.trainings[0];
    assert_eq!((&training.network, &training.history), (&plain.trainings[0].network, &plain.trainings[0].history));
    assert!(plain.trainings[0].watched.is_none());
    let seen = training.watched.as_ref().unwrap();
    assert_eq!((seen.auc.len(), seen.loss.len(), seen.accuracy.len()), (5, 5, 5));
    assert_eq!(seen.snapshots.iter().map(|snapshot| snapshot.epoch).collect::<Vec<_>>(), [1, 2, 4]);
    // The record of an epoch agrees with the metrics of the evaluation room.
    let scores = seen.snapshots[2].scores.iter().map(|score| f64::from(*score)).collect();
    let scores = Scores::new(scores, truth.clone()).unwrap();
    assert!((scores.auc() - seen.auc[3]).abs() < 1e-3 && (scores.accuracy() - seen.accuracy[3]).abs() < 1e-9);
    assert!(Watch::new(&test, &truth[1..], 2).is_err() && Watch::new(&test, &truth, 0).is_err());
}

#[test]
fn a_run_survives_the_way_to_disk_and_dense_runs_look_as_before() {
    let run = train_cwola_images(&images(&mixed(0.8, 0.2, 100)), &config().with_max_epochs(1)).unwrap();
    let back: Run = serde_json::from_str(&serde_json::to_string(&run).unwrap()).unwrap();
    assert_eq!(back.trainings, run.trainings);
    let toy = GaussianToy::new(1.0);
    let table = MixedSample::labelled(&toy.signal(100, 1).unwrap(), &toy.background(100, 1).unwrap(), 1).unwrap();
    let dense = TrainConfig::dnn().with_hidden(&[4]).with_max_epochs(1).with_cache(Cache::Off);
    let dense = serde_json::to_value(train_cwola(&table, &dense).unwrap()).unwrap();
    let training = &dense["trainings"][0];
    assert!(training["network"]["layers"][0]["kernel"].is_string() && training.get("watched").is_none());
}

#[test]
fn copies_on_both_sides_of_the_split_are_refused_with_their_number() {
    let mixed = mixed(0.8, 0.2, 100);
    let copies = JetAugmentation::identical_copies(1);
    let good = mixed.images(&ImageConfig::new(SIDE), &copies).unwrap();
    let fine = train_cwola_images(&good, &config().with_max_epochs(1)).unwrap();
    assert!(!fine.report.has(Finding::SharedEvents), "{}", fine.report);
    let leaky = ImageSample::augment_then_split(&mixed, &ImageConfig::new(SIDE), &copies, RowSplit::Random).unwrap();
    let error = train_cwola_images(&leaky, &config()).unwrap_err().to_string();
    let expected = format!("{} original events are on both sides of the split", leaky.straddling());
    assert!(leaky.straddling() > 20 && error.contains(&expected), "{error}");
    let warned = config().with_max_epochs(1).with_guards(GuardPolicy::Warn);
    assert!(train_cwola_images(&leaky, &warned).unwrap().report.has(Finding::SharedEvents));
}

#[test]
fn guards_find_what_is_wrong_with_images() {
    let sample = images(&mixed(0.8, 0.2, 100));
    let refuse = |sample: &ImageSample| train_cwola_images(sample, &config()).unwrap_err().to_string();
    let all_train = sample.clone().with_parts(vec![Part::Train; sample.len()]).unwrap();
    assert!(refuse(&all_train).contains("No validation event is from M1"));
    let one_sided = |label: u8| {
        let side = |(y, part): (&u8, &Part)| if *y == label { Part::Train } else { *part };
        sample.clone().with_parts(sample.labels.iter().zip(&sample.parts).map(side).collect()).unwrap()
    };
    assert!(refuse(&one_sided(0)).contains("No validation event is from M2"));
    let one_label = ImageSample { labels: vec![1; sample.len()], ..sample.clone() };
    assert!(refuse(&one_label).contains("No training event is from M2"));
    // A jet far outside the window of an image that is not centred leaves no pixel.
    let outside = {
        let events = jets(60, false, 5);
        let mut jet = events.dijets().unwrap().clone();
        let far = Constituents::new(vec![0; 61], vec![], vec![], vec![]).unwrap();
        jet = Dijets::new([
            far,
            (0..60).fold(Constituents::default(), |mut all, event| {
                all.push(jet.jet(event, 1)).unwrap();
                all
            }),
        ])
        .unwrap();
        let frame = df!["m_jj" => vec![5000.0; 60], "event" => (0..60).map(f64::from).collect::<Vec<_>>()].unwrap();
        Events::from_frame("empty", frame).unwrap().with_dijets(jet).unwrap()
    };
    let empty = images(&MixedSample::labelled(&jets(60, true, 4), &outside, 3).unwrap());
    assert!(refuse(&empty).contains("The image of the leading jet is empty in 60 of 120 events"), "{}", refuse(&empty));
    let warned = train_cwola_images(&empty, &config().with_max_epochs(1).with_guards(GuardPolicy::Warn)).unwrap();
    assert!(warned.report.has(Finding::EmptyImages));
}

#[test]
fn networks_and_data_must_fit() {
    let mixed = mixed(0.8, 0.2, 60);
    let sample = images(&mixed);
    for (wrong, part) in [
        (TrainConfig::cnn(25), "the resolution of the images should be 25, as the network wants, but is 12."),
        (TrainConfig::dnn(), "the network for images should be a convolutional one"),
        (config().with_cnn(CnnNet::small(SIDE).with_filters([4, 0, 4, 4])), "filters of convolution 2"),
        (
            config().with_cnn(CnnNet::small(4)),
            "the resolution of the network should be from 8 to 255 pixels, but is 4.",
        ),
        (config().with_batch_size(0), "the batch size"),
    ] {
        let error = train_cwola_images(&sample, &wrong).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
    let error = train_cwola(&mixed, &config()).unwrap_err().to_string();
    assert!(error.contains("the network for a table of features or jets should be a dense one or a SPANet"), "{error}");
    let run = train_cwola_images(&sample, &config().with_max_epochs(1)).unwrap();
    let error = run.predict(&GaussianToy::new(1.0).test(5, 1).unwrap()).unwrap_err().to_string();
    assert!(error.contains("predict_images") || error.contains("number of features"), "{error}");
    let other = jets(5, true, 1).images(&ImageConfig::new(25)).unwrap();
    assert!(run.predict_images(&other).unwrap_err().to_string().contains("resolution"));
}

#[test]
fn other_devices_train_the_same_network() {
    let sample = images(&mixed(0.9, 0.1, 120));
    let short = config().with_max_epochs(2).with_learning_rate(1e-3);
    let ours = train_cwola_images(&sample, &short).unwrap();
    let flex = train_cwola_images(&sample, &short.with_device(Device::Flex)).unwrap();
    let (a, b) = (&ours.trainings[0].history.validation_loss, &flex.trainings[0].history.validation_loss);
    assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4), "{a:?} {b:?}");
}
