//! Two-jet files: those of h5py, our own, the bundled samples, and malformed ones; memory while reading.

#![allow(clippy::unwrap_used)] // a test may fail

mod common;

use cwola::prelude::*;
use hdf5_pure::FileBuilder;

const EVENTS: usize = 6;

fn file(name: &str) -> String {
    format!("{}/tests/files/{name}.h5", env!("CARGO_MANIFEST_DIR"))
}

/// pT, η and φ of one jet of tests/python/make_files.py, by the same formulas.
fn expected(event: usize, which: usize) -> (Vec<f32>, Vec<f32>, Vec<f32>) {
    let number = (event + 3 + 2 * which) % 6;
    let (i, k) = (event as f32, which as f32);
    let all = |f: &dyn Fn(f32) -> f32| (0..number).map(|j| f(j as f32)).collect();
    (all(&|j| 200.0 - 16.0 * j + i + k), all(&|j| (j - i) / 16.0 + k), all(&|j| (j - 2.0) / 8.0 - k))
}

#[test]
fn every_layout_of_h5py_gives_the_same_jets() {
    for name in ["two_gzip", "two_lzf", "two_big_endian", "two_padded"] {
        let events = Events::read(&file(name)).unwrap_or_else(|error| panic!("{error}"));
        let dijets = events.dijets().unwrap();
        for (event, which) in (0..EVENTS).flat_map(|event| [(event, 0), (event, 1)]) {
            let jet = dijets.jet(event, which);
            let (pt, eta, phi) = expected(event, which);
            assert_eq!((jet.pt, jet.eta, jet.phi), (&pt[..], &eta[..], &phi[..]), "{name}, event {event}");
        }
        assert_eq!(
            events.columns(),
            [
                "m_jj", "pt_j1", "eta_j1", "phi_j1", "m_j1", "n_j1", "pt_j2", "eta_j2", "phi_j2", "m_j2", "n_j2",
                "signal", "event"
            ]
        );
        assert_eq!(events.column("m_jj").unwrap(), [5000.0, 5100.0, 5200.0, 5300.0, 5400.0, 5500.0]);
        assert_eq!(events.column("n_j1").unwrap(), [3.0, 4.0, 5.0, 0.0, 1.0, 2.0]);
        assert_eq!(events.truth().unwrap(), [false, true, false, true, false, true]);
        let pt = events.column("pt_j2").unwrap()[2];
        let sum = dijets.jet(2, 1).p4().pt;
        assert_eq!(pt, if name == "two_padded" { f64::from(sum as f32) } else { 901.0 }, "{name}");
    }
}

#[test]
fn what_is_written_is_read_back_after_selection_and_joining() {
    let folder = common::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let events = Events::read(&file("two_gzip")).unwrap();
    let kept = events.filter(&[true, false, true, true, false, true]).unwrap().rows(&[3, 0, 0]).unwrap();
    let all = Events::concat(&[kept, events.head(2)]).unwrap().with_xsec_fb(2.5);
    all.write(&at("flat.h5")).unwrap();
    all.write_padded(&at("padded.h5"), 5).unwrap();
    for name in ["flat.h5", "padded.h5"] {
        let back = Events::read(&at(name)).unwrap();
        assert_eq!(back.columns(), all.columns(), "{name}");
        assert!(back.frame().equals_missing(all.frame()), "{name}\n{:?}\n{:?}", back.frame(), all.frame());
        assert_eq!(back.xsec_fb(), Some(2.5));
        for (event, which) in (0..all.len()).flat_map(|event| [(event, 0), (event, 1)]) {
            assert_eq!(back.dijets().unwrap().jet(event, which), all.dijets().unwrap().jet(event, which), "{name}");
        }
    }
    let error = all.write_padded(&at("short.h5"), 4).unwrap_err().to_string();
    assert!(error.ends_with("should be at most 4, the slots of the file, but is 5."), "{error}");
}

#[test]
fn bundled_samples_are_inside_the_cuts() {
    for info in Events::samples().iter().filter(|info| info.name.starts_with("dark_valley") || info.name == "dijets") {
        let events = Events::sample(&info.name).unwrap();
        assert_eq!(events.len(), info.events, "{}", info.name);
        let signal = info.name != "dijets";
        assert!(events.truth().unwrap().into_iter().all(|truth| truth == signal), "{}", info.name);
        if info.name.ends_with("_all") {
            assert!(events.dijets().is_err());
            continue;
        }
        let kept = DijetCuts::default().with_pt_min(749.9).with_eta_max(2.001).select(&events).unwrap();
        assert_eq!(kept.len(), events.len(), "{}", info.name);
        let mass = events.column("m_jj").unwrap();
        assert!(mass.iter().all(|m| (4299.9..5900.1).contains(m)), "{}", info.name);
        // Jets carry the energy scale of the detector's card, their constituents do not: a few percent.
        let (pt, dijets) = (events.column("pt_j1").unwrap(), events.dijets().unwrap());
        let ratio = (0..events.len()).map(|k| dijets.jet(k, 0).p4().pt / pt[k]).sum::<f64>() / events.len() as f64;
        assert!((0.9..1.1).contains(&ratio), "{}: {ratio}", info.name);
    }
}

