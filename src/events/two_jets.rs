//! Reads two-jet files: flat constituents with offsets, the padded layout, or jets alone.

use polars::prelude::Column;

use super::check::{check_column, check_offsets};
use super::h5::{H5, tuple};
use super::read::EVENT;
use super::{Constituents, Dijets};
use crate::error::Result;
use crate::physics::{FourVector, invariant_mass};

/// Groups of the leading and the sub-leading jet.
pub(super) const JETS: [&str; 2] = ["J1", "J2"];
/// Name of the di-jet mass in a file, and in our tables.
pub(super) const MJJ: [&str; 2] = ["Mjj", "m_jj"];
/// Columns of the jet of each group: pT, η, φ, mass, number of constituents.
pub(super) const COLUMNS: [[&str; 5]; 2] =
    [["pt_j1", "eta_j1", "phi_j1", "m_j1", "n_j1"], ["pt_j2", "eta_j2", "phi_j2", "m_j2", "n_j2"]];

/// What a two-jet file holds besides its group `EVENT`.
pub(super) struct TwoJets {
    pub count: usize,
    /// Dataset that says how many events there are.
    pub origin: String,
    pub columns: Vec<Column>,
    pub dijets: Option<Dijets>,
}

/// How the constituents of a jet are stored.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Storage {
    /// `offsets` and flat arrays.
    Flat,
    /// `MASK` and arrays of shape (events, slots).
    Padded,
    /// `jet` alone.
    JetsOnly,
}

pub(super) fn read_two_jets(h5: &H5) -> Result<TwoJets> {
    let datasets = h5.datasets(JETS[0])?;
    let is = |name: &str| datasets.iter().any(|known| known == name);
    let storage = match (is("offsets"), is("MASK"), is("jet")) {
        (true, ..) => Storage::Flat,
        (_, true, _) => Storage::Padded,
        (.., true) => Storage::JetsOnly,
        _ => {
            let found = if datasets.is_empty() { "missing or empty".into() } else { datasets.join(", ") };
            return Err(h5.wrong("the content of J1", "a jet (offsets, MASK or jet, and pt, eta, phi)", found));
        }
    };
    let name = if storage == Storage::Flat {
        "offsets"
    } else if storage == Storage::Padded {
        "MASK"
    } else {
        "jet"
    };
    let [first, second] = JETS.map(|jet| events_of(h5, &format!("{jet}/{name}"), storage));
    let (count, origin) = (first?, format!("{}/{name}", JETS[0]));
    let others = second?;
    if others != count {
        let quantity = format!("the number of events of {}/{name}", JETS[1]);
        return Err(h5.wrong(&quantity, &format!("{count}, as of {origin}"), others));
    }
    let jets = match storage {
        Storage::Flat => {
            let offsets = [flat_offsets(h5, JETS[0])?, flat_offsets(h5, JETS[1])?];
            let [a, b] = offsets;
            Some([read_flat(h5, JETS[0], a)?, read_flat(h5, JETS[1], b)?])
        }
        Storage::Padded => Some([read_padded(h5, JETS[0])?, read_padded(h5, JETS[1])?]),
        Storage::JetsOnly => None,
    };
    let columns = jet_columns(h5, count, &origin, jets.as_ref())?;
    let dijets = jets.map(Dijets::new).transpose()?;
    Ok(TwoJets { count, origin, columns, dijets })
}

/// Number of events that a dataset says; checks its number of dimensions.
fn events_of(h5: &H5, name: &str, storage: Storage) -> Result<usize> {
    let shape = h5.shape(name)?;
    let wrong = |expected: &str| Err(h5.wrong(&format!("the shape of {name}"), expected, tuple(&shape)));
    match (storage, &shape[..]) {
        (Storage::Flat, [0]) => wrong("(events + 1,)"),
        (Storage::Flat, [entries]) => Ok(entries - 1),
        (Storage::Flat, _) => wrong("(events + 1,)"),
        (Storage::Padded, [events, _]) => Ok(*events),
        (Storage::Padded, _) => wrong("(events, constituents)"),
        (Storage::JetsOnly, [events, 4]) => Ok(*events),
        (Storage::JetsOnly, _) => wrong("(events, 4): pT, η, φ, mass"),
    }
}

fn flat_offsets(h5: &H5, jet: &str) -> Result<Vec<u32>> {
    let name = format!("{jet}/offsets");
    let offsets = h5.u64s(&name)?;
    let total = h5.shape(&format!("{jet}/pt"))?.first().copied().unwrap_or(0);
    check_offsets(h5.path(), &name, &offsets, total)?;
    match u32::try_from(total) {
        Ok(_) => Ok(offsets.into_iter().map(|offset| offset as u32).collect()),
        Err(_) => Err(h5.wrong(&format!("the number of constituents of {jet}"), "below 2^32", total)),
    }
}

