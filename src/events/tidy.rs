//! Brings padded jets into their normal form: empty slots hold zeros, jets fall in pT.

use super::{Jets, Targets};

impl Jets {
    /// Puts zeros where there is no jet, whatever a file used as padding.
    pub(super) fn clear_empty_slots(&mut self) {
        for (k, _) in self.mask.iter().enumerate().filter(|(_, mask)| !**mask) {
            for values in [&mut self.pt, &mut self.eta, &mut self.phi, &mut self.mass] {
                values[k] = 0.0;
            }
            self.btag[k] = false;
            if let Some(flavour) = self.flavour.get_mut(k) {
                *flavour = 0;
            }
        }
    }

    /// Puts the jets of each event in order of decreasing pT, empty slots last; targets follow.
    ///
    /// Jets of equal pT keep their order. Events that are in order already are not touched.
    pub(super) fn order_by_pt(&mut self) {
        for event in 0..self.len() {
            let from = event * self.slots;
            let rank = |k: usize| if self.mask[from + k] { self.pt[from + k] } else { f32::NEG_INFINITY };
            if (1..self.slots).all(|k| rank(k) <= rank(k - 1)) {
                continue;
            }
            let mut order: Vec<usize> = (0..self.slots).collect();
            order.sort_by(|&a, &b| rank(b).total_cmp(&rank(a)));
            self.permute(event, &order);
        }
    }

    fn permute(&mut self, event: usize, order: &[usize]) {
        let range = event * self.slots..(event + 1) * self.slots;
        for values in [&mut self.pt, &mut self.eta, &mut self.phi, &mut self.mass] {
            reorder(&mut values[range.clone()], order);
        }
        for values in [&mut self.mask, &mut self.btag] {
            reorder(&mut values[range.clone()], order);
        }
        if !self.flavour.is_empty() {
            reorder(&mut self.flavour[range], order);
        }
        if let Some(Targets { h1_b1, h1_b2, h2_b1, h2_b2 }) = &mut self.targets {
            for target in [h1_b1, h1_b2, h2_b1, h2_b2] {
                let old = usize::try_from(target[event]).ok();
                target[event] = old.and_then(|old| order.iter().position(|&k| k == old)).map_or(-1, |new| new as i8);
            }
        }
    }
}

fn reorder<T: Copy>(values: &mut [T], order: &[usize]) {
    let old = values.to_vec();
    for (value, &k) in values.iter_mut().zip(order) {
        *value = old[k];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_follow_their_jets() {
        let mut jets = Jets {
            slots: 3,
            pt: vec![20.0, 99.0, 50.0],
            eta: vec![0.2, f32::NAN, 0.5],
            phi: vec![0.0; 3],
            mass: vec![0.0; 3],
            mask: vec![true, false, true],
            btag: vec![false, true, true],
            flavour: vec![4, 9, 5],
            targets: Some(Targets { h1_b1: vec![0], h1_b2: vec![2], h2_b1: vec![-1], h2_b2: vec![-1] }),
        };
        jets.clear_empty_slots();
        jets.order_by_pt();
        assert_eq!(jets.pt, [50.0, 20.0, 0.0]);
        assert_eq!(jets.eta, [0.5, 0.2, 0.0]);
        assert_eq!(jets.mask, [true, true, false]);
        assert_eq!(jets.btag, [true, false, false]);
        assert_eq!(jets.flavour, [5, 4, 0]);
        let targets = jets.targets.expect("targets survive");
        assert_eq!((targets.h1_b1, targets.h1_b2, targets.h2_b1), (vec![1], vec![0], vec![-1]));
    }
}
