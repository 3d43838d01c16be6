//! The toolkit as one shared library, for the notebook kernel.

pub use cwola::*;

/// Called by the kernel's prelude: an interrupt stops long work, and a panic shows its message in one line, where the
/// kernel would add a screen of addresses.
pub fn start_kernel() {
    interrupt::listen_to_kernel();
    std::panic::set_hook(Box::new(|panic| {
        let message = panic.payload_as_str().unwrap_or("no message");
        eprintln!("The cell panicked: {message}");
    }));
}
