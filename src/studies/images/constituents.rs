//! Figures 28 and 29: constituents before and after η–φ smearing.

use super::{in_signal_region, signal_and_background};
use crate::augment::JetAugmentation;
use crate::error::Result;
use crate::events::Events;
use crate::plot::{Figure, Hist, Norm, Panel};
use crate::studies::Profile;

/// Which of the two angles.
#[derive(Clone, Copy, PartialEq)]
enum Angle {
    Eta,
    Phi,
}

fn values(events: &Events, jet: usize, angle: Angle) -> Result<Vec<f64>> {
    let dijets = events.dijets()?;
    let one = |event| {
        let view = dijets.jet(event, jet);
        if angle == Angle::Eta { view.eta } else { view.phi }
    };
    Ok((0..dijets.len()).flat_map(one).map(|&x| f64::from(x)).collect())
}

fn figure(profile: Profile, angle: Angle) -> Result<Figure> {
    let (symbol, end) = if angle == Angle::Eta { ("\\eta", 3.0) } else { ("\\phi", std::f64::consts::PI) };
    let (signal, background) = signal_and_background()?;
    let mut panels = Vec::new();
    for (title, events) in [("signal", signal), ("background", background)] {
        let before = in_signal_region(&events, profile)?;
        let after = JetAugmentation::eta_phi_smear(100.0).smeared(&before, 1)?;
        for (jet, index) in [(0, 1), (1, 2)] {
            let hist = |name: &str, events| Hist::of(name, &values(events, jet, angle)?, 50, -end, end);
            let hists = [hist("before", &before)?, hist("after", &after)?];
            let panel = Panel::histograms(&format!("{symbol}_{index}"), &hists, Norm::Unit);
            panels.push(panel.with_title(title));
        }
    }
    Ok(Figure::of(&panels, 2))
}

/// Figure 28: η of the constituents of both jets before and after η–φ smearing.
///
/// # Errors
/// A sample that is missing.
pub fn figure_28(profile: Profile) -> Result<Figure> {
    Ok(figure(profile, Angle::Eta)?.with_caption(
        "Figure 28: pseudorapidity of the constituents of the leading (1) and sub-leading (2) jet before and after η–φ \
         smearing with Λ = 100 MeV: the same shape.",
    ))
}

/// Figure 29: φ of the constituents of both jets before and after η–φ smearing.
///
/// # Errors
/// A sample that is missing.
pub fn figure_29(profile: Profile) -> Result<Figure> {
    Ok(figure(profile, Angle::Phi)?.with_caption(
        "Figure 29: azimuth of the constituents of the leading (1) and sub-leading (2) jet before and after η–φ smearing \
         with Λ = 100 MeV: the same shape.",
    ))
}
