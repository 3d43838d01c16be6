//! Files of h5py, our own files, and the bundled samples.

#![allow(clippy::unwrap_used)] // a test may fail

mod common;

use cwola::events::{Jets, Targets, inspect};
use cwola::prelude::*;
use polars::prelude::DataType;

fn path(name: &str) -> String {
    format!("{}/tests/files/{name}.h5", env!("CARGO_MANIFEST_DIR"))
}

fn temporary(name: &str) -> (common::TempDir, String) {
    let folder = common::tempdir().unwrap();
    let path = folder.path().join(name).to_string_lossy().into_owned();
    (folder, path)
}

const EVENTS: usize = 6;
const SLOTS: usize = 5;

/// The jets of tests/python/make_files.py, by the same formulas.
fn expected_jets() -> Jets {
    let mut jets = Jets { slots: SLOTS, targets: Some(Targets::default()), ..Jets::default() };
    for i in 0..EVENTS {
        for j in 0..SLOTS {
            let (x, y) = (i as f32, j as f32);
            let mask = j < 2 + i % 4 && i != 3;
            let or_zero = |value: f32| if mask { value } else { 0.0 };
            jets.mask.push(mask);
            jets.pt.push(or_zero(100.0 - 10.0 * y + x));
            jets.eta.push(or_zero((x - y) / 8.0));
            jets.phi.push(or_zero((y - 2.0) / 4.0));
            jets.mass.push(or_zero(5.0 + y / 2.0));
            jets.btag.push(mask && (i + j) % 2 == 0);
            jets.flavour.push(if mask { [5, 4, 0][(i + j) % 3] } else { 0 });
        }
        let four = i % 4 >= 2 && i != 3;
        let target = |slot: i8| if four { slot } else { -1 };
        let targets = jets.targets.as_mut().unwrap();
        targets.h1_b1.push(target(0));
        targets.h1_b2.push(target(3));
        targets.h2_b1.push(target(2));
        targets.h2_b2.push(target(1));
    }
    jets
}

fn assert_same(a: &Events, b: &Events) {
    assert_eq!(a.columns(), b.columns());
    assert!(a.frame().equals_missing(b.frame()), "{:?}\n{:?}", a.frame(), b.frame());
    assert_eq!(a.frame().dtypes(), b.frame().dtypes());
    assert_eq!(a.jets().ok(), b.jets().ok());
}

