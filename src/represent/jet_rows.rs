//! The jets of events as rows of numbers, without padding.

use std::ops::Range;

use super::{Scaler, Scaling};
use crate::error::{Error, Result};
use crate::events::Jets;

/// Two jets of an event, counted among those that are there.
pub type JetPair = [u8; 2];

/// The jets of events as rows of five numbers, without padding, and the pairs that Higgs bosons made.
///
/// A jet is (ln(pT/GeV + 1), ln(m/GeV + 1), η, φ, b-tag); the first four are scaled by a [`Scaler`] of the training jets,
/// the b-tag (0 or 1) enters as it is. Jets keep their order, which a network without positions does not see.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// use cwola::represent::JetRows;
/// let events = Events::sample("dihiggs_1000")?.head(100);
/// let rows = JetRows::new(events.jets()?)?;
/// assert_eq!(rows.len(), 100);
/// assert_eq!(rows.x.len(), JetRows::FEATURES * rows.slot.len());
/// assert!(rows.targets.iter().filter(|pairs| pairs[0].is_some() && pairs[1].is_some()).count() > 50);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct JetRows {
    /// First jet of each event, and the number of all jets.
    pub starts: Vec<u32>,
    /// [`JetRows::FEATURES`] numbers per jet.
    pub x: Vec<f32>,
    /// Slot of each jet in its event.
    pub slot: Vec<u8>,
    /// The jets of h1 and of h2, where both are known.
    pub targets: Vec<[Option<JetPair>; 2]>,
}

impl JetRows {
    /// Numbers per jet.
    pub const FEATURES: usize = 5;
    /// Their names.
    pub const NAMES: [&'static str; 5] = ["ln(pt + 1)", "ln(mass + 1)", "eta", "phi", "btag"];

    /// Takes the jets of the slots that are filled; a target whose jets are not both known, there and different is none.
    ///
    /// # Errors
    /// A jet with a number that is not finite.
    pub fn new(jets: &Jets) -> Result<JetRows> {
        let mut rows = JetRows { starts: vec![0], ..JetRows::default() };
        for event in 0..jets.len() {
            let mut place = vec![None; jets.slots];
            for (slot, place) in place.iter_mut().enumerate() {
                let k = event * jets.slots + slot;
                if jets.mask[k] {
                    *place = Some((rows.slot.len() - rows.starts[event] as usize) as u8);
                    rows.slot.push(slot as u8);
                    rows.push_jet(jets, k, event)?;
                }
            }
            rows.starts.push(rows.slot.len() as u32);
            rows.targets.push(match &jets.targets {
                None => [None; 2],
                Some(targets) => {
                    let jet = |slot: i8| usize::try_from(slot).ok().and_then(|slot| *place.get(slot)?);
                    let pair = |b1: i8, b2: i8| Some([jet(b1)?, jet(b2)?]).filter(|pair| pair[0] != pair[1]);
                    [pair(targets.h1_b1[event], targets.h1_b2[event]), pair(targets.h2_b1[event], targets.h2_b2[event])]
                }
            });
        }
        Ok(rows)
    }

    fn push_jet(&mut self, jets: &Jets, k: usize, event: usize) -> Result<()> {
        let row =
            [jets.pt[k].ln_1p(), jets.mass[k].ln_1p(), jets.eta[k], jets.phi[k], f32::from(u8::from(jets.btag[k]))];
        if let Some(at) = row.iter().position(|value| !value.is_finite()) {
            let quantity = format!("{} of jet {} of event {event} (counted from 0)", Self::NAMES[at], k % jets.slots);
            return Err(Error::value(&quantity, "a finite number", row[at]));
        }
        self.x.extend(row);
        Ok(())
    }

    /// Number of events.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there is no event.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Which jets belong to an event.
    pub fn range(&self, event: usize) -> Range<usize> {
        self.starts[event] as usize..self.starts[event + 1] as usize
    }

    /// The same jets without any target.
    pub fn without_targets(mut self) -> JetRows {
        self.targets.fill([None; 2]);
        self
    }

    /// Mean and standard deviation of the jets of these events; the b-tag keeps shift 0 and scale 1.
    pub fn scaler(&self, events: &[u32], scaling: Scaling) -> Scaler {
        let mut scaler = Scaler { shift: vec![0.0; Self::FEATURES], scale: vec![1.0; Self::FEATURES] };
        if scaling == Scaling::None {
            return scaler;
        }
        let jets = || events.iter().flat_map(|event| self.range(*event as usize));
        let n = jets().count() as f64;
        for k in 0..Self::FEATURES - 1 {
            let column = || jets().map(|jet| f64::from(self.x[jet * Self::FEATURES + k]));
            let mean = column().sum::<f64>() / n;
            let deviation = (column().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt();
            if mean.is_finite() && deviation.is_finite() && deviation > 1e-12 * mean.abs().max(1e-12) {
                (scaler.shift[k], scaler.scale[k]) = (mean as f32, deviation as f32);
            }
        }
        scaler
    }

    /// The scaled copy.
    pub fn scaled(&self, scaler: &Scaler) -> JetRows {
        let mut scaled = self.clone();
        for row in scaled.x.chunks_exact_mut(Self::FEATURES) {
            for ((x, shift), scale) in row.iter_mut().zip(&scaler.shift).zip(&scaler.scale) {
                *x = (*x - shift) / scale;
            }
        }
        scaled
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::Targets;

    fn two() -> Jets {
        Jets {
            slots: 3,
            pt: vec![50.0, 40.0, 0.0, 60.0, 0.0, 30.0],
            eta: vec![0.1, 0.2, 0.0, 0.3, 0.0, 0.4],
            phi: vec![1.0; 6],
            mass: vec![5.0; 6],
            mask: vec![true, true, false, true, false, true],
            btag: vec![true; 6],
            flavour: Vec::new(),
            targets: Some(Targets { h1_b1: vec![1, 0], h1_b2: vec![0, 2], h2_b1: vec![-1, 0], h2_b2: vec![0, 1] }),
        }
    }

    #[test]
    fn targets_count_the_jets_that_are_there() {
        let rows = JetRows::new(&two()).unwrap();
        assert_eq!(rows.starts, [0, 2, 4]);
        assert_eq!(rows.slot, [0, 1, 0, 2]);
        assert_eq!(rows.targets, [[Some([1, 0]), None], [Some([0, 1]), None]]);
        assert_eq!(rows.without_targets().targets, [[None; 2]; 2]);
    }

    #[test]
    fn scaling_is_measured_on_the_given_events_and_leaves_tags() {
        let rows = JetRows::new(&two()).unwrap();
        let scaled = rows.scaled(&rows.scaler(&[0], Scaling::Standard));
        assert!((scaled.x[0] - 1.0).abs() < 1e-5 && (scaled.x[5] + 1.0).abs() < 1e-5);
        assert_eq!(scaled.x[4], 1.0);
    }

    #[test]
    fn a_number_that_is_none_is_found() {
        let mut jets = two();
        jets.eta[3] = f32::NAN;
        let error = JetRows::new(&jets).unwrap_err().to_string();
        assert!(error.contains("eta of jet 0 of event 1"), "{error}");
    }
}
