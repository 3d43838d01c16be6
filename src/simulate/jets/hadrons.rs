//! Hadrons of the Standard Model: what strings make, what they decay to.
//!
//! Light quarks, strange quarks and nucleons; charm and bottom quarks fragment like light ones. Masses and branching
//! fractions are those of the Particle Data Group, rounded; widths are left out. Rates of flavours and spins are
//! Pythia's defaults (Monash, arXiv:1404.5630).

use super::momentum::{Dice, P4};
use super::strings::{Flavours, Hadron};

pub(crate) const GAMMA: u8 = 0;
pub(crate) const PI0: u8 = 1;
pub(crate) const PI: u8 = 2;
const K: u8 = 3;
const K_LONG: u8 = 4;
const K_SHORT: u8 = 5;
const ETA: u8 = 6;
const ETA_PRIME: u8 = 7;
const RHO0: u8 = 8;
const RHO: u8 = 9;
const OMEGA: u8 = 10;
const K_STAR: u8 = 11;
const K_STAR0: u8 = 12;
const PHI: u8 = 13;
const PROTON: u8 = 14;
const NEUTRON: u8 = 15;
const LAMBDA: u8 = 16;

/// Masses in the order of the kinds, GeV.
const MASS: [f64; 17] = [
    0.0, 0.13498, 0.13957, 0.49368, 0.49761, 0.49761, 0.54786, 0.95778, 0.77526, 0.77511, 0.78266, 0.89167, 0.89555,
    1.01946, 0.93827, 0.93957, 1.11568,
];

fn with_mass(kind: u8) -> (u8, f64) {
    (kind, MASS[kind as usize])
}

/// What a detector can tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    Charged,
    Photon,
    Neutral,
}

/// A particle that reaches the detector.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stable {
    pub p: P4,
    pub mass: f64,
    pub seen: Seen,
}

const DOWN: u8 = 0;
const UP: u8 = 1;
const STRANGE: u8 = 2;
const DIQUARK: u8 = 3;

/// Strange quarks for each up quark (StringFlav:probStoUD).
const STRANGE_RATE: f64 = 0.217;
/// Diquarks for each quark (StringFlav:probQQtoQ).
const DIQUARK_RATE: f64 = 0.081;
/// Share of vector mesons: 0.50 and 0.55 for each pseudoscalar of light and of strange quarks (StringFlav:mesonUDvector,
/// mesonSvector), more where η and η′ are suppressed.
const VECTOR: f64 = 0.333;
const STRANGE_VECTOR: f64 = 0.355;
const DIAGONAL_VECTOR: [f64; 2] = [0.424, 0.604];
/// Chance that a pair uū or dd̄, or ss̄, is kept: η are suppressed by 0.6, η′ by 0.12 (StringFlav:etaSup, etaPrimeSup).
const DIAGONAL_KEPT: [f64; 2] = [0.787, 0.587];
/// Share of η and η′ among pseudoscalars uū, dd̄ after that.
const LIGHT_ETA: (f64, f64) = (0.221, 0.044);
/// Share of η among pseudoscalars ss̄ after that.
const STRANGE_ETA: f64 = 0.833;

/// The flavours of QCD strings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Qcd;

impl Flavours for Qcd {
    fn pair(&self, end: u8, dice: &mut Dice) -> u8 {
        let quarks = 2.0 + STRANGE_RATE;
        if end != DIQUARK && dice.uniform() * (1.0 + DIQUARK_RATE) > 1.0 {
            return DIQUARK;
        }
        loop {
            let u = dice.uniform() * quarks;
            let quark = [DOWN, UP, STRANGE][(u as usize).min(2)];
            // A suppressed meson: another pair is made instead.
            if quark != end || dice.uniform() < DIAGONAL_KEPT[usize::from(quark == STRANGE)] {
                return quark;
            }
        }
    }

    fn any_quark(&self, dice: &mut Dice) -> u8 {
        self.pair(DIQUARK, dice)
    }

