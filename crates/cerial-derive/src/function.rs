//! `#[cerial::function]`: pointers to functions that travel.
//!
//! The attribute leaves the function as it is, says that it has one address, and registers it as the type of pointer
//! that its signature gives. What is in its body passes through unread.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, GenericParam, Generics, ReturnType, Token, Type, Visibility, parenthesized};

use crate::errors::Errors;
use crate::object::Options;
use crate::root;

/// What the attribute stands on, as far as it is needed.
struct Head {
    attributes: Vec<Attribute>,
    is_async: Option<Ident>,
    /// `unsafe`, `extern "C"`: they are part of the pointer's type.
    qualifiers: TokenStream,
    ident: Ident,
    generics: Generics,
    receiver: Option<TokenTree>,
    arguments: Vec<Type>,
    output: ReturnType,
}

impl Parse for Head {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        let (mut is_async, mut qualifiers) = (None, TokenStream::new());
        while !input.peek(Token![fn]) {
            match input.parse::<TokenTree>() {
                Ok(TokenTree::Ident(word)) if word == "const" || word == "safe" => {}
                Ok(TokenTree::Ident(word)) if word == "async" => is_async = Some(word),
                Ok(TokenTree::Ident(word)) if word == "unsafe" || word == "extern" => word.to_tokens(&mut qualifiers),
                Ok(TokenTree::Literal(abi)) => abi.to_tokens(&mut qualifiers),
                _ => {
                    let message = "`#[cerial::function]` goes on a function; trait objects travel by \
                                   `#[cerial::object]`";
                    return Err(syn::Error::new(proc_macro2::Span::call_site(), message));
                }
            }
        }
        input.parse::<Token![fn]>()?;
        let ident = input.call(Ident::parse_any)?;
        let generics = input.parse()?;
        let inside;
        parenthesized!(inside in input);
        let (mut receiver, mut arguments) = (None, Vec::new());
        while !inside.is_empty() {
            inside.call(Attribute::parse_outer)?;
            receiver = receiver.or(pattern(&inside)?);
            if inside.parse::<Option<Token![:]>>()?.is_some() {
                arguments.push(inside.parse()?);
            }
            inside.parse::<Option<Token![,]>>()?;
        }
        let output = input.parse()?;
        // Conditions and the body.
        input.parse::<TokenStream>()?;
        Ok(Self { attributes, is_async, qualifiers, ident, generics, receiver, arguments, output })
    }
}

/// Passes over what stands before the type of an argument; the `self` among it.
fn pattern(input: ParseStream<'_>) -> syn::Result<Option<TokenTree>> {
    let mut receiver = None;
    while !input.is_empty() && !input.peek(Token![,]) && (input.peek(Token![::]) || !input.peek(Token![:])) {
        if input.parse::<Option<Token![::]>>()?.is_some() {
            continue;
        }
        match input.parse()? {
            TokenTree::Ident(word) if word == "self" => receiver = Some(TokenTree::Ident(word)),
            _ => {}
        }
    }
    Ok(receiver)
}

