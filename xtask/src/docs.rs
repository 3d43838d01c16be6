//! `cargo lab docs`: the documentation of the toolkit, from what the set-up has compiled.
//!
//! `cargo doc` would read every dependency again, for minutes. Cargo knows how to call the compiler for the library, with
//! all dependencies as they are; so it is asked to build the library, with this launcher in the compiler's place
//! (`RUSTC_WORKSPACE_WRAPPER`), which passes the call on to rustdoc. `cargo test --doc` calls rustdoc in the same way.

use crate::exec::{Job, cargo};
use crate::project::Project;
use crate::{Outcome, command_line, kernel, python};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// Set for a launcher in the compiler's place: where the documentation is to be written.
const FOLDER: &str = "CWOLA_RUSTDOC";
/// Options of the compiler that say what is compiled, and with what; each has a value.
const KEPT: [&str; 7] = ["--crate-name", "--edition", "--crate-type", "--cfg", "--check-cfg", "--extern", "-L"];

/// Makes the documentation and opens it in the browser.
pub fn make(project: &Project, open: bool) -> Outcome<bool> {
    let folder = project.target().join("doc");
    let launcher =
        std::env::current_exe().map_err(|error| format!("The launcher's own file is not known: {error}."))?;
    if kernel::built_before(project) {
        println!("Writing the documentation of the toolkit …");
    } else {
        println!("The toolkit is compiled first, once: about 15 min on two processor cores.");
    }
    let mut command = cargo(project);
    command.args(["build", "--package", "cwola", "--lib"]);
    let features = command_line::features(project);
    if !features.is_empty() {
        command.args(["--features", &features]);
    }
    command.env("RUSTC_WORKSPACE_WRAPPER", launcher).env(FOLDER, &folder);
    Job::new(project, "docs", "documentation", command).run(|_| ())?;
    let page = folder.join("cwola/index.html");
    if !page.exists() {
        return Err(format!("rustdoc wrote no {}; see .cwola/logs/docs.log.", page.display()));
    }
    println!("{}", page.display());
    if open {
        show(&page);
    }
    Ok(true)
}

/// Opens a page as Jupyter would; without a browser the path on the screen has to do.
fn show(page: &Path) {
    if let Some((python, _)) = python::find() {
        let mut command = Command::new(python);
        command.args(["-m", "webbrowser", "-t"]).arg(format!("file://{}", page.display()));
        // A browser that was not open yet keeps what it inherits.
        let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// Whether cargo called this launcher in the compiler's place.
pub fn in_place_of_compiler() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// Does what the compiler would; for the toolkit itself, writes its documentation instead.
pub fn compile(arguments: &[String], folder: &Path) -> ExitCode {
    let [compiler, arguments @ ..] = arguments else { return ExitCode::FAILURE };
    let mut command = match rustdoc_options(arguments) {
        Some(options) => {
            let mut rustdoc = Command::new(Path::new(compiler).with_file_name("rustdoc"));
            rustdoc.args(options).arg("--out-dir").arg(folder);
            if let Ok(version) = std::env::var("CARGO_PKG_VERSION") {
                rustdoc.args(["--crate-version", &version]);
            }
            rustdoc
        }
        None => {
            let mut rustc = Command::new(compiler);
            rustc.args(arguments);
            rustc
        }
    };
    match command.status() {
        Ok(status) => ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)),
        Err(error) => {
            eprintln!("{} cannot be started: {error}.", command.get_program().to_string_lossy());
            ExitCode::FAILURE
        }
    }
}

/// What rustdoc has to be told, when this is the call for our library.
fn rustdoc_options(arguments: &[String]) -> Option<Vec<String>> {
    let is = |option: &str, value: &str| arguments.windows(2).any(|pair| pair[0] == option && pair[1] == value);
    if !is("--crate-name", "cwola") || !is("--crate-type", "lib") {
        return None;
    }
    let mut options = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let name = argument.split('=').next().unwrap_or_default();
        if KEPT.contains(&argument.as_str()) {
            options.extend([argument.clone(), rest.next()?.clone()]);
        } else if KEPT.contains(&name) || (argument.ends_with(".rs") && !argument.starts_with('-')) {
            options.push(argument.clone());
        }
    }
    Some(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(String::from).collect()
    }

    #[test]
    fn rustdoc_is_told_what_the_compiler_was_told() {
        let call = "--crate-name cwola --edition=2024 src/lib.rs --error-format=json --crate-type lib \
                    --emit=dep-info,metadata,link -C opt-level=3 --cfg feature=\"png\" -C metadata=1f --out-dir /t/deps \
                    -L dependency=/t/deps --extern burn=/t/deps/libburn-1f.rmeta";
        let options = "--crate-name cwola --edition=2024 src/lib.rs --crate-type lib --cfg feature=\"png\" \
                       -L dependency=/t/deps --extern burn=/t/deps/libburn-1f.rmeta";
        assert_eq!(rustdoc_options(&words(call)), Some(words(options)));
    }

    #[test]
    fn other_calls_are_the_compilers() {
        assert_eq!(rustdoc_options(&words("-vV")), None);
        assert_eq!(rustdoc_options(&words("--crate-name cwola --crate-type bin src/bin/cwola.rs")), None);
        assert_eq!(rustdoc_options(&words("- --crate-name ___ --print=file-names --crate-type lib")), None);
    }
}
