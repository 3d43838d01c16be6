//! What an over-training test found.

use rayon::prelude::*;

use super::null::NullReference;
use super::record::ToyRecord;
use super::select::range;
use super::settings::OvertrainingTest;
use crate::error::{Error, Result};
use crate::mixing::{Overlap, ToySample};
use crate::selection::MassWindows;
use crate::stats::{
    BumpTest, FitStatus, Measured, Spectrum, half_normal_cdf, kolmogorov_smirnov_uniform, trials_factor,
};

/// Toys of the reference for each toy of the test, and their smallest and largest number.
const REFERENCE_TOYS: (usize, usize, usize) = (20, 300, 3000);
/// Seed of the reference.
const REFERENCE_SEED: u64 = 77;

/// Which events were ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scored {
    /// Events that the classifier did not see.
    HeldOut,
    /// Events that it was trained on.
    Training,
    /// All events in random order: no classifier.
    Random,
}

impl Scored {
    /// All three, in the order of tables.
    pub const ALL: [Scored; 3] = [Scored::HeldOut, Scored::Training, Scored::Random];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Scored::HeldOut => "held-out events",
            Scored::Training => "training events",
            Scored::Random => "random selection",
        }
    }
}

/// One toy with its fits, one for each working point.
#[derive(Debug, Clone, PartialEq)]
pub struct ToyFits {
    /// Number of the toy.
    pub toy: usize,
    held_out: Vec<BumpTest>,
    training: Vec<BumpTest>,
    random: Vec<BumpTest>,
}

impl ToyFits {
    /// Fits of one kind; empty when there was no classifier.
    pub fn of(&self, scored: Scored) -> &[BumpTest] {
        match scored {
            Scored::HeldOut => &self.held_out,
            Scored::Training => &self.training,
            Scored::Random => &self.random,
        }
    }
}

/// All toys of one test at one working point.
#[derive(Debug, Clone, PartialEq)]
pub struct PointSummary {
    /// Share of events that is kept.
    pub share: f64,
    /// Toys.
    pub toys: usize,
    /// Toys whose fit failed; they are in no other number.
    pub failed: usize,
    /// Toys whose width is at a bound.
    pub at_bound: usize,
    /// Selected events in the window.
    pub window: Measured,
    /// Selected events in the sideband.
    pub sideband: Measured,
    /// √(2 Δ ln L).
    pub size: Measured,
    /// The same with the sign of the bump: its mean is 0 without a bias.
    pub signed: Measured,
    /// Toys with a bump of at least 1 and at least 2, of either sign.
    pub above: (usize, usize),
    /// p-value of the sizes against the reference.
    pub p_reference: f64,
    /// p-value of the sizes against the half-normal distribution.
    pub p_half_normal: f64,
}

/// Toys with their fits, and what follows from them.
#[derive(Debug, Clone)]
pub struct OvertrainingResult {
    /// The settings.
    pub test: OvertrainingTest,
    /// The sample in words.
    pub sample: String,
    /// Window and sideband.
    pub windows: MassWindows,
    /// What its toys have in common.
    pub overlap: Overlap,
    /// Number and record of each toy that there is.
    pub records: Vec<(usize, ToyRecord)>,
    /// Their fits, in the same order.
    pub fits: Vec<ToyFits>,
    /// Toys that are left to the next call.
    pub missing: usize,
    /// Toys that this call made; the others were in the store.
    pub made: usize,
}

impl OvertrainingResult {
    pub(super) fn new(
        test: &OvertrainingTest,
        sample: &ToySample,
        records: Vec<(usize, ToyRecord)>,
        missing: usize,
        made: usize,
    ) -> Result<OvertrainingResult> {
        let windows = sample.windows().clone();
        let (low, high) = range(&windows);
        let fit = |counts: &Vec<u32>| {
            let counts: Vec<f64> = counts.iter().map(|count| f64::from(*count)).collect();
            test.search.fit(&Spectrum::new(&counts, low, high)?)
        };
        let all = |spectra: &[Vec<u32>]| spectra.iter().map(fit).collect::<Result<Vec<_>>>();
        let fits = records.par_iter().map(|(toy, record)| {
            let (held_out, training) = (all(&record.held_out)?, all(&record.training)?);
            Ok(ToyFits { toy: *toy, held_out, training, random: all(&record.random)? })
        });
        Ok(OvertrainingResult {
            test: test.clone(),
            sample: sample.to_string(),
            overlap: sample.overlap(test.toys)?,
            fits: fits.collect::<Result<_>>()?,
            windows,
            records,
            missing,
            made,
        })
    }

    /// Significances of all toys at working point `point`, with sign; NaN where a fit failed; empty without a classifier.
    pub fn significances(&self, scored: Scored, point: usize) -> Vec<f64> {
        self.fits.iter().filter_map(|fits| fits.of(scored).get(point)).map(|test| test.significance).collect()
    }

    /// Selected masses of one toy.
    ///
    /// # Errors
    /// A toy or working point that is not there.
    pub fn spectrum(&self, toy: usize, scored: Scored, point: usize) -> Result<Spectrum> {
        let (_, record) = self.records.get(toy).ok_or_else(|| self.no_such("toy", toy, self.records.len()))?;
        let spectra = self.counts(record, scored);
        let counts = spectra.get(point).ok_or_else(|| self.no_such("working point", point, spectra.len()))?;
        let (low, high) = range(&self.windows);
        Spectrum::new(&counts.iter().map(|count| f64::from(*count)).collect::<Vec<_>>(), low, high)
    }

    fn no_such(&self, what: &str, index: usize, there: usize) -> Error {
        Error::value(&format!("the number of the {what}, counted from 0"), &format!("below {there}"), index)
    }

