//! Articles in the reader: landing at a place, breaking text into rows, scrolling, finding the searched words.

use std::sync::Arc;

use copydesk::{
    find::{Query, find_in},
    project::AnchorSummary,
    store::is_long,
    text::fold,
};

use crate::tui::{
    app::App,
    background::Landing,
    layout::page::Page,
    scene::Scene,
    session::Tone,
    state::reader::ReaderPlace,
    theme::Theme,
    views::{Views, view::View},
};

impl App {
    /// Returns the states of the views for a change, and the scene of all views.
    pub(super) fn parts_mut(&mut self) -> (&mut Views, Scene<'_>) {
        let scene = Scene {
            project: &self.project,
            settings: &self.settings,
            theme: self.theme,
            no_color: self.session.no_color,
            size: self.size,
            reader: &self.reader,
            background: &self.background,
        };
        (&mut self.views, scene)
    }

    /// Returns the list view in front for a change, and the scene of all views; `None` for the reader.
    pub(super) fn front_mut(&mut self) -> Option<(&mut dyn View, Scene<'_>)> {
        let id = self.view;
        let (views, scene) = self.parts_mut();
        Some((views.get_mut(id)?, scene))
    }

    /// Uses the theme of the settings, without colours if the environment sets `NO_COLOR`.
    pub fn set_theme(&mut self, no_color: bool) {
        self.session.no_color = no_color;
        self.theme = Theme::new(self.settings.theme, no_color);
    }

    /// Shows an article in the reader with the cursor on a sentence.
    pub fn open_article(&mut self, index: usize, sentence: usize) {
        self.land(index, Landing::Sentence(sentence));
    }

    /// Shows an article at a place; a long article is read beside the screen first.
    pub fn land(&mut self, index: usize, landing: Landing) {
        if index >= self.project.len() {
            return;
        }
        self.background.awaited = None;
        if self.project.article(index).is_none() && is_long(self.project.entry(index)) {
            return self.await_article(index, landing);
        }
        let article = self.project.load(index);
        let sentence_at = |scalar| {
            let byte = article.scalars.byte(&article.text, scalar);
            article.outline.sentence_at(byte.unwrap_or(0))
        };
        let sentence = match landing {
            Landing::Sentence(sentence) => sentence,
            Landing::Scalar(scalar) => sentence_at(scalar),
            Landing::ScalarOfFile(scalar) => sentence_at(article.scalar_of_file(scalar)),
        };
        let last = article.outline.sentences.len().saturating_sub(1);
        let changed = self.reader.place.article != index || self.reader.page.rows.is_empty();
        self.reader.place = ReaderPlace { article: index, sentence: sentence.min(last) };
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

    /// Tells that the text of an article changed after its annotations.
    fn tell_drift(&mut self, index: usize) {
        if let Some(drift) = self.project.anchor_summary(index) {
            let tone = if drift.n_displaced() > 0 { Tone::Warned } else { Tone::Told };
            self.message = Some((tone, sentence_of(drift)));
        }
    }

    /// Shows an empty reader until an article is read.
    fn await_article(&mut self, index: usize, landing: Landing) {
        self.background.awaited = Some(landing);
        self.background.to_read = Some(index);
        self.reader.place = ReaderPlace { article: index, sentence: 0 };
        self.reader.selection = None;
        self.reader.top = 0;
        self.reader.shown = None;
        self.reader.page = Page::default();
    }

    /// Breaks the article into rows for the current width.
    pub fn lay_out(&mut self) {
        let (Some(regions), Some(article)) = (self.regions(), self.article()) else { return };
        let cols = regions.text(self.settings.measure).width;
        self.reader.page = Page::new(article, cols, self.folds());
    }

    /// Finds the words of the search in the open article.
    ///
    /// The folded text is kept between searches: folding a megabyte takes longer than the rest of a
    /// key's work.
    pub fn search_again(&mut self) {
        let Some(article) = self.article().cloned() else { return };
        let Some(search) = &mut self.reader.search else { return };
        let query = Query::parse(&search.words).unwrap_or_default();
        let known = self.reader.folded.take();
        let known = known.filter(|(of, _)| Arc::ptr_eq(of, &article));
        let (of, folded) = known.unwrap_or_else(|| {
            let folded = fold(&article.text);
            (article, folded)
        });
        search.hits = find_in(&of.text, &folded, &query);
        search.hits.retain(|hit| !of.outline.is_left_out(*hit));
        self.reader.folded = Some((of, folded));
    }

    /// Scrolls until the focus is on the screen, with up to two rows on each side.
    pub fn follow(&mut self) {
        let Some(focus) = self.focus() else { return };
        let height = self.reader_height();
        let rows = self.reader.page.rows_of(focus);
        let margin = if height > 8 { 2 } else { 0 };
        let lowest = (rows.end + margin).saturating_sub(height);
        let highest = rows.start.saturating_sub(margin);
        // The beginning of a sentence longer than the screen stays on the screen.
        let top = self.reader.top.max(lowest).min(highest);
        let n_rows = self.reader.page.rows.len();
        self.reader.top = top.min(n_rows.saturating_sub(height.min(n_rows)));
    }
}

/// Returns the summary of an article's annotations as a full sentence.
pub fn sentence_of(drift: &AnchorSummary) -> String {
    let words = drift.to_string();
    let first = words.chars().next().into_iter().flat_map(char::to_uppercase);
    let rest = words.char_indices().nth(1).map_or("", |(at, _)| &words[at..]);
    first.chain(rest.chars()).chain(['.']).collect()
}
