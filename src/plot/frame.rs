//! The frame of a panel: margins, ticks on all four sides, titles at the ends of the axes.

use super::axis::{Axis, Scale, Span};
use super::canvas::{Anchor, Area, Canvas, Pen, Place, TextStyle};
use super::label::Label;
use super::palette::{Color, Dash};
use super::ticks::Ticks;

pub(crate) const TICK_TEXT: f64 = 13.0;
pub(crate) const TITLE_TEXT: f64 = 15.0;
const MAJOR: f64 = 7.0;
const MINOR: f64 = 4.0;
const FRAME_PEN: f64 = 1.1;
const TICK_PEN: f64 = 0.9;
/// Height of capitals as a part of the font size: text is centred by it.
const CAPITAL: f64 = 0.72;

/// A panel's plane: from values to pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plane {
    pub(crate) area: Area,
    pub(crate) x: Span,
    pub(crate) y: Span,
}

impl Plane {
    pub(crate) fn x_at(&self, value: f64) -> Option<f64> {
        self.x.at(value).map(|part| self.area.left + part * self.area.width())
    }

    pub(crate) fn y_at(&self, value: f64) -> Option<f64> {
        self.y.at(value).map(|part| self.area.bottom - part * self.area.height())
    }

    /// As [`Plane::y_at`]; what a log axis cannot show lies below the panel.
    pub(crate) fn y_or_below(&self, value: f64) -> Option<f64> {
        self.y.at_or_below(value).map(|part| self.area.bottom - part * self.area.height())
    }

    pub(crate) fn at(&self, x: f64, y: f64) -> Option<Place> {
        Some((self.x_at(x)?, self.y_at(y)?))
    }
}

/// Ticks of both axes and the room that their texts need.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) x_ticks: Ticks,
    pub(crate) y_ticks: Ticks,
    /// Whether another panel stands directly above.
    pub(crate) below: bool,
}

impl Frame {
    pub(crate) fn new(axes: (&Axis, &Axis), spans: (Span, Span), size: (f64, f64)) -> Frame {
        let widest =
            |ticks: &Ticks| ticks.major.iter().map(|(_, l)| Label::parse(l).width(TICK_TEXT)).fold(0.0, f64::max);
        let mut x_ticks = spans.0.ticks(axes.0, size.0, 75.0);
        if axes.0.categories.is_empty() && spans.0.scale == Scale::Linear {
            let need = widest(&x_ticks) + 22.0;
            x_ticks = spans.0.ticks(axes.0, size.0, need.max(62.0));
        }
        Frame {
            below: false,
            x_ticks,
            y_ticks: spans.1.ticks(axes.1, size.1, if size.1 < 150.0 { 30.0 } else { 48.0 }),
        }
    }

    /// Room left of the panel.
    pub(crate) fn left(&self, y: &Axis) -> f64 {
        let labels = self.y_ticks.major.iter().map(|(_, l)| Label::parse(l).width(TICK_TEXT)).fold(0.0, f64::max);
        let title = if y.label.is_empty() { 8.0 } else { TITLE_TEXT * 1.15 + 16.0 };
        labels + title + 6.0
    }

    /// Room below the panel.
    pub(crate) fn bottom(&self, x: &Axis) -> f64 {
        let title = if x.label.is_empty() { 6.0 } else { TITLE_TEXT * 1.45 };
        if x.categories.is_empty() {
            return TICK_TEXT + 10.0 + title;
        }
        let labels = self.x_ticks.major.iter().map(|(_, l)| Label::parse(l).width(TICK_TEXT)).fold(0.0, f64::max);
        labels + 12.0 + title
    }

    /// Room right of the panel: half of the last number may stand there.
    pub(crate) fn right(&self) -> f64 {
        let last = self.x_ticks.major.last().map_or(0.0, |(_, l)| Label::parse(l).width(TICK_TEXT));
        (last / 2.0 + 4.0).max(14.0)
    }
}

/// Which texts of a frame are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum XTexts {
    Shown,
    Hidden,
}

/// Where ticks point: outward when the panel is covered to its edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Inward,
    Outward,
}

/// Draws box, ticks, numbers and titles.
pub(crate) fn draw(
    canvas: &mut Canvas,
    plane: &Plane,
    frame: &Frame,
    axes: (&Axis, &Axis),
    x_texts: XTexts,
    side: Side,
) {
    let area = plane.area;
    draw_ticks(canvas, plane, frame, axes, side);
    let corners = [
        (area.left, area.top),
        (area.right, area.top),
        (area.right, area.bottom),
        (area.left, area.bottom),
        (area.left, area.top),
        (area.right, area.top),
    ];
    canvas.line(&corners, Pen::new(Color::Black, FRAME_PEN));
    y_texts(canvas, plane, frame, axes.1);
    if x_texts == XTexts::Shown {
        draw_x_texts(canvas, plane, frame, axes.0);
    }
}

