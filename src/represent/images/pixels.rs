//! From (η′, φ′) to filled pixels.

use std::mem::MaybeUninit;

use rand_chacha::ChaCha8Rng;

use super::preprocess::Jet;
use super::store::Arrays;
use crate::augment::{Four, LANES, NoisePixels, PixelNoise};
use crate::error::Result;
use crate::rng;

/// Entries of a canvas: as many as a 16-bit number can name, so that no place needs a check.
const ENTRIES: usize = 1 << 16;
/// The entry of what falls outside the square, and of constituents of pT 0; resolutions up to 255 have no such pixel.
const OUTSIDE: u16 = u16::MAX;

/// Filled pixels of one image: each pixel knows its slot in a short list. Slot 0 is that of [`OUTSIDE`].
///
/// The table of slots fits into the first cache where a table of sums would not. Slots are counted from a number that
/// grows from image to image: what the table holds of earlier images is below it, and need not be taken out.
#[derive(Debug)]
pub(super) struct Canvas {
    resolution: usize,
    /// Pixels per unit of η′ and φ′.
    density: f64,
    half_width: f64,
    slots: Box<[u16; ENTRIES]>,
    /// Number of slot 0 of this image in the table; above all numbers of earlier images.
    base: u16,
    /// Pixel and pT of each slot, in the order in which constituents reached them, as many as `filled` says; sums behind
    /// are zero.
    list: Box<[u16; ENTRIES]>,
    sums: Box<[f64; ENTRIES]>,
    filled: usize,
}

impl Canvas {
    /// A canvas for a resolution of at most 255.
    pub(super) fn new(resolution: usize, half_width: f64) -> Canvas {
        Canvas {
            resolution,
            density: resolution as f64 / (2.0 * half_width),
            half_width,
            slots: room(0),
            base: 1,
            list: room(0),
            sums: room(0.0),
            filled: 1,
        }
    }

    /// Adds the constituents of a jet that is mirrored as the first pair says (1 or −1) and then turned about the origin by
    /// the angle of this cosine and sine. The canvas must be empty.
    #[inline(always)]
    pub(super) fn add<F: Four>(&mut self, jet: &Jet, mirror: (f64, f64), turn: (f64, f64)) {
        let (pt, eta, phi) = jet.groups();
        let most = (LANES * pt.len()).min(self.resolution * self.resolution) + 1;
        if usize::from(self.base) + most > usize::from(u16::MAX) {
            self.slots[..self.resolution * self.resolution].fill(0);
            self.base = 1;
        }
        let base = self.base;
        let places = Places::<F>::new(self, mirror, turn);
        let (slots, list, sums) = (&mut self.slots, &mut self.list, &mut self.sums);
        slots[usize::from(OUTSIDE)] = base;
        let mut next = base + 1;
        for ((pt, eta), phi) in pt.iter().zip(eta).zip(phi) {
            let group = places.of(F::load(pt), F::load(eta), F::load(phi));
            for (place, pt) in group.into_iter().zip(pt) {
                let slot = &mut slots[usize::from(place)];
                // Bits instead of a branch, which would be guessed wrong too often; the sum behind the last slot is zero.
                let new = *slot < base;
                *slot = std::hint::select_unpredictable(new, next, *slot);
                let at = usize::from(slot.wrapping_sub(base));
                sums[at] += pt;
                list[at] = place;
                next = next.wrapping_add(new.into());
            }
        }
        self.filled = next.wrapping_sub(base).into();
    }

    /// Pixels and sums of the image, in the order in which constituents reached them.
    fn image(&self) -> (&[u16], &[f64]) {
        match (self.list.get(1..self.filled), self.sums.get(1..self.filled)) {
            (Some(list), Some(sums)) => (list, sums),
            _ => (&[], &[]),
        }
    }

    /// Leaves the canvas empty; the sums must be zero already.
    #[inline(always)]
    fn forget(&mut self) {
        self.base += self.filled as u16;
        self.filled = 1;
    }

    /// Moves the image, times `factor`, to the end of `out` and leaves the canvas empty.
    #[inline(always)]
    pub(super) fn finish<F: Four>(&mut self, factor: f64, out: &mut Arrays) -> Result<()> {
        let count = self.filled - 1;
        let groups = count.div_ceil(LANES);
        out.pixels.reserve(LANES * groups);
        out.values.reserve(LANES * groups);
        let to = out.pixels.spare_capacity_mut().as_chunks_mut().0.iter_mut();
        let to = to.zip(out.values.spare_capacity_mut().as_chunks_mut().0);
        let (list, sums) = (self.list[1..].as_chunks::<LANES>().0, self.sums[1..].as_chunks_mut::<LANES>().0);
        let factor = F::of(factor);
        for ((pixels, values), (list, sums)) in to.zip(list.iter().zip(sums)).take(groups) {
            *pixels = list.map(MaybeUninit::new);
            *values = (F::load(sums) * factor).narrow().map(MaybeUninit::new);
            *sums = [0.0; LANES];
        }
        // SAFETY: there is room for `groups` groups in both, all of them were just written, and `count` is not more.
        unsafe {
            out.pixels.set_len(out.pixels.len() + count);
            out.values.set_len(out.values.len() + count);
        }
        self.sums[0] = 0.0;
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
        self.sums.get_mut(..self.filled).unwrap_or_default().fill(0.0);
        self.forget();
        let mut normals = vec![0.0; out.pixels.len() - from];
        rng::normals(rng, &mut normals);
        for (value, normal) in out.values[from..].iter_mut().zip(normals) {
            *value = ((f64::from(*value) + noise.sigma_gev * normal) * factor) as f32;
        }
        out.close()
    }
}

