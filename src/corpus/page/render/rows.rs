//! Tells rows of data from rows that only lay out a page.

use crate::corpus::page::{
    line_builder::n_letters,
    tree::{Inside, NodeId, Tree},
};

/// Letters of a cell of data.
const MAX_CELL_LETTERS: usize = 120;

/// Nodes that are looked at in a row.
const MAX_NODES: usize = 2000;

/// Returns `true` for a row of at least two short cells without paragraphs, lists or tables.
pub(super) fn is_row(tree: &Tree, row: NodeId) -> bool {
    let (mut n_cells, mut n_nodes) = (0, 0);
    for cell in tree.children(row) {
        if !tree.element(cell).is_some_and(|cell| cell.is("td") || cell.is("th")) {
            continue;
        }
        n_cells += 1;
        let mut letters = 0;
        let mut at = tree.first_child(cell);
        while let Some(node) = at {
            n_nodes += 1;
            letters += tree.text(node).map_or(0, |text| text.chars().map(n_letters).sum());
            if letters > MAX_CELL_LETTERS || n_nodes > MAX_NODES || is_part_of_layout(tree, node) {
                return false;
            }
            at = tree.following(node, cell, Inside::Visited);
        }
    }
    n_cells >= 2
}

fn is_part_of_layout(tree: &Tree, node: NodeId) -> bool {
    tree.element(node).is_some_and(|element| {
        matches!(
            &*element.name,
            "table"
                | "p"
                | "ul"
                | "ol"
                | "dl"
                | "blockquote"
                | "figure"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "article"
                | "section"
                | "pre"
                | "form"
                | "hr"
        )
    })
}
