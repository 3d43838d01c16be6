//! Toy experiments: random draws of a size that a luminosity gives, from a pool of events or from a generator.

mod draws;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::MixedSample;
use crate::error::{Error, Result};
use crate::events::{Events, Label};
use crate::physics::Luminosity;
use crate::selection::MassWindows;
use crate::simulate::ZGammaToy;
use draws::{poisson, with_replacement, without_replacement};

/// Most toys whose overlap is counted: every pair is looked at.
const MOST_PAIRED: usize = 30;

/// How a toy takes events from a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Drawing {
    /// Each event of the pool at most once per toy.
    #[default]
    WithoutReplacement,
    /// An event may be taken several times, as often as chance has it.
    WithReplacement,
}

/// Where toy experiments come from: signal region and sideband of a mass, background only unless a signal is injected.
///
/// The number of events of a toy follows a Poisson distribution around `expected`; the events are drawn with
/// probabilities in proportion to the column `weight` (1 without it), and fall into window or sideband as their mass
/// has it. Window and sideband are never normalised apart: that would make a step in the spectrum.
///
/// Toys of a pool have events in common ([`ToySample::overlap`]), so their results are correlated; toys of a generator
/// have none.
///
/// # Example
/// ```
/// use cwola::mixing::ToySample;
/// use cwola::prelude::*;
/// let sample = ToySample::from_events(&Events::sample("zgamma")?, &MassWindows::zgamma())?.with_expected(10_000.0);
/// let (first, second) = (sample.draw(1)?, sample.draw(2)?);
/// assert!((first.len() as f64 - 10_000.0).abs() < 500.0 && first.len() != second.len());
/// let overlap = sample.overlap(5)?;
/// assert!((overlap.shared - 10_000.0 / 36_329.0).abs() < 0.01 && overlap.repeated == 0.0);
/// # Ok::<(), Error>(())
/// ```
///
/// Source: B. Lieberman et al., arXiv 2109.07287, section 2.2.
#[derive(Debug, Clone)]
pub struct ToySample {
    source: Source,
    windows: MassWindows,
    expected: f64,
    drawing: Drawing,
    signal: Option<(Events, f64)>,
}

#[derive(Debug, Clone)]
enum Source {
    Pool { events: Events, weights: Vec<f64> },
    Generator(Box<ZGammaToy>),
}

/// What toys of a pool have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overlap {
    /// Toys that were looked at.
    pub toys: usize,
    /// Mean share of the events of one toy that are also in another one.
    pub shared: f64,
    /// Mean share of the events of a toy that it holds already.
    pub repeated: f64,
    /// How many toys without a common event the pool has room for; infinite for a generator.
    pub disjoint: f64,
}

