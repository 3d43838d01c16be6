//! Making the copies.

use std::f64::consts::PI;

use polars::prelude::{Column, DataFrame, DataType};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

use super::{Augmentation, Dependent, Method};
use crate::error::{Error, Result};
use crate::events::Events;
use crate::mixing::MixedSample;
use crate::physics::{FourVector, delta_phi};
use crate::rng;

/// Columns of the two candidates: pT, η, φ, mass.
const CANDIDATES: [[&str; 4]; 2] = [["pt_h1", "eta_h1", "phi_h1", "mass_h1"], ["pt_h2", "eta_h2", "phi_h2", "mass_h2"]];

impl Augmentation {
    /// The events followed by their augmented copies.
    ///
    /// A copy has the number (`event`) and the truth of its original.
    ///
    /// # Errors
    /// A sample without the candidate columns of [`crate::selection::pair_jets`], a negative Λ.
    pub fn augment(&self, events: &Events) -> Result<Events> {
        let mut all = vec![events.clone()];
        if self.copies > 0 {
            all.push(self.augmented_only(events)?);
        }
        Events::concat(&all)
    }

    /// The augmented copies without their originals.
    ///
    /// # Errors
    /// As [`Augmentation::augment`].
    pub fn augmented_only(&self, events: &Events) -> Result<Events> {
        let originals = originals(events)?;
        let (_, frame) = self.copies_of(events.frame(), &originals)?;
        Events::from_frame(events.name(), frame)
    }

    /// The mixed sample with augmented copies of every event, on the side of the split on which the original is.
    ///
    /// # Errors
    /// As [`Augmentation::augment`].
    pub fn augment_mixed(&self, mixed: &MixedSample) -> Result<MixedSample> {
        if self.copies == 0 {
            return Ok(mixed.clone());
        }
        let (rows, frame) = self.copies_of(mixed.frame(), mixed.originals())?;
        mixed.with_copies(&rows, &frame)
    }

    /// Rows of the originals, copy by copy, and the table of the copies.
    fn copies_of(&self, frame: &DataFrame, originals: &[u64]) -> Result<(Vec<usize>, DataFrame)> {
        self.check()?;
        let rows: Vec<usize> = (0..self.copies).flat_map(|_| 0..frame.height()).collect();
        let index = rows.iter().map(|&row| row as polars::prelude::IdxSize).collect();
        let mut copies = frame.take(&polars::prelude::IdxCa::from_vec("".into(), index))?;
        let mut columns = read_candidates(frame)?;
        let mut changed: [[Vec<f64>; 4]; 2] = Default::default();
        let (mut pt_hh, mut m_hh) = (Vec::new(), Vec::new());
        for copy in 0..self.copies as u64 {
            for (row, original) in originals.iter().enumerate() {
                let mut pair = [0, 1].map(|h| vector(&columns[h], row));
                self.change(&mut pair, *original, copy);
                for (out, p4) in changed.iter_mut().zip(&pair) {
                    for (column, value) in out.iter_mut().zip([p4.pt, p4.eta, p4.phi, p4.mass]) {
                        column.push(value);
                    }
                }
                if self.dependent == Dependent::Recompute {
                    let hh = FourVector::sum(&pair);
                    pt_hh.push(hh.pt);
                    m_hh.push(hh.mass);
                }
            }
        }
        columns = changed;
        for (names, values) in CANDIDATES.iter().zip(columns) {
            for (name, column) in names.iter().zip(values) {
                replace(&mut copies, name, column)?;
            }
        }
        if self.dependent == Dependent::Recompute {
            replace(&mut copies, "pt_hh", pt_hh)?;
            replace(&mut copies, "m_hh", m_hh)?;
        }
        Ok((rows, copies))
    }

    /// Applies the methods in order to the two candidates of one event.
    fn change(&self, pair: &mut [FourVector; 2], original: u64, copy: u64) {
        for method in &self.methods {
            match method {
                Method::Copy => {}
                Method::Rotation => {
                    let angle = rng::stream(self.seed, "rotate", original, copy).random::<f64>() * 2.0 * PI;
                    pair.iter_mut().for_each(|p4| p4.phi = delta_phi(p4.phi + angle, 0.0));
                }
                Method::EtaPhiSmear { lambda_gev } => {
                    let mut rng = rng::stream(self.seed, "smear eta phi", original, copy);
                    for p4 in pair.iter_mut().filter(|p4| p4.pt > 0.0) {
                        p4.eta += lambda_gev / p4.pt * normal(&mut rng);
                        p4.phi = delta_phi(p4.phi + lambda_gev / p4.pt * normal(&mut rng), 0.0);
                    }
                }
                Method::PtSmear { resolution } => {
                    let mut rng = rng::stream(self.seed, "smear pt", original, copy);
                    for p4 in pair.iter_mut() {
                        p4.pt = (p4.pt + resolution.sigma(p4.pt) * normal(&mut rng)).max(0.0);
                    }
                }
            }
        }
    }
}

fn normal(rng: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(rng)
}

fn vector(columns: &[Vec<f64>; 4], row: usize) -> FourVector {
    FourVector::new(columns[0][row], columns[1][row], columns[2][row], columns[3][row])
}

fn replace(frame: &mut DataFrame, name: &str, values: Vec<f64>) -> Result<()> {
    frame.with_column(Column::new(name.into(), values))?;
    Ok(())
}

/// Numbers that name the original events: row number of the file, and signal apart from background.
pub(crate) fn originals(events: &Events) -> Result<Vec<u64>> {
    let truth = if events.has("signal") { events.truth()? } else { vec![false; events.len()] };
    let number = events.column("event")?;
    Ok(number.iter().zip(truth).map(|(event, signal)| *event as u64 | u64::from(signal) << 40).collect())
}

fn read_candidates(frame: &DataFrame) -> Result<[[Vec<f64>; 4]; 2]> {
    let mut columns: [[Vec<f64>; 4]; 2] = Default::default();
    for (out, names) in columns.iter_mut().zip(CANDIDATES) {
        for (column, name) in out.iter_mut().zip(names) {
            let known: Vec<String> = frame.get_column_names().iter().map(|name| name.to_string()).collect();
            let found = frame.column(name).map_err(|_| Error::unknown("column", name, &known))?;
            let numbers = found.cast(&DataType::Float64)?;
            *column = numbers.f64()?.iter().map(|x| x.unwrap_or(f64::NAN)).collect();
        }
    }
    Ok(columns)
}
