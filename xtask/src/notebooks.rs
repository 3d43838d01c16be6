//! Notebooks: text to `.ipynb`, and execution without a browser. The work is done by
//! `xtask/python/notebooks.py` inside `.venv`.

use crate::project::Project;
use crate::{Outcome, jupyter, kernel, processes, python};
use std::process::Command;

fn tool(project: &Project, task: &str) -> Command {
    let mut command = jupyter::python(project);
    command.arg(project.path("xtask/python/notebooks.py")).arg(task);
    command.arg("--root").arg(project.root()).args(["--kernel", kernel::NAME, "--display", kernel::DISPLAY]);
    command
}

fn succeeded(mut command: Command) -> Outcome<bool> {
    let status = processes::run(&mut command);
    status.map(|status| status.success()).map_err(|error| format!("Python in .venv cannot be started: {error}."))
}

/// Writes (or compares) the `.ipynb` of every text in `notebooks/source`.
pub fn sync(project: &Project, check: bool, force: bool) -> Outcome<bool> {
    python::install(project, python::JUPYTER)?;
    let mut command = tool(project, "sync");
    if check {
        command.arg("--check");
    }
    if force {
        command.arg("--force");
    }
    succeeded(command)
}

/// Makes notebooks that have a text but no `.ipynb` yet.
pub fn make_missing(project: &Project) -> Outcome {
    let Ok(entries) = std::fs::read_dir(project.path("notebooks/source")) else { return Ok(()) };
    let missing = entries.flatten().any(|entry| {
        let text = entry.path();
        let name = text.file_stem().unwrap_or_default().to_string_lossy().to_string();
        text.extension().is_some_and(|extension| extension == "rs")
            && !project.path("notebooks").join(format!("{name}.ipynb")).exists()
    });
    if !missing {
        return Ok(());
    }
    let mut command = tool(project, "sync");
    command.arg("--missing");
    if succeeded(command)? { Ok(()) } else { Err("The notebooks could not be made from their texts.".into()) }
}

/// Executes notebooks with the real kernel; false when a cell failed.
pub fn execute(project: &Project, names: &[String], profile: &str, in_place: bool) -> Outcome<bool> {
    let mut command = tool(project, "run");
    command.arg("--output").arg(project.target().join("notebooks"));
    command.env("CWOLA_PROFILE", profile).args(names);
    if in_place {
        command.arg("--in-place");
    }
    succeeded(command)
}

/// As [`execute`], for `cargo verify`: all notebooks, quick profile, with nothing in the cache.
pub fn execute_all_fresh(project: &Project, summary: &std::path::Path) -> Outcome<bool> {
    let cache = project.target().join("verify-cache");
    let _ = std::fs::remove_dir_all(&cache);
    let mut command = tool(project, "run");
    command.arg("--output").arg(project.target().join("notebooks"));
    command.arg("--summary").arg(summary);
    command.env("CWOLA_PROFILE", "quick").env("CWOLA_CACHE", &cache);
    succeeded(command)
}
