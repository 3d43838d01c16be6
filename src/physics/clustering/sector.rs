//! The inner loops: particles of one slice in azimuth, in flat arrays.
//!
//! A distance and the number of the particle it leads to travel in one f64: the lowest bits of the
//! mantissa hold the number. Both are positive, so the smaller f64 is the nearer particle, and one
//! `min` finds distance and particle together. What the numbers take from the distance is a
//! relative 2⁻⁴⁰ for a thousand particles.

use std::f64::consts::PI;

use super::lanes::{Eight, LANES};

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
    /// Not above any weight.
    pub lightest: f64,
}

impl Sector {
    pub fn clear(&mut self) {
        self.len = 0;
        self.rapidity.fill(NOWHERE);
        self.near.fill(-1.0);
        self.key.fill(f64::INFINITY);
        (self.least, self.dirty, self.lightest) = (f64::INFINITY, false, f64::INFINITY);
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
        self.lightest = least(point.weight, self.lightest);
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

    /// Shows a new particle to all others: they take it when it is nearer than what they had. Returns `nearest`, or what
    /// is nearer to it here. Brings `least` up to date.
    #[inline(always)]
    pub fn meet<V: Eight>(&mut self, new: Point, mask: u64, nearest: V) -> V {
        let chunks = self.len.div_ceil(LANES);
        let rapidity = &self.rapidity.as_chunks::<LANES>().0[..chunks];
        let phi = &self.phi.as_chunks::<LANES>().0[..chunks];
        let weight = &self.weight.as_chunks::<LANES>().0[..chunks];
        let id = &self.id.as_chunks::<LANES>().0[..chunks];
        let near = &mut self.near.as_chunks_mut::<LANES>().0[..chunks];
        let key = &mut self.key.as_chunks_mut::<LANES>().0[..chunks];
        let (point, keep) = (Splat::<V>::new(new), V::splat(f64::from_bits(!mask)));
        let own = V::splat(f64::from_bits(new.id));
        let (mut nearest, mut least) = (nearest, V::splat(f64::INFINITY));
        for c in 0..chunks {
            let distance = point.distance(&rapidity[c], &phi[c]);
            let (bare, ids) = (distance.and(keep), V::bits(&id[c]));
            nearest = bare.or(ids).min(nearest);
            let (back, before) = (bare.or(own), V::load(&near[c]));
            let keys = V::load(&weight[c]).mul(distance).and(keep).or(ids);
            let keys = back.less_then(before, keys, V::load(&key[c]));
            back.min(before).store(&mut near[c]);
            keys.store(&mut key[c]);
            least = keys.min(least);
        }
        (self.least, self.dirty) = (least.least(), false);
        nearest
    }

    /// Returns `nearest`, or what is nearer to a point here.
    #[inline(always)]
    pub fn nearest<V: Eight>(&self, point: Point, mask: u64, nearest: V) -> V {
        let chunks = self.len.div_ceil(LANES);
        let rapidity = &self.rapidity.as_chunks::<LANES>().0[..chunks];
        let phi = &self.phi.as_chunks::<LANES>().0[..chunks];
        let id = &self.id.as_chunks::<LANES>().0[..chunks];
        let (point, keep) = (Splat::<V>::new(point), V::splat(f64::from_bits(!mask)));
        let mut nearest = nearest;
        for c in 0..chunks {
            let distance = point.distance(&rapidity[c], &phi[c]);
            nearest = distance.and(keep).or(V::bits(&id[c])).min(nearest);
        }
        nearest
    }

    /// Brings `least` up to date.
    #[inline(always)]
    pub fn refresh<V: Eight>(&mut self) {
        let mut least = V::splat(f64::INFINITY);
        for key in &self.key.as_chunks::<LANES>().0[..self.len.div_ceil(LANES)] {
            least = V::load(key).min(least);
        }
        (self.least, self.dirty) = (least.least(), false);
    }
}

/// A point in every lane.
#[derive(Clone, Copy)]
struct Splat<V> {
    rapidity: V,
    phi: V,
    pi: V,
    size: V,
}

impl<V: Eight> Splat<V> {
    #[inline(always)]
    fn new(point: Point) -> Splat<V> {
        let size = V::splat(f64::from_bits(u64::MAX >> 1));
        Splat { rapidity: V::splat(point.rapidity), phi: V::splat(point.phi), pi: V::splat(PI), size }
    }

    /// Squared distances Δy² + Δφ².
    #[inline(always)]
    fn distance(&self, rapidity: &[f64; LANES], phi: &[f64; LANES]) -> V {
        let dy = V::load(rapidity).sub(self.rapidity);
        let turn = V::load(phi).sub(self.phi).and(self.size);
        // π − |π − |Δφ||
        let df = self.pi.sub(self.pi.sub(turn).and(self.size));
        dy.mul(dy).add(df.mul(df))
    }
}
