//! From (η′, φ′) to filled pixels.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::store::Arrays;
use crate::augment::{JetBuffer, NoisePixels, PixelNoise};
use crate::error::Result;

/// Entries of a canvas: as many as a 16-bit number can name, so that no place needs a check.
const ENTRIES: usize = 1 << 16;
/// 64-bit words with one bit per entry.
const WORDS: usize = ENTRIES / 64;

/// One dense image and a mark for each filled pixel; empty again after each jet.
///
/// The entry behind the last pixel takes what falls outside the square.
#[derive(Debug)]
pub(super) struct Canvas {
    resolution: usize,
    /// Pixels per unit of η′ and φ′.
    density: f64,
    half_width: f64,
    sums: Vec<f64>,
    /// One bit per entry.
    marks: [u64; WORDS],
    /// One bit per group of 2^`group` entries, a word of `marks` at least.
    groups: u64,
    group: u32,
    /// Pixel of each constituent.
    places: Vec<u16>,
}

impl Canvas {
    /// A canvas for a resolution of at most 255.
    pub(super) fn new(resolution: usize, half_width: f64) -> Canvas {
        Canvas {
            resolution,
            density: resolution as f64 / (2.0 * half_width),
            half_width,
            sums: vec![0.0; ENTRIES],
            marks: [0; WORDS],
            groups: 0,
            group: (6..16).find(|bits| (resolution * resolution) >> bits < 64).unwrap_or(10),
            places: Vec::new(),
        }
    }

    fn outside(&self) -> usize {
        self.resolution * self.resolution
    }

    /// Adds the constituents of a jet that is turned about the origin by the angle of this cosine and sine.
    #[inline(always)]
    pub(super) fn add(&mut self, jet: &JetBuffer, turn: (f64, f64)) {
        self.find_places(jet, turn);
        let Ok(sums) = <&mut [f64; ENTRIES]>::try_from(&mut self.sums[..]) else { return };
        let mut groups = 0u64;
        for (&place, &pt) in self.places.iter().zip(&jet.pt) {
            let place = usize::from(place);
            sums[place] += pt;
            self.marks[place / 64] |= 1 << (place % 64);
            groups |= 1 << (place >> self.group);
        }
        self.groups |= groups;
    }

    /// The pixel of each constituent.
    #[inline(always)]
    fn find_places(&mut self, jet: &JetBuffer, (cos, sin): (f64, f64)) {
        // The lowest bits of 2⁵² + k are those of k: a conversion that the vector unit knows.
        const SHIFT: f64 = (1u64 << 52) as f64;
        let (n, last) = (self.resolution as f64, self.resolution as f64 - 1.0);
        let (half, density) = (self.half_width, self.density);
        self.places.resize(jet.eta.len(), 0);
        // Plain loops, here and in the preprocessing: adapters of iterators are compiled for the base machine.
        for ((place, &x), &y) in self.places.iter_mut().zip(&jet.eta).zip(&jet.phi) {
            let column = (cos * x - sin * y + half) * density;
            let row = (sin * x + cos * y + half) * density;
            let inside = (column >= 0.0) & (column <= n) & (row >= 0.0) & (row <= n);
            let index = row.floor().min(last) * n + column.floor().min(last);
            let index = if inside { index } else { n * n };
            *place = (index + SHIFT).to_bits() as u16;
        }
    }

    /// Moves the image, times `factor`, to the end of `out` and leaves the canvas empty.
    #[inline(always)]
    pub(super) fn finish(&mut self, factor: f64, out: &mut Arrays) -> Result<()> {
        self.forget_outside();
        let from = out.pixels.len();
        out.pixels.resize(from + self.places.len(), 0);
        out.values.resize(from + self.places.len(), 0.0);
        let Ok(sums) = <&mut [f64; ENTRIES]>::try_from(&mut self.sums[..]) else { return out.close() };
        let (pixels, values) = (&mut out.pixels[from..], &mut out.values[from..]);
        let mut filled = 0;
        let mut groups = std::mem::take(&mut self.groups);
        while groups != 0 {
            let first = (groups.trailing_zeros() as usize) << (self.group - 6);
            groups &= groups - 1;
            for word in first..first + (1 << (self.group - 6)) {
                let mut marks = std::mem::take(&mut self.marks[word % WORDS]);
                while marks != 0 {
                    let place = (64 * word + marks.trailing_zeros() as usize) % ENTRIES;
                    marks &= marks - 1;
                    let sum = std::mem::take(&mut sums[place]);
                    (pixels[filled], values[filled]) = (place as u16, (sum * factor) as f32);
                    filled += usize::from(sum != 0.0);
                }
            }
        }
        out.pixels.truncate(from + filled);
        out.values.truncate(from + filled);
        out.close()
    }

