//! The name of a type, as it is written, without the paths in it.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;

/// The text of a type: `a::Wrapper<b::Unit>` is `Wrapper<Unit>`.
pub(super) fn text(syntax: &impl ToTokens) -> String {
    let mut text = String::new();
    write(syntax.to_token_stream(), &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let after_path = is_colons(&tokens[at + 1..]);
        match token {
            // The way to a name says nothing about it.
            TokenTree::Ident(_) if after_path => {}
            TokenTree::Punct(colon) if colon.as_char() == ':' => {}
            TokenTree::Ident(ident) => word(&ident.unraw().to_string(), text),
            TokenTree::Literal(literal) => word(&literal.to_string(), text),
            TokenTree::Punct(punct) => {
                text.push(punct.as_char());
                if matches!(punct.as_char(), ',' | ';') {
                    text.push(' ');
                }
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                    proc_macro2::Delimiter::Bracket => ("[", "]"),
                    proc_macro2::Delimiter::Brace => ("{", "}"),
                    proc_macro2::Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
            }
        }
    }
}

/// Two words need something between them.
fn word(word: &str, text: &mut String) {
    if text.ends_with(|last: char| last.is_alphanumeric() || last == '_') {
        text.push(' ');
    }
    text.push_str(word);
}

fn is_colons(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Punct(one), TokenTree::Punct(two), ..] => {
            one.as_char() == ':' && one.spacing() == Spacing::Joint && two.as_char() == ':'
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text_of: &str) -> String {
        text(&syn::parse_str::<syn::Type>(text_of).expect("a type"))
    }

    #[test]
    fn names_have_no_paths_and_no_whims() {
        for (written, expected) in [
            ("Circle", "Circle"),
            ("::a::b::Circle", "Circle"),
            ("crate :: Wrapper < a::Unit,u8 >", "Wrapper<Unit, u8>"),
            ("(u8, [std::string::String ;4])", "(u8, [String; 4])"),
            ("&'static dyn Fn", "&'static dyn Fn"),
            ("r#type::r#Gen<r#u>", "Gen<u>"),
        ] {
            assert_eq!(name(written), expected);
        }
    }
}
