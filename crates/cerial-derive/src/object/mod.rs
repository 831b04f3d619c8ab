//! `#[cerial::object]` and `cerial::register!`: trait objects that travel.
//!
//! On a trait, the attribute adds the supertrait and calls the macro that writes the impls for `dyn Trait`; on an impl
//! of the trait, it registers the type. `head` reads what it stands on, as far as that is needed; `name` makes the name
//! that a type is registered by; `register` writes registrations.

mod head;
mod name;
mod options;
mod register;

use proc_macro2::TokenStream;
use quote::quote;
use syn::GenericParam;
use syn::ext::IdentExt;

use self::head::{Head, ImplHead, TraitHead};
pub(crate) use self::options::Options;
pub(crate) use self::register::register;
use crate::errors::Errors;
use crate::root;

/// What `#[cerial::object]` stands for.
pub(crate) fn attribute(options: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let options = errors.ok(syn::parse2::<Options>(options)).unwrap_or_default();
    let head = errors.ok(syn::parse2::<Head>(item.clone()));
    let root = match &options.root {
        Some(given) => Some(given.clone()),
        None => errors.ok(root::find()),
    };
    let written = match (&head, &root) {
        (Some(Head::Trait(head)), Some(root)) => object_trait(head, &options, root, &mut errors),
        (Some(Head::Impl(head)), Some(root)) => {
            let registration = registration(head, &options, root, &mut errors);
            quote!(#item #registration)
        }
        _ => TokenStream::new(),
    };
    if errors.is_empty() {
        return written;
    }
    let errors = errors.into_compile_errors();
    quote!(#errors #item)
}

fn object_trait(head: &TraitHead, options: &Options, root: &syn::Path, errors: &mut Errors) -> TokenStream {
    let TraitHead { before, ident, generics, supertraits, body } = head;
    let (mut parameters, mut arguments) = (Vec::new(), Vec::new());
    for parameter in &generics.params {
        match parameter {
            GenericParam::Type(parameter) => {
                let (name, bounds) = (&parameter.ident, parameter.bounds.iter());
                parameters.push(quote!(#name: #(#bounds +)* 'static,));
                arguments.push(name);
            }
            other => errors.at(other, "a trait whose objects travel can be generic over types, and nothing else"),
        }
    }
    if let (Some(conditions), false) = (&generics.where_clause, parameters.is_empty()) {
        errors
            .at(conditions, "write these conditions as bounds of the parameters; the impls for `dyn` need them there");
    }
    for item in head.associated_types() {
        errors.at(
            item,
            "objects of a trait with associated types don't travel: each would be another trait; make it a parameter",
        );
    }
    let name = options.name.clone().unwrap_or_else(|| ident.unraw().to_string());
    let named = supertraits.iter().any(|bound| head::is_named(bound, "Object"));
    let object = (!named).then(|| quote!(#root::Object +));
    let supertraits = supertraits.iter();
    let conditions = &generics.where_clause;
    quote! {
        #before #ident #generics: #object #(#supertraits +)* #conditions #body

        #root::__private::object_trait! { [#(#parameters)*] [#(#arguments),*] #name #ident<#(#arguments),*> }
    }
}

fn registration(head: &ImplHead, options: &Options, root: &syn::Path, errors: &mut Errors) -> TokenStream {
    let ImplHead { generics, of, self_type } = head;
    if let Some(parameter) = generics.params.first() {
        errors.at(
            parameter,
            "each type of a generic impl has a name of its own: remove the attribute here, and write \
             `cerial::register!(Type<u32> as dyn Trait)` for each of them",
        );
    }
    register::registration(self_type, of, options, root)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expansion(options: TokenStream, item: TokenStream) -> String {
        attribute(options, item).to_string()
    }

    #[test]
    fn a_trait_gets_the_supertrait_once() {
        let root = quote!(crate = "root");
        let text = expansion(
            root.clone(),
            quote!(
                pub trait Shape: Debug {
                    fn area(&self) -> f64;
                }
            ),
        );
        assert!(text.starts_with("pub trait Shape : root :: Object + Debug + {"), "{text}");
        assert!(text.contains(r#"object_trait ! { [] [] "Shape" Shape < > }"#), "{text}");
        let text = expansion(
            root,
            quote!(
                trait Shape: cerial::Object + Debug {}
            ),
        );
        assert!(text.starts_with("trait Shape : cerial :: Object + Debug + { }"), "{text}");
    }

    #[test]
    fn a_generic_trait_hands_its_parameters_on() {
        let text = expansion(
            quote!(crate = "root", name = "On"),
            quote!(
                trait Handler<E: Clone, F> {}
            ),
        );
        let call = r#"[E : Clone + 'static , F : 'static ,] [E , F] "On" Handler < E , F >"#;
        assert!(text.contains(call), "{text}");
    }

    #[test]
    fn an_impl_is_registered_in_all_forms() {
        let text = expansion(quote!(crate = "root"), quote!(impl geo::Shape for a::Circle<b::Unit> {}));
        assert!(text.starts_with("impl geo :: Shape for a :: Circle < b :: Unit > { }"), "{text}");
        assert!(text.contains(r#""Circle<Unit>""#), "{text}");
        assert_eq!(text.matches("dyn geo :: Shape").count(), 4, "{text}");
    }

    #[test]
    fn what_can_not_work_keeps_the_item_and_says_why() {
        let root = quote!(crate = "root");
        let refused = [
            (
                quote!(
                    struct A;
                ),
                "a trait or on an impl of one",
            ),
            (quote!(impl A {}), "an impl of a trait"),
            (
                quote!(
                    impl<T> A for B<T> {}
                ),
                "cerial::register!",
            ),
            (quote!(impl !A for B {}), "doesn't implement"),
            (
                quote!(
                    trait A<'a> {}
                ),
                "generic over types",
            ),
            (
                quote!(
                    trait A<T>
                    where
                        T: Copy,
                    {
                    }
                ),
                "bounds of the parameters",
            ),
            (
                quote!(
                    trait A {
                        type B;
                        fn c(&self) {
                            type D = u8;
                        }
                    }
                ),
                "associated types",
            ),
        ];
        for (item, why) in refused {
            let text = expansion(root.clone(), item.clone());
            assert!(text.contains(why) && text.ends_with(&item.to_string()), "{why}: {text}");
            assert_eq!(text.matches("compile_error").count(), 1, "{text}");
        }
    }
}
