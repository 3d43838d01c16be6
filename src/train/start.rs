//! What all `train_*` calls have in common: from prepared data to a run.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use rand::Rng;

use super::fit::Job;
use super::prepare::Prepared;
use super::schedule::{self, Plan};
use super::watch::Watcher;
use super::{Run, TrainConfig, Training};
use crate::error::Result;
use crate::rng;
use crate::store::Store;

/// Whether an event of a sample without a split is a training event: four in five, by (seed, "split", row).
pub(crate) fn in_training(seed: u64, row: usize) -> bool {
    rng::stream(seed, "split", row as u64, 0).next_u32() >= u32::MAX / 5
}

/// Prepares the data, takes finished trainings from the store and does the others.
pub(crate) fn train(
    name: &str,
    names: [&str; 2],
    config: &TrainConfig,
    watcher: impl FnOnce(&Prepared) -> Option<Watcher>,
    prepare: impl FnOnce() -> Result<Prepared>,
) -> Result<Run> {
    let begin = Instant::now();
    let prepared = prepare()?;
    let watcher = watcher(&prepared);
    super::burn_step::burn_device(config.device)?;
    let deadline = config.time_budget.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let mut job = Job {
        config: config.clone(),
        train: prepared.train,
        validation: prepared.validation,
        scaler: prepared.scaler,
        watcher,
        store: Store::open(&config.cache),
        key: prepared.key,
        deadline: deadline.and_then(|budget| begin.checked_add(budget)),
        threads: 1,
        trouble: Mutex::new(None),
    };
    let mut trainings: Vec<Training> = (0..config.repeats as u64).filter_map(|repeat| job.stored(repeat)).collect();
    let done: Vec<u64> = trainings.iter().map(|training| training.repeat).collect();
    let missing: Vec<u64> = (0..config.repeats as u64).filter(|repeat| !done.contains(repeat)).collect();
    if !missing.is_empty() {
        let plan = Plan::new(&job, missing.len());
        job.threads = plan.threads;
        trainings.extend(schedule::run(&job, &missing, plan.at_once)?);
        trainings.sort_by_key(|training| training.repeat);
    }
    let mut run = Run {
        name: name.to_string(),
        config: config.clone(),
        features: prepared.features,
        trainings,
        report: prepared.report,
        from_cache: missing.is_empty(),
        train_events: job.train.len(),
        validation_events: job.validation.len(),
        seconds: begin.elapsed().as_secs_f64(),
        hash: job.key,
    };
    run.look_back(names, job.trouble.into_inner().ok().flatten());
    Ok(run)
}
