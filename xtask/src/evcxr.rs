//! The Rust kernel for Jupyter, pinned, installed inside the project.

use crate::exec::{Job, cargo, output};
use crate::project::{Project, make_folder};
use crate::{Outcome, stamp};
use std::path::PathBuf;
use std::process::Command;

/// The version that our kernel configuration was made for.
pub const VERSION: &str = "0.22.0";
/// Crates in its lock file that are compiled, for the progress line.
const CRATES: usize = 243;
/// Measured: 12.1 processor minutes against 16.8 for the default; a kernel then needs 8.3 instead
/// of 7.5 processor seconds to start, and as much for a cell, whose time goes to rustc.
const PROFILE: [(&str, &str); 4] = [("OPT_LEVEL", "1"), ("CODEGEN_UNITS", "16"), ("DEBUG", "0"), ("LTO", "off")];

/// Where the kernel program lies.
pub fn program(project: &Project) -> PathBuf {
    project.private("evcxr").join("bin").join(format!("evcxr_jupyter{}", std::env::consts::EXE_SUFFIX))
}

/// Whether the right version is installed and can be started.
pub fn ready(project: &Project) -> bool {
    let installed = std::fs::read_to_string(project.private("evcxr/.crates.toml")).unwrap_or_default();
    installed.contains(&format!("evcxr_jupyter {VERSION} ")) && program(project).exists() && starts(project)
}

/// Whether the program runs at all on this machine.
fn starts(project: &Project) -> bool {
    let version = stamp::key(&[&std::fs::metadata(program(project)).map(|m| m.len()).unwrap_or(0).to_string()]);
    if stamp::fresh(project, "evcxr-starts", &version) {
        return true;
    }
    let runs = output(Command::new(program(project)).arg("--help")).is_some();
    runs && stamp::write(project, "evcxr-starts", &version).is_ok()
}

/// Compiles and installs the kernel; what was compiled before an interruption is kept.
pub fn install(project: &Project) -> Outcome {
    if ready(project) {
        return Ok(());
    }
    let build = project.private("build-evcxr");
    make_folder(&build)?;
    let mut command = cargo(project);
    command.args(["install", "--locked", "--force", &format!("evcxr_jupyter@{VERSION}")]);
    command.arg("--root").arg(project.private("evcxr")).env("CARGO_TARGET_DIR", &build);
    // Our aliases and flags are not for this build.
    command.current_dir(&build).env_remove("RUSTFLAGS");
    for (setting, value) in PROFILE {
        command.env(format!("CARGO_PROFILE_RELEASE_{setting}"), value);
    }
    Job::new(project, "evcxr", "Rust kernel", command).with_total(Some(CRATES)).run(|_| ())?;
    if !ready(project) {
        return Err(format!(
            "The Rust kernel was installed, but {} does not start; see `cargo lab doctor`.",
            program(project).display()
        ));
    }
    let _ = std::fs::remove_dir_all(&build);
    Ok(())
}
