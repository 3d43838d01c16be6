//! Figures 110 and 111: how much results differ between data sets.

use super::registry::CLEAN;
use super::result::ScanResult;
use super::scan::StrengthScan;
use super::sets::{Draws, TrainingSet};
use crate::error::Result;
use crate::evaluate::SignificanceFormula;
use crate::plot::Figure;
use crate::studies::Profile;

impl ScanResult {
    /// All trainings of all sets as one set of this name: means and spreads over data sets and trainings together.
    ///
    /// # Errors
    /// None in practice: a scan has at least one set.
    pub fn merged(&self, name: &str) -> Result<ScanResult> {
        let mut merged = self.clone();
        let per_set = self.scan.trainings;
        for point in &mut merged.points {
            point.training += point.set * per_set;
            point.set = 0;
        }
        merged.scan.trainings = per_set * self.scan.sets.len();
        merged.scan.sets.truncate(1);
        if let Some(set) = merged.scan.sets.first_mut() {
            set.name = name.into();
        }
        Ok(merged)
    }
}

/// Several data sets of one kind: curves of each, and of all together.
fn data_sets(number: usize, set: fn() -> TrainingSet, profile: Profile) -> Result<Figure> {
    let count = profile.choose(2, 4, 10);
    let sets: Vec<TrainingSet> = (1..=count)
        .map(|seed| {
            let drawn = TrainingSet { draws: Draws::OneDataSet(seed), ..CLEAN.apply(set(), 25) };
            drawn.with_name(&format!("data set {seed}"))
        })
        .collect();
    let scan = StrengthScan::for_profile(profile).with_sets(&sets);
    // Copies make trainings longer: the workshop has time for two points of them.
    let few = profile == Profile::Workshop && set().size() > 0;
    let wanted = |strength: &f64| *strength > 0.0 && (!few || [3.0, 10.0].contains(strength));
    let strengths: Vec<f64> = scan.strengths.iter().copied().filter(wanted).collect();
    let scan = scan.with_strengths(&strengths).with_trainings(profile.choose(1, 2, 10));
    let result = scan.run()?;
    let merged = result.merged("all data sets")?;
    let mut panels = Vec::new();
    for at in [0.1, 0.01] {
        for result in [&result, &merged] {
            panels.push(result.significance_panel(at, SignificanceFormula::Asimov)?);
        }
    }
    Ok(Figure::of(&panels, 2).with_caption(&format!(
        "Figure {number}: significance before and after selection (Eq. 5), {}; {count} data sets drawn from one pool (left) and \
         all their trainings together (right). The Note: ten data sets differ much. Our pool is smaller than the Note's: here \
         data sets share events. {}",
        set().name,
        result.words()
    )))
}

/// Figure 110: data sets of original events.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_110(profile: Profile) -> Result<Figure> {
    data_sets(110, TrainingSet::original, profile)
}

/// Figure 111: data sets with three rotated copies.
///
/// # Errors
/// As [`StrengthScan::run`].
pub fn figure_111(profile: Profile) -> Result<Figure> {
    data_sets(111, || TrainingSet::rotation(3), profile)
}
