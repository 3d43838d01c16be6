//! What is done to the jets of an event to make new ones.

use serde::{Deserialize, Serialize};

use crate::augment::PtResolution;
use crate::error::{Error, Result};

/// Angles by which jets are turned after centring, rotation and flipping.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum JetAngles {
    /// Uniform in [−degrees, degrees], drawn for each jet of each copy on its own (§4.35, §4.42 of the Note).
    Range {
        /// Half of the range, degrees in [0, 180].
        degrees: f64,
    },
    /// Copy k turns both jets by the k-th angle of the list, over and over (§4.42.1).
    Fixed {
        /// Angles in degrees.
        degrees: Vec<f64>,
    },
}

/// Which pixels noise is added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum NoisePixels {
    /// Pixels that hold something: the image stays sparse.
    #[default]
    Filled,
    /// All pixels: takes the memory of dense images.
    All,
}

/// Gaussian noise on the pixels of a finished image (the slides name it and see no gain; the width is not given).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PixelNoise {
    /// Standard deviation, GeV.
    pub sigma_gev: f64,
    /// Which pixels.
    pub pixels: NoisePixels,
}

/// What becomes of the events from which copies are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Originals {
    /// They stay, and the copies are added ("+n").
    #[default]
    Keep,
    /// They are left out: copies only ("1 augmentation", §4.15).
    Drop,
    /// Half of the events, chosen by (seed, original event), and copies of those ("half + copy", §4.17.2).
    Half,
}

/// Order of the rows of an augmented sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum RowOrder {
    /// Originals in the order of the sample, then the first copies in the same order, then the second, …: rows 1…n
    /// and n + 1…2n of "+1" are the same events (Figure 47).
    #[default]
    AsMade,
    /// All rows in random order.
    Shuffled,
}

/// A recipe for jets: smear the constituents, make the image, turn the jet; `copies` times per event.
///
/// The steps have the Note's order (§4.34, 4.37, 4.44): η–φ smearing, pT smearing, then centring, rotation and flipping
/// of the image, then a turn about the centre, then pixels, then noise. Steps that are none are left out; with none at
/// all the copies are identical to their original.
///
/// - η–φ smearing (Eq. 4): η′ ~ N(η, Λ/pT), φ′ ~ N(φ, Λ/pT), Λ in MeV and pT before smearing.
/// - pT smearing (Eq. 6): pT′ ~ N(pT, f(pT)), see [`PtResolution`]; constituents with pT′ < 0 are dropped.
/// - Turn: η″ = η′ cos θ − φ′ sin θ, φ″ = η′ sin θ + φ′ cos θ.
///
/// Every step draws from the stream named by (seed, step, original event, copy): the same event gets the same copies
/// whatever the order, the number of threads, or what else is in the sample. Labels are not used.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let recipe = JetAugmentation::pt_smear_and_rotation().with_copies(5).with_seed(3);
/// assert_eq!((recipe.copies, recipe.name.as_str()), (5, "pT smearing + jet rotation"));
/// assert!(JetAugmentation::original().is_original());
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct JetAugmentation {
    /// Name for tables and legends.
    pub name: String,
    /// Λ of the η–φ smearing in MeV; none: no η–φ smearing.
    pub lambda_mev: Option<f64>,
    /// Width of the pT smearing; none: no pT smearing.
    pub pt: Option<PtResolution>,
    /// Angles of the turn; none: no turn.
    pub angles: Option<JetAngles>,
    /// Noise on the pixels; none: no noise.
    pub noise: Option<PixelNoise>,
    /// New events per original event.
    pub copies: usize,
    /// Share of the events that get each copy, in (0, 1]: the x of "+x copy" (§4.19).
    pub share: f64,
    /// What becomes of the originals.
    pub originals: Originals,
    /// Order of the rows.
    pub order: RowOrder,
    /// Seed of the random streams.
    pub seed: u64,
}

impl Default for JetAugmentation {
    fn default() -> JetAugmentation {
        JetAugmentation::original()
    }
}

impl JetAugmentation {
    /// Most copies per event: the Note goes to 33.
    pub const MOST_COPIES: usize = 10_000;

