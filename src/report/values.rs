//! How numbers, words, lists, pairs, options and results show themselves.

use super::display::{Blocks, Show};
use crate::plot::escape;

/// Numbers of a list that are shown at its beginning and at its end.
const ENDS: usize = 10;

/// Several things, one below the other.
pub(super) fn stacked(all: Vec<Blocks>) -> Blocks {
    let mut all = all;
    if all.len() <= 1 {
        return all.pop().unwrap_or_else(|| Blocks::text_only("an empty list".into()));
    }
    let plain: Vec<&str> = all.iter().map(|blocks| blocks.plain.as_str()).collect();
    let plain = plain.join("\n");
    if all.iter().all(|blocks| blocks.mime == "text/plain") {
        return Blocks::text_only(plain);
    }
    let rich = all.iter().map(|blocks| format!("<div>{}</div>", rich(blocks))).collect();
    Blocks::html(rich, plain)
}

/// The rich form as HTML.
fn rich(blocks: &Blocks) -> String {
    match blocks.mime {
        "text/plain" => format!("<pre>{}</pre>", escape(&blocks.plain)),
        _ => blocks.rich.clone(),
    }
}

/// A list of plain values in brackets; of a long one its ends and its length.
fn short_list<T>(values: &[T], text: impl Fn(&T) -> String) -> Blocks {
    let part = |values: &[T]| values.iter().map(&text).collect::<Vec<_>>().join(", ");
    Blocks::text_only(if values.len() <= 3 * ENDS {
        format!("[{}]", part(values))
    } else {
        let (first, last) = (part(&values[..ENDS]), part(&values[values.len() - ENDS..]));
        format!("[{first}, …, {last}] ({} values)", super::Cell::from(values.len()))
    })
}

macro_rules! plain {
    ($($type:ty),*) => { $(
        impl Show for $type {
            fn blocks(&self) -> Blocks {
                Blocks::text_only(format!("{self:?}"))
            }

            fn list(values: &[$type]) -> Blocks {
                short_list(values, |value| format!("{value:?}"))
            }
        }
    )* };
}

plain!(f32, f64, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize, bool, char, String);

impl Show for str {
    fn blocks(&self) -> Blocks {
        Blocks::text_only(format!("{self:?}"))
    }
}

impl<T: Show> Show for Vec<T> {
    fn blocks(&self) -> Blocks {
        T::list(self)
    }
}

impl<T: Show> Show for [T] {
    fn blocks(&self) -> Blocks {
        T::list(self)
    }
}

impl<T: Show, const N: usize> Show for [T; N] {
    fn blocks(&self) -> Blocks {
        T::list(self)
    }
}

impl<T: Show> Show for Box<T> {
    fn blocks(&self) -> Blocks {
        (**self).blocks()
    }
}

impl<T: Show, E: std::fmt::Display> Show for Result<T, E> {
    fn blocks(&self) -> Blocks {
        match self {
            Ok(value) => value.blocks(),
            Err(error) => super::show::error(&error.to_string()),
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

impl<T: Show + ?Sized> Show for &T {
    fn blocks(&self) -> Blocks {
        (**self).blocks()
    }

    fn list(values: &[&T]) -> Blocks {
        let all: Vec<Blocks> = values.iter().map(|value| value.blocks()).collect();
        if all.iter().all(|blocks| blocks.mime == "text/plain") {
            return short_list(&all, |blocks| blocks.plain.clone());
        }
        stacked(all)
    }
}

/// A cell that ends with a statement such as `println!("…")` shows what it printed and nothing below it.
impl Show for () {
    fn blocks(&self) -> Blocks {
        Blocks::nothing()
    }
}

/// Pairs and more: plain ones in round brackets on one line, others one below the other.
macro_rules! tuple {
    ($($name:ident $index:tt),*) => {
        impl<$($name: Show),*> Show for ($($name,)*) {
            fn blocks(&self) -> Blocks {
                let all = vec![$(self.$index.blocks()),*];
                if all.iter().all(|blocks| blocks.mime == "text/plain") {
                    let parts: Vec<&str> = all.iter().map(|blocks| blocks.plain.as_str()).collect();
                    return Blocks::text_only(format!("({})", parts.join(", ")));
                }
                stacked(all)
            }
        }
    };
}

tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::{Figure, Hist};

    fn figure() -> crate::error::Result<Figure> {
        Ok(Hist::of("h", &[1.0, 2.0], 4, 0.0, 4.0)?.figure())
    }

    #[test]
    fn lists_show_their_ends() {
        assert_eq!(vec![1, 2].blocks().plain, "[1, 2]");
        let long: Vec<u32> = (0..1_000_000).collect();
        let text = long.blocks().plain;
        assert!(text.starts_with("[0, 1, 2,") && text.ends_with("999999] (1\u{202f}000\u{202f}000 values)"), "{text}");
        assert_eq!((1.5, "a").blocks().plain, "(1.5, \"a\")");
        assert_eq!(Vec::<f64>::new().blocks().plain, "[]");
    }

    #[test]
    fn several_figures_stand_one_below_the_other() -> crate::error::Result<()> {
        for blocks in
            [vec![figure()?, figure()?].blocks(), (figure()?, figure()?).blocks(), [figure()?, figure()?].blocks()]
        {
            assert_eq!(blocks.mime, "text/html");
            assert_eq!(blocks.rich.matches("<svg").count(), 2);
        }
        assert_eq!(vec![figure()?].blocks().mime, "image/svg+xml");
        assert_eq!(Some(figure()?).blocks().mime, "image/svg+xml");
        assert!((figure()?, 1.5).blocks().rich.contains("<pre>1.5</pre>"));
        Ok(())
    }

    #[test]
    fn any_error_is_a_red_box() {
        let failed: Result<f64, std::num::ParseIntError> = "x".parse::<i32>().map(f64::from);
        assert!(failed.blocks().rich.contains("invalid digit"));
    }
}
