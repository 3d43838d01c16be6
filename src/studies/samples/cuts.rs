//! Table 13, the parameters, and Table 14, the cutflow.

use crate::error::Result;
use crate::events::Events;
use crate::physics::{constituent_quark_mass, rho_mass};
use crate::report::{Cell, Table};
use crate::selection::{CutStep, Cutflow, DijetCuts, MassWindows};
use crate::studies::Profile;
use crate::studies::reference::{self, LAMBDA_D, TABLE_14, Z_MASS};

/// m_π/Λ_D of indirect (ID) and direct decay (DD).
const PION_OVER_LAMBDA: [f64; 2] = [1.0, 1.8];

/// Table 13: the parameters of the hidden valley, those of the Note's model (ID) and of its relative with direct decays
/// (DD), which the Note does not use.
///
/// # Errors
/// None in practice.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let text = table(13, Profile::Quick)?.to_string();
/// assert!(text.contains("26.944") && text.contains("10.3306"));
/// # Ok::<(), Error>(())
/// ```
pub fn table_13(_profile: Profile) -> Result<Table> {
    let mut table =
        Table::new("Table 13: parameters of the hidden valley", &["parameter", "ID", "Note", "DD", "Pythia card (ID)"])
            .with_reference(&["Note"]);
    let [id, dd] = PION_OVER_LAMBDA.map(|ratio| {
        let pion = ratio * LAMBDA_D;
        (pion, rho_mass(LAMBDA_D, pion), constituent_quark_mass(LAMBDA_D, pion))
    });
    let (note_rho, note_quark) = reference::TABLE_13_MASSES;
    let codes = "x=11,21,31,22,32,33";
    let rows = [
        ["M_Z_V [TeV]", "5.5", "5.5", "5.5", &format!("4900023:m0 = {Z_MASS}")],
        ["√s [TeV]", "13", "13", "13", ""],
        ["Λ_D [GeV]", "10", "10", "10", &format!("HiddenValley:Lambda = {LAMBDA_D:.1}")],
        ["m_π_D [GeV]", &short(id.0), "10", &short(dd.0), &format!("4900x1:m0 = {:.1}; {codes}", id.0)],
        ["m_ρ_D [GeV]", &three(id.1), &three(note_rho), &three(dd.1), &format!("4900x3:m0 = {:.3}; {codes}", id.1)],
        [
            "m_q, constituent [GeV]",
            &four(id.2),
            &four(note_quark),
            &four(dd.2),
            &format!("490010x:m0 = {:.4}; x=1,2,3", id.2),
        ],
    ];
    for row in rows {
        table = table.with_row(&row.map(Cell::from))?;
    }
    Ok(table
        .with_note("m_ρ = √(5.76 Λ² + 1.5 m_π²) and m_q = Λ + (m_π/5.5)²/Λ (arXiv:2203.09503); m_π/Λ = 1 in ID, 1.8 in DD.")
        .with_note("ID: dark ρ → two dark pions, which decay to d quarks. DD: the ρ is too light for that and decays to d quarks itself."))
}

fn short(value: f64) -> String {
    format!("{value}")
}

fn three(value: f64) -> String {
    format!("{value:.3}")
}

fn four(value: f64) -> String {
    format!("{value:.4}")
}

/// Table 14: what each cut leaves of signal and background, here and in the Note.
///
/// # Errors
/// A sample that is missing.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let table = table(14, Profile::Quick)?;
/// assert_eq!(table.rows.len(), 6);
/// # Ok::<(), Error>(())
/// ```
pub fn table_14(_profile: Profile) -> Result<Table> {
    let windows = MassWindows::dark_valley_old();
    let flow = |name: &str| DijetCuts::default().cutflow(&Events::sample(name)?, &windows);
    let (signal, background) = (flow("dark_valley_id10_all")?, flow("dijets_all")?);
    let class = ["events", "rate", "Note", "here/Note"];
    let mut table = Table::new(
        "Table 14: cutflow of signal and background",
        &["cut", class[0], class[1], class[2], class[3], class[0], class[1], class[2], class[3]],
    )
    .with_groups(&[("", 1), ("signal", 4), ("background", 4)])
    .with_reference(&["Note"]);
    for (k, (cut, s, b)) in TABLE_14.into_iter().enumerate() {
        let mut row = vec![Cell::from(cut)];
        for (flow, note) in [(&signal, s), (&background, b)] {
            row.extend(cells(&flow.steps()[k], note as f64 / TABLE_14[0].1 as f64));
        }
        table = table.with_row(&row)?;
    }
    let sb_over_sr = |flow: &Cutflow| {
        let [sr, sb] = [4, 5].map(|k: usize| flow.steps()[k].events as f64);
        let ratio = sb / sr;
        format!("{ratio:.2} ± {:.2}", ratio * (1.0 / sr + 1.0 / sb).sqrt())
    };
    let note = TABLE_14[5].2 as f64 / TABLE_14[4].2 as f64;
    Ok(table
        .with_note(&format!(
            "Background in the sideband over the signal region: {} here, {note:.2} in the Note. Rates ± binomial error.",
            sb_over_sr(&background)
        ))
        .with_note(
            "Background: the parton cuts are those of §4.1 (pT > 700 GeV, |η| < 2.2, m̂ > 3 TeV), but the hard process and the shower are \
             Pythia's, not MadGraph's, and the detector is not Delphes: our rates are higher from the pT cut on, most in the two \
             regions, and there by nearly the same factor, so that their ratio agrees.",
        )
        .with_note(
            "Signal in the sideband: our m_jj peaks at 5350–5400 GeV and reaches further above 5500 GeV than the Note's; n_j, pT, η and \
             signal region agree within 3 %.",
        ))
}

fn cells(step: &CutStep, note: f64) -> [Cell; 4] {
    let digits = if step.efficiency < 0.1 { 4 } else { 3 };
    [
        Cell::from(step.events),
        Cell::measured(step.efficiency, step.error, digits),
        Cell::from(format!("{note:.digits$}")),
        Cell::number(step.efficiency / note, 3),
    ]
}
