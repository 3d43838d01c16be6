//! The mixed sample itself.

use std::sync::Arc;

use polars::prelude::DataFrame;

use crate::error::{Error, Result};
use crate::events::{Dijets, Events, Jets, Label};
use crate::rng;

/// Side of the split that an event is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The network's weights are fitted on these.
    Train,
    /// Early stopping looks at these.
    Validation,
}

/// How many signal and background events went into each mixture.
///
/// In data this is not known; it is kept for tables and captions, and no training can see which
/// event is which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Composition {
    /// Signal events in M1.
    pub m1_signal: usize,
    /// Background events in M1.
    pub m1_background: usize,
    /// Signal events in M2.
    pub m2_signal: usize,
    /// Background events in M2.
    pub m2_background: usize,
}

impl Composition {
    /// Signal fractions (f1, f2) of Eq. 1 of the Note; NaN for an empty mixture.
    pub fn fractions(&self) -> (f64, f64) {
        let fraction = |s: usize, b: usize| s as f64 / (s + b) as f64;
        (fraction(self.m1_signal, self.m1_background), fraction(self.m2_signal, self.m2_background))
    }
}

/// Two mixtures M1 and M2 of signal and background, and nothing that says which event is which.
///
/// p_M1(x) = f1 p_S(x) + (1 − f1) p_B(x), p_M2(x) likewise with f2 (Eq. 1 of the Note). A
/// classifier that tells M1 from M2 best also tells signal from background best, as long as
/// f1 ≠ f2. The table has no column `signal`, and no `mhat` of the generator: a mixed sample has no truth.
///
/// Every event is on the training or the validation side of one split, chosen by (seed, original
/// event): copies of one event are on the same side.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let toy = GaussianToy::new(1.0);
/// let mixed = MixedSample::by_fraction(&toy.signal(1000, 1)?, &toy.background(1000, 1)?, 0.8, 0.2, 1000, 7)?;
/// assert_eq!(mixed.composition().fractions(), (0.8, 0.2));
/// assert!(!mixed.has("signal"));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct MixedSample {
    pub(super) name: String,
    pub(super) frame: DataFrame,
    pub(super) jets: Option<Arc<Jets>>,
    pub(super) dijets: Option<Dijets>,
    pub(super) labels: Vec<u8>,
    pub(super) parts: Vec<Part>,
    pub(super) originals: Vec<u64>,
    pub(super) composition: Composition,
    pub(super) seed: u64,
}

/// Rows of one source (signal or background) under one label.
pub(super) struct Ingredient<'a> {
    pub events: &'a Events,
    pub rows: Vec<usize>,
    pub label: u8,
    pub kind: Label,
}

impl MixedSample {
    /// Share of the events that is used for validation unless [`MixedSample::with_validation`] says otherwise.
    pub const VALIDATION: f64 = 0.2;

    /// Signal as M1 and background as M2: full supervision, f1 = 1 and f2 = 0.
    ///
    /// # Errors
    /// A sample without events, or columns that differ.
    pub fn labelled(signal: &Events, background: &Events, seed: u64) -> Result<MixedSample> {
        let all = |events: &Events| (0..events.len()).collect();
        MixedSample::from_ingredients(
            format!("{} against {}", signal.name(), background.name()),
            vec![
                Ingredient { events: signal, rows: all(signal), label: 1, kind: Label::Signal },
                Ingredient { events: background, rows: all(background), label: 0, kind: Label::Background },
            ],
            seed,
        )
    }

    /// Two regions of the same data: M1 from the signal region, M2 from the sideband.
    ///
    /// A column `signal`, if there is one, is counted for the composition and then dropped.
    ///
    /// # Errors
    /// A region without events, or columns that differ.
    pub fn from_regions(signal_region: &Events, sideband: &Events, seed: u64) -> Result<MixedSample> {
        let mut ingredients = Vec::new();
        for (events, label) in [(signal_region, 1), (sideband, 0)] {
            let truth = if events.has("signal") { events.truth()? } else { vec![false; events.len()] };
            for kind in [Label::Signal, Label::Background] {
                let is_signal = kind == Label::Signal;
                let rows = (0..events.len()).filter(|&row| truth[row] == is_signal).collect();
                ingredients.push(Ingredient { events, rows, label, kind });
            }
        }
        let name = format!("{} against {}", signal_region.name(), sideband.name());
        MixedSample::from_ingredients(name, ingredients, seed)
    }

