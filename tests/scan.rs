//! Scans over S/√B: what is kept, shared and found again.

#![allow(clippy::unwrap_used)]

mod common;

use cwola::augment::JetAugmentation;
use cwola::model::CnnNet;
use cwola::prelude::*;
use cwola::studies::dark::{
    DataFlow, Draws, ScanNetwork, ScanPoint, ScanPool, ScanResult, SetNetwork, Sideband, StrengthScan, TrainingSet,
};

fn folder() -> (common::TempDir, Cache) {
    let folder = common::tempdir().unwrap();
    let cache = Cache::Folder(folder.path().display().to_string());
    (folder, cache)
}

/// Three hundred events of one dark model against those of another, 8×8 pixels, a handful of filters.
fn tiny(cache: &Cache) -> StrengthScan {
    let net = CnnNet::small(8).with_filters([2, 2, 2, 2]).with_dense(&[4]);
    let config = TrainConfig::small_cnn(8).with_cnn(net).with_learning_rate(0.01).with_batch_size(16);
    let pool = ScanPool::default().with_signal("dark_valley_dd10").with_background("dark_valley_id20");
    StrengthScan::for_profile(Profile::Quick)
        .with_pool(pool.with_luminosity(0.001).with_test_size(20))
        .with_network(ScanNetwork::Custom(Box::new(config)))
        .with_max_epochs(2)
        .with_strengths(&[0.0, 5.0])
        .with_trainings(3)
        .with_sets(&[small(TrainingSet::original()), small(TrainingSet::rotation(1))])
        .with_cache(cache.clone())
}

fn small(set: TrainingSet) -> TrainingSet {
    set.with_resolution(8)
}

/// Everything of a training but the seconds that it took.
fn numbers(point: &ScanPoint) -> ScanPoint {
    let mut point = point.clone();
    point.record.seconds = 0.0;
    point
}

fn same(a: &ScanResult, b: &ScanResult) -> bool {
    a.points.iter().map(numbers).eq(b.points.iter().map(numbers))
}

#[test]
fn an_interrupted_scan_goes_on_and_repeats_nothing() {
    let ((_a, whole), (_b, cut)) = (folder(), folder());
    let undisturbed = tiny(&whole).run().unwrap();
    assert_eq!((undisturbed.trained, undisturbed.missing, undisturbed.points.len()), (12, 0, 12));
    let first = tiny(&cut).with_at_most(2).run().unwrap();
    assert_eq!((first.trained, first.missing), (2, 10));
    let second = tiny(&cut).with_at_most(5).run().unwrap();
    assert_eq!((second.trained, second.missing), (5, 5));
    let third = tiny(&cut).run().unwrap();
    assert_eq!((third.trained, third.missing), (5, 0));
    assert!(same(&third, &undisturbed));
    assert_eq!(tiny(&cut).run().unwrap().trained, 0, "all of it is in the store");
}

#[test]
fn two_scans_share_what_they_have_in_common() {
    let (_folder, cache) = folder();
    let first = tiny(&cache).with_strengths(&[5.0]).with_trainings(2);
    assert_eq!(first.run().unwrap().trained, 4);
    // Another name; a leak without copies to leak; the first data set drawn anew for each training.
    let other = [
        small(TrainingSet::original().with_name("another name").with_flow(DataFlow::AugmentFirst)),
        small(TrainingSet::original().with_draws(Draws::EachTraining(1))),
        small(TrainingSet::rotation(2)),
    ];
    let second = tiny(&cache).with_strengths(&[5.0]).with_trainings(2).with_sets(&other).run().unwrap();
    assert_eq!(second.trained, 3, "one drawn anew, two with two copies");
    let third = tiny(&cache).with_strengths(&[5.0]).with_trainings(3).run().unwrap();
    assert_eq!(third.trained, 2, "the third training of two sets");
}

