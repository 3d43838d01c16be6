//! The order of merging: always the pair with the smallest distance d_ij, or the particle nearest to the beam.
//!
//! If d_ij is the smallest of all and w_i ≤ w_j, then j is the particle nearest to i in rapidity and
//! azimuth (FastJet's lemma, hep-ph/0512210), and the key w_i ΔR² of i is d_ij. So each particle keeps the nearest
//! of those with a larger w, or a nearer one. When that one merges away, the new nearest is not nearer, unless it is the
//! merged particle, which is shown to all with a smaller w: the old key is a lower bound, and the search is repeated
//! only when i comes first in the queue. Particles enter with the largest w first, so that they need
//! not be shown to anybody.

use std::f64::consts::TAU;

use super::JetAlgorithm;
use super::lanes::{Eight, Plain};
use super::sector::{Point, Sector, id_of, pack};

/// Numbers of a particle that are needed while it is active, or a merged one.
const GONE: (u32, u32) = (u32::MAX, 0);

/// Clusters events one after the other in the same memory.
#[derive(Debug, Clone)]
pub(crate) struct Clusterer {
    algorithm: JetAlgorithm,
    r2: f64,
    sectors: Vec<Sector>,
    momenta: Vec<[f64; 4]>,
    /// Sector and slot of each particle, `GONE` when it has merged or become a jet.
    place: Vec<(u32, u32)>,
    /// Parents of merged particles, beginning with number `inputs`.
    parents: Vec<(u32, u32)>,
    inputs: usize,
    mask: u64,
    jets: Vec<u32>,
    /// Weights and numbers of the particles, largest weight first.
    order: Vec<(f64, u32)>,
}

impl Clusterer {
    pub fn new(algorithm: JetAlgorithm, radius: f64) -> Clusterer {
        // Neighbours are looked for in a sector and the two beside it.
        let count = (TAU / radius) as usize;
        let count = if count < 3 { 1 } else { count.min(16) };
        Clusterer {
            algorithm,
            r2: radius * radius,
            sectors: vec![Sector::default(); count],
            momenta: Vec::new(),
            place: Vec::new(),
            parents: Vec::new(),
            inputs: 0,
            mask: 0,
            jets: Vec::new(),
            order: Vec::new(),
        }
    }

    /// Finds the jets of one event; components are (px, py, pz, E). The rapidities and azimuths of the particles
    /// are computed when `places` is empty.
    pub fn cluster(&mut self, particles: &[[f64; 4]], places: &[(f64, f64)]) {
        #[cfg(target_arch = "x86_64")]
        {
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2")]
            fn wide(this: &mut Clusterer, particles: &[[f64; 4]], places: &[(f64, f64)]) {
                this.run::<super::lanes::Wide>(particles, places);
            }
            #[target_feature(enable = "avx2")]
            fn middle(this: &mut Clusterer, particles: &[[f64; 4]], places: &[(f64, f64)]) {
                this.run::<super::lanes::Middle>(particles, places);
            }
            if std::is_x86_feature_detected!("avx512f")
                && std::is_x86_feature_detected!("avx512bw")
                && std::is_x86_feature_detected!("avx512dq")
                && std::is_x86_feature_detected!("avx512vl")
            {
                // SAFETY: the features were just found on this machine.
                return unsafe { wide(self, particles, places) };
            }
            if std::is_x86_feature_detected!("avx2") {
                // SAFETY: as above.
                return unsafe { middle(self, particles, places) };
            }
        }
        self.run::<Plain>(particles, places);
    }

    /// The same with vectors of this kind, whatever the machine prefers.
    #[cfg(test)]
    pub(super) fn cluster_as<V: Eight>(&mut self, particles: &[[f64; 4]]) {
        self.run::<V>(particles, &[]);
    }

    #[inline(always)]
    fn run<V: Eight>(&mut self, particles: &[[f64; 4]], places: &[(f64, f64)]) {
        self.start(particles);
        self.momenta.extend_from_slice(particles);
        self.place.resize(particles.len(), GONE);
        self.order.clear();
        self.order.extend(particles.iter().enumerate().map(|(id, p)| (weight(*p, self.algorithm), id as u32)));
        self.order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        for k in 0..particles.len() {
            let id = self.order[k].1 as usize;
            let (rapidity, phi) = places.get(id).copied().unwrap_or_else(|| place(particles[id]));
            self.insert::<V>(id, self.order[k].0, rapidity, phi);
        }
        while let Some(sector) = self.first::<V>() {
            let key = self.sectors[sector].least;
            let id = id_of(key, self.mask) as usize;
            let slot = self.place[id].1 as usize;
            let other = id_of(self.sectors[sector].near[slot], self.mask);
            if other == self.mask {
                self.remove(id);
                self.jets.push(id as u32);
            } else if self.place[other as usize] == GONE {
                self.search_again::<V>(sector, slot);
            } else {
                self.merge::<V>(id, other as usize);
            }
        }
        let momenta = &self.momenta;
        let pt2 = |id: &u32| {
            let [px, py, ..] = momenta[*id as usize];
            px * px + py * py
        };
        self.jets.sort_by(|a, b| pt2(b).total_cmp(&pt2(a)));
    }

    fn start(&mut self, particles: &[[f64; 4]]) {
        self.inputs = particles.len();
        self.mask = (2 * particles.len() as u64 + 1).next_power_of_two() - 1;
        self.sectors.iter_mut().for_each(Sector::clear);
        self.momenta.clear();
        self.place.clear();
        self.parents.clear();
        self.jets.clear();
    }

