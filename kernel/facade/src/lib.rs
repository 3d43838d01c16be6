//! The toolkit, as notebook cells see it.
//!
//! rustc takes everything from the prebuilt shared library, so this crate has no dependencies and
//! compiles in a fraction of a second. rust-analyzer cannot read a shared library; it reads a copy
//! of our sources, for tab completion, hover and the types of variables.

#[cfg(not(rust_analyzer))]
pub use cwola_nb::*;

#[cfg(rust_analyzer)]
mod real;
#[cfg(rust_analyzer)]
pub use real::*;
