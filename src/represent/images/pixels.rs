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
            places: Vec::new(),
        }
    }

    /// Adds the constituents of a jet that is turned about the origin by the angle of this cosine and sine.
    pub(super) fn add(&mut self, jet: &JetBuffer, turn: (f64, f64)) {
        self.find_places(jet, turn);
        for (&place, &pt) in self.places.iter().zip(&jet.pt) {
            let place = place as usize;
            self.sums[place] += pt;
            self.marks[place / 64] |= 1 << (place % 64);
        }
    }

    fn find_places(&mut self, jet: &JetBuffer, (cos, sin): (f64, f64)) {
        let n = self.resolution as f64;
        let (last, columns) = (self.resolution as i32 - 1, self.resolution as i32);
        let outside = columns * columns;
        let place = |(&x, &y): (&f64, &f64)| {
            let column = (cos * x - sin * y + self.half_width) * self.density;
            let row = (sin * x + cos * y + self.half_width) * self.density;
            let inside = (column >= 0.0) & (column <= n) & (row >= 0.0) & (row <= n);
            let index = (row as i32).min(last) * columns + (column as i32).min(last);
            (if inside { index } else { outside }) as u32
        };
        self.places.clear();
        self.places.extend(jet.eta.iter().zip(&jet.phi).map(place));
    }

    /// Moves the image, times `factor`, to the end of `out` and leaves the canvas empty.
    pub(super) fn finish(&mut self, factor: f64, out: &mut Arrays) -> Result<()> {
        let outside = self.resolution * self.resolution;
        out.pixels.reserve(self.places.len());
        out.values.reserve(self.places.len());
        for (word, marks) in self.marks.iter_mut().enumerate() {
            let mut left = std::mem::take(marks);
            while left != 0 {
                let place = 64 * word + left.trailing_zeros() as usize;
                left &= left - 1;
                let sum = std::mem::take(&mut self.sums[place]);
                if sum != 0.0 && place != outside {
                    out.pixels.push(place as u16);
                    out.values.push((sum * factor) as f32);
                }
            }
        }
        out.close()
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
        self.sums[self.resolution * self.resolution] = 0.0;
        self.marks.fill(0);
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
        assert!(canvas.sums.iter().all(|sum| *sum == 0.0) && canvas.marks.iter().all(|mark| *mark == 0));
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
        assert_eq!(image(&jet(&[(1.0, f64::NAN, 0.0), (1.0, 1e300, -1e300)]), (1.0, 0.0), 25).0, Vec::<u16>::new());
    }
}
