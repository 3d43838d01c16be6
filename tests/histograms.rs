//! Histograms, summaries and files of a user's own tables: any column, any odd value, and the numbers of numpy.

#![allow(clippy::unwrap_used)] // a test may fail

use cwola::plot::Norm;
use cwola::prelude::*;
use cwola::report::Show;
use cwola::rng::stream;
use polars::df;
use polars::prelude::{DataFrame, IntoLazy, col, lit};
use rand::RngExt;
use serde_json::{Value, json};

/// A table with every kind of column: `x` has a long tail, `n` whole numbers, `w` weights of both signs.
fn odd() -> DataFrame {
    let mut random = stream(5, "histogram test", 0, 0);
    let rows = 500;
    let x: Vec<f64> = (0..rows).map(|_| -300.0 * random.random_range(1e-9..1.0f64).ln()).collect();
    let y: Vec<Option<f64>> = x.iter().enumerate().map(|(i, x)| (i % 9 > 0).then_some(x / 3.0 + 10.0)).collect();
    let n: Vec<i32> = (0..rows).map(|_| random.random_range(3..9)).collect();
    let w: Vec<f64> = (0..rows).map(|_| random.random_range(-0.3..1.0)).collect();
    let single: Vec<f32> = x.iter().map(|x| *x as f32).collect();
    let good: Vec<bool> = n.iter().map(|n| n % 2 == 0).collect();
    let holes: Vec<f64> = x.iter().map(|x| if *x > 400.0 { f64::NAN } else { *x }).collect();
    let words: Vec<&str> = good.iter().map(|good| if *good { "yes" } else { "no" }).collect();
    df![
        "x" => x, "y" => y, "n" => n, "w" => w, "single" => single, "good" => good, "holes" => holes,
        "same" => vec![7.5; rows], "words" => words, "nothing" => vec![None::<f64>; rows],
        "endless" => (0..rows).map(|i| if i == 3 { f64::INFINITY } else { i as f64 / 7.0 }).collect::<Vec<_>>()
    ]
    .unwrap()
}

fn title(histogram: &Histogram) -> String {
    histogram.panel().unwrap().right_title
}

#[test]
fn any_column_of_numbers_is_shown_and_what_is_left_out_is_said() {
    let frame = odd();
    for column in ["x", "y", "n", "w", "single", "good", "holes", "same", "endless"] {
        for scale in [Scale::Linear, Scale::Log] {
            let histogram = frame.hist(column).unwrap().with_y_scale(scale);
            let blocks = histogram.blocks();
            assert_eq!(blocks.mime, "image/svg+xml", "{column}: {}", blocks.plain);
            let hist = &histogram.hists().unwrap()[0];
            let inside = hist.total() / (hist.entries() - hist.not_a_number()) as f64;
            assert!(inside > 0.98 && hist.bins() <= 60, "{column}: {inside}");
            frame.hist2d(column, "x").unwrap().with_color_scale(scale).with_weights("w").figure().unwrap();
        }
    }
    assert_eq!(title(&frame.hist("y").unwrap()), "500 entries, 56 missing");
    assert_eq!(title(&frame.hist("endless").unwrap()), "500 entries, 1 above the axis");
    let cut = frame.hist("x").unwrap().with_range(100.0, 200.0);
    let above = frame.clone().lazy().filter(col("x").gt(lit(200.0))).collect().unwrap().height();
    let below = frame.clone().lazy().filter(col("x").lt(lit(100.0))).collect().unwrap().height();
    assert_eq!(title(&cut), format!("500 entries, {below} below the axis, {above} above the axis"));
    let panel = frame.hist("n").unwrap().panel().unwrap();
    assert_eq!(panel.y.label, "Entries / 1");
    let hist = &frame.hist("good").unwrap().hists().unwrap()[0];
    assert_eq!((hist.bins(), hist.range()), (2, (-0.5, 1.5)));
}

