//! How often the right jets are joined to Higgs bosons.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::events::Events;
use crate::selection::{JetChoice, paired_slots};
use crate::train::{EventPairs, Run};

/// Right and all Higgs bosons of one class of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PairingCount {
    /// Events of the class.
    pub events: usize,
    /// Events in which every known Higgs boson has the right pair of jets.
    pub right_events: usize,
    /// Higgs bosons that are known.
    pub bosons: usize,
    /// Those with the right pair of jets.
    pub right_bosons: usize,
}

/// How often a pairing of jets finds the Higgs bosons that are known.
///
/// Events in which both bosons are known (all four jets are there) and in which one is known are counted apart. Order
/// does not matter: not of the bosons, not of the jets in a pair. An event without a pairing counts as wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairingEfficiency {
    /// Which pairing.
    pub name: String,
    /// Events with two known Higgs bosons.
    pub both: PairingCount,
    /// Events with one.
    pub one: PairingCount,
}

impl PairingCount {
    /// Share of the events in which every known boson is right, and its binomial standard error.
    pub fn event_efficiency(&self) -> (f64, f64) {
        share(self.right_events, self.events)
    }

    /// Share of the known bosons that are right, and its binomial standard error.
    pub fn boson_efficiency(&self) -> (f64, f64) {
        share(self.right_bosons, self.bosons)
    }
}

fn share(right: usize, all: usize) -> (f64, f64) {
    let p = right as f64 / all as f64;
    (p, (p * (1.0 - p) / all as f64).sqrt())
}

impl PairingEfficiency {
    /// Compares pairs of jets with the targets of the events.
    ///
    /// # Errors
    /// Events without targets, or a number of pairings that differs from the number of events.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let events = Events::sample("dihiggs_500")?;
    /// let min_delta_r = PairingEfficiency::min_delta_r(&events, JetChoice::LeadingTagged)?;
    /// let (efficiency, error) = min_delta_r.both.event_efficiency();
    /// assert!(efficiency > 0.4 && efficiency < 1.0 && error < 0.01);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn of(name: &str, events: &Events, pairs: &[EventPairs]) -> Result<PairingEfficiency> {
        let Some(targets) = &events.jets()?.targets else {
            let quantity = format!("the sample {}", events.name());
            return Err(Error::value(&quantity, "one with pairing targets", "one without"));
        };
        if pairs.len() != events.len() {
            let expected = format!("{}, one per event", events.len());
            return Err(Error::value("the number of pairings", &expected, pairs.len()));
        }
        let mut total =
            PairingEfficiency { name: name.into(), both: PairingCount::default(), one: PairingCount::default() };
        for (event, found) in pairs.iter().enumerate() {
            let pair = |b1: i8, b2: i8| Some([usize::try_from(b1).ok()?, usize::try_from(b2).ok()?]);
            let known: Vec<[usize; 2]> =
                [pair(targets.h1_b1[event], targets.h1_b2[event]), pair(targets.h2_b1[event], targets.h2_b2[event])]
                    .into_iter()
                    .flatten()
                    .collect();
            let same = |[a, b]: [usize; 2], [c, d]: [usize; 2]| (a, b) == (c, d) || (a, b) == (d, c);
            let is_right = |pair: &&[usize; 2]| found.is_some_and(|found| found.iter().any(|f| same(*f, **pair)));
            let right = known.iter().filter(is_right).count();
            let count = match known.len() {
                2 => &mut total.both,
                1 => &mut total.one,
                _ => continue,
            };
            count.events += 1;
            count.right_events += usize::from(right == known.len());
            count.bosons += known.len();
            count.right_bosons += right;
        }
        Ok(total)
    }

    /// The min-ΔR pairing of four jets of these events (§2.1 of the Note).
    ///
    /// # Errors
    /// As [`PairingEfficiency::of`].
    pub fn min_delta_r(events: &Events, choice: JetChoice) -> Result<PairingEfficiency> {
        PairingEfficiency::of("min-ΔR", events, &paired_slots(events, choice)?)
    }
}

impl Run {
    /// How often each training pairs the right jets of events with targets.
    ///
    /// # Errors
    /// As [`Run::pair`] and [`PairingEfficiency::of`].
    pub fn pairing_efficiency(&self, events: &Events) -> Result<Vec<PairingEfficiency>> {
        let of = |(k, pairs): (usize, &Vec<EventPairs>)| {
            PairingEfficiency::of(&format!("SPANet, training {}", k + 1), events, pairs)
        };
        self.pair(events)?.iter().enumerate().map(of).collect()
    }
}

impl std::fmt::Display for PairingEfficiency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (both, error) = self.both.event_efficiency();
        let (one, one_error) = self.one.event_efficiency();
        write!(
            f,
            "{}: both pairs right in {both:.3} ± {error:.3} of {} events with two known Higgs bosons; the known pair in \
             {one:.3} ± {one_error:.3} of {} events with one",
            self.name, self.both.events, self.one.events
        )
    }
}
