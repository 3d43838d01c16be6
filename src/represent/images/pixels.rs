//! From (η′, φ′) to filled pixels.

use rand_chacha::ChaCha8Rng;

use super::store::Arrays;
use crate::augment::{JetBuffer, NoisePixels, PixelNoise};
use crate::error::Result;
use crate::rng;

/// Entries of a canvas: as many as a 16-bit number can name, so that no place needs a check.
const ENTRIES: usize = 1 << 16;
/// Slot of what falls outside the square; slot 0 is that of an empty pixel, those behind it are filled pixels.
const OUTSIDE: u16 = 1;
const FIRST: usize = 2;

/// Filled pixels of one image: each pixel knows its slot in a short list; empty again after each jet.
///
/// The entry behind the last pixel takes what falls outside the square, and constituents of pT 0. The table of slots
/// fits into the first cache where a table of sums would not.
#[derive(Debug)]
pub(super) struct Canvas {
    resolution: usize,
    /// Pixels per unit of η′ and φ′.
    density: f64,
    half_width: f64,
    /// Slot of each pixel, 0 for none.
    slots: Vec<u16>,
    /// Pixel of each constituent.
    places: Vec<u16>,
    /// Pixel and pT of each slot, in the order in which constituents reached them, as many as `filled` says; zero behind.
    list: Vec<u16>,
    sums: Vec<f64>,
    filled: usize,
}

impl Canvas {
    /// A canvas for a resolution of at most 255.
    pub(super) fn new(resolution: usize, half_width: f64) -> Canvas {
        let mut slots = vec![0; ENTRIES];
        slots[resolution * resolution] = OUTSIDE;
        Canvas {
            resolution,
            density: resolution as f64 / (2.0 * half_width),
            half_width,
            slots,
            places: Vec::new(),
            list: Vec::new(),
            sums: Vec::new(),
            filled: FIRST,
        }
    }

    /// Adds the constituents of a jet that is mirrored as the first pair says (1 or −1) and then turned about the origin by
    /// the angle of this cosine and sine.
    #[inline(always)]
    pub(super) fn add(&mut self, jet: &JetBuffer, mirror: (f64, f64), turn: (f64, f64)) {
        self.find_places(jet, mirror, turn);
        let Ok(slots) = <&mut [u16; ENTRIES]>::try_from(&mut self.slots[..]) else { return };
        let room = self.places.len() + FIRST + 1;
        if self.list.len() < room {
            self.list.resize(room, 0);
            self.sums.resize(room, 0.0);
        }
        let (list, sums) = (&mut self.list[..room], &mut self.sums[..room]);
        let mut filled = FIRST;
        for (&place, &pt) in self.places.iter().zip(&jet.pt) {
            let slot = &mut slots[usize::from(place)];
            // Bits instead of a branch, which would be guessed wrong too often; the sum behind the last slot is zero.
            let new = usize::from(*slot == 0);
            let at = usize::from(*slot) | (filled & new.wrapping_neg());
            *slot = at as u16;
            sums[at] += pt;
            list[at] = place;
            filled += new;
        }
        self.filled = filled;
    }

    /// The pixel of each constituent.
    #[inline(always)]
    fn find_places(&mut self, jet: &JetBuffer, (flip_x, flip_y): (f64, f64), (cos, sin): (f64, f64)) {
        // The lowest bits of 2⁵² + k are those of k: a conversion that the vector unit knows.
        const SHIFT: f64 = (1u64 << 52) as f64;
        let (n, last) = (self.resolution as f64, self.resolution as f64 - 1.0);
        let (half, density) = (self.half_width, self.density);
        // Mirroring is exact, whether it is done to the jet or to the turn.
        let (cos_x, sin_y, sin_x, cos_y) = (cos * flip_x, sin * flip_y, sin * flip_x, cos * flip_y);
        self.places.resize(jet.eta.len(), 0);
        // Plain loops, here and in the preprocessing: adapters of iterators are compiled for the base machine.
        for (((place, &x), &y), &pt) in self.places.iter_mut().zip(&jet.eta).zip(&jet.phi).zip(&jet.pt) {
            let column = (cos_x * x - sin_y * y + half) * density;
            let row = (sin_x * x + cos_y * y + half) * density;
            let inside = (column >= 0.0) & (column <= n) & (row >= 0.0) & (row <= n) & (pt > 0.0);
            let index = lower(row.floor(), last) * n + lower(column.floor(), last);
            let index = if inside { index } else { n * n };
            *place = (index + SHIFT).to_bits() as u16;
        }
    }

