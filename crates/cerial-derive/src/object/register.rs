//! Registrations: a type, a trait, and the trait's objects that the type can become.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Path, Token, Type, TypeParamBound};

use super::options::Options;
use super::{head, name};
use crate::errors::Errors;
use crate::root;

/// What stands in `cerial::register!`.
struct Register {
    type_: Type,
    of: TypeParamBound,
    options: Options,
}

impl Parse for Register {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let help =
            |_| input.error("write `cerial::register!(Type as dyn Trait, name = \"…\")`; the name may be missing");
        let type_ = input.parse().map_err(help)?;
        input.parse::<Token![as]>().map_err(help)?;
        input.parse::<Token![dyn]>().map_err(help)?;
        let bounds = Punctuated::<TypeParamBound, Token![+]>::parse_separated_nonempty(input).map_err(help)?;
        if !input.is_empty() {
            input.parse::<Token![,]>().map_err(help)?;
        }
        let options = input.parse()?;
        let mut traits =
            bounds.iter().filter(|bound| !["Send", "Sync"].iter().any(|marker| head::is_named(bound, marker)));
        match (traits.next(), traits.next()) {
            (Some(of), None) => Ok(Self { type_, of: of.clone(), options }),
            _ => Err(syn::Error::new_spanned(
                &bounds,
                "one trait is needed; the type is registered for it with and without `Send` and `Sync`",
            )),
        }
    }
}

/// What `cerial::register!` stands for.
pub(crate) fn register(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let register = errors.ok(syn::parse2::<Register>(input));
    let root = match register.as_ref().and_then(|register| register.options.root.clone()) {
        Some(given) => Some(given),
        None => errors.ok(root::find()),
    };
    match (register, root) {
        (Some(Register { type_, of, options }), Some(root)) => registration(&type_, &of, &options, &root),
        _ => errors.into_compile_errors(),
    }
}

/// Registers a type for a trait. A name that is given is whole; one that is not is behind the name of the crate.
pub(super) fn registration(type_: &Type, of: &impl ToTokens, options: &Options, root: &Path) -> TokenStream {
    let object = quote!(#root::object);
    let (module, name) = match &options.name {
        Some(name) => (quote!(""), name.clone()),
        None => (quote!(::core::module_path!()), name::text(type_)),
    };
    let probes = [quote!(Send), quote!(Sync), quote!(Send + ::core::marker::Sync)]
        .map(|markers| quote!(<#object::Probe<#type_, dyn #of + ::core::marker::#markers>>::FORM));
    quote! {
        const _: () = {
            #[allow(unused_imports, reason = "a type that is Send and Sync doesn't need it")]
            use #object::Fallback as _;
            #root::__private::inventory::submit! {
                #object::Registration::new::<#type_>(#module, #name, [
                    ::core::option::Option::Some(#object::Form::of::<#type_, dyn #of>()),
                    #(#probes),*
                ])
            }
        };
    }
}
