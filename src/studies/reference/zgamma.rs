//! Numbers of B. Lieberman et al., arXiv 2109.07287.

/// One line of their Table 1: one example run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExampleRun {
    /// Share of events that is kept.
    pub share: f64,
    /// Events in the window.
    pub window: usize,
    /// Events in the sideband.
    pub sideband: usize,
    /// Significance.
    pub significance: f64,
}

/// Table 1. The sums lead to 19,600 events at 100 %, not to the 68,500 of a sample: a part that was held out, it seems.
pub const LIEBERMAN_TABLE_1: [ExampleRun; 5] = [
    ExampleRun { share: 0.5, window: 3347, sideband: 6462, significance: 1.80 },
    ExampleRun { share: 0.6, window: 4007, sideband: 7764, significance: 2.85 },
    ExampleRun { share: 0.7, window: 4642, sideband: 9091, significance: 2.15 },
    ExampleRun { share: 0.8, window: 5251, sideband: 10_444, significance: 1.87 },
    ExampleRun { share: 0.9, window: 5841, sideband: 11_816, significance: 1.36 },
];

/// Events of one of their samples (section 2.2): "approximately 45500 side-band events and 23000 mass-window events".
pub const LIEBERMAN_EVENTS: f64 = 68_500.0;
/// Their number of toys.
pub const LIEBERMAN_TOYS: usize = 500;
/// Hidden layers of their network (section 2.1).
pub const LIEBERMAN_HIDDEN: [usize; 5] = [360, 180, 180, 90, 180];
/// Their learning rate and its decay per step.
pub const LIEBERMAN_RATE: (f64, f64) = (1e-3, 3e-4);
/// Their number of epochs.
pub const LIEBERMAN_EPOCHS: usize = 8;
