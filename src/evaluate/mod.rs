//! What a trained network is worth: ROC, AUC, accuracies, significance, correlations.
//!
//! Truth labels enter here and nowhere earlier. "Score ≥ threshold" is a selected event; the
//! accuracy at 0.5 calls an event signal when its score is above 0.5.

mod correlation;
mod evaluation;
mod pairing;
mod ranked;
mod regions;
mod roc;
mod run;
mod scores;
mod sculpting;
mod significance;
mod working_point;

pub use correlation::{CorrelationMatrix, correlation_matrix};
pub use evaluation::{Evaluation, MeasuredPoint};
pub use pairing::{PairingCount, PairingEfficiency};
pub use regions::{Counting, RegionCut, region_cut};
pub use roc::Roc;
pub use scores::Scores;
pub use sculpting::{FakeBump, fake_bump};
pub use significance::{Gain, SignificanceFormula};
pub use working_point::WorkingPoint;
