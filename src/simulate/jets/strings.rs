//! Hadrons from a chain of colour: a string is stretched from parton to parton and breaks.
//!
//! A gluon gives half of its momentum to the string on each of its sides; pieces that are too light to break are joined
//! with their neighbour. A piece breaks from both ends by the Lund function, with a Gaussian transverse momentum at each
//! break (Phys. Rept. 97 (1983) 31), and the last two hadrons are an isotropic decay. Every piece keeps its
//! four-momentum exactly. Simpler than Pythia: the flavours of neighbouring pieces do not know each other's hadrons, and
//! a hadron never reaches over a gluon.

use super::fast::ln;
use super::lund::LundTable;
use super::momentum::{Dice, P4, transverse, two_body_along};
use super::shower::{NONE, Shower};

/// A hadron and its kind, by the numbering of its flavour model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Hadron {
    pub p: P4,
    pub mass: f64,
    pub kind: u8,
}

/// Which hadrons a string makes.
pub(crate) trait Flavours {
    /// A new pair at a break, as the flavour of its quark; `end` is what it will join.
    fn pair(&self, end: u8, dice: &mut Dice) -> u8;
    /// The hadron of a quark and an antiquark, with its mass.
    fn hadron(&self, quark: u8, antiquark: u8, dice: &mut Dice) -> (u8, f64);
    /// The flavour at the end of a chain that does not end with a known quark.
    fn any_quark(&self, dice: &mut Dice) -> u8;
    /// The lightest hadron and its mass, for pairs near the threshold.
    fn lightest(&self) -> (u8, f64);
    /// The kind that stands for a whole system below the threshold of two hadrons, with the mass that the system has.
    fn remnant(&self) -> u8;
}

/// The numbers of a string.
#[derive(Debug, Clone)]
pub(crate) struct StringModel {
    pub table: LundTable,
    /// b of the Lund function, GeV⁻².
    pub b: f64,
    /// Width of each component of a quark's transverse momentum, GeV.
    pub sigma: f64,
    /// Mass at which a string makes its last two hadrons, GeV; ± 20 %.
    pub stop: f64,
    /// Pieces below this mass are joined with a neighbour, GeV.
    pub join: f64,
    /// Attempts before the last two hadrons of a piece are made lighter than was thrown.
    pub attempts: usize,
}

impl StringModel {
    /// Turns all partons of a shower into hadrons; `end` is the flavour at both ends of every chain, when it is known.
    pub fn hadronise<F: Flavours>(
        &self,
        shower: &Shower,
        flavours: &F,
        end: Option<u8>,
        out: &mut Vec<Hadron>,
        dice: &mut Dice,
    ) {
        let partons = &shower.partons;
        let mut open = false;
        for first in (0..partons.len()).filter(|&k| partons[k].side[0] == NONE) {
            open = true;
            self.chain(shower, first, flavours, end, out, dice);
        }
        if !open {
            self.chain(shower, 0, flavours, end, out, dice);
        }
    }

    /// One chain, or a ring that is cut at its first gluon.
    fn chain<F: Flavours>(
        &self,
        shower: &Shower,
        first: usize,
        flavours: &F,
        end: Option<u8>,
        out: &mut Vec<Hadron>,
        dice: &mut Dice,
    ) {
        let partons = &shower.partons;
        let ring = partons[first].side[0] != NONE;
        let mut left = end.unwrap_or_else(|| flavours.any_quark(dice));
        let last_flavour = if ring { left } else { end.unwrap_or_else(|| flavours.any_quark(dice)) };
        let mut here = first;
        let mut head = if ring { partons[first].p * 0.5 } else { partons[first].p };
        let mut total = head;
        let join2 = self.join * self.join;
        loop {
            let next = partons[here].side[1];
            if next == NONE {
                // A chain of one parton does not come out of the shower.
                return;
            }
            let beyond = partons[next].side[1];
            let last = beyond == NONE || next == first;
            let share = if last && !ring { 1.0 } else { 0.5 };
            total += partons[next].p * share;
            if last {
                self.fragment(head, total, left, last_flavour, flavours, out, dice);
                return;
            }
            if total.m2() > join2 && self.enough_behind(shower, next, first) {
                let flavour = flavours.any_quark(dice);
                self.fragment(head, total, left, flavour, flavours, out, dice);
                left = flavour;
                head = partons[next].p * 0.5;
                total = head;
            } else {
                total += partons[next].p * 0.5;
            }
            here = next;
        }
    }

    /// Whether the rest of a chain, from the second half of parton `here`, is heavy enough to be a piece.
    fn enough_behind(&self, shower: &Shower, here: usize, first: usize) -> bool {
        let partons = &shower.partons;
        let (mut at, mut total) = (here, partons[here].p * 0.5);
        loop {
            let next = partons[at].side[1];
            if next == NONE || at == first {
                return false;
            }
            let last = partons[next].side[1] == NONE || next == first;
            total += partons[next].p * if next == first { 0.5 } else { 1.0 };
            if total.m2() > self.join * self.join {
                return true;
            }
            if last {
                return false;
            }
            at = next;
        }
    }

