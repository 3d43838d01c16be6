//! The random part of an augmentation, jet by jet.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::four::{Four, Group, LANES};
use super::{JetAngles, JetAugmentation};
use crate::events::JetView;
use crate::rng::{self, Purpose, Words};

const ETA_PHI: Purpose = Purpose::of("jet eta phi");
const PT: Purpose = Purpose::of("jet pt");
const ROTATION: Purpose = Purpose::of("jet rotation");

/// The random streams of one copy of one event, with room that is kept from event to event.
#[derive(Debug, Default)]
pub(crate) struct CopyStreams {
    eta_phi: Words,
    pt: Words,
    rotation: Words,
    drawn: Drawn,
    /// What the open copy draws: Λ in GeV, and the factors of pT² and pT under the root of f.
    lambda: Option<f64>,
    terms: Option<(f64, f64)>,
}

/// Normal numbers for the smearing of both jets, those of the sub-leading one behind those of the leading one, with room
/// for a group behind them.
#[derive(Debug, Default)]
struct Drawn {
    /// A pair for each constituent.
    eta_phi: Vec<f64>,
    pt: Vec<f64>,
}

impl CopyStreams {
    /// Opens the streams of a copy of an event with so many constituents, and draws the numbers for its smearing; nothing
    /// is opened for originals and for steps that are left out.
    #[inline(always)]
    pub(crate) fn open(&mut self, recipe: &JetAugmentation, original: u64, copy: u16, counts: [usize; 2]) {
        let (copied, total) = (copy > 0, counts[0] + counts[1]);
        self.lambda = recipe.lambda_mev.filter(|_| copied).map(|lambda| lambda * 1e-3);
        self.terms = recipe.pt.filter(|_| copied).map(|resolution| resolution.terms());
        if self.lambda.is_some() {
            self.eta_phi.open(recipe.seed, ETA_PHI, original, copy.into());
            draw(&mut self.drawn.eta_phi, 2 * total, &mut self.eta_phi);
        }
        if self.terms.is_some() {
            self.pt.open(recipe.seed, PT, original, copy.into());
            draw(&mut self.drawn.pt, total, &mut self.pt);
        }
        if copied && matches!(recipe.angles, Some(JetAngles::Range { .. })) {
            self.rotation.open_few(recipe.seed, ROTATION, original, copy.into());
        }
    }

    /// A jet of the open copy as it is smeared, counted from `origin`: η and φ with the pT before smearing, then pT.
    ///
    /// `before` is the number of constituents of the event that come before those of this jet: 0, or those of the leading
    /// one.
    #[inline(always)]
    pub(crate) fn smear<'a>(&'a self, jet: JetView<'a>, before: usize, origin: (f64, f64)) -> SmearedJet<'a> {
        let groups = jet.len().div_ceil(LANES);
        let drawn = |used: bool, all: &'a [f64], each: usize| match all.get(each * before..) {
            Some(rest) if used => &rest.as_chunks().0[..each * groups],
            _ => &[],
        };
        let eta_phi = drawn(self.lambda.is_some(), &self.drawn.eta_phi, 2);
        let pt = drawn(self.terms.is_some(), &self.drawn.pt, 1);
        SmearedJet { jet, origin, lambda: self.lambda, terms: self.terms, eta_phi, pt }
    }

    /// Angles in radians by which the two jets of the open copy are turned; none for originals and when there is no turn.
    #[inline(always)]
    pub(crate) fn turn(&mut self, recipe: &JetAugmentation, copy: u16) -> Option<[f64; 2]> {
        let angles = recipe.angles.as_ref().filter(|_| copy > 0)?;
        Some(match angles {
            JetAngles::Range { degrees } => {
                let most = degrees.to_radians();
                let (first, second): (f64, f64) = (self.rotation.random(), self.rotation.random());
                [(2.0 * first - 1.0) * most, (2.0 * second - 1.0) * most]
            }
            JetAngles::Fixed { degrees } => {
                [degrees.get((usize::from(copy) - 1) % degrees.len().max(1)).map_or(0.0, |angle| angle.to_radians()); 2]
            }
        })
    }
}

impl JetAugmentation {
    /// Stream of the pixel noise of one copy, with its width in GeV.
    pub(crate) fn noise_stream(&self, original: u64, copy: u16) -> Option<(ChaCha8Rng, super::PixelNoise)> {
        let noise = self.noise.filter(|_| copy > 0)?;
        Some((rng::stream(self.seed, "jet noise", original, copy.into()), noise))
    }
}

