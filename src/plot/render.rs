//! From panels to a canvas: layout, then drawing.

use super::axis::{Scale, Span};
use super::bounds;
use super::canvas::{Anchor, Area, Canvas, TextStyle};
use super::draw::{self, Look};
use super::figure::Figure;
use super::frame::{self, Frame, Plane, Side, XTexts};
use super::label::Label;
use super::layer::{HeatMap, Layer, Shape};
use super::legend::{self, Obstacles};
use super::palette::Color;
use super::panel::Panel;

const TITLE: f64 = 14.5;
const CAPTION: f64 = 13.0;
const CAPTION_ROW: f64 = 18.0;
const PROVENANCE: f64 = 9.5;
/// Gap between a panel and the one below it.
const SPLIT: f64 = 9.0;
/// Height of the lower panel as a part of both.
const LOWER: f64 = 0.27;
/// Widest figure; wider grids shrink their panels.
const WIDEST: f64 = 1080.0;

/// The panel as it will be drawn.
struct Plan<'a> {
    panel: &'a Panel,
    looks: Vec<Look>,
    plane: Plane,
    frame: Frame,
}

fn heat_map(layers: &[Layer]) -> Option<&HeatMap> {
    layers.iter().find_map(|layer| match &layer.shape {
        Shape::HeatMap(map) => Some(map),
        _ => None,
    })
}

fn x_span(panel: &Panel) -> Span {
    let all: Vec<Layer> =
        panel.layers.iter().chain(panel.below.iter().flat_map(|below| &below.layers)).cloned().collect();
    let pad = if bounds::tight_x(&all) { 0.0 } else { 0.04 };
    Span::of(&panel.x, bounds::x(&all, panel.x.scale), (pad, pad))
}

fn y_span(panel: &Panel) -> Span {
    let data = bounds::y(&panel.layers, panel.y.scale);
    let heat = heat_map(&panel.layers).is_some();
    let zero = bounds::from_zero(&panel.layers) && data.is_none_or(|(low, _)| low >= 0.0);
    let pad = match (heat, zero, panel.y.scale) {
        (true, ..) => (0.0, 0.0),
        (_, true, Scale::Linear) => (0.0, 0.08),
        (_, true, Scale::Log) => (0.12, 0.08),
        _ => (0.07, 0.07),
    };
    Span::of(&panel.y, data, pad)
}

impl<'a> Plan<'a> {
    /// A plan inside `cell`, of which `left` pixels at least are margin.
    fn new(panel: &'a Panel, cell: Area, left: f64, x: Span, bottom_texts: XTexts) -> Plan<'a> {
        let looks = draw::looks(&panel.layers);
        let mut y = y_span(panel);
        let free = panel.y.range.is_none();
        let mut grown = 0.0;
        loop {
            let (frame, area) = layout(panel, cell, left, (x, y), bottom_texts);
            let plane = Plane { area, x, y };
            let hits = {
                let entries = legend::entries(&panel.layers, &looks);
                let obstacles = Obstacles::of(&plane, &panel.layers);
                legend::place(panel, &entries, area, &obstacles).map_or(0, |(_, hits)| hits)
            };
            if hits == 0 || !free || grown > 0.6 {
                return Plan { panel, looks, plane, frame };
            }
            grown += 0.06;
            y = y.grown((0.0, 0.06));
        }
    }

    fn draw(&self, canvas: &mut Canvas, x_texts: XTexts) {
        let Plan { panel, plane, .. } = self;
        let axes = (&panel.x, &panel.y);
        draw::layers(canvas, plane, &panel.layers, &self.looks);
        let side = if heat_map(&panel.layers).is_some() { Side::Outward } else { Side::Inward };
        frame::draw(canvas, plane, &self.frame, axes, x_texts, side);
        if let Some(map) = heat_map(&panel.layers) {
            super::heat::bar(canvas, plane.area, map);
        }
        let entries = legend::entries(&panel.layers, &self.looks);
        let obstacles = Obstacles::of(plane, &panel.layers);
        if let Some((area, _)) = legend::place(panel, &entries, plane.area, &obstacles) {
            legend::draw(canvas, &entries, area, &obstacles);
        }
        let y = plane.area.top - 7.0;
        let mut title = |x: f64, text: &str, anchor: Anchor| {
            if !text.is_empty() {
                let label = Label::parse(text);
                let size = (TITLE * plane.area.width() / label.width(TITLE)).clamp(8.0, TITLE);
                canvas.text((x, y), &label, TextStyle::new(size, anchor));
            }
        };
        title(plane.area.left, &panel.title, Anchor::Start);
        title(plane.area.right, &panel.right_title, Anchor::End);
    }
}

/// Ticks and the area between the axes.
fn layout(panel: &Panel, cell: Area, left: f64, spans: (Span, Span), x_texts: XTexts) -> (Frame, Area) {
    let axes = (&panel.x, &panel.y);
    let guess = (cell.width() - 80.0, cell.height() - 60.0);
    let first = Frame::new(axes, spans, guess);
    let bar = heat_map(&panel.layers).map_or(0.0, HeatMap::room);
    let titled = !(panel.title.is_empty() && panel.right_title.is_empty());
    let top = match (x_texts, titled) {
        (_, true) => TITLE + 12.0,
        (_, false) => 11.0,
    };
    let bottom = if x_texts == XTexts::Shown { first.bottom(&panel.x) } else { 0.0 };
    let area = Area {
        left: cell.left + first.left(&panel.y).max(left),
        top: cell.top + top,
        right: cell.right - first.right().max(bar),
        bottom: cell.bottom - bottom,
    };
    let area = Area { right: area.right.max(area.left + 20.0), bottom: area.bottom.max(area.top + 20.0), ..area };
    (Frame::new(axes, spans, (area.width(), area.height())), area)
}

/// Plans a panel and the one below it.
fn plans(panel: &Panel, cell: Area, left: f64) -> Vec<Plan<'_>> {
    let x = x_span(panel);
    let Some(below) = &panel.below else {
        return vec![Plan::new(panel, cell, left, x, XTexts::Shown)];
    };
    let texts = Frame::new((&panel.x, &below.y), (x, y_span(below)), (cell.width(), 100.0)).bottom(&below.x);
    let split = cell.bottom - texts - (cell.height() - texts) * LOWER;
    let upper = Plan::new(panel, Area { bottom: split, ..cell }, left, x, XTexts::Hidden);
    // The lower panel has its own space for a title above it: none is wanted, only the gap.
    let lower = Area { top: split + SPLIT - 11.0, ..cell };
    let mut lower = Plan::new(below, lower, left, x, XTexts::Shown);
    lower.frame.below = true;
    vec![upper, lower]
}

