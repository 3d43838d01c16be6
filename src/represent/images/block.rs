//! The images of one event, with room that is kept from event to event.

use super::config::{ImageConfig, PtScale};
use super::four::{Four, Plain};
use super::pixels::Canvas;
use super::preprocess::{origin, preprocess};
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
    /// The images of the block that it works on.
    pub(super) out: Arrays,
}

impl Worker {
    pub(super) fn new(config: &ImageConfig) -> Worker {
        let canvas = Canvas::new(config.resolution, config.half_width);
        Worker { jets: Default::default(), canvas, out: Arrays::default() }
    }

    /// Makes the images of these rows, in place of those that were in `out`.
    pub(super) fn block(&mut self, job: &Job<'_>, rows: &[Planned]) -> Result<()> {
        self.out.clear();
        for (k, planned) in rows.iter().enumerate() {
            if let Some(next) = rows.get(k + 1) {
                [0, 1].into_iter().for_each(|which| ask_for(job.dijets.jet(next.row, which)));
            }
            self.event(job, *planned)?;
        }
        Ok(())
    }

    fn event(&mut self, job: &Job<'_>, planned: Planned) -> Result<()> {
        let Planned { row, copy } = planned;
        let original = job.originals.get(row).copied().unwrap_or(row as u64);
        let mut streams = job.augmentation.streams(original, copy);
        for (which, jet) in self.jets.iter_mut().enumerate() {
            let view = used(job.dijets.jet(row, which), job.config);
            jet.load(view, origin(view, job.config));
            job.augmentation.smear(jet, &mut streams);
        }
        let factors = self.factors(job.config.scale);
        let turns = job.augmentation.turn(original, copy);
        let mut noise = job.augmentation.noise_stream(original, copy);
        for (which, jet) in self.jets.iter_mut().enumerate() {
            let turn = turns.map_or((1.0, 0.0), |angles| (angles[which].cos(), angles[which].sin()));
            match &mut noise {
                None => {
                    let (canvas, out) = (&mut self.canvas, &mut self.out);
                    image(jet, job.config, Target { turn, factor: factors[which], canvas, out })?;
                }
                Some(noise) => {
                    let mirror = preprocess::<Plain>(jet, job.config);
                    self.canvas.add(jet, mirror, turn);
                    self.canvas.finish_with_noise(factors[which], noise, &mut self.out)?;
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

/// Where an image goes, and how it is turned and scaled.
struct Target<'a> {
    turn: (f64, f64),
    factor: f64,
    canvas: &'a mut Canvas,
    out: &'a mut Arrays,
}

/// Adds the image of one jet.
fn image(jet: &mut JetBuffer, config: &ImageConfig, target: Target<'_>) -> Result<()> {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2,bmi1,bmi2")]
        fn wide(jet: &mut JetBuffer, config: &ImageConfig, target: Target<'_>) -> Result<()> {
            image_by::<super::four::Avx>(jet, config, target)
        }
        let known = std::is_x86_feature_detected!("avx2")
            && std::is_x86_feature_detected!("bmi1")
            && std::is_x86_feature_detected!("bmi2");
        if known {
            // SAFETY: the features were just found on this machine.
            return unsafe { wide(jet, config, target) };
        }
    }
    image_by::<Plain>(jet, config, target)
}

#[inline(always)]
fn image_by<F: Four>(jet: &mut JetBuffer, config: &ImageConfig, target: Target<'_>) -> Result<()> {
    let mirror = preprocess::<F>(jet, config);
    target.canvas.add(jet, mirror, target.turn);
    target.canvas.finish(target.factor, target.out)
}

/// Asks the memory for a jet that is needed soon; it arrives while the event before is worked on.
#[inline(always)]
fn ask_for(jet: JetView<'_>) {
    #[cfg(target_arch = "x86_64")]
    for values in [jet.pt, jet.eta, jet.phi] {
        for line in values.chunks(16) {
            use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            // SAFETY: every x86-64 processor has this instruction, and it changes nothing.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = jet;
}

/// The constituents that the configuration lets in; they are in order of pT.
fn used<'a>(jet: JetView<'a>, config: &ImageConfig) -> JetView<'a> {
    let hard =
        if config.min_pt > 0.0 { jet.pt.partition_point(|&pt| f64::from(pt) >= config.min_pt) } else { jet.len() };
    let n = config.max_constituents.map_or(hard, |most| hard.min(most));
    JetView { pt: &jet.pt[..n], eta: &jet.eta[..n], phi: &jet.phi[..n] }
}
