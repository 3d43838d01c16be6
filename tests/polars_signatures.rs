//! What rust-analyzer is told of polars is what polars has.
//!
//! A cell's variables get their types from `kernel/facade/polars`: a signature there that is not the real one would give a
//! cell that cannot be compiled. Each line of the list becomes a call here, so a wrong one does not compile.

#![allow(dead_code, clippy::all)]

use polars::prelude::*;

macro_rules! method {
    ($ty:ident by_value $name:ident [$($g:tt)*] ($($arg:ident: $at:ty),*) -> $ret:ty) => {
        const _: () = {
            fn $name<$($g)*>(this: $ty, $($arg: $at),*) -> $ret { this.$name($($arg),*) }
        };
    };
    ($ty:ident by_ref $name:ident [$($g:tt)*] ($($arg:ident: $at:ty),*) -> $ret:ty) => {
        const _: () = {
            fn $name<'a, $($g)*>(this: &'a $ty, $($arg: $at),*) -> $ret { this.$name($($arg),*) }
        };
    };
    ($ty:ident by_mut $name:ident [$($g:tt)*] ($($arg:ident: $at:ty),*) -> $ret:ty) => {
        const _: () = {
            fn $name<'a, $($g)*>(this: &'a mut $ty, $($arg: $at),*) -> $ret { this.$name($($arg),*) }
        };
    };
}

macro_rules! methods {
    ($($ty:ident { $($kind:ident $name:ident [$($g:tt)*] ($($arg:ident: $at:ty),*) -> $ret:ty;)* })*) => {
        $($(method! { $ty $kind $name [$($g)*] ($($arg: $at),*) -> $ret })*)*
    };
}

macro_rules! functions {
    ($($name:ident [$($g:tt)*] ($($arg:ident: $at:ty),*) -> $ret:ty;)*) => {
        $(const _: () = {
            fn call<$($g)*>($($arg: $at),*) -> $ret { polars::prelude::$name($($arg),*) }
        };)*
    };
}

include!("../kernel/facade/polars/src/list.rs");

#[test]
fn the_list_is_not_empty() {
    let list = include_str!("../kernel/facade/polars/src/list.rs");
    assert!(list.matches("by_value").count() > 50 && list.matches("by_ref").count() > 20);
}
