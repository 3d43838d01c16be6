//! §1 of the Note: CWoLa on di-Higgs events; the dense network, and what SPANet shares with it.

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
    /// Which network.
    pub network: String,
    /// The Note's AUC at f1 = 0, 0.1, … 1.
    pub note: Vec<f64>,
    /// Signal fraction f1 of M1; f2 = 1 − f1.
    pub f1: Vec<f64>,
    /// AUC on pure events at each f1; for f1 < f2, where M2 is the signal-rich mixture, of 1 − score.
    pub auc: Vec<Measured>,
    /// The same after turning every training with an AUC below one half upside down, as the published program does:
    /// trainings that learnt nothing then average above one half.
    pub swapped: Vec<Measured>,
    /// AUC of the same network with true labels.
    pub supervised: Measured,
}

impl FractionScan {
    /// The AUC at each fraction beside the Note's.
    pub fn table(&self) -> Table {
        let title = format!("AUC against signal fraction, {}", self.network);
        let mut table = Table::new(&title, &["f1", "AUC", "AUC, labels swapped if below 0.5", "AUC (Note)"]);
        for ((f1, auc), swapped) in self.f1.iter().zip(&self.auc).zip(&self.swapped) {
            let note = self.note.get((f1 * 10.0).round() as usize).map_or(Cell::Missing, |auc| Cell::number(*auc, 3));
            table.rows.push(vec![Cell::number(*f1, 1), Cell::from(*auc), Cell::from(*swapped), note]);
        }
        let supervised = self.supervised;
        table.rows.push(vec!["fully supervised".into(), supervised.into(), supervised.into(), Cell::Missing]);
        let most = self.auc.iter().map(|auc| auc.n).max().unwrap_or(0);
        let more = if most > self.supervised.n { format!(", of {most} at f1 = 0.5") } else { String::new() };
        table.with_note(&format!("Mean ± standard deviation of {} trainings{more}.", self.supervised.n))
    }

    /// The AUC at one of the fractions of the scan.
    ///
    /// # Errors
    /// A fraction that is not among those of the scan.
    pub fn auc_at(&self, f1: f64) -> Result<Measured> {
        self.at(f1, &self.auc)
    }

    /// The AUC at one of the fractions of the scan after the swap of labels; see [`FractionScan::swapped`].
    ///
    /// # Errors
    /// A fraction that is not among those of the scan.
    pub fn swapped_auc_at(&self, f1: f64) -> Result<Measured> {
        self.at(f1, &self.swapped)
    }

    fn at(&self, f1: f64, values: &[Measured]) -> Result<Measured> {
        let known: Vec<String> = self.f1.iter().map(f64::to_string).collect();
        let found = self.f1.iter().position(|x| (x - f1).abs() < 1e-9).map(|k| values[k]);
        found.ok_or_else(|| Error::unknown("signal fraction", &f1.to_string(), &known))
    }

    /// Points with error bars, the line of full supervision and the Note's points.
    pub(crate) fn panel(&self, curves: &[Series]) -> Result<Panel> {
        let note_x: Vec<f64> = (0..self.note.len()).map(|k| k as f64 / 10.0).collect();
        Ok(Panel::scan("f_1 = 1 - f_2", "AUC", curves)
            .with_reference(&Series::values("Note", &note_x, &self.note)?)
            .with_level("fully supervised", self.supervised.mean)
            .with_title(&self.network))
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
    scan_fractions(&sample, &config, Mixtures::Shared, tenths, "dense network", &FIGURE_1_DNN)
}

/// Which mixtures the trainings at one fraction see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mixtures {
    /// All the same: they differ in initial weights and order of events.
    Shared,
    /// Each its own: also which events are in M1 and which in M2 is drawn anew. At f1 = f2, where the spread of the
    /// trainings is the result, there are twice as many.
    Own,
}

