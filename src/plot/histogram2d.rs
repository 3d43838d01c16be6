//! A two-dimensional histogram of any two columns in one call.

use polars::prelude::DataFrame;

use super::axis::Scale;
use super::binning::{Wish, binning};
use super::figure::Figure;
use super::hist2d::Hist2d;
use super::layer::{ColorScale, HeatMap};
use super::names::column_label;
use super::palette::ColorMap;
use super::panel::Panel;
use super::values::{counted, is_whole, weights};
use crate::error::{Error, Result};
use crate::events::{Events, number_type, numbers};

/// A histogram of two columns as a map of colours, with bins that suit the values unless they are given.
///
/// It comes from [`Events::hist2d`] or, for any table, from [`FrameTools::hist2d`](crate::report::FrameTools::hist2d), and a cell shows it.
/// Axes are chosen as in [`Histogram`](super::Histogram), with wider bins (n^(1/4) in place of ∛n). Cells without entries are
/// white; with negative sums of weights the colours go from red over white to blue, and a logarithmic scale shows such
/// cells in grey. Missing values and pairs outside are counted and said above the figure.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let events = Events::sample("dijets_all")?;
/// let map = events.hist2d("pt_j1", "pt_j2")?.with_bins(40, 40).with_color_scale(Scale::Log);
/// assert_eq!(map.hist()?.entries(), 20_000);
/// assert_eq!(map.panel()?.x.label, "p_T(j_{1}) [GeV]");
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Histogram2d {
    /// Names of the columns along x and y.
    pub columns: (String, String),
    /// Numbers of bins along x and y; none: by the values.
    pub bins: Option<(usize, usize)>,
    /// Ends of the x axis; none: by the values.
    pub x_range: Option<(f64, f64)>,
    /// Ends of the y axis; none: by the values.
    pub y_range: Option<(f64, f64)>,
    /// Name of the column with the weights; none: each row counts 1.
    pub weights: Option<String>,
    /// Linear or logarithmic colours; linear by default.
    pub color_scale: Scale,
    unit: &'static str,
    frame: DataFrame,
}

impl Events {
    /// A two-dimensional histogram of two columns, shown by a cell; see [`Histogram2d`].
    ///
    /// # Errors
    /// A name that is not in the table: the sentence lists those that are.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let events = Events::sample("dijets_all")?;
    /// let figure = events.hist2d("m_jj", "pt_j1")?.with_x_range(3000.0, 8000.0).figure()?;
    /// assert!(figure.panels[0].right_title.starts_with("20000 entries"));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn hist2d(&self, x: &str, y: &str) -> Result<Histogram2d> {
        Ok(Histogram2d { unit: "Events", ..Histogram2d::of(self.frame(), x, y)? })
    }
}

impl Histogram2d {
    /// A histogram of two columns of any table.
    ///
    /// # Errors
    /// A name that is not in the table, or a column that holds neither numbers nor truth values.
    pub fn of(frame: &DataFrame, x: &str, y: &str) -> Result<Histogram2d> {
        number_type(frame, x)?;
        number_type(frame, y)?;
        Ok(Histogram2d {
            columns: (x.into(), y.into()),
            bins: None,
            x_range: None,
            y_range: None,
            weights: None,
            color_scale: Scale::Linear,
            unit: "Entries",
            frame: frame.clone(),
        })
    }

    /// Other numbers of bins along x and y, 1 to 1000 each.
    pub fn with_bins(&self, x: usize, y: usize) -> Histogram2d {
        Histogram2d { bins: Some((x, y)), ..self.clone() }
    }

    /// Other ends of the x axis.
    pub fn with_x_range(&self, low: f64, high: f64) -> Histogram2d {
        Histogram2d { x_range: Some((low, high)), ..self.clone() }
    }

    /// Other ends of the y axis.
    pub fn with_y_range(&self, low: f64, high: f64) -> Histogram2d {
        Histogram2d { y_range: Some((low, high)), ..self.clone() }
    }

    /// Weights from another column; they may be negative.
    pub fn with_weights(&self, column: &str) -> Histogram2d {
        Histogram2d { weights: Some(column.into()), ..self.clone() }
    }

    /// Linear or logarithmic colours.
    pub fn with_color_scale(&self, color_scale: Scale) -> Histogram2d {
        Histogram2d { color_scale, ..self.clone() }
    }

