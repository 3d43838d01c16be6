//! Stopping long work: a flag that the interrupt button of a notebook, or Ctrl-C on the command line, sets.
//!
//! Trainings, scans, toys and generators look at it and end with [`Error::Interrupted`], whose sentence says what is kept.
//! The kernel forgets an interrupt when the next cell begins.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::{Error, Result};

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// Was the work that runs asked to stop?
pub fn requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}

/// Asks the work that runs to stop, as a signal does.
pub fn request() {
    REQUESTED.store(true, Ordering::Relaxed);
}

/// Forgets that anything was asked to stop.
///
/// # Example
/// ```
/// use cwola::interrupt;
/// interrupt::request();
/// assert!(interrupt::requested());
/// interrupt::clear();
/// assert!(!interrupt::requested());
/// ```
pub fn clear() {
    REQUESTED.store(false, Ordering::Relaxed);
}

/// An error when the work was asked to stop; `words` say what was interrupted and what is kept of it.
pub(crate) fn check(words: impl FnOnce() -> String) -> Result<()> {
    if requested() { Err(Error::Interrupted(words())) } else { Ok(()) }
}

/// Lets the signals of the notebook kernel set (SIGINT) and clear (SIGUSR1) the flag in this process.
#[cfg(unix)]
pub fn listen_to_kernel() {
    install(libc::SIGINT, on_interrupt);
    install(libc::SIGUSR1, on_clear);
}

/// Lets Ctrl-C set the flag in this process; a second one ends it as always.
#[cfg(unix)]
pub fn listen_to_terminal() {
    install(libc::SIGINT, on_first_interrupt);
}

/// No signals here.
#[cfg(not(unix))]
pub fn listen_to_kernel() {}

/// No signals here.
#[cfg(not(unix))]
pub fn listen_to_terminal() {}

#[cfg(unix)]
extern "C" fn on_interrupt(_: libc::c_int) {
    request();
}

#[cfg(unix)]
extern "C" fn on_clear(_: libc::c_int) {
    clear();
}

#[cfg(unix)]
extern "C" fn on_first_interrupt(signal: libc::c_int) {
    request();
    // SAFETY: `signal` may be called in a handler; the next one has the system's own effect.
    unsafe { libc::signal(signal, libc::SIG_DFL) };
}

#[cfg(unix)]
fn install(signal: libc::c_int, handler: extern "C" fn(libc::c_int)) {
    // SAFETY: the structure is valid when zeroed; the handlers only write an atomic and call `signal`, both of which are
    // allowed in handlers. Interrupted system calls go on.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = handler as *const () as libc::sighandler_t;
        action.sa_flags = libc::SA_RESTART;
        libc::sigaction(signal, &action, std::ptr::null_mut());
    }
}
