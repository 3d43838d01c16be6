//! Where everything lies.

use crate::Outcome;
use std::path::{Path, PathBuf};

/// The project folder.
#[derive(Debug, Clone)]
pub struct Project {
    root: PathBuf,
}

impl Project {
    /// The folder above this launcher's own.
    pub fn find() -> Outcome<Project> {
        let manifest = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_string());
        let root = Path::new(&manifest).join("..").canonicalize();
        let root = root.map_err(|error| format!("The project folder above {manifest} cannot be read: {error}."))?;
        Ok(Project { root })
    }

    /// A project somewhere else, for tests.
    #[cfg(test)]
    pub fn at(root: &Path) -> Project {
        Project { root: root.to_path_buf() }
    }

    /// Absolute path of something in the project.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The project folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Everything the launcher makes, except `.venv` and `target`.
    pub fn private(&self, relative: &str) -> PathBuf {
        self.root.join(".cwola").join(relative)
    }

    /// Cargo's output folder.
    pub fn target(&self) -> PathBuf {
        match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => self.root.join(folder),
            None => self.root.join("target"),
        }
    }

    /// Python of the project's own environment.
    pub fn venv_python(&self) -> PathBuf {
        let inside = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };
        self.root.join(".venv").join(inside)
    }
}

/// Makes a folder and all above it.
pub fn make_folder(folder: &Path) -> Outcome {
    std::fs::create_dir_all(folder).map_err(|error| format!("The folder {} cannot be made: {error}.", folder.display()))
}

/// Writes a file through a temporary name, so that a file under its final name is always whole.
pub fn write_file(path: &Path, content: &str) -> Outcome {
    write_bytes(path, content.as_bytes())
}

/// As [`write_file`], for what is not text.
pub fn write_bytes(path: &Path, content: &[u8]) -> Outcome {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    let temporary = path.with_extension(format!("tmp{}", std::process::id()));
    std::fs::write(&temporary, content)
        .and_then(|()| std::fs::rename(&temporary, path))
        .map_err(|error| format!("The file {} cannot be written: {error}.", path.display()))
}

/// Reads a text file.
pub fn read_file(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|error| format!("The file {} cannot be read: {error}.", path.display()))
}
