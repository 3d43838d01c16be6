// Read by the kernel at its start: what every cell sees without an import.
use cwola::prelude::*;
// Tables and tensors under their own names, so that `polars::…` and `burn::…` work in a cell.
use cwola::{burn, plotters, polars};
use cwola::polars::prelude::{DataFrame, IntoLazy, NamedFrom, Series, SortMultipleOptions, col, df, lit, when};
cwola::start_kernel();
