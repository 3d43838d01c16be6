//! Text that the kernel adds to a cell, and the way back from what the compiler says to what the user wrote.

/// A cell with additions; none of them holds an end of line.
#[derive(Debug, Clone)]
pub struct Edits {
    original: String,
    /// Byte offset in the original and the text that stands before it, by offset.
    inserted: Vec<(usize, String)>,
}

impl Edits {
    /// The cell as it is.
    pub fn of(original: &str) -> Edits {
        Edits { original: original.to_string(), inserted: Vec::new() }
    }

    /// Puts `text` before the byte `offset` of the original.
    pub fn insert(&mut self, offset: usize, text: &str) {
        let at = self.inserted.partition_point(|(other, _)| *other <= offset);
        self.inserted.insert(at, (offset, text.to_string()));
    }

    /// The cell as the user wrote it.
    pub fn original(&self) -> &str {
        &self.original
    }

    /// The cell as it is compiled.
    pub fn code(&self) -> String {
        let mut out = String::with_capacity(self.original.len() + 64);
        let mut from = 0;
        for (offset, text) in &self.inserted {
            out.push_str(&self.original[from..*offset]);
            out.push_str(text);
            from = *offset;
        }
        out + &self.original[from..]
    }

    /// A column of the compiled cell (characters, from 1) as one of the original; lines are the same in both.
    pub fn original_column(&self, line: usize, column: usize) -> usize {
        let Some(start) = line_start(&self.original, line) else { return column };
        let end = self.original[start..].find('\n').map_or(self.original.len(), |at| start + at);
        let length = |text: &str| text.chars().count();
        let mut moved = 0;
        for (offset, text) in self.inserted.iter().filter(|(offset, _)| (start..=end).contains(offset)) {
            // Where the addition begins in the compiled line, from 1.
            let begins = length(&self.original[start..*offset]) + moved + 1;
            if column <= begins {
                break;
            }
            moved += length(text).min(column - begins);
        }
        (column - moved).min(length(&self.original[start..end]) + 1)
    }
}

/// Byte offset of a line, counted from 1.
pub fn line_start(text: &str, line: usize) -> Option<usize> {
    match line {
        0 => None,
        1 => Some(0),
        n => text.match_indices('\n').nth(n - 2).map(|(at, _)| at + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_lead_back() {
        let mut edits = Edits::of("let é = 1;\nlet a = f(é)");
        edits.insert(12 + 5, ": f64");
        edits.insert(12 + 8, "(&(");
        assert_eq!(edits.code(), "let é = 1;\nlet a: f64 = (&(f(é)");
        for (compiled, original) in
            [(1, 1), (5, 5), (6, 6), (8, 6), (11, 6), (12, 7), (14, 9), (16, 9), (17, 9), (18, 10)]
        {
            assert_eq!(edits.original_column(2, compiled), original, "{compiled}");
        }
        assert_eq!(edits.original_column(1, 7), 7);
        assert_eq!(edits.original_column(2, 99), 13);
    }

    #[test]
    fn lines_begin_behind_ends_of_lines() {
        assert_eq!(line_start("a\nb", 2), Some(2));
        assert_eq!((line_start("a\nb", 3), line_start("a", 0)), (None, None));
    }
}
