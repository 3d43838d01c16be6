//! The images of one event, with room that is kept from event to event.

use super::config::{ImageConfig, PtScale};
use super::pixels::Canvas;
use super::preprocess::preprocess;
use super::store::Arrays;
use crate::augment::{JetAugmentation, JetBuffer, Planned};
use crate::error::Result;
use crate::events::{Dijets, JetView};

/// Everything that is constant for a set of images.
#[derive(Debug, Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) dijets: &'a Dijets,
    /// Names of the events in `dijets`.
    pub(super) originals: &'a [u64],
    pub(super) config: &'a ImageConfig,
    pub(super) augmentation: &'a JetAugmentation,
}

/// Room for one event.
#[derive(Debug)]
pub(super) struct Worker {
    jets: [JetBuffer; 2],
    canvas: Canvas,
}

impl Worker {
    pub(super) fn new(config: &ImageConfig) -> Worker {
        Worker { jets: Default::default(), canvas: Canvas::new(config.resolution, config.half_width) }
    }

    /// Adds the images of one planned row to `out`.
    pub(super) fn event(&mut self, job: &Job<'_>, planned: Planned, out: &mut Arrays) -> Result<()> {
        let Planned { row, copy } = planned;
        let original = job.originals.get(row).copied().unwrap_or(row as u64);
        let mut streams = job.augmentation.streams(original, copy);
        for (which, jet) in self.jets.iter_mut().enumerate() {
            jet.load(used(job.dijets.jet(row, which), job.config));
            job.augmentation.smear(jet, &mut streams);
        }
        let factors = self.factors(job.config.scale);
        let turns = job.augmentation.turn(original, copy);
        let mut noise = job.augmentation.noise_stream(original, copy);
        for (which, jet) in self.jets.iter_mut().enumerate() {
            preprocess(jet, job.config);
            let turn = turns.map_or((1.0, 0.0), |angles| (angles[which].cos(), angles[which].sin()));
            self.canvas.add(jet, turn);
            match &mut noise {
                None => self.canvas.finish(factors[which], out)?,
                Some(noise) => self.canvas.finish_with_noise(factors[which], noise, out)?,
            }
        }
        Ok(())
    }

    fn factors(&self, scale: PtScale) -> [f64; 2] {
        let sum = |jet: &JetBuffer| jet.pt.iter().sum::<f64>();
        let over = |sum: f64| if sum > 0.0 { 1.0 / sum } else { 1.0 };
        match scale {
            PtScale::Gev => [1.0; 2],
            PtScale::Jet => [over(sum(&self.jets[0])), over(sum(&self.jets[1]))],
            PtScale::Event => [over(sum(&self.jets[0]) + sum(&self.jets[1])); 2],
        }
    }
}

/// The constituents that the configuration lets in; they are in order of pT.
fn used<'a>(jet: JetView<'a>, config: &ImageConfig) -> JetView<'a> {
    let hard =
        if config.min_pt > 0.0 { jet.pt.partition_point(|&pt| f64::from(pt) >= config.min_pt) } else { jet.len() };
    let n = config.max_constituents.map_or(hard, |most| hard.min(most));
    JetView { pt: &jet.pt[..n], eta: &jet.eta[..n], phi: &jet.phi[..n] }
}
