//! The paper of a figure: geometry by plotters' SVG backend, text and groups written here.
//!
//! plotters counts whole pixels and knows no clipping, dash arrays or sub- and superscripts. So a pixel of ours is
//! ten of plotters', each group of shapes is drawn by a backend of its own, and what it writes is put inside a
//! `<g>` that carries the rest.

use std::fmt::Write as _;

use plotters::prelude::{DrawingBackend, RGBAColor, ShapeStyle};
use plotters_svg::SVGBackend;

use super::label::Label;
use super::palette::{Color, Dash};

/// Sub-pixels in a pixel.
pub(crate) const SUB: f64 = 10.0;
/// Fonts of all text; the first that exists is used.
pub(crate) const FONTS: &str = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif";
/// Text that stands for the identity of the figure until its content is known.
const ID: &str = "@id@";

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
}

/// Stroke of a line.
#[derive(Debug, Clone, Copy)]
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

    fn shape(&self) -> ShapeStyle {
        let width = (self.width * SUB).round().clamp(1.0, 1e4) as u32;
        ShapeStyle { color: rgba(self.color, self.opacity), filled: false, stroke_width: width }
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
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextStyle {
    pub(crate) size: f64,
    pub(crate) anchor: Anchor,
    pub(crate) color: Color,
    pub(crate) bold: bool,
    /// Turned by 90° counter-clockwise.
    pub(crate) upward: bool,
}

impl TextStyle {
    pub(crate) fn new(size: f64, anchor: Anchor) -> TextStyle {
        TextStyle { size, anchor, color: Color::Black, bold: false, upward: false }
    }
}

/// The growing content of an SVG.
#[derive(Debug)]
pub(crate) struct Ink {
    size: (u32, u32),
    body: String,
    clips: usize,
}

fn rgba(color: Color, opacity: f64) -> RGBAColor {
    let (r, g, b) = color.rgb();
    RGBAColor(r, g, b, opacity.clamp(0.0, 1.0))
}

/// A place in whole sub-pixels; far outside places stay within what SVG readers bear.
pub(super) fn sub((x, y): Place) -> (i32, i32) {
    let one = |v: f64| (v * SUB).round().clamp(-200_000.0, 200_000.0) as i32;
    (one(x), one(y))
}

impl Ink {
    pub(crate) fn new(width: f64, height: f64) -> Ink {
        let one = |v: f64| (v * SUB).round().clamp(10.0, 200_000.0) as u32;
        Ink { size: (one(width), one(height)), body: String::new(), clips: 0 }
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

    pub(super) fn group(&mut self, attributes: &str, shapes: &str) {
        if shapes.is_empty() {
            return;
        }
        if attributes.is_empty() {
            self.body.push_str(shapes);
        } else {
            let _ = write!(self.body, "<g{attributes}>\n{shapes}</g>\n");
        }
    }

    /// Everything until [`Ink::unclip`] is cut at the edge of `area`.
    pub(crate) fn clip(&mut self, area: Area) {
        let ((x, y), (right, bottom)) = (sub((area.left, area.top)), sub((area.right, area.bottom)));
        self.clips += 1;
        let _ = write!(
            self.body,
            "<clipPath id=\"{ID}{n}\"><rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/></clipPath>\n\
             <g clip-path=\"url(#{ID}{n})\">\n",
            n = self.clips,
            w = right - x,
            h = bottom - y
        );
    }

    pub(crate) fn unclip(&mut self) {
        self.body.push_str("</g>\n");
    }

    /// A line through `places`.
    pub(crate) fn line(&mut self, places: &[Place], pen: Pen) {
        self.lines(&[places.to_vec()], pen);
    }

    /// Several lines in one pen.
    pub(crate) fn lines(&mut self, lines: &[Vec<Place>], pen: Pen) {
        let style = pen.shape();
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
            let _ = write!(attributes, " stroke-dasharray=\"{}\"", pen.dash.array(pen.width));
        }
        if lines.iter().any(|line| line.len() > 2) {
            attributes.push_str(" stroke-linejoin=\"round\"");
        }
        if lines.len() < 3 {
            return self.group(&attributes, &shapes);
        }
        // What all strokes share is said once.
        let each = format!(" stroke=\"{}\" stroke-width=\"{}\"", pen.color.hex(), style.stroke_width);
        self.group(&format!("{each}{attributes}"), &shapes.replace(&each, ""));
    }

    /// A filled polygon without outline.
    pub(crate) fn polygon(&mut self, places: &[Place], color: Color, opacity: f64) {
        let style = ShapeStyle { color: rgba(color, opacity), filled: true, stroke_width: 0 };
        let shapes = self.shapes(|backend| {
            let _ = backend.fill_polygon(places.iter().map(|place| sub(*place)), &style);
        });
        self.group("", &shapes);
    }

    /// A polygon filled with slanted lines.
    pub(crate) fn hatch(&mut self, places: &[Place], color: Color, slope: f64) {
        self.clips += 1;
        let n = self.clips;
        let turn = if slope > 0.0 { 45 } else { -45 };
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

    /// Filled rectangles of one colour each.
    pub(crate) fn rectangles(&mut self, cells: &[(Area, Color)]) {
        let shapes = self.shapes(|backend| {
            for (area, color) in cells {
                let style = ShapeStyle { color: rgba(*color, 1.0), filled: true, stroke_width: 0 };
                let _ = backend.draw_rect(sub((area.left, area.top)), sub((area.right, area.bottom)), &style, true);
            }
        });
        self.group(" shape-rendering=\"crispEdges\"", &shapes);
    }

    /// Filled discs of one colour.
    pub(crate) fn discs(&mut self, places: &[Place], radius: f64, color: Color, opacity: f64) {
        let style = ShapeStyle { color: rgba(color, 1.0), filled: true, stroke_width: 0 };
        let radius = (radius * SUB).round().max(1.0) as u32;
        let shapes = self.shapes(|backend| {
            for place in places {
                let _ = backend.draw_circle(sub(*place), radius, &style, true);
            }
        });
        // The colour is said once for all of them: scatter plots are long.
        let each = format!(" fill=\"{}\"", color.hex());
        let attributes = if opacity < 1.0 { format!("{each} fill-opacity=\"{opacity}\"") } else { each.clone() };
        self.group(&attributes, &shapes.replace(&each, ""));
    }

    /// A rectangle filled with one colour.
    pub(crate) fn fill(&mut self, area: Area, color: Color, opacity: f64) {
        let corners =
            [(area.left, area.top), (area.right, area.top), (area.right, area.bottom), (area.left, area.bottom)];
        self.polygon(&corners, color, opacity);
    }

    /// A label of the label language with its baseline at `place`.
    pub(crate) fn text(&mut self, place: Place, label: &Label, style: TextStyle) {
        if label.is_empty() {
            return;
        }
        let (x, y) = sub(place);
        let size = (style.size * SUB).round();
        let anchor = match style.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let bold = if style.bold { " font-weight=\"bold\"" } else { "" };
        let fill = if style.color == Color::Black { String::new() } else { format!(" fill=\"{}\"", style.color.hex()) };
        let turn = if style.upward { format!(" transform=\"rotate(-90 {x} {y})\"") } else { String::new() };
        let content = label.tspans(size);
        let _ = writeln!(
            self.body,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{anchor}{bold}{fill}{turn}>{content}</text>"
        );
    }

    /// The finished SVG.
    pub(crate) fn finish(self, title: &str, description: &str) -> String {
        let (w, h) = self.size;
        let (width, height) = (f64::from(w) / SUB, f64::from(h) / SUB);
        let id = format!("f{:08x}-", fingerprint(&self.body));
        let body = self.body.replace(ID, &id);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {w} {h}\" \
             role=\"img\" style=\"max-width:100%;height:auto\" font-family=\"{FONTS}\">\n\
             <title>{}</title>\n<desc>{}</desc>\n<rect width=\"{w}\" height=\"{h}\" fill=\"#FFFFFF\"/>\n{body}</svg>\n",
            super::label::escape(title),
            super::label::escape(description)
        )
    }
}

/// FNV-1a of the content: names of clip paths must differ between the figures of one page.
fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
