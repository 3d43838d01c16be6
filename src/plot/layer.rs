//! What can be drawn in a panel.

use super::boxes::Drawing;
use super::hist::Hist;
use super::palette::{Color, ColorMap, Dash, Marker};

/// How the area of a histogram or band is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fill {
    /// Outline only.
    #[default]
    None,
    /// A light shade of the colour.
    Solid,
    /// Slanted lines.
    Hatch,
}

/// Whether error bars are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Errors {
    /// Without bars.
    None,
    /// One standard deviation up and down.
    #[default]
    Bars,
}

/// Whether points are joined by a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Join {
    /// Points alone.
    #[default]
    None,
    /// A thin line from point to point.
    Line,
}

/// How the values of a heat map become colours.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum ColorScale {
    /// Equal differences are equal steps of colour.
    #[default]
    Linear,
    /// Powers of ten are equal steps of colour above `threshold` and below −`threshold`; between them the colours are
    /// linear and take `slope` powers of ten on either side of zero.
    SymLog {
        /// Where the linear part ends; positive.
        threshold: f64,
        /// Length of half of the linear part in powers of ten; positive.
        slope: f64,
    },
}

/// A matrix of values shown as colours.
///
/// # Example
/// ```
/// use cwola::plot::{ColorScale, HeatMap, Panel};
/// let map = HeatMap::new(2, 1, &[0.001, 100.0], (0.0, 2.0), (0.0, 1.0)).with_limits(1e-3, 1e3);
/// let map = map.with_scale(ColorScale::SymLog { threshold: 1e-4, slope: 0.1 });
/// assert!(Panel::heat_map("x", "y", &map)?.figure().svg().contains("map of 2 × 1 values"));
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct HeatMap {
    /// Number of cells along x.
    pub columns: usize,
    /// Number of cells along y.
    pub rows: usize,
    /// Values by row, the lowest row first; NaN is grey.
    pub values: Vec<f64>,
    /// Ends of the matrix along x.
    pub x: (f64, f64),
    /// Ends of the matrix along y.
    pub y: (f64, f64),
    /// Values at both ends of the colours.
    pub limits: (f64, f64),
    /// From values to colours.
    pub scale: ColorScale,
    /// Colours.
    pub map: ColorMap,
    /// Digits of the numbers written in the cells; none: no numbers.
    pub digits: Option<usize>,
    /// Title of the colour bar.
    pub label: String,
}

/// What a layer shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A histogram as steps.
    Steps {
        /// The histogram.
        hist: Hist,
        /// With error bars?
        errors: Errors,
    },
    /// Points with vertical error bars; `error` may be empty, NaN is a point without bar.
    Points {
        /// Positions.
        x: Vec<f64>,
        /// Values.
        y: Vec<f64>,
        /// Standard deviations.
        error: Vec<f64>,
        /// Joined?
        join: Join,
    },
    /// A line; NaN breaks it.
    Curve {
        /// Positions.
        x: Vec<f64>,
        /// Values.
        y: Vec<f64>,
    },
    /// The area between two lines.
    Band {
        /// Positions.
        x: Vec<f64>,
        /// Lower line.
        low: Vec<f64>,
        /// Upper line.
        high: Vec<f64>,
    },
    /// A vertical line over the whole height.
    VLine(f64),
    /// A horizontal line over the whole width.
    HLine(f64),
    /// A horizontal strip over the whole width.
    HBand(f64, f64),
    /// A cloud of small points.
    Scatter {
        /// Positions.
        x: Vec<f64>,
        /// Values.
        y: Vec<f64>,
    },
    /// A matrix as colours.
    HeatMap(HeatMap),
    /// Boxes with text and the arrows between them: drawings.
    Boxes(Drawing),
    /// Text at parts of width and height of the panel, (0, 0) at the lower left.
    Text {
        /// Part of the width.
        x: f64,
        /// Part of the height.
        y: f64,
        /// Text in the label language.
        text: String,
    },
}

