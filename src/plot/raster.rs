//! A canvas as pixels: `zeno` says how much of each pixel a shape covers, colours are mixed here.

use zeno::{Command, Join, Mask, Point, Stroke, Style};

use super::canvas::{Area, Canvas, HATCH, Item, LAYOUT_PER_INCH, Pen, Place, TextStyle, bounds, circle, hatch_lines};
use super::font::{Fonts, Piece};
use super::label::Label;
use super::palette::Color;
use crate::error::{Error, Result};

/// Largest number of pixels of a picture.
const MOST: f64 = 1e8;

/// The pixels of a canvas, `per_inch` to the inch.
///
/// # Errors
/// A resolution outside [24, 1200], more than a hundred million pixels, or a letter that no font of ours has.
pub(crate) fn picture(canvas: &Canvas, per_inch: f64) -> Result<Picture> {
    if !(24.0..=1200.0).contains(&per_inch) {
        return Err(Error::value("the resolution of a PNG", "between 24 and 1200 pixels per inch", per_inch));
    }
    let scale = per_inch / LAYOUT_PER_INCH;
    let (width, height) = ((canvas.width * scale).round().max(1.0), (canvas.height * scale).round().max(1.0));
    if width * height > MOST {
        let found = format!("{width} × {height} at {per_inch} pixels per inch");
        return Err(Error::value("the size of a PNG", "at most 100 million pixels", found));
    }
    let (width, height) = (width as usize, height as usize);
    let pixels = vec![255; 3 * width * height];
    let clip = Window { left: 0, top: 0, right: width, bottom: height };
    let mut picture = Picture { width, height, scale, pixels, clip, fonts: Fonts::new()? };
    for item in &canvas.items {
        picture.draw(item)?;
    }
    Ok(picture)
}

/// A rectangle of whole pixels.
#[derive(Debug, Clone, Copy)]
struct Window {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
}

/// Pixels that are drawn on.
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    scale: f64,
    /// Red, green and blue of each pixel, row by row.
    pub(crate) pixels: Vec<u8>,
    clip: Window,
    fonts: Fonts,
}

fn point((x, y): Place) -> Point {
    Point::new(x as f32, y as f32)
}

fn polyline(places: &[Place]) -> Vec<Command> {
    let rest = places.iter().skip(1).map(|place| Command::LineTo(point(*place)));
    places.first().map(|first| Command::MoveTo(point(*first))).into_iter().chain(rest).collect()
}

fn closed(places: &[Place]) -> Vec<Command> {
    polyline(places).into_iter().chain([Command::Close]).collect()
}

impl Picture {
    fn at(&self, (x, y): Place) -> Place {
        // Far outside places stay within the whole numbers of the coverage.
        let one = |v: f64| (v * self.scale).clamp(-2e5, 2e5);
        (one(x), one(y))
    }

    fn all(&self, places: &[Place]) -> Vec<Place> {
        places.iter().map(|place| self.at(*place)).collect()
    }

    /// The pixels of an area inside the clip, its edges rounded.
    fn window(&self, area: &Area) -> Window {
        let side = |v: f64, low: usize, high: usize| (v.round().max(low as f64) as usize).min(high);
        let ((left, top), (right, bottom)) = (self.at((area.left, area.top)), self.at((area.right, area.bottom)));
        let clip = self.clip;
        Window {
            left: side(left, clip.left, clip.right),
            top: side(top, clip.top, clip.bottom),
            right: side(right, clip.left, clip.right),
            bottom: side(bottom, clip.top, clip.bottom),
        }
    }

