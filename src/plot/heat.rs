//! Heat maps and their colour bars.

use super::axis::{Axis, Scale, Span};
use super::frame::{Plane, TICK_TEXT, TITLE_TEXT};
use super::ink::{Anchor, Area, Ink, Pen, Place, TextStyle};
use super::label::Label;
use super::layer::HeatMap;
use super::palette::Color;

/// Gap between panel and colour bar, and width of the bar.
const GAP: f64 = 12.0;
const BAR: f64 = 15.0;

impl HeatMap {
    fn color(&self, value: f64) -> Color {
        let (low, high) = self.limits;
        self.map.at(if high > low { (value - low) / (high - low) } else { 0.5 })
    }

    fn span(&self) -> Span {
        Span::of(&Axis::new("").with_range(self.limits.0, self.limits.1), Some(self.limits), (0.0, 0.0))
    }

    /// Room right of the panel for the colour bar and its texts.
    pub(crate) fn room(&self) -> f64 {
        let ticks = self.span().ticks(&Axis::new(""), 300.0, 48.0);
        let labels = ticks.major.iter().map(|(_, l)| Label::parse(l).width(TICK_TEXT)).fold(0.0, f64::max);
        GAP + BAR + 6.0 + labels + if self.label.is_empty() { 8.0 } else { TITLE_TEXT * 1.7 }
    }
}

/// Draws the cells and the numbers in them.
pub(crate) fn draw(ink: &mut Ink, plane: &Plane, map: &HeatMap) {
    let edge = |ends: (f64, f64), i: usize, n: usize| ends.0 + (ends.1 - ends.0) * i as f64 / n as f64;
    let mut cells = Vec::new();
    for row in 0..map.rows {
        for column in 0..map.columns {
            let value = map.values.get(row * map.columns + column).copied().unwrap_or(f64::NAN);
            let corners = (
                plane.x_at(edge(map.x, column, map.columns)),
                plane.x_at(edge(map.x, column + 1, map.columns)),
                plane.y_at(edge(map.y, row + 1, map.rows)),
                plane.y_at(edge(map.y, row, map.rows)),
            );
            if let (Some(left), Some(right), Some(top), Some(bottom)) = corners {
                cells.push((value, Area { left, top, right, bottom }));
            }
        }
    }
    let colored: Vec<(Area, Color)> = cells.iter().map(|(value, area)| (*area, map.color(*value))).collect();
    ink.rectangles(&colored);
    if let Some(digits) = map.digits {
        cells.iter().for_each(|(value, area)| number(ink, *value, area, digits, map));
    }
}

/// The value of a cell, black on light and white on dark colours.
fn number(ink: &mut Ink, value: f64, area: &Area, digits: usize, map: &HeatMap) {
    if !value.is_finite() {
        return;
    }
    let text = format!("{value:.digits$}");
    let zero = text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.');
    let text = if zero { text.trim_start_matches('-').to_string() } else { text.replace('-', "−") };
    let widest = Label::parse(&format!("−0.{}", "0".repeat(digits))).width(1.0);
    let size = (area.width() * 0.86 / widest).min(area.height() * 0.55).min(12.5);
    if size < 4.0 {
        return;
    }
    let color = if map.color(value).lightness() > 0.5 { Color::Black } else { Color::Rgb(255, 255, 255) };
    let place = ((area.left + area.right) / 2.0, (area.top + area.bottom) / 2.0 + size * 0.36);
    ink.text(place, &Label::parse(&text), TextStyle { color, ..TextStyle::new(size, Anchor::Middle) });
}

/// Draws the colour bar right of the panel.
pub(crate) fn bar(ink: &mut Ink, panel: Area, map: &HeatMap) {
    let area = Area { left: panel.right + GAP, right: panel.right + GAP + BAR, ..panel };
    let steps = 128;
    let (low, high) = map.limits;
    let cell = |i: usize| {
        let part = |i: usize| area.bottom - area.height() * i as f64 / steps as f64;
        let value = low + (high - low) * (i as f64 + 0.5) / steps as f64;
        (Area { top: part(i + 1), bottom: part(i), ..area }, map.color(value))
    };
    ink.rectangles(&(0..steps).map(cell).collect::<Vec<_>>());
    let corners = [
        (area.left, area.top),
        (area.right, area.top),
        (area.right, area.bottom),
        (area.left, area.bottom),
        (area.left, area.top),
        (area.right, area.top),
    ];
    ink.line(&corners, Pen::new(Color::Black, 0.9));
    let span = Span { scale: Scale::Linear, ..map.span() };
    let ticks = span.ticks(&Axis::new(""), area.height(), 48.0);
    let mut strokes: Vec<Vec<Place>> = Vec::new();
    let mut widest = 0.0f64;
    for (value, text) in &ticks.major {
        let Some(y) = span.at(*value).map(|part| area.bottom - part * area.height()) else { continue };
        strokes.push(vec![(area.right, y), (area.right - 5.0, y)]);
        let label = Label::parse(text);
        widest = widest.max(label.width(TICK_TEXT));
        ink.text((area.right + 5.0, y + TICK_TEXT * 0.36), &label, TextStyle::new(TICK_TEXT, Anchor::Start));
    }
    ink.lines(&strokes, Pen::new(Color::Black, 0.9));
    if !map.label.is_empty() {
        let style = TextStyle { upward: true, ..TextStyle::new(TITLE_TEXT, Anchor::End) };
        ink.text((area.right + 6.0 + widest + TITLE_TEXT, area.top), &Label::parse(&map.label), style);
    }
}