/// Groups J1 and J2 of two events, one of them spoiled.
struct Spoiled {
    offsets: Vec<u32>,
    pt: Vec<f32>,
    eta: Vec<f32>,
    mass: Vec<f32>,
}

fn whole() -> Spoiled {
    Spoiled { offsets: vec![0, 2, 3], pt: vec![5.0, 4.0, 3.0], eta: vec![0.0; 3], mass: vec![5000.0; 2] }
}

impl Spoiled {
    fn sentence(&self) -> String {
        let folder = common::tempdir().unwrap();
        let path = folder.path().join("a.h5").to_string_lossy().into_owned();
        let mut file = FileBuilder::new();
        for (jet, spoiled) in [("J1", &whole()), ("J2", self)] {
            let mut group = file.create_group(jet);
            group.create_dataset("offsets").with_u32_data(&spoiled.offsets);
            group.create_dataset("pt").with_f32_data(&spoiled.pt);
            group.create_dataset("eta").with_f32_data(&spoiled.eta);
            group.create_dataset("phi").with_f32_data(&vec![0.0; spoiled.pt.len()]);
            file.add_group(group.finish());
        }
        let mut event = file.create_group("EVENT");
        event.create_dataset("Mjj").with_f32_data(&self.mass);
        file.add_group(event.finish());
        file.write(&path).unwrap();
        match Events::read(&path) {
            Ok(events) => format!("{} events", events.len()),
            Err(error) => error.to_string().replace(&path, "a.h5"),
        }
    }
}

#[test]
fn malformed_files_get_one_sentence() {
    assert_eq!(whole().sentence(), "2 events");
    let cases = [
        (
            Spoiled { offsets: vec![0, 3, 2], ..whole() },
            "J2/offsets, entry 2 should be at least 3 (offsets never fall), but is 2.",
        ),
        (Spoiled { offsets: vec![1, 2, 3], ..whole() }, "J2/offsets, entry 0 should be 0, but is 1."),
        (
            Spoiled { offsets: vec![0, 2, 4], ..whole() },
            "the last entry of J2/offsets should be 3, the number of constituents, but is 4.",
        ),
        (
            Spoiled { offsets: vec![0, 1, 2, 3], ..whole() },
            "the number of events of J2/offsets should be 2, as of J1/offsets, but is 3.",
        ),
        (
            Spoiled { pt: vec![5.0, f32::NAN, 3.0], ..whole() },
            "the pT of constituent 1 of J2 in event 0 (counted from 0) should be a number ≥ 0 GeV, but is NaN.",
        ),
        (
            Spoiled { eta: vec![0.0; 2], ..whole() },
            "the shape of J2/eta should be (3,), as that of J2/pt, but is (2,).",
        ),
        (
            Spoiled { mass: vec![5000.0; 3], ..whole() },
            "the shape of EVENT/Mjj should be (2,), one value per event of J1/offsets, but is (3,).",
        ),
        (
            Spoiled { mass: vec![5000.0, f32::NAN], ..whole() },
            "EVENT/Mjj of event 1 (counted from 0) should be a finite number, but is NaN.",
        ),
    ];
    for (spoiled, expected) in cases {
        assert_eq!(spoiled.sentence(), format!("a.h5: {expected}"));
    }
}

#[test]
fn a_file_without_events_or_jets_gets_one_sentence() {
    let folder = common::tempdir().unwrap();
    let path = folder.path().join("a.h5").to_string_lossy().into_owned();
    let read = || Events::read(&path).unwrap_err().to_string().replace(&path, "a.h5");
    let mut file = FileBuilder::new();
    for jet in ["J1", "J2"] {
        let mut group = file.create_group(jet);
        group.create_dataset("offsets").with_u32_data(&[0]);
        for name in ["pt", "eta", "phi"] {
            group.create_dataset(name).with_f32_data(&[]).with_shape(&[0]);
        }
        file.add_group(group.finish());
    }
    file.write(&path).unwrap();
    assert_eq!(read(), "a.h5: the number of events should be at least 1, but is 0.");
    let mut file = FileBuilder::new();
    let mut group = file.create_group("J1");
    group.create_dataset("mass").with_f32_data(&[1.0]);
    file.add_group(group.finish());
    file.write(&path).unwrap();
    assert_eq!(
        read(),
        "a.h5: the content of J1 should be a jet (offsets, MASK or jet, and pt, eta, phi), but is mass."
    );
}

