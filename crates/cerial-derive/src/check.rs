//! Checks: what is well written and still can't work.

use std::collections::HashMap;

use quote::ToTokens;

use crate::ast::{Body, Field, Input, Variant};
use crate::attr::Given;
use crate::errors::Errors;

pub(crate) fn check(input: &Input<'_>, errors: &mut Errors) {
    if let Body::Union(data) = &input.body {
        errors.at(
            data.union_token,
            "cerial can't know which field of a union is the valid one; use an enum, or implement `Schema`, `Encode` and \
             `Decode` by hand",
        );
        return;
    }
    for field in input.fields() {
        check_field(field, errors);
    }
    match &input.body {
        Body::Struct(fields) => distinct_fields(fields, errors),
        Body::Enum(variants) => {
            variants.iter().for_each(|variant| distinct_fields(&variant.fields, errors));
            distinct(
                variants,
                |variant: &Variant<'_>| (&variant.name, variant.attrs.rename.as_ref()),
                "variants",
                errors,
            );
        }
        Body::Union(_) => {}
    }
    check_placeholder(input, errors);
    check_serde(input, errors);
    check_transparent(input, errors);
}

fn check_field(field: &Field<'_>, errors: &mut Errors) {
    let attrs = &field.attrs;
    if let Some(skip) = &attrs.skip {
        let useless = [tokens(&attrs.serde), tokens(&attrs.with), tokens(&attrs.rename)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>();
        conflicts(skip, &useless, "the field does not travel", errors);
    } else if let Some(default) = &attrs.default {
        errors.at(
            &default.tokens,
            "`default` says what a skipped field is after decoding, and this one always travels; add `skip` or remove \
             `default`",
        );
    }
    if let Some(with) = &attrs.with {
        conflicts(with, &tokens(&attrs.serde).into_iter().collect::<Vec<_>>(), "the module encodes the field", errors);
    }
}

/// A type has a placeholder or has none.
fn check_placeholder(input: &Input<'_>, errors: &mut Errors) {
    if let Some(none) = &input.attrs.no_placeholder {
        let other = tokens(&input.attrs.placeholder).into_iter().collect::<Vec<_>>();
        conflicts(none, &other, "the type has no placeholder", errors);
    }
}

/// The type goes through serde as a whole, so nothing else about it is ours.
fn check_serde(input: &Input<'_>, errors: &mut Errors) {
    let Some(serde) = &input.attrs.serde else { return };
    let mut useless: Vec<&dyn ToTokens> = Vec::new();
    useless.extend(tokens(&input.attrs.transparent));
    useless.extend(tokens(&input.attrs.rename));
    useless.extend(tokens(&input.attrs.placeholder));
    useless.extend(tokens(&input.attrs.no_placeholder));
    if let Body::Enum(variants) = &input.body {
        useless.extend(variants.iter().filter_map(|variant| tokens(&variant.attrs.rename)));
    }
    for field in input.fields() {
        let attrs = &field.attrs;
        useless.extend(tokens(&attrs.bound));
        useless.extend(tokens(&attrs.default));
        useless.extend(tokens(&attrs.rename));
        useless.extend(tokens(&attrs.serde));
        useless.extend(tokens(&attrs.skip));
        useless.extend(tokens(&attrs.with));
    }
    conflicts(serde, &useless, "the whole type goes through serde, which has attributes of its own", errors);
}

/// A transparent struct is its only field.
fn check_transparent(input: &Input<'_>, errors: &mut Errors) {
    let Some(transparent) = &input.attrs.transparent else { return };
    conflicts(
        transparent,
        &tokens(&input.attrs.rename).into_iter().collect::<Vec<_>>(),
        "the type has the name of its field's type",
        errors,
    );
    let Body::Struct(fields) = &input.body else {
        errors.at(&transparent.tokens, "`transparent` is for structs; an enum always has the number of its variant");
        return;
    };
    let travelling = fields.iter().filter(|field| !field.is_skipped()).collect::<Vec<_>>();
    match travelling[..] {
        [field] => conflicts(
            transparent,
            &tokens(&field.attrs.rename).into_iter().collect::<Vec<_>>(),
            "the field stands for the type and has no name",
            errors,
        ),
        _ => errors.at(
            &transparent.tokens,
            format!("`transparent` needs exactly one field that travels, and here are {}", travelling.len()),
        ),
    }
}

/// Each of these attributes says something that can't be beside `first`.
fn conflicts<T>(first: &Given<T>, others: &[&dyn ToTokens], why: &str, errors: &mut Errors) {
    for other in others {
        let message =
            format!("`{}` and `{}` can't be together: {why}", named(&other.to_token_stream()), named(&first.tokens));
        errors.at(other, message);
    }
}

/// The name of an attribute: its first word.
fn named(tokens: &proc_macro2::TokenStream) -> String {
    tokens.clone().into_iter().next().map(|first| first.to_string()).unwrap_or_default()
}

fn tokens<T>(slot: &Option<Given<T>>) -> Option<&dyn ToTokens> {
    slot.as_ref().map(|given| &given.tokens as &dyn ToTokens)
}

fn distinct_fields(fields: &[Field<'_>], errors: &mut Errors) {
    let named = fields.iter().filter(|field| !field.is_skipped());
    distinct(named, |field: &Field<'_>| (&field.name, field.attrs.rename.as_ref()), "fields", errors);
}

/// Two names are only equal where one of them was given.
fn distinct<'a, T: 'a>(
    all: impl IntoIterator<Item = &'a T>,
    name: impl for<'b> Fn(&'b T) -> (&'b String, Option<&'b Given<syn::LitStr>>),
    what: &str,
    errors: &mut Errors,
) {
    let mut seen: HashMap<&str, Option<&Given<syn::LitStr>>> = HashMap::new();
    for one in all {
        let (name, rename) = name(one);
        let Some(before) = seen.insert(name, rename) else { continue };
        if let Some(given) = rename.or(before) {
            errors.at(&given.tokens, format!("two {what} are called `{name}`; the schema must tell them apart"));
        }
    }
}

#[cfg(test)]
mod tests {
    use syn::{DeriveInput, parse_quote};

    use super::*;

    fn errors(syntax: DeriveInput) -> Vec<String> {
        let mut errors = Errors::default();
        check(&Input::read(&syntax, &mut errors), &mut errors);
        errors.messages()
    }

    fn refused(syntax: DeriveInput, why: &str) {
        let errors = errors(syntax);
        assert!(errors.len() == 1 && errors[0].contains(why), "{errors:?} is not about {why}");
    }

    #[test]
    fn whole_types_pass() {
        let fine: [DeriveInput; 5] = [
            parse_quote!(
                struct Unit;
            ),
            parse_quote!(
                struct Names {
                    #[cerial(rename = "b")]
                    a: u8,
                    #[cerial(skip, default = "x")]
                    b: u8,
                }
            ),
            parse_quote!(
                #[cerial(transparent)]
                struct One(u8, #[cerial(skip)] u8);
            ),
            parse_quote!(
                #[cerial(serde, bound = "T: Serialize")]
                enum Foreign<T> {
                    A(T),
                    B { c: u8 },
                }
            ),
            parse_quote!(
                enum Never {}
            ),
        ];
        for syntax in fine {
            assert_eq!(errors(syntax), [""; 0]);
        }
    }

    #[test]
    fn a_union_is_refused() {
        refused(parse_quote!(union Bits { a: u32, b: f32 }), "which field of a union");
    }

    #[test]
    fn a_default_without_skip_is_refused() {
        refused(
            parse_quote!(
                struct A {
                    #[cerial(default)]
                    a: u8,
                }
            ),
            "`default` says what a skipped field is",
        );
    }

    #[test]
    fn ways_of_one_field_exclude_each_other() {
        refused(
            parse_quote!(
                struct A {
                    #[cerial(skip, serde)]
                    a: u8,
                }
            ),
            "`serde` and `skip` can't be together",
        );
        refused(
            parse_quote!(
                struct A {
                    #[cerial(skip, with = "m")]
                    a: u8,
                }
            ),
            "`with` and `skip` can't be together",
        );
        refused(
            parse_quote!(
                enum A {
                    B(#[cerial(serde, with = "m")] u8),
                }
            ),
            "`serde` and `with` can't be together",
        );
        refused(
            parse_quote!(
                struct A {
                    #[cerial(skip, rename = "b")]
                    a: u8,
                }
            ),
            "`rename` and `skip` can't be together",
        );
    }

    #[test]
    fn a_type_behind_serde_has_no_other_attributes() {
        refused(
            parse_quote!(
                #[cerial(serde)]
                struct A {
                    #[cerial(skip)]
                    a: u8,
                }
            ),
            "goes through serde",
        );
        refused(
            parse_quote!(
                #[cerial(serde, rename = "B")]
                struct A;
            ),
            "`rename` and `serde` can't be together",
        );
        refused(
            parse_quote!(
                #[cerial(serde, transparent)]
                struct A(u8);
            ),
            "`transparent` and `serde` can't be together",
        );
        refused(
            parse_quote!(
                #[cerial(serde)]
                enum A {
                    #[cerial(rename = "C")]
                    B,
                }
            ),
            "goes through serde",
        );
    }

    #[test]
    fn transparent_is_for_structs_of_one_field() {
        refused(
            parse_quote!(
                #[cerial(transparent)]
                struct A(u8, u8);
            ),
            "exactly one field that travels, and here are 2",
        );
        refused(
            parse_quote!(
                #[cerial(transparent)]
                struct A;
            ),
            "and here are 0",
        );
        refused(
            parse_quote!(
                #[cerial(transparent)]
                enum A {
                    B(u8),
                }
            ),
            "`transparent` is for structs",
        );
        refused(
            parse_quote!(
                #[cerial(transparent, rename = "B")]
                struct A(u8);
            ),
            "has the name of its field's type",
        );
        refused(
            parse_quote!(
                #[cerial(transparent)]
                struct A(#[cerial(rename = "b")] u8);
            ),
            "has no name",
        );
    }

    #[test]
    fn equal_names_are_refused() {
        refused(
            parse_quote!(
                struct A {
                    #[cerial(rename = "b")]
                    a: u8,
                    b: u8,
                }
            ),
            "two fields are called `b`",
        );
        refused(
            parse_quote!(
                enum A {
                    #[cerial(rename = "C")]
                    B,
                    C,
                }
            ),
            "two variants are called `C`",
        );
        refused(
            parse_quote!(
                enum A {
                    B {
                        c: u8,
                        #[cerial(rename = "c")]
                        d: u8,
                    },
                }
            ),
            "two fields are called `c`",
        );
    }

    #[test]
    fn all_errors_are_found_at_once() {
        let syntax = parse_quote! {
            #[cerial(transparent)]
            struct A {
                #[cerial(default)]
                a: u8,
                #[cerial(skip, serde)]
                b: u8,
                c: u8,
            }
        };
        assert_eq!(errors(syntax).len(), 3);
    }
}