/// Left margin of the panels that stand one above the other.
fn margin(panels: &[&Panel], cell: Area) -> f64 {
    let all = panels.iter().flat_map(|panel| plans(panel, cell, 0.0));
    all.map(|plan| plan.plane.area.left - cell.left).fold(0.0, f64::max)
}

/// Sizes of columns and rows in pixels.
fn grid(figure: &Figure, columns: usize) -> (Vec<f64>, Vec<f64>) {
    let rows = figure.panels.len().div_ceil(columns).max(1);
    let (mut widths, mut heights) = (vec![0.0f64; columns], vec![0.0f64; rows]);
    let plain = if columns > 1 { 0.86 } else { 1.0 };
    for (i, panel) in figure.panels.iter().enumerate() {
        let (width, height) = panel.size;
        widths[i % columns] = widths[i % columns].max(width * plain);
        heights[i / columns] = heights[i / columns].max(height * plain);
    }
    let total: f64 = widths.iter().sum();
    let shrink = (WIDEST / total.max(1.0)).min(1.0);
    widths.iter_mut().for_each(|w| *w = (*w * shrink).max(120.0));
    heights.iter_mut().for_each(|h| *h = (*h * (shrink + 1.0) / 2.0).max(120.0));
    (widths, heights)
}

/// Cuts a text into lines of at most `width` pixels.
fn wrap(text: &str, width: f64) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let longer = if line.is_empty() { word.to_string() } else { format!("{line} {word}") };
            if !line.is_empty() && Label::parse(&longer).width(CAPTION) > width {
                lines.push(std::mem::replace(&mut line, word.to_string()));
            } else {
                line = longer;
            }
        }
        lines.push(line);
    }
    lines
}

/// Everything that a figure draws.
pub(crate) fn canvas(figure: &Figure) -> Canvas {
    let columns = figure.columns.clamp(1, figure.panels.len().max(1));
    let (widths, heights) = grid(figure, columns);
    let (width, panels_height): (f64, f64) =
        if figure.panels.is_empty() { (560.0, 60.0) } else { (widths.iter().sum(), heights.iter().sum()) };
    let caption = if figure.caption.is_empty() { Vec::new() } else { wrap(&figure.caption, (width - 32.0) * 0.92) };
    let caption_height = if caption.is_empty() { 0.0 } else { caption.len() as f64 * CAPTION_ROW + 10.0 };
    let provenance_height = if figure.provenance.is_empty() { 0.0 } else { PROVENANCE + 7.0 };
    let mut canvas = Canvas::new(width, panels_height + caption_height + provenance_height);
    draw_panels(&mut canvas, figure, columns, &widths, &heights);
    let mut y = panels_height + 4.0;
    for line in &caption {
        y += CAPTION_ROW;
        canvas.text((16.0, y - 4.0), &Label::parse(line), TextStyle::new(CAPTION, Anchor::Start));
    }
    if !figure.provenance.is_empty() {
        let bottom = panels_height + caption_height + provenance_height - 5.0;
        let style = TextStyle { color: Color::Rgb(0x70, 0x70, 0x70), ..TextStyle::new(PROVENANCE, Anchor::End) };
        canvas.text((width - 8.0, bottom), &Label::parse(&figure.provenance.replace('_', "\\_")), style);
    }
    canvas
}

fn draw_panels(canvas: &mut Canvas, figure: &Figure, columns: usize, widths: &[f64], heights: &[f64]) {
    if figure.panels.is_empty() {
        let style = TextStyle::new(CAPTION, Anchor::Start);
        canvas.text((16.0, 34.0), &Label::parse("A figure without panels."), style);
    }
    let mut left = 0.0;
    for (column, width) in widths.iter().enumerate() {
        let members: Vec<&Panel> = figure.panels.iter().skip(column).step_by(columns).collect();
        let lowest = heights.iter().copied().fold(f64::INFINITY, f64::min);
        let common = margin(&members, Area { left: 0.0, top: 0.0, right: *width, bottom: lowest });
        let mut top = 0.0;
        for (panel, height) in members.into_iter().zip(heights) {
            let cell = Area { left, top, right: left + width, bottom: top + height };
            let plans = plans(panel, cell, common);
            let last = plans.len() - 1;
            for (i, plan) in plans.iter().enumerate() {
                plan.draw(canvas, if i == last { XTexts::Shown } else { XTexts::Hidden });
            }
            top += height;
        }
        left += width;
    }
}
