//! Pieces of code that several impls are made of.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use crate::ast::Field;

/// A reference to a struct's field.
pub(crate) fn place(field: &Field<'_>, packed: bool) -> TokenStream {
    let member = &field.member;
    if packed { quote!(&{ self.#member }) } else { quote!(&self.#member) }
}

/// What a field is that doesn't travel.
pub(crate) fn left_out(field: &Field<'_>) -> TokenStream {
    let ty = field.ty();
    match field.attrs.default.as_ref().and_then(|given| given.value.as_ref()) {
        Some(function) => quote!(#function()),
        None => quote!(<#ty as ::core::default::Default>::default()),
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
