//! The state of the whole screen and the small questions that both `update` and the views ask of it.
//!
//! Only [`App::update`] (in `tui/update.rs` and below) changes it; views read it.

use std::sync::Arc;

use copydesk::{
    annotation::{Annotation, Label, LabelId},
    command::{Command, Context, Needs},
    corpus::Article,
    find::{Query, find_in},
    keymap::{Key, Keymap, Lookup},
    project::{AnchorSummary, EditTarget, Project},
    store::{Settings, is_long},
    text::{Sentence, Span, fold},
};
use ratatui::layout::Rect;

use super::{
    background::{Background, Landing},
    layout::{Regions, page::Page, regions},
    pane::{
        finder::{Finder, Focus},
        overlay::Overlay,
        reader::{Place, Reader},
    },
    session::Session,
    theme::Theme,
    views::{ViewId, Views},
};

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Told,
    Warned,
    Failed,
}

/// The state of the screen.
#[derive(Debug)]
pub struct App {
    pub project: Project,
    pub keymap: Keymap,
    pub settings: Settings,
    pub theme: Theme,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The view in front.
    pub view: ViewId,
    pub reader: Reader,
    pub views: Views,
    /// Boxes on top of the view; the last one gets the keys.
    pub overlays: Vec<Overlay>,
    /// The sentence on the status line, until the next key.
    pub message: Option<(Tone, String)>,
    pub background: Background,
    pub session: Session,
}

impl App {
    /// Returns a screen over a project, before any article is shown.
    pub fn new(mut project: Project, keymap: Keymap, settings: Settings, size: (u16, u16)) -> Self {
        project.keep_texts(settings.keep_texts);
        Self {
            project,
            keymap,
            theme: Theme::new(settings.theme, false),
            settings,
            size,
            view: ViewId::Reader,
            reader: Reader::default(),
            views: Views::default(),
            overlays: Vec::new(),
            message: None,
            background: Background::default(),
            session: Session::default(),
        }
    }

    /// Chooses the theme of the settings, without colours when the environment says so.
    pub fn set_theme(&mut self, no_color: bool) {
        self.session.no_color = no_color;
        self.theme = Theme::new(self.settings.theme, no_color);
    }

    /// The parts of the screen; none when it is too small.
    pub fn regions(&self) -> Option<Regions> {
        regions(self.size)
    }

    /// Where keys go now.
    pub fn context(&self) -> Context {
        match self.overlays.last() {
            Some(Overlay::Prompt(_) | Overlay::Confirm(_)) => Context::Prompt,
            Some(Overlay::Picker(_)) => Context::Search,
            Some(Overlay::Occurrences(_)) => Context::List,
            Some(Overlay::Finder(finder)) => match finder.focus {
                Focus::Field => Context::Search,
                Focus::Rows => Context::List,
            },
            None => self.base_context(),
        }
    }

    /// Where keys go when nothing lies on top.
    ///
    /// The words of an annotation that was gone to are read on from, like a sentence; only words that
    /// the user is choosing take the keys of a selection.
    pub fn base_context(&self) -> Context {
        match (self.view, &self.reader.selection) {
            (ViewId::Reader, Some(selection)) if selection.annotation.is_none() => Context::Select,
            (ViewId::Reader, _) => Context::Reader,
            _ => Context::List,
        }
    }

    /// The finder, when it lies on top.
    pub fn finder(&self) -> Option<&Finder> {
        match self.overlays.last() {
            Some(Overlay::Finder(finder)) => Some(finder),
            _ => None,
        }
    }

    /// The keys that can follow the ones pressed so far.
    pub fn which_key(&self) -> Option<Vec<(Vec<Key>, Command)>> {
        match self.keymap.lookup(self.context(), &self.session.pending) {
            Lookup::Prefix(rest) => Some(rest),
            _ => None,
        }
    }

