//! `cargo verify`: everything that must hold, in one command; also what CI runs.

use crate::exec::{Job, cargo};
use crate::processes::{self, Program};
use crate::project::Project;
use crate::text::duration;
use crate::{Outcome, lab, notebooks, program, python};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a step counted.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Count {
    passed: usize,
    failed: usize,
}

impl Count {
    fn one(good: bool) -> Count {
        Count { passed: usize::from(good), failed: usize::from(!good) }
    }
}

/// A finished step.
struct Done {
    name: &'static str,
    time: Duration,
    count: Count,
}

/// Runs all checks to the end, also after a failure; false when anything failed.
pub fn all(project: &Project, skip_notebooks: bool) -> Outcome<bool> {
    let start = Instant::now();
    println!("cargo verify: set-up, format, lints, tests, notebooks (quick profile); about 45 min on two cores the");
    println!("first time, of which half is compiling dependencies once; later a few minutes.\n");
    lab::setup(project, "")?;
    let mut done = Vec::new();
    let mut step = |name: &'static str, work: &dyn Fn() -> Outcome<Count>| {
        println!("== {name}");
        let start = Instant::now();
        let count = work().unwrap_or_else(|message| {
            println!("{message}");
            Count::one(false)
        });
        let time = start.elapsed();
        println!("== {name}: {} passed, {} failed, {}\n", count.passed, count.failed, duration(time));
        done.push(Done { name, time, count });
    };
    step("format", &|| format(project));
    step("lints", &|| lints(project));
    step("tests", &|| tests(project));
    step("tests of the kernel program", &|| counted_tests(program::cargo_in(project, "test")));
    step("documentation examples", &|| documentation(project));
    if project.path("tests/python").exists() {
        step("tests against Python", &|| python_tests(project));
    }
    step("notebooks agree with their texts", &|| notebooks::sync(project, true, false).map(Count::one));
    if !skip_notebooks {
        step("notebooks under the kernel", &|| run_notebooks(project));
    }
    Ok(summary(&done, start.elapsed()))
}

fn summary(done: &[Done], total: Duration) -> bool {
    println!("{:<36} {:>7} {:>7} {:>14}", "step", "passed", "failed", "time");
    for step in done {
        println!("{:<36} {:>7} {:>7} {:>14}", step.name, step.count.passed, step.count.failed, duration(step.time));
    }
    let passed: usize = done.iter().map(|step| step.count.passed).sum();
    let failed: usize = done.iter().map(|step| step.count.failed).sum();
    println!("verify: {passed} passed, {failed} failed ({})", duration(total));
    failed == 0
}

fn format(project: &Project) -> Outcome<Count> {
    let mut command = cargo(project);
    command.args(["fmt", "--all", "--check"]);
    let mut kernel = cargo(project);
    kernel.args(["fmt", "--check", "--manifest-path"]).arg(project.path("kernel/program/Cargo.toml"));
    Ok(Count::one(succeeded(command)? & succeeded(kernel)?))
}

/// Clippy as a wrapper of `cargo build`: the dependencies that the kernel has compiled serve as
/// they are, where `cargo clippy` would compile all of them again for `cargo check`. Our own
/// crates are compiled without optimisation.
fn lints(project: &Project) -> Outcome<Count> {
    let mut command = cargo(project);
    command.args(["build", "--package", "cwola", "--package", "xtask", "--all-targets"]);
    command.args(["--config", "profile.dev.package.cwola.opt-level=0"]);
    command.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
    command.env("CLIPPY_ARGS", "-Dwarnings__CLIPPY_HACKERY__");
    Job::new(project, "lints", "lints", command).run(|_| ()).map(|()| Count::one(true))
}

fn tests(project: &Project) -> Outcome<Count> {
    let mut command = cargo(project);
    command.args(["test", "--package", "cwola", "--package", "xtask", "--all-targets", "--no-fail-fast"]);
    counted_tests(command)
}

fn documentation(project: &Project) -> Outcome<Count> {
    let mut command = cargo(project);
    command.args(["test", "--package", "cwola", "--doc", "--no-fail-fast"]);
    counted_tests(command)
}

/// Runs `cargo test`, shows what it prints, and adds up its "test result" lines.
fn counted_tests(mut command: Command) -> Outcome<Count> {
    let failed = |error| format!("cargo test cannot be started: {error}.");
    let mut tests = Program::start(command.stdout(Stdio::piped())).map_err(failed)?;
    let mut count = Count::default();
    if let Some(pipe) = tests.child().stdout.take() {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if !line.ends_with("... ok") {
                println!("{line}");
            }
            let result = test_result(&line);
            count.passed += result.passed;
            count.failed += result.failed;
        }
    }
    let good = tests.wait().map_err(failed)?.success();
    if !good && count.failed == 0 {
        count.failed = 1;
    }
    Ok(count)
}

/// Numbers in `test result: ok. 12 passed; 0 failed; 1 ignored; …`.
fn test_result(line: &str) -> Count {
    let Some(rest) = line.strip_prefix("test result: ") else { return Count::default() };
    let number = |what: &str| {
        let before = rest.split(what).next().unwrap_or_default();
        before.split_whitespace().last().and_then(|word| word.parse().ok()).unwrap_or(0)
    };
    Count { passed: number(" passed"), failed: number(" failed") }
}

/// Every `tests/python/*.py` is a program that succeeds or fails.
fn python_tests(project: &Project) -> Outcome<Count> {
    python::install(project, python::TESTS)?;
    let folder = project.path("tests/python");
    let entries =
        std::fs::read_dir(&folder).map_err(|error| format!("{} cannot be read: {error}.", folder.display()))?;
    let mut scripts: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    scripts.retain(|path| is_test(&path.file_name().unwrap_or_default().to_string_lossy()));
    scripts.sort();
    let mut count = Count::default();
    for script in scripts {
        let mut command = crate::jupyter::python(project);
        command.arg(&script).current_dir(project.root()).env("CWOLA_TARGET", project.target());
        let good = succeeded(command)?;
        println!("{} {}", if good { "ok    " } else { "FAILED" }, script.display());
        count.passed += usize::from(good);
        count.failed += usize::from(!good);
    }
    Ok(count)
}

/// Scripts named `test_….py` are tests; others make files for them.
fn is_test(name: &str) -> bool {
    name.starts_with("test_") && name.ends_with(".py")
}

fn run_notebooks(project: &Project) -> Outcome<Count> {
    let summary = project.target().join("notebooks-summary.txt");
    let _ = std::fs::remove_file(&summary);
    let good = notebooks::execute_all_fresh(project, &summary)?;
    let text = std::fs::read_to_string(&summary).unwrap_or_default();
    let mut numbers = text.split_whitespace().filter_map(|word| word.parse().ok());
    let count = Count { passed: numbers.next().unwrap_or(0), failed: numbers.next().unwrap_or(0) };
    Ok(if !good && count.failed == 0 { Count { failed: 1, ..count } } else { count })
}

fn succeeded(mut command: Command) -> Outcome<bool> {
    let status = processes::run(&mut command);
    status.map(|status| status.success()).map_err(|error| format!("{command:?} cannot be started: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tests_are_run() {
        assert!(is_test("test_hdf5.py") && !is_test("make_files.py") && !is_test("test_notes.txt"));
    }

    #[test]
    fn test_results_are_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out";
        assert_eq!(test_result(line), Count { passed: 12, failed: 3 });
        assert_eq!(test_result("test a ... ok"), Count::default());
    }
}
