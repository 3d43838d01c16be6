//! One toy from its seed to its record.

use std::time::Instant;

use rand::RngExt;

use super::record::{RESPONSE_BINS, ResponseHists, ToyRecord};
use super::select::{ranking, spectra};
use super::settings::{Classifier, OvertrainingTest};
use crate::error::Result;
use crate::evaluate::Scores;
use crate::events::Events;
use crate::mixing::{MixedSample, Part, ToySample};
use crate::represent::Matrix;
use crate::rng;
use crate::stats::kolmogorov_smirnov;
use crate::store::Cache;
use crate::train::{GuardPolicy, Stopped, TrainConfig, train_boosted_trees, train_cwola};

/// Draws, trains, scores and selects; a diverged training is said in the record.
pub(super) fn toy(test: &OvertrainingTest, sample: &ToySample, seed: u64) -> Result<ToyRecord> {
    let begin = Instant::now();
    let mixed = sample.draw(seed)?;
    let events = Events::from_frame("toy", mixed.frame().clone())?;
    let masses = events.column(&sample.windows().variable)?;
    let (labels, all): (&[u8], Vec<usize>) = (mixed.labels(), (0..mixed.len()).collect());
    let count = |groups: &[Vec<usize>]| spectra(&masses, groups, &test.working_points, test.bins, sample.windows());
    let mut stream = rng::stream(seed, "random selection", 0, 0);
    let noise: Vec<f64> = all.iter().map(|_| stream.random()).collect();
    let composition = mixed.composition();
    let ones = labels.iter().filter(|label| **label == 1).count();
    let mut record = ToyRecord {
        window: ones,
        sideband: labels.len() - ones,
        signal: composition.m1_signal + composition.m2_signal,
        held_out: Vec::new(),
        training: Vec::new(),
        random: count(&[ranking(&noise, &all, seed)])?,
        held_out_response: ResponseHists::default(),
        training_response: ResponseHists::default(),
        held_out_auc: f64::NAN,
        training_auc: f64::NAN,
        window_ks: f64::NAN,
        sideband_ks: f64::NAN,
        losses: vec![f64::NAN; 2],
        signal_auc: Vec::new(),
        trouble: None,
        seconds: 0.0,
    };
    if test.classifier != Classifier::None {
        let folds = folds(test, &mixed, seed)?;
        let mut trained = Vec::new();
        for fold in &folds {
            trained.push(train(&test.classifier, fold, &events, sample, seed)?);
        }
        let rows = |part: Part, k: usize| -> Vec<usize> {
            all.iter().copied().filter(|row| folds[k].parts()[*row] == part).collect()
        };
        // Held out: each event by the classifier that did not see it. Training: events of the first classifier.
        let mut response = vec![f64::NAN; all.len()];
        let mut groups = Vec::new();
        for (k, trained) in trained.iter().enumerate() {
            let held_out = rows(Part::Validation, k);
            held_out.iter().for_each(|row| response[*row] = trained.scores[*row]);
            groups.push(ranking(&trained.scores, &held_out, seed));
        }
        let (first, seen, unseen) = (&trained[0], rows(Part::Train, 0), groups.concat());
        record.held_out = count(&groups)?;
        record.training = count(&[ranking(&first.scores, &seen, seed)])?;
        record.held_out_response = responses(&response, labels, &unseen);
        record.training_response = responses(&first.scores, labels, &seen);
        record.held_out_auc = auc(&response, labels, &unseen)?;
        record.training_auc = auc(&first.scores, labels, &seen)?;
        // Responses of one classifier only are compared.
        let apart = rows(Part::Validation, 0);
        record.window_ks = compatible(&first.scores, labels, 1, &seen, &apart)?;
        record.sideband_ks = compatible(&first.scores, labels, 0, &seen, &apart)?;
        if record.signal > 0 {
            // The number of an original event says whether it is signal; only this look back uses it.
            let truth: Vec<u8> = mixed.originals().iter().map(|original| (original >> 40 & 1) as u8).collect();
            record.signal_auc = vec![auc(&response, &truth, &unseen)?];
        }
        record.losses = first.losses.to_vec();
        record.trouble = trained.iter().find_map(|trained| trained.trouble.clone());
    }
    record.seconds = begin.elapsed().as_secs_f64();
    Ok(record)
}