#[test]
fn axes_have_the_symbols_and_units_of_our_columns() {
    let events = Events::sample("dihiggs_1000").unwrap();
    let panel = events.hist("m4b").unwrap().with_bins(29).with_range(150.0, 1600.0).panel().unwrap();
    assert_eq!((panel.x.label.as_str(), panel.y.label.as_str()), ("m_{4b} [GeV]", "Events / 50 GeV"));
    let panel = events.hist("m4b").unwrap().with_norm(Norm::Density).with_label("M [TeV]").panel().unwrap();
    assert_eq!((panel.x.label.as_str(), panel.y.label.as_str()), ("M [TeV]", "Density [1/TeV]"));
    let both = events.hist("m4b").unwrap().with_sample(&Events::sample("multijet_4b").unwrap()).with_norm(Norm::Unit);
    assert_eq!(both.hists().unwrap()[1].entries(), 43_661);
    let figure = both.figure().unwrap();
    assert_eq!(figure.panels[0].layers.len(), 2);
    assert!(figure.caption.starts_with("dihiggs\\_1000: 4340 entries"), "{}", figure.caption);
    assert!(figure.svg().contains(">multijet_4b<"), "an underscore is no subscript");
}

#[test]
fn what_cannot_be_shown_gives_a_sentence() {
    let frame = odd();
    let said = |histogram: &Histogram| histogram.figure().unwrap_err().to_string();
    assert_eq!(
        frame.hist("X1").unwrap_err().to_string(),
        "there is no column \"X1\"; did you mean \"x\"? Known are x, y, n, w, single, good, holes, same, words, nothing, endless."
    );
    assert_eq!(
        frame.hist2d("x", "words").unwrap_err().to_string(),
        "the type of the column \"words\" should be a number or a truth value, but is str."
    );
    assert_eq!(
        said(&frame.hist("nothing").unwrap()),
        "the number of values of the column \"nothing\" should be at least 1, or the range must be given, but is 0 (of 500 rows)."
    );
    assert_eq!(
        said(&frame.hist("x").unwrap().with_bins(0)),
        "the number of bins should be between 1 and 1000000, but is 0."
    );
    assert_eq!(
        said(&frame.hist("x").unwrap().with_range(2.0, f64::NAN)),
        "the range of a histogram should be two finite numbers, the lower first, but is 2 to NaN."
    );
    assert_eq!(
        said(&frame.hist("x").unwrap().with_weights("y")),
        "the weight \"y\" of row 0 (counted from 0) should be a finite number, but is NaN."
    );
    assert!(said(&frame.hist("x").unwrap().with_weights("weight")).contains("there is no column \"weight\""));
    let none = frame.hist("x").unwrap().with_range(-2.0, -1.0).with_norm(Norm::Unit);
    assert!(said(&none).contains("positive where it is to become 1, but is 0"), "{}", said(&none));
    let said = |histogram: &Histogram2d| histogram.figure().unwrap_err().to_string();
    assert_eq!(
        said(&frame.hist2d("x", "y").unwrap().with_bins(10, 1001)),
        "the number of bins along y should be between 1 and 1000, but is 1001."
    );
    assert_eq!(
        said(&frame.hist2d("x", "y").unwrap().with_x_range(1.0, 1.0)),
        "the range of the histogram along x should be two finite numbers, the lower first, but is 1 to 1."
    );
    // A cell shows the sentence in a red box.
    let blocks = frame.hist("nothing").unwrap().blocks();
    assert!(blocks.mime == "text/html" && blocks.rich.contains("at least 1"));
}

#[test]
fn an_empty_table_with_a_range_is_an_empty_histogram() {
    let frame = odd().head(Some(0));
    let histogram = frame.hist("x").unwrap().with_range(0.0, 100.0);
    assert_eq!(title(&histogram), "0 entries");
    assert_eq!(histogram.hists().unwrap()[0].total(), 0.0);
    let map = frame.hist2d("x", "y").unwrap().with_x_range(0.0, 1.0).with_y_range(0.0, 1.0);
    for scale in [Scale::Linear, Scale::Log] {
        assert!(map.with_color_scale(scale).figure().unwrap().svg().contains("0 entries"));
        histogram.with_y_scale(scale).figure().unwrap();
    }
}

