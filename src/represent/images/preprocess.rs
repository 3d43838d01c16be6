//! Centring, rotation and flipping of one jet, in double precision.
//!
//! Sums run over four lanes, so that the compiler can use the vector unit without changing the order of the additions:
//! the numbers are the same on every machine.

use std::f64::consts::TAU;

use super::config::{ImageConfig, Step};
use super::four::{Four, LANES};
use crate::augment::JetBuffer;
use crate::events::JetView;

/// Moves the constituents of a jet to (η′, φ′), in place of η and φ, but for the mirroring; returns what η′ and φ′ are to
/// be multiplied with for that: 1 or −1.
///
/// With centring, φ must have been counted from a constituent. The arrays are filled up with constituents of pT 0 to a
/// multiple of four.
#[inline(always)]
pub(super) fn preprocess<F: Four>(jet: &mut JetBuffer, config: &ImageConfig) -> (f64, f64) {
    fill_up(jet);
    let centred = config.centre == Step::On;
    let sums = if centred { Moments::around_zero::<F>(jet) } else { Moments::of::<F>(jet) };
    if sums.weight <= 0.0 {
        return (1.0, 1.0);
    }
    let centre = if centred { sums.mean() } else { (0.0, 0.0) };
    let axis = if config.rotate == Step::On { sums.axis(centre) } else { (1.0, 0.0) };
    let quadrants = turn_about::<F>(jet, centre, axis);
    if config.flip == Step::On { flip(quadrants) } else { (1.0, 1.0) }
}

/// The point from which η and φ are counted before the preprocessing: the hardest constituent, or zero without centring.
pub(super) fn origin(jet: JetView<'_>, config: &ImageConfig) -> (f64, f64) {
    match (config.centre, jet.eta.first(), jet.phi.first()) {
        (Step::On, Some(&eta), Some(&phi)) => (eta.into(), phi.into()),
        _ => (0.0, 0.0),
    }
}

#[inline(always)]
fn fill_up(jet: &mut JetBuffer) {
    let n = jet.pt.len().next_multiple_of(LANES);
    for values in [&mut jet.pt, &mut jet.eta, &mut jet.phi] {
        values.resize(n, 0.0);
    }
}

/// An angle difference in [−π, π]; smearing may have moved a constituent by several turns.
///
/// Adding and taking away 1.5 · 2⁵² rounds the number of turns to a whole one.
#[inline(always)]
fn around_zero<F: Four>(angle: F) -> F {
    let whole = F::of(1.5 * (1u64 << 52) as f64);
    let turns = (angle * F::of(1.0 / TAU) + whole) - whole;
    angle - turns * F::of(TAU)
}

/// pT-weighted sums up to the second order.
struct Moments {
    weight: f64,
    first: [f64; 2],
    /// ηη, ηφ, φφ.
    second: [f64; 3],
}

impl Moments {
    #[inline(always)]
    fn of<F: Four>(jet: &mut JetBuffer) -> Moments {
        Moments::sums::<F, false>(jet)
    }

    /// The same after moving φ into [−π, π].
    #[inline(always)]
    fn around_zero<F: Four>(jet: &mut JetBuffer) -> Moments {
        Moments::sums::<F, true>(jet)
    }

    #[inline(always)]
    fn sums<F: Four, const MOVE: bool>(jet: &mut JetBuffer) -> Moments {
        let zero = F::of(0.0);
        let (mut weight, mut x1, mut y1, mut xx, mut xy, mut yy) = (zero, zero, zero, zero, zero, zero);
        let (pt, eta, phi) = (jet.pt.as_chunks().0, jet.eta.as_chunks().0, jet.phi.as_chunks_mut().0);
        for ((p, x), phi) in pt.iter().zip(eta).zip(phi) {
            let (p, x, mut y) = (F::load(p), F::load(x), F::load(phi));
            if MOVE {
                y = around_zero(y);
                *phi = y.numbers();
            }
            let (px, py) = (p * x, p * y);
            weight += p;
            x1 += px;
            y1 += py;
            xx += px * x;
            xy += px * y;
            yy += py * y;
        }
        Moments { weight: weight.sum(), first: [x1.sum(), y1.sum()], second: [xx.sum(), xy.sum(), yy.sum()] }
    }

