//! §4.1–4.5, 4.10, 4.27 and 4.39 of the Note: the dark-valley samples, their cuts and their sizes.

mod cuts;
mod figures;
mod sizes;
mod valley;

pub use cuts::{table_13, table_14};
pub use figures::{figure_15, figure_16, figure_27};
pub use sizes::{table_15, table_16, table_17, table_18};
pub use valley::DarkValleySample;
