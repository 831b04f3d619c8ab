//! Bounds: what type parameters must be able to do, by what the fields make of them.
//!
//! As serde does it: a parameter is bound where it is used in a field that travels. Bounds on the fields' types would
//! be exact, but the compiler can't resolve them for types that contain themselves.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::{
    GenericArgument, Generics, Ident, Path, PathArguments, PathSegment, Type, TypePath, WherePredicate, parse_quote,
};

use crate::ast::{Field, Input, Way};

/// The trait that an impl is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Schema,
    Encode,
    Decode,
}

impl Side {
    pub(crate) const ALL: [Self; 3] = [Self::Schema, Self::Encode, Self::Decode];
}

impl ToTokens for Side {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Schema => quote!(Schema),
            Self::Encode => quote!(Encode),
            Self::Decode => quote!(Decode),
        });
    }
}

/// The type's generics, with the bounds that this side's impl needs.
pub(crate) fn generics(input: &Input<'_>, root: &Path, side: Side) -> Generics {
    let mut generics = without_defaults(input);
    let predicates = predicates(input, root, side);
    if !predicates.is_empty() {
        generics.make_where_clause().predicates.extend(predicates);
    }
    generics
}

/// The type's own generics, as an impl may repeat them.
pub(crate) fn without_defaults(input: &Input<'_>) -> Generics {
    let mut generics = input.syntax.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.default = None;
    }
    for parameter in generics.const_params_mut() {
        parameter.default = None;
    }
    generics
}

fn predicates(input: &Input<'_>, root: &Path, side: Side) -> Vec<WherePredicate> {
    if let Some(bound) = &input.attrs.bound {
        return bound.value.clone();
    }
    let parameters = input.syntax.generics.type_params().map(|parameter| parameter.ident.clone()).collect();
    let mut uses = Uses::of(&parameters);
    if parameters.is_empty() {
        return Vec::new();
    }
    if input.attrs.serde.is_some() {
        return serde_predicate(&parse_quote!(Self), root, side).into_iter().collect();
    }
    let mut predicates = Vec::new();
    for field in input.fields() {
        match &field.attrs.bound {
            Some(bound) => predicates.extend(bound.value.iter().cloned()),
            None => field_predicates(field, root, side, &mut uses, &mut predicates),
        }
    }
    uses.into_predicates(root, side).chain(predicates).collect()
}

