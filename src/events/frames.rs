//! Files of plain tables, which need not be events.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use polars::prelude::DataFrame;
use polars_io::csv::read::CsvReadOptions;
use polars_io::csv::write::CsvWriter;
use polars_io::parquet::read::ParquetReader;
use polars_io::parquet::write::ParquetWriter;
use polars_io::prelude::{SerReader, SerWriter};

use super::files::{extension, shown};
use crate::disk;
use crate::error::{Error, Result};

const KNOWN: &str = ".parquet or .csv";

/// Reads any table from a Parquet or CSV file (`.parquet`, `.csv`), with words, dates and missing values as they are.
///
/// Nothing is asked of the columns: [`Events::read`](super::Events::read) is for events, with checks of units, truth and jets.
/// A CSV file has one line with the names; types are inferred from all of its lines.
///
/// # Errors
/// A file that is missing, of another format, damaged or cut short.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// use polars::prelude::{DataFrame, df};
/// let path = std::env::temp_dir().join(format!("cwola-frame-{}.csv", std::process::id()));
/// let path = path.to_string_lossy();
/// let cuts = df!["cut" => ["pT", "b-tag"], "events" => [1200, 340]]?;
/// cuts.save(&path)?;
/// let back: DataFrame = read_frame(&path)?;
/// assert_eq!(back.height(), 2);
/// assert!(cuts.save("cuts.xlsx").unwrap_err().to_string().contains(".parquet or .csv, but is .xlsx"));
/// # std::fs::remove_file(&*path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_frame(path: &str) -> Result<DataFrame> {
    let file = || File::open(path).map_err(|source| Error::io(path, "read", source));
    match extension(path).as_str() {
        "parquet" => ParquetReader::new(file()?).finish().map_err(damaged(path, "a complete Parquet file")),
        "csv" => {
            file()?;
            let damaged = damaged(path, "a table in CSV with one header line");
            let options = CsvReadOptions::default().with_infer_schema_length(None);
            let reader = options.try_into_reader_with_file_path(Some(path.into())).map_err(&damaged)?;
            reader.finish().map_err(&damaged)
        }
        other => Err(unknown(path, other)),
    }
}

/// Writes any table to a Parquet or CSV file; [`FrameTools::save`](crate::report::FrameTools::save) calls it.
///
/// # Errors
/// An extension other than `.parquet` and `.csv`, a table without columns, a folder that cannot be written, or a column
/// that the format cannot hold (lists in CSV).
pub fn write_frame(frame: &DataFrame, path: &str) -> Result<()> {
    if frame.width() == 0 {
        return Err(Error::value("the number of columns of a table to write", "at least 1", 0));
    }
    let mut frame = frame.clone();
    let create = |temporary: &Path| File::create(temporary).map_err(|source| Error::io(path, "written", source));
    match extension(path).as_str() {
        "parquet" => disk::replace(path, |temporary| {
            ParquetWriter::new(create(temporary)?).finish(&mut frame)?;
            Ok(())
        }),
        "csv" => disk::replace(path, |temporary| {
            CsvWriter::new(BufWriter::new(create(temporary)?)).finish(&mut frame)?;
            Ok(())
        }),
        other => Err(unknown(path, other)),
    }
}

fn damaged(path: &str, expected: &'static str) -> impl Fn(polars::error::PolarsError) -> Error {
    move |error| Error::file(path, "the file", expected, format!("not readable ({error})"))
}

fn unknown(path: &str, extension: &str) -> Error {
    Error::file(path, "the extension of the file", KNOWN, shown(extension))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::tempdir;
    use polars::df;

    #[test]
    fn words_truth_and_missing_values_come_back() {
        let folder = tempdir().unwrap();
        let frame = df![
            "name" => [Some("a,b"), None, Some("\"c\"")],
            "n" => [Some(1i64), Some(-2), None],
            "x" => [0.1, f64::NAN, f64::INFINITY],
            "good" => [true, false, true]
        ]
        .unwrap();
        for kind in ["parquet", "csv"] {
            let path = folder.path().join(format!("t.{kind}")).display().to_string();
            write_frame(&frame, &path).unwrap();
            assert!(read_frame(&path).unwrap().equals_missing(&frame), "{kind}: {}", read_frame(&path).unwrap());
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "no temporary file is left");
    }

    #[test]
    fn what_cannot_be_gives_a_sentence() {
        let folder = tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let frame = df!["x" => [1.0]].unwrap();
        let said = |result: Result<()>, name: &str| result.unwrap_err().to_string().replace(&at(name), name);
        assert_eq!(
            said(write_frame(&frame, &at("t.root")), "t.root"),
            "t.root: the extension of the file should be .parquet or .csv, but is .root."
        );
        assert_eq!(
            said(write_frame(&frame, &at("t")), "t"),
            "t: the extension of the file should be .parquet or .csv, but is missing."
        );
        assert_eq!(
            said(write_frame(&DataFrame::empty(), &at("t.csv")), "t.csv"),
            "the number of columns of a table to write should be at least 1, but is 0."
        );
        assert!(said(write_frame(&frame, &at("no/t.csv")), "no/t.csv").starts_with("no/t.csv could not be written: "));
        std::fs::write(at("t.parquet"), "no").unwrap();
        assert!(
            said(read_frame(&at("t.parquet")).map(|_| ()), "t.parquet")
                .starts_with("t.parquet: the file should be a complete Parquet file, but is not readable (")
        );
        for name in ["none.csv", "none.parquet"] {
            assert!(said(read_frame(&at(name)).map(|_| ()), name).starts_with(&format!("{name} could not be read: ")));
        }
    }

    #[test]
    fn a_table_without_rows_keeps_its_names() {
        let folder = tempdir().unwrap();
        let frame = df!["x" => [1.0], "n" => [2]].unwrap().head(Some(0));
        for kind in ["parquet", "csv"] {
            let path = folder.path().join(format!("t.{kind}")).display().to_string();
            write_frame(&frame, &path).unwrap();
            let back = read_frame(&path).unwrap();
            assert_eq!((back.height(), back.width()), (0, 2), "{kind}");
        }
    }
}
