//! Figures of an over-training test.

use super::record::ResponseHists;
use super::result::{OvertrainingResult, Scored};
use crate::error::{Error, Result};
use crate::plot::{Color, Dash, Figure, Hist, Layer, Norm, Panel};

/// End of the axis of |S|.
const LARGEST: f64 = 5.0;
/// Bins of the response in a figure, at most.
const RESPONSES: usize = 30;
/// Bins of |S| for fewer and for more than 100 toys.
const BINS: [usize; 2] = [10, 20];

impl OvertrainingResult {
    /// Responses of one toy: window against sideband, training and held-out events.
    ///
    /// # Errors
    /// A toy that is not there, or no classifier.
    pub fn response_figure(&self, toy: usize) -> Result<Figure> {
        let record = match self.records.get(toy) {
            Some((_, record)) if !record.held_out.is_empty() => record,
            _ => return Err(Error::value("the toy", "one with a classifier", toy)),
        };
        // Both panels have the axis of nearly all that there is.
        let (a, b) = (record.held_out_response.middle(), record.training_response.middle());
        let shown = a.start.min(b.start)..a.end.max(b.end);
        let panel = |hists: &ResponseHists, title: &str| -> Result<Panel> {
            let hists = [named("sideband", &hists.sideband, &shown)?, named("window", &hists.window, &shown)?];
            Ok(Panel::histograms_with_ratio("response", &hists, Norm::Unit)?.with_title(title))
        };
        let panels = [
            panel(&record.held_out_response, "held-out events")?,
            panel(&record.training_response, "training events")?,
        ];
        Ok(Figure::of(&panels, 2).with_caption(&format!(
            "Response of {} trained on the window against the sideband of toy {toy}, pure background. AUC {:.3} (held-out), {:.3} \
             (training events). At most 0.2 % of the events are beyond each end of the axis.",
            self.classifier(),
            record.held_out_auc,
            record.training_auc
        )))
    }

    /// Selected masses of one toy with both fits, one panel for each working point.
    ///
    /// # Errors
    /// A toy or a working point that is not there.
    pub fn mass_figure(&self, toy: usize, scored: Scored, points: &[usize]) -> Result<Figure> {
        let panels = points.iter().map(|point| self.mass_panel(toy, scored, *point)).collect::<Result<Vec<_>>>()?;
        Ok(Figure::of(&panels, points.len().clamp(1, 2)).with_caption(&format!(
            "Masses of selected {} of toy {toy} with the fits of n_0 exp(ax + bx^{{2}}) and of the same with a Gaussian at \
             {} GeV.",
            scored.name(),
            self.test.search.mean
        )))
    }

    fn mass_panel(&self, toy: usize, scored: Scored, point: usize) -> Result<Panel> {
        let spectrum = self.spectrum(toy, scored, point)?;
        let test = self.fits[toy].of(scored)[point];
        let (low, high) = spectrum.range();
        let fine: Vec<f64> = (0..=180).map(|k| low + (high - low) * f64::from(k) / 180.0).collect();
        let curve = |name: &str, at: &dyn Fn(f64) -> f64| {
            Layer::curve(name, &fine, &fine.iter().map(|m| at(*m)).collect::<Vec<_>>()).with_width(2.0)
        };
        let errors: Vec<f64> = spectrum.counts().iter().map(|n| n.sqrt()).collect();
        let share = 100.0 * self.test.working_points[point];
        let title = match test.failed() {
            true => format!("{share:.0} % kept, the fit failed"),
            false => format!("{share:.0} % kept, S = {:.2}", test.significance).replace('-', "−"),
        };
        let mut panel = Panel::new("m_{\\ell\\ell\\gamma} [GeV]", &format!("Events / {} GeV", spectrum.bin_width()))
            .with_title(&title)
            .with_layer(Layer::points("toy", &spectrum.centers(), spectrum.counts(), &errors).with_color(Color::Black));
        if !test.failed() {
            let (background, bump) = (|m: f64| test.background.at(m), |m: f64| test.at(m));
            panel = panel
                .with_layer(curve("exponential", &background).with_color(Color::Blue).with_dash(Dash::Dashed))
                .with_layer(curve("with Gaussian", &bump).with_color(Color::Red).with_dash(Dash::Solid));
        }
        Ok(panel.with_signal_region(&[self.windows.signal]))
    }

