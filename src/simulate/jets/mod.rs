//! QCD di-jets and dark jets: from the hard collision to the constituents of two jets.

mod cells;
mod dark;
mod dark_valley;
mod detector;
mod event;
mod fast;
mod hadrons;
mod hard;
mod lund;
mod momentum;
mod parton_density;
mod qcd_dijets;
mod resonance;
mod sample;
mod shower;
mod strings;
#[cfg(test)]
mod tests;

pub use dark_valley::{DarkValley, Decay};
pub use qcd_dijets::QcdDijets;
pub use sample::DijetSelection;
