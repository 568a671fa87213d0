//! The state of the whole screen and the small questions that both `update` and the views ask of it.
//!
//! Only [`App::update`] (in `tui/update.rs` and below) changes it; views read it.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use copydesk::{
    annotation::{Annotation, AnnotationId, BatchId, Label, LabelId},
    command::{Command, Context, Needs, ViewCommand},
    corpus::Article,
    find::{Mode, Order, Query, find_in},
    keymap::{Key, Keymap, Lookup},
    project::{AnchorSummary, EditTarget, Project, ReloadScope},
    repeats::{ClusterId, Repeats},
    store::{Settings, is_long},
    suggest::Ledger,
    text::{Sentence, Span, fold},
};

use ratatui::layout::Rect;

use super::{
    layout::{Regions, page::Page, regions},
    pane::{
        finder::{Finder, Focus},
        list::Rows,
        moved::Moved,
        overlay::Overlay,
        reader::{Place, Reader},
    },
    theme::Theme,
};

/// What fills the main part of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    #[default]
    Reader,
    Articles,
    Annotations,
    Repeats,
    Moved,
    Sources,
    Rules,
    Matrix,
    Labels,
    Figures,
    Settings,
}

impl View {
    /// The views that have a tab, with its title and the command that shows it.
    pub const TABS: [(View, &'static str, Command); 6] = [
        (View::Reader, "Read", Command::View(ViewCommand::Reader)),
        (
            View::Articles,
            "Articles",
            Command::View(ViewCommand::Articles),
        ),
        (
            View::Repeats,
            "Repeats",
            Command::View(ViewCommand::Repeats),
        ),
        (
            View::Sources,
            "Sources",
            Command::View(ViewCommand::Sources),
        ),
        (
            View::Annotations,
            "Annotations",
            Command::View(ViewCommand::Annotations),
        ),
        (
            View::Figures,
            "Figures",
            Command::View(ViewCommand::Figures),
        ),
    ];
}

/// How a message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Told,
    Warned,
    Failed,
}

/// A list with a filter.
#[derive(Debug)]
pub struct Filtered<T> {
    pub rows: Rows,
    pub items: Vec<T>,
    pub filter: String,
}

impl<T> Default for Filtered<T> {
    fn default() -> Self {
        Self {
            rows: Rows::default(),
            items: Vec::new(),
            filter: String::new(),
        }
    }
}

/// A row of the Repeats view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusterRow {
    /// A passage that repeats.
    Cluster(ClusterId),
    /// The line that stands for all site text.
    SiteText { n_passages: usize, n_places: usize },
}

/// The annotation list.
#[derive(Debug, Default)]
pub struct AnnotationList {
    pub list: Filtered<(usize, AnnotationId)>,
    pub ticked: BTreeSet<(usize, AnnotationId)>,
    pub only_notes: bool,
}

/// What was searched for last, to begin with the next time.
#[derive(Debug, Default)]
pub struct Asked {
    pub passages: String,
    pub lines: String,
    pub mode: Mode,
    pub order: Order,
}

/// A place in an article that may not be read yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    Sentence(usize),
    /// A Unicode scalar of the text, as places are kept on disk.
    Scalar(usize),
}