/// One thing drawn in a panel, with its name in the legend and its looks.
///
/// Looks that are not set follow from the order of the layers: colour, dash and marker all differ.
///
/// # Example
/// ```
/// use cwola::plot::{Color, Dash, Layer};
/// let line = Layer::curve("\\varepsilon_b = \\varepsilon_s", &[0.0, 1.0], &[0.0, 1.0])
///     .with_color(Color::Black)
///     .with_dash(Dash::Dotted);
/// assert_eq!(line.dash, Some(Dash::Dotted));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// Name in the legend; empty: not in the legend.
    pub name: String,
    /// What is drawn.
    pub shape: Shape,
    /// Colour; none: the next of the palette.
    pub color: Option<Color>,
    /// Dash; none: the next.
    pub dash: Option<Dash>,
    /// Marker; none: the next.
    pub marker: Option<Marker>,
    /// Width of lines in pixels.
    pub width: f64,
    /// Filling of steps and bands.
    pub fill: Fill,
    /// Opacity in [0, 1] of fillings and clouds.
    pub opacity: f64,
}

impl Layer {
    /// A layer with automatic looks.
    pub fn new(name: &str, shape: Shape) -> Layer {
        let (fill, opacity) = match shape {
            Shape::Band { .. } | Shape::HBand(..) => (Fill::Solid, 0.25),
            Shape::Scatter { .. } => (Fill::None, 0.6),
            _ => (Fill::None, 0.3),
        };
        Layer { name: name.into(), shape, color: None, dash: None, marker: None, width: 1.6, fill, opacity }
    }

    /// A histogram as steps with error bars, named as the histogram.
    pub fn steps(hist: &Hist) -> Layer {
        Layer::new(hist.name(), Shape::Steps { hist: hist.clone(), errors: Errors::Bars })
    }

    /// Points with error bars of one standard deviation; `error` may be empty.
    pub fn points(name: &str, x: &[f64], y: &[f64], error: &[f64]) -> Layer {
        Layer::new(name, Shape::Points { x: x.into(), y: y.into(), error: error.into(), join: Join::None })
    }

    /// A line.
    pub fn curve(name: &str, x: &[f64], y: &[f64]) -> Layer {
        Layer::new(name, Shape::Curve { x: x.into(), y: y.into() })
    }

    /// The area between two lines.
    pub fn band(name: &str, x: &[f64], low: &[f64], high: &[f64]) -> Layer {
        Layer::new(name, Shape::Band { x: x.into(), low: low.into(), high: high.into() })
    }

    /// A vertical dashed line.
    pub fn vline(name: &str, x: f64) -> Layer {
        Layer::new(name, Shape::VLine(x)).with_dash(Dash::Dashed)
    }

    /// A horizontal dashed line.
    pub fn hline(name: &str, y: f64) -> Layer {
        Layer::new(name, Shape::HLine(y)).with_dash(Dash::Dashed)
    }

    /// A cloud of points.
    pub fn scatter(name: &str, x: &[f64], y: &[f64]) -> Layer {
        Layer::new(name, Shape::Scatter { x: x.into(), y: y.into() })
    }

    /// Text at parts of the panel.
    pub fn text(x: f64, y: f64, text: &str) -> Layer {
        Layer::new("", Shape::Text { x, y, text: text.into() })
    }

    /// Colour.
    pub fn with_color(&self, color: Color) -> Layer {
        let mut new = self.clone();
        new.color = Some(color);
        new
    }

    /// Dash of lines.
    pub fn with_dash(&self, dash: Dash) -> Layer {
        let mut new = self.clone();
        new.dash = Some(dash);
        new
    }

    /// Marker of points.
    pub fn with_marker(&self, marker: Marker) -> Layer {
        let mut new = self.clone();
        new.marker = Some(marker);
        new
    }

    /// Width of lines in pixels.
    pub fn with_width(&self, width: f64) -> Layer {
        let mut new = self.clone();
        new.width = width.clamp(0.1, 20.0);
        new
    }

    /// Filling of steps and bands.
    pub fn with_fill(&self, fill: Fill) -> Layer {
        let mut new = self.clone();
        new.fill = fill;
        new
    }

    /// Opacity in [0, 1].
    pub fn with_opacity(&self, opacity: f64) -> Layer {
        let mut new = self.clone();
        new.opacity = if opacity.is_finite() { opacity.clamp(0.0, 1.0) } else { 1.0 };
        new
    }

    /// Joins points by a line; other shapes stay as they are.
    pub fn with_join(&self, wanted: Join) -> Layer {
        let mut new = self.clone();
        if let Shape::Points { join, .. } = &mut new.shape {
            *join = wanted;
        }
        new
    }

    /// Error bars of steps; other shapes stay as they are.
    pub fn with_errors(&self, wanted: Errors) -> Layer {
        let mut new = self.clone();
        if let Shape::Steps { errors, .. } = &mut new.shape {
            *errors = wanted;
        }
        new
    }
}
