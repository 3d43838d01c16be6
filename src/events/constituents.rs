//! The constituents of one jet per event, flat with offsets.

use super::check::check_offsets;
use crate::error::{Error, Result};
use crate::physics::FourVector;

/// Constituents of one jet per event, in flat arrays: those of event i are entries
/// `offsets[i]..offsets[i + 1]`, in order of decreasing pT.
///
/// Constituents are taken as massless. Units: GeV and radians; the azimuth may be any number within
/// ±2π, so that a jet may lie across ±π. A jet without constituents is allowed.
///
/// # Example
/// ```
/// use cwola::events::Constituents;
/// let jets = Constituents::new(vec![0, 2, 3], vec![30.0, 20.0, 5.0], vec![0.1, 0.2, 1.0], vec![0.0; 3])?;
/// assert_eq!((jets.len(), jets.of(0).len()), (2, 2));
/// assert_eq!(jets.of(0).pt_sum(), 50.0);
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Constituents {
    /// Number of events + 1 entries, beginning with 0.
    pub offsets: Vec<u32>,
    /// Transverse momentum, GeV.
    pub pt: Vec<f32>,
    /// Pseudorapidity.
    pub eta: Vec<f32>,
    /// Azimuth, radians.
    pub phi: Vec<f32>,
}

impl Default for Constituents {
    fn default() -> Constituents {
        Constituents { offsets: vec![0], pt: Vec::new(), eta: Vec::new(), phi: Vec::new() }
    }
}

impl Constituents {
    /// Checks the arrays and puts the constituents of each jet in order of decreasing pT.
    ///
    /// # Errors
    /// Offsets that do not begin with 0, fall, or do not end with the number of constituents; arrays of
    /// different lengths; a pT that is negative or not a number, an η that is not a number, a φ
    /// outside ±2π. The sentence names the first offender.
    pub fn new(offsets: Vec<u32>, pt: Vec<f32>, eta: Vec<f32>, phi: Vec<f32>) -> Result<Constituents> {
        Constituents { offsets, pt, eta, phi }.checked("constituents", "J")
    }

    /// The same in order of pT, after a check in the words of the file and group that it came from.
    pub(super) fn checked(mut self, file: &str, jet: &str) -> Result<Constituents> {
        for (name, length) in [("eta", self.eta.len()), ("phi", self.phi.len())] {
            if length != self.pt.len() {
                let expected = format!("{}, as of {jet}/pt", self.pt.len());
                return Err(Error::file(file, &format!("the number of values of {jet}/{name}"), &expected, length));
            }
        }
        let offsets: Vec<u64> = self.offsets.iter().map(|&offset| offset.into()).collect();
        check_offsets(file, &format!("{jet}/offsets"), &offsets, self.pt.len())?;
        let turn = std::f32::consts::TAU + 1e-3;
        self.first_odd(file, jet, "pT", "a number ≥ 0 GeV", &self.pt, |v| v.is_finite() && v >= 0.0)?;
        self.first_odd(file, jet, "pseudorapidity", "a finite number", &self.eta, f32::is_finite)?;
        self.first_odd(file, jet, "azimuth", "between -2π and 2π (radians)", &self.phi, |v| v.abs() <= turn)?;
        self.order_by_pt();
        Ok(self)
    }

    fn first_odd(
        &self,
        file: &str,
        jet: &str,
        what: &str,
        expected: &str,
        values: &[f32],
        ok: impl Fn(f32) -> bool,
    ) -> Result<()> {
        let Some(k) = values.iter().position(|&value| !ok(value)) else { return Ok(()) };
        let event = self.offsets.partition_point(|&offset| offset as usize <= k).saturating_sub(1);
        let within = k - self.offsets[event] as usize;
        let quantity = format!("the {what} of constituent {within} of {jet} in event {event} (counted from 0)");
        Err(Error::file(file, &quantity, expected, values[k]))
    }

    /// Sorts the constituents of each jet; jets that are in order already are not touched.
    fn order_by_pt(&mut self) {
        for jet in 0..self.len() {
            let range = self.offsets[jet] as usize..self.offsets[jet + 1] as usize;
            if self.pt[range.clone()].windows(2).all(|pair| pair[0] >= pair[1]) {
                continue;
            }
            let mut all: Vec<[f32; 3]> = range.clone().map(|k| [self.pt[k], self.eta[k], self.phi[k]]).collect();
            all.sort_by(|a, b| b[0].total_cmp(&a[0]));
            for (k, [pt, eta, phi]) in range.zip(all) {
                (self.pt[k], self.eta[k], self.phi[k]) = (pt, eta, phi);
            }
        }
    }

