//! A parton shower: gluons from colour dipoles, ordered in transverse momentum, by the veto algorithm.
//!
//! Each end of a dipole radiates with the Catani–Seymour kernel (hep-ph/9605323), and the other end takes the recoil
//! (the shower of arXiv:0709.1027): every branching is exact in momentum and leaves massless partons. With
//! L = ln(pT²/Λ²), a coupling α and a range I of the overestimated kernel, the chance of no branching from L to L' is
//! exp(−α I (L − L')/2π), which is inverted at once; the running of α = 1/(b₀ L) and the kernel are acceptance.

use std::f64::consts::{LN_2, PI};

use super::fast::{exp, ln};
use super::momentum::{Dice, P4, transverse};

/// A gauge group with fermions, as far as a shower knows it. QCD and the dark sector differ in numbers only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Gauge {
    pub c_f: f64,
    pub c_a: f64,
    /// Number of flavours times T_R = ½ for gluon → quark pair; 0 turns it off.
    pub pairs: f64,
    /// No emission below this transverse momentum, GeV.
    pub pt_min: f64,
    /// The coupling between thresholds, from high to low scales.
    pub bands: [Band; 3],
}

/// A range of scales with one number of flavours: α = 1/(b₀ ln(pT²/Λ²)) down to ln pT² = `floor`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Band {
    pub floor: f64,
    pub b0: f64,
    /// ln Λ², Λ in GeV.
    pub log_lambda2: f64,
}

/// b₀ of SU(n) with fermions in the fundamental representation.
fn b0(colours: f64, flavours: f64) -> f64 {
    (11.0 * colours - 2.0 * flavours) / (12.0 * PI)
}

impl Gauge {
    /// SU(n) with `flavours` in the running at every scale; gluons do not split into quarks.
    pub fn dark(colours: f64, flavours: f64, lambda: f64, pt_min: f64) -> Gauge {
        let band = Band { floor: 2.0 * pt_min.ln(), b0: b0(colours, flavours), log_lambda2: 2.0 * lambda.ln() };
        let c_f = (colours * colours - 1.0) / (2.0 * colours);
        Gauge { c_f, c_a: colours, pairs: 0.0, pt_min, bands: [band; 3] }
    }

    /// QCD with this coupling at m_Z, thresholds at 4.8 and 1.5 GeV, and five flavours in gluon splittings.
    pub fn qcd(alpha_mz: f64, pt_min: f64) -> Gauge {
        let (mut scale, mut inverse) = (2.0 * 91.1876f64.ln(), 1.0 / alpha_mz);
        let mut band = |flavours: f64, floor: f64| {
            let (b0, floor) = (b0(3.0, flavours), 2.0 * floor.ln());
            let log_lambda2 = scale - inverse / b0;
            (scale, inverse) = (floor, b0 * (floor - log_lambda2));
            Band { floor, b0, log_lambda2 }
        };
        let bands = [band(5.0, 4.8), band(4.0, 1.5), band(3.0, pt_min)];
        Gauge { c_f: 4.0 / 3.0, c_a: 3.0, pairs: 2.5, pt_min, bands }
    }

    /// The band of a scale ln pT².
    #[inline]
    fn band(&self, log_pt2: f64) -> Band {
        let [first, second, third] = self.bands;
        if log_pt2 > first.floor {
            first
        } else if log_pt2 > second.floor {
            second
        } else {
            third
        }
    }

    /// The running coupling at a transverse momentum in GeV.
    #[cfg(test)]
    pub fn alpha(&self, pt: f64) -> f64 {
        let band = self.band(2.0 * pt.ln());
        1.0 / (band.b0 * (2.0 * pt.ln() - band.log_lambda2))
    }
}

/// No parton.
pub(crate) const NONE: usize = usize::MAX;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Parton {
    pub p: P4,
    pub gluon: bool,
    /// Neighbours along the colour line, or `NONE`.
    pub side: [usize; 2],
}

/// What the next branching of a dipole's end would be.
#[derive(Debug, Clone, Copy)]
struct Trial {
    z: f64,
    pair: bool,
}

