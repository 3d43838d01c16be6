//! Draws the layers of a panel.

use super::canvas::{Anchor, Canvas, Pen, Place, Slope, TextStyle};
use super::frame::Plane;
use super::hist::Hist;
use super::layer::{Errors, Fill, Join, Layer, Shape};
use super::markers;
use super::palette::{Color, Dash, Marker};

/// Looks of a layer after its place in the order is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    pub(crate) color: Color,
    pub(crate) dash: Dash,
    pub(crate) marker: Marker,
    pub(crate) index: usize,
}

impl Look {
    /// Direction of hatched lines: neighbouring series differ.
    pub(crate) fn slope(&self) -> Slope {
        if self.index.is_multiple_of(2) { Slope::Rising } else { Slope::Falling }
    }

    /// Marker that stands for a cloud in the legend.
    pub(crate) fn marker_of_cloud(&self) -> Marker {
        if markers::crossed(self.marker) { Marker::Cross } else { Marker::Circle }
    }
}

/// Settles the looks of all layers: those that share a name share an index.
pub(crate) fn looks(layers: &[Layer]) -> Vec<Look> {
    let mut names: Vec<&str> = Vec::new();
    let mut next = 0;
    layers
        .iter()
        .map(|layer| {
            let known = names.iter().position(|name| !name.is_empty() && *name == layer.name);
            let index = known.unwrap_or(next);
            let counts = !matches!(
                layer.shape,
                Shape::VLine(_)
                    | Shape::HLine(_)
                    | Shape::HBand(..)
                    | Shape::Text { .. }
                    | Shape::HeatMap(_)
                    | Shape::Boxes(_)
            );
            if known.is_none() && counts && layer.color.is_none() {
                names.push(&layer.name);
                next += 1;
            }
            Look {
                color: layer.color.unwrap_or_else(|| Color::series(index)),
                dash: layer.dash.unwrap_or_else(|| Dash::series(index)),
                marker: layer.marker.unwrap_or_else(|| Marker::series(index)),
                index,
            }
        })
        .collect()
}

/// Draws all layers, cut at the frame.
pub(crate) fn layers(canvas: &mut Canvas, plane: &Plane, layers: &[Layer], looks: &[Look]) {
    canvas.clip(plane.area);
    for (layer, look) in layers.iter().zip(looks) {
        one(canvas, plane, layer, look);
    }
    canvas.unclip();
}

fn one(canvas: &mut Canvas, plane: &Plane, layer: &Layer, look: &Look) {
    let area = plane.area;
    let pen = Pen { color: look.color, width: layer.width, dash: look.dash, opacity: 1.0 };
    match &layer.shape {
        Shape::Steps { hist, errors } => steps(canvas, plane, hist, *errors, layer, look),
        Shape::Points { x, y, error, join } => {
            if *join == Join::Line {
                canvas.lines(&runs(plane, x, y), Pen { width: 1.2, ..pen });
            }
            bars(canvas, plane, x, y, error, look.color);
            let places: Vec<Place> = x.iter().zip(y).filter_map(|(x, y)| plane.at(*x, *y)).collect();
            markers::draw(canvas, &places, look.marker, 3.6, look.color);
        }
        Shape::Curve { x, y } => canvas.lines(&runs(plane, x, y), pen),
        Shape::Band { x, low, high } => {
            for polygon in strips(plane, x, low, high) {
                fill(canvas, &polygon, layer, look);
            }
        }
        Shape::VLine(value) => {
            if let Some(x) = plane.x_at(*value) {
                canvas.line(&[(x, area.bottom), (x, area.top)], pen);
            }
        }
        Shape::HLine(value) => {
            if let Some(y) = plane.y_at(*value) {
                canvas.line(&[(area.left, y), (area.right, y)], pen);
            }
        }
        Shape::HBand(low, high) => {
            if let (Some(low), Some(high)) = (plane.y_or_below(*low), plane.y_or_below(*high)) {
                let corners = [(area.left, low), (area.right, low), (area.right, high), (area.left, high)];
                fill(canvas, &corners, layer, look);
            }
        }
        Shape::Scatter { x, y } => {
            let inside = |place: &Place| area.contains(*place);
            let places: Vec<Place> = x.iter().zip(y).filter_map(|(x, y)| plane.at(*x, *y)).filter(inside).collect();
            markers::cloud(canvas, &places, look.marker, look.color, layer.opacity);
        }
        Shape::HeatMap(map) => super::heat::draw(canvas, plane, map),
        Shape::Boxes(drawing) => super::boxes::draw(canvas, area, drawing),
        Shape::Text { x, y, text } => {
            let place = (area.left + x * area.width(), area.bottom - y * area.height());
            let style = TextStyle { color: layer.color.unwrap_or(Color::Black), ..TextStyle::new(13.0, Anchor::Start) };
            canvas.text(place, &super::label::Label::parse(text), style);
        }
    }
}

