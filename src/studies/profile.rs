//! Three sizes of every study.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// How much of a study is run.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// assert_eq!(Profile::named("quick")?, Profile::Quick);
/// assert!(Profile::named("fast").unwrap_err().to_string().contains("quick, workshop, full"));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Profile {
    /// Proves that it runs: a notebook takes at most 2 minutes on 2 cores.
    Quick,
    /// The curves have the right shape: a notebook takes at most 10 minutes on 2 cores.
    #[default]
    Workshop,
    /// The Note's number of trainings on all events of the samples: up to hours.
    Full,
}

impl Profile {
    /// The profile that the environment variable `CWOLA_PROFILE` names; workshop when it is not set.
    ///
    /// # Errors
    /// A name other than quick, workshop and full.
    pub fn from_env() -> Result<Profile> {
        std::env::var("CWOLA_PROFILE").map_or(Ok(Profile::default()), |name| Profile::named(&name))
    }

    /// The profile of this name.
    ///
    /// # Errors
    /// A name other than quick, workshop and full.
    pub fn named(name: &str) -> Result<Profile> {
        match name {
            "quick" => Ok(Profile::Quick),
            "workshop" | "" => Ok(Profile::Workshop),
            "full" => Ok(Profile::Full),
            _ => Err(Error::unknown("profile", name, &["quick", "workshop", "full"].map(String::from))),
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Profile::Quick => "quick",
            Profile::Workshop => "workshop",
            Profile::Full => "full",
        }
    }

    /// One of three values, by profile: sizes of a study are written this way.
    pub(crate) fn choose<T>(self, quick: T, workshop: T, full: T) -> T {
        match self {
            Profile::Quick => quick,
            Profile::Workshop => workshop,
            Profile::Full => full,
        }
    }
}
