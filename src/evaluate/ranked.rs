//! Scores sorted once: what every metric is computed from.

use super::Scores;

/// Weight of signal and of background at one distinct score.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    pub score: f64,
    pub signal: f64,
    pub background: f64,
    /// Sums of squared weights, for statistical errors.
    pub signal2: f64,
    pub background2: f64,
}

/// Sum of weights and of squared weights of each class.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Totals {
    pub signal: f64,
    pub background: f64,
    pub signal2: f64,
    pub background2: f64,
}

/// The groups of equal scores, highest score first. −0 and 0 are equal.
pub(super) fn groups(scores: &Scores) -> Vec<Group> {
    let mut order: Vec<(f64, f64)> =
        (0..scores.len()).map(|row| (scores.score()[row], scores.signed_weight(row))).collect();
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let mut groups: Vec<Group> = Vec::new();
    for (score, weight) in order {
        match groups.last_mut() {
            Some(group) if group.score == score => group.add(weight),
            _ => {
                let mut group = Group { score, signal: 0.0, background: 0.0, signal2: 0.0, background2: 0.0 };
                group.add(weight);
                groups.push(group);
            }
        }
    }
    groups
}

impl Group {
    /// Adds an event; the weight of a background event comes with a minus sign.
    fn add(&mut self, signed: f64) {
        if signed.is_sign_positive() {
            self.signal += signed;
            self.signal2 += signed * signed;
        } else {
            self.background -= signed;
            self.background2 += signed * signed;
        }
    }
}

/// Sums over the groups in their order, so that running sums end exactly here.
pub(super) fn totals(groups: &[Group]) -> Totals {
    let mut totals = Totals::default();
    for group in groups {
        totals.signal += group.signal;
        totals.background += group.background;
        totals.signal2 += group.signal2;
        totals.background2 += group.background2;
    }
    totals
}

/// AUC = P(s > b) + ½ P(s = b) and its standard error.
pub(super) fn auc(groups: &[Group]) -> (f64, f64) {
    let totals = totals(groups);
    let (mut signal_above, mut background_above) = (0.0, 0.0);
    let mut wins = 0.0;
    for group in groups {
        wins += group.background * (signal_above + 0.5 * group.signal);
        signal_above += group.signal;
    }
    let auc = wins / (totals.signal * totals.background);
    // DeLong: the placement of each event among the events of the other class.
    signal_above = 0.0;
    let (mut signal_spread, mut background_spread) = (0.0, 0.0);
    for group in groups {
        let beaten = (totals.background - background_above - 0.5 * group.background) / totals.background;
        let beaten_by = (signal_above + 0.5 * group.signal) / totals.signal;
        signal_spread += group.signal2 * (beaten - auc).powi(2);
        background_spread += group.background2 * (beaten_by - auc).powi(2);
        signal_above += group.signal;
        background_above += group.background;
    }
    let variance = signal_spread / totals.signal.powi(2) * small_sample(totals.signal, totals.signal2)
        + background_spread / totals.background.powi(2) * small_sample(totals.background, totals.background2);
    (auc, variance.sqrt())
}

/// n / (n − 1) with the effective number of events n = (Σw)²/Σw²; NaN for one event.
fn small_sample(sum: f64, squares: f64) -> f64 {
    let n = sum * sum / squares;
    if n > 1.0 { n / (n - 1.0) } else { f64::NAN }
}