/// An array that does not pass the stack, as large as 16-bit numbers can tell: what is not used costs nothing.
fn room<T: Copy>(zero: T) -> Box<[T; ENTRIES]> {
    vec![zero; ENTRIES].into_boxed_slice().try_into().unwrap_or_else(|_| Box::new([zero; ENTRIES]))
}

/// From (η′, φ′) to the number of a pixel.
struct Places<F> {
    // Mirroring is exact, whether it is done to the jet or to the turn.
    cos_x: F,
    sin_y: F,
    sin_x: F,
    cos_y: F,
    half: F,
    density: F,
    side: F,
    last: F,
}

impl<F: Four> Places<F> {
    #[inline(always)]
    fn new(canvas: &Canvas, (flip_x, flip_y): (f64, f64), (cos, sin): (f64, f64)) -> Places<F> {
        Places {
            cos_x: F::of(cos * flip_x),
            sin_y: F::of(sin * flip_y),
            sin_x: F::of(sin * flip_x),
            cos_y: F::of(cos * flip_y),
            half: F::of(canvas.half_width),
            density: F::of(canvas.density),
            side: F::of(canvas.resolution as f64),
            last: F::of(canvas.resolution as f64 - 1.0),
        }
    }

    #[inline(always)]
    fn of(&self, pt: F, x: F, y: F) -> [u16; LANES] {
        // The lowest bits of 2⁵² + k are those of k: a conversion that the vector unit knows. Pixels are counted from 1
        // and then less 1, modulo 2¹⁶, so that zero becomes `OUTSIDE`.
        const SHIFT: f64 = ((1u64 << 52) + OUTSIDE as u64) as f64;
        let column = (self.cos_x * x - self.sin_y * y + self.half) * self.density;
        let row = (self.sin_x * x + self.cos_y * y + self.half) * self.density;
        let zero = F::of(0.0);
        let index = row.floor().lower(self.last) * self.side + column.floor().lower(self.last) + F::of(1.0);
        let index = index.where_at_least(column, zero).where_at_least(self.side, column);
        let index = index.where_at_least(row, zero).where_at_least(self.side, row).where_positive(pt);
        (index + F::of(SHIFT)).numbers().map(|number| number.to_bits() as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::augment::Plain;

    fn jet(constituents: &[(f64, f64, f64)]) -> Jet {
        Jet::of(constituents)
    }

    fn image(jet: &Jet, turn: (f64, f64), resolution: usize) -> (Vec<u16>, Vec<f32>) {
        let (mut canvas, mut out) = (Canvas::new(resolution, 1.0), Arrays::default());
        canvas.add::<Plain>(jet, (1.0, 1.0), turn);
        canvas.finish::<Plain>(1.0, &mut out).unwrap();
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

    /// The numbers of the slots run over after a thousand images: those of earlier images must not come back.
    #[test]
    fn a_canvas_is_empty_again_after_any_number_of_images() {
        let (mut canvas, mut out) = (Canvas::new(25, 1.0), Arrays::default());
        let at = |k: usize, step: usize| -0.96 + 0.08 * (k * step % 25) as f64;
        for image in 0..3000 {
            let constituents: Vec<_> = (0..61).map(|k| (1.0 + k as f64, at(k + image, 7), at(k * image, 11))).collect();
            canvas.add::<Plain>(&jet(&constituents), (1.0, 1.0), (1.0, 0.0));
            out.clear();
            canvas.finish::<Plain>(1.0, &mut out).unwrap();
            let mut expected = std::collections::BTreeMap::new();
            for (pt, x, y) in constituents {
                let cell = |x: f64| ((x + 1.0) * 12.5) as u16;
                *expected.entry(cell(y) * 25 + cell(x)).or_insert(0.0f32) += pt as f32;
            }
            let found: std::collections::BTreeMap<u16, f32> =
                out.pixels.iter().copied().zip(out.values.iter().copied()).collect();
            assert_eq!((found.len(), found), (out.pixels.len(), expected), "image {image}");
        }
    }

    #[test]
    fn not_a_number_falls_outside() {
        assert!(image(&jet(&[(1.0, f64::NAN, 0.0), (1.0, 1e300, -1e300)]), (1.0, 0.0), 25).0.is_empty());
    }
}
