//! How jets, cuts, sizes and pools of the dark-valley study show themselves.

use super::display::{Blocks, display};
use super::show::table;
use super::{Cell, Table};
use crate::events::{Constituents, Dijets};
use crate::mixing::{Pool, RegionCounts, RowPlan, StrengthConfig};
use crate::plot::escape;
use crate::selection::DijetCuts;

display!(Dijets, |it| text(&dijets(it)));
display!(Constituents, |it| text(&format!("{} jets with {} constituents", it.len(), it.pt.len())));
display!(DijetCuts, |it| text(&format!("n_j ≥ {}, pT > {} GeV, |η| < {}", it.jets, it.pt_min, it.eta_max)));
display!(RegionCounts, |it| table(&counts("Events", it)));
display!(StrengthConfig, |it| text(&strength(it)));
display!(RowPlan, |it| text(&format!(
    "rows of {} signal and {} background events in the signal region, {} and {} in the sideband",
    it.signal_sr.len(),
    it.background_sr.len(),
    it.signal_sb.len(),
    it.background_sb.len()
)));
display!(Pool, |it| table(&pool(it)));

/// A line of plain words.
fn text(words: &str) -> Blocks {
    Blocks::html(escape(words), words.into())
}

fn dijets(dijets: &Dijets) -> String {
    let mean = |which: usize| {
        let all: usize = (0..dijets.len()).map(|event| dijets.jet(event, which).len()).sum();
        all as f64 / dijets.len().max(1) as f64
    };
    format!(
        "{} events; {:.1} constituents in a leading and {:.1} in a sub-leading jet on average, at most {}",
        dijets.len(),
        mean(0),
        mean(1),
        dijets.most_constituents()
    )
}

fn strength(config: &StrengthConfig) -> String {
    let ratio = config.signal_ratio.map_or("as in the signal sample".into(), |ratio| format!("{ratio:.3}"));
    format!(
        "S/√B = {} over {:.0} background events in the signal region and {:.0} in the sideband; signal sideband/region: {ratio}; seed {}",
        config.strength, config.background_sr, config.background_sb, config.seed
    )
}

fn counts(title: &str, counts: &RegionCounts) -> Table {
    let mut table = Table::new(title, &["region", "signal", "background"]);
    let number = |value: f64| if value.fract() == 0.0 { Cell::from(value as usize) } else { Cell::number(value, 1) };
    table.rows = vec![
        vec!["signal region".into(), number(counts.signal_sr), number(counts.background_sr)],
        vec!["sideband".into(), number(counts.signal_sb), number(counts.background_sb)],
    ];
    table
}

fn pool(pool: &Pool) -> Table {
    let none =
        RegionCounts { signal_sr: f64::NAN, background_sr: f64::NAN, signal_sb: f64::NAN, background_sb: f64::NAN };
    let sizes = pool.sizes().unwrap_or(none);
    counts("Events that data sets are drawn from", &sizes)
        .with_note(&format!("{} further events in a pure test sample of the signal region.", pool.test().len()))
}
