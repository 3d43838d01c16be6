// Signatures of polars that a cell is likely to use. This list is read twice: by the stand-in, and by the test that
// compares each line with polars itself.
methods! {
    DataFrame {
        by_ref height [] () -> usize;
        by_ref width [] () -> usize;
        by_ref shape [] () -> (usize, usize);
        by_ref columns [] () -> &'a [Column];
        by_ref column [] (name: &str) -> PolarsResult<&'a Column>;
        by_ref get_column_names [] () -> Vec<&'a PlSmallStr>;
        by_ref get_column_names_owned [] () -> Vec<PlSmallStr>;
        by_ref get_column_index [] (name: &str) -> Option<usize>;
        by_ref dtypes [] () -> Vec<DataType>;
        by_ref estimated_size [] () -> usize;
        by_ref select [I: IntoIterator<Item = S>, S: AsRef<str>] (names: I) -> PolarsResult<DataFrame>;
        by_ref filter [] (mask: &BooleanChunked) -> PolarsResult<DataFrame>;
        by_ref head [] (length: Option<usize>) -> DataFrame;
        by_ref tail [] (length: Option<usize>) -> DataFrame;
        by_ref slice [] (offset: i64, length: usize) -> DataFrame;
        by_ref reverse [] () -> DataFrame;
        by_ref drop [] (name: &str) -> PolarsResult<DataFrame>;
        by_ref hstack [] (columns: &[Column]) -> PolarsResult<DataFrame>;
        by_ref vstack [] (other: &DataFrame) -> PolarsResult<DataFrame>;
        by_ref null_count [] () -> DataFrame;
        by_mut rename [] (column: &str, name: PlSmallStr) -> PolarsResult<&'a mut DataFrame>;
        by_mut with_column [] (column: Column) -> PolarsResult<&'a mut DataFrame>;
        by_mut drop_in_place [] (name: &str) -> PolarsResult<Column>;
    }
    LazyFrame {
        by_value collect [] () -> PolarsResult<DataFrame>;
        by_value filter [] (predicate: Expr) -> LazyFrame;
        by_value select [E: AsRef<[Expr]>] (exprs: E) -> LazyFrame;
        by_value with_column [] (expr: Expr) -> LazyFrame;
        by_value with_columns [E: AsRef<[Expr]>] (exprs: E) -> LazyFrame;
        by_value group_by [E: AsRef<[IE]>, IE: Into<Expr> + Clone] (by: E) -> LazyGroupBy;
        by_value sort_by_exprs [E: AsRef<[Expr]>] (by: E, options: SortMultipleOptions) -> LazyFrame;
        by_value limit [] (n: IdxSize) -> LazyFrame;
        by_value slice [] (offset: i64, len: IdxSize) -> LazyFrame;
        by_value tail [] (n: IdxSize) -> LazyFrame;
        by_value reverse [] () -> LazyFrame;
        by_value first [] () -> LazyFrame;
        by_value last [] () -> LazyFrame;
        by_value max [] () -> LazyFrame;
        by_value min [] () -> LazyFrame;
        by_value sum [] () -> LazyFrame;
        by_value mean [] () -> LazyFrame;
        by_value median [] () -> LazyFrame;
        by_value std [] (ddof: u8) -> LazyFrame;
        by_value var [] (ddof: u8) -> LazyFrame;
        by_value count [] () -> LazyFrame;
        by_value null_count [] () -> LazyFrame;
        by_value fill_null [E: Into<Expr>] (value: E) -> LazyFrame;
        by_value fill_nan [E: Into<Expr>] (value: E) -> LazyFrame;
        by_value left_join [E: Into<Expr>] (other: LazyFrame, left_on: E, right_on: E) -> LazyFrame;
        by_value inner_join [E: Into<Expr>] (other: LazyFrame, left_on: E, right_on: E) -> LazyFrame;
        by_value full_join [E: Into<Expr>] (other: LazyFrame, left_on: E, right_on: E) -> LazyFrame;
        by_value join [E: AsRef<[Expr]>] (other: LazyFrame, left_on: E, right_on: E, args: JoinArgs) -> LazyFrame;
        by_ref describe_plan [] () -> PolarsResult<String>;
        by_ref explain [] (optimized: bool) -> PolarsResult<String>;
    }
    LazyGroupBy {
        by_value agg [E: AsRef<[Expr]>] (aggs: E) -> LazyFrame;
        by_value head [] (n: Option<usize>) -> LazyFrame;
        by_value tail [] (n: Option<usize>) -> LazyFrame;
    }
    Expr {
        by_value alias [S: Into<PlSmallStr>] (name: S) -> Expr;
        by_value eq [E: Into<Expr>] (other: E) -> Expr;
        by_value neq [E: Into<Expr>] (other: E) -> Expr;
        by_value lt [E: Into<Expr>] (other: E) -> Expr;
        by_value gt [E: Into<Expr>] (other: E) -> Expr;
        by_value lt_eq [E: Into<Expr>] (other: E) -> Expr;
        by_value gt_eq [E: Into<Expr>] (other: E) -> Expr;
        by_value and [E: Into<Expr>] (other: E) -> Expr;
        by_value or [E: Into<Expr>] (other: E) -> Expr;
        by_value xor [E: Into<Expr>] (other: E) -> Expr;
        by_value not [] () -> Expr;
        by_value is_null [] () -> Expr;
        by_value is_not_null [] () -> Expr;
        by_value is_nan [] () -> Expr;
        by_value is_not_nan [] () -> Expr;
        by_value is_finite [] () -> Expr;
        by_value is_infinite [] () -> Expr;
        by_value fill_null [E: Into<Expr>] (value: E) -> Expr;
        by_value fill_nan [E: Into<Expr>] (value: E) -> Expr;
        by_value filter [E: Into<Expr>] (predicate: E) -> Expr;
        by_value cast [] (dtype: DataType) -> Expr;
        by_value count [] () -> Expr;
        by_value len [] () -> Expr;
        by_value first [] () -> Expr;
        by_value last [] () -> Expr;
        by_value min [] () -> Expr;
        by_value max [] () -> Expr;
        by_value sum [] () -> Expr;
        by_value mean [] () -> Expr;
        by_value median [] () -> Expr;
        by_value std [] (ddof: u8) -> Expr;
        by_value var [] (ddof: u8) -> Expr;
        by_value n_unique [] () -> Expr;
        by_value unique [] () -> Expr;
        by_value reverse [] () -> Expr;
        by_value head [] (length: Option<usize>) -> Expr;
        by_value tail [] (length: Option<usize>) -> Expr;
        by_value pow [E: Into<Expr>] (exponent: E) -> Expr;
        by_value sqrt [] () -> Expr;
        by_value cbrt [] () -> Expr;
        by_value abs [] () -> Expr;
        by_value exp [] () -> Expr;
        by_value log [] (base: Expr) -> Expr;
        by_value sin [] () -> Expr;
        by_value cos [] () -> Expr;
        by_value tan [] () -> Expr;
        by_value arctan2 [] (x: Expr) -> Expr;
        by_value round [] (decimals: u32, mode: RoundMode) -> Expr;
        by_value floor [] () -> Expr;
        by_value ceil [] () -> Expr;
        by_value clip [] (min: Expr, max: Expr) -> Expr;
        by_value shift [] (n: Expr) -> Expr;
        by_value over [E: AsRef<[IE]>, IE: Into<Expr> + Clone] (by: E) -> PolarsResult<Expr>;
    }
    When {
        by_value then [E: Into<Expr>] (value: E) -> Then;
    }
    Then {
        by_value when [E: Into<Expr>] (condition: E) -> ChainedWhen;
        by_value otherwise [E: Into<Expr>] (value: E) -> Expr;
    }
    ChainedWhen {
        by_value then [E: Into<Expr>] (value: E) -> ChainedThen;
    }
    ChainedThen {
        by_value when [E: Into<Expr>] (condition: E) -> ChainedWhen;
        by_value otherwise [E: Into<Expr>] (value: E) -> Expr;
    }
    Column {
        by_ref len [] () -> usize;
        by_ref is_empty [] () -> bool;
        by_ref name [] () -> &'a PlSmallStr;
        by_ref dtype [] () -> &'a DataType;
        by_ref null_count [] () -> usize;
        by_ref cast [] (dtype: &DataType) -> PolarsResult<Column>;
        by_ref f64 [] () -> PolarsResult<&'a Float64Chunked>;
        by_ref bool [] () -> PolarsResult<&'a BooleanChunked>;
        by_ref head [] (length: Option<usize>) -> Column;
        by_ref as_materialized_series [] () -> &'a Series;
    }
    Series {
        by_ref len [] () -> usize;
        by_ref is_empty [] () -> bool;
        by_ref name [] () -> &'a PlSmallStr;
        by_ref dtype [] () -> &'a DataType;
        by_ref mean [] () -> Option<f64>;
        by_ref median [] () -> Option<f64>;
        by_ref std [] (ddof: u8) -> Option<f64>;
        by_ref f64 [] () -> PolarsResult<&'a Float64Chunked>;
    }
    PlSmallStr {
        by_ref as_str [] () -> &'a str;
    }
}

functions! {
    col [N: Into<PlSmallStr>] (name: N) -> Expr;
    lit [L: Literal] (value: L) -> Expr;
    when [E: Into<Expr>] (condition: E) -> When;
    len [] () -> Expr;
}
