//! Where the project, its samples and its results are: the same places whatever the current folder.

use std::env;
use std::path::{Path, PathBuf, absolute};

/// Folder of the project.
const HOME: &str = "CWOLA_HOME";
/// Folder of trainings and figures.
const CACHE: &str = "CWOLA_CACHE";
/// Folder of samples; when it is set, samples come from nowhere else.
const DATA: &str = "CWOLA_DATA";
/// Folder of larger samples.
pub(crate) const POOL: &str = "CWOLA_POOL";
/// Name of the folder of results inside a project.
const RESULTS: &str = ".cwola-cache";
/// Name of the folder of samples inside a project.
const SAMPLES: &str = "data-samples";

/// Folder of the sources that this program was made of.
const SOURCES: &str = env!("CARGO_MANIFEST_DIR");

/// A folder, and why it is this one.
type Place = (PathBuf, String);

/// The folder of trainings: `CWOLA_CACHE`, else `.cwola-cache` of the project, else the user's own folder for data
/// (`$XDG_DATA_HOME/cwola` or `~/.local/share/cwola`; on macOS and Windows what is usual there).
///
/// The project is `CWOLA_HOME`, else the checkout that holds the running program, else the nearest one from the current
/// folder upwards; a folder with a `.cwola-cache` counts as one. Nothing is created.
///
/// # Example
/// ```
/// let folder = cwola::places::results();
/// assert!(folder.is_absolute());
/// ```
pub fn results() -> PathBuf {
    results_place().0
}

/// The folder in which the command line puts figures that have no other place: `figures` in [`results`].
///
/// # Example
/// ```
/// assert!(cwola::places::figures().ends_with("figures"));
/// ```
pub fn figures() -> PathBuf {
    results().join("figures")
}

/// What `cwola where` prints: the project, the samples, the results and the figures, each with the reason for it.
///
/// # Example
/// ```
/// let text = cwola::places::describe();
/// assert!(text.contains("samples") && text.contains("CWOLA_CACHE"));
/// ```
pub fn describe() -> String {
    let (results, why) = results_place();
    let mut lines = vec![match project() {
        Some((path, why)) => ("project", path.display().to_string(), why),
        None => ("project", "none".into(), "neither this program nor the current folder is in a checkout".into()),
    }];
    let samples = samples().into_iter().find(|folder| folder.is_dir());
    let why_samples = match (&samples, project()) {
        _ if set(DATA).is_some() => format!("from {DATA}"),
        (Some(samples), Some((project, _))) if samples.starts_with(&project) => "of the project".into(),
        (Some(samples), _) if samples.starts_with(SOURCES) => "beside the sources of this program".into(),
        _ => "above the current folder".into(),
    };
    lines.push(match samples {
        Some(path) => ("samples", path.display().to_string(), why_samples),
        None => ("samples", "none".into(), format!("set {DATA} to the folder that holds them")),
    });
    if let Some(pool) = set(POOL) {
        lines.push(("more events", shown(&pool), format!("from {POOL}")));
    }
    let kept = if results.is_dir() { why } else { format!("{why}; not there yet") };
    lines.push(("results", results.display().to_string(), kept));
    lines.push(("figures", figures().display().to_string(), "where figures without -o go".into()));
    let width = lines.iter().map(|(_, path, _)| path.chars().count()).max().unwrap_or(0);
    let mut text: String =
        lines.iter().map(|(name, path, why)| format!("{name:<11}  {path:<width$}  {why}\n")).collect();
    text += &format!(
        "\nFor other places set {HOME} (project), {DATA} (samples), {POOL} (more events) or {CACHE} (results).\n\
         What is in the folder of results can be deleted; it is computed again when it is needed.\n"
    );
    text
}

/// Folders in which samples may be, first choice first; a folder that the user names is the only one.
pub(crate) fn samples() -> Vec<PathBuf> {
    if let Some(folder) = set(DATA) {
        return vec![folder];
    }
    let mut folders: Vec<PathBuf> = project().into_iter().map(|(path, _)| path.join(SAMPLES)).collect();
    let here = env::current_dir().unwrap_or_default();
    folders.extend(here.ancestors().map(|folder| folder.join(SAMPLES)).filter(|folder| folder.is_dir()));
    folders.push(Path::new(SOURCES).join(SAMPLES));
    let mut known: Vec<PathBuf> = Vec::new();
    folders.retain(|folder| {
        let new = !known.contains(folder);
        known.push(folder.clone());
        new
    });
    folders
}

