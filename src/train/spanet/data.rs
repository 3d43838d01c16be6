//! Jets, labels, targets and weights of the events on one side of a split.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::{PartialEvents, TargetBalance};
use crate::represent::JetRows;
use crate::train::ClassWeights;
use crate::train::rows::{class_weights, weigh};

/// What SPANet is trained on, or validated with; the jets of both sides are held once.
#[derive(Debug, Clone)]
pub(crate) struct JetEvents {
    /// Scaled jets of all events.
    pub jets: Arc<JetRows>,
    /// Which events are on this side.
    pub events: Vec<u32>,
    /// 1 or 0.
    pub label: Vec<f32>,
    /// Weight of the class in the loss; the mean over the training events is 1.
    pub weight: Vec<f32>,
    /// Weight of the targets in the loss.
    pub target_weight: Vec<f32>,
}

impl JetEvents {
    /// Takes some events, all with weight 1.
    pub fn new(jets: &Arc<JetRows>, events: Vec<u32>, labels: &[u8]) -> JetEvents {
        let label: Vec<f32> = events.iter().map(|event| f32::from(labels[*event as usize])).collect();
        let ones = vec![1.0; label.len()];
        JetEvents { jets: jets.clone(), events, weight: ones.clone(), target_weight: ones, label }
    }

    /// Sets the weight of each event to that of its class.
    pub fn weigh(&mut self, of_class: [f32; 2]) {
        weigh(&mut self.weight, &self.label, of_class);
    }

    /// Weights of label 0 and 1 that these events ask for.
    pub fn class_weights(&self, wanted: ClassWeights) -> [f32; 2] {
        class_weights(&self.label, wanted)
    }

    /// Number of known Higgs bosons of the event in a row.
    pub fn known(&self, row: usize) -> usize {
        self.jets.targets[self.events[row] as usize].iter().flatten().count()
    }

    /// Weights of events with 0, 1 and 2 known Higgs bosons that these events ask for.
    pub fn target_weights(&self, wanted: TargetBalance) -> [f32; 3] {
        let mut counts = [0usize; 3];
        (0..self.events.len()).for_each(|row| counts[self.known(row)] += 1);
        match wanted {
            TargetBalance::Balanced if counts[1] > 0 && counts[2] > 0 => {
                let half = 0.5 * (counts[1] + counts[2]) as f32;
                [1.0, half / counts[1] as f32, half / counts[2] as f32]
            }
            _ => [1.0; 3],
        }
    }

    /// Sets the weight of the targets of each event to that of their number.
    pub fn weigh_targets(&mut self, of_number: [f32; 3]) {
        self.target_weight = (0..self.events.len()).map(|row| of_number[self.known(row)]).collect();
    }

    /// Feeds jets, targets and labels to a hash.
    pub fn digest(&self, hash: &mut Sha256) {
        hash.update((self.events.len() as u64).to_le_bytes());
        let mut bytes = Vec::new();
        for (&event, label) in self.events.iter().zip(&self.label) {
            bytes.clear();
            bytes.push(u8::from(*label > 0.5));
            for pair in self.jets.targets[event as usize] {
                bytes.extend(pair.unwrap_or([255; 2]));
            }
            let range = self.jets.range(event as usize);
            bytes.push(range.len() as u8);
            let values = &self.jets.x[range.start * JetRows::FEATURES..range.end * JetRows::FEATURES];
            bytes.extend(values.iter().flat_map(|value| value.to_bits().to_le_bytes()));
            hash.update(&bytes);
        }
    }
}

/// Leaves only the targets that the setting allows.
pub(crate) fn keep_targets(jets: &mut JetRows, partial: PartialEvents) {
    if partial == PartialEvents::Drop {
        for pairs in &mut jets.targets {
            if pairs.iter().any(Option::is_none) {
                *pairs = [None; 2];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> JetRows {
        let pair = Some([0, 1]);
        JetRows {
            starts: vec![0; 6],
            targets: vec![[pair, pair], [pair, None], [None, pair], [None, pair], [None, None]],
            ..JetRows::default()
        }
    }

    #[test]
    fn events_with_one_and_two_targets_count_the_same() {
        let jets = Arc::new(three());
        let mut events = JetEvents::new(&jets, (0..5).collect(), &[1, 1, 0, 0, 0]);
        events.weigh_targets(events.target_weights(TargetBalance::Balanced));
        assert_eq!(events.target_weight, [2.0, 2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0, 1.0]);
        assert_eq!(events.target_weights(TargetBalance::None), [1.0; 3]);
    }

    #[test]
    fn partial_events_can_be_dropped() {
        let mut jets = three();
        keep_targets(&mut jets, PartialEvents::Drop);
        assert_eq!(jets.targets.iter().filter(|pairs| pairs[0].is_some() || pairs[1].is_some()).count(), 1);
    }
}
