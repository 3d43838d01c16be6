//! Names of letters and signs in labels.

/// Names after a backslash and the letter that they stand for.
const SYMBOLS: &[(&str, &str)] = &[
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("Delta", "Δ"),
    ("epsilon", "ε"),
    ("varepsilon", "ε"),
    ("eta", "η"),
    ("theta", "θ"),
    ("lambda", "λ"),
    ("Lambda", "Λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("phi", "φ"),
    ("chi", "χ"),
    ("omega", "ω"),
    ("Omega", "Ω"),
    ("sqrt", "√"),
    ("pm", "±"),
    ("times", "×"),
    ("cdot", "·"),
    ("to", "→"),
    ("rightarrow", "→"),
    ("infty", "∞"),
    ("leq", "≤"),
    ("geq", "≥"),
    ("approx", "≈"),
    ("propto", "∝"),
    ("ell", "ℓ"),
    ("prime", "′"),
    ("sum", "∑"),
];

/// All names.
#[cfg(test)]
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    SYMBOLS.iter().map(|(name, _)| *name)
}

/// The symbol of a backslash name at `at`, or the character after the backslash.
pub(super) fn symbol(chars: &[char], at: usize) -> (String, usize) {
    let mut end = at + 1;
    while end < chars.len() && chars[end].is_ascii_alphabetic() {
        end += 1;
    }
    let name: String = chars[at + 1..end].iter().collect();
    if name.is_empty() {
        return match chars.get(end) {
            Some(c) => (c.to_string(), end + 1),
            None => ("\\".to_string(), end),
        };
    }
    // The longest symbol that the name starts with, so that `\DeltaR` is ΔR.
    let known = SYMBOLS.iter().filter(|(known, _)| name.starts_with(known)).max_by_key(|(known, _)| known.len());
    match known {
        Some((known, letter)) => ((*letter).to_string(), at + 1 + known.len()),
        None => (name, end),
    }
}

/// Backslash names replaced and minus signs set, inside a script.
pub(super) fn plain_symbols(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::new(), 0);
    while at < chars.len() {
        match chars[at] {
            '\\' => {
                let (letter, next) = symbol(&chars, at);
                out.push_str(&letter);
                at = next;
            }
            '-' => {
                out.push('−');
                at += 1;
            }
            '{' | '}' | '$' => at += 1,
            other => {
                out.push(other);
                at += 1;
            }
        }
    }
    out
}
