//! [`App`]: the state of the whole screen, and a few questions about all of the state.
//!
//! Only [`App::update`] changes the state; drawing reads. Questions without popups stand in [`Scene`].

use std::sync::Arc;

use copydesk::{
    annotation::{Annotation, Label, LabelId},
    command::{Command, CommandNeeds, Context},
    corpus::Article,
    keymap::{Key, KeyLookup, Keymap},
    project::{EditTarget, Project},
    store::Settings,
    text::{Sentence, Span},
};

use super::{
    background::Background,
    effect::Effect,
    layout::{Regions, regions},
    scene::Scene,
    session::{Session, Tone},
    state::{
        finder::{FinderFocus, FinderPopup},
        popup::Popup,
        reader::{Reader, TextSelection},
    },
    theme::Theme,
    views::{ViewId, Views, view::View},
};

/// The state of the screen.
#[derive(Debug)]
pub struct App {
    pub project: Project,
    pub keymap: Keymap,
    pub settings: Settings,
    pub theme: Theme,
    /// Columns and rows of the terminal, for example `(80, 24)`.
    pub size: (u16, u16),
    /// The view in front.
    pub view: ViewId,
    pub reader: Reader,
    pub views: Views,
    /// Boxes on top of the view; the last box gets the keys.
    pub popups: Vec<Popup>,
    /// The sentence on the status line, until the next key.
    pub message: Option<(Tone, String)>,
    pub background: Background,
    pub session: Session,
    /// Effects of the event in hand; [`App::update`] returns them.
    pub effects: Vec<Effect>,
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
            popups: Vec::new(),
            message: None,
            background: Background::default(),
            session: Session::default(),
            effects: Vec::new(),
        }
    }

    /// Returns the parts of the screen; `None` on a screen below
    /// [`layout::SMALLEST`](super::layout::SMALLEST).
    pub fn regions(&self) -> Option<Regions> {
        regions(self.size)
    }

    /// Returns the context of the next key.
    pub fn context(&self) -> Context {
        match self.popups.last() {
            Some(Popup::Prompt(_) | Popup::Confirm(_)) => Context::Prompt,
            Some(Popup::Picker(_)) => Context::Search,
            Some(Popup::Occurrences(_) | Popup::Settle(_)) => Context::List,
            Some(Popup::Finder(finder)) => match finder.focus {
                FinderFocus::Field => Context::Search,
                FinderFocus::Rows => Context::List,
            },
            None => self.base_context(),
        }
    }

    /// Returns the context of the next key without popups.
    ///
    /// The words of an annotation are read like a sentence. Only words in the middle of a choice have
    /// the context [`Context::Select`].
    pub fn base_context(&self) -> Context {
        if self.view != ViewId::Reader {
            return Context::List;
        }
        let is_choosing = |selection: TextSelection| selection.annotation.is_none();
        if self.reader.selection.is_some_and(is_choosing) {
            Context::Select
        } else {
            Context::Reader
        }
    }

    /// Returns the finder if the finder is in front.
    pub fn finder(&self) -> Option<&FinderPopup> {
        match self.popups.last() {
            Some(Popup::Finder(finder)) => Some(finder),
            _ => None,
        }
    }

    /// Returns the keys that can follow the pressed keys, with their commands; for example `d` after
    /// `g`.
    pub fn which_key(&self) -> Option<Vec<(Vec<Key>, Command)>> {
        match self.keymap.lookup(self.context(), &self.session.pending) {
            KeyLookup::Prefix(rest) => Some(rest),
            _ => None,
        }
    }

    /// Returns the part of the state for views.
    pub fn scene(&self) -> Scene<'_> {
        Scene {
            project: &self.project,
            settings: &self.settings,
            theme: self.theme,
            no_color: self.session.no_color,
            size: self.size,
            reader: &self.reader,
            background: &self.background,
        }
    }

    /// Returns the view in front.
    pub fn front(&self) -> &dyn View {
        self.views.get(self.view, &self.reader)
    }

    /// Returns the article in the reader.
    pub fn article(&self) -> Option<&Arc<Article>> {
        self.scene().article()
    }

    /// Returns the sentences of the article in the reader.
    pub fn sentences(&self) -> &[Sentence] {
        self.scene().sentences()
    }

    /// Returns the sentence with the cursor.
    pub fn sentence(&self) -> Option<Sentence> {
        self.scene().sentence()
    }

    /// Returns the words for the next label.
    pub fn focus(&self) -> Option<Span> {
        self.scene().focus()
    }

    /// Returns the target of a decision in the reader: an annotation or bare words.
    pub fn target(&self) -> Option<EditTarget> {
        self.scene().target()
    }

    /// Returns the annotation with the cursor.
    pub fn annotation_here(&self) -> Option<&Annotation> {
        self.scene().annotation_here()
    }

    /// Returns the label of an id; `None` if the codebook has lost the label.
    pub fn label(&self, id: &LabelId) -> Option<&Label> {
        self.scene().label(id)
    }

    /// Returns true if the need of a command is met, for example [`CommandNeeds::Sentence`].
    pub fn meets(&self, needs: CommandNeeds) -> bool {
        let in_reader = self.view == ViewId::Reader && self.popups.is_empty();
        match needs {
            CommandNeeds::Nothing => true,
            CommandNeeds::Sentence => !in_reader || self.sentence().is_some(),
            CommandNeeds::Annotation => !in_reader || self.annotation_here().is_some(),
            CommandNeeds::Done => self.project.history_depth().0 > 0,
            CommandNeeds::Undone => self.project.history_depth().1 > 0,
            CommandNeeds::Search => self.reader.search.is_some(),
        }
    }

    /// Returns the number of text rows in the reader, at least 1.
    pub fn reader_height(&self) -> usize {
        let regions = self.regions();
        regions.map_or(1, |regions| usize::from(regions.text(self.settings.measure).height)).max(1)
    }

    /// Returns the number of lines of the list in front, at least 1.
    pub fn list_height(&self) -> usize {
        let Some(regions) = self.regions() else { return 1 };
        let rows = match self.popups.last() {
            Some(Popup::Finder(finder)) => regions.finder(finder.shape()).rows.height,
            Some(Popup::Occurrences(shown)) => regions.places(shown.places.len()).rows.height,
            Some(Popup::Settle(shown)) => regions.settle(shown.plan.len()).rows.height,
            Some(Popup::Picker(_)) => regions.picker().rows.height,
            _ => self.front().area(&regions).height,
        };
        usize::from(rows).max(1)
    }
}
