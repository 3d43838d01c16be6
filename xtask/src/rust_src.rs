//! The `rust-src` component: it tells rust-analyzer the types of the standard library.
//!
//! The kernel needs them: a variable whose type it cannot find out is an error. Where the component cannot be
//! downloaded, the documentation of this Rust holds the same text (`rust_docs`).

use crate::exec::{output, within};
use crate::project::{Project, make_folder};
use crate::{rust_docs, signatures, stamp};
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
fn present() -> bool {
    sources().is_some_and(|folder| folder.join("core").exists())
}

/// Whether the kernel can learn the types of the standard library here.
pub fn readable() -> bool {
    present() || rust_docs::pages().is_some()
}

fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    (seconds / 86_400).to_string()
}

/// Asks rustup for the component, at most once a day; true when the kernel has what it needs afterwards.
pub fn install(project: &Project) -> bool {
    if !present() && !stamp::fresh(project, "rust-src-asked", &today()) {
        within(Command::new("rustup").args(["component", "add", "rust-src"]), PATIENCE);
        let _ = stamp::write(project, "rust-src-asked", &today());
    }
    readable()
}

/// Crates of the standard library that notebooks use.
const CRATES: [&str; 8] = ["alloc", "core", "panic_abort", "panic_unwind", "proc_macro", "std", "test", "unwind"];
/// Parts with many thousand generated functions for single processor instructions, and tables of numbers: left out, an
/// empty file stands for each.
const LEFT_OUT: [&str; 6] = [
    "core/src/num/dec2flt/table.rs",
    "core/src/unicode/unicode_data.rs",
    "stdarch/crates/core_arch/src/mod.rs",
    "portable-simd/crates/core_simd/src/mod.rs",
    "portable-simd/crates/std_float/src/lib.rs",
    "backtrace/src/lib.rs",
];

/// The folder that tells the kernel the standard library: the signatures without processor intrinsics and tests, which
/// the kernel reads in half of the time; an empty folder when there are no sources, so that the
/// kernel does not ask the network for them at every start. None when it cannot be made: the kernel then finds the whole.
pub fn stand_in(project: &Project) -> Option<PathBuf> {
    let version = output(Command::new("rustc").arg("-vV"))?;
    let folder = project.private("rust-src").join(stamp::key(&[&version, "3"]));
    if folder.exists() {
        return Some(folder);
    }
    if !readable() {
        let folder = project.private("no-rust-src");
        return make_folder(&folder.join("core")).is_ok().then_some(folder);
    }
    let _ = std::fs::remove_dir_all(project.private("rust-src"));
    let partial = project.private("rust-src").join("partial");
    match (present(), rust_docs::pages()) {
        (false, Some(pages)) => slim(&pages, &partial, rust_docs::restore).ok()?,
        _ => slim(&sources()?, &partial, |from, to| copy(&from.join("src"), to)).ok()?,
    }
    std::fs::rename(&partial, &folder).ok()?;
    Some(folder)
}

/// All crates by `copy`, and empty files for what is left out.
fn slim(from: &Path, to: &Path, copy: fn(&Path, &Path) -> std::io::Result<()>) -> std::io::Result<()> {
    for name in CRATES {
        if from.join(name).is_dir() {
            copy(&from.join(name), &to.join(name).join("src"))?;
        }
    }
    for file in LEFT_OUT {
        let file = to.join(file);
        std::fs::create_dir_all(file.parent().unwrap_or(to))?;
        std::fs::write(file, "// left out\n")?;
    }
    reduce(to)
}

/// Leaves of each source what tells types.
fn reduce(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            reduce(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            std::fs::write(&path, signatures::only(&std::fs::read_to_string(&path)?))?;
        }
    }
    Ok(())
}

/// Copies a folder without the folders of tests in it.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else { continue };
        if !path.is_dir() {
            std::fs::copy(&path, to.join(name))?;
        } else if name != "tests" {
            copy(&path, &to.join(name))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slim_copy_leaves_out_tests_and_intrinsics() {
        let root = std::env::temp_dir().join(format!("cwola-slim-{}", std::process::id()));
        let write = |file: &str| {
            let path = root.join("from").join(file);
            std::fs::create_dir_all(path.parent().expect("parent")).expect("folder");
            std::fs::write(path, "/// Doc.\npub fn f() { 1 }").expect("file");
        };
        write("core/src/lib.rs");
        write("core/src/num/mod.rs");
        write("core/src/num/tests/big.rs");
        write("stdarch/crates/core_arch/src/mod.rs");
        slim(&root.join("from"), &root.join("to"), |from, to| copy(&from.join("src"), to)).expect("copy");
        assert!(root.join("to/core/src/num/mod.rs").exists());
        assert!(!root.join("to/core/src/num/tests").exists());
        let intrinsics = std::fs::read_to_string(root.join("to/stdarch/crates/core_arch/src/mod.rs")).expect("file");
        assert_eq!(intrinsics.trim(), "");
        let read = std::fs::read_to_string(root.join("to/core/src/lib.rs")).expect("file");
        assert_eq!(read.trim(), "pub fn f() {}");
        std::fs::remove_dir_all(root).expect("removed");
    }
}
