//! How tables, figures, numbers and errors show themselves.

use super::Table;
use super::display::{Blocks, display};
use crate::error::Error;
use crate::plot::{Figure, Hist, Panel, escape};
use crate::stats::Measured;

pub(super) fn table(table: &Table) -> Blocks {
    Blocks::html(table.to_html(), table.to_string())
}

pub(super) fn figure(figure: &Figure) -> Blocks {
    Blocks::svg(figure.svg(), figure.to_string())
}

display!(Table, |it| table(it));
display!(Figure, |it| figure(it));
display!(Panel, |it| figure(&it.figure()));
display!(Hist, |it| figure(&it.figure()));
display!(Error, |it| error(&it.to_string()));
display!(Measured, |it| Blocks::html(
    format!("<span title=\"mean ± standard deviation of {} measurements\">{it}</span>", it.n),
    it.to_string()
));

pub(super) fn error(message: &str) -> Blocks {
    Blocks::html(red_box(message), message.to_string())
}

/// A message in a red frame.
fn red_box(message: &str) -> String {
    format!(
        "<div style=\"border:1px solid #d33;border-left-width:5px;border-radius:3px;padding:.5em .8em;margin:.3em 0;\
         background:rgba(221,51,51,.08);color:inherit\"><b style=\"color:#d33\">Error.</b> {}</div>",
        escape(message)
    )
}
