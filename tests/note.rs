//! The Note's tables that need no training, as printed; and the shapes of the samples behind the others.

#![allow(clippy::unwrap_used)] // a test may fail

use cwola::prelude::*;
use cwola::studies::{Kind, Paper, catalogue};

/// Text of the cells in the given columns, row by row.
fn cells(table: &Table, columns: std::ops::Range<usize>) -> Vec<String> {
    table
        .rows
        .iter()
        .map(|row| row[columns.clone()].iter().map(Cell::to_string).collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn table_2_as_printed() {
    let rows = cells(&table(2, Profile::Quick).unwrap(), 0..3);
    assert_eq!(rows, ["500 [350, 550] [250, 350] ∪ [550, 700]", "1000 [800, 1050] [700, 800] ∪ [1050, 1100]"]);
}

#[test]
fn table_3_as_printed() {
    let rows = cells(&table(3, Profile::Quick).unwrap(), 2..6);
    let printed = [
        "3.64 6.03e+03 6.03e-04 0.553",
        "3.13 2.57e+03 1.22e-03 0.727",
        "0.35 2.36e+03 1.50e-04 0.086",
        "0.081 6.03e+03 1.34e-05 0.0123",
        "0.063 3.32e+02 1.90e-04 0.0408",
        "0.010 3.19e+02 3.03e-05 0.0064",
    ];
    assert_eq!(rows, printed);
}

#[test]
fn table_4_as_printed() {
    let rows = cells(&table(4, Profile::Quick).unwrap(), 0..4);
    assert_eq!(rows, ["500 M1 244 200k", "500 M2 28 184k", "1000 M1 5 26k", "1000 M2 1 25k"]);
}

#[test]
fn table_7_as_printed() {
    let rows = cells(&table(7, Profile::Quick).unwrap(), 0..7);
    let printed =
        ["500 M1 244 0 2438 24380 200k", "500 M2 28 0 276 2760 184k", "1000 M1 5 0 49 492 26k", "1000 M2 1 0 8 75 25k"];
    assert_eq!(rows, printed);
}

#[test]
fn our_m_hh_is_that_of_the_generator() {
    // The files hold the mass of the four jets that are tagged, or lead in pT: an independent computation.
    let events =
        pair_jets(&four_tag(&Events::sample("dihiggs_500").unwrap()).unwrap(), JetChoice::LeadingTagged).unwrap();
    let (ours, theirs) = (events.column("m_hh").unwrap(), events.column("m4b").unwrap());
    let same = ours.iter().zip(&theirs).filter(|(a, b)| (*a - *b).abs() < 1e-3 * **b).count();
    assert!(same as f64 > 0.999 * ours.len() as f64, "{same} of {}", ours.len());
}

#[test]
fn test_events_are_not_training_events() {
    let sample = HuntingSample::load(HeavyMass::M500, Profile::Quick).unwrap();
    let number = |events: &Events| -> std::collections::HashSet<u64> {
        let truth = events.truth().unwrap();
        let event = events.column("event").unwrap();
        event.iter().zip(truth).map(|(event, signal)| *event as u64 * 2 + u64::from(signal)).collect()
    };
    let test = number(&sample.test);
    assert!(number(&sample.signal).is_disjoint(&test) && number(&sample.background).is_disjoint(&test));
}

#[test]
fn mixtures_keep_the_signal_fraction_of_the_note() {
    let sample = HuntingSample::load(HeavyMass::M500, Profile::Workshop).unwrap();
    let (f1, f2) = sample.mixed(100.0).unwrap().composition().fractions();
    let counts = HeavyMass::M500.counts().with_signal_times(100.0);
    let note = (
        counts.signal_sr / (counts.signal_sr + counts.background_sr),
        counts.signal_sb / (counts.signal_sb + counts.background_sb),
    );
    assert!((f1 / note.0 - 1.0).abs() < 0.01 && (f2 / note.1 - 1.0).abs() < 0.01, "{f1} {f2} {note:?}");
}

#[test]
fn unknown_numbers_get_a_sentence() {
    assert!(figure(125, Profile::Quick).unwrap_err().to_string().contains("between 1 and 124"));
    assert!(table(20, Profile::Quick).unwrap_err().to_string().contains("between 1 and 19"));
}

#[test]
fn the_catalogue_lists_the_whole_note() {
    let of_note = |entry: &&cwola::studies::Entry| entry.paper == Paper::Note;
    let count = |kind| catalogue().iter().filter(of_note).filter(|entry| entry.kind == kind).count();
    assert_eq!((count(Kind::Figure), count(Kind::Table)), (124, 19));
}
