//! Reading and writing events by the extension of the file's name.

use std::path::Path;

use super::write::{Layout, write_h5};
use super::{Events, flat, read};
use crate::error::{Error, Result};

const KNOWN: &str = ".h5, .hdf5, .parquet or .csv";

impl Events {
    /// Reads events from a file; the extension says which format: `.h5` or `.hdf5`, `.parquet`, `.csv`.
    ///
    /// HDF5 files may hold padded jets in `INPUTS/Source` (`MASK`, `pt`, `eta`, `phi`, `mass`,
    /// `btag`, and `flavour` if it is known), the quark assignment in `TARGETS`, and one value per
    /// event in `EVENT` and `CLASSIFICATIONS/EVENT`: the layout of SPANet. Tables hold one column
    /// per quantity, with jets as `jet1_pt`, `jet1_eta`, … The sample is named after the file.
    /// Energies are in GeV, angles in radians.
    ///
    /// Two-jet files hold the leading jet in `J1` and the sub-leading one in `J2`: constituents flat (`offsets` of
    /// n + 1 entries, `pt`, `eta`, `phi`), or padded (`MASK`, `pt`, `eta`, `phi` of shape (n, slots)), or none at all, and
    /// `jet` of shape (n, 4) with pT, η, φ and mass, which is the sum of the constituents when it is not there.
    /// `EVENT/Mjj` becomes the column `m_jj`; the jets give `pt_j1`, `eta_j1`, `phi_j1`, `m_j1`, the number
    /// of constituents `n_j1`, and the same for `j2`.
    ///
    /// Feature tables of the LHC Olympics (`pxj1`, `pyj1`, `pzj1`, `mj1`, the same for `j2`, `label`, as CSV or Parquet)
    /// get these columns too, and `signal`; their jets are not put in another order. Pandas' own HDF5 format is
    /// not read: save such a table as CSV or Parquet.
    ///
    /// Jets are kept as 32-bit floats, in order of decreasing pT, with zeros in empty slots; `signal`
    /// becomes 0 or 1, and a column `event` with the row number is added when the file has none.
    /// Datasets are read one by one, and padded ones in blocks of rows, so that little more than the result is in
    /// memory.
    ///
    /// # Errors
    /// A file that is missing, of another format, damaged or cut short; a dataset or column that is
    /// missing, of the wrong shape or type; no event at all; a pT or mass that is negative or
    /// not a number; a target that is not the slot of a jet; offsets that fall or do not end with the number of
    /// constituents. The sentence names the first offender.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let path = std::env::temp_dir().join(format!("cwola-read-{}.csv", std::process::id()));
    /// let path = path.to_string_lossy();
    /// std::fs::write(&*path, "m_hh,signal\n480.5,1\n300,0\n")?;
    /// let events = Events::read(&path)?;
    /// assert_eq!(events.column("m_hh")?, [480.5, 300.0]);
    /// assert_eq!(events.truth()?, [true, false]);
    /// # std::fs::remove_file(&*path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read(path: &str) -> Result<Events> {
        let name = Path::new(path).file_stem().unwrap_or_default().to_string_lossy();
        match extension(path).as_str() {
            "h5" | "hdf5" => read::read_h5(path, &name),
            "parquet" => flat::read_parquet(path, &name),
            "csv" => flat::read_csv(path, &name),
            other => Err(unknown(path, other)),
        }
    }

    /// Writes the events to a file; the extension says which format, as in [`Events::read`].
    ///
    /// The file appears under its name only when it is complete: it is written beside it and
    /// then renamed, and replaces an older file. HDF5 files are compressed (deflate, shuffle) and
    /// h5py reads them, truth values as `bool`. What was written is read back with the same numbers
    /// and types, cross-section and description of origin, except from CSV, which keeps the numbers
    /// only (floats come back with 64 bits). A column of integers or truth values with missing entries becomes
    /// one of floats in HDF5.
    ///
    /// # Errors
    /// An unknown extension, no event at all, or a folder that cannot be written.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// use polars::df;
    /// let path = std::env::temp_dir().join(format!("cwola-write-{}.h5", std::process::id()));
    /// let path = path.to_string_lossy();
    /// let events = Events::from_frame("two", df!["m_hh" => [480.5, 300.0]]?)?;
    /// events.write(&path)?;
    /// assert_eq!(Events::read(&path)?.column("m_hh")?, [480.5, 300.0]);
    /// # std::fs::remove_file(&*path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write(&self, path: &str) -> Result<()> {
        match extension(path).as_str() {
            "h5" | "hdf5" => self.write_whole(path, |temporary| write_h5(self, temporary, path, Layout::Own)),
            "parquet" => self.write_whole(path, |temporary| flat::write_parquet(self, temporary, path)),
            "csv" => self.write_whole(path, |temporary| flat::write_csv(self, temporary, path)),
            other => Err(unknown(path, other)),
        }
    }

    /// Writes jets, targets and classes as SPANet 2 reads them for training.
    ///
    /// `INPUTS/Source` holds `MASK` as truth values and `pt`, `eta`, `phi`, `mass`, `btag` as 32-bit
    /// floats, `TARGETS/h1|h2/b1|b2` and `CLASSIFICATIONS/EVENT/signal` are 64-bit integers; the other
    /// columns stay in `EVENT`, which SPANet ignores. Targets that are not known are written as -1.
    /// [`Events::read`] reads the file back.
    ///
    /// # Errors
    /// A sample without jets, an extension other than `.h5` or `.hdf5`, or a folder that cannot be written.
    ///
    /// # Example
    /// ```
    /// use cwola::events::{Events, Jets};
    /// use polars::df;
    /// let path = std::env::temp_dir().join(format!("cwola-spanet-{}.h5", std::process::id()));
    /// let path = path.to_string_lossy();
    /// let jets = Jets {
    ///     slots: 1, pt: vec![50.0], eta: vec![0.1], phi: vec![1.0], mass: vec![5.0],
    ///     mask: vec![true], btag: vec![true], ..Jets::default()
    /// };
    /// let events = Events::from_frame("one", df!["signal" => [1]]?)?.with_jets(jets)?;
    /// events.write_spanet(&path)?;
    /// assert_eq!(Events::read(&path)?.jets()?.pt, [50.0]);
    /// # std::fs::remove_file(&*path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write_spanet(&self, path: &str) -> Result<()> {
        self.jets()?;
        match extension(path).as_str() {
            "h5" | "hdf5" => self.write_whole(path, |temporary| write_h5(self, temporary, path, Layout::Spanet)),
            other => Err(Error::file(path, "the extension of the file", ".h5 or .hdf5", shown(other))),
        }
    }

    /// Writes the constituents of both jets padded: `J1|J2/{MASK, pt, eta, phi}` of shape (n, `slots`), `EVENT/Mjj`,
    /// `EVENT/signal` and the other columns.
    ///
    /// This is the layout of the Note's author, who takes 300 slots ([`super::Dijets::most_constituents`] says how many are needed); `J1|J2/jet` of shape (n, 4) is ours.
    /// [`Events::read`] reads it back.
    ///
    /// # Errors
    /// A sample without constituents, a jet with more than `slots` of them, no slot at all, an extension other than
    /// `.h5` or `.hdf5`, or a folder that cannot be written.
    ///
    /// # Example
    /// ```
    /// use cwola::events::{Constituents, Dijets, Events};
    /// use polars::df;
    /// let path = std::env::temp_dir().join(format!("cwola-padded-{}.h5", std::process::id()));
    /// let path = path.to_string_lossy();
    /// let jet = Constituents::new(vec![0, 2], vec![40.0, 10.0], vec![0.1, 0.2], vec![1.0, 1.1])?;
    /// let events = Events::from_frame("one", df!["m_jj" => [5000.0]]?)?.with_dijets(Dijets::new([jet.clone(), jet])?)?;
    /// events.write_padded(&path, 3)?;
    /// assert_eq!(Events::read(&path)?.dijets()?.jet(0, 1).pt, [40.0, 10.0]);
    /// assert!(events.write_padded(&path, 1).unwrap_err().to_string().contains("at most 1"));
    /// # std::fs::remove_file(&*path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn write_padded(&self, path: &str, slots: usize) -> Result<()> {
        self.dijets()?;
        if slots == 0 {
            return Err(Error::value("the number of slots for constituents", "at least 1", 0));
        }
        match extension(path).as_str() {
            "h5" | "hdf5" => self.write_whole(path, |temporary| write_h5(self, temporary, path, Layout::Padded(slots))),
            other => Err(Error::file(path, "the extension of the file", ".h5 or .hdf5", shown(other))),
        }
    }

    /// Writes under a temporary name in the same folder, then renames.
    fn write_whole(&self, path: &str, write: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        if self.is_empty() {
            return Err(Error::value(&format!("the number of events of {} to write", self.name()), "at least 1", 0));
        }
        crate::disk::replace(path, write)
    }
}

/// The extension of a file's name in small letters.
pub(super) fn extension(path: &str) -> String {
    Path::new(path).extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

/// An extension as messages name it.
pub(super) fn shown(extension: &str) -> String {
    if extension.is_empty() { "missing".into() } else { format!(".{extension}") }
}

fn unknown(path: &str, extension: &str) -> Error {
    Error::file(path, "the extension of the file", KNOWN, shown(extension))
}
