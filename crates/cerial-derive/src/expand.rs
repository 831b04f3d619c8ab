//! The whole: three impls, or the errors and impls that keep the compiler quiet about everything else.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Generics, Path};

use crate::ast::Input;
use crate::bound::{self, Side};
use crate::errors::Errors;
use crate::{check, decode, encode, root, schema};

/// What `#[derive(Cerial)]` stands for.
pub(crate) fn derive(syntax: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let input = Input::read(syntax, &mut errors);
    check::check(&input, &mut errors);
    let root = match &input.attrs.root {
        Some(given) => Some(given.value.clone()),
        None => errors.ok(root::find()),
    };
    if errors.is_empty() {
        return root.map(|root| impls(&input, &root)).unwrap_or_default();
    }
    let fallback = root.map(|root| fallback(&input, &root));
    let errors = errors.into_compile_errors();
    quote!(#errors #fallback)
}

fn impls(input: &Input<'_>, root: &Path) -> TokenStream {
    let schema = schema::body(input, root);
    let encode = encode::body(input, root);
    let least = decode::least(input, root);
    let decode = decode::body(input, root);
    let skip = decode::skip(input, root);
    let parts = Parts { schema, encode, least, decode, skip: Some(skip) };
    written(input, root, &parts, |side| bound::generics(input, root, side))
}

/// Impls that are only there: whoever uses the type sees no errors but those that were found.
fn fallback(input: &Input<'_>, root: &Path) -> TokenStream {
    let never = quote!(::core::unreachable!());
    let parts =
        Parts { schema: TokenStream::new(), encode: never.clone(), least: quote!(0), decode: never, skip: None };
    written(input, root, &parts, |_| {
        let mut generics = input.syntax.generics.clone();
        generics.type_params_mut().for_each(|parameter| parameter.default = None);
        generics
    })
}

/// What stands in the impls.
struct Parts {
    schema: TokenStream,
    encode: TokenStream,
    least: TokenStream,
    decode: TokenStream,
    skip: Option<TokenStream>,
}

fn written(input: &Input<'_>, root: &Path, parts: &Parts, generics: impl Fn(Side) -> Generics) -> TokenStream {
    let Parts { schema, encode, least, decode, skip } = parts;
    let schema = implementation(
        input,
        root,
        Side::Schema,
        &generics,
        &quote! {
            fn schema(__cerial_schema: &mut #root::SchemaBuilder) {
                #schema
            }
        },
    );
    let encode = implementation(
        input,
        root,
        Side::Encode,
        &generics,
        &quote! {
            #[inline]
            fn encode(
                &self,
                __cerial_encoder: &mut #root::Encoder<'_>,
            ) -> ::core::result::Result<(), #root::Error> {
                #encode
            }
        },
    );
    let skip = skip.as_ref().map(|skip| {
        quote! {
            #[inline]
            fn skip(__cerial_decoder: &mut #root::Decoder<'_>) -> ::core::result::Result<(), #root::Error> {
                #skip
            }
        }
    });
    let decode = implementation(
        input,
        root,
        Side::Decode,
        &generics,
        &quote! {
            const LEAST: ::core::primitive::usize = #least;

            #[inline]
            fn decode(__cerial_decoder: &mut #root::Decoder<'_>) -> ::core::result::Result<Self, #root::Error> {
                #decode
            }

            #skip
        },
    );
    quote!(#schema #encode #decode)
}

fn implementation(
    input: &Input<'_>,
    root: &Path,
    side: Side,
    generics: &impl Fn(Side) -> Generics,
    items: &TokenStream,
) -> TokenStream {
    let name = &input.syntax.ident;
    let generics = generics(side);
    let (parameters, _, conditions) = generics.split_for_impl();
    let (_, arguments, _) = input.syntax.generics.split_for_impl();
    let deprecated = input.deprecated.then(|| quote!(#[allow(deprecated)]));
    // Hygiene is that of the macro, the place is that of the type: an error about the impl points to it.
    let span = Span::call_site().located_at(name.span());
    quote_spanned! {span=>
        #[automatically_derived]
        #deprecated
        impl #parameters #root::#side for #name #arguments #conditions {
            #items
        }
    }
}

/// The error that is in hand, with the field and the variant in its path.
pub(crate) fn located(field: Option<&str>, variant: Option<&str>, root: &Path) -> TokenStream {
    let mut error = quote!(__cerial_error);
    if let Some(field) = field {
        error = quote!(#root::Error::in_field(#error, #field));
    }
    if let Some(variant) = variant {
        error = quote!(#root::Error::in_variant(#error, #variant));
    }
    error
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn expansion(syntax: &DeriveInput) -> String {
        derive(syntax).to_string()
    }

    fn count(text: &str, part: &str) -> usize {
        text.matches(part).count()
    }

    #[test]
    fn a_type_gets_three_impls_that_parse() {
        let syntax = parse_quote! {
            #[cerial(crate = "root")]
            enum Shape<'a, T: Copy = u8, const N: usize = 2> where T: 'a {
                Empty,
                Many([&'a T; N]),
                Named { r#type: T, #[cerial(skip)] cache: u8, #[cerial(with = "m")] with: u8, #[cerial(serde)] serde: u8 },
            }
        };
        let file = syn::parse2::<Impls>(derive(&syntax)).map(|impls| impls.0);
        assert!(matches!(file, Ok(3)), "{file:?}: {}", expansion(&syntax));
    }

    /// Counts impls, without the whole grammar of Rust.
    struct Impls(usize);

    impl syn::parse::Parse for Impls {
        fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
            let mut count = 0;
            while !input.is_empty() {
                input.call(syn::Attribute::parse_outer)?;
                input.parse::<syn::Token![impl]>()?;
                count += 1;
                while !input.peek(syn::token::Brace) {
                    input.parse::<proc_macro2::TokenTree>()?;
                }
                input.parse::<proc_macro2::Group>()?;
            }
            Ok(Self(count))
        }
    }

    #[test]
    fn errors_come_together_and_with_impls_that_hide_others() {
        let text = expansion(&parse_quote! {
            #[cerial(crate = "root", nope)]
            struct A {
                #[cerial(nada)]
                a: u8,
                #[cerial(default)]
                b: u8,
            }
        });
        assert_eq!(count(&text, "compile_error"), 3, "{text}");
        assert_eq!(count(&text, "automatically_derived"), 3, "{text}");
    }

    #[test]
    fn a_union_gets_one_error_and_impls() {
        let text = expansion(&parse_quote!(#[cerial(crate = "root")] union A { a: u8 }));
        assert_eq!((count(&text, "compile_error"), count(&text, "automatically_derived")), (1, 3), "{text}");
    }

    #[test]
    fn without_a_crate_the_error_names_it() {
        // This package has no cerial among its dependencies.
        let text = expansion(&parse_quote!(
            struct A;
        ));
        assert!(text.contains("cargo add cerial"), "{text}");
        assert_eq!(count(&text, "automatically_derived"), 0, "{text}");
    }

    #[test]
    fn deprecated_parts_are_used_quietly_and_others_as_always() {
        let old = expansion(&parse_quote!(
            #[cerial(crate = "root")]
            struct A {
                #[deprecated]
                a: u8,
            }
        ));
        assert_eq!(count(&old, "allow (deprecated)"), 3, "{old}");
        let new = expansion(&parse_quote!(
            #[cerial(crate = "root")]
            struct A {
                a: u8,
            }
        ));
        assert_eq!(count(&new, "allow"), 0, "{new}");
    }
}
