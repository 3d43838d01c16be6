//! Figures as files: one function, the ending of the name decides.

use super::figure::Figure;
use super::{pdf, png, render};
use crate::disk;
use crate::error::{Error, Result};

impl Figure {
    /// Formats of a figure, by the endings of their files.
    pub const FORMATS: [&str; 5] = ["svg", "png", "pdf", "html", "csv"];

    /// Writes the figure to `path` in the format of its ending; the file is the old or the new one at any time.
    ///
    /// | ending | content |
    /// |---|---|
    /// | `.svg` | vector graphics whose letters come from the fonts of the reader, as shown in a notebook |
    /// | `.pdf` | vector graphics with the fonts inside, 96 pixels of the SVG to the inch; text can be searched |
    /// | `.png` | pixels, [`Figure::with_resolution`] to the inch |
    /// | `.html` | a page with the SVG and the caption |
    /// | `.csv` | the numbers of every layer ([`Figure::csv`]) |
    ///
    /// The same figure gives the same file: there is no date in it.
    ///
    /// # Errors
    /// Another ending; a folder that does not exist or cannot be written; what [`Figure::encoded`] refuses.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::{Layer, Panel};
    /// let figure = Panel::new("p_T [GeV]", "events").with_layer(Layer::curve("", &[0.0, 9.0], &[5.0, 2.0])).figure();
    /// let path = std::env::temp_dir().join(format!("cwola-doc-{}.pdf", std::process::id())).display().to_string();
    /// figure.save(&path)?;
    /// assert!(std::fs::read(&path).is_ok_and(|bytes| bytes.starts_with(b"%PDF-1.7")));
    /// # std::fs::remove_file(&path).ok();
    /// let error = figure.save("figure.jpg").unwrap_err().to_string();
    /// assert!(error.contains(".svg, .png, .pdf, .html or .csv, but is figure.jpg"));
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn save(&self, path: &str) -> Result<()> {
        disk::write(path, &self.encoded(&disk::format_of(path, "a figure", &Figure::FORMATS)?)?)
    }

    /// The content of a file in one of [`Figure::FORMATS`].
    ///
    /// # Errors
    /// An unknown format; for `png` and `pdf` a letter that the fonts of the program lack; for `png` a resolution outside
    /// [24, 1200] or more than a hundred million pixels.
    pub fn encoded(&self, format: &str) -> Result<Vec<u8>> {
        match format {
            "svg" => Ok(self.svg().into_bytes()),
            "png" => png::document(&render::canvas(self), &self.short_title(), self.resolution),
            "pdf" => pdf::document(&render::canvas(self), &self.short_title()),
            "html" => Ok(self.html().into_bytes()),
            "csv" => Ok(self.csv().into_bytes()),
            other => Err(Error::unknown("format of a figure", other, &Figure::FORMATS.map(String::from))),
        }
    }

    /// Pixels to the inch of a PNG, in [24, 1200]; 192 by default, which is two for each pixel of the SVG.
    ///
    /// 300 suits print and 600 drawings of thin lines; [`Figure::save`] refuses what is outside.
    pub fn with_resolution(&self, per_inch: f64) -> Figure {
        Figure { resolution: per_inch, ..self.clone() }
    }
}
