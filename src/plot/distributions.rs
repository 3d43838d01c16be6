//! Panels of distributions: histograms, with ratio, scores, scatter plots.

use super::axis::Scale;
use super::hist::Hist;
use super::layer::{Errors, Fill, Layer};
use super::legend::Legend;
use super::palette::{Color, Dash, Marker};
use super::panel::Panel;
use crate::error::{Error, Result};

/// What the contents of overlaid histograms are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum Norm {
    /// Nothing: sums of weights.
    #[default]
    Counts,
    /// The sum over the range: bins sum to 1.
    Unit,
    /// The integral over the range: values per unit of x.
    Density,
}

impl Norm {
    fn apply(self, hist: &Hist) -> Hist {
        match self {
            Norm::Counts => hist.clone(),
            Norm::Unit => hist.normalised(),
            Norm::Density => hist.density(),
        }
    }

    /// Title of the y axis: with the bin width in the unit of the x axis.
    fn label(self, x_label: &str, hists: &[Hist]) -> String {
        let unit = x_label.rfind('[').and_then(|start| Some(&x_label[start + 1..start + x_label[start..].find(']')?]));
        let per = match (hists.first(), self) {
            (Some(hist), Norm::Counts | Norm::Unit) => {
                let width = three_digits(hist.bin_width());
                format!(" / {width}{}", unit.map(|unit| format!(" {unit}")).unwrap_or_default())
            }
            (_, _) => unit.map(|unit| format!(" [1/{unit}]")).unwrap_or_default(),
        };
        match self {
            Norm::Counts => format!("Events{per}"),
            Norm::Unit => format!("Fraction of events{per}"),
            Norm::Density => format!("Density{per}"),
        }
    }
}

/// At most three significant digits, without zeros at the end.
fn three_digits(value: f64) -> String {
    let digits = (2 - value.abs().log10().floor() as i32).clamp(0, 9) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_string() } else { text }
}

impl Panel {
    /// Overlaid histograms with statistical error bars, named as the histograms.
    ///
    /// Under- and overflow are not drawn. More than 60 bins are drawn without bars.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::{Hist, Norm, Panel};
    /// let signal = Hist::of("signal", &[480.0, 500.0, 505.0], 50, 150.0, 1600.0)?;
    /// let panel = Panel::histograms("m_{hh} [GeV]", &[signal], Norm::Unit)
    ///     .with_signal_region(&[(350.0, 550.0)])
    ///     .with_sideband(&[(250.0, 350.0), (550.0, 700.0)]);
    /// assert_eq!(panel.y.label, "Fraction of events / 29 GeV");
    /// assert_eq!(panel.layers.len(), 5);
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn histograms(x_label: &str, hists: &[Hist], norm: Norm) -> Panel {
        let mut panel = Panel::new(x_label, &norm.label(x_label, hists));
        for hist in hists {
            let errors = if hist.bins() > 60 { Errors::None } else { Errors::Bars };
            panel.layers.push(Layer::steps(&norm.apply(hist)).with_errors(errors).with_width(1.7));
        }
        panel
    }

    /// Overlaid histograms above the ratios of the others to the first one, errors by Eq. 7 of the Note.
    ///
    /// # Errors
    /// When there are fewer than two histograms or their bins differ.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::{Hist, Norm, Panel};
    /// let sb = Hist::of("SB", &[0.1, 0.4, 0.6], 20, 0.0, 1.0)?;
    /// let sr = Hist::of("SR", &[0.2, 0.5, 0.9], 20, 0.0, 1.0)?;
    /// let panel = Panel::histograms_with_ratio("score", &[sb, sr], Norm::Unit)?;
    /// assert_eq!(panel.below.map(|below| below.y.label), Some("SR / SB".to_string()));
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn histograms_with_ratio(x_label: &str, hists: &[Hist], norm: Norm) -> Result<Panel> {
        let [first, others @ ..] = hists else {
            return Err(Error::value("the number of histograms in a ratio", "at least 2", 0));
        };
        if others.is_empty() {
            return Err(Error::value("the number of histograms in a ratio", "at least 2", 1));
        }
        let label = if others.len() == 1 {
            format!("{} / {}", others[0].name(), first.name())
        } else {
            format!("Ratio to {}", first.name())
        };
        let mut below = Panel::new(x_label, &label).with_legend(Legend::Hidden);
        below.layers.push(Layer::hline("", 1.0).with_color(Color::Gray).with_width(1.0));
        let reference = norm.apply(first);
        let (mut low, mut high) = (0.8f64, 1.2f64);
        for (i, hist) in others.iter().enumerate() {
            let ratio = norm.apply(hist).ratio(&reference)?;
            for (value, error) in ratio.value.iter().zip(&ratio.error).filter(|(v, e)| v.is_finite() && **e < 0.5 * **v)
            {
                low = low.min(value - error);
                high = high.max(value + error);
            }
            let points = Layer::points("", &ratio.x, &ratio.value, &ratio.error);
            below.layers.push(points.with_color(Color::series(i + 1)).with_marker(Marker::series(i + 1)));
        }
        below.y = below.y.with_range((low - 0.05).max(0.0), (high + 0.05).min(3.0));
        let panel = Panel::histograms(x_label, hists, norm).with_size(560.0, 500.0);
        Ok(panel.with_below(below))
    }