/// Cut-off files are refused with a sentence, flipped bytes at least do not panic.
#[test]
fn no_damage_panics() {
    let folder = common::tempdir().unwrap();
    let path = folder.path().join("a.h5").to_string_lossy().into_owned();
    for name in ["two_gzip", "two_padded"] {
        let bytes = std::fs::read(file(name)).unwrap();
        for end in (0..bytes.len()).step_by(197) {
            std::fs::write(&path, &bytes[..end]).unwrap();
            let text = Events::read(&path).unwrap_err().to_string();
            assert!(text.ends_with('.') && !text.contains('\n'), "{text}");
        }
        for position in (0..bytes.len()).step_by(149) {
            let mut spoiled = bytes.clone();
            spoiled[position] ^= 1 << (position % 8);
            std::fs::write(&path, &spoiled).unwrap();
            if let Err(error) = Events::read(&path) {
                assert!(error.to_string().ends_with('.'), "{error}");
            }
        }
    }
}

#[test]
fn cutflow_of_the_samples_without_cuts_is_close_to_table_14() {
    let flow = |name: &str| {
        let events = Events::sample(name).unwrap();
        DijetCuts::default().cutflow(&events, &MassWindows::dark_valley_old()).unwrap()
    };
    let (signal, background) = (flow("dark_valley_id10_all"), flow("dijets_all"));
    let note = [100_000.0, 99_996.0, 90_901.0, 89_800.0, 55_844.0];
    for (step, note) in signal.steps().iter().zip(note) {
        let ratio = step.efficiency / (note / 100_000.0);
        assert!((ratio - 1.0).abs() < 0.03, "{}: {ratio}", step.name);
    }
    let ratio = background.steps()[5].events as f64 / background.steps()[4].events as f64;
    assert!((ratio / (3090.0 / 1991.0) - 1.0).abs() < 0.05, "SB/SR {ratio}");
}

/// The jets of the bundled sample, given as loose particles, are found again; padding and order do not matter.
#[test]
fn lists_of_particles_are_clustered_into_the_jets_that_they_came_from() {
    let folder = common::tempdir().unwrap();
    let path = folder.path().join("a.h5").to_string_lossy().into_owned();
    let events = Events::sample("dark_valley_dd10").unwrap().head(50);
    let dijets = events.dijets().unwrap();
    let slots = 700;
    let mut table = vec![0.0f32; 50 * (3 * slots + 1)];
    for (event, row) in table.chunks_mut(3 * slots + 1).enumerate() {
        let jets = [dijets.jet(event, 1), dijets.jet(event, 0)];
        let all = jets.iter().flat_map(|jet| (0..jet.len()).map(|k| [jet.pt[k], jet.eta[k], jet.phi[k]]));
        for (k, particle) in all.enumerate() {
            // Every third triplet is padding.
            row[3 * (k + k / 2)..][..3].copy_from_slice(&particle);
        }
        row[3 * slots] = (event % 2) as f32;
    }
    let write = |table: &[f32], width: usize| {
        let mut file = FileBuilder::new();
        let shape = [(table.len() / width) as u64, width as u64];
        file.create_dataset("df").with_f32_data(table).with_shape(&shape);
        file.write(&path).unwrap();
    };
    write(&table, 3 * slots + 1);
    let found = Events::read_particles(&path, "df", &JetDefinition::anti_kt(0.8)).unwrap();
    assert_eq!(found.truth().unwrap(), (0..50).map(|k| k % 2 == 1).collect::<Vec<_>>());
    let (mut same, mass) = (0, found.column("m_jj").unwrap());
    for (event, found_mass) in mass.iter().enumerate() {
        let sums = [0, 1].map(|which| dijets.jet(event, which).p4());
        let m_jj = cwola::physics::invariant_mass(&sums);
        // The file's constituents are rounded and without mass: some at the edge change sides.
        let near = |which: usize| {
            let found = found.dijets().unwrap().jet(event, which).len();
            [0, 1].iter().any(|&own| dijets.jet(event, own).len().abs_diff(found) <= 2)
        };
        same += usize::from(near(0) && near(1) && (found_mass / m_jj - 1.0).abs() < 0.01);
    }
    assert!(same >= 45, "{same} of 50");
    let read = || Events::read_particles(&path, "df", &JetDefinition::anti_kt(0.8)).unwrap_err().to_string();
    write(&[1.0; 10], 5);
    assert!(
        read().ends_with("the shape of df should be (events, 3 k) or (events, 3 k + 1), but is (2, 5)."),
        "{}",
        read()
    );
    write(&[10.0, 0.0, 0.0, 3.0], 4);
    assert!(read().ends_with("the truth of df, row 0 should be 0 or 1, but is 3."), "{}", read());
    write(&[10.0, f32::NAN, 0.0], 3);
    assert!(read().contains("the list of particles of event 0"), "{}", read());
}
