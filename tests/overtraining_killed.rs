//! An over-training test that is killed twice half-way ends with the numbers of an undisturbed one and repeats no finished toy.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use cwola::prelude::*;

const TOYS: usize = 12;

/// Twelve toys, each of which takes much longer than a look at the folder.
fn test(cache: &Path) -> OvertrainingTest {
    let network = TrainConfig::dnn()
        .with_hidden(&[32])
        .with_batch_size(32)
        .with_max_epochs(40)
        .with_keep(Keep::LastEpoch)
        .with_missing(MissingValues::Zero);
    OvertrainingTest::new()
        .with_source(ToySource::default().with_expected(3_000.0))
        .with_network(&network)
        .with_toys(TOYS)
        .with_threads(1)
        .with_cache(Cache::Folder(cache.display().to_string()))
}

fn start(file: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cwola"));
    command.args(["toys", &file.display().to_string(), "--quiet"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Records of finished toys and when they were written.
fn finished(cache: &Path) -> BTreeMap<String, SystemTime> {
    let Ok(files) = std::fs::read_dir(cache.join("toys")) else { return BTreeMap::new() };
    let named = files.flatten().filter(|file| file.path().extension().is_some_and(|kind| kind == "json"));
    let dated = |file: std::fs::DirEntry| {
        let written = file.metadata().ok()?.modified().ok()?;
        Some((file.path().display().to_string(), written))
    };
    named.filter_map(dated).collect()
}

fn kill_after(file: &Path, cache: &Path, toys: usize) {
    let mut child = start(file);
    let begin = Instant::now();
    while finished(cache).len() < toys && begin.elapsed() < Duration::from_secs(600) {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap(); // SIGKILL
    child.wait().unwrap();
}

#[test]
fn killed_twice_the_third_start_finishes_with_the_same_numbers() {
    let folder = common::tempdir().unwrap();
    let (cut, whole) = (folder.path().join("cut"), folder.path().join("whole"));
    let file = folder.path().join("test.json");
    std::fs::write(&file, test(&cut).to_json()).unwrap();
    kill_after(&file, &cut, 3);
    let after_first = finished(&cut);
    kill_after(&file, &cut, 7);
    let after_second = finished(&cut);
    assert!(after_first.len() >= 3 && after_second.len() < TOYS, "killed before the end");
    assert!(start(&file).wait().unwrap().success());
    let all = finished(&cut);
    assert_eq!(all.len(), TOYS);
    for (name, written) in after_first.iter().chain(&after_second) {
        assert_eq!(all[name], *written, "{name} was made again");
    }
    let resumed = test(&cut).run().unwrap();
    let undisturbed = test(&whole).run().unwrap();
    assert_eq!((resumed.made, undisturbed.made), (0, TOYS));
    for ((k, a), (l, b)) in resumed.records.iter().zip(&undisturbed.records) {
        assert!(k == l && a.same_numbers(b), "toy {k}");
    }
    assert_eq!(resumed.fits, undisturbed.fits);
}

#[test]
fn a_call_with_a_limit_leaves_the_rest_to_the_next() {
    let folder = common::tempdir().unwrap();
    let few = test(folder.path()).with_toys(4).with_at_most(1);
    let result = few.run().unwrap();
    assert_eq!((result.made, result.missing, result.records.len()), (1, 3, 1));
    let result = test(folder.path()).with_toys(4).run().unwrap();
    assert_eq!((result.made, result.missing), (3, 0));
}
