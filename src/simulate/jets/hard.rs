//! The hard collision: two partons into two massless ones.

use std::f64::consts::PI;

use super::momentum::{Dice, P4};
use super::parton_density::Densities;

/// Energy of the beams together, GeV.
pub(crate) const ROOT_S: f64 = 13_000.0;
/// One GeV⁻² in fb.
const FB: f64 = 3.893_794e11;

/// What comes out of the hard collision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hard {
    pub mass: f64,
    /// Transverse momentum of both partons, GeV.
    pub pt: f64,
    /// Momenta, and whether they are gluons.
    pub partons: [(P4, bool); 2],
}

/// Two massless back-to-back momenta, at transverse momentum `pt` and pseudorapidities `eta`.
pub(crate) fn back_to_back(pt: f64, eta: [f64; 2], dice: &mut Dice) -> [P4; 2] {
    let (x, y) = dice.circle();
    let one = |sign: f64, eta: f64| P4::new(sign * pt * x, sign * pt * y, pt * eta.sinh(), pt * eta.cosh());
    [one(1.0, eta[0]), one(-1.0, eta[1])]
}

/// Leading-order QCD, with the parton cuts of the Note's script.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct QcdHard {
    pub mass: (f64, f64),
    pub pt_min: f64,
    pub eta_max: f64,
    most: f64,
    /// Cross-section, fb.
    pub xsec_fb: f64,
}

/// Power of 1/m̂ that is thrown; what is left is accepted or not.
const FALL: f64 = 8.0;

impl QcdHard {
    pub fn new(mass: (f64, f64), pt_min: f64, eta_max: f64) -> QcdHard {
        let mut hard = QcdHard { mass, pt_min, eta_max, most: 0.0, xsec_fb: 0.0 };
        // The largest weight and the mean, on a grid of midpoints.
        let (n, mut sum) = (24, 0.0);
        for i in 0..n {
            for j in 0..n {
                for k in 0..n {
                    let u = [i, j, k].map(|at| (f64::from(at) + 0.5) / f64::from(n));
                    let weight = hard.point(u).map_or(0.0, |point| point.weights.iter().sum());
                    hard.most = f64::max(hard.most, weight);
                    sum += weight;
                }
            }
        }
        hard.xsec_fb = FB * sum / f64::from(n * n * n);
        // The grid may miss the top by a little.
        hard.most *= 1.25;
        hard
    }

    pub fn draw(&self, dice: &mut Dice) -> Hard {
        loop {
            let Some(point) = self.point([dice.uniform(), dice.uniform(), dice.uniform()]) else { continue };
            let total: f64 = point.weights.iter().sum();
            let mut u = dice.uniform() * self.most;
            if u > total {
                continue;
            }
            let mut kind = 0;
            while kind < 3 && u > point.weights[kind] {
                u -= point.weights[kind];
                kind += 1;
            }
            // Which of the two is the gluon.
            let gluons = [[false, false], [true, true], [false, true], [true, false]][kind];
            let [a, b] = back_to_back(point.pt, point.eta, dice);
            return Hard { mass: point.mass, pt: point.pt, partons: [(a, gluons[0]), (b, gluons[1])] };
        }
    }

