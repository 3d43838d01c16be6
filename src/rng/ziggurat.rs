//! The tables of the ziggurat of J. A. Doornik (2005) with 256 layers.

use std::sync::OnceLock;

/// Layers, their common area, and where the lowest one ends.
pub(super) const LAYERS: usize = 256;
pub(super) const AREA: f64 = 0.004_928_673_233_992_336;
pub(super) const END: f64 = 3.654_152_885_361_009;
/// Steps of a layer.
pub(super) const STEPS: f64 = (1 << 24) as f64;

/// The layers from below, and one without height at the top.
///
/// A layer reaches from 0 to its end, and is below the next one up to some part of that; the lowest one is a box of the
/// common area.
pub(super) struct Ziggurat {
    /// Ends by 2²⁴.
    pub(super) scales: [f64; LAYERS + 1],
    /// A whole number that is times the scale inside the next layer when it is below this limit.
    limits: [i32; LAYERS + 1],
    /// The density at the ends.
    pub(super) heights: [f64; LAYERS + 1],
}

pub(super) fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp()
}

pub(super) fn tables() -> &'static Ziggurat {
    static TABLES: OnceLock<Ziggurat> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut ends = [0.0; LAYERS + 1];
        (ends[0], ends[1]) = (AREA / density(END), END);
        for layer in 2..LAYERS {
            ends[layer] = (-2.0 * (AREA / ends[layer - 1] + density(ends[layer - 1])).ln()).sqrt();
        }
        let next = |k: usize| ends.get(k + 1).map_or(0.0, |end| end / ends[k]);
        let limits = std::array::from_fn(|k| (next(k) * STEPS).ceil() as i32);
        Ziggurat { scales: ends.map(|end| end / STEPS), limits, heights: ends.map(density) }
    })
}

/// Layer and an odd number between −2²⁴ and 2²⁴: the lower 8 and the upper 24 bits.
#[inline(always)]
pub(super) fn parts(bits: u32) -> (usize, i32) {
    ((bits & 255) as usize, ((bits as i32) >> 7) | 1)
}

impl Ziggurat {
    /// The number of these bits when it lies inside the next layer.
    #[inline(always)]
    pub(super) fn inside(&self, bits: u32) -> Option<f64> {
        let (layer, part) = parts(bits);
        (part.abs() < self.limits[layer]).then(|| f64::from(part) * self.scales[layer])
    }

    /// Fills `out` from `words`, a word for each number, up to the first that does not lie inside the next layer; returns
    /// how many there are.
    pub(super) fn fill(&self, words: &[u32], out: &mut [f64]) -> usize {
        let mut done = 0;
        for (numbers, bits) in out.as_chunks_mut::<4>().0.iter_mut().zip(words.as_chunks::<4>().0) {
            // Four at a time, whether inside or not: the compiler makes vector instructions of it.
            let (layers, parts) = (bits.map(|bits| parts(bits).0), bits.map(|bits| parts(bits).1));
            *numbers = std::array::from_fn(|k| f64::from(parts[k]) * self.scales[layers[k]]);
            let inside: [bool; 4] = std::array::from_fn(|k| parts[k].abs() < self.limits[layers[k]]);
            if !(inside[0] & inside[1] & inside[2] & inside[3]) {
                return done + inside.iter().take_while(|inside| **inside).count();
            }
            done += 4;
        }
        done + self.fill_one_by_one(&words[done..], &mut out[done..])
    }

    fn fill_one_by_one(&self, words: &[u32], out: &mut [f64]) -> usize {
        let count = words.len().min(out.len());
        for (k, (number, &bits)) in out.iter_mut().zip(words).enumerate() {
            match self.inside(bits) {
                Some(inside) => *number = inside,
                None => return k,
            }
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last layer closes at the top of the density: the constants belong together.
    #[test]
    fn the_layers_close() {
        let top = tables().scales[LAYERS - 1] * STEPS;
        assert!((AREA / top + density(top) - 1.0).abs() < 1e-9, "{top}");
    }

    /// Four at a time and one by one, with edges at every place of a group and lengths that are no multiple of four.
    #[test]
    fn both_ways_to_fill_agree() {
        let mut state = 1u32;
        let words: Vec<u32> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
            state ^ (state >> 15)
        })
        .take(20_000)
        .collect();
        let (mut from, mut edges) = (0, [0; 4]);
        while from < words.len() {
            let length = 1 + from % 67;
            let (mut a, mut b) = (vec![0.0; length], vec![0.0; length]);
            let filled = tables().fill(&words[from..], &mut a);
            assert_eq!(filled, tables().fill_one_by_one(&words[from..], &mut b));
            assert_eq!(a[..filled], b[..filled]);
            if filled < length.min(words.len() - from) {
                edges[filled % 4] += 1;
            }
            from += filled + 1;
        }
        assert!(edges.iter().all(|count| *count > 5), "{edges:?}");
    }
}
