//! Running other programs: with a log, with a progress line every few seconds.

use crate::Outcome;
use crate::processes::Program;
use crate::project::{Project, make_folder};
use crate::text::duration;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How often a long step says where it is.
const EVERY: Duration = Duration::from_secs(5);

/// One line that a program printed.
enum Line {
    Out(String),
    Err(String),
}

/// Where progress lines go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Nowhere,
    Output,
    Error,
}

/// A program whose output goes to a log file, with progress lines on the screen.
pub struct Job {
    command: Command,
    log: PathBuf,
    what: String,
    total: Option<usize>,
    shown: Shown,
}

impl Job {
    /// `what` is shown in progress lines; the log lies in `.cwola/logs/<name>.log`.
    pub fn new(project: &Project, name: &str, what: &str, command: Command) -> Job {
        let log = project.private("logs").join(format!("{name}.log"));
        Job { command, log, what: what.to_string(), total: None, shown: Shown::Output }
    }

    /// Expected number of crates that cargo will compile.
    pub fn with_total(mut self, total: Option<usize>) -> Job {
        self.total = total;
        self
    }

    /// No progress lines, for steps that run beside another.
    pub fn quietly(mut self) -> Job {
        self.shown = Shown::Nowhere;
        self
    }

    /// Progress lines on standard error, where standard output is for something else.
    pub fn on_standard_error(mut self) -> Job {
        self.shown = Shown::Error;
        self
    }

    /// Runs to the end; every line of standard output goes to `on_output`, too.
    pub fn run(mut self, mut on_output: impl FnMut(&str)) -> Outcome {
        make_folder(self.log.parent().unwrap_or(&self.log))?;
        let mut log = File::create(&self.log)
            .map_err(|error| format!("The log {} cannot be written: {error}.", self.log.display()))?;
        let program = self.command.get_program().to_string_lossy().to_string();
        let mut running = Program::start(self.command.stdout(Stdio::piped()).stderr(Stdio::piped()))
            .map_err(|error| format!("`{program}` cannot be started: {error}."))?;
        let child = running.child();
        let (sender, receiver) = channel();
        let threads = [
            child.stdout.take().map(|pipe| forward(pipe, sender.clone(), Line::Out)),
            child.stderr.take().map(|pipe| forward(pipe, sender.clone(), Line::Err)),
        ];
        drop(sender);
        let mut progress = Progress::start(&self.what, self.total, self.shown);
        loop {
            match receiver.recv_timeout(Duration::from_secs(1)) {
                Ok(Line::Out(line)) => on_output(&line),
                Ok(Line::Err(line)) => {
                    progress.see(&line);
                    let _ = writeln!(log, "{line}");
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            progress.tick();
        }
        for thread in threads.into_iter().flatten() {
            let _ = thread.join();
        }
        let status = running.wait().map_err(|error| format!("`{program}` was lost: {error}."))?;
        if status.success() {
            return Ok(());
        }
        Err(format!("{} failed ({status}).\n{}\nThe whole log is {}.", self.what, self.tail(), self.log.display()))
    }

    fn tail(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }
}

fn forward(
    pipe: impl Read + Send + 'static,
    sender: Sender<Line>,
    wrap: fn(String) -> Line,
) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
            if sender.send(wrap(String::from_utf8_lossy(&line).into_owned())).is_err() {
                return;
            }
        }
    })
}

/// Counts cargo's "Compiling" and "Downloaded" lines.
struct Progress {
    what: String,
    total: Option<usize>,
    to: Shown,
    compiled: usize,
    latest: String,
    start: Instant,
    shown: Instant,
}

impl Progress {
    fn start(what: &str, total: Option<usize>, to: Shown) -> Progress {
        let now = Instant::now();
        Progress { what: what.into(), total, to, compiled: 0, latest: String::new(), start: now, shown: now }
    }

    fn see(&mut self, line: &str) {
        let line = line.trim();
        if line.starts_with("Compiling ") || line.starts_with("Checking ") {
            self.compiled += 1;
            self.latest = line.split_whitespace().nth(1).unwrap_or_default().to_string();
        }
    }

    fn tick(&mut self) {
        if self.shown.elapsed() < EVERY {
            return;
        }
        self.shown = Instant::now();
        match self.to {
            Shown::Nowhere => {}
            Shown::Output => println!("      {}", self.line()),
            Shown::Error => eprintln!("      {}", self.line()),
        }
    }

    fn line(&self) -> String {
        let time = duration(self.start.elapsed());
        match (self.compiled, self.total) {
            (0, _) => format!("{}, {time}", self.what),
            (count, Some(total)) if count <= total => {
                format!("{}: {count} of {total} crates, now {}, {time}", self.what, self.latest)
            }
            (count, _) => format!("{}: {count} crates, now {}, {time}", self.what, self.latest),
        }
    }
}

/// Standard output of a short command, or None when it fails or cannot be started.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_string())
}

/// Runs a command that must end within `limit`; true when it succeeded.
pub fn within(command: &mut Command, limit: Duration) -> bool {
    let started = Program::start(command.stdout(Stdio::null()).stderr(Stdio::null()));
    started.ok().and_then(|program| program.wait_at_most(limit)).is_some_and(|status| status.success())
}

/// Cargo as the user called it.
pub fn cargo(project: &Project) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(project.root());
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_counts_crates() {
        let mut progress = Progress::start("toolkit", Some(3), Shown::Nowhere);
        progress.see("   Compiling libc v0.2.1");
        progress.see("warning: something");
        progress.see("   Compiling polars v0.55.2");
        assert!(progress.line().starts_with("toolkit: 2 of 3 crates, now polars, "));
    }

    #[test]
    fn within_stops_what_takes_too_long() {
        assert!(within(&mut Command::new("true"), Duration::from_secs(5)));
        assert!(!within(Command::new("sleep").arg("30"), Duration::from_millis(200)));
    }
}
