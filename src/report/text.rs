//! Tables as plain text, Markdown and CSV.

use super::{Cell, Table};

/// Number of places that a text takes.
fn width(text: &str) -> usize {
    // Combining marks do not occur in our texts; wide letters are counted as one.
    text.chars().count()
}

fn pad(text: &str, to: usize, right: bool) -> String {
    let gap = " ".repeat(to.saturating_sub(width(text)));
    if right { format!("{gap}{text}") } else { format!("{text}{gap}") }
}

/// One line: no control characters break the alignment.
fn line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Writes the table in aligned columns.
pub(super) fn write(table: &Table, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    let rows: Vec<Vec<String>> =
        table.rows.iter().map(|row| row.iter().map(|cell| line(&cell.to_string())).collect()).collect();
    let names: Vec<String> = table.columns.iter().map(|column| line(&column.name)).collect();
    let mut widths: Vec<usize> = names.iter().map(|name| width(name)).collect();
    for row in &rows {
        for (to, text) in widths.iter_mut().zip(row) {
            *to = (*to).max(width(text));
        }
    }
    let groups = table.groups();
    let mut first = 0;
    for (name, count) in &groups {
        // A group head longer than its columns widens the last of them.
        let have: usize = widths[first..first + count].iter().sum::<usize>() + 2 * (count - 1);
        widths[first + count - 1] += width(name).saturating_sub(have);
        first += count;
    }
    let mut lines = Vec::new();
    if !table.title.is_empty() {
        lines.push(line(&table.title));
    }
    let total: usize = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
    if !groups.is_empty() {
        let mut at = 0;
        let heads = groups.iter().map(|(name, count)| {
            let have: usize = widths[at..at + count].iter().sum::<usize>() + 2 * (count - 1);
            at += count;
            pad(name, have, false)
        });
        lines.push(heads.collect::<Vec<_>>().join("  ").trim_end().to_string());
    }
    let set = |texts: &[String]| {
        let cells = texts.iter().enumerate().map(|(i, text)| pad(text, widths[i], table.right(i)));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_string()
    };
    lines.push(set(&names));
    lines.push("─".repeat(total));
    lines.extend(rows.iter().map(|row| set(row)));
    lines.extend(table.notes.iter().map(|note| line(note)));
    f.write_str(&lines.join("\n"))
}

impl Table {
    /// The table as a Markdown pipe table, its title in bold above.
    ///
    /// # Example
    /// ```
    /// use cwola::report::Table;
    /// let table = Table::new("", &["x", "n"]).with_row(&["a|b".into(), 3_usize.into()])?;
    /// assert_eq!(table.to_markdown(), "| x | n |\n|:--|--:|\n| a\\|b | 3 |\n");
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn to_markdown(&self) -> String {
        let safe = |text: &str| line(text).replace('|', "\\|");
        let mut out = String::new();
        if !self.title.is_empty() {
            out.push_str(&format!("**{}**\n\n", safe(&self.title)));
        }
        let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        out.push_str(&row(self.columns.iter().map(|column| safe(&Table::full_name(column))).collect()));
        let rule: Vec<&str> = (0..self.columns.len()).map(|i| if self.right(i) { "--:" } else { ":--" }).collect();
        out.push_str(&format!("|{}|\n", rule.join("|")));
        for cells in &self.rows {
            out.push_str(&row(cells.iter().map(|cell| safe(&cell.to_string())).collect()));
        }
        for note in &self.notes {
            out.push_str(&format!("\n{}\n", safe(note)));
        }
        out
    }

    /// The table as CSV (RFC 4180): full digits, missing cells empty, a column `… ± sd` after each measured one.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::Measured;
    /// use cwola::report::Table;
    /// let table = Table::new("", &["x", "AUC"]).with_row(&["a,b".into(), Measured::from(&[0.5, 0.75]).into()])?;
    /// assert_eq!(table.to_csv(), "x,AUC,AUC ± sd\n\"a,b\",0.625,0.1767766952966369\n");
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn to_csv(&self) -> String {
        let quoted = |text: &str| {
            if text.contains([',', '"', '\n', '\r']) {
                format!("\"{}\"", text.replace('"', "\"\""))
            } else {
                text.to_string()
            }
        };
        let measured: Vec<bool> = (0..self.columns.len())
            .map(|i| self.rows.iter().any(|row| matches!(row.get(i), Some(Cell::Measured(..)))))
            .collect();
        let mut heads = Vec::new();
        for (column, measured) in self.columns.iter().zip(&measured) {
            let name = Table::full_name(column);
            heads.push(quoted(&name));
            if *measured {
                heads.push(quoted(&format!("{name} ± sd")));
            }
        }
        let mut out = heads.join(",") + "\n";
        for row in &self.rows {
            let mut cells = Vec::new();
            for (cell, measured) in row.iter().zip(&measured) {
                cells.push(quoted(&cell.raw()));
                if *measured {
                    let sd = match cell {
                        Cell::Measured(m, _) if m.sd.is_finite() => m.sd.to_string(),
                        _ => String::new(),
                    };
                    cells.push(sd);
                }
            }
            out.push_str(&cells.join(","));
            out.push('\n');
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_aligned() -> crate::error::Result<()> {
        let table = Table::new("Title", &["name", "n", "ACC", "AUC"])
            .with_groups(&[("", 2), ("a long group head", 2)])
            .with_row(&["x".into(), 10_usize.into(), Cell::number(0.5, 2), Cell::Missing])?
            .with_row(&["long name".into(), 9_usize.into(), Cell::number(0.25, 2), 0.75.into()])?;
        let expected = "\
Title
               a long group head
name        n   ACC          AUC
────────────────────────────────
x          10  0.50            –
long name   9  0.25         0.75";
        assert_eq!(table.to_string(), expected);
        Ok(())
    }
}
