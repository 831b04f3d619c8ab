//! The items of a Rust file, counted on its syntax tree.
//!
//! The tree of `syn` is not `Send`: it can't leave the thread that made it. A process doesn't mind: the tree
//! lives and dies in the worker, and only the numbers travel.

use suitkaise::prelude::*;
use syn::visit::{self, Visit};

/// How many items a file has, at every depth: in modules and in the bodies of functions too.
#[derive(Cerial, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Items {
    pub(crate) functions: u64,
    /// Functions in `impl` blocks and traits; they are no items by themselves.
    pub(crate) methods: u64,
    /// Structs, enums, unions and type aliases.
    pub(crate) types: u64,
    pub(crate) traits: u64,
    pub(crate) impls: u64,
    /// Uses, modules, constants, macros and the like.
    pub(crate) others: u64,
}

impl Items {
    /// All items.
    pub(crate) fn total(&self) -> u64 {
        self.functions + self.types + self.traits + self.impls + self.others
    }

    /// Takes the items of another file in.
    pub(crate) fn add(&mut self, other: &Items) {
        self.functions += other.functions;
        self.methods += other.methods;
        self.types += other.types;
        self.traits += other.traits;
        self.impls += other.impls;
        self.others += other.others;
    }
}

/// Parses a file and counts, or says why it is no Rust.
pub(crate) fn items(source: &[u8]) -> Result<Items, String> {
    let source = std::str::from_utf8(source).map_err(|error| error.to_string())?;
    let tree = syn::parse_file(source).map_err(|error| error.to_string())?;
    let mut items = Items::default();
    items.visit_file(&tree);
    Ok(items)
}

impl<'tree> Visit<'tree> for Items {
    fn visit_item(&mut self, item: &'tree syn::Item) {
        use syn::Item;
        let number = match item {
            Item::Fn(_) => &mut self.functions,
            Item::Struct(_) | Item::Enum(_) | Item::Union(_) | Item::Type(_) => &mut self.types,
            Item::Trait(_) | Item::TraitAlias(_) => &mut self.traits,
            Item::Impl(_) => &mut self.impls,
            _ => &mut self.others,
        };
        *number += 1;
        visit::visit_item(self, item);
    }

    fn visit_impl_item_fn(&mut self, method: &'tree syn::ImplItemFn) {
        self.methods += 1;
        visit::visit_impl_item_fn(self, method);
    }

    fn visit_trait_item_fn(&mut self, method: &'tree syn::TraitItemFn) {
        self.methods += 1;
        visit::visit_trait_item_fn(self, method);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_counted_at_every_depth() {
        let text = b"
            use std::fmt;
            struct A;
            impl A {
                fn one(&self) {
                    fn inner() {}
                }
            }
            mod deeper {
                trait B {
                    fn two();
                }
                enum C {}
            }
        ";
        let items = items(text).unwrap();
        assert_eq!(items, Items { functions: 1, methods: 2, types: 2, traits: 1, impls: 1, others: 2 });
        assert_eq!(items.total(), 7);
    }

    #[test]
    fn what_is_no_rust_is_told() {
        assert!(items(b"fn (").is_err());
        assert!(items(b"\xff").unwrap_err().contains("utf-8"));
        assert_eq!(items(b"").unwrap().total(), 0);
    }
}
