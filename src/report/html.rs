//! Tables as HTML that reads well on light and on dark notebooks.

use std::fmt::Write as _;

use super::table::Source;
use super::{Cell, Table};
use crate::plot::escape;

/// Lines are half-transparent grey and text keeps the colour of the page.
const RULE: &str = "1px solid rgba(128,128,128,.6)";

impl Table {
    /// The table as HTML with its style inside; every text is escaped.
    ///
    /// # Example
    /// ```
    /// use cwola::report::Table;
    /// let html = Table::new("a < b", &["x"]).with_row(&["<script>".into()])?.to_html();
    /// assert!(html.contains("a &lt; b") && html.contains("&lt;script&gt;") && !html.contains("<script>"));
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn to_html(&self) -> String {
        let mut out = String::from(
            "<div style=\"overflow-x:auto;max-width:100%\"><table style=\"border-collapse:collapse;margin:.4em 0;\
             font-variant-numeric:tabular-nums;color:inherit;background:transparent\">",
        );
        if !self.title.is_empty() {
            let _ = write!(
                out,
                "<caption style=\"caption-side:top;text-align:left;font-weight:600;padding:.2em .6em;color:inherit\">{}</caption>",
                escape(&self.title)
            );
        }
        self.head(&mut out);
        out.push_str("<tbody>");
        for (i, row) in self.rows.iter().enumerate() {
            let last = i + 1 == self.rows.len();
            out.push_str("<tr style=\"background:transparent\">");
            for (column, cell) in row.iter().enumerate() {
                let rule = if last { format!("border-bottom:{RULE};") } else { String::new() };
                let _ = write!(out, "<td style=\"{}{rule}\">{}</td>", self.style(column), content(cell));
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table>");
        for note in &self.notes {
            let _ = write!(out, "<div style=\"font-size:.88em;opacity:.8;padding:0 .6em\">{}</div>", escape(note));
        }
        out.push_str("</div>");
        out
    }

    fn style(&self, column: usize) -> String {
        let side = if self.right(column) { "right" } else { "left" };
        let italic = match self.columns.get(column).map(|column| column.source) {
            Some(Source::Reference) => "font-style:italic;opacity:.75;",
            _ => "",
        };
        format!("text-align:{side};padding:.2em .6em;white-space:nowrap;border:0;{italic}")
    }

    fn head(&self, out: &mut String) {
        out.push_str("<thead>");
        let groups = self.groups();
        let mut top = format!("border-top:{RULE};");
        if !groups.is_empty() {
            out.push_str("<tr style=\"background:transparent\">");
            for (name, count) in &groups {
                let rule = if name.is_empty() { String::new() } else { format!("border-bottom:{RULE};") };
                let _ = write!(
                    out,
                    "<th scope=\"colgroup\" colspan=\"{count}\" style=\"text-align:center;padding:.2em .6em;border:0;{top}{rule}\">{}</th>",
                    escape(name)
                );
            }
            out.push_str("</tr>");
            top.clear();
        }
        out.push_str("<tr style=\"background:transparent\">");
        for (i, column) in self.columns.iter().enumerate() {
            let _ = write!(
                out,
                "<th scope=\"col\" style=\"{}{top}border-bottom:{RULE};font-weight:600\">{}</th>",
                self.style(i),
                escape(&column.name)
            );
        }
        out.push_str("</tr></thead>");
    }
}

/// A cell, powers of ten raised.
fn content(cell: &Cell) -> String {
    let text = escape(&cell.to_string());
    match (cell, text.split_once("10^")) {
        (Cell::Number(..), Some((before, power))) => format!("{before}10<sup>{power}</sup>"),
        _ => text,
    }
}
