//! The gradients behind a convolution, position by position: what its input's gradient is computed from.

use crate::model::cnn::layout::Conv;
use crate::model::cnn::lists::{Entry, Lists, channel, corner};

/// Gradients of some images before pooling, as lists for [`convolve`](crate::model::cnn::gather::convolve).
#[derive(Debug, Default)]
pub(crate) struct Flow {
    /// The lists.
    pub lists: Lists,
    corners: [Vec<Entry>; 4],
    below: Vec<Entry>,
    below_start: Vec<u32>,
}

impl Flow {
    /// Fills the lists from the entries of `outputs` of images `first` … `first + units` and their slopes.
    ///
    /// `at` becomes (column · filters + filter) · stride.
    pub fn fill(
        &mut self,
        conv: &Conv,
        outputs: &Lists,
        slopes: &[f32],
        (first, units): (usize, usize),
        stride: usize,
    ) {
        let pixels = conv.out() * conv.out();
        let begin = outputs.start[first * pixels] as usize;
        self.lists.clear();
        self.lists.reserve(outputs.start[(first + units) * pixels] as usize - begin);
        self.corners.iter_mut().for_each(|corner| corner.resize(conv.filters, Entry::default()));
        for unit in first..first + units {
            for row in 0..conv.out() {
                let line = (unit * conv.out() + row) * conv.out();
                if conv.pooled {
                    self.two_rows(conv, outputs, slopes, begin, line, stride);
                } else {
                    self.one_row(conv, outputs, slopes, begin, line, stride);
                }
            }
            if conv.pooled && conv.side % 2 == 1 {
                self.silent(conv.side);
            }
        }
    }

    fn one_row(&mut self, conv: &Conv, outputs: &Lists, slopes: &[f32], begin: usize, line: usize, stride: usize) {
        let mut n = self.lists.len();
        for x in 0..conv.side {
            for k in outputs.at(line + x) {
                let at = (x * conv.filters + channel(outputs.tags[k])) * stride;
                self.lists.entries[n] = Entry { at: at as u32, value: slopes[k - begin] };
                n += 1;
            }
            self.lists.start.push(n as u32);
        }
    }

    /// Each pooled gradient belongs to one of two columns of one of two rows.
    fn two_rows(&mut self, conv: &Conv, outputs: &Lists, slopes: &[f32], begin: usize, line: usize, stride: usize) {
        let mut n = self.lists.len();
        self.below.clear();
        self.below_start.clear();
        for x in 0..conv.out() {
            let mut filled = [0usize; 4];
            for k in outputs.at(line + x) {
                let tag = outputs.tags[k];
                let at = ((2 * x + corner(tag).1) * conv.filters + channel(tag)) * stride;
                let which = usize::from(tag & 3);
                self.corners[which][filled[which]] = Entry { at: at as u32, value: slopes[k - begin] };
                filled[which] += 1;
            }
            for which in 0..2 {
                let from = &self.corners[which][..filled[which]];
                self.lists.entries[n..n + from.len()].copy_from_slice(from);
                n += from.len();
                self.lists.start.push(n as u32);
                self.below.extend_from_slice(&self.corners[which + 2][..filled[which + 2]]);
                self.below_start.push(self.below.len() as u32);
            }
        }
        if conv.side % 2 == 1 {
            self.lists.start.push(n as u32);
            self.below_start.push(self.below.len() as u32);
        }
        self.lists.entries[n..n + self.below.len()].copy_from_slice(&self.below);
        self.lists.start.extend(self.below_start.iter().map(|end| n as u32 + end));
    }

    /// A row without gradients: the last one of an odd side, which pooling leaves out.
    fn silent(&mut self, side: usize) {
        let end = self.lists.len() as u32;
        self.lists.start.extend(std::iter::repeat_n(end, side));
    }
}
