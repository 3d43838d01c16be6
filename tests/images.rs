//! Jet images and jet augmentation: closed forms, invariants, data flows.

#![allow(clippy::unwrap_used)] // a test may fail

use cwola::events::{Constituents, Dijets};
use cwola::prelude::*;
use polars::df;
use proptest::prelude::*;

/// Jets of the smallest bundled sample, in the signal region and beside it.
fn jets() -> Events {
    Events::sample("dark_valley_dd10").unwrap()
}

/// A mixture of two samples of 300 events.
fn mixture() -> MixedSample {
    let (signal, background) = (jets(), Events::sample("dark_valley_id20").unwrap());
    MixedSample::labelled(&signal, &background, 5).unwrap()
}

/// One event, both jets of which are the given (pT, η, φ).
fn event(constituents: &[(f32, f32, f32)]) -> Events {
    let column = |k: usize| constituents.iter().map(|c| [c.0, c.1, c.2][k]).collect::<Vec<_>>();
    let jet = Constituents::new(vec![0, constituents.len() as u32], column(0), column(1), column(2)).unwrap();
    let events = Events::from_frame("one", df!["m_jj" => [5000.0]].unwrap()).unwrap();
    events.with_dijets(Dijets::new([jet.clone(), jet]).unwrap()).unwrap()
}

