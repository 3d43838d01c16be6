// What every cell of a notebook can use: the kernel runs this at its start.
use cwola::polars::prelude::{DataFrame, IntoLazy, JoinArgs, JoinType, LazyFrame, RoundMode, col, df, lit, when};
use cwola::prelude::*;
// Tables, tensors and drawings under their own names: `polars::…`, `burn::…` and `plotters::…`.
use cwola::{burn, plotters, polars};
cwola::start_kernel();
// From here on a cell may use `?` at its first attempt.
Ok::<(), Error>(())?;
