//! Import circles: modules of one folder that need each other.
//!
//! The modules are the children of a module of the first rank, for example `find::query`. An import of a
//! name that the parent re-exports leads to the child that has it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    TextFile,
    layers::resolve,
    rust::{is_test_file, paths, production, tokens},
};

/// The imports of the children of one module.
type ImportGraph = BTreeMap<String, BTreeSet<String>>;

/// Returns the children of `top` that stand in an import circle.
pub(super) fn modules_in_circles(top: &str, files: &[TextFile]) -> Vec<String> {
    let graph = import_graph(top, files);
    let is_in_circle = |module: &&String| reachable(&graph, module).contains(*module);
    graph.keys().filter(is_in_circle).cloned().collect()
}

/// Returns the child of `top` that the file is, or is below.
fn child<'a>(top: &str, path: &'a str) -> Option<&'a str> {
    let inside = path.strip_prefix("src/")?.strip_prefix(top)?.strip_prefix('/')?;
    inside.split('/').next().map(|name| name.trim_end_matches(".rs"))
}

fn import_graph(top: &str, files: &[TextFile]) -> ImportGraph {
    let files = files.iter().filter(|file| !is_test_file(&file.path));
    let of_top: Vec<(&TextFile, &str)> =
        files.clone().filter_map(|file| Some((file, child(top, &file.path)?))).collect();
    let children: BTreeSet<&str> = of_top.iter().map(|(_, child)| *child).collect();
    let root = format!("src/{top}.rs");
    let exports: BTreeMap<String, String> = files
        .filter(|file| file.path == root)
        .flat_map(|file| absolute_paths(file, top))
        .filter(|path| path.len() > 1 && children.contains(path[0].as_str()))
        .map(|path| (path[path.len() - 1].clone(), path[0].clone()))
        .collect();
    let mut graph = ImportGraph::new();
    for (file, from) in of_top {
        for path in absolute_paths(file, top) {
            let named = path[0].as_str();
            let to = if children.contains(named) {
                Some(named)
            } else {
                exports.get(named).map(String::as_str)
            };
            if let Some(to) = to.filter(|to| *to != from) {
                let imports = graph.entry(from.to_owned()).or_default();
                imports.insert(to.to_owned());
            }
        }
    }
    graph
}

/// Returns the paths in a file that lead into `top`, from there on.
fn absolute_paths(file: &TextFile, top: &str) -> Vec<Vec<String>> {
    let program = production(&tokens(&file.text));
    let named = paths(&program);
    let absolute = named.iter().filter_map(|named| {
        let path = resolve(&file.path, &named.segments)?;
        let inside = path.strip_prefix(&[top])?;
        let inside = inside.iter().map(|&segment| segment.to_owned());
        Some(inside.collect::<Vec<_>>()).filter(|inside| !inside.is_empty())
    });
    absolute.collect()
}

/// Returns all modules that a module imports, and those that they import.
fn reachable(graph: &ImportGraph, module: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![module];
    while let Some(module) = waiting.pop() {
        for next in graph.get(module).into_iter().flatten() {
            if found.insert(next.clone()) {
                waiting.push(next);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let files: Vec<TextFile> = files
            .iter()
            .map(|(path, text)| TextFile { path: (*path).to_owned(), text: (*text).to_owned() })
            .collect();
        assert_eq!(modules_in_circles("find", &files), expected);
    }

    #[test]
    fn a_circle_is_found_also_through_the_parent_and_a_third_module() {
        let query = ("src/find/query.rs", "use super::rank::Rank;");
        check(&[query, ("src/find/rank.rs", "use crate::text::Span;")], &[]);
        let back = ("src/find/rank.rs", "use crate::find::query::Query;");
        check(&[query, back], &["query", "rank"]);
        let parent = ("src/find.rs", "pub use self::query::Query;");
        check(&[query, parent, ("src/find/rank.rs", "use super::Query;")], &["query", "rank"]);
        let third = ("src/find/hit/mark.rs", "use super::super::query::Query;");
        let to_third = ("src/find/rank.rs", "fn f() { super::hit::mark(); }");
        check(&[query, to_third, third], &["hit", "query", "rank"]);
        let in_tests = ("src/find/rank.rs", "#[cfg(test)] mod tests { use super::super::query; }");
        check(&[query, in_tests], &[]);
    }
}
