//! Average images: Figures 18, 22, 25, 30, 44 and 47.

use super::{LAMBDAS, STRENGTH, config, in_signal_region, mixed, of_all, signal_and_background};
use crate::augment::JetAugmentation;
use crate::error::Result;
use crate::events::Events;
use crate::mixing::MixedSample;
use crate::plot::{Figure, Panel};
use crate::represent::{ImageSample, RowSplit};
use crate::studies::Profile;

/// Signal events of the signal region.
fn signal(profile: Profile) -> Result<Events> {
    in_signal_region(&signal_and_background()?.0, profile)
}

fn averages(profile: Profile, recipes: &[(String, JetAugmentation)]) -> Result<Figure> {
    let events = signal(profile)?;
    let panel = |(title, recipe): &(String, JetAugmentation)| -> Result<Panel> {
        of_all(title, &events.augmented_images(&config(), recipe)?)
    };
    let panels = recipes.iter().map(panel).collect::<Result<Vec<_>>>()?;
    Ok(Figure::of(&panels, 2))
}

/// Figure 18: average image of the leading jet, signal and background.
///
/// # Errors
/// A sample that is missing.
pub fn figure_18(profile: Profile) -> Result<Figure> {
    let (signal, background) = signal_and_background()?;
    let (mut panels, mut sizes) = (Vec::new(), Vec::new());
    for (title, events) in [("signal", signal), ("background", background)] {
        let region = in_signal_region(&events, profile)?;
        sizes.push(region.len());
        panels.push(of_all(title, &region.images(&config())?)?);
    }
    Ok(Figure::of(&panels, 2).with_caption(&format!(
        "Figure 18: average image of the leading jet in the signal region, {} signal and {} background events \
         (56k and 20k in the Note). The signal jet is wider.",
        sizes[0], sizes[1]
    )))
}

/// Figure 22: average image before and after η–φ smearing.
///
/// # Errors
/// A sample that is missing.
pub fn figure_22(profile: Profile) -> Result<Figure> {
    let after = JetAugmentation::eta_phi_smear(100.0).augmented_only();
    let recipes = [("original".into(), JetAugmentation::original()), ("η–φ smearing, Λ = 100 MeV".into(), after)];
    Ok(averages(profile, &recipes)?
        .with_caption("Figure 22: average image of signal jets before and after η–φ smearing."))
}

/// Figure 25: average images of samples with one and three smeared copies per event.
///
/// # Errors
/// A sample that is missing.
pub fn figure_25(profile: Profile) -> Result<Figure> {
    let smear = |copies| (format!("+{copies}"), JetAugmentation::eta_phi_smear(100.0).with_copies(copies));
    Ok(averages(profile, &[smear(1), smear(3)])?
        .with_caption("Figure 25: average image of signal jets with one and with three η–φ smeared copies per event."))
}

/// Figure 44: average image for three smearing scales.
///
/// # Errors
/// A sample that is missing.
pub fn figure_44(profile: Profile) -> Result<Figure> {
    let smear = |lambda| (format!("Λ = {lambda} MeV"), JetAugmentation::eta_phi_smear(lambda).augmented_only());
    let mut recipes = vec![("original".to_string(), JetAugmentation::original())];
    recipes.extend(LAMBDAS.map(smear));
    Ok(averages(profile, &recipes)?
        .with_caption("Figure 44: average image of signal jets for three smearing scales: soft constituents spread."))
}

/// Figure 30: average images of mixed samples.
///
/// # Errors
/// A sample that is missing.
pub fn figure_30(profile: Profile) -> Result<Figure> {
    let (once, twice) = (mixed(0.5, profile)?, mixed(1.0, profile)?);
    let smear = JetAugmentation::eta_phi_smear(100.0);
    let panel = |title: &str, sample: &MixedSample, recipe: &JetAugmentation| -> Result<Panel> {
        of_all(title, &ImageSample::augment_then_split(sample, &config(), recipe, RowSplit::Random)?.images)
    };
    let panels = [
        panel("original", &once, &JetAugmentation::original())?,
        panel("+1 η–φ smearing", &once, &smear)?,
        panel("luminosity × 2", &twice, &JetAugmentation::original())?,
    ];
    Ok(Figure::of(&panels, 2).with_caption(&format!(
        "Figure 30: average image of the leading jet in mixed samples at S/√B = {STRENGTH} with {} background events in \
         the signal region and twice as many (19k and 38k in the Note).",
        once.composition().m1_background
    )))
}

/// Figure 47: average images of the two halves of an unshuffled "+1 copy" sample.
///
/// # Errors
/// A sample that is missing.
pub fn figure_47(profile: Profile) -> Result<Figure> {
    let copies = JetAugmentation::identical_copies(1);
    let sample = ImageSample::augment_then_split(&mixed(0.5, profile)?, &config(), &copies, RowSplit::Random)?;
    let n = sample.len() / 2;
    let half = |from: usize| sample.images.rows(&(from..from + n).collect::<Vec<_>>());
    let (first, second) = (half(0)?, half(n)?);
    let panels = [of_all("events 1 … n", &first)?, of_all("events n + 1 … 2n", &second)?];
    Ok(Figure::of(&panels, 2).with_caption(&format!(
        "Figure 47: the two halves of a copied, unshuffled mixed sample of n = {n} events. Largest difference of a pixel \
         over all images: {} GeV.",
        first.largest_difference(&second)?
    )))
}
