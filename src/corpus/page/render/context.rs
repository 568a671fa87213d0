//! The state of the walk inside an element, and the work left for the end of the element.

use crate::corpus::page::{block::PageBlockKind, line_builder::TextRole};

/// The treatment of hidden, struck-out and control words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::corpus::page) enum Visibility {
    /// As a browser without scripts draws the page.
    Rendered,
    /// Everything is drawn, for pages that show themselves by a script only.
    Everything,
}

/// The state inside an element.
#[derive(Clone, Copy)]
pub(super) struct Context {
    pub(super) role: TextRole,
    pub(super) kind: PageBlockKind,
    pub(super) container: usize,
    pub(super) quote_depth: u16,
    /// The omission that takes the words.
    pub(super) omission: Option<u32>,
    pub(super) in_row: bool,
    pub(super) effect: Effect,
}

/// The work left for the end of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    None,
    Block,
    Row,
    List,
    Item,
    Quote(char),
    Raised { is_lowered: bool },
    Reading,
    SideBySide,
    InRow,
}

impl Context {
    /// The state outside of all elements.
    pub(super) fn outermost() -> Context {
        Context {
            role: TextRole::default(),
            kind: PageBlockKind::Paragraph,
            container: 0,
            quote_depth: 0,
            omission: None,
            in_row: false,
            effect: Effect::None,
        }
    }
}
