//! A folder of JSON files.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::error::{Error, Result};
use crate::{disk, places};

/// Where finished and interrupted trainings are kept.
///
/// # Example
/// ```
/// use cwola::store::{Cache, Store};
/// assert!(Store::open(&Cache::Off).folder().is_none());
/// assert_eq!(Cache::default(), Cache::On);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Cache {
    /// In the folder that [`places::results`] finds: the same whatever the current folder.
    #[default]
    On,
    /// Nothing is read or written.
    Off,
    /// In this folder.
    Folder(String),
}

/// JSON files in one folder, each written whole or not at all.
///
/// # Example
/// ```
/// use cwola::store::{Cache, Store};
/// let folder = std::env::temp_dir().join(format!("cwola-doc-{}", std::process::id()));
/// let store = Store::open(&Cache::Folder(folder.display().to_string()));
/// store.write("answers/first", &vec![42])?;
/// assert_eq!(store.read::<Vec<i32>>("answers/first"), Some(vec![42]));
/// assert_eq!(store.read::<Vec<i32>>("answers/second"), None);
/// # std::fs::remove_dir_all(folder).ok();
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Store {
    folder: Option<PathBuf>,
}

impl Store {
    /// The store of a cache setting; nothing is created yet.
    pub fn open(cache: &Cache) -> Store {
        let folder = match cache {
            Cache::Off => None,
            Cache::Folder(folder) => Some(PathBuf::from(folder)),
            Cache::On => Some(places::results()),
        };
        Store { folder }
    }

    /// The folder, unless the cache is off.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Reads an entry; `None` when there is none, or when its file cannot be understood.
    pub fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let text = std::fs::read(self.path(name)?).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Writes an entry under a temporary name and renames it; does nothing when the cache is off.
    ///
    /// # Errors
    /// A folder that cannot be made or written.
    pub fn write<T: Serialize>(&self, name: &str, value: &T) -> Result<()> {
        let Some(path) = self.path(name) else { return Ok(()) };
        let fail = |source| Error::io(&path, "written", source);
        let text = serde_json::to_vec(value).map_err(|error| fail(error.into()))?;
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(fail)?;
        }
        disk::write(&path.display().to_string(), &text)
    }

    /// Removes an entry if it is there.
    pub fn remove(&self, name: &str) {
        if let Some(path) = self.path(name) {
            std::fs::remove_file(path).ok();
        }
    }

    fn path(&self, name: &str) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(format!("{name}.json")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_file_reads_as_absent() {
        let folder = crate::disk::scratch::tempdir().unwrap();
        let store = Store::open(&Cache::Folder(folder.path().display().to_string()));
        store.write("x", &1.5f64).unwrap();
        std::fs::write(folder.path().join("x.json"), "1.").unwrap();
        assert_eq!(store.read::<f64>("x"), None);
        store.write("x", &2.5f64).unwrap();
        assert_eq!(store.read::<f64>("x"), Some(2.5));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        store.remove("x");
        assert_eq!(store.read::<f64>("x"), None);
    }

    #[test]
    fn a_folder_that_cannot_be_made_gives_a_sentence() {
        let folder = crate::disk::scratch::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "not a folder").unwrap();
        let store = Store::open(&Cache::Folder(file.display().to_string()));
        let error = store.write("x", &1).unwrap_err().to_string();
        assert!(error.contains("could not be written"), "{error}");
    }
}
