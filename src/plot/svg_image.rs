//! A drawing of the user's own.

use crate::error::{Error, Result};

/// A drawing of your own as SVG text, shown by a cell and saved to a file; [`svg`] makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SvgImage {
    text: String,
}

/// A drawing that [`plotters`](crate::plotters), or anything else, has written as SVG text.
///
/// The text begins with `<svg` (white space, comments and an XML declaration may stand before it) and ends with `</svg>`.
/// Nothing else is checked, and nothing is changed.
///
/// In a cell, draw between braces: `root` borrows the text, and the kernel cannot keep such a variable; and names of
/// plotters such as `Color` hide those of the prelude only there.
///
/// # Errors
/// A text that does not begin with `<svg` or does not end with `</svg>`: is the drawing area still there?
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let mut text = String::new();
/// {
///     use cwola::plotters::prelude::*;
///     let root = SVGBackend::with_string(&mut text, (640, 480)).into_drawing_area();
///     root.fill(&WHITE)?;
///     let mut chart = ChartBuilder::on(&root)
///         .margin(10)
///         .x_label_area_size(40)
///         .y_label_area_size(50)
///         .build_cartesian_2d(-3.0..3.0, 0.0..0.5)?;
///     chart.configure_mesh().x_desc("x").draw()?;
///     let bell = |x: f64| (x, (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt());
///     chart.draw_series(LineSeries::new((-30..=30).map(|i| bell(f64::from(i) / 10.0)), &BLUE))?;
///     root.present()?;
/// }
/// let drawing = svg(&text)?;
/// assert_eq!(drawing.size(), Some((640.0, 480.0)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn svg(text: &str) -> Result<SvgImage> {
    let text = text.trim();
    if !start(text).starts_with("<svg") {
        let found = if text.is_empty() {
            "empty".into()
        } else {
            format!("\"{}…\"", text.chars().take(20).collect::<String>())
        };
        return Err(Error::value("the beginning of a drawing", "\"<svg\"", found));
    }
    if !text.ends_with("</svg>") {
        let end: String = text.chars().rev().take(20).collect::<Vec<_>>().into_iter().rev().collect();
        let expected = "\"</svg>\" (a drawing area of plotters writes it when it is dropped, or by `present()`)";
        return Err(Error::value("the end of a drawing", expected, format!("\"…{end}\"")));
    }
    Ok(SvgImage { text: text.into() })
}

/// What follows white space, comments, declarations and processing instructions.
fn start(text: &str) -> &str {
    let mut rest = text.trim_start_matches('\u{feff}').trim_start();
    for (open, close) in [("<?", "?>"), ("<!--", "-->"), ("<!", ">"), ("<!--", "-->")] {
        while let Some(after) = rest.strip_prefix(open).and_then(|inside| inside.split_once(close)) {
            rest = after.1.trim_start();
        }
    }
    rest
}

impl SvgImage {
    /// The SVG text.
    pub fn svg(&self) -> &str {
        &self.text
    }

    /// Width and height in pixels, when the drawing says so.
    pub fn size(&self) -> Option<(f64, f64)> {
        let head = start(&self.text).split_once('>')?.0;
        let number = |name: &str| {
            let value = head.split_once(&format!(" {name}=\""))?.1.split_once('"')?.0;
            value.trim_end_matches("px").parse::<f64>().ok().filter(|value| value.is_finite())
        };
        Some((number("width")?, number("height")?))
    }

    /// Writes the drawing to a file with the extension `.svg`, under a temporary name that is then changed.
    ///
    /// # Errors
    /// Another extension, or a folder that cannot be written.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let path = std::env::temp_dir().join(format!("cwola-drawing-{}.svg", std::process::id()));
    /// let drawing = svg("<svg width=\"10\" height=\"10\"></svg>")?;
    /// drawing.save(&path.to_string_lossy())?;
    /// assert!(drawing.save("drawing.bmp").unwrap_err().to_string().contains(".svg, but is .bmp"));
    /// # std::fs::remove_file(path).ok();
    /// # Ok::<(), Error>(())
    /// ```
    pub fn save(&self, path: &str) -> Result<()> {
        let extension = std::path::Path::new(path).extension().unwrap_or_default().to_string_lossy().to_lowercase();
        if extension != "svg" {
            let found = if extension.is_empty() { "missing".into() } else { format!(".{extension}") };
            return Err(Error::file(path, "the extension of the file", ".svg", found));
        }
        crate::disk::write(path, self.text.as_bytes())
    }
}

impl std::fmt::Display for SvgImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.size() {
            Some((width, height)) => write!(f, "a drawing of {width} × {height} pixels"),
            None => f.write_str("a drawing"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_a_drawing_is_allowed() {
        let text = "\u{feff}<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<!DOCTYPE svg>\n<svg height=\"2px\" width=\"3\"></svg>\n";
        assert_eq!(svg(text).unwrap().size(), Some((3.0, 2.0)));
        assert_eq!(svg("<svg viewBox=\"0 0 1 1\"></svg>").unwrap().to_string(), "a drawing");
    }

    #[test]
    fn what_is_no_drawing_gives_a_sentence() {
        let said = |text: &str| svg(text).unwrap_err().to_string();
        assert_eq!(said(""), "the beginning of a drawing should be \"<svg\", but is empty.");
        assert_eq!(said("<b>1</b>"), "the beginning of a drawing should be \"<svg\", but is \"<b>1</b>…\".");
        assert!(said("<?xml").contains("<?xml…"));
        assert!(said("<svg><g/>").ends_with("but is \"…<svg><g/>\"."));
    }
}
