//! What the attribute stands on: the head of a trait or of an impl. The body passes through as it is.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Generics, Token, Type, TypeParamBound, Visibility, token};

pub(super) enum Head {
    Trait(Box<TraitHead>),
    Impl(Box<ImplHead>),
}

pub(super) struct TraitHead {
    /// Attributes, visibility, and up to `trait`.
    pub(super) before: TokenStream,
    pub(super) ident: Ident,
    pub(super) generics: Generics,
    pub(super) supertraits: Punctuated<TypeParamBound, Token![+]>,
    pub(super) body: proc_macro2::Group,
}

pub(super) struct ImplHead {
    pub(super) generics: Generics,
    /// The trait.
    pub(super) of: Type,
    pub(super) self_type: Type,
}

impl Parse for Head {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility: Visibility = input.parse()?;
        let mut before = quote!(#(#attributes)* #visibility);
        while input.peek(syn::Ident::peek_any) && !input.peek(Token![trait]) && !input.peek(Token![impl]) {
            before.extend(input.parse::<TokenTree>());
        }
        if let Some(keyword) = input.parse::<Option<Token![trait]>>()? {
            keyword.to_tokens(&mut before);
            return TraitHead::behind(before, input).map(Box::new).map(Self::Trait);
        }
        if input.parse::<Option<Token![impl]>>()?.is_some() {
            return ImplHead::behind(input).map(Box::new).map(Self::Impl);
        }
        input.parse::<TokenStream>()?;
        let message = "`#[cerial::object]` goes on a trait or on an impl of one; for a type that has no impl to put it \
                       on, write `cerial::register!(Type as dyn Trait)`";
        Err(syn::Error::new(proc_macro2::Span::call_site(), message))
    }
}

impl TraitHead {
    fn behind(before: TokenStream, input: ParseStream<'_>) -> syn::Result<Self> {
        let ident = input.parse()?;
        let mut generics: Generics = input.parse()?;
        let mut supertraits = Punctuated::new();
        if input.parse::<Option<Token![:]>>()?.is_some() {
            while !input.peek(token::Brace) && !input.peek(Token![where]) {
                supertraits.push_value(input.parse()?);
                match input.parse()? {
                    Some(plus) => supertraits.push_punct(plus),
                    None => break,
                }
            }
        }
        generics.where_clause = input.parse()?;
        Ok(Self { before, ident, generics, supertraits, body: input.parse()? })
    }

    /// The names of the associated types: all else that says `type` in a body is inside of braces.
    pub(super) fn associated_types(&self) -> Vec<Ident> {
        let mut types = Vec::new();
        let mut behind_type = false;
        for token in self.body.stream() {
            match token {
                TokenTree::Ident(word) if behind_type => {
                    types.push(word);
                    behind_type = false;
                }
                TokenTree::Ident(word) => behind_type = word == "type",
                _ => behind_type = false,
            }
        }
        types
    }
}

impl ImplHead {
    fn behind(input: ParseStream<'_>) -> syn::Result<Self> {
        let generics = input.parse()?;
        if let Some(not) = input.parse::<Option<Token![!]>>()? {
            input.parse::<TokenStream>()?;
            return Err(syn::Error::new_spanned(not, "this impl says that the type doesn't implement the trait"));
        }
        let of: Type = input.parse()?;
        if !input.peek(Token![for]) {
            input.parse::<TokenStream>()?;
            return Err(syn::Error::new_spanned(
                of,
                "`#[cerial::object]` goes on an impl of a trait: `impl Trait for …`",
            ));
        }
        input.parse::<Token![for]>()?;
        let self_type = input.parse()?;
        input.parse::<TokenStream>()?;
        Ok(Self { generics, of, self_type })
    }
}

/// Whether a bound is a trait of this name, by whatever path.
pub(super) fn is_named(bound: &TypeParamBound, name: &str) -> bool {
    match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|segment| segment.ident == name),
        _ => false,
    }
}