/// What `#[cerial::function]` stands for.
pub(crate) fn attribute(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let options = errors.ok(syn::parse2::<Options>(options)).unwrap_or_default();
    let head = errors.ok(syn::parse2::<Head>(item.clone()));
    let root = match &options.root {
        Some(given) => Some(given.clone()),
        None => errors.ok(root::find()),
    };
    if let Some(head) = &head {
        check(head, &mut errors);
    }
    match (head, root) {
        (Some(head), Some(root)) if errors.is_empty() => {
            let registration = registration(&head, &options, &root);
            quote!(#[inline(never)] #item #registration)
        }
        _ => {
            let errors = errors.into_compile_errors();
            quote!(#errors #item)
        }
    }
}

fn check(head: &Head, errors: &mut Errors) {
    if let Some(word) = &head.is_async {
        errors.at(word, "the type of an async function's future has no name, so pointers to it don't travel");
    }
    if let Some(receiver) = &head.receiver {
        errors.at(receiver, "a method has no place to be registered at: put the attribute on a function that calls it");
    }
    for parameter in &head.generics.params {
        if !matches!(parameter, GenericParam::Lifetime(_)) {
            errors.at(
                parameter,
                "a generic function is many functions: put the attribute on one that calls it with certain types",
            );
        }
    }
    let output = match &head.output {
        ReturnType::Type(_, ty) => Some(&**ty),
        ReturnType::Default => None,
    };
    for ty in head.arguments.iter().chain(output) {
        if matches!(ty, Type::ImplTrait(_)) {
            errors.at(ty, "a pointer's type has no `impl` in it: name the type");
        }
    }
    for attribute in &head.attributes {
        if attribute.path().is_ident("inline") {
            errors.at(attribute, "a function whose pointers travel has one address, and so it can't be inlined");
        }
    }
}

fn registration(head: &Head, options: &Options, root: &syn::Path) -> TokenStream {
    let Head { qualifiers, ident, generics, arguments, output, .. } = head;
    let conditions = head.attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    let lifetimes: Vec<_> = generics.lifetimes().map(|parameter| &parameter.lifetime).collect();
    let binder = (!lifetimes.is_empty()).then(|| quote!(for<#(#lifetimes),*>));
    let path = format!("::{}", ident.unraw());
    let path = quote!(::core::concat!(::core::module_path!(), #path));
    let name = options.name.as_ref().map_or_else(|| path.clone(), |name| quote!(#name));
    quote! {
        #(#conditions)*
        const _: () = {
            const POINTER: #binder #qualifiers fn(#(#arguments),*) #output = #ident;
            #root::__private::inventory::submit! {
                #root::__private::FunctionRegistration::new(#name, #path, &POINTER)
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expansion(options: TokenStream, item: TokenStream) -> String {
        attribute(options, item).to_string()
    }

    #[test]
    fn a_function_is_registered_as_the_type_of_its_pointer() {
        let root = quote!(crate = "root");
        for (item, pointer) in [
            (
                quote!(
                    pub(crate) fn area(width: f64, a::Size(height): a::Size) -> f64 {}
                ),
                "fn (f64 , a :: Size) -> f64 = area",
            ),
            (
                quote!(
                    const unsafe extern "C" fn f() {}
                ),
                "unsafe extern \"C\" fn () = f",
            ),
            (
                quote!(
                    fn first<'a>(#[cfg(all())] text: &'a str, _: &u8) -> &'a str
                    where
                        u8: Copy,
                    {
                    }
                ),
                "for < 'a > fn (& 'a str , & u8) -> & 'a str = first",
            ),
        ] {
            let text = expansion(root.clone(), item.clone());
            assert!(text.starts_with(&format!("# [inline (never)] {item}")), "{text}");
            assert!(text.contains(&format!("const POINTER : {pointer} ;")), "{text}");
        }
    }

    #[test]
    fn a_name_is_taken_as_it_is_given() {
        let item = quote!(
            #[cfg(unix)]
            fn r#type() {}
        );
        let text = expansion(quote!(crate = "root", name = "the/type"), item.clone());
        let path = r#":: core :: concat ! (:: core :: module_path ! () , "::type")"#;
        assert!(text.contains(&format!(r#"new ("the/type" , {path} , & POINTER)"#)), "{text}");
        assert!(text.contains("# [cfg (unix)] const _ :"), "{text}");
        assert!(expansion(quote!(crate = "root"), item).contains(&format!("new ({path} , {path} , & POINTER)")));
    }

    #[test]
    fn what_can_not_work_keeps_the_item_and_says_why() {
        for (item, why) in [
            (
                quote!(
                    struct A;
                ),
                vec!["goes on a function"],
            ),
            (
                quote!(
                    #[inline]
                    async fn f<T, const N: usize>(self: Box<Self>, x: impl Copy) -> impl Copy {}
                ),
                vec!["async", "a method", "certain types", "certain types", "`impl`", "`impl`", "inlined"],
            ),
            (
                quote!(
                    fn f(&'a mut self, x: u8) {}
                ),
                vec!["a method"],
            ),
        ] {
            let text = expansion(quote!(crate = "root"), item.clone());
            assert!(text.ends_with(&item.to_string()), "{text}");
            assert_eq!(text.matches("compile_error").count(), why.len(), "{text}");
            assert!(why.iter().all(|why| text.contains(why)), "{text}");
        }
    }
}
