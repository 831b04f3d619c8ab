//! What stands in `#[cerial::object(…)]` and `#[cerial::function(…)]`, and behind the type in `cerial::register!`.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{LitStr, Meta, Path, Token};

#[derive(Default)]
pub(crate) struct Options {
    /// What the type, the trait or the function is called.
    pub(crate) name: Option<String>,
    /// Where cerial is.
    pub(crate) root: Option<Path>,
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut options = Self::default();
        let mut errors: Option<syn::Error> = None;
        for meta in Punctuated::<Meta, Token![,]>::parse_terminated(input)? {
            if let Err(error) = options.give(&meta) {
                match &mut errors {
                    Some(errors) => errors.combine(error),
                    None => errors = Some(error),
                }
            }
        }
        errors.map_or(Ok(options), Err)
    }
}

impl Options {
    fn give(&mut self, meta: &Meta) -> syn::Result<()> {
        let fail = |message: &str| Err(syn::Error::new_spanned(meta, message));
        let text = || match meta {
            Meta::NameValue(pair) => syn::parse2::<LitStr>(quote::ToTokens::to_token_stream(&pair.value)).ok(),
            _ => None,
        };
        if meta.path().is_ident("name") {
            match text() {
                Some(text) if text.value().is_empty() => return fail("a name is not empty"),
                Some(text) if self.name.is_none() => self.name = Some(text.value()),
                Some(_) => return fail("`name` is given twice"),
                None => return fail("`name` needs a text: write `name = \"…\"`"),
            }
        } else if meta.path().is_ident("crate") {
            match text() {
                Some(_) if self.root.is_some() => return fail("`crate` is given twice"),
                Some(text) => self.root = Some(text.parse()?),
                None => return fail("`crate` needs a path: write `crate = \"path::to::cerial\"`"),
            }
        } else {
            return fail("unknown option; known are `name` and `crate`");
        }
        Ok(())
    }
}
