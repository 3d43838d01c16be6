//! Writes events to HDF5: the layouts of the bundled samples, what SPANet reads, or padded constituents.

use hdf5_pure::{
    AttrValue, DatasetBuilder, Datatype, EnumTypeBuilder, FileBuilder, FormatError, GroupBuilder, H5Element,
    make_i8_type,
};
use polars::prelude::{ChunkedArray, Column, DataType, PolarsNumericType, Series};

use super::read::{EVENT, ORDER, XSEC};
use super::two_jets::MJJ;
use super::write_two_jets::{flat_groups, is_in_a_jet, padded_groups};
use super::{Events, Jets, Targets};
use crate::error::{Error, Result};

/// Which conventions the file follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// The layout of the bundled samples.
    Own,
    /// b-tags as floats, targets and classes as 64-bit integers, `signal` among the classes.
    Spanet,
    /// Constituents of two jets, padded to this number of slots.
    Padded(usize),
}

/// Most rows per compressed block, and most values.
const BLOCK: usize = 1 << 16;
const BLOCK_VALUES: u64 = 1 << 20;
/// Deflate level: 6 as h5py's files of the samples.
const LEVEL: u32 = 6;

/// Writes the whole file to `path`; messages name `shown`.
pub(super) fn write_h5(events: &Events, path: &std::path::Path, shown: &str, layout: Layout) -> Result<()> {
    let truth = truth_type().map_err(|error| refused(shown, error))?;
    let mut file = FileBuilder::new();
    if let Ok(jets) = events.jets() {
        file.add_group(jets_group(jets, layout, &truth).finish());
        // SPANet wants targets of background too: -1 says that there are none.
        let unknown = (layout == Layout::Spanet).then(|| Targets::unknown(jets.len()));
        if let Some(targets) = jets.targets.as_ref().or(unknown.as_ref()) {
            file.add_group(targets_group(targets, layout).finish());
        }
    }
    let mut two_jets = false;
    if let (Ok(dijets), Layout::Own | Layout::Padded(_)) = (events.dijets(), layout) {
        two_jets = true;
        let groups = match layout {
            Layout::Padded(slots) => padded_groups(events, dijets, slots, &truth)?,
            _ => flat_groups(events, dijets)?,
        };
        for group in groups {
            file.add_group(group.finish());
        }
    }
    let mut group = file.create_group(EVENT);
    for column in events.frame().columns() {
        let name = column.name().as_str();
        let elsewhere = two_jets && is_in_a_jet(events, name) || layout == Layout::Spanet && name == "signal";
        if !elsewhere {
            let shown = if two_jets && name == MJJ[1] { MJJ[0] } else { name };
            put_column(&mut group, shown, column, &truth)?;
        }
    }
    file.add_group(group.finish());
    if layout == Layout::Spanet && events.has("signal") {
        file.add_group(classes_group(events)?.finish());
    }
    if !events.meta().is_empty() {
        file.set_attr("meta", AttrValue::VarLenString(events.meta().into()));
    }
    if let Some(xsec_fb) = events.xsec_fb() {
        file.set_attr(XSEC, AttrValue::F64(xsec_fb));
    }
    file.set_attr(ORDER, AttrValue::VarLenString(events.columns().join(",")));
    file.write(path).map_err(|error| match error {
        hdf5_pure::Error::Io(source) => Error::io(shown, "written", source),
        other => refused(shown, other),
    })
}

fn refused(shown: &str, error: impl std::fmt::Display) -> Error {
    Error::file(shown, "the content", "of a kind that HDF5 can hold", error)
}

/// The type of h5py's truth values: an enumeration of FALSE and TRUE over one byte.
fn truth_type() -> Result<Datatype, FormatError> {
    EnumTypeBuilder::with_base(make_i8_type()).value("FALSE", 0).value("TRUE", 1).build()
}

