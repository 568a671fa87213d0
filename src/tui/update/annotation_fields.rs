//! The fields of an annotation beside its label: typed texts with their drafts, source and cue.
//!
//! Every key keeps a draft. `Esc` leaves the draft on disk, and the next line offers the draft again. The
//! draft goes after its words are written, or with an empty line. Source and cue are selected inside or
//! beside the content.

use copydesk::{
    annotation::{TypedField, WordsField},
    project::{AnnotationEdit, EditTarget},
    text::{Span, count},
};
use jiff::{Timestamp, tz::TimeZone};

use crate::tui::{
    app::App,
    effect::Effect,
    state::{
        popup::{Popup, PromptPopup, PromptPurpose},
        reader::{SelectionPurpose, TextSelection},
        text_field::TextField,
    },
};

/// Chars at the start of a passage, enough to recognize the passage.
const BEGINNING: usize = 24;

impl App {
    /// Opens the line for a note or an address on a target, with its draft if any.
    pub(super) fn ask_for_words_on(&mut self, field: TypedField, target: EditTarget) {
        let (title, text) = match self.project.draft(target, field) {
            Some((draft, at)) => {
                let at = at.to_zoned(TimeZone::system()).strftime("%-d %b %H:%M");
                (format!("{}: draft from {at}", field.prompt()), draft)
            }
            None => {
                let written = self.project.written(target, field);
                (field.prompt().to_owned(), written.unwrap_or_default())
            }
        };
        self.popups.push(Popup::Prompt(PromptPopup {
            asking: PromptPurpose::Text(field, target),
            title,
            field: TextField::new(text),
        }));
    }

    /// Tells at the start of a draft from an earlier session.
    pub(super) fn tell_of_drafts(&mut self) {
        let Some((n, article, quote)) = self.project.newest_draft() else { return };
        let drafts = match n {
            1 => "A draft is kept".to_owned(),
            n => format!("{} are kept, the last", count(n, "draft")),
        };
        let mut words: String = quote.chars().take(BEGINNING).collect();
        if words.len() < quote.len() {
            words.push('…');
        }
        self.tell(format!("{drafts} on “{words}” in {article}."));
    }

    /// Keeps the text of the line as a draft.
    pub(super) fn type_draft(
        &mut self,
        (target, typed): (EditTarget, TypedField),
        text: &str,
        at: Timestamp,
    ) {
        let jobs = self.project.type_draft(target, typed, text, at).into_iter();
        self.effects.extend(jobs.map(|job| Effect::Draft(Box::new(job))));
    }

    /// Tells the user of the draft after a line was closed.
    pub(super) fn leave_draft(&mut self, (target, typed): (EditTarget, TypedField), text: &str) {
        if self.project.draft(target, typed).is_some() {
            let words = "The draft is kept and offered again here; empty the line to drop it.";
            self.tell(words);
        } else if text.trim().is_empty() && self.project.written(target, typed).is_some() {
            self.tell("Nothing is changed, and no draft is kept.");
        }
    }

    /// Writes the typed text; its draft stays after a failure.
    pub(super) fn write(
        &mut self,
        (target, typed): (EditTarget, TypedField),
        words: Option<String>,
        at: Timestamp,
    ) {
        self.reader.selection = None;
        let edit = AnnotationEdit::Text(typed, words);
        if self.edit(&[target], &edit, at) {
            self.project.end_draft(target, typed);
        }
    }

    pub(super) fn mark_part(&mut self, purpose: fn(Span) -> SelectionPurpose, at: Timestamp) {
        match self.reader.selection {
            // The words of the annotation at the cursor are no choice of a part.
            Some(TextSelection { annotation: Some(_), span, .. }) => self.begin_part(purpose(span)),
            None => {
                let here = self.annotation_here().map(|annotation| annotation.anchor.span);
                if let Some(span) = here.or_else(|| self.focus()) {
                    self.begin_part(purpose(span));
                }
            }
            Some(TextSelection { purpose: SelectionPurpose::Content, span, .. }) => {
                let owner = self.owner_of(span);
                self.reader.selection =
                    Some(TextSelection { purpose: purpose(owner), ..TextSelection::content(span) });
                self.accept_selection(at);
            }
            Some(_) => self.accept_selection(at),
        }
    }

    /// Lets the user select the words of a part; the selection begins with the marked words.
    fn begin_part(&mut self, purpose: SelectionPurpose) {
        let target = |span| EditTarget::Words(self.reader.place.article, span);
        let (part, words) = match purpose {
            SelectionPurpose::Source(span) => (
                self.project
                    .annotation_of(target(span))
                    .and_then(|annotation| annotation.content.source.clone()),
                "Select the source with w b o ) x, then Enter.",
            ),
            SelectionPurpose::Cue(span) => (
                self.project
                    .annotation_of(target(span))
                    .and_then(|annotation| annotation.content.cue.clone()),
                "Select the cue word with w b o, then Enter.",
            ),
            SelectionPurpose::Content => return,
        };
        self.reader.selection = None;
        self.start_selection(purpose);
        if let (Some(part), Some(selection)) = (part, &mut self.reader.selection) {
            selection.span = part.span;
        }
        self.tell(words);
    }

    /// Returns the words of the annotation around a part: of the shortest annotation with the part
    /// inside, else of its sentence.
    fn owner_of(&self, part: Span) -> Span {
        let annotations = self.project.annotations(self.reader.place.article).touching(part);
        let holding = annotations.filter(|annotation| {
            annotation.anchor.span.contains(part) && annotation.anchor.span != part
        });
        let shortest =
            holding.map(|annotation| annotation.anchor.span).min_by_key(|span| span.len());
        shortest.or_else(|| self.sentence().map(|sentence| sentence.span)).unwrap_or(part)
    }

    pub(super) fn accept_selection(&mut self, at: Timestamp) {
        let Some(selection) = self.reader.selection else { return };
        let words = |span| EditTarget::Words(self.reader.place.article, span);
        let part = |field| AnnotationEdit::Words(field, Some(selection.span));
        let (target, edit) = match selection.purpose {
            SelectionPurpose::Content => {
                self.tell("Put a label on these words with 1 to 9; Esc lets go.");
                return;
            }
            SelectionPurpose::Source(owner) => (words(owner), part(WordsField::Source)),
            SelectionPurpose::Cue(owner) => (words(owner), part(WordsField::Cue)),
        };
        self.reader.selection = None;
        self.edit(&[target], &edit, at);
    }
}
