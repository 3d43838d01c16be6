//! One error type; every message is a full sentence with quantity, expectation and value.

/// What can go wrong, said in one sentence.
///
/// `Display` is what a notebook shows after a failing `?`.
///
/// # Example
/// ```
/// use cwola::Error;
/// let error = Error::value("the learning rate", "positive", -1.0);
/// assert_eq!(error.to_string(), "the learning rate should be positive, but is -1.");
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A number or name that the caller gave is outside its range.
    #[error("{quantity} should be {expected}, but is {found}.")]
    Value {
        /// What is wrong, with its article.
        quantity: String,
        /// What it should be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// A file does not hold what it should.
    #[error("{file}: {quantity} should be {expected}, but is {found}.")]
    File {
        /// Path of the file.
        file: String,
        /// What is wrong, with its article.
        quantity: String,
        /// What it should be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// A name that is not in the list of known names.
    #[error("there is no {kind} \"{name}\"; {} are {available}.", known(name, available))]
    Unknown {
        /// Kind of thing that was asked for.
        kind: String,
        /// The name.
        name: String,
        /// The names that exist, joined by commas.
        available: String,
    },
    /// A file could not be opened, read or written.
    #[error("{file} could not be {action}: {source}.")]
    Io {
        /// Path of the file.
        file: String,
        /// "read", "written", …
        action: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// A guard refuses data on which a training would learn nothing, or the wrong thing.
    #[error("{0}")]
    Guard(String),
    /// The table engine refuses an operation.
    #[error("the table engine says: {0}")]
    Table(#[from] polars::error::PolarsError),
    /// Long work was asked to stop ([`crate::interrupt`]); says what is kept of it.
    #[error("{0}")]
    Interrupted(String),
    /// Something needs more than this build or machine has.
    #[error("{0}")]
    Unavailable(String),
}

/// Result of the library; the error type can be replaced.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A value outside its range.
    pub fn value(quantity: &str, expected: &str, found: impl std::fmt::Display) -> Error {
        Error::Value { quantity: quantity.into(), expected: expected.into(), found: found.to_string() }
    }

    /// A file that does not hold what it should.
    pub fn file(file: &str, quantity: &str, expected: &str, found: impl std::fmt::Display) -> Error {
        Error::File {
            file: file.into(),
            quantity: quantity.into(),
            expected: expected.into(),
            found: found.to_string(),
        }
    }

    /// A name that is not known.
    pub fn unknown(kind: &str, name: &str, available: &[String]) -> Error {
        let available = if available.is_empty() { "none".to_string() } else { available.join(", ") };
        Error::Unknown { kind: kind.into(), name: name.into(), available }
    }

    /// A file that the system would not let us use.
    pub fn io(file: impl AsRef<std::path::Path>, action: &str, source: std::io::Error) -> Error {
        Error::Io { file: file.as_ref().display().to_string(), action: action.into(), source }
    }
}

/// "known", after a question where one of the known names is nearly the one that was asked for.
fn known(name: &str, available: &str) -> String {
    let near = |known: &&str| {
        let distance = distance(&name.to_lowercase(), &known.to_lowercase());
        (distance <= 1 + name.chars().count() / 5 && distance < name.chars().count()).then_some(distance)
    };
    match available.split(", ").filter(|known| near(known).is_some()).min_by_key(near) {
        Some(best) => format!("did you mean \"{best}\"? Known"),
        None => "known".into(),
    }
}

/// Levenshtein distance: how many letters have to be put in, left out or exchanged for others.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for j in 0..b.len() {
            let changed = corner + usize::from(letter != b[j]);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_nearly_right_is_offered() {
        let known = ["m_hh", "pt_h1", "signal"].map(String::from);
        let said = |name: &str| Error::unknown("column", name, &known).to_string();
        assert_eq!(said("mhh"), "there is no column \"mhh\"; did you mean \"m_hh\"? Known are m_hh, pt_h1, signal.");
        assert!(said("Signl").contains("did you mean \"signal\"?"));
        assert!(said("M_HH").contains("did you mean \"m_hh\"?"));
        for far in ["m_jj", "x", "", "weight"] {
            assert!(said(far).ends_with("; known are m_hh, pt_h1, signal."), "{}", said(far));
        }
        assert_eq!(Error::unknown("column", "x", &[]).to_string(), "there is no column \"x\"; known are none.");
    }

    #[test]
    fn distances() {
        for (a, b, n) in [("", "", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("σ", "σ", 0)] {
            assert_eq!((distance(a, b), distance(b, a)), (n, n));
        }
    }
}
