//! What a command line can say.

use std::ffi::{OsStr, OsString};

use bpaf::{Args, OptionParser, ParseFailure, Parser, ShellComp, construct, long, positional, pure, short};

use crate::names;

/// One command line.
#[derive(Debug, Clone)]
pub struct Request {
    pub profile: Option<String>,
    pub quiet: bool,
    pub command: Command,
}

/// Where a result goes and what it is written as.
#[derive(Debug, Clone, Default)]
pub struct Output {
    pub file: Option<String>,
    pub format: Option<String>,
    /// Pixels to the inch of a PNG.
    pub dpi: Option<f64>,
}

/// What is to be done.
#[derive(Debug, Clone)]
pub enum Command {
    List(Option<String>),
    Figure(Option<String>, Output),
    Table(Option<String>, Output),
    Scan(Option<String>, Output),
    Toys(Option<String>, Output),
    Samples,
    Data(Vec<String>),
    Where,
    Completions(Option<String>),
    Help(Vec<String>),
    Version,
    Nothing,
}

/// What a command line comes to when it is not a request.
pub enum Answer {
    /// A help text or completions: printed, and all is well.
    Text(String),
    /// A sentence about what cannot be understood.
    Refusal(String),
}

/// Reads the words of a command line, without the name of the program.
pub fn read(words: &[OsString]) -> Result<Request, Answer> {
    let words: Vec<&OsStr> = words.iter().map(OsString::as_os_str).collect();
    parser().run_inner(Args::from(&words[..]).set_name("cwola")).map_err(|failure| match failure {
        ParseFailure::Stdout(text, _) => Answer::Text(text.monochrome(true)),
        ParseFailure::Completion(text) => Answer::Text(text),
        ParseFailure::Stderr(text) => Answer::Refusal(refusal(&words, &text.monochrome(true))),
    })
}

/// The help of a command, or of the whole program.
pub fn help(command: &[String]) -> Answer {
    if let Some(first) = command.first().filter(|first| names::about(first).is_empty()) {
        return Answer::Refusal(unknown(first));
    }
    let words: Vec<OsString> = command.iter().map(OsString::from).chain(["--help".into()]).collect();
    // Every command knows --help, so that this is never a request.
    read(&words).err().unwrap_or(Answer::Text(String::new()))
}

/// One sentence about what cannot be understood, and where to look.
fn refusal(words: &[&OsStr], text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let first = words.first().map(|word| word.to_string_lossy()).unwrap_or_default();
    if line.ends_with('?') {
        line
    } else if !first.starts_with('-') && names::about(&first).is_empty() {
        unknown(&first)
    } else {
        format!("{}; see `cwola help`.", line.trim_end_matches('.'))
    }
}

fn unknown(command: &str) -> String {
    cwola::Error::unknown("command", command, &names::all()).to_string()
}

/// The options of every command.
#[derive(Debug, Clone, Default)]
struct Common {
    profile: Option<String>,
    quiet: bool,
}

fn common() -> impl Parser<Common> {
    let profile = long("profile")
        .help("Size of the study: quick, workshop or full (default: CWOLA_PROFILE, else workshop)")
        .argument::<String>("PROFILE")
        .complete(|word| names::starting(word, &["quick", "workshop", "full"]))
        .optional();
    let quiet = short('q').long("quiet").help("No progress lines").switch();
    construct!(Common { profile, quiet })
}

const FIGURE_FORMATS: &[&str] = &["svg", "png", "pdf", "html", "csv"];
const TABLE_FORMATS: &[&str] = &["text", "md", "csv", "tex", "html"];

fn output(formats: &'static [&'static str], dpi: Box<dyn Parser<Option<f64>>>) -> impl Parser<Output> {
    let file = short('o')
        .long("output")
        .help("File to write, in the format of its ending; - for standard output")
        .argument::<String>("FILE")
        .complete_shell(ShellComp::File { mask: None })
        .optional();
    let format = long("format")
        .help(format!("Format: {}", formats.join(", ")).as_str())
        .argument::<String>("FORMAT")
        .complete(|word| names::starting(word, formats))
        .optional();
    construct!(Output { file, format, dpi })
}

fn table_output() -> impl Parser<Output> {
    output(TABLE_FORMATS, pure(None).boxed())
}

fn figure_output() -> impl Parser<Output> {
    let dpi = long("dpi").help("Pixels to the inch of a png (default: 192)").argument::<f64>("N").optional();
    output(FIGURE_FORMATS, dpi.boxed())
}