/// The state of the screen.
#[derive(Debug)]
pub struct App {
    pub project: Project,
    pub keymap: Keymap,
    pub settings: Settings,
    pub theme: Theme,
    /// Whether the environment asks for no colours.
    pub no_color: bool,
    pub size: (u16, u16),
    pub view: View,
    pub reader: Reader,
    pub articles: Filtered<usize>,
    pub annotations: AnnotationList,
    pub clusters: Filtered<ClusterRow>,
    pub moved: Moved,
    /// Whether repeats that are only names are left out.
    pub hides_names: bool,
    /// Whether the line of site text is open.
    pub shows_site_text: bool,
    /// The sources listed, by key.
    pub sources: Filtered<String>,
    pub rules: Rows,
    /// The articles of the table of shared words: its rows, and in the same order its columns.
    pub matrix: Filtered<usize>,
    pub matrix_cols: Rows,
    /// Whether decided repeats are folded.
    pub reads_once: bool,
    pub labels: Rows,
    pub figures: Filtered<usize>,
    pub settings_rows: Rows,
    pub overlays: Vec<Overlay>,
    /// Keys pressed of a sequence that is not complete.
    pub pending: Vec<Key>,
    pub message: Option<(Tone, String)>,
    pub last_label: Option<LabelId>,
    /// What stands in several articles, once the background knows.
    pub repeats: Option<Arc<Repeats>>,
    /// How much of the comparison that was asked for last is done, in percent.
    pub n_compared: u8,
    /// Who says what, once the background knows.
    pub ledger: Option<Arc<Ledger>>,
    /// The decisions that were made together last.
    pub last_batch: Option<BatchId>,
    /// Number of the comparison of all articles that was asked for last.
    pub repeats_generation: u64,
    /// Number of the search that was asked for last.
    pub generation: u64,
    /// What was searched for last.
    pub asked: Asked,
    /// Whether the user was told just now that quitting would leave unsaved decisions behind.
    pub told_unsaved: bool,
    /// Whether the program ends as soon as everything is on disk.
    pub leaves_when_saved: bool,
    /// Where to go in the article that is being read, when it is there.
    pub awaited: Option<Landing>,
    /// The article that is to be read beside the screen, until somebody was asked to.
    pub to_read: Option<usize>,
    /// The articles that are being read again beside the screen, each with what was asked for meanwhile.
    pub rereads: BTreeMap<usize, Option<ReloadScope>>,
    /// Whether another screen of the same annotator has the store, so that nothing is decided here.
    pub reads_only: bool,
    /// Byte where the mouse was pressed.
    pub drag: Option<usize>,
}

impl App {
    /// A screen over a project, before it was said where reading goes on.
    pub fn new(mut project: Project, keymap: Keymap, settings: Settings, size: (u16, u16)) -> Self {
        let theme = Theme::new(settings.theme, false);
        project.keep_texts(settings.keep_texts);
        Self {
            project,
            keymap,
            settings,
            theme,
            no_color: false,
            size,
            view: View::Reader,
            reader: Reader::default(),
            articles: Filtered::default(),
            annotations: AnnotationList::default(),
            clusters: Filtered::default(),
            moved: Moved::default(),
            hides_names: false,
            shows_site_text: false,
            sources: Filtered::default(),
            rules: Rows::default(),
            matrix: Filtered::default(),
            matrix_cols: Rows::default(),
            reads_once: false,
            labels: Rows::default(),
            figures: Filtered::default(),
            settings_rows: Rows::default(),
            overlays: Vec::new(),
            pending: Vec::new(),
            message: None,
            last_label: None,
            repeats: None,
            n_compared: 0,
            ledger: None,
            last_batch: None,
            repeats_generation: 0,
            generation: 0,
            asked: Asked::default(),
            told_unsaved: false,
            leaves_when_saved: false,
            awaited: None,
            to_read: None,
            rereads: BTreeMap::new(),
            reads_only: false,
            drag: None,
        }
    }

    /// Chooses the theme of the settings, without colours when the environment says so.
    pub fn set_theme(&mut self, no_color: bool) {
        self.no_color = no_color;
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
            (View::Reader, Some(selection)) if selection.annotation.is_none() => Context::Select,
            (View::Reader, _) => Context::Reader,
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
        match self.keymap.lookup(self.context(), &self.pending) {
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
        let in_reader = self.view == View::Reader && self.overlays.is_empty();
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
            View::Moved => regions.moved().0,
            View::Matrix => regions.table(),
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
        self.awaited = None;
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
        self.awaited = Some(landing);
        self.to_read = Some(index);
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
