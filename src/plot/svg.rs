//! A canvas as SVG: geometry by plotters' SVG backend, text and groups written here.
//!
//! plotters counts whole pixels and knows no clipping, dash arrays or sub- and superscripts. So a pixel of ours is
//! ten of plotters', each group of shapes is drawn by a backend of its own, and what it writes is put inside a
//! `<g>` that carries the rest.

use std::fmt::Write as _;

use plotters::prelude::{DrawingBackend, RGBAColor, ShapeStyle};
use plotters_svg::SVGBackend;

use super::canvas::{Anchor, Area, Canvas, Item, Pen, Place, Slope, TextStyle};
use super::label::{Label, escape};
use super::palette::{Color, Dash};

/// Sub-pixels in a pixel.
const SUB: f64 = 10.0;
/// Fonts of all text; the first that exists is used.
pub(crate) const FONTS: &str = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif";
/// Text that stands for the identity of the figure until its content is known.
const ID: &str = "@id@";
/// More cells than this are written one colour at a time: a quarter of the length of one shape per cell.
const MANY: usize = 1000;

/// The growing content of an SVG.
struct Svg {
    size: (u32, u32),
    body: String,
    /// Number of clip paths and patterns.
    named: usize,
}

/// The SVG of a canvas, with its title and its description for readers who cannot see it.
pub(crate) fn document(canvas: &Canvas, title: &str, description: &str) -> String {
    let one = |v: f64| (v * SUB).round().clamp(10.0, 200_000.0) as u32;
    let mut svg = Svg { size: (one(canvas.width), one(canvas.height)), body: String::new(), named: 0 };
    canvas.items.iter().for_each(|item| svg.draw(item));
    svg.finish(title, description)
}

fn rgba(color: Color, opacity: f64) -> RGBAColor {
    let (r, g, b) = color.rgb();
    RGBAColor(r, g, b, opacity.clamp(0.0, 1.0))
}

fn filled(color: Color, opacity: f64) -> ShapeStyle {
    ShapeStyle { color: rgba(color, opacity), filled: true, stroke_width: 0 }
}

/// A place in whole sub-pixels; far outside places stay within what SVG readers bear.
fn sub((x, y): Place) -> (i32, i32) {
    let one = |v: f64| (v * SUB).round().clamp(-200_000.0, 200_000.0) as i32;
    (one(x), one(y))
}

impl Svg {
    fn draw(&mut self, item: &Item) {
        match item {
            Item::Clip(area) => self.clip(area),
            Item::Unclip => self.body.push_str("</g>\n"),
            Item::Lines(lines, pen) => self.lines(lines, *pen),
            Item::Polygon(places, color, opacity) => {
                let shapes = self.shapes(|backend| {
                    let _ = backend.fill_polygon(places.iter().map(|place| sub(*place)), &filled(*color, *opacity));
                });
                self.group("", &shapes);
            }
            Item::Hatch(places, color, slope) => self.hatch(places, *color, *slope),
            Item::Cells(cells) if cells.len() > MANY => self.mosaic(cells),
            Item::Cells(cells) => self.rectangles(cells),
            Item::Discs(places, radius, color, opacity) => self.discs(places, *radius, *color, *opacity),
            Item::Text(place, label, style) => self.text(*place, label, *style),
        }
    }

