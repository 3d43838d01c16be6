//! Checks of what was read: each finds the first offender and says where it is.

use super::{Jets, Targets};
use crate::error::{Error, Result};

/// Checks every jet of every event, in the words of the file that they came from.
///
/// A jet has a finite pT ≥ 0, a finite mass ≥ 0, a finite η, and an azimuth within ±2π; targets
/// are -1 or the slot of a jet that is there. Empty slots and events without jets are fine.
///
/// # Errors
/// The first jet or target that is not so, with event and slot counted from 0.
///
/// # Example
/// ```
/// use cwola::events::{Jets, check_jets};
/// let jets = Jets {
///     slots: 1, pt: vec![50.0, -1.0], eta: vec![0.1; 2], phi: vec![1.0; 2], mass: vec![5.0; 2],
///     mask: vec![true; 2], btag: vec![true; 2], ..Jets::default()
/// };
/// let error = check_jets("a.h5", &jets).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "a.h5: the pT of jet 0 in event 1 (counted from 0) should be a number ≥ 0 GeV, but is -1."
/// );
/// ```
pub fn check_jets(file: &str, jets: &Jets) -> Result<()> {
    let ok_energy = |v: f32| v.is_finite() && v >= 0.0;
    let ok_angle = |v: f32| v.is_finite() && v.abs() <= std::f32::consts::TAU + 1e-3;
    first_odd(file, jets, "pT", "a number ≥ 0 GeV", &jets.pt, ok_energy)?;
    first_odd(file, jets, "mass", "a number ≥ 0 GeV", &jets.mass, ok_energy)?;
    first_odd(file, jets, "pseudorapidity", "a finite number", &jets.eta, f32::is_finite)?;
    first_odd(file, jets, "azimuth", "between -2π and 2π (radians)", &jets.phi, ok_angle)?;
    match &jets.targets {
        Some(targets) => check_targets(file, jets, targets),
        None => Ok(()),
    }
}

fn first_odd(
    file: &str,
    jets: &Jets,
    what: &str,
    expected: &str,
    values: &[f32],
    ok: impl Fn(f32) -> bool,
) -> Result<()> {
    let odd = values.iter().zip(&jets.mask).position(|(&value, &mask)| mask && !ok(value));
    match odd {
        None => Ok(()),
        Some(k) => {
            let quantity = format!("the {what} of jet {} in event {} (counted from 0)", k % jets.slots, k / jets.slots);
            Err(Error::file(file, &quantity, expected, values[k]))
        }
    }
}

fn check_targets(file: &str, jets: &Jets, targets: &Targets) -> Result<()> {
    let named =
        [("h1/b1", &targets.h1_b1), ("h1/b2", &targets.h1_b2), ("h2/b1", &targets.h2_b1), ("h2/b2", &targets.h2_b2)];
    for (name, indices) in named {
        let there = |event: usize, slot: i8| match usize::try_from(slot) {
            Ok(slot) => slot < jets.slots && jets.mask[event * jets.slots + slot],
            Err(_) => slot == -1,
        };
        if let Some(event) = indices.iter().enumerate().position(|(event, &slot)| !there(event, slot)) {
            let quantity = format!("the target {name} of event {event} (counted from 0)");
            let expected = "-1 (not known) or the slot of a jet that is there";
            return Err(Error::file(file, &quantity, expected, indices[event]));
        }
    }
    Ok(())
}

/// Checks the offsets of a jagged array: entry i and i + 1 enclose the constituents of jet i.
///
/// `offsets` has one entry more than there are jets, begins with 0, never falls, and ends with
/// `total`, the number of constituents.
///
/// # Errors
/// The first entry that breaks one of these rules.
///
/// # Example
/// ```
/// use cwola::events::check_offsets;
/// assert!(check_offsets("a.h5", "J1/offsets", &[0, 3, 3, 7], 7).is_ok());
/// let error = check_offsets("a.h5", "J1/offsets", &[0, 4, 3, 7], 7).unwrap_err();
/// assert_eq!(error.to_string(), "a.h5: J1/offsets, entry 2 should be at least 4 (offsets never fall), but is 3.");
/// ```
pub fn check_offsets(file: &str, name: &str, offsets: &[u64], total: usize) -> Result<()> {
    let (Some(&first), Some(&last)) = (offsets.first(), offsets.last()) else {
        return Err(Error::file(file, &format!("the number of entries of {name}"), "at least 1", 0));
    };
    if first != 0 {
        return Err(Error::file(file, &format!("{name}, entry 0"), "0", first));
    }
    if let Some(k) = offsets.windows(2).position(|pair| pair[1] < pair[0]) {
        let expected = format!("at least {} (offsets never fall)", offsets[k]);
        return Err(Error::file(file, &format!("{name}, entry {}", k + 1), &expected, offsets[k + 1]));
    }
    if last != total as u64 {
        let expected = format!("{total}, the number of constituents");
        return Err(Error::file(file, &format!("the last entry of {name}"), &expected, last));
    }
    Ok(())
}

/// Checks a column of numbers; NaN is refused when `may_be_missing` is false.
pub(super) fn check_column(file: &str, name: &str, values: &[f64], may_be_missing: bool) -> Result<()> {
    let (ok, expected): (fn(f64) -> bool, _) = match may_be_missing {
        true => (|v| !v.is_infinite(), "a finite number, or NaN where there is none"),
        false => (f64::is_finite, "a finite number"),
    };
    match values.iter().position(|&v| !ok(v)) {
        None => Ok(()),
        Some(row) => Err(Error::file(file, &format!("{name} of event {row} (counted from 0)"), expected, values[row])),
    }
}