/// A command: its own words and the options of every command.
fn command(name: &'static str, footer: &'static str, own: Box<dyn Parser<Command>>) -> Box<dyn Parser<Request>> {
    let common = common();
    let request =
        |(common, command): (Common, Command)| Request { profile: common.profile, quiet: common.quiet, command };
    let about = names::about(name);
    let parser = construct!(common, own).map(request).to_options().descr(about);
    let parser = if footer.is_empty() { parser } else { parser.footer(footer) };
    parser.command(name).help(about).boxed()
}

fn file(help: &'static str) -> impl Parser<Option<String>> {
    positional::<String>("FILE").help(help).complete_shell(ShellComp::File { mask: Some("*.json") }).optional()
}

fn figure() -> Box<dyn Parser<Request>> {
    let name = positional::<String>("NUMBER")
        .help("Number of a figure of the Note, or the name of another, such as zgamma-1 (cwola list)")
        .complete(|word| names::figures(word))
        .optional();
    let output = figure_output();
    let own = construct!(output, name).map(|(output, name)| Command::Figure(name, output));
    command("figure", names::FIGURE, own.boxed())
}

fn table() -> Box<dyn Parser<Request>> {
    let name = positional::<String>("NUMBER")
        .help("Number of a table of the Note, or the name of another, such as zgamma-1 (cwola list)")
        .complete(|word| names::tables(word))
        .optional();
    let output = table_output();
    let own = construct!(output, name).map(|(output, name)| Command::Table(name, output));
    command("table", names::TABLE, own.boxed())
}

fn scan() -> Box<dyn Parser<Request>> {
    let (output, file) = (table_output(), file("What to scan; without it, such a file for the profile is printed"));
    let own = construct!(output, file).map(|(output, file)| Command::Scan(file, output));
    command("scan", names::SCAN, own.boxed())
}

fn toys() -> Box<dyn Parser<Request>> {
    let (output, file) = (table_output(), file("The test; without it, such a file for the profile is printed"));
    let own = construct!(output, file).map(|(output, file)| Command::Toys(file, output));
    command("toys", names::TOYS, own.boxed())
}

fn data() -> Box<dyn Parser<Request>> {
    let words = positional::<String>("WORD").help("list, inspect FILE, or convert IN OUT [LAYOUT]");
    let words = words.complete(|word| names::data_words(word)).complete_shell(ShellComp::File { mask: None }).many();
    command("data", names::DATA, words.map(Command::Data).boxed())
}

fn list() -> Box<dyn Parser<Request>> {
    let word = positional::<String>("TEXT").help("Only lines that contain this text").optional();
    command("list", "", word.map(Command::List).boxed())
}

fn completions() -> Box<dyn Parser<Request>> {
    let shell = positional::<String>("SHELL").help("bash, zsh or fish");
    let shell = shell.complete(|word| names::starting(word, &names::SHELLS)).optional();
    command("completions", names::COMPLETIONS, shell.map(Command::Completions).boxed())
}

fn help_of() -> Box<dyn Parser<Request>> {
    let name = positional::<String>("COMMAND").help("A command").complete(|word| names::commands(word)).many();
    command("help", "", name.map(Command::Help).boxed())
}

/// Everything that can be said.
fn parser() -> OptionParser<Request> {
    let bare = |name, own: Command| command(name, "", pure(own).boxed());
    let (list, figure, table, scan, toys) = (list(), figure(), table(), scan(), toys());
    let (samples, data, places) = (bare("samples", Command::Samples), data(), bare("where", Command::Where));
    let (completions, help, version) = (completions(), help_of(), bare("version", Command::Version));
    let alone = |command| Request { profile: None, quiet: false, command };
    let flag = short('V').long("version").help("The version").req_flag(alone(Command::Version));
    let commands =
        construct!([list, figure, table, scan, toys, samples, data, places, completions, help, version, flag]);
    let (common, request) = (common().hide(), commands.fallback(alone(Command::Nothing)));
    construct!(common, request)
        .map(|(before, after): (Common, Request)| Request {
            profile: after.profile.or(before.profile),
            quiet: after.quiet || before.quiet,
            command: after.command,
        })
        .to_options()
        .descr("cwola: weakly supervised learning in collider physics")
        .footer(names::PROGRAM)
}
