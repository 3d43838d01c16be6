//! Writing files so that a file is either whole or absent.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, Result};

/// Calls `write` with a temporary name beside `path` and renames the result; a failure leaves nothing behind.
pub(crate) fn replace(path: impl AsRef<Path>, write: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let path = path.as_ref();
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}-{}.tmp", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed)));
    let temporary: PathBuf = path.with_file_name(name);
    let done = write(&temporary)
        .and_then(|()| std::fs::rename(&temporary, path).map_err(|source| Error::io(path, "written", source)));
    if done.is_err() {
        let _ = std::fs::remove_file(&temporary);
    }
    done
}

/// Writes a whole file under a temporary name and renames it.
///
/// # Errors
/// A folder that does not exist or cannot be written.
///
/// # Example
/// ```
/// let folder = std::env::temp_dir();
/// let path = folder.join("cwola-disk-example.txt");
/// cwola::disk::write(&path.display().to_string(), b"whole")?;
/// assert_eq!(std::fs::read(&path).unwrap_or_default(), b"whole");
/// # Ok::<(), cwola::Error>(())
/// ```
pub fn write(path: &str, content: &[u8]) -> Result<()> {
    replace(path, |temporary| std::fs::write(temporary, content).map_err(|source| Error::io(path, "written", source)))
}

/// The format that the ending of a file names, one of `formats`; `.txt` is text and `.htm` is html.
///
/// # Errors
/// Another ending, or none; `what` is what the file holds, with its article.
///
/// # Example
/// ```
/// use cwola::disk::format_of;
/// assert_eq!(format_of("some/table.TXT", "a table", &["text", "csv"])?, "text");
/// let error = format_of("table.doc", "a table", &["text", "csv"]).unwrap_err().to_string();
/// assert_eq!(error, "the name of the file of a table should be one that ends in .txt or .csv, but is table.doc.");
/// # Ok::<(), cwola::Error>(())
/// ```
pub fn format_of(path: &str, what: &str, formats: &[&str]) -> Result<String> {
    let ending = Path::new(path).extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let format = match ending.as_str() {
        "txt" => "text",
        "htm" => "html",
        "markdown" => "md",
        other => other,
    };
    if formats.contains(&format) {
        return Ok(format.to_string());
    }
    let endings: Vec<String> =
        formats.iter().map(|format| if *format == "text" { ".txt".into() } else { format!(".{format}") }).collect();
    let list = match endings.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => endings.concat(),
    };
    Err(Error::value(&format!("the name of the file of {what}"), &format!("one that ends in {list}"), path))
}

#[cfg(test)]
#[path = "../tests/common/mod.rs"]
pub(crate) mod scratch;
