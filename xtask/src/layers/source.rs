//! A source file as a flat list of tokens that know their line and their module.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::{shell, workspace};

/// A module's path inside its crate; the root's is empty.
pub(super) type Module = Rc<[String]>;

/// One file.
#[derive(Debug)]
pub(super) struct Source {
    /// Its path from the workspace's root, with slashes.
    pub(super) file: String,
    /// The crate whose `src` it lies in, where that is one of the suite's.
    pub(super) krate: Option<String>,
    pub(super) text: String,
    /// What it says, without tests.
    pub(super) tokens: Vec<Token>,
    /// The modules that it declares for tests only, in files of their own.
    test_modules: Vec<Module>,
    module: Module,
}

/// One identifier, one punctuation mark, one bracket; a literal is `""`, whatever it says.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) line: usize,
    pub(super) module: Module,
}

impl Source {
    /// Reads the text of a file whose place is given.
    pub(super) fn parse(file: &str, text: &str) -> Result<Self, String> {
        let (krate, module) = place(file);
        let stream: TokenStream = text.parse().map_err(|error: proc_macro2::LexError| {
            format!("{file}:{}: no Rust: {error}", error.span().start().line)
        })?;
        let mut flat = Flat { tokens: Vec::new(), test_modules: Vec::new() };
        flat.stream(stream, &module);
        let Flat { tokens, test_modules } = flat;
        Ok(Source { file: file.into(), krate, text: text.into(), tokens, test_modules, module })
    }

    /// The module that the file is.
    pub(super) fn module(&self) -> &Module {
        &self.module
    }
}

/// Every source of the workspace, sorted by path; files of test modules keep no tokens.
pub(super) fn read_all() -> Result<Vec<Source>, String> {
    let mut files = Vec::new();
    collect(workspace::root(), &mut files)?;
    files.sort();
    let mut sources = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).map_err(|error| format!("{} can't be read: {error}", path.display()))?;
        sources.push(Source::parse(&shell::relative(&path), &text)?);
    }
    drop_tests(&mut sources);
    Ok(sources)
}

/// The sources of each crate of the suite.
pub(super) fn by_crate(sources: &[Source]) -> impl Iterator<Item = &[Source]> {
    sources.chunk_by(|a, b| a.krate == b.krate)
}

/// Takes the tokens from files that a `cfg(test)` module stands in.
fn drop_tests(sources: &mut [Source]) {
    let tests: Vec<(Option<String>, Module)> = sources
        .iter()
        .flat_map(|source| source.test_modules.iter().map(|m| (source.krate.clone(), m.clone())))
        .collect();
    for source in sources {
        let is_test = |(krate, module): &(_, Module)| *krate == source.krate && source.module.starts_with(module);
        if tests.iter().any(is_test) {
            source.tokens.clear();
        }
    }
}