    pub(super) fn from_ingredients(name: String, parts: Vec<Ingredient>, seed: u64) -> Result<MixedSample> {
        let count = |label: u8, kind: Label| {
            parts.iter().filter(|part| part.label == label && part.kind == kind).map(|part| part.rows.len()).sum()
        };
        let composition = Composition {
            m1_signal: count(1, Label::Signal),
            m1_background: count(1, Label::Background),
            m2_signal: count(0, Label::Signal),
            m2_background: count(0, Label::Background),
        };
        for (mixture, size) in [
            ("M1", composition.m1_signal + composition.m1_background),
            ("M2", composition.m2_signal + composition.m2_background),
        ] {
            if size == 0 {
                return Err(Error::value(&format!("the number of events in {mixture}"), "at least 1", 0));
            }
        }
        let mut taken = Vec::new();
        let (mut labels, mut originals) = (Vec::new(), Vec::new());
        for part in parts.iter().filter(|part| !part.rows.is_empty()) {
            let events = part.events.rows(&part.rows)?.without(&["signal", "mhat"]);
            let source = if part.kind == Label::Signal { 1u64 << 40 } else { 0 };
            originals.extend(events.column("event")?.into_iter().map(|event| source | event as u64));
            labels.extend(std::iter::repeat_n(part.label, events.len()));
            taken.push(events);
        }
        let all = Events::concat(&taken)?;
        let (frame, jets, dijets) = (all.frame().clone(), all.shared_jets(), all.dijets().ok().cloned());
        let sample = MixedSample { name, frame, jets, dijets, labels, parts: Vec::new(), originals, composition, seed };
        sample.with_validation(MixedSample::VALIDATION)
    }

    /// The same sample with this share of original events on the validation side (0 < share < 1).
    ///
    /// Each original event falls on its side by its own random number, so that the share is met
    /// on average and copies stay together.
    ///
    /// # Errors
    /// A share outside (0, 1).
    pub fn with_validation(&self, share: f64) -> Result<MixedSample> {
        let mut new = self.clone();
        if !(share > 0.0 && share < 1.0) {
            return Err(Error::value("the share of validation events", "between 0 and 1", share));
        }
        let side = |original: &u64| {
            let draw: f64 = rand::RngExt::random(&mut rng::stream(new.seed, "split", *original, 0));
            if draw < share { Part::Validation } else { Part::Train }
        };
        new.parts = new.originals.iter().map(side).collect();
        Ok(new)
    }

    /// The same sample with a split that the caller chose, one side per event.
    ///
    /// This is how a wrong split can be studied: the guards of a training say what is wrong with it.
    ///
    /// # Errors
    /// A number of sides that differs from the number of events.
    pub fn with_parts(&self, parts: Vec<Part>) -> Result<MixedSample> {
        let mut new = self.clone();
        if parts.len() != new.len() {
            return Err(Error::value("the number of sides", &format!("{}, one per event", new.len()), parts.len()));
        }
        new.parts = parts;
        Ok(new)
    }

    /// The same sample with copies of its rows appended: same label, side and original event. The copies are those of a
    /// table, so jets and constituents are dropped.
    pub(crate) fn with_copies(&self, rows: &[usize], copies: &DataFrame) -> Result<MixedSample> {
        let mut all = self.clone();
        all.frame = self.frame.vstack(copies)?;
        all.frame.rechunk_mut();
        (all.jets, all.dijets) = (None, None);
        all.labels.extend(rows.iter().map(|&row| self.labels[row]));
        all.parts.extend(rows.iter().map(|&row| self.parts[row]));
        all.originals.extend(rows.iter().map(|&row| self.originals[row]));
        Ok(all)
    }

    /// Name of the sample.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The features of all events, without truth.
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// The jets of all events, row by row as [`MixedSample::frame`].
    ///
    /// Their targets, where signal has them, are truth that a mixture should not have: background has none. They stay
    /// because the leak of section 1.2 of the Note is made of them; no training reads them unless its pairing task has
    /// a weight, and then a guard says so.
    ///
    /// # Errors
    /// A sample that was mixed from events without jets.
    pub fn jets(&self) -> Result<&Jets> {
        let missing = || Error::value(&format!("the sample {}", self.name), "one with jets", "a table without jets");
        self.jets.as_deref().ok_or_else(missing)
    }

    /// The two leading jets of all events with their constituents, row by row as [`MixedSample::frame`].
    ///
    /// # Errors
    /// A sample that was mixed from events without constituents.
    pub fn dijets(&self) -> Result<&Dijets> {
        let missing = || {
            Error::value(&format!("the sample {}", self.name), "one with the constituents of two jets", "one without")
        };
        self.dijets.as_ref().ok_or_else(missing)
    }

    /// Label of each event: 1 for M1 (or the signal region), 0 for M2 (or the sideband).
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }

    /// Side of the split of each event.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Number of the original event behind each row; copies of one event have the same number.
    pub fn originals(&self) -> &[u64] {
        &self.originals
    }

    /// How many signal and background events were mixed (copies not counted).
    pub fn composition(&self) -> Composition {
        self.composition
    }

    /// Number of events, copies included.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there is no event.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Whether there is a column of this name.
    pub fn has(&self, name: &str) -> bool {
        self.frame.get_column_index(name).is_some()
    }

    /// Seed of the draw and of the split.
    pub fn seed(&self) -> u64 {
        self.seed
    }
}
