//! Rust source reduced to what tells the types of things: no comments, no bodies of functions, few attributes.
//!
//! The kernel reads the standard library at each start, and only to learn types. It reads this form in half of the
//! time. Bodies become `{}`; a function that returns `impl …` keeps its body, which is where its type stands.

use crate::tokens::{Token, blank, name, opens, partners, tokens};

/// Attributes that say nothing about types. All others stay.
const DROPPED: [&str; 22] = [
    "allow",
    "cfg_attr",
    "cold",
    "deprecated",
    "diagnostic",
    "doc",
    "expect",
    "inline",
    "must_use",
    "optimize",
    "rustc_allow_const_fn_unstable",
    "rustc_as_ptr",
    "rustc_const_stable",
    "rustc_const_stable_indirect",
    "rustc_const_unstable",
    "rustc_diagnostic_item",
    "rustc_inherit_overflow_checks",
    "rustc_never_returns_null_ptr",
    "rustc_on_unimplemented",
    "stable",
    "track_caller",
    "unstable",
];

/// The reduced form of a source file; a file whose brackets do not match stays as it is.
pub fn only(source: &str) -> String {
    let tokens = tokens(source);
    let Some(partners) = partners(&tokens) else { return source.to_string() };
    let mut reader = Reader { tokens, partners, out: String::with_capacity(source.len() / 4) };
    reader.items(0, reader.tokens.len());
    reader.out
}

struct Reader<'a> {
    tokens: Vec<Token<'a>>,
    /// Index of the closing bracket of an opening one.
    partners: Vec<usize>,
    out: String,
}

