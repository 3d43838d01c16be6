//! Figures of single events: 17, 21, 43, 95 and 101.

use super::{LAMBDAS, config, in_signal_region, of_one, signal_and_background};
use crate::augment::{JetAugmentation, PtResolution};
use crate::error::Result;
use crate::events::Events;
use crate::plot::{Figure, Panel};
use crate::studies::Profile;

/// The event of the figures: the first signal event of the signal region.
fn one_event() -> Result<Events> {
    Ok(in_signal_region(&signal_and_background()?.0, Profile::Quick)?.head(1))
}

/// Leading jet of an event before and after an augmentation.
fn before_and_after(recipes: &[(String, JetAugmentation)]) -> Result<Figure> {
    let event = one_event()?;
    let mut panels: Vec<Panel> = vec![of_one("original", &event.images(&config())?, 0, 0)?];
    for (title, recipe) in recipes {
        let images = event.augmented_images(&config(), &recipe.clone().augmented_only())?;
        panels.push(of_one(title, &images, 0, 0)?);
    }
    Ok(Figure::of(&panels, 2))
}

/// Figure 17: image of the leading jet of one event, signal and background.
///
/// # Errors
/// A sample that is missing.
pub fn figure_17(_profile: Profile) -> Result<Figure> {
    let (signal, background) = signal_and_background()?;
    let mut panels = Vec::new();
    for (title, events) in [("signal", signal), ("background", background)] {
        let event = in_signal_region(&events, Profile::Quick)?.head(1);
        panels.push(of_one(title, &event.images(&config())?, 0, 0)?);
    }
    Ok(Figure::of(&panels, 2).with_caption(
        "Figure 17: leading jet of one event of the signal region after centring, rotation and flipping. \
         The signal jet has many constituents of middling pT, the QCD jet a hard core.",
    ))
}

/// Figure 21: one jet before and after η–φ smearing.
///
/// # Errors
/// A sample that is missing.
pub fn figure_21(_profile: Profile) -> Result<Figure> {
    let recipe = ("η–φ smearing, Λ = 100 MeV".to_string(), JetAugmentation::eta_phi_smear(100.0));
    Ok(before_and_after(&[recipe])?.with_caption(
        "Figure 21: leading jet of one signal event before and after η–φ smearing: alike, but not the same. \
         Soft constituents move most.",
    ))
}

/// Figure 43: one jet for three smearing scales.
///
/// # Errors
/// A sample that is missing.
pub fn figure_43(_profile: Profile) -> Result<Figure> {
    let recipes = LAMBDAS.map(|lambda| (format!("Λ = {lambda} MeV"), JetAugmentation::eta_phi_smear(lambda)));
    let caption = "Figure 43: the larger the smearing scale Λ, the more the image differs from the original.";
    Ok(before_and_after(&recipes)?.with_caption(caption))
}

/// Figure 95: one jet before and after pT smearing.
///
/// # Errors
/// A sample that is missing.
pub fn figure_95(_profile: Profile) -> Result<Figure> {
    let printed = PtResolution::AsPrinted;
    Ok(before_and_after(&[("pT smearing (as printed)".into(), JetAugmentation::pt_smear(printed))])?.with_caption(
        "Figure 95: leading jet of one signal event before and after pT smearing with the printed formula. \
         Soft constituents are dropped, the principal axis moves, and another quadrant may become the first.",
    ))
}

/// Figure 101: one jet before and after rotation by a random angle.
///
/// # Errors
/// A sample that is missing.
pub fn figure_101(_profile: Profile) -> Result<Figure> {
    let caption =
        "Figure 101: leading jet of one signal event before and after jet rotation: the images differ by one angle.";
    Ok(before_and_after(&[("jet rotation".into(), JetAugmentation::rotation())])?.with_caption(caption))
}