#[test]
fn whatever_changes_the_numbers_changes_the_name() {
    let (_folder, cache) = folder();
    let sets = [
        small(TrainingSet::original()),
        small(TrainingSet::original().with_name("b").with_sideband(Sideband::Old)),
        small(TrainingSet::original().with_name("c").with_network(SetNetwork::TwoChannel)),
        small(TrainingSet::original().with_name("d").with_patience(1)),
        small(TrainingSet::luminosity(1.5)),
        small(TrainingSet::of(JetAugmentation::rotation().with_seed(2)).with_name("e")),
        small(TrainingSet::rotation(1)),
        small(TrainingSet::rotation(1).with_name("f").with_flow(DataFlow::AugmentFirst)),
    ];
    let result = tiny(&cache).with_strengths(&[5.0]).with_trainings(1).with_sets(&sets).run().unwrap();
    assert_eq!(result.trained, sets.len());
    let mut hashes: Vec<&str> = result.points.iter().map(|point| point.hash.as_str()).collect();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), sets.len());
}

#[test]
fn results_become_a_table_and_figures() {
    let (_folder, cache) = folder();
    let result = tiny(&cache).run().unwrap();
    let frame = result.frame().unwrap();
    assert_eq!((frame.height(), frame.width()), (12, 4 + 6 + 15));
    assert!(frame.column("z_0.1_sys5").is_ok());
    let after = result.significance_after("original", 5.0, 0.1).unwrap();
    let cuts = &result.evaluation("original", 5.0).unwrap().working_points[0];
    assert_eq!((after.n, cuts.signal_efficiency.n), (3, 3));
    let caption = result.significance_figure(0.1).unwrap().caption;
    assert!(caption.contains("18922"), "{caption}");
    assert_eq!(result.significance_panels(cwola::evaluate::SignificanceFormula::Ratio).unwrap().panels.len(), 3);
    assert_eq!(result.saturation_figure(&[5.0], 0.1).unwrap().panels.len(), 1);
    assert_eq!(result.accuracy_figure().unwrap().panels[0].layers.len(), 4, "band, line and two sets");
    assert!(result.scatter_figure().unwrap().svg().contains("training ACC"));
    assert!(result.compare_figure(&result.rectified(), ("as they are", "rectified"), 0.1).is_ok());
    for point in result.rectified().points {
        assert!(point.record.test_scores().unwrap().auc() >= 0.5);
    }
    let merged = result.merged("both").unwrap();
    assert_eq!(merged.evaluation("both", 5.0).unwrap().trainings(), 6);
    assert_eq!(result.table().unwrap().rows.len(), 4);
}

#[test]
fn copies_count_as_rows_and_not_as_originals() {
    let (_folder, cache) = folder();
    let scan = tiny(&cache).with_strengths(&[0.0]).with_trainings(1);
    let result = scan.run().unwrap();
    let cut = |set: usize| result.points.iter().find(|point| point.set == set).unwrap().record.training_cuts[0];
    assert_eq!(cut(0).sr_rows, cut(0).sr_originals);
    assert_eq!((cut(1).sr_rows, cut(1).sr_originals), (2 * cut(0).sr_rows, cut(0).sr_originals));
}

#[test]
fn a_scan_says_what_is_wrong_with_it() {
    let (_folder, cache) = folder();
    let text = |scan: StrengthScan| scan.run().map(|_| String::new()).unwrap_or_else(|error| error.to_string());
    assert!(text(tiny(&cache).with_strengths(&[])).contains("number of S/√B"));
    assert!(text(tiny(&cache).with_strengths(&[-1.0])).contains("S/√B should be at least 0"));
    assert!(text(tiny(&cache).with_trainings(0)).contains("number of trainings"));
    assert!(
        text(tiny(&cache).with_sets(&[TrainingSet::original(), TrainingSet::original()])).contains("all different")
    );
    assert!(text(tiny(&cache).with_sets(&[small(TrainingSet::luminosity(50.0))])).contains("at most"));
    let unknown = tiny(&cache).with_strengths(&[5.0]).with_trainings(1).run().unwrap().evaluation("nothing", 5.0);
    assert!(unknown.unwrap_err().to_string().contains("training set \"nothing\""));
}
