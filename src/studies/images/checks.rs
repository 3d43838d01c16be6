//! Figures 80 and 81: do original and copied samples hold the same jets under the same labels?

use super::{config, mixed, of_all};
use crate::augment::JetAugmentation;
use crate::error::Result;
use crate::plot::{Figure, Hist, Norm, Panel};
use crate::represent::{ImageSample, JetImages, RowSplit};
use crate::studies::Profile;

/// Images of each region: original SR and SB, then those of the copied, shuffled sample.
fn regions(profile: Profile) -> Result<[(&'static str, JetImages); 4]> {
    let mixed = mixed(0.5, profile)?;
    let copies = JetAugmentation::identical_copies(1).shuffled();
    let make = |recipe| ImageSample::augment_then_split(&mixed, &config(), recipe, RowSplit::Random);
    let (original, copied) = (make(&JetAugmentation::original())?, make(&copies)?);
    let region = |sample: &ImageSample, label: u8| {
        let rows: Vec<usize> = (0..sample.len()).filter(|&row| sample.labels[row] == label).collect();
        sample.images.rows(&rows)
    };
    Ok([
        ("original, SR", region(&original, 1)?),
        ("original, SB", region(&original, 0)?),
        ("duplicated, SR", region(&copied, 1)?),
        ("duplicated, SB", region(&copied, 0)?),
    ])
}

/// Largest difference between the same entries of two lists.
fn difference(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// Figure 80: pT sums of the images, original and duplicated sample.
///
/// # Errors
/// A sample that is missing.
pub fn figure_80(profile: Profile) -> Result<Figure> {
    let regions = regions(profile)?;
    let (mut panels, mut largest) = (Vec::new(), 0.0f64);
    for (jet, title) in [(0, "leading jet"), (1, "sub-leading jet")] {
        let hist = |(name, images): &(&str, JetImages)| Hist::of(name, &images.pt_sums(jet), 100, 0.0, 4000.0);
        let hists = regions.iter().map(hist).collect::<Result<Vec<_>>>()?;
        let unit = |hist: &Hist| hist.counts().iter().map(|count| count / hist.total()).collect::<Vec<_>>();
        for region in 0..2 {
            largest = largest.max(difference(&unit(&hists[region]), &unit(&hists[region + 2])));
        }
        panels.push(Panel::histograms("sum of pixels [GeV]", &hists, Norm::Unit).with_title(title));
    }
    Ok(Figure::of(&panels, 2).with_caption(&format!(
        "Figure 80: pT sum of each image, original and duplicated (shuffled) sample, normalised to 1. Largest difference \
         of a bin between them: {largest}."
    )))
}

/// Figure 81: average images of both regions, original and duplicated sample.
///
/// # Errors
/// A sample that is missing.
pub fn figure_81(profile: Profile) -> Result<Figure> {
    let regions = regions(profile)?;
    let panels = regions.iter().map(|(title, images)| of_all(title, images)).collect::<Result<Vec<_>>>()?;
    let pairs = (0..2).flat_map(|region| [0, 1].map(|jet| (&regions[region].1, &regions[region + 2].1, jet)));
    let largest = pairs.map(|(a, b, jet)| difference(&a.average(jet), &b.average(jet))).fold(0.0, f64::max);
    Ok(Figure::of(&panels, 2).with_caption(&format!(
        "Figure 81: average image of the leading jet in both regions, original and duplicated (shuffled) sample. Largest \
         difference of a pixel between them, both jets: {largest} GeV."
    )))
}
