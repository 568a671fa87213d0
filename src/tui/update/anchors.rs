//! A changed article while the article is open: the text is read again, places are carried over.
//!
//! Cursor, typed text and selection stay, and a sentence tells the new state of the annotations. Hits and
//! repeats are computed anew. The user then accepts the places of annotations, or moves annotations to new
//! words.

use std::sync::Arc;

use copydesk::{
    annotation::{AnchorState, AnnotationId, WordIndex, anchor},
    corpus::Article,
    project::{AnnotationEdit, EditTarget, ReloadOutcome, ReloadScope},
    store::is_long,
    text::{Span, count},
};
use jiff::Timestamp;

use crate::tui::{
    app::App,
    effect::Effect,
    state::{
        popup::{Popup, PromptPurpose},
        reader::{ReaderPlace, SelectionPurpose, TextSelection},
    },
    views::ViewId,
};

/// Sentences on each side of the cursor as substitutes for a vanished sentence.
const NEIGHBOURS: usize = 40;

/// The map from an old text to its new text.
struct TextCrossing<'a> {
    old: &'a Article,
    new: &'a Article,
    words: WordIndex<'a>,
}

impl<'a> TextCrossing<'a> {
    fn new(old: &'a Article, new: &'a Article) -> Self {
        Self { old, new, words: WordIndex::new(&new.text) }
    }

    /// Returns the place of some words of the old text in the new text.
    fn span(&self, span: Span) -> Option<Span> {
        span.get(&self.old.text)?;
        let (anchored, found) = self.words.reanchor(&anchor(&self.old.text, span));
        matches!(anchored, AnchorState::Kept | AnchorState::Moved).then_some(found)
    }

    /// Returns the number of an old sentence in the new text. For a vanished sentence, returns the
    /// nearest sentence before, else behind.
    fn sentence(&self, sentence: usize) -> usize {
        let found = |index: usize| {
            let span = self.span(self.old.outline.sentences.get(index)?.span)?;
            Some(self.new.outline.sentence_at(span.start))
        };
        let before = (sentence.saturating_sub(NEIGHBOURS)..=sentence).rev();
        let behind = sentence + 1..sentence + NEIGHBOURS;
        before.chain(behind).find_map(found).unwrap_or(sentence)
    }

    fn selection(&self, selection: TextSelection) -> Option<TextSelection> {
        let purpose = match selection.purpose {
            SelectionPurpose::Content => SelectionPurpose::Content,
            SelectionPurpose::Source(owner) => SelectionPurpose::Source(self.span(owner)?),
            SelectionPurpose::Cue(owner) => SelectionPurpose::Cue(self.span(owner)?),
        };
        Some(TextSelection { span: self.span(selection.span)?, purpose, ..selection })
    }
}

impl App {
    /// Reads an article and its annotations from disk again.
    pub fn read_again(&mut self, index: usize) {
        self.take_text(index, ReloadScope::All);
    }

    /// Reads a changed article again; an unread article needs no second reading.
    pub(super) fn article_changed(&mut self, index: usize) {
        if self.project.article(index).is_some() {
            self.take_text(index, ReloadScope::Text);
        }
    }

    /// Reads an article again, a long article beside the screen, so that no key waits.
    fn take_text(&mut self, index: usize, what: ReloadScope) {
        if let Some(asked_meanwhile) = self.background.rereads.get_mut(&index) {
            *asked_meanwhile = (*asked_meanwhile).max(Some(what));
            return;
        }
        if is_long(self.project.entry(index)) {
            self.background.rereads.insert(index, None);
            self.tell(format!("Reading {} again …", self.project.shown_path(index)));
            return self.effects.push(Effect::Read(index, Some(what)));
        }
        let old = self.project.article(index).cloned();
        let reloaded = self.project.reload(index, what);
        self.take_reloaded((index, what), reloaded, old);
    }

    /// Takes an article from the reading worker. After a second request the article is read once more,
    /// since the reading may be older than the request.
    pub(super) fn was_read_again(&mut self, index: usize, read: Arc<Article>, what: ReloadScope) {
        let asked_meanwhile = self.background.rereads.remove(&index).flatten();
        let old = self.project.article(index).cloned();
        let reloaded = self.project.take_reread(index, read, what);
        self.take_reloaded((index, what), reloaded, old);
        if let Some(what) = asked_meanwhile {
            self.take_text(index, what);
        }
    }

    fn take_reloaded(
        &mut self,
        (index, what): (usize, ReloadScope),
        reloaded: ReloadOutcome,
        old: Option<Arc<Article>>,
    ) {
        match (reloaded, old) {
            (ReloadOutcome::NotAFile, _) => {
                self.warn("This article is not read again: it does not come from a file.");
            }
            (ReloadOutcome::Lost(reason), _) => {
                let words = format!(
                    "The file cannot be read any more ({reason}); its text stays, and decisions are kept."
                );
                self.refresh_lists();
                self.warn(words);
            }
            (ReloadOutcome::Read, None) => {}
            (ReloadOutcome::Read, Some(old)) => self.take_new_text((index, what), &old),
        }
    }

