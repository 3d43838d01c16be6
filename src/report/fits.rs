//! How spectra, fits, toys and trees show themselves.

use super::display::{Blocks, display};
use crate::mixing::{Overlap, ToySample};
use crate::model::BoostedTrees;
use crate::plot::escape;
use crate::simulate::ZGammaToy;
use crate::stats::{BumpSearch, BumpTest, BumpWidth, ExponentialFit, Spectrum};
use crate::train::BoostConfig;

display!(Spectrum, |it| {
    let (low, high) = it.range();
    text(&format!("{:.0} events in {} bins from {low} to {high} GeV", it.total(), it.counts().len()))
});
display!(ExponentialFit, |it| text(&format!(
    "n0 = {:.1}, a = {:.5} ± {:.5} / GeV, b = {:.6} ± {:.6} / GeV², ln L = {:.3}, {:?}",
    it.n0, it.a, it.a_error, it.b, it.b_error, it.ln_likelihood, it.status
)));
display!(BumpTest, |it| text(&format!(
    "significance {:.2}: n1 = {:.1}, σ = {:.2} GeV, ln L = {:.3} against {:.3} without, {:?}",
    it.significance, it.n1, it.sigma, it.ln_likelihood, it.background.ln_likelihood, it.status
)));
display!(BumpSearch, |it| text(&match it.width {
    BumpWidth::Free { low, high } => format!("a Gaussian at {} GeV, width between {low} and {high} GeV", it.mean),
    BumpWidth::Fixed(width) => format!("a Gaussian at {} GeV, width {width} GeV", it.mean),
}));
display!(ZGammaToy, |it| text(&format!(
    "Zγ toys: exp(ax + bx²), x = m − 200 GeV, a = {:.5}/GeV, b = {:.2e}/GeV²; mass correlations × {}",
    it.a, it.b, it.mass_correlation
)));
display!(ToySample, |it| text(&it.to_string()));
display!(Overlap, |it| text(&format!(
    "two toys share {:.1} % of their events, {:.1} % of a toy are repeats, the pool has room for {:.2} disjoint toys",
    100.0 * it.shared,
    100.0 * it.repeated,
    it.disjoint
)));
display!(BoostedTrees, |it| text(&it.to_string()));
display!(BoostConfig, |it| text(&format!(
    "{} boosted trees of depth {}, learning rate {}, at least {} events in a leaf",
    it.trees, it.depth, it.learning_rate, it.smallest_leaf
)));

/// A line of plain words.
fn text(words: &str) -> Blocks {
    Blocks::html(escape(words), words.into())
}
