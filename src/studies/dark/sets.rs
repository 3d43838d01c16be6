//! What a network of a scan is trained on.

use serde::{Deserialize, Serialize};

use crate::augment::{JetAugmentation, Originals, PtResolution};
use crate::mixing::StrengthConfig;
use crate::model::CnnKind;
use crate::selection::MassWindows;
use crate::studies::reference::{dark_valley_counts, dark_valley_old_counts};

/// When copies are made: before or after the split into training and validation events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum DataFlow {
    /// Split by original event, then augment the training events (§4.29 of the Note).
    #[default]
    SplitFirst,
    /// Augment, then split by row (§4.8): copies of one event are on both sides and early stopping is fooled. Kept to
    /// show the leak; nothing else should use it.
    AugmentFirst,
    /// The same, with the last rows of the unshuffled sample for validation (§4.17.1).
    AugmentFirstByPosition,
}

/// Which sideband is the second mixture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Sideband {
    /// [4400, 4700] ∪ [5500, 5800] GeV (§4.27): about as much background as in the signal region.
    #[default]
    New,
    /// [4300, 4700] ∪ [5500, 5900] GeV (§4.3): half as much again.
    Old,
}

impl Sideband {
    /// The mass windows.
    pub fn windows(self) -> MassWindows {
        match self {
            Sideband::New => MassWindows::dark_valley(),
            Sideband::Old => MassWindows::dark_valley_old(),
        }
    }

    /// Sizes at 139 fb⁻¹ as the Note has them.
    pub fn config(self, strength: f64) -> StrengthConfig {
        let counts = match self {
            Sideband::New => dark_valley_counts,
            Sideband::Old => dark_valley_old_counts,
        };
        let one = counts(1.0);
        StrengthConfig::new(strength, one.background_sr, one.background_sb)
            .with_signal_ratio(one.signal_sb / one.signal_sr)
    }
}

/// Whether the trainings of one point share their events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Draws {
    /// All trainings see one data set, drawn with this seed; they differ in initial weights and order.
    OneDataSet(u64),
    /// Each training draws its own data set (§4.43): training k with this seed + k.
    EachTraining(u64),
}

impl Default for Draws {
    fn default() -> Draws {
        Draws::OneDataSet(1)
    }
}

/// Which steps of the preprocessing training events go through; test events always go through all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Steps {
    /// Centring, rotation, flipping.
    #[default]
    All,
    /// Centring only (§4.48).
    CentringOnly,
}

/// Which network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum SetNetwork {
    /// A common sub-network for both images, product of its two outputs (§4.21.1).
    #[default]
    TwoImage,
    /// Both images as channels of one (Figure 19).
    TwoChannel,
    /// Two images, with the learning rate and batch size that §4.40 found.
    Tuned,
}

impl SetNetwork {
    /// The kind of network.
    pub fn kind(self) -> CnnKind {
        match self {
            SetNetwork::TwoChannel => CnnKind::TwoChannel,
            SetNetwork::TwoImage | SetNetwork::Tuned => CnnKind::TwoImage,
        }
    }
}

/// One curve of a scan: events, their augmentation, their flow into training and validation, images and network.
///
/// # Example
/// ```
/// use cwola::studies::dark::TrainingSet;
/// use cwola::augment::JetAugmentation;
/// let set = TrainingSet::of(JetAugmentation::rotation().with_copies(5));
/// assert_eq!(set.name, "+5 jet rotation");
/// assert_eq!(TrainingSet::luminosity(2.0).name, "luminosity × 2");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainingSet {
    /// Name in legends and tables; it does not change the numbers.
    pub name: String,
    /// Copies of training events.
    pub augmentation: JetAugmentation,
    /// Luminosity relative to that of the scan.
    pub luminosity: f64,
    /// Split before or after augmenting.
    pub flow: DataFlow,
    /// The sideband.
    pub sideband: Sideband,
    /// One data set for all trainings, or one for each.
    pub draws: Draws,
    /// Preprocessing of training events.
    pub steps: Steps,
    /// Pixels along each side of an image.
    pub resolution: usize,
    /// The network.
    pub network: SetNetwork,
    /// Epochs without a better validation loss after which a training stops.
    pub patience: usize,
}

impl Default for TrainingSet {
    fn default() -> TrainingSet {
        TrainingSet::original()
    }
}

impl TrainingSet {
    /// The original events at the luminosity of the scan: 25×25 pixels, two images, patience 10, split first.
    pub fn original() -> TrainingSet {
        TrainingSet {
            name: "original".into(),
            augmentation: JetAugmentation::original(),
            luminosity: 1.0,
            flow: DataFlow::SplitFirst,
            sideband: Sideband::New,
            draws: Draws::default(),
            steps: Steps::All,
            resolution: 25,
            network: SetNetwork::TwoImage,
            patience: 10,
        }
    }

