//! The loss of a batch: the three tasks with their weights and normalisers.

use rayon::prelude::*;

use super::SpanetTraining;
use super::back::Slopes;
use super::data::JetEvents;
use super::loss::{Branches, Tasks, assign, detection_slope, pair_slopes};
use crate::model::SpanetWeights;
use crate::model::spanet::forward::{Engine, Tape, Wanted};
use crate::model::spanet::pairs::pair_index;
use crate::train::loss::{Sums, slopes};

/// Events whose validation loss is computed together.
const BLOCK: usize = 64;

/// What the loss of one event is multiplied with in a batch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scales {
    pub settings: SpanetTraining,
    /// w_c / N.
    pub class: f32,
    /// w_a / max(1, known Higgs bosons / 2).
    pub assignment: f32,
    /// w_d / N.
    pub detection: f32,
}

/// Sums over events, each with its weight in the total loss.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Parts {
    loss: f64,
    correct: f64,
}

/// The outputs that the tasks need.
pub(crate) fn wanted(settings: &SpanetTraining) -> Wanted {
    Wanted { class: settings.classification_weight > 0.0, pairs: settings.uses_targets() }
}

impl Scales {
    /// Those of a batch.
    pub fn of(settings: &SpanetTraining, data: &JetEvents, batch: &[u32]) -> Scales {
        let known: usize = batch.iter().map(|row| data.known(*row as usize)).sum();
        let n = batch.len().max(1) as f64;
        Scales {
            settings: *settings,
            class: (settings.classification_weight / n) as f32,
            assignment: (settings.assignment_weight / (0.5 * known as f64).max(1.0)) as f32,
            detection: (settings.detection_weight / n) as f32,
        }
    }
}

impl Parts {
    pub fn add(&mut self, other: &Parts) {
        self.loss += other.loss;
        self.correct += other.correct;
    }

    /// As the sums of a batch of this many events, whose mean is the loss.
    pub fn sums(&self, events: usize) -> Sums {
        Sums { loss: self.loss * events as f64, correct: self.correct }
    }
}

/// Fills the slopes of the outputs on the tape, which are those of the given rows, and returns their part of the loss.
pub(crate) fn slopes_of(tape: &Tape, data: &JetEvents, rows: &[u32], scales: &Scales, out: &mut Slopes) -> Parts {
    let mut parts = Parts::default();
    let wanted = wanted(&scales.settings);
    if wanted.class {
        let of = |values: &[f32]| -> Vec<f32> { rows.iter().map(|row| values[*row as usize]).collect() };
        out.margin.resize(rows.len(), 0.0);
        let sums = slopes(&tape.margin, &of(&data.label), &of(&data.weight), scales.class, &mut out.margin);
        parts.loss += f64::from(scales.class) * sums.loss;
        parts.correct += sums.correct;
    }
    if wanted.pairs {
        pairing(tape, data, rows, scales, out, &mut parts);
    }
    parts
}

fn pairing(tape: &Tape, data: &JetEvents, rows: &[u32], scales: &Scales, out: &mut Slopes, parts: &mut Parts) {
    let tasks = Tasks { assignment: scales.settings.assignment_weight, detection: scales.settings.detection_weight };
    for branch in 0..2 {
        out.pairs[branch].resize(tape.branches[branch].pairs.len(), 0.0);
        out.detection[branch].resize(rows.len(), 0.0);
    }
    for (k, &row) in rows.iter().enumerate() {
        let targets = data.jets.targets[data.events[row as usize] as usize];
        let targets = targets.map(|pair| pair.map(|[x, y]| pair_index(x.into(), y.into())));
        let detection = [tape.branches[0].detection[k], tape.branches[1].detection[k]];
        let branches = Branches { pairs: tape.pairs_of(k), detection };
        let assigned = assign(&branches, targets, tasks);
        let weight = data.target_weight[row as usize];
        let (a, d) = (weight * scales.assignment, weight * scales.detection);
        parts.loss += f64::from(a) * assigned.assignment + f64::from(d) * assigned.detection;
        let range = tape.pair_starts[k]..tape.pair_starts[k + 1];
        for (branch, (target, margin)) in assigned.target.into_iter().zip(detection).enumerate() {
            pair_slopes(&mut out.pairs[branch][range.clone()], branches.pairs[branch], target, a);
            out.detection[branch][k] = detection_slope(margin, target, d);
        }
    }
}

/// Loss and accuracy of the class on events that the network is not trained on.
pub(crate) fn validate(weights: &SpanetWeights, data: &JetEvents, settings: &SpanetTraining) -> (f64, f64) {
    let engine = Engine::new(weights);
    let all: Vec<u32> = (0..data.events.len() as u32).collect();
    let scales = Scales::of(settings, data, &all);
    let block = |(tape, out): &mut (Tape, Slopes), rows: &[u32]| {
        let events: Vec<u32> = rows.iter().map(|row| data.events[*row as usize]).collect();
        engine.forward(&data.jets, &events, wanted(settings), tape);
        slopes_of(tape, data, rows, &scales, out)
    };
    let parts: Vec<Parts> = all.par_chunks(BLOCK).map_init(Default::default, block).collect();
    let mut total = Parts::default();
    parts.iter().for_each(|part| total.add(part));
    (total.loss, total.correct / data.events.len() as f64)
}