fn field_predicates(
    field: &Field<'_>,
    root: &Path,
    side: Side,
    uses: &mut Uses<'_>,
    predicates: &mut Vec<WherePredicate>,
) {
    let ty = field.ty();
    match field.way() {
        Way::Plain => uses.visit_type(ty),
        Way::Serde if Uses::any(ty, uses.parameters) => predicates.extend(serde_predicate(ty, root, side)),
        Way::Skip if side == Side::Decode && field.attrs.default.as_ref().is_none_or(|given| given.value.is_none()) => {
            if Uses::any(ty, uses.parameters) {
                predicates.push(parse_quote!(#ty: ::core::default::Default));
            }
        }
        Way::Serde | Way::With(_) | Way::Skip => {}
    }
}

/// serde's own traits: the bridge knows the shape of every type.
fn serde_predicate(ty: &Type, root: &Path, side: Side) -> Option<WherePredicate> {
    match side {
        Side::Schema => None,
        Side::Encode => Some(parse_quote!(#ty: #root::__private::serde::Serialize)),
        Side::Decode => Some(parse_quote!(#ty: #root::__private::serde::DeserializeOwned)),
    }
}

/// What of the parameters is used in types that travel, in the order of the text.
struct Uses<'a> {
    parameters: &'a BTreeSet<Ident>,
    /// Parameters and associated types of theirs.
    types: Unique,
    /// Those that stand behind a shared pointer, which keeps what it points to.
    kept: Unique,
    /// Keys of maps and sets, as far as parameters are in them.
    hashed: Unique,
    ordered: Unique,
    /// Hashers, which don't travel: a decoded map has a new one.
    hashers: Unique,
    /// How many shared pointers are around the type that is visited.
    behind: usize,
}

impl<'a> Uses<'a> {
    fn of(parameters: &'a BTreeSet<Ident>) -> Self {
        let (types, kept, hashed, ordered, hashers) = Default::default();
        Self { parameters, types, kept, hashed, ordered, hashers, behind: 0 }
    }

    fn any(ty: &Type, parameters: &BTreeSet<Ident>) -> bool {
        let mut uses = Uses::of(parameters);
        uses.visit_type(ty);
        !uses.types.0.is_empty()
    }

    fn add(&mut self, ty: Type) {
        if self.behind > 0 {
            self.kept.add(ty.clone());
        }
        self.types.add(ty);
    }

    fn into_predicates(self, root: &Path, side: Side) -> impl Iterator<Item = WherePredicate> {
        let traits: [(Unique, TokenStream, bool); 5] = [
            (self.types, quote!(#root::#side), true),
            (self.kept, quote!('static), side != Side::Schema),
            (self.hashed, quote!(::core::cmp::Eq + ::core::hash::Hash), side == Side::Decode),
            (self.ordered, quote!(::core::cmp::Ord), side == Side::Decode),
            (self.hashers, quote!(::core::default::Default + ::core::hash::BuildHasher), side == Side::Decode),
        ];
        let needed = traits.into_iter().filter(|(.., needed)| *needed);
        needed.flat_map(|(types, bound, _)| types.0.into_iter().map(move |ty| parse_quote!(#ty: #bound)))
    }

    /// What std's collections ask of their keys and hashers.
    fn visit_collection(&mut self, segment: &PathSegment) {
        let (key, hasher) = match segment.ident.to_string().as_str() {
            "HashMap" => (Some(&mut self.hashed), 2),
            "HashSet" => (Some(&mut self.hashed), 1),
            "BTreeMap" | "BTreeSet" | "BinaryHeap" => (Some(&mut self.ordered), usize::MAX),
            _ => (None, usize::MAX),
        };
        let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return };
        let types = arguments.args.iter().filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        });
        if let (Some(keys), Some(key)) = (key, types.clone().next().filter(|ty| Self::any(ty, self.parameters))) {
            keys.add(key.clone());
        }
        for (place, ty) in types.enumerate() {
            if place != hasher {
                self.visit_type(ty);
            } else if Self::any(ty, self.parameters) {
                self.hashers.add(ty.clone());
            }
        }
    }
}

impl<'ast> Visit<'ast> for Uses<'_> {
    fn visit_type_path(&mut self, ty: &'ast TypePath) {
        let Some(first) = ty.path.segments.first() else { return };
        let Some(last) = ty.path.segments.last() else { return };
        if let Some(qualified) = &ty.qself {
            // `<T as Trait>::Item`: the item is what travels, whatever T is.
            if Self::any(&qualified.ty, self.parameters) {
                self.add(Type::Path(ty.clone()));
            } else {
                visit::visit_type_path(self, ty);
            }
        } else if ty.path.leading_colon.is_none() && self.parameters.contains(&first.ident) {
            self.add(Type::Path(ty.clone()));
        } else if last.ident != "PhantomData" {
            let shared = ["Arc", "Rc", "Weak"].iter().any(|name| last.ident == name);
            self.behind += usize::from(shared);
            ty.path.segments.iter().for_each(|segment| self.visit_collection(segment));
            self.behind -= usize::from(shared);
        }
    }

    // What a macro stands for can't be seen from here; `bound` is the way out.
    fn visit_macro(&mut self, _: &'ast syn::Macro) {}
}

/// Each only once, in the order in which they came.
#[derive(Default)]
struct Unique(Vec<Type>);

impl Unique {
    fn add(&mut self, one: Type) {
        let text = one.to_token_stream().to_string();
        if self.0.iter().all(|other| other.to_token_stream().to_string() != text) {
            self.0.push(one);
        }
    }
}

#[cfg(test)]
mod tests {
    use syn::DeriveInput;

    use super::*;
    use crate::errors::Errors;

    fn bounds(syntax: DeriveInput, side: Side) -> Vec<String> {
        let mut errors = Errors::default();
        let input = Input::read(&syntax, &mut errors);
        let found = predicates(&input, &parse_quote!(cerial), side);
        found.iter().map(|predicate| predicate.to_token_stream().to_string().replace(' ', "")).collect()
    }

    #[test]
    fn parameters_are_bound_where_they_travel() {
        let syntax: DeriveInput = parse_quote!(
            struct A<T, U, V, const N: usize> {
                a: Vec<[T; N]>,
                b: (u8, U),
                c: PhantomData<V>,
            }
        );
        assert_eq!(bounds(syntax.clone(), Side::Schema), ["T:cerial::Schema", "U:cerial::Schema"]);
        assert_eq!(bounds(syntax, Side::Decode), ["T:cerial::Decode", "U:cerial::Decode"]);
    }

    #[test]
    fn an_associated_type_is_bound_instead_of_its_owner() {
        let syntax: DeriveInput = parse_quote!(
            struct A<T: Iterator, U: Iterator> {
                a: T::Item,
                b: Vec<<U as Iterator>::Item>,
            }
        );
        assert_eq!(bounds(syntax, Side::Encode), ["T::Item:cerial::Encode", "<UasIterator>::Item:cerial::Encode"]);
    }

    #[test]
    fn what_stands_behind_a_shared_pointer_borrows_nothing() {
        let syntax: DeriveInput = parse_quote!(
            struct A<T, U> {
                a: Vec<T>,
                b: RefCell<Vec<std::rc::Rc<Node<U>>>>,
            }
        );
        assert_eq!(bounds(syntax.clone(), Side::Schema), ["T:cerial::Schema", "U:cerial::Schema"]);
        assert_eq!(bounds(syntax, Side::Encode), ["T:cerial::Encode", "U:cerial::Encode", "U:'static"]);
    }

    #[test]
    fn keys_and_hashers_are_what_std_asks_for() {
        let syntax: DeriveInput = parse_quote!(
            struct A<K, V, S> {
                a: HashMap<(K, u8), V, S>,
                b: BTreeSet<V>,
            }
        );
        assert_eq!(bounds(syntax.clone(), Side::Encode), ["K:cerial::Encode", "V:cerial::Encode"]);
        let decode = [
            "K:cerial::Decode",
            "V:cerial::Decode",
            "(K,u8):::core::cmp::Eq+::core::hash::Hash",
            "V:::core::cmp::Ord",
            "S:::core::default::Default+::core::hash::BuildHasher",
        ];
        assert_eq!(bounds(syntax, Side::Decode), decode);
    }

    #[test]
    fn a_skipped_field_needs_a_default_and_only_for_decoding() {
        let syntax: DeriveInput = parse_quote!(
            struct A<T, U> {
                #[cerial(skip)]
                a: Option<T>,
                #[cerial(skip, default = "f")]
                b: U,
            }
        );
        assert_eq!(bounds(syntax.clone(), Side::Encode), [""; 0]);
        assert_eq!(bounds(syntax, Side::Decode), ["Option<T>:::core::default::Default"]);
    }

    #[test]
    fn the_bridge_is_bound_by_what_goes_over_it() {
        let syntax: DeriveInput = parse_quote!(
            enum A<T> {
                B(#[cerial(serde)] Vec<T>),
                C(#[cerial(serde)] u8),
            }
        );
        assert_eq!(bounds(syntax, Side::Encode), ["Vec<T>:cerial::__private::serde::Serialize"]);
        let syntax: DeriveInput = parse_quote!(
            #[cerial(serde)]
            struct A<T>(T);
        );
        assert_eq!(bounds(syntax.clone(), Side::Schema), [""; 0]);
        assert_eq!(bounds(syntax, Side::Decode), ["Self:cerial::__private::serde::DeserializeOwned"]);
    }

    #[test]
    fn given_bounds_are_taken_as_they_are() {
        let syntax: DeriveInput = parse_quote!(
            #[cerial(bound = "T: Mine, U: Yours")]
            struct A<T, U> {
                a: T,
                b: U,
            }
        );
        assert_eq!(bounds(syntax, Side::Encode), ["T:Mine", "U:Yours"]);
        let syntax: DeriveInput = parse_quote!(
            struct A<T, U> {
                #[cerial(bound = "T: Mine")]
                a: T,
                b: U,
            }
        );
        assert_eq!(bounds(syntax, Side::Encode), ["U:cerial::Encode", "T:Mine"]);
        let syntax: DeriveInput = parse_quote!(
            #[cerial(bound = "")]
            struct A<T>(T);
        );
        assert_eq!(bounds(syntax, Side::Encode), [""; 0]);
    }

    #[test]
    fn a_module_answers_for_its_field() {
        let syntax: DeriveInput = parse_quote!(
            struct A<T> {
                #[cerial(with = "m")]
                a: T,
            }
        );
        assert_eq!(bounds(syntax, Side::Decode), [""; 0]);
    }
}
