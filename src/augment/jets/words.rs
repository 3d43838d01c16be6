//! A recipe in one line.

use super::{JetAngles, JetAugmentation, Originals};
use crate::augment::PtResolution;

impl std::fmt::Display for JetAugmentation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut steps = Vec::new();
        if let Some(lambda) = self.lambda_mev {
            steps.push(format!("η–φ smearing, Λ = {lambda} MeV"));
        }
        match self.pt {
            Some(PtResolution::AsPrinted) => steps.push("pT smearing as printed".into()),
            Some(PtResolution::DelphesCard) => steps.push("pT smearing of the Delphes card".into()),
            None => {}
        }
        match &self.angles {
            Some(JetAngles::Range { degrees }) => steps.push(format!("turn by up to ±{degrees}°")),
            Some(JetAngles::Fixed { degrees }) => steps.push(format!("turn by {degrees:?} degrees")),
            None => {}
        }
        if let Some(noise) = self.noise {
            steps.push(format!("noise of {} GeV", noise.sigma_gev));
        }
        let what = if steps.is_empty() { "identical".to_string() } else { steps.join(", then ") };
        let kept = match self.originals {
            Originals::Keep => "all originals and",
            Originals::Drop => "no originals,",
            Originals::Half => "half of the originals and",
        };
        let share = if self.share < 1.0 { format!(" of {} of the events", self.share) } else { String::new() };
        match self.copies {
            0 => write!(f, "{}: no copies", self.name),
            n => write!(f, "{}: {kept} +{n} copies{share} ({what}), seed {}", self.name, self.seed),
        }
    }
}
