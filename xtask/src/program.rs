//! The kernel program: our own, in `kernel/program`, on the crates of evcxr.

use crate::exec::{Job, cargo, output};
use crate::project::{Project, make_folder};
use crate::{Outcome, stamp};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Crates in its lock file that are compiled, for the progress line.
const CRATES: usize = 260;

/// The program as Jupyter starts it: a copy, so that it can be compiled again while kernels run.
pub fn path(project: &Project) -> PathBuf {
    project.private("bin").join(name())
}

fn name() -> String {
    format!("cwola-kernel{}", std::env::consts::EXE_SUFFIX)
}

/// Where it is compiled. A folder of its own: the toolkit is compiled at the same time.
pub fn target(project: &Project) -> PathBuf {
    project.target().join("kernel-program")
}

/// Whether the program of these sources is there and can be started.
pub fn ready(project: &Project) -> bool {
    path(project).exists() && key(project).is_some_and(|key| stamp::fresh(project, "kernel-program", &key))
}

/// Its sources and the compiler.
fn key(project: &Project) -> Option<String> {
    let folder = project.path("kernel/program");
    let mut files = vec![folder.join("Cargo.toml"), folder.join("Cargo.lock")];
    files.extend(std::fs::read_dir(folder.join("src")).ok()?.flatten().map(|entry| entry.path()));
    files.sort();
    let mut inputs = vec![output(Command::new("rustc").arg("--version"))?];
    for file in &files {
        inputs.push(std::fs::read_to_string(file).ok()?);
    }
    Some(stamp::key(&inputs.iter().map(String::as_str).collect::<Vec<_>>()))
}

/// A cargo command in its own workspace.
pub fn cargo_in(project: &Project, task: &str) -> Command {
    let mut command = cargo(project);
    command.arg(task).arg("--locked").arg("--manifest-path").arg(project.path("kernel/program/Cargo.toml"));
    command.arg("--target-dir").arg(target(project));
    // Flags for the toolkit are not for this build.
    command.env_remove("RUSTFLAGS");
    command
}

/// Compiles the program; what was compiled before an interruption is kept.
pub fn build(project: &Project) -> Outcome {
    if ready(project) {
        return Ok(());
    }
    let first = !target(project).exists();
    let command = cargo_in(project, "build");
    Job::new(project, "kernel-program", "kernel program", command).with_total(first.then_some(CRATES)).run(|_| ())?;
    place(&target(project).join("debug").join(name()), &path(project))?;
    if output(Command::new(path(project)).arg("--version")).is_none() {
        return Err(format!("The kernel program {} does not start; see `cargo lab doctor`.", path(project).display()));
    }
    match key(project) {
        Some(key) => stamp::write(project, "kernel-program", &key),
        None => Ok(()),
    }
}

/// Copies under a temporary name and renames: kernels that run keep the file they were started from.
fn place(from: &Path, to: &Path) -> Outcome {
    let folder = to.parent().unwrap_or(to);
    make_folder(folder)?;
    let temporary = folder.join(format!("partial-{}", std::process::id()));
    std::fs::copy(from, &temporary)
        .and_then(|_| std::fs::rename(&temporary, to))
        .map_err(|error| format!("The kernel program cannot be copied to {}: {error}.", to.display()))
}
