//! The command line as a person or a script meets it: what is written is what was asked for, refusals are one sentence.

#![allow(clippy::unwrap_used)] // a test may fail

mod common;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use common::TempDir;

/// A drawing that needs neither data nor training, and a table of printed numbers.
const FIGURE: &str = "19";
const TABLE: &str = "3";

/// The program in `folder`, with results of its own.
fn cwola(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cwola"));
    command.args(arguments).current_dir(folder);
    command.env("CWOLA_CACHE", folder.join("results")).env("CWOLA_PROFILE", "quick");
    command
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    cwola(folder.path(), arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Standard output of a command that does what was asked and says nothing else.
fn answer(folder: &TempDir, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// The one sentence of a command that refuses, with its exit status.
fn refusal(folder: &TempDir, arguments: &[&str]) -> (String, i32) {
    let output = run(folder, arguments);
    let said = text(&output.stderr);
    assert!(output.stdout.is_empty(), "{arguments:?} prints {}", text(&output.stdout));
    assert!(said.starts_with("cwola: ") && said.trim_end().ends_with(['.', '?']), "{arguments:?}: {said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    (said, output.status.code().unwrap())
}

/// Writes `-o name` and returns the bytes of the file.
fn written(folder: &TempDir, arguments: &[&str], name: &str) -> Vec<u8> {
    let said = answer(folder, &[arguments, &["-o", name]].concat());
    assert_eq!(said.lines().next(), Some(name));
    std::fs::read(folder.path().join(name)).unwrap()
}

fn number(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// Width and height of a PNG whose chunks, checksums and rows are whole.
fn png_size(file: &[u8]) -> (usize, usize) {
    assert!(file.starts_with(b"\x89PNG\r\n\x1a\n"));
    let (mut at, mut names, mut packed, mut size) = (8, Vec::new(), Vec::new(), (0, 0));
    while at < file.len() {
        let length = number(&file[at..at + 4]);
        let (name, content) = (&file[at + 4..at + 8], &file[at + 8..at + 8 + length]);
        let mut checksum = flate2::Crc::new();
        checksum.update(&file[at + 4..at + 8 + length]);
        assert_eq!(number(&file[at + 8 + length..at + 12 + length]), checksum.sum() as usize);
        match name {
            b"IHDR" => size = (number(&content[..4]), number(&content[4..8])),
            b"IDAT" => packed.extend_from_slice(content),
            _ => {}
        }
        names.push(text(name));
        at += 12 + length;
    }
    assert_eq!(names, ["IHDR", "pHYs", "iTXt", "IDAT", "IEND"]);
    let mut rows = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::ZlibDecoder::new(&packed[..]), &mut rows).unwrap();
    assert_eq!(rows.len(), size.1 * (1 + 3 * size.0));
    size
}

/// The table at the end of a PDF points to every object.
fn check_pdf(file: &[u8]) {
    assert!(file.starts_with(b"%PDF-1.7\n") && file.ends_with(b"%%EOF\n"));
    let after = |at: usize, what: &str| file[at..].starts_with(what.as_bytes());
    let last = file.windows(10).rposition(|part| part == b"startxref\n").unwrap();
    let start: usize = text(&file[last + 10..]).lines().next().unwrap().parse().unwrap();
    let table = text(&file[start..last]);
    let entries: Vec<&str> = table.lines().skip(2).take_while(|line| line.ends_with([' '])).collect();
    assert!(after(start, "xref\n0 ") && entries.len() > 10, "{table}");
    for (id, entry) in entries.iter().enumerate().skip(1) {
        assert!(after(entry[..10].parse().unwrap(), &format!("{id} 0 obj\n")), "object {id}");
    }
    for part in ["/Type /Catalog", "/MediaBox [0 0 ", "/FontFile2 ", "/ToUnicode ", "/Title <FEFF"] {
        assert!(file.windows(part.len()).any(|bytes| bytes == part.as_bytes()), "no {part}");
    }
}

#[test]
fn figures_are_what_their_endings_say() {
    let folder = common::tempdir().unwrap();
    let figure = ["figure", FIGURE];
    let svg = text(&written(&folder, &figure, "a.svg"));
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    let attribute = |name: &str| -> f64 {
        svg.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    let pixels =
        |scale: f64| ((attribute("width") * scale).round() as usize, (attribute("height") * scale).round() as usize);
    assert_eq!(png_size(&written(&folder, &figure, "a.png")), pixels(2.0));
    assert_eq!(png_size(&written(&folder, &[&figure[..], &["--dpi", "96"]].concat(), "A.PNG")), pixels(1.0));
    check_pdf(&written(&folder, &figure, "a.pdf"));
    let page = text(&written(&folder, &figure, "a.html"));
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<svg ") && page.contains("<figcaption>"));
    // An ending that says nothing leaves the choice to --format.
    assert!(written(&folder, &[&figure[..], &["--format", "pdf"]].concat(), "figure").starts_with(b"%PDF"));
    // The same figure is the same file: no date, no random name.
    assert_eq!(written(&folder, &figure, "b.pdf"), written(&folder, &figure, "a.pdf"));
}

#[test]
fn the_numbers_of_a_figure_are_csv() {
    let folder = common::tempdir().unwrap();
    let csv = answer(&folder, &["figure", "16", "--format", "csv", "-o", "-"]);
    let lines: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0][0..6], ["panel", "x_axis", "y_axis", "layer", "shape", "x"]);
    assert!(lines.len() > 40 && lines.iter().all(|line| line.len() == lines[0].len()), "{} lines", lines.len());
    let bins: Vec<f64> =
        lines.iter().filter(|line| line[4] == "histogram").map(|line| line[8].parse().unwrap()).collect();
    assert!(bins.iter().sum::<f64>() > 0.0);
}

#[test]
fn tables_are_what_their_endings_say() {
    let folder = common::tempdir().unwrap();
    let table = ["table", TABLE];
    let plain = answer(&folder, &table);
    assert_eq!(text(&written(&folder, &table, "t.txt")), plain);
    let csv = text(&written(&folder, &table, "t.csv"));
    let width = csv.lines().next().unwrap().split(',').count();
    assert!(
        width > 2 && csv.lines().skip(1).all(|line| line.split(',').skip(1).any(|cell| cell.parse::<f64>().is_ok())),
        "{csv}"
    );
    let md = text(&written(&folder, &table, "t.md"));
    assert!(md.starts_with("**") && md.lines().any(|line| line.starts_with('|') && line.contains("|:--")), "{md}");
    let page = text(&written(&folder, &table, "t.html"));
    assert!(
        page.starts_with("<!DOCTYPE html>") && page.contains("<meta charset=\"utf-8\">") && page.contains("<table")
    );
    let tex = text(&written(&folder, &table, "t.tex"));
    for (begin, end) in [("\\begin{table}", "\\end{table}"), ("\\begin{tabular}{", "\\end{tabular}")] {
        assert!(tex.matches(begin).count() == 1 && tex.matches(end).count() == 1, "{tex}");
    }
    assert!(tex.contains("$\\sqrt{B}$") && !tex.contains('√'), "{tex}");
    let rows = tex.lines().filter(|line| line.ends_with("\\\\") && !line.contains("multicolumn"));
    let cells: Vec<usize> = rows.map(|row| row.matches(" & ").count()).collect();
    assert!(cells.len() > 2 && cells.iter().all(|count| *count == cells[0]), "{tex}");
    let files = [("text", "t.txt"), ("md", "t.md"), ("csv", "t.csv"), ("tex", "t.tex"), ("html", "t.html")];
    for (format, file) in files {
        let printed = answer(&folder, &["table", TABLE, "--format", format]);
        assert_eq!(printed, text(&std::fs::read(folder.path().join(file)).unwrap()), "{format}");
    }
}

#[test]
fn what_cannot_be_done_is_refused_in_one_sentence() {
    let folder = common::tempdir().unwrap();
    let cases: [(&[&str], &str); 14] = [
        (&["figure", FIGURE, "-o", "a.jpg"], ".svg, .png, .pdf, .html or .csv, but is a.jpg"),
        (&["figure", FIGURE, "-o", "a.tex"], "but is a.tex"),
        (&["figure", FIGURE, "-o", "a"], "but is a."),
        (
            &["figure", FIGURE, "-o", "a.svg", "--format", "png"],
            "should be svg, as the ending of a.svg says, but is png",
        ),
        (&["table", TABLE, "-o", "a.png", "--format", "csv"], "should be png, as the ending of a.png says, but is csv"),
        (&["table", TABLE, "-o", "a.png"], ".txt, .md, .csv, .tex or .html, but is a.png"),
        (&["table", TABLE, "--format", "xlsx"], "no format of a table \"xlsx\"; known are text, md, csv, tex, html"),
        (&["figure", FIGURE, "-o", "none/a.svg"], "the folder of the output should be one that exists"),
        (&["figure", FIGURE, "-o", "a.svg", "--dpi", "300"], "--dpi should be left out"),
        (&["figure", FIGURE, "-o", "a.png", "--dpi", "1e9"], "resolution of a PNG should be between 24 and 1200"),
        (&["figure", "125"], "between 1 and 124"),
        (&["figure", "zgamma-9"], "zgamma-1"),
        (&["table", TABLE, "--profile", "fast"], "quick, workshop, full"),
        (&["data", "inspect", "none.h5"], "none.h5"),
    ];
    for (arguments, part) in cases {
        let (said, status) = refusal(&folder, arguments);
        assert!(said.contains(part) && status == 1, "{arguments:?}: {said} ({status})");
    }
    let cases: [(&[&str], &str); 7] = [
        (&["figrue", "9"], "did you mean `figure`?"),
        (&["nonsense"], "no command \"nonsense\"; known are list, figure, table"),
        (&["figure", FIGURE, "--formt", "svg"], "did you mean `--format`?"),
        (&["figure", FIGURE, "-o"], "`-o` requires an argument `FILE`"),
        (&["figure", FIGURE, "20"], "`20` is not expected"),
        (&["help", "nonsense"], "no command \"nonsense\""),
        (&["table", TABLE, "--dpi", "300"], "--dpi"),
    ];
    for (arguments, part) in cases {
        let (said, status) = refusal(&folder, arguments);
        assert!(said.contains(part) && status == 2, "{arguments:?}: {said} ({status})");
    }
    // Nothing was written, not even in part.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_question_without_its_object_is_answered_with_how_to_ask() {
    let folder = common::tempdir().unwrap();
    for (arguments, parts) in [
        (&["figure"][..], ["Which figure?", "cwola figure 3 ", "cwola list"]),
        (&["table"], ["Which table?", "cwola table 3", "cwola list"]),
        (&["data"], ["cwola data list", "inspect FILE", "convert IN OUT"]),
        (&["completions"], ["bash", "zsh", "fish"]),
    ] {
        let output = run(&folder, arguments);
        let said = text(&output.stderr);
        assert!(
            output.status.code() == Some(2) && parts.iter().all(|part| said.contains(part)),
            "{arguments:?}: {said}"
        );
    }
}

#[test]
fn help_says_what_there_is() {
    let folder = common::tempdir().unwrap();
    let all = answer(&folder, &[]);
    for command in ["list", "figure", "table", "scan", "toys", "samples", "data", "where", "completions", "version"] {
        assert!(all.contains(&format!("\n    {command} ")), "no {command} in {all}");
        let help = answer(&folder, &["help", command]);
        assert!(help.contains(&format!("Usage: cwola {command}")), "{help}");
        assert_eq!(answer(&folder, &[command, "--help"]), help);
    }
    assert_eq!(answer(&folder, &["help"]), all);
    assert_eq!(answer(&folder, &["--help"]), all);
    assert!(answer(&folder, &["help", "figure"]).contains("svg, png, pdf, html, csv"));
    let version = format!("cwola {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!([answer(&folder, &["version"]), answer(&folder, &["--version"])], [version.clone(), version]);
    assert_eq!(answer(&folder, &["list"]).lines().count(), 124 + 19 + 4 + 3);
    assert!(answer(&folder, &["list", "sculpting"]).lines().all(|line| line.contains("culpting")));
    assert_eq!(answer(&folder, &["--quiet", "table", TABLE]), answer(&folder, &["table", TABLE, "-q"]));
}

/// Figures went into the current folder, which may be a repository, and results beside the nearest Cargo.toml.
#[test]
fn places_do_not_depend_on_the_current_folder() {
    let folder = common::tempdir().unwrap();
    let said = answer(&folder, &["figure", FIGURE]);
    let path = folder.path().join("results/figures/figure-19.svg");
    assert_eq!(said.lines().next().map(Path::new), Some(path.as_path()));
    assert!(path.is_file());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "only the folder of results is new");

    let places = |here: &Path| {
        let mut command = cwola(here, &["where"]);
        command.env_remove("CWOLA_CACHE").env_remove("CWOLA_HOME").env_remove("CWOLA_DATA").env_remove("CWOLA_POOL");
        text(&command.output().unwrap().stdout)
    };
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let here = places(project);
    for other in [&project.join("src"), folder.path(), Path::new("/")] {
        let there = places(other);
        // The target folder may lie outside the project; then a program outside knows no project.
        if Path::new(env!("CARGO_BIN_EXE_cwola")).starts_with(project) || other.starts_with(project) {
            assert_eq!(
                there.lines().filter(|line| line.contains('/')).count(),
                here.lines().filter(|line| line.contains('/')).count()
            );
            let paths = |text: &str| {
                text.lines().filter_map(|line| line.split_whitespace().nth(1).map(String::from)).collect::<Vec<_>>()
            };
            assert_eq!(paths(&there), paths(&here), "from {}", other.display());
        }
    }
    assert!(here.contains(&project.join(".cwola-cache/figures").display().to_string()), "{here}");
    let own = answer(&folder, &["where"]);
    assert!(
        own.contains(&folder.path().join("results").display().to_string()) && own.contains("from CWOLA_CACHE"),
        "{own}"
    );
}

/// A reader that has seen enough ends a pipe: that was a panic.
#[test]
fn closed_pipes_are_silent() {
    let folder = common::tempdir().unwrap();
    for arguments in [
        &["list"][..],
        &["table", TABLE],
        &["figure", FIGURE, "-o", "-"],
        &["help", "figure"],
        &["completions", "bash"],
    ] {
        let mut child = cwola(folder.path(), arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{arguments:?}: {}", text(&output.stderr));
    }
    // Nobody reads the progress and the errors either.
    let mut child = cwola(folder.path(), &["figure", "125"]).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
    #[cfg(target_os = "linux")]
    {
        // A full disk is not a closed pipe.
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = cwola(folder.path(), &["list"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert!(!output.status.success() && text(&output.stderr).contains("Standard output could not be written"));
    }
}

#[test]
fn progress_goes_to_standard_error_only() {
    use cwola::model::CnnNet;
    use cwola::prelude::*;
    use cwola::studies::dark::{ScanNetwork, ScanPool, StrengthScan, TrainingSet};

    let folder = common::tempdir().unwrap();
    // Settings without a file are printed, and written where -o says.
    let settings = answer(&folder, &["scan"]);
    assert!(settings.starts_with('{') && settings.trim_end().ends_with('}'));
    assert_eq!(text(&written(&folder, &["scan"], "all.json")), settings);
    assert!(refusal(&folder, &["toys", "-o", "toys.csv"]).0.contains(".json"));

    // One training of a tenth of a second.
    let net = CnnNet::small(16).with_filters([2, 2, 2, 2]).with_dense(&[2]);
    let config = TrainConfig::small_cnn(16).with_cnn(net).with_batch_size(16);
    let pool = ScanPool::default().with_signal("dark_valley_dd10").with_background("dark_valley_id20");
    let scan = StrengthScan::for_profile(Profile::Quick)
        .with_pool(pool.with_luminosity(0.001).with_test_size(20))
        .with_network(ScanNetwork::Custom(Box::new(config)))
        .with_max_epochs(2)
        .with_strengths(&[3.0])
        .with_trainings(1)
        .with_sets(&[TrainingSet::original().with_resolution(16)])
        .with_cache(Cache::Folder(folder.path().join("results").display().to_string()));
    std::fs::write(folder.path().join("scan.json"), scan.to_json()).unwrap();
    let output = run(&folder, &["scan", "scan.json", "--format", "csv"]);
    let (out, progress) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{progress}");
    assert!(progress.contains("scan: 1/1 trainings") && !out.contains("trainings ·"), "{progress}");
    assert!(out.lines().count() >= 2 && out.contains(','), "{out}");
    // The training is kept: the second call has nothing to tell, and --quiet never has.
    let again = run(&folder, &["scan", "scan.json", "--format", "csv", "--quiet"]);
    assert_eq!((text(&again.stdout), text(&again.stderr)), (out, String::new()));
}

#[test]
fn shells_understand_the_completions() {
    let folder = common::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let script = answer(&folder, &["completions", shell]);
        assert!(script.contains("cwola"), "{script}");
        let path = folder.path().join(format!("complete.{shell}"));
        std::fs::write(&path, script).unwrap();
        // A shell that is not installed cannot be asked.
        if let Ok(output) = Command::new(shell).arg("-n").arg(&path).output() {
            assert!(output.status.success() && output.stderr.is_empty(), "{shell}: {}", text(&output.stderr));
        }
    }
    assert!(refusal(&folder, &["completions", "tcsh"]).0.contains("bash, zsh, fish"));
    // What the scripts ask for: commands, names of figures with their titles, formats.
    let asked = |arguments: &[&str]| answer(&folder, &[&["--bpaf-complete-rev=9"], arguments].concat());
    assert!(asked(&["fi"]).starts_with("figure\tMakes a figure"));
    assert!(asked(&["figure", "12"]).lines().any(|line| line.starts_with("124\tCentring only")));
    assert!(asked(&["table", "z"]).lines().any(|line| line.starts_with("zgamma-1\t")));
    assert_eq!(asked(&["table", "--format", "te"]).lines().filter(|line| line.starts_with("te")).count(), 2);
    if let Ok(output) = Command::new("fish")
        .arg("-c")
        .arg("source complete.fish; complete -C 'cwola data ins'")
        .current_dir(folder.path())
        .env("PATH", path_with_program())
        .output()
    {
        assert!(text(&output.stdout).starts_with("inspect"), "{}", text(&output.stderr));
    }
}

/// The folder of the program before all others.
fn path_with_program() -> std::ffi::OsString {
    let folder = Path::new(env!("CARGO_BIN_EXE_cwola")).parent().unwrap().to_path_buf();
    let old = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&old))).unwrap()
}

#[test]
fn data_files_are_shown_and_converted() {
    let folder = common::tempdir().unwrap();
    assert!(answer(&folder, &["data", "list"]).contains("dihiggs_500"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/spanet.h5").display().to_string();
    assert!(answer(&folder, &["data", "inspect", &file]).contains("INPUTS/Source/pt"));
    let said = answer(&folder, &["data", "convert", &file, "events.parquet"]);
    assert!(said.contains("events from") && folder.path().join("events.parquet").is_file(), "{said}");
    assert!(refusal(&folder, &["data", "convert", &file, "events.xls"]).0.contains("events.xls"));
    assert!(answer(&folder, &["samples"]).lines().any(|line| line.starts_with("multijet_4b ")));
}