/// Partons in colour order, and the next branching of each of their ends.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shower {
    pub partons: Vec<Parton>,
    /// ln pT² of the next branching of end 2k + side of parton k; `−∞` for none.
    next: Vec<f64>,
    trial: Vec<Trial>,
}

impl Shower {
    /// Two partons that radiate against each other, alone in the shower.
    pub fn start(&mut self, first: (P4, bool), second: (P4, bool)) {
        self.partons.clear();
        // Two gluons share both their colour lines; a gluon with a quark radiates its outer line against the quark.
        let ring = first.1 && second.1;
        let outer = |other: usize| if ring { other } else { NONE };
        self.partons.push(Parton { p: first.0, gluon: first.1, side: [outer(1), 1] });
        self.partons.push(Parton { p: second.0, gluon: second.1, side: [0, outer(0)] });
    }

    /// Lets the partons radiate from transverse momentum `pt_max` down to the end of the shower.
    pub fn run(&mut self, gauge: &Gauge, pt_max: f64, dice: &mut Dice) {
        let (start, stop) = (2.0 * pt_max.ln(), 2.0 * gauge.pt_min.ln());
        self.next.clear();
        self.trial.clear();
        if start <= stop {
            return;
        }
        for end in 0..2 * self.partons.len() {
            self.grow();
            self.draw(end, gauge, start, stop, dice);
        }
        loop {
            let (mut end, mut l) = (NONE, f64::NEG_INFINITY);
            for (k, &next) in self.next.iter().enumerate() {
                if next > l {
                    (end, l) = (k, next);
                }
            }
            if end == NONE {
                return;
            }
            self.branch(end, gauge, l, stop, dice);
        }
    }

    fn grow(&mut self) {
        self.next.push(f64::NEG_INFINITY);
        self.trial.push(Trial { z: 0.0, pair: false });
    }

    /// The parton that takes the recoil of an end, or `NONE` when the end does not radiate.
    fn recoiler(&self, end: usize) -> usize {
        let (k, side) = (end / 2, end % 2);
        let parton = &self.partons[k];
        if parton.side[side] != NONE || !parton.gluon {
            return parton.side[side];
        }
        // The outer line of a gluon at the end of a chain: its partner is beyond what is followed here, the other end
        // of the chain takes the recoil.
        let mut far = k;
        while self.partons[far].side[1 - side] != NONE {
            far = self.partons[far].side[1 - side];
        }
        if far == k { NONE } else { far }
    }

    /// Draws the next branching of an end below the scale `l`.
    fn draw(&mut self, end: usize, gauge: &Gauge, mut l: f64, stop: f64, dice: &mut Dice) {
        self.next[end] = f64::NEG_INFINITY;
        let other = self.recoiler(end);
        if other == NONE {
            return;
        }
        let parton = self.partons[end / 2];
        let q2 = 2.0 * parton.p.dot(self.partons[other].p);
        let log_q2 = ln(q2);
        // z (1 − z) ≥ pT²/Q² needs pT² ≤ Q²/4.
        l = l.min(log_q2 - 2.0 * LN_2);
        let colour = if parton.gluon { gauge.c_a } else { 2.0 * gauge.c_f };
        let pairs = if parton.gluon && self.may_split(end) { 0.5 * gauge.pairs } else { 0.0 };
        while l > stop {
            // In slices of the scale, with the largest coupling and the widest range of z of each.
            let band = gauge.band(l);
            let height = 0.3 * (l - band.log_lambda2);
            let floor = band.floor.max(l - height.min(2.0)).max(stop);
            let (strong, log) = (band.b0 * (floor - band.log_lambda2), log_q2 - floor);
            let range = colour * log + pairs;
            l -= dice.exponential() * 2.0 * PI * strong / range;
            if l <= floor {
                l = floor;
                continue;
            }
            let pair = pairs > 0.0 && dice.uniform() * range < pairs;
            let u = dice.uniform();
            // The coupling of this scale over the largest, and a first look at y > 1.
            let weaker = strong / (band.b0 * (l - band.log_lambda2));
            let chance = dice.uniform();
            if chance > weaker || (!pair && l - log_q2 + log * u > 0.0) {
                continue;
            }
            let z = if pair { u } else { 1.0 - exp(-log * u) };
            let y = exp(l - log_q2) / (z * (1.0 - z));
            if y < 1.0 && chance < weaker * (1.0 - y) * share(parton.gluon, pair, z, y) {
                self.next[end] = l;
                self.trial[end] = Trial { z, pair };
                return;
            }
        }
    }

