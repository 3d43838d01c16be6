//! Launcher behind `cargo lab` and `cargo verify`.
//!
//! It uses the standard library only, so that it compiles in a second and its first message
//! appears at once. Everything it makes lies inside the project folder: `.venv` (Jupyter),
//! `.cwola` (the Rust kernel, its configuration, logs) and `target`. The exceptions are cargo's
//! own download cache and the `rust-src` component of the Rust toolchain.

mod cli;
mod doctor;
mod exec;
mod facade;
mod freeze;
mod jupyter;
mod kernel;
mod lab;
mod notebooks;
mod program;
mod project;
mod python;
mod rust_docs;
mod rust_src;
mod signatures;
mod stamp;
mod stand_in;
mod text;
mod tokens;
mod verify;

use std::process::ExitCode;

/// What every step returns: an error is a full sentence that says what to do.
type Outcome<T = ()> = Result<T, String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match cli::parse(&arguments).and_then(run) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("\nerror: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one command; false means that it ran to its end and found something wrong.
fn run(command: cli::Command) -> Outcome<bool> {
    let project = project::Project::find()?;
    match command {
        cli::Command::Help => {
            println!("{}", cli::HELP);
            Ok(true)
        }
        cli::Command::Lab { browser, port, features } => lab::open(&project, browser, port, &features),
        cli::Command::Setup { features } => lab::setup(&project, &features).map(|()| true),
        cli::Command::Run { names, profile, in_place } => {
            lab::setup(&project, "")?;
            notebooks::execute(&project, &names, &profile, in_place)
        }
        cli::Command::Sync { check, force } => notebooks::sync(&project, check, force),
        cli::Command::Doctor { port } => Ok(doctor::report(&project, port)),
        cli::Command::Verify { skip_notebooks } => verify::all(&project, skip_notebooks),
    }
}
