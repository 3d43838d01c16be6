//! Tables of an over-training test.

use super::result::{OvertrainingResult, PointSummary, Scored};
use super::settings::Classifier;
use crate::error::Result;
use crate::report::{Cell, Table};
use crate::stats::FitStatus;

impl OvertrainingResult {
    /// Significances over all toys, by events that were ranked and working point, with what failed.
    ///
    /// # Errors
    /// No toy.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let test = OvertrainingTest::new().with_toys(3).with_source(ToySource::default().with_expected(2_000.0));
    /// let text = test.with_cache(Cache::Off).run()?.table()?.to_string();
    /// assert!(text.contains("random selection") && text.contains("failed"));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn table(&self) -> Result<Table> {
        let reference = self.reference()?;
        let heads = [
            "ranked",
            "kept [%]",
            "window",
            "sideband",
            "|S|",
            "S with sign",
            "|S| ≥ 1",
            "≥ 2",
            "reference",
            "half-normal",
            "failed",
            "width at end",
        ];
        let groups = [("", 4), ("significance", 4), ("p value", 2), ("fits", 2)];
        let mut table = Table::new("Fake bumps over all toys", &heads).with_groups(&groups);
        for scored in Scored::ALL {
            for point in self.summary(scored, &reference)? {
                table.rows.push(row(scored, &point));
            }
        }
        let toys = self.records.len();
        let share = |value: f64| format!("{:.1} %", 100.0 * value);
        let table = table
            .with_note(&format!("{toys} {}. Mean ± standard deviation over toys.", self.sample))
            .with_note(&format!(
                "Reference: {} smooth toys, mean |S| {:.3}, |S| ≥ 1 in {}, ≥ 2 in {} (half-normal: 0.798, 31.7 %, 4.6 %); \
                 {} failed fits.",
                reference.significances.len() + reference.failed,
                reference.mean(),
                share(reference.above(1.0)),
                share(reference.above(2.0)),
                reference.failed
            ))
            .with_note(&self.failures());
        self.with_overlap(self.with_trials(table)?)
    }

    /// One sentence about everything that did not work.
    pub(crate) fn failures(&self) -> String {
        let of = Scored::ALL.iter().map(|s| self.fits.iter().map(|fits| fits.of(*s).len()).sum::<usize>());
        format!(
            "{} of {} fits failed, {} of {} trainings diverged, {} toys are missing.",
            self.failed_fits(),
            of.sum::<usize>(),
            self.diverged(),
            self.records.len(),
            self.missing
        )
    }

    fn with_trials(&self, table: Table) -> Result<Table> {
        let mut words = Vec::new();
        for scored in Scored::ALL {
            if self.fits.iter().any(|fits| !fits.of(scored).is_empty()) {
                let factor = |level: f64| -> Result<String> {
                    let factor = self.trials_factor(scored, level)?;
                    Ok(if factor.is_nan() { "–".into() } else { format!("{factor:.2}") })
                };
                words.push(format!("{} {} (1σ), {} (2σ)", scored.name(), factor(1.0)?, factor(2.0)?));
            }
        }
        let points = self.test.working_points.len();
        Ok(table.with_note(&format!("Trials factor over the {points} working points: {}.", words.join("; "))))
    }

    fn with_overlap(&self, table: Table) -> Result<Table> {
        if self.overlap.disjoint.is_infinite() {
            return Ok(table.with_note("Toys have no event in common."));
        }
        Ok(table.with_note(&format!(
            "Two toys share {:.1} % of their events, {:.1} % of a toy's events are repeats, the pool has room for {:.2} \
             toys without a common event: significances of different toys are correlated, and p-values are too optimistic.",
            100.0 * self.overlap.shared,
            100.0 * self.overlap.repeated,
            self.overlap.disjoint
        )))
    }

    /// Numbers of events and significances of one toy, by working point.
    ///
    /// # Errors
    /// A toy that is not there.
    pub fn example(&self, toy: usize, scored: Scored) -> Result<Table> {
        let title = format!("Toy {toy}, {}", scored.name());
        let mut table = Table::new(&title, &["kept [%]", "window", "sideband", "S", "with sign", "σ [GeV]", "fit"]);
        for (point, share) in self.test.working_points.iter().enumerate() {
            let spectrum = self.spectrum(toy, scored, point)?;
            let test = self.fits[toy].of(scored)[point];
            let bins = || spectrum.centers().into_iter().zip(spectrum.counts());
            let inside: f64 = bins().filter(|(m, _)| self.windows.in_signal_region(*m)).map(|(_, n)| n).sum();
            table.push(vec![
                Cell::number(100.0 * share, 0),
                Cell::from(inside as usize),
                Cell::from((spectrum.total() - inside) as usize),
                number(test.significance.abs()),
                number(test.significance),
                number(test.sigma),
                status(test.status).into(),
            ])?;
        }
        Ok(table)
    }

    /// The classifier in one line: AUC of window against sideband, and the over-training test.
    pub(crate) fn quality(&self, name: &str) -> Vec<Cell> {
        let small = |p: f64| f64::from(u8::from(p < 0.05));
        let (window, sideband) =
            (self.measured(|record| small(record.window_ks)), self.measured(|record| small(record.sideband_ks)));
        vec![
            name.into(),
            Cell::Measured(self.measured(|record| record.training_auc), Some(4)),
            Cell::Measured(self.measured(|record| record.held_out_auc), Some(4)),
            Cell::number(100.0 * window.mean, 0),
            Cell::number(100.0 * sideband.mean, 0),
            Cell::Measured(self.measured(|record| record.seconds), Some(1)),
        ]
    }

    /// AUC of true signal against background on held-out events.
    pub(crate) fn signal_auc(&self) -> Cell {
        Cell::Measured(self.measured(|record| record.signal_auc.first().copied().unwrap_or(f64::NAN)), Some(3))
    }

    /// What was trained, in words.
    pub(crate) fn classifier(&self) -> String {
        match &self.test.classifier {
            Classifier::Network(config) => {
                format!(
                    "{}, batch {}, {} epochs, {:?}",
                    config.model, config.batch_size, config.max_epochs, config.loss
                )
            }
            Classifier::Trees(config) => format!("{} trees of depth {}", config.trees, config.depth),
            Classifier::None => "no classifier".into(),
        }
    }
}

fn row(scored: Scored, point: &PointSummary) -> Vec<Cell> {
    let share = |count: usize| format!("{count} of {}", point.toys - point.failed);
    vec![
        scored.name().into(),
        Cell::number(100.0 * point.share, 0),
        Cell::Measured(point.window, Some(0)),
        Cell::Measured(point.sideband, Some(0)),
        Cell::Measured(point.size, Some(2)),
        Cell::Measured(point.signed, Some(2)),
        share(point.above.0).into(),
        share(point.above.1).into(),
        p_value(point.p_reference),
        p_value(point.p_half_normal),
        point.failed.into(),
        point.at_bound.into(),
    ]
}

/// Two digits, a small number by its size, or a dash for a failed fit.
fn number(value: f64) -> Cell {
    if value.is_nan() {
        "failed".into()
    } else if value != 0.0 && value.abs() < 0.005 {
        Cell::from(value)
    } else {
        Cell::number(value, 2)
    }
}

/// Three digits after the point, or the size of a very small one.
fn p_value(value: f64) -> Cell {
    if value > 0.0 && value < 5e-4 { Cell::from(value) } else { Cell::number(value, 3) }
}

fn status(status: FitStatus) -> &'static str {
    match status {
        FitStatus::Converged => "converged",
        FitStatus::AtBound => "converged, width at its bound",
        FitStatus::Failed => "failed",
    }
}
