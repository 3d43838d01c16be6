//! Reads and writes flat tables: Parquet and CSV.

use std::fs::File;
use std::path::Path;

use polars::prelude::{Column, DataFrame, DataType};
use polars_io::csv::read::CsvReadOptions;
use polars_io::csv::write::CsvWriter;
use polars_io::parquet::read::ParquetReader;
use polars_io::parquet::write::{KeyValueMetadata, ParquetWriter};
use polars_io::prelude::{SerReader, SerWriter};

use super::check::check_column;
use super::lhco::with_jet_columns;
use super::schema::may_be_missing;
use super::wide::{from_wide, to_wide};
use super::{Events, check_jets};
use crate::error::{Error, Result};

/// Key of the description of origin in a Parquet file.
const META: &str = "cwola.meta";
/// Key of the cross-section in a Parquet file.
const XSEC: &str = "cwola.xsec_fb";

pub(super) fn read_parquet(path: &str, name: &str) -> Result<Events> {
    let file = File::open(path).map_err(|source| Error::io(path, "read", source))?;
    let mut reader = ParquetReader::new(file);
    let damaged = |error| Error::file(path, "the file", "a complete Parquet file", format!("not readable ({error})"));
    let pairs = reader.get_metadata().map_err(damaged)?.key_value_metadata().clone().unwrap_or_default();
    let text = |key: &str| pairs.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone());
    let frame = reader.finish().map_err(damaged)?;
    let events = from_frame(path, name, frame)?.with_meta(&text(META).unwrap_or_default());
    match text(XSEC).and_then(|number| number.parse().ok()) {
        Some(xsec_fb) => Ok(events.with_xsec_fb(xsec_fb)),
        None => Ok(events),
    }
}

pub(super) fn read_csv(path: &str, name: &str) -> Result<Events> {
    std::fs::metadata(path).map_err(|source| Error::io(path, "read", source))?;
    let damaged =
        |error| Error::file(path, "the file", "a table in CSV with one header line", format!("not readable ({error})"));
    let options = CsvReadOptions::default().with_infer_schema_length(None);
    let reader = options.try_into_reader_with_file_path(Some(path.into())).map_err(damaged)?;
    from_frame(path, name, reader.finish().map_err(damaged)?)
}

fn from_frame(path: &str, name: &str, frame: DataFrame) -> Result<Events> {
    let (frame, jets) = from_wide(path, frame)?;
    if frame.height() == 0 {
        return Err(Error::file(path, "the number of events", "at least 1", 0));
    }
    check_columns(path, &frame)?;
    let mut frame = with_jet_columns(frame)?;
    check_columns(path, &frame)?;
    as_type(&mut frame, "signal", &DataType::Int32)?;
    as_type(&mut frame, "event", &DataType::UInt32)?;
    let events = Events::from_frame(name, frame)?;
    match jets {
        Some(mut jets) => {
            check_jets(path, &jets)?;
            jets.order_by_pt();
            events.with_jets(jets)
        }
        None => Ok(events),
    }
}

fn check_columns(path: &str, frame: &DataFrame) -> Result<()> {
    for column in frame.columns() {
        let dtype = column.dtype();
        if !(dtype.is_primitive_numeric() || *dtype == DataType::Boolean) {
            return Err(Error::file(
                path,
                &format!("the type of the column {}", column.name()),
                "a number or a truth value",
                dtype,
            ));
        }
        let wide = column.cast(&DataType::Float64)?;
        let values: Vec<f64> = wide.f64()?.iter().map(|value| value.unwrap_or(f64::NAN)).collect();
        check_column(path, column.name(), &values, may_be_missing(column.name()))?;
        if column.name().as_str() == "signal"
            && let Some(row) = values.iter().position(|&v| v != 0.0 && v != 1.0)
        {
            return Err(Error::file(path, &format!("signal of event {row} (counted from 0)"), "0 or 1", values[row]));
        }
    }
    Ok(())
}

fn as_type(frame: &mut DataFrame, name: &str, dtype: &DataType) -> Result<()> {
    let column: Option<Column> = frame.column(name).ok().map(|column| column.strict_cast(dtype)).transpose()?;
    if let Some(column) = column {
        frame.with_column(column)?;
    }
    Ok(())
}

pub(super) fn write_parquet(events: &Events, path: &Path, shown: &str) -> Result<()> {
    let mut frame = to_wide(events)?;
    let file = File::create(path).map_err(|source| Error::io(shown, "written", source))?;
    let mut pairs = vec![(META.to_string(), events.meta().to_string())];
    pairs.extend(events.xsec_fb().map(|xsec_fb| (XSEC.to_string(), xsec_fb.to_string())));
    ParquetWriter::new(file).with_key_value_metadata(Some(KeyValueMetadata::from_static(pairs))).finish(&mut frame)?;
    Ok(())
}

pub(super) fn write_csv(events: &Events, path: &Path, shown: &str) -> Result<()> {
    let mut frame = to_wide(events)?;
    let file = File::create(path).map_err(|source| Error::io(shown, "written", source))?;
    CsvWriter::new(std::io::BufWriter::new(file)).finish(&mut frame)?;
    Ok(())
}
