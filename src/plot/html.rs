//! A figure as a page for a browser.

use std::fmt::Write as _;

use super::figure::Figure;
use super::label::{Label, Level, escape};

/// A page in UTF-8 that needs nothing else.
pub(crate) fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n\
         <style>body {{ font-family: {}; margin: 1em; }} figure {{ margin: 0; }} figcaption {{ max-width: 45em; }} \
         small {{ color: #707070; }}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n",
        escape(title),
        super::svg::FONTS
    )
}

impl Label {
    /// HTML with raised and lowered pieces.
    fn html(&self) -> String {
        let piece = |(level, run): &(Level, String)| match level {
            Level::Base => escape(run),
            Level::Sub => format!("<sub>{}</sub>", escape(run)),
            Level::Sup => format!("<sup>{}</sup>", escape(run)),
        };
        self.runs().iter().map(piece).collect()
    }
}

impl Figure {
    /// A page with the figure, and below it the caption as text that can be searched and copied.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::{Layer, Panel};
    /// let panel = Panel::new("x", "y").with_layer(Layer::curve("a", &[0.0, 1.0], &[0.0, 1.0]));
    /// let page = panel.figure().with_caption("A line against p_T.").html();
    /// assert!(page.contains("<figcaption>A line against p<sub>T</sub>.</figcaption>"));
    /// ```
    pub fn html(&self) -> String {
        let mut body = format!("<figure>\n{}", self.with_caption("").with_provenance("").svg());
        if !self.caption.is_empty() {
            let _ = writeln!(body, "<figcaption>{}</figcaption>", Label::parse(&self.caption).html());
        }
        body.push_str("</figure>");
        if !self.provenance.is_empty() {
            let _ = write!(body, "\n<p><small>{}</small></p>", escape(&self.provenance));
        }
        page(&self.short_title(), &body)
    }
}
