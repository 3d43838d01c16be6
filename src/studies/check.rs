//! Claims that a notebook checks.

use crate::error::{Error, Result};

/// A claim that was checked and holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The claim, as a sentence.
    pub claim: String,
}

impl std::fmt::Display for Checked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "✓ {}", self.claim)
    }
}

/// Says that a claim holds, or fails with it: the check cells of the notebooks.
///
/// # Errors
/// `holds` is false.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// assert_eq!(expect(1 + 1 == 2, "two is two")?.to_string(), "✓ two is two");
/// assert!(expect(false, "pigs fly").unwrap_err().to_string().contains("pigs fly"));
/// # Ok::<(), Error>(())
/// ```
pub fn expect(holds: bool, claim: &str) -> Result<Checked> {
    if holds { Ok(Checked { claim: claim.into() }) } else { Err(Error::Guard(format!("the check \"{claim}\" fails."))) }
}
