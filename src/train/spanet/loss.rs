//! The symmetric loss of pairing and detection: the smaller one of the two ways to give h1 and h2 to the branches.

/// What each task counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tasks {
    /// Of the right pair among all pairs.
    pub assignment: f64,
    /// Of "this Higgs boson is known".
    pub detection: f64,
}

/// The outputs of both branches for one event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Branches<'a> {
    /// Logits of all pairs of jets.
    pub pairs: [&'a [f32]; 2],
    /// Margins of detection.
    pub detection: [f32; 2],
}

/// The targets as the branches get them, and what they cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Assigned {
    /// Number of the right pair for each branch.
    pub target: [Option<usize>; 2],
    /// Cross-entropy of the pairs, summed over the branches, nats.
    pub assignment: f64,
    /// Binary cross-entropy of detection, summed over the branches, nats.
    pub detection: f64,
}

/// Chooses the permutation of the targets with the smaller weighted loss.
///
/// −ln softmax over the pairs (x < y) equals −ln (2 softmax over all T × T pairs) of symmetric logits, so that b1 ↔ b2
/// costs nothing.
pub(crate) fn assign(branches: &Branches, targets: [Option<usize>; 2], tasks: Tasks) -> Assigned {
    let normaliser = branches.pairs.map(log_sum_exp);
    let cost = |order: [usize; 2]| {
        let mut assigned = Assigned { target: order.map(|t| targets[t]), assignment: 0.0, detection: 0.0 };
        for (branch, norm) in normaliser.iter().enumerate() {
            let margin = f64::from(branches.detection[branch]);
            let known = assigned.target[branch];
            assigned.assignment += known.map_or(0.0, |pair| norm - f64::from(branches.pairs[branch][pair]));
            let softplus = margin.max(0.0) + (-margin.abs()).exp().ln_1p();
            assigned.detection += softplus - if known.is_some() { margin } else { 0.0 };
        }
        assigned
    };
    let total = |a: &Assigned| tasks.assignment * a.assignment + tasks.detection * a.detection;
    let (straight, crossed) = (cost([0, 1]), cost([1, 0]));
    if total(&crossed) < total(&straight) { crossed } else { straight }
}

/// Gradient of `scale` · cross-entropy of the pairs of one branch: scale · (softmax − 1 at the target).
pub(crate) fn pair_slopes(slopes: &mut [f32], logits: &[f32], target: Option<usize>, scale: f32) {
    let Some(target) = target else {
        slopes.fill(0.0);
        return;
    };
    let most = largest(logits);
    let mut total = 0.0;
    for (slope, logit) in slopes.iter_mut().zip(logits) {
        *slope = (logit - most).exp();
        total += *slope;
    }
    slopes.iter_mut().for_each(|slope| *slope *= scale / total);
    slopes[target] -= scale;
}

/// Gradient of `scale` · cross-entropy of detection: scale · (σ − known).
pub(crate) fn detection_slope(margin: f32, target: Option<usize>, scale: f32) -> f32 {
    let known = if target.is_some() { 1.0 } else { 0.0 };
    scale * (1.0 / (1.0 + (-margin).exp()) - known)
}

fn log_sum_exp(logits: &[f32]) -> f64 {
    let most = largest(logits);
    f64::from(most) + logits.iter().map(|x| f64::from(x - most).exp()).sum::<f64>().ln()
}

fn largest(logits: &[f32]) -> f32 {
    logits.iter().fold(f32::NEG_INFINITY, |a, b| a.max(*b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::spanet::pairs::{pair_count, pair_index};
    use crate::rng;
    use rand::Rng;

    fn random(n: usize, seed: u64) -> Vec<f32> {
        let mut stream = rng::stream(seed, "logits", 0, 0);
        (0..n).map(|_| stream.next_u32() as f32 / u32::MAX as f32 * 6.0 - 3.0).collect()
    }

    fn total(assigned: &Assigned, tasks: Tasks) -> f64 {
        tasks.assignment * assigned.assignment + tasks.detection * assigned.detection
    }

    #[test]
    fn swapping_targets_or_branches_changes_nothing() {
        let tasks = Tasks { assignment: 0.7, detection: 0.3 };
        for seed in 0..200 {
            let jets = 4 + (seed % 7) as usize;
            let (a, b) = (random(pair_count(jets), seed), random(pair_count(jets), seed + 1000));
            let (b1, b2) = (pair_index(0, 2), pair_index(2, 0)); // b1 ↔ b2
            assert_eq!(b1, b2);
            for targets in [[Some(b1), Some(pair_index(1, 3))], [Some(b1), None], [None, None]] {
                let margin = [a[0], b[0]];
                let loss = |pairs: [&[f32]; 2], detection: [f32; 2], targets: [Option<usize>; 2]| {
                    total(&assign(&Branches { pairs, detection }, targets, tasks), tasks)
                };
                let straight = loss([&a, &b], margin, targets);
                let turned = [targets[1], targets[0]];
                for other in [
                    loss([&a, &b], margin, turned),
                    loss([&b, &a], [margin[1], margin[0]], targets),
                    loss([&b, &a], [margin[1], margin[0]], turned),
                ] {
                    assert!((straight - other).abs() < 1e-6 * straight.abs().max(1.0), "{straight} {other}");
                }
            }
        }
    }

    #[test]
    fn slopes_are_differences_of_the_loss() {
        let (a, b) = (random(6, 1), random(6, 2));
        let tasks = Tasks { assignment: 0.7, detection: 0.3 };
        for targets in [[Some(0), Some(5)], [None, Some(2)]] {
            let at = |pairs: [&[f32]; 2], detection: [f32; 2]| {
                total(&assign(&Branches { pairs, detection }, targets, tasks), tasks)
            };
            let chosen = assign(&Branches { pairs: [&a, &b], detection: [0.4, -0.2] }, targets, tasks);
            let mut slopes = vec![0.0; 6];
            pair_slopes(&mut slopes, &a, chosen.target[0], tasks.assignment as f32);
            for k in 0..6 {
                let moved = |by: f32| {
                    let mut a = a.clone();
                    a[k] += by;
                    at([&a, &b], [0.4, -0.2])
                };
                assert!(((moved(1e-2) - moved(-1e-2)) / 2e-2 - f64::from(slopes[k])).abs() < 1e-3, "{k}");
            }
            let numeric = (at([&a, &b], [0.41, -0.2]) - at([&a, &b], [0.39, -0.2])) / 0.02;
            assert!((numeric - f64::from(detection_slope(0.4, chosen.target[0], tasks.detection as f32))).abs() < 1e-3);
        }
    }

    #[test]
    fn not_a_number_stays_visible() {
        let broken = [f32::NAN; 6];
        let assigned = assign(
            &Branches { pairs: [&broken, &broken], detection: [0.0; 2] },
            [Some(0), None],
            Tasks { assignment: 1.0, detection: 0.0 },
        );
        assert!(assigned.assignment.is_nan());
    }
}