fn draw_ticks(canvas: &mut Canvas, plane: &Plane, frame: &Frame, (x, y): (&Axis, &Axis), side: Side) {
    let area = plane.area;
    let mut strokes: Vec<Vec<Place>> = Vec::new();
    let mut vertical = |value: f64, length: f64| {
        if let Some(at) = plane.x_at(value).filter(|at| *at >= area.left - 0.01 && *at <= area.right + 0.01) {
            match side {
                Side::Inward => {
                    strokes.push(vec![(at, area.bottom), (at, area.bottom - length)]);
                    strokes.push(vec![(at, area.top), (at, area.top + length)]);
                }
                Side::Outward => strokes.push(vec![(at, area.bottom), (at, area.bottom + length * 0.6)]),
            }
        }
    };
    if x.categories.is_empty() {
        frame.x_ticks.major.iter().for_each(|(value, _)| vertical(*value, MAJOR));
        frame.x_ticks.minor.iter().for_each(|value| vertical(*value, MINOR));
    }
    let mut horizontal = |value: f64, length: f64| {
        if let Some(at) = plane.y_at(value).filter(|at| *at >= area.top - 0.01 && *at <= area.bottom + 0.01) {
            match side {
                Side::Inward => {
                    strokes.push(vec![(area.left, at), (area.left + length, at)]);
                    strokes.push(vec![(area.right, at), (area.right - length, at)]);
                }
                Side::Outward => strokes.push(vec![(area.left, at), (area.left - length * 0.6, at)]),
            }
        }
    };
    if y.categories.is_empty() {
        frame.y_ticks.major.iter().for_each(|(value, _)| horizontal(*value, MAJOR));
        frame.y_ticks.minor.iter().for_each(|value| horizontal(*value, MINOR));
    }
    canvas.lines(&strokes, Pen { color: Color::Black, width: TICK_PEN, dash: Dash::Solid, opacity: 1.0 });
}

fn draw_x_texts(canvas: &mut Canvas, plane: &Plane, frame: &Frame, axis: &Axis) {
    let area = plane.area;
    let names = !axis.categories.is_empty();
    for (value, label) in &frame.x_ticks.major {
        let Some(x) = plane.x_at(*value) else { continue };
        let label = Label::parse(label);
        if names {
            let style = TextStyle { upward: true, ..TextStyle::new(TICK_TEXT, Anchor::End) };
            canvas.text((x + TICK_TEXT * CAPITAL / 2.0, area.bottom + 7.0), &label, style);
        } else {
            canvas.text((x, area.bottom + 6.0 + TICK_TEXT * 0.85), &label, TextStyle::new(TICK_TEXT, Anchor::Middle));
        }
    }
    let y = area.bottom + frame.bottom(axis) - TITLE_TEXT * 0.4;
    canvas.text(
        (area.right, y),
        &Label::parse(&titled(axis, frame.x_ticks.power)),
        TextStyle::new(TITLE_TEXT, Anchor::End),
    );
}

/// The title with the power of ten that the numbers leave out.
fn titled(axis: &Axis, power: i32) -> String {
    match power {
        0 => axis.label.clone(),
        power => format!("{}  (× 10^{{{power}}})", axis.label),
    }
}

fn y_texts(canvas: &mut Canvas, plane: &Plane, frame: &Frame, axis: &Axis) {
    let area = plane.area;
    for (value, label) in &frame.y_ticks.major {
        let Some(y) = plane.y_at(*value).filter(|y| *y >= area.top - 0.01 && *y <= area.bottom + 0.01) else {
            continue;
        };
        // Under another panel a number beside the upper edge stands a little lower: it would touch that panel's lowest one.
        let y = if frame.below { y.max(area.top + TICK_TEXT * CAPITAL / 2.0) } else { y };
        let place = (area.left - 6.0, y + TICK_TEXT * CAPITAL / 2.0);
        canvas.text(place, &Label::parse(label), TextStyle::new(TICK_TEXT, Anchor::End));
    }
    if axis.label.is_empty() {
        return;
    }
    let labels = frame.y_ticks.major.iter().map(|(_, l)| Label::parse(l).width(TICK_TEXT)).fold(0.0, f64::max);
    let title = Label::parse(&titled(axis, frame.y_ticks.power));
    // A title longer than the panel is set smaller.
    let size = (TITLE_TEXT * (area.height() / title.width(TITLE_TEXT)).min(1.0)).max(8.0);
    let style = TextStyle { upward: true, ..TextStyle::new(size, Anchor::End) };
    canvas.text((area.left - labels - 17.0, area.top), &title, style);
}