    fn take_new_text(&mut self, (index, what): (usize, ReloadScope), old: &Arc<Article>) {
        let new = self.project.load(index);
        if new.digest == old.digest {
            self.refresh_lists();
            // A file with the same text is news only for a user who asked.
            if what == ReloadScope::All {
                self.tell("Read again from disk. The text is the same.");
            }
            return;
        }
        self.carry_over(index, &TextCrossing::new(old, &new));
        self.background.repeats = None;
        self.popups.retain(|overlay| !matches!(overlay, Popup::Occurrences(_)));
        self.refresh_lists();
        let told = match self.project.anchor_summary(index) {
            Some(drift) => format!("Read again from disk: {drift}."),
            None => "Read again from disk: the text is another one.".to_owned(),
        };
        self.tell(told);
        self.effects.push(Effect::Index(vec![(index, new)]));
        self.compare_all();
        self.search_all();
    }

    /// Carries every place in the old text over to the new text.
    fn carry_over(&mut self, index: usize, crossing: &TextCrossing<'_>) {
        let place = |place: ReaderPlace| match place.article == index {
            true => ReaderPlace { sentence: crossing.sentence(place.sentence), ..place },
            false => place,
        };
        self.reader.trail.carry_over(place);
        self.reader.labelled.carry_over(place);
        for view in self.session.step_views.values_mut() {
            view.place = place(view.place);
        }
        let here = self.reader.place;
        if here.article == index {
            let selection = self.reader.selection.and_then(|known| crossing.selection(known));
            let rows_above = self.rows_above_focus();
            self.reader.page.rows.clear();
            self.open_article(index, place(here).sentence);
            self.reader.selection = selection;
            self.session.drag = None;
            self.keep_rows_above_focus(rows_above);
        }
        let sentence = self.sentence().map(|sentence| sentence.span);
        for overlay in &mut self.popups {
            let Popup::Prompt(prompt) = overlay else { continue };
            match &mut prompt.asking {
                PromptPurpose::Text(_, EditTarget::Words(article, span)) if *article == index => {
                    // Without its words, typed text goes to the sentence at the cursor.
                    *span = crossing.span(*span).or(sentence).unwrap_or_default();
                }
                PromptPurpose::Find(began) => *began = place(*began),
                PromptPurpose::SelectFind(before) if here.article == index => {
                    let carried = crossing.selection(*before);
                    let sentence = sentence.unwrap_or_default();
                    *before = carried.unwrap_or(TextSelection::content(sentence));
                }
                _ => {}
            }
        }
    }

    /// Returns the number of visible rows above the focus.
    fn rows_above_focus(&self) -> Option<usize> {
        let rows = self.reader.page.rows_of(self.focus()?);
        rows.start.checked_sub(self.reader.top)
    }

    fn keep_rows_above_focus(&mut self, wanted: Option<usize>) {
        if let (Some(wanted), Some(focus)) = (wanted, self.focus()) {
            let rows = self.reader.page.rows_of(focus);
            self.reader.top = rows.start.saturating_sub(wanted);
        }
        self.follow();
    }

    /// Accepts the place of every annotation of some articles, as one step.
    pub(super) fn accept_articles(&mut self, articles: &[usize], at: Timestamp) {
        let all = articles.iter().flat_map(|index| {
            let annotations = self.project.annotations(*index).iter();
            annotations.map(|annotation| EditTarget::Annotation(*index, annotation.id))
        });
        let targets: Vec<EditTarget> = all.collect();
        let is_open = |target: &&EditTarget| {
            let annotation = self.project.annotation_of(**target);
            annotation.is_some_and(|annotation| !annotation.is_placed())
        };
        let n_left = targets.iter().filter(is_open).count();
        let annotation =
            |app: &Self, target: &EditTarget| app.project.annotation_of(*target).cloned();
        let before: Vec<_> = targets.iter().map(|target| annotation(self, target)).collect();
        self.edit(&targets, &AnnotationEdit::Accept, at);
        let pairs = targets.iter().zip(before);
        let n = pairs.filter(|(target, before)| annotation(self, target) != *before).count();
        let left = match n_left {
            0 => String::new(),
            n => format!(", {n} left (ambiguous or orphan)"),
        };
        let words = match n {
            0 => format!("No mark was to be accepted{left}."),
            n => format!("{} accepted{left}; u takes it back.", count(n, "mark")),
        };
        self.tell(words);
    }

    /// Accepts the place of the annotation with the cursor.
    pub(super) fn accept_here(&mut self, at: Timestamp) {
        let here = self.annotation_here().map(|annotation| annotation.id);
        let target = here.map(|id| EditTarget::Annotation(self.reader.place.article, id));
        let is_accepted =
            target.is_some_and(|target| self.edit(&[target], &AnnotationEdit::Accept, at));
        let words = if is_accepted {
            "The mark stands here from now on; u takes it back."
        } else {
            "No mark here was made on another text; Space m lists those that were."
        };
        self.tell(words);
    }

    /// Puts an annotation on the words in focus.
    pub(super) fn place_here(&mut self, (article, id): (usize, AnnotationId), at: Timestamp) {
        if article != self.reader.place.article {
            let path = self.project.shown_path(article);
            let words = format!("The mark belongs to {path}; Esc leaves it.");
            return self.warn(words);
        }
        let Some(span) = self.focus() else { return };
        self.reader.placing_anew = None;
        let target = EditTarget::Annotation(article, id);
        self.edit(&[target], &AnnotationEdit::Place(span), at);
        let placed = self.project.annotation(article, id);
        let is_placed =
            placed.is_some_and(|annotation| annotation.anchor.state == AnchorState::Kept);
        self.show(ViewId::Anchors);
        if is_placed {
            self.tell("The mark is placed anew; u takes it back.");
        }
    }
}
