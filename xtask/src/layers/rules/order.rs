//! A module uses only modules of the layers below its own.

use crate::layers::Finding;
use crate::layers::graph::Graph;
use crate::layers::table::Layers;

/// Uses that go up or sideways, and modules that have no place yet.
pub(in crate::layers) fn check(graph: &Graph, tables: &[Layers]) -> Vec<Finding> {
    let Some(table) = tables.iter().find(|table| table.krate == graph.krate) else {
        return Vec::new();
    };
    let layer = |module: &str| table.layers.iter().position(|names| names.contains(&module));
    let mut findings: Vec<Finding> = graph
        .top
        .iter()
        .filter(|module| layer(module).is_none())
        .map(|module| Finding {
            file: format!("crates/{}/src/lib.rs", graph.krate),
            line: 1,
            text: format!("module `{module}` has no layer; give it one in xtask/src/layers/table.rs"),
        })
        .collect();
    for ((from, to), place) in graph.uses.get(&Vec::new()).into_iter().flatten() {
        let (Some(upper), Some(lower)) = (layer(from), layer(to)) else {
            continue;
        };
        if lower >= upper {
            let way = if lower == upper { "beside" } else { "above" };
            findings.push(Finding {
                file: place.file.clone(),
                line: place.line,
                text: format!("`{from}` uses `{to}`, which lies {way} it"),
            });
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::graph::tests::graph;

    const TABLE: &[Layers] = &[Layers { krate: "a", layers: &[&["floor"], &["parent", "child"], &["roof"]] }];

    fn texts(files: &[(&str, &str)]) -> Vec<String> {
        check(&graph(files), TABLE).into_iter().map(|finding| finding.text).collect()
    }

    #[test]
    fn a_use_of_a_higher_layer_is_found() {
        let files = [("floor.rs", "use crate::roof::R;"), ("roof.rs", "pub struct R;")];
        assert_eq!(texts(&files), ["`floor` uses `roof`, which lies above it"]);
    }

    #[test]
    fn parent_and_child_never_use_each_other() {
        let files = [("parent.rs", "pub struct P;"), ("child.rs", "use crate::parent::P;")];
        assert_eq!(texts(&files), ["`child` uses `parent`, which lies beside it"]);
    }

    #[test]
    fn a_module_without_a_layer_is_found() {
        let found = texts(&[("new.rs", "")]);
        assert!(found[0].starts_with("module `new` has no layer"), "{found:?}");
    }

    #[test]
    fn a_use_of_a_lower_layer_is_fine() {
        assert!(texts(&[("floor.rs", "pub struct F;"), ("roof.rs", "use crate::floor::F;")]).is_empty());
    }
}
