//! Progress of long work: one line every few seconds, never redrawn.

use std::sync::atomic::{AtomicBool, Ordering};

static SILENT: AtomicBool = AtomicBool::new(false);

/// Prints one line of progress at once; call it from the thread that the user waits for.
pub fn line(text: &str) {
    if !SILENT.load(Ordering::Relaxed) {
        println!("{text}");
    }
}

/// Turns progress lines off, for scripts that read the output.
pub fn silence() {
    SILENT.store(true, Ordering::Relaxed);
}
