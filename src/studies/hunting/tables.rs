//! Tables 2–9.

use super::scan::{Point, Scan, scan};
use super::{HuntingSample, paired};
use crate::error::Result;
use crate::events::Label;
use crate::physics::significance;
use crate::report::{Cell, Table};
use crate::selection::Cutflow;
use crate::studies::Profile;
use crate::studies::reference::{self, HeavyMass, Quoted};

/// Table 2: signal region and sideband of each resonance mass.
///
/// # Errors
/// None in practice.
pub fn table_2(_profile: Profile) -> Result<Table> {
    let mut table = Table::new("Table 2: signal region and sideband (GeV)", &["m_H", "signal region", "sideband"]);
    for mass in HeavyMass::ALL {
        let windows = mass.windows();
        let text = |(low, high): &(f64, f64)| format!("[{low}, {high}]");
        let sideband = windows.sideband.iter().map(text).collect::<Vec<_>>().join(" ∪ ");
        table = table.with_row(&[Cell::from(mass.gev()), Cell::from(text(&windows.signal)), Cell::from(sideband)])?;
    }
    Ok(table)
}

/// Table 3: cross-sections after each cut, S/B, and S/√B at 139/fb; beside them the shares of our samples.
///
/// # Errors
/// A sample that is missing.
pub fn table_3(_profile: Profile) -> Result<Table> {
    let mut table = Table::new(
        "Table 3: cross-sections (fb), S/B, and S/√B at 139 fb⁻¹",
        &["m_H", "cut", "signal", "background", "S/B", "S/√B", "signal here", "background here"],
    );
    for mass in HeavyMass::ALL {
        let counts = mass.counts();
        let per_fb = |events: f64| events / reference::TABLE4_LUMI_FB;
        let (signal, background) = mass.four_tag_fb();
        let rows = [
            ("four tag", signal, background),
            ("signal region", per_fb(counts.signal_sr), per_fb(counts.background_sr)),
            ("sideband", per_fb(counts.signal_sb), per_fb(counts.background_sb)),
        ];
        let (ours_signal, ours_background) =
            (flow(mass, mass.sample(), Label::Signal)?, flow(mass, "multijet_4b", Label::Background)?);
        for (k, (cut, s, b)) in rows.into_iter().enumerate() {
            let lumi = reference::TABLE3_LUMI_FB;
            table = table.with_row(&[
                Cell::from(mass.gev()),
                Cell::from(cut),
                Cell::from(if s < 1.0 && mass == HeavyMass::M1000 { format!("{s:.3}") } else { format!("{s:.2}") }),
                Cell::from(scientific(b, 2)),
                Cell::from(scientific(s / b, 2)),
                Cell::from(format!(
                    "{:.*}",
                    if mass == HeavyMass::M1000 { 4 } else { 3 },
                    significance(s * lumi, b * lumi)
                )),
                share(&ours_signal, k),
                share(&ours_background, k),
            ])?;
        }
    }
    Ok(table
        .with_note(
            "The last two columns are the shares of the four-tag events of the bundled samples, with binomial errors.",
        )
        .with_note("Cross-sections in the regions follow from the yields at 78 fb⁻¹; see `studies::reference`."))
}

fn flow(mass: HeavyMass, sample: &str, label: Label) -> Result<Cutflow> {
    let events = paired(sample, label)?;
    let windows = mass.windows();
    Ok(Cutflow::new(sample, "four tag", &events)
        .then("signal region", &windows.signal_region(&events)?)
        .then("sideband", &windows.sideband_region(&events)?))
}

fn share(flow: &Cutflow, step: usize) -> Cell {
    flow.steps().get(step).map_or(Cell::Missing, |step| match step.error > 0.0 {
        true => Cell::from(format!("{:.3} ± {:.3}", step.efficiency, step.error)),
        false => Cell::from(format!("{:.3}", step.efficiency)),
    })
}

