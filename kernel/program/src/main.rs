//! The notebook kernel "Rust (cwola)".
//!
//! evcxr compiles and runs cells; this program speaks Jupyter's protocol for it. It adds what a notebook expects: output
//! stands under the cell that made it, a cell that fails is red and stops the ones behind it, an interrupt keeps the
//! variables, and the kernel answers while it starts. `cwola-kernel CONNECTION_FILE`.

mod cell;
mod edits;
mod errors;
mod hints;
mod home;
mod inspect;
mod interrupt;
mod moves;
mod outbox;
mod output;
mod runner;
mod server;
mod session;
mod wire;

use jupyter_protocol::ConnectionInfo;
use session::Startup;
use std::path::Path;

const USAGE: &str = "cwola-kernel CONNECTION_FILE\n\nJupyter starts this program; `cargo lab` sets it up.";

fn main() {
    runner::hook();
    evcxr::runtime_hook();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let code = match arguments.as_slice() {
        [flag] if flag == "--version" => {
            println!("cwola-kernel {}", env!("CARGO_PKG_VERSION"));
            0
        }
        [file] if !file.starts_with('-') => match run(file) {
            Ok(()) => 0,
            Err(error) => {
                eprintln!("cwola-kernel: {error}");
                1
            }
        },
        _ => {
            println!("{USAGE}");
            2
        }
    };
    home::leave(code)
}

fn run(file: &str) -> Result<(), Box<dyn std::error::Error>> {
    let unreadable = |error: &dyn std::fmt::Display| format!("the connection file {file} cannot be read: {error}");
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(&error))?;
    let connection: ConnectionInfo = serde_json::from_str(&text).map_err(|error| unreadable(&error))?;
    home::make()?;
    home::leave_with_parent();
    server::serve(&connection, startup()?)
}

/// What the set-up wrote for the kernel's start.
fn startup() -> std::io::Result<Startup> {
    let Some(folder) = evcxr::config_dir() else { return Ok(Startup::default()) };
    let read = |name: &str| match std::fs::read_to_string(folder.join(Path::new(name))) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        other => other,
    };
    Ok(Startup { init: read("init.evcxr")?, prelude: read("prelude.rs")? })
}
