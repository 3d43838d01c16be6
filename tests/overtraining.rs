//! The over-training test: no classifier, held-out and training events, injected signal, pools, cross-training.

#![allow(clippy::unwrap_used)] // a test may fail

mod common;

use cwola::prelude::*;
use cwola::stats::kolmogorov_smirnov;

/// A network that learns a small toy by heart.
fn network() -> TrainConfig {
    TrainConfig::dnn()
        .with_hidden(&[64, 64])
        .with_learning_rate(3e-3)
        .with_batch_size(32)
        .with_max_epochs(25)
        .with_keep(Keep::LastEpoch)
        .with_missing(MissingValues::Zero)
        .with_cache(Cache::Off)
}

fn small(expected: f64) -> ToySample {
    ToySample::generated(&ZGammaToy::new().unwrap()).with_expected(expected)
}

fn off() -> OvertrainingTest {
    OvertrainingTest::new().with_cache(Cache::Off)
}

#[test]
fn without_a_classifier_the_significances_are_those_of_smooth_toys() {
    let result = off().with_toys(400).run_on(&small(10_000.0)).unwrap();
    let reference = result.reference().unwrap();
    let points = result.summary(Scored::Random, &reference).unwrap();
    assert!(points.len() == 5 && result.summary(Scored::HeldOut, &reference).unwrap().is_empty());
    for point in points {
        println!(
            "{:.0} %: |S| {}, signed {}, p {:.3}",
            100.0 * point.share,
            point.size,
            point.signed,
            point.p_reference
        );
        assert!(point.p_reference > 0.01, "{point:?}");
        assert!(point.signed.mean.abs() < 4.0 * point.signed.error_of_mean() && point.failed == 0, "{point:?}");
    }
    // Selections of 50 and 90 % have most events in common: looking at five costs less than five times.
    let factor = result.trials_factor(Scored::Random, 1.5).unwrap();
    assert!(factor > 1.2 && factor < 4.0, "{factor}");
}

#[test]
fn what_is_learnt_by_heart_is_a_bump_on_training_events_only() {
    let result = overtraining_test(&small(3_000.0), &network(), 12).unwrap();
    let reference = result.reference().unwrap();
    let at = |scored| result.summary(scored, &reference).unwrap()[0].clone();
    let (held_out, training) = (at(Scored::HeldOut), at(Scored::Training));
    println!("held-out {}, training {}", held_out.signed, training.signed);
    assert!(training.signed.mean > 3.0, "{training:?}");
    assert!(held_out.signed.mean.abs() < 4.0 * held_out.signed.error_of_mean().max(0.3), "{held_out:?}");
    for (_, record) in &result.records {
        assert!(record.training_auc > 0.65 && (record.held_out_auc - 0.5).abs() < 0.1);
        assert!(record.window_ks < 0.01 && record.sideband_ks < 0.01, "the over-training test sees it");
    }
    let figure = result.significance_figure(&[Scored::HeldOut, Scored::Training], &[0, 4]).unwrap();
    assert_eq!(figure.panels.len(), 2);
    result.response_figure(0).unwrap();
    result.mass_figure(0, Scored::Training, &[1, 3]).unwrap();
}

#[test]
fn cross_training_scores_every_event_by_a_network_that_did_not_see_it() {
    let result = off().with_network(&network()).with_toys(3).with_folds(3).run_on(&small(3_000.0)).unwrap();
    let reference = result.reference().unwrap();
    let point = result.summary(Scored::HeldOut, &reference).unwrap()[4].clone();
    for (k, (_, record)) in result.records.iter().enumerate() {
        let kept: u32 = record.held_out[4].iter().sum();
        assert!((f64::from(kept) - 0.9 * (record.window + record.sideband) as f64).abs() <= 3.0, "toy {k}");
        assert!((record.held_out_auc - 0.5).abs() < 0.06);
    }
    assert!(point.size.mean < 3.0, "{point:?}");
}

#[test]
fn a_network_that_sees_the_mass_shapes_the_spectrum_of_events_that_it_did_not_see() {
    let seeing = network().with_features(&["m_llg"]).with_max_epochs(30);
    let result = overtraining_test(&small(10_000.0), &seeing, 2).unwrap();
    for (_, record) in &result.records {
        assert!(record.held_out_auc > 0.8, "{}", record.held_out_auc);
    }
    let significances = result.significances(Scored::HeldOut, 0);
    // The window stands out as a box; whether a Gaussian adds to it or is taken off depends on the share that is kept.
    assert!(significances.iter().all(|s| s.abs() > 4.0), "without being over-trained: {significances:?}");
}

#[test]
fn injected_signal_is_in_the_toys_but_not_in_their_labels() {
    let toy = ZGammaToy::new().unwrap();
    let sample = small(5_000.0).with_signal(&toy.signal(4_000, 3).unwrap(), 400.0).unwrap();
    let result = off().with_toys(6).run_on(&sample).unwrap();
    for (_, record) in &result.records {
        assert!((record.signal as f64 - 400.0).abs() < 100.0);
    }
    let significances = result.significances(Scored::Random, 4);
    assert!(significances.iter().sum::<f64>() / 6.0 > 3.0, "{significances:?}");
    assert!(!sample.draw(1).unwrap().has("signal"));
}

