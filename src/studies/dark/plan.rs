//! What a figure of a scan consists of.

use super::scan::StrengthScan;
use super::sets::{DataFlow, Draws, SetNetwork, Sideband, TrainingSet};
use crate::evaluate::SignificanceFormula;
use crate::studies::Profile;

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Plot {
    /// Best accuracy against S/√B.
    Accuracy,
    /// The same, and training against true accuracy.
    AccuracyAndScatter,
    /// Training against true accuracy.
    Scatter,
    /// Best accuracy and AUC against S/√B.
    AccuracyAndAuc,
    /// Significance after against before selection at these ε_b.
    Significance(&'static [f64], SignificanceFormula),
    /// Significance after selection against copies, at these S/√B.
    Saturation(&'static [f64]),
}

/// How the Note made its samples and networks at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Era {
    /// Pixels of the panels.
    pub resolutions: &'static [usize],
    /// The network.
    pub network: SetNetwork,
    /// The sideband.
    pub sideband: Sideband,
    /// The data flow.
    pub flow: DataFlow,
    /// Data sets.
    pub draws: Draws,
}

impl Era {
    /// A training set as it was made then.
    pub fn apply(&self, set: TrainingSet, resolution: usize) -> TrainingSet {
        let flow = if set.flow == DataFlow::SplitFirst { self.flow } else { set.flow };
        set.with_resolution(resolution)
            .with_network(self.network)
            .with_sideband(self.sideband)
            .with_flow(flow)
            .with_draws(self.draws)
    }

    /// The resolutions that a profile can afford: 25×25 stands in for all but in the full one.
    pub fn panels(&self, profile: Profile) -> Vec<usize> {
        if profile == Profile::Full { self.resolutions.to_vec() } else { vec![25] }
    }

    /// What the Note had and a profile has not; empty when nothing.
    pub fn remark(&self, profile: Profile) -> String {
        let left: Vec<String> = self
            .resolutions
            .iter()
            .filter(|resolution| !self.panels(profile).contains(resolution))
            .map(|resolution| format!("{resolution}×{resolution}"))
            .collect();
        if left.is_empty() {
            return String::new();
        }
        format!(" Images of 25×25 pixels; {} as in the Note: full profile.", left.join(" and "))
    }
}

/// One property in which the curves of a figure differ, besides their training set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Variant {
    /// None.
    Plain,
    /// The network.
    Network(SetNetwork),
    /// Patience in epochs.
    Patience(usize),
    /// Pixels.
    Resolution(usize),
    /// The sideband.
    Sideband(Sideband),
    /// Data sets.
    Draws(Draws),
}

impl Variant {
    /// The set with the property, named after it.
    pub fn apply(self, set: TrainingSet) -> TrainingSet {
        let named = |set: TrainingSet, words: String| {
            let name = format!("{}, {words}", set.name);
            set.with_name(&name)
        };
        match self {
            Variant::Plain => set,
            Variant::Network(network) => {
                let words = match network {
                    SetNetwork::TwoChannel => "2 channels",
                    SetNetwork::TwoImage => "2 images",
                    SetNetwork::Tuned => "tuned",
                };
                named(set.with_network(network), words.into())
            }
            Variant::Patience(patience) => named(set.with_patience(patience), format!("patience {patience}")),
            Variant::Resolution(pixels) => named(set.with_resolution(pixels), format!("{pixels}×{pixels}")),
            Variant::Sideband(sideband) => {
                let words = if sideband == Sideband::Old { "old sideband" } else { "new sideband" };
                named(set.with_sideband(sideband), words.into())
            }
            Variant::Draws(draws) => {
                let words = match draws {
                    Draws::OneDataSet(_) => "one data set",
                    Draws::EachTraining(_) => "new data for each training",
                };
                named(set.with_draws(draws), words.into())
            }
        }
    }
}

/// One figure of the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// Its number in the Note.
    pub figure: usize,
    /// What is drawn.
    pub plot: Plot,
    /// How samples and networks were made.
    pub era: Era,
    /// Training sets, by profile.
    pub sets: fn(Profile) -> Vec<TrainingSet>,
    /// What else the curves differ in.
    pub variants: &'static [Variant],
    /// S/√B in the quick, workshop and full profile; none: those of the profile.
    pub strengths: Option<[&'static [f64]; 3]>,
    /// Largest luminosity of the scan relative to 139 fb⁻¹: sets of several times the luminosity must fit.
    pub luminosity: f64,
    /// What the Note says about it.
    pub claim: &'static str,
}

impl Row {
    /// The scan of the panels with this resolution.
    pub fn scan(&self, profile: Profile, resolution: usize) -> StrengthScan {
        let sets: Vec<TrainingSet> = (self.sets)(profile)
            .into_iter()
            .flat_map(|set| {
                let set = self.era.apply(set, resolution);
                self.variants.iter().map(move |variant| variant.apply(set.clone()))
            })
            .collect();
        let scan = StrengthScan::for_profile(profile);
        let all = self.strengths.map_or(scan.strengths.clone(), |by| {
            let [quick, workshop, full] = by;
            profile.choose(quick, workshop, full).to_vec()
        });
        let strengths: Vec<f64> = match self.plot {
            Plot::Saturation(at) => at.to_vec(),
            // Without signal there is no significance to show; copies make trainings longer, so that the workshop has time
            // for three points.
            Plot::Significance(..) => {
                let few = profile == Profile::Workshop && self.era.flow == DataFlow::SplitFirst;
                all.into_iter().filter(|strength| *strength > 0.0 && !(few && *strength == 5.0)).collect()
            }
            _ => all,
        };
        let luminosity = scan.pool.luminosity.min(self.luminosity);
        let pool = scan.pool.clone().with_luminosity(luminosity);
        scan.with_pool(pool).with_sets(&sets).with_strengths(&strengths)
    }
}
