//! The head of a data frame as a table.

use polars::prelude::{AnyValue, DataFrame, DataType};

use super::{Cell, Table};

/// Columns that are shown at most; the middle ones are left out.
const COLUMNS: usize = 20;

/// The first `rows` rows of a frame, with `units` (as long as the columns, or empty) in the heads.
///
/// # Example
/// ```
/// use cwola::report::frame_table;
/// use polars::df;
/// let frame = df!["m_hh" => [480.0, 510.0], "event" => [0, 1]]?;
/// let table = frame_table("two events", &frame, &["GeV".into(), "".into()], 1);
/// assert_eq!(table.columns[0].name, "m_hh [GeV]");
/// assert_eq!(table.notes, ["1 of 2 rows × 2 columns"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn frame_table(title: &str, frame: &DataFrame, units: &[String], rows: usize) -> Table {
    let (height, width) = (frame.height(), frame.width());
    let shown: Vec<usize> =
        if width <= COLUMNS { (0..width).collect() } else { (0..COLUMNS - 1).chain([width - 1]).collect() };
    let columns = frame.columns();
    let name = |i: &usize| {
        let name = columns[*i].name().to_string();
        match units.get(*i).filter(|unit| !unit.is_empty()) {
            Some(unit) => format!("{name} [{unit}]"),
            None => name,
        }
    };
    let mut names: Vec<String> = shown.iter().map(name).collect();
    if width > COLUMNS {
        names.insert(COLUMNS - 1, "…".into());
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut table = Table::new(title, &names);
    for row in 0..rows.min(height) {
        let mut cells: Vec<Cell> = shown.iter().map(|i| cell(columns[*i].get(row).unwrap_or(AnyValue::Null))).collect();
        if width > COLUMNS {
            cells.insert(COLUMNS - 1, "…".into());
        }
        table.rows.push(cells);
    }
    let part = if rows < height { format!("{} of ", rows.min(height)) } else { String::new() };
    let counted = |n: usize, what: &str| format!("{} {what}{}", Cell::from(n), if n == 1 { "" } else { "s" });
    table.with_note(&format!("{part}{} × {}", counted(height, "row"), counted(width, "column")))
}

/// One value of a frame.
fn cell(value: AnyValue<'_>) -> Cell {
    match value {
        AnyValue::Null => Cell::Missing,
        AnyValue::Boolean(value) => Cell::Text(value.to_string()),
        AnyValue::Float32(value) => Cell::from(f64::from(value)),
        AnyValue::Float64(value) => Cell::from(value),
        AnyValue::String(text) => Cell::from(text),
        AnyValue::StringOwned(text) => Cell::from(text.as_str()),
        other => match (other.dtype(), other.extract::<i64>()) {
            (DataType::Date | DataType::List(_), _) | (_, None) => Cell::Text(other.to_string()),
            (_, Some(n)) => Cell::Count(n),
        },
    }
}
