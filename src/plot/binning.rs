//! Bins that suit the values of a column.

/// Most bins of an automatic axis: with more, histograms are drawn without error bars.
const MOST: f64 = 60.0;
/// Share of the values on either side that may fall off an automatic axis when a tail is long.
const TAIL: f64 = 0.005;

/// Equal bins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Binning {
    pub(super) bins: usize,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Binning {
    /// Lower edge of bin `i`.
    pub(super) fn edge(&self, i: usize) -> f64 {
        self.low + (self.high - self.low) * i as f64 / self.bins as f64
    }

    /// The bin of a value; none outside and for NaN.
    ///
    /// A bin holds its lower edge and not its upper one, but the last bin holds both. The quotient may be rounded to the
    /// other side of an edge, so the edges decide.
    pub(super) fn bin(&self, value: f64) -> Option<usize> {
        if !(self.low..=self.high).contains(&value) {
            return None;
        }
        let guess = ((value - self.low) / (self.high - self.low) * self.bins as f64) as usize;
        let guess = guess.min(self.bins - 1);
        Some(match guess {
            _ if value < self.edge(guess) => guess.saturating_sub(1),
            _ if guess + 1 < self.bins && value >= self.edge(guess + 1) => guess + 1,
            _ => guess,
        })
    }
}

/// What the user has settled, and what the column is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wish {
    pub(super) bins: Option<usize>,
    pub(super) range: Option<(f64, f64)>,
    /// All values are whole numbers.
    pub(super) whole: bool,
    /// The power of the number of values by which the width falls: 3 for a histogram, 4 for a map.
    pub(super) root: f64,
}

/// Bins for these values; none when there is no finite value and no range.
///
/// The width is the smaller one of Freedman and Diaconis (2 × interquartile range / ∛n) and Sturges, as numpy's "auto",
/// moved to 1, 2 or 5 times a power of ten, with edges at its multiples. Whole numbers stand in the middle of their bin.
/// An axis of more than 60 bins is cut at the quantiles 0.5 % and 99.5 %.
pub(super) fn binning(values: &[f64], wish: Wish) -> Option<Binning> {
    let inside = |value: &&f64| value.is_finite() && wish.range.is_none_or(|(low, high)| (low..=high).contains(*value));
    let mut sorted: Vec<f64> = values.iter().filter(inside).copied().collect();
    sorted.sort_by(f64::total_cmp);
    let (first, last) = match (sorted.first(), sorted.last()) {
        (Some(first), Some(last)) => (*first, *last),
        _ => return wish.range.map(|(low, high)| Binning { bins: wish.bins.unwrap_or(20), low, high }),
    };
    if let Some((low, high)) = wish.range {
        let width = width(&sorted, (low, high), wish);
        let bins = wish.bins.unwrap_or(((high - low) / width).round().clamp(10.0, MOST) as usize);
        return Some(Binning { bins, low, high });
    }
    if first == last {
        return Some(around(first, wish));
    }
    let (mut low, mut high) = (first, last);
    let mut step = width(&sorted, (low, high), wish);
    if (high - low) / step > MOST {
        (low, high) = (quantile(&sorted, TAIL), quantile(&sorted, 1.0 - TAIL));
        if !(low < high && low.is_finite() && high.is_finite()) {
            (low, high) = (first, last);
        }
        step = width(&sorted, (low, high), wish).max((high - low) / MOST);
    }
    if wish.whole {
        (low, high) = (low.floor(), high.ceil());
        step = if high - low < 50.0 { 1.0 } else { step.max(1.0) };
    }
    Some(match wish.bins {
        Some(bins) if wish.whole => Binning { bins, low: low - 0.5, high: high + 0.5 },
        Some(bins) => Binning { bins, low, high },
        None => rounded((low, high), step, wish.whole),
    })
}

/// Width of a bin by the spread of the values between two ends.
fn width(sorted: &[f64], (low, high): (f64, f64), wish: Wish) -> f64 {
    let n = sorted.len() as f64;
    let sturges = (high - low) / (n.log2() + 1.0);
    let spread = quantile(sorted, 0.75) - quantile(sorted, 0.25);
    let freedman = 2.0 * spread / n.powf(1.0 / wish.root.max(1.0));
    let width = if freedman > 0.0 { freedman.min(sturges) } else { sturges };
    if width > 0.0 && width.is_finite() { width } else { 1.0 }
}

/// Bins of a round width whose edges are its multiples, around both ends.
fn rounded((low, high): (f64, f64), step: f64, whole: bool) -> Binning {
    let (shift, least) = if whole { (0.5, 1.0) } else { (0.0, 0.0) };
    let ends = |step: f64| (((low + shift) / step).floor(), ((high + shift) / step).ceil());
    let mut step = round(step).max(least);
    for _ in 0..3 {
        let (from, to) = ends(step);
        step = if to - from > MOST { round(step * 2.3) } else { step };
    }
    let (from, to) = ends(step);
    let (left, right) = (from * step - shift, to.max(from + 1.0) * step - shift);
    let bins = to.max(from + 1.0) - from;
    if bins <= MOST && from.abs() < 1e14 && to.abs() < 1e14 && left <= low && high <= right {
        Binning { bins: bins as usize, low: left, high: right }
    } else {
        Binning { bins: 50, low, high }
    }
}

/// The nearest 1, 2 or 5 times a power of ten.
fn round(step: f64) -> f64 {
    let base = 10f64.powf(step.log10().floor());
    let digit = step / base;
    base * [(1.4, 1.0), (3.2, 2.0), (7.1, 5.0)].iter().find(|(most, _)| digit < *most).map_or(10.0, |(_, digit)| *digit)
}

