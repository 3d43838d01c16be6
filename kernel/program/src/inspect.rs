//! Completion and help, without what belongs to the machinery.

use evcxr::CommandContext;
use jupyter_protocol::{CompleteReply, CompleteRequest, InspectReply, InspectRequest};
use serde_json::json;

/// Names that nobody writes in a cell.
const HIDDEN: [&str; 5] = ["evcxr_", "EvcxrUserCodeError", "start_kernel", "blocks", "real"];
/// Names that every type has and that are offered last.
const COMMON: [&str; 12] = [
    "borrow",
    "borrow_mut",
    "clone_into",
    "try_into",
    "type_id",
    "into",
    "to_owned",
    "clone_from",
    "eq",
    "ne",
    "fmt",
    "serialize",
];

/// Names that fit at the cursor; those of the toolkit come before those that every type has.
pub fn complete(context: &mut CommandContext, request: &CompleteRequest) -> CompleteReply {
    let at = byte_offset(&request.code, request.cursor_pos);
    let nothing =
        CompleteReply { cursor_start: request.cursor_pos, cursor_end: request.cursor_pos, ..CompleteReply::default() };
    let Ok(found) = context.completions(&request.code, at) else { return nothing };
    let mut offered: Vec<_> = found.completions.iter().filter(|c| shown(&c.code)).collect();
    offered.sort_by_key(|c| COMMON.contains(&bare(&c.code)));
    let (start, end) = (cursor(&request.code, found.start_offset), cursor(&request.code, found.end_offset));
    let kinds: Vec<_> =
        offered.iter().map(|c| json!({"text": public(&c.label), "type": c.kind, "start": start, "end": end})).collect();
    let mut metadata = serde_json::Map::new();
    metadata.insert("_jupyter_types_experimental".into(), kinds.into());
    let matches = offered.iter().map(|c| c.code.clone()).collect();
    CompleteReply { matches, cursor_start: start, cursor_end: end, metadata, ..CompleteReply::default() }
}

/// Help on the name at the cursor, or on the function whose arguments are being written.
pub fn inspect(context: &mut CommandContext, request: &InspectRequest) -> InspectReply {
    let at = byte_offset(&request.code, request.cursor_pos);
    let Some(end) = name_end(&request.code, at) else { return InspectReply::default() };
    // evcxr looks at the code up to the name; a method is recognised by the bracket behind it.
    let bracket = request.code[end..].starts_with('(');
    let Ok((plain, html)) = context.hover_at(&request.code, end + usize::from(bracket)) else {
        return InspectReply::default();
    };
    if plain == "No documentation found" {
        return InspectReply::default();
    }
    let data = json!({"text/plain": tidy(&plain), "text/html": tidy(&html)});
    InspectReply { found: true, data: crate::output::media(&data), ..InspectReply::default() }
}

fn bare(code: &str) -> &str {
    code.split(['(', '!', ':', '<']).next().unwrap_or(code)
}

fn shown(code: &str) -> bool {
    let name = bare(code);
    !(HIDDEN.contains(&name) || name.starts_with(HIDDEN[0]))
}

/// Paths as a user writes them: the copy of our sources that rust-analyzer reads is a module `real`.
fn public(text: &str) -> String {
    text.replace("cwola::real::", "cwola::").replace("::real::", "::")
}

/// Help without the lines that only the tests of the examples need.
fn tidy(text: &str) -> String {
    let hidden = |line: &&str| {
        let line = line.trim_start();
        line == "#" || line.starts_with("# Ok::&lt;") || line.starts_with("# Ok::<") || line.starts_with("# use ")
    };
    let lines: Vec<String> = text.lines().filter(|line| !hidden(line)).map(module_line).collect();
    public(&lines.join("\n"))
}

/// `cwola::real::mixing::sample` names a module that is private: the first part is where users find the type.
fn module_line(line: &str) -> String {
    let Some(at) = line.find("cwola::real::") else { return line.to_string() };
    let path = &line[at + "cwola::real::".len()..];
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(path.len());
    let mut parts = path[..end].split("::");
    let first = parts.next().unwrap_or_default();
    let lowercase = path[..end].split("::").all(|part| !part.starts_with(char::is_uppercase));
    if !lowercase {
        return line.to_string();
    }
    // Modules of the studies are public, one level down.
    let public = match (first, parts.next()) {
        ("studies", Some(second)) => format!("cwola::studies::{second}"),
        _ => format!("cwola::{first}"),
    };
    format!("{}{public}{}", &line[..at], &path[end..])
}

/// Where the name at the cursor ends; behind an open bracket, the name in front of it.
fn name_end(code: &str, at: usize) -> Option<usize> {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    let end = at + code[at..].find(|c: char| !inside(c)).unwrap_or(code.len() - at);
    if code[..end].ends_with(inside) {
        return Some(end);
    }
    let mut depth = 0;
    for (i, c) in code[..at].char_indices().rev() {
        match c {
            ')' | ']' | '}' => depth += 1,
            '(' if depth == 0 => {
                let name = code[..i].trim_end_matches('!').trim_end();
                return name.ends_with(inside).then_some(name.len());
            }
            '(' | '[' | '{' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Jupyter counts characters, Rust bytes.
fn byte_offset(code: &str, characters: usize) -> usize {
    code.char_indices().nth(characters).map_or(code.len(), |(at, _)| at)
}

fn cursor(code: &str, byte: usize) -> usize {
    code.get(..byte).map_or_else(|| code.chars().count(), |text| text.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_at_the_cursor_or_the_function_around_it() {
        let code = "train_cwola(&mixed, &TrainConfig::dnn())?";
        let of = |at: usize| name_end(code, at).map(|end| &code[..end]);
        assert_eq!(of(3), Some("train_cwola"));
        assert_eq!(of(20), Some("train_cwola"));
        assert_eq!(of(15), Some("train_cwola(&mixed"));
        assert_eq!(name_end("", 0), None);
        assert_eq!(name_end("(", 1), None);
    }

    #[test]
    fn machinery_is_hidden() {
        for name in
            ["evcxr_display()", "evcxr_variable_store", "EvcxrUserCodeError", "blocks()", "start_kernel()", "real"]
        {
            assert!(!shown(name), "{name}");
        }
        assert!(shown("roc(test)") && shown("real_part()") && shown("train_cwola(mixed, config)"));
    }

    #[test]
    fn help_shows_public_paths_and_no_hidden_lines() {
        assert_eq!(tidy("cwola::real::mixing::sample"), "cwola::mixing");
        assert_eq!(tidy("<p>cwola::real::studies::hunting::tables</p>"), "<p>cwola::studies::hunting</p>");
        assert_eq!(tidy("let a = 1;\n# Ok::<(), Error>(())\nend"), "let a = 1;\nend");
        assert_eq!(tidy("a: cwola::real::mixing::MixedSample"), "a: cwola::mixing::MixedSample");
    }

    #[test]
    fn characters_are_not_bytes() {
        assert_eq!(byte_offset("éa", 1), 2);
        assert_eq!(cursor("éa", 2), 1);
        assert_eq!(byte_offset("é", 9), 2);
    }
}
