//! Panels of a measured quantity against a setting: Figures 1, 9, 10 and 11 of the Note.

use super::layer::{Fill, Join, Layer, Shape};
use super::palette::{Color, Dash, Marker};
use super::panel::Panel;
use crate::error::{Error, Result};
use crate::stats::Measured;

/// A measured curve: one value with its spread at each position.
///
/// # Example
/// ```
/// use cwola::plot::Series;
/// use cwola::prelude::Measured;
/// let auc = [Measured::from(&[0.94, 0.96]), Measured::from(&[0.48, 0.52])];
/// let series = Series::new("DNN", &[0.0, 0.5], &auc)?;
/// assert_eq!(series.y, [0.95, 0.5]);
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Name in the legend.
    pub name: String,
    /// Positions.
    pub x: Vec<f64>,
    /// Means.
    pub y: Vec<f64>,
    /// Standard deviations; NaN where unknown.
    pub error: Vec<f64>,
}

impl Series {
    /// Means and standard deviations over repeated trainings.
    ///
    /// # Errors
    /// When x and y differ in length.
    pub fn new(name: &str, x: &[f64], y: &[Measured]) -> Result<Series> {
        let means: Vec<f64> = y.iter().map(|m| m.mean).collect();
        let error = y.iter().map(|m| m.sd).collect();
        Ok(Series { error, ..Series::values(name, x, &means)? })
    }

    /// Values without errors, such as those printed in a paper.
    ///
    /// # Errors
    /// When x and y differ in length.
    pub fn values(name: &str, x: &[f64], y: &[f64]) -> Result<Series> {
        if x.len() != y.len() {
            return Err(Error::value(
                &format!("the number of values of \"{name}\""),
                &format!("{} as of positions", x.len()),
                y.len(),
            ));
        }
        Ok(Series { name: name.into(), x: x.into(), y: y.into(), error: vec![f64::NAN; x.len()] })
    }
}

impl Panel {
    /// Curves of points with error bars, joined by thin lines.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::{Panel, Series};
    /// use cwola::prelude::Measured;
    /// let accuracy = [Measured::from(&[0.54, 0.55]), Measured::from(&[0.63, 0.64])];
    /// let panel = Panel::scan("Signal size", "ACC", &[Series::new("DNN", &[20.0, 100.0], &accuracy)?])
    ///     .with_no_signal(&Measured::from(&[0.50, 0.52]))
    ///     .with_level("fully supervised", 0.7)
    ///     .with_reference(&Series::values("Note", &[20.0, 100.0], &[0.544, 0.634])?);
    /// assert_eq!(panel.layers.len(), 5);
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn scan(x_label: &str, y_label: &str, curves: &[Series]) -> Panel {
        let mut panel = Panel::new(x_label, y_label);
        for curve in curves {
            let points = Layer::points(&curve.name, &curve.x, &curve.y, &curve.error).with_join(Join::Line);
            panel.layers.push(points);
        }
        panel
    }

    /// Grey band and dashed line: mean and standard deviation of trainings without signal.
    pub fn with_no_signal(&self, value: &Measured) -> Panel {
        let mut new = self.clone();
        let name = "No signal";
        let line = Layer::hline(name, value.mean).with_color(Color::Rgb(0x60, 0x60, 0x60)).with_width(1.3);
        new.layers.insert(0, line);
        if value.sd.is_finite() {
            let strip = Shape::HBand(value.mean - value.sd, value.mean + value.sd);
            let band = Layer::new(name, strip).with_color(Color::Gray).with_fill(Fill::Solid).with_opacity(0.35);
            new.layers.insert(0, band);
        }
        new
    }

    /// A horizontal line at a value to compare with, such as that of a fully supervised training.
    pub fn with_level(&self, name: &str, value: f64) -> Panel {
        let mut new = self.clone();
        let dashes = [Dash::Dashed, Dash::Dotted, Dash::DashDot, Dash::Long];
        let lines = new.layers.iter().filter(|l| matches!(l.shape, Shape::HLine(_)) && l.color == Some(Color::Black));
        let dash = dashes[lines.count() % dashes.len()];
        new.layers.push(Layer::hline(name, value).with_color(Color::Black).with_dash(dash).with_width(1.3));
        new
    }

    /// Values of a paper as open grey markers behind ours.
    pub fn with_reference(&self, series: &Series) -> Panel {
        let mut new = self.clone();
        let count = new.layers.iter().filter(|layer| layer.color == Some(REFERENCE)).count();
        let points = Layer::points(&series.name, &series.x, &series.y, &series.error)
            .with_color(REFERENCE)
            .with_marker(Marker::reference(count));
        let first = new.layers.iter().position(|layer| matches!(layer.shape, Shape::Points { .. })).unwrap_or(0);
        new.layers.insert(first + count, points);
        new
    }
}

/// Grey of values that are not ours.
const REFERENCE: Color = Color::Rgb(0x80, 0x80, 0x80);
