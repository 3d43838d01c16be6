//! Files that a user keeps: JSON with the kind of thing inside, a version of the format and a checksum.
//!
//! `{"format":"cwola run","version":1,"written_by":"0.1.0","sha256":"…","content":…}` on one line: the checksum, over
//! format, version, program and the bytes of the content, stands for the whole file, and any reader of JSON can open it.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::disk;
use crate::error::{Error, Result};

/// Version of the format that this version writes, and the newest that it reads.
const VERSION: u64 = 1;
const OURS: &str = env!("CARGO_PKG_VERSION");

/// Writes `value` as a file of this kind, whole or not at all.
///
/// # Errors
/// A folder that does not exist or cannot be written, or numbers that JSON cannot hold.
pub(crate) fn save<T: Serialize + DeserializeOwned>(path: &str, kind: &str, value: &T) -> Result<()> {
    let fail = |error: serde_json::Error| Error::io(path, "written", error.into());
    let content = serde_json::to_string(value).map_err(fail)?;
    // What cannot be read back (a number that is not finite) must not be found out when it is needed.
    serde_json::from_str::<T>(&content).map_err(fail)?;
    disk::write(path, envelope(kind, VERSION, &content).as_bytes())
}

fn envelope(kind: &str, version: u64, content: &str) -> String {
    let sum = checksum(kind, version, OURS, content);
    format!(
        "{{\"format\":\"{kind}\",\"version\":{version},\"written_by\":\"{OURS}\",\"sha256\":\"{sum}\",\"content\":{content}}}\n"
    )
}

