//! The legend: what stands in it, and where it hides no data.

use super::canvas::{Anchor, Area, Canvas, Pen, Place, TextStyle};
use super::draw::Look;
use super::frame::Plane;
use super::label::Label;
use super::layer::{Errors, Fill, Join, Layer, Shape};
use super::markers;
use super::palette::{Color, Dash};
use super::panel::Panel;

const TEXT: f64 = 13.0;
const ROW: f64 = 18.5;
const KEY: f64 = 28.0;
const GAP: f64 = 8.0;
const MARGIN: f64 = 12.0;

/// Where the legend of a panel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Legend {
    /// Where it hides least; a free y axis is made longer when it would hide data anywhere.
    #[default]
    Auto,
    /// Upper right corner.
    TopRight,
    /// Upper left corner.
    TopLeft,
    /// Lower right corner.
    BottomRight,
    /// Lower left corner.
    BottomLeft,
    /// No legend.
    Hidden,
}

/// One line of a legend: the layers that share a name.
pub(crate) struct Entry<'a> {
    label: Label,
    layers: Vec<(&'a Layer, Look)>,
}

/// Lines of the legend in the order of the layers.
pub(crate) fn entries<'a>(layers: &'a [Layer], looks: &[Look]) -> Vec<Entry<'a>> {
    let mut all: Vec<(&str, Entry<'a>)> = Vec::new();
    for (layer, look) in layers.iter().zip(looks) {
        if layer.name.is_empty() || matches!(layer.shape, Shape::Text { .. } | Shape::HeatMap(_) | Shape::Boxes(_)) {
            continue;
        }
        match all.iter_mut().find(|(name, _)| *name == layer.name) {
            Some((_, entry)) => entry.layers.push((layer, *look)),
            None => all.push((&layer.name, Entry { label: Label::parse(&layer.name), layers: vec![(layer, *look)] })),
        }
    }
    let mut all: Vec<Entry<'a>> = all.into_iter().map(|(_, entry)| entry).collect();
    // What is not ours comes last.
    all.sort_by_key(|entry| entry.layers.iter().all(|(_, look)| look.marker.is_open()));
    all
}

/// Columns that the entries are set in.
fn columns(count: usize) -> usize {
    if count > 6 { 2 } else { 1 }
}

