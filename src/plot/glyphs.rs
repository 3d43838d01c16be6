//! Widths of letters, so that layout depends on no font of the machine.

/// Widths of ASCII 32–126 in Helvetica, thousandths of the font size.
const ASCII: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];

/// Fonts differ: DejaVu Sans is about a tenth wider than Helvetica, and a little air does no harm.
const SAFETY: f64 = 1.08;

/// Estimated advance of a character as a part of the font size.
pub(crate) fn width(c: char) -> f64 {
    let thousandths = match c {
        ' '..='~' => ASCII[(c as usize) - 32],
        '−' | '±' | '×' | '≤' | '≥' | '≈' | '→' => 584,
        'α'..='ω' => 560,
        '–' => 556,
        '…' => 1000,
        c if (c as u32) >= 0x2e80 => 1000,
        _ => 620,
    };
    f64::from(thousandths) / 1000.0 * SAFETY
}

#[cfg(test)]
mod tests {
    use super::width;

    #[test]
    fn narrow_letters_are_narrow() {
        assert!(width('i') < width('n') && width('n') < width('M'));
        assert!("ηφ√Λ漢\u{1f600}\n".chars().all(|c| width(c) > 0.0));
    }
}