    fn mean(&self) -> (f64, f64) {
        (self.first[0] / self.weight, self.first[1] / self.weight)
    }

    /// Cosine and sine of the angle in [0, π) between the η axis and the axis of largest spread about `centre`, which
    /// is the mean or zero; (1, 0) when no axis is larger than the other.
    ///
    /// With the covariances a = s_ηη − s_φφ and b = 2 s_ηφ the angle is half of that of (a, b). Halving by
    /// square roots where they do not cancel is as precise as atan2 and several times faster.
    fn axis(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let [xx, xy, yy] = self.second.map(|sum| sum / self.weight);
        let (a, b) = ((xx - x * x) - (yy - y * y), 2.0 * (xy - x * y));
        let length = (a * a + b * b).sqrt();
        if length.is_nan() || length <= 0.0 {
            return (1.0, 0.0);
        }
        let (cos2, sin2) = (a / length, b / length);
        let (cos, sin) = if cos2 >= 0.0 {
            let cos = ((1.0 + cos2) / 2.0).sqrt();
            (cos, sin2 / (2.0 * cos))
        } else {
            let sin = ((1.0 - cos2) / 2.0).sqrt();
            (sin2 / (2.0 * sin), sin)
        };
        if sin < 0.0 { (-cos, -sin) } else { (cos, sin) }
    }
}

/// Moves the origin to `centre` and turns `axis` onto the η axis; returns the pT sums of the quadrants (+,+), (−,+),
/// (−,−), (+,−).
#[inline(always)]
fn turn_about<F: Four>(jet: &mut JetBuffer, centre: (f64, f64), (cos, sin): (f64, f64)) -> [f64; 4] {
    let mut sums = [F::of(0.0); 4];
    let (centre_x, centre_y, cos, sin) = (F::of(centre.0), F::of(centre.1), F::of(cos), F::of(sin));
    let (eta, phi) = (jet.eta.as_chunks_mut().0, jet.phi.as_chunks_mut().0);
    for ((p, eta), phi) in jet.pt.as_chunks().0.iter().zip(eta).zip(phi) {
        let (p, x, y) = (F::load(p), F::load(eta) - centre_x, F::load(phi) - centre_y);
        let (x, y) = (cos * x + sin * y, cos * y - sin * x);
        // All differences are exact: a pT less itself or less zero.
        let right = p.where_positive(x);
        let left = p - right;
        let (upper_right, upper_left) = (right.where_positive(y), left.where_positive(y));
        sums[0] += upper_right;
        sums[1] += upper_left;
        sums[2] += left - upper_left;
        sums[3] += right - upper_right;
        (*eta, *phi) = (x.numbers(), y.numbers());
    }
    sums.map(F::sum)
}

