//! One HDF5 file that is read dataset by dataset; every failure is a sentence that names the file.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hdf5_pure::{Datatype, Error as H5Error, File, FormatError};

use crate::error::{Error, Result};

/// An open HDF5 file.
pub(super) struct H5 {
    file: File,
    path: String,
}

/// The element types that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// IEEE floating point of 4 or 8 bytes.
    Float(u32),
    /// Signed integer of 1 to 8 bytes.
    Signed(u32),
    /// Unsigned integer of 1 to 8 bytes.
    Unsigned(u32),
    /// Enumeration of FALSE and TRUE, as h5py writes truth values.
    Bool,
}

/// No filter that is read here shrinks data more than this many times (deflate: 1032).
const LARGEST_RATIO: u64 = 1100;

impl H5 {
    /// Opens a file and checks that it is a complete HDF5 file.
    pub(super) fn open(path: &str) -> Result<H5> {
        let size = std::fs::metadata(path).map_err(|source| Error::io(path, "read", source))?.len();
        if size == 0 {
            return Err(Error::file(path, "the file", "in the HDF5 format", "empty (0 bytes)"));
        }
        if !hdf5_pure::is_hdf5(path).map_err(|source| Error::io(path, "read", source))? {
            return Err(Error::file(
                path,
                "the file",
                "in the HDF5 format",
                "in another one, or cut off at its beginning",
            ));
        }
        let file = guarded(|| File::open_streaming(path)).map_err(|cause| damaged(path, "the file", &cause))?;
        let end = file.superblock().eof_address;
        if end > size {
            let expected = format!("{end} bytes, as its header says");
            return Err(Error::file(path, "the size of the file", &expected, format!("{size} bytes (cut short?)")));
        }
        Ok(H5 { file, path: path.into() })
    }

    /// Path of the file, for messages.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Names of the datasets in a group ("" is the root), sorted; none when there is no such group.
    pub(super) fn datasets(&self, group: &str) -> Result<Vec<String>> {
        let list = || if group.is_empty() { self.file.root().datasets() } else { self.file.group(group)?.datasets() };
        self.sorted(group, guarded(list))
    }

    /// Names of the groups in a group ("" is the root), sorted; none when there is no such group.
    pub(super) fn groups(&self, group: &str) -> Result<Vec<String>> {
        let list = || if group.is_empty() { self.file.root().groups() } else { self.file.group(group)?.groups() };
        self.sorted(group, guarded(list))
    }

    fn sorted(&self, group: &str, names: Result<Vec<String>, Cause>) -> Result<Vec<String>> {
        match names {
            Ok(mut names) => {
                names.sort();
                Ok(names)
            }
            Err(cause) if cause.missing => Ok(Vec::new()),
            Err(cause) => Err(damaged(&self.path, &format!("the group /{group}"), &cause)),
        }
    }

    /// Element type in words: "float 32", "truth value", …
    pub(super) fn type_name(&self, name: &str) -> Result<String> {
        let datatype = guarded(|| self.file.dataset(name)?.datatype()).map_err(|cause| self.not_read(name, cause))?;
        Ok(match kind_of(&datatype) {
            Some(Kind::Float(bytes)) => format!("float {}", 8 * bytes),
            Some(Kind::Signed(bytes)) => format!("integer {}", 8 * bytes),
            Some(Kind::Unsigned(bytes)) => format!("unsigned {}", 8 * bytes),
            Some(Kind::Bool) => "truth value".into(),
            None => class_of(&datatype).into(),
        })
    }