    /// Whether a gluon may become a quark pair: not where half of the pair would be left without a partner.
    fn may_split(&self, end: usize) -> bool {
        self.partons[end / 2].side.iter().all(|&side| side != NONE)
    }

    /// Makes the branching of an end at scale `l`.
    fn branch(&mut self, end: usize, gauge: &Gauge, l: f64, stop: f64, dice: &mut Dice) {
        let (i, side, Trial { z, pair }) = (end / 2, end % 2, self.trial[end]);
        let k = self.recoiler(end);
        let pt2 = exp(l);
        let fits = k != NONE && {
            let q2 = 2.0 * self.partons[i].p.dot(self.partons[k].p);
            pt2 < z * (1.0 - z) * q2
        };
        if !fits || (pair && !self.may_split(end)) {
            // A neighbour has branched since: the phase space is smaller now.
            return self.draw(end, gauge, l, stop, dice);
        }
        let (pi, pj, pk) = split(self.partons[i].p, self.partons[k].p, z, pt2, dice);
        self.partons[i].p = pi;
        self.partons[k].p = pk;
        let j = self.partons.len();
        let outer = self.partons[i].side[side];
        if pair {
            // The colour line breaks: parton i keeps one side, j gets the other.
            let mut sides = [NONE; 2];
            sides[side] = outer;
            self.partons.push(Parton { p: pj, gluon: false, side: sides });
            self.partons[outer].side[1 - side] = j;
            self.partons[i].gluon = false;
            self.partons[i].side[side] = NONE;
        } else {
            let mut sides = [i; 2];
            sides[side] = outer;
            self.partons.push(Parton { p: pj, gluon: true, side: sides });
            self.partons[i].side[side] = j;
            if outer != NONE {
                self.partons[outer].side[1 - side] = j;
            }
        }
        self.grow();
        self.grow();
        // The far end of the recoiling parton keeps what it had: its momentum has only shrunk a little.
        for end in [2 * i, 2 * i + 1, 2 * j, 2 * j + 1, 2 * k + 1 - side] {
            self.draw(end, gauge, l, stop, dice);
        }
    }
}

/// Kernel over its overestimate: emitter keeps the fraction z.
fn share(gluon: bool, pair: bool, z: f64, y: f64) -> f64 {
    if pair {
        return 1.0 - 2.0 * z * (1.0 - z);
    }
    let soft = (1.0 - z) / (1.0 - z * (1.0 - y));
    if gluon { soft + (1.0 - z) * (0.5 * z * (1.0 - z) - 1.0) } else { soft - 0.5 * (1.0 - z) * (1.0 + z) }
}

/// Massless partons (ij, k) → (i, j, k) with transverse momentum and fraction z; the sum is kept.
fn split(emitter: P4, recoiler: P4, z: f64, pt2: f64, dice: &mut Dice) -> (P4, P4, P4) {
    let y = pt2 / (z * (1.0 - z) * 2.0 * emitter.dot(recoiler));
    let (e1, e2) = transverse(emitter, recoiler);
    let (cos, sin) = dice.circle();
    let kick = (e1 * cos + e2 * sin) * pt2.sqrt();
    let i = emitter * z + recoiler * (y * (1.0 - z)) + kick;
    let j = emitter * (1.0 - z) + recoiler * (y * z) - kick;
    (on_shell(i), on_shell(j), recoiler * (1.0 - y))
}

/// The same three-momentum without mass: rounding must not build up over many branchings.
fn on_shell(p: P4) -> P4 {
    P4 { e: (p.x * p.x + p.y * p.y + p.z * p.z).sqrt(), ..p }
}
