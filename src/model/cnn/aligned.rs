//! Numbers that begin on a cache line, so that no register load crosses two.

use std::ops::{Deref, DerefMut};

/// One cache line.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct Line([f32; 16]);

/// A growing row of numbers; what lies behind its end is kept when it shrinks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Aligned {
    lines: Vec<Line>,
    size: usize,
}

impl Aligned {
    /// This many zeros.
    pub fn zeros(size: usize) -> Aligned {
        let mut room = Aligned::default();
        room.clear_to(size);
        room
    }

    /// Sets the size and fills with zeros.
    pub fn clear_to(&mut self, size: usize) {
        self.resize(size);
        self.fill(0.0);
    }

    /// Sets the size; numbers that were there before stay, new ones are zero or old.
    pub fn resize(&mut self, size: usize) {
        let lines = size.div_ceil(16);
        if self.lines.len() < lines {
            self.lines.resize(lines, Line([0.0; 16]));
        }
        self.size = size;
    }
}

impl Deref for Aligned {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        // SAFETY: lines are 16 numbers without gaps, and there are enough of them for `size`.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.size) }
    }
}

impl DerefMut for Aligned {
    fn deref_mut(&mut self) -> &mut [f32] {
        // SAFETY: as above.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.size) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn begins_on_a_line_and_has_its_size() {
        let mut room = Aligned::zeros(37);
        assert_eq!((room.len(), room.as_ptr() as usize % 64), (37, 0));
        room[36] = 1.0;
        room.resize(5);
        room.resize(40);
        assert_eq!((room[36], room[39]), (1.0, 0.0));
        room.clear_to(40);
        assert_eq!(room.iter().sum::<f32>(), 0.0);
        assert!(Aligned::default().is_empty());
    }
}
