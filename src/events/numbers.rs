//! Columns of a table as plain numbers.

use polars::prelude::{DataFrame, DataType};

use crate::error::{Error, Result};

/// One column of any table as numbers; truth values become 0 and 1, missing values NaN.
///
/// # Errors
/// A name that is not in the table, or a column of words, dates or lists.
///
/// # Example
/// ```
/// use cwola::events::numbers;
/// use polars::df;
/// let frame = df!["n" => [Some(3), None], "tag" => [true, false], "name" => ["a", "b"]]?;
/// assert_eq!(numbers(&frame, "n")?[0], 3.0);
/// assert!(numbers(&frame, "n")?[1].is_nan());
/// assert_eq!(numbers(&frame, "tag")?, [1.0, 0.0]);
/// assert_eq!(
///     numbers(&frame, "name").unwrap_err().to_string(),
///     "the type of the column \"name\" should be a number or a truth value, but is str."
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn numbers(frame: &DataFrame, name: &str) -> Result<Vec<f64>> {
    let dtype = number_type(frame, name)?;
    let column = frame.column(name)?;
    let wide = if dtype == DataType::Float64 { column.clone() } else { column.cast(&DataType::Float64)? };
    Ok(wide.f64()?.iter().map(|value| value.unwrap_or(f64::NAN)).collect())
}

/// Type of a column that must hold numbers or truth values.
pub(crate) fn number_type(frame: &DataFrame, name: &str) -> Result<DataType> {
    let names = || frame.get_column_names().into_iter().map(|name| name.to_string()).collect::<Vec<String>>();
    let column = frame.column(name).map_err(|_| Error::unknown("column", name, &names()))?;
    let dtype = column.dtype().clone();
    if dtype.is_primitive_numeric() || dtype == DataType::Boolean {
        return Ok(dtype);
    }
    Err(Error::value(&format!("the type of the column \"{name}\""), "a number or a truth value", dtype))
}
