//! Variables that a cell has moved away, and what took them.

use std::collections::HashMap;

/// Where variables went.
#[derive(Debug, Default)]
pub struct Moves {
    gone: HashMap<String, Gone>,
}

#[derive(Debug, Clone)]
struct Gone {
    cell: usize,
    into: Option<String>,
}

impl Moves {
    /// Compares the variables before and after a cell.
    pub fn record(&mut self, before: &[String], after: &[String], cell: usize, code: &str) {
        for name in after {
            self.gone.remove(name);
        }
        for name in before.iter().filter(|name| !after.contains(name)) {
            self.gone.insert(name.clone(), Gone { cell, into: taken_by(code, name) });
        }
    }

    /// All variables are lost; that is said elsewhere.
    pub fn forget(&mut self) {
        self.gone.clear();
    }

    /// A sentence for a name that is not there any more.
    pub fn hint(&self, name: &str) -> Option<String> {
        let gone = self.gone.get(name)?;
        let taker = gone.into.as_ref().map_or("another value".to_string(), |into| format!("`{into}`"));
        let way = if gone.into.as_ref().is_some_and(|into| into.starts_with('.')) {
            format!("write `{name}.clone()` in front of it there")
        } else {
            format!("pass `&{name}` there (or `{name}.clone()`)")
        };
        Some(format!(
            "`{name}` was moved into {taker} in cell {}: {way}, make `{name}` again, and run both.",
            gone.cell
        ))
    }
}

/// What took the variable, as far as the text shows it: the function that it is passed to, or a method called on it.
pub fn taken_by(code: &str, name: &str) -> Option<String> {
    let at = words(code, name).into_iter().filter(|at| !code[..*at].ends_with(['&', '.'])).next_back()?;
    let behind = &code[at + name.len()..];
    if let Some(method) = behind.trim_start().strip_prefix('.') {
        let end = method.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(method.len());
        return Some(format!(".{}()", &method[..end]));
    }
    // The innermost open bracket before it, and the name before that.
    let mut depth = 0;
    for (i, c) in code[..at].char_indices().rev() {
        match c {
            ')' | ']' | '}' => depth += 1,
            '(' if depth == 0 => {
                let head = code[..i].trim_end();
                let from = head.rfind(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').map_or(0, |at| at + 1);
                let callee = head[from..].trim_start_matches(':');
                return (!callee.is_empty()).then(|| callee.to_string());
            }
            '(' | '[' | '{' => depth -= 1,
            ';' if depth <= 0 => return None,
            _ => {}
        }
    }
    None
}

/// Byte offsets of a name as a whole word.
fn words(code: &str, name: &str) -> Vec<usize> {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let whole = |at: &usize| {
        !code[..*at].chars().next_back().is_some_and(inside)
            && !code[at + name.len()..].chars().next().is_some_and(inside)
    };
    code.match_indices(name).map(|(at, _)| at).filter(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_taker_is_named() {
        for (code, taker) in [
            ("let m = MixedSample::by_fraction(signal, b, 0.8)?;", Some("MixedSample::by_fraction")),
            ("signal.into_frame()", Some(".into_frame()")),
            ("let a = f(&x, g(1), signal);", Some("f")),
            ("let other = signal;", None),
            ("signals(1)", None),
        ] {
            assert_eq!(taken_by(code, "signal").as_deref(), taker, "{code}");
        }
    }

    #[test]
    fn a_moved_variable_is_remembered_until_it_is_made_again() {
        let names = |text: &str| text.split_whitespace().map(String::from).collect::<Vec<_>>();
        let mut moves = Moves::default();
        moves.record(&names("signal a"), &names("a"), 3, "take(signal)");
        let hint = moves.hint("signal").unwrap_or_default();
        assert!(hint.starts_with("`signal` was moved into `take` in cell 3: pass `&signal`"), "{hint}");
        moves.record(&names("a"), &names("a signal"), 4, "let signal = 1;");
        assert_eq!(moves.hint("signal"), None);
    }
}
