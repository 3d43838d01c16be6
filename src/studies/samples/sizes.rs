//! Tables 15 to 18: sizes of mixed samples and of pools.

use super::DarkValleySample;
use crate::error::{Error, Result};
use crate::mixing::{Composition, RegionCounts};
use crate::report::{Cell, Table};
use crate::selection::MassWindows;
use crate::studies::Profile;
use crate::studies::reference::{self, Printed, TABLE_15, TABLE_16, TABLE_17, TABLE_18_THOUSANDS};

/// Names of the two mixtures.
const MIXTURES: [&str; 2] = ["signal region", "sideband"];

/// 19k: thousands as the Note prints backgrounds.
fn thousands(events: f64) -> String {
    format!("{:.0}k", events / 1000.0)
}

/// What the Note prints for expected counts: signal rounded, background in thousands.
fn printed(counts: &RegionCounts) -> [(String, String); 2] {
    [(counts.signal_sr, counts.background_sr), (counts.signal_sb, counts.background_sb)]
        .map(|(signal, background)| (format!("{:.0}", signal.round()), thousands(background)))
}

/// Signal and background events of both mixtures, `times` each.
fn drawn(made: Option<Composition>, times: usize) -> [[Cell; 2]; 2] {
    match made {
        None => [[Cell::Missing, Cell::Missing], [Cell::Missing, Cell::Missing]],
        Some(made) => [[made.m1_signal, made.m1_background], [made.m2_signal, made.m2_background]]
            .map(|pair| pair.map(|events| Cell::from(times * events))),
    }
}

/// The sample of the profile; a sentence instead when it needs a pool that is not there.
fn sample(windows: &MassWindows, profile: Profile) -> Result<(Option<DarkValleySample>, String)> {
    match DarkValleySample::load(windows, profile) {
        Ok(sample) => {
            let text = format!(
                "Drawn here: {} of the Note's luminosity. S/√B is the Note's; S/B is larger by {:.1}. Counts are cut off to whole \
                 events, as the author's program does.",
                sample.scale,
                1.0 / sample.scale.sqrt()
            );
            Ok((Some(sample), text))
        }
        Err(Error::Unavailable(text)) => Ok((None, format!("Not drawn here: {text}"))),
        Err(other) => Err(other),
    }
}

fn one_size(
    title: &str,
    counts: &RegionCounts,
    note: [Printed; 2],
    windows: &MassWindows,
    profile: Profile,
) -> Result<Table> {
    let (sample, text) = sample(windows, profile)?;
    let made = sample.map(|sample| sample.mixed(1.0, 1)).transpose()?.map(|mixed| mixed.composition());
    let pair = ["signal", "background"];
    let mut table = Table::new(title, &["mixture", pair[0], pair[1], pair[0], pair[1], pair[0], pair[1]])
        .with_groups(&[("", 1), ("expected", 2), ("Note", 2), ("drawn here", 2)])
        .with_reference(&["Note"]);
    for (k, ((signal, background), here)) in printed(counts).into_iter().zip(drawn(made, 1)).enumerate() {
        let text = [MIXTURES[k], &signal, &background, note[k].0, note[k].1];
        let mut row = text.map(Cell::from).to_vec();
        row.extend(here);
        table = table.with_row(&row)?;
    }
    Ok(table
        .with_note(&format!(
            "Expected at 139 fb⁻¹ and S/√B = 1: S = √B = √{:.0} = {:.2} in the signal region, {:.2} in the sideband.",
            counts.background_sr, counts.signal_sr, counts.signal_sb
        ))
        .with_note(&text))
}

/// Table 15: sizes at S/√B = 1 with the old sideband.
///
/// # Errors
/// A sample that is missing.
pub fn table_15(profile: Profile) -> Result<Table> {
    let title = "Table 15: sizes of the mixed sample at S/√B = 1";
    one_size(title, &reference::dark_valley_old_counts(1.0), TABLE_15, &MassWindows::dark_valley_old(), profile)
}

/// Table 17: sizes at S/√B = 1 with the new sideband.
///
/// # Errors
/// A sample that is missing.
pub fn table_17(profile: Profile) -> Result<Table> {
    let title = "Table 17: sizes of the mixed sample at S/√B = 1, sideband [4400, 4700] ∪ [5500, 5800] GeV";
    one_size(title, &reference::dark_valley_counts(1.0), TABLE_17, &MassWindows::dark_valley(), profile)
}

