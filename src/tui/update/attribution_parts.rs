//! Source and cue: marking the parts of an attribution inside or beside its content.

use copydesk::{
    annotation::WordsField,
    project::{AnnotationEdit, EditTarget},
    text::Span,
};
use jiff::Timestamp;

use super::Effects;
use crate::tui::{
    app::App,
    session::Tone,
    state::reader::{SelectionPurpose, TextSelection},
};

impl App {
    pub(super) fn mark_part(
        &mut self,
        purpose: fn(Span) -> SelectionPurpose,
        at: Timestamp,
    ) -> Effects {
        match self.reader.selection {
            // The words of the annotation at the cursor are no choice of a part.
            Some(TextSelection { annotation: Some(_), span, .. }) => {
                return self.begin_part(purpose(span));
            }
            None => {
                let here = self.annotation_here().map(|annotation| annotation.anchor.span);
                if let Some(span) = here.or_else(|| self.focus()) {
                    return self.begin_part(purpose(span));
                }
            }
            Some(TextSelection { purpose: SelectionPurpose::Content, span, .. }) => {
                let owner = self.owner_of(span);
                self.reader.selection =
                    Some(TextSelection { purpose: purpose(owner), ..TextSelection::content(span) });
                return self.accept_selection(at);
            }
            Some(_) => return self.accept_selection(at),
        }
        Vec::new()
    }

    /// Lets the user select the words of a part; the selection begins with the marked words.
    fn begin_part(&mut self, purpose: SelectionPurpose) -> Effects {
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
            SelectionPurpose::Content => return Vec::new(),
        };
        self.reader.selection = None;
        self.start_selection(purpose);
        if let (Some(part), Some(selection)) = (part, &mut self.reader.selection) {
            selection.span = part.span;
        }
        self.tell(Tone::Told, words);
        Vec::new()
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

    pub(super) fn accept_selection(&mut self, at: Timestamp) -> Effects {
        let Some(selection) = self.reader.selection else {
            return Vec::new();
        };
        let words = |span| EditTarget::Words(self.reader.place.article, span);
        let part = |field| AnnotationEdit::Words(field, Some(selection.span));
        let (target, edit) = match selection.purpose {
            SelectionPurpose::Content => {
                self.tell(Tone::Told, "Put a label on these words with 1 to 9; Esc lets go.");
                return Vec::new();
            }
            SelectionPurpose::Source(owner) => (words(owner), part(WordsField::Source)),
            SelectionPurpose::Cue(owner) => (words(owner), part(WordsField::Cue)),
        };
        self.reader.selection = None;
        self.edit(&[target], &edit, at)
    }
}
