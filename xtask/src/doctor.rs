//! `cargo lab doctor`: what is missing on this machine, with a one-sentence cure each.

use crate::exec::output;
use crate::project::Project;
use crate::text::version;
use crate::{Outcome, kernel, lab, program, python, rust_src};
use std::net::TcpListener;
use std::process::Command;

/// The oldest Rust that compiles the toolkit and the kernel.
const OLDEST_RUST: (u32, u32) = (1, 95);
/// Free space that a first set-up needs, in GB.
const SPACE: f64 = 8.0;

/// Result of one check.
enum Finding {
    Good(String),
    /// Something works less well; not an error.
    Note(String),
    /// Something is missing; the sentence says what to do.
    Missing(String),
}

use Finding::{Good, Missing, Note};

/// Prints all checks; true when nothing is missing.
pub fn report(project: &Project, port: Option<u16>) -> bool {
    let checks = [
        ("Rust", rust(project)),
        ("linker", linker()),
        ("Python", python_found()),
        ("disk", disk(project)),
        ("rust-src", standard_library()),
        ("Jupyter", jupyter(project)),
        ("kernel", rust_kernel(project)),
        ("toolkit", toolkit(project)),
        ("port", port_free(port.unwrap_or(8888), port.is_some())),
    ];
    let mut missing = 0;
    for (name, finding) in checks {
        let (mark, text) = match finding {
            Good(text) => ("ok     ", text),
            Note(text) => ("note   ", text),
            Missing(text) => {
                missing += 1;
                ("MISSING", text)
            }
        };
        println!("{mark}  {name:<9} {text}");
    }
    match missing {
        0 => println!("Nothing is missing."),
        count => println!("{count} missing: see the lines above."),
    }
    missing == 0
}

/// Stops a set-up that cannot succeed before it has cost minutes.
pub fn stop_if_impossible(project: &Project) -> Outcome {
    let mut checks = vec![rust(project), linker()];
    if !python::ready(project, python::JUPYTER) {
        checks.push(python_found());
    }
    if !kernel::built_before(project) {
        checks.push(disk(project));
    }
    for finding in checks {
        if let Missing(text) = finding {
            return Err(text);
        }
    }
    Ok(())
}

fn rust(project: &Project) -> Finding {
    let Some(text) = lab::rust_version(project) else {
        return Missing("cargo or rustc cannot be started: install Rust from https://rustup.rs.".into());
    };
    match version(&text) {
        Some(found) if found >= OLDEST_RUST => Good(text),
        _ => Missing(format!("{text} is too old, 1.95 or later is needed: run `rustup update stable`.")),
    }
}

fn linker() -> Finding {
    let name = if cfg!(windows) { "link" } else { "cc" };
    if cfg!(windows) {
        return Note("on Windows, run cwola inside WSL (Ubuntu); the native kernel is not tested.".into());
    }
    match output(Command::new(name).arg("--version")) {
        Some(text) => Good(text.lines().next().unwrap_or_default().to_string()),
        None => Missing(
            "no C linker `cc`: install it (Debian and Ubuntu: `sudo apt install build-essential`; macOS: \
             `xcode-select --install`)."
                .into(),
        ),
    }
}

fn python_found() -> Finding {
    match python::problem() {
        Some(problem) => Missing(problem),
        None => Good(python::find().map_or(String::new(), |(name, v)| format!("{name} is {}.{} with venv", v.0, v.1))),
    }
}

fn standard_library() -> Finding {
    if rust_src::readable() {
        return Good("the sources of the standard library are there".into());
    }
    Missing(
        "its sources are not installed, nor its documentation, which holds them: notebooks would not know the types of \
         variables; cure: `rustup component add rust-src`."
            .into(),
    )
}

fn jupyter(project: &Project) -> Finding {
    if !python::ready(project, python::JUPYTER) {
        return Missing("not installed in .venv, or not the pinned versions: run `cargo lab setup`.".into());
    }
    match output(Command::new(project.venv_python()).args(["-m", "jupyterlab", "--version"])) {
        Some(version) => Good(format!("JupyterLab {version} in .venv")),
        None => Missing("JupyterLab in .venv does not start: delete .venv and run `cargo lab setup`.".into()),
    }
}

fn rust_kernel(project: &Project) -> Finding {
    if !program::ready(project) {
        return Missing("the kernel program is not compiled, or not from these sources: run `cargo lab setup`.".into());
    }
    match output(Command::new(program::path(project)).arg("--version")) {
        Some(version) => Good(version),
        None => Missing("the kernel program does not start: delete .cwola/bin and run `cargo lab setup`.".into()),
    }
}

fn toolkit(project: &Project) -> Finding {
    let init = std::fs::read_to_string(project.private("kernel/config/init.evcxr")).unwrap_or_default();
    let spec = project.path(".venv/share/jupyter/kernels").join(kernel::NAME).join("kernel.json");
    let library = init.split(['\u{1f}', '\n']).find_map(|flag| flag.strip_prefix("--extern=cwola_nb="));
    match library {
        Some(path) if std::path::Path::new(path).exists() && spec.exists() => Good("built for the kernel".into()),
        Some(_) => Missing("the kernel's files are incomplete or were moved: run `cargo lab setup`.".into()),
        None => Missing("not built for the kernel yet: run `cargo lab setup`.".into()),
    }
}

fn disk(project: &Project) -> Finding {
    let Some(free) = free_space(project) else { return Note("the free space is unknown (no `df`).".into()) };
    if free < SPACE && !kernel::built_before(project) {
        return Missing(format!("{free:.1} GB are free, {SPACE} GB are needed: make room or move the folder."));
    }
    Good(format!("{free:.0} GB free"))
}

/// Free space in GB, from the POSIX output of `df`.
fn free_space(project: &Project) -> Option<f64> {
    let text = output(Command::new("df").arg("-Pk").arg(project.root()))?;
    parse_df(&text)
}

fn parse_df(text: &str) -> Option<f64> {
    let line = text.lines().nth(1)?;
    let percent = line.split_whitespace().position(|word| word.ends_with('%'))?;
    let free: f64 = line.split_whitespace().nth(percent.checked_sub(1)?)?.parse().ok()?;
    Some(free / 1e6)
}

fn port_free(port: u16, asked: bool) -> Finding {
    match port_problem(port) {
        None => Good(format!("{port} is free")),
        Some(problem) if asked => Missing(problem),
        Some(_) => Note(format!("{port} is in use; Jupyter takes the next free one.")),
    }
}

/// What is wrong with this port.
pub fn port_problem(port: u16) -> Option<String> {
    TcpListener::bind(("127.0.0.1", port))
        .err()
        .map(|_| format!("Port {port} is in use: choose another with `cargo lab --port {}`.", port.wrapping_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn df_is_understood() {
        let text =
            "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda 264000000 14000000 78000000 16% /";
        assert_eq!(parse_df(text), Some(78.0));
        assert_eq!(parse_df("nothing"), None);
    }

    #[test]
    fn a_port_in_use_is_reported() {
        let holder = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        assert!(port_problem(holder.local_addr().unwrap().port()).is_some());
    }
}
