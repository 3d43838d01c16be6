//! The runner: a process between the kernel and the program that holds the variables and runs the cells.
//!
//! evcxr reads its child's standard output and standard error through two pipes, and cannot tell which of two lines came
//! first, nor whether all of standard error has arrived when a cell ends. The runner reads both, so the order is known:
//! when the mark of a finished cell arrives, everything that the cell wrote before is in the pipes already and is passed
//! on first. It also tells the kernel what evcxr keeps to itself: that a cell begins to run, that a `?` or a panic
//! ended it, and the signal that ended the program.

use crate::wire::Event;
use std::io::Write;
use std::os::fd::{AsRawFd, RawFd};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::{Duration, Instant};

/// Set for the program that holds the variables.
const INNER: &str = "CWOLA_RUNTIME";
/// evcxr's mark of a finished cell, of a panic, and of a `?` that failed.
const COMPLETE: &str = "EVCXR_EXECUTION_COMPLETE";
const PANIC: &str = "EVCXR_PANIC_NOTIFICATION";
const FAILED: &str = "EVCXR_ERROR_OCCURRED";
/// What is written to standard error may be the text of a failure whose mark is about to come.
const HOLD: Duration = Duration::from_millis(30);

static INNER_PID: AtomicI32 = AtomicI32::new(0);

/// What this process is: evcxr starts the kernel program again for the runner, and the runner for the cells.
pub fn hook() {
    if std::env::var_os("EVCXR_IS_RUNTIME").is_none() {
        return;
    }
    if std::env::var_os(INNER).is_some() {
        ignore_signals();
        // evcxr's loop, which never returns.
        return;
    }
    std::process::exit(match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("The program that runs the cells cannot be started: {error}.");
            1
        }
    })
}

/// Until the toolkit takes them over, an interrupt must not end the program.
fn ignore_signals() {
    // SAFETY: `signal` with SIG_IGN installs no code of ours.
    unsafe {
        libc::signal(libc::SIGINT, libc::SIG_IGN);
        libc::signal(libc::SIGUSR1, libc::SIG_IGN);
    }
}

/// Passes an interrupt on.
extern "C" fn forward(signal: libc::c_int) {
    let pid = INNER_PID.load(Ordering::Relaxed);
    if pid > 0 {
        // SAFETY: `kill` may be called from a signal handler; the process is our child and not waited for yet.
        unsafe { libc::kill(pid, signal) };
    }
}

/// The process dies with the one that started it, also by a signal that cannot be caught.
#[cfg(target_os = "linux")]
fn die_with_parent() {
    // SAFETY: `prctl` with this request takes a number and touches no memory.
    unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) };
}

#[cfg(not(target_os = "linux"))]
fn die_with_parent() {}

fn run() -> std::io::Result<i32> {
    die_with_parent();
    let mut child = start()?;
    INNER_PID.store(child.id() as i32, Ordering::Relaxed);
    // SAFETY: the handler calls only `kill`, which is safe in handlers, and reads an atomic.
    unsafe { libc::signal(libc::SIGINT, forward as *const () as libc::sighandler_t) };
    let (Some(stdout), Some(stderr), Some(stdin)) = (child.stdout.take(), child.stderr.take(), child.stdin.take())
    else {
        return Err(std::io::Error::other("its output is not connected"));
    };
    std::thread::spawn(move || pass_requests(stdin));
    let mut passing = Passing::new(stdout.as_raw_fd(), stderr.as_raw_fd());
    passing.until_closed()?;
    let signal = ended_by(&mut child)?;
    say(&Event::Died(signal))?;
    Ok(128 + signal.unwrap_or(0))
}

fn start() -> std::io::Result<Child> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(std::env::args_os().skip(1)).env(INNER, "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    use std::os::unix::process::CommandExt;
    // SAFETY: between fork and exec only `prctl` is called, which needs no memory.
    unsafe {
        command.pre_exec(|| {
            die_with_parent();
            Ok(())
        });
    }
    command.spawn()
}

fn ended_by(child: &mut Child) -> std::io::Result<Option<i32>> {
    use std::os::unix::process::ExitStatusExt;
    Ok(child.wait()?.signal())
}

/// Requests of evcxr, line by line; before each cell an interrupt of the last one is forgotten. The end of the requests
/// is the end of the kernel: a cell that still runs is ended with it.
fn pass_requests(mut to: std::process::ChildStdin) {
    let mut cells = 0;
    for line in std::io::stdin().lines().map_while(Result::ok) {
        if line.starts_with("LOAD_AND_RUN ") {
            cells += 1;
            forward(libc::SIGUSR1);
            // The first is evcxr's own, at the start, when nobody listens yet: it would wait for ever.
            if cells > 1 {
                let _ = say(&Event::Begins);
            }
        }
        if writeln!(to, "{line}").and_then(|()| to.flush()).is_err() {
            return;
        }
    }
    forward(libc::SIGKILL);
}

fn say(event: &Event) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", event.line())?;
    out.flush()
}