/// The toy with its split: one, or one per fold. Repeats of an original event are on one side.
fn folds(test: &OvertrainingTest, mixed: &MixedSample, seed: u64) -> Result<Vec<MixedSample>> {
    if test.folds == 1 {
        return Ok(vec![mixed.clone().with_validation(test.held_out)?]);
    }
    let fold_of = |original: &u64| rng::stream(seed, "fold", *original, 0).random_range(0..test.folds);
    let of: Vec<usize> = mixed.originals().iter().map(fold_of).collect();
    let side = |fold: &usize, k: usize| if *fold == k { Part::Validation } else { Part::Train };
    (0..test.folds).map(|k| mixed.clone().with_parts(of.iter().map(|fold| side(fold, k)).collect())).collect()
}

/// A classifier after its training.
struct Trained {
    scores: Vec<f64>,
    losses: [f64; 2],
    trouble: Option<String>,
}

fn train(
    classifier: &Classifier,
    mixed: &MixedSample,
    events: &Events,
    sample: &ToySample,
    seed: u64,
) -> Result<Trained> {
    // The mass itself is a feature only when it is asked for by name.
    let names = |wanted: &[String]| if wanted.is_empty() { sample.features() } else { Ok(wanted.to_vec()) };
    match classifier {
        Classifier::Network(config) => {
            let config = TrainConfig { features: names(&config.features)?, ..(**config).clone() };
            let config = config.with_seed(seed).with_threads(1).with_cache(Cache::Off).with_guards(GuardPolicy::Warn);
            let run = train_cwola(mixed, &config)?;
            let diverged = run.trainings.iter().filter(|training| training.stopped == Stopped::Diverged).count();
            let last = |values: &[f64]| values.last().copied().unwrap_or(f64::NAN);
            let history = &run.trainings[0].history;
            Ok(Trained {
                scores: run.score(events)?,
                losses: [last(&history.train_loss), last(&history.validation_loss)],
                trouble: (diverged > 0).then(|| "the training diverged".to_string()),
            })
        }
        Classifier::Trees(config) => {
            let config = crate::train::BoostConfig { features: names(&config.features)?, ..config.clone() };
            let trees = train_boosted_trees(mixed, &config)?;
            let scores = trees.predict(&Matrix::from_frame(events.frame(), &trees.features)?)?;
            Ok(Trained { scores, losses: [f64::NAN; 2], trouble: None })
        }
        Classifier::None => Ok(Trained { scores: vec![0.5; events.len()], losses: [f64::NAN; 2], trouble: None }),
    }
}

fn responses(scores: &[f64], labels: &[u8], rows: &[usize]) -> ResponseHists {
    let mut hists = [vec![0u32; RESPONSE_BINS], vec![0; RESPONSE_BINS]];
    for row in rows {
        let bin = ((scores[*row] * RESPONSE_BINS as f64) as usize).min(RESPONSE_BINS - 1);
        hists[usize::from(labels[*row])][bin] += 1;
    }
    let [sideband, window] = hists;
    ResponseHists { window, sideband }
}

fn auc(scores: &[f64], labels: &[u8], rows: &[usize]) -> Result<f64> {
    let scores: Vec<f64> = rows.iter().map(|row| scores[*row]).collect();
    if scores.iter().any(|score| !score.is_finite()) {
        return Ok(f64::NAN); // a diverged training
    }
    Ok(Scores::new(scores, rows.iter().map(|row| labels[*row] == 1).collect())?.auc())
}

/// p-value of one distribution of the responses of both lists of rows in a region; NaN where one of them has no event there.
fn compatible(scores: &[f64], labels: &[u8], label: u8, seen: &[usize], apart: &[usize]) -> Result<f64> {
    let of = |rows: &[usize]| -> Vec<f64> {
        rows.iter().filter(|row| labels[**row] == label).map(|row| scores[*row]).filter(|s| s.is_finite()).collect()
    };
    let (seen, apart) = (of(seen), of(apart));
    if seen.is_empty() || apart.is_empty() {
        return Ok(f64::NAN);
    }
    Ok(kolmogorov_smirnov(&seen, &apart)?.p_value)
}