    /// A number that is an attribute of the file, when there is one.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        let attributes = guarded(|| self.file.root().attrs()).ok()?;
        attributes.get(name)?.as_f64()
    }

    /// A text attribute of the file, when there is one.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let attributes = guarded(|| self.file.root().attrs()).ok()?;
        attributes.get(name)?.as_str().map(str::to_string)
    }

    /// Shape of a dataset; a sentence that lists its neighbours when it is missing.
    pub(super) fn shape(&self, name: &str) -> Result<Vec<usize>> {
        let shape = guarded(|| self.file.dataset(name)?.shape()).map_err(|cause| self.not_read(name, cause))?;
        Ok(shape.into_iter().map(|n| n as usize).collect())
    }

    /// Checks a shape against the expected one; `because` says where that comes from.
    pub(super) fn check_shape(&self, name: &str, expected: &[usize], because: &str) -> Result<()> {
        let found = self.shape(name)?;
        if found == expected {
            return Ok(());
        }
        let expected = format!("{}, {because}", tuple(expected));
        Err(self.wrong(&format!("the shape of {name}"), &expected, tuple(&found)))
    }

    /// Element type of a dataset.
    pub(super) fn kind(&self, name: &str) -> Result<Kind> {
        let datatype = guarded(|| self.file.dataset(name)?.datatype()).map_err(|cause| self.not_read(name, cause))?;
        kind_of(&datatype).ok_or_else(|| {
            let found = format!("{} of {} bytes", class_of(&datatype), datatype.type_size());
            self.wrong(
                &format!("the type of {name}"),
                "a number (float of 4 or 8 bytes, integer) or a truth value",
                found,
            )
        })
    }

    /// Values as 32-bit floats; numbers of other types are converted.
    pub(super) fn f32s(&self, name: &str) -> Result<Vec<f32>> {
        self.kind(name)?;
        self.whole(name, |file| file.dataset(name)?.read_f32())
    }

    /// Some rows of a dataset as 32-bit floats, truth values as 0 and 1.
    pub(super) fn f32_rows(&self, name: &str, rows: std::ops::Range<usize>) -> Result<Vec<f32>> {
        let (start, count) = (rows.start as u64, rows.len() as u64);
        let values = guarded(|| self.file.dataset(name)?.read_f32_rows(start, count));
        let values = values.map_err(|cause| self.not_read(name, cause))?;
        let expected = rows.len() * self.shape(name)?.iter().skip(1).product::<usize>();
        if values.len() != expected {
            let quantity = format!("the number of values of {name} in rows {} to {}", rows.start, rows.end);
            return Err(self.wrong(&quantity, &expected.to_string(), values.len()));
        }
        Ok(values)
    }

    /// How many rows of a dataset are best read at once: whole blocks, about a mebibyte at least.
    pub(super) fn rows_at_once(&self, name: &str) -> Result<usize> {
        let shape = self.plausible_shape(name)?;
        let width = shape.iter().skip(1).product::<usize>().max(1);
        let block = guarded(|| self.file.dataset(name)?.chunk_shape()).map_err(|cause| self.not_read(name, cause))?;
        let block = block.and_then(|block| block.first().copied()).map_or(1, |rows| rows.max(1) as usize);
        Ok(block.saturating_mul(((1usize << 18) / width).div_ceil(block).max(1)))
    }

    /// Values as 64-bit floats; numbers of other types are converted.
    pub(super) fn f64s(&self, name: &str) -> Result<Vec<f64>> {
        self.kind(name)?;
        self.whole(name, |file| file.dataset(name)?.read_f64())
    }

    /// Unsigned values; the type has to be an integer.
    pub(super) fn u64s(&self, name: &str) -> Result<Vec<u64>> {
        self.whole(name, |file| file.dataset(name)?.read_u64())
    }

    /// Integers; floats are taken when each is a whole number.
    pub(super) fn i64s(&self, name: &str) -> Result<Vec<i64>> {
        match self.kind(name)? {
            Kind::Float(_) => {
                let values = self.f64s(name)?;
                let odd = values.iter().position(|v| v.fract() != 0.0 || v.abs() > 9e15 || v.is_nan());
                match odd {
                    Some(row) => Err(self.wrong(&format!("{name}, entry {row}"), "a whole number", values[row])),
                    None => Ok(values.into_iter().map(|v| v as i64).collect()),
                }
            }
            Kind::Unsigned(8) => {
                let values = self.u64s(name)?;
                let odd = values.iter().position(|&v| i64::try_from(v).is_err());
                match odd {
                    Some(row) => {
                        Err(self.wrong(&format!("{name}, entry {row}"), &format!("at most {}", i64::MAX), values[row]))
                    }
                    None => Ok(values.into_iter().map(|v| v as i64).collect()),
                }
            }
            _ => self.whole(name, |file| file.dataset(name)?.read_i64()),
        }
    }

    /// Truth values, from an enumeration, integers or floats that are 0 or 1.
    pub(super) fn bools(&self, name: &str) -> Result<Vec<bool>> {
        let values = self.f64s(name)?;
        if let Some(row) = values.iter().position(|&v| v != 0.0 && v != 1.0) {
            return Err(self.wrong(&format!("{name}, entry {row}"), "0 or 1 (false or true)", values[row]));
        }
        Ok(values.into_iter().map(|v| v == 1.0).collect())
    }

    /// A sentence about this file.
    pub(super) fn wrong(&self, quantity: &str, expected: &str, found: impl std::fmt::Display) -> Error {
        Error::file(&self.path, quantity, expected, found)
    }

    /// Reads a whole dataset, after a check that the file can hold it, and counts what came.
    fn whole<T>(&self, name: &str, read: impl FnOnce(&File) -> Result<Vec<T>, H5Error>) -> Result<Vec<T>> {
        let shape = self.plausible_shape(name)?;
        let entries: u64 = shape.iter().map(|&d| d as u64).product();
        let values = guarded(|| read(&self.file)).map_err(|cause| self.not_read(name, cause))?;
        if values.len() as u64 != entries {
            let expected = format!("{entries}, as its shape {} says", tuple(&shape));
            return Err(self.wrong(&format!("the number of values of {name}"), &expected, values.len()));
        }
        Ok(values)
    }

    /// Shape of a dataset, after a check that the file can hold it.
    fn plausible_shape(&self, name: &str) -> Result<Vec<usize>> {
        let shape = self.shape(name)?;
        let entries = shape.iter().try_fold(1u64, |n, &d| n.checked_mul(d as u64)).unwrap_or(u64::MAX);
        if entries > self.file.file_size().saturating_mul(LARGEST_RATIO) {
            let found = format!("{}, more than a file of {} bytes can hold", tuple(&shape), self.file.file_size());
            return Err(self.wrong(&format!("the shape of {name}"), "plausible", found));
        }
        Ok(shape)
    }

    fn not_read(&self, name: &str, cause: Cause) -> Error {
        if !cause.missing {
            return damaged(&self.path, name, &cause);
        }
        let group = name.rsplit_once('/').map_or("", |(group, _)| group);
        let expected = match self.datasets(group).unwrap_or_default() {
            names if names.is_empty() => "there".to_string(),
            names => format!("there, beside {}", names.join(", ")),
        };
        self.wrong(&format!("the dataset {name}"), &expected, "missing")
    }
}

