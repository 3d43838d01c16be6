//! Jets as columns of a flat table: `jet1_pt … jet10_flavour`, for Parquet and CSV.

use polars::prelude::{Column, DataFrame, DataType};

use super::{Events, Jets, Targets};
use crate::error::{Error, Result};

const TARGETS: [&str; 4] = ["target_h1_b1", "target_h1_b2", "target_h2_b1", "target_h2_b2"];

/// The table of the events with their jets as further columns; slots without a jet are empty.
pub(super) fn to_wide(events: &Events) -> Result<DataFrame> {
    let mut frame = events.frame().clone();
    let Ok(jets) = events.jets() else {
        return Ok(frame);
    };
    for slot in 0..jets.slots {
        for column in jet_columns(jets, slot) {
            frame.with_column(column)?;
        }
    }
    if let Some(targets) = &jets.targets {
        let all = [&targets.h1_b1, &targets.h1_b2, &targets.h2_b1, &targets.h2_b2];
        for (name, slots) in TARGETS.iter().zip(all) {
            let wide: Vec<i32> = slots.iter().map(|&slot| slot.into()).collect();
            frame.with_column(Column::new((*name).into(), wide))?;
        }
    }
    Ok(frame)
}

fn jet_columns(jets: &Jets, slot: usize) -> Vec<Column> {
    let label = |quantity: &str| format!("jet{}_{quantity}", slot + 1).into();
    let at = |k: usize| k * jets.slots + slot;
    let floats = |values: &[f32]| -> Vec<Option<f32>> {
        (0..jets.len()).map(|event| jets.mask[at(event)].then(|| values[at(event)])).collect()
    };
    let tags: Vec<Option<bool>> = (0..jets.len()).map(|e| jets.mask[at(e)].then(|| jets.btag[at(e)])).collect();
    let mut columns = vec![
        Column::new(label("pt"), floats(&jets.pt)),
        Column::new(label("eta"), floats(&jets.eta)),
        Column::new(label("phi"), floats(&jets.phi)),
        Column::new(label("mass"), floats(&jets.mass)),
        Column::new(label("btag"), tags),
    ];
    if !jets.flavour.is_empty() {
        let flavour: Vec<Option<i32>> =
            (0..jets.len()).map(|e| jets.mask[at(e)].then(|| jets.flavour[at(e)].into())).collect();
        columns.push(Column::new(label("flavour"), flavour));
    }
    columns
}

/// Splits a table into its plain columns and the jets, when it has columns `jet1_pt …`.
pub(super) fn from_wide(path: &str, frame: DataFrame) -> Result<(DataFrame, Option<Jets>)> {
    let names: Vec<String> = frame.get_column_names().into_iter().map(|name| name.to_string()).collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    let slots = (1..=127).take_while(|k| has(&format!("jet{k}_pt"))).count();
    if slots == 0 {
        return Ok((frame, None));
    }
    let mut jets = empty(frame.height(), slots);
    let flavours = (1..=slots).all(|k| has(&format!("jet{k}_flavour")));
    jets.flavour = if flavours { vec![0; frame.height() * slots] } else { Vec::new() };
    for slot in 0..slots {
        fill_slot(path, &frame, &mut jets, slot)?;
    }
    if TARGETS.iter().all(|name| has(name)) {
        let read = |name: &str| small(path, &frame, name, slots);
        let [h1_b1, h1_b2, h2_b1, h2_b2] = TARGETS.map(read);
        jets.targets = Some(Targets { h1_b1: h1_b1?, h1_b2: h1_b2?, h2_b1: h2_b1?, h2_b2: h2_b2? });
    }
    let of_jets = |name: &str| {
        let slot = name.strip_prefix("jet").and_then(|rest| rest.split_once('_')).and_then(|(k, _)| k.parse().ok());
        slot.is_some_and(|k: usize| (1..=slots).contains(&k)) || TARGETS.contains(&name)
    };
    let plain = frame.drop_many(names.iter().filter(|name| of_jets(name)).map(String::as_str));
    Ok((plain, Some(jets)))
}

fn empty(events: usize, slots: usize) -> Jets {
    let entries = events * slots;
    Jets {
        slots,
        pt: vec![0.0; entries],
        eta: vec![0.0; entries],
        phi: vec![0.0; entries],
        mass: vec![0.0; entries],
        mask: vec![false; entries],
        btag: vec![false; entries],
        flavour: Vec::new(),
        targets: None,
    }
}

fn fill_slot(path: &str, frame: &DataFrame, jets: &mut Jets, slot: usize) -> Result<()> {
    let read = |quantity: &str| values(path, frame, &format!("jet{}_{quantity}", slot + 1));
    let (pt, eta, phi, mass, btag) = (read("pt")?, read("eta")?, read("phi")?, read("mass")?, read("btag")?);
    let flavour = if jets.flavour.is_empty() { None } else { Some(read("flavour")?) };
    for event in 0..frame.height() {
        let k = event * jets.slots + slot;
        let Some(value) = pt[event] else { continue };
        jets.mask[k] = true;
        jets.pt[k] = value as f32;
        let or_nan = |value: Option<f64>| value.unwrap_or(f64::NAN) as f32;
        (jets.eta[k], jets.phi[k], jets.mass[k]) = (or_nan(eta[event]), or_nan(phi[event]), or_nan(mass[event]));
        jets.btag[k] = truth(path, slot, event, btag[event])?;
        if let Some(flavour) = &flavour {
            jets.flavour[k] = flavour[event].unwrap_or(0.0) as i8;
        }
    }
    Ok(())
}

fn truth(path: &str, slot: usize, event: usize, value: Option<f64>) -> Result<bool> {
    match value {
        Some(0.0) => Ok(false),
        Some(1.0) => Ok(true),
        other => {
            let quantity = format!("jet{}_btag of event {event} (counted from 0)", slot + 1);
            let found = other.map_or("missing".to_string(), |value| value.to_string());
            Err(Error::file(path, &quantity, "0 or 1 (false or true)", found))
        }
    }
}

fn small(path: &str, frame: &DataFrame, name: &str, slots: usize) -> Result<Vec<i8>> {
    let ok = |v: f64| v.fract() == 0.0 && v >= -1.0 && v < slots as f64;
    let mut targets = Vec::with_capacity(frame.height());
    for (event, value) in values(path, frame, name)?.into_iter().enumerate() {
        let value = value.unwrap_or(f64::NAN);
        if !ok(value) {
            let expected = format!("-1 (not known) or a slot below {slots}");
            return Err(Error::file(path, &format!("{name} of event {event} (counted from 0)"), &expected, value));
        }
        targets.push(value as i8);
    }
    Ok(targets)
}

fn values(path: &str, frame: &DataFrame, name: &str) -> Result<Vec<Option<f64>>> {
    let Ok(column) = frame.column(name) else {
        return Err(Error::file(path, &format!("the column {name}"), "there, as for every jet with a pT", "missing"));
    };
    let column = column.cast(&DataType::Float64)?;
    Ok(column.f64()?.iter().collect())
}
