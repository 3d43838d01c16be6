//! Each type shows one block per type of content, and a rich and a plain one.

#![allow(clippy::unwrap_used)] // a test may fail

use cwola::Error;
use cwola::evaluate::{CorrelationMatrix, Evaluation, Scores};
use cwola::plot::{Figure, Hist, Norm, Panel};
use cwola::prelude::*;
use cwola::report::{Cell, Show, Table};
use polars::df;

/// Content of the only block of type `mime`; fails when there are none or several.
fn only_block<'a>(text: &'a str, mime: &str) -> &'a str {
    let start = format!("EVCXR_BEGIN_CONTENT {mime}\n");
    assert_eq!(text.matches(&start).count(), 1, "blocks of {mime} in\n{text}");
    let content = text.split_once(&start).unwrap().1;
    content.split_once("\nEVCXR_END_CONTENT\n").unwrap().0
}

/// Checks the blocks and returns the rich and the plain content.
fn shown(value: &dyn Fn() -> cwola::report::Blocks, mime: &str) -> (String, String) {
    let text = value().text();
    assert_eq!(text.matches("EVCXR_BEGIN_CONTENT").count(), 2);
    assert_eq!(text.matches("EVCXR_END_CONTENT").count(), 2);
    assert!(text.ends_with("EVCXR_END_CONTENT\n"));
    (only_block(&text, mime).to_string(), only_block(&text, "text/plain").to_string())
}

fn toy() -> Events {
    GaussianToy::new(1.0).signal(50, 1).unwrap()
}

#[test]
fn tables_are_html() {
    let table = Table::new("Yields", &["region", "S"]).with_row(&["SR".into(), Cell::number(244.0, 0)]).unwrap();
    let (html, plain) = shown(&|| table.blocks(), "text/html");
    assert!(html.contains("<table") && html.contains(">244</td>"));
    assert!(plain.starts_with("Yields\n") && plain.contains("SR"));
}

#[test]
fn figures_are_svg() {
    let hist = Hist::of("m_{hh} [GeV]", &[400.0, 500.0], 10, 0.0, 1000.0).unwrap();
    let panel = Panel::histograms("m_{hh} [GeV]", std::slice::from_ref(&hist), Norm::Unit);
    let figure: Figure = panel.figure().with_caption("Two events.");
    for blocks in [hist.blocks(), panel.blocks(), figure.blocks()] {
        let (svg, plain) = shown(&|| blocks.clone(), "image/svg+xml");
        assert!(svg.starts_with("<svg") && svg.ends_with("</svg>"));
        assert!(plain.contains("histogram of 2 entries"));
    }
}

#[test]
fn events_show_their_head() {
    let (html, plain) = shown(&|| toy().blocks(), "text/html");
    assert!(html.contains("50 rows"), "{html}");
    assert!(plain.contains("8 of 50 rows"), "{plain}");
    let (_, plain) = shown(&|| df!["a" => [1.5, 2.5], "b" => ["x", "<y>"]].unwrap().blocks(), "text/html");
    assert!(plain.contains("2 rows × 2 columns"));
}

#[test]
fn results_show_their_value_or_a_red_box() {
    let fine: Result<Measured, Error> = Ok(Measured::from(&[0.5, 0.6, 0.7]));
    let (_, plain) = shown(&|| fine.blocks(), "text/html");
    assert_eq!(plain, "0.600 ± 0.100");
    let bad: Result<Measured, Error> = Err(Error::value("the learning rate", "positive", "<-1>"));
    let (html, plain) = shown(&|| bad.blocks(), "text/html");
    assert!(html.contains("Error.") && html.contains("&lt;-1&gt;"));
    assert_eq!(plain, "the learning rate should be positive, but is <-1>.");
}

#[test]
fn results_of_trainings_are_shown() {
    let scores = Scores::new(vec![0.9, 0.6, 0.6, 0.2], vec![true, true, false, false]).unwrap();
    let evaluation = Evaluation::from_scores(vec![scores]).unwrap();
    let (_, plain) = shown(&|| evaluation.blocks(), "text/html");
    assert!(plain.contains("AUC") && plain.contains("0.875"));
    let matrix =
        CorrelationMatrix::from_columns(&["pt_h1", "m_hh"], &[vec![1.0, 2.0, 4.0], vec![3.0, 2.0, 1.0]]).unwrap();
    shown(&|| matrix.blocks(), "image/svg+xml");
}

#[test]
fn a_mixed_sample_does_not_tell_its_truth() {
    let toy = GaussianToy::new(1.0);
    let mixed =
        MixedSample::by_fraction(&toy.signal(200, 1).unwrap(), &toy.background(200, 1).unwrap(), 0.8, 0.2, 100, 7)
            .unwrap();
    let (html, plain) = shown(&|| mixed.blocks(), "text/html");
    assert!(html.contains("M1") && plain.contains("no truth labels"));
}

