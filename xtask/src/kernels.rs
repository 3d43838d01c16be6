//! Kernels and what they leave behind.
//!
//! Jupyter starts each kernel in a session of its own and tells it, by `JPY_PARENT_PID`, whose kernel it is. Everything
//! that a kernel starts (compilers, the process that runs the cells) has the same in its environment. So the processes of
//! a kernel are found whatever became of their parents; on systems without `/proc` kernels see to their end themselves.

use crate::signals;
use std::path::Path;
use std::time::{Duration, Instant};

/// The Jupyter process to which a kernel belongs.
const PARENT: &str = "JPY_PARENT_PID";
/// The project to which a kernel belongs: set by its kernelspec.
const HOME: &str = "CWOLA_HOME";
/// How long killed processes may take to vanish.
const PATIENCE: Duration = Duration::from_secs(1);

/// Processes with their environments, as far as this system and this user may see them.
fn environments() -> Vec<(u32, Vec<String>)> {
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let own = std::process::id();
    let ids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(|id| *id != own).filter_map(|id| Some((id, environment(id)?))).collect()
}

/// `NAME=value` of one process, as it was started; none for one that has ended.
fn environment(process: u32) -> Option<Vec<String>> {
    let bytes = std::fs::read(format!("/proc/{process}/environ")).ok()?;
    Some(bytes.split(|byte| *byte == 0).map(|entry| String::from_utf8_lossy(entry).into_owned()).collect())
}

fn value<'e>(environment: &'e [String], name: &str) -> Option<&'e str> {
    environment.iter().find_map(|entry| entry.strip_prefix(name)?.strip_prefix('='))
}

/// Ends all processes of the kernels of these Jupyter processes, which have ended or are to be ended.
pub fn stop(parents: &[u32]) {
    stop_where(|environment| {
        let parent = value(environment, PARENT).and_then(|text| text.parse().ok());
        parent.is_some_and(|parent| parents.contains(&parent))
    });
}

/// Ends kernels of this project whose Jupyter does not run any more.
pub fn stop_orphans(root: &Path) {
    stop_where(|environment| {
        let parent = value(environment, PARENT).and_then(|text| text.parse().ok());
        value(environment, HOME).is_some_and(|home| Path::new(home) == root)
            && parent.is_some_and(|parent| !signals::exists(parent))
    });
}

/// Looks again until there is none: a process may start another while it is looked at.
fn stop_where(which: impl Fn(&[String]) -> bool) {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        let mut found = environments();
        found.retain(|(_, environment)| which(environment));
        if found.is_empty() {
            return;
        }
        for (process, _) in found {
            signals::send(process, signals::KILL);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Whether a process is a kernel of this project, or one of its programs. Where the system does not say, every process is.
pub fn is_ours(process: u32, root: &Path) -> bool {
    if !Path::new("/proc/self/environ").exists() {
        return signals::exists(process);
    }
    let home = environment(process).and_then(|environment| value(&environment, HOME).map(String::from));
    home.is_some_and(|home| Path::new(&home) == root)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn kernels_are_known_by_their_environment() {
        let root = Path::new("/a project that is not there");
        let mut dead = Command::new("true").spawn().expect("true");
        dead.wait().expect("an end");
        let kernel = |parent: u32| {
            let parent = parent.to_string();
            Command::new("sleep").arg("60").env(PARENT, parent).env(HOME, root).spawn().expect("sleep")
        };
        let (mut orphan, mut living) = (kernel(dead.id()), kernel(std::process::id()));
        assert!(is_ours(orphan.id(), root) && !is_ours(orphan.id(), Path::new("/another")));
        stop_orphans(root);
        assert!(!orphan.wait().expect("an end").success());
        assert!(!is_ours(orphan.id(), root));
        assert!(living.try_wait().expect("a status").is_none());
        living.kill().expect("a signal");
        living.wait().expect("an end");
    }

    #[test]
    fn a_kernel_ends_with_what_it_started() {
        let mut jupyter = Command::new("true").spawn().expect("true");
        jupyter.wait().expect("an end");
        let mut kernel = Command::new("sh");
        kernel.args(["-c", "sleep 60; true"]).env(PARENT, jupyter.id().to_string());
        let mut kernel = kernel.spawn().expect("a shell");
        while children(kernel.id()).is_empty() {
            std::thread::sleep(Duration::from_millis(10));
        }
        let started = children(kernel.id());
        stop(&[jupyter.id()]);
        assert!(!kernel.wait().expect("an end").success());
        assert!(started.iter().all(|process| environment(*process).is_none_or(|environment| environment.len() < 2)));
    }

    fn children(process: u32) -> Vec<u32> {
        let path = format!("/proc/{process}/task/{process}/children");
        let text = std::fs::read_to_string(path).unwrap_or_default();
        text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
    }
}
