//! What the notebook kernel shows: the only place that writes for it.
//!
//! The kernel reads the standard output of a cell. Our kernel takes one line for each thing to show: a control character
//! and a word, then a map of media types as JSON, of which the reader shows the richest. A cell may show many things
//! ([`show`]), and ends with one. Other kernels made with evcxr take blocks, `EVCXR_BEGIN_CONTENT <type>`, the content,
//! `EVCXR_END_CONTENT`; there two blocks of one type replace each other, so that a cell shows one thing.

use std::fmt::Debug;
use std::io::Write as _;
use std::sync::LazyLock;

/// Characters of a value without a form of its own that are shown.
const LONGEST: usize = 2000;

/// Whether the cells are run by our kernel, which sets the variable.
static OUR_KERNEL: LazyLock<bool> = LazyLock::new(|| std::env::var_os("CWOLA_KERNEL").is_some());

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

    /// Nothing to show.
    pub fn nothing() -> Blocks {
        Blocks::text_only(String::new())
    }

    fn is_nothing(&self) -> bool {
        self.rich.is_empty() && self.plain.is_empty()
    }

    /// What is written for kernels made with evcxr.
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

    /// What is written for our kernel: one line, whose word is `result` for what a cell ends with, else `display`.
    ///
    /// # Example
    /// ```
    /// use cwola::report::Blocks;
    /// let line = Blocks::html("<b>1</b>".into(), "1\n2".into()).line("display");
    /// assert_eq!(line, "\u{1f}cwola:display {\"text/html\":\"<b>1</b>\",\"text/plain\":\"1\\n2\"}\n");
    /// ```
    pub fn line(&self, word: &str) -> String {
        let mut data = serde_json::Map::new();
        if self.mime != "text/plain" {
            data.insert(self.mime.into(), self.rich.as_str().into());
        }
        data.insert("text/plain".into(), self.plain.as_str().into());
        format!("\u{1f}cwola:{word} {}\n", serde_json::Value::Object(data))
    }

    /// Shows what a cell ends with.
    pub fn print(&self) {
        self.write("result");
    }

    /// Shows something at once, whatever follows.
    pub fn print_now(&self) {
        self.write("display");
    }

    /// Writes at once; a closed output is no reason to fail.
    fn write(&self, word: &str) {
        if self.is_nothing() {
            return;
        }
        let text = if *OUR_KERNEL { self.line(word) } else { self.text() };
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes());
        let _ = out.flush();
    }
}

/// Content in which no line can be taken for a mark of the kernel.
fn harmless(content: &str) -> String {
    content.trim_end_matches('\n').replace("EVCXR_", "EVCXR\u{200b}_")
}

/// Everything that has a form of its own in a notebook.
///
/// Types of this crate also have the method `evcxr_display` of their own; the trait, which the prelude brings in, is for
/// tables of polars, for numbers and words, and for lists, pairs, options and results of all these.
pub trait Show {
    /// Rich and plain form.
    fn blocks(&self) -> Blocks;

    /// Form of several values in a list; by default one below the other.
    fn list(values: &[Self]) -> Blocks
    where
        Self: Sized,
    {
        super::values::stacked(values.iter().map(Show::blocks).collect())
    }

    /// Called by the kernel for the last expression of a cell.
    fn evcxr_display(&self) {
        self.blocks().print();
    }
}

/// Everything else that can be printed: its `Debug` form, up to 2,000 characters.
///
/// The kernel calls `evcxr_display` on a reference to the last value of a cell. A method of the type itself or of [`Show`]
/// takes the reference as it is and comes first; this one needs a mutable reference to it, which the compiler tries last.
pub trait ShowDebug {
    /// Called by the kernel for the last expression of a cell.
    fn evcxr_display(&mut self);
}

impl<T: Debug + ?Sized> ShowDebug for &T {
    fn evcxr_display(&mut self) {
        Blocks::text_only(debug_text(self)).print();
    }
}

/// The beginning of the `Debug` form; what comes later is not made.
fn debug_text(value: &dyn Debug) -> String {
    struct Beginning {
        text: String,
        left: usize,
    }
    impl std::fmt::Write for Beginning {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            for c in text.chars() {
                self.left = self.left.checked_sub(1).ok_or(std::fmt::Error)?;
                self.text.push(c);
            }
            Ok(())
        }
    }
    let mut beginning = Beginning { text: String::new(), left: LONGEST };
    match std::fmt::write(&mut beginning, format_args!("{value:?}")) {
        Ok(()) => beginning.text,
        Err(_) => beginning.text + " … (only the beginning is shown)",
    }
}

/// Shows a value at once: several from one cell, from a loop or in the middle of it.
///
/// # Example
/// ```
/// use cwola::prelude::*;
/// for mass in [500.0, 1000.0] {
///     let hist = Hist::of("toy", &[mass - 5.0, mass, mass + 5.0], 20, mass - 10.0, mass + 10.0)?;
///     show(&hist.figure());
/// }
/// # Ok::<(), Error>(())
/// ```
pub fn show(value: &dyn Show) {
    value.blocks().print_now();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_debug_form_ends() {
        let text = debug_text(&vec![1.0; 1_000_000]);
        assert!(text.chars().count() < LONGEST + 50 && text.ends_with("shown)"));
        assert_eq!(debug_text(&Some(1)), "Some(1)");
    }

    /// Guards the order in which the compiler tries the ways to show a value, on which the kernel's cells rest.
    #[test]
    fn the_best_form_is_found() {
        #[derive(Debug)]
        struct Own(std::cell::Cell<bool>);
        impl Own {
            fn evcxr_display(&self) {
                self.0.set(true);
            }
        }
        #[derive(Debug)]
        struct Plain;
        // Written as the kernel writes it.
        #[allow(clippy::double_parens, clippy::needless_borrow, clippy::useless_vec, unused_parens)]
        {
            let own = Own(false.into());
            (&(own)).evcxr_display();
            assert!(own.0.get(), "a method of the type itself comes first");
            // These compile only when there is exactly one best way.
            (&(Plain)).evcxr_display();
            (&(&Plain)).evcxr_display();
            (&(1 + 1)).evcxr_display();
            (&(vec![Plain])).evcxr_display();
            (&(vec![1.5, 2.5])).evcxr_display();
            (&(Some("a"))).evcxr_display();
            (&(("a", 1.0, vec![1u8]))).evcxr_display();
            (&([1, 2, 3])).evcxr_display();
            (&(std::collections::HashMap::from([(1, 2)]))).evcxr_display();
            (&(Ok::<f64, std::fmt::Error>(1.0))).evcxr_display();
            (&(())).evcxr_display();
        }
    }
}