    fn counts<'a>(&self, record: &'a ToyRecord, scored: Scored) -> &'a [Vec<u32>] {
        match scored {
            Scored::HeldOut => &record.held_out,
            Scored::Training => &record.training,
            Scored::Random => &record.random,
        }
    }

    /// What the fits give on smooth toys of the mean random selection at the working point in the middle.
    ///
    /// # Errors
    /// No toy, or toys too small for a fit.
    pub fn reference(&self) -> Result<NullReference> {
        let point = self.test.working_points.len() / 2;
        let mut sum = vec![0.0; self.test.bins];
        for (_, record) in &self.records {
            sum.iter_mut().zip(&record.random[point]).for_each(|(sum, count)| *sum += f64::from(*count));
        }
        let toys = self.records.len().max(1);
        let (low, high) = range(&self.windows);
        let mean = Spectrum::new(&sum.iter().map(|count| count / toys as f64).collect::<Vec<_>>(), low, high)?;
        let (each, fewest, most) = REFERENCE_TOYS;
        NullReference::measure(&mean, &self.test.search, (each * toys).clamp(fewest, most), REFERENCE_SEED)
    }

    /// Each working point over all toys; empty when there was no classifier.
    ///
    /// # Errors
    /// No fit that worked.
    pub fn summary(&self, scored: Scored, reference: &NullReference) -> Result<Vec<PointSummary>> {
        let points =
            if self.fits.iter().all(|fits| fits.of(scored).is_empty()) { 0 } else { self.test.working_points.len() };
        (0..points).map(|point| self.point(scored, point, reference)).collect()
    }

    fn point(&self, scored: Scored, point: usize, reference: &NullReference) -> Result<PointSummary> {
        let tests: Vec<&BumpTest> = self.fits.iter().filter_map(|fits| fits.of(scored).get(point)).collect();
        let signed: Vec<f64> = tests.iter().map(|test| test.significance).filter(|s| !s.is_nan()).collect();
        let size: Vec<f64> = signed.iter().map(|s| s.abs()).collect();
        let counted = |status: FitStatus| tests.iter().filter(|test| test.status == status).count();
        let above = |level: f64| size.iter().filter(|s| **s >= level).count();
        let region = |inside: bool| -> Result<Measured> {
            let of = |toy: usize| -> Result<f64> {
                let spectrum = self.spectrum(toy, scored, point)?;
                let bins = spectrum.centers().into_iter().zip(spectrum.counts());
                Ok(bins.filter(|(m, _)| self.windows.in_signal_region(*m) == inside).map(|(_, n)| n).sum())
            };
            Ok(Measured::from(&(0..self.records.len()).map(of).collect::<Result<Vec<_>>>()?))
        };
        let none = size.is_empty();
        let half_normal: Vec<f64> = size.iter().map(|s| half_normal_cdf(*s)).collect();
        Ok(PointSummary {
            share: self.test.working_points[point],
            toys: tests.len(),
            failed: counted(FitStatus::Failed),
            at_bound: counted(FitStatus::AtBound),
            window: region(true)?,
            sideband: region(false)?,
            above: (above(1.0), above(2.0)),
            p_reference: if none { f64::NAN } else { reference.compare(&size)?.p_value },
            p_half_normal: if none { f64::NAN } else { kolmogorov_smirnov_uniform(&half_normal)?.p_value },
            size: Measured::from(&size),
            signed: Measured::from(&signed),
        })
    }

    /// How much more often the largest |S| of all working points is above a level than that of one: the price of looking
    /// at all of them; NaN when nothing is above.
    ///
    /// # Errors
    /// No toy.
    pub fn trials_factor(&self, scored: Scored, level: f64) -> Result<f64> {
        let size = |fits: &ToyFits| fits.of(scored).iter().map(|test| test.significance.abs()).collect();
        trials_factor(&self.fits.iter().map(size).collect::<Vec<Vec<f64>>>(), level)
    }

    /// Fits that failed, over all kinds and working points.
    pub fn failed_fits(&self) -> usize {
        let failed = |fits: &ToyFits| Scored::ALL.iter().flat_map(|s| fits.of(*s)).filter(|test| test.failed()).count();
        self.fits.iter().map(failed).sum()
    }

    /// Toys whose training diverged.
    pub fn diverged(&self) -> usize {
        self.records.iter().filter(|(_, record)| record.trouble.is_some()).count()
    }

    /// Bias and excess at one working point (counted from 0), with their errors, as a sentence.
    ///
    /// # Errors
    /// A working point that is not there, or no toy.
    pub fn words(&self, point: usize) -> Result<String> {
        let reference = self.reference()?;
        let mut parts = Vec::new();
        for scored in Scored::ALL {
            let summary = self.summary(scored, &reference)?;
            if summary.is_empty() {
                continue;
            }
            let at = summary.get(point).ok_or_else(|| self.no_such("working point", point, summary.len()))?;
            parts.push(format!(
                "{}: mean S {:.2} ± {:.2}, mean |S| above the reference {:.2} ± {:.2}",
                scored.name(),
                at.signed.mean,
                at.signed.error_of_mean(),
                at.size.mean - reference.mean(),
                at.size.error_of_mean()
            ));
        }
        let share = self.test.working_points.get(point).ok_or_else(|| self.no_such("working point", point, 0))?;
        Ok(format!("{:.0} % kept, {} toys. {}.", 100.0 * share, self.records.len(), parts.join("; ")))
    }

    /// A number of all toys: AUC of window against sideband (held-out, training), p-values of the over-training test.
    pub(crate) fn measured(&self, of: impl Fn(&ToyRecord) -> f64) -> Measured {
        Measured::from(&self.records.iter().map(|(_, record)| of(record)).filter(|v| !v.is_nan()).collect::<Vec<_>>())
    }
}