    /// Empties the entry of what fell outside the square.
    #[inline(always)]
    fn forget_outside(&mut self) {
        let outside = self.outside();
        self.sums[outside] = 0.0;
        self.marks[outside / 64] &= !(1 << (outside % 64));
    }

    /// As [`Canvas::finish`], with Gaussian noise on the filled or on all pixels.
    pub(super) fn finish_with_noise(
        &mut self,
        factor: f64,
        (rng, noise): &mut (ChaCha8Rng, PixelNoise),
        out: &mut Arrays,
    ) -> Result<()> {
        for place in 0..self.outside() {
            let sum = std::mem::take(&mut self.sums[place]);
            if sum == 0.0 && noise.pixels == NoisePixels::Filled {
                continue;
            }
            let normal: f64 = StandardNormal.sample(rng);
            out.pixels.push(place as u16);
            out.values.push(((sum + noise.sigma_gev * normal) * factor) as f32);
        }
        self.forget_outside();
        self.marks.fill(0);
        self.groups = 0;
        out.close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jet(constituents: &[(f64, f64, f64)]) -> JetBuffer {
        let column = |pick: fn(&(f64, f64, f64)) -> f64| constituents.iter().map(pick).collect();
        JetBuffer::of(column(|c| c.0), column(|c| c.1), column(|c| c.2))
    }

    fn image(jet: &JetBuffer, turn: (f64, f64), resolution: usize) -> (Vec<u16>, Vec<f32>) {
        let (mut canvas, mut out) = (Canvas::new(resolution, 1.0), Arrays::default());
        canvas.add(jet, turn);
        canvas.finish(1.0, &mut out).unwrap();
        assert!(canvas.sums.iter().all(|sum| *sum == 0.0));
        assert!(canvas.groups == 0 && canvas.marks.iter().all(|word| *word == 0));
        (out.pixels, out.values)
    }

    #[test]
    fn cells_hold_their_lower_edges_and_the_last_one_both() {
        let edges = jet(&[(1.0, -1.0, -1.0), (2.0, 0.0, 0.0), (4.0, 1.0, 1.0), (8.0, 1.0001, 0.0), (16.0, 0.0, -1.1)]);
        // Four by four cells of 0.5: zero is the lower edge of the third.
        assert_eq!(image(&edges, (1.0, 0.0), 4), (vec![0, 10, 15], vec![1.0, 2.0, 4.0]));
    }

    /// A quarter turn moves the pixel (column, row) to (last − row, column), exactly.
    #[test]
    fn a_quarter_turn_moves_pixels_exactly() {
        let at = |k: usize| -0.96 + 0.08 * k as f64;
        let all: Vec<(f64, f64, f64)> = (0..40).map(|k| (1.0 + k as f64, at(k * 7 % 25), at(k * 11 % 25))).collect();
        let (pixels, values) = image(&jet(&all), (1.0, 0.0), 25);
        let (turned, turned_values) = image(&jet(&all), (0.0, 1.0), 25);
        for (pixel, value) in pixels.iter().zip(&values) {
            let (row, column) = (pixel / 25, pixel % 25);
            let k = turned.iter().position(|p| *p == column * 25 + 24 - row).unwrap();
            assert_eq!(turned_values[k], *value);
        }
        assert_eq!(pixels.len(), turned.len());
    }

    #[test]
    fn not_a_number_falls_outside() {
        assert!(image(&jet(&[(1.0, f64::NAN, 0.0), (1.0, 1e300, -1e300)]), (1.0, 0.0), 25).0.is_empty());
    }
}
