//! Which module of a crate uses which.

use std::collections::BTreeMap;

use super::names::Names;
use super::source::Source;
use super::uses;

/// Where one module uses another.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: usize,
}

/// The uses between the modules that lie side by side, for every folder of a crate.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) krate: String,
    /// By the module around them: from one child to another, with the first place of the use.
    pub(super) uses: BTreeMap<Vec<String>, BTreeMap<(String, String), Place>>,
    /// The crate's top modules.
    pub(super) top: Vec<String>,
}

impl Graph {
    /// The graph of one crate. A use between a module and one inside it is none: a folder and its
    /// files are one thing seen from outside.
    pub(super) fn of(sources: &[Source]) -> Self {
        let names = Names::of(sources);
        let krate = sources.first().and_then(|source| source.krate.clone()).unwrap_or_default();
        let top = names.children(&[]).into_iter().map(str::to_owned).collect();
        let mut graph = Graph { krate, uses: BTreeMap::new(), top };
        for source in sources {
            for reference in uses::references(source) {
                let Some(to) = names.home(&reference.path) else {
                    continue;
                };
                let place = Place { file: source.file.clone(), line: reference.line };
                graph.add(&reference.from, &to, place);
            }
        }
        graph
    }

    /// The top modules that a top module uses.
    pub(super) fn uses_of(&self, module: &str) -> Vec<&str> {
        let edges = self.uses.get(&Vec::new()).into_iter().flatten();
        edges.filter(|((from, _), _)| from == module).map(|((_, to), _)| to.as_str()).collect()
    }

    fn add(&mut self, from: &[String], to: &[String], place: Place) {
        let common = from.iter().zip(to).take_while(|(a, b)| a == b).count();
        if let (Some(a), Some(b)) = (from.get(common), to.get(common)) {
            let edges = self.uses.entry(from[..common].to_vec()).or_default();
            edges.entry((a.clone(), b.clone())).or_insert(place);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The graph of a made-up crate `a`.
    pub(in super::super) fn graph(files: &[(&str, &str)]) -> Graph {
        let sources: Vec<Source> =
            files.iter().map(|(file, text)| Source::parse(&format!("crates/a/src/{file}"), text).unwrap()).collect();
        Graph::of(&sources)
    }

    fn edges(graph: &Graph, around: &[&str]) -> Vec<(String, String)> {
        let around: Vec<String> = around.iter().map(|&name| name.to_owned()).collect();
        graph.uses.get(&around).map(|edges| edges.keys().cloned().collect()).unwrap_or_default()
    }

    #[test]
    fn uses_stand_between_the_modules_side_by_side() {
        let graph = graph(&[
            ("lib.rs", "mod a; mod b;"),
            ("a/mod.rs", "mod x; mod y;"),
            ("a/x.rs", "use super::y::Y; use crate::b::B;"),
            ("a/y.rs", "pub struct Y;"),
            ("b.rs", "pub struct B;"),
        ]);
        assert_eq!(edges(&graph, &[]), [("a".to_owned(), "b".to_owned())]);
        assert_eq!(edges(&graph, &["a"]), [("x".to_owned(), "y".to_owned())]);
        assert_eq!(graph.uses_of("a"), ["b"]);
    }

    #[test]
    fn a_folder_and_its_files_are_one() {
        let graph = graph(&[
            ("lib.rs", "mod a;"),
            ("a/mod.rs", "mod x; pub struct A; use self::x::X;"),
            ("a/x.rs", "use super::A; pub struct X;"),
        ]);
        assert!(graph.uses.is_empty());
    }
}
