//! Heat maps and their colour bars.

use super::axis::{Axis, Span};
use super::canvas::{Anchor, Area, Canvas, Pen, Place, TextStyle};
use super::frame::{Plane, TICK_TEXT, TITLE_TEXT};
use super::label::Label;
use super::layer::{ColorScale, HeatMap};
use super::palette::{Color, ColorMap};
use super::ticks;

/// Gap between panel and colour bar, and width of the bar.
const GAP: f64 = 12.0;
const BAR: f64 = 15.0;

impl ColorScale {
    /// A number that rises with the value and by equal steps from colour to colour.
    fn forward(self, value: f64) -> f64 {
        match self {
            ColorScale::Linear => value,
            ColorScale::SymLog { threshold, slope } if value.abs() <= threshold => value / threshold * slope,
            ColorScale::SymLog { threshold, slope } => value.signum() * (slope + (value.abs() / threshold).log10()),
        }
    }
}

impl HeatMap {
    /// A map without numbers in its cells, coloured linearly from its lowest to its highest value; `values` by row, the
    /// lowest row first, `x` and `y` the ends of the plane.
    pub fn new(columns: usize, rows: usize, values: &[f64], x: (f64, f64), y: (f64, f64)) -> HeatMap {
        let finite = values.iter().copied().filter(|value| value.is_finite());
        let limits = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        let limits = if limits.0 <= limits.1 { limits } else { (0.0, 1.0) };
        let (map, scale, label) = (ColorMap::Cividis, ColorScale::Linear, String::new());
        HeatMap { columns, rows, values: values.to_vec(), x, y, limits, scale, map, digits: None, label }
    }

    /// The same map with these values at both ends of the colours.
    pub fn with_limits(&self, low: f64, high: f64) -> HeatMap {
        HeatMap { limits: (low, high), ..self.clone() }
    }

    /// The same map with another way from values to colours.
    pub fn with_scale(&self, scale: ColorScale) -> HeatMap {
        HeatMap { scale, ..self.clone() }
    }

    /// The same map with other colours.
    pub fn with_colors(&self, map: ColorMap) -> HeatMap {
        HeatMap { map, ..self.clone() }
    }

    /// The same map with a title of the colour bar.
    pub fn with_label(&self, label: &str) -> HeatMap {
        HeatMap { label: label.into(), ..self.clone() }
    }

    /// Place of a value on the colours: 0 at the lower and 1 at the upper limit.
    fn part(&self, value: f64) -> f64 {
        let (low, high) = (self.scale.forward(self.limits.0), self.scale.forward(self.limits.1));
        if high > low { (self.scale.forward(value) - low) / (high - low) } else { 0.5 }
    }

    fn color(&self, value: f64) -> Color {
        self.map.at(self.part(value))
    }

    /// Places on the colours, and labels, of the ticks of a colour bar of this length.
    fn ticks(&self, length: f64) -> Vec<(f64, String)> {
        let (low, high) = self.limits;
        let values = match self.scale {
            ColorScale::Linear => {
                let span = Span::of(&Axis::new("").with_range(low, high), Some(self.limits), (0.0, 0.0));
                let ticks = span.ticks(&Axis::new(""), length, 48.0).major;
                return ticks.into_iter().filter_map(|(value, label)| Some((span.at(value)?, label))).collect();
            }
            ColorScale::SymLog { threshold, .. } => {
                let side = |end: f64| ticks::logarithmic(threshold, end, length / 48.0).major;
                let above =
                    |ticks: Vec<(f64, String)>| ticks.into_iter().filter(|tick| tick.0 >= low && tick.0 <= high);
                let below = side(-low).into_iter().map(|(value, label)| (-value, format!("−{label}")));
                let zero = (low <= 0.0 && high >= 0.0).then(|| (0.0, "0".to_string()));
                above(side(high)).chain(zero).chain(above(below.collect())).collect::<Vec<_>>()
            }
        };
        values.into_iter().map(|(value, label)| (self.part(value), label)).collect()
    }

    /// Room right of the panel for the colour bar and its texts.
    pub(crate) fn room(&self) -> f64 {
        let ticks = self.ticks(300.0);
        let labels = ticks.iter().map(|(_, l)| Label::parse(l).width(TICK_TEXT)).fold(0.0, f64::max);
        GAP + BAR + 6.0 + labels + if self.label.is_empty() { 8.0 } else { TITLE_TEXT * 1.7 }
    }
}

/// Draws the cells and the numbers in them.
pub(crate) fn draw(canvas: &mut Canvas, plane: &Plane, map: &HeatMap) {
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
    canvas.cells(colored);
    if let Some(digits) = map.digits {
        cells.iter().for_each(|(value, area)| number(canvas, *value, area, digits, map));
    }
}

/// The value of a cell, black on light and white on dark colours.
fn number(canvas: &mut Canvas, value: f64, area: &Area, digits: usize, map: &HeatMap) {
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
    canvas.text(place, &Label::parse(&text), TextStyle { color, ..TextStyle::new(size, Anchor::Middle) });
}

/// Draws the colour bar right of the panel.
pub(crate) fn bar(canvas: &mut Canvas, panel: Area, map: &HeatMap) {
    let area = Area { left: panel.right + GAP, right: panel.right + GAP + BAR, ..panel };
    let steps = 128;
    let cell = |i: usize| {
        let part = |i: usize| area.bottom - area.height() * i as f64 / steps as f64;
        let color = map.map.at((i as f64 + 0.5) / steps as f64);
        (Area { top: part(i + 1), bottom: part(i), ..area }, color)
    };
    canvas.cells((0..steps).map(cell).collect());
    let corners = [
        (area.left, area.top),
        (area.right, area.top),
        (area.right, area.bottom),
        (area.left, area.bottom),
        (area.left, area.top),
        (area.right, area.top),
    ];
    canvas.line(&corners, Pen::new(Color::Black, 0.9));
    let mut strokes: Vec<Vec<Place>> = Vec::new();
    let mut widest = 0.0f64;
    for (part, text) in &map.ticks(area.height()) {
        let y = area.bottom - part * area.height();
        strokes.push(vec![(area.right, y), (area.right - 5.0, y)]);
        let label = Label::parse(text);
        widest = widest.max(label.width(TICK_TEXT));
        canvas.text((area.right + 5.0, y + TICK_TEXT * 0.36), &label, TextStyle::new(TICK_TEXT, Anchor::Start));
    }
    canvas.lines(&strokes, Pen::new(Color::Black, 0.9));
    if !map.label.is_empty() {
        let style = TextStyle { upward: true, ..TextStyle::new(TITLE_TEXT, Anchor::End) };
        canvas.text((area.right + 6.0 + widest + TITLE_TEXT, area.top), &Label::parse(&map.label), style);
    }
}
