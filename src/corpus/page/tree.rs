//! The elements and texts of a page, in one arena.
//!
//! Nodes point to their parent, siblings and outer children by number. No function recurses, and dropping a
//! tree drops two vectors, because a hostile page can nest a million elements.

use html5ever::{LocalName, Namespace, ns, tendril::StrTendril};

/// The number of a node in its tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct NodeId(u32);

/// The absence of a node in a link.
const NONE: u32 = u32::MAX;

impl NodeId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// The content of a node.
#[derive(Debug)]
pub(super) enum NodeContent {
    /// The page itself.
    Document,
    Element(Element),
    Text(StrTendril),
    /// A comment or an instruction.
    Nothing,
}

/// The language of an element's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ElementLanguage {
    Html,
    Svg,
    Math,
}

impl ElementLanguage {
    pub(super) fn of(namespace: &Namespace) -> ElementLanguage {
        if *namespace == ns!(svg) {
            ElementLanguage::Svg
        } else if *namespace == ns!(mathml) {
            ElementLanguage::Math
        } else {
            ElementLanguage::Html
        }
    }

    pub(super) fn namespace(self) -> Namespace {
        match self {
            ElementLanguage::Html => ns!(html),
            ElementLanguage::Svg => ns!(svg),
            ElementLanguage::Math => ns!(mathml),
        }
    }
}

/// An element with the attributes that reading needs.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: LocalName,
    pub(super) language: ElementLanguage,
    pub(super) attributes: Vec<(LocalName, StrTendril)>,
}

impl Element {
    /// Returns the value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| &**known == name);
        found.map(|(_, value)| &**value)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.attribute(name).is_some()
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.language == ElementLanguage::Html && &*self.name == name
    }
}

#[derive(Debug)]
struct Node {
    content: NodeContent,
    parent: u32,
    previous: u32,
    next: u32,
    first_child: u32,
    last_child: u32,
}

/// A page as nodes.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
}

impl Tree {
    /// A tree of the document alone.
    pub(super) fn new() -> Tree {
        let mut tree = Tree { nodes: Vec::new() };
        tree.push(NodeContent::Document);
        tree
    }

