//! The project's own Python environment: `.venv` with pinned packages.

use crate::exec::{Job, output};
use crate::project::{Project, make_folder, read_file};
use crate::text::version;
use crate::{Outcome, leftovers, stamp};
use std::process::Command;

/// Pinned packages for Jupyter.
pub const JUPYTER: &str = "notebooks/requirements.txt";
/// Pinned packages for the tests against Python libraries.
pub const TESTS: &str = "tests/requirements.txt";
/// The oldest Python that the pinned packages run on.
const OLDEST: (u32, u32) = (3, 9);

/// What is wrong with Python on this machine, as one sentence with the cure.
pub fn problem() -> Option<String> {
    let Some((python, found)) = find() else {
        return Some(
            "Python was not found: install Python 3.9 or later (Debian and Ubuntu: `sudo apt install python3 \
             python3-venv`; macOS: `brew install python`)."
                .into(),
        );
    };
    if found < OLDEST {
        return Some(format!(
            "`{python}` is Python {}.{}, but 3.9 or later is needed: install a newer one and put it first in PATH.",
            found.0, found.1
        ));
    }
    if output(Command::new(&python).args(["-c", "import venv, ensurepip"])).is_none() {
        return Some(format!(
            "`{python}` has no venv module: install it (Debian and Ubuntu: `sudo apt install python3-venv`)."
        ));
    }
    None
}

/// The newest-first list of names is tried until one is recent enough; else the first that runs.
pub fn find() -> Option<(String, (u32, u32))> {
    let names = ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10", "python3.9"];
    let mut found = Vec::new();
    for name in names {
        let script = "import sys; print('%d.%d' % sys.version_info[:2])";
        if let Some(number) = output(Command::new(name).args(["-c", script])).as_deref().and_then(version) {
            if number >= OLDEST {
                return Some((name.to_string(), number));
            }
            found.push((name.to_string(), number));
        }
    }
    found.into_iter().next()
}

fn key(project: &Project, requirements: &str) -> Outcome<String> {
    Ok(stamp::key(&[&read_file(&project.path(requirements))?, &project.root().display().to_string()]))
}

fn stamp_name(requirements: &str) -> String {
    format!("python-{}", requirements.split('/').next().unwrap_or(requirements))
}

/// Whether these packages are installed already.
pub fn ready(project: &Project, requirements: &str) -> bool {
    project.venv_python().exists()
        && key(project, requirements).is_ok_and(|key| stamp::fresh(project, &stamp_name(requirements), &key))
}

/// Makes `.venv` if it is missing or broken, and installs the pinned packages.
pub fn install(project: &Project, requirements: &str) -> Outcome {
    if ready(project, requirements) {
        return Ok(());
    }
    // An interrupted pip leaves what it has unpacked; here it is removed with this launcher's other things.
    let temporary = leftovers::runtime_folder(project).join("pip");
    make_folder(&temporary)?;
    let python = project.venv_python();
    if output(Command::new(&python).args(["-m", "pip", "--version"])).is_none() {
        if let Some(problem) = problem() {
            return Err(problem);
        }
        let (system, _) = find().ok_or("Python was not found.")?;
        for requirements in [JUPYTER, TESTS] {
            stamp::forget(project, &stamp_name(requirements));
        }
        let mut make = Command::new(system);
        make.args(["-m", "venv", "--clear"]).arg(project.path(".venv")).env("TMPDIR", &temporary);
        Job::new(project, "venv", "making .venv", make).quietly().run(|_| ())?;
    }
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--no-cache-dir", "--disable-pip-version-check", "-r"]);
    pip.arg(project.path(requirements)).env("TMPDIR", &temporary);
    let name = stamp_name(requirements);
    Job::new(project, &name, "installing Python packages", pip).quietly().run(|_| ())?;
    stamp::write(project, &name, &key(project, requirements)?)
}
