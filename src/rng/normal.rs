//! Many normal numbers from one stream.

use rand::Rng;

use super::Words;
use super::ziggurat::{END, Ziggurat, density, parts, tables};

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
pub fn normals(rng: &mut impl Rng, out: &mut [f64]) {
    let tables = tables();
    for number in out {
        let bits = rng.next_u32();
        *number = tables.inside(bits).unwrap_or_else(|| at_the_edge(tables, bits, rng));
    }
}

impl Words {
    /// The same as [`normals`] of this stream.
    pub(crate) fn normals(&mut self, mut out: &mut [f64]) {
        let tables = tables();
        while !out.is_empty() {
            let words = self.at_hand();
            let filled = tables.fill(words, out);
            out = &mut out[filled..];
            match (out.first_mut(), words.get(filled).copied()) {
                (Some(number), Some(bits)) => {
                    self.skip(filled + 1);
                    *number = at_the_edge(tables, bits, self);
                    out = &mut out[1..];
                }
                _ => self.skip(filled),
            }
        }
    }
}

fn uniform(rng: &mut impl Rng) -> f64 {
    (f64::from(rng.next_u32()) + 0.5) / 4_294_967_296.0
}

/// What remains when a point is not inside the next layer: 1.5 % of the numbers.
#[cold]
fn at_the_edge(tables: &Ziggurat, mut bits: u32, rng: &mut impl Rng) -> f64 {
    loop {
        if let Some(x) = tables.inside(bits) {
            return x;
        }
        let (layer, part) = parts(bits);
        let x = f64::from(part) * tables.scales[layer];
        if layer == 0 {
            return tail(rng).copysign(x);
        }
        let (upper, lower) = (tables.heights[layer], tables.heights[layer + 1]);
        if upper + uniform(rng) * (lower - upper) < density(x) {
            return x;
        }
        bits = rng.next_u32();
    }
}

/// A number beyond the end of the lowest layer (Marsaglia 1964).
fn tail(rng: &mut impl Rng) -> f64 {
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
