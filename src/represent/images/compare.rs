//! Averages and comparisons of images.

use std::collections::HashSet;

use super::JetImages;
use crate::error::{Error, Result};

/// Steps of an exact sum in one GeV: 2⁶⁰.
const QUANTA: f64 = (1u64 << 60) as f64;

impl JetImages {
    /// Mean image of the leading (0) or sub-leading (1) jets, resolution² numbers as [`JetImages::dense`]; zeros when
    /// there is no event.
    ///
    /// Sums are exact down to 10⁻¹⁸ GeV, so that the order of the events, or holding all of them twice, changes
    /// nothing at all.
    pub fn average(&self, jet: usize) -> Vec<f64> {
        let mut sum = vec![0i128; self.pixels()];
        for event in 0..self.len() {
            let (pixels, values) = self.sparse(event, jet);
            for (&pixel, &value) in pixels.iter().zip(values) {
                sum[usize::from(pixel)] += (f64::from(value) * QUANTA) as i128;
            }
        }
        let n = self.len().max(1) as f64;
        sum.into_iter().map(|sum| sum as f64 / QUANTA / n).collect()
    }

    /// Sum of the pixels of the leading (0) or sub-leading (1) jet of each event, GeV (Figure 80).
    pub fn pt_sums(&self, jet: usize) -> Vec<f64> {
        let sum = |event| self.sparse(event, jet).1.iter().map(|&value| f64::from(value)).sum();
        (0..self.len()).map(sum).collect()
    }

    /// Largest difference of a pixel between the same rows of two sets of images (Figures 80, 81: exactly 0).
    ///
    /// # Errors
    /// Another number of events, resolution or square.
    pub fn largest_difference(&self, other: &JetImages) -> Result<f64> {
        self.check_same_kind(other)?;
        if self.len() != other.len() {
            return Err(Error::value("the number of events of the other images", &self.len().to_string(), other.len()));
        }
        let (mut a, mut b) = (vec![0.0f32; self.pixels()], vec![0.0f32; self.pixels()]);
        let mut largest = 0.0f64;
        for (event, jet) in (0..self.len()).flat_map(|event| [(event, 0), (event, 1)]) {
            if self.sparse(event, jet) == other.sparse(event, jet) {
                continue;
            }
            self.write_dense(event, jet, &mut a);
            other.write_dense(event, jet, &mut b);
            let here = a.iter().zip(&b).map(|(a, b)| (f64::from(*a) - f64::from(*b)).abs()).fold(0.0, f64::max);
            largest = largest.max(here);
        }
        Ok(largest)
    }

    /// How many of `rows` have both images in common, bit by bit, with one of `others`.
    pub(super) fn count_in_common(&self, rows: &[usize], others: &[usize]) -> usize {
        let key = |&row: &usize| [0, 1].map(|jet| self.content(row, jet));
        let known: HashSet<_> = others.iter().map(key).collect();
        rows.iter().filter(|row| known.contains(&key(row))).count()
    }

    /// Pixels and bits of the values of one image, which can be compared and hashed.
    fn content(&self, event: usize, jet: usize) -> Vec<(u16, u32)> {
        let (pixels, values) = self.sparse(event, jet);
        pixels.iter().zip(values).map(|(&pixel, value)| (pixel, value.to_bits())).collect()
    }
}
