//! `cargo lab cwola …`: the command line of the toolkit, which the set-up builds for `target/debug/cwola`.

use crate::exec::{Job, cargo};
use crate::project::Project;
use crate::{Outcome, kernel, stamp};
use std::path::PathBuf;
use std::process::Command;

/// Remembers the features of the last set-up, so that the command line does not ask for another toolkit.
const FEATURES: &str = "features";

/// The program.
pub fn program(project: &Project) -> PathBuf {
    project.target().join("debug").join(format!("cwola{}", std::env::consts::EXE_SUFFIX))
}

/// Features of the toolkit that was set up last.
pub fn features(project: &Project) -> String {
    stamp::read(project, FEATURES)
}

/// Builds the program from the toolkit that the kernel uses: of the hundreds of crates none is compiled again.
pub fn build(project: &Project, features: &str) -> Outcome {
    stamp::write(project, FEATURES, features)?;
    job(project, features).quietly().run(|_| ())
}

fn job(project: &Project, features: &str) -> Job {
    let mut command = cargo(project);
    command.args(["build", "--package", "cwola", "--bin", "cwola"]);
    if !features.is_empty() {
        command.args(["--features", features]);
    }
    Job::new(project, "command-line", "command line", command)
}

/// Runs the program in place of this one, in the folder from which it was called. Standard output is the program's alone.
pub fn run(project: &Project, words: &[String]) -> Outcome<bool> {
    if !kernel::built_before(project) && !program(project).exists() {
        eprintln!("The toolkit is compiled first, once: about 15 min on two processor cores.");
    }
    job(project, &features(project)).on_standard_error().run(|_| ())?;
    let mut command = Command::new(program(project));
    command.args(words);
    replace(command)
}

#[cfg(unix)]
fn replace(mut command: Command) -> Outcome<bool> {
    let error = std::os::unix::process::CommandExt::exec(&mut command);
    Err(format!("{} cannot be started: {error}.", command.get_program().to_string_lossy()))
}

#[cfg(not(unix))]
fn replace(mut command: Command) -> Outcome<bool> {
    let status = command.status();
    status.map(|status| status.success()).map_err(|error| format!("{command:?} cannot be started: {error}."))
}
