//! The command line of the toolkit: figures and tables of the Note and other papers, and a look into data files.
//!
//! Results go to standard output or a file, everything else to standard error. Exit status: 0 when all is well, 1 when
//! something could not be done, 2 when it could not be understood.

mod arguments;
mod commands;
mod names;
mod output;

use std::io::Write as _;
use std::process::ExitCode;

use arguments::Answer;
use commands::Done;

fn main() -> ExitCode {
    let words: Vec<std::ffi::OsString> = std::env::args_os().skip(1).collect();
    cwola::progress::to_stderr();
    let done = match arguments::read(&words) {
        Ok(request) => match commands::run(request) {
            Ok(done) => done,
            Err(error) => return refuse(&format!("cwola: {error}"), 1),
        },
        Err(Answer::Text(text)) => Done::Text(text),
        Err(Answer::Refusal(text)) => Done::Refused(text),
    };
    let printed = match done {
        Done::Text(text) => output::print(format!("{}\n", text.trim_end()).as_bytes()),
        Done::Bytes(bytes) => output::print(&bytes),
        Done::Incomplete(text) => return refuse(text.trim_end(), 2),
        Done::Refused(text) => return refuse(&format!("cwola: {text}"), 2),
    };
    match printed {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&format!("cwola: {error}"), 1),
    }
}

/// Says why something was not done; nobody may be reading.
fn refuse(text: &str, status: u8) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{text}");
    ExitCode::from(status)
}
