//! Lines that the program with the cells' code sends to the kernel among its ordinary output.
//!
//! Each is one line: a control character that text does not hold, a word, and JSON. The toolkit writes `display` and
//! `result` (its module `report::display`), the runner writes the others.

use serde_json::Value;

/// Begins every such line.
pub const MARK: &str = "\u{1f}cwola:";

/// What such a line says.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A cell's code begins to run.
    Begins,
    /// Text on standard error.
    Stderr(String),
    /// Something to show at once: a map of media types.
    Display(Value),
    /// What the cell ends with: a map of media types.
    Result(Value),
    /// A `?` ended the cell; with what was written to standard error just before.
    Failed(String),
    /// A panic ended the cell; with its message.
    Panicked(String),
    /// The program ended: by this signal, or by itself.
    Died(Option<i32>),
}

impl Event {
    /// The line without its end.
    pub fn line(&self) -> String {
        let (word, value) = match self {
            Event::Begins => ("begins", Value::Null),
            Event::Stderr(text) => ("stderr", text.as_str().into()),
            Event::Display(data) => ("display", data.clone()),
            Event::Result(data) => ("result", data.clone()),
            Event::Failed(text) => ("failed", text.as_str().into()),
            Event::Panicked(text) => ("panicked", text.as_str().into()),
            Event::Died(signal) => ("died", (*signal).into()),
        };
        format!("{MARK}{word} {value}")
    }

    /// The event in a line, or nothing when it is ordinary text.
    pub fn parse(line: &str) -> Option<Event> {
        let (word, value) = line.strip_prefix(MARK)?.split_once(' ')?;
        let value: Value = serde_json::from_str(value).ok()?;
        let text = || value.as_str().unwrap_or_default().to_string();
        Some(match word {
            "begins" => Event::Begins,
            "stderr" => Event::Stderr(text()),
            "display" => Event::Display(value),
            "result" => Event::Result(value),
            "failed" => Event::Failed(text()),
            "panicked" => Event::Panicked(text()),
            "died" => Event::Died(value.as_i64().and_then(|signal| i32::try_from(signal).ok())),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_survives_its_line() {
        let all = [
            Event::Begins,
            Event::Stderr("two\nlines \u{1f} \"quoted\"".into()),
            Event::Display(serde_json::json!({"text/plain": "x"})),
            Event::Result(serde_json::json!({"image/svg+xml": "<svg>\n</svg>"})),
            Event::Failed("why".into()),
            Event::Panicked(String::new()),
            Event::Died(Some(9)),
            Event::Died(None),
        ];
        for event in all {
            let line = event.line();
            assert!(!line.contains('\n'), "{line}");
            assert_eq!(Event::parse(&line), Some(event));
        }
        assert_eq!(Event::parse("plain text"), None);
        assert_eq!(Event::parse("\u{1f}cwola:else 1"), None);
    }
}
