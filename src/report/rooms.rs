//! How samples and results of the other rooms show themselves.

use polars::prelude::{DataFrame, LazyFrame};

use super::display::{Blocks, Show, display};
use super::show::{figure, table};
use super::{Cell, Table, frame_table};
use crate::evaluate::{CorrelationMatrix, Evaluation};
use crate::events::{Events, SampleInfo};
use crate::mixing::{MixedSample, Part};
use crate::plot::escape;
use crate::selection::Cutflow;
use crate::stats::Measured;
use crate::train::{GuardReport, Run, Stopped};

/// Rows of a frame that are shown.
const ROWS: usize = 8;

display!(Events, |it| table(&events(it)));
display!(CorrelationMatrix, |it| figure(&it.figure()));
display!(Evaluation, |it| table(&evaluation(it)));
display!(MixedSample, |it| table(&mixed(it)));
display!(Cutflow, |it| table(&cutflow(it)));
display!(Run, |it| table(&run(it)));
display!(GuardReport, |it| Blocks::html(escape(&it.to_string()), it.to_string()));

impl Show for SampleInfo {
    fn blocks(&self) -> Blocks {
        table(&samples(std::slice::from_ref(self)))
    }

    fn list(all: &[SampleInfo]) -> Blocks {
        table(&samples(all))
    }
}

impl Show for DataFrame {
    fn blocks(&self) -> Blocks {
        table(&frame_table("", self, &[], ROWS))
    }
}

/// A query that has not run shows what it will do.
impl Show for LazyFrame {
    fn blocks(&self) -> Blocks {
        let plan = self.describe_plan().unwrap_or_else(|error| error.to_string());
        let text = format!("A query that has not run yet; `.collect()?` runs it.\n{plan}");
        Blocks::html(format!("<pre>{}</pre>", escape(&text)), text)
    }
}

fn events(events: &Events) -> Table {
    let units: Vec<String> = events.columns().iter().map(|column| events.units(column).to_string()).collect();
    frame_table(events.name(), events.frame(), &units, ROWS)
}

fn evaluation(evaluation: &Evaluation) -> Table {
    let mut table = Table::new("Test set with truth", &["quantity", "value"]);
    let mut add = |name: String, value: Measured| table.rows.push(vec![name.into(), value.into()]);
    add("AUC".into(), evaluation.auc);
    add("accuracy at 0.5".into(), evaluation.accuracy);
    add("best accuracy over thresholds".into(), evaluation.best_accuracy);
    for point in &evaluation.working_points {
        let at = format!("{} %", point.background_efficiency * 100.0);
        add(format!("ε_s at ε_b = {at}"), point.signal_efficiency);
        add(format!("ε_s/√ε_b at ε_b = {at}"), point.selection_factor);
    }
    let n = evaluation.trainings();
    let note = match n {
        1 => "One training: the spread is not known.".to_string(),
        n => format!("Mean ± standard deviation of {n} trainings."),
    };
    let table = table.with_note(&note);
    if evaluation.auc.mean < 0.5 {
        return table.with_note(
            "The AUC is below one half: either M2 was the mixture with more signal (labels swapped; `rectified()` turns \
             the score round), or the network has learnt something else than the signal.",
        );
    }
    table
}

fn mixed(mixed: &MixedSample) -> Table {
    let parts = |label: u8, part: Part| {
        let both = mixed.labels().iter().zip(mixed.parts());
        Cell::from(both.filter(|(l, p)| **l == label && **p == part).count())
    };
    let row = |name: &str, label: u8| {
        let (train, validation) = (parts(label, Part::Train), parts(label, Part::Validation));
        vec![name.into(), train, validation]
    };
    let mut table = Table::new(mixed.name(), &["mixture", "training events", "validation events"]);
    table.rows.push(row("M1 (signal-rich, label 1)", 1));
    table.rows.push(row("M2 (label 0)", 0));
    let columns = mixed.frame().width();
    table.with_note(&format!("{columns} columns, no truth labels, seed {}.", mixed.seed()))
}

fn cutflow(cutflow: &Cutflow) -> Table {
    let mut table = Table::new(cutflow.name(), &["after", "events", "efficiency", "cross-section [fb]"]);
    for step in cutflow.steps() {
        let xsec = step.xsec_fb.map_or(Cell::Missing, |xsec| xsec.into());
        let efficiency = Cell::measured(step.efficiency, step.error, 4);
        table.rows.push(vec![step.name.as_str().into(), step.events.into(), efficiency, xsec]);
    }
    table.with_note("Efficiency relative to the first line, ± binomial error.")
}

fn samples(samples: &[SampleInfo]) -> Table {
    let mut table = Table::new("Samples", &["name", "events", "what it holds"]);
    for sample in samples {
        table.rows.push(vec![sample.name.as_str().into(), sample.events.into(), sample.description.as_str().into()]);
    }
    table
}

fn run(run: &Run) -> Table {
    let heads = ["training", "epochs", "best epoch", "validation loss", "AUC, M1 against M2", "ended by", "time [s]"];
    let mut table = Table::new(&run.name, &heads);
    for training in &run.trainings {
        let ended = match training.stopped {
            Stopped::Patience => "patience",
            Stopped::MaxEpochs => "largest number of epochs",
            Stopped::TimeBudget => "time budget",
            Stopped::Diverged => "divergence",
        };
        table.rows.push(vec![
            ((training.repeat + 1) as usize).into(),
            training.history.epochs().into(),
            training.best_epoch.into(),
            Cell::number(training.best_loss(), 4),
            Cell::measured(training.separation, training.separation_error, 3),
            ended.into(),
            Cell::number(training.seconds, 1),
        ]);
    }
    let kept = if run.from_cache { " Read from the cache." } else { "" };
    table
        .with_note(&format!(
            "{}: {} training and {} validation events, {}, seed {}.{kept}",
            run.config.model,
            run.train_events,
            run.validation_events,
            run.inputs(),
            run.config.seed
        ))
        .with_note(&run.report.to_string())
}
