//! Three sizes of every study.

use std::sync::atomic::{AtomicU8, Ordering};

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

const ALL: [Profile; 3] = [Profile::Quick, Profile::Workshop, Profile::Full];
const NOT_CHOSEN: u8 = u8::MAX;
/// Index of the profile of this session. An environment variable cannot be changed safely while threads run.
static CHOSEN: AtomicU8 = AtomicU8::new(NOT_CHOSEN);

impl Profile {
    /// The profile that [`Profile::set`] has chosen in this session, else the one that the environment variable
    /// `CWOLA_PROFILE` names (`cargo lab --profile quick` sets it); workshop when there is neither.
    ///
    /// # Errors
    /// A name in `CWOLA_PROFILE` other than quick, workshop and full.
    pub fn from_env() -> Result<Profile> {
        match ALL.get(CHOSEN.load(Ordering::Relaxed) as usize) {
            Some(chosen) => Ok(*chosen),
            None => std::env::var("CWOLA_PROFILE").map_or(Ok(Profile::default()), |name| Profile::named(&name)),
        }
    }

    /// Chooses the profile of this session by its name, whatever `CWOLA_PROFILE` says, and returns it.
    ///
    /// Every later [`Profile::from_env`] gives this one, in any thread. Values that were made before do not change: run
    /// the cells below `let profile = …` again.
    ///
    /// # Errors
    /// A name other than quick, workshop and full; the profile stays as it was.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let profile = Profile::set("quick")?;
    /// assert_eq!((profile, Profile::from_env()?), (Profile::Quick, Profile::Quick));
    /// let error = Profile::set("qiuck").unwrap_err().to_string();
    /// assert_eq!(error, "there is no profile \"qiuck\"; did you mean \"quick\"? Known are quick, workshop, full.");
    /// assert_eq!(Profile::from_env()?, Profile::Quick);
    /// # Ok::<(), Error>(())
    /// ```
    pub fn set(name: &str) -> Result<Profile> {
        let profile = Profile::named(name)?;
        let index = ALL.iter().position(|known| *known == profile).map_or(NOT_CHOSEN, |index| index as u8);
        CHOSEN.store(index, Ordering::Relaxed);
        Ok(profile)
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