/// Adds the Rust files under a folder, builds and hidden folders left out.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let failed = |error| format!("{} can't be read: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() && name != "target" && !name.starts_with('.') {
            collect(&path, files)?;
        } else if kind.is_file() && name.ends_with(".rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// The crate and the module that a path under `crates/` stands for.
fn place(file: &str) -> (Option<String>, Module) {
    let parts: Vec<&str> = file.split('/').collect();
    let ["crates", krate, "src", inner @ ..] = parts.as_slice() else {
        return (None, Rc::from([]));
    };
    let mut module: Vec<String> = inner.iter().map(|part| (*part).to_owned()).collect();
    let last = module.pop().unwrap_or_default();
    let stem = last.trim_end_matches(".rs");
    let is_root = module.is_empty() && stem == "lib";
    if stem != "mod" && !is_root {
        module.push(stem.to_owned());
    }
    (Some((*krate).to_owned()), module.into())
}

/// The walk that makes the flat list.
struct Flat {
    tokens: Vec<Token>,
    test_modules: Vec<Module>,
}

impl Flat {
    fn stream(&mut self, stream: TokenStream, module: &Module) {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        let mut at = 0;
        while let Some(tree) = trees.get(at) {
            if let Some(after) = self.test_item(&trees[at..], module) {
                at += after;
                continue;
            }
            match tree {
                TokenTree::Group(group) => {
                    let inner = match inline_module(&trees[..at]) {
                        Some(name) if group.delimiter() == Delimiter::Brace => child(module, &name),
                        _ => module.clone(),
                    };
                    let (open, close) = brackets(group.delimiter());
                    self.push(open, group.span_open().start().line, module);
                    self.stream(group.stream(), &inner);
                    self.push(close, group.span_close().start().line, module);
                }
                TokenTree::Ident(ident) => {
                    self.push(&ident.to_string(), ident.span().start().line, module);
                }
                TokenTree::Punct(punct) => {
                    self.push(&punct.as_char().to_string(), punct.span().start().line, module);
                }
                TokenTree::Literal(literal) => {
                    self.push("\"\"", literal.span().start().line, module);
                }
            }
            at += 1;
        }
    }

    fn push(&mut self, text: &str, line: usize, module: &Module) {
        self.tokens.push(Token { text: text.into(), line, module: module.clone() });
    }

    /// How many trees a `cfg(test)` item takes, when one starts here.
    fn test_item(&mut self, trees: &[TokenTree], module: &Module) -> Option<usize> {
        let [TokenTree::Punct(hash), rest @ ..] = trees else {
            return None;
        };
        if hash.as_char() != '#' {
            return None;
        }
        match rest {
            // `#![cfg(test)]`: the rest of the file or block is for tests.
            [TokenTree::Punct(bang), TokenTree::Group(group), ..]
                if bang.as_char() == '!' && is_cfg_test(&group.stream()) =>
            {
                Some(trees.len())
            }
            [TokenTree::Group(group), item @ ..] if is_cfg_test(&group.stream()) => {
                let length = item_length(item);
                if let Some(name) = outline_module(&item[..length]) {
                    self.test_modules.push(child(module, &name));
                }
                Some(2 + length)
            }
            _ => None,
        }
    }
}

fn child(module: &Module, name: &str) -> Module {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

fn brackets(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}

/// The name of the module whose body comes next.
fn inline_module(before: &[TokenTree]) -> Option<String> {
    match before {
        [.., TokenTree::Ident(word), TokenTree::Ident(name)] if word == "mod" => Some(name.to_string()),
        _ => None,
    }
}

/// The name in `mod name;`.
fn outline_module(item: &[TokenTree]) -> Option<String> {
    match item {
        [before @ .., TokenTree::Punct(_)] => inline_module(before),
        _ => None,
    }
}

/// Whether an attribute is `cfg(test)` or `cfg(all(test, …))`.
fn is_cfg_test(attribute: &TokenStream) -> bool {
    let text: String = attribute.to_string().split_whitespace().collect();
    text == "cfg(test)" || text.starts_with("cfg(all(test,")
}

/// Where an item ends: at its semicolon or its body.
fn item_length(trees: &[TokenTree]) -> usize {
    let is_use = |tree: &TokenTree| matches!(tree, TokenTree::Ident(word) if word == "use");
    let has_no_body = trees.iter().take(3).any(is_use);
    let ends = |tree: &TokenTree| match tree {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !has_no_body,
        _ => false,
    };
    trees.iter().position(ends).map_or(trees.len(), |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        let source = Source::parse("crates/a/src/b.rs", text).unwrap();
        source.tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_and_strings_say_nothing() {
        assert_eq!(said("// unsafe\nlet a = \"unsafe\";"), "let a = \"\" ;");
    }

    #[test]
    fn tests_are_left_out() {
        assert_eq!(said("fn a() {} #[cfg(test)] mod tests { fn b() {} } fn c() {}"), "fn a ( ) { } fn c ( ) { }");
        assert_eq!(said("#[cfg(test)] use x::{y, z}; fn c() {}"), "fn c ( ) { }");
        assert_eq!(said("#[cfg(test)] pub(crate) fn a() {} b"), "b");
        assert_eq!(said("#![cfg(test)] fn a() {}"), "");
        assert_eq!(said("#[cfg(not(test))] a"), "# [ cfg ( not ( test ) ) ] a");
    }

    #[test]
    fn files_of_test_modules_are_left_out() {
        let mut sources = vec![
            Source::parse("crates/a/src/b.rs", "#[cfg(test)] mod proof;").unwrap(),
            Source::parse("crates/a/src/b/proof.rs", "fn a() {}").unwrap(),
            Source::parse("crates/other/src/b/proof.rs", "fn a() {}").unwrap(),
        ];
        drop_tests(&mut sources);
        assert!(sources[1].tokens.is_empty());
        assert!(!sources[2].tokens.is_empty());
    }

    #[test]
    fn files_and_inline_modules_are_modules() {
        let at = |file: &str| Source::parse(file, "").unwrap().module().join("::");
        assert_eq!(at("crates/a/src/lib.rs"), "");
        assert_eq!(at("crates/a/src/b.rs"), "b");
        assert_eq!(at("crates/a/src/b/mod.rs"), "b");
        assert_eq!(at("crates/a/src/b/lib.rs"), "b::lib");
        let source = Source::parse("crates/a/src/b.rs", "mod c { fn d() {} }").unwrap();
        let inner = source.tokens.iter().find(|token| token.text == "d").unwrap();
        assert_eq!(inner.module.join("::"), "b::c");
        assert_eq!(inner.line, 1);
    }

    #[test]
    fn only_the_suites_own_sources_belong_to_a_crate() {
        let krate = |file: &str| Source::parse(file, "").unwrap().krate;
        assert_eq!(krate("crates/a/src/b.rs").as_deref(), Some("a"));
        assert_eq!(krate("crates/a/tests/b.rs"), None);
        assert_eq!(krate("xtask/src/main.rs"), None);
    }
}
