//! ROC and SIC curves with bands over trainings.

use super::axis::Scale;
use super::layer::Layer;
use super::legend::Legend;
use super::palette::{Color, Dash};
use super::panel::Panel;
use crate::error::{Error, Result};

/// Positions in ε_s at which trainings are compared.
const GRID: usize = 200;

/// ROC curves of one or more trainings of the same thing.
///
/// # Example
/// ```
/// use cwola::plot::{Panel, RocCurve, RocAxes};
/// let efficiency = vec![0.0, 0.5, 1.0];
/// let roc = RocCurve::new("random", &[efficiency.clone()], &[efficiency])?;
/// let panel = Panel::roc(&[roc], RocAxes::Linear);
/// assert_eq!(panel.x.range, Some((0.0, 1.0)));
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RocCurve {
    name: String,
    /// One (ε_s, ε_b) curve for each training, by rising ε_s.
    trainings: Vec<(Vec<f64>, Vec<f64>)>,
    /// ε_b below which rejection and SIC are fluctuations of few events.
    fewest: f64,
}

/// What a ROC panel shows against ε_s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub enum RocAxes {
    /// ε_b on a linear axis.
    Linear,
    /// Background rejection 1/ε_b on a log axis.
    #[default]
    Rejection,
}

impl RocCurve {
    /// Efficiencies of each training: `signal[i]` and `background[i]` belong together.
    ///
    /// # Errors
    /// When there is no training, or efficiencies differ in number.
    pub fn new(name: &str, signal: &[Vec<f64>], background: &[Vec<f64>]) -> Result<RocCurve> {
        if signal.is_empty() || signal.len() != background.len() {
            let expected = format!("at least 1 and the same for both classes (signal: {})", signal.len());
            return Err(Error::value("the number of ROC curves", &expected, background.len()));
        }
        let mut trainings = Vec::new();
        for (s, b) in signal.iter().zip(background) {
            if s.len() != b.len() || s.len() < 2 {
                let expected = format!("at least 2 and the same for both classes (signal: {})", s.len());
                return Err(Error::value("the number of points of a ROC curve", &expected, b.len()));
            }
            let mut points: Vec<(f64, f64)> = s.iter().copied().zip(b.iter().copied()).collect();
            points.sort_by(|p, q| p.0.total_cmp(&q.0).then(p.1.total_cmp(&q.1)));
            trainings.push(points.into_iter().unzip());
        }
        Ok(RocCurve { name: name.into(), trainings, fewest: 0.0 })
    }

    /// Rejection and SIC are shown only where the background efficiency is at least `fewest`.
    ///
    /// Below some 25 background events both are fluctuations: give 25 / (number of background events).
    pub fn with_fewest(&self, fewest: f64) -> RocCurve {
        let mut new = self.clone();
        new.fewest = if fewest.is_finite() { fewest.max(0.0) } else { 0.0 };
        new
    }

    /// Median and central 68 % over the trainings of `value(ε_s, ε_b)` at ε_s of the grid.
    fn over_trainings(&self, value: impl Fn(f64, f64) -> f64) -> Quantiles {
        let mut all = Quantiles::default();
        for i in 1..=GRID {
            let x = i as f64 / GRID as f64;
            let mut values: Vec<f64> =
                self.trainings.iter().map(|(s, b)| value(x, at(s, b, x))).filter(|v| v.is_finite()).collect();
            // A curve that some trainings leave would jump.
            if values.len() < self.trainings.len() {
                continue;
            }
            values.sort_by(f64::total_cmp);
            all.x.push(x);
            all.low.push(quantile(&values, 0.16));
            all.median.push(quantile(&values, 0.5));
            all.high.push(quantile(&values, 0.84));
        }
        all
    }
}

#[derive(Default)]
struct Quantiles {
    x: Vec<f64>,
    low: Vec<f64>,
    median: Vec<f64>,
    high: Vec<f64>,
}

/// ε_b at ε_s = `x`, straight between the points of the curve.
fn at(s: &[f64], b: &[f64], x: f64) -> f64 {
    let right = s.partition_point(|v| *v < x);
    match (right.checked_sub(1), right < s.len()) {
        (_, true) if s[right] == x => b[right],
        (Some(left), true) => b[left] + (x - s[left]) / (s[right] - s[left]) * (b[right] - b[left]),
        (None, true) => b[0] * x / s[0].max(f64::MIN_POSITIVE),
        _ => b.last().copied().unwrap_or(f64::NAN),
    }
}

