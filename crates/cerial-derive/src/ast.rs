//! Our own tree of a type: syn's, with the attributes read and the names settled.

use proc_macro2::Span;
use quote::format_ident;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Ident, Index, Member, Type};

use crate::attr::{FieldAttrs, TypeAttrs, VariantAttrs};
use crate::errors::Errors;

/// The type that is derived for.
pub(crate) struct Input<'a> {
    pub(crate) syntax: &'a DeriveInput,
    pub(crate) attrs: TypeAttrs,
    /// What it is called in the schema.
    pub(crate) name: String,
    pub(crate) body: Body<'a>,
    /// Its fields can't be borrowed.
    pub(crate) packed: bool,
    /// Something in it is deprecated, and must be named all the same.
    pub(crate) deprecated: bool,
}

pub(crate) enum Body<'a> {
    Struct(Vec<Field<'a>>),
    Enum(Vec<Variant<'a>>),
    Union(&'a syn::DataUnion),
}

pub(crate) struct Variant<'a> {
    pub(crate) syntax: &'a syn::Variant,
    pub(crate) attrs: VariantAttrs,
    /// What it is called in the schema.
    pub(crate) name: String,
    pub(crate) fields: Vec<Field<'a>>,
}

pub(crate) struct Field<'a> {
    pub(crate) syntax: &'a syn::Field,
    pub(crate) attrs: FieldAttrs,
    pub(crate) member: Member,
    /// What the program calls it: for the paths of errors.
    pub(crate) label: String,
    /// What it is called in the schema.
    pub(crate) name: String,
    /// The variable that holds it where it was matched.
    pub(crate) variable: Ident,
}

/// How a field travels.
pub(crate) enum Way<'a> {
    /// By its own impls.
    Plain,
    /// Through serde.
    Serde,
    /// By a module's functions.
    With(&'a syn::Path),
    /// Not at all.
    Skip,
}

impl<'a> Input<'a> {
    pub(crate) fn read(syntax: &'a DeriveInput, errors: &mut Errors) -> Self {
        let attrs = TypeAttrs::read(&syntax.attrs, errors);
        let mut deprecated = is_deprecated(&syntax.attrs);
        let body = match &syntax.data {
            Data::Struct(data) => Body::Struct(fields(&data.fields, &mut deprecated, errors)),
            Data::Enum(data) => {
                let variants = data.variants.iter().map(|variant| Variant::read(variant, &mut deprecated, errors));
                Body::Enum(variants.collect())
            }
            Data::Union(data) => Body::Union(data),
        };
        let name = settled(attrs.rename.as_ref().map(|given| &given.value), &syntax.ident);
        Self { syntax, attrs, name, body, packed: is_packed(&syntax.attrs), deprecated }
    }

    /// What the program calls it: for errors.
    pub(crate) fn label(&self) -> String {
        self.syntax.ident.unraw().to_string()
    }

    /// All fields, of all variants.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &Field<'a>> {
        let (own, variants): (&[Field<'a>], &[Variant<'a>]) = match &self.body {
            Body::Struct(fields) => (fields, &[]),
            Body::Enum(variants) => (&[], variants),
            Body::Union(_) => (&[], &[]),
        };
        own.iter().chain(variants.iter().flat_map(|variant| &variant.fields))
    }
}

impl<'a> Variant<'a> {
    fn read(syntax: &'a syn::Variant, deprecated: &mut bool, errors: &mut Errors) -> Self {
        let attrs = VariantAttrs::read(&syntax.attrs, errors);
        let name = settled(attrs.rename.as_ref().map(|given| &given.value), &syntax.ident);
        *deprecated |= is_deprecated(&syntax.attrs);
        Self { syntax, attrs, name, fields: fields(&syntax.fields, deprecated, errors) }
    }

    /// What the program calls it: for the paths of errors.
    pub(crate) fn label(&self) -> String {
        self.syntax.ident.unraw().to_string()
    }
}

fn fields<'a>(fields: &'a syn::Fields, deprecated: &mut bool, errors: &mut Errors) -> Vec<Field<'a>> {
    let each = fields.iter().enumerate().map(|(index, syntax)| {
        let attrs = FieldAttrs::read(&syntax.attrs, errors);
        *deprecated |= is_deprecated(&syntax.attrs);
        let (member, label) = match &syntax.ident {
            Some(ident) => (Member::Named(ident.clone()), ident.unraw().to_string()),
            None => (Member::Unnamed(Index::from(index)), index.to_string()),
        };
        let name = attrs.rename.as_ref().map_or_else(|| label.clone(), |given| given.value.value());
        let variable = format_ident!("__cerial_{index}", span = Span::mixed_site());
        Field { syntax, attrs, member, label, name, variable }
    });
    each.collect()
}

impl Field<'_> {
    pub(crate) fn ty(&self) -> &Type {
        &self.syntax.ty
    }

    pub(crate) fn way(&self) -> Way<'_> {
        if self.attrs.skip.is_some() {
            Way::Skip
        } else if let Some(module) = &self.attrs.with {
            Way::With(&module.value)
        } else if self.attrs.serde.is_some() {
            Way::Serde
        } else {
            Way::Plain
        }
    }

    pub(crate) fn is_skipped(&self) -> bool {
        matches!(self.way(), Way::Skip)
    }
}

fn settled(rename: Option<&syn::LitStr>, ident: &Ident) -> String {
    rename.map_or_else(|| ident.unraw().to_string(), syn::LitStr::value)
}

fn is_deprecated(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attr| attr.path().is_ident("deprecated"))
}

fn is_packed(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().filter(|attr| attr.path().is_ident("repr")).any(|attr| {
        let mut packed = false;
        // What else a repr says is the compiler's business; an error here is one there.
        let _ = attr.parse_nested_meta(|meta| {
            packed |= meta.path.is_ident("packed");
            if meta.input.peek(syn::token::Paren) {
                let inner;
                syn::parenthesized!(inner in meta.input);
                inner.parse::<proc_macro2::TokenStream>()?;
            }
            Ok(())
        });
        packed
    })
}
