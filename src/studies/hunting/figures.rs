//! Figures 3–11.

use super::scan::{Scan, scan};
use super::{HuntingSample, paired};
use crate::error::Result;
use crate::evaluate::correlation_matrix;
use crate::events::{Events, Label};
use crate::plot::{Figure, Hist, Norm, Panel, Series};
use crate::selection::{FeatureSet, FourTag, MassWindows, four_leading_mass};
use crate::stats::Measured;
use crate::studies::Profile;
use crate::studies::reference::{self, HeavyMass};

/// Signal and background of one mass after the four-tag cut, paired.
fn pure(mass: HeavyMass) -> Result<(Events, Events)> {
    Ok((paired(mass.sample(), Label::Signal)?, paired("multijet_4b", Label::Background)?))
}

fn mass_title(mass: HeavyMass) -> String {
    format!("m_H = {} GeV", mass.gev())
}

fn with_regions(panel: Panel, windows: &MassWindows) -> Panel {
    panel.with_signal_region(&[windows.signal]).with_sideband(&windows.sideband)
}

fn per_mass(panel: impl Fn(HeavyMass) -> Result<Panel>) -> Result<Figure> {
    let panels = HeavyMass::ALL.into_iter().map(panel).collect::<Result<Vec<_>>>()?;
    Ok(Figure::of(&panels, 2))
}

/// Figure 3: m_hh of signal and background with the mass windows.
///
/// # Errors
/// A sample that is missing.
pub fn figure_3(_profile: Profile) -> Result<Figure> {
    let figure = per_mass(|mass| {
        let (signal, background) = pure(mass)?;
        let mut hists = Vec::new();
        for (name, events) in [("signal", &signal), ("background", &background)] {
            let mut hist = Hist::new(50, 150.0, 1600.0)?.with_name(name);
            hist.fill_weighted(&events.column("m_hh")?, &weights(events)?)?;
            hists.push(hist);
        }
        let panel = Panel::histograms("m_{hh} [GeV]", &hists, Norm::Unit).with_title(&mass_title(mass));
        Ok(with_regions(panel, &mass.windows()))
    })?;
    Ok(figure.with_caption(
        "Figure 3: mass of the four leading b-jets, each sample normalised to 1. Red: signal region, green: sideband.",
    ))
}

fn weights(events: &Events) -> Result<Vec<f64>> {
    if events.has("weight") { events.column("weight") } else { Ok(vec![1.0; events.len()]) }
}

/// Figure 4: score distributions of signal and background, trained with and without signal.
///
/// # Errors
/// A sample that is missing.
pub fn figure_4(profile: Profile) -> Result<Figure> {
    let mut panels = Vec::new();
    for mass in HeavyMass::ALL {
        for point in scan(&Scan::all_features(mass, &[1.0, 0.0]), profile)? {
            let trained = if point.times > 0.0 { "with signal" } else { "without signal" };
            let panel = point.evaluation.score_distributions()?;
            panels.push(panel.with_title(&format!("{}, trained {trained}", mass_title(mass))));
        }
    }
    Ok(Figure::of(&panels, 2).with_caption(
        "Figure 4: scores on pure events. With and without signal in the mixture the shapes are alike: \
         the network has learnt m_hh.",
    ))
}

/// Figures 5 and 6: correlation matrix of 12 features on the pure test sample.
fn correlations(mass: HeavyMass, number: usize, profile: Profile) -> Result<Figure> {
    let test = HuntingSample::load(mass, profile)?.test;
    let features = FeatureSet::augmentation();
    let matrix = correlation_matrix(&test, &features.names())?;
    Ok(matrix.panel().with_title(&mass_title(mass)).figure().with_caption(&format!(
        "Figure {number}: linear correlation of the features on equal parts of signal and background."
    )))
}

/// Figure 5: correlation matrix, m_H = 500 GeV.
///
/// # Errors
/// A sample that is missing.
pub fn figure_5(profile: Profile) -> Result<Figure> {
    correlations(HeavyMass::M500, 5, profile)
}

/// Figure 6: correlation matrix, m_H = 1000 GeV.
///
/// # Errors
/// A sample that is missing.
pub fn figure_6(profile: Profile) -> Result<Figure> {
    correlations(HeavyMass::M1000, 6, profile)
}

/// Figure 7: pT of the leading candidate against m_hh, 1000 events of each class.
///
/// # Errors
/// A sample that is missing.
pub fn figure_7(_profile: Profile) -> Result<Figure> {
    let figure = per_mass(|mass| {
        let (signal, background) = pure(mass)?;
        let (signal, background) = (signal.head(1000), background.head(1000));
        let axes =
            |events: &Events| -> Result<(Vec<f64>, Vec<f64>)> { Ok((events.column("m_hh")?, events.column("pt_h1")?)) };
        let ((x_s, y_s), (x_b, y_b)) = (axes(&signal)?, axes(&background)?);
        let label = "p_T of the leading candidate [GeV]";
        let panel = Panel::scatter("m_{hh} [GeV]", label, (&x_s, &y_s), (&x_b, &y_b))?.with_title(&mass_title(mass));
        Ok(with_regions(panel.with_x_range(0.0, 1200.0).with_y_range(0.0, 600.0), &mass.windows()))
    })?;
    Ok(figure
        .with_caption("Figure 7: pT of the leading candidate grows with m_hh. Red: signal region, green: sideband."))
}

