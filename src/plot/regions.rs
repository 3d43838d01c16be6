//! Pairs of distributions with the ratio of each pair: Figures 121–123 of the Note.

use super::hist::Hist;
use super::layer::{Errors, Layer};
use super::legend::Legend;
use super::palette::{Color, Dash, Marker};
use super::panel::Panel;
use crate::error::{Error, Result};

/// What is drawn behind the ratios of [`Panel::pairs_with_ratio`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum RatioBand {
    /// Nothing: the ratios carry error bars.
    #[default]
    Bars,
    /// Bands of one standard deviation (equation 7 of the Note) instead of error bars.
    Band,
}

impl Panel {
    /// Pairs of histograms, each normalised to 1, above the ratio first/second of each pair.
    ///
    /// The first of a pair is drawn solid, the second dashed, both in the colour of the pair. The errors of the
    /// ratios are those of equation 7 of the Note, σ = (N₁/N₂) √(1/N₁ + 1/N₂).
    ///
    /// # Errors
    /// No pair, or a pair whose bins differ.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::{Hist, Panel, RatioBand};
    /// let sr = Hist::of("SR", &[0.1, 0.4, 0.6], 10, 0.0, 1.0)?;
    /// let sb = Hist::of("SB", &[0.2, 0.4, 0.9], 10, 0.0, 1.0)?;
    /// let panel = Panel::pairs_with_ratio("score", "SR / SB", &[(sr, sb)], RatioBand::Band)?;
    /// assert_eq!(panel.below.map(|below| below.y.label), Some("SR / SB".to_string()));
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn pairs_with_ratio(
        x_label: &str,
        ratio_label: &str,
        pairs: &[(Hist, Hist)],
        band: RatioBand,
    ) -> Result<Panel> {
        if pairs.is_empty() {
            return Err(Error::value("the number of pairs of histograms", "at least 1", 0));
        }
        let mut panel = Panel::new(x_label, "Fraction of events").with_size(560.0, 500.0);
        let mut below = Panel::new(x_label, ratio_label).with_legend(Legend::Hidden).with_y_range(0.5, 1.5);
        below.layers.push(Layer::hline("", 1.0).with_color(Color::Gray).with_width(1.0));
        for (k, (first, second)) in pairs.iter().enumerate() {
            let color = Color::series(k);
            for (hist, dash) in [(first, Dash::Solid), (second, Dash::Dashed)] {
                let steps = Layer::steps(&hist.normalised()).with_errors(Errors::None);
                panel.layers.push(steps.with_color(color).with_dash(dash).with_width(1.7));
            }
            let ratio = first.normalised().ratio(&second.normalised())?;
            let bars = match band {
                RatioBand::Bars => ratio.error.clone(),
                RatioBand::Band => {
                    let edge = |sign: f64| ratio.value.iter().zip(&ratio.error).map(|(v, e)| v + sign * e).collect();
                    let (low, high): (Vec<f64>, Vec<f64>) = (edge(-1.0), edge(1.0));
                    below.layers.push(Layer::band("", &ratio.x, &low, &high).with_color(color));
                    Vec::new()
                }
            };
            let points = Layer::points("", &ratio.x, &ratio.value, &bars);
            below.layers.push(points.with_color(color).with_marker(Marker::series(k)));
        }
        Ok(panel.with_below(below))
    }
}
