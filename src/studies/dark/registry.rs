//! Figures 20–124 that are curves of a scan: one line each.

use super::plan::{Era, Plot, Row, Variant};
use super::sets::{DataFlow, Draws, SetNetwork, Sideband, Steps, TrainingSet};
use crate::augment::JetAugmentation;
use crate::evaluate::SignificanceFormula::{Asimov, Ratio};
use crate::studies::Profile;

/// §4.6–4.20: both images as channels, 75×75, old sideband, augment then split.
pub(super) const FIRST: Era = Era {
    resolutions: &[75],
    network: SetNetwork::TwoChannel,
    sideband: Sideband::Old,
    flow: DataFlow::AugmentFirst,
    draws: Draws::OneDataSet(1),
};
/// §4.21: a network that takes two images.
pub(super) const TWO_IMAGES: Era = Era { network: SetNetwork::TwoImage, ..FIRST };
/// §4.23–4.26: 25×25.
pub(super) const COARSE: Era = Era { resolutions: &[25], ..TWO_IMAGES };
/// §4.27: new sideband, still augment then split.
pub(super) const NEW_SIDEBAND: Era = Era { sideband: Sideband::New, ..COARSE };
/// §4.28: split first, 25×25.
pub(super) const CLEAN: Era = Era { flow: DataFlow::SplitFirst, ..NEW_SIDEBAND };
/// §4.29–4.38: split first, both resolutions.
pub(super) const BOTH: Era = Era { resolutions: &[75, 25], ..CLEAN };
/// §4.43–4.48: new data for each training.
pub(super) const REDRAWN: Era = Era { draws: Draws::EachTraining(1), ..CLEAN };

const PLAIN: &[Variant] = &[Variant::Plain];
const NETWORKS: &[Variant] = &[Variant::Network(SetNetwork::TwoChannel), Variant::Network(SetNetwork::TwoImage)];
const PATIENCE: &[Variant] = &[Variant::Patience(10), Variant::Patience(30)];
const PIXELS: &[Variant] = &[Variant::Resolution(75), Variant::Resolution(25)];
const SIDEBANDS: &[Variant] = &[Variant::Sideband(Sideband::Old), Variant::Sideband(Sideband::New)];
const TUNED: &[Variant] = &[Variant::Network(SetNetwork::TwoImage), Variant::Network(SetNetwork::Tuned)];
const DRAWS: &[Variant] = &[Variant::Draws(Draws::OneDataSet(1)), Variant::Draws(Draws::EachTraining(1))];

const ALL: &[f64] = &[0.1, 0.01, 0.001];
const TEN: &[f64] = &[0.1];
const R10: Plot = Plot::Significance(TEN, Ratio);
const R3: Plot = Plot::Significance(ALL, Ratio);
const Z3: Plot = Plot::Significance(ALL, Asimov);

type Sets = fn(Profile) -> Vec<TrainingSet>;

const fn row(figure: usize, plot: Plot, era: Era, sets: Sets, claim: &'static str) -> Row {
    Row { figure, plot, era, sets, variants: PLAIN, strengths: None, luminosity: 1.0, claim }
}

const fn varied(
    figure: usize,
    plot: Plot,
    era: Era,
    sets: Sets,
    variants: &'static [Variant],
    claim: &'static str,
) -> Row {
    Row { variants, ..row(figure, plot, era, sets, claim) }
}

fn original() -> TrainingSet {
    TrainingSet::original()
}

fn smeared(copies: usize) -> TrainingSet {
    TrainingSet::eta_phi(copies, 100.0)
}

fn unshuffled() -> TrainingSet {
    TrainingSet::of(JetAugmentation::identical_copies(1)).with_name("+1 copy, not shuffled")
}

fn shares() -> Vec<TrainingSet> {
    let share = |x: f64| TrainingSet::of(JetAugmentation::copy_share(x).shuffled());
    vec![original(), share(0.25), share(0.5), share(0.75), TrainingSet::copies(1)]
}

fn scales() -> Vec<TrainingSet> {
    let scale = |lambda: f64| TrainingSet::eta_phi(1, lambda);
    vec![original(), scale(100.0).with_name("+1 η–φ smearing, Λ = 100 MeV"), scale(200.0), scale(500.0)]
}

fn only(copies: usize) -> TrainingSet {
    TrainingSet::of(JetAugmentation::eta_phi_smear(100.0).with_copies(copies).augmented_only())
}

fn both_smeared(copies: usize) -> TrainingSet {
    TrainingSet::of(JetAugmentation::eta_phi_and_pt_smear().with_copies(copies))
}

fn everything(copies: usize) -> TrainingSet {
    TrainingSet::of(JetAugmentation::all().with_copies(copies))
}

