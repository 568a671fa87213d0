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
    draw::abbreviate::{cut, in_short},
    effect::Effect,
    state::{
        popup::{Popup, PromptPopup, PromptPurpose},
        reader::{SelectionPurpose, TextSelection},
        text_field::TextField,
    },
};

/// Columns of a message.
const MESSAGE: usize = 78;

/// Columns of a source in a message.
const PART_COLUMNS: usize = 36;

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
        self.return_to_reading();
    }

    pub(super) fn mark_part(&mut self, purpose: fn(Span) -> SelectionPurpose, at: Timestamp) {
        match self.reader.selection {
            // The words of the annotation at the cursor are no choice of a part.
            Some(TextSelection { annotation: Some(_), span, .. }) => self.begin_part(purpose(span)),
            None => self.begin_part_here(purpose),
            // Nothing was chosen yet.
            Some(TextSelection { purpose: SelectionPurpose::Content, is_fresh: true, .. }) => {
                self.reader.selection = None;
                self.begin_part_here(purpose);
            }
            Some(TextSelection { purpose: SelectionPurpose::Content, span, .. }) => {
                self.mark_selected(purpose, span, at);
            }
            Some(_) => self.accept_selection(at),
        }
    }

    /// Lets the user select a part of the sentence under the cursor.
    fn begin_part_here(&mut self, purpose: fn(Span) -> SelectionPurpose) {
        let owner = match self.decision_target() {
            Some(EditTarget::Words(_, span)) => Some(span),
            Some(EditTarget::Annotation(article, id)) => {
                let known = self.project.annotation(article, id);
                known.map(|annotation| annotation.anchor.span)
            }
            None => None,
        };
        if let Some(span) = owner {
            self.begin_part(purpose(span));
        }
    }

    /// Stores selected words as a part. Whole sentences are no part: their part is selected then, for
    /// example the source of a selected quotation.
    fn mark_selected(&mut self, purpose: fn(Span) -> SelectionPurpose, span: Span, at: Timestamp) {
        let outline = self.article().map(|article| &article.outline);
        let sentences = outline.and_then(|known| known.sentences.get(known.sentences_in(span)));
        let has_sentence =
            sentences.is_some_and(|all| all.iter().any(|one| span.contains(one.span)));
        let owner = if has_sentence { span } else { self.owner_of(span) };
        let purpose = purpose(owner);
        let article = self.reader.place.article;
        let objection = part_of(purpose)
            .and_then(|(field, owner)| self.project.part_objection(field, (article, span), owner));
        if let Some(words) = objection {
            self.begin_part(purpose);
            let asked = self.message.take().map_or(String::new(), |(_, asked)| asked);
            let words = words.split_once(':').map_or(&*words, |(fact, _)| fact);
            return self.warn(cut(&format!("! {words} · {asked}"), MESSAGE));
        }
        self.reader.selection = Some(TextSelection { purpose, ..TextSelection::content(span) });
        self.store_part(at);
    }

    /// Lets the user select the words of a part; the selection begins with the marked words, else with
    /// the proposed words.
    fn begin_part(&mut self, purpose: SelectionPurpose) {
        let Some((field, owner)) = part_of(purpose) else { return };
        let article = self.reader.place.article;
        let target = EditTarget::Words(article, owner);
        let known = self.project.annotation_of(target);
        let marked = known.and_then(|known| known.content.words(field)).map(|part| part.span);
        let proposed = || {
            let found = self.project.attribution_of(article, owner)?;
            Some(match field {
                WordsField::Source => found.source,
                WordsField::Cue => found.cue,
            })
        };
        let span = marked.or_else(proposed).filter(|span| !span.is_empty());
        self.reader.selection = None;
        self.start_selection(purpose);
        let name = field_name(field);
        let Some(span) = span else {
            return self.tell(format!("{name}? / types a word · w b o ) select · Enter stores"));
        };
        if let Some(selection) = &mut self.reader.selection {
            selection.span = span;
            selection.is_placeholder = false;
        }
        self.follow();
        let words = self.article().map_or("", |article| article.words(span));
        let words = in_short(words, PART_COLUMNS);
        self.tell(format!("{name}? Enter takes “{words}” · / another word · Esc none"));
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

    /// Stores the selected words as the source or the cue; after a source, proposes its cue.
    pub(super) fn accept_selection(&mut self, at: Timestamp) {
        let Some((field, owner)) = self.store_part(at) else { return };
        if field == WordsField::Source && self.has_cue_to_mark(owner) {
            let told = self.message.take().map_or(String::new(), |(_, told)| told);
            let told = told.split(" · ").next().unwrap_or_default().to_owned();
            self.begin_part(SelectionPurpose::Cue(owner));
            let words = self.message.take().map_or(String::new(), |(_, asked)| asked);
            return self.tell(cut(&format!("{told} · {words}"), MESSAGE));
        }
        self.return_to_reading();
    }

    /// Stores the selected words as the source or the cue, and returns the field and the words of the
    /// annotation. Words that cannot be a part stay selected.
    fn store_part(&mut self, at: Timestamp) -> Option<(WordsField, Span)> {
        let selection = self.reader.selection?;
        let Some((field, owner)) = part_of(selection.purpose) else {
            self.tell("Put a label on these words with 1 to 9; Esc lets go.");
            return None;
        };
        let article = self.reader.place.article;
        let name = field_name(field);
        if selection.is_placeholder {
            let name = name.to_lowercase();
            self.warn(format!(
                "No {name} selected yet · / types a word · w b o ) select · Esc none"
            ));
            return None;
        }
        let part = (article, selection.span);
        if let Some(words) = self.project.part_objection(field, part, owner) {
            self.warn(format!("! {words}"));
            return None;
        }
        self.reader.selection = None;
        let edit = AnnotationEdit::Words(field, Some(selection.span));
        self.edit(&[EditTarget::Words(article, owner)], &edit, at);
        self.hold_owner(owner);
        let words = self.article().map_or("", |article| article.words(selection.span));
        let words = in_short(words, PART_COLUMNS);
        let known = self.project.annotation_of(EditTarget::Words(article, owner));
        let is_open = known.is_some_and(|annotation| annotation.content.label.is_none());
        let open = if is_open { " · no label yet" } else { "" };
        self.tell(format!("{name} “{words}”{open} · u undoes"));
        Some((field, owner))
    }

    /// Goes to the annotation of a part, so that the next label is put on the same words. For the
    /// sentence under the cursor nothing is to be done.
    fn hold_owner(&mut self, owner: Span) {
        let target = EditTarget::Words(self.reader.place.article, owner);
        let id = self.project.annotation_of(target).map(|annotation| annotation.id);
        if self.sentence().is_some_and(|sentence| sentence.span != owner) {
            self.reader.selection = id
                .map(|id| TextSelection { annotation: Some(id), ..TextSelection::content(owner) });
        }
    }

    /// Returns true if a cue is proposed for words that have no cue yet.
    fn has_cue_to_mark(&self, owner: Span) -> bool {
        let article = self.reader.place.article;
        let known = self.project.annotation_of(EditTarget::Words(article, owner));
        let has_cue = known.is_some_and(|known| known.content.cue.is_some());
        let proposed = self.project.attribution_of(article, owner);
        !has_cue && proposed.is_some_and(|proposed| !proposed.cue.is_empty())
    }
}

/// Returns the field of a part and the words of its annotation; `None` for a selection for a label.
fn part_of(purpose: SelectionPurpose) -> Option<(WordsField, Span)> {
    match purpose {
        SelectionPurpose::Content => None,
        SelectionPurpose::Source(owner) => Some((WordsField::Source, owner)),
        SelectionPurpose::Cue(owner) => Some((WordsField::Cue, owner)),
    }
}

/// Returns the name of a part at the start of a message.
fn field_name(field: WordsField) -> &'static str {
    match field {
        WordsField::Source => "Source",
        WordsField::Cue => "Cue",
    }
}
