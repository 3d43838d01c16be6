//! Tables of jets in the convention of the LHC Olympics.

use polars::prelude::{Column, DataFrame, DataType};

use super::two_jets::{COLUMNS, MJJ};
use crate::error::Result;
use crate::physics::FourVector;

/// Momentum and mass of each jet in the feature tables of the LHC Olympics, GeV.
const FEATURES: [[&str; 4]; 2] = [["pxj1", "pyj1", "pzj1", "mj1"], ["pxj2", "pyj2", "pzj2", "mj2"]];
/// Truth in those tables.
const LABEL: &str = "label";

/// Adds `pt_j1` … `m_j2`, `m_jj` and `signal` to a feature table of the LHC Olympics; other tables stay as they are.
///
/// The table's own columns stay; columns of ours that are there already are not replaced.
pub(super) fn with_jet_columns(mut frame: DataFrame) -> Result<DataFrame> {
    let has = |frame: &DataFrame, name: &str| frame.get_column_index(name).is_some();
    if !FEATURES.as_flattened().iter().all(|name| has(&frame, name)) {
        return Ok(frame);
    }
    let mut new: Vec<(&str, Vec<f64>)> = Vec::new();
    let mut vectors: Vec<Vec<FourVector>> = Vec::new();
    for (features, columns) in FEATURES.iter().zip(COLUMNS) {
        let read = |name: &str| -> Result<Vec<f64>> {
            let wide = frame.column(name)?.cast(&DataType::Float64)?;
            Ok(wide.f64()?.iter().map(|value| value.unwrap_or(f64::NAN)).collect())
        };
        let [x, y, z, m] = [read(features[0])?, read(features[1])?, read(features[2])?, read(features[3])?];
        let jets: Vec<FourVector> = (0..x.len()).map(|row| jet(x[row], y[row], z[row], m[row])).collect();
        new.push((columns[0], jets.iter().map(|p4| p4.pt).collect()));
        new.push((columns[1], jets.iter().map(|p4| p4.eta).collect()));
        new.push((columns[2], jets.iter().map(|p4| p4.phi).collect()));
        new.push((columns[3], m));
        vectors.push(jets);
    }
    let pairs = vectors[0].iter().zip(&vectors[1]);
    new.push((MJJ[1], pairs.map(|(a, b)| FourVector::sum(&[*a, *b]).mass).collect()));
    for (name, values) in new {
        if !has(&frame, name) {
            frame.with_column(Column::new(name.into(), values))?;
        }
    }
    if has(&frame, LABEL) && !has(&frame, "signal") {
        let truth = frame.column(LABEL)?.clone().with_name("signal".into());
        frame.with_column(truth)?;
    }
    Ok(frame)
}

/// A jet of Cartesian momentum; one without transverse momentum has η = 0.
fn jet(px: f64, py: f64, pz: f64, mass: f64) -> FourVector {
    let pt = px.hypot(py);
    let eta = if pt > 0.0 { (pz / pt).asinh() } else { 0.0 };
    FourVector::new(pt, eta, py.atan2(px), mass)
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::df;

    #[test]
    fn feature_tables_get_our_columns() {
        let frame = df![
            "pxj1" => [1000.0], "pyj1" => [0.0], "pzj1" => [0.0], "mj1" => [0.0], "tau1j1" => [0.3],
            "pxj2" => [0.0], "pyj2" => [-1000.0], "pzj2" => [1000.0], "mj2" => [100.0], "label" => [1.0]
        ];
        let frame = with_jet_columns(frame.unwrap()).unwrap();
        let value = |name: &str| frame.column(name).unwrap().f64().unwrap().get(0).unwrap();
        assert_eq!((value("pt_j1"), value("pt_j2"), value("m_j2"), value("signal")), (1000.0, 1000.0, 100.0, 1.0));
        assert!((value("eta_j2") - 1f64.asinh()).abs() < 1e-12);
        assert!((value("phi_j2") + std::f64::consts::FRAC_PI_2).abs() < 1e-12);
        // (E1 + E2)² − p²: E2² = 2·10⁶ + 10⁴, p = (1000, −1000, 1000).
        let energy = 1000.0 + 2.01e6f64.sqrt();
        assert!((value("m_jj") - (energy * energy - 3e6).sqrt()).abs() < 1e-9);
        assert_eq!(value("tau1j1"), 0.3);
        let other = df!["pxj1" => [1.0]].unwrap();
        assert_eq!(with_jet_columns(other.clone()).unwrap(), other);
    }
}