    /// The filled histogram.
    ///
    /// # Errors
    /// An axis without bins or with more than 1000, a range whose ends are not in order, a column without any value and no
    /// range, a weight that is not finite.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::Histogram2d;
    /// use polars::df;
    /// let frame = df!["x" => [0, 1, 1], "y" => [true, false, false], "w" => [0.5, 2.0, -0.5]]?;
    /// let hist = Histogram2d::of(&frame, "x", "y")?.with_weights("w").hist()?;
    /// assert_eq!(hist.counts(), [0.0, 1.5, 0.5, 0.0]); // the lowest row first
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn hist(&self) -> Result<Hist2d> {
        let (x, y) = (numbers(&self.frame, &self.columns.0)?, numbers(&self.frame, &self.columns.1)?);
        let x_axis = axis(&self.columns.0, &x, self.bins.map(|bins| bins.0), self.x_range)?;
        let y_axis = axis(&self.columns.1, &y, self.bins.map(|bins| bins.1), self.y_range)?;
        let weights = match &self.weights {
            Some(column) => weights(&self.frame, column)?,
            None => Vec::new(),
        };
        let mut hist = Hist2d::new(x_axis, y_axis)?;
        hist.fill(&x, &y, &weights)?;
        Ok(hist)
    }

    /// The panel: a map of colours with its bar, the number of entries above it.
    ///
    /// # Errors
    /// As [`Histogram2d::hist`].
    pub fn panel(&self) -> Result<Panel> {
        let hist = self.hist()?;
        let (x, y) = (hist.x_axis(), hist.y_axis());
        let unit = if self.weights.is_some() { "Sum of weights" } else { self.unit };
        let map = HeatMap::new(x.0, y.0, hist.counts(), (x.1, x.2), (y.1, y.2)).with_label(unit);
        let map = match self.color_scale {
            Scale::Linear => linear(&map),
            Scale::Log => logarithmic(&map),
        };
        let hidden = map.values.iter().filter(|value| value.is_nan()).count();
        let said = [
            (hist.entries_outside(), "outside the axes"),
            (hist.not_a_number(), "missing"),
            (hidden as u64, "cells below zero"),
        ];
        let panel = Panel::heat_map(&column_label(&self.columns.0), &column_label(&self.columns.1), &map)?;
        Ok(panel.with_right_title(&counted(hist.entries(), &said)))
    }

    /// The figure.
    ///
    /// # Errors
    /// As [`Histogram2d::hist`].
    pub fn figure(&self) -> Result<Figure> {
        Ok(self.panel()?.figure())
    }
}

fn axis(name: &str, values: &[f64], bins: Option<usize>, range: Option<(f64, f64)>) -> Result<(usize, f64, f64)> {
    let wish = Wish { bins, range, whole: is_whole(values), root: 4.0 };
    let found = binning(values, wish).ok_or_else(|| {
        let quantity = format!("the number of values of the column \"{name}\"");
        let found = format!("0 (of {} rows)", values.len());
        Error::value(&quantity, "at least 1, or the range must be given", found)
    })?;
    Ok((found.bins, found.low, found.high))
}

/// White where there is nothing, blue where there is most; red below zero.
fn linear(map: &HeatMap) -> HeatMap {
    let largest = map.values.iter().fold(0.0, |top: f64, value| top.max(value.abs()));
    let top = if largest > 0.0 { largest } else { 1.0 };
    match map.values.iter().any(|value| *value < 0.0) {
        true => map.with_limits(-top, top).with_colors(ColorMap::RedBlue),
        false => map.with_limits(0.0, top).with_colors(ColorMap::Blues),
    }
}

/// Equal steps of colour for equal ratios; the smallest content is a light blue, so that it is not taken for nothing.
fn logarithmic(map: &HeatMap) -> HeatMap {
    let positive = map.values.iter().copied().filter(|value| *value > 0.0);
    let (low, high) = positive.fold((f64::INFINITY, 0.0f64), |(low, high), value| (low.min(value), high.max(value)));
    let (low, high) = if low <= high { (low, high) } else { (0.1, 1.0) };
    let start = low / (high / low).powf(0.15).max(1.5);
    let values = map.values.iter().map(|value| if *value < 0.0 { f64::NAN } else { *value }).collect();
    let scale = ColorScale::SymLog { threshold: start, slope: 0.1 };
    HeatMap { values, ..map.with_limits(start, high).with_scale(scale).with_colors(ColorMap::Blues) }
}
