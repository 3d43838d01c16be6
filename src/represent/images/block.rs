//! The images of events, with room that is kept from event to event.

use super::config::{ImageConfig, PtScale};
use super::moments::Moments;
use super::pixels::Canvas;
use super::preprocess::{Jet, origin};
use super::store::Arrays;
use crate::augment::{CopyStreams, Four, JetAugmentation, Plain, Planned, cos_sin};
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

impl<'a> Job<'a> {
    /// What is used of the jets of a row.
    #[inline(always)]
    fn jets(&self, planned: Option<&Planned>) -> [JetView<'a>; 2] {
        match planned {
            Some(Planned { row, .. }) => {
                let [leading, subleading] = self.dijets.pair(*row);
                [used(leading, self.config), used(subleading, self.config)]
            }
            None => Default::default(),
        }
    }
}

/// Room for one event.
#[derive(Debug)]
pub(super) struct Worker {
    jets: [Jet; 2],
    streams: CopyStreams,
    canvas: Canvas,
    /// Where the images go.
    pub(super) out: Arrays,
}

impl Worker {
    pub(super) fn new(config: &ImageConfig, out: Arrays) -> Worker {
        let canvas = Canvas::new(config.resolution, config.half_width);
        Worker { jets: Default::default(), streams: CopyStreams::default(), canvas, out }
    }

    /// Adds the images of these rows to `out`.
    pub(super) fn rows(&mut self, job: &Job<'_>, rows: &[Planned]) -> Result<()> {
        #[cfg(target_arch = "x86_64")]
        {
            #[target_feature(enable = "avx2,bmi1,bmi2")]
            fn wide(worker: &mut Worker, job: &Job<'_>, rows: &[Planned]) -> Result<()> {
                worker.rows_by::<crate::augment::Avx>(job, rows)
            }
            let known = std::is_x86_feature_detected!("avx2")
                && std::is_x86_feature_detected!("bmi1")
                && std::is_x86_feature_detected!("bmi2");
            if known {
                // SAFETY: the features were just found on this machine.
                return unsafe { wide(self, job, rows) };
            }
        }
        self.rows_by::<Plain>(job, rows)
    }

    #[inline(always)]
    fn rows_by<F: Four>(&mut self, job: &Job<'_>, rows: &[Planned]) -> Result<()> {
        let mut next = job.jets(rows.first());
        for (k, planned) in rows.iter().enumerate() {
            let jets = next;
            next = job.jets(rows.get(k + 1));
            ask_for(next[0]);
            ask_for(next[1]);
            self.event::<F>(job, *planned, jets)?;
        }
        Ok(())
    }

