//! The command line of the toolkit: figures and tables of the Note and other papers, and a look into data files.

use std::process::ExitCode;

use cwola::events::data_command;
use cwola::prelude::*;
use cwola::studies::dark::StrengthScan;
use cwola::studies::{Kind, catalogue};

const HELP: &str = "\
cwola: weakly supervised learning in collider physics

  cwola list                      every figure and table: study, cost, whether it can be made
  cwola figure N [-o FILE.svg]    makes figure N of the Note, or one by name, such as zgamma-1
  cwola table N [--format F]      makes table N as text, md, csv or html
  cwola scan FILE.json            trains the scan over S/√B that a file describes, goes on where it was; prints a table
  cwola scan                      such a file for the profile
  cwola toys FILE.json            the over-training test that a file describes, goes on where it was; prints a table
  cwola toys                      such a file for the profile
  cwola samples                   the bundled samples
  cwola data inspect FILE         what a file holds
  cwola data convert IN OUT       HDF5, Parquet and CSV, by extension

  --profile quick|workshop|full   size of a study (default: CWOLA_PROFILE, else workshop)
  --quiet                         no progress lines
";

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(text) => {
            println!("{}", text.trim_end());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cwola: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What the command line asks for.
struct Request {
    words: Vec<String>,
    profile: Profile,
    output: Option<String>,
    format: String,
}

fn run(arguments: Vec<String>) -> Result<String, Error> {
    let request = parse(arguments)?;
    let words: Vec<&str> = request.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help"] => Ok(HELP.into()),
        ["version"] => Ok(format!("cwola {}", env!("CARGO_PKG_VERSION"))),
        ["list"] => Ok(list(request.profile)),
        ["samples"] => Ok(samples()),
        ["figure", name] => draw(named_figure(name, request.profile)?, &request, name),
        ["table", name] => written(named_table(name, request.profile)?, &request),
        ["scan"] => Ok(StrengthScan::for_profile(request.profile).to_json()),
        ["scan", path] => written(StrengthScan::read(path)?.run()?.table()?, &request),
        ["toys"] => Ok(zgamma_test(request.profile).to_json()),
        ["toys", path] => written(OvertrainingTest::read(path)?.run()?.table()?, &request),
        ["data", rest @ ..] => data_command(rest),
        _ => Err(Error::unknown(
            "command",
            &words.join(" "),
            &["list", "figure", "table", "scan", "toys", "samples", "data"].map(String::from),
        )),
    }
}

fn parse(arguments: Vec<String>) -> Result<Request, Error> {
    let mut request = Request { words: Vec::new(), profile: Profile::from_env()?, output: None, format: "text".into() };
    let mut rest = arguments.into_iter();
    while let Some(word) = rest.next() {
        let mut value = || {
            rest.next()
                .ok_or_else(|| Error::value(&format!("the option {word}"), "followed by a value", "the last word"))
        };
        match word.as_str() {
            "--profile" => request.profile = Profile::named(&value()?)?,
            "-o" | "--output" => request.output = Some(value()?),
            "--format" => request.format = value()?,
            "--quiet" => cwola::progress::silence(),
            "-h" | "--help" => request.words = vec!["help".into()],
            "-V" | "--version" => request.words = vec!["version".into()],
            _ if word.starts_with('-') => {
                let options = ["--profile", "--output", "--format", "--quiet"].map(String::from);
                return Err(Error::unknown("option", &word, &options));
            }
            _ => request.words.push(word),
        }
    }
    Ok(request)
}

fn list(profile: Profile) -> String {
    let mut text = String::new();
    for entry in catalogue() {
        let kind = if entry.kind == Kind::Figure { "figure" } else { "table" };
        let cost = entry.cost(profile);
        let name = format!("{kind} {}", entry.name());
        text += &format!("{name:<15} {cost:<10} {:<26} {}\n", entry.study, entry.title);
    }
    text
}

fn samples() -> String {
    Events::samples()
        .iter()
        .map(|info| format!("{:<16} {:>7} events  {}\n", info.name, info.events, info.description))
        .collect()
}

fn draw(figure: Figure, request: &Request, number: &str) -> Result<String, Error> {
    let path = request.output.clone().unwrap_or_else(|| format!("figure-{number}.svg"));
    figure.save(&path)?;
    Ok(format!("{path}\n{}", figure.caption))
}

fn written(table: Table, request: &Request) -> Result<String, Error> {
    let text = match request.format.as_str() {
        "text" => table.to_string(),
        "md" => table.to_markdown(),
        "csv" => table.to_csv(),
        "html" => table.to_html(),
        other => return Err(Error::unknown("format", other, &["text", "md", "csv", "html"].map(String::from))),
    };
    match &request.output {
        None => Ok(text),
        Some(path) => {
            cwola::disk::write(path, text.as_bytes())?;
            Ok(path.clone())
        }
    }
}
