//! Everything that a notebook cell needs: `use cwola::prelude::*;`.

pub use crate::augment::{Augmentation, Dependent, Method, PtResolution};
pub use crate::error::Error;
pub use crate::events::{Events, Jets, Label};
pub use crate::mixing::{Composition, MixedSample, Part, RegionCounts};
pub use crate::physics::{FourVector, Luminosity, delta_phi, delta_r, invariant_mass};
pub use crate::represent::{Matrix, Scaler, Scaling};
pub use crate::selection::{Cutflow, FeatureSet, FourTag, JetChoice, MassWindows, four_tag, pair_jets, select_jets};
pub use crate::simulate::GaussianToy;
pub use crate::stats::Measured;