/// Trains at f1 = 0.1 `tenths` and with true labels.
pub(super) fn scan_fractions(
    sample: &DiHiggsSample,
    config: &TrainConfig,
    mixtures: Mixtures,
    tenths: &[usize],
    network: &str,
    note: &[f64],
) -> Result<FractionScan> {
    let f1: Vec<f64> = tenths.iter().map(|tenth| *tenth as f64 / 10.0).collect();
    let points = f1.iter().map(|f1| fraction_point(sample, config, mixtures, *f1)).collect::<Result<Vec<_>>>()?;
    let (auc, swapped) = points.into_iter().unzip();
    let all = Events::concat(&[sample.signal.clone(), sample.background.clone()])?;
    let supervised = train_supervised(&all, config)?.evaluate(&sample.test)?.auc;
    Ok(FractionScan { network: network.into(), note: note.to_vec(), f1, auc, swapped, supervised })
}

/// AUC at one fraction, as it is and after the swap.
fn fraction_point(
    sample: &DiHiggsSample,
    config: &TrainConfig,
    mixtures: Mixtures,
    f1: f64,
) -> Result<(Measured, Measured)> {
    let turned = |auc: f64| if f1 < 0.5 { 1.0 - auc } else { auc };
    let events = (&sample.signal, &sample.background);
    let auc: Vec<f64> = trainings(sample, events, config, mixtures, f1)?.into_iter().map(turned).collect();
    let swapped: Vec<f64> = auc.iter().map(|auc| auc.max(1.0 - auc)).collect();
    Ok((Measured::from(&auc), Measured::from(&swapped)))
}

/// AUC on the test sample of each training at one fraction, on mixtures of the given signal and background events.
pub(super) fn trainings(
    sample: &DiHiggsSample,
    (signal, background): (&Events, &Events),
    config: &TrainConfig,
    mixtures: Mixtures,
    f1: f64,
) -> Result<Vec<f64>> {
    let auc = |seed: u64, config: &TrainConfig| -> Result<Vec<f64>> {
        let mixed = MixedSample::by_fraction(signal, background, f1, 1.0 - f1, sample.size, seed)?;
        Ok(train_cwola(&mixed, config)?.evaluate(&sample.test)?.scores.iter().map(|scores| scores.auc()).collect())
    };
    if mixtures == Mixtures::Shared {
        return auc(1, config);
    }
    let own = |draw: u64| auc(1 + draw, &config.clone().with_repeats(1).with_seed(config.seed + draw));
    let times = if (f1 - 0.5).abs() < 1e-9 { 2 } else { 1 };
    let all: Vec<Vec<f64>> = (0..times * config.repeats as u64).map(own).collect::<Result<_>>()?;
    Ok(all.concat())
}

/// Figure 1: AUC against f1 with the line of full supervision and the Note's points, for both networks.
///
/// # Errors
/// A sample that is missing.
pub fn figure_1(profile: Profile) -> Result<Figure> {
    let dense = fraction_scan(profile, Scaling::Standard)?;
    let dense = dense.panel(&[Series::new("CWoLa", &dense.f1, &dense.auc)?])?;
    let spanet = super::spanet::panel(profile, super::spanet::PairingTask::With)?;
    let repeats = dihiggs_config(profile, Scaling::Standard).repeats;
    let figure = Figure::of(&[dense, spanet], 2);
    Ok(figure.with_caption(&format!(
        "Figure 1: AUC on pure events against the signal fraction of M1. Left: dense network; right: SPANet with pairing \
         and classification, whose pairing task knows which events are signal. Error bars: standard deviation of \
         {repeats} trainings (dense) and {} (SPANet, each on its own mixture; twice as many at f1 = 0.5). Where f1 < 0.5 the score is turned round. \
         The Note's samples are 500k events of each class from MadGraph and Delphes, ours {} from Pythia with a fast detector.",
        super::spanet::spanet_config(profile, super::spanet::PairingTask::With).repeats,
        DiHiggsSample::load(profile)?.size
    )))
}
