//! From (η′, φ′) to filled pixels.

use rand_chacha::ChaCha8Rng;

use super::store::Arrays;
use crate::augment::{JetBuffer, NoisePixels, PixelNoise};
use crate::error::Result;
use crate::rng;

/// Entries of a canvas: as many as a 16-bit number can name, so that no place needs a check.
const ENTRIES: usize = 1 << 16;

/// One dense image and the list of its filled pixels; empty again after each jet.
///
/// The entry behind the last pixel takes what falls outside the square.
#[derive(Debug)]
pub(super) struct Canvas {
    resolution: usize,
    /// Pixels per unit of η′ and φ′.
    density: f64,
    half_width: f64,
    sums: Vec<f64>,
    /// Pixel of each constituent.
    places: Vec<u16>,
    /// Pixels in the order in which constituents reached them, as many as `filled` says; a pixel is there twice when
    /// only constituents of pT 0 had reached it before.
    list: Vec<u16>,
    filled: usize,
}

impl Canvas {
    /// A canvas for a resolution of at most 255.
    pub(super) fn new(resolution: usize, half_width: f64) -> Canvas {
        Canvas {
            resolution,
            density: resolution as f64 / (2.0 * half_width),
            half_width,
            sums: vec![0.0; ENTRIES],
            places: Vec::new(),
            list: Vec::new(),
            filled: 0,
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
        self.list.resize(self.places.len(), 0);
        let mut filled = 0;
        for (&place, &pt) in self.places.iter().zip(&jet.pt) {
            let sum = &mut sums[usize::from(place)];
            self.list[filled] = place;
            filled += usize::from(*sum == 0.0);
            *sum += pt;
        }
        self.filled = filled;
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
        let outside = self.outside();
        self.sums[outside] = 0.0;
        let from = out.pixels.len();
        out.pixels.resize(from + self.filled, 0);
        out.values.resize(from + self.filled, 0.0);
        let Ok(sums) = <&mut [f64; ENTRIES]>::try_from(&mut self.sums[..]) else { return out.close() };
        let (pixels, values) = (&mut out.pixels[from..], &mut out.values[from..]);
        let mut filled = 0;
        for &place in &self.list[..self.filled] {
            let sum = std::mem::take(&mut sums[usize::from(place)]);
            (pixels[filled], values[filled]) = (place, (sum * factor) as f32);
            filled += usize::from(sum != 0.0);
        }
        out.pixels.truncate(from + filled);
        out.values.truncate(from + filled);
        out.close()
    }

    /// As [`Canvas::finish`], with Gaussian noise on the filled or on all pixels.
    pub(super) fn finish_with_noise(
        &mut self,
        factor: f64,
        (rng, noise): &mut (ChaCha8Rng, PixelNoise),
        out: &mut Arrays,
    ) -> Result<()> {
        let outside = self.outside();
        self.sums[outside] = 0.0;
        let from = out.pixels.len();
        let listed = match noise.pixels {
            NoisePixels::All => (0..outside as u16).collect(),
            NoisePixels::Filled => self.list[..self.filled].to_vec(),
        };
        for place in listed {
            let sum = std::mem::take(&mut self.sums[usize::from(place)]);
            if sum != 0.0 || noise.pixels == NoisePixels::All {
                out.pixels.push(place);
                out.values.push(sum as f32);
            }
        }
        let mut normals = vec![0.0; out.pixels.len() - from];
        rng::normals(rng, &mut normals);
        for (value, normal) in out.values[from..].iter_mut().zip(normals) {
            *value = ((f64::from(*value) + noise.sigma_gev * normal) * factor) as f32;
        }
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
        let mut both: Vec<(u16, f32)> = out.pixels.into_iter().zip(out.values).collect();
        both.sort_by_key(|(pixel, _)| *pixel);
        both.into_iter().unzip()
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

    /// A pixel that a constituent of pT 0 reached first is listed once.
    #[test]
    fn dropped_constituents_leave_no_pixel() {
        let jet = jet(&[(0.0, 0.1, 0.1), (3.0, 0.1, 0.1), (0.0, 0.5, 0.5), (4.0, 0.1, 0.1)]);
        assert_eq!(image(&jet, (1.0, 0.0), 2), (vec![3], vec![7.0]));
    }

    #[test]
    fn not_a_number_falls_outside() {
        assert!(image(&jet(&[(1.0, f64::NAN, 0.0), (1.0, 1e300, -1e300)]), (1.0, 0.0), 25).0.is_empty());
    }
}
