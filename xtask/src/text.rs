//! Small text helpers: times, versions, JSON strings.

use std::time::Duration;

/// `4.2 s`, `37 s` or `3 min 05 s`.
pub fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 9.95 {
        format!("{seconds:.1} s")
    } else if seconds < 119.5 {
        format!("{seconds:.0} s")
    } else {
        let whole = seconds.round() as u64;
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

/// First `major.minor` in a text such as `rustc 1.95.0 (f2d3ce0bd 2026-03-21)`.
pub fn version(text: &str) -> Option<(u32, u32)> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(|word| {
        let mut numbers = word.split('.').map(|number| number.parse::<u32>().ok());
        Some((numbers.next()??, numbers.next()??))
    })
}

/// A JSON string with its quotes.
pub fn json(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The strings of the array `"key":[…]` in one line of JSON that cargo printed.
pub fn json_strings(line: &str, key: &str) -> Vec<String> {
    let Some(start) = line.find(&format!("\"{key}\":[")) else { return Vec::new() };
    let mut strings = Vec::new();
    let mut current: Option<String> = None;
    let mut characters = line[start + key.len() + 4..].chars();
    while let Some(c) = characters.next() {
        match (&mut current, c) {
            (None, ']') => break,
            (None, '"') => current = Some(String::new()),
            (None, _) => {}
            (Some(text), '\\') => text.extend(characters.next()),
            (Some(_), '"') => strings.extend(current.take()),
            (Some(text), c) => text.push(c),
        }
    }
    strings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_readable() {
        assert_eq!(duration(Duration::from_millis(4230)), "4.2 s");
        assert_eq!(duration(Duration::from_secs(37)), "37 s");
        assert_eq!(duration(Duration::from_secs(185)), "3 min 05 s");
    }

    #[test]
    fn versions_are_found() {
        assert_eq!(version("rustc 1.95.0 (f2d3ce0bd 2026-03-21)"), Some((1, 95)));
        assert_eq!(version("Python 3.11.7"), Some((3, 11)));
        assert_eq!(version("nothing"), None);
    }

    #[test]
    fn json_goes_both_ways() {
        assert_eq!(json("a \"b\" \\ \n"), r#""a \"b\" \\ \u000a""#);
        let line = r#"{"reason":"compiler-artifact","filenames":["/t/a b.rlib","/t/\"c.rmeta"],"fresh":true}"#;
        assert_eq!(json_strings(line, "filenames"), ["/t/a b.rlib", "/t/\"c.rmeta"]);
        assert!(json_strings(line, "missing").is_empty());
    }
}
