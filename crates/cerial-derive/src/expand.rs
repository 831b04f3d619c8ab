//! The whole: three impls, or the errors and impls that keep the compiler quiet about everything else.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{DeriveInput, Generics, Path};

use crate::ast::Input;
use crate::bound::{self, Side};
use crate::errors::Errors;
use crate::fixed::Fixed;
use crate::{check, cycles, decode, encode, root, schema};

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
    let fixed = Fixed::of(input, root);
    let items = |side| match side {
        Side::Schema => schema::items(input, root, &fixed),
        Side::Encode => encode::items(input, root, &fixed),
        Side::Decode => {
            let mut items = decode::items(input, root, &fixed);
            items.extend(cycles::items(input, root));
            items
        }
    };
    Side::ALL
        .map(|side| implementation(input, root, side, &bound::generics(input, root, side), &items(side)))
        .into_iter()
        .collect()
}

/// Impls that are only there: whoever uses the type sees no errors but those that were found.
fn fallback(input: &Input<'_>, root: &Path) -> TokenStream {
    let result = |ty: TokenStream| quote!(::core::result::Result<#ty, #root::Error>);
    let (nothing, whole) = (result(quote!(())), result(quote!(Self)));
    let items = |side| match side {
        Side::Schema => quote! {
            fn schema(_: &mut #root::SchemaBuilder) {}
        },
        Side::Encode => quote! {
            fn encode(&self, _: &mut #root::Encoder<'_>) -> #nothing {
                ::core::unreachable!()
            }
        },
        Side::Decode => quote! {
            fn decode(_: &mut #root::Decoder<'_>) -> #whole {
                ::core::unreachable!()
            }
        },
    };
    let generics = bound::without_defaults(input);
    Side::ALL.map(|side| implementation(input, root, side, &generics, &items(side))).into_iter().collect()
}

fn implementation(input: &Input<'_>, root: &Path, side: Side, generics: &Generics, items: &TokenStream) -> TokenStream {
    let name = &input.syntax.ident;
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
