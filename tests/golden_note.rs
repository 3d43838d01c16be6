//! Closed-form numbers of the Note that need neither data nor training.
//!
//! The Note prints rounded inputs: every tolerance is what that rounding allows.

#![allow(clippy::unwrap_used)]

use cwola::evaluate::fake_bump;
use cwola::physics::{
    CrossSection, Luminosity, asimov, constituent_quark_mass, rho_mass, signal_for_significance, significance,
};
use cwola::stats::{gaussian_auc, gaussian_separation};

/// Half a unit of the last printed digit of a number printed with `digits` significant digits.
fn rounding(value: f64, digits: i32) -> f64 {
    0.5 * 10_f64.powi(value.abs().log10().floor() as i32 + 1 - digits)
}

/// (σ_S, its printed digits, σ_B, S/B, S/√B, its printed digits), cross sections in fb; Table 3.
const TABLE_3: [(f64, i32, f64, f64, f64, i32); 6] = [
    (3.64, 3, 6.03e3, 6.03e-4, 0.553, 3),
    (3.13, 3, 2.57e3, 1.22e-3, 0.727, 3),
    (0.35, 2, 2.36e3, 1.50e-4, 0.086, 2),
    (0.081, 2, 6.03e3, 1.34e-5, 0.0123, 3),
    (0.063, 2, 3.32e2, 1.90e-4, 0.0408, 3),
    (0.010, 2, 3.19e2, 3.03e-5, 0.0064, 2),
];

#[test]
fn table_3_significance_at_139_per_femtobarn() {
    let lumi = Luminosity::fb(139.0);
    for (signal, digits, background, ratio, printed, printed_digits) in TABLE_3 {
        let (s, b) = (CrossSection::fb(signal).events(lumi), CrossSection::fb(background).events(lumi));
        // Relative error of S/√B: that of σ_S plus half that of σ_B, plus that of the printed result.
        let relative = rounding(signal, digits) / signal + 0.5 * rounding(background, 3) / background;
        let tolerance = relative * printed + rounding(printed, printed_digits);
        assert!((significance(s, b) - printed).abs() <= tolerance, "{signal} fb: {}", significance(s, b));
        assert!((s / b / ratio - 1.0).abs() <= relative + rounding(background, 3) / background + 0.005);
    }
}

#[test]
fn table_4_events_at_78_per_femtobarn() {
    // Rows of the signal region (M1) and the sideband (M2) of Table 3, times 78 / fb.
    let lumi = Luminosity::fb(78.0);
    let printed = [(1, 244.0, 200e3), (2, 28.0, 184e3), (4, 5.0, 26e3), (5, 1.0, 25e3)];
    for (row, signal_events, background_events) in printed {
        let (signal, digits, background, ..) = TABLE_3[row];
        let slack = rounding(signal, digits) * 78.0 + 0.5;
        assert!((CrossSection::fb(signal).events(lumi) - signal_events).abs() <= slack, "signal of row {row}");
        let slack = rounding(background, 3) * 78.0 + 500.0;
        assert!((CrossSection::fb(background).events(lumi) - background_events).abs() <= slack, "row {row}");
    }
}

#[test]
fn table_7_scales_the_signal() {
    // The unrounded signal yields at 78 / fb, from which the factors 10 and 100 are taken.
    let printed =
        [(243.8, [244, 0, 2438, 24380]), (27.6, [28, 0, 276, 2760]), (4.92, [5, 0, 49, 492]), (0.75, [1, 0, 8, 75])];
    let lumi = Luminosity::fb(78.0);
    for (once, row) in printed {
        let xsec = CrossSection::fb(once / lumi.in_fb());
        let sizes = [1.0, 0.0, 10.0, 100.0].map(|factor| xsec.scaled(factor).events(lumi).round() as i64);
        assert_eq!(sizes, row);
    }
}

#[test]
fn table_13_dark_masses() {
    assert!((rho_mass(10.0, 10.0) - 26.944).abs() < 5e-4);
    assert!((constituent_quark_mass(10.0, 10.0) - 10.3306).abs() < 5e-5);
}

/// Background of the signal region and of the sideband: 6837 fb and Table 14.
fn hidden_valley_background() -> [CrossSection; 2] {
    [1991.0, 3090.0].map(|passing| CrossSection::fb(6837.0).scaled(passing / 100_000.0))
}

#[test]
fn section_4_5_cross_sections_and_events() {
    let [sr, sb] = hidden_valley_background();
    assert!((sr.in_fb() - 136.1).abs() < 0.05 && (sb.in_fb() - 211.2).abs() < 0.1, "{sr}, {sb}");
    let lumi = Luminosity::fb(139.0);
    assert_eq!([sr, sb].map(|xsec| (xsec.events(lumi) / 1000.0).round()), [19.0, 29.0]);
}