    /// The article in the reader.
    pub fn article(&self) -> Option<&Arc<Article>> {
        self.project.article(self.reader.place.article)
    }

    /// The sentences of the article in the reader.
    pub fn sentences(&self) -> &[Sentence] {
        self.article()
            .map_or(&[], |article| &article.outline.sentences)
    }

    /// The sentence with the cursor.
    pub fn sentence(&self) -> Option<Sentence> {
        self.sentences().get(self.reader.place.sentence).copied()
    }

    /// The words that a label would be put on: the selected ones, else the sentence.
    pub fn focus(&self) -> Option<Span> {
        let selected = self.reader.selection.map(|selection| selection.span);
        selected.or_else(|| self.sentence().map(|sentence| sentence.span))
    }

    /// What a decision in the reader is about.
    pub fn target(&self) -> Option<EditTarget> {
        let article = self.reader.place.article;
        match self
            .reader
            .selection
            .and_then(|selection| selection.annotation)
        {
            Some(id) => Some(EditTarget::Annotation(article, id)),
            None => self.focus().map(|span| EditTarget::Words(article, span)),
        }
    }

    /// The annotation that the cursor is on: of exactly the words in focus, else the shortest that
    /// holds them, else the first that touches them.
    pub fn annotation_here(&self) -> Option<&Annotation> {
        let target = self.target()?;
        let exact = self.project.annotation_of(target);
        exact.or_else(|| {
            let span = self.focus()?;
            let touching = self.project.annotations(target.article()).touching(span);
            touching.min_by_key(|annotation| {
                (
                    !annotation.span.contains(span),
                    annotation.span.len(),
                    annotation.span,
                )
            })
        })
    }

    /// The label of a name, also one that the codebook does not know any more.
    pub fn label(&self, id: &LabelId) -> Option<&Label> {
        self.project.codebook().by_id(id)
    }

    /// Whether a command's need is met.
    pub fn meets(&self, needs: Needs) -> bool {
        let in_reader = self.view == ViewId::Reader && self.overlays.is_empty();
        match needs {
            Needs::Nothing => true,
            Needs::Sentence => !in_reader || self.sentence().is_some(),
            Needs::Annotation => !in_reader || self.annotation_here().is_some(),
            Needs::Done => self.project.history_depth().0 > 0,
            Needs::Undone => self.project.history_depth().1 > 0,
            Needs::Search => self.reader.search.is_some(),
        }
    }

    /// How many rows of text the reader shows.
    pub fn reader_height(&self) -> usize {
        let regions = self.regions();
        regions
            .map_or(1, |regions| {
                usize::from(regions.text(self.settings.measure).height)
            })
            .max(1)
    }

    /// Where the rows of the view in front stand.
    pub fn list_area(&self, regions: &Regions) -> Rect {
        match self.view {
            ViewId::Anchors => regions.moved().0,
            ViewId::Matrix => regions.table(),
            _ => regions.list(),
        }
    }

    /// How many rows of the list in front are seen.
    pub fn list_height(&self) -> usize {
        let Some(regions) = self.regions() else {
            return 1;
        };
        let rows = match self.overlays.last() {
            Some(Overlay::Finder(finder)) => regions.finder(finder.shape()).rows.height,
            Some(Overlay::Occurrences(shown)) => regions.places(shown.places.len()).rows.height,
            Some(Overlay::Picker(_)) => regions.picker().rows.height,
            _ => self.list_area(&regions).height,
        };
        usize::from(rows).max(1)
    }

    /// Shows an article in the reader with the cursor on a sentence; loads it when need be.
    pub fn open_article(&mut self, index: usize, sentence: usize) {
        self.land(index, Landing::Sentence(sentence));
    }

