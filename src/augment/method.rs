//! What an augmentation does.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Standard deviation of the pT smearing, in GeV.
///
/// # Example
/// ```
/// use cwola::augment::PtResolution;
/// assert!((PtResolution::AsPrinted.sigma(100.0) - 25.88).abs() < 0.01);
/// assert!((PtResolution::DelphesCard.sigma(100.0) - 15.81).abs() < 0.01);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum PtResolution {
    /// f(pT) = √(0.052 pT² + 1.502 pT), Eq. 3 of the Note as printed (and as the published results used it).
    #[default]
    AsPrinted,
    /// f(pT) = √(0.05² pT² + 1.50² pT): the Delphes CMS card, whose exponents the printed formula lost.
    DelphesCard,
}

impl PtResolution {
    /// Standard deviation at a transverse momentum, both in GeV; 0 for pT ≤ 0.
    pub fn sigma(self, pt: f64) -> f64 {
        let pt = pt.max(0.0);
        let (constant, stochastic) = self.terms();
        (constant * pt * pt + stochastic * pt).sqrt()
    }

    /// Factors of pT² and pT under the root.
    pub(crate) fn terms(self) -> (f64, f64) {
        match self {
            PtResolution::AsPrinted => (0.052, 1.502),
            PtResolution::DelphesCard => (0.05f64.powi(2), 1.5f64.powi(2)),
        }
    }
}

/// One way to change an event (§3.2 of the Note).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Method {
    /// Rotates the whole event by one azimuth drawn from [0, 2π).
    Rotation,
    /// Draws η and φ of each candidate from Gaussians of width Λ/pT (Eq. 2).
    EtaPhiSmear {
        /// Λ in GeV; 10 in the Note.
        lambda_gev: f64,
    },
    /// Draws the pT of each candidate from a Gaussian (Eq. 3); a negative pT becomes 0.
    PtSmear {
        /// Formula of the width.
        resolution: PtResolution,
    },
    /// Changes nothing: an identical copy.
    Copy,
}

/// What happens to features that follow from the changed ones (pT_hh and m_hh).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Dependent {
    /// They stay as they were, as in the Note's samples.
    #[default]
    Keep,
    /// They are computed again from the changed candidates. ΔR between the jets of a candidate
    /// cannot be: the table does not hold the jets.
    Recompute,
}

/// A recipe: methods applied one after the other to make `copies` new events from each event.
///
/// Every copy draws from its own random stream, named by (seed, method, original event, copy):
/// the same event gets the same copies whatever else is in the sample.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let events = pair_jets(&Events::sample("dihiggs_1000")?, JetChoice::LeadingTagged)?.head(100);
/// let augmented = Augmentation::all().with_copies(3).augment(&events)?;
/// assert_eq!(augmented.len(), 400);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Augmentation {
    /// Name for tables and legends.
    pub name: String,
    /// Applied in this order.
    pub methods: Vec<Method>,
    /// New events per original event.
    pub copies: usize,
    /// What happens to pT_hh and m_hh.
    pub dependent: Dependent,
    /// Seed of the random streams.
    pub seed: u64,
}

impl Augmentation {
    /// A recipe of the given methods: one copy, dependent features kept, seed 1.
    pub fn new(name: &str, methods: &[Method]) -> Augmentation {
        Augmentation { name: name.into(), methods: methods.to_vec(), copies: 1, dependent: Dependent::Keep, seed: 1 }
    }

    /// Azimuthal rotation.
    pub fn rotation() -> Augmentation {
        Augmentation::new("rotation", &[Method::Rotation])
    }

    /// η–φ smearing with Λ = 10 GeV (Eq. 2).
    pub fn eta_phi_smear() -> Augmentation {
        Augmentation::new("η–φ smear", &[Method::EtaPhiSmear { lambda_gev: 10.0 }])
    }

    /// pT smearing as printed (Eq. 3); see [`PtResolution`].
    pub fn pt_smear(resolution: PtResolution) -> Augmentation {
        Augmentation::new("pT smear", &[Method::PtSmear { resolution }])
    }

    /// Rotation, η–φ smearing and pT smearing as printed.
    pub fn all() -> Augmentation {
        let smear = Method::PtSmear { resolution: PtResolution::AsPrinted };
        Augmentation::new("all", &[Method::Rotation, Method::EtaPhiSmear { lambda_gev: 10.0 }, smear])
    }

    /// Identical copies: what the Note's rotation sample turns out to hold.
    pub fn identical_copies() -> Augmentation {
        Augmentation::new("copy", &[Method::Copy])
    }

    /// The same recipe with this many copies per event.
    pub fn with_copies(&self, copies: usize) -> Augmentation {
        Augmentation { copies, ..self.clone() }
    }

    /// The same recipe with other treatment of pT_hh and m_hh.
    pub fn with_dependent(&self, dependent: Dependent) -> Augmentation {
        Augmentation { dependent, ..self.clone() }
    }

    /// The same recipe with another seed.
    pub fn with_seed(&self, seed: u64) -> Augmentation {
        Augmentation { seed, ..self.clone() }
    }

    pub(super) fn check(&self) -> Result<()> {
        for method in &self.methods {
            if let Method::EtaPhiSmear { lambda_gev } = method
                && !(lambda_gev.is_finite() && *lambda_gev >= 0.0)
            {
                return Err(Error::value("the smearing scale Λ", "at least 0 GeV", lambda_gev));
            }
        }
        Ok(())
    }
}
