//! How an image is made.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::events::Events;

/// Whether a step of the preprocessing is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Step {
    /// Done.
    #[default]
    On,
    /// Left out.
    Off,
}

/// Unit of the pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum PtScale {
    /// GeV: no normalisation (the Note).
    #[default]
    Gev,
    /// Each image is divided by the scalar pT sum of its jet.
    Jet,
    /// Both images are divided by the scalar pT sum of the two jets.
    Event,
}

/// How constituents become an image (§4.4 of the Note).
///
/// 1. Centring: the pT-weighted mean of (η, φ) moves to the origin.
/// 2. Rotation: the axis along which the pT-weighted spread is largest (the first principal axis) turns onto the η axis.
/// 3. Flipping: the quadrant with the largest pT sum becomes the first (η′ > 0, φ′ > 0).
/// 4. Pixels: the pT sum in GeV of each of `resolution` × `resolution` cells of [−1, 1]².
///
/// The three first steps use all constituents, also those outside the square, and are done once, in double precision,
/// on unrounded constituents; only the finished pixel is rounded to 32 bits. A cell holds its lower edges; the last
/// one also its upper edge, as numpy does. Of two quadrants with equal sums the first of (+,+), (−,+), (−,−), (+,−)
/// counts.
///
/// A jet across φ = ±π is no special case: before anything else φ is counted from the hardest constituent, into
/// [−π, π]. (The program behind the Note adds π to φ when its variance, zero padding included, is above 0.5; jets
/// that it misses, or moves without need, have wrong images there.)
///
/// Defaults: 25 × 25 pixels, all steps on, GeV, no pT threshold, and none of the two cuts of the author's program
/// (`max_constituents` 300, `min_constituents` 5). The Note does not mention them and gives its numbers of events
/// without them; [`ImageConfig::with_author_cuts`] switches both on.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let config = ImageConfig::new(75).with_rotation(Step::Off);
/// assert_eq!((config.resolution, config.centre, config.rotate), (75, Step::On, Step::Off));
/// assert_eq!(ImageConfig::centring_only(25).flip, Step::Off); // §4.48
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImageConfig {
    /// Pixels along each side: 25, 50 or 75 in the sources, 1 to 255 possible.
    pub resolution: usize,
    /// Half of the side of the square in η′ and φ′; 1.
    pub half_width: f64,
    /// Step 1. Off: η and φ are counted from zero as they are, and so are the moments of step 2.
    pub centre: Step,
    /// Step 2.
    pub rotate: Step,
    /// Step 3.
    pub flip: Step,
    /// Unit of the pixels.
    pub scale: PtScale,
    /// Constituents of less pT (GeV) are left out from the beginning; 0: none.
    pub min_pt: f64,
    /// Only so many of the hardest constituents are used; none: all.
    pub max_constituents: Option<usize>,
    /// Events in which a jet has fewer constituents are refused, or left out of mixed samples; 0: none.
    pub min_constituents: usize,
}

impl Default for ImageConfig {
    fn default() -> ImageConfig {
        ImageConfig::new(25)
    }
}

impl ImageConfig {
    /// The Note's images with this many pixels along each side.
    pub fn new(resolution: usize) -> ImageConfig {
        ImageConfig {
            resolution,
            half_width: 1.0,
            centre: Step::On,
            rotate: Step::On,
            flip: Step::On,
            scale: PtScale::Gev,
            min_pt: 0.0,
            max_constituents: None,
            min_constituents: 0,
        }
    }

    /// Centring, but neither rotation nor flipping (§4.48).
    pub fn centring_only(resolution: usize) -> ImageConfig {
        ImageConfig::new(resolution).with_rotation(Step::Off).with_flip(Step::Off)
    }

    /// The same with centring on or off.
    pub fn with_centring(&self, centre: Step) -> ImageConfig {
        ImageConfig { centre, ..self.clone() }
    }

    /// The same with rotation of the principal axis on or off.
    pub fn with_rotation(&self, rotate: Step) -> ImageConfig {
        ImageConfig { rotate, ..self.clone() }
    }

    /// The same with flipping on or off.
    pub fn with_flip(&self, flip: Step) -> ImageConfig {
        ImageConfig { flip, ..self.clone() }
    }

    /// The same with another unit of the pixels.
    pub fn with_scale(&self, scale: PtScale) -> ImageConfig {
        ImageConfig { scale, ..self.clone() }
    }

    /// The same with a square of another size: [−half, half]².
    pub fn with_half_width(&self, half_width: f64) -> ImageConfig {
        ImageConfig { half_width, ..self.clone() }
    }

    /// The same without constituents of less pT, GeV.
    pub fn with_min_pt(&self, min_pt: f64) -> ImageConfig {
        ImageConfig { min_pt, ..self.clone() }
    }

    /// The same with both cuts of the author's program: at most 300 constituents per jet, at least 5.
    pub fn with_author_cuts(&self) -> ImageConfig {
        ImageConfig { max_constituents: Some(300), min_constituents: 5, ..self.clone() }
    }

    /// Whether each event has enough constituents in both jets.
    ///
    /// # Errors
    /// A sample without constituents.
    pub fn accepted(&self, events: &Events) -> Result<Vec<bool>> {
        let dijets = events.dijets()?;
        let enough = |event: usize| (0..2).all(|which| dijets.jet(event, which).len() >= self.min_constituents);
        Ok((0..dijets.len()).map(enough).collect())
    }

    /// Side of a pixel in η′ and φ′.
    pub fn pixel_width(&self) -> f64 {
        2.0 * self.half_width / self.resolution as f64
    }

    /// Checks the numbers.
    ///
    /// # Errors
    /// A resolution outside 1…255, a square without area, a negative threshold, no constituents at all.
    pub fn check(&self) -> Result<()> {
        if !(1..=255).contains(&self.resolution) {
            return Err(Error::value("the number of pixels along a side", "between 1 and 255", self.resolution));
        }
        if !(self.half_width.is_finite() && self.half_width > 0.0) {
            return Err(Error::value("half of the side of an image", "above 0", self.half_width));
        }
        if !(self.min_pt.is_finite() && self.min_pt >= 0.0) {
            return Err(Error::value("the pT threshold of constituents", "at least 0 GeV", self.min_pt));
        }
        if self.max_constituents == Some(0) {
            return Err(Error::value("the largest number of constituents", "at least 1", 0));
        }
        Ok(())
    }
}

impl std::fmt::Display for ImageConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let steps = [(self.centre, "centred"), (self.rotate, "rotated"), (self.flip, "flipped")];
        let done: Vec<&str> = steps.iter().filter(|(step, _)| *step == Step::On).map(|(_, word)| *word).collect();
        let done = if done.is_empty() { "as they are".to_string() } else { done.join(", ") };
        let unit = match self.scale {
            PtScale::Gev => "GeV",
            PtScale::Jet => "parts of the jet's pT sum",
            PtScale::Event => "parts of the event's pT sum",
        };
        let (n, half) = (self.resolution, self.half_width);
        write!(f, "{n}×{n} pixels on [−{half}, {half}]², jets {done}, pixels in {unit}")?;
        if let Some(most) = self.max_constituents {
            write!(f, ", at most {most} constituents")?;
        }
        if self.min_constituents > 0 {
            write!(f, ", at least {} constituents", self.min_constituents)?;
        }
        if self.min_pt > 0.0 { write!(f, ", constituents of pT ≥ {} GeV", self.min_pt) } else { Ok(()) }
    }
}