    /// Breaks one piece with momentum `total`; `head` is the massless momentum at its left end. When the last two
    /// hadrons do not fit, the piece breaks anew; after some attempts, they become lighter ones.
    #[allow(clippy::too_many_arguments)]
    fn fragment<F: Flavours>(
        &self,
        head: P4,
        total: P4,
        left: u8,
        right: u8,
        flavours: &F,
        out: &mut Vec<Hadron>,
        dice: &mut Dice,
    ) {
        let begin = out.len();
        for attempt in 0..=self.attempts {
            if self.try_piece(head, total, left, right, attempt == self.attempts, flavours, out, dice) {
                return;
            }
            out.truncate(begin);
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn try_piece<F: Flavours>(
        &self,
        head: P4,
        total: P4,
        mut left: u8,
        mut right: u8,
        lenient: bool,
        flavours: &F,
        out: &mut Vec<Hadron>,
        dice: &mut Dice,
    ) -> bool {
        let m2 = total.m2();
        let stop = self.stop * dice.between(0.8, 1.2);
        if m2 < stop * stop {
            return self.last_two(total, left, right, lenient, flavours, out, dice);
        }
        // Massless n1 along the left end and n2, with n1 + n2 the whole.
        let n1 = head * (0.5 * m2 / total.dot(head));
        let n2 = total - n1;
        let (e1, e2) = transverse(n1, n2);
        // What is left of n1 and n2, and the transverse momentum of the quark at each end.
        let (mut rest, mut ends) = ([1.0, 1.0], [(0.0, 0.0); 2]);
        let mut tries = 0;
        loop {
            let (kx, ky) = (ends[0].0 + ends[1].0, ends[0].1 + ends[1].1);
            let left_m2 = rest[0] * rest[1] * m2 - kx * kx - ky * ky;
            let side = usize::from(dice.uniform() < 0.5);
            let (flavour, kind, mass) = if side == 0 {
                let new = flavours.pair(left, dice);
                let (kind, mass) = flavours.hadron(left, new, dice);
                (new, kind, mass)
            } else {
                let new = flavours.pair(right, dice);
                let (kind, mass) = flavours.hadron(new, right, dice);
                (new, kind, mass)
            };
            let kick = (self.sigma * dice.normal(), self.sigma * dice.normal());
            let (hx, hy) = (ends[side].0 + kick.0, ends[side].1 + kick.1);
            let mt2 = mass * mass + hx * hx + hy * hy;
            let z = self.table.z(ln(self.b * mt2), dice.uniform());
            let along = z * rest[side];
            let against = mt2 / (along * m2);
            let (a, b) = (rest[side] - along, rest[1 - side] - against);
            let (rx, ry) = (ends[1 - side].0 - kick.0, ends[1 - side].1 - kick.1);
            let rest_m2 = a * b * m2 - rx * rx - ry * ry;
            // The remainder must still be able to make two hadrons.
            let enough = 0.45 * stop;
            if b <= 0.0 || rest_m2 < enough * enough {
                tries += 1;
                if tries < 4 && left_m2 > 2.0 * stop * stop {
                    continue;
                }
                let remainder = n1 * rest[0] + n2 * rest[1] + e1 * kx + e2 * ky;
                return self.last_two(remainder, left, right, lenient, flavours, out, dice);
            }
            let (u, v) = if side == 0 { (along, against) } else { (against, along) };
            out.push(Hadron { p: n1 * u + n2 * v + e1 * hx + e2 * hy, mass, kind });
            (rest[side], rest[1 - side]) = (a, b);
            ends[side] = (-kick.0, -kick.1);
            if side == 0 {
                left = flavour
            } else {
                right = flavour
            }
            tries = 0;
            if rest_m2 < stop * stop {
                let remainder = n1 * rest[0] + n2 * rest[1] + e1 * rx + e2 * ry;
                return self.last_two(remainder, left, right, lenient, flavours, out, dice);
            }
        }
    }

    /// The last two hadrons of a piece: isotropic in its rest frame. False when they are too heavy.
    #[allow(clippy::too_many_arguments)]
    fn last_two<F: Flavours>(
        &self,
        total: P4,
        left: u8,
        right: u8,
        lenient: bool,
        flavours: &F,
        out: &mut Vec<Hadron>,
        dice: &mut Dice,
    ) -> bool {
        let mass = total.mass();
        let direction = dice.sphere();
        let mut put = |first: (u8, f64), second: (u8, f64)| {
            let (p, q) = two_body_along(total, mass, first.1, second.1, direction);
            out.push(Hadron { p, mass: first.1, kind: first.0 });
            out.push(Hadron { p: q, mass: second.1, kind: second.0 });
        };
        for _ in 0..if lenient { 6 } else { 1 } {
            let new = flavours.pair(left, dice);
            let (first, second) = (flavours.hadron(left, new, dice), flavours.hadron(new, right, dice));
            if first.1 + second.1 < mass {
                put(first, second);
                return true;
            }
        }
        if !lenient {
            return false;
        }
        let (kind, least) = flavours.lightest();
        if 2.0 * least < mass {
            put((kind, least), (kind, least));
            return true;
        }
        out.push(Hadron { p: total, mass, kind: flavours.remnant() });
        true
    }
}