/// Quantile of sorted values, straight between neighbours.
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let at = part * (sorted.len() - 1) as f64;
    let (low, high) = (at.floor() as usize, at.ceil() as usize);
    sorted[low] + (at - at.floor()) * (sorted[high] - sorted[low])
}

/// Whether points with few background events are left out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    Nothing,
    FewEvents,
}

fn add(mut panel: Panel, curves: &[RocCurve], cut: Cut, value: impl Fn(f64, f64) -> f64) -> Panel {
    for (i, curve) in curves.iter().enumerate() {
        let Quantiles { x, low, median, high } =
            curve.over_trainings(|s, b| if cut == Cut::FewEvents && b < curve.fewest { f64::NAN } else { value(s, b) });
        let color = Color::series(i);
        if curve.trainings.len() > 1 {
            panel.layers.push(Layer::band(&curve.name, &x, &low, &high).with_color(color));
        }
        panel
            .layers
            .push(Layer::curve(&curve.name, &x, &median).with_color(color).with_dash(Dash::series(i)).with_width(1.9));
    }
    panel
}

impl Panel {
    /// ROC curves: medians as lines, the central 68 % of several trainings as bands, a random classifier dotted.
    pub fn roc(curves: &[RocCurve], axes: RocAxes) -> Panel {
        let x: Vec<f64> = (1..=GRID).map(|i| i as f64 / GRID as f64).collect();
        let (label, value): (_, fn(f64, f64) -> f64) = match axes {
            RocAxes::Linear => ("Background efficiency \\varepsilon_b", |_, b| b),
            RocAxes::Rejection => {
                ("Background rejection 1/\\varepsilon_b", |_, b| if b > 0.0 { 1.0 / b } else { f64::NAN })
            }
        };
        let panel = Panel::new("Signal efficiency \\varepsilon_s", label).with_x_range(0.0, 1.0);
        let cut = if axes == RocAxes::Rejection { Cut::FewEvents } else { Cut::Nothing };
        let mut panel = add(panel, curves, cut, value);
        let random: Vec<f64> = x.iter().map(|x| value(*x, *x)).collect();
        panel
            .layers
            .push(Layer::curve("Random", &x, &random).with_color(Color::Black).with_dash(Dash::Dotted).with_width(1.2));
        match axes {
            RocAxes::Linear => panel.with_y_range(0.0, 1.0).with_legend(Legend::TopLeft),
            RocAxes::Rejection => panel.with_y_scale(Scale::Log),
        }
    }

    /// Significance improvement ε_s/√ε_b against ε_s, with bands as in [`Panel::roc`].
    ///
    /// Points where no background is left have no value. The tail of few events fluctuates: see the band.
    pub fn sic(curves: &[RocCurve]) -> Panel {
        let panel = Panel::new(
            "Signal efficiency \\varepsilon_s",
            "Significance improvement \\varepsilon_s / \\sqrt\\varepsilon_b",
        );
        let sic = |s: f64, b: f64| if b > 0.0 { s / b.sqrt() } else { f64::NAN };
        let panel = add(panel.with_x_range(0.0, 1.0), curves, Cut::FewEvents, sic);
        let x: Vec<f64> = (1..=GRID).map(|i| i as f64 / GRID as f64).collect();
        let random: Vec<f64> = x.iter().map(|x| x.sqrt()).collect();
        panel.with_layer(
            Layer::curve("Random", &x, &random).with_color(Color::Black).with_dash(Dash::Dotted).with_width(1.2),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interpolation_and_quantiles() {
        assert_eq!(at(&[0.0, 0.5, 1.0], &[0.0, 0.1, 1.0], 0.75), 0.55);
        assert_eq!(at(&[0.0, 0.5, 0.5, 1.0], &[0.0, 0.1, 0.3, 1.0], 0.5), 0.1);
        assert_eq!(quantile(&[1.0, 2.0, 3.0], 0.5), 2.0);
    }

    #[test]
    fn rejection_of_a_random_classifier_is_one_over_efficiency() -> Result<()> {
        let e: Vec<f64> = (0..=100).map(|i| f64::from(i) / 100.0).collect();
        let curve = RocCurve::new("r", std::slice::from_ref(&e), std::slice::from_ref(&e))?;
        let values = curve.over_trainings(|s, b| s / b.sqrt());
        for (x, y) in values.x.iter().zip(&values.median) {
            assert!((y - x.sqrt()).abs() < 1e-6);
        }
        Ok(())
    }

    #[test]
    fn unequal_lengths_are_an_error() {
        assert!(RocCurve::new("r", &[vec![0.0, 1.0]], &[vec![0.0]]).is_err());
        assert!(RocCurve::new("r", &[], &[]).is_err());
    }
}
