//! Tables as files: one function, the ending of the name decides.

use super::Table;
use crate::disk;
use crate::error::{Error, Result};
use crate::plot::page;

impl Table {
    /// Formats of a table; the ending of a file with `text` is `.txt`.
    pub const FORMATS: [&str; 5] = ["text", "md", "csv", "tex", "html"];

    /// Writes the table to `path` in the format of its ending; the file is the old or the new one at any time.
    ///
    /// | ending | content |
    /// |---|---|
    /// | `.txt` | aligned columns, as printed |
    /// | `.md` | a Markdown pipe table ([`Table::to_markdown`]) |
    /// | `.csv` | all digits, standard deviations in columns of their own ([`Table::to_csv`]) |
    /// | `.tex` | a LaTeX table that needs no package ([`Table::to_latex`]) |
    /// | `.html` | a page with the table ([`Table::to_html`] is the table alone) |
    ///
    /// # Errors
    /// Another ending; a folder that does not exist or cannot be written.
    ///
    /// # Example
    /// ```
    /// use cwola::report::Table;
    /// let table = Table::new("Sizes", &["sample", "events"]).with_row(&["signal".into(), 100_usize.into()])?;
    /// let path = std::env::temp_dir().join(format!("cwola-doc-{}.csv", std::process::id())).display().to_string();
    /// table.save(&path)?;
    /// assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), "sample,events\nsignal,100\n");
    /// # std::fs::remove_file(&path).ok();
    /// let error = table.save("table.xlsx").unwrap_err().to_string();
    /// assert!(error.contains(".txt, .md, .csv, .tex or .html, but is table.xlsx"));
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn save(&self, path: &str) -> Result<()> {
        disk::write(path, &self.encoded(&disk::format_of(path, "a table", &Table::FORMATS)?)?)
    }

    /// The content of a file in one of [`Table::FORMATS`].
    ///
    /// # Errors
    /// An unknown format.
    pub fn encoded(&self, format: &str) -> Result<Vec<u8>> {
        let text = match format {
            "text" => format!("{self}\n"),
            "md" => self.to_markdown(),
            "csv" => self.to_csv(),
            "tex" => self.to_latex(),
            "html" => page(&self.title, &self.to_html()),
            other => return Err(Error::unknown("format of a table", other, &Table::FORMATS.map(String::from))),
        };
        Ok(text.into_bytes())
    }
}
