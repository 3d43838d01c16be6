//! Malformed files: each gives one sentence with file, quantity, expectation and value; none panics.

#![allow(clippy::unwrap_used)] // a test may fail

use cwola::prelude::*;
use hdf5_pure::{FileBuilder, GroupBuilder};
mod common;
use common::TempDir;

/// Number of events and slots of the small files of this test.
const N: usize = 5;
const SLOTS: usize = 10;

/// The content of a small file, to be spoiled.
#[derive(Clone)]
struct Small {
    floats: Vec<(&'static str, Vec<f32>, Vec<u64>)>,
    mask: Vec<u8>,
    targets: Vec<i8>,
    event: Vec<(&'static str, Vec<f32>)>,
}

fn small() -> Small {
    let shape = vec![N as u64, SLOTS as u64];
    let jets = |value: f32| vec![value; N * SLOTS];
    let named = [("pt", 50.0), ("eta", 0.5), ("phi", 1.0), ("mass", 5.0), ("btag", 1.0)];
    Small {
        floats: named.map(|(name, value)| (name, jets(value), shape.clone())).to_vec(),
        mask: (0..N * SLOTS).map(|k| u8::from(k % SLOTS < 4 && k / SLOTS != 2)).collect(),
        targets: vec![-1; N],
        event: vec![("m4b", vec![400.0; N]), ("signal", vec![1.0; N])],
    }
}

impl Small {
    fn spoil(mut self, name: &str, entry: usize, value: f32) -> Small {
        match self.floats.iter_mut().find(|(known, ..)| *known == name) {
            Some((_, values, _)) => values[entry] = value,
            None => self.event.iter_mut().find(|(known, _)| *known == name).unwrap().1[entry] = value,
        }
        self
    }

    fn without(mut self, name: &str) -> Small {
        self.floats.retain(|(known, ..)| *known != name);
        self
    }

    fn write(&self, path: &str) {
        let mut file = FileBuilder::new();
        let mut inputs = file.create_group("INPUTS");
        let mut source: GroupBuilder = inputs.create_group("Source");
        for (name, values, shape) in &self.floats {
            source.create_dataset(name).with_f32_data(values).with_shape(shape);
        }
        let events = self.mask.len() / SLOTS;
        source.create_dataset("MASK").with_u8_data(&self.mask).with_shape(&[events as u64, SLOTS as u64]);
        inputs.add_group(source.finish());
        file.add_group(inputs.finish());
        let mut targets = file.create_group("TARGETS");
        for higgs in ["h1", "h2"] {
            let mut pair = targets.create_group(higgs);
            pair.create_dataset("b1").with_i8_data(&self.targets);
            pair.create_dataset("b2").with_i8_data(&self.targets);
            targets.add_group(pair.finish());
        }
        file.add_group(targets.finish());
        let mut event = file.create_group("EVENT");
        for (name, values) in &self.event {
            event.create_dataset(name).with_f32_data(values);
        }
        file.add_group(event.finish());
        file.write(path).unwrap();
    }

    /// What reading this content says, with the folder cut from the file's name.
    fn sentence(&self) -> String {
        let folder = common::tempdir().unwrap();
        let path = at(&folder, "a.h5");
        self.write(&path);
        sentence(&folder, "a.h5")
    }
}

fn at(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_string_lossy().into_owned()
}

fn sentence(folder: &TempDir, name: &str) -> String {
    let path = at(folder, name);
    Events::read(&path).expect_err("a refusal").to_string().replace(&path, name)
}

#[test]
fn the_unspoiled_file_is_read_though_an_event_has_no_jets() {
    let folder = common::tempdir().unwrap();
    small().write(&at(&folder, "a.h5"));
    let events = Events::read(&at(&folder, "a.h5")).unwrap();
    assert_eq!(events.len(), N);
    assert!(events.jets().unwrap().event(2).is_empty());
}

#[test]
fn values_that_cannot_be() {
    let cases = [
        (
            small().spoil("pt", 11, f32::NAN),
            "a.h5: the pT of jet 1 in event 1 (counted from 0) should be a number ≥ 0 GeV, but is NaN.",
        ),
        (
            small().spoil("pt", 30, -3.5),
            "a.h5: the pT of jet 0 in event 3 (counted from 0) should be a number ≥ 0 GeV, but is -3.5.",
        ),
        (
            small().spoil("mass", 2, -0.25),
            "a.h5: the mass of jet 2 in event 0 (counted from 0) should be a number ≥ 0 GeV, but is -0.25.",
        ),
        (
            small().spoil("eta", 0, f32::INFINITY),
            "a.h5: the pseudorapidity of jet 0 in event 0 (counted from 0) should be a finite number, but is inf.",
        ),
        (
            small().spoil("phi", 0, 180.0),
            "a.h5: the azimuth of jet 0 in event 0 (counted from 0) should be between -2π and 2π (radians), but is 180.",
        ),
        (
            small().spoil("btag", 13, 0.75),
            "a.h5: INPUTS/Source/btag, entry 13 should be 0 or 1 (false or true), but is 0.75.",
        ),
        (
            small().spoil("m4b", 4, f32::NAN),
            "a.h5: EVENT/m4b of event 4 (counted from 0) should be a finite number, but is NaN.",
        ),
        (small().spoil("signal", 3, 2.0), "a.h5: EVENT/signal, entry 3 should be 0 or 1 (false or true), but is 2."),
    ];
    for (content, expected) in cases {
        assert_eq!(content.sentence(), expected);
    }
}

#[test]
fn bad_values_in_empty_slots_do_not_matter() {
    let folder = common::tempdir().unwrap();
    small().spoil("pt", 5, f32::NAN).spoil("mass", 25, -999.0).write(&at(&folder, "a.h5"));
    let events = Events::read(&at(&folder, "a.h5")).unwrap();
    assert_eq!(events.jets().unwrap().pt[5], 0.0);
}

#[test]
fn targets_that_point_nowhere() {
    let with = |event: usize, slot: i8| {
        let mut content = small();
        content.targets[event] = slot;
        content.sentence()
    };
    assert_eq!(
        with(1, 10),
        "a.h5: TARGETS/h1/b1, entry 1 should be -1 (not known) or the slot of a jet that is there, from -1 to 9, but is 10."
    );
    assert_eq!(
        with(3, 7),
        "a.h5: the target h1/b1 of event 3 (counted from 0) should be -1 (not known) or the slot of a jet that is there, but is 7."
    );
    assert!(with(3, -2).ends_with("from -1 to 9, but is -2."));
}

#[test]
fn datasets_that_are_missing_or_of_the_wrong_shape() {
    assert_eq!(
        small().without("eta").sentence(),
        "a.h5: the dataset INPUTS/Source/eta should be there, beside MASK, btag, mass, phi, pt, but is missing."
    );
    let mut fewer = small();
    fewer.floats[3] = ("mass", vec![5.0; 40], vec![4, 10]);
    assert_eq!(
        fewer.sentence(),
        "a.h5: the shape of INPUTS/Source/mass should be (5, 10), as that of INPUTS/Source/MASK, but is (4, 10)."
    );
    let mut thin = small();
    thin.floats[0] = ("pt", vec![50.0; 5], vec![5]);
    assert_eq!(
        thin.sentence(),
        "a.h5: the shape of INPUTS/Source/pt should be (5, 10), as that of INPUTS/Source/MASK, but is (5,)."
    );
    let mut short = small();
    short.event[0].1.pop();
    assert_eq!(
        short.sentence(),
        "a.h5: the shape of EVENT/m4b should be (5,), one value per event of INPUTS/Source/MASK, but is (4,)."
    );
    let mut unassigned = small();
    unassigned.targets.push(0);
    assert_eq!(
        unassigned.sentence(),
        "a.h5: the shape of TARGETS/h1/b1 should be (5,), one value per event of INPUTS/Source/MASK, but is (6,)."
    );
}

#[test]
fn an_empty_sample() {
    let mut empty = small();
    empty.floats.iter_mut().for_each(|(_, values, shape)| (*values, *shape) = (Vec::new(), vec![0, 10]));
    empty.mask.clear();
    empty.targets.clear();
    empty.event.iter_mut().for_each(|(_, values)| values.clear());
    assert_eq!(empty.sentence(), "a.h5: the number of events should be at least 1, but is 0.");
    let folder = common::tempdir().unwrap();
    std::fs::write(at(&folder, "a.csv"), "m_hh,signal\n").unwrap();
    assert_eq!(sentence(&folder, "a.csv"), "a.csv: the number of events should be at least 1, but is 0.");
    let mut file = FileBuilder::new();
    file.create_dataset("x").with_f32_data(&[1.0]);
    file.write(at(&folder, "b.h5")).unwrap();
    assert_eq!(
        sentence(&folder, "b.h5"),
        "b.h5: the content should be events (groups INPUTS or EVENT), but is without groups."
    );
}

#[test]
fn files_that_are_missing_or_of_another_kind() {
    let folder = common::tempdir().unwrap();
    assert_eq!(sentence(&folder, "none.h5"), "none.h5 could not be read: No such file or directory (os error 2).");
    assert_eq!(
        sentence(&folder, "a.root"),
        "a.root: the extension of the file should be .h5, .hdf5, .parquet or .csv, but is .root."
    );
    assert_eq!(
        sentence(&folder, "a"),
        "a: the extension of the file should be .h5, .hdf5, .parquet or .csv, but is missing."
    );
    std::fs::write(at(&folder, "text.h5"), "pt,eta\n1,2\n".repeat(100)).unwrap();
    assert_eq!(
        sentence(&folder, "text.h5"),
        "text.h5: the file should be in the HDF5 format, but is in another one, or cut off at its beginning."
    );
    std::fs::write(at(&folder, "empty.h5"), "").unwrap();
    assert_eq!(
        sentence(&folder, "empty.h5"),
        "empty.h5: the file should be in the HDF5 format, but is empty (0 bytes)."
    );
    std::fs::write(at(&folder, "a.parquet"), "no parquet").unwrap();
    assert!(
        sentence(&folder, "a.parquet")
            .starts_with("a.parquet: the file should be a complete Parquet file, but is not readable (")
    );
    std::fs::write(at(&folder, "a.csv"), "name,m_hh\nanna,3.5\n").unwrap();
    assert_eq!(
        sentence(&folder, "a.csv"),
        "a.csv: the type of the column name should be a number or a truth value, but is str."
    );
}

#[test]
fn a_layout_that_is_too_new_comes_with_advice() {
    let path = format!("{}/tests/files/hdf5_2.h5", env!("CARGO_MANIFEST_DIR"));
    let error = Events::read(&path).unwrap_err().to_string().replace(&path, "a.h5");
    assert_eq!(
        error,
        "a.h5: INPUTS/Source/MASK should be in a storage layout of HDF5 1.14 or older (in h5py: libver=\"v114\", or none), \
         but is in the one of HDF5 2.0."
    );
}

#[test]
fn offsets_that_fall() {
    let folder = common::tempdir().unwrap();
    let mut file = FileBuilder::new();
    for (jet, offsets) in [("J1", [0u32, 2, 4]), ("J2", [0, 3, 2])] {
        let mut group = file.create_group(jet);
        group.create_dataset("offsets").with_u32_data(&offsets);
        group.create_dataset("pt").with_f32_data(&[1.0; 4]);
        file.add_group(group.finish());
    }
    file.write(at(&folder, "a.h5")).unwrap();
    assert_eq!(
        sentence(&folder, "a.h5"),
        "a.h5: J2/offsets, entry 2 should be at least 3 (offsets never fall), but is 2."
    );
}

#[test]
fn a_truncated_file_says_so() {
    let folder = common::tempdir().unwrap();
    small().write(&at(&folder, "whole.h5"));
    let bytes = std::fs::read(at(&folder, "whole.h5")).unwrap();
    std::fs::write(at(&folder, "a.h5"), &bytes[..bytes.len() / 2]).unwrap();
    let expected = format!(
        "a.h5: the size of the file should be {} bytes, as its header says, but is {} bytes (cut short?).",
        bytes.len(),
        bytes.len() / 2
    );
    assert_eq!(sentence(&folder, "a.h5"), expected);
}

/// Prefixes of files that we and h5py wrote are refused with a sentence, none with a panic.
#[test]
fn no_prefix_panics() {
    let folder = common::tempdir().unwrap();
    small().write(&at(&folder, "whole.h5"));
    for whole in [at(&folder, "whole.h5"), format!("{}/tests/files/v114.h5", env!("CARGO_MANIFEST_DIR"))] {
        let bytes = std::fs::read(&whole).unwrap();
        for end in (0..bytes.len()).filter(|end| *end < 2048 || end % 11 == 0) {
            std::fs::write(at(&folder, "a.h5"), &bytes[..end]).unwrap();
            let text = sentence(&folder, "a.h5");
            assert!(text.starts_with("a.h5: ") && text.ends_with('.') && !text.contains('\n'), "{text}");
        }
    }
}

/// A flipped byte is either harmless or refused with a sentence; it never panics or hangs.
#[test]
fn no_flipped_byte_panics() {
    let folder = common::tempdir().unwrap();
    for whole in ["gzip", "v114", "lzf"] {
        let bytes = std::fs::read(format!("{}/tests/files/{whole}.h5", env!("CARGO_MANIFEST_DIR"))).unwrap();
        for position in (0..bytes.len()).step_by(29) {
            let mut spoiled = bytes.clone();
            spoiled[position] ^= 1 << (position % 8);
            std::fs::write(at(&folder, "a.h5"), &spoiled).unwrap();
            if let Err(error) = Events::read(&at(&folder, "a.h5")) {
                assert!(error.to_string().ends_with('.'), "{error}");
            }
        }
    }
}

#[test]
fn samples_and_columns_that_are_not_there() {
    let error = Events::sample("dihiggs").unwrap_err().to_string();
    let known: Vec<String> = Events::samples().into_iter().map(|sample| sample.name).collect();
    assert_eq!(error, format!("there is no sample \"dihiggs\"; known are {}.", known.join(", ")));
    assert!(error.contains("known are dihiggs_500, dihiggs_1000, "), "{error}");
    let events = Events::sample("dihiggs_1000").unwrap();
    let error = events.column("m_jj").unwrap_err().to_string();
    assert_eq!(error, "there is no column \"m_jj\"; known are m4b, signal, weight, event.");
}