fn turned(degrees: f64, copies: usize) -> TrainingSet {
    TrainingSet::of(JetAugmentation::rotation_range(degrees).with_copies(copies))
}

/// Copies of a saturation figure.
fn sizes(profile: Profile) -> Vec<usize> {
    profile.choose(vec![1], vec![1, 5], vec![1, 3, 5, 7, 10, 15, 22, 33])
}

fn growing(profile: Profile, makers: &[fn(usize) -> TrainingSet]) -> Vec<TrainingSet> {
    let grown = makers.iter().flat_map(|make| sizes(profile).into_iter().map(make));
    std::iter::once(original()).chain(grown).collect()
}

fn steps(copies: &[usize], make: fn(usize) -> TrainingSet) -> Vec<TrainingSet> {
    std::iter::once(original()).chain(copies.iter().map(|n| make(*n))).collect()
}

fn centring() -> Vec<TrainingSet> {
    let times = |n: f64| {
        let (full, name) = (TrainingSet::luminosity(n), format!("centring only × {n}"));
        [full.clone().with_name(&format!("all steps × {n}")), full.with_steps(Steps::CentringOnly).with_name(&name)]
    };
    [times(1.0), times(5.0)].concat()
}

/// Sets that many figures share.
fn with_copy(_: Profile) -> Vec<TrainingSet> {
    vec![original(), TrainingSet::copies(1)]
}

fn with_smearing_and_luminosity(_: Profile) -> Vec<TrainingSet> {
    vec![original(), smeared(1), TrainingSet::luminosity(2.0)]
}

