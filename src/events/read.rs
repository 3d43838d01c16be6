//! Reads events from HDF5: the four-b layout, SPANet's layout, two-jet files, and flat tables.

use polars::prelude::{Column, DataFrame};

use super::check::check_column;
use super::h5::{H5, Kind};
use super::schema::may_be_missing;
use super::two_jets::{COLUMNS, MJJ, TwoJets, read_two_jets};
use super::{Events, Jets, Targets, check_jets};
use crate::error::Result;

/// Where padded jets are.
pub(super) const SOURCE: &str = "INPUTS/Source";
/// Where one value per event is.
pub(super) const EVENT: &str = "EVENT";
/// Where SPANet keeps the classes of events.
pub(super) const CLASSES: &str = "CLASSIFICATIONS/EVENT";
/// Name of the attribute that keeps the order of the columns.
pub(super) const ORDER: &str = "columns";

/// Name of the attribute that keeps the cross-section.
pub(super) const XSEC: &str = "xsec_fb";

/// Reads a whole file, dataset by dataset.
pub(super) fn read_h5(path: &str, name: &str) -> Result<Events> {
    let h5 = H5::open(path)?;
    let layout = h5.groups("")?;
    let is = |group: &str| layout.iter().any(|known| known == group);
    let jets = if is("INPUTS") { Some(read_jets(&h5)?) } else { None };
    let mut events = jets.as_ref().map(|jets| (jets.len(), format!("{SOURCE}/MASK")));
    let two = if is("J1") || is("J2") { Some(read_two_jets(&h5)?) } else { None };
    if let Some(TwoJets { count, origin, .. }) = &two {
        events = Some((*count, origin.clone()));
    }
    let two_jets = two.is_some();
    let (known, dijets) = two.map_or((Vec::new(), None), |two| (two.columns, two.dijets));
    let columns = read_columns(&h5, known, &mut events)?;
    let count = match events {
        Some((count, _)) => count,
        None => return Err(h5.wrong("the content", "events (groups INPUTS or EVENT)", describe(&layout))),
    };
    if count == 0 {
        return Err(h5.wrong("the number of events", "at least 1", 0));
    }
    let frame = DataFrame::new(count, in_order(&h5, columns, two_jets))?;
    let mut events = Events::from_frame(name, frame)?.with_meta(&h5.text("meta").unwrap_or_default());
    if let Some(xsec_fb) = h5.number(XSEC) {
        events = events.with_xsec_fb(xsec_fb);
    }
    if let Some(dijets) = dijets {
        events = events.with_dijets(dijets)?;
    }
    match jets {
        Some(jets) => events.with_jets(jets),
        None => Ok(events),
    }
}

fn describe(groups: &[String]) -> String {
    match groups {
        [] => "without groups".into(),
        _ => format!("groups {}", groups.join(", ")),
    }
}

/// Columns in the order in which they were written, when the file says so; else those of two-jet files begin with the
/// di-jet mass and the jets.
fn in_order(h5: &H5, mut columns: Vec<Column>, two_jets: bool) -> Vec<Column> {
    let order = h5.text(ORDER).unwrap_or_default();
    let order: Vec<&str> = match order.is_empty() && two_jets {
        true => [&MJJ[1..], COLUMNS.as_flattened(), &["mhat", "signal"]].concat(),
        false => order.split(',').collect(),
    };
    columns.sort_by_key(|column| order.iter().position(|name| *name == column.name().as_str()).unwrap_or(order.len()));
    columns
}

/// All values per event besides the columns that are known; the number of events comes from the jets or from the first
/// column. The di-jet mass of two-jet files gets the name that it has in our tables.
fn read_columns(h5: &H5, known: Vec<Column>, events: &mut Option<(usize, String)>) -> Result<Vec<Column>> {
    let (two_jets, mut columns) = (!known.is_empty(), known);
    for group in [EVENT, CLASSES] {
        for name in h5.datasets(group)? {
            if columns.iter().any(|column| column.name().as_str() == name) {
                continue;
            }
            let path = format!("{group}/{name}");
            let (count, origin) = match events {
                Some(events) => events.clone(),
                None => (h5.shape(&path)?.first().copied().unwrap_or(0), path.clone()),
            };
            h5.check_shape(&path, &[count], &format!("one value per event of {origin}"))?;
            *events = Some((count, origin));
            let mut column = read_column(h5, &path, &name)?;
            if two_jets && name == MJJ[0] {
                column.rename(MJJ[1].into());
            }
            columns.push(column);
        }
    }
    Ok(columns)
}

