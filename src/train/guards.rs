//! What can be wrong with the data of a training, and what is said about it.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{GuardPolicy, MissingValues, TrainConfig};
use crate::error::{Error, Result};
use crate::represent::{JetImages, JetRows, Matrix};

/// Kind of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Finding {
    /// Copies of one original event are on both sides of the split.
    SharedEvents,
    /// The validation side of the split has events of one class only: early stopping watches the wrong thing.
    OneClass,
    /// The training side has events of one class only, or one side is empty: no training is possible.
    Untrainable,
    /// Some events of a mixture have pairing targets and others have none, and a task uses them.
    TargetsTellTruth,
    /// A pairing task without any target.
    NoTargets,
    /// Jets without a single filled pixel.
    EmptyImages,
    /// A feature has the same value for all training events.
    ConstantFeature,
    /// A feature has values that are not finite numbers.
    NotFinite,
    /// The trained classifier cannot tell M1 from M2.
    NothingLearnt,
    /// The trained classifier gives higher scores to M2 than to M1.
    LabelsSwapped,
    /// A training stopped because its numbers were no longer finite.
    Diverged,
    /// The time budget ended before all trainings did.
    OutOfTime,
    /// A training could not be kept on disk.
    NotKept,
}

/// One thing that a guard found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardFinding {
    /// What kind of thing.
    pub finding: Finding,
    /// One sentence about it.
    pub sentence: String,
}

/// What the guards of a training found; empty when all is well.
///
/// # Example
/// ```
/// use cwola::train::GuardReport;
/// assert_eq!(GuardReport::default().to_string(), "The guards found nothing to complain about.");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct GuardReport {
    /// The findings, in the order of the checks.
    pub findings: Vec<GuardFinding>,
}

impl GuardReport {
    /// Whether a finding of this kind is there.
    pub fn has(&self, finding: Finding) -> bool {
        self.findings.iter().any(|found| found.finding == finding)
    }

    /// Whether nothing was found.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// Adds a finding.
    pub(crate) fn add(&mut self, finding: Finding, sentence: String) {
        self.findings.push(GuardFinding { finding, sentence });
    }

    /// Refuses data on which no training is possible, and with [`GuardPolicy::Refuse`] everything else that was found.
    pub(crate) fn judge(&mut self, policy: GuardPolicy) -> Result<()> {
        if self.has(Finding::NotFinite) || self.has(Finding::Untrainable) {
            return Err(Error::Guard(self.to_string()));
        }
        self.enforce(policy)?;
        if policy == GuardPolicy::Off {
            *self = GuardReport::default();
        }
        Ok(())
    }

    /// All sentences as an error when the policy is to refuse.
    fn enforce(&self, policy: GuardPolicy) -> Result<()> {
        if policy == GuardPolicy::Refuse && !self.is_clean() {
            return Err(Error::Guard(self.to_string()));
        }
        Ok(())
    }
}

impl std::fmt::Display for GuardReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_clean() {
            return f.write_str("The guards found nothing to complain about.");
        }
        let sentences: Vec<&str> = self.findings.iter().map(|found| found.sentence.as_str()).collect();
        f.write_str(&sentences.join(" "))
    }
}

/// What is checked before a training, whatever the network sees.
pub(crate) struct Inspection<'a> {
    /// 1 for M1, 0 for M2.
    pub labels: &'a [u8],
    /// Whether an event is a training event; else it is a validation event.
    pub is_train: &'a [bool],
    /// Original event of each row; empty when every row is its own.
    pub originals: &'a [u64],
    /// What label 1 and label 0 are called.
    pub names: [&'a str; 2],
}

