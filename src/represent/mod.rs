//! Feature matrices and scalers: what a network sees.

mod matrix;
mod scaler;

pub use matrix::Matrix;
pub use scaler::{Scaler, Scaling};
