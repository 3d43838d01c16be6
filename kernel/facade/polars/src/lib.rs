//! Signatures of polars for rust-analyzer; no code of it ever runs.

#![allow(dead_code, unused_variables, clippy::all)]

macro_rules! method {
    (by_value $name:ident [$($g:tt)*] ($($arg:ident: $at:ty),*) -> $ret:ty) => {
        pub fn $name<$($g)*>(self, $($arg: $at),*) -> $ret { loop {} }
    };
    (by_ref $name:ident [$($g:tt)*] ($($arg:ident: $at:ty),*) -> $ret:ty) => {
        pub fn $name<'a, $($g)*>(&'a self, $($arg: $at),*) -> $ret { loop {} }
    };
    (by_mut $name:ident [$($g:tt)*] ($($arg:ident: $at:ty),*) -> $ret:ty) => {
        pub fn $name<'a, $($g)*>(&'a mut self, $($arg: $at),*) -> $ret { loop {} }
    };
}

macro_rules! methods {
    ($($ty:ident { $($kind:ident $name:ident [$($g:tt)*] ($($arg:ident: $at:ty),*) -> $ret:ty;)* })*) => {
        $(impl $ty { $(method! { $kind $name [$($g)*] ($($arg: $at),*) -> $ret })* })*
    };
}

macro_rules! functions {
    ($($name:ident [$($g:tt)*] ($($arg:ident: $at:ty),*) -> $ret:ty;)*) => {
        $(pub fn $name<$($g)*>($($arg: $at),*) -> $ret { loop {} })*
    };
}

pub mod prelude {
    //! The names that cells use.

    macro_rules! types {
        ($($name:ident)*) => { $(#[derive(Clone, Debug)] pub struct $name { hidden: () })* };
    }

    types! { DataFrame LazyFrame LazyGroupBy Expr Column Series Schema PlSmallStr Then ChainedThen When ChainedWhen }
    types! { JoinArgs SortMultipleOptions BooleanChunked Float64Chunked UInt32Chunked }

    pub use crate::df;
    pub use crate::error::{PolarsError, PolarsResult};

    pub type IdxSize = u32;
    pub type IdxCa = UInt32Chunked;

    #[derive(Clone, Copy, Debug)]
    pub enum RoundMode {
        HalfToEven,
        HalfAwayFromZero,
    }

    #[derive(Clone, Debug)]
    pub enum JoinType {
        Inner,
        Left,
        Right,
        Full,
    }

    impl JoinArgs {
        pub fn new(how: JoinType) -> JoinArgs {
            loop {}
        }
    }

    #[derive(Clone, Debug, PartialEq)]
    pub enum DataType {
        Boolean,
        UInt8,
        UInt16,
        UInt32,
        UInt64,
        Int8,
        Int16,
        Int32,
        Int64,
        Float32,
        Float64,
        String,
        Null,
    }

    pub trait Literal {}
    impl Literal for f64 {}
    impl Literal for f32 {}
    impl Literal for i32 {}
    impl Literal for i64 {}
    impl Literal for u32 {}
    impl Literal for u64 {}
    impl Literal for bool {}
    impl Literal for &str {}
    impl Literal for String {}

    impl From<&str> for Expr {
        fn from(_: &str) -> Expr {
            loop {}
        }
    }
    impl From<f64> for Expr {
        fn from(_: f64) -> Expr {
            loop {}
        }
    }
    impl From<&str> for PlSmallStr {
        fn from(_: &str) -> PlSmallStr {
            loop {}
        }
    }
    impl Default for SortMultipleOptions {
        fn default() -> Self {
            loop {}
        }
    }

    macro_rules! operators {
        ($($tr:ident $method:ident)*) => { $(
            impl<T: Into<Expr>> std::ops::$tr<T> for Expr {
                type Output = Expr;
                fn $method(self, _: T) -> Expr {
                    loop {}
                }
            }
        )* };
    }
    operators! { Add add Sub sub Mul mul Div div Rem rem }
    impl std::ops::Neg for Expr {
        type Output = Expr;
        fn neg(self) -> Expr {
            loop {}
        }
    }

    /// From a table to a query.
    pub trait IntoLazy {
        fn lazy(self) -> LazyFrame;
    }
    impl IntoLazy for DataFrame {
        fn lazy(self) -> LazyFrame {
            loop {}
        }
    }
    impl IntoLazy for LazyFrame {
        fn lazy(self) -> LazyFrame {
            loop {}
        }
    }

    include!("list.rs");
}

pub mod error {
    //! Errors of the table engine.

    #[derive(Debug)]
    pub struct PolarsError {
        hidden: (),
    }
    impl std::fmt::Display for PolarsError {
        fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            loop {}
        }
    }
    impl std::error::Error for PolarsError {}
    pub type PolarsResult<T> = Result<T, PolarsError>;
}

/// A table from columns: `df!["pt" => [1.0, 2.0]]?`.
#[macro_export]
macro_rules! df {
    ($($name:expr => $values:expr),* $(,)?) => {{
        fn table() -> $crate::error::PolarsResult<$crate::prelude::DataFrame> { loop {} }
        table()
    }};
}