#[test]
fn every_layout_of_h5py_gives_the_same_events() {
    for name in ["contiguous", "gzip", "lzf", "compact", "v114", "big_endian", "wide", "spanet"] {
        let events = Events::read(&path(name)).unwrap_or_else(|error| panic!("{error}"));
        let mut expected = expected_jets();
        if name == "gzip" || name == "lzf" {
            expected.targets = None;
        }
        if name == "spanet" {
            expected.flavour.clear();
        }
        assert_eq!(events.jets().unwrap(), &expected, "{name}");
        assert_eq!(events.name(), name);
        assert_eq!(events.meta(), "{\"seed\": 7}", "{name}");
        assert_eq!(events.column("event").unwrap(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(events.column("m4b").unwrap(), [300.0, 312.5, 325.0, 337.5, 350.0, 362.5], "{name}");
        assert_eq!(events.column("weight").unwrap(), [1.0, 1.25, 1.5, 1.75, 2.0, 2.25], "{name}");
        assert_eq!(events.truth().unwrap(), [false, true, false, true, false, true], "{name}");
        assert_eq!(events.frame().column("signal").unwrap().dtype(), &DataType::Int32);
        assert_eq!(events.frame().column("event").unwrap().dtype(), &DataType::UInt32);
    }
}

#[test]
fn a_flat_table_keeps_nan_where_physics_allows_it() {
    let events = Events::read(&path("flat")).unwrap();
    assert!(events.jets().is_err());
    let eta = events.column("eta_j1").unwrap();
    assert!(eta[0].is_nan() && eta[3].is_nan());
    assert_eq!([eta[1], eta[2], eta[4], eta[5]], [0.25, 0.5, 1.0, 1.25]);
    assert_eq!(events.units("m_llg"), "GeV");
}

#[test]
fn own_files_come_back_exactly() {
    let events = Events::read(&path("compact")).unwrap().with_xsec_fb(3.64);
    let events = events.with_column("third", (0..6).map(|k| f64::from(k) / 3.0).collect()).unwrap();
    let events = events.rows(&[5, 0, 0, 2]).unwrap();
    for file in ["round.h5", "round.hdf5", "round.parquet"] {
        let (_folder, path) = temporary(file);
        events.write(&path).unwrap();
        let back = Events::read(&path).unwrap();
        assert_same(&events, &back);
        assert_eq!(back.meta(), events.meta());
        assert_eq!(back.xsec_fb(), Some(3.64));
        assert_eq!(back.name(), "round");
    }
}

#[test]
fn csv_keeps_numbers_but_not_types() {
    let events = Events::read(&path("compact")).unwrap();
    let (_folder, path) = temporary("round.csv");
    events.write(&path).unwrap();
    let back = Events::read(&path).unwrap();
    assert_eq!(back.jets().unwrap(), events.jets().unwrap());
    assert_eq!(back.columns(), events.columns());
    for name in events.columns() {
        assert_eq!(back.column(&name).unwrap(), events.column(&name).unwrap(), "{name}");
    }
}

#[test]
fn flat_tables_come_back_exactly() {
    let events = Events::read(&path("flat")).unwrap();
    for file in ["flat.h5", "flat.parquet", "flat.csv"] {
        let (_folder, path) = temporary(file);
        events.write(&path).unwrap();
        let back = Events::read(&path).unwrap();
        assert_eq!(back.columns(), events.columns(), "{file}");
        for name in events.columns() {
            let (a, b) = (events.column(&name).unwrap(), back.column(&name).unwrap());
            assert!(a.iter().zip(&b).all(|(a, b)| a == b || a.is_nan() && b.is_nan()), "{file} {name} {a:?} {b:?}");
        }
    }
}

#[test]
fn spanet_layout_comes_back_exactly() {
    let events = Events::read(&path("contiguous")).unwrap();
    let (_folder, path) = temporary("spanet.h5");
    events.write_spanet(&path).unwrap();
    assert_same(&events, &Events::read(&path).unwrap());
    let text = inspect(&path).unwrap();
    for line in ["INPUTS/Source/btag  (6, 5)  float 32", "INPUTS/Source/MASK  (6, 5)  truth value"] {
        assert!(squeezed(&text).contains(&squeezed(line)), "{text}");
    }
    for name in ["TARGETS/h1/b1", "CLASSIFICATIONS/EVENT/signal"] {
        assert!(squeezed(&text).contains(&format!("{name} (6,) integer 64")), "{text}");
    }
}

#[test]
fn spanet_gets_targets_even_when_none_are_known() {
    let events = Events::read(&path("gzip")).unwrap();
    assert!(events.jets().unwrap().targets.is_none());
    let (_folder, path) = temporary("spanet.h5");
    events.write_spanet(&path).unwrap();
    let targets = Events::read(&path).unwrap().jets().unwrap().targets.clone().unwrap();
    assert_eq!(targets.h2_b2, [-1; EVENTS]);
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn missing_values_become_nan_in_hdf5() {
    let frame = polars::df!["n" => [Some(1), None, Some(3)], "tag" => [Some(true), Some(false), None]].unwrap();
    let events = Events::from_frame("holes", frame).unwrap();
    let (_folder, path) = temporary("holes.h5");
    events.write(&path).unwrap();
    let back = Events::read(&path).unwrap();
    assert!(back.column("n").unwrap()[1].is_nan() && back.column("tag").unwrap()[2].is_nan());
    assert_eq!(back.column("n").unwrap()[2], 3.0);
}

#[test]
fn a_failed_write_leaves_the_old_file_and_no_rest() {
    let (folder, path) = temporary("kept.h5");
    let events = Events::read(&self::path("flat")).unwrap();
    events.write(&path).unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(events.filter(&[false; EVENTS]).unwrap().write(&path).is_err());
    let badly_named = events.with_column("met/GeV", vec![1.0; EVENTS]).unwrap();
    let error = badly_named.write(&path).unwrap_err().to_string();
    assert!(error.contains("should be of a kind that HDF5 can hold"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn bundled_samples_are_what_the_catalogue_says() {
    for sample in Events::samples() {
        let events = Events::sample(&sample.name).unwrap();
        assert_eq!(events.len(), sample.events, "{}", sample.name);
        assert_eq!(events.name(), sample.name);
        if sample.name == "zgamma" {
            let missing = events.column("m_jj").unwrap().iter().filter(|m| m.is_nan()).count();
            let jets = events.column("n_jets").unwrap();
            assert_eq!(missing, jets.iter().filter(|n| **n < 2.0).count(), "no m_jj without a second jet");
            assert!(
                !events.has("signal") && events.column("m_llg").unwrap().iter().all(|m| (182.0..=218.0).contains(m))
            );
            continue; // all of it background, no truth
        }
        let signal = sample.name.starts_with("dihiggs") || sample.name.starts_with("dark_valley");
        assert!(events.truth().unwrap().into_iter().all(|truth| truth == signal));
        assert!(events.meta().contains("\"pythia\": \"8.317.2\""));
        if events.has("m_jj") {
            continue; // tests/two_jets.rs
        }
        let jets = events.jets().unwrap();
        assert_eq!((jets.len(), jets.slots), (sample.events, 10));
        assert!((0..jets.len()).all(|k| jets.event(k).len() >= 4), "four jets in every event");
    }
}

/// Prints how long reading takes: `cargo test --test files -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn loading_time() {
    for sample in Events::samples() {
        let mut seconds: Vec<f64> = (0..5)
            .map(|_| {
                let start = std::time::Instant::now();
                Events::sample(&sample.name).unwrap();
                start.elapsed().as_secs_f64()
            })
            .collect();
        seconds.sort_by(f64::total_cmp);
        println!("{:14} {:6} events  median {:.3} s, best {:.3} s", sample.name, sample.events, seconds[2], seconds[0]);
    }
}
