//! §1 of the Note: CWoLa on di-Higgs events, dense network.

use super::Profile;
use super::reference::FIGURE_1_DNN;
use crate::error::{Error, Result};
use crate::events::{Events, Label};
use crate::mixing::MixedSample;
use crate::plot::{Figure, Panel, Series};
use crate::report::{Cell, Table};
use crate::represent::Scaling;
use crate::selection::{FeatureSet, JetChoice, pair_jets};
use crate::stats::Measured;
use crate::train::{TrainConfig, train_cwola, train_supervised};

/// Samples of §1: two-tag di-Higgs events of six resonance masses and two-tag multijet events.
#[derive(Debug, Clone)]
pub struct DiHiggsSample {
    /// Signal events that may be mixed.
    pub signal: Events,
    /// Background events that may be mixed.
    pub background: Events,
    /// Equal numbers of both that no training sees.
    pub test: Events,
    /// Events in each mixture.
    pub size: usize,
}

impl DiHiggsSample {
    /// Reads the samples and pairs the jets: tagged jets first, min-ΔR.
    ///
    /// The Note mixes 500k signal and 500k background events; the bundled samples have 34k and 32k.
    ///
    /// # Errors
    /// A sample that is missing.
    pub fn load(profile: Profile) -> Result<DiHiggsSample> {
        let read = |name, label| pair_jets(&Events::sample(name)?, JetChoice::TaggedFirst)?.labelled(label);
        let (signal, background) = (read("dihiggs_2tag", Label::Signal)?, read("multijet_2tag", Label::Background)?);
        let test_size = profile.choose(2_000, 4_000, 4_000);
        let most = (signal.len().min(background.len())).saturating_sub(test_size);
        let size = profile.choose(4_000, 16_000, most).min(most);
        let (test_signal, signal) = split(&signal, test_size, size)?;
        let (test_background, background) = split(&background, test_size, size)?;
        let test = Events::concat(&[test_signal, test_background])?.with_name("pure test sample");
        Ok(DiHiggsSample { signal, background, test, size })
    }
}

/// `test` and `size` events that do not overlap, drawn at random: the files are sorted by mass.
fn split(events: &Events, test: usize, size: usize) -> Result<(Events, Events)> {
    use rand::seq::SliceRandom;
    let mut rows: Vec<usize> = (0..events.len()).collect();
    rows.shuffle(&mut crate::rng::stream(17, "test events", 0, 0));
    Ok((events.rows(&rows[..test])?, events.rows(&rows[test..test + size])?))
}

/// The Note's network of §1: five layers of 256 nodes, Adam 2.28e-4, batches of 512, patience 10.
///
/// `scaling` is [`Scaling::None`] as published (raw GeV and radians); standardised features are our default.
pub fn dihiggs_config(profile: Profile, scaling: Scaling) -> TrainConfig {
    TrainConfig::dnn()
        .with_hidden(&[256; 5])
        .with_features(&FeatureSet::dihiggs().names())
        .with_learning_rate(2.28e-4)
        .with_batch_size(512)
        .with_scaling(scaling)
        .with_repeats(profile.choose(2, 3, 10))
}

/// Table 1: the 16 features of the dense network.
///
/// # Errors
/// None in practice.
pub fn table_1(_profile: Profile) -> Result<Table> {
    let mut table =
        Table::new("Table 1: input features of the dense network", &["object", "Note", "#", "columns here"]);
    let names = FeatureSet::dihiggs();
    let groups = [
        ("Higgs candidates", "(pT, η, φ, m)", 0..8),
        ("subjets", "ΔR(j1, j2)", 8..10),
        ("b-tagging", "boolean of each jet", 10..14),
        ("di-Higgs system", "pT_hh, m_hh", 14..16),
    ];
    for (object, note, range) in groups {
        let columns = names.names()[range.clone()].join(", ");
        table =
            table.with_row(&[Cell::from(object), Cell::from(note), Cell::from(range.len()), Cell::from(columns)])?;
    }
    Ok(table)
}

/// AUC against signal fraction, and the AUC of full supervision.
#[derive(Debug, Clone)]
pub struct FractionScan {
    /// Signal fraction f1 of M1; f2 = 1 − f1.
    pub f1: Vec<f64>,
    /// AUC on pure events at each f1; for f1 < f2, where M2 is the signal-rich mixture, of 1 − score.
    pub auc: Vec<Measured>,
    /// AUC of the same network with true labels.
    pub supervised: Measured,
}