/// Bins around a single value.
fn around(value: f64, wish: Wish) -> Binning {
    let half = if wish.whole && value.abs() < 1e9 { 5.5 } else { (0.05 * value.abs()).max(1e-300) };
    let half = if value == 0.0 && !wish.whole { 1.0 } else { half };
    let (low, high) = (value - half, value + half);
    let ends = if low.is_finite() && high.is_finite() { (low, high) } else { (value.min(0.0), value.max(0.0)) };
    Binning { bins: wish.bins.unwrap_or(11), low: ends.0, high: ends.1 }
}

/// Quantile with linear interpolation, as numpy; `sorted` is not empty.
pub(crate) fn quantile(sorted: &[f64], part: f64) -> f64 {
    let at = part.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
    let low = at.floor() as usize;
    let (a, b) = (sorted[low], sorted[(low + 1).min(sorted.len() - 1)]);
    let t = at - low as f64;
    // As numpy: from the nearer end, so that equal neighbours give themselves.
    if t < 0.5 { a + (b - a) * t } else { b - (b - a) * (1.0 - t) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WISH: Wish = Wish { bins: None, range: None, whole: false, root: 3.0 };

    fn auto(values: &[f64]) -> Binning {
        binning(values, WISH).unwrap()
    }

    #[test]
    fn edges_are_round_and_hold_all_values() {
        let values: Vec<f64> = (0..1000).map(|i| 20.3 + 0.31 * f64::from(i)).collect();
        let found = auto(&values);
        assert_eq!(found, Binning { bins: 16, low: 20.0, high: 340.0 }, "Sturges says 28.2, the round width is 20");
    }

    #[test]
    fn a_long_tail_falls_off() {
        let mut values: Vec<f64> = (0..10_000).map(|i| f64::from(i % 100)).map(|x| x + 0.25).collect();
        values.push(1e7);
        let found = auto(&values);
        assert!(found.high < 200.0 && found.bins <= 60, "{found:?}");
    }

    #[test]
    fn whole_numbers_stand_in_the_middle() {
        let found = binning(&[2.0, 3.0, 4.0, 7.0], Wish { whole: true, ..WISH });
        assert_eq!(found, Some(Binning { bins: 6, low: 1.5, high: 7.5 }));
        let truth = binning(&[0.0, 1.0, 1.0], Wish { whole: true, ..WISH });
        assert_eq!(truth, Some(Binning { bins: 2, low: -0.5, high: 1.5 }));
        let many: Vec<f64> = (0..5000).map(f64::from).collect();
        let found = binning(&many, Wish { whole: true, ..WISH }).unwrap();
        assert_eq!(((found.high - found.low) / found.bins as f64).fract(), 0.0, "{found:?}");
        assert_eq!((found.low + 0.5).fract(), 0.0);
    }

    #[test]
    fn wishes_are_kept() {
        let values = [1.0, 2.0, 3.5];
        let wish = Wish { bins: Some(7), range: Some((0.0, 10.0)), ..WISH };
        assert_eq!(binning(&values, wish), Some(Binning { bins: 7, low: 0.0, high: 10.0 }));
        let wish = Wish { bins: Some(5), ..WISH };
        assert_eq!(binning(&values, wish), Some(Binning { bins: 5, low: 1.0, high: 3.5 }));
        assert_eq!(binning(&[], WISH), None);
        assert_eq!(binning(&[f64::NAN], Wish { range: Some((0.0, 1.0)), ..WISH }).unwrap().bins, 20);
    }

    /// 0.3 / 0.7 × 7 is a little less than 3, though 0.3 is the edge of bin 3.
    #[test]
    fn a_value_on_an_edge_belongs_to_the_bin_above() {
        for (bins, low, high) in [(7, 0.0, 0.7), (10, -1.0, 1.0), (3, 0.1, 0.4), (29, 150.0, 1600.0)] {
            let axis = Binning { bins, low, high };
            for i in 0..bins {
                assert_eq!(axis.bin(axis.edge(i)), Some(i), "{axis:?}");
            }
            assert_eq!(axis.bin(high), Some(bins - 1));
        }
    }

    #[test]
    fn quantiles_are_those_of_numpy() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert_eq!([0.0, 0.25, 0.5, 0.75, 1.0].map(|p| quantile(&sorted, p)), [1.0, 1.75, 3.0, 5.0, 8.0]);
        assert_eq!(quantile(&[3.0], 0.3), 3.0);
    }

    proptest! {
        /// Whatever the values, the bins can be filled and most values lie inside.
        #[test]
        fn bins_always_make_sense(
            values in prop::collection::vec(prop_oneof![
                -1e3..1e3f64, Just(0.0), Just(1e-300), Just(1e300), Just(-1e308), Just(f64::NAN), Just(f64::INFINITY), Just(1e16),
            ], 0..40),
            whole in any::<bool>(),
            root in prop_oneof![Just(3.0), Just(4.0)],
        ) {
            let values: Vec<f64> = values.into_iter().map(|v| if whole { v.round() } else { v }).collect();
            if let Some(found) = binning(&values, Wish { whole, root, ..WISH }) {
                prop_assert!(found.low < found.high && found.low.is_finite() && found.high.is_finite(), "{:?}", found);
                prop_assert!((1..=60).contains(&found.bins), "{:?}", found);
            }
        }
    }
}
