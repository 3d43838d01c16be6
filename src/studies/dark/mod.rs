//! §4 of the Note: scans over S/√B with jet images, and everything that is made from them.
//!
//! A [`StrengthScan`] trains on each of its [`TrainingSet`]s at each S/√B, keeps every finished training, and gives a
//! [`ScanResult`] with a table and figures. Figures 20–124 are lines of one table (`registry.rs`) or, where they compare or
//! look inside trainings, functions of their own.

mod comparisons;
mod cost;
mod curves;
mod data_sets;
mod figures;
mod make;
mod plan;
mod pools;
mod record;
mod registry;
mod result;
mod run;
mod scan;
mod scores;
mod sculpting;
mod sets;
mod watched;

pub(in crate::studies) use cost::{minutes, table_minutes};
pub use make::{scan_figure, scan_table};
pub use pools::{Files, ScanPool};
pub use record::{Record, RegionHists, ScoreHists};
pub use result::{ScanPoint, ScanResult};
pub use scan::{ScanNetwork, StrengthScan};
pub use sets::{DataFlow, Draws, SetNetwork, Sideband, Steps, TrainingSet};
