//! §4.4 and the pictures of augmentation: jet images of single events, averages, and checks of copies.

mod averages;
mod checks;
mod constituents;
mod network;
mod single;

pub use averages::{figure_18, figure_22, figure_25, figure_30, figure_44, figure_47};
pub use checks::{figure_80, figure_81};
pub use constituents::{figure_28, figure_29};
pub use network::figure_19;
pub use single::{figure_17, figure_21, figure_43, figure_95, figure_101};

use super::Profile;
use crate::error::Result;
use crate::events::Events;
use crate::mixing::{MixedSample, StrengthConfig};
use crate::plot::{ColorScale, HeatMap, Panel};
use crate::represent::{ImageConfig, JetImages};
use crate::selection::MassWindows;

/// Pixels along a side in these figures, as in the Note.
const RESOLUTION: usize = 75;
/// Smearing scales of Figures 43 and 44, MeV.
const LAMBDAS: [f64; 3] = [100.0, 200.0, 500.0];
/// S/√B of the mixtures of Figures 30, 47, 80 and 81; the Note does not state its own.
const STRENGTH: f64 = 5.0;
const SEED: u64 = 1;

fn config() -> ImageConfig {
    ImageConfig::new(RESOLUTION)
}

/// The two samples.
fn signal_and_background() -> Result<(Events, Events)> {
    Ok((Events::sample("dark_valley_id10")?, Events::sample("dijets")?))
}

/// Events of a sample in the signal region, as many as the profile takes.
fn in_signal_region(events: &Events, profile: Profile) -> Result<Events> {
    let region = MassWindows::dark_valley().signal_region(events)?;
    Ok(region.head(profile.choose(1_000, 20_000, usize::MAX)))
}

/// A mixture at this share of the largest luminosity that the samples allow, with the old sideband of §4.3.
fn mixed(share: f64, profile: Profile) -> Result<MixedSample> {
    let (signal, background) = signal_and_background()?;
    let windows = MassWindows::dark_valley_old();
    let (sr, sb) =
        (windows.signal_region(&background)?.len() as f64, windows.sideband_region(&background)?.len() as f64);
    // Note: 136.1 fb in the signal region and 211.2 fb in the sideband.
    let (note_sr, note_sb) = (136.1 * 139.0, 211.2 * 139.0);
    let times = (sr / note_sr).min(sb / note_sb) * share * profile.choose(0.1, 1.0, 1.0);
    let strength = StrengthConfig::new(STRENGTH, times * note_sr, times * note_sb).with_seed(SEED);
    MixedSample::by_strength(&signal, &background, &windows, &strength)
}

/// An image with the colours of the Note's figures: powers of ten from 10⁻³ to 10³ GeV.
fn picture(title: &str, images: &JetImages, values: &[f64]) -> Result<Panel> {
    let (n, ends) = (images.resolution(), (-images.half_width(), images.half_width()));
    let map = HeatMap::new(n, n, values, ends, ends)
        .with_limits(1e-3, 1e3)
        .with_scale(ColorScale::SymLog { threshold: 1e-4, slope: 0.1 })
        .with_label("p_T [GeV]");
    Ok(Panel::heat_map("\\eta^{\\prime}", "\\phi^{\\prime}", &map)?.with_title(title))
}

/// The image of one jet.
fn of_one(title: &str, images: &JetImages, event: usize, jet: usize) -> Result<Panel> {
    let values: Vec<f64> = images.dense(event, jet).into_iter().map(f64::from).collect();
    picture(title, images, &values)
}

/// The average image of the leading jets.
fn of_all(title: &str, images: &JetImages) -> Result<Panel> {
    picture(title, images, &images.average(0))
}
