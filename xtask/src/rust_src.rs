//! The `rust-src` component: it tells rust-analyzer the types of the standard library.
//!
//! Without it the notebooks give the same results, but tab completion knows only the toolkit, and
//! a cell that makes new variables is compiled twice, because the kernel then learns their types
//! from the compiler.

use crate::exec::{output, within};
use crate::project::{Project, make_folder};
use crate::stamp;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// After this time without an answer the download is given up.
const PATIENCE: Duration = Duration::from_secs(120);

fn sources() -> Option<PathBuf> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))?;
    Some(Path::new(&sysroot).join("lib/rustlib/src/rust/library"))
}

/// Whether the component is there.
pub fn present() -> bool {
    sources().is_some_and(|folder| folder.join("core").exists())
}

fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    (seconds / 86_400).to_string()
}

/// Asks rustup for the component, at most once a day; true when it is there afterwards.
pub fn install(project: &Project) -> bool {
    if present() {
        return true;
    }
    if stamp::fresh(project, "rust-src-asked", &today()) {
        return false;
    }
    within(Command::new("rustup").args(["component", "add", "rust-src"]), PATIENCE);
    let _ = stamp::write(project, "rust-src-asked", &today());
    present()
}

/// A folder that stands in for the missing sources, so that the kernel does not ask the network
/// for them at every start. None when the real sources are there.
pub fn stand_in(project: &Project) -> Option<PathBuf> {
    let folder = project.private("no-rust-src");
    (!present() && make_folder(&folder.join("core")).is_ok()).then_some(folder)
}
