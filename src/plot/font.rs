//! The letters of PNG and PDF files: two small fonts that are part of the program, so that no font of the machine is needed.
//!
//! SVG files name fonts instead and leave the letters to the reader. Arimo has the widths of Helvetica, for which the
//! layout leaves room; mathematical signs that it lacks come from DejaVu Sans. `tools/make_fonts.py` makes both.

use ttf_parser::{Face, GlyphId, OutlineBuilder, Rect};

use super::canvas::{Anchor, TextStyle};
use super::label::{Label, Level, SCRIPT_SIZE, SUB_SHIFT, SUP_SHIFT};
use crate::error::{Error, Result};

/// Names and contents of the fonts; a letter is taken from the first that has it.
pub(crate) const FONTS: [(&str, &[u8]); 2] =
    [("Arimo", include_bytes!("fonts/arimo.ttf")), ("DejaVuSans", include_bytes!("fonts/dejavu-signs.ttf"))];

/// A letter with its place in pixels, x to the right and y down from the place on which the text hangs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Glyph {
    /// Number of its font in [`FONTS`].
    pub(crate) font: usize,
    pub(crate) id: u16,
    pub(crate) letter: char,
    pub(crate) x: f64,
    pub(crate) y: f64,
    /// Size of the font.
    pub(crate) size: f64,
    /// Width as a part of the size.
    pub(crate) advance: f64,
}

/// A piece of an outline in font units divided by the size of the em, y upwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Piece {
    Move(f64, f64),
    Line(f64, f64),
    Quad(f64, f64, f64, f64),
    Cubic([f64; 6]),
    Close,
}

/// The fonts, read once for a figure.
pub(crate) struct Fonts {
    faces: Vec<Face<'static>>,
}

impl Fonts {
    pub(crate) fn new() -> Result<Fonts> {
        let read = |(name, bytes): &(&str, &'static [u8])| {
            Face::parse(bytes, 0).map_err(|error| {
                Error::Unavailable(format!("The font {name} of this program cannot be read: {error}."))
            })
        };
        Ok(Fonts { faces: FONTS.iter().map(read).collect::<Result<_>>()? })
    }

    pub(crate) fn face(&self, font: usize) -> &Face<'static> {
        &self.faces[font]
    }

    fn find(&self, letter: char) -> Option<(usize, GlyphId)> {
        self.faces.iter().enumerate().find_map(|(font, face)| Some((font, face.glyph_index(letter)?)))
    }

    /// The letters of a label, with their places.
    ///
    /// # Errors
    /// A letter that neither font has.
    pub(crate) fn set(&self, label: &Label, style: &TextStyle) -> Result<Vec<Glyph>> {
        let mut glyphs: Vec<Glyph> = Vec::new();
        let mut x = 0.0;
        for (level, run) in label.runs() {
            let (y, scale) = match level {
                Level::Base => (0.0, 1.0),
                Level::Sub => (SUB_SHIFT, SCRIPT_SIZE),
                Level::Sup => (SUP_SHIFT, SCRIPT_SIZE),
            };
            let (y, size) = (y * style.size, scale * style.size);
            for letter in run.chars().map(|letter| if letter.is_whitespace() && letter < ' ' { ' ' } else { letter }) {
                let (font, id) = self.find(letter).ok_or_else(|| missing(letter, label))?;
                let face = self.face(font);
                let advance = f64::from(face.glyph_hor_advance(id).unwrap_or(0)) / f64::from(face.units_per_em());
                let mut glyph = Glyph { font, id: id.0, letter, x, y, size, advance };
                if is_mark(letter) {
                    glyph.advance = 0.0;
                    self.put_over(&mut glyph, glyphs.last());
                }
                x += glyph.advance * size;
                glyphs.push(glyph);
            }
        }
        let shift = match style.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => x / 2.0,
            Anchor::End => x,
        };
        glyphs.iter_mut().for_each(|glyph| glyph.x -= shift);
        Ok(glyphs)
    }

    /// Puts a mark such as the hat of m̂ over the middle of the letter before it, higher over a high letter.
    fn put_over(&self, mark: &mut Glyph, before: Option<&Glyph>) {
        let (Some(base), Some(own)) = (before, self.bounds(mark.font, mark.id)) else { return };
        let Some(letter) = self.bounds(base.font, base.id) else { return };
        let unit = f64::from(self.face(mark.font).units_per_em());
        let middle = |rect: Rect| f64::from(rect.x_min + rect.x_max) / 2.0;
        mark.x = base.x + (middle(letter) - middle(own)) / unit * base.size;
        let gap = 0.06 * unit;
        let rise = (f64::from(letter.y_max) + gap - f64::from(own.y_min)).max(0.0);
        mark.y -= rise / unit * base.size;
    }

    fn bounds(&self, font: usize, id: u16) -> Option<Rect> {
        self.face(font).glyph_bounding_box(GlyphId(id))
    }

    /// The outline of a letter.
    pub(crate) fn outline(&self, glyph: &Glyph) -> Vec<Piece> {
        let face = self.face(glyph.font);
        let mut outline = Outline { unit: f64::from(face.units_per_em()), pieces: Vec::new() };
        // A space has no outline.
        let _ = face.outline_glyph(GlyphId(glyph.id), &mut outline);
        outline.pieces
    }
}

fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

fn missing(letter: char, label: &Label) -> Error {
    Error::Unavailable(format!(
        "The fonts for PNG and PDF files lack the letter {letter} (U+{:04X}) of the text \"{}\"; an SVG file takes letters \
         from the fonts of the machine.",
        letter as u32,
        label.plain()
    ))
}

struct Outline {
    unit: f64,
    pieces: Vec<Piece>,
}

impl Outline {
    fn part(&self, v: f32) -> f64 {
        f64::from(v) / self.unit
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.pieces.push(Piece::Move(self.part(x), self.part(y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.pieces.push(Piece::Line(self.part(x), self.part(y)));
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.pieces.push(Piece::Quad(self.part(x1), self.part(y1), self.part(x), self.part(y)));
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.pieces.push(Piece::Cubic([x1, y1, x2, y2, x, y].map(|v| self.part(v))));
    }

    fn close(&mut self) {
        self.pieces.push(Piece::Close);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::glyphs;

    fn set(text: &str) -> Result<Vec<Glyph>> {
        Fonts::new()?.set(&Label::parse(text), &TextStyle::new(10.0, Anchor::Start))
    }

    /// Every letter that the label language can name, and those that the studies write.
    #[test]
    fn the_letters_of_labels_are_there() -> Result<()> {
        for name in crate::plot::symbols::names() {
            assert!(set(&format!("\\{name} x_\\{name}"))?.len() >= 4, "{name}");
        }
        set("√±≤≥∅∪≈∝∞→×·−–…′⁻¹²³°§ℓ∑ΔΛΩαβγδεηθλμνπρστφχω m̂ x̄ é ł ✓ Жук")?;
        let error = set("a 漢").unwrap_err().to_string();
        assert!(error.contains("lack the letter 漢 (U+6F22) of the text \"a 漢\""), "{error}");
        Ok(())
    }

    /// The layout leaves room for the estimated widths: the letters must fit into them.
    #[test]
    fn letters_fit_into_the_room_of_the_layout() -> Result<()> {
        for letter in (' '..='~').chain("−±×≤≥≈αηφ–…√ΔΛ".chars()) {
            let glyph = Fonts::new()?.set(&Label::parse(&format!("\\{letter}")), &TextStyle::new(1.0, Anchor::Start));
            let Some(glyph) = glyph?.first().copied() else { continue };
            assert!(glyph.advance <= glyphs::width(letter) + 0.12, "{letter}: {}", glyph.advance);
        }
        let text = "Signal efficiency, background rejection and 139 fb^{-1} of data";
        let glyphs = set(text)?;
        let last = glyphs.last().map_or(0.0, |glyph| glyph.x + glyph.advance * glyph.size);
        assert!(last <= Label::parse(text).width(10.0) && last > 0.85 * Label::parse(text).width(10.0));
        Ok(())
    }

    #[test]
    fn a_hat_stands_over_the_middle_of_its_letter() -> Result<()> {
        let glyphs = set("m̂2")?;
        assert!(glyphs[1].x > glyphs[0].x - 2.0 && glyphs[2].x == glyphs[0].advance * 10.0, "{glyphs:?}");
        Ok(())
    }
}
