//! The profile that a cell sets is the one that every later call sees; a binary of its own, as the choice is global.

#![allow(clippy::unwrap_used)] // a test may fail

use cwola::prelude::*;
use cwola::report::Show;

#[test]
fn a_cell_can_set_the_profile() {
    let before = Profile::from_env().unwrap();
    let named = std::env::var("CWOLA_PROFILE").map_or(Profile::Workshop, |name| Profile::named(&name).unwrap());
    assert_eq!(before, named, "nothing was set yet");
    for (name, profile) in [("quick", Profile::Quick), ("full", Profile::Full), ("workshop", Profile::Workshop)] {
        assert_eq!(Profile::set(name).unwrap(), profile);
        assert_eq!(Profile::from_env().unwrap(), profile);
        // Other threads, such as those of a library, see it too.
        assert_eq!(std::thread::spawn(Profile::from_env).join().unwrap().unwrap(), profile);
    }
    let error = Profile::set("fast").unwrap_err().to_string();
    assert_eq!(error, "there is no profile \"fast\"; known are quick, workshop, full.");
    assert_eq!(Profile::from_env().unwrap(), Profile::Workshop, "a wrong name changes nothing");
    assert!(Profile::Quick.blocks().plain.contains("Profile::set(\"workshop\")?"));
}
