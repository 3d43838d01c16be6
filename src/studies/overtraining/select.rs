//! The events with the highest response, and their masses in bins.

use rand::Rng;

use crate::error::Result;
use crate::rng;
use crate::selection::MassWindows;
use crate::stats::Spectrum;

/// Rows from the highest score downwards; equal scores in random order.
///
/// Rows of a mixture are sorted by region, and trees give many events one score: any order of theirs among equal
/// scores would prefer a region.
pub(super) fn ranking(scores: &[f64], rows: &[usize], seed: u64) -> Vec<usize> {
    let mut stream = rng::stream(seed, "ties", rows.len() as u64, 0);
    let mut keyed: Vec<(f64, u64, usize)> = rows.iter().map(|row| (scores[*row], stream.next_u64(), *row)).collect();
    keyed.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    keyed.into_iter().map(|(_, _, row)| row).collect()
}

/// Lowest and highest edge of the windows.
pub(super) fn range(windows: &MassWindows) -> (f64, f64) {
    let all = || windows.sideband.iter().chain([&windows.signal]);
    (all().map(|(low, _)| *low).fold(f64::INFINITY, f64::min), all().map(|(_, high)| *high).fold(f64::MIN, f64::max))
}

/// Masses of the best share of each group of rows, counted in bins; one spectrum per share.
///
/// A group is what one classifier has scored: responses of different classifiers are not compared with each other.
pub(super) fn spectra(
    masses: &[f64],
    groups: &[Vec<usize>],
    shares: &[f64],
    bins: usize,
    windows: &MassWindows,
) -> Result<Vec<Vec<u32>>> {
    let (low, high) = range(windows);
    let spectrum = |share: &f64| {
        let best = |ranked: &Vec<usize>| {
            let n = (share * ranked.len() as f64).round() as usize;
            ranked[..n].iter().map(|row| masses[*row]).collect::<Vec<f64>>()
        };
        let kept: Vec<f64> = groups.iter().flat_map(best).collect();
        Ok(Spectrum::of(&kept, bins, low, high)?.counts().iter().map(|count| *count as u32).collect())
    };
    shares.iter().map(spectrum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_are_kept_and_ties_prefer_no_region() {
        let scores: Vec<f64> = (0..2000).map(|row| f64::from(u8::from(row % 2 == 0))).collect();
        let rows: Vec<usize> = (0..2000).collect();
        let ranked = ranking(&scores, &rows, 1);
        assert!(ranked[..1000].iter().all(|row| row % 2 == 0));
        let early = ranked[..500].iter().filter(|row| **row < 1000).count();
        assert!((200..300).contains(&early), "{early} of the first half of the rows among the first 500");
        let masses: Vec<f64> = (0..2000).map(|row| if row < 1000 { 200.0 } else { 210.0 }).collect();
        let kept = spectra(&masses, &[ranked], &[0.5, 1.0], 36, &MassWindows::zgamma()).unwrap();
        assert_eq!((kept[0].iter().sum::<u32>(), kept[1][18], kept[1][28]), (1000, 1000, 1000));
    }
}
