//! The command line, parsed by hand.

use crate::Outcome;
use crate::lab::Options;

/// Text of `cargo lab --help`.
pub const HELP: &str = "\
cargo lab                      set everything up (first time: minutes), open JupyterLab on notebooks/
    --profile quick|workshop|full   size of the studies in its kernels; default: $CWOLA_PROFILE, else workshop
    --no-browser  --port N     as Jupyter understands them
    --features wgpu,vulkan     build the toolkit for the kernel with these features
cargo lab setup                set up only; takes --features, too
cargo lab run [00 02 …]        execute notebooks without a browser; HTML in target/notebooks/
    --profile quick|workshop|full
    --in-place                 also write the outputs into the committed notebooks/*.ipynb
cargo lab cwola …              the command line, as in: cargo lab cwola figure 9 -o figure.svg
cargo lab docs [--no-open]     write the documentation of the toolkit and open it in the browser
cargo lab sync                 notebooks/source/*.rs -> notebooks/*.ipynb (outputs of unchanged cells stay)
    --check                    only compare; fails on a difference
    --force                    also overwrite a notebook that was edited in Jupyter
cargo lab doctor [--port N]    what is missing on this machine, and what to do about it
cargo verify                   build, lint, run every test and every notebook (quick profile)
    --skip-notebooks           leave out the notebooks";

/// One thing to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Help,
    Lab(Options),
    Setup { features: String },
    Run { names: Vec<String>, profile: String, in_place: bool },
    Cwola { words: Vec<String> },
    Docs { open: bool },
    Sync { check: bool, force: bool },
    Doctor { port: Option<u16> },
    Verify { skip_notebooks: bool },
}

/// Flags and words of a command line, each flag to be taken once.
struct Words {
    rest: Vec<String>,
}

impl Words {
    fn flag(&mut self, name: &str) -> bool {
        let before = self.rest.len();
        self.rest.retain(|word| word != name);
        self.rest.len() < before
    }

    fn value(&mut self, name: &str) -> Outcome<Option<String>> {
        let with_equals = format!("{name}=");
        if let Some(at) = self.rest.iter().position(|word| word.starts_with(&with_equals)) {
            return Ok(Some(self.rest.remove(at)[with_equals.len()..].to_string()));
        }
        let Some(at) = self.rest.iter().position(|word| word == name) else { return Ok(None) };
        if at + 1 >= self.rest.len() {
            return Err(format!("{name} needs a value after it; see `cargo lab --help`."));
        }
        self.rest.remove(at);
        Ok(Some(self.rest.remove(at)))
    }

    fn port(&mut self) -> Outcome<Option<u16>> {
        let Some(text) = self.value("--port")? else { return Ok(None) };
        text.parse().map(Some).map_err(|_| format!("--port needs a number from 1 to 65535, not `{text}`."))
    }

    fn profile(&mut self) -> Outcome<Option<String>> {
        let Some(name) = self.value("--profile")? else { return Ok(None) };
        checked(name).map(Some)
    }

    fn finish(self) -> Outcome {
        match self.rest.first() {
            None => Ok(()),
            Some(word) => Err(format!("`{word}` is not understood here; see `cargo lab --help`.")),
        }
    }
}

/// Reads the arguments after `cargo run -p xtask --`.
pub fn parse(arguments: &[String]) -> Outcome<Command> {
    if let [lab, cwola, words @ ..] = arguments
        && (lab.as_str(), cwola.as_str()) == ("lab", "cwola")
    {
        return Ok(Command::Cwola { words: words.to_vec() });
    }
    let mut words = Words { rest: arguments.to_vec() };
    if words.flag("--help") || words.flag("-h") || arguments.is_empty() {
        return Ok(Command::Help);
    }
    let first = words.rest.remove(0);
    let second = match (first.as_str(), words.rest.first()) {
        ("lab", Some(word)) if !word.starts_with('-') => words.rest.remove(0),
        _ => String::new(),
    };
    let command = match (first.as_str(), second.as_str()) {
        ("lab", "") => Command::Lab(Options {
            browser: !words.flag("--no-browser"),
            port: words.port()?,
            features: words.value("--features")?.unwrap_or_default(),
            profile: words.profile()?,
        }),
        ("lab", "setup") => Command::Setup { features: words.value("--features")?.unwrap_or_default() },
        ("lab", "run") => return parse_run(words),
        ("lab", "docs") => Command::Docs { open: !words.flag("--no-open") },
        ("lab", "sync") => Command::Sync { check: words.flag("--check"), force: words.flag("--force") },
        ("lab", "doctor") => Command::Doctor { port: words.port()? },
        ("verify", "") => Command::Verify { skip_notebooks: words.flag("--skip-notebooks") },
        (_, word) => return Err(format!("`{first} {word}` is not a command; see `cargo lab --help`.")),
    };
    words.finish()?;
    Ok(command)
}

/// The name of a profile, when it is one.
fn checked(profile: String) -> Outcome<String> {
    if ["quick", "workshop", "full"].contains(&profile.as_str()) {
        return Ok(profile);
    }
    Err(format!("The profile must be quick, workshop or full, not `{profile}`."))
}

fn parse_run(mut words: Words) -> Outcome<Command> {
    let in_place = words.flag("--in-place");
    let from_environment = std::env::var("CWOLA_PROFILE").ok().filter(|name| !name.is_empty());
    let profile = checked(words.value("--profile")?.or(from_environment).unwrap_or_else(|| "workshop".to_string()))?;
    let (flags, names): (Vec<String>, Vec<String>) = words.rest.drain(..).partition(|word| word.starts_with('-'));
    words.rest = flags;
    words.finish()?;
    Ok(Command::Run { names, profile, in_place })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(String::from).collect()
    }

    #[test]
    fn lab_takes_port_and_browser() {
        let parsed = parse(&words("lab --no-browser --port 9000")).unwrap();
        let plain = Options { browser: true, port: None, features: String::new(), profile: None };
        assert_eq!(parsed, Command::Lab(Options { browser: false, port: Some(9000), ..plain }));
        assert!(parse(&words("lab --port ninety")).is_err());
        assert!(parse(&words("lab --port")).is_err());
    }

    #[test]
    fn lab_takes_a_profile() {
        let Command::Lab(options) = parse(&words("lab --profile quick")).unwrap() else { panic!("not lab") };
        assert_eq!(options.profile.as_deref(), Some("quick"));
        assert!(parse(&words("lab --profile huge")).is_err());
        assert!(parse(&words("lab setup --profile quick")).is_err());
    }

    /// What looks like our own flags may be the command line's.
    #[test]
    fn the_command_line_gets_its_words_as_they_are() {
        let parsed = parse(&words("lab cwola figure 9 --profile quick --help")).unwrap();
        assert_eq!(parsed, Command::Cwola { words: words("figure 9 --profile quick --help") });
        assert!(parse(&words("cwola figure 9")).is_err());
    }

    #[test]
    fn docs_open_unless_told_otherwise() {
        assert_eq!(parse(&words("lab docs")).unwrap(), Command::Docs { open: true });
        assert_eq!(parse(&words("lab docs --no-open")).unwrap(), Command::Docs { open: false });
        assert!(parse(&words("lab docs cwola")).is_err());
    }

    #[test]
    fn run_takes_names_and_profile() {
        let parsed = parse(&words("lab run 00 02 --profile=quick --in-place")).unwrap();
        let names = words("00 02");
        assert_eq!(parsed, Command::Run { names, profile: "quick".into(), in_place: true });
        assert!(parse(&words("lab run --profile huge")).is_err());
    }

    #[test]
    fn unknown_words_are_refused() {
        assert!(parse(&words("lab fly")).is_err());
        assert!(parse(&words("verify --fast")).is_err());
        assert_eq!(parse(&[]).unwrap(), Command::Help);
    }
}