fn fill(canvas: &mut Canvas, places: &[Place], layer: &Layer, look: &Look) {
    match layer.fill {
        Fill::None => {}
        Fill::Solid => canvas.polygon(places, look.color, layer.opacity),
        Fill::Hatch => canvas.hatch(places, look.color, look.slope()),
    }
}

/// Lines through the points that can be shown, broken at those that cannot.
fn runs(plane: &Plane, x: &[f64], y: &[f64]) -> Vec<Vec<Place>> {
    let mut all = vec![Vec::new()];
    for (x, y) in x.iter().zip(y) {
        match plane.at(*x, *y) {
            Some(place) => {
                if let Some(run) = all.last_mut() {
                    run.push(place);
                }
            }
            None => all.push(Vec::new()),
        }
    }
    all.retain(|run| run.len() > 1);
    all
}

/// Polygons between two lines.
fn strips(plane: &Plane, x: &[f64], low: &[f64], high: &[f64]) -> Vec<Vec<Place>> {
    let mut all = vec![(Vec::new(), Vec::new())];
    for ((x, low), high) in x.iter().zip(low).zip(high) {
        match (plane.x_at(*x), plane.y_or_below(*low), plane.y_or_below(*high)) {
            (Some(x), Some(low), Some(high)) => {
                if let Some((under, over)) = all.last_mut() {
                    under.push((x, low));
                    over.push((x, high));
                }
            }
            _ => all.push((Vec::new(), Vec::new())),
        }
    }
    let closed = |(mut under, over): (Vec<Place>, Vec<Place>)| {
        under.extend(over.into_iter().rev());
        under
    };
    all.into_iter().map(closed).filter(|polygon| polygon.len() > 3).collect()
}

/// Vertical bars of one standard deviation.
fn bars(canvas: &mut Canvas, plane: &Plane, x: &[f64], y: &[f64], error: &[f64], color: Color) {
    let one = |((x, y), e): ((&f64, &f64), &f64)| -> Option<Vec<Place>> {
        if !(e.is_finite() && *e > 0.0) {
            return None;
        }
        let at = plane.x_at(*x)?;
        let ends = (plane.y_or_below(y - e)?, plane.y_at(y + e)?);
        Some(vec![(at, ends.0), (at, ends.1)])
    };
    let strokes: Vec<Vec<Place>> = x.iter().zip(y).zip(error).filter_map(one).collect();
    canvas.lines(&strokes, Pen::new(color, 1.3));
}

/// The outline of a histogram, from the lower axis up and back to it.
fn outline(plane: &Plane, hist: &Hist) -> Vec<Place> {
    let edges = hist.edges();
    let base = plane.y_or_below(0.0).unwrap_or(plane.area.bottom).min(plane.area.bottom + 20.0);
    let mut places = Vec::with_capacity(2 * hist.bins() + 2);
    let mut last = None;
    for (i, count) in hist.counts().iter().enumerate() {
        let (Some(left), Some(right)) = (plane.x_at(edges[i]), plane.x_at(edges[i + 1])) else { continue };
        let y = plane.y_or_below(*count).map_or(base, |y| y.min(plane.area.bottom + 20.0));
        if places.is_empty() {
            places.push((left, base));
        }
        places.push((left, y));
        places.push((right, y));
        last = Some(right);
    }
    if let Some(right) = last {
        places.push((right, base));
    }
    places
}

fn steps(canvas: &mut Canvas, plane: &Plane, hist: &Hist, errors: Errors, layer: &Layer, look: &Look) {
    let places = outline(plane, hist);
    fill(canvas, &places, layer, look);
    // The drops at both ends hide behind the frame when they stand on it.
    let on_frame = |x: f64| (x - plane.area.left).abs() < 0.5 || (x - plane.area.right).abs() < 0.5;
    let first = usize::from(places.first().is_some_and(|place| on_frame(place.0)));
    let last = places.len() - usize::from(places.last().is_some_and(|place| on_frame(place.0)));
    let line = places.get(first..last).unwrap_or_default();
    canvas.line(line, Pen { color: look.color, width: layer.width, dash: look.dash, opacity: 1.0 });
    if errors == Errors::Bars {
        bars(canvas, plane, &hist.centers(), hist.counts(), &hist.errors(), look.color);
    }
}
