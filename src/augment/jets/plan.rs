//! Which rows an augmented sample consists of.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::{JetAugmentation, Originals, RowOrder};
use crate::rng;

/// One row of an augmented sample: a row of the sample before, and the number of the copy (0: the original).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Planned {
    pub(crate) row: usize,
    pub(crate) copy: u16,
}

impl JetAugmentation {
    /// The rows in the order of the recipe.
    ///
    /// `originals` names the event behind each row; rows for which `fixed` is true stay as they are: no copies, never
    /// left out (validation events). The order of a shuffled sample depends on (seed, `shuffle`).
    pub(crate) fn plan(&self, originals: &[u64], fixed: impl Fn(usize) -> bool, shuffle: u64) -> Vec<Planned> {
        let half = |row: usize| self.originals != Originals::Half || self.draw("jet half", originals[row], 0) < 0.5;
        let stays = |row: &usize| fixed(*row) || self.originals != Originals::Drop && half(*row);
        let mut rows: Vec<Planned> = (0..originals.len()).filter(stays).map(|row| Planned { row, copy: 0 }).collect();
        for copy in 1..=self.copies as u16 {
            let copied = |row: &usize| {
                let chosen = || self.share >= 1.0 || self.draw("jet share", originals[*row], copy.into()) < self.share;
                !fixed(*row) && half(*row) && chosen()
            };
            rows.extend((0..originals.len()).filter(copied).map(|row| Planned { row, copy }));
        }
        if self.order == RowOrder::Shuffled {
            rows.shuffle(&mut rng::stream(self.seed, "jet shuffle", shuffle, 0));
        }
        rows
    }

    fn draw(&self, purpose: &str, original: u64, copy: u64) -> f64 {
        rng::stream(self.seed, purpose, original, copy).random()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: usize = 400;

    fn numbers() -> Vec<u64> {
        (0..EVENTS as u64).map(|k| k * 3 + 1).collect()
    }

    fn of(recipe: &JetAugmentation) -> Vec<Planned> {
        recipe.plan(&numbers(), |_| false, 0)
    }

    #[test]
    fn unshuffled_copies_follow_in_the_order_of_their_originals() {
        let rows = of(&JetAugmentation::identical_copies(2));
        assert_eq!(rows.len(), 3 * EVENTS);
        assert!(rows.iter().enumerate().all(|(k, p)| (p.row, p.copy as usize) == (k % EVENTS, k / EVENTS)));
    }

    #[test]
    fn shuffling_changes_the_order_only() {
        let (made, mut shuffled) = (of(&JetAugmentation::rotation()), of(&JetAugmentation::rotation().shuffled()));
        assert_ne!(made, shuffled);
        shuffled.sort_by_key(|planned| (planned.copy, planned.row));
        assert_eq!(made, shuffled);
    }

    #[test]
    fn a_smaller_share_is_part_of_a_larger_one() {
        let copied = |share| -> Vec<usize> {
            of(&JetAugmentation::copy_share(share)).iter().filter(|p| p.copy == 1).map(|p| p.row).collect()
        };
        let sets: Vec<Vec<usize>> = [0.25, 0.5, 0.75, 1.0].map(copied).to_vec();
        for (pair, share) in sets.windows(2).zip([0.25, 0.5, 0.75]) {
            assert!(pair[0].iter().all(|row| pair[1].contains(row)));
            // Five standard deviations of a binomial number.
            assert!((pair[0].len() as f64 - share * EVENTS as f64).abs() < 5.0 * (0.25 * EVENTS as f64).sqrt());
        }
        assert_eq!(sets[3].len(), EVENTS);
    }

    #[test]
    fn half_and_copy_holds_each_chosen_event_twice() {
        let rows = of(&JetAugmentation::half_and_copy());
        let (originals, copies): (Vec<Planned>, Vec<Planned>) = rows.iter().partition(|planned| planned.copy == 0);
        let events = |rows: &[Planned]| rows.iter().map(|planned| planned.row).collect::<Vec<_>>();
        assert_eq!(events(&originals), events(&copies));
        assert!((originals.len() as f64 - 200.0).abs() < 50.0);
    }

    #[test]
    fn validation_events_stay_and_are_not_copied() {
        let rows = JetAugmentation::rotation().augmented_only().plan(&numbers(), |row| row < 100, 0);
        assert!(rows.iter().all(|planned| (planned.copy == 0) == (planned.row < 100)));
        assert_eq!(rows.len(), EVENTS);
    }
}