fn moments(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (mean, (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt())
}

const NUMBER: usize = 4000;

/// Eq. 4: η and φ of a constituent of 2 GeV move with σ = Λ/pT = 0.05, also across φ = ±π.
#[test]
fn eta_and_phi_are_smeared_by_lambda_over_pt() {
    let events = event(&[(2.0, 0.3, 3.13)]);
    let recipe = JetAugmentation::eta_phi_smear(100.0);
    let (mut eta, mut phi) = (Vec::new(), Vec::new());
    for copy in 1..=NUMBER {
        let smeared = recipe.smeared(&events, copy).unwrap();
        let jet = smeared.dijets().unwrap().jet(0, copy % 2);
        assert!(jet.phi[0].abs() <= std::f32::consts::PI);
        eta.push(f64::from(jet.eta[0]) - 0.3);
        phi.push(delta_phi(f64::from(jet.phi[0]), f64::from(3.13f32)));
    }
    for values in [eta, phi] {
        let (mean, sd) = moments(&values);
        // Five standard errors.
        assert!(mean.abs() < 5.0 * 0.05 / (NUMBER as f64).sqrt(), "{mean}");
        assert!((sd / 0.05 - 1.0).abs() < 5.0 / (2.0 * NUMBER as f64).sqrt(), "{sd}");
    }
}

/// Eq. 6: the pT of a hard constituent has the width of the formula; of a soft one the right share is dropped.
#[test]
fn pt_is_smeared_by_the_formula_and_negative_values_are_dropped() {
    let events = event(&[(400.0, 0.0, 0.0), (1.0, 0.1, 0.0)]);
    for resolution in [PtResolution::AsPrinted, PtResolution::DelphesCard] {
        let recipe = JetAugmentation::pt_smear(resolution);
        let (mut hard, mut kept) = (Vec::new(), 0usize);
        for copy in 1..=NUMBER {
            let smeared = recipe.smeared(&events, copy).unwrap();
            let jet = smeared.dijets().unwrap().jet(0, 1);
            hard.push(f64::from(jet.pt[0]));
            kept += jet.len() - 1;
            assert!(jet.pt.iter().all(|pt| *pt > 0.0));
        }
        let (mean, sd) = moments(&hard);
        let sigma = resolution.sigma(400.0);
        let root = (NUMBER as f64).sqrt();
        assert!((mean - 400.0).abs() < 5.0 * sigma / root && (sd / sigma - 1.0).abs() < 4.0 / root, "{mean} {sd}");
        let share = cwola::stats::normal_cdf(1.0 / resolution.sigma(1.0));
        assert!((kept as f64 / NUMBER as f64 - share).abs() < 5.0 * 0.5 / root, "{kept}");
    }
}

/// A fixed turn by 90° moves each pixel (column, row) to (last − row, column).
#[test]
fn a_quarter_turn_moves_the_pixels_of_real_jets() {
    let events = jets().head(50);
    let config = ImageConfig::new(25);
    let (before, after) = (
        events.images(&config).unwrap(),
        events.augmented_images(&config, &JetAugmentation::fixed_angles(&[90.0]).augmented_only()).unwrap(),
    );
    for (event, jet) in (0..50).flat_map(|event| [(event, 0), (event, 1)]) {
        let (before, after) = (before.dense(event, jet), after.dense(event, jet));
        for (row, column) in (0..25).flat_map(|row| (0..25).map(move |column| (row, column))) {
            assert_eq!(before[row * 25 + column], after[column * 25 + 24 - row], "event {event}, jet {jet}");
        }
    }
}

#[test]
fn rotation_keeps_the_pt_of_jets_inside_the_square() {
    let events = jets().head(100);
    // Every constituent is inside a square of ±2, however the jet is turned.
    let config = ImageConfig::new(50).with_half_width(2.0);
    let images = events.augmented_images(&config, &JetAugmentation::rotation().with_copies(3)).unwrap();
    for jet in [0, 1] {
        for (row, sum) in images.pt_sums(jet).into_iter().enumerate() {
            let expected = events.dijets().unwrap().jet(row % 100, jet).pt_sum();
            assert!((sum / expected - 1.0).abs() < 1e-6, "row {row}: {sum} of {expected}");
        }
    }
}

/// The angles are uniform in the range and differ between the jets of one event.
#[test]
fn angles_fill_their_range_and_differ_between_jets() {
    // Two constituents: the harder one stands on the positive η′ axis, and a turn takes it along.
    let events = event(&[(60.0, 0.0, 0.0), (40.0, 0.9, 0.0)]);
    let config = ImageConfig::new(75);
    let images =
        events.augmented_images(&config, &JetAugmentation::rotation_range(45.0).with_copies(2000).augmented_only());
    let images = images.unwrap();
    let angle = |event: usize, jet: usize| {
        let image = images.dense(event, jet);
        let far = (0..image.len()).filter(|k| image[*k] > 0.0).max_by(|a, b| {
            let distance = |k: &usize| (*k as f64 % 75.0 - 37.0).hypot((k / 75) as f64 - 37.0);
            distance(a).total_cmp(&distance(b))
        });
        let far = far.unwrap();
        ((far / 75) as f64 - 37.0).atan2((far % 75) as f64 - 37.0).to_degrees().rem_euclid(180.0)
    };
    let angles: Vec<f64> = (0..2000).flat_map(|event| [angle(event, 0), angle(event, 1)]).collect();
    let signed: Vec<f64> = angles.iter().map(|a| if *a > 90.0 { a - 180.0 } else { *a }).collect();
    // Pixels of 1/37.5 at a distance of 0.5 are three degrees wide.
    assert!(signed.iter().all(|a| a.abs() <= 48.0));
    let (mean, sd) = moments(&signed);
    assert!(mean.abs() < 2.0 && (sd - 90.0 / 12f64.sqrt()).abs() < 1.5, "{mean} {sd}");
    let alike = signed.chunks(2).filter(|pair| (pair[0] - pair[1]).abs() < 4.0).count();
    assert!(alike < 300, "{alike} of 2000 events have both jets turned alike");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// An event gets the same copies whatever the order, the subset, or the number of threads.
    #[test]
    fn copies_depend_on_the_event_alone(
        picked in prop::collection::vec(0usize..300, 1..40), seed in 0u64..1000, threads in 1usize..4,
    ) {
        let events = jets();
        let (config, recipe) = (ImageConfig::new(25), JetAugmentation::all().with_copies(2).with_seed(seed));
        let all = events.augmented_images(&config, &recipe).unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let some = pool.install(|| events.rows(&picked).unwrap().augmented_images(&config, &recipe)).unwrap();
        let places: Vec<usize> = (0..3).flat_map(|copy| picked.iter().map(move |row| copy * 300 + row)).collect();
        prop_assert_eq!(all.rows(&places).unwrap(), some);
    }

    /// Split first: no event on both sides, copies under the label of their original, validation left alone.
    #[test]
    fn the_new_flow_never_straddles(copies in 0usize..4, seed in 0u64..1000) {
        let mixed = mixture();
        let recipes = [
            JetAugmentation::rotation().with_copies(copies),
            JetAugmentation::identical_copies(copies).shuffled(),
            JetAugmentation::copy_share(0.5).with_copies(copies),
            JetAugmentation::half_and_copy().with_copies(copies),
            JetAugmentation::eta_phi_smear(100.0).with_copies(copies + 1).augmented_only(),
        ];
        let validation = mixed.parts().iter().filter(|part| **part == Part::Validation).count();
        for recipe in recipes.map(|recipe| recipe.with_seed(seed)) {
            let sample = mixed.images(&ImageConfig::new(5), &recipe).unwrap();
            prop_assert_eq!(sample.straddling(), 0);
            prop_assert_eq!(sample.part_sizes().1, validation);
            for row in 0..sample.len() {
                let source = mixed.originals().iter().position(|original| *original == sample.originals[row]).unwrap();
                prop_assert_eq!(sample.labels[row], mixed.labels()[source]);
                prop_assert_eq!(sample.parts[row], mixed.parts()[source]);
                prop_assert!(sample.copies[row] == 0 || sample.parts[row] == Part::Train);
            }
        }
    }
}

#[test]
fn sizes_of_the_training_samples_are_those_of_the_note() {
    let mixed = mixture();
    let train = mixed.parts().iter().filter(|part| **part == Part::Train).count();
    let size = |recipe: JetAugmentation| mixed.images(&ImageConfig::new(5), &recipe).unwrap().part_sizes().0;
    assert_eq!(size(JetAugmentation::original()), train);
    assert_eq!(size(JetAugmentation::pt_smear_and_rotation().with_copies(5)), 6 * train);
    assert_eq!(size(JetAugmentation::fixed_angles(&[-5.0, 5.0])), 3 * train);
    assert_eq!(size(JetAugmentation::rotation().augmented_only()), train);
    let half = size(JetAugmentation::half_and_copy());
    assert!(half.is_multiple_of(2) && (half as f64 - train as f64).abs() < 5.0 * (train as f64).sqrt());
}

/// The trap of §4.8: with one copy and 20 % validation, 2 · 0.8 · 0.2 = 32 % of the events straddle the split.
#[test]
fn the_old_flow_straddles_and_can_be_found_out() {
    let (mixed, config) = (mixture(), ImageConfig::new(25));
    let old =
        |recipe: &JetAugmentation, split| ImageSample::augment_then_split(&mixed, &config, recipe, split).unwrap();
    let copied = old(&JetAugmentation::identical_copies(1), RowSplit::Random);
    let expected = 0.32 * mixed.len() as f64;
    assert!((copied.straddling() as f64 - expected).abs() < 5.0 * (expected * 0.68).sqrt(), "{}", copied.straddling());
    // Identical copies betray themselves by their images; smeared ones do not.
    assert_eq!(copied.shared_images(), copied.straddling());
    let smeared = old(&JetAugmentation::pt_smear(PtResolution::AsPrinted), RowSplit::Random);
    assert_eq!((smeared.shared_images(), smeared.straddling()), (0, copied.straddling()));
    assert_eq!(old(&JetAugmentation::original(), RowSplit::Random).straddling(), 0);
    // The last 20 % of an unshuffled sample are copies of events of which the originals are in the training sample.
    let tail = old(&JetAugmentation::identical_copies(1), RowSplit::Tail);
    assert_eq!(tail.straddling(), tail.part_sizes().1);
}

/// Figure 47, 80, 81: the halves of an unshuffled copied sample, and the averages of a shuffled one, differ by 0.
#[test]
fn copied_samples_hold_the_same_images() {
    let (mixed, config) = (mixture(), ImageConfig::new(75));
    let old = |recipe: &JetAugmentation| {
        ImageSample::augment_then_split(&mixed, &config, recipe, RowSplit::Random).unwrap().images
    };
    let copied = old(&JetAugmentation::identical_copies(1));
    let n = copied.len() / 2;
    let half = |from: usize| copied.rows(&(from..from + n).collect::<Vec<_>>()).unwrap();
    assert_eq!(half(0).largest_difference(&half(n)).unwrap(), 0.0);
    let (original, shuffled) =
        (old(&JetAugmentation::original()), old(&JetAugmentation::identical_copies(1).shuffled()));
    assert_ne!(shuffled, copied);
    for jet in [0, 1] {
        assert_eq!(original.average(jet), shuffled.average(jet));
    }
    let smeared = old(&JetAugmentation::eta_phi_smear(100.0).augmented_only());
    assert!(original.largest_difference(&smeared).unwrap() > 0.0);
}

/// 120k events at 75 × 75 must fit in 2 GiB; dense they would take 5.0 GiB.
#[test]
fn images_of_a_full_sample_fit_in_memory() {
    for name in ["dark_valley_dd10", "dark_valley_id20"] {
        let events = Events::sample(name).unwrap();
        let images = events.images(&ImageConfig::new(75)).unwrap();
        let full = images.bytes() as f64 * 120_000.0 / images.len() as f64;
        assert!(full < 2.0 * 2f64.powi(30), "{name}: {full} bytes");
        let filled: usize = (0..images.len()).map(|event| images.filled(event, 0) + images.filled(event, 1)).sum();
        assert_eq!(images.bytes(), 6 * filled + 4 * (2 * images.len() + 1));
    }
}

#[test]
fn normalised_images_have_unit_sums() {
    let events = jets().head(20);
    let sums = |scale| {
        let images = events.images(&ImageConfig::new(25).with_half_width(2.0).with_scale(scale)).unwrap();
        images.pt_sums(0).into_iter().zip(images.pt_sums(1)).collect::<Vec<_>>()
    };
    assert!(sums(PtScale::Jet).iter().all(|(a, b)| (a - 1.0).abs() < 1e-6 && (b - 1.0).abs() < 1e-6));
    assert!(sums(PtScale::Event).iter().all(|(a, b)| (a + b - 1.0).abs() < 1e-6));
}

#[test]
fn noise_has_its_width_and_leaves_originals_alone() {
    let events = jets();
    let config = ImageConfig::new(25);
    let images = events.images(&config).unwrap();
    let noisy = events.augmented_images(&config, &JetAugmentation::gaussian_noise(0.5)).unwrap();
    let n = events.len();
    assert_eq!(noisy.rows(&(0..n).collect::<Vec<_>>()).unwrap(), images);
    let mut differences = Vec::new();
    for event in 0..n {
        assert_eq!(noisy.sparse(n + event, 0).0, images.sparse(event, 0).0);
        let pairs = noisy.sparse(n + event, 0).1.iter().zip(images.sparse(event, 0).1);
        differences.extend(pairs.map(|(a, b)| f64::from(*a) - f64::from(*b)));
    }
    let (mean, sd) = moments(&differences);
    let root = (differences.len() as f64).sqrt();
    assert!(mean.abs() < 5.0 * 0.5 / root && (sd / 0.5 - 1.0).abs() < 4.0 / root);
    let all = PixelNoise { sigma_gev: 0.5, pixels: NoisePixels::All };
    let all = events.augmented_images(&config, &JetAugmentation::original().with_noise(all).with_copies(1)).unwrap();
    assert_eq!(all.filled(n, 0), 625);
}

#[test]
fn thresholds_act_on_the_hardest_constituents() {
    let events = event(&[(50.0, 0.0, 0.0), (20.0, 0.3, 0.1), (0.5, -0.4, 0.2)]);
    let sum = |config: ImageConfig| events.images(&config).unwrap().pt_sums(0)[0];
    assert_eq!(sum(ImageConfig::new(25)), 70.5);
    assert_eq!(sum(ImageConfig::new(25).with_min_pt(1.0)), 70.0);
    assert_eq!(sum(ImageConfig { max_constituents: Some(1), ..ImageConfig::new(25) }), 50.0);
    let error = events.images(&ImageConfig::new(25).with_author_cuts()).unwrap_err().to_string();
    assert!(error.starts_with("1 events of one have a jet with fewer than 5 constituents"), "{error}");
    let mixed = MixedSample::labelled(&events, &jets(), 1).unwrap();
    let left = mixed.images(&ImageConfig::new(25).with_author_cuts(), &JetAugmentation::original()).unwrap();
    assert_eq!(left.len(), 300);
}

#[test]
fn wrong_numbers_are_refused_in_one_sentence() {
    let events = jets().head(3);
    let says = |config: &ImageConfig, recipe: &JetAugmentation, expected: &str| {
        let error = events.augmented_images(config, recipe).unwrap_err().to_string();
        assert_eq!(error, expected);
    };
    let (config, original) = (ImageConfig::new(25), JetAugmentation::original());
    says(&ImageConfig::new(0), &original, "the number of pixels along a side should be between 1 and 255, but is 0.");
    says(&config, &JetAugmentation::eta_phi_smear(-1.0), "the smearing scale Λ should be at least 0 MeV, but is -1.");
    says(
        &config,
        &JetAugmentation::rotation_range(270.0),
        "half of the range of angles should be between 0 and 180 degrees, but is 270.",
    );
    says(&config, &JetAugmentation::fixed_angles(&[]), "the number of fixed angles should be at least 1, but is 0.");
    says(
        &config,
        &JetAugmentation::copy_share(1.5),
        "the share of events with copies should be above 0 and at most 1, but is 1.5.",
    );
    says(
        &config,
        &JetAugmentation::original().augmented_only(),
        "the number of copies of a sample without originals should be at least 1, but is 0.",
    );
    let table = Events::from_frame("table", df!["m_jj" => [1.0]].unwrap()).unwrap();
    assert!(table.images(&config).unwrap_err().to_string().contains("table"));
    let (coarse, fine) = (events.images(&config).unwrap(), events.images(&ImageConfig::new(50)).unwrap());
    let error = coarse.largest_difference(&fine).unwrap_err().to_string();
    assert_eq!(error, "the other set of images should be 25×25 pixels on ±1, but is 50×50 pixels on ±1.");
}

#[test]
fn settings_survive_json_and_old_files_take_defaults() {
    let recipe = JetAugmentation::all().with_copies(5).with_share(0.5).shuffled().with_seed(9);
    let text = serde_json::to_string(&recipe).unwrap();
    assert_eq!(serde_json::from_str::<JetAugmentation>(&text).unwrap(), recipe);
    let config = ImageConfig::centring_only(50).with_author_cuts();
    let text = serde_json::to_string(&config).unwrap();
    assert_eq!(serde_json::from_str::<ImageConfig>(&text).unwrap(), config);
    let partial: ImageConfig = serde_json::from_str(r#"{"resolution": 75}"#).unwrap();
    assert_eq!(partial, ImageConfig::new(75));
}
