//! The inner loops: particles of one slice in azimuth, in flat arrays that the compiler vectorises.
//!
//! A distance and the number of the particle it leads to travel in one f64: the lowest bits of the
//! mantissa hold the number. Both are positive, so the smaller f64 is the nearer particle, and one
//! `min` finds distance and particle together. What the numbers take from the distance is a
//! relative 2⁻⁴⁰ for a thousand particles.

use std::f64::consts::PI;

/// Particles that are handled at once.
const LANES: usize = 8;
/// Rapidity of a slot without particle: farther than any distance that counts.
const NOWHERE: f64 = 1e150;

/// One active particle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Point {
    pub rapidity: f64,
    pub phi: f64,
    /// kT^{2p}.
    pub weight: f64,
    pub id: u64,
}

/// A number in the lowest bits of a distance.
#[inline(always)]
pub(super) fn pack(distance: f64, id: u64, mask: u64) -> f64 {
    f64::from_bits((distance.to_bits() & !mask) | id)
}

/// The number in the lowest bits.
#[inline(always)]
pub(super) fn id_of(packed: f64, mask: u64) -> u64 {
    packed.to_bits() & mask
}

#[inline(always)]
fn least(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// A slice in azimuth, at least R wide.
#[derive(Debug, Clone, Default)]
pub(super) struct Sector {
    len: usize,
    rapidity: Vec<f64>,
    phi: Vec<f64>,
    weight: Vec<f64>,
    /// Squared distance to the nearest particle when it was last looked for, and its number: never more than the
    /// distance to the nearest one now.
    pub near: Vec<f64>,
    /// Weight times that distance, and the particle's own number.
    key: Vec<f64>,
    pub id: Vec<u64>,
    /// Smallest key; not up to date while `dirty`.
    pub least: f64,
    pub dirty: bool,
}

impl Sector {
    pub fn clear(&mut self) {
        self.len = 0;
        for values in [&mut self.rapidity, &mut self.phi, &mut self.weight, &mut self.near, &mut self.key] {
            values.clear();
        }
        self.id.clear();
        (self.least, self.dirty) = (f64::INFINITY, false);
    }

    fn grow(&mut self) {
        let room = self.id.len() + LANES;
        self.rapidity.resize(room, NOWHERE);
        self.phi.resize(room, 0.0);
        self.weight.resize(room, 1.0);
        self.near.resize(room, -1.0);
        self.key.resize(room, f64::INFINITY);
        self.id.resize(room, 0);
    }

    /// Adds a particle with its nearest one; returns its slot.
    #[inline(always)]
    pub fn push(&mut self, point: Point, near: f64, mask: u64) -> usize {
        let slot = self.len;
        if slot == self.id.len() {
            self.grow();
        }
        self.len += 1;
        (self.rapidity[slot], self.phi[slot]) = (point.rapidity, point.phi);
        (self.weight[slot], self.id[slot]) = (point.weight, point.id);
        self.set_near(slot, near, mask);
        slot
    }

    #[inline(always)]
    pub fn set_near(&mut self, slot: usize, near: f64, mask: u64) {
        self.near[slot] = near;
        self.key[slot] = pack(self.weight[slot] * near, self.id[slot], mask);
        self.least = least(self.key[slot], self.least);
    }

    /// Takes a particle out; the last one moves into its slot and its number is returned.
    #[inline(always)]
    pub fn remove(&mut self, slot: usize) -> u64 {
        let last = self.len - 1;
        for values in [&mut self.rapidity, &mut self.phi, &mut self.weight, &mut self.near, &mut self.key] {
            values[slot] = values[last];
        }
        self.id[slot] = self.id[last];
        (self.rapidity[last], self.near[last], self.key[last]) = (NOWHERE, -1.0, f64::INFINITY);
        self.len = last;
        self.dirty = true;
        self.id[slot]
    }

    #[inline(always)]
    pub fn point(&self, slot: usize) -> Point {
        Point { rapidity: self.rapidity[slot], phi: self.phi[slot], weight: self.weight[slot], id: self.id[slot] }
    }

    /// Moves a particle out of reach and back, to look for its nearest one.
    #[inline(always)]
    pub fn set_rapidity(&mut self, slot: usize, rapidity: Option<f64>) {
        self.rapidity[slot] = rapidity.unwrap_or(NOWHERE);
    }

    /// Shows a new particle to all others: they take it when it is nearer than what they had. Returns
    /// the one that is nearest to it. Brings `least` up to date.
    #[inline(always)]
    pub fn meet(&mut self, new: Point, mask: u64) -> f64 {
        let room = self.len.div_ceil(LANES) * LANES;
        let (mut nearest, mut keys) = ([f64::INFINITY; LANES], [f64::INFINITY; LANES]);
        let chunks = self.rapidity[..room].as_chunks::<LANES>().0.iter().zip(self.phi[..room].as_chunks::<LANES>().0);
        let more = self.weight[..room].as_chunks::<LANES>().0.iter().zip(self.id[..room].as_chunks::<LANES>().0);
        let near = self.near[..room].as_chunks_mut::<LANES>().0.iter_mut();
        let out = near.zip(self.key[..room].as_chunks_mut::<LANES>().0);
        for (((rapidity, phi), (weight, id)), (near, key)) in chunks.zip(more).zip(out) {
            for k in 0..LANES {
                let dy = rapidity[k] - new.rapidity;
                let df = PI - (PI - (phi[k] - new.phi).abs()).abs();
                let distance = dy * dy + df * df;
                nearest[k] = least(pack(distance, id[k], mask), nearest[k]);
                let packed = pack(distance, new.id, mask);
                let nearer = packed < near[k];
                near[k] = if nearer { packed } else { near[k] };
                key[k] = if nearer { pack(weight[k] * distance, id[k], mask) } else { key[k] };
                keys[k] = least(key[k], keys[k]);
            }
        }
        (self.least, self.dirty) = (keys.into_iter().fold(f64::INFINITY, least), false);
        nearest.into_iter().fold(f64::INFINITY, least)
    }

    /// The particle that is nearest to a point.
    #[inline(always)]
    pub fn nearest(&self, point: Point, mask: u64) -> f64 {
        let room = self.len.div_ceil(LANES) * LANES;
        let mut nearest = [f64::INFINITY; LANES];
        let chunks = self.rapidity[..room].as_chunks::<LANES>().0.iter().zip(self.phi[..room].as_chunks::<LANES>().0);
        for ((rapidity, phi), id) in chunks.zip(self.id[..room].as_chunks::<LANES>().0) {
            for k in 0..LANES {
                let dy = rapidity[k] - point.rapidity;
                let df = PI - (PI - (phi[k] - point.phi).abs()).abs();
                nearest[k] = least(pack(dy * dy + df * df, id[k], mask), nearest[k]);
            }
        }
        nearest.into_iter().fold(f64::INFINITY, least)
    }

    /// Brings `least` up to date.
    #[inline(always)]
    pub fn refresh(&mut self) {
        let room = self.len.div_ceil(LANES) * LANES;
        let mut keys = [f64::INFINITY; LANES];
        for key in self.key[..room].as_chunks::<LANES>().0 {
            for k in 0..LANES {
                keys[k] = least(key[k], keys[k]);
            }
        }
        (self.least, self.dirty) = (keys.into_iter().fold(f64::INFINITY, least), false);
    }
}