    pub(super) fn root(&self) -> NodeId {
        NodeId(0)
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Adds a node without a place.
    pub(super) fn push(&mut self, content: NodeContent) -> NodeId {
        let id = u32::try_from(self.nodes.len()).unwrap_or(NONE - 1);
        self.nodes.push(Node {
            content,
            parent: NONE,
            previous: NONE,
            next: NONE,
            first_child: NONE,
            last_child: NONE,
        });
        NodeId(id)
    }

    pub(super) fn content(&self, id: NodeId) -> &NodeContent {
        &self.nodes[id.index()].content
    }

    pub(super) fn element(&self, id: NodeId) -> Option<&Element> {
        match self.content(id) {
            NodeContent::Element(element) => Some(element),
            NodeContent::Document | NodeContent::Text(_) | NodeContent::Nothing => None,
        }
    }

    pub(super) fn element_mut(&mut self, id: NodeId) -> Option<&mut Element> {
        match &mut self.nodes[id.index()].content {
            NodeContent::Element(element) => Some(element),
            NodeContent::Document | NodeContent::Text(_) | NodeContent::Nothing => None,
        }
    }

    pub(super) fn text(&self, id: NodeId) -> Option<&str> {
        match self.content(id) {
            NodeContent::Text(text) => Some(text),
            NodeContent::Document | NodeContent::Element(_) | NodeContent::Nothing => None,
        }
    }

    pub(super) fn text_mut(&mut self, id: NodeId) -> Option<&mut StrTendril> {
        match &mut self.nodes[id.index()].content {
            NodeContent::Text(text) => Some(text),
            NodeContent::Document | NodeContent::Element(_) | NodeContent::Nothing => None,
        }
    }

    pub(super) fn parent(&self, id: NodeId) -> Option<NodeId> {
        link(self.nodes[id.index()].parent)
    }

    pub(super) fn next(&self, id: NodeId) -> Option<NodeId> {
        link(self.nodes[id.index()].next)
    }

    pub(super) fn previous(&self, id: NodeId) -> Option<NodeId> {
        link(self.nodes[id.index()].previous)
    }

    pub(super) fn first_child(&self, id: NodeId) -> Option<NodeId> {
        link(self.nodes[id.index()].first_child)
    }

    pub(super) fn last_child(&self, id: NodeId) -> Option<NodeId> {
        link(self.nodes[id.index()].last_child)
    }

    pub(super) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first_child(id), |child| self.next(*child))
    }

    /// Returns the node after `id` in the order of the page, below `top` only; with `Inside::Skipped`
    /// no node inside `id`.
    pub(super) fn following(&self, id: NodeId, top: NodeId, inside: Inside) -> Option<NodeId> {
        if inside == Inside::Visited
            && let Some(child) = self.first_child(id)
        {
            return Some(child);
        }
        let mut at = id;
        while at != top {
            if let Some(next) = self.next(at) {
                return Some(next);
            }
            at = self.parent(at)?;
        }
        None
    }

    /// Returns the nodes inside `top`, in the order of the page.
    pub(super) fn inside(&self, top: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let after = move |at: &NodeId| self.following(*at, top, Inside::Visited);
        std::iter::successors(after(&top), after)
    }

    /// Puts a node without a place behind the children of `parent`.
    pub(super) fn append(&mut self, parent: NodeId, child: NodeId) {
        let last = self.nodes[parent.index()].last_child;
        self.nodes[child.index()].parent = parent.0;
        self.nodes[child.index()].previous = last;
        match link(last) {
            Some(last) => self.nodes[last.index()].next = child.0,
            None => self.nodes[parent.index()].first_child = child.0,
        }
        self.nodes[parent.index()].last_child = child.0;
    }

    /// Puts a node without a place before `sibling`, if that has a parent.
    pub(super) fn insert_before(&mut self, sibling: NodeId, child: NodeId) {
        let Some(parent) = self.parent(sibling) else { return };
        let previous = self.nodes[sibling.index()].previous;
        let node = &mut self.nodes[child.index()];
        (node.parent, node.previous, node.next) = (parent.0, previous, sibling.0);
        self.nodes[sibling.index()].previous = child.0;
        match link(previous) {
            Some(previous) => self.nodes[previous.index()].next = child.0,
            None => self.nodes[parent.index()].first_child = child.0,
        }
    }

    /// Takes a node out of its place; the nodes inside stay inside.
    pub(super) fn detach(&mut self, id: NodeId) {
        let node = &mut self.nodes[id.index()];
        let (parent, previous, next) = (node.parent, node.previous, node.next);
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
        let Some(parent) = link(parent) else { return };
        match link(previous) {
            Some(previous) => self.nodes[previous.index()].next = next,
            None => self.nodes[parent.index()].first_child = next,
        }
        match link(next) {
            Some(next) => self.nodes[next.index()].previous = previous,
            None => self.nodes[parent.index()].last_child = previous,
        }
    }
}

/// The treatment of the nodes inside a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    Visited,
    #[cfg_attr(
        not(any(feature = "html", test)),
        expect(dead_code, reason = "only the second judge skips")
    )]
    Skipped,
}

fn link(id: u32) -> Option<NodeId> {
    (id != NONE).then_some(NodeId(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(tree: &Tree) -> String {
        tree.inside(tree.root()).filter_map(|id| tree.text(id)).collect::<Vec<_>>().join(" ")
    }

    fn text(tree: &mut Tree, words: &str) -> NodeId {
        tree.push(NodeContent::Text(StrTendril::from(words)))
    }

    #[test]
    fn nodes_are_put_in_and_taken_out() {
        let mut tree = Tree::new();
        let (a, b, c) = (text(&mut tree, "a"), text(&mut tree, "b"), text(&mut tree, "c"));
        tree.append(tree.root(), a);
        tree.append(tree.root(), c);
        tree.insert_before(c, b);
        assert_eq!(shape(&tree), "a b c");
        assert_eq!(tree.previous(c), Some(b));
        tree.detach(a);
        assert_eq!(shape(&tree), "b c");
        assert_eq!(tree.first_child(tree.root()), Some(b));
        tree.detach(c);
        assert_eq!(tree.last_child(tree.root()), Some(b));
        tree.append(tree.root(), c);
        assert_eq!(shape(&tree), "b c");
    }

    #[test]
    fn a_walk_stays_below_its_top() {
        let mut tree = Tree::new();
        let (a, b, c) = (text(&mut tree, "a"), text(&mut tree, "b"), text(&mut tree, "c"));
        tree.append(tree.root(), a);
        tree.append(a, b);
        tree.append(tree.root(), c);
        assert_eq!(tree.inside(a).collect::<Vec<_>>(), [b]);
        assert_eq!(tree.inside(c).count(), 0);
        assert_eq!(tree.following(a, tree.root(), Inside::Skipped), Some(c));
    }
}