#[test]
fn negative_sums_of_weights_are_drawn_and_said() {
    let frame = df!["x" => [0.5, 1.5, 2.5], "w" => [2.0, -1.0, 0.0]].unwrap();
    let histogram = frame.hist("x").unwrap().with_bins(3).with_range(0.0, 3.0).with_weights("w");
    assert_eq!(histogram.hists().unwrap()[0].counts(), [2.0, -1.0, 0.0]);
    assert_eq!(title(&histogram), "3 entries");
    assert_eq!(title(&histogram.with_y_scale(Scale::Log)), "3 entries, 1 bin below zero");
    let map = frame.hist2d("x", "x").unwrap().with_bins(3, 3).with_weights("w");
    assert_eq!(map.hist().unwrap().counts()[4], -1.0);
    let said = |scale| map.with_color_scale(scale).panel().unwrap().right_title;
    assert_eq!(
        (said(Scale::Linear).as_str(), said(Scale::Log).as_str()),
        ("3 entries", "3 entries, 1 cell below zero")
    );
}

/// Writes inputs and our results for tests/python/test_histograms.py.
#[test]
fn reference_file_for_python() {
    let frame = odd();
    let values = |name: &str| -> Value {
        let numbers = cwola::events::numbers(&frame, name).unwrap();
        numbers
            .into_iter()
            .map(|value| if value.is_finite() { json!(value) } else { json!(value.to_string()) })
            .collect()
    };
    let names = ["x", "y", "n", "w", "single", "good", "holes", "same", "endless"];
    let columns: serde_json::Map<String, Value> = names.iter().map(|name| (name.to_string(), values(name))).collect();
    let mut hists = Vec::new();
    for name in names {
        for (bins, range, weights) in [
            (None, None, None),
            (Some(17), Some((-2.0, 350.0)), None),
            (Some(10), Some((0.0, 1.0)), Some("w")),
            (None, Some((3.0, 8.0)), Some("w")),
        ] {
            let mut histogram = frame.hist(name).unwrap();
            (histogram.bins, histogram.range, histogram.weights) = (bins, range, weights.map(String::from));
            let hist = &histogram.hists().unwrap()[0];
            hists.push(json!({
                "column": name, "weights": weights, "bins": hist.bins(), "range": hist.range(),
                "counts": hist.counts(), "errors": hist.errors(), "edges": hist.edges(),
                "below": hist.underflow(), "above": hist.overflow(), "missing": hist.not_a_number(),
            }));
        }
    }
    let mut maps = Vec::new();
    for (x, y, weights) in
        [("x", "y", None), ("n", "good", Some("w")), ("holes", "w", Some("w")), ("x", "endless", None)]
    {
        for bins in [None, Some((13, 7))] {
            let mut histogram = frame.hist2d(x, y).unwrap();
            (histogram.bins, histogram.weights) = (bins, weights.map(String::from));
            let hist = histogram.hist().unwrap();
            maps.push(json!({
                "x": x, "y": y, "weights": weights, "x_axis": hist.x_axis(), "y_axis": hist.y_axis(),
                "counts": hist.counts(), "errors": hist.errors(), "outside": hist.outside(),
                "entries_outside": hist.entries_outside(), "missing": hist.not_a_number(),
            }));
        }
    }
    let summary = frame.describe();
    let cell = |cell: &cwola::report::Cell| match cell {
        cwola::report::Cell::Number(value, _) if value.is_finite() => json!(value),
        cwola::report::Cell::Count(n) => json!(n),
        cwola::report::Cell::Text(text) => json!(text),
        _ => Value::Null,
    };
    let describe: Vec<Vec<Value>> = summary.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let folder = env!("CARGO_TARGET_TMPDIR");
    let text = json!({"columns": columns, "hists": hists, "maps": maps, "describe": describe}).to_string();
    std::fs::write(format!("{folder}/histograms.json"), text).unwrap();
    frame.save(&format!("{folder}/histograms.parquet")).unwrap();
    frame.save(&format!("{folder}/histograms.csv")).unwrap();
}
