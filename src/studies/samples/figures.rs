//! Figures 15, 16 and 27.

use crate::error::Result;
use crate::events::Events;
use crate::plot::{Color, Dash, Figure, Hist, Layer, Norm, Panel};
use crate::selection::{DijetCuts, MassWindows};
use crate::studies::Profile;

/// Samples without cuts: name in titles, name of the sample.
const UNCUT: [(&str, &str); 2] = [("signal", "dark_valley_id10_all"), ("background", "dijets_all")];
/// Samples with constituents, after the cuts.
const CUT: [(&str, &str); 2] = [("signal", "dark_valley_id10"), ("background", "dijets")];

/// Figure 15: transverse momenta of the two leading jets after the n_j cut, with the pT cut.
///
/// # Errors
/// A sample that is missing.
pub fn figure_15(_profile: Profile) -> Result<Figure> {
    let cuts = DijetCuts::default();
    let two_jets = DijetCuts { pt_min: 0.0, eta_max: f64::INFINITY, ..cuts };
    let (mut panels, mut shares) = (Vec::new(), Vec::new());
    for (class, sample) in UNCUT {
        let events = two_jets.select(&Events::sample(sample)?)?;
        let (x, y) = (events.column("pt_j1")?, events.column("pt_j2")?);
        let passing = y.iter().filter(|pt| **pt > cuts.pt_min).count() as f64 / y.len() as f64;
        shares.push(format!("{:.1} % of {class}", 100.0 * passing));
        let axis = (50, 500.0, 3500.0);
        let line = |layer: Layer| layer.with_color(Color::Red).with_dash(Dash::Dashed).with_width(1.5);
        panels.push(
            Panel::histogram_2d("p_T(j_1) [GeV]", "p_T(j_2) [GeV]", (&x, axis), (&y, axis))?
                .with_title(class)
                .with_layer(line(Layer::vline("", cuts.pt_min)))
                .with_layer(line(Layer::hline("", cuts.pt_min))),
        );
    }
    Ok(Figure::of(&panels, 2).with_caption(&format!(
        "Figure 15: pT of the leading and the sub-leading jet after the n_j cut. Lines: the cut at 750 GeV, which {} pass.",
        shares.join(" and ")
    )))
}

/// Figure 16: di-jet mass of signal and background after the η cut, with signal region and (old) sideband.
///
/// # Errors
/// A sample that is missing.
pub fn figure_16(_profile: Profile) -> Result<Figure> {
    let windows = MassWindows::dark_valley_old();
    let mut hists = Vec::new();
    for (class, sample) in UNCUT {
        let events = DijetCuts::default().select(&Events::sample(sample)?)?;
        hists.push(Hist::of(class, &events.column(&windows.variable)?, 30, 4000.0, 6500.0)?);
    }
    let panel = Panel::histograms("m_{jj} [GeV]", &hists, Norm::Unit)
        .with_signal_region(&[windows.signal])
        .with_sideband(&windows.sideband);
    Ok(panel.figure().with_caption(&format!(
        "Figure 16: m_jj after the η cut, each normalised to 1 between 4000 and 6500 GeV ({} signal and {} background events).",
        hists[0].total(),
        hists[1].total()
    )))
}

/// Figure 27: transverse momentum of the constituents of both jets.
///
/// # Errors
/// A sample that is missing.
pub fn figure_27(profile: Profile) -> Result<Figure> {
    let events = profile.choose(1_000, 5_000, usize::MAX);
    let samples = CUT.map(|(class, sample)| Ok((class, Events::sample(sample)?.head(events))));
    let samples = samples.into_iter().collect::<Result<Vec<_>>>()?;
    let mut panels = Vec::new();
    for (which, title) in [(0, "leading jet"), (1, "sub-leading jet")] {
        let mut hists = Vec::new();
        for (class, events) in &samples {
            let dijets = events.dijets()?;
            let mut hist = Hist::new(50, 0.0, 10.0)?.with_name(class);
            for event in 0..dijets.len() {
                let pt: Vec<f64> = dijets.jet(event, which).pt.iter().map(|&pt| pt.into()).collect();
                hist.fill(&pt);
            }
            hists.push(hist);
        }
        let mut panel = Panel::histograms("p_T of constituents [GeV]", &hists, Norm::Unit).with_title(title);
        panel.y.label = "Fraction of constituents / 0.2 GeV".into();
        panels.push(panel);
    }
    Ok(Figure::of(&panels, 2).with_caption(
        "Figure 27: pT of the constituents of both jets below 10 GeV, each normalised to 1. Both jets are alike.",
    ))
}