impl Reader<'_> {
    /// Writes the tokens `at..end` without bodies and attributes.
    fn items(&mut self, mut at: usize, end: usize) {
        while at < end {
            at = self.item(at, end);
        }
    }

    /// Writes what begins at `at`; returns where the next begins.
    fn item(&mut self, at: usize, end: usize) -> usize {
        match self.tokens[at] {
            "macro_rules" => self.rules(at, end),
            "macro" if blank(self.token(at + 1)) => {
                let open = self.find(at, end, |token| token == "{" || token == ";");
                self.copy(at, self.closing(open) + 1)
            }
            "fn" if blank(self.token(at + 1)) => self.function(at, end),
            "#" if self.token(at + 1) == "[" && self.dropped(at + 1) => self.closing(at + 1) + 1,
            // What stands between the brackets of a macro may have to match a pattern.
            _ if self.token(at + 1) == "!" && name(self.tokens[at]) => {
                let open = self.skip_blanks(at + 2);
                let behind = if opens(self.token(open)) { self.closing(open) + 1 } else { at + 2 };
                self.copy(at, behind.min(end))
            }
            _ => self.copy(at, at + 1),
        }
    }

    /// `macro_rules!`: patterns stay as they are, what they expand to is reduced.
    fn rules(&mut self, at: usize, end: usize) -> usize {
        let open = self.find(at, end, |token| token == "{" || token == "(");
        let close = self.closing(open).min(end);
        let mut next = self.copy(at, (open + 1).min(end));
        let mut pattern = true;
        while next < close {
            if !opens(self.tokens[next]) {
                next = self.copy(next, next + 1);
                continue;
            }
            let behind = self.closing(next) + 1;
            if pattern {
                self.copy(next, behind);
            } else {
                self.copy(next, next + 1);
                self.items(next + 1, behind - 1);
                self.copy(behind - 1, behind);
            }
            (next, pattern) = (behind, !pattern);
        }
        next
    }

    fn function(&mut self, at: usize, end: usize) -> usize {
        let body = self.find(at, end, |token| ["{", ";", "}", ")", ",", "="].contains(&token));
        let signature = &self.tokens[at..body];
        let returned = signature.iter().rposition(|&token| token == "->").unwrap_or(signature.len());
        if self.token(body) != "{" || signature[returned..].contains(&"impl") {
            return self.copy(at, at + 1);
        }
        self.copy(at, body);
        self.out.push_str("{}");
        self.closing(body) + 1
    }

    /// Whether the attribute in the brackets at `open` says nothing about types.
    fn dropped(&self, open: usize) -> bool {
        let inside = &self.tokens[open + 1..self.closing(open)];
        let attribute = inside.iter().find(|token| !blank(token)).copied().unwrap_or_default();
        let telling = |token: &str| ["$", "hidden", "lang", "rustc_builtin_macro"].contains(&token);
        DROPPED.contains(&attribute) && !inside.iter().any(|token| telling(token))
    }

    /// The first token after `at` that `is` accepts, outside brackets; `end` without one.
    fn find(&self, at: usize, end: usize, is: impl Fn(&str) -> bool) -> usize {
        let mut next = at + 1;
        while next < end && !is(self.tokens[next]) {
            next = if ["(", "["].contains(&self.tokens[next]) { self.closing(next) + 1 } else { next + 1 };
        }
        next.min(end)
    }

    fn copy(&mut self, at: usize, end: usize) -> usize {
        for token in &self.tokens[at..end.min(self.tokens.len())] {
            self.out.push_str(token);
        }
        end
    }

    fn token(&self, at: usize) -> &str {
        self.tokens.get(at).copied().unwrap_or_default()
    }

    fn closing(&self, open: usize) -> usize {
        self.partners.get(open).copied().unwrap_or(open)
    }

    fn skip_blanks(&self, mut at: usize) -> usize {
        while blank(self.token(at)) {
            at += 1;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::only;

    #[test]
    fn bodies_and_comments_go_signatures_stay() {
        let source = "//! Crate.\n/// Doc.\npub const fn half<T: Into<[u8; 2]>>(x: T) -> (T, [u8; 4]) where T: Copy { if a { '{' } \"}\" }\nstruct S { f: fn(u8) -> u8 }\n";
        assert_eq!(
            only(source),
            "\npub const fn half<T: Into<[u8; 2]>>(x: T) -> (T, [u8; 4]) where T: Copy {}\nstruct S { f: fn(u8) -> u8 }\n"
        );
    }

    #[test]
    fn what_may_hide_a_bracket() {
        let source = "fn a<'x>(c: &'x str) { let q = ('\\'', b'{', '}', r#\"\"}\"#, b\"\\\"}\", \"\\\\\"); /* } /* } */ } */ }\nfn r#type() { } fn b();";
        assert_eq!(only(source), "fn a<'x>(c: &'x str) {}\nfn r#type() {} fn b();");
    }

    #[test]
    fn a_hidden_type_keeps_its_body() {
        let source = "fn f() -> impl Iterator<Item = u8> { [1].into_iter() }";
        assert_eq!(only(source), source);
        assert_eq!(only("fn f(x: impl Fn() -> u8) -> u8 { x() }"), "fn f(x: impl Fn() -> u8) -> u8 {}");
    }

    #[test]
    fn macros_keep_patterns_and_arguments() {
        let source =
            "macro_rules! m { (fn $f:ident { $x:tt }) => { #[inline] fn $f() { $x } }; () => {} }\nm!(fn a { 1 });";
        assert_eq!(
            only(source),
            "macro_rules! m { (fn $f:ident { $x:tt }) => {  fn $f() {} }; () => {} }\nm!(fn a { 1 });"
        );
    }

    #[test]
    fn only_attributes_without_a_meaning_for_types_go() {
        let source = "#[stable(feature = \"a\", since = \"1\")] #[lang = \"add\"] #[doc(hidden)] #[cfg_attr(x, lang = \"y\")] #[derive(Clone)] struct A;";
        assert_eq!(
            only(source),
            " #[lang = \"add\"] #[doc(hidden)] #[cfg_attr(x, lang = \"y\")] #[derive(Clone)] struct A;"
        );
    }

    #[test]
    fn broken_text_is_not_a_panic() {
        for source in ["fn f() {", "}}", "macro_rules! m { (", "#[", "'", "\"", "/*", "r#\"", "fn ", "macro x"] {
            let _ = only(source);
        }
    }
}
