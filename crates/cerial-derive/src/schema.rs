//! `Schema`: the names and types of what travels.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use crate::ast::{Body, Field, Input, Way};
use crate::fixed::Fixed;

/// What stands in the impl of `Schema`.
pub(crate) fn items(input: &Input<'_>, root: &Path, fixed: &Fixed) -> TokenStream {
    let (body, size) = (body(input, root), &fixed.size);
    quote! {
        #size

        fn schema(__cerial_schema: &mut #root::SchemaBuilder) {
            #body
        }
    }
}

fn body(input: &Input<'_>, root: &Path) -> TokenStream {
    if input.attrs.serde.is_some() {
        return quote!(#root::SchemaBuilder::same_as::<#root::Serde<Self>>(__cerial_schema););
    }
    let name = &input.name;
    match &input.body {
        Body::Struct(fields) if input.attrs.transparent.is_some() => {
            fields.iter().filter(|field| !field.is_skipped()).map(|field| same_as(field, root)).collect()
        }
        Body::Struct(fields) => {
            let fields = fields.iter().map(|field| part(field, root));
            quote! {
                #root::SchemaBuilder::structure(__cerial_schema, #name);
                #(#fields)*
            }
        }
        Body::Enum(variants) => {
            let variants = variants.iter().map(|variant| {
                let name = &variant.name;
                let fields = variant.fields.iter().map(|field| part(field, root));
                quote! {
                    #root::SchemaBuilder::variant(__cerial_schema, #name);
                    #(#fields)*
                }
            });
            quote! {
                #root::SchemaBuilder::enumeration(__cerial_schema, #name);
                #(#variants)*
            }
        }
        Body::Union(_) => TokenStream::new(),
    }
}

fn part(field: &Field<'_>, root: &Path) -> TokenStream {
    let name = &field.name;
    let add = |ty: TokenStream| quote!(#root::SchemaBuilder::field::<#ty>(__cerial_schema, #name););
    describe(field, root, add)
}

fn same_as(field: &Field<'_>, root: &Path) -> TokenStream {
    describe(field, root, |ty| quote!(#root::SchemaBuilder::same_as::<#ty>(__cerial_schema);))
}

fn describe(field: &Field<'_>, root: &Path, add: impl FnOnce(TokenStream) -> TokenStream) -> TokenStream {
    let ty = field.ty();
    match field.way() {
        Way::Plain => add(quote!(#ty)),
        Way::Serde => add(quote!(#root::Serde<#ty>)),
        Way::With(module) => {
            // What a module writes is known to nobody else; its path as written tells it from others.
            let name = format!("with {}", quote!(#module)).replace(' ', "").replacen("with", "with ", 1);
            let add = add(quote!(__CerialWith));
            quote! {{
                struct __CerialWith;
                #[automatically_derived]
                impl #root::Schema for __CerialWith {
                    fn schema(__cerial_schema: &mut #root::SchemaBuilder) {
                        #root::SchemaBuilder::name(__cerial_schema, #name);
                    }
                }
                #add
            }}
        }
        Way::Skip => TokenStream::new(),
    }
}
