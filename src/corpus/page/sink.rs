//! Takes the calls of the tree builder and fills the arena.
//!
//! Every call counts as a step, because the work of the tree builder is in proportion to its calls. The caller
//! asks for [`TreeSinkArena::limit`] between pieces of the page and stops. So the end of a hostile page hangs
//! on no clock and no thread. Values that no reader needs never reach the arena: addresses with `data:`,
//! scripts other than JSON-LD, style sheets, comments, and attributes outside [`KEPT_ATTRIBUTES`].

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
};

use html5ever::{
    Attribute, LocalName, Namespace, QualName,
    interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink},
    tendril::StrTendril,
};

use super::tree::{Element, ElementLanguage, NodeContent, NodeId, Tree};

/// Nodes of a page; a real page of 1 MB has about 20,000.
pub(super) const MAX_NODES: usize = 4_000_000;

/// Bytes of text of a page, scripts and style sheets not counted.
pub(super) const MAX_TEXT_BYTES: usize = 48 * 1024 * 1024;

/// Steps that every page may take.
const FREE_STEPS: usize = 2_000_000;

/// Further steps for each byte of the page; real pages take at most 0.63.
const STEPS_PER_BYTE: usize = 8;

/// Bytes of an attribute's value; longer values are cut.
const MAX_VALUE_BYTES: usize = 64 * 1024;

/// Attributes that repeated tags of `html` and `body` may add.
const MAX_ADDED_ATTRIBUTES: usize = 32;

/// Comments of programs that save pages, and their bytes.
const MAX_SAVING_NOTES: usize = 4;
const MAX_SAVING_NOTE_BYTES: usize = 4096;

/// The attributes that the reader asks for.
const KEPT_ATTRIBUTES: &[&str] = &[
    "class", "content", "datetime", "hidden", "href", "id", "itemprop", "itemscope", "itemtype",
    "lang", "name", "open", "property", "rel", "reversed", "role", "shadowroot", "shadowrootmode",
    "start", "style", "type", "value",
];

/// The limit that ended the reading of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PageLimit {
    Steps,
    Nodes,
    Text,
}

/// The arena under construction.
pub(super) struct TreeSinkArena {
    tree: RefCell<Tree>,
    n_steps: Cell<usize>,
    max_steps: usize,
    n_text_bytes: Cell<usize>,
    /// Comments of programs that save pages.
    saving_notes: RefCell<Vec<String>>,
}

impl TreeSinkArena {
    /// An empty arena for a page of `n_bytes`.
    pub(super) fn new(n_bytes: usize) -> TreeSinkArena {
        TreeSinkArena {
            tree: RefCell::new(Tree::new()),
            n_steps: Cell::new(0),
            max_steps: FREE_STEPS + STEPS_PER_BYTE * n_bytes,
            n_text_bytes: Cell::new(0),
            saving_notes: RefCell::new(Vec::new()),
        }
    }

    /// Returns the limit that the page has passed.
    pub(super) fn limit(&self) -> Option<PageLimit> {
        if self.n_steps.get() > self.max_steps {
            Some(PageLimit::Steps)
        } else if self.tree.borrow().len() > MAX_NODES {
            Some(PageLimit::Nodes)
        } else if self.n_text_bytes.get() > MAX_TEXT_BYTES {
            Some(PageLimit::Text)
        } else {
            None
        }
    }

    /// Returns the tree of everything read so far, and the comments of programs that save pages.
    pub(super) fn into_parts(self) -> (Tree, Vec<String>) {
        (self.tree.into_inner(), self.saving_notes.into_inner())
    }

    fn step(&self) {
        self.n_steps.set(self.n_steps.get() + 1);
    }

    /// Returns the node for new content, or the neighbour that took the text in.
    fn node_of(
        &self,
        tree: &mut Tree,
        new: NodeOrText<NodeId>,
        neighbour: Option<NodeId>,
    ) -> Option<NodeId> {
        match new {
            NodeOrText::AppendNode(id) => {
                tree.detach(id);
                Some(id)
            }
            NodeOrText::AppendText(text) => {
                self.n_text_bytes.set(self.n_text_bytes.get() + text.len());
                if let Some(before) = neighbour.and_then(|id| tree.text_mut(id)) {
                    before.push_tendril(&text);
                    return None;
                }
                Some(tree.push(NodeContent::Text(text)))
            }
        }
    }
}

