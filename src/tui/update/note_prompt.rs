//! Typing a text of an annotation, for example the note: the line and its draft.
//!
//! Every key keeps a draft. `Esc` leaves the draft on disk, and the next line offers the draft again.
//! The draft goes after its words are written, or with an empty line.

use copydesk::{
    annotation::TypedField,
    project::{AnnotationEdit, EditTarget},
    text::count,
};
use jiff::{Timestamp, tz::TimeZone};

use super::Effects;
use crate::tui::{
    app::App,
    effect::Effect,
    session::Tone,
    state::{
        popup::{Popup, PromptPopup, PromptPurpose},
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
        let Some((n, article, quote)) = self.project.newest_draft() else {
            return;
        };
        let drafts = match n {
            1 => "A draft is kept".to_owned(),
            n => format!("{} are kept, the last", count(n, "draft")),
        };
        let mut words: String = quote.chars().take(BEGINNING).collect();
        if words.len() < quote.len() {
            words.push('…');
        }
        let told = format!("{drafts} on “{words}” in {article}.");
        self.tell(Tone::Told, told);
    }

    /// Keeps the text of the line as a draft.
    pub(super) fn type_draft(
        &mut self,
        (target, typed): (EditTarget, TypedField),
        text: &str,
        at: Timestamp,
    ) -> Effects {
        let jobs = self.project.type_draft(target, typed, text, at).into_iter();
        jobs.map(|job| Effect::Draft(Box::new(job))).collect()
    }

    /// Tells the user of the draft after a line was closed.
    pub(super) fn leave_draft(&mut self, (target, typed): (EditTarget, TypedField), text: &str) {
        if self.project.draft(target, typed).is_some() {
            let words = "The draft is kept and offered again here; empty the line to drop it.";
            self.tell(Tone::Told, words);
        } else if text.trim().is_empty() && self.project.written(target, typed).is_some() {
            self.tell(Tone::Told, "Nothing is changed, and no draft is kept.");
        }
    }

    /// Writes the typed text; its draft stays after a failure.
    pub(super) fn write(
        &mut self,
        (target, typed): (EditTarget, TypedField),
        words: Option<String>,
        at: Timestamp,
    ) -> Effects {
        self.reader.selection = None;
        let edit = AnnotationEdit::Text(typed, words);
        let effects = self.edit(&[target], &edit, at);
        if !effects.is_empty() {
            self.project.end_draft(target, typed);
        }
        effects
    }
}
