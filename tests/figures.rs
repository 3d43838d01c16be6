//! Figures of toys: structure, determinism, and pictures to look at.
//!
//! `CWOLA_FIGURES=some/folder cargo test --test figures` also writes every figure there.

#![allow(clippy::unwrap_used)] // a test may fail

mod common;

use cwola::plot::{
    Color, ColorMap, ColorScale, EpochCurves, Figure, Fill, HeatMap, Hist, Layer, Marker, Norm, Panel, RatioBand,
    RocAxes, RocCurve, Scale, Series, training_curves,
};
use cwola::prelude::Measured;

/// Normal numbers from a small fixed generator: figures must not change with a library.
struct Toy(u64);

impl Toy {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    fn normal(&mut self, mean: f64, sd: f64) -> f64 {
        let (u, v) = (self.uniform(), self.uniform());
        mean + sd * (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
    }

    fn normals(&mut self, n: usize, mean: f64, sd: f64) -> Vec<f64> {
        (0..n).map(|_| self.normal(mean, sd)).collect()
    }

    /// A falling spectrum with a turn-on, like the mass of four jets.
    fn falling(&mut self, n: usize, start: f64, scale: f64) -> Vec<f64> {
        (0..n).map(|_| start - scale * (self.uniform() * self.uniform()).ln() * 0.6).collect()
    }
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

type Windows<'a> = (&'a [(f64, f64)], &'a [(f64, f64)]);

fn mass_panel(mass: f64, windows: Windows) -> Panel {
    let mut toy = Toy(1);
    let signal = Hist::of("Signal", &toy.normals(5000, mass * 0.97, 0.05 * mass), 50, 150.0, 1600.0).unwrap();
    let background = Hist::of("Background", &toy.falling(5000, 200.0, 220.0), 50, 150.0, 1600.0).unwrap();
    Panel::histograms("m_{hh} [GeV]", &[signal, background], Norm::Unit)
        .with_title(&format!("m_H = {mass} GeV"))
        .with_signal_region(windows.0)
        .with_sideband(windows.1)
}

fn masses() -> Figure {
    let left = mass_panel(500.0, (&[(350.0, 550.0)], &[(250.0, 350.0), (550.0, 700.0)]));
    let right = mass_panel(1000.0, (&[(800.0, 1050.0)], &[(700.0, 800.0), (1050.0, 1100.0)]));
    Figure::of(&[left, right], 2)
        .with_caption(
            "Mass of the two Higgs candidates in signal and background, each with unit area. Lines mark the signal \
             region (SR) and the sideband (SB); bars are statistical errors.",
        )
        .with_provenance("cwola 0.1.0 · toy · seed 1")
}

fn ratio() -> Figure {
    let mut toy = Toy(2);
    let score = |toy: &mut Toy, n: usize, shift: f64| -> Vec<f64> {
        (0..n).map(|_| logistic(toy.normal(shift, 1.3))).collect()
    };
    let sb = Hist::of("SB", &score(&mut toy, 9000, -0.05), 20, 0.0, 1.0).unwrap();
    let sr = Hist::of("SR", &score(&mut toy, 8000, 0.05), 20, 0.0, 1.0).unwrap();
    Panel::histograms_with_ratio("Signal score", &[sb, sr], Norm::Density).unwrap().figure()
}

fn scatter() -> Figure {
    let mut toy = Toy(3);
    let (sx, sy) = (toy.normals(1000, 490.0, 25.0), toy.normals(1000, 190.0, 40.0));
    let bx = toy.falling(1000, 230.0, 200.0);
    let by: Vec<f64> = bx.iter().map(|m| (m * 0.4 + toy.normal(0.0, 35.0)).abs()).collect();
    Panel::scatter("m_{hh} [GeV]", "Leading candidate p_T [GeV]", (&sx, &sy), (&bx, &by))
        .unwrap()
        .with_x_range(0.0, 1200.0)
        .with_y_range(0.0, 600.0)
        .with_signal_region(&[(350.0, 550.0)])
        .with_sideband(&[(250.0, 350.0), (550.0, 700.0)])
        .figure()
}

const NAMES: [&str; 12] = [
    "p_T(h_1)",
    "\\eta(h_1)",
    "\\phi(h_1)",
    "m(h_1)",
    "p_T(h_2)",
    "\\eta(h_2)",
    "\\phi(h_2)",
    "m(h_2)",
    "\\DeltaR_1",
    "\\DeltaR_2",
    "p_T(hh)",
    "m_{hh}",
];

fn correlation() -> Panel {
    let mut toy = Toy(4);
    let mut values = vec![0.0; 144];
    for i in 0..12 {
        for j in 0..=i {
            let v = if i == j { 1.0 } else { (toy.normal(0.0, 0.4)).clamp(-0.99, 0.99) };
            (values[i * 12 + j], values[j * 12 + i]) = (v, v);
        }
    }
    Panel::correlation(&NAMES, &values).unwrap()
}

fn scan() -> Figure {
    let f1: Vec<f64> = (0..=10).map(|i| f64::from(i) / 10.0).collect();
    let dnn = [0.946, 0.945, 0.943, 0.940, 0.931, 0.500, 0.932, 0.939, 0.942, 0.944, 0.946];
    let mut toy = Toy(5);
    let ours: Vec<Measured> = dnn.iter().map(|v| Measured::from(&toy.normals(10, v - 0.03, 0.008))).collect();
    let span: Vec<Measured> = dnn.iter().map(|v| Measured::from(&toy.normals(10, v * 0.8 + 0.15, 0.02))).collect();
    Panel::scan(
        "Signal fraction f_1 of M_1",
        "AUC",
        &[Series::new("DNN", &f1, &ours).unwrap(), Series::new("SPANet", &f1, &span).unwrap()],
    )
    .with_level("DNN, fully supervised", 0.93)
    .with_reference(&Series::values("DNN of the Note", &f1, &dnn).unwrap())
    .figure()
}

fn signal_size() -> Figure {
    let sizes = [10.0f64, 20.0, 40.0, 60.0, 80.0, 100.0, 150.0];
    let mut toy = Toy(6);
    let acc: Vec<Measured> =
        sizes.iter().map(|x| Measured::from(&toy.normals(10, 0.64 - 0.12 * (-x / 40.0).exp(), 0.012))).collect();
    Panel::scan("Signal size (multiple of nominal)", "Accuracy", &[Series::new("CWoLa", &sizes, &acc).unwrap()])
        .with_no_signal(&Measured::from(&toy.normals(10, 0.515, 0.012)))
        .with_level("Fully supervised", 0.72)
        .with_reference(&Series::values("Note", &[20.0, 100.0, 150.0], &[0.544, 0.634, 0.639]).unwrap())
        .figure()
        .with_caption("Accuracy on true labels against the signal size; points and bars are mean and standard deviation of ten trainings, the grey band is the case without signal.")
}

fn curves(toy: &mut Toy, shift: f64) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    (0..5)
        .map(|_| {
            let shift = toy.normal(shift, 0.08);
            let (s, b) = (toy.normals(3000, shift, 1.0), toy.normals(3000, 0.0, 1.0));
            let part = |all: &[f64], cut: f64| all.iter().filter(|v| **v > cut).count() as f64 / all.len() as f64;
            let cuts: Vec<f64> = (0..=300).map(|i| 6.0 - 12.0 * f64::from(i) / 300.0).collect();
            let curve: (Vec<f64>, Vec<f64>) = cuts.iter().map(|cut| (part(&s, *cut), part(&b, *cut))).unzip();
            curve
        })
        .unzip()
}

fn roc() -> Figure {
    let mut toy = Toy(7);
    let all: Vec<RocCurve> = [("DNN, CWoLa", 1.1), ("DNN, supervised", 1.6)]
        .into_iter()
        .map(|(name, shift)| {
            let (s, b) = curves(&mut toy, shift);
            RocCurve::new(name, &s, &b).unwrap().with_fewest(25.0 / 3000.0)
        })
        .collect();
    Figure::of(&[Panel::roc(&all, RocAxes::Rejection), Panel::roc(&all, RocAxes::Linear), Panel::sic(&all)], 3)
}

fn training() -> Figure {
    let mut toy = Toy(8);
    let run = |toy: &mut Toy| {
        let curve = |toy: &mut Toy, end: f64, drift: f64| -> Vec<f64> {
            (0..38)
                .map(|e| {
                    end + (0.693 - end) * (-f64::from(e) / 7.0).exp() + drift * f64::from(e) + toy.normal(0.0, 0.002)
                })
                .collect()
        };
        let (train_loss, validation_loss) = (curve(toy, 0.60, -0.0005), curve(toy, 0.615, 0.0004));
        let accuracy = |loss: &[f64]| loss.iter().map(|l| 0.5 + (0.693 - l) * 1.6).collect::<Vec<f64>>();
        let (train_accuracy, validation_accuracy) = (accuracy(&train_loss), accuracy(&validation_loss));
        EpochCurves { train_loss, validation_loss, train_accuracy, validation_accuracy, best_epoch: 28 }
    };
    training_curves(&[run(&mut toy), run(&mut toy), run(&mut toy)])
}

fn scores() -> Figure {
    let mut toy = Toy(9);
    let score =
        |toy: &mut Toy, shift: f64| -> Vec<f64> { (0..5000).map(|_| logistic(toy.normal(shift, 1.1))).collect() };
    let (s, b) = (score(&mut toy, 1.1), score(&mut toy, -1.3));
    Panel::scores(&s, &b).unwrap().with_title("500 GeV, with signal").figure()
}

fn turn_on() -> Figure {
    let mut toy = Toy(10);
    let hists: Vec<Hist> = [40.0, 50.0, 60.0, 70.0]
        .iter()
        .map(|cut| {
            let name = format!("p_T > {cut} GeV");
            Hist::of(&name, &toy.falling(4000, 120.0 + 4.0 * cut, 220.0), 30, 150.0, 1600.0).unwrap()
        })
        .collect();
    Panel::histograms("m_{4j} [GeV]", &hists, Norm::Unit).with_right_title("139 fb^{-1} (13 TeV)").figure()
}

fn image() -> Figure {
    let values: Vec<f64> = (0..625)
        .map(|i| {
            let (x, y) = (f64::from(i % 25) / 12.0 - 1.0, f64::from(i / 25) / 12.0 - 1.0);
            (-(x * x + 3.0 * y * y) * 4.0).exp() * 50.0
        })
        .collect();
    let map = HeatMap {
        columns: 25,
        rows: 25,
        values,
        x: (-1.0, 1.0),
        y: (-1.0, 1.0),
        limits: (0.0, 50.0),
        scale: ColorScale::Linear,
        map: ColorMap::Cividis,
        digits: None,
        label: "p_T [GeV]".into(),
    };
    Panel::heat_map("\\eta^{\\prime}", "\\phi^{\\prime}", &map).unwrap().figure()
}

/// Letters, signs, scripts, hatched and filled areas, and every form of point.
fn signs() -> Figure {
    let x = [0.0, 1.0, 2.0, 3.0];
    let hist = Hist::of("\\Delta\\eta ≤ 2, ∅ ∪ {0}", &[0.5, 1.2, 1.4, 2.5], 3, 0.0, 3.0).unwrap();
    let other = Hist::of("S/√B ≥ 3, \\varepsilon_s/√\\varepsilon_b ≈ 1", &[0.5, 2.2, 2.4], 3, 0.0, 3.0).unwrap();
    let mut panel = Panel::new("p_T^{\\ell} [GeV]  (× 10^{-3})", "\\sum p_T / √s ± \\sigma_{stat.}  [fb^{-1}]")
        .with_title("m̂, d̄, χ^2/ndf = 1.2 ± 0.3, \\Lambda_D → ∞, \\alpha\\beta\\gamma\\mu\\Omega")
        .with_right_title("139 fb^{-1} (13 TeV)")
        .with_layer(Layer::steps(&hist).with_fill(Fill::Hatch))
        .with_layer(Layer::steps(&other).with_fill(Fill::Hatch))
        .with_layer(Layer::band("68 % band", &x, &[2.2, 2.0, 2.4, 2.1], &[2.8, 2.5, 3.0, 2.6]));
    let markers = [
        Marker::Circle,
        Marker::Square,
        Marker::Triangle,
        Marker::Diamond,
        Marker::TriangleDown,
        Marker::Cross,
        Marker::OpenCircle,
        Marker::OpenSquare,
        Marker::OpenTriangle,
        Marker::OpenDiamond,
    ];
    for (i, marker) in markers.into_iter().enumerate() {
        let y = 3.2 + 0.15 * i as f64;
        let points = Layer::points("", &x[1..3], &[y, y], &[0.05, f64::NAN]).with_marker(marker);
        panel = panel.with_layer(points.with_color(Color::series(i)));
    }
    panel
        .figure()
        .with_caption("Łukasz, Gonçalo & “José” – naïve Čerenkov… Жук ⟨x⟩ ∈ ℝ? 50 µm, 5°, x′ ∝ y″, a·b ≪ c.")
        .with_provenance("signs_of_all 1")
}

fn all() -> Vec<(&'static str, Figure)> {
    vec![
        ("masses", masses()),
        ("ratio", ratio()),
        ("scatter", scatter()),
        ("correlation", correlation().figure()),
        ("correlations", Figure::of(&[correlation().with_title("500 GeV"), correlation().with_title("1000 GeV")], 2)),
        ("scan", scan()),
        ("signal_size", signal_size()),
        ("roc", roc()),
        ("training", training()),
        ("scores", scores()),
        ("turn_on", turn_on()),
        ("image", image()),
        ("signs", signs()),
        ("hist", Hist::of("p_T [GeV]", &Toy(11).falling(900, 0.0, 80.0), 40, 0.0, 300.0).unwrap().figure()),
    ]
}

#[test]
fn figures_are_the_same_every_time() {
    for (name, figure) in all() {
        assert_eq!(figure.svg(), figure.clone().svg(), "{name}");
        if let Ok(folder) = std::env::var("CWOLA_FIGURES") {
            std::fs::create_dir_all(&folder).unwrap();
            for format in Figure::FORMATS {
                figure.save(&format!("{folder}/{name}.{format}")).unwrap();
            }
        }
    }
}

/// Number of `needle` in the SVG of a figure.
fn count(figure: &Figure, needle: &str) -> usize {
    figure.svg().matches(needle).count()
}

#[test]
fn a_figure_says_what_it_shows() {
    let svg = masses().svg();
    for text in ["Signal", "Background", ">SR<", ">SB<", "[GeV]", "unit area", "seed 1", "<title>", "<desc>"] {
        assert!(svg.contains(text), "no {text}");
    }
    assert!(svg.contains("max-width:100%") && svg.contains("viewBox"));
    assert!(!svg.contains("NaN"));
}

#[test]
fn the_correlation_matrix_has_all_its_numbers() {
    let figure = correlation().figure();
    assert_eq!(count(&figure, ">1.00<"), 12);
    let texts = figure.svg().matches("<text").count();
    // 144 cells, 24 names, 11 numbers of the colour bar and its title.
    assert_eq!(texts, 144 + 24 + 11 + 1);
}

#[test]
fn ticks_stand_on_all_four_sides() {
    let figure = scatter();
    let svg = figure.svg();
    let starts = |edge: &str| svg.lines().filter(|line| line.contains(edge)).count();
    let frame = svg.lines().find(|line| line.contains("stroke-width=\"11\"")).unwrap();
    let corners: Vec<&str> = frame.split("points=\"").nth(1).unwrap().split(['"', ' ']).take(4).collect();
    let (left, top) = corners[0].split_once(',').unwrap();
    let (right, bottom) = corners[2].split_once(',').unwrap();
    let ticks = |x: &str, y: &str| (starts(&format!("x1=\"{x}\"")), starts(&format!("y1=\"{y}\"")));
    assert_eq!(ticks(left, bottom).0, ticks(right, top).0);
    // The four lines of the windows start at the bottom, too.
    assert_eq!(ticks(left, bottom).1, ticks(right, top).1 + 4);
    assert!(ticks(left, bottom).0 > 20);
}

/// Numbers beside the vertical axes do not touch, neither where a ratio panel begins nor elsewhere.
#[test]
fn numbers_of_stacked_panels_do_not_touch() {
    let mut toy = Toy(5);
    let mut hist = |name: &str| Hist::of(name, &toy.normals(500, 0.5, 0.1), 20, 0.0, 1.0).unwrap();
    let pairs = [(hist("signal region"), hist("sideband"))];
    // Small panels, so that the ratio's numbers reach its upper edge.
    let panel = Panel::pairs_with_ratio("score", "SR / SB", &pairs, RatioBand::Bars).unwrap().with_size(320.0, 260.0);
    let svg = panel.figure().svg();
    let field = |line: &str, name: &str| -> Option<f64> {
        line.split(&format!("{name}=\""))
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .and_then(|text| text.parse().ok())
    };
    let mut heights = Vec::new();
    for line in svg.lines().filter(|line| line.starts_with("<text") && line.contains("\"end\"")) {
        let content = line.split('>').nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default();
        if content.parse::<f64>().is_ok() {
            heights.push((field(line, " y").unwrap(), field(line, "font-size").unwrap()));
        }
    }
    heights.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert!(heights.len() > 6, "{heights:?}");
    for pair in heights.windows(2) {
        assert!(pair[1].0 - pair[0].0 > pair[1].1, "{pair:?}");
    }
}

#[test]
fn the_legend_hides_no_data_when_the_axis_is_free() {
    // A histogram that fills its panel: the axis grows until the legend has room.
    let flat = Hist::of("flat", &(0..4000).map(|i| f64::from(i % 40)).collect::<Vec<_>>(), 40, 0.0, 40.0).unwrap();
    let panel = Panel::histograms("x", &[flat], Norm::Counts);
    let svg = panel.figure().svg();
    assert!(svg.contains(">flat<"));
    assert!(!svg.contains("opacity=\"0.88\""), "the legend needs a background, so it hides data");
}

#[test]
fn odd_input_does_not_panic() {
    let nan = [f64::NAN, f64::INFINITY, -1.0, 0.0, 1e300, -1e300, 1e-300];
    let mut panels = vec![Panel::new("", ""), Panel::new("_{", "^").with_title("\\")];
    for scale in [Scale::Linear, Scale::Log] {
        let panel = Panel::new("x", "y")
            .with_layer(Layer::points("points", &nan, &nan, &nan))
            .with_layer(Layer::curve("curve", &nan, &nan[..3]))
            .with_layer(Layer::band("band", &nan, &nan, &nan))
            .with_layer(Layer::scatter("cloud", &nan, &nan))
            .with_layer(Layer::vline("v", f64::NAN))
            .with_layer(Layer::hline("h", f64::INFINITY))
            .with_layer(Layer::steps(&Hist::new(3, -1.0, 1.0).unwrap()));
        panels.push(panel.clone().with_x_scale(scale).with_y_scale(scale));
        panels.push(panel.with_size(f64::NAN, 1e9).with_y_range(f64::NAN, 1.0));
    }
    panels.push(Panel::scan("x", "y", &[]).with_no_signal(&Measured::from(&[])));
    panels.push(Panel::roc(&[], RocAxes::Rejection));
    panels.push(Panel::histograms("x [", &[], Norm::Unit));
    for panel in &panels {
        let svg = panel.figure().svg();
        let drawn = svg.split_once("</desc>").unwrap().1;
        assert!(!drawn.contains("NaN") && svg.ends_with("</svg>\n"));
        let figure = panel.figure().with_resolution(48.0);
        for format in Figure::FORMATS {
            let bytes = figure.encoded(format).unwrap();
            assert!(bytes.len() > 50 && !String::from_utf8_lossy(&bytes).contains(",NaN"), "{format}");
        }
    }
    assert!(Figure::of(&panels, 3).svg().len() > 1000);
    assert!(Figure::of(&[], 0).svg().contains("without panels"));
    assert!(training_curves(&[]).svg().starts_with("<svg"));
    // A figure wider than the notebook shrinks to it.
    assert!(training_curves(&[]).svg().contains("max-width:100%"));
}

#[test]
fn files_are_whole_and_errors_are_sentences() {
    let folder = common::tempdir().unwrap();
    let path = folder.path().join("figure.svg");
    scores().save(path.to_str().unwrap()).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), scores().svg());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let error = scores().with_title("漢").encoded("pdf").unwrap_err().to_string();
    assert!(error.contains("lack the letter 漢 (U+6F22)"), "{error}");
    let error = scores().with_resolution(f64::NAN).encoded("png").unwrap_err().to_string();
    assert!(error.contains("between 24 and 1200 pixels per inch, but is NaN"), "{error}");
    let missing = folder.path().join("none/figure.svg");
    let error = scores().save(missing.to_str().unwrap()).unwrap_err().to_string();
    assert!(error.contains("figure.svg could not be written: "), "{error}");
}
