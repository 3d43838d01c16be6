//! Texts of the help, and what can be completed.

use cwola::studies::{Kind, catalogue};

/// Commands and what they do.
const COMMANDS: [(&str, &str); 11] = [
    ("list", "Every figure and table: time that it takes, study, title"),
    ("figure", "Makes a figure as svg, png, pdf, html or csv"),
    ("table", "Makes a table as text, md, csv, tex or html"),
    ("scan", "Trains the scan over S/√B that a file describes; goes on where it was"),
    ("toys", "Runs the over-training test that a file describes; goes on where it was"),
    ("samples", "The bundled samples"),
    ("data", "Looks into data files and converts them"),
    ("where", "The folders of the project, of samples, results and figures"),
    ("completions", "A script with which bash, zsh or fish completes commands"),
    ("help", "The help of a command"),
    ("version", "The version"),
];

pub const PROGRAM: &str = "\
Start with

        cwola list                       what there is, and what it costs
        cwola figure 13 -o figure.pdf    seconds
        cwola help figure                options of a command";

pub const FIGURE: &str = "\
Examples

        cwola figure 13                          into the folder of figures (cwola where)
        cwola figure 9 --profile quick -o 9.pdf
        cwola figure zgamma-1 --format csv -o -  its numbers, to standard output";

pub const TABLE: &str = "\
Examples

        cwola table 3
        cwola table 8 --profile quick -o table.tex
        cwola table zgamma-1 --format csv > table.csv";

pub const SCAN: &str = "\
Examples

        cwola scan --profile quick > scan.json
        cwola scan scan.json -o scan.csv";

pub const TOYS: &str = "\
Examples

        cwola toys --profile quick > toys.json
        cwola toys toys.json -o toys.csv";

pub const DATA: &str = "\
What it can do

        cwola data list                          the bundled samples and their files
        cwola data inspect FILE                  datasets or columns, with units
        cwola data convert IN OUT                HDF5, Parquet and CSV, by ending
        cwola data convert IN OUT.h5 spanet      in the layout of SPANet
        cwola data convert IN OUT.h5 padded      two jets with constituents, padded";

pub const COMPLETIONS: &str = "\
To install

        bash    cwola completions bash > ~/.local/share/bash-completion/completions/cwola
        zsh     cwola completions zsh > ~/.zfunc/_cwola     (a folder of $fpath)
        fish    cwola completions fish > ~/.config/fish/completions/cwola.fish";

/// Shells that can complete.
pub const SHELLS: [&str; 3] = ["bash", "zsh", "fish"];

type Found = Vec<(String, Option<String>)>;

/// What a command does.
pub fn about(command: &str) -> &'static str {
    COMMANDS.iter().find(|(name, _)| *name == command).map_or("", |(_, about)| about)
}

/// Names of all commands.
pub fn all() -> Vec<String> {
    COMMANDS.iter().map(|(name, _)| name.to_string()).collect()
}

/// Those of `names` that start with what is written so far.
pub fn starting(word: &str, names: &[&str]) -> Found {
    names.iter().filter(|name| name.starts_with(word)).map(|name| (name.to_string(), None)).collect()
}

pub fn commands(word: &str) -> Found {
    let known = COMMANDS.iter().filter(|(name, _)| name.starts_with(word));
    known.map(|(name, about)| (name.to_string(), Some(about.to_string()))).collect()
}

pub fn data_words(word: &str) -> Found {
    starting(word, &["list", "inspect", "convert"])
}

pub fn figures(word: &str) -> Found {
    entries(Kind::Figure, word)
}

pub fn tables(word: &str) -> Found {
    entries(Kind::Table, word)
}

fn entries(kind: Kind, word: &str) -> Found {
    let known = catalogue().into_iter().filter(|entry| entry.kind == kind);
    known.map(|entry| (entry.name(), Some(entry.title))).filter(|(name, _)| name.starts_with(word)).collect()
}
