//! A frozen copy of one build of the shared library.
//!
//! The compiler needs, for each cell, the library itself and the metadata of every crate in it
//! (`.rmeta`, and the shared objects of procedural macros). They are linked or copied into one
//! folder of their own, so that a running kernel is not disturbed when the toolkit is rebuilt.

use crate::project::{Project, make_folder, write_file};
use crate::{Outcome, facade, stamp, stand_in};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// How many builds are kept: the newest, and what kernels that still run may use.
const KEPT: usize = 4;

/// Changes when frozen builds are laid out differently.
const LAYOUT: &str = "2";

/// One frozen build.
pub struct Frozen {
    /// The folder `.cwola/kernel/<hash>`.
    pub folder: PathBuf,
    /// The library that cells are compiled against.
    pub library: PathBuf,
    /// The folder in which the loader finds the shared library.
    pub run: PathBuf,
}

/// File name of the shared library on this system.
pub fn library_name() -> String {
    format!("{}cwola_nb{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
}

/// Freezes what cargo reported: `artifacts` are the paths of everything in the build.
pub fn freeze(project: &Project, artifacts: &[PathBuf]) -> Outcome<Frozen> {
    let library = artifacts
        .iter()
        .find(|path| path.file_name().is_some_and(|name| name == library_name().as_str()))
        .ok_or("Cargo built no shared library; run `cargo lab doctor`.")?;
    let sources = facade_digest(project)?;
    let key = stamp::key(&[&identity(library)?, &sources, LAYOUT, &project.root().display().to_string()]);
    let folder = project.private("kernel").join(&key);
    if folder.exists() {
        return Ok(frozen(folder));
    }
    let partial = project.private("kernel").join(format!("partial-{}", std::process::id()));
    let lib = partial.join("lib");
    make_folder(&lib)?;
    for path in artifacts.iter().filter(|path| needed(path)) {
        place(path, &lib)?;
    }
    stand_in::make(&partial)?;
    facade::write(project, &partial.join("facade"))?;
    write_file(&partial.join("made"), &key)?;
    std::fs::rename(&partial, &folder)
        .map_err(|error| format!("The kernel folder {} cannot be made: {error}.", folder.display()))?;
    forget_old(&project.private("kernel"));
    Ok(frozen(folder))
}

fn frozen(folder: PathBuf) -> Frozen {
    Frozen { library: stand_in::compiled_against(&folder), run: stand_in::loaded_from(&folder), folder }
}

/// Whether rustc needs this file to compile a cell.
fn needed(path: &Path) -> bool {
    let in_build_script = path.components().any(|part| part.as_os_str() == "build");
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    !in_build_script && ["rmeta", "so", "dylib", "dll"].contains(&extension)
}

/// Dependencies never change under the same name and are linked; our own crates are copied.
fn place(path: &Path, folder: &Path) -> Outcome {
    let Some(name) = path.file_name() else { return Ok(()) };
    let target = folder.join(name);
    let ours = name.to_string_lossy().contains("cwola");
    if !ours && std::fs::hard_link(path, &target).is_ok() {
        return Ok(());
    }
    std::fs::copy(path, &target)
        .map(|_| ())
        .map_err(|error| format!("{} cannot be copied to {}: {error}.", path.display(), folder.display()))
}

fn identity(file: &Path) -> Outcome<String> {
    let metadata = std::fs::metadata(file).map_err(|error| format!("{} is missing: {error}.", file.display()))?;
    let time = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Ok(format!("{} {} {:?}", file.display(), metadata.len(), time))
}

/// The facade changes with its template; our sources change with the library.
fn facade_digest(project: &Project) -> Outcome<String> {
    let folder = project.path("kernel/facade");
    let texts: Vec<String> =
        facade::FILES.iter().map(|file| crate::project::read_file(&folder.join(file))).collect::<Outcome<_>>()?;
    Ok(stamp::key(&texts.iter().map(String::as_str).collect::<Vec<_>>()))
}

/// Removes all but the newest builds, and what an interrupted set-up left.
fn forget_old(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut builds = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        let made = std::fs::metadata(path.join("made")).and_then(|made| made.modified());
        match made {
            Ok(time) => builds.push((time, path)),
            Err(_) if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("partial-")) => {
                let _ = std::fs::remove_dir_all(path);
            }
            Err(_) => {}
        }
    }
    builds.sort();
    for (_, path) in builds.iter().rev().skip(KEPT) {
        let _ = std::fs::remove_dir_all(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_and_macros_are_needed() {
        assert!(needed(Path::new("/t/debug/deps/libburn-1f.rmeta")));
        assert!(needed(Path::new("/t/debug/deps/libburn_derive-2a.so")));
        assert!(!needed(Path::new("/t/debug/deps/libburn-1f.rlib")));
        assert!(!needed(Path::new("/t/debug/build/libc-77/build-script-build")));
    }
}