    /// Pixels and sums of the image, in the order in which constituents reached them.
    fn image(&self) -> (&[u16], &[f64]) {
        match (self.list.get(FIRST..self.filled), self.sums.get(FIRST..self.filled)) {
            (Some(list), Some(sums)) => (list, sums),
            _ => (&[], &[]),
        }
    }

    /// Leaves the canvas empty.
    #[inline(always)]
    fn clear(&mut self) {
        self.sums.get_mut(OUTSIDE.into()..self.filled).unwrap_or_default().fill(0.0);
        self.forget();
    }

    /// Leaves the canvas without slots, when the sums are zero already.
    #[inline(always)]
    fn forget(&mut self) {
        let Ok(slots) = <&mut [u16; ENTRIES]>::try_from(&mut self.slots[..]) else { return };
        for &place in self.list.get(FIRST..self.filled).unwrap_or_default() {
            slots[usize::from(place)] = 0;
        }
        self.filled = FIRST;
    }

    /// Moves the image, times `factor`, to the end of `out` and leaves the canvas empty.
    #[inline(always)]
    pub(super) fn finish(&mut self, factor: f64, out: &mut Arrays) -> Result<()> {
        let from = out.values.len();
        out.pixels.extend_from_slice(self.image().0);
        let sums = self.sums.get_mut(FIRST..self.filled).unwrap_or_default();
        out.values.resize(from + sums.len(), 0.0);
        for (value, sum) in out.values[from..].iter_mut().zip(sums) {
            *value = (*sum * factor) as f32;
            *sum = 0.0;
        }
        self.sums.get_mut(usize::from(OUTSIDE)).into_iter().for_each(|sum| *sum = 0.0);
        self.forget();
        out.close()
    }

    /// As [`Canvas::finish`], with Gaussian noise on the filled or on all pixels.
    pub(super) fn finish_with_noise(
        &mut self,
        factor: f64,
        (rng, noise): &mut (ChaCha8Rng, PixelNoise),
        out: &mut Arrays,
    ) -> Result<()> {
        let from = out.pixels.len();
        let (list, sums) = self.image();
        match noise.pixels {
            NoisePixels::All => {
                let all = self.resolution * self.resolution;
                out.pixels.extend(0..all as u16);
                out.values.resize(from + all, 0.0);
                for (place, sum) in list.iter().zip(sums) {
                    out.values[from + usize::from(*place)] = *sum as f32;
                }
            }
            NoisePixels::Filled => {
                out.pixels.extend_from_slice(list);
                out.values.extend(sums.iter().map(|sum| *sum as f32));
            }
        }
        self.clear();
        let mut normals = vec![0.0; out.pixels.len() - from];
        rng::normals(rng, &mut normals);
        for (value, normal) in out.values[from..].iter_mut().zip(normals) {
            *value = ((f64::from(*value) + noise.sigma_gev * normal) * factor) as f32;
        }
        out.close()
    }
}

/// The lower of two numbers, in one instruction; the second when the first is not a number.
#[inline(always)]
fn lower(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
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
        canvas.add(jet, (1.0, 1.0), turn);
        canvas.finish(1.0, &mut out).unwrap();
        assert_eq!(canvas.slots.iter().filter(|slot| **slot != 0).count(), 1);
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