    /// Both jets go through each step before the next one, so that the processor works on both at once.
    #[inline(always)]
    fn event<F: Four>(&mut self, job: &Job<'_>, planned: Planned, views: [JetView<'_>; 2]) -> Result<()> {
        let Planned { row, copy } = planned;
        let original = job.originals.get(row).copied().unwrap_or(row as u64);
        self.streams.open(job.augmentation, original, copy, [views[0].len(), views[1].len()]);
        let mut moments = [Moments::default(); 2];
        let before = [0, views[0].len()];
        for (which, jet) in self.jets.iter_mut().enumerate() {
            let (view, before) = (views[which], before[which]);
            moments[which] = jet.load::<F>(&self.streams.smear(view, before, origin(view, job.config)), job.config);
        }
        let frames = [moments[0].frame(job.config), moments[1].frame(job.config)];
        let turns = match self.streams.turn(job.augmentation, copy) {
            Some([first, second]) => [cos_sin(first), cos_sin(second)],
            None => [(1.0, 0.0); 2],
        };
        let mut mirrors = [(1.0, 1.0); 2];
        for ((jet, mirror), frame) in self.jets.iter_mut().zip(&mut mirrors).zip(frames) {
            *mirror = jet.turn_about::<F>(frame, job.config);
        }
        let factors = self.factors(job.config.scale);
        let mut noise = job.augmentation.noise_stream(original, copy);
        for (which, jet) in self.jets.iter().enumerate() {
            self.canvas.add::<F>(jet, mirrors[which], turns[which]);
            match &mut noise {
                None => self.canvas.finish::<F>(factors[which], &mut self.out)?,
                Some(noise) => self.canvas.finish_with_noise(factors[which], noise, &mut self.out)?,
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn factors(&self, scale: PtScale) -> [f64; 2] {
        let over = |sum: f64| if sum > 0.0 { 1.0 / sum } else { 1.0 };
        match scale {
            PtScale::Gev => [1.0; 2],
            PtScale::Jet => [over(self.jets[0].pt_sum()), over(self.jets[1].pt_sum())],
            PtScale::Event => [over(self.jets[0].pt_sum() + self.jets[1].pt_sum()); 2],
        }
    }
}

/// Asks the memory for a jet that is needed soon; it arrives while the event before is worked on.
#[inline(always)]
fn ask_for(jet: JetView<'_>) {
    #[cfg(target_arch = "x86_64")]
    for k in (0..jet.len()).step_by(16) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        for values in [jet.pt, jet.eta, jet.phi] {
            // SAFETY: every x86-64 processor has this instruction, and it changes nothing.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(values.as_ptr().wrapping_add(k).cast()) };
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = jet;
}

/// The constituents that the configuration lets in; they are in order of pT.
#[inline(always)]
fn used<'a>(jet: JetView<'a>, config: &ImageConfig) -> JetView<'a> {
    let hard =
        if config.min_pt > 0.0 { jet.pt.partition_point(|&pt| f64::from(pt) >= config.min_pt) } else { jet.len() };
    let n = config.max_constituents.map_or(hard, |most| hard.min(most));
    JetView { pt: &jet.pt[..n], eta: &jet.eta[..n], phi: &jet.phi[..n] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::Constituents;

    /// The vector unit changes nothing, to the last bit, whatever is smeared, turned and centred.
    #[test]
    fn plain_numbers_give_the_same_images() {
        let mut state = 1u64;
        let mut next = |from: f64, to: f64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (from + (to - from) * (state >> 40) as f64 / (1u64 << 24) as f64) as f32
        };
        let mut jet = || {
            let mut jets = Constituents::default();
            for count in 0..40 {
                let pt: Vec<f32> = (0..count).map(|k| next(0.0, 50.0) / (1.0 + k as f32)).collect();
                let [eta, phi] =
                    [(-0.7, 0.7), (2.5, 3.7)].map(|(from, to)| pt.iter().map(|_| next(from, to)).collect());
                let (eta, phi): (Vec<f32>, Vec<f32>) = (eta, phi);
                jets.push(JetView { pt: &pt, eta: &eta, phi: &phi }).unwrap();
            }
            jets
        };
        let dijets = Dijets::new([jet(), jet()]).unwrap();
        let originals: Vec<u64> = (0..40).collect();
        let rows: Vec<Planned> = (0..80).map(|k| Planned { row: k % 40, copy: (k / 40) as u16 }).collect();
        for config in [ImageConfig::new(25), ImageConfig::centring_only(75).with_centring(super::super::Step::Off)] {
            for augmentation in [JetAugmentation::original(), JetAugmentation::all(), JetAugmentation::rotation()] {
                let job = Job { dijets: &dijets, originals: &originals, config: &config, augmentation: &augmentation };
                let mut workers = [Worker::new(&config, Arrays::default()), Worker::new(&config, Arrays::default())];
                workers[0].rows(&job, &rows).unwrap();
                workers[1].rows_by::<Plain>(&job, &rows).unwrap();
                assert_eq!(workers[0].out, workers[1].out);
                assert_eq!(workers[0].out.offsets.len(), 161);
            }
        }
    }
}
