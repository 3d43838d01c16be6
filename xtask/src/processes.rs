//! Programs that the launcher starts: each in a process group of its own, and none outlives the launcher.
//!
//! Ctrl-C in a terminal reaches the foreground group only, so the launcher alone gets it. It then stops its programs in
//! order: cargo with all its compilers, or JupyterLab, which stops its kernels first.

use crate::{kernels, signals};
use std::io::Result;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Tells a Python program of ours whose end it must not outlive (`xtask/python/parent.py`).
const LAUNCHER: &str = "CWOLA_LAUNCHER";
/// How long programs have to end by themselves.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often we look.
const OFTEN: Duration = Duration::from_millis(20);

/// Process groups that run.
static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());

fn running() -> MutexGuard<'static, Vec<u32>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A program that runs. It reads nothing: in a group of its own it would be stopped if it read from the terminal.
pub struct Program {
    child: Child,
}

impl Program {
    /// Starts a program. While everything is being stopped this never returns.
    pub fn start(command: &mut Command) -> Result<Program> {
        let mut running = running();
        let child = own_group(command).stdin(Stdio::null()).env(LAUNCHER, std::process::id().to_string()).spawn()?;
        running.push(child.id());
        Ok(Program { child })
    }

    /// Its pipes, which may be taken.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Waits for its end; kernels that it did not stop itself are stopped.
    pub fn wait(mut self) -> Result<ExitStatus> {
        let status = self.child.wait();
        self.forget();
        status
    }

    /// Waits for its end at most so long, then ends it; None when that was necessary.
    pub fn wait_at_most(mut self, limit: Duration) -> Option<ExitStatus> {
        let start = Instant::now();
        while start.elapsed() < limit {
            match self.child.try_wait() {
                Ok(None) => std::thread::sleep(OFTEN),
                Ok(Some(status)) => {
                    self.forget();
                    return Some(status);
                }
                Err(_) => break,
            }
        }
        signals::send_to_group(self.child.id(), signals::KILL);
        let _ = self.child.wait();
        self.forget();
        None
    }

    fn forget(&self) {
        let id = self.child.id();
        kernels::stop(&[id]);
        running().retain(|other| *other != id);
    }
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Result<ExitStatus> {
    Program::start(command)?.wait()
}

/// Stops everything that runs: programs are asked, and ended when they have not gone after two seconds, or as soon as
/// `hurry` says so. Afterwards nothing can be started any more: whoever tries waits until the launcher ends.
pub fn stop_all(hurry: impl FnMut() -> bool) {
    let running = running();
    stop(&running, hurry);
    std::mem::forget(running);
}

fn stop(groups: &[u32], mut hurry: impl FnMut() -> bool) {
    for group in groups {
        signals::send_to_group(*group, signals::END);
    }
    let start = Instant::now();
    let left = || groups.iter().any(|group| signals::group_exists(*group));
    while left() && start.elapsed() < PATIENCE && !hurry() {
        std::thread::sleep(OFTEN);
    }
    for group in groups {
        signals::send_to_group(*group, signals::KILL);
    }
    kernels::stop(groups);
}

#[cfg(unix)]
fn own_group(command: &mut Command) -> &mut Command {
    std::os::unix::process::CommandExt::process_group(command, 0)
}

#[cfg(not(unix))]
fn own_group(command: &mut Command) -> &mut Command {
    command
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader};

    /// A shell that ignores the polite signal, with a child, both with the shell's standard output open.
    fn stubborn() -> Program {
        let script = "trap '' TERM; sleep 60 & echo ready; wait; wait";
        Program::start(Command::new("sh").args(["-c", script]).stdout(Stdio::piped())).expect("a shell")
    }

    #[test]
    fn whole_groups_are_stopped_even_when_they_refuse() {
        let mut shell = stubborn();
        let group = shell.child().id();
        let mut lines = BufReader::new(shell.child().stdout.take().expect("a pipe")).lines();
        assert_eq!(lines.next().expect("a line").expect("text"), "ready");
        let waiting = std::thread::spawn(move || shell.wait());
        let start = Instant::now();
        stop(&[group], || false);
        assert!(start.elapsed() >= PATIENCE);
        // The end of the pipe says that the child is gone as well.
        assert!(lines.next().is_none());
        assert!(!waiting.join().expect("a thread").expect("a status").success());
    }

    #[test]
    fn a_second_signal_does_not_wait() {
        let mut shell = stubborn();
        let group = shell.child().id();
        let mut lines = BufReader::new(shell.child().stdout.take().expect("a pipe")).lines();
        assert_eq!(lines.next().expect("a line").expect("text"), "ready");
        let start = Instant::now();
        stop(&[group], || true);
        assert!(start.elapsed() < PATIENCE);
        assert!(!shell.wait().expect("a status").success());
    }

    #[test]
    fn programs_that_take_too_long_are_ended() {
        let sleep = Program::start(Command::new("sleep").arg("60")).expect("sleep");
        assert_eq!(sleep.wait_at_most(Duration::from_millis(100)), None);
        let quick = Program::start(&mut Command::new("true")).expect("true");
        assert!(quick.wait_at_most(Duration::from_secs(5)).expect("an end").success());
    }
}