    /// Score distributions of pure signal and pure background, each with unit area, on a log y axis (Figure 4).
    ///
    /// 20 bins in [0, 1]; background as a filled area, signal as a line. Scores of several trainings may be joined.
    ///
    /// # Errors
    /// When there are no scores of one class.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::Panel;
    /// let panel = Panel::scores(&[0.9, 0.8], &[0.1, 0.2, 0.3])?;
    /// assert_eq!(panel.layers.len(), 2);
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn scores(signal: &[f64], background: &[f64]) -> Result<Panel> {
        for (class, scores) in [("signal", signal), ("background", background)] {
            if scores.is_empty() {
                return Err(Error::value(&format!("the number of {class} scores"), "at least 1", 0));
            }
        }
        let background = Hist::of("Background", background, 20, 0.0, 1.0)?.normalised();
        let signal = Hist::of("Signal", signal, 20, 0.0, 1.0)?.normalised();
        let fill = Layer::steps(&background).with_color(Color::Blue).with_fill(Fill::Solid).with_dash(Dash::Solid);
        let line = Layer::steps(&signal).with_color(Color::Red).with_dash(Dash::Solid).with_width(2.0);
        Ok(Panel::new("Signal score", "Fraction of events / 0.05")
            .with_y_scale(Scale::Log)
            .with_layer(fill)
            .with_layer(line.with_fill(Fill::Hatch)))
    }

    /// Two classes as clouds of points: signal as red crosses over blue dots of background (Figure 7).
    ///
    /// # Errors
    /// When x and y of a class differ in length.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::Panel;
    /// let panel = Panel::scatter("m_{hh} [GeV]", "p_T [GeV]", (&[500.0], &[220.0]), (&[400.0], &[150.0]))?
    ///     .with_x_range(0.0, 1200.0)
    ///     .with_y_range(0.0, 600.0)
    ///     .with_signal_region(&[(350.0, 550.0)]);
    /// assert_eq!(panel.layers.len(), 4);
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn scatter(
        x_label: &str,
        y_label: &str,
        signal: (&[f64], &[f64]),
        background: (&[f64], &[f64]),
    ) -> Result<Panel> {
        for (class, (x, y)) in [("signal", signal), ("background", background)] {
            if x.len() != y.len() {
                return Err(Error::value(
                    &format!("the number of y values of the {class}"),
                    &format!("{} as of x", x.len()),
                    y.len(),
                ));
            }
        }
        let below = Layer::scatter("Background", background.0, background.1).with_color(Color::Blue);
        let above = Layer::scatter("Signal", signal.0, signal.1).with_color(Color::Red);
        Ok(Panel::new(x_label, y_label)
            .with_layer(below.with_marker(Marker::Circle))
            .with_layer(above.with_marker(Marker::Cross).with_opacity(0.75)))
    }
}

impl Hist {
    /// The histogram as a figure: contents with error bars, under- and overflow said in the corner.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::Hist;
    /// let figure = Hist::of("p_T [GeV]", &[10.0, 20.0], 5, 0.0, 50.0)?.figure();
    /// assert!(figure.svg().contains("2 entries"));
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn figure(&self) -> super::Figure {
        let mut text = format!("{} entries", self.entries());
        for (name, value) in
            [("below", self.underflow()), ("above", self.overflow()), ("NaN", self.not_a_number() as f64)]
        {
            if value != 0.0 {
                text.push_str(&format!(", {} {name}", (value * 100.0).round() / 100.0));
            }
        }
        let label = if self.name().is_empty() { "x" } else { self.name() };
        let steps = Layer::steps(self).with_fill(Fill::Solid);
        let mut panel = Panel::histograms(label, std::slice::from_ref(self), Norm::Counts).with_right_title(&text);
        panel.layers = vec![steps];
        panel.with_legend(Legend::Hidden).with_size(480.0, 320.0).figure()
    }
}
