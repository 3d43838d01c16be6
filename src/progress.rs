//! Progress of long work: one line every few seconds, never redrawn.

use std::cell::Cell;
use std::io::Write as _;
use std::sync::atomic::{AtomicU8, Ordering};

const STDOUT: u8 = 0;
const STDERR: u8 = 1;
const NOWHERE: u8 = 2;

static TARGET: AtomicU8 = AtomicU8::new(STDOUT);

/// Prints one line of progress at once; call it from the thread that the user waits for.
///
/// It goes to standard output, where a notebook shows it as text (what a cell writes to standard error is shown as an
/// error), unless [`to_stderr`] or [`silence`] was called.
pub fn line(text: &str) {
    if QUIET.get() {
        return;
    }
    match TARGET.load(Ordering::Relaxed) {
        STDOUT => println!("{text}"),
        // A reader that has gone away does not stop the work.
        STDERR => _ = writeln!(std::io::stderr(), "{text}"),
        _ => {}
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Does something without progress lines from this thread: parts of a work that has lines of its own.
pub(crate) fn quietly<T>(work: impl FnOnce() -> T) -> T {
    let before = QUIET.replace(true);
    let done = work();
    QUIET.set(before);
    done
}

/// Seconds as words: "40 s", "12 min", "3.5 h".
pub(crate) fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 90.0 => format!("{s:.0} s"),
        s if s < 5400.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3600.0),
    }
}

/// Sends progress lines to standard error from now on, for command lines whose output is read by a program.
pub fn to_stderr() {
    TARGET.store(STDERR, Ordering::Relaxed);
}

/// Turns progress lines off, for scripts that read the output.
pub fn silence() {
    TARGET.store(NOWHERE, Ordering::Relaxed);
}