    /// The sector that holds the smallest key, if anything is left.
    #[inline(always)]
    fn first<V: Eight>(&mut self) -> Option<usize> {
        let (mut first, mut least) = (None, f64::INFINITY);
        for (k, sector) in self.sectors.iter_mut().enumerate() {
            if sector.dirty {
                sector.refresh::<V>();
            }
            if sector.least < least {
                (first, least) = (Some(k), sector.least);
            }
        }
        first
    }

    #[inline(always)]
    fn insert<V: Eight>(&mut self, id: usize, weight: f64, rapidity: f64, phi: f64) {
        let phi = if phi < 0.0 { phi + TAU } else { phi };
        let phi = if phi >= TAU { 0.0 } else { phi };
        let point = Point { rapidity, phi, weight, id: id as u64 };
        let count = self.sectors.len();
        let home = ((point.phi * (count as f64 / TAU)) as usize).min(count - 1);
        let mut nearest = V::splat(f64::INFINITY);
        for k in around(home, count) {
            let sector = &mut self.sectors[k];
            nearest = if point.weight <= sector.lightest {
                sector.nearest(point, self.mask, nearest)
            } else {
                sector.meet(point, self.mask, nearest)
            };
        }
        let near = self.within_radius(nearest.least());
        let slot = self.sectors[home].push(point, near, self.mask);
        self.place[id] = (home as u32, slot as u32);
    }

    /// The nearest particle, or the beam when nothing is within R.
    #[inline(always)]
    fn within_radius(&self, nearest: f64) -> f64 {
        let beam = pack(self.r2, self.mask, self.mask);
        if nearest < beam { nearest } else { beam }
    }

    #[inline(always)]
    fn search_again<V: Eight>(&mut self, home: usize, slot: usize) {
        let point = self.sectors[home].point(slot);
        self.sectors[home].set_rapidity(slot, None);
        let mut nearest = V::splat(f64::INFINITY);
        for k in around(home, self.sectors.len()) {
            nearest = self.sectors[k].nearest(point, self.mask, nearest);
        }
        let near = self.within_radius(nearest.least());
        self.sectors[home].set_rapidity(slot, Some(point.rapidity));
        self.sectors[home].set_near(slot, near, self.mask);
        self.sectors[home].dirty = true;
    }

    #[inline(always)]
    fn remove(&mut self, id: usize) {
        let (sector, slot) = self.place[id];
        let moved = self.sectors[sector as usize].remove(slot as usize);
        self.place[moved as usize] = (sector, slot);
        self.place[id] = GONE;
    }

    #[inline(always)]
    fn merge<V: Eight>(&mut self, a: usize, b: usize) {
        self.remove(a);
        self.remove(b);
        let (p, q) = (self.momenta[a], self.momenta[b]);
        let id = self.momenta.len();
        self.parents.push((a as u32, b as u32));
        let sum = [p[0] + q[0], p[1] + q[1], p[2] + q[2], p[3] + q[3]];
        let (rapidity, phi) = place(sum);
        self.momenta.push(sum);
        self.place.push(GONE);
        self.insert::<V>(id, weight(sum, self.algorithm), rapidity, phi);
    }

    /// Number of jets.
    pub fn len(&self) -> usize {
        self.jets.len()
    }

    /// (px, py, pz, E) of a jet; jets are in order of decreasing pT.
    pub fn momentum(&self, jet: usize) -> [f64; 4] {
        self.momenta[self.jets[jet] as usize]
    }

    /// Writes the rows of a jet's particles, in no particular order.
    pub fn constituents(&self, jet: usize, rows: &mut Vec<u32>) {
        rows.clear();
        rows.push(self.jets[jet]);
        let mut k = 0;
        while k < rows.len() {
            match (rows[k] as usize).checked_sub(self.inputs) {
                Some(merged) => {
                    let (a, b) = self.parents[merged];
                    rows[k] = a;
                    rows.push(b);
                }
                None => k += 1,
            }
        }
    }
}

/// A sector and the two beside it, or the only one.
#[inline(always)]
fn around(home: usize, count: usize) -> impl Iterator<Item = usize> {
    let neighbours = if count == 1 { 1 } else { 3 };
    (0..neighbours).map(move |k| match (k, home) {
        (0, _) => home,
        (1, 0) => count - 1,
        (1, _) => home - 1,
        _ if home + 1 == count => 0,
        _ => home + 1,
    })
}

/// Rapidity and azimuth of a momentum, with FastJet's convention along the beam.
#[inline(always)]
fn place([px, py, pz, energy]: [f64; 4]) -> (f64, f64) {
    let kt2 = px * px + py * py;
    if kt2 == 0.0 && energy == pz.abs() {
        return ((1e5 + pz.abs()).copysign(pz), 0.0);
    }
    let m2 = ((energy + pz) * (energy - pz) - kt2).max(0.0);
    let sum = energy + pz.abs();
    let size = 0.5 * ((kt2 + m2) / (sum * sum)).ln();
    (if pz > 0.0 { -size } else { size }, py.atan2(px))
}

/// kT^{2p}.
#[inline(always)]
fn weight([px, py, ..]: [f64; 4], algorithm: JetAlgorithm) -> f64 {
    let kt2 = px * px + py * py;
    match algorithm {
        JetAlgorithm::AntiKt => 1.0 / kt2.max(1e-300),
        JetAlgorithm::Kt => kt2,
        JetAlgorithm::CambridgeAachen => 1.0,
    }
}
