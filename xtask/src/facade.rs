//! The facade: the crate `cwola` that notebook cells depend on.
//!
//! For rustc it re-exports the prebuilt library; for rust-analyzer it carries a copy of our
//! sources as a module `real`, in which every path `crate::…` becomes `crate::real::…`.

use crate::Outcome;
use crate::project::{Project, make_folder, read_file, write_file};
use std::path::Path;

/// The facade itself, and what rust-analyzer is told of polars.
pub const FILES: [&str; 5] =
    ["Cargo.toml", "src/lib.rs", "polars/Cargo.toml", "polars/src/lib.rs", "polars/src/list.rs"];

/// Writes the facade with its copy of the sources into `folder`.
pub fn write(project: &Project, folder: &Path) -> Outcome {
    for file in FILES {
        let template = project.path("kernel/facade").join(file);
        write_file(&folder.join(file), &read_file(&template)?)?;
    }
    let real = folder.join("src/real");
    copy_folder(&project.path("src"), &real)?;
    std::fs::rename(real.join("lib.rs"), real.join("mod.rs"))
        .map_err(|error| format!("The sources in {} cannot be arranged: {error}.", real.display()))
}

fn copy_folder(from: &Path, to: &Path) -> Outcome {
    make_folder(to)?;
    let unreadable = |error| format!("The folder {} cannot be read: {error}.", from.display());
    for entry in std::fs::read_dir(from).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let Some(name) = path.file_name() else { continue };
        if path.is_dir() && name != "bin" {
            copy_folder(&path, &to.join(name))?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            write_file(&to.join(name), &moved(&read_file(&path)?))?;
        }
    }
    Ok(())
}

/// One source file as part of the module `real`.
fn moved(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + source.len() / 20);
    for line in source.lines() {
        // Attributes of the crate have no place in a module.
        if line.starts_with("#![") {
            continue;
        }
        out.push_str(&with_moved_paths(line));
        out.push('\n');
    }
    out
}

/// `crate::` → `crate::real::`, unless it is the end of a longer name.
fn with_moved_paths(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("crate::") {
        let before = rest[..at].chars().next_back();
        out.push_str(&rest[..at]);
        out.push_str("crate::");
        if !before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            out.push_str("real::");
        }
        rest = &rest[at + "crate::".len()..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_move_into_the_module() {
        assert_eq!(with_moved_paths("use crate::{a, b};"), "use crate::real::{a, b};");
        assert_eq!(with_moved_paths("$crate::x(crate::y)"), "$crate::real::x(crate::real::y)");
        assert_eq!(with_moved_paths("my_crate::x; pub(crate) fn f()"), "my_crate::x; pub(crate) fn f()");
    }

    #[test]
    fn crate_attributes_vanish() {
        assert_eq!(moved("//! Doc.\n#![warn(missing_docs)]\nmod a;"), "//! Doc.\nmod a;\n");
    }
}
