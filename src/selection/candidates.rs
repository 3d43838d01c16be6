//! Two Higgs candidates from four jets.

use serde::{Deserialize, Serialize};

use super::FourTag;
use crate::error::Result;
use crate::events::{Events, Jet};
use crate::physics::{FourVector, delta_r, invariant_mass};

/// Which four jets form the two Higgs candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum JetChoice {
    /// The four b-tagged jets with the highest pT (§2.1 of the Note).
    #[default]
    LeadingTagged,
    /// b-tagged jets first, then the others, each by pT: for events with fewer than four tags (§1).
    TaggedFirst,
}

/// How the four jets are joined to two pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Pairing {
    /// The pairing in which the pair with the higher pT has the smallest ΔR (§2.1 of the Note).
    #[default]
    MinDeltaR,
}

/// The three ways to join jets 0–3 to two pairs.
const PAIRINGS: [[[usize; 2]; 2]; 3] = [[[0, 1], [2, 3]], [[0, 2], [1, 3]], [[0, 3], [1, 2]]];

/// Pairs four jets of each event into two Higgs candidates and adds the 16 columns of Table 1.
///
/// Added per event: `pt_h1, eta_h1, phi_h1, mass_h1` and the same for `h2` (h1 is the candidate
/// with the higher pT; GeV, radians), `delta_r_h1`, `delta_r_h2` between the two jets of a
/// candidate, `btag_h1_j1` … `btag_h2_j2` (0 or 1, jets by pT), `pt_hh` and `m_hh` of all four
/// jets. Events with fewer than four usable jets (pT > 40 GeV, |η| < 2.5, and for
/// [`JetChoice::LeadingTagged`] b-tagged) are dropped.
///
/// # Errors
/// A sample without jets.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let events = pair_jets(&Events::sample("dihiggs_1000")?, JetChoice::LeadingTagged)?;
/// let m_hh = events.column("m_hh")?;
/// let mean = m_hh.iter().sum::<f64>() / m_hh.len() as f64;
/// assert!((850.0..1050.0).contains(&mean)); // a 1000 GeV resonance, blurred by the detector
/// # Ok::<(), Error>(())
/// ```
pub fn pair_jets(events: &Events, choice: JetChoice) -> Result<Events> {
    let jets = events.jets()?;
    let chosen: Vec<Option<[Jet; 4]>> = (0..events.len()).map(|k| four_jets(&jets.event(k), choice)).collect();
    let keep: Vec<bool> = chosen.iter().map(Option::is_some).collect();
    let rows: Vec<[f64; 16]> = chosen.iter().flatten().map(candidate_features).collect();
    let mut paired = events.filter(&keep)?;
    for (k, name) in super::FeatureSet::dihiggs().names().iter().enumerate() {
        paired = paired.with_column(name, rows.iter().map(|row| row[k]).collect())?;
    }
    Ok(paired)
}

/// The jets of both candidates of the min-ΔR pairing as slots of each event, the candidate with the higher pT first.
///
/// `None` for events with fewer than four usable jets, which [`pair_jets`] drops.
///
/// # Errors
/// A sample without jets.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// use cwola::selection::paired_slots;
/// let pairs = paired_slots(&Events::sample("dihiggs_1000")?, JetChoice::LeadingTagged)?;
/// assert!(pairs.iter().filter(|pairs| pairs.is_some()).count() > 4000);
/// # Ok::<(), Error>(())
/// ```
pub fn paired_slots(events: &Events, choice: JetChoice) -> Result<Vec<Option<[[usize; 2]; 2]>>> {
    let jets = events.jets()?;
    let pairs = |event| {
        let four = four_jets(&jets.event(event), choice)?;
        Some(min_delta_r(&four).map(|pair| pair.map(|k| four[k].slot)))
    };
    Ok((0..events.len()).map(pairs).collect())
}

/// Invariant mass of the four leading b-tagged jets that pass `cut`, for each event (GeV).
///
/// NaN where fewer than four jets pass. This is m_4j of Figure 8 of the Note.
///
/// # Errors
/// A sample without jets.
pub fn four_leading_mass(events: &Events, cut: &FourTag) -> Result<Vec<f64>> {
    let jets = events.jets()?;
    let mass = |event| {
        let passing: Vec<FourVector> = by_pt(jets.event(event).into_iter().filter(|jet| cut.accepts(jet)).collect())
            .iter()
            .map(|j| j.p4)
            .collect();
        passing.get(..4).map_or(f64::NAN, invariant_mass)
    };
    Ok((0..events.len()).map(mass).collect())
}

