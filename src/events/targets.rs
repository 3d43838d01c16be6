//! Targets that are not the truth, to find out what a pairing task learns from.

use rand::seq::SliceRandom;

use super::{Events, Jets, Targets};
use crate::error::Result;
use crate::rng;

impl Events {
    /// The same events; where targets are known, they now point to jets drawn at random.
    ///
    /// What is known stays known (h1, h2 or both), so that targets still tell signal from background, but no longer
    /// which jets belong together. Jets of event k are drawn by (seed, "targets", its number in the column `event`).
    ///
    /// # Errors
    /// Events without jets.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let events = Events::sample("dihiggs_1000")?.head(50);
    /// let shuffled = events.with_shuffled_targets(1)?;
    /// let known = |events: &Events| events.jets().unwrap().targets.as_ref().unwrap().h1_b1.iter().filter(|b| **b >= 0).count();
    /// assert_eq!(known(&events), known(&shuffled));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn with_shuffled_targets(&self, seed: u64) -> Result<Events> {
        self.with_drawn_targets(seed, |known| known)
    }

    /// The same events; where targets are not known, all four now point to jets drawn at random.
    ///
    /// So background gets targets as signal has them, which mean nothing. Events with fewer than four jets keep theirs.
    /// Random numbers as in [`Events::with_shuffled_targets`].
    ///
    /// # Errors
    /// Events without jets.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let background = Events::sample("multijet_4b")?.head(50).with_invented_targets(1)?;
    /// let targets = background.jets()?.targets.clone().unwrap();
    /// assert!(targets.h1_b1.iter().all(|jet| *jet >= 0));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn with_invented_targets(&self, seed: u64) -> Result<Events> {
        self.with_drawn_targets(seed, |known| !known)
    }

    /// Draws the targets of the Higgs bosons that are known (or not) as `which` says.
    fn with_drawn_targets(&self, seed: u64, which: impl Fn(bool) -> bool) -> Result<Events> {
        let mut jets: Jets = self.jets()?.clone();
        let mut targets = jets.targets.take().unwrap_or_else(|| Targets::unknown(jets.len()));
        for (event, number) in self.column("event")?.into_iter().enumerate() {
            let there = |slot: &i8| jets.mask[event * jets.slots + *slot as usize];
            let mut slots: Vec<i8> = (0..jets.slots as i8).filter(there).collect();
            slots.shuffle(&mut rng::stream(seed, "targets", number as u64, 0));
            let &[a, b, c, d, ..] = slots.as_slice() else { continue };
            let drawn =
                [(&mut targets.h1_b1, &mut targets.h1_b2, a, b), (&mut targets.h2_b1, &mut targets.h2_b2, c, d)];
            for (b1, b2, first, second) in drawn {
                if which(b1[event] >= 0 && b2[event] >= 0) {
                    (b1[event], b2[event]) = (first, second);
                }
            }
        }
        jets.targets = Some(targets);
        self.clone().with_jets(jets)
    }
}
