//! A histogram of any column in one call.

use polars::prelude::DataFrame;

use super::axis::Scale;
use super::binning::{Binning, Wish, binning};
use super::distributions::Norm;
use super::figure::Figure;
use super::hist::Hist;
use super::layer::Fill;
use super::names::column_label;
use super::panel::Panel;
use super::values::{counted, is_whole, weights};
use crate::error::{Error, Result};
use crate::events::{Events, number_type, numbers};

/// A histogram of one column of one or more samples, with bins that suit the values unless they are given.
///
/// It comes from [`Events::hist`] or, for any table, from [`FrameTools::hist`](crate::report::FrameTools::hist). A cell shows it as a
/// figure; [`Histogram::figure`], [`Histogram::panel`] and [`Histogram::hists`] give it in parts.
///
/// Without bins and range, the width of a bin is the smaller one of Freedman and Diaconis (2 × interquartile range / ∛n)
/// and Sturges, moved to 1, 2 or 5 times a power of ten; there are at most 60 bins, and a tail that would need more falls off the
/// axis from the quantile 0.5 % or 99.5 % on. Whole numbers stand in the middle of their bin. Truth values are 0
/// and 1. Missing values (null and NaN) enter no bin; they, and what lies outside the axis, are counted and said above the figure.
/// Error bars are √Σw².
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let signal = Events::sample("dihiggs_1000")?;
/// let hist = signal.hist("m4b")?.with_bins(30).with_range(200.0, 1700.0).with_weights("weight").with_y_scale(Scale::Log);
/// assert_eq!(hist.panel()?.x.label, "m_{4b} [GeV]");
/// assert_eq!(hist.panel()?.y.label, "Sum of weights / 50 GeV");
/// assert_eq!(hist.hists()?[0].entries(), 4340);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Histogram {
    /// Name of the column.
    pub column: String,
    /// Number of bins; none: by the values.
    pub bins: Option<usize>,
    /// Ends of the axis; none: by the values.
    pub range: Option<(f64, f64)>,
    /// Name of the column with the weights; none: each row counts 1.
    pub weights: Option<String>,
    /// Linear or logarithmic y axis.
    pub y_scale: Scale,
    /// What the contents are divided by.
    pub norm: Norm,
    /// Title of the x axis in the label language.
    pub label: String,
    /// What is counted: "Events" or "Entries".
    unit: &'static str,
    samples: Vec<Sample>,
}

/// A table and its name in the legend.
#[derive(Debug, Clone)]
struct Sample {
    name: String,
    frame: DataFrame,
}

impl Events {
    /// A histogram of a column, shown by a cell; see [`Histogram`].
    ///
    /// # Errors
    /// A name that is not in the table: the sentence lists those that are.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let events = Events::sample("dihiggs_1000")?;
    /// assert_eq!(events.hist("m4b")?.figure()?.panels.len(), 1);
    /// let error = events.hist("m4").unwrap_err().to_string();
    /// assert!(error.starts_with("there is no column \"m4\"; did you mean \"m4b\"?"));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn hist(&self, column: &str) -> Result<Histogram> {
        Ok(Histogram { unit: "Events", ..Histogram::of(self.name(), self.frame(), column)? })
    }
}

impl Histogram {
    /// A histogram of a column of any table; `name` stands in the legend.
    ///
    /// # Errors
    /// A name that is not in the table, or a column that holds neither numbers nor truth values.
    pub fn of(name: &str, frame: &DataFrame, column: &str) -> Result<Histogram> {
        number_type(frame, column)?;
        Ok(Histogram {
            column: column.into(),
            bins: None,
            range: None,
            weights: None,
            y_scale: Scale::Linear,
            norm: Norm::Counts,
            label: column_label(column),
            unit: "Entries",
            samples: vec![Sample { name: name.replace('_', "\\_"), frame: frame.clone() }],
        })
    }

    /// Another number of bins, 1 to 1,000,000; with more than 60 there are no error bars.
    pub fn with_bins(&self, bins: usize) -> Histogram {
        Histogram { bins: Some(bins), ..self.clone() }
    }

    /// Other ends of the axis, in the unit of the column.
    pub fn with_range(&self, low: f64, high: f64) -> Histogram {
        Histogram { range: Some((low, high)), ..self.clone() }
    }

    /// Weights from another column, which all samples must have; they may be negative.
    pub fn with_weights(&self, column: &str) -> Histogram {
        Histogram { weights: Some(column.into()), ..self.clone() }
    }

    /// Linear or logarithmic y axis.
    pub fn with_y_scale(&self, y_scale: Scale) -> Histogram {
        Histogram { y_scale, ..self.clone() }
    }

    /// Counts, fractions (bins sum to 1) or a density.
    pub fn with_norm(&self, norm: Norm) -> Histogram {
        Histogram { norm, ..self.clone() }
    }

    /// Another title of the x axis in the label language, such as `m_{hh} [GeV]`.
    pub fn with_label(&self, label: &str) -> Histogram {
        Histogram { label: label.into(), ..self.clone() }
    }