    /// Number of jets, one per event.
    pub fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Whether there is no jet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The jet of one event; empty when `event` is out of range.
    #[inline]
    pub fn of(&self, event: usize) -> JetView<'_> {
        match (self.offsets.get(event), self.offsets.get(event + 1)) {
            (Some(&from), Some(&to)) if from <= to && to as usize <= self.pt.len() => {
                let range = from as usize..to as usize;
                JetView { pt: &self.pt[range.clone()], eta: &self.eta[range.clone()], phi: &self.phi[range] }
            }
            _ => JetView::default(),
        }
    }

    /// Adds a jet at the end, as it is.
    ///
    /// # Errors
    /// More constituents than fit into 32-bit offsets.
    pub fn push(&mut self, jet: JetView<'_>) -> Result<()> {
        let end = u32::try_from(self.pt.len() + jet.len());
        let end = end.map_err(|_| {
            Error::value("the number of constituents of a sample", "below 2^32", self.pt.len() + jet.len())
        })?;
        self.pt.extend_from_slice(jet.pt);
        self.eta.extend_from_slice(jet.eta);
        self.phi.extend_from_slice(jet.phi);
        self.offsets.push(end);
        Ok(())
    }

    /// Bytes that the arrays take.
    pub fn bytes(&self) -> usize {
        4 * (self.offsets.len() + self.pt.len() + self.eta.len() + self.phi.len())
    }
}

/// The constituents of one jet, in order of decreasing pT.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct JetView<'a> {
    /// Transverse momenta, GeV.
    pub pt: &'a [f32],
    /// Pseudorapidities.
    pub eta: &'a [f32],
    /// Azimuths, radians.
    pub phi: &'a [f32],
}

impl JetView<'_> {
    /// Number of constituents.
    pub fn len(&self) -> usize {
        self.pt.len()
    }

    /// Whether the jet has no constituent.
    pub fn is_empty(&self) -> bool {
        self.pt.is_empty()
    }

    /// Scalar sum of the transverse momenta, GeV.
    pub fn pt_sum(&self) -> f64 {
        self.pt.iter().map(|&pt| f64::from(pt)).sum()
    }

    /// Sum of the constituents as massless four-vectors.
    pub fn p4(&self) -> FourVector {
        let one = |k: usize| FourVector::new(self.pt[k].into(), self.eta[k].into(), self.phi[k].into(), 0.0);
        FourVector::sum(&(0..self.len()).map(one).collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constituents_are_put_in_order_inside_their_jet_only() {
        let jets = Constituents::new(
            vec![0, 3, 3, 5],
            vec![1.0, 3.0, 2.0, 9.0, 10.0],
            vec![0.1, 0.3, 0.2, 0.9, 1.0],
            vec![-0.1, -0.3, -0.2, -0.9, -1.0],
        )
        .unwrap();
        assert_eq!(jets.pt, [3.0, 2.0, 1.0, 10.0, 9.0]);
        assert_eq!(jets.eta, [0.3, 0.2, 0.1, 1.0, 0.9]);
        assert_eq!(jets.phi, [-0.3, -0.2, -0.1, -1.0, -0.9]);
        assert!(jets.of(1).is_empty() && jets.of(3).is_empty());
    }

    #[test]
    fn the_first_offender_is_named_with_event_and_constituent() {
        let make = |pt: Vec<f32>, phi: Vec<f32>| Constituents::new(vec![0, 0, 2, 3], pt, vec![0.0; 3], phi);
        let error = make(vec![5.0, f32::NAN, 1.0], vec![0.0; 3]).unwrap_err().to_string();
        assert_eq!(
            error,
            "constituents: the pT of constituent 1 of J in event 1 (counted from 0) should be a number ≥ 0 GeV, but is NaN."
        );
        let error = make(vec![5.0, 1.0, 1.0], vec![0.0, 0.0, 90.0]).unwrap_err().to_string();
        assert!(error.contains("the azimuth of constituent 0 of J in event 2"), "{error}");
        let error = make(vec![5.0, 1.0], vec![0.0; 3]).unwrap_err().to_string();
        assert_eq!(error, "constituents: the number of values of J/eta should be 2, as of J/pt, but is 3.");
        let error = Constituents::new(vec![0, 2, 1], vec![1.0], vec![0.0], vec![0.0]).unwrap_err().to_string();
        assert!(error.contains("offsets never fall"), "{error}");
    }
}