    fn draw(&mut self, item: &Item) -> Result<()> {
        match item {
            Item::Clip(area) => self.clip = self.window(area),
            Item::Unclip => self.clip = Window { left: 0, top: 0, right: self.width, bottom: self.height },
            Item::Lines(lines, pen) => self.lines(lines, *pen),
            Item::Polygon(places, color, opacity) => {
                let places = self.all(places);
                self.shape(&closed(&places), &places, Style::default(), *color, *opacity);
            }
            Item::Hatch(places, color, slope) => {
                let lines: Vec<Vec<Place>> = hatch_lines(places, *slope).iter().map(|line| self.all(line)).collect();
                let (_, width, opacity) = HATCH;
                let stroke = Stroke::new((width * self.scale) as f32);
                let path: Vec<Command> = lines.iter().flat_map(|line| polyline(line)).collect();
                let places = self.all(places);
                let Some((window, inside)) = self.coverage(&closed(&places), &places, 0.0, Style::default()) else {
                    return Ok(());
                };
                let Some((_, mut on_lines)) = self.coverage(&path, &places, 0.0, Style::Stroke(stroke)) else {
                    return Ok(());
                };
                on_lines.iter_mut().zip(&inside).for_each(|(a, b)| *a = (u16::from(*a) * u16::from(*b) / 255) as u8);
                self.mix(window, &on_lines, *color, opacity);
            }
            Item::Cells(cells) => cells.iter().for_each(|(area, color)| self.cell(&self.window(area), *color)),
            Item::Discs(places, radius, color, opacity) => {
                for place in places {
                    let (start, curves) = circle(self.at(*place), radius * self.scale);
                    let curve = |[a, b, end]: [Place; 3]| Command::CurveTo(point(a), point(b), point(end));
                    let path: Vec<Command> = [Command::MoveTo(point(start))]
                        .into_iter()
                        .chain(curves.map(curve))
                        .chain([Command::Close])
                        .collect();
                    let ends: Vec<Place> = curves.iter().map(|curve| curve[2]).collect();
                    self.shape(&path, &ends, Style::default(), *color, *opacity);
                }
            }
            Item::Text(place, label, style) => self.text(*place, label, style)?,
        }
        Ok(())
    }

    fn lines(&mut self, lines: &[Vec<Place>], pen: Pen) {
        let dashes: Vec<f32> = pen.dash.lengths(pen.width).iter().map(|length| (length * self.scale) as f32).collect();
        let mut stroke = Stroke::new((pen.width * self.scale) as f32);
        stroke.join(Join::Round).dash(&dashes, 0.0);
        let lines: Vec<Vec<Place>> = lines.iter().filter(|line| line.len() > 1).map(|line| self.all(line)).collect();
        if pen.opacity < 1.0 {
            // Where two lines cross, both are seen.
            lines
                .iter()
                .for_each(|line| self.shape(&polyline(line), line, Style::Stroke(stroke), pen.color, pen.opacity));
        } else {
            let path: Vec<Command> = lines.iter().flat_map(|line| polyline(line)).collect();
            self.shape(&path, &lines.concat(), Style::Stroke(stroke), pen.color, 1.0);
        }
    }

    fn text(&mut self, place: Place, label: &Label, style: &TextStyle) -> Result<()> {
        let (mut path, mut around) = (Vec::new(), Vec::new());
        for glyph in self.fonts.set(label, style)? {
            let put = |x: f64, y: f64| {
                let (x, y) = (glyph.x + x * glyph.size, glyph.y - y * glyph.size);
                let (x, y) = if style.upward { (y, -x) } else { (x, y) };
                self.at((place.0 + x, place.1 + y))
            };
            for piece in self.fonts.outline(&glyph) {
                path.push(match piece {
                    Piece::Move(x, y) => Command::MoveTo(point(put(x, y))),
                    Piece::Line(x, y) => Command::LineTo(point(put(x, y))),
                    Piece::Quad(a, b, x, y) => Command::QuadTo(point(put(a, b)), point(put(x, y))),
                    Piece::Cubic([a, b, c, d, x, y]) => {
                        Command::CurveTo(point(put(a, b)), point(put(c, d)), point(put(x, y)))
                    }
                    Piece::Close => Command::Close,
                });
            }
            // No letter is higher, deeper or wider than this.
            around.extend([put(-1.0, 1.5), put(glyph.advance + 1.0, -0.7)]);
        }
        self.shape(&path, &around, Style::default(), style.color, 1.0);
        Ok(())
    }

    fn shape(&mut self, path: &[Command], around: &[Place], style: Style<'_>, color: Color, opacity: f64) {
        let margin = match style {
            Style::Stroke(stroke) => f64::from(stroke.width),
            Style::Fill(_) => 0.0,
        };
        if let Some((window, mask)) = self.coverage(path, around, margin, style) {
            self.mix(window, &mask, color, opacity);
        }
    }

    /// How much of each pixel a path covers (255: all), in the rectangle around `around` inside the clip.
    fn coverage(&self, path: &[Command], around: &[Place], margin: f64, style: Style<'_>) -> Option<(Window, Vec<u8>)> {
        let area = bounds(around)?;
        let low = |v: f64, least: usize| ((v - margin - 1.0).floor().max(least as f64)) as usize;
        let high = |v: f64, most: usize| ((v + margin + 1.0).ceil().clamp(0.0, most as f64)) as usize;
        let window = Window {
            left: low(area.left, self.clip.left),
            top: low(area.top, self.clip.top),
            right: high(area.right, self.clip.right),
            bottom: high(area.bottom, self.clip.bottom),
        };
        if window.left >= window.right || window.top >= window.bottom {
            return None;
        }
        let size = ((window.right - window.left) as u32, (window.bottom - window.top) as u32);
        let offset = (-(window.left as f32), -(window.top as f32));
        let (mask, _) = Mask::new(path).style(style).size(size.0, size.1).offset(offset).render();
        Some((window, mask))
    }

