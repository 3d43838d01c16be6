//! Where results go: standard output, a file that the user names, or the folder of figures.

use std::io::{ErrorKind, IsTerminal as _, Write as _, stdout};
use std::path::Path;

use cwola::prelude::{Error, Figure, Table};
use cwola::{disk, places};

use crate::arguments::Output;
use crate::commands::Done;

/// Writes to standard output; a reader that has seen enough is no error.
///
/// # Errors
/// Anything else that the system refuses, such as a full disk.
pub fn print(bytes: &[u8]) -> Result<(), Error> {
    let mut out = stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::io("Standard output", "written", error)),
        _ => Ok(()),
    }
}

/// Where a result goes.
#[derive(Debug, PartialEq, Eq)]
enum Target {
    Nowhere,
    Stdout,
    File(String),
}

/// Format and target that an output asks for; `formats` has the default first.
fn plan(output: &Output, what: &str, formats: &[&str]) -> Result<(String, Target), Error> {
    let known = |name: &str| {
        let name = if name == "txt" { "text" } else { name };
        let found = formats.iter().find(|format| **format == name);
        let list = || formats.iter().map(|format| format.to_string()).collect::<Vec<_>>();
        found
            .map(|format| format.to_string())
            .ok_or_else(|| Error::unknown(&format!("format of {what}"), name, &list()))
    };
    let wanted = output.format.as_deref().map(known).transpose()?;
    let (format, target) = match output.file.as_deref() {
        None => (wanted.unwrap_or(formats[0].to_string()), Target::Nowhere),
        Some("-") => (wanted.unwrap_or(formats[0].to_string()), Target::Stdout),
        Some(file) => (named(file, wanted, what, formats)?, Target::File(file.to_string())),
    };
    if let Some(dpi) = output.dpi.filter(|_| format != "png") {
        return Err(Error::value("--dpi", &format!("left out: a file of format {format} has no pixels"), dpi));
    }
    Ok((format, target))
}

/// The format of a file: its ending, or what was asked for when the ending says nothing.
fn named(file: &str, wanted: Option<String>, what: &str, formats: &[&str]) -> Result<String, Error> {
    let Some(wanted) = wanted else { return disk::format_of(file, what, formats) };
    let any: Vec<&str> = Figure::FORMATS.into_iter().chain(Table::FORMATS).chain(["json"]).collect();
    match disk::format_of(file, what, &any) {
        Ok(ending) if ending != wanted => {
            Err(Error::value("the format", &format!("{ending}, as the ending of {file} says"), wanted))
        }
        _ => Ok(wanted),
    }
}

/// A figure in a file, on standard output, or as `figure-NAME` in the folder of figures.
pub fn figure(figure: &Figure, name: &str, format: Ready) -> Result<Done, Error> {
    let bytes = figure.with_resolution(format.dpi.unwrap_or(figure.resolution)).encoded(&format.format)?;
    let path = match format.target {
        Target::Stdout => return Ok(Done::Bytes(bytes)),
        Target::File(path) => path,
        Target::Nowhere => {
            let folder = places::figures();
            std::fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, "made", error))?;
            folder.join(format!("figure-{name}.{}", format.format)).display().to_string()
        }
    };
    disk::write(&path, &bytes)?;
    // The caption without the marks of the label language.
    let caption = if figure.caption.is_empty() { String::new() } else { figure.to_string() };
    Ok(Done::Text(format!("{path}\n{}", caption.lines().next().unwrap_or_default())))
}

/// A table in a file or on standard output.
pub fn table(table: &Table, ready: Ready) -> Result<Done, Error> {
    text(table.encoded(&ready.format)?, ready)
}

/// Something else in a file or on standard output.
pub fn text(bytes: Vec<u8>, ready: Ready) -> Result<Done, Error> {
    match ready.target {
        Target::Nowhere | Target::Stdout => Ok(Done::Bytes(bytes)),
        Target::File(path) => {
            disk::write(&path, &bytes)?;
            Ok(Done::Text(path))
        }
    }
}

/// An output that was found to be possible, before hours of work.
#[derive(Debug)]
pub struct Ready {
    format: String,
    target: Target,
    dpi: Option<f64>,
}

impl Ready {
    pub fn for_figure(output: &Output) -> Result<Ready, Error> {
        let ready = Ready::new(output, "a figure", &Figure::FORMATS)?;
        let binary = ["png", "pdf"].contains(&ready.format.as_str());
        if ready.target == Target::Stdout && binary && stdout().is_terminal() {
            return Err(Error::value("the output", "a file: a terminal cannot show this format", &ready.format));
        }
        Ok(ready)
    }

    pub fn for_table(output: &Output) -> Result<Ready, Error> {
        Ready::new(output, "a table", &Table::FORMATS)
    }

    pub fn for_settings(output: &Output) -> Result<Ready, Error> {
        Ready::new(output, "settings", &["json"])
    }

    fn new(output: &Output, what: &str, formats: &[&str]) -> Result<Ready, Error> {
        let (format, target) = plan(output, what, formats)?;
        if let Target::File(path) = &target {
            let folder = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty());
            if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
                return Err(Error::value("the folder of the output", "one that exists", folder.display()));
            }
        }
        Ok(Ready { format, target, dpi: output.dpi })
    }
}
