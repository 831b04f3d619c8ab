//! `Decode`: the fields as they were written, and what is skipped.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use crate::ast::{Body, Field, Input, Variant, Way};
use crate::fixed::Fixed;
use crate::pieces::{left_out, located};

/// What stands in the impl of `Decode`.
pub(crate) fn items(input: &Input<'_>, root: &Path, fixed: &Fixed) -> TokenStream {
    let (least, body, skip) = (least(input, root), body(input, root), skip(input, root));
    let decode_fixed = &fixed.decode;
    let decode = if fixed.may_be_compact {
        quote! {
            let __cerial_by_parts =
                |__cerial_decoder: &mut #root::Decoder<'_>| -> ::core::result::Result<Self, #root::Error> { #body };
            if #root::__private::is_compact::<Self>() {
                #root::Decoder::compact::<Self>(__cerial_decoder, __cerial_by_parts)
            } else {
                __cerial_by_parts(__cerial_decoder)
            }
        }
    } else {
        body
    };
    let decode_into = decode_into(input, root, fixed);
    quote! {
        const LEAST: ::core::primitive::usize = #least;

        #[inline]
        fn decode(__cerial_decoder: &mut #root::Decoder<'_>) -> ::core::result::Result<Self, #root::Error> {
            #decode
        }

        #[inline]
        fn skip(__cerial_decoder: &mut #root::Decoder<'_>) -> ::core::result::Result<(), #root::Error> {
            #skip
        }

        #decode_fixed

        #decode_into
    }
}

