//! What the attribute stands on: a function with its body, which stays unread.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Signature, Token, Visibility};

const ONLY_FUNCTIONS: &str = "#[timethis] goes on a function or method with a body";

/// A function, free or in an impl or trait.
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: Group,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        let item = input.span();
        let signature: Signature = input.parse().map_err(|_| syn::Error::new(item, ONLY_FUNCTIONS))?;
        if input.peek(Token![;]) {
            return Err(syn::Error::new_spanned(signature, ONLY_FUNCTIONS));
        }
        let body = input.parse()?;
        if let Some(constness) = signature.constness {
            let message =
                "a const fn can't be timed: there is no clock where it may run; remove `const` or #[timethis]";
            return Err(syn::Error::new_spanned(constness, message));
        }
        Ok(Self { attributes, visibility, signature, body })
    }
}

impl Function {
    /// Does an expression use an argument of the function?
    pub(crate) fn is_used_by(&self, expression: TokenStream) -> bool {
        let inputs = &self.signature.inputs;
        let mut names = Vec::new();
        identifiers(quote::quote!(#inputs), &mut |name| names.push(name.to_string()));
        let mut used = false;
        identifiers(expression, &mut |name| used |= names.iter().any(|known| name == known));
        used
    }
}

fn identifiers(tokens: TokenStream, see: &mut impl FnMut(&Ident)) {
    for tree in tokens {
        match tree {
            TokenTree::Ident(name) => see(&name),
            TokenTree::Group(group) => identifiers(group.stream(), see),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(text: &str) -> syn::Result<Function> {
        syn::parse_str(text)
    }

    #[test]
    fn what_is_no_function_with_a_body_is_refused() {
        for text in ["struct S;", "impl S { fn f() {} }", "fn f();", "mod m {}", "let x = 1;", "pub static S: u8 = 0;"]
        {
            assert_eq!(function(text).err().unwrap().to_string(), ONLY_FUNCTIONS, "{text}");
        }
        assert!(function("const fn f() {}").err().unwrap().to_string().contains("const"));
    }

    #[test]
    fn an_expression_that_uses_an_argument_is_known() {
        let function = function("fn f(&mut self, (one, _): (u8, u8), two: &T) {}").unwrap();
        for (text, uses) in [("self.timer", true), ("&one", true), ("g(two)", true), ("TIMER", false), ("a::B", false)]
        {
            assert_eq!(function.is_used_by(text.parse().unwrap()), uses, "{text}");
        }
    }
}