#[test]
fn tables_15_and_16_sizes_at_one_sigma() {
    let [sr, _] = hidden_valley_background();
    let sideband = 16_079.0 / 55_844.0; // signal in the sideband per signal in the signal region, Table 14
    let sizes = |lumi: Luminosity, copies: f64| {
        let signal = signal_for_significance(1.0, sr.events(lumi)).round();
        [signal * copies, (signal * sideband).round() * copies]
    };
    let lumi = Luminosity::fb(139.0);
    assert_eq!(sizes(lumi, 1.0), [138.0, 40.0]);
    assert_eq!(sizes(lumi, 2.0), [276.0, 80.0], "+1 times");
    // √2 · 137.6 = 194.5, printed as 194: the Note cuts off here and rounds elsewhere.
    let doubled = signal_for_significance(1.0, sr.events(lumi.scaled(2.0)));
    assert_eq!((doubled.floor(), (doubled * sideband).round()), (194.0, 56.0), "luminosity × 2");
}

#[test]
fn table_17_new_sideband() {
    // 145.57 fb of background in [4400, 4700] ∪ [5500, 5800] GeV: 20k events.
    assert_eq!((CrossSection::fb(145.57).events(Luminosity::fb(139.0)) / 1000.0).round(), 20.0);
    let [sr, _] = hidden_valley_background();
    assert_eq!(signal_for_significance(1.0, sr.events(Luminosity::fb(139.0))).round(), 138.0);
}

#[test]
fn equation_5_over_the_hidden_valley_background() {
    let background: f64 = 18_922.0;
    for (ratio, z) in [(1.0, 0.9988), (3.0, 2.9892), (5.0, 4.9702), (10.0, 9.8824)] {
        let signal = signal_for_significance(ratio, background);
        assert!((asimov(signal, background) - z).abs() < 5e-5, "S/√B = {ratio}: {}", asimov(signal, background));
    }
}

/// (ε_SB, ε_SR, σ, its error, N_SR that the Note used) of Table 19.
///
/// 15 138 background events train the original model (80 % of 18 922); the +3 rows count the copies as
/// events; 10 000 events test.
const TABLE_19: [(f64, f64, f64, f64, u64); 18] = [
    (0.1, 0.124, 10.3, 1.2, 15_138),
    (0.01, 0.0202, 14.1, 1.6, 15_138),
    (0.001, 0.0022, 5.4, 1.7, 15_138),
    (0.1, 0.107, 3.1, 1.3, 10_000),
    (0.01, 0.0171, 9.8, 1.8, 10_000),
    (0.001, 0.0006, -1.7, 1.1, 10_000),
    (0.1, 0.142, 18.3, 0.6, 60_552),
    (0.01, 0.0268, 23.1, 0.9, 60_552),
    (0.001, 0.0011, 0.5, 0.6, 60_552),
    (0.1, 0.112, 5.1, 1.4, 10_000),
    (0.01, 0.0216, 16.0, 2.0, 10_000),
    (0.001, 0.0003, -3.0, 0.8, 10_000),
    (0.1, 0.132, 13.9, 0.6, 60_552),
    (0.01, 0.0211, 15.3, 0.8, 60_552),
    (0.001, 0.0020, 4.4, 0.8, 60_552),
    (0.1, 0.115, 6.5, 1.4, 10_000),
    (0.01, 0.0163, 8.7, 1.7, 10_000),
    (0.001, 0.0011, 0.4, 1.4, 10_000),
];

#[test]
fn table_19_fake_bumps() {
    for (sideband, region, significance, error, events) in TABLE_19 {
        let bump = fake_bump(18_922.0, region, sideband, events).unwrap();
        // ε_SR is printed to 0.1 % (10 % rows) or 0.01 %; σ and its error to 0.1.
        let printed = if sideband == 0.1 { 5e-4 } else { 5e-5 };
        let tolerance = (18_922.0 / sideband).sqrt() * printed + 0.05;
        assert!((bump.significance - significance).abs() <= tolerance, "{bump:?} for {significance}");
        let tolerance = 0.5 * printed / region * bump.error + 0.05;
        assert!((bump.error - error).abs() <= tolerance, "{bump:?} for ± {error}");
    }
}

#[test]
fn counting_copies_as_events_halves_the_error_of_a_fake_bump() {
    let error = |events| fake_bump(18_922.0, 0.142, 0.1, events).unwrap().error;
    assert!((error(15_138) / error(4 * 15_138) - 2.0).abs() < 1e-12);
}

#[test]
fn cwola_theorem_on_the_gaussian_toy() {
    assert_eq!(gaussian_auc(0.0), 0.5, "f1 = f2: nothing to learn");
    // AUC = Φ(δ/√2): 0.760250 for δ = 1 and 0.921350 for δ = 2.
    assert!((gaussian_auc(1.0) - 0.760_250).abs() < 1e-6 && (gaussian_auc(2.0) - 0.921_350).abs() < 1e-6);
    assert!((gaussian_separation(0.921_350) - 2.0).abs() < 1e-4);
}