fn jets_group(jets: &Jets, layout: Layout, truth: &Datatype) -> GroupBuilder {
    let mut inputs = FileBuilder::new().create_group("INPUTS");
    let mut source = inputs.create_group("Source");
    let shape = [jets.len() as u64, jets.slots as u64];
    for (name, values) in [("pt", &jets.pt), ("eta", &jets.eta), ("phi", &jets.phi), ("mass", &jets.mass)] {
        pack(source.create_dataset(name).with_f32_data(values), &shape);
    }
    bools(&mut source, "MASK", &jets.mask, &shape, truth);
    match layout {
        Layout::Own | Layout::Padded(_) => bools(&mut source, "btag", &jets.btag, &shape, truth),
        Layout::Spanet => {
            let tags: Vec<f32> = jets.btag.iter().map(|&tag| f32::from(u8::from(tag))).collect();
            pack(source.create_dataset("btag").with_f32_data(&tags), &shape);
        }
    }
    if !jets.flavour.is_empty() {
        pack(source.create_dataset("flavour").with_i8_data(&jets.flavour), &shape);
    }
    inputs.add_group(source.finish());
    inputs
}

fn targets_group(targets: &Targets, layout: Layout) -> GroupBuilder {
    let mut group = FileBuilder::new().create_group("TARGETS");
    for (higgs, first, second) in [("h1", &targets.h1_b1, &targets.h1_b2), ("h2", &targets.h2_b1, &targets.h2_b2)] {
        let mut pair = group.create_group(higgs);
        for (name, slots) in [("b1", first), ("b2", second)] {
            let shape = [slots.len() as u64];
            match layout {
                Layout::Own | Layout::Padded(_) => pack(pair.create_dataset(name).with_i8_data(slots), &shape),
                Layout::Spanet => {
                    let wide: Vec<i64> = slots.iter().map(|&slot| slot.into()).collect();
                    pack(pair.create_dataset(name).with_i64_data(&wide), &shape);
                }
            }
        }
        group.add_group(pair.finish());
    }
    group
}

/// `CLASSIFICATIONS/EVENT/signal`: the class of each event as a 64-bit integer.
fn classes_group(events: &Events) -> Result<GroupBuilder> {
    let mut classes = FileBuilder::new().create_group("CLASSIFICATIONS");
    let mut event = classes.create_group("EVENT");
    let truth: Vec<i64> = events.truth()?.into_iter().map(i64::from).collect();
    store(&mut event, "signal", &truth);
    classes.add_group(event.finish());
    Ok(classes)
}

/// One column under its own type; a column with missing values becomes floats with NaN.
fn put_column(group: &mut GroupBuilder, name: &str, column: &Column, truth: &Datatype) -> Result<()> {
    let series = column.as_materialized_series();
    match series.dtype() {
        _ if series.null_count() > 0 => store(group, name, &floats(series)?),
        DataType::Boolean => {
            let values: Vec<bool> = series.bool()?.iter().flatten().collect();
            bools(group, name, &values, &[values.len() as u64], truth);
        }
        DataType::Float32 => store(group, name, &native(series.f32()?)),
        DataType::Int32 => store(group, name, &native(series.i32()?)),
        DataType::UInt32 => store(group, name, &native(series.u32()?)),
        DataType::Int64 => store(group, name, &native(series.i64()?)),
        DataType::UInt64 => store(group, name, &native(series.u64()?)),
        _ => store(group, name, &floats(series)?),
    }
    Ok(())
}

fn native<T: PolarsNumericType>(values: &ChunkedArray<T>) -> Vec<T::Native> {
    values.iter().flatten().collect()
}

fn floats(series: &Series) -> Result<Vec<f64>> {
    let wide = series.cast(&DataType::Float64)?;
    Ok(wide.f64()?.iter().map(|value| value.unwrap_or(f64::NAN)).collect())
}

fn store<T: H5Element>(group: &mut GroupBuilder, name: &str, values: &[T]) {
    pack(group.create_dataset(name).with_data(values), &[values.len() as u64]);
}

pub(super) fn bools(group: &mut GroupBuilder, name: &str, values: &[bool], shape: &[u64], truth: &Datatype) {
    let bytes: Vec<u8> = values.iter().map(|&v| v.into()).collect();
    pack(group.create_dataset(name).with_enum_u8_data(truth.clone(), &bytes), shape);
}

/// Chunks, shuffle and deflate, as h5py's `compression="gzip", shuffle=True`.
pub(super) fn pack(dataset: &mut DatasetBuilder, shape: &[u64]) {
    let mut chunks = shape.to_vec();
    let width: u64 = shape[1..].iter().product();
    chunks[0] = chunks[0].clamp(1, (BLOCK_VALUES / width.max(1)).clamp(1, BLOCK as u64));
    dataset.with_shape(shape).with_chunks(&chunks).with_shuffle().with_deflate(LEVEL);
}
