//! Images of many channels as lists of what is not zero.
//!
//! After ReLU and pooling a good part of the numbers are zeros, and so are three of four gradients that come back
//! through 2×2 pooling. The kernels go over the others only.

/// A number and where its row of weights (or its window) begins.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[repr(C)]
pub(crate) struct Entry {
    /// Offset, in numbers, that the reader of the list asked for.
    pub at: u32,
    /// The number.
    pub value: f32,
}

/// The non-zero numbers of several square images, position by position, row by row.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    /// First entry of each position of each image, and the end.
    pub start: Vec<u32>,
    /// The numbers; there may be unused room behind the last one.
    pub entries: Vec<Entry>,
    /// Channel · 4 + which of the four pooled pixels, one per entry; not used by gradients.
    pub tags: Vec<u16>,
}

impl Lists {
    /// Forgets everything but keeps the room.
    pub fn clear(&mut self) {
        self.start.clear();
        self.start.push(0);
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.start.last().map_or(0, |end| *end as usize)
    }

    /// Makes room for `more` entries behind the last one.
    pub fn reserve(&mut self, more: usize) {
        let needed = self.len() + more;
        if self.entries.len() < needed {
            self.entries.resize(needed + needed / 4, Entry::default());
        }
        if self.tags.len() < needed {
            self.tags.resize(needed + needed / 4, 0);
        }
    }

    /// Entries of one position.
    pub fn at(&self, position: usize) -> std::ops::Range<usize> {
        self.start[position] as usize..self.start[position + 1] as usize
    }
}

/// Channel behind a tag.
#[inline(always)]
pub(crate) fn channel(tag: u16) -> usize {
    usize::from(tag >> 2)
}

/// Row and column inside the 2×2 pixels that a tag names.
#[inline(always)]
pub(crate) fn corner(tag: u16) -> (usize, usize) {
    (usize::from(tag >> 1 & 1), usize::from(tag & 1))
}
