//! Attributes: what stands in `#[cerial(…)]`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::parse::Parse;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, Path, Token, WherePredicate};

use crate::errors::Errors;

/// Where an attribute stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Type,
    Variant,
    Field,
}

impl Place {
    const ALL: [Self; 3] = [Self::Type, Self::Variant, Self::Field];

    fn known(self) -> &'static [&'static str] {
        match self {
            Self::Type => &["bound", "crate", "no_placeholder", "placeholder", "rename", "serde", "transparent"],
            Self::Variant => &["rename"],
            Self::Field => &["bound", "default", "rename", "serde", "skip", "with"],
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Variant => "variant",
            Self::Field => "field",
        }
    }
}

/// An attribute that was given, and where.
#[derive(Clone)]
pub(crate) struct Given<T = ()> {
    pub(crate) value: T,
    /// The attribute as it stands there, for errors.
    pub(crate) tokens: TokenStream,
}

pub(crate) type Slot<T = ()> = Option<Given<T>>;

/// The attributes of a type.
#[derive(Default)]
pub(crate) struct TypeAttrs {
    pub(crate) bound: Slot<Vec<WherePredicate>>,
    pub(crate) root: Slot<Path>,
    /// Nothing can stand in for a value while a cycle is tied.
    pub(crate) no_placeholder: Slot,
    /// The function that makes what stands in.
    pub(crate) placeholder: Slot<Path>,
    pub(crate) rename: Slot<LitStr>,
    pub(crate) serde: Slot,
    pub(crate) transparent: Slot,
}

/// The attributes of a variant.
#[derive(Default)]
pub(crate) struct VariantAttrs {
    pub(crate) rename: Slot<LitStr>,
}

/// The attributes of a field.
#[derive(Default)]
pub(crate) struct FieldAttrs {
    pub(crate) bound: Slot<Vec<WherePredicate>>,
    /// The function that makes a skipped field's value; none is `Default::default`.
    pub(crate) default: Slot<Option<Path>>,
    pub(crate) rename: Slot<LitStr>,
    pub(crate) serde: Slot,
    pub(crate) skip: Slot,
    pub(crate) with: Slot<Path>,
}

impl TypeAttrs {
    pub(crate) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut found = Self::default();
        for (key, meta) in entries(attrs, Place::Type, errors) {
            match key.as_str() {
                "bound" => give(&mut found.bound, &meta, predicates, errors),
                "crate" => give(&mut found.root, &meta, parsed, errors),
                "no_placeholder" => give(&mut found.no_placeholder, &meta, nothing, errors),
                "placeholder" => give(&mut found.placeholder, &meta, parsed, errors),
                "rename" => give(&mut found.rename, &meta, string, errors),
                "serde" => give(&mut found.serde, &meta, nothing, errors),
                "transparent" => give(&mut found.transparent, &meta, nothing, errors),
                _ => unknown(&key, &meta, Place::Type, errors),
            }
        }
        found
    }
}

impl VariantAttrs {
    pub(crate) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut found = Self::default();
        for (key, meta) in entries(attrs, Place::Variant, errors) {
            match key.as_str() {
                "rename" => give(&mut found.rename, &meta, string, errors),
                _ => unknown(&key, &meta, Place::Variant, errors),
            }
        }
        found
    }
}

impl FieldAttrs {
    pub(crate) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut found = Self::default();
        for (key, meta) in entries(attrs, Place::Field, errors) {
            match key.as_str() {
                "bound" => give(&mut found.bound, &meta, predicates, errors),
                "default" => give(&mut found.default, &meta, nothing_or_path, errors),
                "rename" => give(&mut found.rename, &meta, string, errors),
                "serde" => give(&mut found.serde, &meta, nothing, errors),
                "skip" => give(&mut found.skip, &meta, nothing, errors),
                "with" => give(&mut found.with, &meta, parsed, errors),
                _ => unknown(&key, &meta, Place::Field, errors),
            }
        }
        found
    }
}

/// All entries of all `#[cerial(…)]`, with their names.
fn entries(attrs: &[Attribute], place: Place, errors: &mut Errors) -> Vec<(String, Meta)> {
    let mut entries = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("cerial")) {
        let Meta::List(list) = &attr.meta else {
            errors.at(attr, format!("`cerial` needs a list: `#[cerial({})]`", place.known().join(", ")));
            continue;
        };
        let parser = Punctuated::<Meta, Token![,]>::parse_terminated;
        for meta in errors.ok(list.parse_args_with(parser)).into_iter().flatten() {
            let key = meta.path().to_token_stream().to_string();
            entries.push((key, meta));
        }
    }
    entries
}

/// Keeps an attribute's value, unless it was given before.
fn give<T>(slot: &mut Slot<T>, meta: &Meta, read: impl FnOnce(&Meta) -> syn::Result<T>, errors: &mut Errors) {
    let Some(value) = errors.ok(read(meta)) else { return };
    match slot {
        Some(_) => errors.at(meta, format!("`{}` is given twice", name(meta))),
        None => *slot = Some(Given { value, tokens: meta.to_token_stream() }),
    }
}