/// Figure 8: m_4j of the background for four pT cuts.
///
/// # Errors
/// A sample that is missing.
pub fn figure_8(_profile: Profile) -> Result<Figure> {
    let events = Events::sample("multijet_4b")?;
    let weight = weights(&events)?;
    let mut hists = Vec::new();
    for pt_min in [40.0, 50.0, 60.0, 70.0] {
        let mass = four_leading_mass(&events, &FourTag::default().with_pt_min(pt_min))?;
        let mut hist = Hist::new(30, 150.0, 1600.0)?.with_name(&format!("p_T > {pt_min} GeV"));
        hist.fill_weighted(&mass, &weight)?;
        hists.push(hist);
    }
    Ok(Panel::histograms("m_{4j} [GeV]", &hists, Norm::Unit).figure().with_caption(
        "Figure 8: mass of the four leading b-jets of the background. A harder pT cut moves the turn-on up; it stays gradual.",
    ))
}

/// Accuracy against signal size, with the no-signal band.
fn accuracy_curve(number: usize, plan: &Scan, reference: &[(f64, Measured)], profile: Profile) -> Result<Figure> {
    let mut plan = plan.clone();
    plan.times.push(0.0);
    let points = scan(&plan, profile)?;
    let (none, with): (Vec<_>, Vec<_>) = points.iter().partition(|point| point.times == 0.0);
    let (x, acc): (Vec<f64>, Vec<Measured>) = with.iter().map(|point| (point.times, point.acc)).unzip();
    let ours = Series::new("CWoLa", &x, &acc)?;
    let mut panel =
        Panel::scan("signal size relative to the Note's", "ACC", &[ours]).with_title(&mass_title(plan.mass));
    for point in none {
        panel = panel.with_no_signal(&point.acc);
    }
    if !reference.is_empty() {
        let (x, acc): (Vec<f64>, Vec<Measured>) = reference.iter().copied().unzip();
        panel = panel.with_reference(&Series::new("Note", &x, &acc)?);
    }
    let repeats = plan.config(profile).repeats;
    Ok(panel.figure().with_caption(&format!(
        "Figure {number}: best accuracy on pure events. Error bars and band: standard deviation of {repeats} trainings."
    )))
}

/// Figure 9: accuracy against signal size, m_H = 500 GeV.
///
/// # Errors
/// A sample that is missing.
pub fn figure_9(profile: Profile) -> Result<Figure> {
    let all = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0, 120.0, 150.0];
    let times = profile.choose(vec![10.0, 50.0, 150.0], all.to_vec(), all.to_vec());
    let reference: Vec<_> = reference::FIGURE_9.iter().map(|(times, acc)| (*times, Measured::from(&[*acc]))).collect();
    accuracy_curve(9, &Scan::decorrelated(HeavyMass::M500, &times), &reference, profile)
}

/// Points of a table of the Note as (times, ACC).
fn from_table(times: &[usize], table: impl Fn(usize) -> Option<reference::Quoted>) -> Vec<(f64, Measured)> {
    let point = |t: &usize| table(*t).map(|quoted| (*t as f64, quoted.acc));
    times.iter().filter_map(point).collect()
}

/// Figure 10: accuracy against signal size, m_H = 1000 GeV.
///
/// # Errors
/// A sample that is missing.
pub fn figure_10(profile: Profile) -> Result<Figure> {
    let all: Vec<f64> = (1..=10).map(f64::from).collect();
    let times = profile.choose(vec![1.0, 5.0, 10.0], all.clone(), all);
    let note = from_table(&[1, 10], |times| reference::table_8(HeavyMass::M1000, times));
    accuracy_curve(10, &Scan::decorrelated(HeavyMass::M1000, &times), &note, profile)
}

/// Figure 11: accuracy against signal size with four hidden layers, m_H = 1000 GeV.
///
/// # Errors
/// A sample that is missing.
pub fn figure_11(profile: Profile) -> Result<Figure> {
    let all = [1.0, 10.0, 50.0, 100.0, 150.0, 200.0, 300.0, 400.0, 500.0];
    let times = profile.choose(vec![10.0, 100.0, 500.0], all.to_vec(), all.to_vec());
    let note = from_table(&[1, 10, 100], reference::table_9);
    accuracy_curve(11, &Scan::deeper(HeavyMass::M1000, &times), &note, profile)
}
