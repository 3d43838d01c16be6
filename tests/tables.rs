//! Polars in a cell: the functions that an analysis needs are compiled in and give the numbers of the standard library.

#![allow(clippy::unwrap_used)] // a test may fail

use cwola::prelude::*;
use polars::df;
use polars::prelude::{DataFrame, Expr, IntoLazy, JoinArgs, JoinType, RoundMode, col, lit, when};

fn events() -> Events {
    let frame = df![
        "event" => [0u32, 1, 2, 3],
        "x" => [-1.25, 0.5, 2.5, 3.75],
        "n" => [4, 5, 6, 4]
    ];
    Events::from_frame("four", frame.unwrap()).unwrap()
}

/// The column that an expression of the events makes.
fn values(expression: Expr) -> Vec<f64> {
    let frame: DataFrame = events().lazy().select([expression.alias("y")]).collect().unwrap();
    cwola::events::numbers(&frame, "y").unwrap()
}

fn close(expression: Expr, expected: impl Fn(f64) -> f64) {
    for (ours, x) in values(expression.clone()).into_iter().zip(events().column("x").unwrap()) {
        let expected = expected(x);
        let same = ours == expected || ours.is_nan() && expected.is_nan() || (ours / expected - 1.0).abs() < 1e-14;
        assert!(same, "{expression:?} of {x} is {ours}, not {expected}");
    }
}

#[test]
fn functions_of_a_number() {
    let x = || col("x");
    close(x().abs(), f64::abs);
    close(x().cos(), f64::cos);
    close(x().sin(), f64::sin);
    close(x().tan(), f64::tan);
    close(x().exp(), f64::exp);
    close(x().log(lit(std::f64::consts::E)), f64::ln);
    close(x().log(lit(10.0)), f64::log10);
    close(x().log1p(), f64::ln_1p);
    close(x().sqrt(), f64::sqrt);
    close(x().pow(lit(2)), |x| x * x);
    close(x().clip(lit(0.0), lit(3.0)), |x| x.clamp(0.0, 3.0));
    close(x().round(0, RoundMode::HalfToEven), f64::round_ties_even);
    close(x().round(1, RoundMode::HalfAwayFromZero), |x| (x * 10.0).round() / 10.0);
    close(x().floor(), f64::floor);
    close(x().ceil(), f64::ceil);
    close(x().arctan2(lit(2.0)), |x| x.atan2(2.0));
    close(x().cosh(), f64::cosh);
}

#[test]
fn choices() {
    assert_eq!(values(when(col("x").gt(lit(1.0))).then(col("x")).otherwise(lit(0.0))), [0.0, 0.0, 2.5, 3.75]);
    assert_eq!(values(is_one_of("n", &[4.0, 6.0])), [1.0, 0.0, 1.0, 1.0]);
    assert_eq!(values(is_one_of("x", &[])), [0.0; 4]);
    let between = col("x").gt_eq(lit(0.0)).and(col("x").lt(lit(3.0)));
    assert_eq!(values(between), [0.0, 1.0, 1.0, 0.0]);
    assert!(events().lazy().select([col("y")]).collect().is_err(), "an unknown column is an error, no panic");
}

#[test]
fn joins_and_groups() {
    let other = df!["event" => [1u32, 3, 9], "weight" => [0.5, 2.0, 7.0]].unwrap();
    let inner = events().lazy().inner_join(other.clone().lazy(), col("event"), col("event")).collect().unwrap();
    assert_eq!(cwola::events::numbers(&inner, "weight").unwrap(), [0.5, 2.0]);
    let left = JoinArgs::new(JoinType::Left);
    let left = events().lazy().join(other.lazy(), [col("event")], [col("event")], left).collect().unwrap();
    let weights = cwola::events::numbers(&left, "weight").unwrap();
    assert!(left.height() == 4 && weights[0].is_nan() && weights[3] == 2.0, "{weights:?}");
    let groups = events().lazy().group_by([col("n")]).agg([
        col("x").mean().alias("mean"),
        col("x").std(1).alias("std"),
        col("x").count().alias("count"),
    ]);
    let groups = groups.sort(["n"], Default::default()).collect().unwrap();
    assert_eq!(cwola::events::numbers(&groups, "mean").unwrap(), [1.25, 0.5, 2.5]);
    assert_eq!(cwola::events::numbers(&groups, "count").unwrap(), [2.0, 1.0, 1.0]);
    assert!((cwola::events::numbers(&groups, "std").unwrap()[0] - 12.5f64.sqrt()).abs() < 1e-12);
}

#[test]
fn a_query_becomes_events_again() {
    let table =
        events().lazy().filter(col("n").eq(lit(4))).with_column(col("x").abs().alias("size")).collect().unwrap();
    let again = Events::from_frame("four", table).unwrap();
    assert_eq!(again.column("event").unwrap(), [0.0, 3.0], "the numbers of the events survive");
    assert_eq!(again.column("size").unwrap(), [1.25, 3.75]);
}
