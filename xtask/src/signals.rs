//! Signals: Ctrl-C, a closed terminal and `kill` reach the launcher as messages, and it can send them itself.
//!
//! The standard library has no signals. This is the only file of the launcher with `unsafe`: three functions of POSIX.

use std::sync::mpsc::Sender;

/// Ctrl-C.
pub const INTERRUPT: i32 = 2;
/// The terminal was closed.
pub const HANG_UP: i32 = 1;
/// A program is asked to end.
pub const END: i32 = 15;
/// A program is ended without being asked.
pub const KILL: i32 = 9;

/// From now on every signal that asks the launcher to end is sent as a message, made by `message` from its number.
/// A signal that was to be ignored (`nohup`, a job in the background of a script) stays ignored.
pub fn listen<M: Send + 'static>(to: Sender<M>, message: fn(i32) -> M) -> std::io::Result<()> {
    system::listen(move |number| {
        let _ = to.send(message(number));
    })
}

/// Sends a signal to a process group; false when it has no process any more.
pub fn send_to_group(group: u32, number: i32) -> bool {
    system::send(group, number, true)
}

/// Sends a signal to one process; false when it is gone.
pub fn send(process: u32, number: i32) -> bool {
    system::send(process, number, false)
}

/// Whether there is such a process.
pub fn exists(process: u32) -> bool {
    system::send(process, 0, false)
}

/// Whether a process group has any process.
pub fn group_exists(group: u32) -> bool {
    system::send(group, 0, true)
}

#[cfg(unix)]
mod system {
    use super::{END, HANG_UP, INTERRUPT};
    use std::io::{Error, ErrorKind, Read, Result};
    use std::os::fd::{AsRawFd, IntoRawFd};
    use std::os::unix::net::UnixStream;
    use std::sync::atomic::{AtomicI32, Ordering};

    // As POSIX declares them; the types are those of every system with 32-bit `int` and pointer-sized `size_t`.
    unsafe extern "C" {
        fn signal(number: i32, handler: usize) -> usize;
        fn write(file: i32, bytes: *const u8, count: usize) -> isize;
        fn kill(process: i32, number: i32) -> i32;
    }

    /// `SIG_IGN`, which is 1 on Linux, macOS and the BSDs.
    const IGNORE: usize = 1;
    /// Where the handler writes the number of a signal.
    static PIPE: AtomicI32 = AtomicI32::new(-1);

    extern "C" fn note(number: i32) {
        let byte = number as u8;
        // SAFETY: `write` may be called in a signal handler. It reads one byte, which lives until it returns. The file
        // is open as long as the process: `listen` gave it away before it set this handler.
        unsafe { write(PIPE.load(Ordering::Relaxed), &raw const byte, 1) };
    }

    pub fn listen(mut on_signal: impl FnMut(i32) + Send + 'static) -> Result<()> {
        let (mut reader, writer) = UnixStream::pair()?;
        PIPE.store(writer.as_raw_fd(), Ordering::Relaxed);
        let _open_for_ever = writer.into_raw_fd();
        let handler: extern "C" fn(i32) = note;
        for number in [INTERRUPT, END, HANG_UP] {
            // SAFETY: `note` has the type of a handler and does only what a handler may do. Calls that it interrupts
            // go on (`SA_RESTART`), and the standard library repeats those that do not.
            unsafe {
                if signal(number, handler as usize) == IGNORE {
                    signal(number, IGNORE);
                }
            }
        }
        std::thread::spawn(move || {
            let mut byte = [0];
            while reader.read_exact(&mut byte).is_ok() {
                on_signal(i32::from(byte[0]));
            }
        });
        Ok(())
    }

    pub fn send(to: u32, number: i32, group: bool) -> bool {
        // Numbers up to 1 would mean other things than one process or group.
        let Some(id) = i32::try_from(to).ok().filter(|id| *id > 1) else { return false };
        // SAFETY: `kill` takes two numbers and touches no memory of this process.
        let result = unsafe { kill(if group { -id } else { id }, number) };
        result == 0 || Error::last_os_error().kind() == ErrorKind::PermissionDenied
    }
}

/// Without POSIX, programs can be ended but not asked, and Ctrl-C does what the system does.
#[cfg(not(unix))]
mod system {
    use crate::exec::output;
    use std::process::Command;

    pub fn listen(_: impl FnMut(i32) + Send + 'static) -> std::io::Result<()> {
        Ok(())
    }

    pub fn send(to: u32, number: i32, _: bool) -> bool {
        let id = to.to_string();
        if number == 0 {
            let list = output(Command::new("tasklist").args(["/NH", "/FI", &format!("PID eq {id}")]));
            return list.is_some_and(|list| list.contains(&id));
        }
        output(Command::new("taskkill").args(["/T", "/F", "/PID", &id])).is_some()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::process::Command;
    use std::time::Duration;

    #[test]
    fn a_signal_becomes_a_message() {
        let (sender, receiver) = std::sync::mpsc::channel();
        listen(sender, |number| number).expect("handlers");
        // Not HANG_UP, which `nohup` ignores, nor INTERRUPT, which a shell ignores for what runs in the background.
        assert!(send(std::process::id(), END));
        assert_eq!(receiver.recv_timeout(Duration::from_secs(5)), Ok(END));
    }

    #[test]
    fn processes_that_are_gone_are_told_from_those_that_run() {
        let mut child = Command::new("sleep").arg("60").spawn().expect("sleep");
        assert!(exists(child.id()));
        assert!(send(child.id(), KILL));
        child.wait().expect("an end");
        assert!(!exists(child.id()));
        // Were these sent as they are, the whole session would end.
        assert!(!send(0, KILL) && !send(1, KILL) && !send(u32::MAX, KILL));
    }
}