/// The value of a variable that names a folder; empty counts as not set.
pub(crate) fn set(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn shown(path: &Path) -> String {
    absolute(path).unwrap_or_else(|_| path.to_path_buf()).display().to_string()
}

fn results_place() -> Place {
    let (folder, why) = if let Some(folder) = set(CACHE) {
        (folder, format!("from {CACHE}"))
    } else if let Some((project, _)) = project() {
        (project.join(RESULTS), "of the project".into())
    } else if let Some(folder) = of_the_user() {
        (folder.join("cwola"), "of the user: there is no project".into())
    } else {
        (PathBuf::from(RESULTS), "in the current folder: there is neither a project nor a home".into())
    };
    (absolute(&folder).unwrap_or(folder), why)
}

fn project() -> Option<Place> {
    let program = env::current_exe().ok().and_then(|path| path.canonicalize().ok());
    find(set(HOME), program.as_deref(), &env::current_dir().unwrap_or_default())
}

/// The project by its variable, by the place of the program, or by the current folder.
fn find(home: Option<PathBuf>, program: Option<&Path>, here: &Path) -> Option<Place> {
    if let Some(home) = home {
        return Some((absolute(&home).unwrap_or(home), format!("from {HOME}")));
    }
    let above = |path: &Path| path.ancestors().find(|folder| is_project(folder)).map(Path::to_path_buf);
    let by_program = program.and_then(above).map(|path| (path, "holds this program".to_string()));
    by_program.or_else(|| above(here).map(|path| (path, "holds the current folder".to_string())))
}

/// A checkout of cwola, or a folder that has kept results before.
fn is_project(folder: &Path) -> bool {
    let checkout =
        folder.join("Cargo.toml").is_file() && folder.join(SAMPLES).is_dir() && folder.join("xtask").is_dir();
    checkout || folder.join(RESULTS).is_dir()
}

/// The folder for data of the programs of this user.
fn of_the_user() -> Option<PathBuf> {
    let home = || set("HOME");
    if cfg!(windows) {
        return set("LOCALAPPDATA");
    }
    if cfg!(target_os = "macos") {
        return home().map(|home| home.join("Library/Application Support"));
    }
    set("XDG_DATA_HOME").filter(|path| path.is_absolute()).or_else(|| home().map(|home| home.join(".local/share")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Results were kept beside the nearest Cargo.toml of the current folder: another folder, other results.
    #[test]
    fn the_place_of_the_program_comes_before_the_current_folder() {
        let folder = crate::disk::scratch::tempdir().unwrap();
        let (one, other, plain) =
            (folder.path().join("one"), folder.path().join("other"), folder.path().join("some/crate"));
        for checkout in [&one, &other] {
            std::fs::create_dir_all(checkout.join(SAMPLES)).unwrap();
            std::fs::create_dir_all(checkout.join("xtask")).unwrap();
            std::fs::create_dir_all(checkout.join("target/debug")).unwrap();
            std::fs::write(checkout.join("Cargo.toml"), "").unwrap();
        }
        std::fs::create_dir_all(&plain).unwrap();
        std::fs::write(plain.join("Cargo.toml"), "").unwrap();
        let program = one.join("target/debug/cwola");
        let found = |home: Option<&Path>, program: Option<&Path>, here: &Path| {
            find(home.map(Path::to_path_buf), program, here).map(|(path, _)| path)
        };
        for here in [&one, &other, &plain, &one.join(SAMPLES)] {
            assert_eq!(found(None, Some(&program), here).as_ref(), Some(&one));
        }
        let installed = folder.path().join("bin/cwola");
        assert_eq!(found(None, Some(&installed), &other.join("target/debug")).as_ref(), Some(&other));
        assert_eq!(found(Some(&plain), Some(&program), &one).as_ref(), Some(&plain));
        assert_eq!(found(None, Some(&installed), &plain), None, "a crate of the user is not ours to write into");
        std::fs::create_dir_all(plain.join(RESULTS)).unwrap();
        assert_eq!(found(None, Some(&installed), &plain).as_ref(), Some(&plain));
    }
}
