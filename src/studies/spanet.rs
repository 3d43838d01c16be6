//! §1.2 of the Note: SPANet on di-Higgs events, with and without its pairing task.

use super::Profile;
use super::dihiggs::{DiHiggsSample, FractionScan, Mixtures, scan_fractions, trainings};
use super::reference::{FIGURE_1_SPANET, FIGURE_2_SPANET};
use crate::error::Result;
use crate::evaluate::PairingEfficiency;
use crate::events::{Events, Label};
use crate::plot::{Figure, Panel, Series};
use crate::report::{Cell, Table, efficiencies};
use crate::selection::JetChoice;
use crate::stats::Measured;
use crate::train::{GuardPolicy, Run, TrainConfig, train_supervised};

/// Whether SPANet learns pairs of jets besides the class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairingTask {
    /// Both tasks with weight 1 (Figure 1).
    With,
    /// The class alone (Figure 2).
    Without,
}

/// The SPANet of the studies: a small network in the quick and workshop profile, the public options in full.
///
/// The options of the Note's trainings are not public; those of the same author's resonant hh → 4b analysis stand in for
/// them. Guards only warn: the leak is what is studied.
pub fn spanet_config(profile: Profile, pairing: PairingTask) -> TrainConfig {
    let small = TrainConfig::spanet().with_repeats(3);
    let config = match profile {
        Profile::Quick => small.with_max_epochs(3).with_repeats(2),
        Profile::Workshop => small,
        Profile::Full => TrainConfig::published_spanet().with_repeats(3),
    };
    let config = config.with_guards(GuardPolicy::Warn);
    if pairing == PairingTask::With { config } else { config.with_assignment_weight(0.0) }
}

/// AUC against signal fraction, with or without pairing; each training has mixtures of its own.
///
/// # Errors
/// A sample that is missing.
pub fn spanet_scan(profile: Profile, pairing: PairingTask) -> Result<FractionScan> {
    let sample = DiHiggsSample::load(profile)?;
    let tenths: &[usize] = profile.choose(&[5, 7], &[0, 3, 5, 7, 10], &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    let (name, note) = match pairing {
        PairingTask::With => ("SPANet", &FIGURE_1_SPANET),
        PairingTask::Without => ("SPANet without pairing", &FIGURE_2_SPANET),
    };
    scan_fractions(&sample, &spanet_config(profile, pairing), Mixtures::Own, tenths, name, note)
}

/// One half of Figure 1, or Figure 2: as trained, and with labels swapped as published.
pub(super) fn panel(profile: Profile, pairing: PairingTask) -> Result<Panel> {
    let scan = spanet_scan(profile, pairing)?;
    let curves = [
        Series::new("CWoLa, labels swapped if AUC < 0.5", &scan.f1, &scan.swapped)?,
        Series::new("CWoLa, as trained", &scan.f1, &scan.auc)?,
    ];
    scan.panel(&curves)
}

/// Figure 2: AUC against f1 for SPANet without pairing.
///
/// # Errors
/// A sample that is missing.
pub fn figure_2(profile: Profile) -> Result<Figure> {
    let figure = panel(profile, PairingTask::Without)?.figure();
    Ok(figure.with_caption(&format!(
        "Figure 2: AUC on pure events against the signal fraction of M1, SPANet trained on the class alone. Error bars: \
         standard deviation of {} trainings, each on its own mixture (twice as many at f1 = 0.5). Where f1 < 0.5 the score \
         is turned round.",
        spanet_config(profile, PairingTask::Without).repeats
    )))
}

/// Events of §2 with m_H = 500 GeV and four-tag multijet events, in halves for training and for test.
#[derive(Debug, Clone)]
pub struct PairingSample {
    /// Signal and background with truth and targets.
    pub training: Events,
    /// Signal events that no training sees.
    pub test: Events,
}

impl PairingSample {
    /// Reads the samples.
    ///
    /// # Errors
    /// A sample that is missing.
    pub fn load(profile: Profile) -> Result<PairingSample> {
        let size = profile.choose(3_000, 16_000, 18_000);
        let signal = Events::sample("dihiggs_500")?.labelled(Label::Signal)?;
        let background = Events::sample("multijet_4b")?.labelled(Label::Background)?;
        let rows = |range: std::ops::Range<usize>| range.collect::<Vec<_>>();
        let test = signal.rows(&rows(size..(2 * size).min(signal.len())))?;
        let training = Events::concat(&[signal.head(size), background.head(size)])?;
        let training = training.with_name("m_H = 500 GeV and multijet, four tags");
        Ok(PairingSample { training, test: test.with_name("m_H = 500 GeV, four tags, test") })
    }

    /// Trains SPANet on both tasks with true labels.
    ///
    /// # Errors
    /// None in practice.
    pub fn train(&self, profile: Profile) -> Result<Run> {
        train_supervised(&self.training, &spanet_config(profile, PairingTask::With))
    }
}

/// Pairing efficiency of SPANet on test events with m_H = 500 GeV, beside that of min-ΔR on the same events.
///
/// # Errors
/// A sample that is missing.
pub fn pairing_table(profile: Profile) -> Result<Table> {
    let sample = PairingSample::load(profile)?;
    let mut all = vec![PairingEfficiency::min_delta_r(&sample.test, JetChoice::LeadingTagged)?];
    all.extend(sample.train(profile)?.pairing_efficiency(&sample.test)?);
    Ok(efficiencies(&all))
}

/// What the pairing task is told in an experiment on the leak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeakTargets {
    /// The targets as they are: right ones for signal, none for background.
    Known,
    /// Signal's point to jets drawn at random, background has none: only the presence of targets says what is signal.
    Shuffled,
    /// Signal has the right ones, background some at random: only their meaning says what is signal.
    Invented,
    /// All point to jets drawn at random, and all events have them: nothing says what is signal.
    Meaningless,
    /// The pairing task has weight 0.
    Unused,
}

