//! How a user's own histograms and drawings show themselves.

use super::display::{Blocks, Show, display};
use super::show::figure;
use crate::error::Result;
use crate::plot::{Figure, Hist2d, Histogram, Histogram2d, SvgImage};

display!(Histogram, |it| drawn(&it.figure()));
display!(Histogram2d, |it| drawn(&it.figure()));
display!(Hist2d, |it| {
    let ((columns, ..), (rows, ..)) = (it.x_axis(), it.y_axis());
    Blocks::text_only(format!("{} entries in {columns} × {rows} bins", it.entries()))
});
display!(SvgImage, |it| Blocks::svg(it.svg().into(), it.to_string()));

/// The figure, or the sentence that says why there is none.
fn drawn(result: &Result<Figure>) -> Blocks {
    match result {
        Ok(it) => figure(it),
        Err(error) => error.blocks(),
    }
}
