//! Tells custom elements that are parts of a line from custom elements that are blocks.

use crate::corpus::page::{
    elements::{Display, display},
    tree::{NodeContent, NodeId, Tree},
};

/// Returns `true` if custom elements inside an element are parts of its line.
pub(super) fn holds_phrasing(tree: &Tree, parent: NodeId) -> bool {
    let Some(element) = tree.element(parent) else { return false };
    let is_line = matches!(
        &*element.name,
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "summary"
            | "dt"
            | "legend"
            | "pre"
            | "caption"
    );
    if is_line || display(element) == Display::Inline {
        return true;
    }
    tree.children(parent).any(|child| match tree.content(child) {
        NodeContent::Text(text) => !text.trim_ascii().is_empty(),
        NodeContent::Element(beside) => {
            display(beside) == Display::Inline && has_words(tree, child)
        }
        NodeContent::Document | NodeContent::Nothing => false,
    })
}

/// Returns `true` if one of the first nodes inside is a text.
fn has_words(tree: &Tree, node: NodeId) -> bool {
    let mut texts = tree.inside(node).take(8).filter_map(|inside| tree.text(inside));
    texts.any(|text| !text.trim_ascii().is_empty())
}
