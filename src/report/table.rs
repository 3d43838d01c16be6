//! Tables with a caption, groups of columns and notes.

use super::Cell;
use crate::error::{Error, Result};

/// Whose numbers a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Source {
    /// Ours.
    #[default]
    Ours,
    /// Printed elsewhere: set in italics.
    Reference,
}

/// Head of a column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    /// Name, with its unit in brackets.
    pub name: String,
    /// Head over neighbouring columns of the same group; empty for none.
    pub group: String,
    /// Whose numbers.
    pub source: Source,
}

/// A table that shows itself as HTML in a notebook and as aligned text elsewhere.
///
/// # Example
/// ```
/// use cwola::prelude::Measured;
/// use cwola::report::{Cell, Table};
/// let table = Table::new("Test accuracy", &["sample", "ACC", "ACC, Note"])
///     .with_reference(&["ACC, Note"])
///     .with_row(&["500 GeV".into(), Measured::from(&[0.70, 0.71, 0.72]).into(), Cell::measured(0.708, 0.002, 3)])?
///     .with_note("Mean and standard deviation of 3 trainings.");
/// assert!(table.to_string().contains("500 GeV  0.710 ± 0.010  0.708 ± 0.002"));
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Caption.
    pub title: String,
    /// Heads of the columns.
    pub columns: Vec<Column>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
    /// Sentences below the table.
    pub notes: Vec<String>,
}

impl Table {
    /// A table without rows.
    pub fn new(title: &str, columns: &[&str]) -> Table {
        let column = |name: &&str| Column { name: (*name).to_string(), ..Column::default() };
        Table { title: title.into(), columns: columns.iter().map(column).collect(), ..Table::default() }
    }

    /// Adds a row at the end.
    ///
    /// # Errors
    /// When the row has not as many cells as there are columns; the table is left as it was.
    pub fn push(&mut self, row: Vec<Cell>) -> Result<()> {
        if row.len() != self.columns.len() {
            let expected = format!("{}, one for each column", self.columns.len());
            return Err(Error::value(
                &format!("the number of cells of a row of \"{}\"", self.title),
                &expected,
                row.len(),
            ));
        }
        self.rows.push(row);
        Ok(())
    }

    /// The table with one more row.
    ///
    /// # Errors
    /// As [`Table::push`].
    pub fn with_row(&self, row: &[Cell]) -> Result<Table> {
        let mut new = self.clone();
        new.push(row.to_vec())?;
        Ok(new)
    }

    /// Heads over groups of columns: name and number of columns, from the left; "" for none.
    ///
    /// # Example
    /// ```
    /// use cwola::report::Table;
    /// let table = Table::new("", &["m [GeV]", "ACC", "AUC", "ACC", "AUC"]).with_groups(&[("", 1), ("ours", 2), ("Note", 2)]);
    /// assert_eq!(table.columns[4].group, "Note");
    /// ```
    pub fn with_groups(&self, groups: &[(&str, usize)]) -> Table {
        let mut new = self.clone();
        let names = groups.iter().flat_map(|(name, count)| std::iter::repeat_n(*name, *count));
        for (column, name) in new.columns.iter_mut().zip(names) {
            column.group = name.to_string();
        }
        new
    }

    /// Marks columns (by name or by group) whose numbers are printed elsewhere.
    pub fn with_reference(&self, names: &[&str]) -> Table {
        let mut new = self.clone();
        for column in &mut new.columns {
            if names.iter().any(|name| *name == column.name || (!name.is_empty() && *name == column.group)) {
                column.source = Source::Reference;
            }
        }
        new
    }

    /// A sentence below the table.
    pub fn with_note(&self, note: &str) -> Table {
        let mut new = self.clone();
        new.notes.push(note.to_string());
        new
    }

    /// Is column `index` set to the right?
    pub(crate) fn right(&self, index: usize) -> bool {
        let mut known =
            self.rows.iter().filter_map(|row| row.get(index)).filter(|cell| **cell != Cell::Missing).peekable();
        known.peek().is_some() && known.all(Cell::is_number)
    }

    /// Groups as name and number of columns; empty when there are none.
    pub(crate) fn groups(&self) -> Vec<(&str, usize)> {
        let mut groups: Vec<(&str, usize)> = Vec::new();
        for column in &self.columns {
            match groups.last_mut() {
                Some((name, count)) if *name == column.group => *count += 1,
                _ => groups.push((&column.group, 1)),
            }
        }
        if groups.iter().all(|(name, _)| name.is_empty()) { Vec::new() } else { groups }
    }

    /// Name of a column for formats with one head line: "Note: ACC".
    pub(crate) fn full_name(column: &Column) -> String {
        if column.group.is_empty() { column.name.clone() } else { format!("{}: {}", column.group, column.name) }
    }
}

impl std::fmt::Display for Table {
    /// Aligned plain text.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        super::text::write(self, f)
    }
}