/// The two pipes and what was read from them but not passed on.
struct Passing {
    pipes: [RawFd; 2],
    open: [bool; 2],
    read: [Vec<u8>; 2],
    held_since: Option<Instant>,
}

impl Passing {
    fn new(stdout: RawFd, stderr: RawFd) -> Passing {
        Passing { pipes: [stdout, stderr], open: [true; 2], read: [Vec::new(), Vec::new()], held_since: None }
    }

    fn until_closed(&mut self) -> std::io::Result<()> {
        while self.open[0] {
            self.wait()?;
            self.take(1)?;
            self.take(0)?;
            self.pass_output()?;
            if self.held_since.is_some_and(|since| since.elapsed() >= HOLD) {
                self.pass_errors(false)?;
            }
        }
        self.drain_errors()?;
        self.pass_errors(true)?;
        if !self.read[0].is_empty() {
            self.read[0].push(b'\n');
            self.pass_output()?;
        }
        Ok(())
    }

    /// Waits for input, or for the end of the time that errors are held back.
    fn wait(&self) -> std::io::Result<()> {
        let mut polled: Vec<libc::pollfd> = (0..2)
            .filter(|i| self.open[*i])
            .map(|i| libc::pollfd { fd: self.pipes[i], events: libc::POLLIN, revents: 0 })
            .collect();
        let left = self.held_since.map_or(-1, |since| HOLD.saturating_sub(since.elapsed()).as_millis() as i32 + 1);
        // SAFETY: the pointer and the length are those of a vector that lives through the call.
        if unsafe { libc::poll(polled.as_mut_ptr(), polled.len() as libc::nfds_t, left) } < 0 {
            let error = std::io::Error::last_os_error();
            if error.kind() != std::io::ErrorKind::Interrupted {
                return Err(error);
            }
        }
        Ok(())
    }

    /// Is there something to read at once?
    fn ready(&self, which: usize) -> bool {
        let mut polled = libc::pollfd { fd: self.pipes[which], events: libc::POLLIN, revents: 0 };
        // SAFETY: as in `wait`, with one entry.
        self.open[which] && unsafe { libc::poll(&mut polled, 1, 0) } > 0
    }

    /// Reads what one pipe holds, up to one buffer.
    fn take(&mut self, which: usize) -> std::io::Result<()> {
        if !self.ready(which) {
            return Ok(());
        }
        let mut buffer = [0u8; 1 << 16];
        // SAFETY: the buffer is as long as is said, and the descriptor belongs to a pipe that the child keeps open.
        let count = unsafe { libc::read(self.pipes[which], buffer.as_mut_ptr().cast(), buffer.len()) };
        match usize::try_from(count) {
            Ok(0) => self.open[which] = false,
            Ok(count) => self.read[which].extend_from_slice(&buffer[..count]),
            Err(_) if std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(std::io::Error::last_os_error()),
        }
        if which == 1 && !self.read[1].is_empty() && self.held_since.is_none() {
            self.held_since = Some(Instant::now());
        }
        Ok(())
    }

    fn drain_errors(&mut self) -> std::io::Result<()> {
        while self.ready(1) {
            self.take(1)?;
        }
        Ok(())
    }

    /// Text of standard error that was held back; all of it, or whole lines only.
    fn held(&mut self, all: bool) -> String {
        let end = if all {
            self.read[1].len()
        } else {
            self.read[1].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1)
        };
        let bytes: Vec<u8> = self.read[1].drain(..end).collect();
        self.held_since = if self.read[1].is_empty() { None } else { Some(Instant::now()) };
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn pass_errors(&mut self, all: bool) -> std::io::Result<()> {
        let text = self.held(all);
        if text.is_empty() { Ok(()) } else { say(&Event::Stderr(text)) }
    }

    /// Passes whole lines of standard output on, marks with what belongs to them.
    fn pass_output(&mut self) -> std::io::Result<()> {
        let Some(end) = self.read[0].iter().rposition(|b| *b == b'\n') else { return Ok(()) };
        let bytes: Vec<u8> = self.read[0].drain(..=end).collect();
        let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
        for line in bytes[..end].split(|b| *b == b'\n') {
            let mark = [COMPLETE, PANIC, FAILED].into_iter().find(|mark| line.ends_with(mark.as_bytes()));
            let Some(mark) = mark else {
                out.extend_from_slice(line);
                out.push(b'\n');
                continue;
            };
            // `print!` without an end of line stands before the mark.
            let before = &line[..line.len() - mark.len()];
            if !before.is_empty() {
                out.extend_from_slice(before);
                out.push(b'\n');
            }
            write_all(&mut out)?;
            self.drain_errors()?;
            match mark {
                PANIC => say(&Event::Panicked(self.held(true)))?,
                FAILED => say(&Event::Failed(self.held(true)))?,
                _ => self.pass_errors(true)?,
            }
            out.extend_from_slice(mark.as_bytes());
            out.push(b'\n');
        }
        write_all(&mut out)
    }
}

fn write_all(out: &mut Vec<u8>) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(out)?;
    stdout.flush()?;
    out.clear();
    Ok(())
}
