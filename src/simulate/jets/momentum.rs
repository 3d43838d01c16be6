//! Four-momenta in Cartesian components, and random numbers for them.

use std::ops::{Add, AddAssign, Mul, Sub};

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Exp1, StandardNormal};

/// A four-momentum (px, py, pz, E), GeV.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct P4 {
    pub x: f64,
    pub y: f64,
    pub z: f64,
    pub e: f64,
}

impl P4 {
    pub fn new(x: f64, y: f64, z: f64, e: f64) -> P4 {
        P4 { x, y, z, e }
    }

    /// Minkowski product, + − − −.
    #[inline]
    pub fn dot(self, o: P4) -> f64 {
        self.e * o.e - self.x * o.x - self.y * o.y - self.z * o.z
    }

    /// m², without the cancellation of E² − p² for fast particles of little mass being hidden.
    #[inline]
    pub fn m2(self) -> f64 {
        self.dot(self)
    }

    pub fn mass(self) -> f64 {
        self.m2().max(0.0).sqrt()
    }

    /// A momentum given in the rest frame of `system`, which has mass `mass`, as seen from where `system` moves.
    #[inline]
    pub fn boosted(self, system: P4, mass: f64) -> P4 {
        let along = system.x * self.x + system.y * self.y + system.z * self.z;
        let e = (system.e * self.e + along) / mass;
        let f = (self.e + e) / (system.e + mass);
        P4::new(self.x + f * system.x, self.y + f * system.y, self.z + f * system.z, e)
    }
}

impl Add for P4 {
    type Output = P4;
    #[inline]
    fn add(self, o: P4) -> P4 {
        P4::new(self.x + o.x, self.y + o.y, self.z + o.z, self.e + o.e)
    }
}

impl Sub for P4 {
    type Output = P4;
    #[inline]
    fn sub(self, o: P4) -> P4 {
        P4::new(self.x - o.x, self.y - o.y, self.z - o.z, self.e - o.e)
    }
}

impl AddAssign for P4 {
    #[inline]
    fn add_assign(&mut self, o: P4) {
        *self = *self + o;
    }
}

impl Mul<f64> for P4 {
    type Output = P4;
    #[inline]
    fn mul(self, f: f64) -> P4 {
        P4::new(self.x * f, self.y * f, self.z * f, self.e * f)
    }
}

/// Two space-like unit vectors that are orthogonal to both momenta and to each other.
///
/// The momenta are massless, or span the same plane as two massless ones.
pub(crate) fn transverse(a: P4, b: P4) -> (P4, P4) {
    let ab = a.dot(b);
    // The axis that is least along the momenta keeps the most of itself.
    let size = |u: f64, v: f64| u.abs() / a.e + v.abs() / b.e;
    let (sx, sy, sz) = (size(a.x, b.x), size(a.y, b.y), size(a.z, b.z));
    let axis = if sx <= sy && sx <= sz {
        P4::new(1.0, 0.0, 0.0, 0.0)
    } else if sy <= sz {
        P4::new(0.0, 1.0, 0.0, 0.0)
    } else {
        P4::new(0.0, 0.0, 1.0, 0.0)
    };
    let (a2, b2) = (a.m2(), b.m2());
    let det = ab * ab - a2 * b2;
    let (va, vb) = (axis.dot(a), axis.dot(b));
    let first = axis - a * ((vb * ab - va * b2) / det) - b * ((va * ab - vb * a2) / det);
    let first = first * (1.0 / (-first.m2()).max(1e-300).sqrt());
    // The generalised cross product of a, b and the first vector.
    let (f, s) = (first, 1.0 / det.max(1e-300).sqrt());
    let cross = |u: P4, v: P4| (u.y * v.z - u.z * v.y, u.z * v.x - u.x * v.z, u.x * v.y - u.y * v.x);
    let (bf, fa, ab3) = (cross(b, f), cross(f, a), cross(a, b));
    let e = a.x * bf.0 + a.y * bf.1 + a.z * bf.2;
    let second = P4::new(
        a.e * bf.0 + b.e * fa.0 + f.e * ab3.0,
        a.e * bf.1 + b.e * fa.1 + f.e * ab3.1,
        a.e * bf.2 + b.e * fa.2 + f.e * ab3.2,
        e,
    );
    (first, second * s)
}

