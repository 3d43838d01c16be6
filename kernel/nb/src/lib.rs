//! The toolkit as one shared library, for the notebook kernel.
pub use cwola::*;
