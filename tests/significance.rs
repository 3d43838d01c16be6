//! Significances: limits, monotony and the extremes at which naive formulas break.

#![allow(clippy::unwrap_used)]

use cwola::physics::{asimov, asimov_with_uncertainty, selection_factor, signal_for_significance, significance};
use proptest::prelude::*;

/// The formulas as they are printed, good where nothing cancels.
fn asimov_as_printed(s: f64, b: f64) -> f64 {
    (2.0 * ((s + b) * (s / b + 1.0).ln() - s)).sqrt()
}

fn uncertain_as_printed(s: f64, b: f64, relative: f64) -> f64 {
    let v = (relative * b).powi(2);
    let first = (s + b) * ((s + b) * (b + v) / (b * b + (s + b) * v)).ln();
    let second = b * b / v * (1.0 + v * s / (b * (b + v))).ln();
    (2.0 * (first - second)).sqrt()
}

fn close(value: f64, expected: f64, relative: f64) -> bool {
    (value - expected).abs() <= relative * expected.abs()
}

proptest! {
    #[test]
    fn the_printed_formulas(s in 1.0..1e4_f64, b in 1.0..1e4_f64, relative in 0.02..1.0_f64) {
        // With S and B of similar size the printed forms lose a few digits only.
        prop_assume!(s / b > 0.01);
        prop_assert!(close(asimov(s, b), asimov_as_printed(s, b), 1e-9));
        prop_assert!(close(asimov_with_uncertainty(s, b, relative), uncertain_as_printed(s, b, relative), 1e-6));
    }

    #[test]
    fn a_background_known_better_and_better_is_a_known_background(s in 0.1..1e5_f64, b in 0.1..1e5_f64) {
        // The first correction is of order r²(S + B).
        for relative in [1e-6, 1e-9, 1e-200] {
            let z = asimov_with_uncertainty(s, b, relative);
            prop_assert!(close(z, asimov(s, b), 1e-12 + relative * relative * (s + b)));
        }
        prop_assert_eq!(asimov_with_uncertainty(s, b, 0.0), asimov(s, b));
    }

    #[test]
    fn uncertainty_only_lowers_and_signal_only_raises(s in 0.0..1e5_f64, b in 0.1..1e5_f64, r in 0.0..0.5_f64) {
        let z = asimov_with_uncertainty(s, b, r);
        prop_assert!(z <= asimov_with_uncertainty(s, b, r / 2.0) * (1.0 + 1e-12));
        prop_assert!(z <= asimov_with_uncertainty(s * 1.1, b, r));
        prop_assert!(z <= asimov(s, b) && asimov(s, b) <= significance(s, b) * (1.0 + 1e-15));
    }

    #[test]
    fn a_weak_signal_is_gaussian(b in 1e-3..1e12_f64, exponent in -200.0..-8.0_f64, r in 0.0..0.5_f64) {
        let s = b * 10_f64.powf(exponent);
        prop_assert!(close(asimov(s, b), significance(s, b), 1e-7));
        let sigma = (b + (r * b).powi(2)).sqrt();
        prop_assert!(close(asimov_with_uncertainty(s, b, r), s / sigma, 1e-7));
        // A deficit of the same size is as significant.
        prop_assert!(close(-asimov_with_uncertainty(-s, b, r), s / sigma, 1e-7));
    }

    #[test]
    fn the_two_branches_meet(b in 1e-3..1e6_f64, r in 0.0..2.0_f64) {
        let (below, above) = (b * (1.0 - 1e-12), b * (1.0 + 1e-12));
        prop_assert!(close(asimov_with_uncertainty(above, b, r), asimov_with_uncertainty(below, b, r), 1e-11));
    }

    #[test]
    fn signal_and_significance_are_inverse(z in 0.0..20.0_f64, b in 1e-3..1e9_f64) {
        prop_assert!((significance(signal_for_significance(z, b), b) - z).abs() < 1e-12 * (1.0 + z));
    }
}

#[test]
fn extremes_have_values() {
    // Reference values with 700 digits (mpmath).
    assert!(close(asimov(1e150, 1e-150), 3.714230816463117e76, 1e-12));
    assert!(close(asimov(1e-12, 1e6), 1e-15, 1e-12));
    assert!(
        close(asimov_with_uncertainty(3.0, 1e-8, 0.3), 10.505_720_847_556_49, 1e-12),
        "{}",
        asimov_with_uncertainty(3.0, 1e-8, 0.3)
    );
    assert!(close(asimov_with_uncertainty(1e6, 1e12, 0.01), 9.999_996_616_668_645e-5, 1e-12));
    // S = −B: nothing is seen where B was expected.
    assert!(close(asimov(-50.0, 50.0), -10.0, 1e-14));
    assert_eq!((asimov(0.0, 5.0), asimov(0.0, 0.0), significance(0.0, 0.0)), (0.0, 0.0, 0.0));
    assert_eq!((asimov(1.0, 0.0), significance(1.0, 0.0)), (f64::INFINITY, f64::INFINITY));
    assert_eq!(asimov_with_uncertainty(1.0, 0.0, 0.1), f64::INFINITY);
    for impossible in
        [asimov(1.0, -1.0), asimov(-6.0, 5.0), asimov(f64::NAN, 1.0), asimov_with_uncertainty(1.0, 1.0, -0.1)]
    {
        assert!(impossible.is_nan());
    }
    assert!(significance(1.0, -1.0).is_nan());
}

#[test]
fn the_selection_factor_knows_its_range() {
    assert_eq!(selection_factor(1.0, 1.0), 1.0);
    assert_eq!((selection_factor(0.0, 0.0), selection_factor(0.1, 0.0)), (0.0, f64::INFINITY));
    for (s, b) in [(1.1, 0.5), (0.5, -0.1), (f64::NAN, 0.5), (50.0, 1.0)] {
        assert!(selection_factor(s, b).is_nan(), "{s}, {b}");
    }
}
