//! The Note's sets of input features.

use serde::{Deserialize, Serialize};

/// Names of the columns that a network sees.
///
/// `h1` is the Higgs candidate with the larger transverse momentum.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// assert_eq!(FeatureSet::dihiggs().names().len(), 16);
/// assert_eq!(FeatureSet::hunting().names().len(), 11);
/// assert_eq!(FeatureSet::augmentation().names().len(), 12);
/// assert_eq!(FeatureSet::decorrelated().names().len(), 7);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeatureSet(Vec<String>);

/// Four-momenta of the candidates and the opening angles of their jets.
const CANDIDATES: [&str; 10] =
    ["pt_h1", "eta_h1", "phi_h1", "mass_h1", "pt_h2", "eta_h2", "phi_h2", "mass_h2", "delta_r_h1", "delta_r_h2"];
const TAGS: [&str; 4] = ["btag_h1_j1", "btag_h1_j2", "btag_h2_j1", "btag_h2_j2"];

impl FeatureSet {
    /// Table 1 of the Note: 16 features (candidates 8, ΔR 2, b-tags 4, di-Higgs system 2).
    pub fn dihiggs() -> FeatureSet {
        FeatureSet::from(&[&CANDIDATES[..], &TAGS, &["pt_hh", "m_hh"]].concat())
    }

    /// §2.1: the 11 features without b-tags and m_hh.
    pub fn hunting() -> FeatureSet {
        FeatureSet::from(&[&CANDIDATES[..], &["pt_hh"]].concat())
    }

    /// §3.1: the 12 features without b-tags.
    pub fn augmentation() -> FeatureSet {
        FeatureSet::from(&[&CANDIDATES[..], &["pt_hh", "m_hh"]].concat())
    }

    /// §2.4: the 7 features that are left without pT and mass of the candidates.
    pub fn decorrelated() -> FeatureSet {
        FeatureSet::from(&["eta_h1", "phi_h1", "eta_h2", "phi_h2", "delta_r_h1", "delta_r_h2", "pt_hh"])
    }

    /// The 12 features of B. Lieberman et al., arXiv 2109.07287, section 1.1, that a network may see.
    ///
    /// The thirteenth, `m_llg`, defines the regions: a network that sees it finds the window at once, and the fractions of
    /// window events in the paper's Table 1 (0.341 to 0.331) say that theirs did not.
    pub fn zgamma() -> FeatureSet {
        FeatureSet::from(&[
            "m_jj",
            "eta_j1",
            "eta_j2",
            "n_jets",
            "n_leptons",
            "n_bjets",
            "met",
            "met_sig",
            "dphi_fwd_met",
            "dphi_j1_met",
            "dphi_j1_zg",
            "dphi_zg_met",
        ])
    }

    /// Features of the given names.
    pub fn from(names: &[&str]) -> FeatureSet {
        FeatureSet(names.iter().map(|name| name.to_string()).collect())
    }

    /// The names, in the order in which the network sees them.
    pub fn names(&self) -> Vec<&str> {
        self.0.iter().map(String::as_str).collect()
    }

    /// The same set with further features at the end.
    pub fn with(&self, names: &[&str]) -> FeatureSet {
        FeatureSet(self.0.iter().cloned().chain(names.iter().map(|name| name.to_string())).collect())
    }

    /// The same set without the named features.
    pub fn without(&self, names: &[&str]) -> FeatureSet {
        FeatureSet(self.0.iter().filter(|name| !names.contains(&name.as_str())).cloned().collect())
    }
}