    /// Shapes drawn by plotters, without the `<svg>` around them.
    fn shapes(&self, draw: impl FnOnce(&mut SVGBackend<'_>)) -> String {
        let mut text = String::new();
        {
            let mut backend = SVGBackend::with_string(&mut text, self.size);
            draw(&mut backend);
            // Writing to a String cannot fail.
            let _ = backend.present();
        }
        let inner = text.split_once('\n').map_or("", |(_, rest)| rest);
        let inner = inner.strip_suffix("</svg>\n").unwrap_or(inner);
        inner.replace(" opacity=\"1\"", "").replace(" stroke=\"none\" stroke-width=\"0\"", "").replace(" \"/>", "\"/>")
    }

    fn group(&mut self, attributes: &str, shapes: &str) {
        if shapes.is_empty() {
            return;
        }
        if attributes.is_empty() {
            self.body.push_str(shapes);
        } else {
            let _ = write!(self.body, "<g{attributes}>\n{shapes}</g>\n");
        }
    }

    fn clip(&mut self, area: &Area) {
        let ((x, y), (right, bottom)) = (sub((area.left, area.top)), sub((area.right, area.bottom)));
        self.named += 1;
        let _ = write!(
            self.body,
            "<clipPath id=\"{ID}{n}\"><rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/></clipPath>\n\
             <g clip-path=\"url(#{ID}{n})\">\n",
            n = self.named,
            w = right - x,
            h = bottom - y
        );
    }

    fn lines(&mut self, lines: &[Vec<Place>], pen: Pen) {
        let width = (pen.width * SUB).round().clamp(1.0, 1e4) as u32;
        let style = ShapeStyle { color: rgba(pen.color, pen.opacity), filled: false, stroke_width: width };
        let shapes = self.shapes(|backend| {
            for line in lines.iter().filter(|line| line.len() > 1) {
                let _ = match line[..] {
                    [from, to] => backend.draw_line(sub(from), sub(to), &style),
                    _ => backend.draw_path(line.iter().map(|place| sub(*place)), &style),
                };
            }
        });
        let mut attributes = String::new();
        if pen.dash != Dash::Solid {
            let lengths: Vec<String> = pen.dash.lengths(pen.width).iter().map(|l| format!("{:.0}", l * SUB)).collect();
            let _ = write!(attributes, " stroke-dasharray=\"{}\"", lengths.join(" "));
        }
        if lines.iter().any(|line| line.len() > 2) {
            attributes.push_str(" stroke-linejoin=\"round\"");
        }
        if lines.len() < 3 {
            return self.group(&attributes, &shapes);
        }
        // What all strokes share is said once.
        let each = format!(" stroke=\"{}\" stroke-width=\"{width}\"", pen.color.hex());
        self.group(&format!("{each}{attributes}"), &shapes.replace(&each, ""));
    }

    fn hatch(&mut self, places: &[Place], color: Color, slope: Slope) {
        self.named += 1;
        let n = self.named;
        let turn = if slope == Slope::Rising { 45 } else { -45 };
        let points: Vec<String> = places.iter().map(|p| sub(*p)).map(|(x, y)| format!("{x},{y}")).collect();
        let _ = write!(
            self.body,
            "<pattern id=\"{ID}{n}\" width=\"75\" height=\"75\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate({turn})\"><line x1=\"37\" y1=\"0\" x2=\"37\" y2=\"75\" stroke=\"{}\" \
             stroke-width=\"8\" stroke-opacity=\"0.7\"/></pattern>\n<polygon fill=\"url(#{ID}{n})\" points=\"{}\"/>\n",
            color.hex(),
            points.join(" ")
        );
    }

    fn rectangles(&mut self, cells: &[(Area, Color)]) {
        let shapes = self.shapes(|backend| {
            for (area, color) in cells {
                let (from, to) = (sub((area.left, area.top)), sub((area.right, area.bottom)));
                let _ = backend.draw_rect(from, to, &filled(*color, 1.0), true);
            }
        });
        self.group(" shape-rendering=\"crispEdges\"", &shapes);
    }

    /// One path per colour, and the commonest colour as a ground.
    fn mosaic(&mut self, cells: &[(Area, Color)]) {
        let mut colors: Vec<(Color, Vec<Area>)> = Vec::new();
        for (area, color) in cells {
            match colors.iter_mut().find(|(known, _)| known == color) {
                Some((_, areas)) => areas.push(*area),
                None => colors.push((*color, vec![*area])),
            }
        }
        // Stable: of equally common colours the first that was met is the ground.
        colors.sort_by_key(|(_, areas)| std::cmp::Reverse(areas.len()));
        let Some((ground, _)) = colors.first() else { return };
        let hull = cells.iter().skip(1).fold(cells[0].0, |hull, (area, _)| Area {
            left: hull.left.min(area.left),
            top: hull.top.min(area.top),
            right: hull.right.max(area.right),
            bottom: hull.bottom.max(area.bottom),
        });
        let mut shapes = format!("<path fill=\"{}\" d=\"{}\"/>\n", ground.hex(), square(&hull));
        for (color, areas) in colors.iter().skip(1) {
            let path: String = areas.iter().map(square).collect();
            let _ = writeln!(shapes, "<path fill=\"{}\" d=\"{path}\"/>", color.hex());
        }
        self.group(" shape-rendering=\"crispEdges\"", &shapes);
    }

    fn discs(&mut self, places: &[Place], radius: f64, color: Color, opacity: f64) {
        let radius = (radius * SUB).round().max(1.0) as u32;
        let shapes = self.shapes(|backend| {
            for place in places {
                let _ = backend.draw_circle(sub(*place), radius, &filled(color, 1.0), true);
            }
        });
        // The colour is said once for all of them: scatter plots are long.
        let each = format!(" fill=\"{}\"", color.hex());
        let attributes = if opacity < 1.0 { format!("{each} fill-opacity=\"{opacity}\"") } else { each.clone() };
        self.group(&attributes, &shapes.replace(&each, ""));
    }

    fn text(&mut self, place: Place, label: &Label, style: TextStyle) {
        let (x, y) = sub(place);
        let size = (style.size * SUB).round();
        let anchor = match style.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let fill = if style.color == Color::Black { String::new() } else { format!(" fill=\"{}\"", style.color.hex()) };
        let turn = if style.upward { format!(" transform=\"rotate(-90 {x} {y})\"") } else { String::new() };
        let content = label.tspans(size);
        let _ =
            writeln!(self.body, "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{anchor}{fill}{turn}>{content}</text>");
    }

    fn finish(self, title: &str, description: &str) -> String {
        let (w, h) = self.size;
        let (width, height) = (f64::from(w) / SUB, f64::from(h) / SUB);
        let id = format!("f{:08x}-", fingerprint(&self.body));
        let body = self.body.replace(ID, &id);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {w} {h}\" \
             role=\"img\" style=\"max-width:100%;height:auto\" font-family=\"{FONTS}\">\n\
             <title>{}</title>\n<desc>{}</desc>\n<rect width=\"{w}\" height=\"{h}\" fill=\"#FFFFFF\"/>\n{body}</svg>\n",
            escape(title),
            escape(description)
        )
    }
}

/// A rectangle as a piece of a path.
fn square(area: &Area) -> String {
    let ((left, top), (right, bottom)) = (sub((area.left, area.top)), sub((area.right, area.bottom)));
    format!("M{left} {top}H{right}V{bottom}H{left}z")
}

/// FNV-1a of the content: names of clip paths must differ between the figures of one page.
fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
