//! Tables and their texts in LaTeX, without packages.

use super::{Cell, Table};

/// Signs that LaTeX knows by name in formulas.
const SIGNS: &[(char, &str)] = &[
    ('α', "\\alpha"),
    ('β', "\\beta"),
    ('γ', "\\gamma"),
    ('δ', "\\delta"),
    ('ε', "\\varepsilon"),
    ('η', "\\eta"),
    ('θ', "\\theta"),
    ('λ', "\\lambda"),
    ('μ', "\\mu"),
    ('ν', "\\nu"),
    ('π', "\\pi"),
    ('ρ', "\\rho"),
    ('σ', "\\sigma"),
    ('τ', "\\tau"),
    ('φ', "\\phi"),
    ('χ', "\\chi"),
    ('ω', "\\omega"),
    ('Γ', "\\Gamma"),
    ('Δ', "\\Delta"),
    ('Λ', "\\Lambda"),
    ('Σ', "\\Sigma"),
    ('Φ', "\\Phi"),
    ('Ω', "\\Omega"),
    ('√', "\\surd"),
    ('±', "\\pm"),
    ('×', "\\times"),
    ('·', "\\cdot"),
    ('−', "-"),
    ('<', "<"),
    ('>', ">"),
    ('|', "|"),
    ('≤', "\\leq"),
    ('≥', "\\geq"),
    ('≈', "\\approx"),
    ('∝', "\\propto"),
    ('∞', "\\infty"),
    ('∅', "\\emptyset"),
    ('∪', "\\cup"),
    ('∑', "\\sum"),
    ('→', "\\to"),
    ('ℓ', "\\ell"),
    ('′', "'"),
    ('°', "^\\circ"),
    ('✓', "\\surd"),
];

/// Raised digits and signs.
const RAISED: &[(char, char)] = &[
    ('⁻', '-'),
    ('⁰', '0'),
    ('¹', '1'),
    ('²', '2'),
    ('³', '3'),
    ('⁴', '4'),
    ('⁵', '5'),
    ('⁶', '6'),
    ('⁷', '7'),
    ('⁸', '8'),
    ('⁹', '9'),
];

/// Marks that stand over the letter before them.
const MARKS: &[(char, &str)] = &[('\u{302}', "\\hat"), ('\u{303}', "\\tilde"), ('\u{304}', "\\bar")];

fn sign(c: char) -> Option<&'static str> {
    SIGNS.iter().find(|(known, _)| *known == c).map(|(_, name)| *name)
}

fn raised(c: char) -> Option<char> {
    RAISED.iter().find(|(known, _)| *known == c).map(|(_, digit)| *digit)
}