fn by_pt(mut jets: Vec<Jet>) -> Vec<Jet> {
    jets.sort_by(|a, b| b.p4.pt.total_cmp(&a.p4.pt).then(a.slot.cmp(&b.slot)));
    jets
}

/// The four jets of the choice, ordered by pT; none when there are fewer.
fn four_jets(jets: &[Jet], choice: JetChoice) -> Option<[Jet; 4]> {
    let hard = FourTag::default();
    let usable = |jet: &&Jet| jet.p4.pt > hard.pt_min && jet.p4.eta.abs() < hard.eta_max;
    let (tagged, rest): (Vec<Jet>, Vec<Jet>) = jets.iter().filter(usable).copied().partition(|jet| jet.btag);
    let mut list = by_pt(tagged);
    if choice == JetChoice::TaggedFirst {
        list.extend(by_pt(rest));
    }
    let four: [Jet; 4] = list.get(..4)?.try_into().ok()?;
    by_pt(four.to_vec()).try_into().ok()
}

/// min-ΔR pairing: indices (into the four jets) of the leading and the sub-leading pair.
fn min_delta_r(jets: &[Jet; 4]) -> [[usize; 2]; 2] {
    let ordered = |pairs: [[usize; 2]; 2]| {
        let pt = |pair: [usize; 2]| FourVector::sum(&pair.map(|k| jets[k].p4)).pt;
        if pt(pairs[0]) >= pt(pairs[1]) { pairs } else { [pairs[1], pairs[0]] }
    };
    let leading_delta_r = |pairs: &[[usize; 2]; 2]| delta_r(&jets[pairs[0][0]].p4, &jets[pairs[0][1]].p4);
    let mut options = PAIRINGS.map(ordered);
    options.sort_by(|a, b| leading_delta_r(a).total_cmp(&leading_delta_r(b)));
    options[0]
}

/// The 16 features of Table 1, in its order.
fn candidate_features(jets: &[Jet; 4]) -> [f64; 16] {
    let pairs = min_delta_r(jets);
    let [h1, h2] = pairs.map(|pair| FourVector::sum(&pair.map(|k| jets[k].p4)));
    let [dr1, dr2] = pairs.map(|pair| delta_r(&jets[pair[0]].p4, &jets[pair[1]].p4));
    let tag = |k: usize| f64::from(u8::from(jets[k].btag));
    let [[a, b], [c, d]] = pairs;
    let hh = FourVector::sum(&jets.map(|jet| jet.p4));
    [
        h1.pt,
        h1.eta,
        h1.phi,
        h1.mass,
        h2.pt,
        h2.eta,
        h2.phi,
        h2.mass,
        dr1,
        dr2,
        tag(a),
        tag(b),
        tag(c),
        tag(d),
        hh.pt,
        hh.mass,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jet(pt: f64, eta: f64, phi: f64, slot: usize) -> Jet {
        Jet { p4: FourVector::new(pt, eta, phi, 5.0), btag: true, slot }
    }

    #[test]
    fn pairs_back_to_back_candidates() {
        // Two close jets at φ ≈ 0 and two at φ ≈ π: the pairing must join neighbours.
        let jets = [jet(120.0, 0.0, 0.0, 0), jet(100.0, 0.2, 3.1, 1), jet(90.0, 0.1, 0.4, 2), jet(80.0, 0.0, -2.9, 3)];
        let mut pairs = min_delta_r(&jets).map(|mut pair| {
            pair.sort_unstable();
            pair
        });
        pairs.sort_unstable();
        assert_eq!(pairs, [[0, 2], [1, 3]]);
    }

    #[test]
    fn the_leading_candidate_has_the_higher_pt() {
        let jets = [jet(120.0, 0.0, 0.0, 0), jet(100.0, 0.2, 3.1, 1), jet(90.0, 0.1, 0.4, 2), jet(80.0, 0.0, -2.9, 3)];
        let row = candidate_features(&jets);
        assert!(row[0] >= row[4]);
    }

    #[test]
    fn untagged_jets_fill_up_only_when_asked() {
        let mut jets = vec![jet(50.0, 0.0, 0.0, 0), jet(60.0, 1.0, 1.0, 1), jet(70.0, -1.0, 2.0, 2)];
        jets.push(Jet { btag: false, ..jet(200.0, 0.0, 3.0, 3) });
        assert!(four_jets(&jets, JetChoice::LeadingTagged).is_none());
        let four = four_jets(&jets, JetChoice::TaggedFirst).unwrap();
        assert_eq!(four[0].p4.pt, 200.0);
    }
}
