//! Many normal numbers from one stream.

use std::sync::OnceLock;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// Layers of the ziggurat, their common area, and where the lowest one ends.
const LAYERS: usize = 256;
const AREA: f64 = 0.004_928_673_233_992_336;
const END: f64 = 3.654_152_885_361_009;

/// Right ends of the layers from below; the one of the lowest layer is that of a box of the common area.
struct Ziggurat {
    ends: [f64; LAYERS + 1],
    /// The part of each layer that lies below the next one.
    inner: [f64; LAYERS],
}

fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp()
}

fn tables() -> &'static Ziggurat {
    static TABLES: OnceLock<Ziggurat> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut ends = [0.0; LAYERS + 1];
        (ends[0], ends[1]) = (AREA / density(END), END);
        for layer in 2..LAYERS {
            ends[layer] = (-2.0 * (AREA / ends[layer - 1] + density(ends[layer - 1])).ln()).sqrt();
        }
        let mut inner = [0.0; LAYERS];
        for layer in 0..LAYERS {
            inner[layer] = ends[layer + 1] / ends[layer];
        }
        Ziggurat { ends, inner }
    })
}

/// Fills `out` with numbers of mean 0 and standard deviation 1, in order, 4 bytes of the stream each in most cases.
///
/// The ziggurat of J. A. Doornik (2005) with 256 layers; a number has a granularity of 10⁻⁷ or less.
///
/// # Example
/// ```
/// let mut out = [0.0; 4000];
/// cwola::rng::normals(&mut cwola::rng::stream(1, "example", 0, 0), &mut out);
/// let variance = out.iter().map(|x| x * x).sum::<f64>() / 4000.0;
/// assert!((variance - 1.0).abs() < 0.1);
/// ```
pub fn normals(rng: &mut ChaCha8Rng, out: &mut [f64]) {
    let tables = tables();
    for number in out {
        let bits = rng.next_u32();
        let layer = (bits & 255) as usize;
        let part = position(bits);
        *number = part * tables.ends[layer];
        if part.abs() >= tables.inner[layer] {
            *number = at_the_edge(tables, bits, rng);
        }
    }
}

/// A number in (−1, 1) from the upper 24 bits.
#[inline(always)]
fn position(bits: u32) -> f64 {
    (f64::from((bits as i32) >> 8) + 0.5) / f64::from(1 << 23)
}

fn uniform(rng: &mut ChaCha8Rng) -> f64 {
    (f64::from(rng.next_u32()) + 0.5) / 4_294_967_296.0
}

/// What remains when a point is not inside the next layer: 1.2 % of the numbers.
#[cold]
fn at_the_edge(tables: &Ziggurat, mut bits: u32, rng: &mut ChaCha8Rng) -> f64 {
    loop {
        let (layer, part) = ((bits & 255) as usize, position(bits));
        let x = part * tables.ends[layer];
        if part.abs() < tables.inner[layer] {
            return x;
        }
        if layer == 0 {
            return tail(rng).copysign(part);
        }
        let upper = density(tables.ends[layer]);
        let lower = density(tables.ends[layer + 1]);
        if upper + uniform(rng) * (lower - upper) < density(x) {
            return x;
        }
        bits = rng.next_u32();
    }
}

/// A number beyond the end of the lowest layer (Marsaglia 1964).
fn tail(rng: &mut ChaCha8Rng) -> f64 {
    loop {
        let (x, y) = (-uniform(rng).ln() / END, -uniform(rng).ln());
        if 2.0 * y > x * x {
            return END + x;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::normal_cdf;

    const NUMBER: usize = 400_000;

    fn drawn() -> Vec<f64> {
        let mut out = vec![0.0; NUMBER];
        normals(&mut crate::rng::stream(7, "normal", 0, 0), &mut out);
        out
    }

    /// The last layer closes at the top of the density: the constants belong together.
    #[test]
    fn the_layers_close() {
        let top = tables().ends[LAYERS - 1];
        assert!((AREA / top + density(top) - 1.0).abs() < 1e-9, "{top}");
    }

    /// Kolmogorov's distance below its 99.9 % point, and the first four moments within five standard errors.
    #[test]
    fn the_numbers_are_normal() {
        let mut sample = drawn();
        let n = NUMBER as f64;
        let moment = |power: i32| sample.iter().map(|x| x.powi(power)).sum::<f64>() / n;
        for (power, expected, variance) in [(1, 0.0, 1.0), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0f64)] {
            assert!(
                (moment(power) - expected).abs() < 5.0 * (variance / n).sqrt(),
                "moment {power}: {}",
                moment(power)
            );
        }
        sample.sort_by(f64::total_cmp);
        let distance = |(k, x): (usize, &f64)| (normal_cdf(*x) - (k as f64 + 0.5) / n).abs();
        let largest = sample.iter().enumerate().map(distance).fold(0.0, f64::max);
        assert!(largest * n.sqrt() < 1.95, "{largest}");
    }

    #[test]
    fn the_tails_are_right() {
        let sample = drawn();
        for (low, expected) in [(3.0, 2.699_796e-3), (END, 2.580_5e-4)] {
            let share = sample.iter().filter(|x| x.abs() > low).count() as f64;
            let mean = expected * NUMBER as f64;
            assert!((share - mean).abs() < 5.0 * mean.sqrt(), "{share} beyond {low}, {mean} expected");
        }
        assert!(sample.iter().any(|x| *x > 4.0) && sample.iter().any(|x| *x < -4.0));
    }
}
