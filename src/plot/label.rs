//! A small label language: `p_T`, `m_{hh} [GeV]`, `10^{-3}`, `\eta`.

use std::fmt::Write as _;

use super::symbols::{plain_symbols, symbol};

/// How far below the baseline a subscript sits, as a part of the font size.
pub(crate) const SUB_SHIFT: f64 = 0.22;
/// How far above the baseline a superscript sits, as a part of the font size.
pub(crate) const SUP_SHIFT: f64 = -0.36;
/// Size of sub- and superscripts relative to the text around them.
pub(crate) const SCRIPT_SIZE: f64 = 0.72;

/// Where a piece of a label stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Base,
    Sub,
    Sup,
}

/// A label cut into pieces of one level each.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Label {
    runs: Vec<(Level, String)>,
}

impl Label {
    /// Reads the label language; anything that is not understood is shown as it is written.
    ///
    /// `_` and `^` take the group in braces after them, or else the letters and digits that follow.
    /// `\_` and `\^` are the plain characters, `$` is dropped.
    pub(crate) fn parse(text: &str) -> Label {
        let chars: Vec<char> = text.chars().collect();
        let mut label = Label { runs: Vec::new() };
        let mut at = 0;
        while at < chars.len() {
            match chars[at] {
                '_' | '^' if at + 1 < chars.len() => {
                    let level = if chars[at] == '_' { Level::Sub } else { Level::Sup };
                    let (script, next) = script(&chars, at + 1);
                    if script.is_empty() {
                        label.push(Level::Base, &chars[at].to_string());
                    } else {
                        let text = plain_symbols(&script);
                        // A prime stands high by itself.
                        label.push(if text == "′" { Level::Base } else { level }, &text);
                    }
                    at = next;
                }
                '\\' => {
                    let (symbol, next) = symbol(&chars, at);
                    label.push(Level::Base, &symbol);
                    at = next;
                }
                '$' => at += 1,
                // A hyphen between spaces, or before a number, is a minus.
                '-' if minus(&chars, at) => {
                    label.push(Level::Base, "−");
                    at += 1;
                }
                other => {
                    label.push(Level::Base, &other.to_string());
                    at += 1;
                }
            }
        }
        label
    }

    fn push(&mut self, level: Level, text: &str) {
        match self.runs.last_mut() {
            Some((last, run)) if *last == level => run.push_str(text),
            _ => self.runs.push((level, text.to_string())),
        }
    }

