//! Numbers of §4 of the Note about samples: Tables 13 to 18.

use crate::mixing::RegionCounts;

/// Cross-section of QCD di-jets before cuts, fb (§4.5).
pub const DIJET_XSEC_FB: f64 = 6837.0;
/// Luminosity of Tables 15 and 17, fb⁻¹.
pub const DARK_VALLEY_LUMI_FB: f64 = 139.0;
/// Mass of the heavy boson Z_V, GeV (Table 13).
pub const Z_MASS: f64 = 5500.0;
/// Λ_D of the Note's model, GeV (Table 13).
pub const LAMBDA_D: f64 = 10.0;
/// Masses of dark ρ meson and constituent quark, GeV, as Table 13 prints them.
pub const TABLE_13_MASSES: (f64, f64) = (26.944, 10.3306);

/// One line of Table 14: cut, signal events, background events.
pub type CutRow = (&'static str, usize, usize);

/// Table 14: what each cut leaves of 100 000 events; the sideband is the old one.
pub const TABLE_14: [CutRow; 6] = [
    ("total", 100_000, 100_000),
    ("n_j", 99_996, 99_963),
    ("pT", 90_901, 57_832),
    ("η", 89_800, 55_523),
    ("signal region", 55_844, 1_991),
    ("sideband", 16_079, 3_090),
];

/// Cross-section of the background in the new sideband, fb: the Note prints "20k" events for it (Table 17), this is
/// the number of the author's program.
pub const DIJET_NEW_SIDEBAND_FB: f64 = 145.57;
/// Signal events in the new sideband at S/√B = 1. The author's program has 33.5 and Table 17 prints 34, so it
/// is between 33.50 and 33.55.
pub const SIGNAL_NEW_SIDEBAND: f64 = 33.52;

/// Printed sizes of a mixture: signal and background as text.
pub type Printed = (&'static str, &'static str);

/// Table 15: signal region and (old) sideband.
pub const TABLE_15: [Printed; 2] = [("138", "19k"), ("40", "29k")];
/// Table 16: original, +1 times, luminosity × 2; each signal region and (old) sideband.
pub const TABLE_16: [[Printed; 2]; 3] =
    [[("138", "19k"), ("40", "29k")], [("276", "38k"), ("80", "58k")], [("194", "38k"), ("56", "58k")]];
/// Table 17: signal region and new sideband.
pub const TABLE_17: [Printed; 2] = [("138", "19k"), ("34", "20k")];
/// Table 18: pools in signal region and new sideband, thousands of events (signal, background).
pub const TABLE_18_THOUSANDS: [(f64, f64); 2] = [(111.0, 99.0), (27.0, 105.0)];

/// Expected events with the old sideband at 139 fb⁻¹: cross-section times the pass rates of Table 14 (§4.5).
///
/// # Example
/// ```
/// use cwola::studies::reference::dark_valley_old_counts;
/// let counts = dark_valley_old_counts(1.0);
/// assert_eq!(format!("{:.1} {:.1}", counts.background_sr / 139.0, counts.background_sb / 139.0), "136.1 211.3");
/// assert_eq!((counts.signal_sr.round(), counts.signal_sb.round()), (138.0, 40.0)); // Table 15
/// ```
pub fn dark_valley_old_counts(strength: f64) -> RegionCounts {
    let events = |row: usize| DIJET_XSEC_FB * DARK_VALLEY_LUMI_FB * TABLE_14[row].2 as f64 / TABLE_14[0].2 as f64;
    let ratio = TABLE_14[5].1 as f64 / TABLE_14[4].1 as f64;
    RegionCounts::by_strength(strength, events(4), events(5), ratio)
}

/// Expected events with the new sideband at 139 fb⁻¹ (§4.27).
///
/// # Example
/// ```
/// use cwola::studies::reference::dark_valley_counts;
/// let counts = dark_valley_counts(1.0);
/// assert_eq!((counts.signal_sr.round(), counts.signal_sb.round()), (138.0, 34.0)); // Table 17
/// ```
pub fn dark_valley_counts(strength: f64) -> RegionCounts {
    let old = dark_valley_old_counts(strength);
    let at_one = dark_valley_old_counts(1.0).signal_sr;
    let background_sb = DIJET_NEW_SIDEBAND_FB * DARK_VALLEY_LUMI_FB;
    RegionCounts::by_strength(strength, old.background_sr, background_sb, SIGNAL_NEW_SIDEBAND / at_one)
}
