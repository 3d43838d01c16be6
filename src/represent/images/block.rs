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

impl Job<'_> {
    /// Most pixels that the two images of a row can fill, rounded up to whole lanes.
    pub(super) fn constituents(&self, row: usize) -> usize {
        (0..2).map(|which| self.dijets.jet(row, which).len().next_multiple_of(4)).sum()
    }
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
            let turn = turns.map_or((1.0, 0.0), |angles| (angles[which].cos(), angles[which].sin()));
            match &mut noise {
                None => image(jet, job.config, turn, factors[which], &mut self.canvas, out)?,
                Some(noise) => {
                    preprocess(jet, job.config);
                    self.canvas.add(jet, turn);
                    self.canvas.finish_with_noise(factors[which], noise, out)?;
                }
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

/// Adds the image of one jet to `out`, on the vector unit where there is one: the same numbers either way.
fn image(
    jet: &mut JetBuffer,
    config: &ImageConfig,
    turn: (f64, f64),
    factor: f64,
    canvas: &mut Canvas,
    out: &mut Arrays,
) -> Result<()> {
    #[inline(always)]
    fn body(
        jet: &mut JetBuffer,
        config: &ImageConfig,
        turn: (f64, f64),
        factor: f64,
        canvas: &mut Canvas,
        out: &mut Arrays,
    ) -> Result<()> {
        preprocess(jet, config);
        canvas.add(jet, turn);
        canvas.finish(factor, out)
    }
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2,bmi1,bmi2")]
        fn wide(
            jet: &mut JetBuffer,
            config: &ImageConfig,
            turn: (f64, f64),
            factor: f64,
            canvas: &mut Canvas,
            out: &mut Arrays,
        ) -> Result<()> {
            body(jet, config, turn, factor, canvas, out)
        }
        let known = std::is_x86_feature_detected!("avx2")
            && std::is_x86_feature_detected!("bmi1")
            && std::is_x86_feature_detected!("bmi2");
        if known {
            // SAFETY: the features were just found on this machine.
            return unsafe { wide(jet, config, turn, factor, canvas, out) };
        }
    }
    body(jet, config, turn, factor, canvas, out)
}

/// The constituents that the configuration lets in; they are in order of pT.
fn used<'a>(jet: JetView<'a>, config: &ImageConfig) -> JetView<'a> {
    let hard =
        if config.min_pt > 0.0 { jet.pt.partition_point(|&pt| f64::from(pt) >= config.min_pt) } else { jet.len() };
    let n = config.max_constituents.map_or(hard, |most| hard.min(most));
    JetView { pt: &jet.pt[..n], eta: &jet.eta[..n], phi: &jet.phi[..n] }
}
