//! Axes: label, range, scale, ticks.

use serde::{Deserialize, Serialize};

use super::ticks::{self, Ticks};

/// How values become lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Scale {
    /// Equal differences are equal lengths.
    #[default]
    Linear,
    /// Equal ratios are equal lengths; values that are not positive are not drawn.
    Log,
}

/// One axis of a panel.
///
/// # Example
/// ```
/// use cwola::plot::{Axis, Scale};
/// let axis = Axis::new("p_T [GeV]").with_range(0.0, 600.0);
/// assert_eq!((axis.range, axis.scale), (Some((0.0, 600.0)), Scale::Linear));
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Axis {
    /// Title in the label language: `p_T [GeV]`, `m_{hh}`, `\eta`, `10^{-3}`.
    pub label: String,
    /// Ends; none: from the data.
    pub range: Option<(f64, f64)>,
    /// Linear or logarithmic.
    pub scale: Scale,
    /// Names at 0.5, 1.5, …: instead of numbers.
    pub categories: Vec<String>,
}

impl Axis {
    /// A linear axis with the range of the data.
    pub fn new(label: &str) -> Axis {
        Axis { label: label.to_string(), ..Axis::default() }
    }

    /// Fixed ends; a range that is not finite or has no length is left out.
    pub fn with_range(&self, low: f64, high: f64) -> Axis {
        let mut new = self.clone();
        new.range = (low.is_finite() && high.is_finite() && low < high).then_some((low, high));
        new
    }

    /// Linear or logarithmic.
    pub fn with_scale(&self, scale: Scale) -> Axis {
        let mut new = self.clone();
        new.scale = scale;
        new
    }
}

/// An axis with its ends settled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Span {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) scale: Scale,
}

impl Span {
    /// Ends of `axis`: its own, or those of the data with some air (`pad`, a part of the length on each side).
    pub(crate) fn of(axis: &Axis, data: Option<(f64, f64)>, pad: (f64, f64)) -> Span {
        let scale = axis.scale;
        let usable = |&(low, high): &(f64, f64)| {
            low.is_finite() && high.is_finite() && low < high && (scale == Scale::Linear || low > 0.0)
        };
        if let Some((low, high)) = axis.range.filter(usable) {
            return Span { low, high, scale };
        }
        let fallback = if scale == Scale::Log { (0.1, 1.0) } else { (0.0, 1.0) };
        let (mut low, mut high) = data.unwrap_or(fallback);
        if scale == Scale::Log && low <= 0.0 {
            low = if high > 0.0 { high / 1e3 } else { 0.1 };
        }
        if high <= low || (high - low) < 1e-12 * high.abs() {
            let half = if low == 0.0 { 0.5 } else { low.abs() * 0.1 };
            (low, high) = if scale == Scale::Log { (low / 2.0, low * 2.0) } else { (low - half, low + half) };
        }
        Span { low, high, scale }.grown(pad)
    }

    /// The same axis, longer by parts of its length below and above.
    pub(crate) fn grown(self, (below, above): (f64, f64)) -> Span {
        let (low, high) = (self.forward(self.low), self.forward(self.high));
        let length = high - low;
        let (low, high) = (self.backward(low - below * length), self.backward(high + above * length));
        if low.is_finite() && high.is_finite() && low < high && (self.scale == Scale::Linear || low > 0.0) {
            Span { low, high, ..self }
        } else {
            self
        }
    }

    fn forward(&self, value: f64) -> f64 {
        if self.scale == Scale::Log { value.log10() } else { value }
    }

    fn backward(&self, value: f64) -> f64 {
        if self.scale == Scale::Log { 10f64.powf(value) } else { value }
    }

    /// 0 at the lower end, 1 at the upper end; none for NaN and for what a log axis cannot show.
    pub(crate) fn at(&self, value: f64) -> Option<f64> {
        let part = (self.forward(value) - self.forward(self.low)) / (self.forward(self.high) - self.forward(self.low));
        part.is_finite().then_some(part)
    }

    /// As [`Span::at`], with everything that is not positive far below the end of a log axis.
    pub(crate) fn at_or_below(&self, value: f64) -> Option<f64> {
        if self.scale == Scale::Log && value <= 0.0 { Some(-1.0) } else { self.at(value) }
    }

    /// Ticks for an axis of `length` pixels on which labels take about `room` pixels.
    pub(crate) fn ticks(&self, axis: &Axis, length: f64, room: f64) -> Ticks {
        if !axis.categories.is_empty() {
            let major = axis.categories.iter().enumerate().map(|(i, name)| (i as f64 + 0.5, name.clone())).collect();
            return Ticks { major, ..Ticks::default() };
        }
        let target = (length / room).max(2.0);
        match self.scale {
            Scale::Linear => ticks::linear(self.low, self.high, target),
            Scale::Log => ticks::logarithmic(self.low, self.high, target * 1.3),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_never_empty() {
        let plain = Axis::new("x");
        let log = Axis::new("x").with_scale(Scale::Log);
        for data in [None, Some((0.0, 0.0)), Some((3.0, 3.0)), Some((-1.0, 5.0)), Some((-2.0, -1.0))] {
            for axis in [&plain, &log] {
                let span = Span::of(axis, data, (0.05, 0.05));
                assert!(span.low < span.high, "{data:?} {:?}", axis.scale);
                assert!(span.at(span.low).is_some_and(|p| p.abs() < 1e-9));
            }
        }
    }

    #[test]
    fn a_bad_range_is_left_out() {
        assert_eq!(Axis::new("x").with_range(2.0, 1.0).range, None);
        assert_eq!(Axis::new("x").with_range(f64::NAN, 1.0).range, None);
        let log = Axis::new("x").with_scale(Scale::Log).with_range(0.0, 1.0);
        assert!(Span::of(&log, Some((0.01, 1.0)), (0.0, 0.0)).low > 0.0);
    }
}
