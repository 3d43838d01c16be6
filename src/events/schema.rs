//! Known columns: their units and meanings, and whether a value may be missing.

use super::Events;

/// What is known about one column of a table of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnInfo {
    /// Name of the column.
    pub name: &'static str,
    /// Unit: "GeV", "rad", or "" for a pure number.
    pub unit: &'static str,
    /// What the column holds, in one phrase.
    pub meaning: &'static str,
    /// Whether NaN is a legal value, as for the angle to a jet that is not there.
    pub may_be_missing: bool,
}

const fn known(name: &'static str, unit: &'static str, meaning: &'static str) -> ColumnInfo {
    ColumnInfo { name, unit, meaning, may_be_missing: false }
}

const fn may_miss(name: &'static str, unit: &'static str, meaning: &'static str) -> ColumnInfo {
    ColumnInfo { name, unit, meaning, may_be_missing: true }
}

/// The columns that bundled samples hold.
const KNOWN: &[ColumnInfo] = &[
    known("event", "", "row number in the file that the event was read from"),
    known("signal", "", "truth: 1 for signal, 0 for background"),
    known("weight", "", "statistical weight of the event"),
    known("m4b", "GeV", "invariant mass of the four jets that are tagged, or lead in pT"),
    known("m_heavy", "GeV", "mass of the heavy Higgs boson that was generated"),
    known("Mjj", "GeV", "invariant mass of the two leading jets"),
    known("mhat", "GeV", "invariant mass of the hard process"),
    known("pt_j1", "GeV", "transverse momentum of the leading jet"),
    known("phi_j1", "rad", "azimuth of the leading jet"),
    known("m_j1", "GeV", "mass of the leading jet"),
    known("n_j1", "", "number of constituents of the leading jet"),
    known("pt_j2", "GeV", "transverse momentum of the second jet"),
    known("phi_j2", "rad", "azimuth of the second jet"),
    known("m_j2", "GeV", "mass of the second jet"),
    known("n_j2", "", "number of constituents of the second jet"),
    known("m_hh", "GeV", "invariant mass of the four b-jets of the di-Higgs system"),
    known("label", "", "truth of a table of the LHC Olympics: 1 for signal, 0 for background"),
    may_miss("m_jj", "GeV", "invariant mass of the two leading jets"),
    known("pt_hh", "GeV", "transverse momentum of the di-Higgs system"),
    known("m_llg", "GeV", "invariant mass of two leptons and the photon"),
    known("m_ll", "GeV", "invariant mass of the two leptons"),
    known("pt_g", "GeV", "transverse momentum of the photon"),
    known("pt_zg", "GeV", "transverse momentum of the Z boson and the photon"),
    known("met", "GeV", "missing transverse energy"),
    known("met_sig", "√GeV", "missing transverse energy over the square root of the total"),
    known("n_jets", "", "number of jets"),
    known("n_bjets", "", "number of b-tagged jets"),
    known("n_leptons", "", "number of electrons and muons"),
    may_miss("eta_j1", "", "pseudorapidity of the leading jet"),
    may_miss("eta_j2", "", "pseudorapidity of the second jet"),
    may_miss("dphi_fwd_met", "rad", "azimuth between the forward jets and missing energy"),
    may_miss("dphi_j1_met", "rad", "azimuth between the leading jet and missing energy"),
    may_miss("dphi_j1_zg", "rad", "azimuth between the leading jet and the Zγ system"),
    known("dphi_zg_met", "rad", "azimuth between the Zγ system and missing energy"),
];

/// Units by the beginning of a name, for columns that are not in the list.
const PREFIXES: &[(&str, &str)] = &[
    ("pt", "GeV"),
    ("m_", "GeV"),
    ("mass", "GeV"),
    ("energy", "GeV"),
    ("phi", "rad"),
    ("dphi", "rad"),
    ("delta_phi", "rad"),
];

/// What is known about a column of this name, if it is one of the known ones.
///
/// # Example
/// ```
/// let m4b = cwola::events::column_info("m4b").expect("a column of the bundled samples");
/// assert_eq!(m4b.unit, "GeV");
/// assert!(cwola::events::column_info("shoe_size").is_none());
/// ```
pub fn column_info(name: &str) -> Option<ColumnInfo> {
    KNOWN.iter().find(|column| column.name == name).cloned()
}

/// Unit of a column by its name: "GeV", "rad", or "" for a pure number or an unknown name.
///
/// The unit comes from the list of known columns, else from the beginning of the name
/// (`pt…`, `m_…`, `phi…`, `delta_phi…`, or the last part of `jet3_pt`).
///
/// # Example
/// ```
/// use cwola::events::unit_of;
/// assert_eq!(unit_of("m_hh"), "GeV");
/// assert_eq!(unit_of("phi_h1"), "rad");
/// assert_eq!(unit_of("jet3_pt"), "GeV");
/// assert_eq!(unit_of("delta_r_h1"), "");
/// ```
pub fn unit_of(name: &str) -> &'static str {
    if let Some(column) = KNOWN.iter().find(|column| column.name == name) {
        return column.unit;
    }
    let quantity = match name.split_once('_') {
        Some((jet, rest)) if jet.strip_prefix("jet").is_some_and(|n| n.parse::<u32>().is_ok()) => rest,
        _ => name,
    };
    PREFIXES.iter().find(|(prefix, _)| quantity.starts_with(prefix)).map_or("", |(_, unit)| unit)
}

impl Events {
    /// Unit of a column: "GeV", "rad", or "" for a pure number or an unknown name.
    ///
    /// # Example
    /// ```
    /// let events = cwola::prelude::Events::sample("dihiggs_1000")?;
    /// assert_eq!(events.units("m4b"), "GeV");
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn units(&self, column: &str) -> &'static str {
        unit_of(column)
    }
}

/// Whether NaN is a legal value of this column; unknown columns may hold it.
pub(super) fn may_be_missing(name: &str) -> bool {
    KNOWN.iter().find(|column| column.name == name).is_none_or(|column| column.may_be_missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        for (k, column) in KNOWN.iter().enumerate() {
            assert!(KNOWN[..k].iter().all(|other| other.name != column.name), "{} twice", column.name);
        }
    }

    #[test]
    fn counts_and_distances_have_no_unit() {
        assert_eq!(unit_of("n_jets"), "");
        assert_eq!(unit_of("eta_h2"), "");
        assert_eq!(unit_of("delta_phi_hh"), "rad");
    }
}