    /// Weights of quark–quark, gluon–gluon, quark–gluon and gluon–quark final states at a point of the unit cube.
    fn point(&self, [u, v, w]: [f64; 3]) -> Option<Point> {
        let power = |mass: f64| mass.powf(-FALL);
        let (top, bottom) = (power(self.mass.0), power(self.mass.1));
        let mass = (top + u * (bottom - top)).powf(-1.0 / FALL);
        // Half of the distance in rapidity: uniform in χ = exp(2 y*).
        let reach = (0.5 * mass / self.pt_min).acosh().min(self.eta_max);
        let (chi_max, sign) = ((2.0 * reach).exp(), if v < 0.5 { 1.0 } else { -1.0 });
        let chi = 1.0 + (2.0 * v).fract() * (chi_max - 1.0);
        let half = 0.5 * chi.ln() * sign;
        let range = (self.eta_max - half.abs()).min((ROOT_S / mass).ln());
        let boost = range * (2.0 * w - 1.0);
        let (x1, x2) = (mass / ROOT_S * boost.exp(), mass / ROOT_S * (-boost).exp());
        if !(x1 < 1.0 && x2 < 1.0) {
            return None;
        }
        let s = mass * mass;
        let cos = half.tanh();
        let pt = 0.5 * mass / half.cosh();
        let alpha = 1.0 / (B0 * (pt * pt / (LAMBDA * LAMBDA)).ln());
        // dσ = 2 dm̂/m̂ dY dcosθ x₁f x₂f πα²/(2ŝ) |M|², with the Jacobians of what was thrown.
        let jacobian = (top - bottom) * mass.powf(FALL) / FALL * 2.0 * range * 2.0 * (chi_max - 1.0) * 2.0
            / ((1.0 + chi) * (1.0 + chi));
        let factor = 2.0 * jacobian * PI * alpha * alpha / (2.0 * s);
        let weights = elements(&Densities::at(x1), &Densities::at(x2), cos).map(|weight| weight * factor);
        Some(Point { mass, pt, eta: [boost + half, boost - half], weights })
    }
}

struct Point {
    mass: f64,
    pt: f64,
    eta: [f64; 2],
    weights: [f64; 4],
}

/// One-loop coupling with α_s(m_Z) = 0.130, as the leading-order densities have it, five flavours.
const B0: f64 = 23.0 / (12.0 * PI);
const LAMBDA: f64 = 0.1656;

/// Densities times |M|²/g⁴ (Combridge, Kripfganz, Ranft 1977) for final states qq, gg, qg and gq, where the first parton
/// goes at `cos` from the first beam. Identical partons carry their ½.
fn elements(one: &Densities, two: &Densities, cos: f64) -> [f64; 4] {
    let (t, u) = (-0.5 * (1.0 - cos), -0.5 * (1.0 + cos));
    let (t2, u2) = (t * t, u * u);
    let (q1, a1, q2, a2) = (&one.quarks, &one.antiquarks, &two.quarks, &two.antiquarks);
    let sum = |a: &[f64; 5], b: &[f64; 5]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let all = |a: &[f64; 5], b: &[f64; 5]| a.iter().chain(b).sum::<f64>();
    let same = sum(q1, q2) + sum(a1, a2);
    let anti = sum(q1, a2) + sum(a1, q2);
    let (all1, all2) = (all(q1, a1), all(q2, a2));
    let other = (all1 * all2 - same - anti).max(0.0);
    let (ninth, s_channel) = (4.0 / 9.0, 4.0 / 9.0 * (t2 + u2));
    // Particle 3 is the scattered quark of the first beam; where partons 3 and 4 are both quarks, either may be it.
    let exchange = ninth * ((1.0 + u2) / t2);
    let identical = 0.5 * (ninth * ((1.0 + u2) / t2 + (1.0 + t2) / u2) - 8.0 / 27.0 / (u * t));
    let annihilate = ninth * ((1.0 + u2) / t2) + s_channel - 8.0 / 27.0 * u2 / t;
    let pairs = 4.0 * s_channel;
    let qq = other * exchange
        + same * identical
        + anti * (annihilate + pairs)
        + one.gluon * two.gluon * 5.0 * ((t2 + u2) / (6.0 * t * u) - 0.375 * (t2 + u2));
    let gluons = anti * 0.5 * (32.0 / 27.0 * (t2 + u2) / (t * u) - 8.0 / 3.0 * (t2 + u2))
        + one.gluon * two.gluon * 0.5 * 4.5 * (3.0 - t * u - u / t2 - t / u2);
    let compton = |t: f64, u: f64| -ninth * (1.0 + u * u) / u + (1.0 + u * u) / (t * t);
    // First parton a quark: from the first beam at t, or from the second beam at u.
    let (by_first, by_second) = (all1 * two.gluon, one.gluon * all2);
    let quark_gluon = by_first * compton(t, u);
    let gluon_quark = by_second * compton(t, u);
    [qq, gluons, quark_gluon, gluon_quark]
}
