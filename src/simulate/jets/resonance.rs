//! A Z′ from a down quark pair that decays to two dark quarks.

use super::hard::{Hard, ROOT_S, back_to_back};
use super::momentum::Dice;
use super::parton_density::Densities;

/// Points of the mass spectrum.
const POINTS: usize = 1024;

/// Mass and motion of the Z′, as a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Resonance {
    /// Masses and the cumulated probability at them.
    masses: Vec<f64>,
    sum: Vec<f64>,
}

impl Resonance {
    /// Breit–Wigner times the luminosity of down quark pairs, within 7/11 and 15/11 of the mass (3.5 to 7.5 TeV for
    /// 5.5 TeV, as in the samples).
    ///
    /// ```math
    /// dσ/dŝ ∝ L(ŝ) / ((ŝ − M²)² + (ŝ Γ/M)²)
    /// ```
    pub fn new(mass: f64, width: f64) -> Resonance {
        let (m2, mw) = (mass * mass, mass * width);
        let range = (mass * 7.0 / 11.0, (mass * 15.0 / 11.0).min(0.98 * ROOT_S));
        // Equal steps in the angle of the Breit–Wigner function are dense at the peak.
        let angle = |m: f64| ((m * m - m2) / mw).atan();
        let (low, high) = (angle(range.0), angle(range.1));
        let at = |k: usize| {
            let angle = low + (high - low) * k as f64 / (POINTS - 1) as f64;
            (m2 + mw * angle.tan()).max(0.0).sqrt().clamp(range.0, range.1)
        };
        let masses: Vec<f64> = (0..POINTS).map(at).collect();
        let density = |m: f64| {
            let (s, fixed) = (m * m, (m * m - m2).powi(2) + mw * mw);
            luminosity(m) * fixed / ((s - m2).powi(2) + (s * width / mass).powi(2))
        };
        let values: Vec<f64> = masses.iter().map(|&m| density(m)).collect();
        let mut sum = vec![0.0; POINTS];
        for k in 1..POINTS {
            sum[k] = sum[k - 1] + 0.5 * (values[k] + values[k - 1]);
        }
        let total = sum[POINTS - 1];
        sum.iter_mut().for_each(|value| *value /= total);
        Resonance { masses, sum }
    }

    pub fn draw(&self, dice: &mut Dice) -> Hard {
        let u = dice.uniform();
        let k = self.sum.partition_point(|&value| value < u).clamp(1, POINTS - 1);
        let part = (u - self.sum[k - 1]) / (self.sum[k] - self.sum[k - 1]).max(1e-300);
        let mass = self.masses[k - 1] + part.clamp(0.0, 1.0) * (self.masses[k] - self.masses[k - 1]);
        let boost = boost(mass, dice);
        // Vector couplings on both sides: 1 + cos²θ.
        let cos = loop {
            let cos = dice.between(-1.0, 1.0);
            if 2.0 * dice.uniform() < 1.0 + cos * cos {
                break cos;
            }
        };
        let (half, pt) = (cos.atanh(), 0.5 * mass * (1.0 - cos * cos).sqrt());
        let [a, b] = back_to_back(pt, [boost + half, boost - half], dice);
        Hard { mass, pt, partons: [(a, false), (b, false)] }
    }
}

/// d(x₁) d̄(x₂) + d̄(x₁) d(x₂) at a mass and boost.
fn pair(mass: f64, boost: f64) -> f64 {
    let (a, b) = (mass / ROOT_S * boost.exp(), mass / ROOT_S * (-boost).exp());
    if a >= 1.0 || b >= 1.0 {
        return 0.0;
    }
    let (a, b) = (Densities::at(a), Densities::at(b));
    a.quarks[0] * b.antiquarks[0] + a.antiquarks[0] * b.quarks[0]
}

fn luminosity(mass: f64) -> f64 {
    let (reach, n) = ((ROOT_S / mass).ln(), 32);
    (0..n).map(|k| pair(mass, reach * (f64::from(k) + 0.5) / f64::from(n))).sum::<f64>() * 2.0 * reach / f64::from(n)
}

/// Rapidity of the Z′.
fn boost(mass: f64, dice: &mut Dice) -> f64 {
    let reach = (ROOT_S / mass).ln();
    // The luminosity is not always largest at rest: valence quarks are hard, antiquarks soft.
    let most = 1.2 * (0..24).map(|k| pair(mass, reach * f64::from(k) / 24.0)).fold(0.0, f64::max);
    loop {
        let boost = dice.between(-reach, reach);
        if dice.uniform() * most < pair(mass, boost) {
            return boost;
        }
    }
}
