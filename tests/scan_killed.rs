//! A scan that is killed twice half-way ends with the numbers of an undisturbed one and repeats no finished training.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use cwola::model::CnnNet;
use cwola::prelude::*;
use cwola::studies::dark::{ScanNetwork, ScanPool, StrengthScan, TrainingSet};

/// Three S/√B × three trainings, each of some tenths of a second.
fn scan(cache: &Path) -> StrengthScan {
    let net = CnnNet::small(16).with_filters([4, 4, 4, 4]).with_dense(&[4]);
    let config = TrainConfig::small_cnn(16).with_cnn(net).with_batch_size(16).with_patience(40);
    let pool = ScanPool::default().with_signal("dark_valley_dd10").with_background("dark_valley_id20");
    StrengthScan::for_profile(Profile::Quick)
        .with_pool(pool.with_luminosity(0.001).with_test_size(20))
        .with_network(ScanNetwork::Custom(Box::new(config)))
        .with_max_epochs(40)
        .with_strengths(&[0.0, 3.0, 5.0])
        .with_trainings(3)
        .with_sets(&[TrainingSet::original().with_resolution(16)])
        .with_cache(Cache::Folder(cache.display().to_string()))
}

fn start(file: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cwola"));
    command.args(["scan", &file.display().to_string(), "--quiet"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Files of finished trainings and when they were written.
fn finished(cache: &Path) -> BTreeMap<String, SystemTime> {
    let mut found = BTreeMap::new();
    let Ok(keys) = std::fs::read_dir(cache.join("trainings")) else { return found };
    for file in keys.flatten().flat_map(|key| std::fs::read_dir(key.path()).into_iter().flatten().flatten()) {
        let name = file.path().display().to_string();
        if name.contains("training-") && name.ends_with(".json") {
            found.insert(name, file.metadata().unwrap().modified().unwrap());
        }
    }
    found
}

fn kill_after(file: &Path, cache: &Path, trainings: usize) {
    let mut child = start(file);
    let begin = Instant::now();
    while finished(cache).len() < trainings && begin.elapsed() < Duration::from_secs(120) {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn killed_twice_the_third_start_finishes_with_the_same_numbers() {
    let folder = common::tempdir().unwrap();
    let (cut, whole) = (folder.path().join("cut"), folder.path().join("whole"));
    let file = folder.path().join("scan.json");
    std::fs::write(&file, serde_json::to_string(&scan(&cut)).unwrap()).unwrap();
    kill_after(&file, &cut, 2);
    let after_first = finished(&cut);
    kill_after(&file, &cut, 5);
    let after_second = finished(&cut);
    assert!(after_second.len() < 9, "killed before the end");
    assert!(start(&file).wait().unwrap().success());
    let all = finished(&cut);
    assert_eq!(all.len(), 9);
    for (name, written) in after_first.iter().chain(&after_second) {
        assert_eq!(all[name], *written, "{name} was trained again");
    }
    let resumed = scan(&cut).run().unwrap();
    let undisturbed = scan(&whole).run().unwrap();
    assert_eq!((resumed.trained, undisturbed.trained), (0, 9));
    for (a, b) in resumed.points.iter().zip(&undisturbed.points) {
        assert_eq!((a.strength, a.training, &a.hash), (b.strength, b.training, &b.hash));
        assert_eq!((&a.record.scores, &a.record.history), (&b.record.scores, &b.record.history));
        assert_eq!(a.record.training_cuts, b.record.training_cuts);
    }
}
