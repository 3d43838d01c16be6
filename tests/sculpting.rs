//! Equation 8 and the eighteen printed pairs of Table 19; equation 7; cuts in two regions.

#![allow(clippy::unwrap_used)]

use cwola::evaluate::{Counting, fake_bump, region_cut};
use cwola::plot::Hist;
use cwola::studies::reference::{SCAN_BACKGROUND, TABLE_19, table_19};
use proptest::prelude::*;

#[test]
fn the_eighteen_pairs_of_table_19_follow_from_the_printed_efficiencies() {
    for row in TABLE_19 {
        let bump = fake_bump(SCAN_BACKGROUND, row.sr_efficiency, row.sb_efficiency, row.rows).unwrap();
        // ε_SR is printed to 0.1 % at ε_SB = 10 % and to 0.01 % below: half of that, times √(B/ε_SB), plus the last digit.
        let half = if row.sb_efficiency > 0.05 { 5e-4 } else { 5e-5 };
        let rounding = half * (SCAN_BACKGROUND / row.sb_efficiency).sqrt() + 0.05;
        assert!((bump.significance - row.significance).abs() <= rounding, "{row:?}: {bump:?} ± {rounding}");
        // The error moves with the root of ε_SR, whose relative rounding is large at 0.1 %.
        let error_rounding = 0.05 + bump.error * half / (2.0 * row.sr_efficiency) + 1e-9;
        assert!((bump.error - row.error).abs() <= error_rounding, "{row:?}: {bump:?} ± {error_rounding}");
    }
}

#[test]
fn copies_counted_as_events_make_the_printed_errors_too_small_by_two() {
    let row = table_19("+3 jet rotation", true, 0.1).unwrap();
    assert_eq!(row.counting, Counting::Rows);
    let error = |events: u64| fake_bump(SCAN_BACKGROUND, row.sr_efficiency, row.sb_efficiency, events).unwrap().error;
    assert!((error(row.rows) - 0.617).abs() < 0.001);
    assert!((error(row.rows / 4) / error(row.rows) - 2.0).abs() < 1e-12);
}

#[test]
fn a_cut_set_on_the_sideband_counts_rows_and_originals() {
    let sideband: Vec<f64> = (0..1000).map(|k| f64::from(k) / 1000.0).collect();
    let shifted: Vec<f64> = sideband.iter().map(|score| score + 0.05).collect();
    let cut = region_cut(&sideband, &shifted, 0.1).unwrap().with_originals(250);
    assert_eq!((cut.sb_rows, cut.sr_rows, cut.sr_originals), (1000, 1000, 250));
    assert!((cut.sb_efficiency - 0.1).abs() < 1e-12 && (cut.sr_efficiency - 0.15).abs() < 1e-12);
    let (rows, originals) = (Counting::Rows, Counting::Originals);
    let ratio = cut.fake_bump(1e4, originals).unwrap().error / cut.fake_bump(1e4, rows).unwrap().error;
    assert!((ratio - 2.0).abs() < 1e-12);
}

#[test]
fn what_a_cut_refuses() {
    let text = |result: cwola::error::Result<_>| match result {
        Ok::<cwola::evaluate::RegionCut, _>(_) => String::new(),
        Err(error) => error.to_string(),
    };
    assert!(text(region_cut(&[], &[0.1], 0.1)).contains("sideband"));
    assert!(text(region_cut(&[0.1], &[], 0.1)).contains("signal region"));
    assert!(text(region_cut(&[f64::NAN], &[0.1], 0.1)).contains("finite"));
    assert!(text(region_cut(&[0.1], &[0.1], 0.0)).contains("above 0"));
}

proptest! {
    /// The threshold is the published one: the first at which the false positive rate reaches what is asked for.
    #[test]
    fn the_threshold_is_the_tightest_that_is_loose_enough(
        scores in proptest::collection::vec(0..20i32, 1..60), requested in 0.001..1.0f64
    ) {
        let scores: Vec<f64> = scores.into_iter().map(f64::from).collect();
        let cut = region_cut(&scores, &scores, requested).unwrap();
        let share = |at: f64| scores.iter().filter(|s| **s >= at).count() as f64 / scores.len() as f64;
        prop_assert_eq!(cut.sb_efficiency, share(cut.threshold));
        prop_assert!(cut.sb_efficiency >= requested);
        prop_assert!(scores.iter().all(|s| *s <= cut.threshold || share(*s) < requested));
    }

    /// Equation 7 for counts.
    #[test]
    fn the_band_of_equation_7(n_sr in 1usize..500, n_sb in 1usize..500) {
        let hist = |n: usize| Hist::of("", &vec![0.5; n], 1, 0.0, 1.0).unwrap();
        let ratio = hist(n_sr).ratio(&hist(n_sb)).unwrap();
        let (a, b) = (n_sr as f64, n_sb as f64);
        let printed = a / b * ((a.sqrt() / a).powi(2) + (b.sqrt() / b).powi(2)).sqrt();
        prop_assert!((ratio.error[0] - printed).abs() < 1e-9 * printed);
    }
}
