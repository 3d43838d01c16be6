//! Figures 20–124 and Table 19 by number.

use super::{comparisons, data_sets, figures, scores, sculpting, watched};
use crate::error::Result;
use crate::plot::Figure;
use crate::report::Table;
use crate::studies::Profile;

type Make = fn(Profile) -> Result<Figure>;

/// Figures that are functions of their own.
fn own(number: usize) -> Option<Make> {
    Some(match number {
        54 => comparisons::figure_54,
        57 => comparisons::figure_57,
        58 => comparisons::figure_58,
        59 => comparisons::figure_59,
        60 => comparisons::figure_60,
        67 => comparisons::figure_67,
        68 => comparisons::figure_68,
        72 => comparisons::figure_72,
        73 => watched::figure_73,
        74 => watched::figure_74,
        75 => scores::figure_75,
        76 => scores::figure_76,
        77 => scores::figure_77,
        78 => watched::figure_78,
        79 => watched::figure_79,
        84 => watched::figure_84,
        108 => comparisons::figure_108,
        109 => comparisons::figure_109,
        110 => data_sets::figure_110,
        111 => data_sets::figure_111,
        121 => sculpting::figure_121,
        122 => sculpting::figure_122,
        123 => sculpting::figure_123,
        _ => return None,
    })
}

/// Makes a figure of §4 that comes from trainings; none when it is not one.
///
/// # Errors
/// As [`super::StrengthScan::run`].
pub fn scan_figure(number: usize, profile: Profile) -> Option<Result<Figure>> {
    match own(number) {
        Some(make) => Some(make(profile)),
        None => figures::make(number, profile),
    }
}

/// Makes Table 19; none for other numbers.
///
/// # Errors
/// As [`super::StrengthScan::run`].
pub fn scan_table(number: usize, profile: Profile) -> Option<Result<Table>> {
    (number == 19).then(|| sculpting::make_table_19(profile))
}
