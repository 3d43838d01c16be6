//! Padded jets of a set of events.

use crate::error::{Error, Result};
use crate::physics::FourVector;

/// One jet of one event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jet {
    /// Four-momentum, GeV and radians.
    pub p4: FourVector,
    /// Whether the jet is b-tagged.
    pub btag: bool,
    /// Position in the event's list of jets.
    pub slot: usize,
}

/// Which jet comes from which quark: jet index per event, −1 where it is not known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Targets {
    /// First b quark of the first Higgs boson.
    pub h1_b1: Vec<i8>,
    /// Second b quark of the first Higgs boson.
    pub h1_b2: Vec<i8>,
    /// First b quark of the second Higgs boson.
    pub h2_b1: Vec<i8>,
    /// Second b quark of the second Higgs boson.
    pub h2_b2: Vec<i8>,
}

/// The jets of n events, padded to the same number of slots per event.
///
/// Arrays are row-major with n · slots entries; slots that `mask` leaves out hold zeros.
/// Jets are ordered by decreasing pT within an event.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Jets {
    /// Slots per event.
    pub slots: usize,
    /// Transverse momentum, GeV.
    pub pt: Vec<f32>,
    /// Pseudorapidity.
    pub eta: Vec<f32>,
    /// Azimuth, radians.
    pub phi: Vec<f32>,
    /// Mass, GeV.
    pub mass: Vec<f32>,
    /// Whether the slot holds a jet.
    pub mask: Vec<bool>,
    /// Whether the jet is b-tagged.
    pub btag: Vec<bool>,
    /// Flavour of the jet: 5 (b), 4 (c), 0 (light or gluon); empty when not known.
    pub flavour: Vec<i8>,
    /// Quark assignment, when known.
    pub targets: Option<Targets>,
}

impl Jets {
    /// Number of events.
    pub fn len(&self) -> usize {
        self.pt.len().checked_div(self.slots).unwrap_or(0)
    }

    /// Whether there is no event.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The jets of one event, in the order of the slots; empty when `event` is out of range.
    ///
    /// # Example
    /// ```
    /// # use cwola::events::Jets;
    /// let jets = Jets {
    ///     slots: 2, pt: vec![50.0, 0.0], eta: vec![0.1, 0.0], phi: vec![1.0, 0.0], mass: vec![5.0, 0.0],
    ///     mask: vec![true, false], btag: vec![true, false], ..Jets::default()
    /// };
    /// assert_eq!(jets.event(0).len(), 1);
    /// assert!(jets.event(0)[0].btag);
    /// ```
    pub fn event(&self, event: usize) -> Vec<Jet> {
        if event >= self.len() {
            return Vec::new();
        }
        (0..self.slots)
            .map(|slot| (slot, event * self.slots + slot))
            .filter(|&(_, k)| self.mask[k])
            .map(|(slot, k)| Jet { p4: self.vector(k), btag: self.btag[k], slot })
            .collect()
    }

    fn vector(&self, k: usize) -> FourVector {
        FourVector::new(self.pt[k].into(), self.eta[k].into(), self.phi[k].into(), self.mass[k].into())
    }

    /// The given events, in the given order (repeats allowed).
    ///
    /// # Errors
    /// A row that is not below the number of events.
    pub fn rows(&self, rows: &[usize]) -> Result<Jets> {
        if let Some(row) = rows.iter().find(|&&row| row >= self.len()) {
            return Err(Error::value("the row", &format!("below {}", self.len()), row));
        }
        Ok(Jets {
            slots: self.slots,
            pt: take(&self.pt, rows, self.slots),
            eta: take(&self.eta, rows, self.slots),
            phi: take(&self.phi, rows, self.slots),
            mass: take(&self.mass, rows, self.slots),
            mask: take(&self.mask, rows, self.slots),
            btag: take(&self.btag, rows, self.slots),
            flavour: take(&self.flavour, rows, self.slots),
            targets: self.targets.as_ref().map(|targets| Targets {
                h1_b1: take(&targets.h1_b1, rows, 1),
                h1_b2: take(&targets.h1_b2, rows, 1),
                h2_b1: take(&targets.h2_b1, rows, 1),
                h2_b2: take(&targets.h2_b2, rows, 1),
            }),
        })
    }

    /// The events of `self` followed by those of `other`.
    ///
    /// Flavours survive only when both have them; where only one has targets, those of the other are not known (−1).
    ///
    /// # Errors
    /// Different numbers of slots.
    pub fn followed_by(&self, other: &Jets) -> Result<Jets> {
        if self.slots != other.slots {
            let expected = format!("{} as in the first sample", self.slots);
            return Err(Error::value("the number of jet slots", &expected, other.slots));
        }
        let flavours_known = !self.flavour.is_empty() && !other.flavour.is_empty();
        Ok(Jets {
            slots: self.slots,
            pt: [&self.pt[..], &other.pt].concat(),
            eta: [&self.eta[..], &other.eta].concat(),
            phi: [&self.phi[..], &other.phi].concat(),
            mass: [&self.mass[..], &other.mass].concat(),
            mask: [&self.mask[..], &other.mask].concat(),
            btag: [&self.btag[..], &other.btag].concat(),
            flavour: if flavours_known { [&self.flavour[..], &other.flavour].concat() } else { Vec::new() },
            targets: match (self.known_targets(other), other.known_targets(self)) {
                (Some(a), Some(b)) => Some(Targets {
                    h1_b1: [&a.h1_b1[..], &b.h1_b1].concat(),
                    h1_b2: [&a.h1_b2[..], &b.h1_b2].concat(),
                    h2_b1: [&a.h2_b1[..], &b.h2_b1].concat(),
                    h2_b2: [&a.h2_b2[..], &b.h2_b2].concat(),
                }),
                _ => None,
            },
        })
    }
}

impl Jets {
    /// The targets; −1 for all events when only `other` has some.
    fn known_targets(&self, other: &Jets) -> Option<Targets> {
        let unknown = || other.targets.as_ref().map(|_| Targets::unknown(self.len()));
        self.targets.clone().or_else(unknown)
    }
}

impl Targets {
    /// Targets of events in which no jet is known to come from a Higgs boson.
    pub fn unknown(events: usize) -> Targets {
        let none = vec![-1; events];
        Targets { h1_b1: none.clone(), h1_b2: none.clone(), h2_b1: none.clone(), h2_b2: none }
    }
}

/// Copies `width` entries per row; an empty column stays empty.
fn take<T: Copy>(column: &[T], rows: &[usize], width: usize) -> Vec<T> {
    if column.is_empty() {
        return Vec::new();
    }
    rows.iter().flat_map(|&row| &column[row * width..(row + 1) * width]).copied().collect()
}
