//! Smeared constituents of a sample of events, for plots and for files.

use super::{CopyStreams, Four, JetAugmentation, LANES, Plain, SmearedJet, Visit};
use crate::error::{Error, Result};
use crate::events::{Constituents, Dijets, Events, JetView};
use crate::physics::delta_phi;

impl JetAugmentation {
    /// The events with the smeared constituents of copy number `copy` (1 is the first); the table stays as it is.
    ///
    /// Only η–φ and pT smearing act here: jets are turned, and noise is added, when images are made. Constituents that
    /// pT smearing drops are gone, φ is in [−π, π], and constituents are again in order of pT. The values are rounded
    /// to 32 bits, while images are made from unrounded ones.
    ///
    /// # Errors
    /// A sample without constituents, a recipe that [`JetAugmentation::check`] refuses, copy number 0.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// use cwola::events::{Constituents, Dijets};
    /// use polars::df;
    /// let jet = Constituents::new(vec![0, 2], vec![50.0, 10.0], vec![0.1, 0.2], vec![3.1, -3.1])?;
    /// let events = Events::from_frame("one", df!["m_jj" => [5000.0]]?)?.with_dijets(Dijets::new([jet.clone(), jet])?)?;
    /// let smeared = JetAugmentation::eta_phi_smear(100.0).smeared(&events, 1)?;
    /// let moved = smeared.dijets()?.jet(0, 0).eta[0] - 0.1;
    /// assert!(moved != 0.0 && moved.abs() < 5.0 * 0.1 / 50.0); // σ = Λ/pT = 0.002
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn smeared(&self, events: &Events, copy: usize) -> Result<Events> {
        self.check()?;
        let number = u16::try_from(copy).ok().filter(|copy| *copy > 0);
        let copy = number.ok_or_else(|| Error::value("the number of the copy", "between 1 and 65535", copy))?;
        let originals = crate::augment::apply::originals(events)?;
        let dijets = events.dijets()?;
        let mut jets = [Constituents::default(), Constituents::default()];
        let mut streams = CopyStreams::default();
        for (event, original) in originals.into_iter().enumerate() {
            let views = [dijets.jet(event, 0), dijets.jet(event, 1)];
            streams.open(self, original, copy, views.map(|view| view.len()));
            for (out, (view, before)) in jets.iter_mut().zip(views.into_iter().zip([0, views[0].len()])) {
                push(out, view.len(), &streams.smear(view, before, (0.0, 0.0)), self.pt.is_some())?;
            }
        }
        let [leading, subleading] = jets;
        let ordered = |jets: Constituents| Constituents::new(jets.offsets, jets.pt, jets.eta, jets.phi);
        events.clone().with_dijets(Dijets::new([ordered(leading)?, ordered(subleading)?])?)
    }
}

fn push(out: &mut Constituents, count: usize, jet: &SmearedJet<'_>, drop_zero: bool) -> Result<()> {
    let mut all = All(Vec::new());
    jet.each::<Plain>(&mut all);
    all.0.truncate(count);
    all.0.retain(|[pt, ..]| !drop_zero || *pt > 0.0);
    let column = |one: fn(&[f64; 3]) -> f64| all.0.iter().map(|values| one(values) as f32).collect::<Vec<f32>>();
    let (pt, eta, phi) = (column(|v| v[0]), column(|v| v[1]), column(|v| delta_phi(v[2], 0.0)));
    out.push(JetView { pt: &pt, eta: &eta, phi: &phi })
}

/// pT, η and φ of the constituents of a jet.
struct All(Vec<[f64; 3]>);

impl Visit<Plain> for All {
    fn group(&mut self, _: usize, values: [Plain; 3]) {
        let [pt, eta, phi] = values.map(Plain::numbers);
        self.0.extend((0..LANES).map(|lane| [pt[lane], eta[lane], phi[lane]]));
    }
}