/// The name of an element, apart from the arena.
#[derive(Debug)]
pub(super) struct OwnedName {
    namespace: Namespace,
    local: LocalName,
}

impl ElemName for OwnedName {
    fn ns(&self) -> &Namespace {
        &self.namespace
    }

    fn local_name(&self) -> &LocalName {
        &self.local
    }
}

impl TreeSink for TreeSinkArena {
    type Handle = NodeId;
    type Output = (Tree, Vec<String>);
    type ElemName<'a> = OwnedName;

    fn finish(self) -> (Tree, Vec<String>) {
        self.into_parts()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.tree.borrow().root()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> OwnedName {
        self.step();
        let tree = self.tree.borrow();
        let (namespace, local) = match tree.element(*target) {
            Some(element) => (element.language.namespace(), element.name.clone()),
            None => (ElementLanguage::Html.namespace(), LocalName::from("")),
        };
        OwnedName { namespace, local }
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> NodeId {
        self.step();
        let element = Element {
            language: ElementLanguage::of(&name.ns),
            name: name.local,
            attributes: attrs.into_iter().filter_map(kept).collect(),
        };
        self.tree.borrow_mut().push(NodeContent::Element(element))
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.step();
        let mut notes = self.saving_notes.borrow_mut();
        let is_note = ["saved from url", "SingleFile"].iter().any(|word| text.contains(word));
        if notes.len() < MAX_SAVING_NOTES && text.len() < MAX_SAVING_NOTE_BYTES && is_note {
            notes.push(text.to_string());
        }
        drop(notes);
        self.tree.borrow_mut().push(NodeContent::Nothing)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeId {
        self.step();
        self.tree.borrow_mut().push(NodeContent::Nothing)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.step();
        let mut tree = self.tree.borrow_mut();
        if matches!(child, NodeOrText::AppendText(_)) && is_code(tree.element(*parent)) {
            return;
        }
        let last = tree.last_child(*parent);
        if let Some(node) = self.node_of(&mut tree, child, last) {
            tree.append(*parent, node);
        }
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        prev_element: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        let has_parent = self.tree.borrow().parent(*element).is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(prev_element, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// Returns the template itself, so that its content has a parent in the tree.
    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        self.step();
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, new: NodeOrText<NodeId>) {
        self.step();
        let mut tree = self.tree.borrow_mut();
        let before = tree.previous(*sibling);
        if let Some(node) = self.node_of(&mut tree, new, before) {
            tree.insert_before(*sibling, node);
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attrs: Vec<Attribute>) {
        self.step();
        let mut tree = self.tree.borrow_mut();
        let Some(element) = tree.element_mut(*target) else { return };
        for (name, value) in attrs.into_iter().filter_map(kept) {
            if element.attributes.len() < MAX_ADDED_ATTRIBUTES && !element.has(&name) {
                element.attributes.push((name, value));
            }
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.step();
        self.tree.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let mut tree = self.tree.borrow_mut();
        while let Some(child) = tree.first_child(*node) {
            self.step();
            tree.detach(child);
            tree.append(*new_parent, child);
        }
    }

    fn allow_declarative_shadow_roots(&self, _: &NodeId) -> bool {
        false
    }
}

/// Returns `true` for an element whose text is code and no data for the reader.
fn is_code(parent: Option<&Element>) -> bool {
    let Some(parent) = parent else { return false };
    match &*parent.name {
        "style" => true,
        "script" => !parent.attribute("type").is_some_and(is_json_ld),
        _ => false,
    }
}

/// Returns `true` for the type of a script with JSON-LD.
pub(super) fn is_json_ld(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or(kind).trim();
    kind.eq_ignore_ascii_case("application/ld+json")
}

/// The name and value of an attribute that the reader may ask for.
fn kept(attribute: Attribute) -> Option<(LocalName, StrTendril)> {
    let name = attribute.name.local;
    if !KEPT_ATTRIBUTES.contains(&&*name) {
        return None;
    }
    let mut value = attribute.value;
    let is_data =
        value.as_bytes().get(..5).is_some_and(|start| start.eq_ignore_ascii_case(b"data:"));
    if is_data {
        value = StrTendril::new();
    }
    if value.len() > MAX_VALUE_BYTES {
        let end = value.floor_char_boundary(MAX_VALUE_BYTES);
        value = StrTendril::from(&value[..end]);
    }
    Some((name, value))
}
