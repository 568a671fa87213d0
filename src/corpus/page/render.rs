//! Draws a page as blocks, by the rules of the HTML standard for rendered text.
//!
//! The walk follows the links of the arena and never recurses. Only the inside of an element can be left out,
//! never the text behind the element. Everything left out is counted as an [`Omission`], apart from code.
//!
//! Differences to the text that a browser gives: quotation marks of `q`, raised and lowered figures, readings
//! of `ruby` in brackets, markers of lists, closed `details` are open, struck-out words are left out, one line
//! break is a blank.

mod context;
mod lists;
mod phrasing;
mod rows;

pub(super) use self::context::Visibility;
use self::{
    context::{Context, Effect},
    lists::List,
    phrasing::holds_phrasing,
    rows::is_row,
};
use super::{
    block::{Container, Omission, PageBlockKind, Rendered},
    class_words::{hints, is_byline, is_caption},
    elements::{
        Display, LeftOutReason, display, is_block_by_style, is_hidden, is_shadow_root, is_struck,
    },
    line_builder::LineBuilder,
    raised::raised,
    tree::{Element, NodeContent, NodeId, Tree},
};

/// Bytes of an omission that are kept to be shown.
const MAX_OMISSION_BYTES: usize = 4096;

/// Draws a page.
pub(super) fn render(tree: &Tree, visibility: Visibility) -> Rendered {
    let mut walk = Walk::new(tree, visibility);
    let root = tree.root();
    let mut at = tree.first_child(root);
    while let Some(node) = at {
        let descends = walk.enter(node);
        at = match tree.first_child(node).filter(|_| descends) {
            Some(child) => Some(child),
            None => walk.leave_up_to_sibling(node, descends),
        };
    }
    walk.finish()
}

struct Walk<'a> {
    tree: &'a Tree,
    visibility: Visibility,
    builder: LineBuilder,
    context: Context,
    stack: Vec<Context>,
    lists: Vec<List>,
    /// Places where raised and lowered texts begin.
    raised_marks: Vec<(usize, usize)>,
    /// The parent whose children were judged last, and the judgement.
    loose: Option<(NodeId, bool)>,
    /// A link, date or label has ended and nothing has followed yet.
    after_link: bool,
}

