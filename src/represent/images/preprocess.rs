//! Centring, rotation and flipping of one jet, in double precision.
//!
//! Sums run over four lanes, so that the compiler can use the vector unit without changing the order of the additions:
//! the numbers are the same on every machine.

use std::f64::consts::TAU;

use super::config::{ImageConfig, Step};
use super::moments::{Frame, Moments, Sums};
use crate::augment::{Four, Group, SmearedJet, Visit};
use crate::events::JetView;

/// Constituents of one jet in double precision, in groups of which the last one is filled up with pT 0; the room is kept
/// from jet to jet.
#[derive(Debug, Default)]
pub(super) struct Jet {
    pt: Vec<Group>,
    eta: Vec<Group>,
    phi: Vec<Group>,
    /// Number of groups that belong to the jet.
    groups: usize,
}

/// The point from which η and φ are counted before the preprocessing: the hardest constituent, or zero without centring.
#[inline(always)]
pub(super) fn origin(jet: JetView<'_>, config: &ImageConfig) -> (f64, f64) {
    match (config.centre, jet.eta.first(), jet.phi.first()) {
        (Step::On, Some(&eta), Some(&phi)) => (eta.into(), phi.into()),
        _ => (0.0, 0.0),
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

impl Jet {
    /// Takes over a jet, counted from its [`origin`], and finds the point and the axis that it is to be turned about.
    #[inline(always)]
    pub(super) fn load<F: Four>(&mut self, jet: &SmearedJet<'_>, config: &ImageConfig) -> Moments {
        self.groups = jet.groups();
        if self.pt.len() < self.groups {
            for values in [&mut self.pt, &mut self.eta, &mut self.phi] {
                values.resize(self.groups, Group::default());
            }
        }
        let mut loading = Loading { jet: self, centred: config.centre == Step::On, sums: Sums::<F>::zero() };
        jet.each::<F>(&mut loading);
        loading.sums.moments()
    }

    /// Moves the origin to the centre of `frame` and turns its axis onto the η axis; returns what η′ and φ′ are to be
    /// multiplied with for the flipping: 1 or −1.
    #[inline(always)]
    pub(super) fn turn_about<F: Four>(&mut self, frame: Frame, config: &ImageConfig) -> (f64, f64) {
        let mut sums = [F::of(0.0); 4];
        let (centre_x, centre_y) = (F::of(frame.centre.0), F::of(frame.centre.1));
        let (cos, sin) = (F::of(frame.axis.0), F::of(frame.axis.1));
        for ((p, eta), phi) in self.pt[..self.groups].iter().zip(&mut self.eta).zip(&mut self.phi) {
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
        if config.flip == Step::On { flip(sums.map(F::sum)) } else { (1.0, 1.0) }
    }

    /// pT, η and φ, in groups.
    #[inline(always)]
    pub(super) fn groups(&self) -> (&[Group], &[Group], &[Group]) {
        (&self.pt[..self.groups], &self.eta[..self.groups], &self.phi[..self.groups])
    }

    /// A jet of these constituents: pT, η, φ.
    #[cfg(test)]
    pub(super) fn of(constituents: &[(f64, f64, f64)]) -> Jet {
        let groups = constituents.len().div_ceil(crate::augment::LANES);
        let column = |pick: fn(&(f64, f64, f64)) -> f64| {
            let mut column = vec![Group::default(); groups];
            column.as_flattened_mut().iter_mut().zip(constituents).for_each(|(to, from)| *to = pick(from));
            column
        };
        Jet { pt: column(|c| c.0), eta: column(|c| c.1), phi: column(|c| c.2), groups }
    }

    /// Scalar sum of pT, GeV.
    pub(super) fn pt_sum(&self) -> f64 {
        self.pt[..self.groups].as_flattened().iter().sum()
    }
}

/// A jet that is being taken over.
struct Loading<'a, F> {
    jet: &'a mut Jet,
    centred: bool,
    sums: Sums<F>,
}

impl<F: Four> Visit<F> for Loading<'_, F> {
    #[inline(always)]
    fn group(&mut self, k: usize, [p, x, mut y]: [F; 3]) {
        if self.centred {
            y = around_zero(y);
        }
        self.sums.add(p, x, y);
        (self.jet.pt[k], self.jet.eta[k], self.jet.phi[k]) = (p.numbers(), x.numbers(), y.numbers());
    }
}

/// How to mirror the jet so that the quadrant with the largest sum, the first of equals, becomes (+,+), of (+,+), (−,+),
/// (−,−), (+,−).
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

    use super::*;
    use crate::augment::Plain;

    type Constituent = (f64, f64, f64);

    fn toy(shift: (f64, f64), turn: f64) -> Vec<Constituent> {
        let plain = [(50.0, 0.3, 0.1), (40.0, -0.2, -0.05), (30.0, 0.05, 0.02), (3.0, -0.4, 0.3), (2.0, 0.1, -0.3)];
        let (sin, cos) = turn.sin_cos();
        let moved = |&(p, x, y): &(f64, f64, f64)| {
            let phi: f64 = sin * x + cos * y + shift.1;
            (p, cos * x - sin * y + shift.0, (phi + PI).rem_euclid(TAU) - PI)
        };
        plain.iter().map(moved).collect()
    }

    /// The constituents after the preprocessing, and the moments before it.
    fn done(constituents: &[Constituent], config: &ImageConfig) -> (Vec<Constituent>, Moments) {
        let mut jet = Jet::of(constituents);
        let (x, y) = match (config.centre, constituents.first()) {
            (Step::On, Some(first)) => (first.1, first.2),
            _ => (0.0, 0.0),
        };
        let mut loading = Loading {
            jet: &mut Jet::of(constituents),
            centred: config.centre == Step::On,
            sums: Sums::<Plain>::zero(),
        };
        for k in 0..jet.groups {
            let [p, eta, phi] = [&jet.pt, &jet.eta, &jet.phi].map(|values| Plain::load(&values[k]));
            loading.group(k, [p, eta - Plain::of(x), phi - Plain::of(y)]);
        }
        let moments = loading.sums.moments();
        std::mem::swap(&mut jet, loading.jet);
        let mirror = jet.turn_about::<Plain>(moments.frame(config), config);
        let (pt, eta, phi) = jet.groups();
        let all = pt.as_flattened().iter().zip(eta.as_flattened()).zip(phi.as_flattened());
        (all.map(|((p, x), y)| (*p, x * mirror.0, y * mirror.1)).take(constituents.len()).collect(), moments)
    }

    fn close(a: &[Constituent], b: &[Constituent]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a.1 - b.1).abs().max((a.2 - b.2).abs()) < 1e-12)
    }

    fn moments(constituents: &[Constituent]) -> Moments {
        done(constituents, &ImageConfig::centring_only(25).with_centring(Step::Off)).1
    }

    /// A jet is the same wherever it is, also across φ = ±π, and however it is turned.
    #[test]
    fn place_and_direction_do_not_matter() {
        let config = ImageConfig::new(25);
        let here = done(&toy((0.0, 0.0), 0.0), &config).0;
        for (shift, turn) in [((1.5, 3.1), 0.0), ((-0.7, -3.13), 0.4), ((0.0, 2.9), 2.0), ((0.2, -2.8), -1.0)] {
            assert!(close(&here, &done(&toy(shift, turn), &config).0), "{shift:?} {turn}");
        }
    }

    #[test]
    fn centring_gives_zero_mean_and_rotation_no_correlation() {
        let sums = moments(&done(&toy((0.4, 3.0), 1.1), &ImageConfig::new(25).with_flip(Step::Off)).0);
        assert!(sums.first.iter().all(|sum| sum.abs() < 1e-12 * sums.weight));
        let [xx, xy, yy] = sums.second;
        assert!(xy.abs() < 1e-12 * sums.weight && xx > yy);
    }

    #[test]
    fn the_hardest_quadrant_becomes_the_first() {
        let config = ImageConfig::centring_only(25).with_flip(Step::On);
        let jet = done(&[(10.0, 0.1, 0.1), (9.0, 0.2, 0.1), (30.0, -0.2, -0.2), (1.0, -0.2, 0.6)], &config).0;
        assert!(jet[2].1 > 0.0 && jet[2].2 > 0.0);
        assert!(jet[0].1 < 0.0 && jet[3].2 < 0.0);
    }

    #[test]
    fn steps_that_are_off_change_nothing() {
        let off = ImageConfig::centring_only(25).with_centring(Step::Off);
        let before = toy((0.3, 0.2), 0.1);
        assert_eq!(done(&before, &off).0, before);
    }

    #[test]
    fn jets_without_direction_stay_finite() {
        for constituents in [&[][..], &[(5.0, 1.0, 2.0)], &[(0.0, 1.0, 2.0), (0.0, 0.3, 0.1)]] {
            let jet = done(constituents, &ImageConfig::new(25)).0;
            assert!(jet.iter().all(|(_, x, y)| x.is_finite() && y.is_finite()));
        }
        let [angle, ..] = around_zero(Plain::of(20.0)).numbers();
        assert!((angle - (20.0 - 3.0 * TAU)).abs() < 1e-12);
    }
}