    /// The same column of another sample in the same bins.
    pub fn with_sample(&self, events: &Events) -> Histogram {
        self.with_frame(events.name(), events.frame())
    }

    /// The same column of another table in the same bins.
    pub fn with_frame(&self, name: &str, frame: &DataFrame) -> Histogram {
        let mut new = self.clone();
        let name = name.replace('_', "\\_");
        let same = new.samples.iter().filter(|sample| sample.name.starts_with(&name)).count();
        let name = if same > 0 { format!("{name} ({})", same + 1) } else { name };
        new.samples.push(Sample { name, frame: frame.clone() });
        new
    }

    /// The filled histograms, one for each sample, before normalisation.
    ///
    /// # Errors
    /// No bins or more than a million, a range whose ends are not in order, no value at all and no range, a column that a
    /// sample lacks, a weight that is not finite.
    ///
    /// # Example
    /// ```
    /// use cwola::plot::Histogram;
    /// use polars::df;
    /// let frame = df!["x" => [0.5, 1.5, 1.7], "w" => [1.0, -2.0, 0.5]]?;
    /// let hist = Histogram::of("", &frame, "x")?.with_bins(2).with_range(0.0, 2.0).with_weights("w");
    /// assert_eq!(hist.hists()?[0].counts(), [1.0, -1.5]);
    /// assert_eq!(hist.hists()?[0].errors(), [1.0, 4.25f64.sqrt()]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn hists(&self) -> Result<Vec<Hist>> {
        let columns = self.samples.iter().map(|sample| numbers(&sample.frame, &self.column));
        let columns = columns.collect::<Result<Vec<Vec<f64>>>>()?;
        let Binning { bins, low, high } = self.axis(&columns.concat())?;
        let mut hists = Vec::new();
        for (sample, values) in self.samples.iter().zip(&columns) {
            let mut hist = Hist::new(bins, low, high)?.with_name(&sample.name);
            match &self.weights {
                None => hist.fill(values),
                Some(column) => hist.fill_weighted(values, &weights(&sample.frame, column)?)?,
            }
            hists.push(hist);
        }
        Ok(hists)
    }

    fn axis(&self, values: &[f64]) -> Result<Binning> {
        let wish = Wish { bins: self.bins, range: self.range, whole: is_whole(values), root: 3.0 };
        binning(values, wish).ok_or_else(|| {
            let quantity = format!("the number of values of the column \"{}\"", self.column);
            let found = format!("0 (of {} rows)", values.len());
            Error::value(&quantity, "at least 1, or the range must be given", found)
        })
    }

    /// The panel: steps with error bars, the number of entries above it.
    ///
    /// # Errors
    /// As [`Histogram::hists`], and a sum of weights that is not positive where it should become 1.
    pub fn panel(&self) -> Result<Panel> {
        let hists = self.hists()?;
        if let (Norm::Unit | Norm::Density, Some(hist)) = (self.norm, hists.iter().find(|hist| hist.total() <= 0.0)) {
            let quantity = format!("the sum of weights of \"{}\" on the axis", self.column);
            return Err(Error::value(&quantity, "positive where it is to become 1", hist.total()));
        }
        let mut panel = Panel::histograms(&self.label, &hists, self.norm).with_y_scale(self.y_scale);
        let unit = if self.weights.is_some() { "Sum of weights" } else { self.unit };
        panel.y.label = panel.y.label.replacen("Events", unit, 1);
        if let ([_], [layer]) = (hists.as_slice(), panel.layers.as_slice()) {
            panel.layers = vec![layer.with_fill(Fill::Solid)];
            panel.right_title = self.said(&hists)?.concat();
        }
        Ok(panel)
    }

    /// The figure; with several samples, the caption says how many entries each has.
    ///
    /// # Errors
    /// As [`Histogram::panel`].
    pub fn figure(&self) -> Result<Figure> {
        let figure = self.panel()?.figure();
        if self.samples.len() == 1 {
            return Ok(figure);
        }
        let said = self.said(&self.hists()?)?;
        let said: Vec<String> =
            self.samples.iter().zip(said).map(|(sample, said)| format!("{}: {said}", sample.name)).collect();
        Ok(figure.with_caption(&format!("{}.", said.join("; "))))
    }

    /// How many entries each sample has, and what is not drawn.
    fn said(&self, hists: &[Hist]) -> Result<Vec<String>> {
        let one = |(sample, hist): (&Sample, &Hist)| {
            let values = numbers(&sample.frame, &self.column)?;
            let (low, high) = hist.range();
            let count = |is: &dyn Fn(f64) -> bool| values.iter().filter(|value| is(**value)).count() as u64;
            let negative = hist.counts().iter().filter(|count| **count < 0.0).count() as u64;
            let parts = [
                (count(&|value| value < low), "below the axis"),
                (count(&|value| value > high), "above the axis"),
                (count(&f64::is_nan), "missing"),
                (if self.y_scale == Scale::Log { negative } else { 0 }, "bins below zero"),
            ];
            Ok(counted(hist.entries(), &parts))
        };
        self.samples.iter().zip(hists).map(one).collect()
    }
}
