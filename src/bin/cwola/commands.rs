//! What each command does.

use std::process::Command as Program;

use cwola::events::data_command;
use cwola::places;
use cwola::prelude::*;
use cwola::studies::dark::StrengthScan;
use cwola::studies::{Entry, Kind, catalogue};

use crate::arguments::{self, Answer, Command, Request};
use crate::names;
use crate::output::{self, Ready};

/// What a command ends with.
pub enum Done {
    /// A text to print.
    Text(String),
    /// The content of a file for standard output.
    Bytes(Vec<u8>),
    /// A command that lacks something, and a text that says what.
    Incomplete(String),
    /// A sentence about what could not be understood.
    Refused(String),
}

/// Does what a command line asks for.
///
/// # Errors
/// What the library refuses.
pub fn run(request: Request) -> Result<Done, Error> {
    if request.quiet {
        cwola::progress::silence();
    }
    let profile = request.profile.as_deref().map_or_else(Profile::from_env, Profile::named)?;
    match request.command {
        Command::Nothing => Ok(help(&[])),
        Command::Help(names) => Ok(help(&names)),
        Command::Version => Ok(Done::Text(format!("cwola {}", env!("CARGO_PKG_VERSION")))),
        Command::List(word) => list(profile, word.as_deref()),
        Command::Samples => Ok(Done::Text(samples())),
        Command::Where => Ok(Done::Text(places::describe())),
        Command::Completions(shell) => completions(shell.as_deref()),
        Command::Data(words) if words.is_empty() => Ok(Done::Incomplete(lines(names::DATA))),
        Command::Data(words) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            data_command(&words).map(Done::Text)
        }
        Command::Figure(None, _) => Ok(Done::Incomplete(which(Kind::Figure, profile))),
        Command::Figure(Some(name), output) => {
            let ready = Ready::for_figure(&output)?;
            output::figure(&named_figure(&name, profile)?, &name, ready)
        }
        Command::Table(None, _) => Ok(Done::Incomplete(which(Kind::Table, profile))),
        Command::Table(Some(name), output) => {
            let ready = Ready::for_table(&output)?;
            output::table(&named_table(&name, profile)?, ready)
        }
        Command::Scan(None, output) => {
            output::text(line(StrengthScan::for_profile(profile).to_json()), Ready::for_settings(&output)?)
        }
        Command::Scan(Some(path), output) => {
            let ready = Ready::for_table(&output)?;
            output::table(&StrengthScan::read(&path)?.run()?.table()?, ready)
        }
        Command::Toys(None, output) => {
            output::text(line(zgamma_test(profile).to_json()), Ready::for_settings(&output)?)
        }
        Command::Toys(Some(path), output) => {
            let ready = Ready::for_table(&output)?;
            output::table(&OvertrainingTest::read(&path)?.run()?.table()?, ready)
        }
    }
}

fn line(text: String) -> Vec<u8> {
    format!("{}\n", text.trim_end()).into_bytes()
}

fn help(names: &[String]) -> Done {
    match arguments::help(names) {
        Answer::Text(text) => Done::Text(text),
        Answer::Refusal(text) => Done::Refused(text),
    }
}

/// A text of the help, without the space that the help takes away.
fn lines(text: &str) -> String {
    text.replace("\n        ", "\n    ")
}

fn row(entry: &Entry, profile: Profile) -> String {
    let kind = if entry.kind == Kind::Figure { "figure" } else { "table" };
    let (name, cost) = (format!("{kind} {}", entry.name()), entry.cost(profile));
    format!("{name:<15} {cost:<10} {:<26} {}\n", entry.study, entry.title)
}

fn list(profile: Profile, word: Option<&str>) -> Result<Done, Error> {
    let wanted = word.unwrap_or_default().to_lowercase();
    let rows = catalogue().iter().map(|entry| row(entry, profile)).collect::<Vec<_>>();
    let text: String = rows.into_iter().filter(|row| row.to_lowercase().contains(&wanted)).collect();
    if text.is_empty() {
        return Err(Error::value("the text to look for", "in the list of figures and tables (`cwola list`)", wanted));
    }
    Ok(Done::Text(text))
}

/// How to ask for a figure or table, with the first that take seconds.
fn which(kind: Kind, profile: Profile) -> String {
    let word = if kind == Kind::Figure { "figure" } else { "table" };
    let all: Vec<Entry> = catalogue().into_iter().filter(|entry| entry.kind == kind).collect();
    let soon = all.iter().filter(|entry| entry.minutes_in(profile).is_some_and(|minutes| minutes < 0.2));
    let rows: String = soon.take(5).map(|entry| format!("    cwola {}", row(entry, profile))).collect();
    format!(
        "Which {word}? Say its number in the Note, or its name; these take seconds:\n\n{rows}\n`cwola list` shows all {} {word}s, \
         `cwola help {word}` the options.",
        all.len()
    )
}

fn samples() -> String {
    Events::samples()
        .iter()
        .map(|info| format!("{:<21} {:>7} events  {}\n", info.name, info.events, info.description))
        .collect()
}

/// The script that lets a shell complete commands: it asks this program at every step.
fn completions(shell: Option<&str>) -> Result<Done, Error> {
    let Some(shell) = shell else { return Ok(Done::Incomplete(lines(names::COMPLETIONS))) };
    if !names::SHELLS.contains(&shell) {
        return Err(Error::unknown("shell", shell, &names::SHELLS.map(String::from)));
    }
    // The parser prints the script itself; another run of the program catches it.
    let script = std::env::current_exe()
        .and_then(|program| Program::new(program).arg(format!("--bpaf-complete-style-{shell}")).output())
        .map_err(|error| Error::io("This program", "started", error))?;
    let script = String::from_utf8_lossy(&script.stdout).trim_start().to_string();
    Ok(Done::Text(match shell {
        "bash" => format!("{FILES_IN_BASH}{script}"),
        // The script leaves files to fish.
        "fish" => script.replace(" --no-files", ""),
        _ => script,
    }))
}

/// What the script for bash takes from the package bash-completion to complete files, for where that is not installed.
const FILES_IN_BASH: &str = "\
declare -F _init_completion > /dev/null || _init_completion() { cur=${COMP_WORDS[COMP_CWORD]}; }
declare -F _filedir > /dev/null || _filedir() { COMPREPLY+=( $(compgen -f -- \"$cur\") ); }
";
