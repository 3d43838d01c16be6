//! One more line below an error: what a newcomer to Rust does about it.

use crate::moves::Moves;

/// What is known of an error of the compiler.
#[derive(Debug, Clone, Default)]
pub struct Problem {
    /// Such as `E0382`.
    pub code: String,
    /// The message, and the labels at its places.
    pub message: String,
    /// Labels, one after the other.
    pub labels: String,
}

/// A hint for an error, when there is one.
pub fn hint(problem: &Problem, moves: &Moves) -> Option<String> {
    let Problem { code, message, labels } = problem;
    let name = quoted(message);
    let both = format!("{message}\n{labels}");
    Some(match code.as_str() {
        "E0425" if message.starts_with("cannot find value") => {
            let name = name?;
            moves.hint(name).unwrap_or_else(|| {
                format!(
                    "`{name}` is not known. Has the cell that makes it been run since the kernel started, and without an error?"
                )
            })
        }
        "E0382" | "E0505" | "E0507" => {
            let name = name.filter(|name| is_name(name)).unwrap_or("value");
            format!("A value has one owner. Pass `&{name}` where it is only looked at, or `{name}.clone()` where it is kept.")
        }
        "E0599" if message.contains("evcxr_display") => {
            "The cell ends with a value that can be neither shown nor printed: end the line with `;`, or show a part of it."
                .to_string()
        }
        "E0599" | "E0308" | "E0609" | "E0277" if speaks_of_result(&both) => {
            "The call can fail: put `?` behind it to go on with its value, as in `Events::sample(\"dihiggs_500\")?`.".to_string()
        }
        "E0308" if labels.contains("expected `&") => "Pass a reference: put `&` in front of the value.".to_string(),
        "E0282" | "E0283" => {
            "Say the type once, as in `let table: DataFrame = …` or `.collect::<Vec<f64>>()`.".to_string()
        }
        "E0384" | "E0596" => "A variable that changes is made by `let mut x = …`; an old one becomes so by `let mut x = x;`.".to_string(),
        "E0597" | "E0716" => "A variable of a notebook owns its value: store `….clone()` (or `….to_string()`), not a reference.".to_string(),
        _ => return None,
    })
}

/// A result that is used as if it were its value. That something is not a `Result` at all is another mistake.
fn speaks_of_result(text: &str) -> bool {
    let asks = ["expected `Result", "expected enum `Result"].iter().any(|words| text.contains(words));
    !asks
        && ["found `Result<", "found enum `Result", "for enum `Result<", "on type `Result<", "`Result<"]
            .iter()
            .any(|words| text.contains(words))
}

/// The first name between backquotes.
fn quoted(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// The variable whose type evcxr could not find, in its message.
pub fn variable_without_type(message: &str) -> Option<&str> {
    message.strip_prefix("Couldn't automatically determine type of variable `")?.split('`').next()
}

/// What evcxr says when a variable has no type, in words that help.
pub fn needs_type(name: &str) -> String {
    format!(
        "The type of `{name}` cannot be found out by itself. Write it down, as in `let {name}: DataFrame = …`; \
         types of polars are in `polars::prelude`, of burn in `burn::tensor`."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(code: &str, message: &str, labels: &str) -> Problem {
        Problem { code: code.into(), message: message.into(), labels: labels.into() }
    }

    #[test]
    fn traps_have_a_line() {
        let mut moves = Moves::default();
        moves.record(&["signal".into()], &[], 3, "take(signal)");
        let of =
            |code: &str, message: &str, labels: &str| hint(&problem(code, message, labels), &moves).unwrap_or_default();
        assert!(of("E0425", "cannot find value `signal` in this scope", "").contains("moved into `take` in cell 3"));
        assert!(of("E0425", "cannot find value `other` in this scope", "").contains("been run"));
        assert!(of("E0382", "use of moved value: `p`", "").contains("`&p`"));
        assert!(
            of("E0599", "no method named `frame` found for enum `Result<T, E>` in the current scope", "").contains('?')
        );
        assert!(of("E0308", "mismatched types", "expected `&Events`, found `Result<Events, Error>`").contains('?'));
        assert!(of("E0308", "mismatched types", "expected `Result<(), E>`, found `()`").is_empty());
        assert!(of("E0308", "mismatched types", "expected `&Events`, found `Events`").contains('&'));
        assert!(of("E0001", "anything", "").is_empty());
    }

    #[test]
    fn a_missing_type_is_recognised() {
        let message = "Couldn't automatically determine type of variable `table`.\nPlease give it an explicit type.";
        assert_eq!(variable_without_type(message), Some("table"));
        assert!(needs_type("table").contains("let table: DataFrame"));
    }
}