impl LeakTargets {
    /// All of them, in the order of the experiment.
    pub const ALL: [LeakTargets; 5] = [
        LeakTargets::Known,
        LeakTargets::Shuffled,
        LeakTargets::Invented,
        LeakTargets::Meaningless,
        LeakTargets::Unused,
    ];

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            LeakTargets::Known => "signal: right, background: none (as published)",
            LeakTargets::Shuffled => "signal: random, background: none",
            LeakTargets::Invented => "signal: right, background: random",
            LeakTargets::Meaningless => "signal: random, background: random",
            LeakTargets::Unused => "not used (assignment weight 0)",
        }
    }

    /// The events of a class as the pairing task sees them.
    fn apply(self, events: &Events, label: Label) -> Result<Events> {
        match (self, label) {
            (LeakTargets::Shuffled | LeakTargets::Meaningless, Label::Signal) => {
                let shuffled = events.with_shuffled_targets(1)?;
                // With no target missing, their presence says nothing either.
                if self == LeakTargets::Meaningless { shuffled.with_invented_targets(1) } else { Ok(shuffled) }
            }
            (LeakTargets::Invented, Label::Signal) => events.with_invented_targets(1),
            (LeakTargets::Invented | LeakTargets::Meaningless, Label::Background) => events.with_invented_targets(1),
            _ => Ok(events.clone()),
        }
    }
}

/// AUC at f1 = f2 = 0.5, where the labels of the mixtures tell nothing.
#[derive(Debug, Clone)]
pub struct Leak {
    /// What the pairing task was told.
    pub targets: LeakTargets,
    /// AUC of each training on pure events.
    pub auc: Vec<f64>,
}

impl Leak {
    /// Mean and spread of the AUC.
    pub fn as_trained(&self) -> Measured {
        Measured::from(&self.auc)
    }

    /// The same after turning trainings with an AUC below one half upside down, as published.
    pub fn swapped(&self) -> Measured {
        Measured::from(&self.auc.iter().map(|auc| auc.max(1.0 - auc)).collect::<Vec<_>>())
    }
}

/// Trains SPANet at f1 = f2 = 0.5 with several kinds of targets, each training on mixtures of its own.
///
/// M1 and M2 are then the same in law, so that exchanging them turns a score s into 1 − s: whatever the pairing task
/// knows, the *mean* AUC over mixtures is one half. What it can change is how far single trainings are from it, to either
/// side; turning those below one half upside down, as published, makes an excess of that. Read both columns.
///
/// # Errors
/// A sample that is missing.
pub fn leak_experiment(profile: Profile, targets: &[LeakTargets]) -> Result<Vec<Leak>> {
    let sample = DiHiggsSample::load(profile)?;
    let leak = |targets: &LeakTargets| {
        let signal = targets.apply(&sample.signal, Label::Signal)?;
        let background = targets.apply(&sample.background, Label::Background)?;
        let pairing = if *targets == LeakTargets::Unused { PairingTask::Without } else { PairingTask::With };
        let config = spanet_config(profile, pairing);
        let auc = trainings(&sample, (&signal, &background), &config, Mixtures::Own, 0.5)?;
        Ok(Leak { targets: *targets, auc })
    };
    targets.iter().map(leak).collect()
}

/// A line per kind of targets.
pub(super) fn leak_table(leaks: &[Leak]) -> Table {
    let heads = ["targets of the pairing task", "AUC", "AUC, labels swapped if below 0.5", "each training"];
    let mut table = Table::new("SPANet at f1 = f2 = 0.5: what leaks?", &heads);
    for leak in leaks {
        let each: Vec<String> = leak.auc.iter().map(|auc| format!("{auc:.3}")).collect();
        table.rows.push(vec![
            leak.targets.words().into(),
            Cell::from(leak.as_trained()),
            Cell::from(leak.swapped()),
            each.join(", ").into(),
        ]);
    }
    table.with_note("The mixtures are alike: the labels of the class tell nothing about signal and background.")
}
