//! What `Decode` needs for cycles: a value to hold meanwhile, and the way to a value's cells on a second visit.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use crate::ast::{Body, Field, Input, Variant, Way};
use crate::decode::Whole;
use crate::pieces::{left_out, located};

/// What stands in the impl of `Decode`. A type that goes through serde is not ours to look into.
pub(crate) fn items(input: &Input<'_>, root: &Path) -> TokenStream {
    if input.attrs.serde.is_some() {
        return TokenStream::new();
    }
    let (placeholder, revisit) = (placeholder(input, root), revisit(input, root));
    quote! {
        const DERIVED: ::core::primitive::bool = true;

        fn placeholder(__cerial_depth: ::core::primitive::u32) -> ::core::option::Option<Self> {
            #placeholder
        }

        fn revisit(
            &self,
            __cerial_decoder: &mut #root::Decoder<'_>,
        ) -> ::core::result::Result<(), #root::Error> {
            #revisit
        }
    }
}

fn placeholder(input: &Input<'_>, root: &Path) -> TokenStream {
    let some = quote!(::core::option::Option::Some);
    let none = quote! {
        let _ = __cerial_depth;
        ::core::option::Option::None
    };
    if input.attrs.no_placeholder.is_some() {
        return none;
    }
    if let Some(function) = &input.attrs.placeholder {
        let function = &function.value;
        return quote! {
            let _ = __cerial_depth;
            #some(#function())
        };
    }
    let deeper = quote!(let __cerial_depth = ::core::primitive::u32::checked_sub(__cerial_depth, 1)?;);
    match &input.body {
        Body::Struct(fields) => match values(fields, root) {
            Some(values) => quote! {
                #deeper
                #some(Self { #values })
            },
            None => none,
        },
        Body::Enum(variants) => {
            let empty = variants.iter().find(|variant| variant.fields.iter().all(Field::is_skipped));
            if let Some(Variant { syntax, fields, .. }) = empty {
                let (ident, values) = (&syntax.ident, values(fields, root));
                return quote! {
                    let _ = __cerial_depth;
                    #some(Self::#ident { #values })
                };
            }
            let tries = variants.iter().filter_map(|variant| {
                let (ident, values) = (&variant.syntax.ident, values(&variant.fields, root)?);
                Some(quote! {
                    if let #some(__cerial_value) = (|| #some(Self::#ident { #values }))() {
                        return #some(__cerial_value);
                    }
                })
            });
            let tries: Vec<TokenStream> = tries.collect();
            if tries.is_empty() {
                return none;
            }
            quote! {
                #deeper
                #(#tries)*
                ::core::option::Option::None
            }
        }
        Body::Union(_) => none,
    }
}

/// Placeholders for all fields; `None` where a field that others take has none.
fn values(fields: &[Field<'_>], root: &Path) -> Option<TokenStream> {
    let value = |field: &Field<'_>| {
        let (member, ty) = (&field.member, field.ty());
        let value = match field.way() {
            Way::Plain => quote!(<#ty as #root::Decode>::placeholder(__cerial_depth)?),
            Way::Skip => left_out(field),
            Way::Serde | Way::With(_) => return None,
        };
        Some(quote!(#member: #value,))
    };
    fields.iter().map(value).collect()
}

fn revisit(input: &Input<'_>, root: &Path) -> TokenStream {
    match &input.body {
        // A packed field can't be borrowed.
        Body::Struct(_) if input.packed => quote!(<Self as #root::Decode>::skip(__cerial_decoder)),
        Body::Struct(fields) => {
            let transparent = input.attrs.transparent.is_some();
            let whole = Whole { path: quote!(Self), variant: None, transparent };
            let visits = fields.iter().map(|field| {
                let member = &field.member;
                visit(&whole, field, &quote!(&self.#member), root)
            });
            quote! {
                #(#visits)*
                ::core::result::Result::Ok(())
            }
        }
        Body::Enum(variants) if variants.is_empty() => quote!(match *self {}),
        Body::Enum(variants) => {
            let name = input.label();
            let arms = variants.iter().enumerate().map(|(number, variant)| arm(number, variant, root));
            quote! {
                match (#root::Decoder::varint(__cerial_decoder)?, self) {
                    #(#arms)*
                    _ => ::core::result::Result::Err(#root::Decoder::changed(__cerial_decoder, #name)),
                }
            }
        }
        Body::Union(_) => TokenStream::new(),
    }
}

fn arm(number: usize, variant: &Variant<'_>, root: &Path) -> TokenStream {
    let (ident, label) = (&variant.syntax.ident, variant.label());
    let number = proc_macro2::Literal::usize_unsuffixed(number);
    let whole = Whole { path: quote!(Self::#ident), variant: Some(&label), transparent: false };
    let visited = |field: &&Field<'_>| matches!(field.way(), Way::Plain);
    let bindings = variant.fields.iter().filter(visited).map(|field| {
        let Field { member, variable, .. } = field;
        quote!(#member: #variable,)
    });
    let rest = (!variant.fields.iter().all(|field| visited(&field))).then(|| quote!(..));
    let visits = variant.fields.iter().map(|field| {
        let variable = &field.variable;
        visit(&whole, field, &quote!(#variable), root)
    });
    quote! {
        (#number, Self::#ident { #(#bindings)* #rest }) => {
            #(#visits)*
            ::core::result::Result::Ok(())
        }
    }
}

/// Visits a field at its place; what others take is passed over as it is elsewhere.
fn visit(whole: &Whole<'_>, field: &Field<'_>, place: &TokenStream, root: &Path) -> TokenStream {
    let (ty, label) = (field.ty(), &field.label);
    match field.way() {
        Way::Skip => TokenStream::new(),
        Way::Serde | Way::With(_) => {
            let skip = whole.skip(field, root);
            quote!(#skip;)
        }
        Way::Plain if whole.transparent => quote!(#root::Decoder::revisit_part::<#ty>(__cerial_decoder, #place)?;),
        Way::Plain => {
            let visit = quote!(#root::Decoder::revisit_field::<#ty>(__cerial_decoder, #label, #place));
            match whole.variant {
                None => quote!(#visit?;),
                Some(_) => {
                    let error = located(None, whole.variant, root);
                    quote! {
                        if let ::core::result::Result::Err(__cerial_error) = #visit {
                            return ::core::result::Result::Err(#error);
                        }
                    }
                }
            }
        }
    }
}
