//! What stands in a table.

use crate::stats::Measured;

/// One entry of a table.
///
/// # Example
/// ```
/// use cwola::prelude::Measured;
/// use cwola::report::Cell;
/// assert_eq!(Cell::from(0.5526).to_string(), "0.5526");
/// assert_eq!(Cell::number(0.5526, 2).to_string(), "0.55");
/// assert_eq!(Cell::from(36_146_usize).to_string(), "36\u{202f}146");
/// assert_eq!(Cell::from(Measured::from(&[0.70, 0.71, 0.72])).to_string(), "0.710 ± 0.010");
/// assert_eq!(Cell::Missing.to_string(), "–");
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing is known: "–".
    #[default]
    Missing,
    /// Words.
    Text(String),
    /// A whole number; thousands are set apart.
    Count(i64),
    /// A number with its digits after the point; none: four significant digits.
    Number(f64, Option<usize>),
    /// A mean with its spread, and the digits of both; none: as [`Measured`] shows itself.
    Measured(Measured, Option<usize>),
}

impl Cell {
    /// A number with `digits` after the point.
    pub fn number(value: f64, digits: usize) -> Cell {
        Cell::Number(value, Some(digits))
    }

    /// A mean and a spread with `digits` after the point, such as a printed reference value.
    pub fn measured(mean: f64, sd: f64, digits: usize) -> Cell {
        Cell::Measured(Measured { mean, sd, n: 0 }, Some(digits))
    }

    /// Is the entry set to the right, as numbers are?
    pub(crate) fn is_number(&self) -> bool {
        !matches!(self, Cell::Text(_))
    }

    /// The value for a machine: no thousands, no ±.
    pub(crate) fn raw(&self) -> String {
        match self {
            Cell::Missing => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Count(n) => n.to_string(),
            Cell::Number(value, _) => value.to_string(),
            Cell::Measured(m, _) => m.mean.to_string(),
        }
    }
}

/// Four significant digits; powers of ten for what is very large or small.
fn four_digits(value: f64) -> String {
    if value.is_nan() {
        return "–".into();
    }
    if value == 0.0 || value.is_infinite() {
        return value.to_string().replace("inf", "∞").replace('-', "−");
    }
    let size = value.abs().log10().floor() as i32;
    if !(-4..6).contains(&size) {
        let text = format!("{value:.3e}");
        let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
        return format!("{digits} × 10^{power}").replace('-', "−");
    }
    let digits = (3 - size).max(0) as usize;
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    text.replace('-', "−")
}

/// `36146` as `36 146`, with a thin no-break space.
fn thousands(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) && digits.len() > 4 {
            out.push('\u{202f}');
        }
        out.push(c);
    }
    if n < 0 { format!("−{out}") } else { out }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Cell::Missing => f.write_str("–"),
            Cell::Text(text) => f.write_str(text),
            Cell::Count(n) => f.write_str(&thousands(*n)),
            Cell::Number(value, Some(_)) if !value.is_finite() => f.write_str(&four_digits(*value)),
            Cell::Number(value, Some(digits)) => f.write_str(&format!("{value:.digits$}").replace('-', "−")),
            Cell::Number(value, None) => f.write_str(&four_digits(*value)),
            Cell::Measured(m, _) if m.mean.is_nan() => f.write_str("–"),
            Cell::Measured(m, None) => f.write_str(&m.to_string().replace('-', "−")),
            Cell::Measured(m, Some(digits)) => {
                let mean = format!("{:.digits$}", m.mean).replace('-', "−");
                if m.sd.is_finite() { write!(f, "{mean} ± {:.digits$}", m.sd) } else { f.write_str(&mean) }
            }
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.into())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<f64> for Cell {
    fn from(value: f64) -> Cell {
        Cell::Number(value, None)
    }
}

impl From<usize> for Cell {
    fn from(n: usize) -> Cell {
        Cell::Count(n as i64)
    }
}

impl From<u64> for Cell {
    fn from(n: u64) -> Cell {
        Cell::Count(n as i64)
    }
}

impl From<Measured> for Cell {
    fn from(value: Measured) -> Cell {
        Cell::Measured(value, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        for (value, text) in [
            (0.000_603, "0.000603"),
            (1.34e-5, "1.340 × 10^−5"),
            (6030.0, "6030"),
            (200_172.7, "200173"),
            (-1.74, "−1.74"),
            (0.0, "0"),
            (f64::NAN, "–"),
            (f64::INFINITY, "∞"),
        ] {
            assert_eq!(Cell::from(value).to_string(), text);
        }
        assert_eq!(Cell::Count(-1_234_567).to_string(), "−1\u{202f}234\u{202f}567");
        assert_eq!(Cell::Count(4340).to_string(), "4340");
        assert_eq!(Cell::measured(0.708, 0.002, 3).to_string(), "0.708 ± 0.002");
        assert_eq!(Cell::measured(0.708, f64::NAN, 3).to_string(), "0.708");
    }
}
