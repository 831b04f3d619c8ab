//! The attribute `#[timethis]` of sktime. Use it through sktime, which documents it and re-exports it.
//!
//! `arguments` reads what stands in its parentheses, `function` what it stands on, `expand` puts the timing in.

mod arguments;
mod expand;
mod function;
mod root;

use proc_macro::TokenStream;

/// Times each call of a function. See sktime for what it does and takes.
#[proc_macro_attribute]
pub fn timethis(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::timethis(arguments.into(), item.into()).into()
}