impl Inspection<'_> {
    /// Looks at everything that can be seen before a training on a table.
    pub fn table(&self, matrix: &Matrix, missing: MissingValues) -> GuardReport {
        let mut report = self.split();
        self.features(matrix, missing, &mut report);
        report
    }

    /// Looks at everything that can be seen before a training on images.
    pub fn images(&self, images: &JetImages) -> GuardReport {
        let mut report = self.split();
        pixels(images, &mut report);
        report
    }

    /// Looks at everything that can be seen before a training on jets.
    pub fn jets(&self, jets: &JetRows, config: &TrainConfig, is_mixed: bool) -> GuardReport {
        let mut report = self.split();
        if config.spanet.uses_targets() {
            targets(jets, config.spanet.assignment_weight, is_mixed, &mut report);
        }
        report
    }

    fn split(&self) -> GuardReport {
        let mut report = GuardReport::default();
        self.shared_events(&mut report);
        self.one_class(&mut report);
        report
    }

    fn shared_events(&self, report: &mut GuardReport) {
        let side = |train: bool| -> HashSet<u64> {
            let rows = self.originals.iter().zip(self.is_train).filter(|(_, is_train)| **is_train == train);
            rows.map(|(original, _)| *original).collect()
        };
        let shared = side(true).intersection(&side(false)).count();
        if shared > 0 {
            report.add(
                Finding::SharedEvents,
                format!("{shared} original events are on both sides of the split into training and validation: the validation loss cannot be trusted; split before augmenting, by original event."),
            );
        }
    }

    fn one_class(&self, report: &mut GuardReport) {
        for (train, side) in [(true, "training"), (false, "validation")] {
            let rows = || self.labels.iter().zip(self.is_train).filter(move |(_, is_train)| **is_train == train);
            let ones = rows().filter(|(label, _)| **label == 1).count();
            let zeros = rows().count() - ones;
            let finding = if train || ones + zeros == 0 { Finding::Untrainable } else { Finding::OneClass };
            for (count, name) in [(ones, self.names[0]), (zeros, self.names[1])] {
                if count == 0 {
                    report.add(finding, format!("No {side} event is from {name}: there is nothing to tell apart."));
                }
            }
        }
    }

    fn features(&self, matrix: &Matrix, missing: MissingValues, report: &mut GuardReport) {
        let cols = matrix.cols;
        for (k, name) in matrix.names.iter().enumerate() {
            let column = || matrix.data.iter().skip(k).step_by(cols).copied();
            let may_miss = |value: &f32| missing == MissingValues::Zero && value.is_nan();
            let wrong = column().filter(|value| !(value.is_finite() || may_miss(value))).count();
            if wrong > 0 {
                report.add(
                    Finding::NotFinite,
                    format!("The feature \"{name}\" is not a finite number in {wrong} of {} events.", matrix.rows),
                );
                continue;
            }
            let train = column().zip(self.is_train).filter(|(_, is_train)| **is_train).map(|(value, _)| value);
            // A value that is missing is a zero to the network.
            let mut train = train.map(|value| if value.is_nan() { None } else { Some(value) });
            if let Some(first) = train.next()
                && train.all(|value| value == first)
            {
                report.add(
                    Finding::ConstantFeature,
                    format!(
                        "The feature \"{name}\" is {} for every training event and tells nothing; leave it out.",
                        first.map_or("missing".into(), |value| value.to_string())
                    ),
                );
            }
        }
    }
}

/// Targets that say which events are signal, or that are not there at all.
fn targets(jets: &JetRows, weight: f64, is_mixed: bool, report: &mut GuardReport) {
    let n = jets.len();
    let with = jets.targets.iter().filter(|pairs| pairs.iter().any(Option::is_some)).count();
    if with == 0 {
        let sentence =
            "No event has pairing targets: the pairing task has nothing to learn; use `with_assignment_weight(0.0)`.";
        report.add(Finding::NoTargets, sentence.into());
    } else if is_mixed && with < n {
        let sentence = format!(
            "{with} of {n} events have pairing targets and {} have none: targets come from the truth, and background has none, so with an assignment weight of {weight} the pairing task tells signal from background although the labels are mixed; train with `with_assignment_weight(0.0)`, or use `GuardPolicy::Warn` to see the leak.",
            n - with
        );
        report.add(Finding::TargetsTellTruth, sentence);
    }
}

/// Pixels that are no numbers, jets without pixels.
fn pixels(images: &JetImages, report: &mut GuardReport) {
    let n = images.len();
    for (jet, name) in ["leading", "sub-leading"].into_iter().enumerate() {
        let broken = |event: &usize| images.sparse(*event, jet).1.iter().any(|value| !value.is_finite());
        let wrong = (0..n).filter(broken).count();
        if wrong > 0 {
            let sentence =
                format!("The image of the {name} jet has pixels that are not finite numbers in {wrong} of {n} events.");
            report.add(Finding::NotFinite, sentence);
        }
        let empty = (0..n).filter(|&event| images.filled(event, jet) == 0).count();
        if empty > 0 {
            let sentence = format!("The image of the {name} jet is empty in {empty} of {n} events; leave them out.");
            report.add(Finding::EmptyImages, sentence);
        }
    }
}

/// Area under the ROC curve of `score` against `label`, ties counted half, and its standard error when
/// there is nothing to learn, √((n1 + n0 + 1) / (12 n1 n0)) (Mann and Whitney).
pub(crate) fn separation(score: &[f32], label: &[f32]) -> (f64, f64) {
    let mut order: Vec<usize> = (0..score.len()).collect();
    order.sort_unstable_by(|a, b| score[*a].total_cmp(&score[*b]));
    let (mut rank_sum, mut ones, mut begin) = (0.0, 0.0, 0);
    while begin < order.len() {
        let tied = order[begin..].iter().take_while(|&&row| score[row] == score[order[begin]]).count().max(1);
        let hits = order[begin..begin + tied].iter().filter(|&&row| label[row] > 0.5).count() as f64;
        rank_sum += hits * (begin as f64 + (tied as f64 + 1.0) / 2.0);
        ones += hits;
        begin += tied;
    }
    let zeros = score.len() as f64 - ones;
    let auc = (rank_sum - ones * (ones + 1.0) / 2.0) / (ones * zeros);
    (auc, ((ones + zeros + 1.0) / (12.0 * ones * zeros)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separation_counts_ties_half() {
        assert_eq!(separation(&[0.1, 0.2, 0.3, 0.4], &[0.0, 0.0, 1.0, 1.0]).0, 1.0);
        assert_eq!(separation(&[0.5; 4], &[0.0, 1.0, 0.0, 1.0]).0, 0.5);
        assert_eq!(separation(&[0.1, 0.2, 0.2], &[1.0, 1.0, 0.0]).0, 0.25);
    }
}
