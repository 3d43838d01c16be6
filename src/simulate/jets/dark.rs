//! Dark mesons: how many, how heavy, how they decay.

use super::momentum::{Dice, P4};
use super::strings::{Flavours, Hadron};

/// Kinds of dark mesons.
pub(crate) const DARK_PI: u8 = 0;
pub(crate) const DARK_RHO: u8 = 1;

/// Flavours of a dark sector with equal quarks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DarkFlavours {
    pub pion: f64,
    pub rho: f64,
    /// Share of ρ_D among the mesons of a break.
    pub vector: f64,
    pub flavours: u8,
}

impl Flavours for DarkFlavours {
    fn pair(&self, _end: u8, dice: &mut Dice) -> u8 {
        ((dice.uniform() * f64::from(self.flavours)) as u8).min(self.flavours - 1)
    }

    fn any_quark(&self, dice: &mut Dice) -> u8 {
        self.pair(0, dice)
    }

    fn hadron(&self, _quark: u8, _antiquark: u8, dice: &mut Dice) -> (u8, f64) {
        if dice.uniform() < self.vector { (DARK_RHO, self.rho) } else { (DARK_PI, self.pion) }
    }

    fn lightest(&self) -> (u8, f64) {
        (DARK_PI, self.pion)
    }

    fn remnant(&self) -> u8 {
        DARK_PI
    }
}

impl DarkFlavours {
    /// What the mesons decay to, as pairs of massless quarks: ρ_D goes through two π_D when `indirect`.
    pub fn decay(&self, mesons: &[Hadron], indirect: bool, out: &mut Vec<(P4, P4)>, dice: &mut Dice) {
        for meson in mesons {
            if meson.kind == DARK_RHO && indirect {
                let (p, q) = dice.two_body(meson.p, meson.mass, self.pion, self.pion);
                for p in [p, q] {
                    out.push(dice.two_body(p, self.pion, 0.0, 0.0));
                }
            } else {
                out.push(dice.two_body(meson.p, meson.mass, 0.0, 0.0));
            }
        }
    }
}
