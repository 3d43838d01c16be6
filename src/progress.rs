//! Progress of long work: one line every few seconds, never redrawn.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};

static SILENT: AtomicBool = AtomicBool::new(false);

/// Prints one line of progress at once; call it from the thread that the user waits for.
pub fn line(text: &str) {
    if !SILENT.load(Ordering::Relaxed) && !QUIET.get() {
        println!("{text}");
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

/// Turns progress lines off, for scripts that read the output.
pub fn silence() {
    SILENT.store(true, Ordering::Relaxed);
}
