//! What a file holds, as text, without a check of its values.

use super::Events;
use super::h5::{H5, tuple};
use super::schema::{column_info, unit_of};
use crate::error::{Error, Result};

/// Describes a file: datasets with shape and type, or columns, each with unit and meaning.
///
/// HDF5 files of any layout are listed; Parquet and CSV files have to be readable as events.
///
/// # Errors
/// A file that is missing, damaged or of an unknown kind.
///
/// # Example
/// ```
/// let file = &cwola::prelude::Events::samples()[1].file;
/// let text = cwola::events::inspect(file)?;
/// assert!(text.contains("INPUTS/Source/pt"));
/// assert!(text.contains("(4340, 10)"));
/// # Ok::<(), cwola::Error>(())
/// ```
pub fn inspect(path: &str) -> Result<String> {
    let lines = match path.to_lowercase() {
        lower if lower.ends_with(".h5") || lower.ends_with(".hdf5") => inspect_h5(path)?,
        _ => inspect_table(&Events::read(path)?),
    };
    Ok(format!("{path}\n{}", aligned(&lines)))
}

/// The command line's `data`: `list`, `inspect FILE`, or `convert IN OUT [spanet|padded]`; returns what to print.
///
/// # Errors
/// An unknown word, or what [`inspect`], [`Events::read`] and [`Events::write`] refuse.
///
/// # Example
/// ```
/// let list = cwola::events::data_command(&["list"])?;
/// assert!(list.contains("dihiggs_500"));
/// # Ok::<(), cwola::Error>(())
/// ```
pub fn data_command(words: &[&str]) -> Result<String> {
    match words {
        ["list"] => {
            let line = |s: super::SampleInfo| vec![s.name, format!("{} events", s.events), s.description, s.file];
            Ok(aligned(&Events::samples().into_iter().map(line).collect::<Vec<_>>()))
        }
        ["inspect", file] => inspect(file),
        ["convert", from, to] => convert(from, to, Events::write),
        ["convert", from, to, "spanet"] => convert(from, to, Events::write_spanet),
        ["convert", from, to, "padded"] => {
            convert(from, to, |events, to| events.write_padded(to, events.dijets()?.most_constituents().max(300)))
        }
        _ => Err(Error::value(
            "`cwola data`",
            "list, inspect FILE, or convert IN OUT [spanet|padded]",
            if words.is_empty() { "empty".into() } else { words.join(" ") },
        )),
    }
}

fn convert(from: &str, to: &str, write: fn(&Events, &str) -> Result<()>) -> Result<String> {
    let events = Events::read(from)?;
    write(&events, to)?;
    Ok(format!("{} events from {from} to {to}", events.len()))
}

fn inspect_h5(path: &str) -> Result<Vec<Vec<String>>> {
    let h5 = H5::open(path)?;
    let mut lines = Vec::new();
    walk(&h5, "", 0, &mut lines)?;
    if let Some(meta) = h5.text("meta") {
        lines.push(vec!["attribute meta".into(), meta]);
    }
    Ok(lines)
}

/// Lists a group and its subgroups, at most eight deep (links may form rings).
fn walk(h5: &H5, group: &str, depth: usize, lines: &mut Vec<Vec<String>>) -> Result<()> {
    let inside = |name: &str| if group.is_empty() { name.to_string() } else { format!("{group}/{name}") };
    for name in h5.datasets(group)? {
        let path = inside(&name);
        let kind = h5.type_name(&path)?;
        lines.push(vec![path.clone(), tuple(&h5.shape(&path)?), kind, unit_of(&name).into(), meaning(&name)]);
    }
    for name in h5.groups(group)? {
        if depth < 8 {
            walk(h5, &inside(&name), depth + 1, lines)?;
        }
    }
    Ok(())
}

fn inspect_table(events: &Events) -> Vec<Vec<String>> {
    let line = |column: &polars::prelude::Column| {
        let name = column.name().as_str();
        vec![name.into(), tuple(&[column.len()]), column.dtype().to_string(), unit_of(name).into(), meaning(name)]
    };
    let mut lines: Vec<Vec<String>> = events.frame().columns().iter().map(line).collect();
    if let Ok(jets) = events.jets() {
        lines.push(vec!["jets".into(), tuple(&[jets.len(), jets.slots])]);
    }
    if !events.meta().is_empty() {
        lines.push(vec!["attribute meta".into(), events.meta().into()]);
    }
    lines
}

fn meaning(name: &str) -> String {
    column_info(name).map_or(String::new(), |column| column.meaning.into())
}

/// Columns of text padded to the same width; the last one of each line is left as it is.
fn aligned(lines: &[Vec<String>]) -> String {
    let width = |k: usize| {
        let cells = lines.iter().filter(|line| line.len() > k + 1).map(|line| line[k].chars().count());
        cells.max().unwrap_or(0)
    };
    let mut text = String::new();
    for line in lines {
        let cells: Vec<String> = line.iter().enumerate().map(|(k, cell)| format!("{cell:<w$}", w = width(k))).collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}