/// A stream of random numbers with the distributions that a generator needs.
#[derive(Debug, Clone)]
pub(crate) struct Dice {
    rng: ChaCha8Rng,
}

impl Dice {
    pub fn new(seed: u64, purpose: &str, event: u64) -> Dice {
        Dice { rng: crate::rng::stream(seed, purpose, event, 0) }
    }

    /// Uniform between 0 and 1, both excluded.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        (f64::from(self.rng.next_u32()) + 0.5) * (1.0 / 4_294_967_296.0)
    }

    #[inline]
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.uniform()
    }

    /// −ln of a uniform number.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        Exp1.sample(&mut self.rng)
    }

    #[inline]
    pub fn normal(&mut self) -> f64 {
        StandardNormal.sample(&mut self.rng)
    }

    /// A direction on the unit circle, without trigonometry.
    #[inline]
    pub fn circle(&mut self) -> (f64, f64) {
        loop {
            let (u, v) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let s = u * u + v * v;
            if s > 1e-4 && s < 1.0 {
                return ((u * u - v * v) / s, 2.0 * u * v / s);
            }
        }
    }

    /// A direction on the unit sphere (Marsaglia).
    #[inline]
    pub fn sphere(&mut self) -> (f64, f64, f64) {
        loop {
            let (u, v) = (2.0 * self.uniform() - 1.0, 2.0 * self.uniform() - 1.0);
            let s = u * u + v * v;
            if s < 1.0 {
                let f = 2.0 * (1.0 - s).sqrt();
                return (u * f, v * f, 1.0 - 2.0 * s);
            }
        }
    }

    /// The momenta of an isotropic decay into two bodies of masses m1 and m2; m1 + m2 must not exceed the mass.
    #[inline]
    pub fn two_body(&mut self, parent: P4, mass: f64, m1: f64, m2: f64) -> (P4, P4) {
        let (x, y, z) = self.sphere();
        two_body_along(parent, mass, m1, m2, (x, y, z))
    }
}

/// A decay into two bodies along a direction in the rest frame.
#[inline]
pub(crate) fn two_body_along(parent: P4, mass: f64, m1: f64, m2: f64, (x, y, z): (f64, f64, f64)) -> (P4, P4) {
    let e1 = 0.5 * (mass * mass + m1 * m1 - m2 * m2) / mass;
    let p = (e1 * e1 - m1 * m1).max(0.0).sqrt();
    let first = P4::new(p * x, p * y, p * z, e1).boosted(parent, mass);
    (first, parent - first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transverse_vectors_are_orthonormal() {
        let mut dice = Dice::new(1, "transverse", 0);
        for _ in 0..1000 {
            let mut massless = || {
                let (e, (x, y, z)) = (10f64.powf(dice.between(-1.0, 3.5)), dice.sphere());
                P4::new(x * e, y * e, z * e, e)
            };
            let (a, b) = (massless(), massless());
            let (e1, e2) = transverse(a, b);
            let scale = a.e.max(b.e);
            for (found, expected, tolerance) in [
                (e1.m2(), -1.0, 1e-6),
                (e2.m2(), -1.0, 1e-6),
                (e1.dot(e2), 0.0, 1e-6),
                (e1.dot(a) / scale, 0.0, 1e-8),
                (e1.dot(b) / scale, 0.0, 1e-8),
                (e2.dot(a) / scale, 0.0, 1e-8),
                (e2.dot(b) / scale, 0.0, 1e-8),
            ] {
                assert!((found - expected).abs() < tolerance * (1.0 + scale * scale / a.dot(b)), "{a:?} {b:?} {found}");
            }
        }
    }

    #[test]
    fn a_decay_keeps_momentum_and_masses() {
        let mut dice = Dice::new(2, "decay", 0);
        let parent = P4::new(30.0, -20.0, 900.0, (900.0f64 + 810_000.0 + 400.0 + 4.0).sqrt());
        let (a, b) = dice.two_body(parent, 2.0, 0.5, 0.9);
        assert!((a.mass() - 0.5).abs() < 1e-6 && (b.mass() - 0.9).abs() < 1e-6);
        assert!((a + b - parent).e.abs() < 1e-9);
    }
}
