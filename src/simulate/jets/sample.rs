//! Samples: jets of the two leading jets' events, the cuts, and the table.

use polars::prelude::{Column, DataFrame};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::event::{Model, Worker};
use crate::error::{Error, Result};
use crate::events::{Constituents, Dijets, Events, JetView, Label};
use crate::physics::{FourVector, invariant_mass};
use crate::progress;

/// Which events a generator keeps; two jets with pT > 20 GeV are always asked for.
///
/// # Example
/// ```
/// use cwola::simulate::DijetSelection;
/// let both = DijetSelection::default(); // pT > 750 GeV, |η| < 2, 4300 < m_jj < 5900 GeV
/// assert_eq!(both.m_jj, Some((4300.0, 5900.0)));
/// assert_eq!(DijetSelection::all().pt_min, 0.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DijetSelection {
    /// Both jets have at least this pT, GeV (750).
    pub pt_min: f64,
    /// Both jets have |η| below this (2).
    pub eta_max: f64,
    /// Range of m_jj, GeV (4300 to 5900: signal region and both definitions of the sideband); none for all.
    pub m_jj: Option<(f64, f64)>,
}

impl Default for DijetSelection {
    fn default() -> DijetSelection {
        DijetSelection { pt_min: 750.0, eta_max: 2.0, m_jj: Some((4300.0, 5900.0)) }
    }
}

impl DijetSelection {
    /// Every event with two jets.
    pub fn all() -> DijetSelection {
        DijetSelection { pt_min: 0.0, eta_max: f64::MAX, m_jj: None }
    }

    /// The cuts on pT and η of the Note, section 4.3, without mass window.
    pub fn cuts() -> DijetSelection {
        DijetSelection { m_jj: None, ..DijetSelection::default() }
    }

    fn check(&self) -> Result<()> {
        let window = self.m_jj.is_none_or(|(low, high)| low < high);
        if window && self.pt_min.is_finite() && self.eta_max > 0.0 {
            return Ok(());
        }
        let expected = "a finite pT, a positive |η| and a mass window with its lower edge first";
        Err(Error::value("the selection of di-jets", expected, format!("{self:?}")))
    }
}

/// pT, η, φ, mass of a jet.
type Jet = [f64; 4];

/// One kept event.
#[derive(Debug, Clone, Copy)]
struct Row {
    event: u64,
    m_jj: f64,
    mhat: f64,
    jets: [Jet; 2],
}

/// Kept events of a range, and how many passed which cut.
#[derive(Debug, Clone, Default)]
struct Part {
    rows: Vec<Row>,
    constituents: [Constituents; 2],
    /// All, two jets, pT, η, kept.
    flow: [u64; 5],
}

/// Events that one thread makes at once, and between two looks at how many there are.
const GRAIN: u64 = 64;
const ROUND: u64 = 8192;
/// Events without a single kept one after which a generator gives up.
const HOPELESS: u64 = 100_000;

/// What was generated for `n` kept events.
pub(super) struct Generated {
    pub events: Events,
    /// Generated and kept.
    pub flow: [u64; 5],
}

/// Generates until `n` events are kept.
pub(super) fn generate(
    name: &str,
    model: &Model,
    selection: &DijetSelection,
    n: usize,
    seed: u64,
    label: Label,
) -> Result<Generated> {
    selection.check()?;
    if n > 50_000_000 {
        return Err(Error::value("the number of events", "at most 50 million", n));
    }
    let (mut kept, mut next) = (Part::default(), 0u64);
    let (start, mut told) = (std::time::Instant::now(), 0);
    while kept.rows.len() < n {
        crate::interrupt::check(|| {
            format!("Making {name} events was interrupted after {} of {n}. Nothing of it is kept.", kept.rows.len())
        })?;
        let missing = (n - kept.rows.len()) as u64;
        // At first as if all events passed, then by the share that did.
        let share = (kept.rows.len() as f64 + 1.0) / (next as f64 + 1.0);
        let round = ((missing as f64 / share * 1.02) as u64 + 8).clamp(GRAIN, ROUND);
        let parts: Vec<Result<Part>> = (0..round.div_ceil(GRAIN))
            .into_par_iter()
            .map_init(Worker::new, |worker, k| {
                let from = next + k * GRAIN;
                range(worker, model, selection, seed, from..from + GRAIN)
            })
            .collect();
        for part in parts {
            if kept.rows.len() < n {
                next += GRAIN;
                kept.append(part?, n)?;
            }
        }
        if kept.rows.is_empty() && next >= HOPELESS {
            let quantity = format!("the share of {name} events that pass the selection");
            return Err(Error::value(&quantity, "above zero", format!("none of {next}")));
        }
        let seconds = start.elapsed().as_secs() / 5;
        if seconds > told {
            told = seconds;
            progress::line(&format!("{name}: {} of {n} events", kept.rows.len()));
        }
    }
    let flow = kept.flow;
    Ok(Generated { events: kept.table(name, label)?, flow })
}

