//! A canvas as PDF: vector graphics, text that can be searched and copied, fonts inside the file.
//!
//! ISO 32000-1 (PDF 1.7). The file has no date and no random identity: the same figure is the same file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::canvas::{Canvas, HATCH, Item, LAYOUT_PER_INCH, Pen, Place, TextStyle, circle, hatch_lines};
use super::font::{FONTS, Fonts, Glyph};
use super::label::Label;
use super::palette::Color;
use super::pdf_file::{File, meanings, unicode};
use crate::error::Result;

/// Points of PDF, 72 to the inch, in a pixel.
const POINTS: f64 = 72.0 / LAYOUT_PER_INCH;
/// Cells reach this far under their right and lower neighbours, so that no white hairlines appear between them.
const UNDER: f64 = 0.3;

/// A PDF file of one page.
///
/// # Errors
/// A letter that no font of ours has.
pub(crate) fn document(canvas: &Canvas, title: &str) -> Result<Vec<u8>> {
    let mut page = Page { content: String::new(), opacities: Vec::new(), used: BTreeMap::new(), fonts: Fonts::new()? };
    let (width, height) = (canvas.width * POINTS, canvas.height * POINTS);
    // From pixels downwards to points upwards.
    let _ = writeln!(page.content, "{POINTS} 0 0 -{POINTS} 0 {} cm", number(height));
    for item in &canvas.items {
        page.draw(item)?;
    }
    Ok(page.file(title, width, height))
}

/// The growing content of a page.
struct Page {
    content: String,
    /// Opacities in thousandths, in the order of their names G0, G1, …
    opacities: Vec<u32>,
    /// Letters that are used: font, number of the letter in it, letter and width.
    used: BTreeMap<(usize, u16), (char, f64)>,
    fonts: Fonts,
}

/// At most three digits after the point.
fn number(value: f64) -> String {
    let text = format!("{:.3}", value.clamp(-1e5, 1e5));
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.into() }
}

fn pair((x, y): Place) -> String {
    format!("{} {}", number(x), number(y))
}

fn rgb(color: Color) -> String {
    let (r, g, b) = color.rgb();
    [r, g, b].map(|part| number(f64::from(part) / 255.0)).join(" ")
}

fn path(places: &[Place]) -> String {
    let piece = |(i, place): (usize, &Place)| format!("{} {}\n", pair(*place), if i == 0 { "m" } else { "l" });
    places.iter().enumerate().map(piece).collect()
}

impl Page {
    fn put(&mut self, text: &str) {
        self.content.push_str(text);
        self.content.push('\n');
    }

    /// Chooses an opacity of lines and areas from here to the end of the group.
    fn opacity(&mut self, opacity: f64) {
        let thousandths = (opacity.clamp(0.0, 1.0) * 1000.0).round() as u32;
        let known = self.opacities.iter().position(|known| *known == thousandths);
        let name = known.unwrap_or_else(|| {
            self.opacities.push(thousandths);
            self.opacities.len() - 1
        });
        self.put(&format!("/G{name} gs"));
    }

    /// A group whose colours, opacity and clip end with it.
    fn group(&mut self, opacity: f64, draw: impl FnOnce(&mut Page)) {
        self.put("q");
        if opacity < 1.0 {
            self.opacity(opacity);
        }
        draw(self);
        self.put("Q");
    }

    fn draw(&mut self, item: &Item) -> Result<()> {
        match item {
            Item::Clip(area) => {
                let size = pair((area.width(), area.height()));
                self.put(&format!("q {} {size} re W n", pair((area.left, area.top))));
            }
            Item::Unclip => self.put("Q"),
            Item::Lines(lines, pen) => self.lines(lines, *pen),
            Item::Polygon(places, color, opacity) => {
                self.group(*opacity, |page| page.put(&format!("{} rg\n{}h f", rgb(*color), path(places))));
            }
            Item::Hatch(places, color, slope) => {
                let (_, width, opacity) = HATCH;
                self.group(1.0, |page| {
                    page.put(&format!("{}h W n", path(places)));
                    let pen = Pen { opacity, ..Pen::new(*color, width) };
                    page.lines(&hatch_lines(places, *slope), pen);
                });
            }
            Item::Cells(cells) => self.group(1.0, |page| {
                for (area, color) in cells {
                    let size = pair((area.width() + UNDER, area.height() + UNDER));
                    page.put(&format!("{} rg {} {size} re f", rgb(*color), pair((area.left, area.top))));
                }
            }),
            Item::Discs(places, radius, color, opacity) => self.group(*opacity, |page| {
                page.put(&format!("{} rg", rgb(*color)));
                for place in places {
                    let (start, curves) = circle(*place, *radius);
                    let curves: Vec<String> = curves.iter().map(|curve| curve.map(pair).join(" ") + " c").collect();
                    page.put(&format!("{} m {} f", pair(start), curves.join(" ")));
                }
            }),
            Item::Text(place, label, style) => self.text(*place, label, style)?,
        }
        Ok(())
    }

