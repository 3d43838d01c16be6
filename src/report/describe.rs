//! A summary of each column of a table.

use polars::prelude::{Column, DataFrame, DataType};

use super::{Cell, Table};
use crate::events::{Events, numbers};
use crate::plot::quantile;

/// Quantiles that are shown, and their heads.
const QUANTILES: [(f64, &str); 5] = [(0.0, "min"), (0.25, "25 %"), (0.5, "50 %"), (0.75, "75 %"), (1.0, "max")];

impl Events {
    /// A summary of each column: number of values, missing ones, mean, standard deviation, quantiles; with units.
    ///
    /// The standard deviation divides by n − 1, quantiles are interpolated linearly, as pandas does; values that
    /// are missing (null or NaN) count in no other column. Event weights are not used.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let table = Events::sample("dihiggs_1000")?.describe();
    /// assert_eq!(table.rows.len(), 4);
    /// assert_eq!(table.columns[1].name, "unit");
    /// assert_eq!(table.rows[0][..3], ["m4b".into(), "GeV".into(), 4340_usize.into()]);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn describe(&self) -> Table {
        let units: Vec<&str> = self.frame().get_column_names().iter().map(|name| self.units(name)).collect();
        describe(self.name(), self.frame(), &units)
    }
}

/// The summary; `units` is as long as the columns, or empty.
pub(super) fn describe(title: &str, frame: &DataFrame, units: &[&str]) -> Table {
    let mut heads = vec!["column"];
    heads.extend((!units.is_empty()).then_some("unit"));
    heads.extend(["count", "missing", "mean", "std"]);
    heads.extend(QUANTILES.map(|(_, head)| head));
    let mut table = Table::new(title, &heads);
    for (i, column) in frame.columns().iter().enumerate() {
        let mut row = vec![Cell::from(column.name().as_str())];
        row.extend(units.get(i).map(|unit| Cell::from(*unit)));
        row.extend(summary(frame, column));
        table.rows.push(row);
    }
    let rows = if frame.height() == 1 { "1 row".into() } else { format!("{} rows", Cell::from(frame.height())) };
    table.with_note(&format!("{rows}; std divides by n − 1; truth values are 0 and 1."))
}

/// Count, missing, mean, std and quantiles of one column; words and the like have only the first two.
fn summary(frame: &DataFrame, column: &Column) -> Vec<Cell> {
    let dtype = column.dtype();
    if !(dtype.is_primitive_numeric() || *dtype == DataType::Boolean) {
        let missing = column.null_count();
        let mut cells = vec![Cell::from(column.len() - missing), Cell::from(missing)];
        cells.resize(4 + QUANTILES.len(), Cell::Missing);
        return cells;
    }
    let all = numbers(frame, column.name()).unwrap_or_default();
    let mut values: Vec<f64> = all.iter().copied().filter(|value| !value.is_nan()).collect();
    values.sort_by(f64::total_cmp);
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let std = if values.len() > 1 { variance.sqrt() } else { f64::NAN };
    let mut cells = vec![Cell::from(values.len()), Cell::from(all.len() - values.len())];
    cells.extend([mean, std].map(number));
    cells.extend(
        QUANTILES.map(|(part, _)| if values.is_empty() { Cell::Missing } else { number(quantile(&values, part)) }),
    );
    cells
}

fn number(value: f64) -> Cell {
    if value.is_nan() { Cell::Missing } else { Cell::from(value) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::df;

    fn row(table: &Table, i: usize) -> Vec<String> {
        table.rows[i].iter().map(Cell::raw).collect()
    }

    #[test]
    fn any_kind_of_column_has_a_row() {
        let frame = df![
            "x" => [Some(1.0), Some(2.0), None, Some(f64::NAN), Some(4.0)],
            "good" => [true, false, true, true, true],
            "name" => [Some("a"), None, None, Some("b"), Some("c")],
            "same" => [7, 7, 7, 7, 7]
        ]
        .unwrap();
        let table = describe("", &frame, &[]);
        let [name, count, missing, mean, std, quantiles @ ..] = &row(&table, 0)[..] else { panic!("{table}") };
        assert_eq!([name, count, missing], ["x", "3", "2"]);
        // Sums in another order differ in the last digit.
        assert!((mean.parse::<f64>().unwrap() - 7.0 / 3.0).abs() < 1e-12);
        assert!((std.parse::<f64>().unwrap() - (7.0f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!(quantiles, ["1", "1.5", "2", "3", "4"]);
        assert_eq!(row(&table, 1)[3], "0.8");
        assert_eq!(row(&table, 2), ["name", "3", "2", "", "", "", "", "", "", ""]);
        assert_eq!(row(&table, 3), ["same", "5", "0", "7", "0", "7", "7", "7", "7", "7"]);
    }

    #[test]
    fn nothing_to_summarise_is_no_reason_to_fail() {
        for frame in [df!["x" => [1.0]].unwrap().head(Some(0)), df!["x" => [None::<f64>, None]].unwrap()] {
            let table = describe("", &frame, &[]);
            assert_eq!(table.rows[0][3..], vec![Cell::Missing; 7]);
        }
        assert_eq!(describe("", &DataFrame::empty(), &[]).rows.len(), 0);
        let one = describe("", &df!["x" => [3.0]].unwrap(), &[]);
        assert_eq!(row(&one, 0), ["x", "1", "0", "3", "", "3", "3", "3", "3", "3"]);
        let endless = describe("", &df!["x" => [1.0, f64::INFINITY]].unwrap(), &[]);
        assert_eq!(row(&endless, 0)[3], "inf");
    }
}