/// Width and height of the legend.
fn size(entries: &[Entry<'_>]) -> (f64, f64) {
    let columns = columns(entries.len());
    let widest = entries.iter().map(|entry| entry.label.width(TEXT)).fold(0.0, f64::max);
    let rows = entries.len().div_ceil(columns);
    ((KEY + GAP + widest) * columns as f64 + 14.0 * (columns - 1) as f64, rows as f64 * ROW)
}

/// What the legend should not cover: data, and lines over the whole panel (a lesser evil).
#[derive(Debug, Default)]
pub(crate) struct Obstacles {
    data: Vec<Place>,
    lines: Vec<Place>,
    pub(crate) boxes: Vec<Area>,
}

fn along(from: Place, to: Place, places: &mut Vec<Place>) {
    let steps = (((to.0 - from.0).abs().max((to.1 - from.1).abs()) / 5.0).ceil()).clamp(1.0, 400.0) as usize;
    for i in 0..=steps {
        let part = i as f64 / steps as f64;
        places.push((from.0 + part * (to.0 - from.0), from.1 + part * (to.1 - from.1)));
    }
}

impl Obstacles {
    pub(crate) fn of(plane: &Plane, layers: &[Layer]) -> Obstacles {
        let mut all = Obstacles::default();
        layers.iter().for_each(|layer| all.add(plane, layer));
        all
    }

    fn path(&mut self, plane: &Plane, x: &[f64], y: &[f64]) {
        let places: Vec<Place> = x.iter().zip(y).filter_map(|(x, y)| plane.at(*x, *y)).collect();
        places.windows(2).for_each(|pair| along(pair[0], pair[1], &mut self.data));
        self.data.extend(places.iter().take(1));
    }

    fn add(&mut self, plane: &Plane, layer: &Layer) {
        let area = plane.area;
        match &layer.shape {
            Shape::Steps { hist, errors } => {
                let bars = if *errors == Errors::Bars { hist.errors() } else { vec![0.0; hist.bins()] };
                let filled = layer.fill != Fill::None;
                for ((x, count), error) in hist.centers().iter().zip(hist.counts()).zip(&bars) {
                    if let (Some(x), Some(top)) = (plane.x_at(*x), plane.y_or_below(count + error)) {
                        let low = if filled { area.bottom } else { plane.y_or_below(count - error).unwrap_or(top) };
                        along((x, top.clamp(area.top - 50.0, area.bottom)), (x, low.min(area.bottom)), &mut self.data);
                    }
                }
                self.path(plane, &hist.centers(), hist.counts());
            }
            Shape::Points { x, y, error, join } => {
                if *join == Join::Line {
                    self.path(plane, x, y);
                }
                for (i, (x, y)) in x.iter().zip(y).enumerate() {
                    let e = error.get(i).copied().filter(|e| e.is_finite()).unwrap_or(0.0);
                    if let (Some(low), Some(high)) = (plane.at(*x, y - e).or(plane.at(*x, *y)), plane.at(*x, y + e)) {
                        along((low.0, low.1 + 5.0), (high.0, high.1 - 5.0), &mut self.data);
                    }
                }
            }
            Shape::Curve { x, y } => self.path(plane, x, y),
            Shape::Band { x, low, high } => {
                self.path(plane, x, low);
                self.path(plane, x, high);
            }
            Shape::Scatter { x, y } => {
                self.data.extend(x.iter().zip(y).filter_map(|(x, y)| plane.at(*x, *y)));
            }
            Shape::VLine(x) => {
                if let Some(x) = plane.x_at(*x) {
                    along((x, area.bottom), (x, area.top), &mut self.lines);
                }
            }
            Shape::HLine(y) | Shape::HBand(y, _) => {
                if let Some(y) = plane.y_at(*y) {
                    along((area.left, y), (area.right, y), &mut self.data);
                }
            }
            Shape::Text { x, y, text } => {
                let (left, bottom) = (area.left + x * area.width(), area.bottom - y * area.height() + 4.0);
                let right = left + Label::parse(text).width(TEXT);
                self.boxes.push(Area { left, top: bottom - TEXT - 4.0, right, bottom });
            }
            Shape::HeatMap(_) | Shape::Boxes(_) => {}
        }
    }

    /// Data points under `area`, and lines counted as a small fraction of a point.
    fn cost(&self, area: &Area) -> (usize, usize) {
        let wide =
            Area { left: area.left - 4.0, top: area.top - 4.0, right: area.right + 4.0, bottom: area.bottom + 4.0 };
        let hits = |places: &[Place]| places.iter().filter(|place| wide.contains(**place)).count();
        let overlap = |other: &&Area| {
            other.left < wide.right && other.right > wide.left && other.top < wide.bottom && other.bottom > wide.top
        };
        (hits(&self.data) + 1000 * self.boxes.iter().filter(overlap).count(), hits(&self.lines))
    }
}

/// A place for the legend and the number of data points that it hides there.
///
/// On an axis that can still grow, no data is hidden for the sake of a line; on a fixed one, four points of a line
/// weigh as much as one of the data.
pub(crate) fn place(panel: &Panel, entries: &[Entry<'_>], area: Area, obstacles: &Obstacles) -> Option<(Area, usize)> {
    let (wish, fixed) = (panel.legend, panel.y.range.is_some());
    if entries.is_empty() || wish == Legend::Hidden {
        return None;
    }
    let (width, height) = size(entries);
    let (left, right) = (area.left + MARGIN, (area.right - MARGIN - width).max(area.left + 2.0));
    let (top, bottom) = (area.top + MARGIN, area.bottom - MARGIN - height);
    let center = (left + right) / 2.0;
    let middle = (top + bottom) / 2.0;
    let corners: &[Place] = match wish {
        Legend::TopRight => &[(right, top)],
        Legend::TopLeft => &[(left, top)],
        Legend::BottomRight => &[(right, bottom)],
        Legend::BottomLeft => &[(left, bottom)],
        _ => &[
            (right, top),
            (left, top),
            (right, bottom),
            (left, bottom),
            (center, top),
            (right, middle),
            (left, middle),
            (center, bottom),
        ],
    };
    let at = |(left, top): &Place| Area { left: *left, top: *top, right: left + width, bottom: top + height };
    let scored = corners.iter().map(at).map(|area| (obstacles.cost(&area), area));
    // The first of the best: upper right before the others.
    let key = |(data, lines): (usize, usize)| if fixed { (4 * data + lines, 0) } else { (data, lines) };
    let best = scored.reduce(|best, next| if key(next.0) < key(best.0) { next } else { best })?;
    Some((best.1, best.0.0))
}

/// Draws the legend at `area`.
pub(crate) fn draw(canvas: &mut Canvas, entries: &[Entry<'_>], area: Area, obstacles: &Obstacles) {
    let cost = obstacles.cost(&area);
    if cost.0 + cost.1 > 0 {
        let back =
            Area { left: area.left - 5.0, top: area.top - 3.0, right: area.right + 3.0, bottom: area.bottom + 3.0 };
        canvas.fill(back, Color::Rgb(255, 255, 255), 0.88);
    }
    let columns = columns(entries.len());
    let rows = entries.len().div_ceil(columns);
    let step = (area.width() + 14.0) / columns as f64;
    for (i, entry) in entries.iter().enumerate() {
        let (left, y) = (area.left + (i / rows) as f64 * step, area.top + ((i % rows) as f64 + 0.5) * ROW);
        entry.layers.iter().for_each(|(layer, look)| key(canvas, layer, look, (left, y)));
        canvas.text((left + KEY + GAP, y + TEXT * 0.36), &entry.label, TextStyle::new(TEXT, Anchor::Start));
    }
}

/// The sample of a layer left of its name.
fn key(canvas: &mut Canvas, layer: &Layer, look: &Look, (left, y): Place) {
    let right = left + KEY;
    let middle = (left + right) / 2.0;
    let pen = Pen { color: look.color, width: layer.width, dash: look.dash, opacity: 1.0 };
    let swatch = [(left, y - 5.5), (right, y - 5.5), (right, y + 5.5), (left, y + 5.5), (left, y - 5.5)];
    let fill = |canvas: &mut Canvas| match layer.fill {
        Fill::None => {}
        Fill::Solid => canvas.polygon(&swatch[..4], look.color, layer.opacity),
        Fill::Hatch => canvas.hatch(&swatch[..4], look.color, look.slope()),
    };
    match &layer.shape {
        Shape::Steps { .. } if layer.fill == Fill::None => canvas.line(&[(left, y), (right, y)], pen),
        Shape::Steps { .. } => {
            fill(canvas);
            canvas.line(&swatch, Pen { width: 1.2, dash: Dash::Solid, ..pen });
        }
        Shape::Band { .. } | Shape::HBand(..) => fill(canvas),
        Shape::Curve { .. } | Shape::HLine(_) | Shape::VLine(_) => canvas.line(&[(left, y), (right, y)], pen),
        Shape::Points { error, join, .. } => {
            if *join == Join::Line {
                canvas.line(&[(left, y), (right, y)], Pen { width: 1.2, ..pen });
            }
            if error.iter().any(|e| e.is_finite() && *e > 0.0) {
                canvas.line(&[(middle, y - 7.5), (middle, y + 7.5)], Pen::new(look.color, 1.3));
            }
            markers::draw(canvas, &[(middle, y)], look.marker, 3.6, look.color);
        }
        Shape::Scatter { .. } => markers::draw(canvas, &[(middle, y)], look.marker_of_cloud(), 3.0, look.color),
        Shape::HeatMap(_) | Shape::Text { .. } | Shape::Boxes(_) => {}
    }
}
