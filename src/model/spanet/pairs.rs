//! Pairs of jets: their numbers in a list, and the best two of them.

/// Number of pairs of `jets` jets.
pub(crate) fn pair_count(jets: usize) -> usize {
    jets * jets.saturating_sub(1) / 2
}

/// Place of the pair (x, y), x ≠ y, in the list (0, 1), (0, 2), (1, 2), (0, 3), …: it does not depend on the number of jets.
pub(crate) fn pair_index(x: usize, y: usize) -> usize {
    let (low, high) = (x.min(y), x.max(y));
    high * (high - 1) / 2 + low
}

/// The pair of the first and the pair of the second branch that have no jet in common and the largest sum of logits;
/// none for fewer than four jets.
///
/// Logits and logarithms of probabilities give the same pairs, as they differ by one number per branch.
pub(crate) fn choose_pairs(jets: usize, logits: [&[f32]; 2]) -> Option<[[usize; 2]; 2]> {
    let mut best: Option<(f32, [[usize; 2]; 2])> = None;
    let pairs = || (0..jets).flat_map(|y| (0..y).map(move |x| [x, y]));
    for first in pairs() {
        for second in pairs() {
            if first.iter().any(|jet| second.contains(jet)) {
                continue;
            }
            let sum = logits[0][pair_index(first[0], first[1])] + logits[1][pair_index(second[0], second[1])];
            if best.is_none_or(|(most, _)| sum > most) {
                best = Some((sum, [first, second]));
            }
        }
    }
    best.map(|(_, pairs)| pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_without_gap() {
        let all: Vec<usize> = (0..6).flat_map(|y| (0..y).map(move |x| pair_index(y, x))).collect();
        assert_eq!(all, (0..pair_count(6)).collect::<Vec<_>>());
    }

    #[test]
    fn the_best_pairs_share_no_jet() {
        let mut first = vec![0.0; pair_count(4)];
        let mut second = first.clone();
        first[pair_index(0, 2)] = 5.0;
        second[pair_index(2, 3)] = 4.0; // shares jet 2 with the first
        second[pair_index(1, 3)] = 1.0;
        assert_eq!(choose_pairs(4, [&first, &second]), Some([[0, 2], [1, 3]]));
        assert_eq!(choose_pairs(3, [&first, &second]), None);
    }
}