impl FractionScan {
    /// The AUC at each fraction beside the Note's.
    pub fn table(&self) -> Table {
        let mut table = Table::new("AUC against signal fraction, dense network", &["f1", "AUC", "AUC (Note)"]);
        for (f1, auc) in self.f1.iter().zip(&self.auc) {
            let note =
                FIGURE_1_DNN.get((f1 * 10.0).round() as usize).map_or(Cell::Missing, |auc| Cell::number(*auc, 3));
            table.rows.push(vec![Cell::number(*f1, 1), Cell::from(*auc), note]);
        }
        table.rows.push(vec!["fully supervised".into(), self.supervised.into(), Cell::Missing]);
        table.with_note(&format!("Mean ± standard deviation of {} trainings.", self.supervised.n))
    }

    /// The AUC at one of the fractions of the scan.
    ///
    /// # Errors
    /// A fraction that is not among those of the scan.
    pub fn auc_at(&self, f1: f64) -> Result<Measured> {
        let known: Vec<String> = self.f1.iter().map(f64::to_string).collect();
        let found = self.f1.iter().position(|x| (x - f1).abs() < 1e-9).map(|k| self.auc[k]);
        found.ok_or_else(|| Error::unknown("signal fraction", &f1.to_string(), &known))
    }
}

/// Trains at each signal fraction and with true labels.
///
/// # Errors
/// A sample that is missing.
pub fn fraction_scan(profile: Profile, scaling: Scaling) -> Result<FractionScan> {
    let sample = DiHiggsSample::load(profile)?;
    let config = dihiggs_config(profile, scaling);
    let tenths: &[usize] =
        profile.choose(&[1, 5, 9], &[0, 1, 3, 4, 5, 6, 7, 9, 10], &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    let f1: Vec<f64> = tenths.iter().map(|tenth| *tenth as f64 / 10.0).collect();
    let auc = f1.iter().map(|f1| fraction_point(&sample, &config, *f1)).collect::<Result<Vec<_>>>()?;
    let all = Events::concat(&[sample.signal.clone(), sample.background.clone()])?;
    let supervised = train_supervised(&all, &config)?.evaluate(&sample.test)?.auc;
    Ok(FractionScan { f1, auc, supervised })
}

fn fraction_point(sample: &DiHiggsSample, config: &TrainConfig, f1: f64) -> Result<Measured> {
    let mixed = MixedSample::by_fraction(&sample.signal, &sample.background, f1, 1.0 - f1, sample.size, 1)?;
    let evaluation = train_cwola(&mixed, config)?.evaluate(&sample.test)?;
    let turned = |auc: f64| if f1 < 0.5 { 1.0 - auc } else { auc };
    Ok(Measured::from(&evaluation.scores.iter().map(|scores| turned(scores.auc())).collect::<Vec<_>>()))
}

/// Figure 1, dense network: AUC against f1 with the line of full supervision and the Note's points.
///
/// # Errors
/// A sample that is missing.
pub fn figure_1(profile: Profile) -> Result<Figure> {
    let scan = fraction_scan(profile, Scaling::Standard)?;
    let note_x: Vec<f64> = (0..11).map(|k| f64::from(k) / 10.0).collect();
    let repeats = dihiggs_config(profile, Scaling::Standard).repeats;
    let figure = Panel::scan("f_1 = 1 - f_2", "AUC", &[Series::new("CWoLa", &scan.f1, &scan.auc)?])
        .with_reference(&Series::values("Note", &note_x, &FIGURE_1_DNN)?)
        .with_level("fully supervised", scan.supervised.mean)
        .with_title("dense network")
        .figure();
    Ok(figure.with_caption(&format!(
        "Figure 1 (dense network): AUC on pure events against the signal fraction of M1. Error bars: standard deviation \
         of {repeats} trainings. Where f1 < 0.5 the score is turned round. The Note's samples are 500k events of each class \
         from MadGraph and Delphes, ours {} from Pythia with a fast detector.",
        DiHiggsSample::load(profile)?.size
    )))
}
