//! From (η′, φ′) to filled pixels.

use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::store::Arrays;
use crate::augment::{JetBuffer, NoisePixels, PixelNoise};
use crate::error::Result;

/// One dense image and a mark for each filled pixel; empty again after each jet.
#[derive(Debug)]
pub(super) struct Canvas {
    resolution: usize,
    /// Pixels per unit of η′ and φ′.
    density: f64,
    half_width: f64,
    /// resolution² sums and one entry for what falls outside the square.
    sums: Vec<f64>,
    /// One bit per entry of `sums`.
    marks: Vec<u64>,
    /// One bit per word of `marks`.
    marked_words: Vec<u64>,
    /// Pixel of each constituent.
    places: Vec<u32>,
}

impl Canvas {
    pub(super) fn new(resolution: usize, half_width: f64) -> Canvas {
        let entries = resolution * resolution + 1;
        Canvas {
            resolution,
            density: resolution as f64 / (2.0 * half_width),
            half_width,
            sums: vec![0.0; entries],
            marks: vec![0; entries.div_ceil(64)],
            marked_words: vec![0; entries.div_ceil(4096)],
            places: Vec::new(),
        }
    }

    /// Adds the constituents of a jet that is turned about the origin by the angle of this cosine and sine.
    #[inline(always)]
    pub(super) fn add(&mut self, jet: &JetBuffer, turn: (f64, f64)) {
        self.find_places(jet, turn);
        for (&place, &pt) in self.places.iter().zip(&jet.pt) {
            let place = place as usize;
            self.sums[place] += pt;
            self.marks[place / 64] |= 1 << (place % 64);
            self.marked_words[place / 4096] |= 1 << (place / 64 % 64);
        }
    }

    /// The pixel of each constituent, or the entry behind the last pixel for those outside the square.
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
            *place = (index + SHIFT).to_bits() as u32;
        }
    }

    /// Moves the image, times `factor`, to the end of `out` and leaves the canvas empty.
    #[inline(always)]
    pub(super) fn finish(&mut self, factor: f64, out: &mut Arrays) -> Result<()> {
        self.forget_outside();
        let from = out.pixels.len();
        out.pixels.resize(from + self.places.len(), 0);
        out.values.resize(from + self.places.len(), 0.0);
        let (pixels, values) = (&mut out.pixels[from..], &mut out.values[from..]);
        let mut filled = 0;
        for (group, words) in self.marked_words.iter_mut().enumerate() {
            let mut words = std::mem::take(words);
            while words != 0 {
                let word = 64 * group + words.trailing_zeros() as usize;
                words &= words - 1;
                let mut marks = std::mem::take(&mut self.marks[word]);
                while marks != 0 {
                    let place = 64 * word + marks.trailing_zeros() as usize;
                    marks &= marks - 1;
                    let sum = std::mem::take(&mut self.sums[place]);
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
        let outside = self.resolution * self.resolution;
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
        for place in 0..self.resolution * self.resolution {
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
        self.marked_words.fill(0);
        out.close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jet(constituents: &[(f64, f64, f64)]) -> JetBuffer {
        JetBuffer {
            pt: constituents.iter().map(|c| c.0).collect(),
            eta: constituents.iter().map(|c| c.1).collect(),
            phi: constituents.iter().map(|c| c.2).collect(),
        }
    }

    fn image(jet: &JetBuffer, turn: (f64, f64), resolution: usize) -> (Vec<u16>, Vec<f32>) {
        let (mut canvas, mut out) = (Canvas::new(resolution, 1.0), Arrays::default());
        canvas.add(jet, turn);
        canvas.finish(1.0, &mut out).unwrap();
        assert!(canvas.sums.iter().all(|sum| *sum == 0.0));
        assert!(canvas.marks.iter().chain(&canvas.marked_words).all(|word| *word == 0));
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
