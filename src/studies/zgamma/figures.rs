//! Figures 1–4 of the paper.

use super::zgamma_test;
use crate::error::Result;
use crate::events::Events;
use crate::plot::{Figure, Hist, Norm, Panel, column_label};
use crate::simulate::ZGammaToy;
use crate::studies::Profile;
use crate::studies::overtraining::Scored;

/// Working points of the paper's Figures 3 and 4: 60 and 80 %.
const SHOWN: [usize; 2] = [1, 3];
/// The example run.
const EXAMPLE: usize = 0;
/// Columns of Figure 1 with bins and ends of their axes.
const COLUMNS: [(&str, usize, f64, f64); 13] = [
    ("m_llg", 36, 182.0, 218.0),
    ("m_jj", 30, 0.0, 600.0),
    ("eta_j1", 32, -4.8, 4.8),
    ("eta_j2", 24, -4.8, 4.8),
    ("n_jets", 7, -0.5, 6.5),
    ("n_leptons", 4, 1.5, 5.5),
    ("n_bjets", 4, -0.5, 3.5),
    ("met", 40, 0.0, 60.0),
    ("met_sig", 40, 0.0, 3.0),
    ("dphi_fwd_met", 21, 0.0, 3.15),
    ("dphi_j1_met", 21, 0.0, 3.15),
    ("dphi_j1_zg", 21, 0.0, 3.15),
    ("dphi_zg_met", 42, 0.0, 3.15),
];

/// Figure 1: the 13 features of the bundled sample and of the toys that are made like it.
pub(super) fn figure_1(profile: Profile) -> Result<Figure> {
    let sample = Events::sample("zgamma")?;
    let toys = ZGammaToy::like(&sample)?.background(profile.choose(5_000, 40_000, 200_000), 1)?;
    let missing = sample.column("m_jj")?.iter().filter(|m| m.is_nan()).count() as f64 / sample.len() as f64;
    let samples = [sample.clone().with_name("Pythia"), toys.with_name("toys")];
    let panel = |(name, bins, low, high): &(&str, usize, f64, f64)| {
        let hist = |events: &Events| Hist::of(events.name(), &events.column(name)?, *bins, *low, *high);
        let hists = samples.iter().map(hist).collect::<Result<Vec<_>>>()?;
        Ok(Panel::histograms(&column_label(name), &hists, Norm::Unit))
    };
    let panels = COLUMNS.iter().map(panel).collect::<Result<Vec<_>>>()?;
    Ok(Figure::of(&panels, 3).with_caption(&format!(
        "Zγ features, unit area each: {} simulated events and toys made like them. Events without a value are left out \
         ({:.0} % have no second jet).",
        sample.len(),
        100.0 * missing
    )))
}

/// Figure 2: response of one toy.
pub(super) fn figure_2(profile: Profile) -> Result<Figure> {
    zgamma_test(profile).run()?.response_figure(EXAMPLE)
}

/// Figure 3: masses of one toy at 60 and 80 %.
pub(super) fn figure_3(profile: Profile) -> Result<Figure> {
    zgamma_test(profile).run()?.mass_figure(EXAMPLE, Scored::HeldOut, &SHOWN)
}

/// Figure 4: significances over all toys at 60 and 80 %.
pub(super) fn figure_4(profile: Profile) -> Result<Figure> {
    zgamma_test(profile).run()?.significance_figure(&[Scored::HeldOut, Scored::Training], &SHOWN)
}
