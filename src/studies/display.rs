//! How profiles and checks show themselves.

use super::dark::{Record, ScanPoint, ScanPool, ScanResult, StrengthScan, TrainingSet};
use super::dihiggs::FractionScan;
use super::overtraining::{NullReference, OvertrainingResult, OvertrainingTest, PointSummary, ToyRecord, ToySource};
use super::samples::DarkValleySample;
use super::spanet::{Leak, LeakTargets, PairingSample, PairingTask, leak_table};
use super::{Checked, Profile};
use crate::report::display::display;
use crate::report::{Blocks, Show};

display!(Profile, |it| {
    let words = match it {
        Profile::Quick => {
            "quick profile: proves that everything runs; Profile::set(\"workshop\")? gives curves with the right shape"
        }
        Profile::Workshop => {
            "workshop profile: the right shapes in minutes; Profile::set(\"full\")? gives the Note's sizes"
        }
        Profile::Full => "full profile: all events of the samples and the Note's number of trainings",
    };
    Blocks::html(words.into(), words.into())
});
display!(Checked, |it| Blocks::html(
    format!("<span style=\"color:#2a7\">✓</span> {}", crate::plot::escape(&it.claim)),
    it.to_string()
));
display!(DarkValleySample, |it| {
    let (pool, luminosity) = (it.pool.blocks(), format!("{} of the Note's luminosity; S/√B is the Note's.", it.scale));
    Blocks::html(format!("{}{luminosity}", pool.rich), format!("{}\n{luminosity}", pool.plain))
});
display!(FractionScan, |it| {
    let table = it.table();
    Blocks::html(table.to_html(), table.to_string())
});
display!(ScanResult, |it| match it.table() {
    Ok(table) => Blocks::html(table.to_html(), table.to_string()),
    Err(error) => Blocks::text_only(error.to_string()),
});
display!(StrengthScan, |it| Blocks::text_only(it.to_json()));
display!(TrainingSet, |it| Blocks::text_only(format!("{it:#?}")));
display!(ScanPool, |it| Blocks::text_only(format!("{it:#?}")));
display!(ScanPoint, |it| Blocks::text_only(it.words()));
display!(Record, |it| Blocks::text_only(it.words()));
display!(PairingTask, |it| Blocks::text_only(format!("{it:?} pairing")));
display!(LeakTargets, |it| Blocks::text_only(it.words().into()));
display!(PairingSample, |it| Blocks::text_only(format!(
    "{} training events ({}), {} test events",
    it.training.len(),
    it.training.name(),
    it.test.len()
)));

impl Show for Leak {
    fn blocks(&self) -> Blocks {
        leak_blocks(std::slice::from_ref(self))
    }

    fn list(all: &[Leak]) -> Blocks {
        leak_blocks(all)
    }
}

fn leak_blocks(leaks: &[Leak]) -> Blocks {
    let table = leak_table(leaks);
    Blocks::html(table.to_html(), table.to_string())
}
display!(OvertrainingResult, |it| match it.table() {
    Ok(table) => Blocks::html(table.to_html(), table.to_string()),
    Err(error) => Blocks::text_only(error.to_string()),
});
display!(OvertrainingTest, |it| Blocks::text_only(it.to_json()));
display!(ToySource, |it| Blocks::text_only(format!("{it:#?}")));
display!(PointSummary, |it| Blocks::text_only(format!("{it:#?}")));
display!(ToyRecord, |it| Blocks::text_only(format!(
    "a toy with {} events in the window and {} in the sideband; AUC {:.3} (held-out), {:.3} (training events)",
    it.window, it.sideband, it.held_out_auc, it.training_auc
)));
display!(NullReference, |it| Blocks::text_only(format!(
    "{} smooth toys of {:.0} events without selection: mean |S| {:.3}, |S| ≥ 1 in {:.1} %, ≥ 2 in {:.1} %, {} failed fits",
    it.significances.len() + it.failed,
    it.events,
    it.mean(),
    100.0 * it.above(1.0),
    100.0 * it.above(2.0),
    it.failed
)));