/// How to mirror the jet so that the quadrant with the largest sum, the first of equals, becomes (+,+).
#[inline(always)]
fn flip(quadrants: [f64; 4]) -> (f64, f64) {
    let mut best = 0;
    for quadrant in 1..4 {
        if quadrants[quadrant] > quadrants[best] {
            best = quadrant;
        }
    }
    let sign = |mirrored: bool| if mirrored { -1.0 } else { 1.0 };
    (sign(best == 1 || best == 2), sign(best == 2 || best == 3))
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::super::four::Plain;
    use super::*;

    fn jet(constituents: &[(f64, f64, f64)]) -> JetBuffer {
        let column = |pick: fn(&(f64, f64, f64)) -> f64| constituents.iter().map(pick).collect();
        JetBuffer::of(column(|c| c.0), column(|c| c.1), column(|c| c.2))
    }

    fn toy(shift: (f64, f64), turn: f64) -> JetBuffer {
        let plain = [(50.0, 0.3, 0.1), (40.0, -0.2, -0.05), (30.0, 0.05, 0.02), (3.0, -0.4, 0.3), (2.0, 0.1, -0.3)];
        let (sin, cos) = turn.sin_cos();
        let moved = |&(p, x, y): &(f64, f64, f64)| {
            let phi: f64 = sin * x + cos * y + shift.1;
            (p, cos * x - sin * y + shift.0, (phi + PI).rem_euclid(TAU) - PI)
        };
        jet(&plain.iter().map(moved).collect::<Vec<_>>())
    }

    fn done(mut jet: JetBuffer, config: &ImageConfig) -> JetBuffer {
        if let (Step::On, Some(&eta), Some(&phi)) = (config.centre, jet.eta.first(), jet.phi.first()) {
            jet.eta.iter_mut().for_each(|x| *x -= eta);
            jet.phi.iter_mut().for_each(|y| *y -= phi);
        }
        let mirror = preprocess::<Plain>(&mut jet, config);
        jet.eta.iter_mut().for_each(|x| *x *= mirror.0);
        jet.phi.iter_mut().for_each(|y| *y *= mirror.1);
        jet
    }

    fn close(a: &JetBuffer, b: &JetBuffer) -> bool {
        let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12);
        near(&a.eta, &b.eta) && near(&a.phi, &b.phi)
    }

    /// A jet is the same wherever it is, also across φ = ±π, and however it is turned.
    #[test]
    fn place_and_direction_do_not_matter() {
        let config = ImageConfig::new(25);
        let here = done(toy((0.0, 0.0), 0.0), &config);
        for (shift, turn) in [((1.5, 3.1), 0.0), ((-0.7, -3.13), 0.4), ((0.0, 2.9), 2.0), ((0.2, -2.8), -1.0)] {
            assert!(close(&here, &done(toy(shift, turn), &config)), "{shift:?} {turn}");
        }
    }

    #[test]
    fn centring_gives_zero_mean_and_rotation_no_correlation() {
        let mut jet = done(toy((0.4, 3.0), 1.1), &ImageConfig::new(25).with_flip(Step::Off));
        let sums = Moments::of::<Plain>(&mut jet);
        assert!(sums.first.iter().all(|sum| sum.abs() < 1e-12 * sums.weight));
        let [xx, xy, yy] = sums.second;
        assert!(xy.abs() < 1e-12 * sums.weight && xx > yy);
    }

    #[test]
    fn the_angle_is_that_of_the_note() {
        for turn in [0.0, 1e-9, 0.3, 1.2, PI / 2.0 - 1e-9, 2.0, 3.0] {
            let jet = toy((0.0, 0.0), turn);
            let sums = Moments::of::<Plain>(&mut {
                let mut padded = jet;
                fill_up(&mut padded);
                padded
            });
            let centre = sums.mean();
            let [xx, xy, yy] = sums.second.map(|sum| sum / sums.weight);
            let (xx, xy, yy) = (xx - centre.0.powi(2), xy - centre.0 * centre.1, yy - centre.1.powi(2));
            let root = ((xx - yy).powi(2) + 4.0 * xy * xy).sqrt();
            let expected = (yy - xx + root).atan2(2.0 * xy);
            let (cos, sin) = sums.axis(centre);
            assert!((cos - expected.cos()).abs() + (sin - expected.sin()).abs() < 1e-7, "{turn}");
        }
    }

    #[test]
    fn the_hardest_quadrant_becomes_the_first() {
        let config = ImageConfig::centring_only(25).with_flip(Step::On);
        let jet = done(jet(&[(10.0, 0.1, 0.1), (9.0, 0.2, 0.1), (30.0, -0.2, -0.2), (1.0, -0.2, 0.6)]), &config);
        assert!(jet.eta[2] > 0.0 && jet.phi[2] > 0.0);
        assert!(jet.eta[0] < 0.0 && jet.phi[3] < 0.0);
    }

    #[test]
    fn steps_that_are_off_change_nothing() {
        let off = ImageConfig::centring_only(25).with_centring(Step::Off);
        let (before, after) = (toy((0.3, 0.2), 0.1), done(toy((0.3, 0.2), 0.1), &off));
        assert_eq!((&before.eta[..], &before.phi[..]), (&after.eta[..5], &after.phi[..5]));
    }

    #[test]
    fn jets_without_direction_stay_finite() {
        for constituents in [&[][..], &[(5.0, 1.0, 2.0)], &[(0.0, 1.0, 2.0), (0.0, 0.3, 0.1)]] {
            let jet = done(jet(constituents), &ImageConfig::new(25));
            assert!(jet.eta.iter().chain(&jet.phi).all(|x| x.is_finite()));
        }
        let [angle, ..] = around_zero(Plain::of(20.0)).numbers();
        assert!((angle - (20.0 - 3.0 * TAU)).abs() < 1e-12);
    }
}
