//! Stamps: a step that is done leaves the hash of its inputs, written last.
//!
//! A set-up that was interrupted has no stamp for the unfinished step and goes on there.

use crate::Outcome;
use crate::project::{Project, write_file};
use std::path::PathBuf;

/// Hash (64-bit FNV-1a) of the inputs of a step, as text.
pub fn key(inputs: &[&str]) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for input in inputs {
        for byte in input.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

fn file(project: &Project, step: &str) -> PathBuf {
    project.private("stamps").join(step)
}

/// Whether the step was finished with these inputs.
pub fn fresh(project: &Project, step: &str, key: &str) -> bool {
    std::fs::read_to_string(file(project, step)).is_ok_and(|text| text == key)
}

/// What a step left, empty when it was never finished.
pub fn read(project: &Project, step: &str) -> String {
    std::fs::read_to_string(file(project, step)).unwrap_or_default()
}

/// Says that the step is finished.
pub fn write(project: &Project, step: &str, key: &str) -> Outcome {
    write_file(&file(project, step), key)
}

/// The step is to be done again.
pub fn forget(project: &Project, step: &str) {
    let _ = std::fs::remove_file(file(project, step));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tell_inputs_apart() {
        assert_eq!(key(&["a", "b"]), key(&["a", "b"]));
        assert_ne!(key(&["a", "b"]), key(&["ab"]));
        assert_ne!(key(&["a"]), key(&["a", ""]));
    }
}
