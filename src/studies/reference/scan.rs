//! Numbers of §4 of the Note that scans are compared with.

use crate::evaluate::Counting;

/// Background in the signal region at 139 fb⁻¹ that significances are computed with (§4.47).
pub const SCAN_BACKGROUND: f64 = 18_922.0;

/// One line of one half of Table 19.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FakeBumpRow {
    /// Training set of the model.
    pub model: &'static str,
    /// Whether the efficiencies are those of training events; else of test events.
    pub on_training: bool,
    /// ε_SB.
    pub sb_efficiency: f64,
    /// ε_SR.
    pub sr_efficiency: f64,
    /// Fake significance.
    pub significance: f64,
    /// Its printed error.
    pub error: f64,
    /// Number of signal-region rows behind ε_SR that reproduces the printed error: 0.8 × 18,922 training events, times
    /// four with three copies; 10,000 test events.
    pub rows: u64,
    /// What those rows count.
    pub counting: Counting,
}

const fn row(
    model: &'static str,
    on_training: bool,
    sb_efficiency: f64,
    sr_efficiency: f64,
    significance: f64,
    error: f64,
    rows: u64,
) -> FakeBumpRow {
    let counting = if rows > 20_000 { Counting::Rows } else { Counting::Originals };
    FakeBumpRow { model, on_training, sb_efficiency, sr_efficiency, significance, error, rows, counting }
}

/// Names of the models of Table 19, in its order.
pub const TABLE_19_MODELS: [&str; 3] = ["original", "+3 jet rotation", "+3 pT smearing + jet rotation"];

/// Table 19: fake significance of background alone, training and test events.
#[rustfmt::skip]
pub const TABLE_19: [FakeBumpRow; 18] = [
    row(TABLE_19_MODELS[0], true, 0.1, 0.124, 10.3, 1.2, 15_138),
    row(TABLE_19_MODELS[0], true, 0.01, 0.0202, 14.1, 1.6, 15_138),
    row(TABLE_19_MODELS[0], true, 0.001, 0.0022, 5.4, 1.7, 15_138),
    row(TABLE_19_MODELS[0], false, 0.1, 0.107, 3.1, 1.3, 10_000),
    row(TABLE_19_MODELS[0], false, 0.01, 0.0171, 9.8, 1.8, 10_000),
    row(TABLE_19_MODELS[0], false, 0.001, 0.0006, -1.7, 1.1, 10_000),
    row(TABLE_19_MODELS[1], true, 0.1, 0.142, 18.3, 0.6, 60_552),
    row(TABLE_19_MODELS[1], true, 0.01, 0.0268, 23.1, 0.9, 60_552),
    row(TABLE_19_MODELS[1], true, 0.001, 0.0011, 0.5, 0.6, 60_552),
    row(TABLE_19_MODELS[1], false, 0.1, 0.112, 5.1, 1.4, 10_000),
    row(TABLE_19_MODELS[1], false, 0.01, 0.0216, 16.0, 2.0, 10_000),
    row(TABLE_19_MODELS[1], false, 0.001, 0.0003, -3.0, 0.8, 10_000),
    row(TABLE_19_MODELS[2], true, 0.1, 0.132, 13.9, 0.6, 60_552),
    row(TABLE_19_MODELS[2], true, 0.01, 0.0211, 15.3, 0.8, 60_552),
    row(TABLE_19_MODELS[2], true, 0.001, 0.0020, 4.4, 0.8, 60_552),
    row(TABLE_19_MODELS[2], false, 0.1, 0.115, 6.5, 1.4, 10_000),
    row(TABLE_19_MODELS[2], false, 0.01, 0.0163, 8.7, 1.7, 10_000),
    row(TABLE_19_MODELS[2], false, 0.001, 0.0011, 0.4, 1.4, 10_000),
];

/// The line of Table 19 for a model, sample and sideband efficiency.
pub fn table_19(model: &str, on_training: bool, sb_efficiency: f64) -> Option<FakeBumpRow> {
    let same = |row: &&FakeBumpRow| {
        row.model == model && row.on_training == on_training && (row.sb_efficiency - sb_efficiency).abs() < 1e-9
    };
    TABLE_19.iter().find(same).copied()
}

/// Factor ε_s/√ε_b of the Note at one S/√B.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuotedFactor {
    /// S/√B, or the number of copies per event.
    pub at: f64,
    /// The factor, a mean of ten trainings.
    pub factor: f64,
}

const fn factors<const N: usize>(at: [f64; N], factor: [f64; N]) -> [QuotedFactor; N] {
    let mut all = [QuotedFactor { at: 0.0, factor: 0.0 }; N];
    let mut k = 0;
    while k < N {
        all[k] = QuotedFactor { at: at[k], factor: factor[k] };
        k += 1;
    }
    all
}

/// Original events, 25×25, data drawn anew for each training, ε_b = 10 %, against S/√B (standard deviations 0.07–0.26).
pub const FACTOR_ORIGINAL: [QuotedFactor; 7] =
    factors([0.0, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0], [0.83, 1.24, 1.63, 1.84, 2.31, 2.66, 2.80]);
/// The same with five rotated copies (standard deviations 0.09–0.39).
pub const FACTOR_ROTATION_5: [QuotedFactor; 7] =
    factors([0.0, 1.0, 2.0, 3.0, 5.0, 7.0, 10.0], [0.94, 1.62, 2.09, 2.26, 2.65, 2.69, 2.83]);
/// pT smearing and rotation at S/√B = 3, ε_b = 10 %, against the number of copies.
pub const FACTOR_SATURATION: [QuotedFactor; 7] =
    factors([3.0, 5.0, 7.0, 10.0, 15.0, 22.0, 33.0], [2.32, 2.54, 2.42, 2.56, 2.54, 2.54, 2.58]);
