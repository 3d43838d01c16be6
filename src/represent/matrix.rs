//! Features as a dense matrix.

use polars::prelude::{DataFrame, DataType};

use crate::error::{Error, Result};

/// Features of n events as a row-major matrix of 32-bit numbers.
///
/// # Example
/// ```
/// use cwola::represent::Matrix;
/// use polars::df;
/// let frame = df!["pt" => [50.0, 60.0], "eta" => [0.1, -0.2]]?;
/// let x = Matrix::from_frame(&frame, &["eta".into(), "pt".into()])?;
/// assert_eq!((x.rows, x.cols), (2, 2));
/// assert_eq!(x.row(1), [-0.2, 60.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Number of events.
    pub rows: usize,
    /// Number of features.
    pub cols: usize,
    /// Values, row by row.
    pub data: Vec<f32>,
    /// Names of the features, one per column.
    pub names: Vec<String>,
}

impl Matrix {
    /// Takes the named columns of a table, in this order; missing values become NaN.
    ///
    /// # Errors
    /// No feature at all, or a name that is not in the table.
    pub fn from_frame(frame: &DataFrame, features: &[String]) -> Result<Matrix> {
        if features.is_empty() {
            return Err(Error::value("the number of features", "at least 1", 0));
        }
        let (rows, cols) = (frame.height(), features.len());
        let mut data = vec![0.0f32; rows * cols];
        let known = || frame.get_column_names().iter().map(|name| name.to_string()).collect::<Vec<_>>();
        for (k, name) in features.iter().enumerate() {
            let column = frame.column(name).map_err(|_| Error::unknown("feature", name, &known()))?;
            let numbers = column.cast(&DataType::Float32)?;
            for (row, value) in numbers.f32()?.iter().enumerate() {
                data[row * cols + k] = value.unwrap_or(f32::NAN);
            }
        }
        Ok(Matrix { rows, cols, data, names: features.to_vec() })
    }

    /// One event; empty when `row` is out of range.
    pub fn row(&self, row: usize) -> &[f32] {
        self.data.get(row * self.cols..(row + 1) * self.cols).unwrap_or_default()
    }

    /// The given rows, in the given order; rows out of range are left out.
    pub fn rows_of(&self, rows: &[usize]) -> Matrix {
        let data: Vec<f32> = rows.iter().flat_map(|&row| self.row(row)).copied().collect();
        Matrix { rows: data.len().checked_div(self.cols).unwrap_or(0), data, ..self.shape_only() }
    }

    /// The same with 0 in place of NaN: what a scaled feature without a value enters a network as.
    pub(crate) fn without_missing(mut self) -> Matrix {
        self.data.iter_mut().filter(|value| value.is_nan()).for_each(|value| *value = 0.0);
        self
    }

    fn shape_only(&self) -> Matrix {
        Matrix { rows: 0, cols: self.cols, data: Vec::new(), names: self.names.clone() }
    }
}