    fn lines(&mut self, lines: &[Vec<Place>], pen: Pen) {
        self.group(pen.opacity, |page| {
            let dashes: Vec<String> = pen.dash.lengths(pen.width).into_iter().map(number).collect();
            let dashes = if dashes.is_empty() { String::new() } else { format!(" [{}] 0 d", dashes.join(" ")) };
            page.put(&format!("{} RG {} w 1 j{dashes}", rgb(pen.color), number(pen.width)));
            for line in lines.iter().filter(|line| line.len() > 1) {
                page.put(&format!("{}S", path(line)));
            }
        });
    }

    fn text(&mut self, (x, y): Place, label: &Label, style: &TextStyle) -> Result<()> {
        let glyphs = self.fonts.set(label, style)?;
        self.put(&format!("BT {} rg", rgb(style.color)));
        // Letters side by side in one font and size follow each other by their own widths.
        let follows = |a: &Glyph, b: &Glyph| {
            (a.font, a.size, a.y) == (b.font, b.size, b.y) && (a.x + a.advance * a.size - b.x).abs() < 1e-6
        };
        for run in glyphs.chunk_by(follows) {
            let Some(first) = run.first() else { continue };
            let (turn, place) = if style.upward {
                ("0 -1 -1 0", (x + first.y, y - first.x))
            } else {
                ("1 0 0 -1", (x + first.x, y + first.y))
            };
            let letters: String = run.iter().map(|glyph| format!("{:04X}", glyph.id)).collect();
            let (font, size) = (first.font, number(first.size));
            self.put(&format!("/F{font} {size} Tf {turn} {} Tm <{letters}> Tj", pair(place)));
            self.used.extend(run.iter().map(|glyph| ((glyph.font, glyph.id), (glyph.letter, glyph.advance))));
        }
        self.put("ET");
        Ok(())
    }

    fn file(self, title: &str, width: f64, height: f64) -> Vec<u8> {
        let fonts: Vec<usize> =
            (0..FONTS.len()).filter(|font| self.used.keys().any(|(used, _)| used == font)).collect();
        let mut file = File::new();
        let (catalogue, pages, page, content, info) = (1, 2, 3, 4, 5);
        // Each font takes five objects.
        let first_of = |i: usize| 6 + 5 * i;
        file.object(catalogue, &format!("<< /Type /Catalog /Pages {pages} 0 R >>"));
        file.object(pages, &format!("<< /Type /Pages /Kids [{page} 0 R] /Count 1 >>"));
        let names: String =
            fonts.iter().enumerate().map(|(i, font)| format!("/F{font} {} 0 R ", first_of(i))).collect();
        let states = self.opacities.iter().enumerate().map(|(i, thousandths)| {
            let part = number(f64::from(*thousandths) / 1000.0);
            format!("/G{i} << /Type /ExtGState /CA {part} /ca {part} >> ")
        });
        file.object(
            page,
            &format!(
                "<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 {} {}] /Contents {content} 0 R /Resources << \
                 /Font << {names}>> /ExtGState << {}>> >> >>",
                number(width),
                number(height),
                states.collect::<String>()
            ),
        );
        file.stream(content, "", self.content.as_bytes());
        let program = concat!("cwola ", env!("CARGO_PKG_VERSION"));
        file.object(info, &format!("<< /Title {} /Creator ({program}) /Producer ({program}) >>", unicode(title)));
        for (i, font) in fonts.iter().enumerate() {
            self.font(&mut file, *font, first_of(i));
        }
        file.finish(catalogue, info)
    }

    /// Writes a font: letters are named by their numbers in it, and a map says what they mean.
    fn font(&self, file: &mut File, font: usize, first: usize) {
        let face = self.fonts.face(font);
        let part = |v: f64| number(v / f64::from(face.units_per_em()) * 1000.0);
        let name = format!("{}+{}", ["CWOLAA", "CWOLAB"][font % 2], FONTS[font].0);
        let letters: Vec<(u16, char, f64)> =
            self.used.iter().filter(|((of, _), _)| *of == font).map(|((_, id), (c, w))| (*id, *c, *w)).collect();
        let widths: String = letters.iter().map(|(id, _, w)| format!("{id} [{}] ", number(w * 1000.0))).collect();
        let (child, descriptor, bytes, meaning) = (first + 1, first + 2, first + 3, first + 4);
        file.object(
            first,
            &format!(
                "<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H /DescendantFonts [{child} 0 R] \
                 /ToUnicode {meaning} 0 R >>"
            ),
        );
        file.object(
            child,
            &format!(
                "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /CIDSystemInfo << /Registry (Adobe) /Ordering \
                 (Identity) /Supplement 0 >> /FontDescriptor {descriptor} 0 R /CIDToGIDMap /Identity /DW 1000 /W [{widths}] >>"
            ),
        );
        let area = face.global_bounding_box();
        let corners = [area.x_min, area.y_min, area.x_max, area.y_max].map(|v| part(f64::from(v))).join(" ");
        let (up, down) = (part(f64::from(face.ascender())), part(f64::from(face.descender())));
        file.object(
            descriptor,
            &format!(
                "<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{corners}] /ItalicAngle 0 /Ascent {up} \
                 /Descent {down} /CapHeight 716 /StemV 80 /FontFile2 {bytes} 0 R >>"
            ),
        );
        file.stream(bytes, &format!("/Length1 {} ", FONTS[font].1.len()), FONTS[font].1);
        file.stream(meaning, "", meanings(&letters).as_bytes());
    }
}