fn checksum(kind: &str, version: u64, program: &str, content: &str) -> String {
    let mut hash = Sha256::new();
    for part in [kind, &version.to_string(), program, content] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads a file of this kind.
///
/// # Errors
/// A file that is missing, of another kind, of a newer format, damaged or changed, or with settings that this version
/// does not know.
pub(crate) fn load<T: Serialize + DeserializeOwned>(path: &str, kind: &str) -> Result<T> {
    let bytes = std::fs::read(path).map_err(|source| Error::io(path, "read", source))?;
    let other = |found: &str| Error::file(path, "the file", &format!("a \"{kind}\" as `save` writes it"), found);
    let text = std::str::from_utf8(&bytes).map_err(|_| other("something else (not even text)"))?;
    let head = text.split_once(",\"content\":").map(|(head, _)| head).unwrap_or_default();
    let fields: Value = serde_json::from_str(&format!("{head}}}")).map_err(|_| other("something else"))?;
    let word = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    if word("format") != kind {
        return Err(other(&match word("format") {
            "" => "something else".to_string(),
            format => format!("a \"{format}\""),
        }));
    }
    let version = fields.get("version").and_then(Value::as_u64).unwrap_or(0);
    let program = word("written_by");
    if version > VERSION {
        let expected = format!("at most {VERSION}, which cwola {OURS} reads");
        return Err(Error::file(
            path,
            "the version of the format",
            &expected,
            format!("{version} (by cwola {program})"),
        ));
    }
    let content = text[head.len() + ",\"content\":".len()..].trim_end().strip_suffix('}').unwrap_or_default();
    if checksum(kind, version, program, content) != word("sha256") {
        return Err(Error::file(path, "the content", "what was written", "damaged or changed (its checksum differs)"));
    }
    understood(path, program, content)
}

/// The content as a value, if nothing of it is left over.
fn understood<T: Serialize + DeserializeOwned>(path: &str, program: &str, content: &str) -> Result<T> {
    let unknown = |found: String| {
        let expected = format!("known to cwola {OURS}");
        Error::file(path, "the content", &expected, format!("not: {found} (the file was written by cwola {program})"))
    };
    let value: T = serde_json::from_str(content).map_err(|error| unknown(error.to_string()))?;
    let all: Value = serde_json::from_str(content).map_err(|error| unknown(error.to_string()))?;
    let ours = serde_json::to_value(&value).map_err(|error| unknown(error.to_string()))?;
    match left_over(&all, &ours) {
        None => Ok(value),
        Some(name) => Err(unknown(format!("it has the setting `{name}`"))),
    }
}

/// The first name in `all` that `ours` does not have, with the names around it.
fn left_over(all: &Value, ours: &Value) -> Option<String> {
    let below = |name: &str, rest: Option<String>| match rest {
        Some(rest) if rest.is_empty() => Some(name.to_string()),
        Some(rest) => Some(format!("{name}.{rest}")),
        None => None,
    };
    match (all, ours) {
        (Value::Object(all), Value::Object(ours)) => all.iter().find_map(|(name, value)| match ours.get(name) {
            Some(known) => below(name, left_over(value, known)),
            None => Some(name.clone()),
        }),
        (Value::Array(all), Value::Array(ours)) => {
            all.iter().zip(ours).enumerate().find_map(|(i, (all, ours))| below(&i.to_string(), left_over(all, ours)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::scratch::tempdir;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(default)]
    struct Settings {
        rate: f64,
        names: Vec<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        rare: Option<u8>,
    }

    impl Default for Settings {
        fn default() -> Settings {
            Settings { rate: 0.25, names: vec!["a,\"content\":b".into()], rare: None }
        }
    }

    /// Writes `text` and says what loading it says.
    fn said(text: &str) -> String {
        let folder = tempdir().unwrap();
        let path = folder.path().join("s.json").display().to_string();
        std::fs::write(&path, text).unwrap();
        load::<Settings>(&path, "cwola test").unwrap_err().to_string().replace(&path, "s.json")
    }

    #[test]
    fn what_was_saved_is_loaded_and_any_reader_of_json_opens_it() {
        let folder = tempdir().unwrap();
        let path = folder.path().join("s.json").display().to_string();
        for value in [Settings::default(), Settings { rare: Some(3), ..Settings::default() }] {
            save(&path, "cwola test", &value).unwrap();
            assert_eq!(load::<Settings>(&path, "cwola test").unwrap(), value);
            let json: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            assert_eq!((&json["format"], &json["content"]["rate"]), (&"cwola test".into(), &0.25.into()));
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let error = save(&path, "cwola test", &Settings { rate: f64::NAN, ..Settings::default() }).unwrap_err();
        assert!(error.to_string().contains("could not be written"), "{error}");
        assert_eq!(load::<Settings>(&path, "cwola test").unwrap().rare, Some(3), "the old file is still there");
    }

    #[test]
    fn any_changed_byte_gives_a_sentence() {
        let text = envelope("cwola test", VERSION, &serde_json::to_string(&Settings::default()).unwrap());
        for position in 0..text.len() - 1 {
            let mut bytes = text.clone().into_bytes();
            bytes[position] ^= 1;
            let sentence = said(&String::from_utf8(bytes).unwrap());
            assert!(sentence.starts_with("s.json: ") && sentence.ends_with('.'), "{position}: {sentence}");
        }
        for end in 0..text.len() - 1 {
            assert!(said(&text[..end]).starts_with("s.json: the "), "{end}");
        }
    }

    #[test]
    fn other_files_newer_formats_and_new_settings() {
        let wrong = "s.json: the file should be a \"cwola test\" as `save` writes it, but is ";
        assert_eq!(said(""), format!("{wrong}something else."));
        assert_eq!(said("{\"content\":1}"), format!("{wrong}something else."));
        assert_eq!(said(&envelope("cwola trees", 1, "{}")), format!("{wrong}a \"cwola trees\"."));
        assert_eq!(
            said(&envelope("cwola test", 2, "{}")),
            format!(
                "s.json: the version of the format should be at most 1, which cwola {OURS} reads, but is 2 (by cwola {OURS})."
            )
        );
        let new = "{\"rate\":1.0,\"names\":[],\"momentum\":{\"nesterov\":true}}";
        assert_eq!(
            said(&envelope("cwola test", 1, new)),
            format!(
                "s.json: the content should be known to cwola {OURS}, but is not: it has the setting `momentum` (the file was written by cwola {OURS})."
            )
        );
        assert!(said(&envelope("cwola test", 1, "{\"rate\":\"fast\"}")).contains("invalid type"));
        let folder = tempdir().unwrap();
        let path = folder.path().join("none.json").display().to_string();
        assert!(load::<Settings>(&path, "cwola test").unwrap_err().to_string().contains("could not be read"));
    }
}
