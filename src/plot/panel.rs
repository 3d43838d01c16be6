//! A panel: axes, layers, legend.

use super::axis::{Axis, Scale};
use super::figure::Figure;
use super::layer::{Layer, Shape};
use super::legend::Legend;
use super::palette::{Color, Dash};

/// Axes with layers between them; one or more make a [`Figure`].
///
/// # Example
/// ```
/// use cwola::plot::{Layer, Panel};
/// let panel = Panel::new("f_1", "AUC")
///     .with_layer(Layer::points("DNN", &[0.0, 0.5, 1.0], &[0.95, 0.5, 0.95], &[0.01, 0.02, 0.01]))
///     .with_layer(Layer::hline("fully supervised", 0.96));
/// let svg = panel.figure().svg();
/// assert!(svg.contains("fully supervised"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Text above the panel, at the left.
    pub title: String,
    /// Text above the panel, at the right: luminosity, energy.
    pub right_title: String,
    /// Horizontal axis.
    pub x: Axis,
    /// Vertical axis.
    pub y: Axis,
    /// What is drawn, first to last.
    pub layers: Vec<Layer>,
    /// Place of the legend.
    pub legend: Legend,
    /// Width and height in pixels when the panel stands alone, with all texts.
    pub size: (f64, f64),
    /// A lower panel on the same x axis: ratios, pulls.
    pub below: Option<Box<Panel>>,
}

impl Panel {
    /// An empty panel with titles of its axes in the label language.
    pub fn new(x_label: &str, y_label: &str) -> Panel {
        Panel {
            title: String::new(),
            right_title: String::new(),
            x: Axis::new(x_label),
            y: Axis::new(y_label),
            layers: Vec::new(),
            legend: Legend::Auto,
            size: (560.0, 420.0),
            below: None,
        }
    }

    /// Adds a layer on top.
    pub fn with_layer(&self, layer: Layer) -> Panel {
        let mut new = self.clone();
        new.layers.push(layer);
        new
    }

    /// Text above the panel.
    pub fn with_title(&self, title: &str) -> Panel {
        let mut new = self.clone();
        new.title = title.to_string();
        new
    }

    /// Text above the panel at the right, such as `139 fb^{-1} (13 TeV)`.
    pub fn with_right_title(&self, title: &str) -> Panel {
        let mut new = self.clone();
        new.right_title = title.to_string();
        new
    }

    /// Fixed ends of the x axis.
    pub fn with_x_range(&self, low: f64, high: f64) -> Panel {
        let mut new = self.clone();
        new.x = new.x.with_range(low, high);
        new
    }

    /// Fixed ends of the y axis.
    pub fn with_y_range(&self, low: f64, high: f64) -> Panel {
        let mut new = self.clone();
        new.y = new.y.with_range(low, high);
        new
    }

    /// Linear or logarithmic y axis.
    pub fn with_y_scale(&self, scale: Scale) -> Panel {
        let mut new = self.clone();
        new.y.scale = scale;
        new
    }

    /// Linear or logarithmic x axis.
    pub fn with_x_scale(&self, scale: Scale) -> Panel {
        let mut new = self.clone();
        new.x.scale = scale;
        new
    }

    /// Place of the legend.
    pub fn with_legend(&self, legend: Legend) -> Panel {
        let mut new = self.clone();
        new.legend = legend;
        new
    }

    /// Size in pixels, between 120 and 4000.
    pub fn with_size(&self, width: f64, height: f64) -> Panel {
        let mut new = self.clone();
        let fit = |v: f64| if v.is_finite() { v.clamp(120.0, 4000.0) } else { 420.0 };
        new.size = (fit(width), fit(height));
        new
    }

    /// A lower panel on the same x axis.
    pub fn with_below(&self, panel: Panel) -> Panel {
        let mut new = self.clone();
        new.below = Some(Box::new(panel));
        new
    }

    /// A short text in the upper left corner of the panel.
    pub fn with_note(&self, text: &str) -> Panel {
        let mut new = self.clone();
        let lines = new.layers.iter().filter(|layer| matches!(layer.shape, Shape::Text { .. })).count();
        new.layers.push(Layer::text(0.04, 0.92 - 0.06 * lines as f64, text));
        new
    }

    /// Vertical dashed lines at the edges of the signal region, red and named "SR".
    pub fn with_signal_region(&self, windows: &[(f64, f64)]) -> Panel {
        let mut new = self.clone();
        let edges = edges(windows);
        new.layers.retain(|layer| !matches!(layer.shape, Shape::VLine(x) if edges.contains(&x)));
        new.with_windows("SR", windows, Color::Red, Dash::Dashed)
    }

    /// Vertical dash-dotted lines at the edges of the sideband, green and named "SB".
    ///
    /// An edge that it shares with the signal region keeps the line of the signal region.
    pub fn with_sideband(&self, windows: &[(f64, f64)]) -> Panel {
        self.with_windows("SB", windows, Color::Green, Dash::DashDot)
    }

    /// Vertical lines at the edges of `windows`, without those where a line stands already.
    pub fn with_windows(&self, name: &str, windows: &[(f64, f64)], color: Color, dash: Dash) -> Panel {
        let mut new = self.clone();
        for edge in edges(windows) {
            if !new.layers.iter().any(|layer| layer.shape == Shape::VLine(edge)) {
                new.layers.push(Layer::vline(name, edge).with_color(color).with_dash(dash).with_width(1.5));
            }
        }
        new
    }

    /// The panel as a figure of its own.
    pub fn figure(&self) -> Figure {
        Figure::of(std::slice::from_ref(self), 1)
    }
}

/// Edges of windows in order, each once.
fn edges(windows: &[(f64, f64)]) -> Vec<f64> {
    let mut edges: Vec<f64> = windows.iter().flat_map(|(low, high)| [*low, *high]).collect();
    edges.sort_by(f64::total_cmp);
    edges.dedup();
    edges
}