/// Table 16: original, one copy of each event, and twice the luminosity at the same S/√B.
///
/// # Errors
/// A sample that is missing.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let text = table(16, Profile::Quick)?.to_string();
/// assert!(text.contains("276") && text.contains("194"));
/// # Ok::<(), Error>(())
/// ```
pub fn table_16(profile: Profile) -> Result<Table> {
    let (sample, text) = sample(&MassWindows::dark_valley_old(), profile)?;
    let draw = |times: f64| -> Result<Option<Composition>> {
        let mixed = sample.as_ref().map(|sample| sample.mixed_times(1.0, times, 1)).transpose()?;
        Ok(mixed.map(|mixed| mixed.composition()))
    };
    let original = draw(1.0)?;
    let here = [drawn(original, 1), drawn(original, 2), drawn(draw(2.0)?, 1)];
    let pair = ["signal", "background"];
    let mut table = Table::new(
        "Table 16: sizes of the original, augmented and enlarged mixed samples at S/√B = 1",
        &["sample", "mixture", pair[0], pair[1], pair[0], pair[1], pair[0], pair[1]],
    )
    .with_groups(&[("", 2), ("expected", 2), ("Note", 2), ("drawn here", 2)])
    .with_reference(&["Note"]);
    let names = ["original", "+1 times", "luminosity × 2"];
    for (((name, expected), note), here) in names.into_iter().zip(table_16_expected()).zip(TABLE_16).zip(here) {
        for (k, ((signal, background), here)) in expected.into_iter().zip(here).enumerate() {
            let mut row = [name, MIXTURES[k], &signal, &background, note[k].0, note[k].1].map(Cell::from).to_vec();
            row.extend(here);
            table = table.with_row(&row)?;
        }
    }
    let twice = enlarged();
    Ok(table
        .with_note(&format!(
            "Twice the luminosity gives {:.2} and {:.2} signal events, √2 times the original; the Note cuts them off, while it rounds \
             138 and 40. It doubles the rounded thousands of the background.",
            twice.signal_sr, twice.signal_sb
        ))
        .with_note("So \"+1 times\" has √2 times the signal of \"luminosity × 2\" at the same S/√B of the original (§4.10).")
        .with_note(&text))
}

/// Twice the background at S/√B = 1.
fn enlarged() -> RegionCounts {
    let one = reference::dark_valley_old_counts(1.0);
    RegionCounts::by_strength(1.0, 2.0 * one.background_sr, 2.0 * one.background_sb, one.signal_sb / one.signal_sr)
}

/// Expected sizes by the rules that the Note prints them with.
fn table_16_expected() -> [[(String, String); 2]; 3] {
    let one = printed(&reference::dark_valley_old_counts(1.0));
    let double = |text: &str| -> String {
        let number: usize = text.trim_end_matches('k').parse().unwrap_or(0);
        format!("{}{}", 2 * number, if text.ends_with('k') { "k" } else { "" })
    };
    let copied = one.clone().map(|(signal, background)| (double(&signal), double(&background)));
    let cut_off = enlarged().truncated();
    let [sr, sb] = [cut_off.signal_sr, cut_off.signal_sb].map(|signal| format!("{signal}"));
    let twice = [(sr, copied[0].1.clone()), (sb, copied[1].1.clone())];
    [one, copied, twice]
}

/// Table 18: events of the pools from which data sets are drawn, new sideband.
///
/// # Errors
/// A sample that is missing.
pub fn table_18(profile: Profile) -> Result<Table> {
    let counts = reference::dark_valley_counts(1.0);
    let (sample, text) = sample(&MassWindows::dark_valley(), profile)?;
    let sizes = sample.as_ref().map(|sample| sample.pool.sizes()).transpose()?;
    let mut table = Table::new(
        "Table 18: sizes of the pools",
        &["pool", "class", "Note", "one data set at S/√B = 1", "pool / data set", "here"],
    )
    .with_reference(&["Note"]);
    for (k, (signal, background)) in TABLE_18_THOUSANDS.into_iter().enumerate() {
        let (wanted, here) = match k {
            0 => ([counts.signal_sr, counts.background_sr], sizes.map(|s| [s.signal_sr, s.background_sr])),
            _ => ([counts.signal_sb, counts.background_sb], sizes.map(|s| [s.signal_sb, s.background_sb])),
        };
        for (c, (class, note)) in [("signal", signal), ("background", background)].into_iter().enumerate() {
            table = table.with_row(&[
                Cell::from(MIXTURES[k]),
                Cell::from(class),
                Cell::from(format!("{note:.0}k")),
                Cell::from(format!("{:.0}", wanted[c].round())),
                Cell::number(1000.0 * note / wanted[c], 1),
                here.map_or(Cell::Missing, |here| Cell::from(here[c] as usize)),
            ])?;
        }
    }
    let test = sample.as_ref().map_or(0, |sample| sample.pool.test().len());
    let rate = reference::TABLE_14[4].1 as f64 / reference::TABLE_14[0].1 as f64;
    Ok(table
        .with_note(&format!(
            "The Note's pools: 111k signal events in the signal region are {:.0}k generated ones (Table 14), and {:.0}k generated give the \
             background: five data sets of it. Data sets share events of the pool, so ten of them are not independent.",
            111.0 / rate,
            99.0 / reference::TABLE_14[4].2 as f64 * reference::TABLE_14[0].2 as f64
        ))
        .with_note(&match sample {
            Some(_) => format!("Here: the bundled events or, in the full profile, the pool, without {test} test events."),
            None => text,
        }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(ours: [(String, String); 2], note: [Printed; 2]) {
        for ((signal, background), note) in ours.iter().zip(note) {
            assert_eq!((signal.as_str(), background.as_str()), note);
        }
    }

    #[test]
    fn tables_15_16_and_17_are_those_of_the_note() {
        same(printed(&reference::dark_valley_old_counts(1.0)), TABLE_15);
        same(printed(&reference::dark_valley_counts(1.0)), TABLE_17);
        for (ours, note) in table_16_expected().into_iter().zip(TABLE_16) {
            same(ours, note);
        }
    }
}