    fn mix(&mut self, window: Window, mask: &[u8], color: Color, opacity: f64) {
        let (r, g, b) = color.rgb();
        let weight = (opacity.clamp(0.0, 1.0) * 256.0).round() as u32;
        for (y, row) in (window.top..window.bottom).zip(mask.chunks(window.right - window.left)) {
            let from = 3 * (y * self.width + window.left);
            for (pixel, covered) in
                self.pixels[from..].chunks_exact_mut(3).zip(row).filter(|(_, covered)| **covered > 0)
            {
                // In parts of 255 · 256; half of that is added to round.
                let part = u32::from(*covered) * weight;
                for (old, new) in pixel.iter_mut().zip([r, g, b]) {
                    let sum = u32::from(*old) * (65_280 - part) + u32::from(new) * part + 32_640;
                    *old = (sum / 65_280) as u8;
                }
            }
        }
    }

    fn cell(&mut self, window: &Window, color: Color) {
        let (r, g, b) = color.rgb();
        for y in window.top..window.bottom {
            let (from, to) = (3 * (y * self.width + window.left), 3 * (y * self.width + window.right.max(window.left)));
            self.pixels[from..to].chunks_exact_mut(3).for_each(|pixel| pixel.copy_from_slice(&[r, g, b]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::canvas::Anchor;
    use super::*;

    /// The pixel at a place of a drawing with two pixels for each of the layout.
    fn pixel(picture: &Picture, x: usize, y: usize) -> [u8; 3] {
        let at = 3 * (y * picture.width + x);
        [picture.pixels[at], picture.pixels[at + 1], picture.pixels[at + 2]]
    }

    #[test]
    fn shapes_have_their_places_and_opacities() -> Result<()> {
        let mut canvas = Canvas::new(40.0, 20.0);
        let square = |left: f64| Area { left, top: 5.0, right: left + 10.0, bottom: 15.0 };
        canvas.fill(square(5.0), Color::Rgb(255, 0, 0), 1.0);
        canvas.fill(square(10.0), Color::Rgb(0, 0, 255), 0.5);
        canvas.clip(Area { left: 30.0, top: 0.0, right: 35.0, bottom: 20.0 });
        canvas.fill(square(25.0), Color::Black, 1.0);
        canvas.unclip();
        canvas.line(&[(0.0, 18.0), (40.0, 18.0)], Pen::new(Color::Black, 1.0));
        let picture = picture(&canvas, 192.0)?;
        assert_eq!((picture.width, picture.height), (80, 40));
        assert_eq!(pixel(&picture, 12, 20), [255, 0, 0]);
        assert_eq!(pixel(&picture, 25, 20), [128, 0, 128]);
        assert_eq!(pixel(&picture, 35, 20), [128, 128, 255]);
        assert_eq!(
            [pixel(&picture, 55, 20), pixel(&picture, 65, 20), pixel(&picture, 72, 20)],
            [[255; 3], [0; 3], [255; 3]]
        );
        assert_eq!(
            [pixel(&picture, 40, 34), pixel(&picture, 40, 35), pixel(&picture, 40, 36)],
            [[255; 3], [0; 3], [0; 3]]
        );
        Ok(())
    }

    #[test]
    fn cells_have_no_gaps_and_letters_have_ink() -> Result<()> {
        let mut canvas = Canvas::new(10.0, 30.0);
        let cell = |i: u8| Area { left: 0.0, top: f64::from(i) * 1.7, right: 10.0, bottom: f64::from(i + 1) * 1.7 };
        canvas.cells((0..6).map(|i| (cell(i), Color::Rgb(i, 0, 0))).collect());
        canvas.text((5.0, 28.0), &Label::parse("M"), TextStyle::new(12.0, Anchor::Middle));
        let picture = picture(&canvas, 96.0)?;
        assert!((0..10).all(|y| pixel(&picture, 5, y)[1] == 0));
        let ink = (18..30).filter(|y| (0..10).any(|x| pixel(&picture, x, *y)[0] < 100)).count();
        // A capital letter is 0.72 of the size.
        assert!((8..=10).contains(&ink), "{ink}");
        assert!(super::picture(&canvas, 1e4).is_err());
        Ok(())
    }
}