/// Draws at least so many numbers, in whole groups, and makes room for a pair of groups behind them: what is there is
/// finite, and belongs to no constituent.
#[inline(always)]
fn draw(numbers: &mut Vec<f64>, count: usize, words: &mut Words) {
    let whole = count.next_multiple_of(LANES);
    if numbers.len() < whole + 2 * LANES {
        numbers.resize(whole + 2 * LANES, 0.0);
    }
    words.normals(&mut numbers[..whole]);
}

/// A jet that is smeared while it is read, four constituents at a time.
///
/// η′ ~ N(η, Λ/pT), φ′ ~ N(φ, Λ/pT), where constituents of pT 0 stay where they are; pT′ ~ N(pT, f(pT)), where a
/// constituent with a negative pT′ gets pT′ = 0, which for an image is the same as dropping it.
#[derive(Debug)]
pub(crate) struct SmearedJet<'a> {
    jet: JetView<'a>,
    origin: (f64, f64),
    /// Λ in GeV.
    lambda: Option<f64>,
    /// Factors of pT² and pT under the root of f.
    terms: Option<(f64, f64)>,
    eta_phi: &'a [Group],
    pt: &'a [Group],
}

/// What is done with the groups of a jet, one after the other.
pub(crate) trait Visit<F> {
    /// pT, η and φ of group `k`, of which the last one is filled up with constituents of pT 0.
    fn group(&mut self, k: usize, values: [F; 3]);
}

impl SmearedJet<'_> {
    /// Number of groups.
    #[inline(always)]
    pub(crate) fn groups(&self) -> usize {
        self.jet.len().div_ceil(LANES)
    }

    /// Shows all groups to `visit`.
    #[inline(always)]
    pub(crate) fn each<F: Four>(&self, visit: &mut impl Visit<F>) {
        // A loop for each kind of smearing, without questions inside.
        match (self.lambda.is_some(), self.terms.is_some()) {
            (false, false) => self.each_by::<F, false, false>(visit),
            (false, true) => self.each_by::<F, false, true>(visit),
            (true, false) => self.each_by::<F, true, false>(visit),
            (true, true) => self.each_by::<F, true, true>(visit),
        }
    }

    #[inline(always)]
    fn each_by<F: Four, const ETA_PHI: bool, const PT: bool>(&self, visit: &mut impl Visit<F>) {
        let (pt, last_pt) = self.jet.pt.as_chunks();
        let (eta, last_eta) = self.jet.eta.as_chunks();
        let (phi, last_phi) = self.jet.phi.as_chunks();
        for (k, ((p, x), y)) in pt.iter().zip(eta).zip(phi).enumerate() {
            let (p, x, y) = (F::widen(p), F::widen(x), F::widen(y));
            visit.group(k, self.smeared::<F, ETA_PHI, PT>(k, p, x, y));
        }
        if !last_pt.is_empty() {
            let (p, x, y) = (F::widen_some(last_pt), F::widen_some(last_eta), F::widen_some(last_phi));
            visit.group(pt.len(), self.smeared::<F, ETA_PHI, PT>(pt.len(), p, x, y));
        }
    }

    #[inline(always)]
    fn smeared<F: Four, const ETA_PHI: bool, const PT: bool>(&self, k: usize, mut p: F, mut x: F, mut y: F) -> [F; 3] {
        (x, y) = (x - F::of(self.origin.0), y - F::of(self.origin.1));
        if ETA_PHI {
            let width = (F::of(self.lambda.unwrap_or_default()) / p).where_positive(p);
            let ([x0, y0, x1, y1], [x2, y2, x3, y3]) = (self.eta_phi[2 * k], self.eta_phi[2 * k + 1]);
            x += width * F::load(&[x0, x1, x2, x3]);
            y += width * F::load(&[y0, y1, y2, y3]);
        }
        if PT {
            let (constant, stochastic) = self.terms.unwrap_or_default();
            let sigma = (F::of(constant) * p * p + F::of(stochastic) * p).sqrt();
            let smeared = p + sigma * F::load(&self.pt[k]);
            p = smeared.where_positive(smeared);
        }
        [p, x, y]
    }
}