/// Into the place of another value, field by field. What has fields that don't simply travel is made anew.
fn decode_into(input: &Input<'_>, root: &Path, fixed: &Fixed) -> TokenStream {
    let Body::Struct(fields) = &input.body else { return TokenStream::new() };
    let plain = fields.iter().all(|field| matches!(field.way(), Way::Plain));
    if input.attrs.serde.is_some() || input.packed || fields.is_empty() || !plain {
        return TokenStream::new();
    }
    let transparent = input.attrs.transparent.is_some();
    let begin = &fixed.begin_decode_into;
    let takes = fields.iter().map(|field| {
        let (ty, member, label) = (field.ty(), &field.member, &field.label);
        if transparent {
            quote!(#root::Decoder::part_into::<#ty>(__cerial_decoder, &mut self.#member)?;)
        } else {
            quote!(#root::Decoder::field_into::<#ty>(__cerial_decoder, #label, &mut self.#member)?;)
        }
    });
    quote! {
        #[inline]
        fn decode_into(
            &mut self,
            __cerial_decoder: &mut #root::Decoder<'_>,
        ) -> ::core::result::Result<(), #root::Error> {
            #begin
            #(#takes)*
            ::core::result::Result::Ok(())
        }
    }
}

/// The least bytes that a value takes.
fn least(input: &Input<'_>, root: &Path) -> TokenStream {
    match &input.body {
        _ if input.attrs.serde.is_some() => quote!(<#root::Serde<Self> as #root::Decode>::LEAST),
        Body::Struct(fields) => fields.iter().fold(quote!(0), |sum, field| {
            let ty = field.ty();
            match field.way() {
                Way::Plain => quote!(::core::primitive::usize::saturating_add(#sum, <#ty as #root::Decode>::LEAST)),
                Way::Serde => {
                    quote!(::core::primitive::usize::saturating_add(#sum, <#root::Serde<#ty> as #root::Decode>::LEAST))
                }
                Way::With(_) | Way::Skip => sum,
            }
        }),
        Body::Enum(_) | Body::Union(_) => quote!(1),
    }
}

/// What is done with the bytes.
#[derive(Clone, Copy)]
enum Verb {
    Decode,
    Skip,
}

fn body(input: &Input<'_>, root: &Path) -> TokenStream {
    if input.attrs.serde.is_some() {
        return quote!(#root::__private::serde::decode(__cerial_decoder));
    }
    take(input, root, Verb::Decode)
}

fn skip(input: &Input<'_>, root: &Path) -> TokenStream {
    if input.attrs.serde.is_some() {
        return quote!(<#root::Serde<Self> as #root::Decode>::skip(__cerial_decoder));
    }
    take(input, root, Verb::Skip)
}

fn take(input: &Input<'_>, root: &Path, verb: Verb) -> TokenStream {
    match &input.body {
        Body::Struct(fields) => {
            let transparent = input.attrs.transparent.is_some();
            let of = Whole { path: quote!(Self), variant: None, transparent };
            of.take(fields, root, verb)
        }
        Body::Enum(variants) => {
            let name = input.label();
            let arms = variants.iter().enumerate().map(|(number, variant)| arm(number, variant, root, verb));
            let unknown = unknown(&name, root);
            quote! {
                match #root::Decoder::varint(__cerial_decoder)? {
                    #(#arms)*
                    #unknown
                }
            }
        }
        Body::Union(_) => TokenStream::new(),
    }
}

fn arm(number: usize, variant: &Variant<'_>, root: &Path, verb: Verb) -> TokenStream {
    let ident = &variant.syntax.ident;
    let number = proc_macro2::Literal::usize_unsuffixed(number);
    let label = variant.label();
    let of = Whole { path: quote!(Self::#ident), variant: Some(&label), transparent: false };
    let taken = of.take(&variant.fields, root, verb);
    let note = match verb {
        Verb::Decode => TokenStream::new(),
        Verb::Skip => quote!(#root::Decoder::note_variant(__cerial_decoder, #label);),
    };
    quote!(#number => { #note #taken })
}

fn unknown(name: &str, root: &Path) -> TokenStream {
    quote! {
        __cerial_number => ::core::result::Result::Err(
            #root::Decoder::unknown_variant(__cerial_decoder, #name, __cerial_number)
        ),
    }
}

/// What a module's function takes: it gets no unfinished objects.
fn by_hand(module: &Path, root: &Path) -> TokenStream {
    quote!(#root::Decoder::by_hand(__cerial_decoder, |__cerial_decoder| #module::decode(__cerial_decoder)))
}

/// The struct or variant whose fields are taken.
pub(crate) struct Whole<'a> {
    pub(crate) path: TokenStream,
    pub(crate) variant: Option<&'a str>,
    pub(crate) transparent: bool,
}

impl Whole<'_> {
    fn take(&self, fields: &[Field<'_>], root: &Path, verb: Verb) -> TokenStream {
        let path = &self.path;
        match verb {
            Verb::Decode => {
                let values = fields.iter().map(|field| {
                    let (member, value) = (&field.member, self.value(field, root));
                    quote!(#member: #value,)
                });
                quote!(::core::result::Result::Ok(#path { #(#values)* }))
            }
            Verb::Skip => {
                let skips = fields.iter().filter(|field| !field.is_skipped()).map(|field| self.skip(field, root));
                quote! {
                    #(#skips;)*
                    ::core::result::Result::Ok(())
                }
            }
        }
    }

    fn value(&self, field: &Field<'_>, root: &Path) -> TokenStream {
        let (ty, label) = (field.ty(), &field.label);
        let result = match field.way() {
            Way::Plain if self.transparent => quote!(#root::Decoder::part::<#ty>(__cerial_decoder)),
            Way::Plain => {
                let bytes =
                    self.checked(None, &quote!(#root::Decoder::any_field::<#ty>(__cerial_decoder, #label)), root);
                let value = self.checked(None, &quote!(#root::Decoder::field::<#ty>(__cerial_decoder, #label)), root);
                return quote! {
                    if #root::__private::is_any::<#ty>() {
                        #root::__private::any_value::<#ty>(#bytes)
                    } else {
                        #value
                    }
                };
            }
            Way::Serde => quote!(#root::__private::serde::decode::<#ty>(__cerial_decoder)),
            Way::With(module) => by_hand(module, root),
            Way::Skip => return left_out(field),
        };
        self.checked(Some(label), &result, root)
    }

    pub(crate) fn skip(&self, field: &Field<'_>, root: &Path) -> TokenStream {
        let (ty, label) = (field.ty(), &field.label);
        let result = match field.way() {
            Way::Plain if self.transparent => quote!(<#ty as #root::Decode>::skip(__cerial_decoder)),
            Way::Plain => {
                let result = quote!(#root::Decoder::skip_field::<#ty>(__cerial_decoder, #label));
                return self.checked(None, &result, root);
            }
            Way::Serde if self.transparent => quote!(<#root::Serde<#ty> as #root::Decode>::skip(__cerial_decoder)),
            Way::Serde => {
                let result = quote!(#root::Decoder::skip_field::<#root::Serde<#ty>>(__cerial_decoder, #label));
                return self.checked(None, &result, root);
            }
            // A module says only how a value is taken, so it is taken and dropped.
            Way::With(module) if self.transparent => {
                let taken = by_hand(module, root);
                quote!(::core::result::Result::map(#taken, |_: #ty| ()))
            }
            Way::With(module) => {
                let result = quote!(#root::Decoder::skip_by_hand::<#ty>(
                    __cerial_decoder,
                    #label,
                    |__cerial_decoder| #module::decode(__cerial_decoder),
                ));
                return self.checked(None, &result, root);
            }
            Way::Skip => return TokenStream::new(),
        };
        self.checked(Some(label), &result, root)
    }

    /// The value of a result, or an error with the way to it in its path.
    fn checked(&self, label: Option<&str>, result: &TokenStream, root: &Path) -> TokenStream {
        let label = label.filter(|_| !self.transparent);
        if label.is_none() && self.variant.is_none() {
            return quote!(#result?);
        }
        let error = located(label, self.variant, root);
        quote! {
            match #result {
                ::core::result::Result::Ok(__cerial_value) => __cerial_value,
                ::core::result::Result::Err(__cerial_error) => return ::core::result::Result::Err(#error),
            }
        }
    }
}
