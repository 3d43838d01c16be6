//! Queries of the table of events.

use polars::prelude::{Expr, IntoLazy, LazyFrame, col, lit};

use super::Events;

impl Events {
    /// The table as the beginning of a Polars query; the events stay as they are.
    ///
    /// A query ends with `collect()?` and gives a `DataFrame`, which a cell shows and which can be saved
    /// ([`FrameTools`](crate::report::FrameTools)). Jets and constituents are not part of it: to keep them, select
    /// events by [`Events::filter`] or [`Events::rows`].
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// use polars::prelude::{DataFrame, IntoLazy, col, df, lit, when};
    /// let events = Events::from_frame("three", df!["m_hh" => [480.0, 510.0, 900.0], "eta_h1" => [0.5, -1.2, 2.0]]?)?;
    /// let near = (col("m_hh") - lit(500.0)).abs().alias("distance");
    /// let table: DataFrame = events
    ///     .lazy()
    ///     .with_columns([near, when(col("eta_h1").lt(lit(0.0))).then(lit(-1)).otherwise(lit(1)).alias("side")])
    ///     .filter(col("distance").lt(lit(100.0)))
    ///     .collect()?;
    /// assert_eq!(table.height(), 2);
    /// assert_eq!(cwola::events::numbers(&table, "side")?, [1.0, -1.0]);
    /// // The events of another table that stand in this one:
    /// let weights = df!["event" => [0u32, 1], "weight" => [0.5, 2.0]]?;
    /// let both: DataFrame = events.lazy().inner_join(weights.lazy(), col("event"), col("event")).collect()?;
    /// assert_eq!(cwola::events::numbers(&both, "weight")?, [0.5, 2.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn lazy(&self) -> LazyFrame {
        self.frame().clone().lazy()
    }
}

/// True where a column of numbers has one of these values; null where the value is missing.
///
/// Polars' own `is_in` takes a `Series`, which has another meaning in our prelude.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// use polars::prelude::{DataFrame, IntoLazy, df};
/// let frame = df!["n_jets" => [4, 5, 6, 7]]?;
/// let few: DataFrame = frame.lazy().filter(is_one_of("n_jets", &[4.0, 6.0])).collect()?;
/// assert_eq!(cwola::events::numbers(&few, "n_jets")?, [4.0, 6.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn is_one_of(column: &str, values: &[f64]) -> Expr {
    let equal = values.iter().map(|value| col(column).eq(lit(*value)));
    equal.reduce(|any, next| any.or(next)).unwrap_or_else(|| col(column).is_null().and(lit(false)))
}
