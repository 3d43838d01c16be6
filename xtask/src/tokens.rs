//! Rust source as tokens: as much of the language as telling strings, comments and brackets apart takes.

/// A piece of source; white space and comments have become one blank or line end.
pub type Token<'a> = &'a str;

/// White space or a comment.
pub fn blank(token: &str) -> bool {
    token == " " || token == "\n"
}

/// A name or a keyword.
pub fn name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// A bracket that opens.
pub fn opens(token: &str) -> bool {
    ["(", "[", "{"].contains(&token)
}

/// For each bracket that opens, where it closes; for everything else, itself. None when they do not match.
pub fn partners(tokens: &[Token]) -> Option<Vec<usize>> {
    let mut partners: Vec<usize> = (0..tokens.len()).collect();
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if opens(token) {
            open.push(at);
        } else if [")", "]", "}"].contains(token) {
            partners[open.pop()?] = at;
        }
    }
    open.is_empty().then_some(partners)
}

/// Cuts a source into tokens.
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token> = Vec::with_capacity(source.len() / 4);
    let mut rest = source;
    while !rest.is_empty() {
        let length = length(rest);
        let (token, behind) = rest.split_at(length);
        rest = behind;
        let comment = token.starts_with("//") || token.starts_with("/*");
        if !comment && !token.starts_with(char::is_whitespace) {
            tokens.push(token);
        } else {
            let line = token.contains('\n') || token.starts_with("//");
            match tokens.last_mut() {
                Some(last) if blank(last) => *last = if line { "\n" } else { *last },
                _ => tokens.push(if line { "\n" } else { " " }),
            }
        }
    }
    tokens
}

/// Length in bytes of the token with which `text` begins.
fn length(text: &str) -> usize {
    let until = |mark: &str, from: usize| text[from..].find(mark).map_or(text.len(), |at| from + at + mark.len());
    let bytes = text.as_bytes();
    let first = text.chars().next().unwrap_or(' ');
    match first {
        '/' if text.starts_with("//") => text.find('\n').unwrap_or(text.len()),
        '/' if text.starts_with("/*") => nested_comment(text),
        '-' if text.starts_with("->") => 2,
        '"' => quoted(text, 1, '"'),
        '\'' => character(text),
        _ if first.is_whitespace() => text.find(|c: char| !c.is_whitespace()).unwrap_or(text.len()),
        _ if first.is_alphanumeric() || first == '_' => {
            let word = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
            match (&text[..word], bytes.get(word)) {
                ("r" | "br" | "cr", Some(b'"' | b'#')) => {
                    let marks = bytes[word..].iter().take_while(|&&byte| byte == b'#').count();
                    if bytes.get(word + marks) != Some(&b'"') {
                        return word;
                    }
                    until(&format!("\"{}", "#".repeat(marks)), word + marks + 1)
                }
                ("b" | "c", Some(b'"')) => quoted(text, word + 1, '"'),
                ("b", Some(b'\'')) => quoted(text, word + 1, '\''),
                _ => word,
            }
        }
        _ => first.len_utf8(),
    }
}

/// End of a literal whose content begins at `from`.
fn quoted(text: &str, from: usize, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text[from..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return from + at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// A character in quotes, or a lifetime.
fn character(text: &str) -> usize {
    let mut inside = text[1..].chars();
    match (inside.next(), inside.next()) {
        (Some('\\'), _) => quoted(text, 1, '\''),
        (Some(c), Some('\'')) => 2 + c.len_utf8(),
        _ => 1,
    }
}

fn nested_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest.starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    text.len()
}
