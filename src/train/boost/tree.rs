//! One tree: grown level by level on histograms of gradients.

use super::BoostConfig;
use super::bins::{BINS, Binned, MISSING};
use crate::model::Node;

/// A leaf needs at least this sum of second derivatives.
const SMALLEST_CURVATURE: f64 = 1e-3;

/// Sums over some events.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    gradient: f64,
    curvature: f64,
    events: usize,
}

impl Sums {
    fn plus(self, other: Sums) -> Sums {
        Sums {
            gradient: self.gradient + other.gradient,
            curvature: self.curvature + other.curvature,
            events: self.events + other.events,
        }
    }

    fn minus(self, other: Sums) -> Sums {
        Sums {
            gradient: self.gradient - other.gradient,
            curvature: self.curvature - other.curvature,
            events: self.events - other.events,
        }
    }

    /// What a leaf with these events gains over nothing, twice.
    fn strength(self) -> f64 {
        self.gradient * self.gradient / self.curvature
    }
}

/// The best question found so far.
#[derive(Debug, Clone, Copy)]
struct Question {
    gain: f64,
    feature: usize,
    /// Last bin that goes left.
    bin: u8,
    missing_left: bool,
}

/// Grows trees on one set of events.
pub(super) struct Grower<'a> {
    binned: &'a Binned,
    config: &'a BoostConfig,
    gradients: Vec<[f32; 2]>,
    order: Vec<u32>,
    room: Vec<u32>,
    histogram: Vec<Sums>,
}

impl<'a> Grower<'a> {
    pub fn new(binned: &'a Binned, config: &'a BoostConfig) -> Grower<'a> {
        let n = binned.rows;
        let histogram = vec![Sums::default(); BINS + 1];
        Grower { binned, config, gradients: vec![[0.0; 2]; n], order: Vec::new(), room: vec![0; n], histogram }
    }

    /// A tree for the gradients of the cross-entropy at the margins, which it is then added to.
    pub fn tree(&mut self, labels: &[f32], margins: &mut [f32]) -> Vec<Node> {
        for ((g, y), margin) in self.gradients.iter_mut().zip(labels).zip(margins.iter()) {
            let p = 1.0 / (1.0 + (-margin).exp());
            *g = [p - y, p * (1.0 - p)];
        }
        self.order.clear();
        self.order.extend(0..self.binned.rows as u32);
        let mut nodes = vec![Node::Leaf(0.0)];
        self.grow(&mut nodes, 0, 0..self.binned.rows, self.config.depth, margins);
        nodes
    }

    fn grow(
        &mut self,
        nodes: &mut Vec<Node>,
        at: usize,
        range: std::ops::Range<usize>,
        depth: usize,
        margins: &mut [f32],
    ) {
        let total = self.sum(range.clone());
        let question = if depth > 0 { self.question(range.clone(), total) } else { None };
        let Some(question) = question else {
            let value = (-self.config.learning_rate * total.gradient / total.curvature) as f32;
            nodes[at] = Node::Leaf(value);
            self.order[range].iter().for_each(|row| margins[*row as usize] += value);
            return;
        };
        let middle = self.divide(range.clone(), question);
        let (left, right) = (nodes.len(), nodes.len() + 1);
        nodes.extend([Node::Leaf(0.0); 2]);
        let Question { feature, bin, missing_left, .. } = question;
        let threshold = self.binned.edges[feature].get(bin as usize).copied().unwrap_or(f32::INFINITY);
        nodes[at] = Node::Split { feature, threshold, missing_left, left, right };
        self.grow(nodes, left, range.start..middle, depth - 1, margins);
        self.grow(nodes, right, middle..range.end, depth - 1, margins);
    }

    fn sum(&self, range: std::ops::Range<usize>) -> Sums {
        let mut sums = Sums { events: range.len(), ..Sums::default() };
        for row in &self.order[range] {
            let [g, h] = self.gradients[*row as usize];
            sums.gradient += f64::from(g);
            sums.curvature += f64::from(h);
        }
        sums
    }

    /// The question that gains most; none when no question leaves enough events on both sides and gains.
    fn question(&mut self, range: std::ops::Range<usize>, total: Sums) -> Option<Question> {
        let mut best: Option<Question> = None;
        for feature in 0..self.binned.columns.len() {
            self.histogram.fill(Sums::default());
            let bins = &self.binned.columns[feature];
            for row in &self.order[range.clone()] {
                let [g, h] = self.gradients[*row as usize];
                let cell = &mut self.histogram[bins[*row as usize] as usize];
                cell.gradient += f64::from(g);
                cell.curvature += f64::from(h);
                cell.events += 1;
            }
            let missing = self.histogram[MISSING as usize];
            let sides: &[bool] = if missing.events > 0 { &[false, true] } else { &[false] };
            for missing_left in sides {
                // The last bin may be asked for as well when the missing values are then alone.
                let last = self.binned.edges[feature].len() + usize::from(self.binned.misses[feature] && !missing_left);
                let mut left = if *missing_left { missing } else { Sums::default() };
                for bin in 0..last {
                    left = left.plus(self.histogram[bin]);
                    let gain = self.gain(left, total);
                    if gain > best.map_or(1e-12, |question| question.gain) {
                        best = Some(Question { gain, feature, bin: bin as u8, missing_left: *missing_left });
                    }
                }
            }
            // Where no event lacks the value, later ones without it go to the larger side.
            if let Some(found) = best.as_mut().filter(|found| found.feature == feature && missing.events == 0) {
                let below: usize = self.histogram[..=found.bin as usize].iter().map(|cell| cell.events).sum();
                found.missing_left = 2 * below > total.events;
            }
        }
        best
    }

    fn gain(&self, left: Sums, total: Sums) -> f64 {
        let right = total.minus(left);
        let enough = |side: Sums| side.events >= self.config.smallest_leaf && side.curvature >= SMALLEST_CURVATURE;
        if enough(left) && enough(right) { left.strength() + right.strength() - total.strength() } else { 0.0 }
    }

    /// Puts the events of the left side first, in their order, and returns where the right side begins.
    fn divide(&mut self, range: std::ops::Range<usize>, question: Question) -> usize {
        let bins = &self.binned.columns[question.feature];
        let (mut kept, mut moved) = (range.start, 0);
        for k in range.clone() {
            let row = self.order[k];
            let bin = bins[row as usize];
            let left = if bin == MISSING { question.missing_left } else { bin <= question.bin };
            if left {
                self.order[kept] = row;
                kept += 1;
            } else {
                self.room[moved] = row;
                moved += 1;
            }
        }
        self.order[kept..range.end].copy_from_slice(&self.room[..moved]);
        kept
    }
}