#[test]
fn toys_of_a_small_pool_overlap_and_repeats_stay_on_one_side() {
    let pool = ToySample::from_events(&Events::sample("zgamma").unwrap(), &MassWindows::zgamma()).unwrap();
    let again = pool.clone().with_expected(30_000.0).with_drawing(Drawing::WithReplacement);
    let overlap = again.overlap(4).unwrap();
    // A draw of n from N: 1 − (1 − 1/N)ⁿ of the pool is in it.
    let covered = 1.0 - (-30_000.0f64 / 36_329.0).exp();
    assert!(
        (overlap.shared - covered).abs() < 0.01
            && (overlap.repeated - (1.0 - covered * 36_329.0 / 30_000.0)).abs() < 0.01
    );
    let toy = again.draw(3).unwrap();
    let mut sides = std::collections::HashMap::new();
    for (original, part) in toy.originals().iter().zip(toy.parts()) {
        assert_eq!(sides.entry(*original).or_insert(*part), part, "event {original} is on both sides");
    }
    let (first, second) = (pool.draw(1).unwrap(), pool.draw(1).unwrap());
    assert!(first.originals() == second.originals() && first.parts() == second.parts());
    let error = pool.with_expected(50_000.0).draw(1).unwrap_err().to_string();
    assert!(error.contains("of the pool (a smaller toy"), "{error}");
}

#[test]
fn the_spectrum_of_a_drawn_toy_is_that_of_the_pool() {
    let sample = Events::sample("zgamma").unwrap();
    let pool = ToySample::from_events(&sample, &MassWindows::zgamma()).unwrap();
    let toy = Events::from_frame("toy", pool.draw(5).unwrap().frame().clone()).unwrap();
    let mass = |events: &Events| events.column("m_llg").unwrap();
    assert!(kolmogorov_smirnov(&mass(&toy), &mass(&sample)).unwrap().p_value > 0.01);
}

#[test]
fn numbers_do_not_depend_on_threads_and_more_toys_keep_the_first() {
    let config = network().with_max_epochs(2);
    let run = |toys: usize, threads: usize| {
        off().with_network(&config).with_toys(toys).with_threads(threads).run_on(&small(1_500.0)).unwrap()
    };
    let (one, two) = (run(3, 1), run(4, 2));
    for ((k, a), (l, b)) in one.records.iter().zip(&two.records) {
        assert!(k == l && a.same_numbers(b));
    }
    assert_eq!(one.fits[..3], two.fits[..3]);
}

#[test]
fn a_toy_whose_fit_fails_is_counted_and_shown() {
    // Ten events in 36 bins: some toys have a width or a likelihood without maximum, all are counted.
    let result = off().with_toys(20).run_on(&small(3.0));
    // Toys without an event in one of the regions cannot be split: a sentence, not a panic.
    assert!(result.is_err() || result.unwrap().records.len() == 20);
    let result = off().with_toys(30).with_working_points(&[0.02, 1.0]).run_on(&small(60.0)).unwrap();
    let reference = result.reference().unwrap();
    let point = result.summary(Scored::Random, &reference).unwrap()[0].clone();
    assert!(point.failed > 0 && point.failed <= point.toys, "one event cannot be fitted: {point:?}");
    let text = result.table().unwrap().to_string();
    assert!(text.contains(&format!("{} of 60 fits failed", result.failed_fits())), "{text}");
}

#[test]
fn wrong_settings_are_sentences() {
    let text = |test: OvertrainingTest| test.run_on(&small(100.0)).unwrap_err().to_string();
    assert_eq!(text(off().with_toys(0)), "the number of toys should be at least 1, but is 0.");
    assert_eq!(text(off().with_folds(0)), "the number of folds should be between 1 and 20, but is 0.");
    assert!(text(off().with_working_points(&[1.5])).contains("at most 1"));
    assert!(text(off().with_held_out(1.0)).contains("between 0 and 1"));
    let refused = overtraining_test(&small(500.0), &network().with_missing(MissingValues::Refuse), 1);
    assert!(refused.unwrap_err().to_string().contains("not a finite number"));
}

#[test]
fn figures_and_tables_of_the_paper_are_made() {
    let folder = common::tempdir().unwrap();
    let cache = Cache::Folder(folder.path().display().to_string());
    let result = zgamma_test(Profile::Quick).with_cache(cache).run().unwrap();
    assert_eq!((result.records.len(), result.missing), (6, 0));
    assert_eq!(result.response_figure(0).unwrap().panels.len(), 2);
    let table = result.example(0, Scored::HeldOut).unwrap();
    assert_eq!(table.rows.len(), 5);
    let figure = named_figure("zgamma-1", Profile::Quick).unwrap();
    assert_eq!(figure.panels.len(), 13);
}
