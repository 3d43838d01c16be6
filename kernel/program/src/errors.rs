//! Errors as a notebook shows them: the line of the cell, what is wrong with it, what to do.

use crate::edits::Edits;
use crate::hints::{self, Problem};
use crate::moves::Moves;
use evcxr::CompilationError;
use std::fmt::Write as _;

/// Errors that are shown at most; the others mostly follow from the first.
const SHOWN: usize = 4;
/// Columns of a message of the compiler that are shown at most.
const LONGEST: usize = 600;

/// Why a cell failed.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// One word.
    pub name: &'static str,
    /// One sentence.
    pub value: String,
    /// All that is shown, in lines.
    pub lines: Vec<String>,
}

impl Failure {
    /// A failure that is told in a sentence.
    pub fn told(name: &'static str, text: &str) -> Failure {
        let text = text.trim_end();
        let value = if text.is_empty() { name } else { text };
        let lines = value.lines().enumerate().map(|(i, line)| match i {
            0 => format!("{}: {line}", red(name)),
            _ => line.to_string(),
        });
        Failure { name, value: value.to_string(), lines: lines.collect() }
    }
}

fn red(text: &str) -> String {
    format!("\u{1b}[31m{text}\u{1b}[0m")
}

fn bold(text: &str) -> String {
    format!("\u{1b}[1m{text}\u{1b}[0m")
}

/// What the compiler says about a cell.
pub fn of_compiler(errors: &[CompilationError], cell: &Edits, moves: &Moves) -> Failure {
    let mut lines = Vec::new();
    let mut said = Vec::new();
    for error in errors.iter().take(SHOWN) {
        let problem = Problem {
            code: error.code().unwrap_or_default().to_string(),
            message: error.message(),
            labels: error.spanned_messages().iter().map(|m| m.label.clone()).collect::<Vec<_>>().join("\n"),
        };
        let display = of_display(error);
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(headline(&problem, display));
        if !display {
            lines.extend(places(error, cell));
            lines.extend(help(error));
        }
        // The same advice once.
        if let Some(hint) = hints::hint(&problem, moves).filter(|hint| !said.contains(hint)) {
            lines.push(format!("{} {hint}", bold("hint:")));
            said.push(hint);
        }
    }
    if errors.len() > SHOWN {
        lines.push(format!("… and {} more errors, which may follow from the first.", errors.len() - SHOWN));
    }
    let value = errors.first().map_or_else(|| "The cell does not compile.".into(), |error| short(&error.message()));
    Failure { name: "CompileError", value, lines }
}

/// Is it the display of the last value that does not compile?
pub fn of_display(error: &CompilationError) -> bool {
    error.code() == Some("E0599") && error.message().contains("`evcxr_display`")
}

fn headline(problem: &Problem, display: bool) -> String {
    let code = if problem.code.is_empty() { String::new() } else { format!("[{}]", problem.code) };
    let message = if display { "the last value cannot be shown".to_string() } else { short(&problem.message) };
    format!("{}: {message}", red(&format!("error{code}")))
}

/// The lines of the cell that an error speaks of, each with its labels below.
fn places(error: &CompilationError, cell: &Edits) -> Vec<String> {
    let source: Vec<&str> = cell.original().lines().collect();
    let mut lines: Vec<String> = Vec::new();
    let mut shown = None;
    for message in error.spanned_messages() {
        let Some(span) = message.span else {
            if !message.label.is_empty() && !message.label.contains("evcxr_") {
                lines.push(format!("       = {}", short(&message.label)));
            }
            continue;
        };
        let Some(text) = source.get(span.start_line - 1) else { continue };
        if shown != Some(span.start_line) {
            lines.push(format!("{:>6} │ {text}", span.start_line));
            shown = Some(span.start_line);
        }
        let from = cell.original_column(span.start_line, span.start_column);
        let to = match span.start_line == span.end_line {
            true => cell.original_column(span.end_line, span.end_column),
            false => text.chars().count() + 1,
        };
        let mark = if message.is_primary { "^" } else { "-" }.repeat(to.saturating_sub(from).max(1));
        let label = short(&message.label);
        lines.push(
            format!("{:>6} │ {}{} {label}", "", " ".repeat(from.saturating_sub(1)), red(&mark)).trim_end().to_string(),
        );
    }
    lines
}

/// What the compiler proposes, without what concerns code that the user did not write.
fn help(error: &CompilationError) -> Vec<String> {
    let useful = |text: &String| !text.contains("evcxr") && !text.contains("cwola_nb") && !text.contains("lib.rs");
    error
        .help()
        .into_iter()
        .filter(useful)
        .take(2)
        .map(|text| format!("{} {}", bold("help:"), one_line(&text)))
        .collect()
}

fn one_line(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let _ = write!(out, "{}{line}", if out.is_empty() { "" } else { " " });
    }
    short(&out)
}

/// Names as a user writes them, and not too long.
fn short(text: &str) -> String {
    let text = text.replace("cwola_nb::", "").replace("(&(", "").replace(")).evcxr_display()", "");
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST).chain("…".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_red_at_its_beginning() {
        let failure = Failure::told("Error", "no such file\nsecond line\n");
        assert_eq!(failure.value, "no such file\nsecond line");
        assert_eq!(failure.lines.len(), 2);
        assert!(failure.lines[0].ends_with(": no such file") && failure.lines[1] == "second line");
        assert_eq!(Failure::told("Panic", "").value, "Panic");
    }

    #[test]
    fn long_messages_end() {
        assert_eq!(short(&"x".repeat(5000)).chars().count(), LONGEST + 1);
        assert_eq!(short("no method `x` for `cwola_nb::Run`"), "no method `x` for `Run`");
    }
}
