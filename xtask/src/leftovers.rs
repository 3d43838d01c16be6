//! Folders of processes that run no more: of kernels in `.cwola/tmp`, of launchers in `.cwola/jupyter/runtime`.
//!
//! Each process has a folder named after it, so that nobody has to guess whose a folder is: `kernel-<process>` or
//! `kernel-<process>-<machine>`, `<process>-<machine>`. Several machines may share one project folder on a network.

use crate::exec::output;
use crate::project::Project;
use crate::{kernels, signals};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

/// What is not named after a process is kept for a day.
const DAY: Duration = Duration::from_secs(86_400);

/// Where this launcher's Jupyter keeps what it needs while it runs.
pub fn runtime_folder(project: &Project) -> PathBuf {
    runtime(project).join(format!("{}-{}", std::process::id(), machine()))
}

fn runtime(project: &Project) -> PathBuf {
    project.private("jupyter/runtime")
}

/// Name of this machine, or of the container that takes itself for one.
fn machine() -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let linux = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
        let name = linux.or_else(|| output(Command::new("uname").arg("-n"))).unwrap_or_default();
        let name: String = name.trim().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        if name.is_empty() { "machine".to_string() } else { name }
    })
}

/// Stops kernels that nobody can use any more, and removes the folders of processes that have ended.
pub fn remove_old(project: &Project) {
    kernels::stop_orphans(project.root());
    for path in entries(&project.private("tmp")) {
        match name(&path).strip_prefix("kernel-").and_then(Owner::parse) {
            Some(owner) if owner.here() => {
                if !kernels::is_ours(owner.process, project.root()) {
                    remove(&path);
                }
            }
            _ => remove_after_a_day(&path),
        }
    }
    for path in entries(&runtime(project)) {
        match Owner::parse(&name(&path)) {
            Some(owner) if owner.here() => {
                if !signals::exists(owner.process) {
                    remove(&path);
                }
            }
            _ => remove_after_a_day(&path),
        }
    }
}

/// Removes what this launcher's own programs left; they have ended.
pub fn remove_own(project: &Project) {
    remove(&runtime_folder(project));
    remove_old(project);
}

/// To whom a folder belongs.
#[derive(Debug, PartialEq, Eq)]
struct Owner {
    process: u32,
    machine: Option<String>,
}

impl Owner {
    /// Reads `<process>` or `<process>-<machine>`.
    fn parse(text: &str) -> Option<Owner> {
        let (process, machine) = match text.split_once('-') {
            Some((process, machine)) => (process, Some(machine.to_string())),
            None => (text, None),
        };
        Some(Owner { process: process.parse().ok()?, machine })
    }

    fn here(&self) -> bool {
        self.machine.as_ref().is_none_or(|name| name == machine())
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries.flatten().map(|entry| entry.path()).collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn remove_after_a_day(path: &Path) {
    let age = std::fs::metadata(path).and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
    if age.is_some_and(|age| age > DAY) {
        remove(path);
    }
}

fn remove(path: &Path) {
    let _ = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_read_from_names() {
        assert_eq!(Owner::parse("17"), Some(Owner { process: 17, machine: None }));
        assert_eq!(Owner::parse("17-node-3"), Some(Owner { process: 17, machine: Some("node-3".into()) }));
        assert_eq!(Owner::parse("default-37a8"), None);
        assert!(Owner::parse("17").is_some_and(|owner| owner.here()));
        assert!(Owner::parse("17-elsewhere").is_some_and(|owner| !owner.here()));
        assert!(Owner::parse(&format!("17-{}", machine())).is_some_and(|owner| owner.here()));
    }

    /// Guards against the two mistakes: removing what a kernel uses, and keeping what nobody uses.
    #[cfg(unix)]
    #[test]
    fn folders_go_with_their_processes() {
        let root = std::env::temp_dir().join(format!("cwola-leftovers-{}", std::process::id()));
        let project = Project::at(&root);
        let mut kernel =
            Command::new("sleep").arg("60").env("CWOLA_HOME", project.root()).spawn().expect("a stand-in for a kernel");
        let mut ended = Command::new("true").spawn().expect("true");
        ended.wait().expect("an end");
        let mut folders = Vec::new();
        for (name, stays) in [
            (format!("tmp/kernel-{}", kernel.id()), true),
            (format!("tmp/kernel-{}-{}", kernel.id(), machine()), true),
            (format!("tmp/kernel-{}", ended.id()), false),
            (format!("tmp/kernel-{}-elsewhere", ended.id()), true),
            // A process that has the number now but is not a kernel of this project.
            (format!("tmp/kernel-{}", std::process::id()), !Path::new("/proc/self/environ").exists()),
            (format!("jupyter/runtime/{}-{}", std::process::id(), machine()), true),
            (format!("jupyter/runtime/{}-{}", ended.id(), machine()), false),
        ] {
            let folder = project.private(&name);
            std::fs::create_dir_all(folder.join("src")).expect("a folder");
            folders.push((folder, stays));
        }
        remove_old(&project);
        for (folder, stays) in folders {
            assert_eq!(folder.exists(), stays, "{}", folder.display());
        }
        remove_own(&project);
        assert!(!runtime_folder(&project).exists());
        kernel.kill().expect("a signal");
        kernel.wait().expect("an end");
        std::fs::remove_dir_all(root).expect("nothing is left");
    }
}
