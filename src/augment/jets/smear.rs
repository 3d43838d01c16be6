//! The random part of an augmentation, jet by jet.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::vector::vector_unit;
use super::{JetAngles, JetAugmentation};
use crate::augment::PtResolution;
use crate::events::JetView;
use crate::rng;

/// Constituents of one jet in double precision, kept from jet to jet so that nothing is allocated.
#[derive(Debug, Clone, Default)]
pub(crate) struct JetBuffer {
    pub(crate) pt: Vec<f64>,
    pub(crate) eta: Vec<f64>,
    pub(crate) phi: Vec<f64>,
    /// Normal numbers for the smearing.
    normals: Vec<f64>,
}

impl JetBuffer {
    /// A jet of these constituents.
    #[cfg(test)]
    pub(crate) fn of(pt: Vec<f64>, eta: Vec<f64>, phi: Vec<f64>) -> JetBuffer {
        JetBuffer { pt, eta, phi, normals: Vec::new() }
    }

    /// Takes over the constituents, η and φ counted from `origin`.
    pub(crate) fn load(&mut self, jet: JetView<'_>, origin: (f64, f64)) {
        for values in [&mut self.pt, &mut self.eta, &mut self.phi] {
            values.resize(jet.len(), 0.0);
        }
        widen(&mut self.pt, &mut self.eta, &mut self.phi, jet, origin);
    }

    /// Draws `count` normal numbers, in order.
    fn draw(&mut self, count: usize, stream: &mut ChaCha8Rng) {
        self.normals.resize(count, 0.0);
        rng::normals(stream, &mut self.normals);
    }
}

vector_unit! {
    /// Copies to double precision.
    fn widen(pt: &mut [f64], eta: &mut [f64], phi: &mut [f64], jet: JetView<'_>, origin: (f64, f64)) {
        let to = pt.iter_mut().zip(eta).zip(phi);
        let from = jet.pt.iter().zip(jet.eta).zip(jet.phi);
        for (((pt, eta), phi), ((p, x), y)) in to.zip(from) {
            *pt = f64::from(*p);
            *eta = f64::from(*x) - origin.0;
            *phi = f64::from(*y) - origin.1;
        }
    }
}

/// The random streams of one copy of one event: the leading jet draws first, then the sub-leading one.
#[derive(Debug)]
pub(crate) struct CopyStreams {
    eta_phi: Option<ChaCha8Rng>,
    pt: Option<ChaCha8Rng>,
}

impl JetAugmentation {
    /// Streams for the smearing of one copy; none are opened for originals and for steps that are left out.
    pub(crate) fn streams(&self, original: u64, copy: u16) -> CopyStreams {
        let open = |used: bool, purpose: &str| {
            (used && copy > 0).then(|| rng::stream(self.seed, purpose, original, copy.into()))
        };
        CopyStreams { eta_phi: open(self.lambda_mev.is_some(), "jet eta phi"), pt: open(self.pt.is_some(), "jet pt") }
    }

    /// Smears the constituents in `jet`: η and φ with the pT before smearing, then pT.
    pub(crate) fn smear(&self, jet: &mut JetBuffer, streams: &mut CopyStreams) {
        if let (Some(lambda), Some(rng)) = (self.lambda_mev, &mut streams.eta_phi) {
            smear_eta_phi(jet, lambda * 1e-3, rng);
        }
        if let (Some(resolution), Some(rng)) = (self.pt, &mut streams.pt) {
            smear_pt(jet, resolution, rng);
        }
    }

    /// Angles in radians by which the two jets of a copy are turned; none for originals and when there is no turn.
    pub(crate) fn turn(&self, original: u64, copy: u16) -> Option<[f64; 2]> {
        let angles = self.angles.as_ref().filter(|_| copy > 0)?;
        Some(match angles {
            JetAngles::Range { degrees } => {
                let mut rng = rng::stream(self.seed, "jet rotation", original, copy.into());
                [0, 1].map(|_| (2.0 * rng.random::<f64>() - 1.0) * degrees.to_radians())
            }
            JetAngles::Fixed { degrees } => {
                [degrees.get((usize::from(copy) - 1) % degrees.len().max(1)).map_or(0.0, |angle| angle.to_radians()); 2]
            }
        })
    }

    /// Stream of the pixel noise of one copy, with its width in GeV.
    pub(crate) fn noise_stream(&self, original: u64, copy: u16) -> Option<(ChaCha8Rng, super::PixelNoise)> {
        let noise = self.noise.filter(|_| copy > 0)?;
        Some((rng::stream(self.seed, "jet noise", original, copy.into()), noise))
    }
}

/// η′ ~ N(η, Λ/pT), φ′ ~ N(φ, Λ/pT), drawn in turn; constituents of pT 0 stay where they are.
fn smear_eta_phi(jet: &mut JetBuffer, lambda_gev: f64, rng: &mut ChaCha8Rng) {
    jet.draw(2 * jet.pt.len(), rng);
    let pairs = jet.normals.as_chunks::<2>().0;
    for (((pt, eta), phi), [a, b]) in jet.pt.iter().zip(&mut jet.eta).zip(&mut jet.phi).zip(pairs) {
        let width = if *pt > 0.0 { lambda_gev / pt } else { 0.0 };
        *eta += width * a;
        *phi += width * b;
    }
}

/// pT′ ~ N(pT, f(pT)); a constituent with a negative pT′ is dropped, which for an image is the same as pT′ = 0.
fn smear_pt(jet: &mut JetBuffer, resolution: PtResolution, rng: &mut ChaCha8Rng) {
    jet.draw(jet.pt.len(), rng);
    let (constant, stochastic) = resolution.terms();
    spread(&mut jet.pt, &jet.normals, constant, stochastic);
}

vector_unit! {
    /// pT + √(c pT² + s pT) · normal, or 0 when that is negative.
    fn spread(pt: &mut [f64], normals: &[f64], constant: f64, stochastic: f64) {
        for (pt, normal) in pt.iter_mut().zip(normals) {
            let smeared = *pt + (constant * *pt * *pt + stochastic * *pt).sqrt() * normal;
            *pt = if smeared > 0.0 { smeared } else { 0.0 };
        }
    }
}
