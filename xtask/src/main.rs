//! Launcher behind `cargo lab` and `cargo verify`.
//!
//! It uses the standard library only, so that it compiles in a second and its first message
//! appears at once. Everything it makes lies inside the project folder: `.venv` (Jupyter),
//! `.cwola` (the Rust kernel, its configuration, logs) and `target`. The exceptions are cargo's
//! own download cache and the `rust-src` component of the Rust toolchain.

mod cli;
mod command_line;
mod docs;
mod doctor;
mod exec;
mod facade;
mod freeze;
mod icon;
mod jupyter;
mod kernel;
mod kernels;
mod lab;
mod leftovers;
mod notebooks;
mod processes;
mod program;
mod project;
mod python;
mod rust_docs;
mod rust_src;
mod signals;
mod signatures;
mod stamp;
mod stand_in;
mod text;
mod tokens;
mod verify;

use project::Project;
use std::io::Write;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, channel};

/// What every step returns: an error is a full sentence that says what to do.
type Outcome<T = ()> = Result<T, String>;

/// What ends the launcher.
enum End {
    /// The command ran to its end; false means that it found something wrong.
    Done(Outcome<bool>),
    /// Ctrl-C, a closed terminal, `kill`.
    Signal(i32),
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(folder) = docs::in_place_of_compiler() {
        return docs::compile(&arguments, &folder);
    }
    let result = cli::parse(&arguments).and_then(|command| match command {
        cli::Command::Help => {
            println!("{}", cli::HELP);
            Ok(ExitCode::SUCCESS)
        }
        command => supervise(command, Project::find()?),
    });
    result.unwrap_or_else(|message| {
        eprintln!("\nerror: {message}");
        ExitCode::FAILURE
    })
}

/// Runs a command beside this thread, which waits for its end or for a signal, and leaves nothing running.
fn supervise(command: cli::Command, project: Project) -> Outcome<ExitCode> {
    let (sender, receiver) = channel();
    signals::listen(sender.clone(), End::Signal).map_err(|error| format!("Ctrl-C cannot be waited for: {error}."))?;
    let worker = project.clone();
    std::thread::spawn(move || {
        let result = std::panic::catch_unwind(|| run(command, &worker));
        let unexpected = |_| Err("The launcher stopped unexpectedly; the lines above say where.".to_string());
        let _ = sender.send(End::Done(result.unwrap_or_else(unexpected)));
    });
    match receiver.recv() {
        Ok(End::Done(result)) => {
            stop(&project, &receiver);
            result.map(|good| if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Ok(End::Signal(number)) => {
            // Not `eprintln!`, which panics when the terminal was closed.
            let _ = writeln!(std::io::stderr(), "\nStopping …");
            stop(&project, &receiver);
            // As a shell reports a program that a signal ended.
            Ok(ExitCode::from(u8::try_from(128 + number).unwrap_or(1)))
        }
        Err(_) => Err("The launcher lost its own thread.".into()),
    }
}

/// Ends what still runs; a further signal makes it hurry.
fn stop(project: &Project, signals: &Receiver<End>) {
    let again = || {
        let again = matches!(signals.try_recv(), Ok(End::Signal(_)));
        if again {
            // The prompt is not to follow the terminal's own `^C`.
            let _ = writeln!(std::io::stderr());
        }
        again
    };
    processes::stop_all(again);
    leftovers::remove_own(project);
}

/// Runs one command; false means that it ran to its end and found something wrong.
fn run(command: cli::Command, project: &Project) -> Outcome<bool> {
    match command {
        cli::Command::Help => Ok(true),
        cli::Command::Lab(options) => lab::open(project, &options),
        cli::Command::Setup { features } => lab::setup(project, &features).map(|()| true),
        cli::Command::Run { names, profile, in_place } => {
            lab::setup(project, "")?;
            notebooks::execute(project, &names, &profile, in_place)
        }
        cli::Command::Cwola { words } => command_line::run(project, &words),
        cli::Command::Docs { open } => docs::make(project, open),
        cli::Command::Sync { check, force } => notebooks::sync(project, check, force),
        cli::Command::Doctor { port } => Ok(doctor::report(project, port)),
        cli::Command::Verify { skip_notebooks } => verify::all(project, skip_notebooks),
    }
}