#[test]
fn content_cannot_end_its_block() {
    let table = Table::new("EVCXR_END_CONTENT", &["x"])
        .with_row(&["a\nEVCXR_END_CONTENT\nEVCXR_BEGIN_CONTENT text/html".into()])
        .unwrap();
    shown(&|| table.blocks(), "text/html");
}

#[test]
fn a_run_shows_its_trainings() {
    use cwola::store::Cache;
    let toy = GaussianToy::new(2.0);
    let (signal, background) = (toy.signal(600, 1).unwrap(), toy.background(600, 1).unwrap());
    let mixed = MixedSample::by_fraction(&signal, &background, 0.9, 0.1, 500, 7).unwrap();
    let config =
        cwola::train::TrainConfig::dnn().with_hidden(&[8]).with_max_epochs(3).with_repeats(2).with_cache(Cache::Off);
    let run = cwola::train::train_cwola(&mixed, &config).unwrap();
    let (_, plain) = shown(&|| run.blocks(), "text/html");
    assert!(plain.contains("best epoch") && plain.contains("largest number of epochs"), "{plain}");
    let figure = run.roc(&toy.test(400, 2).unwrap()).unwrap();
    let (svg, _) = shown(&|| figure.blocks(), "image/svg+xml");
    assert!(svg.contains("2 trainings") && svg.contains("seed"));
    shown(&|| run.training_curves().blocks(), "image/svg+xml");
    shown(&|| Events::samples().blocks(), "text/html");
}

#[test]
fn numbers_and_words_show_at_once() {
    assert_eq!(0.5f64.blocks().text(), "EVCXR_BEGIN_CONTENT text/plain\n0.5\nEVCXR_END_CONTENT\n");
    assert_eq!("a".blocks().plain, "\"a\"");
    assert_eq!(vec![1usize, 2].blocks().plain, "[1, 2]");
    assert_eq!(String::from("m").blocks().plain, "\"m\"");
}

#[test]
fn a_users_own_histograms_tables_and_drawings_show() {
    use polars::prelude::{IntoLazy, col, lit};
    let events = toy();
    let frame = events.frame().clone();
    let (svg_text, plain) = shown(&|| events.hist("x1").blocks(), "image/svg+xml");
    assert!(svg_text.starts_with("<svg") && plain.contains("histogram of 50 entries"), "{plain}");
    let (_, plain) = shown(&|| frame.hist2d("x1", "x2").blocks(), "image/svg+xml");
    assert!(plain.contains("map of"), "{plain}");
    let (html, _) = shown(&|| events.hist("x9").blocks(), "text/html");
    assert!(html.contains("did you mean &quot;x1&quot;?"), "{html}");
    let (_, plain) = shown(&|| events.describe().blocks(), "text/html");
    assert!(plain.contains("50 rows; std divides by n − 1"), "{plain}");
    // With and without `?` behind collect().
    let query = events.lazy().filter(col("x1").gt(lit(f64::MIN)));
    let (_, plain) = shown(&|| query.clone().collect().blocks(), "text/html");
    assert!(plain.contains("8 of 50 rows"), "{plain}");
    let (html, _) = shown(&|| events.lazy().select([col("y")]).collect().blocks(), "text/html");
    assert!(html.contains("Error."), "{html}");
    let (_, plain) = shown(&|| query.blocks(), "text/html");
    assert!(plain.contains(".collect()?"));
    let (_, plain) = shown(&|| frame.column("x1").unwrap().blocks(), "text/html");
    assert!(plain.contains("8 of 50 rows × 1 column"), "{plain}");
    shown(&|| frame.column("x1").unwrap().as_materialized_series().blocks(), "text/html");
    let _ = frame.lazy();
}

#[test]
fn a_drawing_of_plotters_shows_as_it_is() {
    let mut text = String::new();
    {
        use plotters::prelude::*;
        let root = SVGBackend::with_string(&mut text, (320, 240)).into_drawing_area();
        root.fill(&WHITE).unwrap();
        root.draw(&Circle::new((160, 120), 50, BLUE.filled())).unwrap();
        root.draw(&Text::new("EVCXR_END_CONTENT", (10, 10), ("sans-serif", 15))).unwrap();
    }
    let (image, plain) = shown(&|| svg(&text).blocks(), "image/svg+xml");
    assert!(image.starts_with("<svg") && image.ends_with("</svg>") && image.contains("<circle"), "{image}");
    assert_eq!(plain, "a drawing of 320 × 240 pixels");
    let (html, _) = shown(&|| svg("no drawing").blocks(), "text/html");
    assert!(html.contains("the beginning of a drawing should be"), "{html}");
}
