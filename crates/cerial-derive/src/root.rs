//! Where the user's crate has cerial.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::Span;
use quote::format_ident;
use syn::Path;

/// The crates that have cerial, and what of them is it.
const HOMES: [(&str, Option<&str>); 3] =
    [("cerial", None), ("suitkaise", Some("cerial")), ("processing", Some("cerial"))];

/// The path of cerial.
///
/// # Errors
/// When the user's crate has none of the crates that have it.
pub(crate) fn find() -> syn::Result<Path> {
    HOMES.into_iter().find_map(|(home, inside)| Some(path(home, &crate_name(home).ok()?, inside))).ok_or_else(|| {
        syn::Error::new(
            Span::call_site(),
            "the crate `cerial` is not among the dependencies; run `cargo add cerial`, or say where it is: \
             `#[cerial(crate = \"path::to::cerial\")]`",
        )
    })
}

fn path(home: &str, found: &FoundCrate, inside: Option<&str>) -> Path {
    let name = match found {
        // Integration tests, doc tests and examples name their own package like everybody else, and the library calls
        // itself by that name too.
        FoundCrate::Itself => format_ident!("{home}"),
        FoundCrate::Name(name) => format_ident!("{name}"),
    };
    let inside = inside.map(|inside| format_ident!("{inside}")).into_iter();
    syn::parse_quote!(::#name #(::#inside)*)
}
