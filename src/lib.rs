//! Weakly supervised learning (CWoLa, "koala") in collider physics, made for notebooks.
//!
//! Data flows one way: `events → selection → mixing → augment → represent → model → train →
//! evaluate → plot → report → studies`. ARCHITECTURE.md says what each room owns.
//!
//! Angles are in radians, energies, momenta and masses in GeV, unless a name says otherwise
//! (`xsec_fb`, `lumi_fb`).

pub mod augment;
pub mod disk;
pub mod error;
pub mod evaluate;
pub mod events;
pub mod interrupt;
pub mod mixing;
pub mod model;
pub mod physics;
pub mod plot;
pub mod prelude;
pub mod progress;
pub mod report;
pub mod represent;
pub mod rng;
pub mod selection;
pub mod simulate;
pub mod stats;
pub mod store;
pub mod studies;
pub mod train;

pub use error::Error;
pub use {burn, plotters, polars};