    fn hadron(&self, a: u8, b: u8, dice: &mut Dice) -> (u8, f64) {
        // A baryon is what its quark is beside an up–down pair.
        if a == DIQUARK || b == DIQUARK {
            return with_mass([NEUTRON, PROTON, LAMBDA, PROTON][a.min(b) as usize]);
        }
        let strange = a == STRANGE || b == STRANGE;
        let share = match (a == b, strange) {
            (true, _) => DIAGONAL_VECTOR[usize::from(strange)],
            (false, true) => STRANGE_VECTOR,
            (false, false) => VECTOR,
        };
        let vector = dice.uniform() < share;
        let kind = match (a == b, strange, vector) {
            (true, false, true) => [RHO0, OMEGA][usize::from(dice.uniform() < 0.5)],
            (true, false, false) => match dice.uniform() {
                u if u < LIGHT_ETA.0 => ETA,
                u if u < LIGHT_ETA.0 + LIGHT_ETA.1 => ETA_PRIME,
                _ => PI0,
            },
            (true, true, true) => PHI,
            (true, true, false) => [ETA_PRIME, ETA][usize::from(dice.uniform() < STRANGE_ETA)],
            (false, false, true) => RHO,
            (false, false, false) => PI,
            (false, true, vector) => {
                let charged = a == UP || b == UP;
                match (charged, vector) {
                    (true, true) => K_STAR,
                    (true, false) => K,
                    (false, true) => K_STAR0,
                    (false, false) => neutral_kaon(dice),
                }
            }
        };
        with_mass(kind)
    }

    fn lightest(&self) -> (u8, f64) {
        with_mass(PI)
    }

    fn remnant(&self) -> u8 {
        PI0
    }
}

fn neutral_kaon(dice: &mut Dice) -> u8 {
    if dice.uniform() < 0.5 { K_SHORT } else { K_LONG }
}

/// Decays a hadron until only stable particles are left; `stack` is working memory and ends empty.
pub(crate) fn decay(hadron: Hadron, stack: &mut Vec<Hadron>, out: &mut Vec<Stable>, dice: &mut Dice) {
    stack.push(hadron);
    while let Some(parent) = stack.pop() {
        let seen = match parent.kind {
            GAMMA => Seen::Photon,
            PI | K | PROTON => Seen::Charged,
            K_LONG | NEUTRON => Seen::Neutral,
            // What has no mass cannot decay.
            _ if parent.mass < 1e-4 => Seen::Photon,
            PI0 => {
                let (p, q) = dice.two_body(parent.p, parent.mass, 0.0, 0.0);
                for p in [p, q] {
                    out.push(Stable { p, mass: 0.0, seen: Seen::Photon });
                }
                continue;
            }
            _ => {
                let (kinds, count) = products(parent.kind, dice);
                if count == 2 {
                    two(parent, [kinds[0], kinds[1]], stack, dice);
                } else {
                    three(parent, kinds, stack, dice);
                }
                continue;
            }
        };
        out.push(Stable { p: parent.p, mass: parent.mass, seen });
    }
}

