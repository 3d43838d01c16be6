//! §2 of the Note: CWoLa hunting on di-Higgs events.
//!
//! The signal region and the sideband of m_hh are the two mixtures. The Note's point: a network
//! that sees pT and mass of the candidates learns m_hh, not the signal; without them the accuracy
//! falls to about one half, and only an enlarged signal brings it back.

mod figures;
mod samples;
mod scan;
mod tables;

pub use figures::{figure_3, figure_4, figure_5, figure_6, figure_7, figure_8, figure_9, figure_10, figure_11};
pub use samples::{HuntingSample, paired};
pub use scan::{Point, Scan, scan};
pub use tables::{table_2, table_3, table_4, table_5, table_6, table_7, table_8, table_9};
