//! Paths in tokens: `crate::a::b`, `super::c`, and the trees of `use`.

use super::source::{Module, Source, Token};

/// A path that begins in this crate, made absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) from: Module,
    pub(super) line: usize,
    pub(super) path: Vec<String>,
}

/// A name that a `use` gives to something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Import {
    pub(super) module: Module,
    /// The name in the module; `*` for everything.
    pub(super) name: String,
    /// As written: it may begin with `crate`, `self`, `super`, a child's name or another crate.
    pub(super) path: Vec<String>,
}

/// Every path that names its way from `crate`, `self` or `super`.
pub(super) fn references(source: &Source) -> Vec<Reference> {
    let tokens = &source.tokens;
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        if !starts_path(tokens, at) {
            continue;
        }
        let (from, line) = (&tokens[at].module, tokens[at].line);
        for (written, _) in tree(tokens, &mut at.clone()) {
            if let Some(path) = absolute(from, &written) {
                found.push(Reference { from: from.clone(), line, path });
            }
        }
    }
    found
}

/// Every name that a `use` brings.
pub(super) fn imports(source: &Source) -> Vec<Import> {
    let tokens = &source.tokens;
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        if tokens[at].text != "use" || !ident(tokens, at + 1) && !is(tokens, at + 1, "{") {
            continue;
        }
        let module = &tokens[at].module;
        for (path, name) in tree(tokens, &mut (at + 1)) {
            found.push(Import { module: module.clone(), name, path });
        }
    }
    found
}

/// A path from the crate's root: `crate`, `self` and `super` are gone.
pub(super) fn absolute(from: &Module, written: &[String]) -> Option<Vec<String>> {
    let (first, mut rest) = written.split_first()?;
    let mut path = match first.as_str() {
        "crate" => Vec::new(),
        "self" | "super" => from.to_vec(),
        _ => return None,
    };
    if first == "super" {
        path.pop()?;
    }
    while let Some(("super", after)) = rest.split_first().map(|(word, after)| (word.as_str(), after)) {
        path.pop()?;
        rest = after;
    }
    path.extend_from_slice(rest);
    Some(path)
}

fn starts_path(tokens: &[Token], at: usize) -> bool {
    let inside_path = at >= 1 && is(tokens, at - 1, ":");
    let visibility = at >= 1 && is(tokens, at - 1, "in");
    matches!(tokens[at].text.as_str(), "crate" | "self" | "super")
        && colons(tokens, at + 1)
        && !inside_path
        && !visibility
}

/// The paths of a tree that starts here, each with the name it gets; `at` ends behind the tree.
fn tree(tokens: &[Token], at: &mut usize) -> Vec<(Vec<String>, String)> {
    let mut path: Vec<String> = Vec::new();
    loop {
        if is(tokens, *at, "{") {
            return group(tokens, at, &path);
        }
        if is(tokens, *at, "*") {
            *at += 1;
            return vec![(path, "*".into())];
        }
        if !ident(tokens, *at) {
            break;
        }
        path.push(tokens[*at].text.clone());
        *at += 1;
        if !colons(tokens, *at) {
            break;
        }
        *at += 2;
    }
    // `use a::{self}` names `a`.
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let mut name = path.last().cloned().unwrap_or_default();
    if is(tokens, *at, "as") && ident(tokens, *at + 1) {
        name.clone_from(&tokens[*at + 1].text);
        *at += 2;
    }
    vec![(path, name)]
}

/// What stands in the braces of a tree, behind its prefix.
fn group(tokens: &[Token], at: &mut usize, prefix: &[String]) -> Vec<(Vec<String>, String)> {
    let mut found = Vec::new();
    *at += 1;
    while *at < tokens.len() && !is(tokens, *at, "}") {
        let before = *at;
        for (path, name) in tree(tokens, at) {
            let is_self = path.len() == 1 && path[0] == "self";
            let inner = if is_self { &[][..] } else { &path[..] };
            let named_prefix = is_self && name == "self";
            let name = if named_prefix { prefix.last().cloned().unwrap_or(name) } else { name };
            found.push(([prefix, inner].concat(), name));
        }
        if is(tokens, *at, ",") || *at == before {
            *at += 1;
        }
    }
    *at += 1;
    found
}

fn is(tokens: &[Token], at: usize, text: &str) -> bool {
    tokens.get(at).is_some_and(|token| token.text == text)
}

fn colons(tokens: &[Token], at: usize) -> bool {
    is(tokens, at, ":") && is(tokens, at + 1, ":")
}

fn ident(tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| token.text.starts_with(|first: char| first.is_alphabetic() || first == '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str) -> Vec<String> {
        let source = Source::parse("crates/a/src/b/c.rs", text).unwrap();
        references(&source).iter().map(|reference| reference.path.join("::")).collect()
    }

    #[test]
    fn paths_are_made_absolute() {
        assert_eq!(paths("use crate::x::Y;"), ["x::Y"]);
        assert_eq!(paths("fn f() { super::g(crate::h::<u8>()) }"), ["b::g", "h"]);
        assert_eq!(paths("use super::super::z; mod d { use super::e; }"), ["z", "b::c::e"]);
        assert_eq!(paths("$crate::m::n!()"), ["m::n"]);
    }

    #[test]
    fn trees_are_unfolded() {
        assert_eq!(paths("use crate::{x::{self, Y as Z, *}, w};"), ["x", "x::Y", "x", "w"]);
    }

    #[test]
    fn what_only_looks_like_a_path_is_none() {
        assert!(paths("pub(crate) fn f(self) {} pub(in crate::x) struct S; std::crate_name").is_empty());
    }

    #[test]
    fn imports_know_the_name_they_give() {
        let source = Source::parse("crates/a/src/lib.rs", "pub use error::{Error, Kind as K};").unwrap();
        let imports: Vec<String> =
            imports(&source).iter().map(|import| format!("{} = {}", import.name, import.path.join("::"))).collect();
        assert_eq!(imports, ["Error = error::Error", "K = error::Kind"]);
    }
}
