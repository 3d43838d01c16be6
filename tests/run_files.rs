//! Trained networks and trees as files: loaded ones score to the last bit as before, and bad files give one sentence.

#![allow(clippy::unwrap_used)] // a test may fail

use cwola::model::BoostedTrees;
use cwola::prelude::*;
mod common;

fn path(folder: &common::TempDir, name: &str) -> String {
    folder.path().join(name).to_string_lossy().into_owned()
}

/// Saves and loads a run; everything but the numbers of seconds must be as it was.
fn back(run: &Run) -> Run {
    let folder = common::tempdir().unwrap();
    let path = path(&folder, "run.json");
    run.save(&path).unwrap();
    let loaded = Run::load(&path).unwrap();
    assert_eq!(loaded.seconds.to_bits(), run.seconds.to_bits());
    assert_eq!(serde_json::to_string(&loaded).unwrap(), serde_json::to_string(run).unwrap());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
    loaded
}

fn bits(scores: &[Vec<f64>]) -> Vec<Vec<u64>> {
    scores.iter().map(|scores| scores.iter().map(|score| score.to_bits()).collect()).collect()
}

#[test]
fn dense_networks_score_the_same_to_the_last_bit() {
    let toy = GaussianToy::new(1.0);
    let mixed =
        MixedSample::by_fraction(&toy.signal(600, 1).unwrap(), &toy.background(600, 1).unwrap(), 0.8, 0.2, 500, 7)
            .unwrap();
    let config = TrainConfig::dnn().with_hidden(&[16, 8]).with_max_epochs(4).with_repeats(3).with_cache(Cache::Off);
    let run = train_cwola(&mixed, &config).unwrap();
    let loaded = back(&run);
    let test = toy.test(1000, 2).unwrap();
    assert_eq!(bits(&loaded.predict(&test).unwrap()), bits(&run.predict(&test).unwrap()));
    assert_eq!(loaded, run);
    assert_eq!(loaded.roc(&test).unwrap(), run.roc(&test).unwrap());
}

#[test]
fn networks_on_images_score_the_same_to_the_last_bit() {
    let events = Events::sample("dark_valley_id10").unwrap().head(120);
    let images = events.images(&ImageConfig::new(25)).unwrap();
    let truth: Vec<bool> = (0..images.len()).map(|event| event % 2 == 0).collect();
    let config = TrainConfig::small_cnn(25).with_max_epochs(1).with_cache(Cache::Off).with_guards(GuardPolicy::Off);
    let run = train_supervised_images(&images, &truth, &config).unwrap();
    let loaded = back(&run);
    assert_eq!(bits(&loaded.predict_images(&images).unwrap()), bits(&run.predict_images(&images).unwrap()));
}

#[test]
fn spanet_scores_and_pairs_the_same() {
    let (signal, background) = (Events::sample("dihiggs_500").unwrap(), Events::sample("multijet_4b").unwrap());
    let events = Events::concat(&[signal.head(200), background.head(200)]).unwrap();
    let config = TrainConfig::spanet().with_assignment_weight(0.0).with_max_epochs(1).with_cache(Cache::Off);
    let run = train_supervised(&events, &config.with_guards(GuardPolicy::Warn)).unwrap();
    let loaded = back(&run);
    assert_eq!(bits(&loaded.predict(&events).unwrap()), bits(&run.predict(&events).unwrap()));
}

#[test]
fn trees_come_back_even_with_a_threshold_that_is_infinite() {
    // Half of the events have no value: "has a value" is the best question, and its threshold is infinite.
    let x: Vec<f64> = (0..400).map(|i| if i % 2 == 0 { f64::from(i % 7) } else { f64::NAN }).collect();
    let truth: Vec<i32> = (0..400).map(|i| 1 - i % 2).collect();
    let frame = polars::df!["x" => x, "signal" => truth].unwrap();
    let events = Events::from_frame("holes", frame).unwrap();
    let truth = events.truth().unwrap();
    let signal = events.filter(&truth).unwrap();
    let background = events.filter(&truth.iter().map(|signal| !signal).collect::<Vec<_>>()).unwrap();
    let mixed = MixedSample::by_fraction(&signal, &background, 0.9, 0.1, 150, 7).unwrap();
    let trees = train_boosted_trees(&mixed, &BoostConfig::default().with_trees(3)).unwrap();
    let folder = common::tempdir().unwrap();
    let file = path(&folder, "trees.json");
    trees.save(&file).unwrap();
    assert!(std::fs::read_to_string(&file).unwrap().contains("\"7f800000\""), "an infinite threshold");
    let loaded = BoostedTrees::load(&file).unwrap();
    assert_eq!(loaded, trees);
    let matrix = Matrix::from_frame(events.frame(), &trees.features).unwrap();
    assert_eq!(loaded.predict(&matrix).unwrap(), trees.predict(&matrix).unwrap());
    let error = Run::load(&file).unwrap_err().to_string().replace(&file, "trees.json");
    assert_eq!(
        error,
        "trees.json: the file should be a \"cwola run\" as `save` writes it, but is a \"cwola boosted trees\"."
    );
}

#[test]
fn damaged_files_give_one_sentence() {
    let toy = GaussianToy::new(2.0);
    let config = TrainConfig::dnn().with_hidden(&[4]).with_max_epochs(1).with_cache(Cache::Off);
    let run = train_supervised(&toy.test(200, 1).unwrap(), &config).unwrap();
    let folder = common::tempdir().unwrap();
    let file = path(&folder, "run.json");
    run.save(&file).unwrap();
    let whole = std::fs::read(&file).unwrap();
    let said = |bytes: &[u8]| {
        std::fs::write(&file, bytes).unwrap();
        Run::load(&file).unwrap_err().to_string().replace(&file, "run.json")
    };
    for position in (0..whole.len() - 1).step_by(17) {
        let mut spoiled = whole.clone();
        spoiled[position] ^= 1 << (position % 8);
        let sentence = said(&spoiled);
        assert!(sentence.starts_with("run.json: the ") && sentence.ends_with('.'), "{position}: {sentence}");
        let sentence = said(&whole[..position]);
        assert!(sentence.starts_with("run.json: the ") && !sentence.contains('\n'), "{position}: {sentence}");
    }
    let weights = whole.windows(10).position(|part| part == b"\"kernel\":\"").unwrap() + 10;
    let mut spoiled = whole.clone();
    spoiled[weights] = if spoiled[weights] == b'3' { b'4' } else { b'3' };
    assert_eq!(
        said(&spoiled),
        "run.json: the content should be what was written, but is damaged or changed (its checksum differs)."
    );
    assert!(run.save(&path(&folder, "no/run.json")).unwrap_err().to_string().contains("could not be written"));
    let missing = Run::load(&path(&folder, "none.json")).unwrap_err().to_string();
    assert!(missing.contains("none.json could not be read"), "{missing}");
}