    /// The original events with these copies, named after them.
    pub fn of(augmentation: JetAugmentation) -> TrainingSet {
        TrainingSet { name: words(&augmentation), augmentation, ..TrainingSet::original() }
    }

    /// `copies` copies with η–φ smearing, Λ in MeV.
    pub fn eta_phi(copies: usize, lambda_mev: f64) -> TrainingSet {
        let set = TrainingSet::of(JetAugmentation::eta_phi_smear(lambda_mev).with_copies(copies));
        if lambda_mev == 100.0 {
            set
        } else {
            set.with_name(&format!("+{copies} η–φ smearing, Λ = {lambda_mev} MeV"))
        }
    }

    /// `copies` copies with pT smearing as printed.
    pub fn pt_smear(copies: usize) -> TrainingSet {
        TrainingSet::of(JetAugmentation::pt_smear(PtResolution::AsPrinted).with_copies(copies))
    }

    /// `copies` turned copies.
    pub fn rotation(copies: usize) -> TrainingSet {
        TrainingSet::of(JetAugmentation::rotation().with_copies(copies))
    }

    /// `copies` copies with pT smearing and rotation.
    pub fn pt_and_rotation(copies: usize) -> TrainingSet {
        TrainingSet::of(JetAugmentation::pt_smear_and_rotation().with_copies(copies))
    }

    /// `copies` identical copies, shuffled.
    pub fn copies(copies: usize) -> TrainingSet {
        TrainingSet::of(JetAugmentation::identical_copies(copies).shuffled())
    }

    /// The original events of `times` the luminosity; at the same S/√B its signal is only √`times` larger.
    pub fn luminosity(times: f64) -> TrainingSet {
        let name = format!("luminosity × {times}");
        TrainingSet { name, luminosity: times, ..TrainingSet::original() }
    }

    /// The same with another name.
    pub fn with_name(&self, name: &str) -> TrainingSet {
        TrainingSet { name: name.into(), ..self.clone() }
    }

    /// The same with another flow.
    pub fn with_flow(&self, flow: DataFlow) -> TrainingSet {
        TrainingSet { flow, ..self.clone() }
    }

    /// The same with another sideband.
    pub fn with_sideband(&self, sideband: Sideband) -> TrainingSet {
        TrainingSet { sideband, ..self.clone() }
    }

    /// The same with other data sets.
    pub fn with_draws(&self, draws: Draws) -> TrainingSet {
        TrainingSet { draws, ..self.clone() }
    }

    /// The same with other preprocessing of training events.
    pub fn with_steps(&self, steps: Steps) -> TrainingSet {
        TrainingSet { steps, ..self.clone() }
    }

    /// The same with images of `resolution` × `resolution` pixels.
    pub fn with_resolution(&self, resolution: usize) -> TrainingSet {
        TrainingSet { resolution, ..self.clone() }
    }

    /// The same with another network.
    pub fn with_network(&self, network: SetNetwork) -> TrainingSet {
        TrainingSet { network, ..self.clone() }
    }

    /// The same with another patience.
    pub fn with_patience(&self, patience: usize) -> TrainingSet {
        TrainingSet { patience, ..self.clone() }
    }

    /// Copies per event: the x axis of a saturation figure.
    pub fn size(&self) -> usize {
        self.augmentation.copies
    }

    /// Name of the augmentation without its number of copies: curves of a saturation figure.
    pub fn family(&self) -> &str {
        &self.augmentation.name
    }

    /// The set without what does not change its numbers: the name, and the flow when there are no copies to leak.
    pub(super) fn essence(&self) -> TrainingSet {
        let flow = if self.augmentation.copies == 0 { DataFlow::SplitFirst } else { self.flow };
        let augmentation = self.augmentation.clone().with_name("");
        TrainingSet { name: String::new(), flow, augmentation, ..self.clone() }
    }
}

/// "+3 jet rotation", "2 η–φ smearing only", "half + copy".
fn words(augmentation: &JetAugmentation) -> String {
    let (name, n) = (&augmentation.name, augmentation.copies);
    match augmentation.originals {
        _ if n == 0 => name.clone(),
        Originals::Drop => format!("{n} {name} only"),
        Originals::Half => name.clone(),
        Originals::Keep if augmentation.share < 1.0 => name.clone(),
        Originals::Keep => format!("+{n} {name}"),
    }
}
