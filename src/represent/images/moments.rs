//! Centre and principal axis of a jet.

use std::hint::select_unpredictable;

use super::config::{ImageConfig, Step};
use crate::augment::Four;

/// A centre and the cosine and sine of an axis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) centre: (f64, f64),
    pub(super) axis: (f64, f64),
}

/// pT-weighted sums up to the second order, four at a time.
pub(super) struct Sums<F> {
    weight: F,
    first: [F; 2],
    /// ηη, ηφ, φφ.
    second: [F; 3],
}

impl<F: Four> Sums<F> {
    #[inline(always)]
    pub(super) fn zero() -> Sums<F> {
        let zero = F::of(0.0);
        Sums { weight: zero, first: [zero; 2], second: [zero; 3] }
    }

    #[inline(always)]
    pub(super) fn add(&mut self, p: F, x: F, y: F) {
        let (px, py) = (p * x, p * y);
        self.weight += p;
        self.first[0] += px;
        self.first[1] += py;
        self.second[0] += px * x;
        self.second[1] += px * y;
        self.second[2] += py * y;
    }

    #[inline(always)]
    pub(super) fn moments(&self) -> Moments {
        let [x, y] = self.first.map(F::sum);
        let [xx, xy, yy] = self.second.map(F::sum);
        Moments { weight: self.weight.sum(), first: [x, y], second: [xx, xy, yy] }
    }
}

/// pT-weighted sums up to the second order.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moments {
    pub(super) weight: f64,
    pub(super) first: [f64; 2],
    /// ηη, ηφ, φφ.
    pub(super) second: [f64; 3],
}

impl Moments {
    /// The centre and the axis that the configuration asks for; those of the detector when there is no pT.
    #[inline(always)]
    pub(super) fn frame(&self, config: &ImageConfig) -> Frame {
        let some = self.weight > 0.0;
        let centre = if config.centre == Step::On && some { self.mean() } else { (0.0, 0.0) };
        let axis = if config.rotate == Step::On && some { self.axis(centre) } else { (1.0, 0.0) };
        Frame { centre, axis }
    }

    #[inline(always)]
    fn mean(&self) -> (f64, f64) {
        (self.first[0] / self.weight, self.first[1] / self.weight)
    }

    /// Cosine and sine of the angle in [0, π) between the η axis and the axis of largest spread about `centre`, which
    /// is the mean or zero; (1, 0) when no axis is larger than the other.
    ///
    /// With the covariances a = s_ηη − s_φφ and b = 2 s_ηφ the angle is half of that of (a, b). Halving by
    /// square roots where they do not cancel is as precise as atan2 and several times faster. There are no branches:
    /// both cases are as likely, and the processor works on both jets of an event at once.
    #[inline(always)]
    fn axis(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let [xx, xy, yy] = self.second.map(|sum| sum / self.weight);
        let (a, b) = ((xx - x * x) - (yy - y * y), 2.0 * (xy - x * y));
        let length = (a * a + b * b).sqrt();
        if length.is_nan() || length <= 0.0 {
            return (1.0, 0.0);
        }
        let (cos2, sin2) = (a / length, b / length);
        let larger = ((1.0 + cos2.abs()) / 2.0).sqrt();
        let smaller = sin2 / (2.0 * larger);
        let along = cos2 >= 0.0;
        let cos = select_unpredictable(along, larger, smaller);
        let sin = select_unpredictable(along, smaller, larger);
        let sign = select_unpredictable(sin < 0.0, -1.0, 1.0);
        (sign * cos, sign * sin)
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;
    use crate::augment::Plain;

    #[test]
    fn the_angle_is_that_of_the_note() {
        let plain = [(50.0, 0.3, 0.1), (40.0, -0.2, -0.05), (30.0, 0.05, 0.02), (3.0, -0.4, 0.3)];
        for turn in [0.0, 1e-9, 0.3, 1.2, PI / 2.0 - 1e-9, 2.0, 3.0] {
            let (sin, cos) = f64::sin_cos(turn);
            let mut sums = Sums::zero();
            sums.add(
                Plain::load(&plain.map(|(pt, ..)| pt)),
                Plain::load(&plain.map(|(_, x, y)| cos * x - sin * y)),
                Plain::load(&plain.map(|(_, x, y)| sin * x + cos * y)),
            );
            let sums = sums.moments();
            let centre = sums.mean();
            let [xx, xy, yy] = sums.second.map(|sum| sum / sums.weight);
            let (xx, xy, yy) = (xx - centre.0.powi(2), xy - centre.0 * centre.1, yy - centre.1.powi(2));
            let root = ((xx - yy).powi(2) + 4.0 * xy * xy).sqrt();
            let expected = (yy - xx + root).atan2(2.0 * xy);
            let (cos, sin) = sums.axis(centre);
            assert!((cos - expected.cos()).abs() + (sin - expected.sin()).abs() < 1e-7, "{turn}");
        }
    }
}
