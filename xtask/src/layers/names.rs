//! Which module an absolute path leads to, through re-exports.

use std::collections::{HashMap, HashSet};

use super::source::Source;
use super::uses::{self, Import};

/// A crate's modules, what they define and what they re-export.
#[derive(Debug, Default)]
pub(super) struct Names {
    modules: HashSet<Vec<String>>,
    /// By module: the names that it defines itself.
    items: HashMap<Vec<String>, HashSet<String>>,
    /// By module and name: the path that a `use` gave it.
    imports: HashMap<(Vec<String>, String), Vec<String>>,
    /// By module: the paths of its glob imports.
    globs: HashMap<Vec<String>, Vec<Vec<String>>>,
}

/// Re-exports of re-exports: more in a row than anybody writes.
const MOST_STEPS: usize = 32;

impl Names {
    /// Learns the names of one crate.
    pub(super) fn of(sources: &[Source]) -> Self {
        let mut names = Names::default();
        for source in sources {
            names.modules.insert(source.module().to_vec());
            for token in &source.tokens {
                names.modules.insert(token.module.to_vec());
            }
            names.learn_items(source);
        }
        for import in sources.iter().flat_map(uses::imports) {
            names.learn_import(import);
        }
        names
    }

    /// The module in which the thing at this path is defined; `None` when it is of another crate.
    pub(super) fn home(&self, path: &[String]) -> Option<Vec<String>> {
        self.walk(path, MOST_STEPS)
    }

    /// The modules right below this one.
    pub(super) fn children(&self, parent: &[String]) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .modules
            .iter()
            .filter(|module| module.len() == parent.len() + 1 && module.starts_with(parent))
            .filter_map(|module| module.last().map(String::as_str))
            .collect();
        names.sort_unstable();
        names
    }

    fn walk(&self, path: &[String], steps: usize) -> Option<Vec<String>> {
        let steps = steps.checked_sub(1)?;
        let mut here: Vec<String> = Vec::new();
        for (at, name) in path.iter().enumerate() {
            let below: Vec<String> = here.iter().chain([name]).cloned().collect();
            if self.modules.contains(&below) {
                here = below;
                continue;
            }
            if self.defines(&here, name) {
                return Some(here);
            }
            let rest = &path[at + 1..];
            if let Some(target) = self.imports.get(&(here.clone(), name.clone())) {
                return self.walk(&[target, rest].concat(), steps);
            }
            let globs = self.globs.get(&here).into_iter().flatten();
            let through = |target: &Vec<String>| {
                let path = [target.as_slice(), &path[at..]].concat();
                self.walk(&path, steps).filter(|home| self.defines(home, name))
            };
            return globs.filter(|target| **target != here).find_map(through).or(Some(here));
        }
        Some(here)
    }

    fn defines(&self, module: &[String], name: &str) -> bool {
        self.items.get(module).is_some_and(|items| items.contains(name))
    }

    fn learn_items(&mut self, source: &Source) {
        const KEYWORDS: &[&str] = &["struct", "enum", "union", "trait", "fn", "type", "const", "static", "macro"];
        for pair in source.tokens.windows(3) {
            let [first, second, third] = pair else {
                continue;
            };
            let module = first.module.to_vec();
            if KEYWORDS.contains(&first.text.as_str()) {
                self.items.entry(module).or_default().insert(second.text.clone());
            } else if first.text == "macro_rules" && second.text == "!" {
                // An exported macro is named from the root, wherever it stands.
                let path = [module.as_slice(), std::slice::from_ref(&third.text)].concat();
                if !module.is_empty() {
                    self.imports.insert((Vec::new(), third.text.clone()), path);
                }
                self.items.entry(module).or_default().insert(third.text.clone());
            }
        }
    }

    fn learn_import(&mut self, import: Import) {
        let module = import.module.to_vec();
        let path = uses::absolute(&import.module, &import.path).or_else(|| {
            // `use child::Thing`: a path may begin with a module right below.
            let path = [module.as_slice(), &import.path].concat();
            let first = path.get(..=module.len())?;
            self.modules.contains(first).then_some(path)
        });
        let Some(path) = path else { return };
        if import.name == "*" {
            self.globs.entry(module).or_default().push(path);
        } else if !path.is_empty() {
            self.imports.insert((module, import.name), path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(files: &[(&str, &str)], path: &str) -> String {
        let sources: Vec<Source> =
            files.iter().map(|(file, text)| Source::parse(&format!("crates/a/src/{file}"), text).unwrap()).collect();
        let path: Vec<String> = path.split("::").map(str::to_owned).collect();
        Names::of(&sources).home(&path).unwrap().join("::")
    }

    #[test]
    fn a_reexport_leads_to_the_place_of_definition() {
        let files = [
            ("lib.rs", "mod error; pub use error::Error; pub use self::error::*;"),
            ("error/mod.rs", "mod kind; pub use kind::Kind as ErrorKind;"),
            ("error/kind.rs", "pub enum Kind {}"),
        ];
        assert_eq!(home(&files, "error::ErrorKind::A"), "error::kind");
        assert_eq!(home(&files, "Error"), "error");
    }

    #[test]
    fn a_glob_leads_to_the_module_that_defines_the_name() {
        let files = [
            ("lib.rs", "mod a; mod b; pub use a::*; pub use b::*;"),
            ("a.rs", "pub struct A;"),
            ("b.rs", "pub struct B;"),
        ];
        assert_eq!(home(&files, "B"), "b");
    }

    #[test]
    fn a_circle_of_reexports_ends() {
        let files = [("lib.rs", "pub use crate::a::X;"), ("a.rs", "pub use crate::X;")];
        let sources: Vec<Source> =
            files.iter().map(|(file, text)| Source::parse(&format!("crates/a/src/{file}"), text).unwrap()).collect();
        assert_eq!(Names::of(&sources).home(&["X".to_owned()]), None);
    }

    #[test]
    fn an_exported_macro_lives_where_it_is_written() {
        let files = [("lib.rs", "mod m;"), ("m.rs", "#[macro_export] macro_rules! shout { () => {} }")];
        assert_eq!(home(&files, "shout"), "m");
    }
}
