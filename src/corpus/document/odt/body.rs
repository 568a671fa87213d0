//! Walks through the text of an OpenDocument text: paragraphs, lists, tables, changes, boxes, notes.

use std::collections::HashMap;

use super::styles::Styles;
use crate::corpus::{
    LeftOutReason, PageBlockKind,
    document::{
        counter::{NumberFormat, number_text},
        flow::{Flow, FrameKind},
        look::RunLook,
        xml::{XmlEvent, XmlFault, XmlReader, XmlTag},
    },
};

/// Blanks of one `text:s`.
const MAX_BLANKS: usize = 80;

/// The effect of the end of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    None,
    Paragraph,
    Row,
    Frame,
    List,
    Citation,
    Reading,
}

/// The state that an element hands to the elements inside.
#[derive(Clone, Copy, Debug)]
struct Context {
    effect: Effect,
    /// Everything inside is no text and not counted.
    is_ignored: bool,
    in_text: bool,
    look: RunLook,
    /// The reason to leave out paragraphs inside, which stay in their place.
    left_out: Option<LeftOutReason>,
}

/// A list with its numbers.
#[derive(Debug)]
struct List {
    style: String,
    number: Option<u32>,
}

/// The walk through one part of a text.
pub(super) struct Walk<'a> {
    styles: &'a Styles,
    flow: Flow,
    stack: Vec<Context>,
    context: Context,
    lists: Vec<List>,
    /// The last number of each list style on the first level, for lists that go on.
    last_numbers: HashMap<String, u32>,
    /// The marker of the next paragraph.
    marker: Option<String>,
    /// The sign of the note that begins, for example `1`.
    citation: String,
    /// The last sign was a blank, after which further blanks count nothing.
    after_blank: bool,
    rows: Vec<bool>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(styles: &'a Styles) -> Walk<'a> {
        Walk {
            styles,
            flow: Flow::default(),
            stack: Vec::new(),
            context: Context {
                effect: Effect::None,
                is_ignored: false,
                in_text: false,
                look: RunLook::default(),
                left_out: None,
            },
            lists: Vec::new(),
            last_numbers: HashMap::new(),
            marker: None,
            citation: String::new(),
            after_blank: true,
            rows: Vec::new(),
        }
    }

    /// Walks through the elements of a part that lie inside an element with one of these names.
    pub(super) fn read(mut self, text: &str, inside: &[&str]) -> (Flow, Option<XmlFault>) {
        let mut reader = XmlReader::new(text);
        let mut depth_inside = 0_usize;
        for event in reader.by_ref() {
            match &event {
                XmlEvent::Start(tag) => {
                    if depth_inside > 0 || inside.contains(&tag.name()) {
                        depth_inside += 1;
                        self.stack.push(self.context);
                        self.context.effect = Effect::None;
                        if !self.context.is_ignored {
                            self.start(tag);
                        }
                    }
                }
                XmlEvent::End if depth_inside > 0 => {
                    depth_inside -= 1;
                    self.end();
                }
                XmlEvent::Text(text) if self.context.in_text && !self.context.is_ignored => {
                    self.text(text);
                }
                XmlEvent::End | XmlEvent::Text(_) => {}
            }
        }
        while !self.stack.is_empty() {
            self.end();
        }
        (self.flow, reader.fault)
    }

    /// Adds characters; several blanks are one, as the format says.
    fn text(&mut self, text: &str) {
        if self.context.effect == Effect::Citation {
            self.citation.push_str(text.trim());
            return;
        }
        let mut words = String::with_capacity(text.len());
        for c in text.chars() {
            let is_blank = matches!(c, ' ' | '\t' | '\n' | '\r');
            if !(is_blank && self.after_blank) {
                words.push(if is_blank { ' ' } else { c });
            }
            self.after_blank = is_blank;
        }
        self.push(&words);
    }

    fn push(&mut self, words: &str) {
        match self.context.look.reason() {
            Some(reason) => self.flow.omit(reason, words),
            None => self.flow.paragraph().text.push(words),
        }
    }

    fn start(&mut self, tag: &XmlTag<'_>) {
        match tag.name() {
            "p" | "h" => self.start_paragraph(tag),
            "span" | "a" => {
                let own =
                    self.styles.look("text", &tag.attribute("style-name").unwrap_or_default());
                self.context.look = own.or(self.context.look);
            }
            "s" => {
                let n_blanks = tag.attribute("c").and_then(|c| c.parse().ok()).unwrap_or(1);
                self.push(&" ".repeat(MAX_BLANKS.min(n_blanks)));
            }
            "tab" | "line-break" => {
                self.push(" ");
                self.after_blank = true;
            }
            "list" => self.start_list(tag),
            "list-item" => self.start_item(tag),
            "table-row" => {
                self.rows.push(tag.attribute("visibility").is_some_and(|how| how == "collapse"));
                self.flow.begin(FrameKind::Row);
                self.context.effect = Effect::Row;
            }
            "table-cell" | "covered-table-cell" => self.start_frame(FrameKind::Cell),
            "text-box" | "custom-shape" | "rect" | "ellipse" | "circle" | "polygon"
            | "polyline" | "path" | "regular-polygon" | "connector" | "caption" => {
                self.start_frame(FrameKind::Box);
            }
            "annotation" => self.start_frame(FrameKind::LeftOut(LeftOutReason::Comment)),
            "deletion" => self.start_frame(FrameKind::LeftOut(LeftOutReason::Deleted)),
            "note-citation" => {
                self.citation.clear();
                self.context.effect = Effect::Citation;
            }
            "note-body" => self.start_frame(FrameKind::Note(format!("[{}]", self.citation))),
            "ruby-text" => {
                self.push("(");
                self.context.effect = Effect::Reading;
            }
            _ => self.start_around_text(tag),
        }
    }

    fn start_around_text(&mut self, tag: &XmlTag<'_>) {
        let is_hidden = || tag.attribute("is-hidden").is_some_and(|is| is == "true");
        match tag.name() {
            "section" if tag.attribute("display").is_some_and(|how| how == "none") => {
                self.context.left_out = Some(LeftOutReason::Hidden);
            }
            "table-of-content" | "illustration-index" | "table-index" => {
                self.context.left_out = Some(LeftOutReason::Navigation);
            }
            "hidden-paragraph" if is_hidden() => {
                self.flow.paragraph().left_out = Some(LeftOutReason::Hidden);
            }
            "hidden-text" => {
                let look = RunLook { hidden: Some(is_hidden()), struck: None };
                self.context.look = look.or(self.context.look);
                self.context.in_text = true;
            }
            "title"
            | "desc"
            | "forms"
            | "sequence-decls"
            | "variable-decls"
            | "user-field-decls"
            | "table-of-content-source"
            | "event-listeners"
            | "change-info"
            | "script" => {
                self.context.is_ignored = true;
            }
            _ => {}
        }
    }

    fn start_frame(&mut self, kind: FrameKind) {
        self.flow.begin(kind);
        self.context.effect = Effect::Frame;
        self.context.in_text = false;
        self.context.look = RunLook::default();
    }

    fn start_paragraph(&mut self, tag: &XmlTag<'_>) {
        let style = tag.attribute("style-name").unwrap_or_default();
        self.flow.begin_paragraph();
        self.after_blank = true;
        self.context.effect = Effect::Paragraph;
        self.context.in_text = true;
        self.context.look = self.styles.look("paragraph", &style);
        let kind = if tag.name() == "h" {
            let level = tag.attribute("outline-level").and_then(|level| level.parse().ok());
            PageBlockKind::Heading(level.unwrap_or(1_u8).clamp(1, 6))
        } else {
            kind_of_style(&self.styles.names(&style))
        };
        let is_item = !self.lists.is_empty() && kind == PageBlockKind::Paragraph;
        let left_out = self.context.left_out;
        let marker = self.marker.take();
        let paragraph = self.flow.paragraph();
        paragraph.kind = if is_item { PageBlockKind::ListItem } else { kind };
        paragraph.left_out = left_out;
        paragraph.marker = marker;
    }

    fn start_list(&mut self, tag: &XmlTag<'_>) {
        let around = self.lists.last().map_or(String::new(), |list| list.style.clone());
        let style = tag.attribute("style-name").unwrap_or(around);
        let goes_on = tag.attribute("continue-numbering").is_some_and(|is| is == "true")
            || tag.attribute("continue-list").is_some();
        let last = self.last_numbers.get(&style).copied();
        let number = last.filter(|_| goes_on && self.lists.is_empty());
        self.lists.push(List { style, number });
        self.context.effect = Effect::List;
    }

    /// Counts an item, and makes the marker of its first paragraph.
    fn start_item(&mut self, tag: &XmlTag<'_>) {
        let depth = self.lists.len();
        let Some(list) = self.lists.last_mut() else { return };
        let Some(level) = self.styles.level(&list.style, depth) else {
            self.marker = Some("-".to_owned());
            return;
        };
        let stated = tag.attribute("start-value").and_then(|value| value.parse().ok());
        let next = list.number.map_or(level.start, |number| number.saturating_add(1));
        list.number = Some(stated.unwrap_or(next));
        if level.format == NumberFormat::Bullet {
            self.marker = Some("-".to_owned());
            return;
        }
        let first = depth.saturating_sub(level.n_shown);
        let numbers: Vec<String> = self.lists[first..]
            .iter()
            .enumerate()
            .filter_map(|(at, list)| {
                let format = self.styles.level(&list.style, first + at + 1)?.format;
                Some(number_text(format, list.number?))
            })
            .collect();
        let number = numbers.join(".");
        let is_shown = !number.is_empty();
        self.marker = is_shown.then(|| format!("{}{number}{}", level.before, level.after));
    }

    fn end(&mut self) {
        let inside = self.context;
        let Some(around) = self.stack.pop() else { return };
        match inside.effect {
            Effect::None => {}
            Effect::Paragraph => {
                self.flow.end_paragraph();
                self.flow.part_omissions();
            }
            Effect::Row => match self.rows.pop() {
                Some(true) => self.flow.end_left_out_row(LeftOutReason::Hidden),
                _ => self.flow.end(),
            },
            Effect::Frame => {
                self.flow.end();
                self.after_blank = false;
            }
            Effect::List => {
                if let Some(List { style, number: Some(number) }) = self.lists.pop()
                    && self.lists.is_empty()
                {
                    self.last_numbers.insert(style, number);
                }
                self.marker = None;
            }
            Effect::Citation => {
                let mark = format!("[{}]", self.citation);
                self.context = around;
                self.push(&mark);
                self.after_blank = false;
            }
            Effect::Reading => self.push(")"),
        }
        self.context = around;
    }
}

/// Returns the kind of a paragraph from the names of its styles.
fn kind_of_style(names: &[String]) -> PageBlockKind {
    let is = |known: &str| names.iter().any(|name| name == known);
    if is("Title") {
        PageBlockKind::Heading(1)
    } else if is("Caption") {
        PageBlockKind::Caption
    } else if is("Quotations") {
        PageBlockKind::Quotation
    } else {
        PageBlockKind::Paragraph
    }
}