    /// Distributions of |S| over toys with the reference and the half-normal curve, one panel for each working point.
    ///
    /// # Errors
    /// A working point that is not there, or no toy.
    pub fn significance_figure(&self, ranked: &[Scored], points: &[usize]) -> Result<Figure> {
        let reference = self.reference()?;
        let sizes: Vec<f64> = reference.significances.iter().map(|s| s.abs()).collect();
        let bins = BINS[usize::from(self.records.len() > 100)];
        let null = Hist::of("no classifier", &sizes, BINS[1], 0.0, LARGEST)?.density();
        let mut panels = Vec::new();
        for point in points {
            let Some(share) = self.test.working_points.get(*point) else {
                let expected = format!("below {}", self.test.working_points.len());
                return Err(Error::value("the number of the working point, counted from 0", &expected, point));
            };
            let mut panel =
                Panel::new("significance", "Density of toys").with_title(&format!("{:.0} % kept", 100.0 * share));
            panel = panel.with_layer(
                Layer::steps(&null)
                    .with_errors(crate::plot::Errors::None)
                    .with_color(Color::Gray)
                    .with_dash(Dash::Solid),
            );
            for scored in ranked {
                let sizes: Vec<f64> =
                    self.significances(*scored, *point).iter().filter(|s| !s.is_nan()).map(|s| s.abs()).collect();
                if sizes.is_empty() {
                    continue;
                }
                let hist = Hist::of(scored.name(), &sizes, bins, 0.0, LARGEST)?;
                panel = panel.with_layer(Layer::steps(&hist.density()).with_width(1.8));
            }
            panels.push(panel.with_layer(half_normal()));
        }
        Ok(Figure::of(&panels, points.len().clamp(1, 2)).with_caption(&format!(
            "Significance of fake bumps over {} toys. Bars: number of toys. No classifier: {} smooth toys without a selection. {}",
            self.records.len(),
            reference.significances.len() + reference.failed,
            self.failures()
        )))
    }
}

/// √(2/π) e^{−x²/2}.
fn half_normal() -> Layer {
    let x: Vec<f64> = (0..=100).map(|k| LARGEST * f64::from(k) / 100.0).collect();
    let y: Vec<f64> = x.iter().map(|x| (2.0 / std::f64::consts::PI).sqrt() * (-x * x / 2.0).exp()).collect();
    Layer::curve("half-normal (the paper)", &x, &y).with_color(Color::Black).with_dash(Dash::Dotted)
}

/// Counts of fine bins from 0 to 1, those of `shown`, in bins of several.
fn named(name: &str, counts: &[u32], shown: &std::ops::Range<usize>) -> Result<Hist> {
    let width = shown.len().div_ceil(RESPONSES).max(1);
    let (fine, bins) = (1.0 / counts.len().max(1) as f64, shown.len().div_ceil(width).max(1));
    let edge = |k: usize| k as f64 * fine;
    let mut hist = Hist::new(bins, edge(shown.start), edge(shown.start + width * bins))?.with_name(name);
    for (k, count) in counts.iter().enumerate() {
        hist.fill(&vec![edge(k) + 0.5 * fine; *count as usize]);
    }
    Ok(hist)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A narrow response fills its figure, and no event is lost.
    #[test]
    fn the_axis_of_the_response_is_that_of_the_events() {
        let (mut window, mut sideband) = (vec![0; 500], vec![0; 500]);
        (130..171).for_each(|k| window[k] = 2);
        (140..176).for_each(|k| sideband[k] = 1);
        let hists = ResponseHists { window, sideband };
        assert_eq!(hists.middle(), 130..176);
        // One event in a thousand far away does not stretch the axis.
        let mut stretched = ResponseHists { window: hists.window.iter().map(|n| 10 * n).collect(), ..hists.clone() };
        stretched.window[499] = 1;
        assert_eq!(stretched.middle(), 130..176);
        for (counts, total) in [(&hists.window, 82.0), (&hists.sideband, 36.0)] {
            let hist = named("", counts, &hists.middle()).unwrap();
            assert_eq!((hist.total(), hist.underflow(), hist.overflow()), (total, 0.0, 0.0));
            let (low, high) = (hist.edges()[0], hist.edges()[hist.bins()]);
            assert!((low - 0.26).abs() < 1e-12 && (high - 0.352).abs() < 1e-12 && hist.bins() > 20, "{low} {high}");
        }
        assert_eq!(ResponseHists { window: vec![0; 50], sideband: Vec::new() }.middle(), 0..50);
    }
}