    /// No augmentation: the original events.
    pub fn original() -> JetAugmentation {
        JetAugmentation {
            name: "original".into(),
            lambda_mev: None,
            pt: None,
            angles: None,
            noise: None,
            copies: 0,
            share: 1.0,
            originals: Originals::Keep,
            order: RowOrder::AsMade,
            seed: 1,
        }
    }

    fn named(name: &str) -> JetAugmentation {
        JetAugmentation { name: name.into(), copies: 1, ..JetAugmentation::original() }
    }

    /// η–φ smearing of the constituents (Eq. 4); Λ in MeV: 100, 200 and 500 in the Note.
    pub fn eta_phi_smear(lambda_mev: f64) -> JetAugmentation {
        JetAugmentation { lambda_mev: Some(lambda_mev), ..JetAugmentation::named("η–φ smearing") }
    }

    /// pT smearing of the constituents (Eq. 6), as printed or as in the card.
    pub fn pt_smear(resolution: PtResolution) -> JetAugmentation {
        JetAugmentation { pt: Some(resolution), ..JetAugmentation::named("pT smearing") }
    }

    /// Jet rotation by any angle, uniform in [−180°, 180°], each jet by its own (§4.35).
    pub fn rotation() -> JetAugmentation {
        JetAugmentation::rotation_range(180.0)
    }

    /// Jet rotation uniform in [−degrees, degrees] (§4.42: 1, 5, 45, 90, 180; slides: 30, 60, 90, 180).
    pub fn rotation_range(degrees: f64) -> JetAugmentation {
        let name = if degrees == 180.0 { "jet rotation".into() } else { format!("jet rotation ±{degrees}°") };
        JetAugmentation { angles: Some(JetAngles::Range { degrees }), ..JetAugmentation::named(&name) }
    }

    /// One copy per angle, both jets turned by it (§4.42.1: −5° and 5°).
    pub fn fixed_angles(degrees: &[f64]) -> JetAugmentation {
        let copies = degrees.len();
        let angles = Some(JetAngles::Fixed { degrees: degrees.to_vec() });
        JetAugmentation { angles, copies, ..JetAugmentation::named("fixed angles") }
    }

    /// η–φ smearing with Λ = 100 MeV and pT smearing as printed (§4.34).
    pub fn eta_phi_and_pt_smear() -> JetAugmentation {
        let pt = Some(PtResolution::AsPrinted);
        JetAugmentation { lambda_mev: Some(100.0), pt, ..JetAugmentation::named("η–φ + pT smearing") }
    }

    /// pT smearing as printed, then jet rotation (§4.37).
    pub fn pt_smear_and_rotation() -> JetAugmentation {
        let named = JetAugmentation::named("pT smearing + jet rotation");
        JetAugmentation { pt: Some(PtResolution::AsPrinted), ..JetAugmentation { angles: full_turn(), ..named } }
    }

    /// η–φ smearing with Λ = 100 MeV, pT smearing as printed, then jet rotation (§4.44).
    pub fn all() -> JetAugmentation {
        let named = JetAugmentation::named("η–φ + pT smearing + jet rotation");
        let pt = Some(PtResolution::AsPrinted);
        JetAugmentation { lambda_mev: Some(100.0), pt, angles: full_turn(), ..named }
    }

    /// Gaussian noise of this width on the filled pixels (slides; no gain seen there).
    pub fn gaussian_noise(sigma_gev: f64) -> JetAugmentation {
        let noise = Some(PixelNoise { sigma_gev, pixels: NoisePixels::Filled });
        JetAugmentation { noise, ..JetAugmentation::named("Gaussian noise") }
    }

    /// Identical copies: "+1 copy" with `copies` = 1 (§4.14.2, 4.17).
    pub fn identical_copies(copies: usize) -> JetAugmentation {
        JetAugmentation { copies, ..JetAugmentation::named("copy") }
    }

    /// Original and identical copies of a share x of the events: "+0.25 copy" … "+1 copy" (§4.19).
    pub fn copy_share(share: f64) -> JetAugmentation {
        JetAugmentation { share, ..JetAugmentation::named(&format!("+{share} copy")) }
    }

    /// Half of the events and one identical copy of each: "half + copy" (§4.17.2).
    pub fn half_and_copy() -> JetAugmentation {
        JetAugmentation { originals: Originals::Half, ..JetAugmentation::named("half + copy") }
    }