    /// Pieces of one level each, from left to right.
    pub(crate) fn runs(&self) -> &[(Level, String)] {
        &self.runs
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Estimated width in the unit of `size`.
    pub(crate) fn width(&self, size: f64) -> f64 {
        let part = |(level, text): &(Level, String)| {
            let scale = if *level == Level::Base { 1.0 } else { SCRIPT_SIZE };
            text.chars().map(super::glyphs::width).sum::<f64>() * scale * size
        };
        self.runs.iter().map(part).sum()
    }

    /// The label without levels, for plain text.
    pub(crate) fn plain(&self) -> String {
        let mut text = String::new();
        for (level, run) in &self.runs {
            match level {
                Level::Base => text.push_str(run),
                Level::Sub => write!(text, "_{run}").unwrap_or_default(),
                Level::Sup => write!(text, "^{run}").unwrap_or_default(),
            }
        }
        text
    }

    /// SVG content of a `<text>` element whose font size is `size` sub-pixels.
    ///
    /// Spaces between pieces become shifts: SVG readers drop them otherwise, some even no-break spaces.
    pub(crate) fn tspans(&self, size: f64) -> String {
        let mut out = String::new();
        let (mut shift, mut space) = (0.0, 0.0);
        for (i, (level, run)) in self.runs.iter().enumerate() {
            let (target, small) = match level {
                Level::Base => (0.0, size),
                Level::Sub => (SUB_SHIFT * size, SCRIPT_SIZE * size),
                Level::Sup => (SUP_SHIFT * size, SCRIPT_SIZE * size),
            };
            let gap = |text: &str| (run.len() - text.len()) as f64 * super::glyphs::width(' ') * small;
            let (left, right) = (run.trim_start_matches(' '), run.trim_end_matches(' '));
            let dx = (space + if i > 0 { gap(left) } else { 0.0 }).round() as i64;
            space = if left.is_empty() { 0.0 } else { gap(right) };
            let dy = (target - shift).round() as i64;
            shift += dy as f64;
            let mut attributes = String::new();
            for (name, value) in [("dx", dx), ("dy", dy)] {
                if value != 0 {
                    write!(attributes, " {name}=\"{value}\"").unwrap_or_default();
                }
            }
            if *level != Level::Base {
                write!(attributes, " font-size=\"{}\"", small.round()).unwrap_or_default();
            }
            let run = escape(run.trim_matches(' '));
            if attributes.is_empty() {
                out.push_str(&run);
            } else {
                write!(out, "<tspan{attributes}>{run}</tspan>").unwrap_or_default();
            }
        }
        out
    }
}

fn minus(chars: &[char], at: usize) -> bool {
    let before = at == 0 || chars[at - 1] == ' ';
    before && chars.get(at + 1).is_some_and(|next| *next == ' ' || next.is_ascii_digit())
}

/// The script that starts at `at`: a group in braces, or letters and digits (with a sign before them).
fn script(chars: &[char], at: usize) -> (String, usize) {
    if chars[at] == '{' {
        let mut depth = 0;
        for (i, c) in chars.iter().enumerate().skip(at) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return (chars[at + 1..i].iter().collect(), i + 1);
            }
        }
        return (chars[at + 1..].iter().collect(), chars.len());
    }
    if chars[at] == '\\' {
        return symbol(chars, at);
    }
    let mut end = at;
    if matches!(chars[at], '+' | '-' | '−') {
        end += 1;
    }
    while end < chars.len() && chars[end].is_alphanumeric() {
        end += 1;
    }
    (chars[at..end].iter().collect(), end)
}

/// Text made safe inside SVG and HTML.
///
/// # Example
/// ```
/// assert_eq!(cwola::plot::escape("a < b & c"), "a &lt; b &amp; c");
/// ```
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if (c as u32) < 0x20 && c != '\n' && c != '\t' => out.push('\u{fffd}'),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(text: &str) -> Vec<(Level, String)> {
        Label::parse(text).runs
    }

    #[test]
    fn scripts_take_a_word_or_a_group() {
        assert_eq!(runs("p_T"), vec![(Level::Base, "p".into()), (Level::Sub, "T".into())]);
        assert_eq!(
            runs("m_hh [GeV]"),
            vec![(Level::Base, "m".into()), (Level::Sub, "hh".into()), (Level::Base, " [GeV]".into())]
        );
        assert_eq!(Label::parse("1 - f, -2, b-tag, 5-6").plain(), "1 − f, −2, b-tag, 5-6");
        assert_eq!(runs("10^{-3}"), vec![(Level::Base, "10".into()), (Level::Sup, "−3".into())]);
        assert_eq!(runs(r"\DeltaR_1")[0], (Level::Base, "ΔR".into()));
        assert_eq!(runs(r"\varepsilon_{\phi}"), vec![(Level::Base, "ε".into()), (Level::Sub, "φ".into())]);
    }

    #[test]
    fn nothing_is_lost_or_panics() {
        for text in ["", "_", "^", "a_", "\\", "_{", "_{a", "}{", "\\unknown x", "a_b_c^d", "$x$"] {
            let _ = Label::parse(text).tspans(130.0);
            let _ = Label::parse(text).width(13.0);
        }
        assert_eq!(Label::parse("a_").plain(), "a_");
        assert_eq!(Label::parse(r"train\_loss").plain(), "train_loss");
    }

    #[test]
    fn the_baseline_comes_back() {
        let svg = Label::parse("p_T [GeV]").tspans(100.0);
        assert_eq!(svg, "p<tspan dy=\"22\" font-size=\"72\">T</tspan><tspan dx=\"30\" dy=\"-22\">[GeV]</tspan>");
    }
}