/// Why the format library gave up.
struct Cause {
    text: String,
    missing: bool,
    too_new: bool,
}

/// Runs a call of the format library; errors and panics on malformed bytes become a cause.
fn guarded<T>(call: impl FnOnce() -> Result<T, H5Error>) -> Result<T, Cause> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => {
            let missing = matches!(
                error,
                H5Error::NotADataset(_) | H5Error::NotAGroup(_) | H5Error::Format(FormatError::PathNotFound(_))
            );
            let too_new = matches!(error, H5Error::Format(FormatError::InvalidLayoutVersion(5)));
            Err(Cause { text: error.to_string(), missing, too_new })
        }
        Err(_) => Err(Cause { text: "the bytes make no sense".into(), missing: false, too_new: false }),
    }
}

fn damaged(path: &str, quantity: &str, cause: &Cause) -> Error {
    if cause.too_new {
        let expected = "in a storage layout of HDF5 1.14 or older (in h5py: libver=\"v114\", or none)";
        return Error::file(path, quantity, expected, "in the one of HDF5 2.0");
    }
    Error::file(path, quantity, "readable", format!("damaged, cut short or of an unknown kind ({})", cause.text))
}

fn kind_of(datatype: &Datatype) -> Option<Kind> {
    match datatype {
        Datatype::FloatingPoint { size: size @ (4 | 8), .. } => Some(Kind::Float(*size)),
        Datatype::FixedPoint { size: size @ 1..=8, layout, .. } if layout.signed => Some(Kind::Signed(*size)),
        Datatype::FixedPoint { size: size @ 1..=8, .. } => Some(Kind::Unsigned(*size)),
        Datatype::Enumeration { base_type, members, .. } => {
            let truth = |name: &str| members.iter().any(|member| member.name.eq_ignore_ascii_case(name));
            if members.len() == 2 && truth("false") && truth("true") { Some(Kind::Bool) } else { kind_of(base_type) }
        }
        _ => None,
    }
}

/// Names of the element types that are not read.
fn class_of(datatype: &Datatype) -> &'static str {
    match datatype {
        Datatype::FloatingPoint { .. } => "float",
        Datatype::FixedPoint { .. } => "integer",
        Datatype::Time { .. } => "time",
        Datatype::String { .. } | Datatype::VariableLength { is_string: true, .. } => "text",
        Datatype::BitField { .. } => "bit field",
        Datatype::Opaque { .. } => "opaque",
        Datatype::Compound { .. } => "compound",
        Datatype::Reference { .. } => "reference",
        Datatype::Enumeration { .. } => "enumeration",
        Datatype::VariableLength { .. } => "list",
        Datatype::Array { .. } => "array",
        _ => "of an unknown class",
    }
}

/// A shape as Python writes it: (5, 10), or (5,).
pub(super) fn tuple(shape: &[usize]) -> String {
    match shape {
        [n] => format!("({n},)"),
        _ => format!("({})", shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    }
}
