//! Linear correlation between columns.

use crate::error::{Error, Result};
use crate::events::Events;
use serde::Serialize;

/// Pearson correlation coefficients between columns, made by [`correlation_matrix`].
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CorrelationMatrix {
    /// Names of the columns, in the order asked for.
    pub names: Vec<String>,
    /// `values[i][j]` in [−1, 1]; symmetric, exactly 1 on the diagonal.
    pub values: Vec<Vec<f64>>,
    /// Number of events.
    pub n: usize,
}

impl CorrelationMatrix {
    /// Coefficient of the columns `first` and `second`.
    ///
    /// # Errors
    /// A name that is not in the matrix.
    pub fn get(&self, first: &str, second: &str) -> Result<f64> {
        Ok(self.values[self.position(first)?][self.position(second)?])
    }

    fn position(&self, name: &str) -> Result<usize> {
        let found = self.names.iter().position(|known| known == name);
        found.ok_or_else(|| Error::unknown("column in the correlation matrix", name, &self.names))
    }

    /// Correlates columns of equal length, without events; the same numbers as `numpy.corrcoef`.
    ///
    /// # Errors
    /// Fewer than two events, columns of different lengths, a value that is not finite, or a column in
    /// which all values are equal: its correlation is not defined.
    pub fn from_columns(names: &[&str], columns: &[Vec<f64>]) -> Result<CorrelationMatrix> {
        if names.is_empty() || names.len() != columns.len() {
            let expected = format!("{}, one per name and at least 1", names.len());
            return Err(Error::value("the number of columns to correlate", &expected, columns.len()));
        }
        let n = columns[0].len();
        if n < 2 {
            return Err(Error::value("the number of events to correlate", "at least 2", n));
        }
        let mut units = Vec::new();
        for (name, column) in names.iter().zip(columns) {
            units.push(unit(name, column, n)?);
        }
        let values = (0..names.len()).map(|i| (0..names.len()).map(|j| product(&units, i, j)).collect()).collect();
        Ok(CorrelationMatrix { names: names.iter().map(|name| name.to_string()).collect(), values, n })
    }
}

/// Pearson correlation coefficients between columns of `events`, without weights.
///
/// ```math
/// r = Σ (x − x̄)(y − ȳ) / √( Σ (x − x̄)² Σ (y − ȳ)² )
/// ```
/// Only linear dependence shows: r = 0 does not mean independent.
///
/// # Errors
/// An unknown column, fewer than two events, a value that is NaN or infinite, or a column in which all
/// values are equal (its correlation is not defined).
///
/// # Example
/// ```
/// use cwola::evaluate::correlation_matrix;
/// use cwola::events::Events;
/// let events = Events::from_frame("toy", polars::df!["x" => [1.0, 2.0, 4.0], "y" => [-1.0, -2.0, -4.0]]?)?;
/// let matrix = correlation_matrix(&events, &["x", "y"])?;
/// assert!((matrix.get("x", "y")? + 1.0).abs() < 1e-12);
/// # Ok::<(), cwola::Error>(())
/// ```
pub fn correlation_matrix(events: &Events, columns: &[&str]) -> Result<CorrelationMatrix> {
    let values: Result<Vec<Vec<f64>>> = columns.iter().map(|name| events.column(name)).collect();
    CorrelationMatrix::from_columns(columns, &values?)
}

/// The column minus its mean, scaled to length 1.
fn unit(name: &str, column: &[f64], n: usize) -> Result<Vec<f64>> {
    let quantity = || format!("the column \"{name}\"");
    if column.len() != n {
        return Err(Error::value(
            &format!("the length of {}", quantity()),
            &format!("{n}, like the others"),
            column.len(),
        ));
    }
    if let Some(row) = column.iter().position(|value| !value.is_finite()) {
        return Err(Error::value(&format!("row {row} of {}", quantity()), "a finite number", column[row]));
    }
    if column.iter().all(|value| *value == column[0]) {
        let found = format!("{} in all {n} events", column[0]);
        return Err(Error::value(&quantity(), "not constant to have a correlation", found));
    }
    let mean = column.iter().sum::<f64>() / n as f64;
    let centred: Vec<f64> = column.iter().map(|value| value - mean).collect();
    // Scaled by the largest value first, so that squares neither overflow nor vanish.
    let largest = centred.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let length = centred.iter().map(|value| (value / largest).powi(2)).sum::<f64>().sqrt();
    Ok(centred.iter().map(|value| value / largest / length).collect())
}

fn product(units: &[Vec<f64>], i: usize, j: usize) -> f64 {
    if i == j {
        return 1.0;
    }
    let sum: f64 = units[i].iter().zip(&units[j]).map(|(x, y)| x * y).sum();
    sum.clamp(-1.0, 1.0)
}
