//! What any data frame can do in a cell: histograms, a summary, files.

use polars::prelude::{Column, DataFrame, Series};

use super::describe::describe;
use super::display::{Blocks, Show};
use super::{Table, frame_table};
use crate::error::{Error, Result};
use crate::events::write_frame;
use crate::plot::{Histogram, Histogram2d};

/// Histograms, summary and files of any Polars table, as [`Events`](crate::events::Events) have them; the prelude brings it in.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// use polars::prelude::{DataFrame, df};
/// let table: DataFrame = df!["m_hh" => [480.0, 510.0, 900.0], "weight" => [1.0, 1.0, -0.5]]?;
/// assert_eq!(table.describe().rows.len(), 2);
/// assert_eq!(table.hist("m_hh")?.with_weights("weight").hists()?[0].total(), 1.5);
/// let path = std::env::temp_dir().join(format!("cwola-tools-{}.parquet", std::process::id()));
/// table.save(&path.to_string_lossy())?;
/// assert!(read_frame(&path.to_string_lossy())?.equals(&table));
/// # std::fs::remove_file(path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait FrameTools {
    /// A histogram of a column, shown by a cell; see [`Histogram`].
    ///
    /// # Errors
    /// A name that is not in the table, or a column that holds neither numbers nor truth values.
    fn hist(&self, column: &str) -> Result<Histogram>;

    /// A two-dimensional histogram of two columns, shown by a cell; see [`Histogram2d`].
    ///
    /// # Errors
    /// As [`FrameTools::hist`].
    fn hist2d(&self, x: &str, y: &str) -> Result<Histogram2d>;

    /// A summary of each column: number of values, missing ones (null or NaN), mean, standard deviation (n − 1), quantiles.
    fn describe(&self) -> Table;

    /// Writes the table to a file; the extension says which format: `.parquet` or `.csv`.
    ///
    /// The file is written under a temporary name and renamed. Parquet keeps all types; CSV keeps what can be read
    /// off the text. [`read_frame`](crate::events::read_frame) reads both.
    ///
    /// # Errors
    /// Another extension, a table without columns, a folder that cannot be written, or a column that the format cannot
    /// hold (lists in CSV).
    fn save(&self, path: &str) -> Result<()>;
}

impl FrameTools for DataFrame {
    fn hist(&self, column: &str) -> Result<Histogram> {
        Histogram::of("", self, column)
    }

    fn hist2d(&self, x: &str, y: &str) -> Result<Histogram2d> {
        Histogram2d::of(self, x, y)
    }

    fn describe(&self) -> Table {
        describe("", self, &[])
    }

    fn save(&self, path: &str) -> Result<()> {
        write_frame(self, path)
    }
}

impl Show for Column {
    fn blocks(&self) -> Blocks {
        one_column(self.clone())
    }
}

impl Show for Series {
    fn blocks(&self) -> Blocks {
        one_column(self.clone().into())
    }
}

fn one_column(column: Column) -> Blocks {
    match DataFrame::new(column.len(), vec![column]) {
        Ok(frame) => {
            let table = frame_table("", &frame, &[], 8);
            Blocks::html(table.to_html(), table.to_string())
        }
        Err(error) => Error::Table(error).blocks(),
    }
}
