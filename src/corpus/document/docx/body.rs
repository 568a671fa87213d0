//! Walks through the text of a Word document: paragraphs, runs, tables, changes, boxes.

use std::collections::HashMap;

use super::{
    numbering::Numbering,
    styles::{ListPlace, Style, Styles, is_on, take_look},
};
use crate::corpus::{
    LeftOutReason, PageBlockKind,
    document::{
        flow::{Flow, FrameKind},
        look::RunLook,
        xml::{XmlEvent, XmlFault, XmlReader, XmlTag},
    },
};

/// The effect of the end of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    None,
    Paragraph,
    Run,
    Row,
    Frame,
    Reading,
    Alternative,
}

/// The state that an element hands to the elements inside.
#[derive(Clone, Copy, Debug)]
struct Context {
    effect: Effect,
    /// Everything inside is no text and not counted, for example an instruction of a field.
    is_ignored: bool,
    /// The words inside are left out.
    omitted: Option<LeftOutReason>,
    in_text: bool,
    in_paragraph_properties: bool,
    /// Inside the properties of the mark that ends a paragraph.
    in_mark: bool,
    in_row_properties: bool,
}

/// Markers of notes by the kind of their reference and their id.
pub(super) type NoteMarkers = HashMap<(&'static str, String), String>;

/// The walk through one part of a document.
pub(super) struct Walk<'a> {
    styles: &'a Styles,
    numbering: &'a mut Numbering,
    notes: &'a NoteMarkers,
    flow: Flow,
    /// The notes in the order of their references: kind and id.
    pub(super) references: Vec<(&'static str, String)>,
    stack: Vec<Context>,
    context: Context,
    /// Looks of the open runs: of the run itself, and of its paragraph's style.
    runs: Vec<RunLook>,
    paragraphs: Vec<ParagraphState>,
    /// The mark of the last paragraph is deleted, so the next paragraph continues it.
    joins_next: bool,
    rows: Vec<Option<LeftOutReason>>,
    /// The first choice of each open alternative was taken.
    choices: Vec<bool>,
}

/// Properties of an open paragraph.
#[derive(Clone, Debug, Default)]
struct ParagraphState {
    style: Style,
    place: ListPlace,
    outline_level: Option<u8>,
    is_mark_gone: bool,
    is_begun: bool,
}

/// A part of a document after the walk.
pub(super) struct Walked {
    pub(super) flow: Flow,
    pub(super) references: Vec<(&'static str, String)>,
    pub(super) fault: Option<XmlFault>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        styles: &'a Styles,
        numbering: &'a mut Numbering,
        notes: &'a NoteMarkers,
    ) -> Walk<'a> {
        Walk {
            styles,
            numbering,
            notes,
            flow: Flow::default(),
            references: Vec::new(),
            stack: Vec::new(),
            context: Context {
                effect: Effect::None,
                is_ignored: false,
                omitted: None,
                in_text: false,
                in_paragraph_properties: false,
                in_mark: false,
                in_row_properties: false,
            },
            runs: Vec::new(),
            paragraphs: Vec::new(),
            joins_next: false,
            rows: Vec::new(),
            choices: Vec::new(),
        }
    }

    /// Walks through a part.
    pub(super) fn read(mut self, text: &str) -> Walked {
        let mut reader = XmlReader::new(text);
        for event in reader.by_ref() {
            self.take(&event);
        }
        self.finish(reader.fault)
    }

    /// Takes the next event of a part.
    pub(super) fn take(&mut self, event: &XmlEvent<'_>) {
        match event {
            XmlEvent::Start(tag) => {
                self.stack.push(self.context);
                self.context.effect = Effect::None;
                if !self.context.is_ignored {
                    self.start(tag);
                }
            }
            XmlEvent::End => self.end(),
            XmlEvent::Text(text) if self.context.in_text && !self.context.is_ignored => {
                self.text(text);
            }
            XmlEvent::Text(_) => {}
        }
    }

    pub(super) fn finish(mut self, fault: Option<XmlFault>) -> Walked {
        while !self.stack.is_empty() {
            self.end();
        }
        self.end_joined();
        Walked { flow: self.flow, references: self.references, fault }
    }

    fn text(&mut self, text: &str) {
        let look = self.runs.last().copied().unwrap_or_default();
        let reason = self.context.omitted.or(look.reason());
        self.begin_text();
        match reason {
            Some(reason) => self.flow.omit(reason, text),
            None => self.flow.paragraph().text.push(text),
        }
    }

    fn start(&mut self, tag: &XmlTag<'_>) {
        if self.context.in_paragraph_properties {
            return self.start_in_paragraph_properties(tag);
        }
        if self.context.in_row_properties {
            return match tag.name() {
                "del" => self.leave_row_out(LeftOutReason::Deleted),
                "hidden" => self.leave_row_out(LeftOutReason::Hidden),
                _ => {}
            };
        }
        match tag.name() {
            "p" if !tag.has_prefix("a") => self.start_paragraph(),
            "pPr" => self.context.in_paragraph_properties = true,
            "r" if !tag.has_prefix("m") => {
                let of_style = self.paragraphs.last().map_or(RunLook::default(), |p| p.style.look);
                self.runs.push(of_style);
                self.context.effect = Effect::Run;
            }
            "t" | "delText" => {
                self.context.in_text = true;
                if tag.name() == "delText" {
                    self.omit(LeftOutReason::Deleted);
                } else if tag.has_prefix("a") {
                    self.omit(LeftOutReason::Drawing);
                }
            }
            "del" | "moveFrom" => self.omit(LeftOutReason::Deleted),
            "oMath" => self.omit(LeftOutReason::Drawing),
            "instrText" | "delInstrText" | "fldData" | "sdtPr" | "sdtEndPr" | "tblPr"
            | "tblGrid" | "tcPr" | "tblPrEx" | "sectPr" | "rPrChange" | "rubyPr" => {
                self.context.is_ignored = true;
            }
            "strike" | "dstrike" | "vanish" | "specVanish" | "rStyle" => self.take_look(tag),
            _ => self.start_in_text(tag),
        }
    }

    fn start_in_text(&mut self, tag: &XmlTag<'_>) {
        match tag.name() {
            "tab" | "br" | "cr" | "ptab" => self.text(" "),
            "noBreakHyphen" => self.text("\u{2011}"),
            "sym" => {
                let code =
                    tag.attribute("char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                let sign =
                    code.and_then(char::from_u32).filter(|c| !matches!(c, '\u{e000}'..='\u{f8ff}'));
                self.text(sign.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]));
            }
            "footnoteReference" => self.reference("footnote", tag),
            "endnoteReference" => self.reference("endnote", tag),
            "tr" => self.start_row(),
            "trPr" => self.context.in_row_properties = true,
            "tc" => self.start_frame(FrameKind::Cell),
            "txbxContent" => self.start_frame(FrameKind::Box),
            "footnote" | "endnote" => {
                let is_separator = tag.attribute("type").is_some_and(|of| of.contains("eparator"));
                self.context.is_ignored = is_separator;
                if !is_separator {
                    let id = tag.attribute("id").unwrap_or_default();
                    self.start_frame(FrameKind::Note(id));
                }
            }
            "AlternateContent" => {
                self.choices.push(false);
                self.context.effect = Effect::Alternative;
            }
            "Choice" | "Fallback" => {
                if let Some(is_taken) = self.choices.last_mut() {
                    self.context.is_ignored = *is_taken;
                    *is_taken = true;
                }
            }
            "rt" => {
                self.text("(");
                self.context.effect = Effect::Reading;
            }
            _ => {}
        }
    }

    fn omit(&mut self, reason: LeftOutReason) {
        self.context.omitted = self.context.omitted.or(Some(reason));
    }

    fn leave_row_out(&mut self, reason: LeftOutReason) {
        if let Some(row) = self.rows.last_mut() {
            *row = Some(reason);
        }
    }

    fn start_row(&mut self) {
        self.end_joined();
        self.rows.push(None);
        self.flow.begin(FrameKind::Row);
        self.context.effect = Effect::Row;
    }

    fn start_frame(&mut self, kind: FrameKind) {
        if matches!(kind, FrameKind::Cell) {
            self.end_joined();
        }
        self.flow.begin(kind);
        self.context.effect = Effect::Frame;
        self.context.in_text = false;
    }

    fn start_paragraph(&mut self) {
        self.paragraphs.push(ParagraphState::default());
        self.context.effect = Effect::Paragraph;
        self.context.in_text = false;
        if self.joins_next {
            self.joins_next = false;
            if let Some(state) = self.paragraphs.last_mut() {
                state.is_begun = true;
            }
        } else {
            self.flow.begin_paragraph();
        }
    }

    /// Ends a paragraph that waits for its continuation.
    fn end_joined(&mut self) {
        if std::mem::take(&mut self.joins_next) {
            self.flow.end_paragraph();
        }
    }

    fn start_in_paragraph_properties(&mut self, tag: &XmlTag<'_>) {
        let Some(state) = self.paragraphs.last_mut() else { return };
        match tag.name() {
            "pPrChange" | "rPrChange" | "sectPr" => self.context.is_ignored = true,
            "rPr" => self.context.in_mark = true,
            "del" | "moveFrom" if self.context.in_mark => state.is_mark_gone = true,
            "vanish" if self.context.in_mark => state.is_mark_gone |= is_on(tag),
            _ if self.context.in_mark => {}
            "pStyle" => state.style = self.styles.get(&tag.attribute("val").unwrap_or_default()),
            "outlineLvl" => {
                state.outline_level = tag.attribute("val").and_then(|level| level.parse().ok());
            }
            _ => state.place.take(tag),
        }
    }

    /// Takes over a property of a run.
    fn take_look(&mut self, tag: &XmlTag<'_>) {
        let Some(look) = self.runs.last_mut() else { return };
        if tag.name() == "rStyle" {
            let of_style = self.styles.get(&tag.attribute("val").unwrap_or_default()).look;
            *look = of_style.or(*look);
        } else {
            let mut own = RunLook::default();
            take_look(&mut own, tag);
            // A line that is switched off says nothing about the other kind of line.
            let is_double = tag.name() == "dstrike" && own.struck == Some(false);
            *look = if is_double { *look } else { own.or(*look) };
        }
    }

    /// Gives the paragraph its kind before its first words.
    fn begin_text(&mut self) {
        let Some(state) = self.paragraphs.last_mut().filter(|state| !state.is_begun) else {
            return;
        };
        state.is_begun = true;
        let place = ListPlace {
            list: state.place.list.or(state.style.place.list),
            level: state.place.level.or(state.style.place.level),
        };
        let (kind, left_out) = kind(state);
        let marker = self.numbering.marker(place);
        let paragraph = self.flow.paragraph();
        paragraph.left_out = left_out;
        paragraph.kind = match kind {
            PageBlockKind::Paragraph if marker.is_some() => PageBlockKind::ListItem,
            kind => kind,
        };
        paragraph.marker = marker;
    }

    fn reference(&mut self, kind: &'static str, tag: &XmlTag<'_>) {
        let key = (kind, tag.attribute("id").unwrap_or_default());
        let has_own_mark = tag.attribute("customMarkFollows").is_some_and(|on| on != "0");
        if let Some(marker) = self.notes.get(&key) {
            let marker = if has_own_mark { String::new() } else { format!("[{marker}]") };
            self.text(&marker);
        }
        if self.context.omitted.is_none() {
            self.references.push(key);
        }
    }

    fn end(&mut self) {
        let inside = self.context;
        let Some(around) = self.stack.pop() else { return };
        match inside.effect {
            Effect::None => {}
            Effect::Run => {
                self.runs.pop();
            }
            Effect::Paragraph => self.end_paragraph(),
            Effect::Row => {
                self.end_joined();
                match self.rows.pop().flatten() {
                    Some(reason) => self.flow.end_left_out_row(reason),
                    None => self.flow.end(),
                }
            }
            Effect::Frame => {
                self.end_joined();
                self.flow.end();
            }
            Effect::Reading => self.text(")"),
            Effect::Alternative => {
                self.choices.pop();
            }
        }
        self.context = around;
    }

    fn end_paragraph(&mut self) {
        let Some(state) = self.paragraphs.pop() else { return };
        if state.is_mark_gone {
            self.joins_next = true;
        } else {
            self.flow.end_paragraph();
            self.flow.part_omissions();
        }
    }
}

/// Returns the kind of a paragraph from its style, and the reason to leave it out.
fn kind(state: &ParagraphState) -> (PageBlockKind, Option<LeftOutReason>) {
    let name = state.style.name.as_str();
    let level = state.outline_level.or(state.style.outline_level).filter(|level| *level < 9);
    let of_name = name.strip_prefix("heading ").and_then(|level| level.parse::<u8>().ok());
    let kind = match (of_name, level) {
        (Some(level), _) => PageBlockKind::Heading(level.clamp(1, 6)),
        (None, Some(level)) => PageBlockKind::Heading((level + 1).min(6)),
        (None, None) => match name {
            "title" => PageBlockKind::Heading(1),
            "caption" => PageBlockKind::Caption,
            "quote" | "intense quote" => PageBlockKind::Quotation,
            _ => PageBlockKind::Paragraph,
        },
    };
    let is_contents = name.starts_with("toc ") || name == "table of figures";
    (kind, is_contents.then_some(LeftOutReason::Navigation))
}
