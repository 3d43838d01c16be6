//! Column names as axis titles.

/// Quantity of a column name without its object: start of the name, symbol, unit.
const QUANTITIES: [(&str, &str, &str); 7] = [
    ("pt", "p_T", "GeV"),
    ("eta", "\\eta", ""),
    ("phi", "\\phi", "rad"),
    ("mass", "m", "GeV"),
    ("delta_r", "\\DeltaR", ""),
    ("btag", "b-tag", ""),
    ("m", "m", "GeV"),
];

/// The column, its symbol, its unit: names that follow no pattern.
const KNOWN: [(&str, &str, &str); 19] = [
    ("n_j1", "constituents of j_1", ""),
    ("n_j2", "constituents of j_2", ""),
    ("m_hh", "m_{hh}", "GeV"),
    ("m_jj", "m_{jj}", "GeV"),
    ("m_llg", "m_{\\ell\\ell\\gamma}", "GeV"),
    ("pt_g", "p_T(\\gamma)", "GeV"),
    ("n_jets", "N_j", ""),
    ("n_leptons", "N_{\\ell}", ""),
    ("n_bjets", "N_{bj}", ""),
    ("met_sig", "\\sigma(E_T^{miss})", "√GeV"),
    ("dphi_fwd_met", "\\Delta\\phi(forward jets, E_T^{miss})", "rad"),
    ("dphi_j1_met", "\\Delta\\phi(j_1, E_T^{miss})", "rad"),
    ("dphi_j1_zg", "\\Delta\\phi(j_1, Z\\gamma)", "rad"),
    ("dphi_zg_met", "\\Delta\\phi(Z\\gamma, E_T^{miss})", "rad"),
    ("m_heavy", "m_H", "GeV"),
    ("m4b", "m_{4b}", "GeV"),
    ("met", "E_T^{miss}", "GeV"),
    ("signal", "truth", ""),
    ("event", "event", ""),
];

fn parts(column: &str) -> (String, &'static str) {
    if let Some((_, symbol, unit)) = KNOWN.iter().find(|(name, ..)| *name == column) {
        return ((*symbol).to_string(), unit);
    }
    for (start, symbol, unit) in QUANTITIES {
        if let Some(object) = column.strip_prefix(start).and_then(|rest| rest.strip_prefix('_')) {
            return (format!("{symbol}({})", object_label(object)), unit);
        }
    }
    (column.replace('_', "\\_"), "")
}

/// `h1` as `h_1`, `h1_j2` as `h_1, j_2`; other names as they are.
fn object_label(object: &str) -> String {
    let one = |part: &str| {
        let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let number = &part[letters.len()..];
        if number.is_empty() || letters.is_empty() { part.to_string() } else { format!("{letters}_{{{number}}}") }
    };
    object.split('_').map(one).collect::<Vec<_>>().join(", ")
}

/// Symbol of a column in the label language, without unit.
///
/// # Example
/// ```
/// use cwola::plot::column_symbol;
/// assert_eq!(column_symbol("pt_h1"), "p_T(h_{1})");
/// assert_eq!(column_symbol("m_hh"), "m_{hh}");
/// assert_eq!(column_symbol("my_own"), "my\\_own");
/// ```
pub fn column_symbol(column: &str) -> String {
    parts(column).0
}

/// Title of an axis that shows a column: symbol and unit.
///
/// # Example
/// ```
/// use cwola::plot::column_label;
/// assert_eq!(column_label("m_hh"), "m_{hh} [GeV]");
/// assert_eq!(column_label("delta_r_h1"), "\\DeltaR(h_{1})");
/// ```
pub fn column_label(column: &str) -> String {
    match parts(column) {
        (symbol, "") => symbol,
        (symbol, unit) => format!("{symbol} [{unit}]"),
    }
}

/// Unit of a column: "GeV", "rad" or "".
pub fn column_unit(column: &str) -> &'static str {
    parts(column).1
}
