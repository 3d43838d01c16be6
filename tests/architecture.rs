//! The rooms: data flows one way, files stay short, only `report` prints for the notebook.

use std::path::{Path, PathBuf};

/// Rooms in the order in which data flows; a room may import itself, earlier rooms and leaves.
const ROOMS: [&str; 11] = [
    "events",
    "selection",
    "mixing",
    "augment",
    "represent",
    "model",
    "train",
    "evaluate",
    "plot",
    "report",
    "studies",
];
/// Rooms beside the flow: what they may import besides leaves.
const BESIDE: [(&str, &[&str]); 2] = [("simulate", &["events"]), ("store", &[])];
/// Leaves that any room may use, and what they may use themselves.
const LEAVES: [&str; 7] = ["physics", "stats", "error", "rng", "progress", "disk", "interrupt"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The room (first folder, or file name) of a source file.
fn room(path: &Path) -> String {
    let relative = path.strip_prefix(root()).expect("inside src");
    let first = relative.components().next().expect("a component").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_string()
}

/// Code without comments, doc examples and unit tests.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a source file");
    let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_string();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Names after `crate::` in a piece of code, and those in `crate::{a::…, b::…}`.
fn imports(code: &str) -> Vec<String> {
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    code.split("crate::").skip(1).map(name).filter(|name| !name.is_empty()).collect()
}

fn allowed(room: &str) -> Vec<&'static str> {
    let mut list = LEAVES.to_vec();
    if let Some(at) = ROOMS.iter().position(|name| *name == room) {
        list.extend(&ROOMS[..=at]);
        list.extend(["simulate", "store"]);
    }
    for (name, may) in BESIDE {
        if name == room {
            list.push(name);
            list.extend(may);
        }
    }
    list
}

#[test]
fn no_room_imports_a_later_one() {
    let mut wrong = Vec::new();
    for path in sources(&root()) {
        let room = room(&path);
        if ["lib", "prelude", "bin"].contains(&room.as_str()) {
            continue;
        }
        for import in imports(&code(&path)) {
            let known = ROOMS.contains(&import.as_str()) || LEAVES.contains(&import.as_str()) || import == "simulate";
            if known && !allowed(&room).contains(&import.as_str()) {
                wrong.push(format!("{} imports {import}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn truth_stays_out_of_training() {
    // `signal` may be read for supervised training only, which goes through labelled().
    for path in sources(&root().join("train")) {
        let code = code(&path);
        let reads = code.contains(".truth()") || code.contains("column(\"signal\")");
        let name = path.file_name().expect("a name").to_string_lossy().to_string();
        assert!(!reads || name == "run.rs" || name == "prepare.rs", "{} reads the truth", path.display());
    }
}

#[test]
fn only_report_writes_for_the_notebook_and_only_progress_prints() {
    for path in sources(&root()) {
        let (text, room) = (code(&path), room(&path));
        let block = ["EVCXR_", "BEGIN"].concat();
        assert!(!text.contains(&block) || path.ends_with("report/display.rs"), "{} writes blocks", path.display());
        let prints = text.contains("println!(") || text.contains("print!(");
        let may = room == "progress" || room == "bin" || path.ends_with("report/display.rs");
        assert!(!prints || may, "{} prints", path.display());
    }
}

#[test]
fn files_have_one_idea() {
    for path in sources(&root()) {
        let lines = std::fs::read_to_string(&path).expect("a source file").lines().count();
        assert!(lines <= 320, "{} has {lines} lines", path.display());
    }
}