fn read_column(h5: &H5, path: &str, name: &str) -> Result<Column> {
    let label = name.into();
    if name == "signal" {
        let truth: Vec<i32> = h5.bools(path)?.into_iter().map(i32::from).collect();
        return Ok(Column::new(label, truth));
    }
    Ok(match h5.kind(path)? {
        Kind::Bool => Column::new(label, h5.bools(path)?),
        Kind::Float(4) => {
            let values = h5.f32s(path)?;
            let wide: Vec<f64> = values.iter().map(|&v| v.into()).collect();
            check_column(h5.path(), path, &wide, may_be_missing(name))?;
            Column::new(label, values)
        }
        Kind::Float(_) => {
            let values = h5.f64s(path)?;
            check_column(h5.path(), path, &values, may_be_missing(name))?;
            Column::new(label, values)
        }
        Kind::Signed(1..=4) | Kind::Unsigned(1..=2) if name != "event" => {
            Column::new(label, h5.i64s(path)?.into_iter().map(|v| v as i32).collect::<Vec<_>>())
        }
        Kind::Unsigned(1..=4) => Column::new(label, h5.u64s(path)?.into_iter().map(|v| v as u32).collect::<Vec<_>>()),
        Kind::Unsigned(_) => Column::new(label, h5.u64s(path)?),
        Kind::Signed(_) => Column::new(label, h5.i64s(path)?),
    })
}

fn read_jets(h5: &H5) -> Result<Jets> {
    let at = |name: &str| format!("{SOURCE}/{name}");
    let shape = h5.shape(&at("MASK"))?;
    let &[events, slots] = &shape[..] else {
        return Err(h5.wrong(&format!("the shape of {}", at("MASK")), "(events, jets)", super::h5::tuple(&shape)));
    };
    if !(1..=127).contains(&slots) {
        return Err(h5.wrong("the number of jets that an event has room for", "1 to 127", slots));
    }
    let because = format!("as that of {}", at("MASK"));
    for name in ["pt", "eta", "phi", "mass", "btag"] {
        h5.check_shape(&at(name), &shape, &because)?;
    }
    let mut jets = Jets {
        slots,
        mask: h5.bools(&at("MASK"))?,
        pt: h5.f32s(&at("pt"))?,
        eta: h5.f32s(&at("eta"))?,
        phi: h5.f32s(&at("phi"))?,
        mass: h5.f32s(&at("mass"))?,
        btag: h5.bools(&at("btag"))?,
        flavour: Vec::new(),
        targets: None,
    };
    if h5.datasets(SOURCE)?.iter().any(|name| name == "flavour") {
        h5.check_shape(&at("flavour"), &shape, &because)?;
        jets.flavour = small(h5, &at("flavour"), -128, 127, "a flavour code")?;
    }
    if !h5.groups("TARGETS")?.is_empty() {
        jets.targets = Some(read_targets(h5, events, slots)?);
    }
    jets.clear_empty_slots();
    check_jets(h5.path(), &jets)?;
    jets.order_by_pt();
    Ok(jets)
}

fn read_targets(h5: &H5, events: usize, slots: usize) -> Result<Targets> {
    let read = |name: &str| {
        let path = format!("TARGETS/{name}");
        h5.check_shape(&path, &[events], &format!("one value per event of {SOURCE}/MASK"))?;
        small(h5, &path, -1, slots as i64 - 1, "-1 (not known) or the slot of a jet that is there")
    };
    Ok(Targets { h1_b1: read("h1/b1")?, h1_b2: read("h1/b2")?, h2_b1: read("h2/b1")?, h2_b2: read("h2/b2")? })
}

fn small(h5: &H5, path: &str, lo: i64, hi: i64, meaning: &str) -> Result<Vec<i8>> {
    let values = h5.i64s(path)?;
    if let Some(entry) = values.iter().position(|v| !(lo..=hi).contains(v)) {
        let expected = format!("{meaning}, from {lo} to {hi}");
        return Err(h5.wrong(&format!("{path}, entry {entry}"), &expected, values[entry]));
    }
    Ok(values.into_iter().map(|v| v as i8).collect())
}