    /// The same recipe with this many copies per event.
    pub fn with_copies(&self, copies: usize) -> JetAugmentation {
        JetAugmentation { copies, ..self.clone() }
    }

    /// The same recipe with copies of this share of the events, in (0, 1].
    ///
    /// Each event is chosen by its own random number, so that the share is met on average, a smaller share is part of
    /// a larger one, and the choice does not depend on the rest of the sample.
    pub fn with_share(&self, share: f64) -> JetAugmentation {
        JetAugmentation { share, ..self.clone() }
    }

    /// The same recipe with other treatment of the originals.
    pub fn with_originals(&self, originals: Originals) -> JetAugmentation {
        JetAugmentation { originals, ..self.clone() }
    }

    /// Copies without their originals ("1 augmentation", "2 augmentation", §4.15).
    pub fn augmented_only(&self) -> JetAugmentation {
        self.with_originals(Originals::Drop)
    }

    /// The same recipe with another order of rows.
    pub fn with_order(&self, order: RowOrder) -> JetAugmentation {
        JetAugmentation { order, ..self.clone() }
    }

    /// The same recipe with rows in random order.
    pub fn shuffled(&self) -> JetAugmentation {
        self.with_order(RowOrder::Shuffled)
    }

    /// The same recipe with noise on the pixels.
    pub fn with_noise(&self, noise: PixelNoise) -> JetAugmentation {
        JetAugmentation { noise: Some(noise), ..self.clone() }
    }

    /// The same recipe with another name.
    pub fn with_name(&self, name: &str) -> JetAugmentation {
        JetAugmentation { name: name.into(), ..self.clone() }
    }

    /// The same recipe with another seed.
    pub fn with_seed(&self, seed: u64) -> JetAugmentation {
        JetAugmentation { seed, ..self.clone() }
    }

    /// Whether the sample stays as it is.
    pub fn is_original(&self) -> bool {
        self.copies == 0 && self.originals == Originals::Keep && self.order == RowOrder::AsMade
    }

    /// Whether copies are identical to their original.
    pub fn is_identical(&self) -> bool {
        self.lambda_mev.is_none() && self.pt.is_none() && self.angles.is_none() && self.noise.is_none()
    }

    /// Checks the numbers of the recipe.
    ///
    /// # Errors
    /// A negative Λ or noise, a range of angles outside [0°, 180°], an angle that is not finite, no angle at all, a share outside
    /// (0, 1], too many copies, copies only of which there are none.
    pub fn check(&self) -> Result<()> {
        let positive = |what: &str, unit: &str, value: f64| {
            let fine = value.is_finite() && value >= 0.0;
            if fine { Ok(()) } else { Err(Error::value(what, &format!("at least 0 {unit}"), value)) }
        };
        self.lambda_mev.map_or(Ok(()), |lambda| positive("the smearing scale Λ", "MeV", lambda))?;
        self.noise.map_or(Ok(()), |noise| positive("the width of the pixel noise", "GeV", noise.sigma_gev))?;
        match &self.angles {
            Some(JetAngles::Range { degrees }) if !(0.0..=180.0).contains(degrees) => {
                return Err(Error::value("half of the range of angles", "between 0 and 180 degrees", degrees));
            }
            Some(JetAngles::Fixed { degrees }) if degrees.is_empty() => {
                return Err(Error::value("the number of fixed angles", "at least 1", 0));
            }
            Some(JetAngles::Fixed { degrees }) => {
                if let Some(odd) = degrees.iter().find(|angle| !angle.is_finite()) {
                    return Err(Error::value("a fixed angle", "a finite number of degrees", odd));
                }
            }
            _ => {}
        }
        if !(self.share > 0.0 && self.share <= 1.0) {
            return Err(Error::value("the share of events with copies", "above 0 and at most 1", self.share));
        }
        if self.copies > JetAugmentation::MOST_COPIES {
            let most = format!("at most {}", JetAugmentation::MOST_COPIES);
            return Err(Error::value("the number of copies", &most, self.copies));
        }
        if self.originals == Originals::Drop && self.copies == 0 {
            return Err(Error::value("the number of copies of a sample without originals", "at least 1", 0));
        }
        Ok(())
    }
}

fn full_turn() -> Option<JetAngles> {
    Some(JetAngles::Range { degrees: 180.0 })
}