    /// Shows an article at a place; one that takes a while to be read is shown when it is there.
    pub fn land(&mut self, index: usize, landing: Landing) {
        if index >= self.project.len() {
            return;
        }
        self.background.awaited = None;
        if self.project.article(index).is_none() && is_long(self.project.entry(index)) {
            return self.await_article(index, landing);
        }
        let article = self.project.load(index);
        let sentence = match landing {
            Landing::Sentence(sentence) => sentence,
            Landing::Scalar(scalar) => {
                let byte = article.scalars.byte(&article.text, scalar);
                article.outline.sentence_at(byte.unwrap_or(0))
            }
        };
        let last = article.outline.sentences.len().saturating_sub(1);
        let changed = self.reader.place.article != index || self.reader.page.rows.is_empty();
        self.reader.place = Place {
            article: index,
            sentence: sentence.min(last),
        };
        self.reader.selection = None;
        if changed {
            self.reader.top = 0;
            self.reader.shown = None;
            self.reader.opened.clear();
            self.reader.unfolded = None;
            self.lay_out();
            self.search_again();
            self.tell_drift(index);
        }
        self.snap();
        self.follow();
    }

    /// Says that the text of an article is not the one that its annotations were made on.
    fn tell_drift(&mut self, index: usize) {
        if let Some(drift) = self.project.anchor_summary(index) {
            let tone = if drift.n_displaced() > 0 {
                Tone::Warned
            } else {
                Tone::Told
            };
            self.message = Some((tone, sentence_of(drift)));
        }
    }

    /// Shows that an article is being read.
    fn await_article(&mut self, index: usize, landing: Landing) {
        self.background.awaited = Some(landing);
        self.background.to_read = Some(index);
        self.reader.place = Place {
            article: index,
            sentence: 0,
        };
        self.reader.selection = None;
        self.reader.top = 0;
        self.reader.shown = None;
        self.reader.page = Page::default();
    }

    /// Breaks the article into rows for the current width.
    pub fn lay_out(&mut self) {
        let (Some(regions), Some(article)) = (self.regions(), self.article()) else {
            return;
        };
        let cols = regions.text(self.settings.measure).width;
        self.reader.page = Page::new(article, cols, self.folds());
    }

    /// Finds the words of the search in the article that is open.
    ///
    /// The text is folded once and kept while one searches in it: folding a megabyte takes longer than
    /// anything else that a key does.
    pub fn search_again(&mut self) {
        let Some(article) = self.article().cloned() else {
            return;
        };
        let Some(search) = &mut self.reader.search else {
            return;
        };
        let query = Query::parse(&search.words).unwrap_or_default();
        let known = self.reader.folded.take();
        let known = known.filter(|(of, _)| Arc::ptr_eq(of, &article));
        let (of, folded) = known.unwrap_or_else(|| {
            let folded = fold(&article.text);
            (article, folded)
        });
        search.hits = find_in(&of.text, &folded, &query);
        self.reader.folded = Some((of, folded));
    }

    /// Scrolls so that the focus is seen, with two rows around it where there is room.
    pub fn follow(&mut self) {
        let Some(focus) = self.focus() else { return };
        let height = self.reader_height();
        let rows = self.reader.page.rows_of(focus);
        let margin = if height > 8 { 2 } else { 0 };
        let lowest = (rows.end + margin).saturating_sub(height);
        let highest = rows.start.saturating_sub(margin);
        // A sentence that is longer than the screen shows its beginning.
        let top = self.reader.top.max(lowest).min(highest);
        let n_rows = self.reader.page.rows.len();
        self.reader.top = top.min(n_rows.saturating_sub(height.min(n_rows)));
    }
}

/// What became of the annotations of an article, as a sentence of its own.
pub fn sentence_of(drift: &AnchorSummary) -> String {
    let words = drift.to_string();
    let first = words
        .chars()
        .next()
        .into_iter()
        .flat_map(char::to_uppercase);
    let rest = words
        .char_indices()
        .nth(1)
        .map_or("", |(at, _)| &words[at..]);
    first.chain(rest.chars()).chain(['.']).collect()
}
