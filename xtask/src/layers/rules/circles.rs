//! Modules that lie side by side never use each other in a circle.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::layers::Finding;
use crate::layers::graph::{Graph, Place};

/// One finding per circle, with the place of each use on its way: first those of the crate's top
/// modules, then those inside a folder.
pub(in crate::layers) fn check(graph: &Graph) -> (Vec<Finding>, Vec<Finding>) {
    let (mut top, mut inner) = (Vec::new(), Vec::new());
    for (around, edges) in &graph.uses {
        let mut told = BTreeSet::new();
        let starts: BTreeSet<&str> = edges.keys().map(|(from, _)| from.as_str()).collect();
        for start in starts {
            if told.contains(start) {
                continue;
            }
            if let Some(circle) = shortest(edges, start) {
                told.extend(circle.iter().copied());
                let findings = if around.is_empty() { &mut top } else { &mut inner };
                findings.push(describe(&graph.krate, around, edges, &circle));
            }
        }
    }
    (top, inner)
}

/// The shortest way from a module back to itself, the start at both ends.
fn shortest<'a>(edges: &'a BTreeMap<(String, String), Place>, start: &'a str) -> Option<Vec<&'a str>> {
    let next = |module: &'a str| edges.keys().filter(move |(from, _)| from == module).map(|(_, to)| to.as_str());
    let mut came_from: BTreeMap<&str, &str> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(module) = queue.pop_front() {
        for to in next(module) {
            if to == start {
                let mut circle = vec![start];
                let mut at = module;
                while at != start {
                    circle.push(at);
                    at = came_from[at];
                }
                circle.push(start);
                circle.reverse();
                return Some(circle);
            }
            if !came_from.contains_key(to) {
                came_from.insert(to, module);
                queue.push_back(to);
            }
        }
    }
    None
}

fn describe(krate: &str, around: &[String], edges: &BTreeMap<(String, String), Place>, circle: &[&str]) -> Finding {
    let place = |pair: &[&str]| &edges[&(pair[0].to_owned(), pair[1].to_owned())];
    let way: Vec<String> =
        circle.windows(2).map(|pair| format!("{} ({}:{})", pair[1], place(pair).file, place(pair).line)).collect();
    let inside = [&[krate.to_owned()], around].concat().join("::");
    let first = place(&circle[..2]);
    Finding {
        file: first.file.clone(),
        line: first.line,
        text: format!("a circle of modules in {inside}: {} -> {}", circle[0], way.join(" -> ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::graph::tests::graph;

    #[test]
    fn a_circle_is_told_with_its_way() {
        let (findings, _) = check(&graph(&[
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::b::B; pub struct A;"),
            ("b.rs", "\nuse crate::c::C; pub struct B;"),
            ("c.rs", "fn f() -> crate::a::A {} pub struct C;"),
        ]));
        assert_eq!(findings.len(), 1);
        assert_eq!(
            findings[0].text,
            "a circle of modules in a: a -> b (crates/a/src/a.rs:1) -> c (crates/a/src/b.rs:2) \
             -> a (crates/a/src/c.rs:1)"
        );
    }

    #[test]
    fn a_circle_through_reexports_is_found() {
        let (findings, _) = check(&graph(&[
            ("lib.rs", "mod a; mod b; pub use a::A;"),
            ("a.rs", "use crate::b::B; pub struct A;"),
            ("b.rs", "use crate::A; pub struct B;"),
        ]));
        assert_eq!(findings.len(), 1);
    }

    #[test]
    fn a_circle_inside_a_folder_is_told_apart() {
        let (top, findings) = check(&graph(&[
            ("lib.rs", "mod a;"),
            ("a/mod.rs", "mod x; mod y;"),
            ("a/x.rs", "use super::y::Y; pub struct X;"),
            ("a/y.rs", "use super::x::X; pub struct Y;"),
        ]));
        assert!(top.is_empty());
        assert!(findings[0].text.contains("in a::a: x -> y"), "{}", findings[0].text);
    }

    #[test]
    fn layers_and_tests_are_no_circle() {
        let (top, inner) = check(&graph(&[
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "use crate::b::B; pub struct A;"),
            ("b.rs", "pub struct B; #[cfg(test)] mod tests { use crate::a::A; }"),
        ]));
        assert!(top.is_empty() && inner.is_empty());
    }
}
