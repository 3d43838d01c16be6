//! The kernel's own folder for compiled cells, and the end of the kernel.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

static HOME: OnceLock<PathBuf> = OnceLock::new();

/// Makes `kernel-<process>` in the folder for temporary files and works there; to be called before any thread starts.
///
/// # Errors
/// When the folder cannot be made.
pub fn make() -> std::io::Result<()> {
    let folder = std::env::temp_dir().join(format!("kernel-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    // Values of the toolkit show themselves by lines that this kernel reads (`wire`).
    // SAFETY: no other thread runs yet that could read the environment at the same time.
    unsafe {
        std::env::set_var("TMPDIR", &folder);
        std::env::set_var("CWOLA_KERNEL", "1");
    }
    let _ = HOME.set(folder);
    Ok(())
}

/// Removes the folder and ends the kernel.
pub fn leave(code: i32) -> ! {
    if let Some(folder) = HOME.get() {
        remove(folder);
    }
    std::process::exit(code)
}

/// A compiler that is just being stopped may still write: once more, then it is left to the launcher.
fn remove(folder: &Path) {
    for _ in 0..5 {
        if std::fs::remove_dir_all(folder).is_ok() || !folder.exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Ends the kernel when the program that started it is gone.
pub fn leave_with_parent() {
    let parent = std::os::unix::process::parent_id();
    std::thread::spawn(move || {
        while std::os::unix::process::parent_id() == parent {
            std::thread::sleep(Duration::from_secs(1));
        }
        leave(0)
    });
}
