//! Figures and tables by number (the Note) or name.

use super::{Kind, Paper, Profile, augmentation, catalogue, dark, dihiggs, hunting, images, samples, spanet, zgamma};
use crate::error::{Error, Result};
use crate::plot::Figure;
use crate::report::Table;

/// Makes a figure of the Note.
///
/// # Errors
/// A number outside 1…124, or a figure that this version cannot make: the sentence says which study it belongs to.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// assert!(figure(125, Profile::Quick).unwrap_err().to_string().contains("between 1 and 124"));
/// ```
pub fn figure(number: usize, profile: Profile) -> Result<Figure> {
    let make = match number {
        1 => dihiggs::figure_1,
        2 => spanet::figure_2,
        3 => hunting::figure_3,
        4 => hunting::figure_4,
        5 => hunting::figure_5,
        6 => hunting::figure_6,
        7 => hunting::figure_7,
        8 => hunting::figure_8,
        9 => hunting::figure_9,
        10 => hunting::figure_10,
        11 => hunting::figure_11,
        12 => augmentation::figure_12,
        13 => augmentation::figure_13,
        14 => augmentation::figure_14,
        15 => samples::figure_15,
        16 => samples::figure_16,
        17 => images::figure_17,
        18 => images::figure_18,
        19 => images::figure_19,
        21 => images::figure_21,
        22 => images::figure_22,
        25 => images::figure_25,
        27 => samples::figure_27,
        28 => images::figure_28,
        29 => images::figure_29,
        30 => images::figure_30,
        43 => images::figure_43,
        44 => images::figure_44,
        47 => images::figure_47,
        80 => images::figure_80,
        81 => images::figure_81,
        95 => images::figure_95,
        101 => images::figure_101,
        _ => {
            let made = dark::scan_figure(number, profile);
            return made
                .unwrap_or_else(|| Err(missing(Kind::Figure, number, 124)))
                .map(|figure| signed(figure, profile));
        }
    };
    Ok(signed(make(profile)?, profile))
}

/// Makes a figure by its name: the number of the Note, or `zgamma-1`.
///
/// # Errors
/// A name that is not in the catalogue, or what [`figure`] refuses.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// assert_eq!(named_figure("13", Profile::Quick)?.svg(), figure(13, Profile::Quick)?.svg());
/// assert!(named_figure("zgamma-9", Profile::Quick).unwrap_err().to_string().contains("zgamma-1, zgamma-2"));
/// # Ok::<(), Error>(())
/// ```
pub fn named_figure(name: &str, profile: Profile) -> Result<Figure> {
    match by_name(Kind::Figure, name)? {
        (Paper::Note, number) => figure(number, profile),
        (Paper::ZGamma, number) => Ok(signed(zgamma::zgamma_figure(number, profile)?, profile)),
    }
}

/// Makes a table by its name: the number of the Note, or `zgamma-1`.
///
/// # Errors
/// A name that is not in the catalogue, or what [`table`] refuses.
pub fn named_table(name: &str, profile: Profile) -> Result<Table> {
    match by_name(Kind::Table, name)? {
        (Paper::Note, number) => table(number, profile),
        (Paper::ZGamma, number) => zgamma::zgamma_table(number, profile),
    }
}

fn by_name(kind: Kind, name: &str) -> Result<(Paper, usize)> {
    if let Ok(number) = name.parse() {
        return Ok((Paper::Note, number));
    }
    let named: Vec<_> = catalogue().into_iter().filter(|e| e.kind == kind && e.paper != Paper::Note).collect();
    match named.iter().find(|entry| entry.name() == name) {
        Some(entry) => Ok((entry.paper, entry.number)),
        None => {
            let word = if kind == Kind::Figure { "figure" } else { "table" };
            let numbers = std::iter::once("the numbers of the Note".to_string());
            let known: Vec<String> = numbers.chain(named.iter().map(|entry| entry.name())).collect();
            Err(Error::unknown(word, name, &known))
        }
    }
}

fn signed(figure: Figure, profile: Profile) -> Figure {
    figure.with_provenance(&format!("cwola {} · {} profile", env!("CARGO_PKG_VERSION"), profile.name()))
}

/// Makes a table of the Note.
///
/// # Errors
/// A number outside 1…19, or a table that this version cannot make: the sentence says which study it belongs to.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let text = table(7, Profile::Quick)?.to_string();
/// assert!(text.contains("24380")); // 100 times the signal of m_H = 500 GeV
/// # Ok::<(), Error>(())
/// ```
pub fn table(number: usize, profile: Profile) -> Result<Table> {
    let make = match number {
        1 => dihiggs::table_1,
        2 => hunting::table_2,
        3 => hunting::table_3,
        4 => hunting::table_4,
        5 => hunting::table_5,
        6 => hunting::table_6,
        7 => hunting::table_7,
        8 => hunting::table_8,
        9 => hunting::table_9,
        10 => augmentation::table_10,
        11 => augmentation::table_11,
        12 => augmentation::table_12,
        13 => samples::table_13,
        14 => samples::table_14,
        15 => samples::table_15,
        16 => samples::table_16,
        17 => samples::table_17,
        18 => samples::table_18,
        _ => return dark::scan_table(number, profile).unwrap_or_else(|| Err(missing(Kind::Table, number, 19))),
    };
    make(profile)
}

fn missing(kind: Kind, number: usize, last: usize) -> Error {
    let word = if kind == Kind::Figure { "figure" } else { "table" };
    match catalogue().into_iter().find(|e| e.paper == Paper::Note && e.kind == kind && e.number == number) {
        None => Error::value(&format!("the number of the {word}"), &format!("between 1 and {last}"), number),
        Some(entry) => Error::Unavailable(format!(
            "{word} {number} ({}) belongs to the study \"{}\", which this version cannot make yet.",
            entry.title, entry.study
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_tells_the_truth_about_what_can_be_made() {
        for entry in catalogue().iter().filter(|entry| entry.minutes.is_none()) {
            let error = match entry.kind {
                Kind::Figure => figure(entry.number, Profile::Quick).err(),
                Kind::Table => table(entry.number, Profile::Quick).err(),
            };
            assert!(matches!(error, Some(Error::Unavailable(_))), "{entry:?}");
        }
        let cannot = |kind| -> Vec<usize> {
            catalogue().iter().filter(|e| e.kind == kind && e.minutes.is_none()).map(|e| e.number).collect()
        };
        assert_eq!((cannot(Kind::Figure), cannot(Kind::Table)), (vec![], vec![]));
    }
}
