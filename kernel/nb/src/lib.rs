//! The toolkit as one shared library, for the notebook kernel.

pub use cwola::*;

/// Called once by the kernel's prelude: a panic then shows its message in one line, where the
/// kernel would add a screen of addresses.
pub fn start_kernel() {
    std::panic::set_hook(Box::new(|panic| {
        let message = panic.payload_as_str().unwrap_or("no message");
        eprintln!("The cell panicked: {message}");
    }));
}
