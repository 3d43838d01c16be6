//! How generators and clustered jets show themselves.

use super::display::{Blocks, display};
use super::show::table;
use super::{Cell, Table};
use crate::physics::{ClusteredJet, JetAlgorithm, JetDefinition};
use crate::plot::escape;
use crate::simulate::{DarkValley, Decay, DijetSelection, QcdDijets};

display!(DarkValley, |it| table(&valley(it)));
display!(QcdDijets, |it| text(&format!(
    "QCD di-jets at 13 TeV, partons with m̂ > {} GeV, pT > {} GeV, |η| < {}; kept: {}",
    it.mhat_min,
    it.parton_pt_min,
    it.parton_eta_max,
    selection(&it.selection)
)));
display!(DijetSelection, |it| text(&selection(it)));
display!(Decay, |it| text(decay(*it)));
display!(JetDefinition, |it| text(&definition(it)));
display!(ClusteredJet, |it| text(&format!(
    "jet with pT {:.1} GeV, η {:.3}, φ {:.3}, mass {:.1} GeV, {} particles",
    it.momentum.pt,
    it.momentum.eta,
    it.momentum.phi,
    it.momentum.mass,
    it.constituents.len()
)));

/// A line of plain words.
fn text(words: &str) -> Blocks {
    Blocks::html(escape(words), words.into())
}

fn decay(decay: Decay) -> &'static str {
    match decay {
        Decay::Indirect => "indirect: ρ_D → π_D π_D, π_D → dd̄",
        Decay::Direct => "direct: ρ_D → dd̄, π_D → dd̄",
    }
}

fn selection(cuts: &DijetSelection) -> String {
    let window = cuts.m_jj.map_or("any m_jj".into(), |(low, high)| format!("{low} < m_jj < {high} GeV"));
    if cuts.pt_min <= 0.0 && cuts.eta_max > 10.0 {
        return format!("two jets, {window}");
    }
    format!("two jets with pT > {} GeV and |η| < {}, {window}", cuts.pt_min, cuts.eta_max)
}

fn definition(jets: &JetDefinition) -> String {
    let name = match jets.algorithm {
        JetAlgorithm::AntiKt => "anti-kT",
        JetAlgorithm::Kt => "kT",
        JetAlgorithm::CambridgeAachen => "Cambridge/Aachen",
    };
    let least = if jets.min_pt > 0.0 { format!(", pT > {} GeV", jets.min_pt) } else { String::new() };
    format!("{name} jets, R = {}{least}", jets.radius)
}

fn valley(valley: &DarkValley) -> Table {
    let mut table = Table::new("Dark valley", &["parameter", "value"]);
    let gev = |value: f64| Cell::Text(format!("{:.6} GeV", value).replace(".000000", ""));
    table.rows = vec![
        vec!["mass of the Z′".into(), gev(valley.m_z_prime)],
        vec!["width of the Z′".into(), gev(valley.width)],
        vec!["Λ_D".into(), gev(valley.lambda_d)],
        vec!["mass of π_D".into(), gev(valley.pion_mass())],
        vec!["mass of ρ_D".into(), Cell::Text(format!("{:.3} GeV", valley.rho_mass()))],
        vec!["decay".into(), decay(valley.decay).into()],
        vec!["kept events".into(), selection(&valley.selection).into()],
    ];
    table
}