/// A text outside formulas: special characters are escaped, symbols such as `ε_b`, `m_jj` and `√B` become formulas.
pub(super) fn text(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let (mut out, mut at, mut in_formula) = (String::new(), 0, false);
    while at < chars.len() {
        let starts_word = at == 0 || !(chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
        let (formula, next) = match chars[at] {
            '√' if chars.get(at + 1).is_some_and(|c| c.is_alphanumeric()) => {
                let (symbol, next) = symbol(&chars, at + 1);
                (format!("\\sqrt{{{symbol}}}"), next)
            }
            c if c.is_alphabetic() && starts_word && is_symbol(&chars, at) => symbol(&chars, at),
            c if raised(c).is_some() => {
                let digits: String = chars[at..].iter().map_while(|c| raised(*c)).collect();
                (format!("^{{{digits}}}"), at + digits.chars().count())
            }
            c => (sign(c).unwrap_or_default().to_string(), at + 1),
        };
        if formula.is_empty() {
            out.push_str(&escaped(chars[at]));
        } else if in_formula {
            // Neighbours are one formula: Λ² is \Lambda^{2}.
            out.pop();
            out.push_str(&format!("{formula}$"));
        } else {
            out.push_str(&format!("${formula}$"));
        }
        in_formula = !formula.is_empty();
        at = next;
    }
    out
}

/// Is there a symbol at `at`: one letter with an index or a mark?
fn is_symbol(chars: &[char], at: usize) -> bool {
    match chars.get(at + 1) {
        Some('_') => chars.get(at + 2).is_some_and(|c| c.is_alphanumeric()),
        Some(mark) => MARKS.iter().any(|(known, _)| known == mark),
        None => false,
    }
}

/// The symbol that starts at `at`, for inside a formula, and what comes after it.
fn symbol(chars: &[char], at: usize) -> (String, usize) {
    let mut next = at + 1;
    let mut out = sign(chars[at]).map_or_else(|| chars[at].to_string(), String::from);
    if let Some((_, mark)) = chars.get(next).and_then(|c| MARKS.iter().find(|(known, _)| known == c)) {
        out = format!("{mark}{{{out}}}");
        next += 1;
    }
    if chars.get(next) == Some(&'_') && chars.get(next + 1).is_some_and(|c| c.is_alphanumeric()) {
        let (index, after) = if is_symbol(chars, next + 1) {
            symbol(chars, next + 1)
        } else {
            let part_of_word = |c: &char| c.is_alphanumeric() && raised(*c).is_none();
            let word: Vec<char> = chars[next + 1..].iter().copied().take_while(part_of_word).collect();
            let text = match word[..] {
                [one] => sign(one).map_or_else(|| one.to_string(), String::from),
                _ => format!(
                    "\\mathrm{{{}}}",
                    word.iter().map(|c| sign(*c).map_or(c.to_string(), |name| format!("{name} "))).collect::<String>()
                ),
            };
            (text, next + 1 + word.len())
        };
        return (format!("{out}_{{{index}}}"), after);
    }
    (out, next)
}

fn escaped(c: char) -> String {
    match c {
        '\\' => "\\textbackslash{}".into(),
        '~' => "\\textasciitilde{}".into(),
        '^' => "\\textasciicircum{}".into(),
        '&' | '%' | '$' | '#' | '_' | '{' | '}' => format!("\\{c}"),
        '–' => "--".into(),
        '—' => "---".into(),
        '…' => "\\ldots{}".into(),
        '"' => "''".into(),
        '\u{a0}' => "~".into(),
        '\u{202f}' | '\u{2009}' => "\\,".into(),
        c if c.is_control() => " ".into(),
        c => c.into(),
    }
}

/// A cell: numbers are formulas.
fn cell(cell: &Cell) -> String {
    let shown = cell.to_string();
    if matches!(cell, Cell::Missing | Cell::Text(_)) || shown == "–" {
        return text(&shown);
    }
    let (number, power) =
        shown.split_once("10^").map_or((shown.as_str(), None), |(number, power)| (number, Some(power)));
    let formula = |text: &str| -> String {
        let one = |c: char| match c {
            '\u{202f}' => "\\,".to_string(),
            '−' => "-".into(),
            c => sign(c).map_or_else(|| escaped(c), String::from),
        };
        text.chars().map(one).collect()
    };
    match power {
        Some(power) => format!("${}10^{{{}}}$", formula(number), formula(power)),
        None => format!("${}$", formula(number)),
    }
}

impl Table {
    /// The table in LaTeX: a floating `table` with caption, a `tabular` between rules, notes in small print below.
    ///
    /// It needs no package: `\input` it, or copy the `tabular`. Numbers are formulas, ± is `\pm`, groups of columns are
    /// `\multicolumn`; in texts, symbols such as `m_jj` and `√B` become formulas and special characters are escaped.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::Measured;
    /// use cwola::report::Table;
    /// let table = Table::new("Gain at 5 %", &["m_H [GeV]", "AUC"]).with_row(&["500".into(), Measured::from(&[0.70, 0.71, 0.72]).into()])?;
    /// let latex = table.to_latex();
    /// assert!(latex.contains("\\caption{Gain at 5 \\%}") && latex.contains("$m_{H}$ [GeV] & AUC \\\\"));
    /// assert!(latex.contains("500 & $0.710 \\pm 0.010$ \\\\"));
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn to_latex(&self) -> String {
        let mut lines = vec!["\\begin{table}".to_string(), "\\centering".into()];
        if !self.title.is_empty() {
            lines.push(format!("\\caption{{{}}}", text(&self.title)));
        }
        let sides: String = (0..self.columns.len()).map(|i| if self.right(i) { 'r' } else { 'l' }).collect();
        lines.push(format!("\\begin{{tabular}}{{{sides}}}"));
        lines.push("\\hline".into());
        let groups = self.groups();
        if !groups.is_empty() {
            lines.extend(group_heads(&groups));
        }
        lines.push(row(self.columns.iter().map(|column| text(&column.name)).collect()));
        lines.push("\\hline".into());
        lines.extend(self.rows.iter().map(|cells| row(cells.iter().map(cell).collect())));
        lines.push("\\hline".into());
        lines.push("\\end{tabular}".into());
        if !self.notes.is_empty() {
            let notes: Vec<String> = self.notes.iter().map(|note| text(note)).collect();
            lines.push(format!("\n\\smallskip\n{{\\footnotesize {}\\par}}", notes.join("\\par\n")));
        }
        lines.push("\\end{table}\n".into());
        lines.join("\n")
    }
}

fn row(cells: Vec<String>) -> String {
    let line = cells.join(" & ");
    // After the end of a row, a bracket or star would be read as its option.
    let guard = if line.starts_with(['[', '*']) { "{}" } else { "" };
    format!("{guard}{line} \\\\")
}

/// The heads over groups of columns, and the rules under them.
fn group_heads(groups: &[(&str, usize)]) -> [String; 2] {
    let (mut heads, mut rules, mut at) = (Vec::new(), String::new(), 1);
    for (name, count) in groups {
        if name.is_empty() {
            heads.extend(std::iter::repeat_n(String::new(), *count));
        } else {
            heads.push(format!("\\multicolumn{{{count}}}{{c}}{{{}}}", text(name)));
            rules.push_str(&format!("\\cline{{{at}-{}}} ", at + count - 1));
        }
        at += count;
    }
    [row(heads), rules.trim_end().to_string()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_numbers_are_safe() {
        for (source, latex) in [
            ("50 % of dark_valley_id10", "50 \\% of dark\\_valley\\_id10"),
            ("ε_s/√ε_b at m_jj", "$\\varepsilon_{s}$/$\\sqrt{\\varepsilon_{b}}$ at $m_{\\mathrm{jj}}$"),
            ("m_π_D, d̄, 139 fb⁻¹", "$m_{\\pi_{D}}$, $\\bar{d}$, 139 fb$^{-1}$"),
            ("a & b < {c} \\ ~ ^", "a \\& b $<$ \\{c\\} \\textbackslash{} \\textasciitilde{} \\textasciicircum{}"),
            ("m_π² = Λ² + 5 $ γγ", "$m_{\\pi}^{2}$ = $\\Lambda^{2}$ + 5 \\$ $\\gamma\\gamma$"),
            ("S/√B, √(s), η–φ", "S/$\\sqrt{B}$, $\\surd$(s), $\\eta$--$\\phi$"),
        ] {
            assert_eq!(text(source), latex);
        }
        assert_eq!(cell(&Cell::from(1.34e-5)), "$1.340 \\times 10^{-5}$");
        assert_eq!(cell(&Cell::Count(-12_345)), "$-12\\,345$");
        assert_eq!(cell(&Cell::Missing), "--");
        assert_eq!(row(vec!["[GeV]".into(), "x".into()]), "{}[GeV] & x \\\\");
    }

    #[test]
    fn groups_span_their_columns() {
        let table = Table::new("", &["x", "a", "b"]).with_groups(&[("", 1), ("ours", 2)]);
        let latex = table.to_latex();
        assert!(latex.contains(" & \\multicolumn{2}{c}{ours} \\\\\n\\cline{2-3}\nx & a & b \\\\"), "{latex}");
    }
}
