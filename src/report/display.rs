//! What the notebook kernel shows: the only place that writes its blocks.
//!
//! The kernel (evcxr) reads blocks from the standard output of a cell,
//! `EVCXR_BEGIN_CONTENT <type>`, the content, `EVCXR_END_CONTENT`, and sends all types of one cell as one result,
//! of which the reader shows the richest. Two blocks of one type replace each other, so a cell shows one thing.

use std::io::Write as _;

use crate::error::Error;

/// One result in a rich and in a plain form.
#[derive(Debug, Clone, PartialEq)]
pub struct Blocks {
    /// Type of the rich form, `text/html` or `image/svg+xml`; `text/plain` when there is none.
    pub mime: &'static str,
    /// The rich form.
    pub rich: String,
    /// The plain form.
    pub plain: String,
}

impl Blocks {
    /// Plain text alone.
    pub fn text_only(plain: String) -> Blocks {
        Blocks { mime: "text/plain", rich: String::new(), plain }
    }

    /// HTML and plain text.
    pub fn html(rich: String, plain: String) -> Blocks {
        Blocks { mime: "text/html", rich, plain }
    }

    /// An SVG image and plain text.
    pub fn svg(rich: String, plain: String) -> Blocks {
        Blocks { mime: "image/svg+xml", rich, plain }
    }

    /// What is written for the kernel.
    ///
    /// # Example
    /// ```
    /// use cwola::report::Blocks;
    /// let text = Blocks::html("<b>1</b>".into(), "1".into()).text();
    /// assert_eq!(text.matches("EVCXR_BEGIN_CONTENT text/plain\n1\nEVCXR_END_CONTENT\n").count(), 1);
    /// ```
    pub fn text(&self) -> String {
        let block = |mime: &str, content: &str| {
            format!("EVCXR_BEGIN_CONTENT {mime}\n{}\nEVCXR_END_CONTENT\n", harmless(content))
        };
        let rich = if self.mime == "text/plain" { String::new() } else { block(self.mime, &self.rich) };
        rich + &block("text/plain", &self.plain)
    }

    /// Writes the blocks at once; a closed output is no reason to fail.
    pub fn print(&self) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(self.text().as_bytes());
        let _ = out.flush();
    }
}

/// Content in which no line can be taken for a mark of the kernel.
fn harmless(content: &str) -> String {
    content.trim_end_matches('\n').replace("EVCXR_", "EVCXR\u{200b}_")
}

/// Everything that a notebook cell can show by naming it.
///
/// Types of this crate also have a method of the same name of their own; the trait, which the prelude brings in, is
/// for tables of polars and for results.
pub trait Show {
    /// Rich and plain form.
    fn blocks(&self) -> Blocks;

    /// Called by the kernel for the last expression of a cell.
    fn evcxr_display(&self) {
        self.blocks().print();
    }
}

impl<T: Show> Show for std::result::Result<T, Error> {
    fn blocks(&self) -> Blocks {
        match self {
            Ok(value) => value.blocks(),
            Err(error) => error.blocks(),
        }
    }
}

impl<T: Show> Show for Option<T> {
    fn blocks(&self) -> Blocks {
        match self {
            Some(value) => value.blocks(),
            None => Blocks::html("<i>nothing</i>".into(), "nothing".into()),
        }
    }
}

impl<T: Show> Show for &T {
    fn blocks(&self) -> Blocks {
        (**self).blocks()
    }
}

/// Numbers, words and lists of them: the kernel would show them as well, but only after a first attempt to compile the
/// cell has failed, which takes as long as the cell itself.
macro_rules! plain {
    ($($type:ty),*) => { $(
        impl Show for $type {
            fn blocks(&self) -> Blocks {
                Blocks::text_only(format!("{self:?}"))
            }
        }

        impl Show for Vec<$type> {
            fn blocks(&self) -> Blocks {
                Blocks::text_only(format!("{self:?}"))
            }
        }
    )* };
}

plain!(f32, f64, i8, i16, i32, i64, isize, u8, u16, u32, u64, usize, bool, char, String, &str);

/// A cell that ends with a statement such as `println!("…")` shows what it printed and no `()` below it.
impl Show for () {
    fn blocks(&self) -> Blocks {
        Blocks::text_only(String::new())
    }

    fn evcxr_display(&self) {}
}

/// Gives a type both the method `evcxr_display` and [`Show`].
///
/// `display!(Table, |table| Blocks::html(table.to_html(), table.to_string()));`
macro_rules! display {
    ($type:ty, |$value:ident| $blocks:expr) => {
        impl $crate::report::Show for $type {
            fn blocks(&self) -> $crate::report::Blocks {
                let $value = self;
                $blocks
            }
        }

        impl $type {
            /// Shows the value in a notebook; called by the kernel for the last expression of a cell.
            pub fn evcxr_display(&self) {
                $crate::report::Show::blocks(self).print();
            }
        }
    };
}

pub(crate) use display;
