//! Where the user's crate has sktime.

use proc_macro_crate::{FoundCrate, crate_name};
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};

/// The crates that have sktime, and what of them is it.
const HOMES: [(&str, Option<&str>); 2] = [("sktime", None), ("suitkaise", Some("sktime"))];

/// The path of sktime.
///
/// # Errors
/// When the user's crate has none of the crates that have it.
pub(crate) fn find() -> syn::Result<TokenStream> {
    let found = HOMES.into_iter().find_map(|(home, inside)| Some(path(home, &crate_name(home).ok()?, inside)));
    found.ok_or_else(|| {
        let message = "the crate `sktime` is not among the dependencies; run `cargo add sktime`";
        syn::Error::new(Span::call_site(), message)
    })
}

fn path(home: &str, found: &FoundCrate, inside: Option<&str>) -> TokenStream {
    let name = match found {
        // Tests, doc tests, benches and examples of a crate name it like everybody else.
        FoundCrate::Itself => format_ident!("{home}"),
        FoundCrate::Name(name) => format_ident!("{name}"),
    };
    let inside = inside.map(|inside| format_ident!("{inside}")).into_iter();
    quote!(::#name #(::#inside)*)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_goes_through_whichever_crate_there_is() {
        let renamed = FoundCrate::Name("clock".into());
        assert_eq!(path("sktime", &FoundCrate::Itself, None).to_string(), ":: sktime");
        assert_eq!(path("sktime", &renamed, None).to_string(), ":: clock");
        assert_eq!(path("suitkaise", &renamed, Some("sktime")).to_string(), ":: clock :: sktime");
    }
}
