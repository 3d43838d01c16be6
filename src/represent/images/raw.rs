//! Images from numbers that are images already.

use super::JetImages;
use super::store::Arrays;
use crate::error::{Error, Result};

impl JetImages {
    /// Images with η′ and φ′ in [−1, 1] from filled pixels: image i (2 · event + jet) has `pixels[i]` (rising) and
    /// `values[i]`.
    ///
    /// # Errors
    /// An odd number of images, numbers of pixels and values that differ, or a pixel outside its image.
    pub(crate) fn from_pixels(resolution: usize, pixels: &[Vec<u16>], values: &[Vec<f32>]) -> Result<JetImages> {
        if pixels.len() != values.len() || !pixels.len().is_multiple_of(2) {
            return Err(Error::value("the number of images", "two per event", pixels.len()));
        }
        let mut arrays = Arrays::default();
        for (pixels, values) in pixels.iter().zip(values) {
            let inside = pixels.iter().all(|pixel| usize::from(*pixel) < resolution * resolution);
            if !inside || pixels.len() != values.len() {
                return Err(Error::value("the pixels of an image", "inside it, with one value each", pixels.len()));
            }
            arrays.push(pixels, values)?;
        }
        Ok(JetImages::of(resolution, 1.0, arrays))
    }
}
