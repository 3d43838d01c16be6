// What every cell of a notebook can use: the kernel runs this at its start.
use cwola::polars;
use cwola::polars::prelude::{DataFrame, IntoLazy, LazyFrame, col, lit};
use cwola::prelude::*;
