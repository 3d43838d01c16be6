//! Figures: panels with a caption.

use std::fmt::Write as _;

use super::canvas::LAYOUT_PER_INCH;
use super::label::Label;
use super::layer::Shape;
use super::panel::Panel;
use super::{render, svg};

/// One or more panels with a caption and a line that says where the numbers come from.
///
/// The SVG is a function of the figure alone: no clock, no random names, no font of the machine. Shown in a
/// notebook as an image, printed as a description.
///
/// # Example
/// ```
/// use cwola::plot::{Figure, Hist, Norm, Panel};
/// let hist = Hist::of("signal", &[480.0, 500.0, 505.0], 50, 150.0, 1600.0)?;
/// let panel = Panel::histograms("m_{hh} [GeV]", &[hist], Norm::Unit);
/// let figure = Figure::of(&[panel.clone(), panel], 2).with_caption("The same panel twice.");
/// assert!(figure.svg().starts_with("<svg") && figure.svg() == figure.svg());
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Panels, row by row.
    pub panels: Vec<Panel>,
    /// Number of columns that the panels stand in.
    pub columns: usize,
    /// Text below the panels.
    pub caption: String,
    /// Small grey line at the bottom: seed, configuration, sample, version.
    pub provenance: String,
    /// Pixels to the inch of a PNG.
    pub resolution: f64,
}

impl Figure {
    /// Panels in `columns` columns, row by row; the panels of a column share their left margin.
    pub fn of(panels: &[Panel], columns: usize) -> Figure {
        Figure {
            panels: panels.to_vec(),
            columns: columns.max(1),
            caption: String::new(),
            provenance: String::new(),
            resolution: 2.0 * LAYOUT_PER_INCH,
        }
    }

    /// The panels of several figures in one, in `columns` columns; captions are joined.
    pub fn grid(figures: &[Figure], columns: usize) -> Figure {
        let panels: Vec<Panel> = figures.iter().flat_map(|figure| figure.panels.clone()).collect();
        let join = |texts: Vec<&str>| {
            let mut kept: Vec<&str> = texts.into_iter().filter(|text| !text.is_empty()).collect();
            kept.dedup();
            kept.join(" ")
        };
        Figure {
            caption: join(figures.iter().map(|f| f.caption.as_str()).collect()),
            provenance: join(figures.iter().map(|f| f.provenance.as_str()).collect()),
            ..Figure::of(&panels, columns)
        }
    }

    /// Text below the panels: what the figure says.
    pub fn with_caption(&self, caption: &str) -> Figure {
        let mut new = self.clone();
        new.caption = caption.to_string();
        new
    }

    /// Where the numbers come from: seed, configuration, sample, version.
    pub fn with_provenance(&self, provenance: &str) -> Figure {
        let mut new = self.clone();
        new.provenance = provenance.to_string();
        new
    }

    /// Text above the first panel.
    pub fn with_title(&self, title: &str) -> Figure {
        let mut new = self.clone();
        if let Some(panel) = new.panels.first_mut() {
            panel.title = title.to_string();
        }
        new
    }

    /// The figure as SVG text.
    pub fn svg(&self) -> String {
        svg::document(&render::canvas(self), &self.short_title(), &self.to_string())
    }

    /// First title, caption or axis title that there is.
    pub(crate) fn short_title(&self) -> String {
        let caption = self.caption.split_inclusive(". ").next().unwrap_or_default().trim();
        let axes = |panel: &Panel| format!("{} against {}", plain(&panel.y.label), plain(&panel.x.label));
        let first = self.panels.first();
        match first.filter(|panel| !panel.title.is_empty()) {
            _ if !caption.is_empty() => plain(caption),
            Some(panel) => plain(&panel.title),
            None => first.map_or("Figure".to_string(), axes),
        }
    }
}

fn plain(text: &str) -> String {
    Label::parse(text).plain()
}

/// Words for a layer: its name and how much it holds.
fn words(shape: &Shape) -> String {
    match shape {
        Shape::Steps { hist, .. } => format!("histogram of {} entries in {} bins", hist.entries(), hist.bins()),
        Shape::Points { x, .. } => format!("{} points", x.len()),
        Shape::Curve { x, .. } => format!("line of {} points", x.len()),
        Shape::Band { x, .. } => format!("band of {} points", x.len()),
        Shape::Scatter { x, .. } => format!("cloud of {} points", x.len()),
        Shape::VLine(x) => format!("vertical line at {x}"),
        Shape::HLine(y) => format!("horizontal line at {y:.4}"),
        Shape::HBand(low, high) => format!("strip from {low:.4} to {high:.4}"),
        Shape::HeatMap(map) => format!("map of {} × {} values", map.columns, map.rows),
        Shape::Boxes(drawing) => drawing.words(),
        Shape::Text { text, .. } => format!("text \"{}\"", plain(text)),
    }
}

impl std::fmt::Display for Figure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut text = String::new();
        if !self.caption.is_empty() {
            let _ = writeln!(text, "{}", plain(&self.caption));
        }
        for panel in self.panels.iter().flat_map(|panel| std::iter::once(panel).chain(panel.below.as_deref())) {
            let title = if panel.title.is_empty() { String::new() } else { format!("{}: ", plain(&panel.title)) };
            let _ = writeln!(text, "{title}{} against {}", plain(&panel.y.label), plain(&panel.x.label));
            for layer in &panel.layers {
                let name = if layer.name.is_empty() { String::new() } else { format!("{}: ", plain(&layer.name)) };
                let _ = writeln!(text, "  {name}{}", words(&layer.shape));
            }
        }
        if !self.provenance.is_empty() {
            let _ = writeln!(text, "{}", self.provenance);
        }
        f.write_str(text.trim_end())
    }
}
