//! What histograms of columns have in common.

use polars::prelude::DataFrame;

use crate::error::{Error, Result};
use crate::events::numbers;

/// The weights of a table, each finite.
pub(super) fn weights(frame: &DataFrame, column: &str) -> Result<Vec<f64>> {
    let weights = numbers(frame, column)?;
    match weights.iter().position(|weight| !weight.is_finite()) {
        None => Ok(weights),
        Some(row) => {
            let quantity = format!("the weight \"{column}\" of row {row} (counted from 0)");
            Err(Error::value(&quantity, "a finite number", weights[row]))
        }
    }
}

/// Whether there are finite values and all of them are whole numbers.
pub(super) fn is_whole(values: &[f64]) -> bool {
    let mut finite = values.iter().filter(|value| value.is_finite()).peekable();
    finite.peek().is_some() && finite.all(|value| value.fract() == 0.0 && value.abs() < 1e15)
}

/// "120 entries, 3 above it, 2 missing": what is zero is left out.
pub(super) fn counted(entries: u64, parts: &[(u64, &str)]) -> String {
    let mut text = format!("{entries} entr{}", if entries == 1 { "y" } else { "ies" });
    for (count, name) in parts.iter().filter(|(count, _)| *count > 0) {
        let name = if *count == 1 { name.replace("bins", "bin").replace("cells", "cell") } else { name.to_string() };
        text.push_str(&format!(", {count} {name}"));
    }
    text
}
