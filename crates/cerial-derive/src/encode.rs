//! `Encode`: the fields, one after the other; an enum's variant by its number first.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use crate::ast::{Body, Field, Input, Variant, Way};
use crate::fixed::Fixed;
use crate::pieces::{located, place};

/// What stands in the impl of `Encode`.
pub(crate) fn items(input: &Input<'_>, root: &Path, fixed: &Fixed) -> TokenStream {
    let body = body(input, root);
    let Fixed { begin_encode, encode: encode_fixed, .. } = fixed;
    quote! {
        #[inline]
        fn encode(&self, __cerial_encoder: &mut #root::Encoder<'_>) -> ::core::result::Result<(), #root::Error> {
            #begin_encode
            #body
        }

        #encode_fixed
    }
}

fn body(input: &Input<'_>, root: &Path) -> TokenStream {
    if input.attrs.serde.is_some() {
        return quote!(#root::__private::serde::encode(self, __cerial_encoder));
    }
    match &input.body {
        Body::Struct(fields) => {
            let writes = fields.iter().filter(|field| !field.is_skipped()).map(|field| {
                let place = place(field, input.packed);
                if input.attrs.transparent.is_some() {
                    alone(field, &place, root)
                } else {
                    write(field, &place, None, root)
                }
            });
            quote! {
                #(#writes)*
                ::core::result::Result::Ok(())
            }
        }
        Body::Enum(variants) if variants.is_empty() => quote!(match *self {}),
        Body::Enum(variants) => {
            let arms = variants.iter().enumerate().map(|(number, variant)| arm(number, variant, root));
            quote! {
                match self {
                    #(#arms)*
                }
                ::core::result::Result::Ok(())
            }
        }
        Body::Union(_) => TokenStream::new(),
    }
}

fn arm(number: usize, variant: &Variant<'_>, root: &Path) -> TokenStream {
    let ident = &variant.syntax.ident;
    let label = variant.label();
    let number = proc_macro2::Literal::usize_unsuffixed(number);
    let travelling = variant.fields.iter().filter(|field| !field.is_skipped());
    let bindings = travelling.clone().map(|field| {
        let Field { member, variable, .. } = field;
        quote!(#member: #variable,)
    });
    let rest = variant.fields.iter().any(Field::is_skipped).then(|| quote!(..));
    let writes = travelling.map(|field| {
        let variable = &field.variable;
        write(field, &quote!(#variable), Some(&label), root)
    });
    quote! {
        Self::#ident { #(#bindings)* #rest } => {
            #root::Encoder::varint(__cerial_encoder, #number);
            #(#writes)*
        }
    }
}

/// Writes what `place` refers to, with the field in an error's path.
fn write(field: &Field<'_>, place: &TokenStream, variant: Option<&str>, root: &Path) -> TokenStream {
    let (ty, label) = (field.ty(), &field.label);
    let result = match field.way() {
        Way::Plain => {
            let result = quote!(#root::Encoder::field::<#ty>(__cerial_encoder, #label, #place));
            return match variant {
                Some(_) => checked(&result, &located(None, variant, root)),
                None => quote!(#result?;),
            };
        }
        Way::Serde => quote!(#root::__private::serde::encode::<#ty>(#place, __cerial_encoder)),
        Way::With(module) => quote!(#module::encode(#place, __cerial_encoder)),
        Way::Skip => return TokenStream::new(),
    };
    checked(&result, &located(Some(label), variant, root))
}

/// Writes the only field of a struct that is nothing else.
fn alone(field: &Field<'_>, place: &TokenStream, root: &Path) -> TokenStream {
    let ty = field.ty();
    match field.way() {
        Way::Plain => quote!(<#ty as #root::Encode>::encode(#place, __cerial_encoder)?;),
        Way::Serde => quote!(#root::__private::serde::encode::<#ty>(#place, __cerial_encoder)?;),
        Way::With(module) => quote!(#module::encode(#place, __cerial_encoder)?;),
        Way::Skip => TokenStream::new(),
    }
}

fn checked(result: &TokenStream, error: &TokenStream) -> TokenStream {
    quote! {
        if let ::core::result::Result::Err(__cerial_error) = #result {
            return ::core::result::Result::Err(#error);
        }
    }
}