/// The table.
#[rustfmt::skip]
pub(super) fn rows() -> Vec<Row> {
    let copy_unshuffled: Sets = |_| vec![original(), TrainingSet::copies(1), unshuffled()];
    let by_position: Sets = |_| {
        vec![original(), TrainingSet::copies(1), unshuffled().with_flow(DataFlow::AugmentFirstByPosition).with_name("+1 copy, nothing shuffled")]
    };
    let half: Sets = |_| vec![original(), TrainingSet::copies(1), TrainingSet::of(JetAugmentation::half_and_copy().shuffled())];
    let four: Sets = |_| vec![original(), smeared(1), TrainingSet::luminosity(2.0), TrainingSet::copies(1)];
    let ranges: Sets = |p| {
        let copies = p.choose(1, 3, 5);
        std::iter::once(original()).chain([180.0, 90.0, 45.0, 5.0, 1.0].map(|degrees| turned(degrees, copies))).collect()
    };
    // 75×75 costs nine times as much as 25×25: the copies are left to the full profile.
    let coarse_and_fine: Sets = |p| if p == Profile::Full { with_copy(p) } else { vec![original()] };
    let two_only: Sets = |_| vec![smeared(1), only(2)];
    let combined: Sets = |_| vec![original(), TrainingSet::pt_smear(3), TrainingSet::rotation(3), TrainingSet::pt_and_rotation(3)];
    let last: Sets = |p| {
        let all = |n| [TrainingSet::rotation(n), TrainingSet::pt_and_rotation(n), everything(n)];
        let sizes: &[usize] = p.choose(&[3], &[5], &[3, 5]);
        std::iter::once(original()).chain(sizes.iter().flat_map(|n| all(*n))).collect()
    };
    let mut rows = vec![
        row(20, Plot::Accuracy, FIRST, |_| vec![original()], "nothing is learnt up to S/√B ≈ 5; then the accuracy rises"),
        row(23, Plot::Accuracy, FIRST, |_| vec![original(), smeared(1)], "one smeared copy is better everywhere (a leak, as §4.28 finds)"),
        row(24, Plot::Accuracy, FIRST, |_| vec![original(), smeared(1), smeared(3)], "three copies are worse than one from S/√B = 3"),
        row(26, Plot::Accuracy, FIRST, with_smearing_and_luminosity, "twice the luminosity is better than the original, but worse than one copy: suspicious"),
        row(31, Plot::Accuracy, FIRST, with_smearing_and_luminosity, "the same on samples that were made again"),
        row(32, R3, FIRST, with_smearing_and_luminosity, "10 % is stable; lower efficiencies gain more and spread more"),
        row(33, R10, FIRST, with_smearing_and_luminosity, "one smeared copy has the lowest threshold"),
        row(34, Plot::Scatter, FIRST, with_smearing_and_luminosity, "the true accuracy varies ten times as much as that of training"),
        row(35, Plot::Scatter, FIRST, |_| vec![original(), smeared(1), TrainingSet::luminosity(2.0), smeared(3)], "far from the line of slope one"),
        row(36, Plot::AccuracyAndScatter, FIRST, |_| vec![original()], "beyond S/√B = 13 the growth slows down, at an accuracy of 85 %"),
        row(37, Plot::AccuracyAndScatter, FIRST, |_| vec![original(), smeared(1), TrainingSet::copies(1)], "an identical copy does as well as a smeared one up to S/√B = 4"),
        row(38, R10, FIRST, |_| vec![original(), smeared(1), TrainingSet::luminosity(2.0), TrainingSet::copies(1)], "the copy is worst at high S/√B"),
        row(39, Plot::AccuracyAndScatter, FIRST, |_| vec![original(), only(1)], "smeared events alone are like the original ones"),
        row(40, R10, FIRST, |_| vec![original(), only(1)], "their threshold is lower"),
        row(41, Plot::AccuracyAndScatter, FIRST, two_only, "two smeared copies without the original are like original and one"),
        row(42, R10, FIRST, two_only, "the same in significance"),
        row(45, Plot::AccuracyAndScatter, FIRST, |_| scales(), "a small Λ is better at low S/√B"),
        row(46, R10, FIRST, |_| scales(), "Λ = 100 MeV has the lowest threshold"),
        row(48, Plot::AccuracyAndScatter, FIRST, copy_unshuffled, "shuffling the sample makes no difference"),
        row(49, R10, FIRST, copy_unshuffled, "shuffling the sample makes no difference"),
        row(50, Plot::AccuracyAndScatter, FIRST, by_position, "no shuffling in the training program either: no difference. Here the order within an epoch is always random; sample and split are not"),
        row(51, R10, FIRST, by_position, "no shuffling in the training program either: no difference"),
        row(52, Plot::AccuracyAndScatter, FIRST, half, "half of the events twice: better at low, worse at high S/√B"),
        row(53, R10, FIRST, half, "half of the events twice: better at low, worse at high S/√B"),
        row(55, Plot::AccuracyAndScatter, FIRST, |_| shares(), "copies of one half or more over-train from S/√B = 6"),
        row(56, R3, FIRST, |_| shares(), "0.5 to 1 copies have about the same threshold"),
        varied(61, Plot::Accuracy, TWO_IMAGES, with_copy, NETWORKS, "two images are better than two channels at high S/√B"),
        varied(62, Plot::Scatter, TWO_IMAGES, with_copy, NETWORKS, "two images are better than two channels at high S/√B"),
        varied(63, R3, TWO_IMAGES, with_copy, NETWORKS, "two images are better than two channels"),
        varied(64, Plot::Accuracy, TWO_IMAGES, with_copy, PATIENCE, "no effect (accuracies at the threshold 0.5 there, §4.22; best accuracies here)"),
        varied(65, Plot::Scatter, TWO_IMAGES, with_copy, PATIENCE, "no effect (accuracies at the threshold 0.5 there, §4.22; best accuracies here)"),
        varied(66, R3, TWO_IMAGES, with_copy, PATIENCE, "no effect of the patience"),
        varied(69, Plot::Accuracy, COARSE, coarse_and_fine, PIXELS, "25×25 is better than 75×75"),
        varied(70, Plot::Scatter, COARSE, coarse_and_fine, PIXELS, "25×25 is better than 75×75"),
        varied(71, Z3, COARSE, coarse_and_fine, PIXELS, "the original events at 25×25 are best at 10 %, about 1σ worse in threshold below"),
        row(82, Plot::AccuracyAndScatter, COARSE, four, "smeared and identical copies are alike, and worse than the original and twice the luminosity"),
        row(83, Z3, COARSE, four, "smeared and identical copies are alike"),
        varied(85, Plot::Accuracy, NEW_SIDEBAND, with_copy, SIDEBANDS, "the sideband has no effect"),
        varied(86, Plot::Scatter, NEW_SIDEBAND, with_copy, SIDEBANDS, "with balanced regions the training accuracy is near one half"),
        varied(87, Z3, NEW_SIDEBAND, with_copy, SIDEBANDS, "the sideband has no effect"),
        row(88, Plot::AccuracyAndScatter, CLEAN, with_copy, "split before copying, original and copy are equal: the leak was the cause"),
        row(89, Z3, CLEAN, with_copy, "split before copying, original and copy are equal"),
        row(90, Plot::Accuracy, BOTH, with_copy, "original and copy are equal"),
        row(91, Plot::Accuracy, BOTH, |_| vec![original(), smeared(1)], "η–φ smearing gains nothing"),
        row(92, Z3, BOTH, |_| vec![original(), TrainingSet::copies(1), smeared(1)], "neither copy nor η–φ smearing gains"),
        row(93, Z3, BOTH, with_smearing_and_luminosity, "twice the luminosity is slightly better"),
        row(94, Z3, BOTH, |_| scales(), "no effect at any Λ"),
        row(96, Z3, BOTH, |_| vec![original(), TrainingSet::pt_smear(1), TrainingSet::luminosity(2.0)], "one pT-smeared copy gains a little at low efficiency"),
        row(97, Z3, BOTH, |_| vec![original(), smeared(1), smeared(3)], "η–φ smearing gains nothing, whatever its size"),
        row(98, Z3, BOTH, |p| steps(p.choose(&[1], &[1, 3], &[1, 3, 5]), TrainingSet::pt_smear), "the gain of pT smearing grows with the number of copies"),
        row(99, Z3, BOTH, |_| vec![original(), smeared(1), TrainingSet::pt_smear(1), both_smeared(1)], "the combination is best at 75×75 and 0.1 %"),
        row(100, Z3, BOTH, |_| vec![original(), smeared(3), TrainingSet::pt_smear(3), both_smeared(3)], "with three copies the combination is no better than pT smearing"),
        row(102, Z3, BOTH, |p| steps(p.choose(&[1], &[1, 5], &[1, 3, 5]), TrainingSet::rotation), "the gain of jet rotation grows with the number of copies"),
        row(103, Plot::Saturation(&[1.0, 3.0]), BOTH, |p| growing(p, &[TrainingSet::rotation]), "saturates at +5 (25×25) and +15 (75×75)"),
        row(104, Plot::Saturation(&[1.0, 3.0]), BOTH, |p| growing(p, &[TrainingSet::pt_smear]), "saturates at +5 (25×25) and +15 (75×75)"),
        row(105, Plot::Saturation(&[1.0, 3.0]), BOTH, |p| growing(p, &[TrainingSet::pt_and_rotation]), "25×25: +5 at 10 %, +20 below; 75×75: not saturated at +33"),
        row(106, Plot::Saturation(&[3.0]), BOTH, |p| growing(p, &[TrainingSet::rotation, TrainingSet::pt_smear, TrainingSet::pt_and_rotation]), "the combination is best"),
        row(107, Z3, BOTH, combined, "rotation is slightly better than pT smearing; both together like pT smearing"),
        varied(112, Z3, CLEAN, |_| vec![original(), TrainingSet::rotation(5)], TUNED, "tuning helps the original events only and does not reduce the spread. Here its learning rate and batch size with our layers"),
        row(113, Plot::AccuracyAndAuc, BOTH, |p| steps(p.choose(&[1], &[1, 3], &[1, 3, 5]), TrainingSet::pt_smear), "without signal about one half (the runs behind it: AUC 0.57 ± 0.08)"),
        row(114, Plot::AccuracyAndAuc, BOTH, |p| steps(p.choose(&[1], &[1, 5], &[1, 3, 5]), TrainingSet::rotation), "without signal about one half"),
        row(115, Plot::AccuracyAndAuc, BOTH, |_| steps(&[1, 3], TrainingSet::pt_and_rotation), "without signal about one half"),
        row(116, Z3, CLEAN, ranges, "a larger range is better; ±1° and ±5° are like the original"),
        row(117, Z3, CLEAN, |_| vec![original(), TrainingSet::of(JetAugmentation::fixed_angles(&[-5.0, 5.0])).with_name("turned by −5° and 5°")], "about like the original"),
        varied(118, Z3, CLEAN, |p| steps(p.choose(&[3], &[3], &[3, 5]), TrainingSet::rotation), DRAWS, "the same means with larger spread"),
        row(119, Z3, REDRAWN, last, "η–φ smearing on top adds nothing"),
        row(120, Plot::Saturation(&[3.0]), REDRAWN, |p| growing(p, &[TrainingSet::rotation, TrainingSet::pt_and_rotation, everything]), "saturates at +10"),
        row(124, Z3, REDRAWN, |_| centring(), "without rotation and flip worse at the luminosity of the scan, equal or better at five times: that is why rotation helps"),
    ];
    for row in &mut rows {
        match row.figure {
            36 => row.strengths = Some([&[0.0, 15.0], &[0.0, 12.0, 16.0, 20.0], &[0.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18.0, 19.0, 20.0]]),
            69..=71 => row.strengths = Some([&[10.0], &[0.0, 3.0, 10.0], &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]]),
            113..=115 => row.strengths = Some([&[0.0, 10.0], &[0.0, 3.0, 10.0], &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]]),
            124 => {
                row.luminosity = 0.35;
                row.strengths = Some([&[10.0], &[3.0, 10.0], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]]);
            }
            _ => {}
        }
    }
    rows
}