impl ToySample {
    /// Toys from a pool: the events in window and sideband, half of their total weight expected, no event twice.
    ///
    /// # Errors
    /// A sample without the mass of `windows`, without an event in one of the regions, or with a weight that is negative
    /// or not finite.
    pub fn from_events(events: &Events, windows: &MassWindows) -> Result<ToySample> {
        let mass = events.column(&windows.variable)?;
        let in_sr = mass.iter().filter(|m| windows.in_signal_region(**m)).count();
        let keep: Vec<bool> = mass.iter().map(|m| windows.in_signal_region(*m) || windows.in_sideband(*m)).collect();
        let events = events.filter(&keep)?;
        for (region, count) in [("signal region", in_sr), ("sideband", events.len() - in_sr)] {
            if count == 0 {
                let quantity = format!("the number of events of {} in the {region}", events.name());
                return Err(Error::value(&quantity, "at least 1", 0));
            }
        }
        let weights = if events.has("weight") { events.column("weight")? } else { vec![1.0; events.len()] };
        if let Some(row) = weights.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
            return Err(Error::value(&format!("the weight of event {row}"), "zero or positive", weights[row]));
        }
        let expected = weights.iter().sum::<f64>() / 2.0;
        let source = Source::Pool { events, weights };
        Ok(ToySample { source, windows: windows.clone(), expected, drawing: Drawing::default(), signal: None })
    }

    /// Toys from the Zγ generator: 68,500 events expected, as in the paper.
    pub fn generated(toy: &ZGammaToy) -> ToySample {
        ToySample {
            source: Source::Generator(Box::new(toy.clone())),
            windows: MassWindows::zgamma(),
            expected: 68_500.0,
            drawing: Drawing::default(),
            signal: None,
        }
    }

    /// Another expected number of background events in window and sideband together.
    pub fn with_expected(&self, expected: f64) -> ToySample {
        ToySample { expected, ..self.clone() }
    }

    /// The background events that a luminosity gives.
    ///
    /// # Errors
    /// A pool without cross-section, or a generator.
    pub fn with_luminosity(&self, luminosity: Luminosity) -> Result<ToySample> {
        let xsec = match &self.source {
            Source::Pool { events, .. } => events.xsec_fb(),
            Source::Generator(_) => None,
        };
        match xsec {
            Some(xsec) => Ok(ToySample { expected: xsec * luminosity.in_fb(), ..self.clone() }),
            None => Err(Error::Unavailable(
                "The events have no cross-section: give one with `with_xsec_fb`, or the expected number of events."
                    .into(),
            )),
        }
    }

    /// Another way to draw from a pool; a generator always makes new events.
    pub fn with_drawing(&self, drawing: Drawing) -> ToySample {
        ToySample { drawing, ..self.clone() }
    }

    /// Adds signal to every toy: a Poisson number of these events around `expected`, no event twice.
    ///
    /// # Errors
    /// Signal events without the mass of the windows.
    pub fn with_signal(&self, signal: &Events, expected: f64) -> Result<ToySample> {
        let mass = signal.column(&self.windows.variable)?;
        let inside = |m: &f64| self.windows.in_signal_region(*m) || self.windows.in_sideband(*m);
        let signal = signal.filter(&mass.iter().map(inside).collect::<Vec<_>>())?.labelled(Label::Signal)?;
        Ok(ToySample { signal: Some((signal, expected)), ..self.clone() })
    }

    /// Window and sideband.
    pub fn windows(&self) -> &MassWindows {
        &self.windows
    }

    /// Expected number of background events of a toy.
    pub fn expected(&self) -> f64 {
        self.expected
    }

    /// Expected number of signal events of a toy.
    pub fn expected_signal(&self) -> f64 {
        self.signal.as_ref().map_or(0.0, |(_, expected)| *expected)
    }

    /// Names of the features: every column but the mass, the event number, the truth and the weight.
    ///
    /// # Errors
    /// None in practice.
    pub fn features(&self) -> Result<Vec<String>> {
        let columns = match &self.source {
            Source::Pool { events, .. } => events.columns(),
            Source::Generator(toy) => toy.background(1, 1)?.columns(),
        };
        let other = [self.windows.variable.as_str(), "event", "signal", "weight", "mhat"];
        Ok(columns.into_iter().filter(|name| !other.contains(&name.as_str())).collect())
    }

    /// One toy: window (M1) against sideband (M2); the mass is among its columns, the truth is not.
    ///
    /// The seed chooses number and events of the toy, and the split into training and validation by original event.
    ///
    /// # Errors
    /// An expected number that is negative or not finite, or more events than the pool has.
    pub fn draw(&self, seed: u64) -> Result<MixedSample> {
        let background = match &self.source {
            Source::Pool { events, .. } => events.rows(&self.rows(seed)?)?,
            Source::Generator(toy) => toy.background(poisson(self.expected, "background", seed)?, seed)?,
        };
        let all = match &self.signal {
            None => background,
            Some((signal, expected)) => {
                let n = poisson(*expected, "signal", seed)?;
                let rows = without_replacement(&vec![1.0; signal.len()], n, "signal", seed)?;
                Events::concat(&[background.labelled(Label::Background)?, signal.rows(&rows)?])?
            }
        };
        let (window, sideband) = (self.windows.signal_region(&all)?, self.windows.sideband_region(&all)?);
        MixedSample::from_regions(&window.with_name("window"), &sideband.with_name("sideband"), seed)
    }

    /// Rows of the pool in one toy.
    fn rows(&self, seed: u64) -> Result<Vec<usize>> {
        let Source::Pool { weights, .. } = &self.source else { return Ok(Vec::new()) };
        let n = poisson(self.expected, "background", seed)?;
        match self.drawing {
            Drawing::WithoutReplacement => without_replacement(weights, n, "background", seed),
            Drawing::WithReplacement => Ok(with_replacement(weights, n, seed)),
        }
    }

    /// What toys have in common, counted over the first `toys` seeds (at most 30).
    ///
    /// # Errors
    /// As [`ToySample::draw`].
    pub fn overlap(&self, toys: usize) -> Result<Overlap> {
        let toys = toys.clamp(2, MOST_PAIRED);
        let Source::Pool { weights, .. } = &self.source else {
            return Ok(Overlap { toys, shared: 0.0, repeated: 0.0, disjoint: f64::INFINITY });
        };
        let mut counted = Vec::new();
        for seed in 0..toys as u64 {
            let mut counts: HashMap<usize, usize> = HashMap::new();
            self.rows(seed)?.into_iter().for_each(|row| *counts.entry(row).or_default() += 1);
            counted.push(counts);
        }
        let size = |counts: &HashMap<usize, usize>| counts.values().sum::<usize>().max(1) as f64;
        let (mut shared, mut pairs) = (0.0, 0.0);
        for (k, one) in counted.iter().enumerate() {
            for other in &counted[..k] {
                let both: usize = one.iter().filter(|(row, _)| other.contains_key(row)).map(|(_, n)| n).sum();
                shared += both as f64 / size(one);
                pairs += 1.0;
            }
        }
        let repeated = counted.iter().map(|counts| 1.0 - counts.len() as f64 / size(counts)).sum::<f64>();
        let disjoint = weights.iter().filter(|w| **w > 0.0).count() as f64 / self.expected;
        Ok(Overlap { toys, shared: shared / pairs, repeated: repeated / toys as f64, disjoint })
    }

    /// Hash of everything that toys depend on but the seed.
    pub(crate) fn fingerprint(&self) -> Result<String> {
        let mut hash = Sha256::new();
        hash.update(format!("{:?} {} {:?}", self.windows, self.expected.to_bits(), self.drawing));
        match &self.source {
            Source::Pool { events, .. } => digest(events, &mut hash)?,
            Source::Generator(toy) => hash.update(format!("{toy:?}")),
        }
        if let Some((events, expected)) = &self.signal {
            hash.update(expected.to_bits().to_le_bytes());
            digest(events, &mut hash)?;
        }
        Ok(hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect())
    }
}

impl std::fmt::Display for ToySample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (from, how) = match (&self.source, self.drawing) {
            (Source::Generator(_), _) => ("the Zγ generator".to_string(), "new events for each toy"),
            (Source::Pool { events, .. }, drawing) => (
                format!("{} events of {}", events.len(), events.name()),
                if drawing == Drawing::WithReplacement { "with replacement" } else { "no event twice in a toy" },
            ),
        };
        write!(f, "toys of {} expected background and {} signal events", self.expected, self.expected_signal())?;
        write!(f, " from {from}, {how}")
    }
}

/// Adds names and values of all columns to a hash.
fn digest(events: &Events, hash: &mut Sha256) -> Result<()> {
    for name in events.columns() {
        hash.update(&name);
        let bytes: Vec<u8> = events.column(&name)?.iter().flat_map(|value| value.to_bits().to_le_bytes()).collect();
        hash.update(&bytes);
    }
    Ok(())
}
