//! Columns of several samples, side by side.

use super::{Figure, Hist, Norm, Panel, column_label};
use crate::error::Result;
use crate::events::Events;

/// Histograms of columns, one panel per column (name, lower and upper end), one line per sample.
///
/// 40 bins, each sample normalised to 1, error bars from the number of events; the legend has the
/// names of the samples. Event weights are not used.
///
/// # Errors
/// A column that a sample lacks, or a range whose ends are not in order.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let toy = GaussianToy::new(1.0);
/// let figure = compare_columns(&[toy.signal(100, 1)?, toy.background(100, 2)?], &[("x1", -4.0, 5.0)])?;
/// assert_eq!(figure.panels.len(), 1);
/// # Ok::<(), Error>(())
/// ```
pub fn compare_columns(samples: &[Events], columns: &[(&str, f64, f64)]) -> Result<Figure> {
    let mut panels = Vec::new();
    for (column, low, high) in columns {
        let hist = |events: &Events| Hist::of(events.name(), &events.column(column)?, 40, *low, *high);
        let hists = samples.iter().map(hist).collect::<Result<Vec<_>>>()?;
        panels.push(Panel::histograms(&column_label(column), &hists, Norm::Unit));
    }
    Ok(Figure::of(&panels, columns.len().clamp(1, 2)))
}
