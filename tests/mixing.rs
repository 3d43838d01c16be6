//! Invariants of mixed samples and augmentation.

#![allow(clippy::unwrap_used)] // a test may fail

use std::collections::{HashMap, HashSet};

use cwola::prelude::*;
use polars::df;
use proptest::prelude::*;

fn candidates(n: usize) -> Events {
    let value =
        |k: usize, scale: f64| (0..n).map(|row| scale * (1.0 + ((row * 7 + k) % 11) as f64)).collect::<Vec<_>>();
    let frame = df![
        "pt_h1" => value(1, 40.0), "eta_h1" => value(2, 0.2), "phi_h1" => value(3, 0.25), "mass_h1" => value(4, 12.0),
        "pt_h2" => value(5, 30.0), "eta_h2" => value(6, -0.2), "phi_h2" => value(7, -0.25), "mass_h2" => value(8, 11.0),
        "pt_hh" => value(9, 20.0), "m_hh" => value(10, 60.0)
    ];
    Events::from_frame("toys", frame.unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Sizes and fractions are what was asked for, and no event is in the mixture twice.
    #[test]
    fn mixtures_have_the_composition_that_was_asked_for(f1 in 0.0..1.0f64, f2 in 0.0..1.0f64, size in 20usize..200, seed in 0u64..1000) {
        let toy = GaussianToy::new(1.0);
        let (signal, background) = (toy.signal(400, 1).unwrap(), toy.background(400, 2).unwrap());
        let mixed = MixedSample::by_fraction(&signal, &background, f1, f2, size, seed).unwrap();
        let made = mixed.composition();
        prop_assert_eq!(made.m1_signal + made.m1_background, size);
        prop_assert_eq!(made.m2_signal + made.m2_background, size);
        prop_assert!((made.m1_signal as f64 - f1 * size as f64).abs() <= 0.5);
        prop_assert_eq!(mixed.originals().iter().collect::<HashSet<_>>().len(), mixed.len());
        prop_assert_eq!(mixed.labels().iter().filter(|label| **label == 1).count(), size);
    }

    /// Copies are on the side of the split, and under the label, of their original.
    #[test]
    fn copies_stay_with_their_original(copies in 1usize..4, seed in 0u64..1000) {
        let events = candidates(60);
        let mixed = MixedSample::labelled(&events, &events, seed).unwrap();
        let augmented = Augmentation::all().with_copies(copies).with_seed(seed).augment_mixed(&mixed).unwrap();
        prop_assert_eq!(augmented.len(), mixed.len() * (copies + 1));
        let mut seen = HashMap::new();
        for row in 0..augmented.len() {
            let here = (augmented.parts()[row], augmented.labels()[row]);
            prop_assert_eq!(*seen.entry(augmented.originals()[row]).or_insert(here), here);
        }
    }

    /// An event gets the same copies whatever else is in the sample.
    #[test]
    fn copies_do_not_depend_on_the_rest_of_the_sample(row in 0usize..60, seed in 0u64..1000) {
        let events = candidates(60);
        let recipe = Augmentation::all().with_copies(2).with_seed(seed);
        let all = recipe.augmented_only(&events).unwrap();
        let one = recipe.augmented_only(&events.rows(&[row]).unwrap()).unwrap();
        for column in ["pt_h1", "eta_h2", "phi_h1"] {
            let (all, one) = (all.column(column).unwrap(), one.column(column).unwrap());
            prop_assert_eq!(&[all[row], all[60 + row]][..], &one[..]);
        }
    }
}

#[test]
fn rotation_changes_the_azimuth_only() {
    let events = candidates(50);
    let rotated = Augmentation::rotation().with_dependent(Dependent::Recompute).augmented_only(&events).unwrap();
    for column in ["pt_h1", "eta_h1", "mass_h1", "pt_h2", "eta_h2", "mass_h2"] {
        assert_eq!(rotated.column(column).unwrap(), events.column(column).unwrap(), "{column}");
    }
    let between = |events: &Events| -> Vec<f64> {
        let (a, b) = (events.column("phi_h1").unwrap(), events.column("phi_h2").unwrap());
        a.iter().zip(&b).map(|(a, b)| delta_phi(*a, *b)).collect()
    };
    for (before, after) in between(&events).iter().zip(between(&rotated)) {
        assert!(delta_phi(*before, after).abs() < 1e-9);
    }
    assert!(rotated.column("phi_h1").unwrap() != events.column("phi_h1").unwrap());
}

#[test]
fn pt_smearing_has_the_width_of_the_formula() {
    let n = 40_000;
    let at_100 = |name: &str| vec![if name.starts_with("pt") { 100.0 } else { 0.1 }; n];
    let names = ["pt_h1", "eta_h1", "phi_h1", "mass_h1", "pt_h2", "eta_h2", "phi_h2", "mass_h2"];
    let mut events = Events::from_frame("at 100 GeV", df!["m_hh" => vec![300.0; n]].unwrap()).unwrap();
    for name in names {
        events = events.with_column(name, at_100(name)).unwrap();
    }
    for form in [PtResolution::AsPrinted, PtResolution::DelphesCard] {
        let smeared = Augmentation::pt_smear(form).augmented_only(&events).unwrap().column("pt_h1").unwrap();
        let measured = Measured::from(&smeared);
        // Standard error of the mean and of the width: σ/√n and σ/√(2n); five of them.
        let error = form.sigma(100.0) / (n as f64).sqrt();
        assert!((measured.mean - 100.0).abs() < 5.0 * error, "{form:?} {measured}");
        assert!((measured.sd - form.sigma(100.0)).abs() < 5.0 * error, "{form:?} {measured}");
    }
}

#[test]
fn split_share_is_met_and_can_be_set() {
    let toy = GaussianToy::new(1.0);
    let mixed = MixedSample::labelled(&toy.signal(5000, 1).unwrap(), &toy.background(5000, 2).unwrap(), 3).unwrap();
    let share = |mixed: &MixedSample| {
        mixed.parts().iter().filter(|part| **part == Part::Validation).count() as f64 / mixed.len() as f64
    };
    // Binomial: 0.2 ± 0.004.
    assert!((share(&mixed) - 0.2).abs() < 0.02);
    assert!((share(&mixed.clone().with_validation(0.5).unwrap()) - 0.5).abs() < 0.025);
    assert!(mixed.with_validation(1.0).unwrap_err().to_string().contains("between 0 and 1"));
}

#[test]
fn luminosity_gives_cross_section_times_share() {
    let frame = df!["m_hh" => [300.0, 400.0, 500.0, 600.0]].unwrap();
    let sample = |name| Events::from_frame(name, frame.clone()).unwrap();
    let (signal, background) = (sample("signal").with_xsec_fb(4.0), sample("background").with_xsec_fb(40.0));
    let windows = MassWindows::dihiggs_500();
    let counts = RegionCounts::by_luminosity(&signal, &background, &windows, Luminosity::fb(2.0)).unwrap();
    assert_eq!((counts.signal_sr, counts.signal_sb, counts.background_sr), (4.0, 4.0, 40.0));
    let error = MixedSample::by_luminosity(&signal, &background, &windows, Luminosity::fb(2.0), 1).unwrap_err();
    assert!(error.to_string().contains("at most the 2 that there are"), "{error}");
    let missing = RegionCounts::by_luminosity(&sample("s"), &background, &windows, Luminosity::fb(1.0)).unwrap_err();
    assert_eq!(missing.to_string(), "the cross-section of s should be set with with_xsec_fb, but is not known.");
}

/// Signal and background with constituents; the pool of a test.
fn pool() -> Pool {
    let signal = Events::sample("dark_valley_id10").unwrap();
    let background = Events::sample("dijets").unwrap().head(8_000);
    Pool::new(&signal, &background, &MassWindows::dark_valley()).unwrap().with_test(500, 400, 5).unwrap()
}

#[test]
fn data_sets_of_a_pool_are_nested_linked_and_apart_from_the_test_sample() {
    let pool = pool();
    let config = StrengthConfig::new(2.0, 2000.9, 1500.2).with_signal_ratio(0.25);
    let (small, large) = (pool.draw(&config).unwrap(), pool.draw(&config.with_strength(5.0)).unwrap());
    // S = 2 √2000.9 = 89.46 and a quarter of it; whole events are cut off.
    let made = small.composition();
    assert_eq!((made.m1_signal, made.m2_signal, made.m1_background, made.m2_background), (89, 22, 2000, 1500));
    let set = |mixed: &MixedSample| mixed.originals().iter().copied().collect::<HashSet<u64>>();
    assert!(set(&small).is_subset(&set(&large)), "the same seed: more signal, the same background");
    assert!(!set(&small).is_subset(&set(&pool.draw(&config.with_seed(2)).unwrap())));
    let test: HashSet<u64> = {
        let (event, truth) = (pool.test().column("event").unwrap(), pool.test().truth().unwrap());
        event.iter().zip(truth).map(|(event, signal)| *event as u64 | u64::from(signal) << 40).collect()
    };
    assert_eq!(test.len(), 900);
    for seed in 0..5 {
        let drawn = pool.draw(&config.with_strength(10.0).with_seed(seed)).unwrap();
        assert!(set(&drawn).is_disjoint(&test), "seed {seed}");
        assert_eq!(set(&drawn).len(), drawn.len(), "no event twice");
    }
    // Rows of another version of the same pool: here the same table in which pT is doubled.
    let plan = pool.rows(&config).unwrap();
    let doubled = |events: &Events| {
        events.with_column("pt_j1", events.column("pt_j1").unwrap().iter().map(|pt| 2.0 * pt).collect()).unwrap()
    };
    let linked = plan.mix(&doubled(pool.signal()), &doubled(pool.background()), "doubled", config.seed).unwrap();
    assert_eq!((linked.originals(), linked.parts()), (small.originals(), small.parts()));
    let value = |mixed: &MixedSample, row: usize| {
        mixed.frame().column("pt_j1").unwrap().get(row).unwrap().try_extract::<f64>().unwrap()
    };
    assert!((0..small.len()).all(|row| value(&linked, row) == 2.0 * value(&small, row)));
}

#[test]
fn constituents_stay_with_their_rows() {
    let pool = pool();
    let mixed = pool.draw(&StrengthConfig::new(3.0, 1000.0, 800.0)).unwrap();
    let dijets = mixed.dijets().unwrap();
    for (which, name) in [(0, "n_j1"), (1, "n_j2")] {
        let numbers = mixed.frame().column(name).unwrap().i32().unwrap().clone();
        assert!((0..mixed.len()).all(|row| numbers.get(row) == Some(dijets.jet(row, which).len() as i32)), "{name}");
    }
    assert!(!mixed.has("signal") && !mixed.has("mhat"), "no truth");
    assert_eq!(dijets.len(), mixed.len());
}

#[test]
fn strengths_that_cannot_be_are_refused() {
    let pool = pool();
    let sentence = |config: StrengthConfig| pool.draw(&config).unwrap_err().to_string();
    let good = StrengthConfig::new(1.0, 1000.0, 1000.0);
    assert_eq!(sentence(good.with_strength(-1.0)), "S/√B should be a number ≥ 0, but is -1.");
    assert_eq!(sentence(good.with_strength(f64::NAN)), "S/√B should be a number ≥ 0, but is NaN.");
    let error = sentence(good.with_luminosity_times(100.0));
    assert!(error.starts_with("the number of events drawn from") && error.contains("at most the"), "{error}");
    assert!(pool.draw(&good.with_strength(0.0)).is_ok(), "without signal");
    let error =
        Pool::new(pool.signal(), pool.background(), &MassWindows::dark_valley()).unwrap().with_test(90_000, 1, 1);
    assert!(error.unwrap_err().to_string().contains("signal events of the test sample"));
}
