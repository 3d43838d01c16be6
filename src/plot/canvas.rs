//! What a figure consists of once its layout is known: a list of lines, areas and texts in pixels.
//!
//! The list is drawn by one module for each format: [`svg`](super::svg), [`pdf`](super::pdf), [`png`](super::png).

use super::label::Label;
use super::palette::{Color, Dash};

/// Pixels in an inch, as in a browser.
pub(crate) const LAYOUT_PER_INCH: f64 = 96.0;

/// A place in pixels, y downwards.
pub(crate) type Place = (f64, f64);

/// A rectangle in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Area {
    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(crate) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    pub(crate) fn contains(&self, (x, y): Place) -> bool {
        x >= self.left && x <= self.right && y >= self.top && y <= self.bottom
    }

    /// Upper left, upper right, lower right, lower left.
    pub(crate) fn corners(&self) -> [Place; 4] {
        [(self.left, self.top), (self.right, self.top), (self.right, self.bottom), (self.left, self.bottom)]
    }
}

/// Stroke of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pen {
    pub(crate) color: Color,
    pub(crate) width: f64,
    pub(crate) dash: Dash,
    pub(crate) opacity: f64,
}

impl Pen {
    pub(crate) fn new(color: Color, width: f64) -> Pen {
        Pen { color, width, dash: Dash::Solid, opacity: 1.0 }
    }
}

/// Where text hangs on its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// How text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TextStyle {
    pub(crate) size: f64,
    pub(crate) anchor: Anchor,
    pub(crate) color: Color,
    /// Turned by 90° counter-clockwise.
    pub(crate) upward: bool,
}

impl TextStyle {
    pub(crate) fn new(size: f64, anchor: Anchor) -> TextStyle {
        TextStyle { size, anchor, color: Color::Black, upward: false }
    }
}

/// Direction of the lines of a hatched area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slope {
    Falling,
    Rising,
}

/// Distance and width of the lines of a hatched area in pixels, and their opacity.
pub(crate) const HATCH: (f64, f64, f64) = (7.5, 0.8, 0.7);

/// One thing on a canvas; later ones cover earlier ones.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    /// Everything until the next [`Item::Unclip`] is cut at the edge of the rectangle.
    Clip(Area),
    Unclip,
    /// Lines through places, all in one pen; corners are round.
    Lines(Vec<Vec<Place>>, Pen),
    /// A filled polygon without outline, with its opacity.
    Polygon(Vec<Place>, Color, f64),
    /// A polygon filled with slanted lines.
    Hatch(Vec<Place>, Color, Slope),
    /// Filled rectangles side by side, each of one colour, without gaps.
    Cells(Vec<(Area, Color)>),
    /// Filled discs with their radius, colour and opacity.
    Discs(Vec<Place>, f64, Color, f64),
    /// A label with its baseline at a place.
    Text(Place, Label, TextStyle),
}

/// A white page and what is drawn on it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Canvas {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) items: Vec<Item>,
}

impl Canvas {
    pub(crate) fn new(width: f64, height: f64) -> Canvas {
        let side = |v: f64| v.clamp(1.0, 20_000.0);
        Canvas { width: side(width), height: side(height), items: Vec::new() }
    }

    /// Everything until [`Canvas::unclip`] is cut at the edge of `area`.
    pub(crate) fn clip(&mut self, area: Area) {
        self.items.push(Item::Clip(area));
    }

    pub(crate) fn unclip(&mut self) {
        self.items.push(Item::Unclip);
    }

    /// A line through `places`.
    pub(crate) fn line(&mut self, places: &[Place], pen: Pen) {
        self.lines(&[places.to_vec()], pen);
    }

    /// Several lines in one pen.
    pub(crate) fn lines(&mut self, lines: &[Vec<Place>], pen: Pen) {
        self.items.push(Item::Lines(lines.to_vec(), pen));
    }

    /// A filled polygon without outline.
    pub(crate) fn polygon(&mut self, places: &[Place], color: Color, opacity: f64) {
        self.items.push(Item::Polygon(places.to_vec(), color, opacity.clamp(0.0, 1.0)));
    }