fn read_flat(h5: &H5, jet: &str, offsets: Vec<u32>) -> Result<Constituents> {
    let at = |name: &str| format!("{jet}/{name}");
    let shape = h5.shape(&at("pt"))?;
    for name in ["pt", "eta", "phi"] {
        h5.check_shape(&at(name), &shape[..1.min(shape.len())], &format!("as that of {jet}/pt"))?;
    }
    let (pt, eta, phi) = (h5.f32s(&at("pt"))?, h5.f32s(&at("eta"))?, h5.f32s(&at("phi"))?);
    Constituents { offsets, pt, eta, phi }.checked(h5.path(), jet)
}

/// Reads padded arrays some rows at a time, so that the padding is never in memory as a whole.
fn read_padded(h5: &H5, jet: &str) -> Result<Constituents> {
    let at = |name: &str| format!("{jet}/{name}");
    let shape = h5.shape(&at("MASK"))?;
    for name in ["pt", "eta", "phi"] {
        h5.check_shape(&at(name), &shape, &format!("as that of {jet}/MASK"))?;
    }
    for name in ["MASK", "pt", "eta", "phi"] {
        h5.kind(&at(name))?;
    }
    let (events, slots) = (shape[0], shape[1]);
    let (mut jets, step) = (Constituents::default(), h5.rows_at_once(&at("pt"))?);
    let mut from = 0;
    while from < events {
        let rows = from..events.min(from + step);
        let mask = h5.f32_rows(&at("MASK"), rows.clone())?;
        if let Some(k) = mask.iter().position(|&v| v != 0.0 && v != 1.0) {
            let quantity = format!("{jet}/MASK, event {}, slot {}", from + k / slots, k % slots);
            return Err(h5.wrong(&quantity, "0 or 1 (false or true)", mask[k]));
        }
        for (name, values) in [("pt", &mut jets.pt), ("eta", &mut jets.eta), ("phi", &mut jets.phi)] {
            let all = h5.f32_rows(&at(name), rows.clone())?;
            values.extend(all.iter().zip(&mask).filter(|(_, mask)| **mask == 1.0).map(|(value, _)| *value));
        }
        for event in 0..rows.len() {
            let here = mask[event * slots..(event + 1) * slots].iter().filter(|&&mask| mask == 1.0).count();
            let last = jets.offsets.last().copied().unwrap_or(0);
            let Some(next) = last.checked_add(here as u32) else {
                return Err(h5.wrong(&format!("the number of constituents of {jet}"), "below 2^32", "more"));
            };
            jets.offsets.push(next);
        }
        from = rows.end;
    }
    for values in [&mut jets.pt, &mut jets.eta, &mut jets.phi] {
        values.shrink_to_fit();
    }
    jets.checked(h5.path(), jet)
}

/// Momentum of each jet from `jet`, or from its constituents, their numbers, and m_jj where the file lacks it.
fn jet_columns(h5: &H5, count: usize, origin: &str, jets: Option<&[Constituents; 2]>) -> Result<Vec<Column>> {
    let (mut columns, mut vectors) = (Vec::new(), Vec::new());
    for (which, names) in COLUMNS.iter().enumerate() {
        let group = JETS[which];
        let four = match jets {
            Some(jets) if !h5.datasets(group)?.iter().any(|name| name == "jet") => sums(&jets[which]),
            _ => {
                let name = format!("{group}/jet");
                h5.check_shape(&name, &[count, 4], &format!("pT, η, φ and mass for each event of {origin}"))?;
                h5.f32s(&name)?
            }
        };
        for (k, name) in names[..4].iter().enumerate() {
            let values: Vec<f32> = four.iter().skip(k).step_by(4).copied().collect();
            let wide: Vec<f64> = values.iter().map(|&v| v.into()).collect();
            check_column(h5.path(), &format!("{group}/jet, column {k} ({name}),"), &wide, false)?;
            columns.push(Column::new((*name).into(), values));
        }
        if let Some(jets) = jets {
            let numbers: Vec<i32> = (0..count).map(|event| jets[which].of(event).len() as i32).collect();
            columns.push(Column::new(names[4].into(), numbers));
        }
        vectors.push(four);
    }
    if !h5.datasets(EVENT)?.iter().any(|name| MJJ.contains(&name.as_str())) {
        let vector = |four: &[f32]| FourVector::new(four[0].into(), four[1].into(), four[2].into(), four[3].into());
        let pairs = vectors[0].chunks_exact(4).zip(vectors[1].chunks_exact(4));
        let mass: Vec<f32> = pairs.map(|(a, b)| invariant_mass(&[vector(a), vector(b)]) as f32).collect();
        columns.insert(0, Column::new(MJJ[1].into(), mass));
    }
    Ok(columns)
}

/// pT, η, φ and mass of the sums of the constituents.
fn sums(jets: &Constituents) -> Vec<f32> {
    let one = |event: usize| {
        let p4 = jets.of(event).p4();
        [p4.pt as f32, p4.eta as f32, p4.phi as f32, p4.mass as f32]
    };
    (0..jets.len()).flat_map(one).collect()
}