fn unknown(key: &str, meta: &Meta, place: Place, errors: &mut Errors) {
    let elsewhere = Place::ALL.into_iter().find(|other| other.known().contains(&key));
    let here = place.known().iter().map(|known| format!("`{known}`")).collect::<Vec<_>>().join(", ");
    let name = place.name();
    let message = match elsewhere {
        Some(other) => format!("`{key}` belongs on a {}, not on a {name}; known on a {name}: {here}", other.name()),
        None => format!("unknown attribute `{key}`; known on a {name}: {here}"),
    };
    errors.at(meta.path(), message);
}

fn name(meta: &Meta) -> String {
    meta.path().to_token_stream().to_string()
}

fn nothing(meta: &Meta) -> syn::Result<()> {
    match meta {
        Meta::Path(_) => Ok(()),
        _ => Err(syn::Error::new_spanned(meta, format!("`{0}` takes no value: write `{0}`", name(meta)))),
    }
}

fn string(meta: &Meta) -> syn::Result<LitStr> {
    match meta {
        Meta::NameValue(pair) => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(text.clone()),
            value => Err(syn::Error::new_spanned(value, "not a string")),
        },
        _ => Err(syn::Error::new_spanned(meta, format!("`{0}` needs a value: write `{0} = \"…\"`", name(meta)))),
    }
}

fn parsed<T: Parse>(meta: &Meta) -> syn::Result<T> {
    string(meta)?.parse()
}

fn nothing_or_path(meta: &Meta) -> syn::Result<Option<Path>> {
    match meta {
        Meta::Path(_) => Ok(None),
        _ => parsed(meta).map(Some),
    }
}

fn predicates(meta: &Meta) -> syn::Result<Vec<WherePredicate>> {
    let parser = Punctuated::<WherePredicate, Token![,]>::parse_terminated;
    let found = string(meta)?.parse_with(|input: syn::parse::ParseStream<'_>| parser(input))?;
    Ok(found.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use syn::{Field, parse_quote};

    use super::*;

    fn type_errors(attr: Attribute) -> Vec<String> {
        let mut errors = Errors::default();
        TypeAttrs::read(&[attr], &mut errors);
        errors.messages()
    }

    fn field(field: Field) -> (FieldAttrs, Vec<String>) {
        let mut errors = Errors::default();
        (FieldAttrs::read(&field.attrs, &mut errors), errors.messages())
    }

    #[test]
    fn an_unknown_attribute_gets_the_list_of_the_known_ones() {
        let errors = type_errors(parse_quote!(#[cerial(rename_all = "camelCase")]));
        let known = "`bound`, `crate`, `no_placeholder`, `placeholder`, `rename`, `serde`, `transparent`";
        assert_eq!(errors, [format!("unknown attribute `rename_all`; known on a type: {known}")]);
    }

    #[test]
    fn an_attribute_in_the_wrong_place_hears_where_it_belongs() {
        let errors = type_errors(parse_quote!(#[cerial(skip)]));
        assert!(errors[0].starts_with("`skip` belongs on a field, not on a type; known on a type: "), "{errors:?}");
    }

    #[test]
    fn reading_goes_on_behind_an_error() {
        let (attrs, errors) =
            field(parse_quote!(#[cerial(nope(1, 2), skip, nada = "x", default = "Some::path")] a: u8));
        assert_eq!(errors.len(), 2, "{errors:?}");
        assert!(attrs.skip.is_some() && attrs.default.is_some_and(|given| given.value.is_some()));
    }

    #[test]
    fn several_lists_count_as_one() {
        let (attrs, errors) = field(parse_quote!(#[cerial(skip)] #[other] #[cerial(default)] a: u8));
        assert!(errors.is_empty() && attrs.skip.is_some() && attrs.default.is_some_and(|given| given.value.is_none()));
    }

    #[test]
    fn an_attribute_that_is_given_twice_is_refused() {
        let (_, errors) = field(parse_quote!(#[cerial(rename = "b")] #[cerial(rename = "c")] a: u8));
        assert_eq!(errors, ["`rename` is given twice"]);
    }

    #[test]
    fn values_are_checked() {
        for (wrong, why) in [
            (parse_quote!(#[cerial(rename = 5)] a: u8), "not a string"),
            (parse_quote!(#[cerial(rename)] a: u8), "`rename` needs a value"),
            (parse_quote!(#[cerial(skip = "yes")] a: u8), "`skip` takes no value"),
            (parse_quote!(#[cerial(with = "no path")] a: u8), "unexpected token"),
            (parse_quote!(#[cerial(bound = "T is good")] a: u8), "expected"),
            (parse_quote!(#[cerial] a: u8), "`cerial` needs a list"),
            (parse_quote!(#[cerial = "skip"] a: u8), "`cerial` needs a list"),
        ] {
            let (_, errors) = field(wrong);
            assert!(errors.len() == 1 && errors[0].contains(why), "{errors:?} is not about {why}");
        }
    }

    #[test]
    fn attributes_of_others_are_left_alone() {
        let (_, errors) = field(parse_quote!(#[serde(skip)] #[doc = "cerial"] a: u8));
        assert!(errors.is_empty());
    }
}