    /// A polygon filled with slanted lines.
    pub(crate) fn hatch(&mut self, places: &[Place], color: Color, slope: Slope) {
        self.items.push(Item::Hatch(places.to_vec(), color, slope));
    }

    /// Filled rectangles of one colour each, side by side.
    pub(crate) fn cells(&mut self, cells: Vec<(Area, Color)>) {
        self.items.push(Item::Cells(cells));
    }

    /// Filled discs of one colour.
    pub(crate) fn discs(&mut self, places: &[Place], radius: f64, color: Color, opacity: f64) {
        self.items.push(Item::Discs(places.to_vec(), radius, color, opacity));
    }

    /// A rectangle filled with one colour.
    pub(crate) fn fill(&mut self, area: Area, color: Color, opacity: f64) {
        self.polygon(&area.corners(), color, opacity);
    }

    /// A label of the label language with its baseline at `place`.
    pub(crate) fn text(&mut self, place: Place, label: &Label, style: TextStyle) {
        if !label.is_empty() {
            self.items.push(Item::Text(place, label.clone(), style));
        }
    }
}

/// The lines that fill the rectangle around `places`, to be cut at the polygon; they go through whole multiples of
/// their distance from the corner of the page, so that neighbouring areas fit together.
pub(crate) fn hatch_lines(places: &[Place], slope: Slope) -> Vec<Vec<Place>> {
    let Some(area) = bounds(places) else { return Vec::new() };
    let step = HATCH.0 * std::f64::consts::SQRT_2;
    // Along a line x + y (rising) or x − y (falling) stays the same.
    let sign = if slope == Slope::Rising { 1.0 } else { -1.0 };
    let ends = area.corners().map(|(x, y)| x + sign * y);
    let (low, high) =
        (ends.iter().copied().fold(f64::INFINITY, f64::min), ends.iter().copied().fold(f64::MIN, f64::max));
    let first = (low / step - 0.5).ceil() as i64;
    let last = (high / step - 0.5).floor() as i64;
    let line = |k: i64| {
        let sum = (k as f64 + 0.5) * step;
        [area.top, area.bottom].map(|y| (sum - sign * y, y)).to_vec()
    };
    (first..=last).take(10_000).map(line).collect()
}

/// The rectangle around `places`; none without places.
pub(crate) fn bounds(places: &[Place]) -> Option<Area> {
    let first = places.first()?;
    let start = Area { left: first.0, right: first.0, top: first.1, bottom: first.1 };
    Some(places.iter().fold(start, |area, (x, y)| Area {
        left: area.left.min(*x),
        right: area.right.max(*x),
        top: area.top.min(*y),
        bottom: area.bottom.max(*y),
    }))
}

/// A circle as four curves: its first place, then two control points and an end for each.
pub(crate) fn circle((x, y): Place, r: f64) -> (Place, [[Place; 3]; 4]) {
    // Largest error of the radius: 0.03 %.
    let k = 0.552_284_75 * r;
    let curves = [
        [(x + r, y + k), (x + k, y + r), (x, y + r)],
        [(x - k, y + r), (x - r, y + k), (x - r, y)],
        [(x - r, y - k), (x - k, y - r), (x, y - r)],
        [(x + k, y - r), (x + r, y - k), (x + r, y)],
    ];
    ((x + r, y), curves)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_hatch_are_slanted_and_cover_the_area() {
        let square = Area { left: 10.0, top: 20.0, right: 40.0, bottom: 50.0 };
        for slope in [Slope::Rising, Slope::Falling] {
            let lines = hatch_lines(&square.corners(), slope);
            assert!((5..=7).contains(&lines.len()), "{}", lines.len());
            for line in &lines {
                let (dx, dy) = (line[1].0 - line[0].0, line[1].1 - line[0].1);
                assert!((dx.abs() - dy.abs()).abs() < 1e-9, "45°");
                assert_eq!(dx * dy < 0.0, slope == Slope::Rising);
            }
        }
        assert!(hatch_lines(&[], Slope::Rising).is_empty());
    }
}