impl<'a> Walk<'a> {
    fn new(tree: &'a Tree, visibility: Visibility) -> Walk<'a> {
        let mut builder = LineBuilder::default();
        builder.page.containers.push(Container {
            parent: 0,
            hints: super::block::ContainerHints { is_frame: true, ..Default::default() },
            first_block: 0,
            end_block: 0,
        });
        Walk {
            tree,
            visibility,
            builder,
            context: Context::outermost(),
            stack: Vec::new(),
            lists: Vec::new(),
            raised_marks: Vec::new(),
            loose: None,
            after_link: false,
        }
    }

    fn finish(mut self) -> Rendered {
        self.builder.end_block();
        let n_blocks = self.builder.page.blocks.len();
        if let Some(frame) = self.builder.page.containers.first_mut() {
            frame.end_block = n_blocks;
        }
        self.builder.page
    }

    /// Begins a node; returns `true` if the nodes inside follow.
    fn enter(&mut self, node: NodeId) -> bool {
        match self.tree.content(node) {
            NodeContent::Text(text) => {
                self.text(text);
                false
            }
            NodeContent::Document | NodeContent::Nothing => false,
            NodeContent::Element(element) => self.enter_element(node, element),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(omission) = self.context.omission {
            return self.omit(omission, text);
        }
        self.after_link &= text.is_empty();
        self.builder.push_text(text, self.context.role);
    }

    /// Counts words as left out.
    fn omit(&mut self, omission: u32, text: &str) {
        let Some(omission) = self.builder.page.omissions.get_mut(omission as usize) else { return };
        for word in text.split_whitespace() {
            omission.n_words += 1;
            if omission.words.len() + word.len() < MAX_OMISSION_BYTES {
                if !omission.words.is_empty() {
                    omission.words.push(' ');
                }
                omission.words.push_str(word);
            }
        }
    }

    fn enter_element(&mut self, node: NodeId, element: &Element) -> bool {
        let mut shown = display(element);
        if element.is("template") && !is_shadow_root(element) {
            shown = Display::Nothing;
        }
        match shown {
            Display::Nothing => false,
            Display::Break => {
                if self.context.omission.is_none() {
                    self.after_link = false;
                    self.builder.push_break(self.context.role);
                }
                false
            }
            Display::Point => false,
            Display::LeftOut(reason) => self.enter_left_out(element, reason),
            Display::Block => self.enter_block(node, element),
            Display::Custom if self.is_block_of_its_own(node) => self.enter_block(node, element),
            Display::Inline | Display::Custom if is_block_by_style(element) => {
                self.enter_block(node, element)
            }
            Display::Inline | Display::Custom => self.enter_inline(element),
        }
    }

    /// Begins an element whose inside is counted only.
    fn enter_left_out(&mut self, element: &Element, reason: LeftOutReason) -> bool {
        let shows = self.visibility == Visibility::Everything && element.is("button");
        self.push_context(Effect::None);
        if !shows {
            self.begin_omission(reason);
        }
        true
    }

    fn begin_omission(&mut self, reason: LeftOutReason) {
        if self.context.omission.is_some() {
            return;
        }
        let after_blocks = self.builder.n_begun();
        let omissions = &mut self.builder.page.omissions;
        self.context.omission = u32::try_from(omissions.len()).ok();
        omissions.push(Omission { reason, n_words: 0, words: String::new(), after_blocks });
    }

    /// Begins an omission if the page hides or strikes out the element.
    fn apply_visibility(&mut self, element: &Element) {
        if self.visibility == Visibility::Everything {
            return;
        }
        if is_hidden(element) {
            self.begin_omission(LeftOutReason::Hidden);
        } else if is_struck(element) {
            self.begin_omission(LeftOutReason::Struck);
        }
    }

    fn push_context(&mut self, effect: Effect) {
        self.stack.push(self.context);
        self.context.effect = effect;
    }

    fn enter_block(&mut self, node: NodeId, element: &Element) -> bool {
        self.push_context(Effect::Block);
        self.apply_visibility(element);
        if self.context.omission.is_some() {
            self.context.effect = Effect::None;
            return true;
        }
        self.after_link = false;
        if self.context.in_row {
            self.enter_in_row(element);
            return true;
        }
        self.builder.end_block();
        self.push_container(element);
        self.context.role.is_byline |= is_byline(element);
        self.context.role.is_preformatted |=
            matches!(&*element.name, "pre" | "listing" | "xmp" | "plaintext");
        self.context.kind = self.kind_of(element);
        match &*element.name {
            "ol" | "ul" | "menu" | "dir" => self.enter_list(node, element),
            "li" => {
                let marker = self
                    .lists
                    .last_mut()
                    .map_or_else(|| "- ".to_owned(), |list| list.marker(element));
                self.builder.set_marker(Some(marker));
                self.context.effect = Effect::Item;
            }
            "tr" if is_row(self.tree, node) => {
                self.context.in_row = true;
                self.context.kind = PageBlockKind::Row;
                self.context.effect = Effect::Row;
            }
            _ => {}
        }
        self.builder.begin(self.context.kind, self.context.container);
        true
    }

    fn enter_list(&mut self, node: NodeId, element: &Element) {
        self.lists.push(List::new(self.tree, node, element));
        self.context.effect = Effect::List;
    }

    /// Begins a block inside a row, which draws no border.
    fn enter_in_row(&mut self, element: &Element) {
        self.context.effect = Effect::InRow;
        if matches!(&*element.name, "td" | "th") {
            self.builder.push_cell_border();
        } else {
            self.builder.push_blank();
        }
    }

    fn push_container(&mut self, element: &Element) {
        let containers = &mut self.builder.page.containers;
        containers.push(Container {
            parent: self.context.container,
            hints: hints(element),
            first_block: self.builder.page.blocks.len(),
            end_block: 0,
        });
        self.context.container = containers.len() - 1;
    }

    fn kind_of(&self, element: &Element) -> PageBlockKind {
        let around = self.context.kind;
        match &*element.name {
            "h1" => PageBlockKind::Heading(1),
            "h2" => PageBlockKind::Heading(2),
            "h3" => PageBlockKind::Heading(3),
            "h4" => PageBlockKind::Heading(4),
            "h5" => PageBlockKind::Heading(5),
            "h6" => PageBlockKind::Heading(6),
            "li" => PageBlockKind::ListItem,
            "blockquote" => PageBlockKind::Quotation,
            "figcaption" | "caption" | "figure" => PageBlockKind::Caption,
            "pre" | "listing" | "xmp" | "plaintext" => PageBlockKind::Preformatted,
            "article" | "main" | "body" | "td" | "th" | "table" => PageBlockKind::Paragraph,
            _ if is_caption(element) => PageBlockKind::Caption,
            _ => around,
        }
    }

    fn enter_inline(&mut self, element: &Element) -> bool {
        self.push_context(Effect::None);
        self.apply_visibility(element);
        if self.context.omission.is_some() {
            return true;
        }
        let role = &mut self.context.role;
        role.is_byline |= is_byline(element);
        match &*element.name {
            "a" | "time" | "label" => {
                role.is_link |= element.is("a") && element.has("href");
                role.is_time |= element.is("time");
                if self.after_link && self.builder.ends_with_letter() {
                    self.builder.push_blank();
                }
                self.after_link = false;
                self.context.effect = Effect::SideBySide;
            }
            "q" => {
                let is_inner = self.context.quote_depth % 2 == 1;
                let (open, close) = if is_inner { ('‘', '’') } else { ('“', '”') };
                self.context.quote_depth += 1;
                self.after_link = false;
                self.builder.push_char(open, self.context.role);
                self.context.effect = Effect::Quote(close);
            }
            "sup" | "sub" => {
                self.raised_marks.push(self.builder.mark());
                self.context.effect = Effect::Raised { is_lowered: element.is("sub") };
            }
            "rt" => {
                self.builder.push_char('(', self.context.role);
                self.context.effect = Effect::Reading;
            }
            _ => {}
        }
        true
    }

    /// Ends `node` and the nodes around it that end with it; returns the next node.
    fn leave_up_to_sibling(&mut self, mut node: NodeId, has_entered: bool) -> Option<NodeId> {
        if has_entered {
            self.leave();
        }
        loop {
            if let Some(next) = self.tree.next(node) {
                return Some(next);
            }
            node = self.tree.parent(node)?;
            if node == self.tree.root() {
                return None;
            }
            self.leave();
        }
    }

    /// Ends an element.
    fn leave(&mut self) {
        let inside = self.context;
        let Some(around) = self.stack.pop() else { return };
        match inside.effect {
            Effect::None => {}
            Effect::Block | Effect::Row | Effect::List | Effect::Item => {
                self.builder.end_block();
                self.leave_block(inside);
                self.builder.begin(around.kind, around.container);
            }
            Effect::Quote(close) => {
                self.after_link = false;
                self.builder.push_char(close, inside.role);
            }
            Effect::Raised { is_lowered } => {
                if let Some(mark) = self.raised_marks.pop() {
                    self.builder.replace_since(mark, |words| raised(words, is_lowered));
                }
            }
            Effect::Reading => self.builder.push_char(')', inside.role),
            Effect::SideBySide => self.after_link = true,
            Effect::InRow => self.builder.push_blank(),
        }
        self.context = around;
        if inside.omission.is_some() && around.omission.is_none() {
            let omissions = &mut self.builder.page.omissions;
            omissions.pop_if(|last| last.n_words == 0);
        }
    }

    fn leave_block(&mut self, inside: Context) {
        match inside.effect {
            Effect::List => {
                self.lists.pop();
            }
            Effect::Item => self.builder.set_marker(None),
            Effect::None
            | Effect::Block
            | Effect::Row
            | Effect::Quote(_)
            | Effect::Raised { .. }
            | Effect::Reading
            | Effect::SideBySide
            | Effect::InRow => {}
        }
        let n_blocks = self.builder.page.blocks.len();
        if let Some(container) = self.builder.page.containers.get_mut(inside.container) {
            container.end_block = n_blocks;
        }
    }

    /// Returns `true` for a custom element without loose text or phrasing beside it, in a block.
    fn is_block_of_its_own(&mut self, node: NodeId) -> bool {
        let Some(parent) = self.tree.parent(node) else { return true };
        let is_loose = match self.loose {
            Some((known, is_loose)) if known == parent => is_loose,
            _ => {
                let is_loose = holds_phrasing(self.tree, parent);
                self.loose = Some((parent, is_loose));
                is_loose
            }
        };
        !is_loose
    }
}
