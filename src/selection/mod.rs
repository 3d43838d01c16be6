//! Cuts, cutflows, mass windows and jet pairing.

mod candidates;
mod cutflow;
mod dijets;
mod features;
mod jets;
mod windows;

pub use candidates::{JetChoice, Pairing, four_leading_mass, pair_jets, paired_slots};
pub use cutflow::{CutStep, Cutflow};
pub use dijets::DijetCuts;
pub use features::FeatureSet;
pub use jets::{FourTag, four_tag, select_jets};
pub use windows::MassWindows;
