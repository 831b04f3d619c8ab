//! The derive of cerial. Use it through cerial, which documents it and re-exports it.
//!
//! A file per stage, in the order of the work: `attr` reads attributes, `ast` makes our own tree of the type, `check`
//! refuses what can't work, `bound` finds what type parameters must be able to do, `schema`, `encode` and `decode`
//! write one impl each, `fixed` what they have more for values of one size, `cycles` what `Decode` has more for values
//! in cycles; `expand` puts them together or, after errors, a fallback. `object` and `function` are apart: they make trait
//! objects and pointers to functions travel. No stage stops at its first error: all go to `errors`.

mod ast;
mod attr;
mod bound;
mod check;
mod cycles;
mod decode;
mod encode;
mod errors;
mod expand;
mod fixed;
mod function;
mod object;
mod pieces;
mod root;
mod schema;

use proc_macro::TokenStream;

/// Writes `Schema`, `Encode` and `Decode` for a struct or an enum.
#[proc_macro_derive(Cerial, attributes(cerial))]
pub fn derive_cerial(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    expand::derive(&input).into()
}

/// The attribute that makes trait objects travel.
#[proc_macro_attribute]
pub fn object(options: TokenStream, item: TokenStream) -> TokenStream {
    object::attribute(options.into(), item.into()).into()
}

/// What `#[cerial::object]` does on an impl, without one.
#[proc_macro]
pub fn register(input: TokenStream) -> TokenStream {
    object::register(input.into()).into()
}

/// The attribute that makes pointers to a function travel.
#[proc_macro_attribute]
pub fn function(options: TokenStream, item: TokenStream) -> TokenStream {
    function::attribute(options.into(), item.into()).into()
}
