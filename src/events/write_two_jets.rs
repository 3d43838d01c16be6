//! Writes the two leading jets with their constituents: flat with offsets, or padded.

use hdf5_pure::{Datatype, FileBuilder, GroupBuilder};

use super::two_jets::{COLUMNS, JETS};
use super::write::{bools, pack};
use super::{Constituents, Dijets, Events};
use crate::error::{Error, Result};

/// Groups `J1` and `J2` with flat constituents, and the momenta of the jets when the table has them.
pub(super) fn flat_groups(events: &Events, dijets: &Dijets) -> Result<Vec<GroupBuilder>> {
    let group = |which: usize| {
        let mut group = FileBuilder::new().create_group(JETS[which]);
        let Constituents { offsets, pt, eta, phi } = dijets.flat(which)?;
        pack(group.create_dataset("offsets").with_u32_data(&offsets), &[offsets.len() as u64]);
        for (name, values) in [("pt", pt), ("eta", eta), ("phi", phi)] {
            pack(group.create_dataset(name).with_f32_data(&values), &[values.len() as u64]);
        }
        put_momenta(&mut group, events, which)?;
        Ok(group)
    };
    (0..JETS.len()).map(group).collect()
}

/// Groups `J1` and `J2` with `slots` constituents per jet and a mask, and the momenta of the jets.
pub(super) fn padded_groups(
    events: &Events,
    dijets: &Dijets,
    slots: usize,
    truth: &Datatype,
) -> Result<Vec<GroupBuilder>> {
    let shape = [dijets.len() as u64, slots as u64];
    let group = |which: usize| {
        let mut group = FileBuilder::new().create_group(JETS[which]);
        let mut mask = vec![false; dijets.len() * slots];
        let mut all = [(); 3].map(|()| vec![0f32; dijets.len() * slots]);
        for event in 0..dijets.len() {
            let jet = dijets.jet(event, which);
            if jet.len() > slots {
                let quantity = format!("the number of constituents of {} in event {event}", JETS[which]);
                return Err(Error::value(&quantity, &format!("at most {slots}, the slots of the file"), jet.len()));
            }
            let range = event * slots..event * slots + jet.len();
            mask[range.clone()].fill(true);
            for (out, values) in all.iter_mut().zip([jet.pt, jet.eta, jet.phi]) {
                out[range.clone()].copy_from_slice(values);
            }
        }
        bools(&mut group, "MASK", &mask, &shape, truth);
        for (name, values) in ["pt", "eta", "phi"].into_iter().zip(all) {
            pack(group.create_dataset(name).with_f32_data(&values), &shape);
        }
        put_momenta(&mut group, events, which)?;
        Ok(group)
    };
    (0..JETS.len()).map(group).collect()
}

/// `jet`: pT, η, φ and mass row by row, when the table has all four columns.
fn put_momenta(group: &mut GroupBuilder, events: &Events, which: usize) -> Result<()> {
    let names = &COLUMNS[which][..4];
    if !names.iter().all(|name| events.has(name)) {
        return Ok(());
    }
    let columns = names.iter().map(|name| events.column(name)).collect::<Result<Vec<_>>>()?;
    let four: Vec<f32> =
        (0..events.len()).flat_map(|row| columns.iter().map(move |column| column[row] as f32)).collect();
    pack(group.create_dataset("jet").with_f32_data(&four), &[events.len() as u64, 4]);
    Ok(())
}

/// Whether a column goes into `J1` or `J2` instead of `EVENT`.
pub(super) fn is_in_a_jet(events: &Events, column: &str) -> bool {
    let jet = COLUMNS.iter().find(|names| names.contains(&column));
    jet.is_some_and(|names| column == names[4] || names[..4].iter().all(|name| events.has(name)))
}
