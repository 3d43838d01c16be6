//! Images of many events, filled pixels only.

use std::sync::Arc;

use crate::error::{Error, Result};

/// Images of the two jets of each event, of which only filled pixels are held: 6 bytes each.
///
/// Pixels are numbered row by row, `row · resolution + column`; rows count φ′ upwards from −1, columns η′ from −1.
/// The order is that of a heat map, lowest row first. Cloning copies nothing.
///
/// # Shapes
/// `dense(event, jet)`: resolution², row-major as above; jet 0 is the leading one, 1 the sub-leading one.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// use cwola::events::{Constituents, Dijets};
/// use polars::df;
/// let jet = Constituents::new(vec![0, 2], vec![30.0, 10.0], vec![0.5, 0.1], vec![3.1, -3.1])?;
/// let events = Events::from_frame("one", df!["m_jj" => [5000.0]]?)?.with_dijets(Dijets::new([jet.clone(), jet])?)?;
/// let images = events.images(&ImageConfig::new(25))?;
/// assert_eq!((images.len(), images.resolution(), images.filled(0, 0)), (1, 25, 2));
/// assert_eq!(images.pt_sums(1), [40.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct JetImages {
    resolution: usize,
    half_width: f64,
    arrays: Arc<Arrays>,
}

/// Compressed rows: image i (2 · event + jet) is entries `offsets[i]..offsets[i + 1]`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Arrays {
    pub(super) offsets: Vec<u32>,
    pub(super) pixels: Vec<u16>,
    pub(super) values: Vec<f32>,
}

impl Default for Arrays {
    fn default() -> Arrays {
        Arrays { offsets: vec![0], pixels: Vec::new(), values: Vec::new() }
    }
}

impl Arrays {
    pub(super) fn image(&self, index: usize) -> (&[u16], &[f32]) {
        match (self.offsets.get(index), self.offsets.get(index + 1)) {
            (Some(&from), Some(&to)) => {
                let range = from as usize..to as usize;
                (&self.pixels[range.clone()], &self.values[range])
            }
            _ => (&[], &[]),
        }
    }

    /// Leaves no image, and keeps the room.
    pub(super) fn clear(&mut self) {
        self.offsets.truncate(1);
        self.pixels.clear();
        self.values.clear();
    }

    /// Adds an image at the end.
    pub(super) fn push(&mut self, pixels: &[u16], values: &[f32]) -> Result<()> {
        self.pixels.extend_from_slice(pixels);
        self.values.extend_from_slice(values);
        self.close()
    }

    /// Everything that was added since the last image becomes an image.
    pub(super) fn close(&mut self) -> Result<()> {
        let end = u32::try_from(self.pixels.len());
        let full = |_| Error::value("the number of filled pixels of a sample", "below 2^32", self.pixels.len());
        self.offsets.push(end.map_err(full)?);
        Ok(())
    }

    /// The images of `other` after those of `self`.
    pub(super) fn append(&mut self, other: &Arrays) -> Result<()> {
        let start = self.pixels.len();
        let total = start + other.pixels.len();
        if u32::try_from(total).is_err() {
            return Err(Error::value("the number of filled pixels of a sample", "below 2^32", total));
        }
        self.pixels.extend_from_slice(&other.pixels);
        self.values.extend_from_slice(&other.values);
        self.offsets.extend(other.offsets.iter().skip(1).map(|offset| offset + start as u32));
        Ok(())
    }
}

impl JetImages {
    pub(super) fn of(resolution: usize, half_width: f64, arrays: Arrays) -> JetImages {
        JetImages { resolution, half_width, arrays: Arc::new(arrays) }
    }

    /// Number of events.
    pub fn len(&self) -> usize {
        (self.arrays.offsets.len() - 1) / 2
    }

    /// Whether there is no event.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Pixels along each side.
    pub fn resolution(&self) -> usize {
        self.resolution
    }

    /// Half of the side of the square in η′ and φ′.
    pub fn half_width(&self) -> f64 {
        self.half_width
    }

    /// Pixels of an image: resolution².
    pub fn pixels(&self) -> usize {
        self.resolution * self.resolution
    }

    /// Numbers and values of the filled pixels of one image; empty when `event` or `jet` is out of range.
    ///
    /// Each pixel once, those of the hardest constituents first: not in the order of the numbers.
    pub fn sparse(&self, event: usize, jet: usize) -> (&[u16], &[f32]) {
        if jet < 2 { self.arrays.image(2 * event + jet) } else { (&[], &[]) }
    }

    /// Number of filled pixels of one image.
    pub fn filled(&self, event: usize, jet: usize) -> usize {
        self.sparse(event, jet).0.len()
    }

    /// One image with all its pixels; zeros when `event` or `jet` is out of range.
    pub fn dense(&self, event: usize, jet: usize) -> Vec<f32> {
        let mut image = vec![0.0; self.pixels()];
        self.write_dense(event, jet, &mut image);
        image
    }

    /// Writes one image with all its pixels into `image`, which must have resolution² entries: a shorter or longer one
    /// is set to zero and nothing else.
    pub fn write_dense(&self, event: usize, jet: usize, image: &mut [f32]) {
        image.fill(0.0);
        if image.len() != self.pixels() {
            return;
        }
        let (pixels, values) = self.sparse(event, jet);
        for (&pixel, &value) in pixels.iter().zip(values) {
            image[usize::from(pixel)] = value;
        }
    }

    /// The given events, in the given order (repeats allowed).
    ///
    /// # Errors
    /// A row that is not below the number of events.
    pub fn rows(&self, rows: &[usize]) -> Result<JetImages> {
        if let Some(row) = rows.iter().find(|&&row| row >= self.len()) {
            return Err(Error::value("the row", &format!("below {}", self.len()), row));
        }
        let mut arrays = Arrays::default();
        arrays.offsets.reserve_exact(2 * rows.len());
        for image in rows.iter().flat_map(|row| [2 * row, 2 * row + 1]) {
            let (pixels, values) = self.arrays.image(image);
            arrays.push(pixels, values)?;
        }
        Ok(JetImages::of(self.resolution, self.half_width, arrays))
    }

    /// The events of `self` followed by those of `other`.
    ///
    /// # Errors
    /// Another resolution or square.
    pub fn followed_by(&self, other: &JetImages) -> Result<JetImages> {
        self.check_same_kind(other)?;
        let mut arrays = (*self.arrays).clone();
        arrays.append(&other.arrays)?;
        Ok(JetImages::of(self.resolution, self.half_width, arrays))
    }

    pub(super) fn check_same_kind(&self, other: &JetImages) -> Result<()> {
        let words =
            |images: &JetImages| format!("{n}×{n} pixels on ±{h}", n = images.resolution, h = images.half_width);
        if (self.resolution, self.half_width) != (other.resolution, other.half_width) {
            return Err(Error::value("the other set of images", &words(self), words(other)));
        }
        Ok(())
    }

    /// Bytes that the images take.
    pub fn bytes(&self) -> usize {
        4 * self.arrays.offsets.len() + 2 * self.arrays.pixels.len() + 4 * self.arrays.values.len()
    }
}
