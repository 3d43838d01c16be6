//! Cutflow: what each cut leaves.

use crate::events::Events;

/// One line of a cutflow.
#[derive(Debug, Clone, PartialEq)]
pub struct CutStep {
    /// Name of the cut.
    pub name: String,
    /// Events that are left.
    pub events: usize,
    /// Share of the first line.
    pub efficiency: f64,
    /// Binomial standard error of the share.
    pub error: f64,
    /// Cross-section that is left, fb, when it is known.
    pub xsec_fb: Option<f64>,
}

/// What each cut leaves of a sample.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// let events = pair_jets(&Events::sample("dihiggs_500")?.with_xsec_fb(3.64), JetChoice::LeadingTagged)?;
/// let sr = MassWindows::dihiggs_500().signal_region(&events)?;
/// let flow = Cutflow::new("signal", "four tag", &events).then("signal region", &sr);
/// assert!(flow.steps()[1].efficiency > 0.7);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Cutflow {
    name: String,
    steps: Vec<CutStep>,
}

impl Cutflow {
    /// Starts with the sample before the cuts.
    pub fn new(name: &str, first: &str, events: &Events) -> Cutflow {
        Cutflow { name: name.into(), steps: Vec::new() }.then(first, events)
    }

    /// Starts with the number of generated events, where the description of the sample's origin states it
    /// (`generated` in its JSON); with the sample itself elsewhere.
    pub fn generated(name: &str, first: &str, events: &Events) -> Cutflow {
        let meta: Option<serde_json::Value> = serde_json::from_str(events.meta()).ok();
        let number = meta.and_then(|meta| meta.get("generated")?.as_f64());
        let mut flow = Cutflow::new(name, first, events);
        if let (Some(number), Some(step)) = (number.filter(|n| *n >= events.len() as f64), flow.steps.first_mut()) {
            step.events = number as usize;
        }
        flow
    }

    /// Adds what a cut left.
    pub fn then(&self, cut: &str, events: &Events) -> Cutflow {
        let mut new = self.clone();
        let all = new.steps.first().map_or(events.len(), |step| step.events) as f64;
        let efficiency = events.len() as f64 / all;
        new.steps.push(CutStep {
            name: cut.into(),
            events: events.len(),
            efficiency,
            error: (efficiency * (1.0 - efficiency).max(0.0) / all).sqrt(),
            xsec_fb: events.xsec_fb(),
        });
        new
    }

    /// Name of the sample.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The lines, in the order of the cuts.
    pub fn steps(&self) -> &[CutStep] {
        &self.steps
    }
}
