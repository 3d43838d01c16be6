//! What the kernel does to a cell before it is compiled: its last expression is shown, unknown types are written down.

use crate::edits::Edits;
use ra_ap_syntax::ast::{self, AstNode, HasName};
use ra_ap_syntax::{Edition, SourceFile, TextRange};

const HEAD: &str = "async fn cell() {\n";
/// Macros that never return: a reference to their value has no type.
const DIVERGING: [&str; 4] = ["panic", "todo", "unimplemented", "unreachable"];

/// Byte offset at which the Rust code of a cell begins: behind commands (`:dep …`, `!ls`), comments and empty lines.
fn rust_start(cell: &str) -> usize {
    let mut at = 0;
    for line in cell.split_inclusive('\n') {
        let text = line.trim();
        if !(text.is_empty() || text.starts_with("//") || text.starts_with(':') || line.starts_with('!')) {
            break;
        }
        at += line.len();
    }
    at
}

/// The body of the cell as a function's, and the offset to add to its positions; none when it does not parse.
fn body(cell: &str) -> Option<(ast::StmtList, isize)> {
    let start = rust_start(cell);
    let parsed = SourceFile::parse(&format!("{HEAD}{}\n}}", &cell[start..]), Edition::Edition2024);
    if !parsed.errors().is_empty() {
        return None;
    }
    let function = parsed.tree().syntax().children().find_map(ast::Fn::cast)?;
    Some((function.body()?.stmt_list()?, start as isize - HEAD.len() as isize))
}

fn moved(range: TextRange, by: isize) -> (usize, usize) {
    let moved = |offset: ra_ap_syntax::TextSize| (u32::from(offset) as isize + by) as usize;
    (moved(range.start()), moved(range.end()))
}

/// The cell with its last expression shown.
///
/// evcxr tries to compile `expression.evcxr_display()` and, when anything at all in the cell fails to compile at the first
/// attempt, shows the value as `Debug` does. Written as a statement on a reference, every kind of value is shown by the
/// best way that it has, in one compilation, and a variable that the expression uses is still there afterwards.
pub fn prepare(cell: &str) -> Edits {
    let mut edits = Edits::of(cell);
    let Some((statements, by)) = body(cell) else { return edits };
    let Some(tail) = statements.tail_expr() else { return edits };
    let (start, end) = moved(tail.syntax().text_range(), by);
    match &tail {
        ast::Expr::ForExpr(_) | ast::Expr::WhileExpr(_) => edits.insert(end, ";"),
        ast::Expr::ReturnExpr(_) | ast::Expr::BreakExpr(_) | ast::Expr::ContinueExpr(_) => {}
        ast::Expr::MacroExpr(call) if diverges(call) => {}
        _ => {
            edits.insert(start, "(&(");
            edits.insert(end, ")).evcxr_display();");
        }
    }
    edits
}

fn diverges(call: &ast::MacroExpr) -> bool {
    let path = call.macro_call().and_then(|call| call.path()).map(|path| path.syntax().text().to_string());
    path.is_some_and(|path| DIVERGING.contains(&path.as_str()))
}

/// Does the cell end with an open block or string, so that a console should ask for more?
pub fn is_complete(cell: &str) -> bool {
    let code = &cell[rust_start(cell)..];
    let depth = code.chars().fold(0i32, |depth, c| match c {
        '(' | '[' | '{' => depth + 1,
        ')' | ']' | '}' => depth - 1,
        _ => depth,
    });
    body(cell).is_some() || depth <= 0
}

/// Byte offset behind the name in `let name = …`, at which a type can be written; none for other patterns.
pub fn type_position(cell: &str, name: &str) -> Option<usize> {
    let (statements, by) = body(cell)?;
    let position = statements.statements().filter_map(|statement| match statement {
        ast::Stmt::LetStmt(binding) if binding.ty().is_none() => binding.pat(),
        _ => None,
    });
    let names = position.filter_map(|pattern| match &pattern {
        ast::Pat::IdentPat(ident) if ident.name().is_some_and(|n| n.text() == name) => {
            Some(moved(pattern.syntax().text_range(), by).1)
        }
        _ => None,
    });
    names.last()
}

/// Byte offset behind the `let` that makes `name`, at which a line can be added.
pub fn behind_binding(cell: &str, name: &str) -> Option<usize> {
    let (statements, by) = body(cell)?;
    let bindings = statements.statements().filter_map(|statement| match statement {
        ast::Stmt::LetStmt(binding) => Some(binding),
        _ => None,
    });
    let made = bindings.filter(|binding| {
        binding.pat().is_some_and(|pattern| {
            let mut names = pattern.syntax().descendants().filter_map(ast::IdentPat::cast);
            names.any(|ident| ident.name().is_some_and(|n| n.text() == name))
        })
    });
    made.last().map(|binding| moved(binding.syntax().text_range(), by).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_expression_is_shown() {
        for (cell, code) in [
            ("1 + 1", "(&(1 + 1)).evcxr_display();"),
            ("let a = 1; a // note", "let a = 1; (&(a)).evcxr_display(); // note"),
            (":dep x = \"1\"\n// comment\nf(x)?", ":dep x = \"1\"\n// comment\n(&(f(x)?)).evcxr_display();"),
            ("if a { f } else { g }", "(&(if a { f } else { g })).evcxr_display();"),
            ("for a in b { show(&a); }", "for a in b { show(&a); };"),
            ("let a = 1;", "let a = 1;"),
            ("fn f() {}", "fn f() {}"),
            ("use a::b;", "use a::b;"),
            ("panic!(\"x\")", "panic!(\"x\")"),
            ("let a = ", "let a = "),
            ("", ""),
        ] {
            assert_eq!(prepare(cell).code(), code);
        }
    }

    #[test]
    fn types_have_a_place() {
        assert_eq!(type_position("let a = 1;\nlet mut b = f();", "b"), Some(20));
        assert_eq!(type_position("let a: u8 = 1;", "a"), None);
        assert_eq!(type_position("let (a, b) = f();", "a"), None);
        assert_eq!(behind_binding("let (a, b) = f(); a", "b"), Some(17));
        assert_eq!(behind_binding("f()", "b"), None);
    }

    #[test]
    fn open_blocks_are_not_complete() {
        assert!(is_complete("f(1)") && is_complete("let a = 1;") && is_complete("") && is_complete("let = 1"));
        assert!(!is_complete("for a in b {") && !is_complete("f(1,"));
    }
}