/// The kept ones of a range of events.
fn range(
    worker: &mut Worker,
    model: &Model,
    selection: &DijetSelection,
    seed: u64,
    events: std::ops::Range<u64>,
) -> Result<Part> {
    let (mut part, mut index, mut flat) = (Part::default(), Vec::new(), [Vec::new(), Vec::new(), Vec::new()]);
    for event in events {
        let hard = worker.event(model, seed, event);
        part.flow[0] += 1;
        let Some((order, jets)) = leading(worker) else { continue };
        part.flow[1] += 1;
        if jets[1][0] <= selection.pt_min {
            continue;
        }
        part.flow[2] += 1;
        if jets.iter().any(|jet| jet[1].abs() >= selection.eta_max) {
            continue;
        }
        part.flow[3] += 1;
        let m_jj = invariant_mass(&jets.map(|[pt, eta, phi, mass]| FourVector::new(pt, eta, phi, mass)));
        if selection.m_jj.is_some_and(|(low, high)| m_jj <= low || m_jj >= high) {
            continue;
        }
        part.flow[4] += 1;
        part.rows.push(Row { event, m_jj, mhat: hard.mass, jets });
        for (which, jet) in order.into_iter().enumerate() {
            worker.clusterer.constituents(jet, &mut index);
            let all = &worker.detector.candidates;
            index.sort_unstable_by(|&a, &b| all[b as usize].pt.total_cmp(&all[a as usize].pt));
            flat.iter_mut().for_each(Vec::clear);
            for &k in &index {
                let candidate = all[k as usize];
                flat[0].push(candidate.pt as f32);
                flat[1].push(candidate.eta as f32);
                flat[2].push(candidate.phi as f32);
            }
            part.constituents[which].push(JetView { pt: &flat[0], eta: &flat[1], phi: &flat[2] })?;
        }
    }
    Ok(part)
}

/// The two jets that lead after the correction of their energies, if both are above 20 GeV.
fn leading(worker: &Worker) -> Option<([usize; 2], [Jet; 2])> {
    // The correction can change the order of jets that are close, never of those far down.
    let mut jets: Vec<(usize, Jet)> = (0..worker.clusterer.len().min(4)).map(|k| (k, corrected(worker, k))).collect();
    jets.sort_by(|a, b| b.1[0].total_cmp(&a.1[0]));
    match jets[..] {
        [(a, first), (b, second), ..] if second[0] >= 20.0 => Some(([a, b], [first, second])),
        _ => None,
    }
}

/// pT, η, φ, mass of a jet with the energy scale of Delphes' card of CMS.
fn corrected(worker: &Worker, jet: usize) -> Jet {
    let [px, py, pz, e] = worker.clusterer.momentum(jet);
    let pt = px.hypot(py);
    let eta = (pz / pt).asinh();
    let mass = (e * e - px * px - py * py - pz * pz).max(0.0).sqrt();
    let scale = ((2.5 - 0.15 * eta.abs()).powi(2) / pt + 1.0).sqrt();
    [pt * scale, eta, py.atan2(px), mass * scale]
}

impl Part {
    /// Adds the next range, up to `n` events.
    fn append(&mut self, next: Part, n: usize) -> Result<()> {
        for (sum, more) in self.flow.iter_mut().zip(next.flow) {
            *sum += more;
        }
        let take = next.rows.len().min(n - self.rows.len());
        self.rows.extend(&next.rows[..take]);
        for (all, more) in self.constituents.iter_mut().zip(&next.constituents) {
            for event in 0..take {
                all.push(more.of(event))?;
            }
        }
        Ok(())
    }

    /// The columns of two-jet files.
    fn table(self, name: &str, label: Label) -> Result<Events> {
        let of = |f: &dyn Fn(&Row) -> f64| self.rows.iter().map(|row| f(row) as f32).collect::<Vec<f32>>();
        let mut columns = vec![Column::new("m_jj".into(), of(&|row| row.m_jj))];
        for which in 0..2 {
            for (k, quantity) in ["pt", "eta", "phi", "m"].iter().enumerate() {
                let column = format!("{quantity}_j{}", which + 1);
                columns.push(Column::new(column.into(), of(&|row| row.jets[which][k])));
            }
            let jets = &self.constituents[which];
            let numbers: Vec<i32> = (0..self.rows.len()).map(|event| jets.of(event).len() as i32).collect();
            columns.push(Column::new(format!("n_j{}", which + 1).into(), numbers));
        }
        columns.push(Column::new("mhat".into(), of(&|row| row.mhat)));
        let event: Vec<u32> = self.rows.iter().map(|row| row.event as u32).collect();
        columns.push(Column::new("event".into(), event));
        let frame = DataFrame::new(self.rows.len(), columns)?;
        Events::from_frame(name, frame)?.labelled(label)?.with_dijets(Dijets::new(self.constituents)?)
    }
}