/// Two or three products of a decay.
fn products(kind: u8, dice: &mut Dice) -> ([u8; 3], usize) {
    let u = dice.uniform();
    let pick = |list: &[(f64, [u8; 3])]| {
        let found = list.iter().find(|(up_to, _)| u < *up_to).or(list.last());
        let kinds = found.map_or([GAMMA; 3], |(_, kinds)| *kinds);
        (kinds, if kinds[2] == NOTHING { 2 } else { 3 })
    };
    match kind {
        K_SHORT => pick(&[(0.693, [PI, PI, NOTHING]), (1.0, [PI0, PI0, NOTHING])]),
        ETA => pick(&[
            (0.396, [GAMMA, GAMMA, NOTHING]),
            (0.724, [PI0, PI0, PI0]),
            (0.954, [PI, PI, PI0]),
            (1.0, [PI, PI, GAMMA]),
        ]),
        ETA_PRIME => pick(&[
            (0.427, [PI, PI, ETA]),
            (0.722, [RHO0, GAMMA, NOTHING]),
            (0.950, [PI0, PI0, ETA]),
            (0.977, [OMEGA, GAMMA, NOTHING]),
            (1.0, [GAMMA, GAMMA, NOTHING]),
        ]),
        RHO0 => ([PI, PI, NOTHING], 2),
        RHO => ([PI, PI0, NOTHING], 2),
        OMEGA => pick(&[(0.893, [PI, PI, PI0]), (0.984, [PI0, GAMMA, NOTHING]), (1.0, [PI, PI, NOTHING])]),
        K_STAR => {
            let kaon = neutral_kaon(dice);
            pick(&[(0.667, [kaon, PI, NOTHING]), (1.0, [K, PI0, NOTHING])])
        }
        K_STAR0 => {
            let kaon = neutral_kaon(dice);
            pick(&[(0.667, [K, PI, NOTHING]), (1.0, [kaon, PI0, NOTHING])])
        }
        PHI => pick(&[
            (0.493, [K, K, NOTHING]),
            (0.834, [K_LONG, K_SHORT, NOTHING]),
            (0.987, [PI, PI, PI0]),
            (1.0, [ETA, GAMMA, NOTHING]),
        ]),
        _ => pick(&[(0.641, [PROTON, PI, NOTHING]), (1.0, [NEUTRON, PI0, NOTHING])]),
    }
}

/// No third product.
const NOTHING: u8 = u8::MAX;

fn two(parent: Hadron, kinds: [u8; 2], stack: &mut Vec<Hadron>, dice: &mut Dice) {
    let [(a, m1), (b, m2)] = kinds.map(with_mass);
    let (p, q) = dice.two_body(parent.p, parent.mass, m1, m2);
    stack.push(Hadron { p, mass: m1, kind: a });
    stack.push(Hadron { p: q, mass: m2, kind: b });
}

/// Momentum of the products of a decay into two bodies in its rest frame, GeV.
fn momentum(mass: f64, m1: f64, m2: f64) -> f64 {
    let (sum, difference) = (m1 + m2, m1 - m2);
    ((mass * mass - sum * sum) * (mass * mass - difference * difference)).max(0.0).sqrt() / (2.0 * mass)
}

/// Three bodies, uniform in phase space.
fn three(parent: Hadron, kinds: [u8; 3], stack: &mut Vec<Hadron>, dice: &mut Dice) {
    let [(a, m1), (b, m2), (c, m3)] = kinds.map(with_mass);
    let (low, high) = (m1 + m2, parent.mass - m3);
    let most = momentum(parent.mass, low, m3) * momentum(high, m1, m2);
    let m12 = loop {
        let m12 = dice.between(low, high);
        if dice.uniform() * most < momentum(parent.mass, m12, m3) * momentum(m12, m1, m2) {
            break m12;
        }
    };
    let (pair, p3) = dice.two_body(parent.p, parent.mass, m12, m3);
    let (p1, p2) = dice.two_body(pair, m12, m1, m2);
    stack.push(Hadron { p: p1, mass: m1, kind: a });
    stack.push(Hadron { p: p2, mass: m2, kind: b });
    stack.push(Hadron { p: p3, mass: m3, kind: c });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decays_keep_momentum_and_end_with_stable_particles() {
        let (mut dice, mut stack) = (Dice::new(3, "decays", 0), Vec::new());
        for kind in 1..17u8 {
            for _ in 0..50 {
                let (x, y, z) = dice.sphere();
                let mass = MASS[kind as usize];
                let p = P4::new(7.0 * x, 7.0 * y, 7.0 * z, (49.0 + mass * mass).sqrt());
                let mut out = Vec::new();
                decay(Hadron { p, mass, kind }, &mut stack, &mut out, &mut dice);
                let rest = out.iter().fold(p, |rest, stable| rest - stable.p);
                assert!(rest.e.abs() + rest.x.abs() + rest.y.abs() + rest.z.abs() < 1e-9, "{kind}: {rest:?}");
                assert!(out.iter().all(|stable| (stable.p.mass() - stable.mass).abs() < 1e-4), "{kind}: {out:?}");
            }
        }
    }
}