/// 6.03e+03 and 1.90e-04, as the Note prints them.
fn scientific(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$e}");
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    format!("{mantissa}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

/// 200k and 26k, as the Note prints backgrounds.
fn thousands(value: f64) -> String {
    format!("{:.0}k", value / 1000.0)
}

/// Table 4: sizes of the mixed samples at 78/fb, and those that the bundled samples allow.
///
/// # Errors
/// A sample that is missing.
pub fn table_4(profile: Profile) -> Result<Table> {
    let mut table = Table::new(
        "Table 4: sizes of the mixed samples at 78 fb⁻¹",
        &["m_H", "mixture", "signal", "background", "signal here", "background here"],
    );
    for mass in HeavyMass::ALL {
        let counts = mass.counts();
        let here = HuntingSample::load(mass, profile)?.mixed(1.0)?.composition();
        let rows = [
            ("M1", counts.signal_sr, counts.background_sr, here.m1_signal, here.m1_background),
            ("M2", counts.signal_sb, counts.background_sb, here.m2_signal, here.m2_background),
        ];
        for (mixture, s, b, s_here, b_here) in rows {
            let text = vec![mass.gev().to_string(), mixture.into(), format!("{s:.0}"), thousands(b)];
            let mut row: Vec<Cell> = text.into_iter().map(Cell::from).collect();
            row.extend([Cell::from(s_here), Cell::from(b_here)]);
            table = table.with_row(&row)?;
        }
    }
    Ok(table.with_note("Here: the same S/B at the luminosity that the bundled background has; whole events only."))
}

/// Table 7: sizes with 1, 0, 10 and 100 times the signal.
///
/// # Errors
/// None in practice.
pub fn table_7(_profile: Profile) -> Result<Table> {
    let mut table = Table::new(
        "Table 7: sizes of the mixed samples with enlarged signal",
        &["m_H", "mixture", "1 times", "0 times", "10 times", "100 times", "background"],
    );
    for mass in HeavyMass::ALL {
        let counts = mass.counts();
        for (mixture, signal, background) in
            [("M1", counts.signal_sr, counts.background_sr), ("M2", counts.signal_sb, counts.background_sb)]
        {
            let mut row = vec![Cell::from(mass.gev()), Cell::from(mixture)];
            row.extend([1.0, 0.0, 10.0, 100.0].map(|times| Cell::from(format!("{:.0}", times * signal))));
            row.push(Cell::from(thousands(background)));
            table = table.with_row(&row)?;
        }
    }
    Ok(table)
}

/// Table 5: trainings with and without signal, 11 features.
///
/// # Errors
/// A sample that is missing.
pub fn table_5(profile: Profile) -> Result<Table> {
    let title = "Table 5: CWoLa hunting, 11 features";
    with_and_without(title, profile, Scan::all_features, |mass, times| Some(reference::table_5(mass, times)))
}

/// Table 6: the same without pT and mass of the candidates, 7 features.
///
/// # Errors
/// A sample that is missing.
pub fn table_6(profile: Profile) -> Result<Table> {
    let title = "Table 6: CWoLa hunting without pT and mass, 7 features";
    with_and_without(title, profile, Scan::decorrelated, reference::table_8)
}

type Reference = fn(HeavyMass, usize) -> Option<Quoted>;

fn with_and_without(
    title: &str,
    profile: Profile,
    plan: fn(HeavyMass, &[f64]) -> Scan,
    reference: Reference,
) -> Result<Table> {
    let mut table = results_table(title, "sample");
    for mass in HeavyMass::ALL {
        for point in scan(&plan(mass, &[1.0, 0.0]), profile)? {
            let name = if point.times > 0.0 { "with signal" } else { "no signal" };
            table = table.with_row(&result_row(mass, name, &point, reference(mass, point.times as usize)))?;
        }
    }
    Ok(noted(table, profile))
}

/// Table 8: 1, 10, 100 and 0 times the signal, 7 features.
///
/// # Errors
/// A sample that is missing.
pub fn table_8(profile: Profile) -> Result<Table> {
    let mut table = results_table("Table 8: CWoLa hunting with enlarged signal, 7 features", "times");
    for mass in HeavyMass::ALL {
        table = times_rows(table, &Scan::decorrelated(mass, &[1.0, 10.0, 100.0, 0.0]), reference::table_8, profile)?;
    }
    Ok(noted(table, profile))
}

/// Table 9: the same with four hidden layers, m_H = 1000 GeV.
///
/// # Errors
/// A sample that is missing.
pub fn table_9(profile: Profile) -> Result<Table> {
    let table = results_table("Table 9: CWoLa hunting with four hidden layers, 7 features", "times");
    let plan = Scan::deeper(HeavyMass::M1000, &[1.0, 10.0, 100.0, 0.0]);
    Ok(noted(times_rows(table, &plan, |_, times| reference::table_9(times), profile)?, profile))
}

fn times_rows(mut table: Table, plan: &Scan, reference: Reference, profile: Profile) -> Result<Table> {
    for point in scan(plan, profile)? {
        let times = point.times as usize;
        table = table.with_row(&result_row(plan.mass, &times.to_string(), &point, reference(plan.mass, times)))?;
    }
    Ok(table)
}

fn results_table(title: &str, second: &str) -> Table {
    Table::new(title, &["m_H", second, "S in M1", "ACC", "ACC (Note)", "AUC", "AUC (Note)", "ACC at 0.5"])
}

fn result_row(mass: HeavyMass, name: &str, point: &Point, note: Option<Quoted>) -> Vec<Cell> {
    let quoted =
        |value: fn(&Quoted) -> crate::stats::Measured| note.as_ref().map_or(Cell::Missing, |q| Cell::from(value(q)));
    vec![
        Cell::from(mass.gev()),
        Cell::from(name),
        Cell::from(point.signal.0),
        Cell::from(point.acc),
        quoted(|q| q.acc),
        Cell::from(point.auc),
        quoted(|q| q.auc),
        Cell::from(point.accuracy),
    ]
}

fn noted(table: Table, profile: Profile) -> Table {
    let repeats = Scan::all_features(HeavyMass::M500, &[]).config(profile).repeats;
    table
        .with_note(&format!(
            "Mean ± standard deviation of {repeats} trainings (Note: 10). ACC is the best over thresholds."
        ))
        .with_note(
            "Same S/B as the Note, fewer events: Pythia samples with a fast detector here, MadGraph and Delphes there.",
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_as_printed() {
        assert_eq!(scientific(6034.0, 2), "6.03e+03");
        assert_eq!(scientific(1.8987e-4, 2), "1.90e-04");
        assert_eq!(thousands(25_912.8), "26k");
    }
}
