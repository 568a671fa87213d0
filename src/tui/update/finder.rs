//! The finder: asking, taking in answers, ticking, deciding on the hits.

use copydesk::{
    annotation::{Annotation, TypedField},
    command::{
        AppCommand, Command, DecideCommand, ListCommand, MoveCommand, NavigateCommand,
        PopupCommand, QueryCommand,
    },
    find::{Concordance, LineOrder, Query, SearchHits, SearchMode},
    project::{AnnotationEdit, EditTarget},
};
use jiff::Timestamp;

use super::{Effects, next_of};
use crate::tui::{
    app::App,
    effect::{Effect, SearchGoal, SearchRequest},
    layout::COUNTS_FROM,
    session::Tone,
    state::{
        finder::{FinderFocus, FinderPopup, FinderResults, SearchAnswer},
        popup::Popup,
        reader::ReaderPlace,
    },
    views::ViewId,
};

/// Most hits of a search on the screen.
const MOST_HITS: usize = 1_000;

/// Most lines of a concordance on the screen; the counts include all lines.
const MOST_LINES: usize = 10_000;

/// The modes of the concordance, in the order of their key.
const MODES: [SearchMode; 3] = [SearchMode::Exact, SearchMode::Phrase, SearchMode::Regex];

impl App {
    /// Opens the passages with the words of the last search, or of the concordance in front.
    pub(super) fn open_passages(&mut self) -> Effects {
        let known = match self.leave_finder() {
            Some(words) => words,
            None => self.session.asked.passages.clone(),
        };
        let results = FinderResults::Passages { found: SearchHits::default(), scattered: false };
        self.push_finder(FinderPopup::new(results, &known))
    }

    /// Opens the concordance with the words of the last search, or of the passages in front.
    pub(super) fn open_concordance(&mut self) -> Effects {
        let known = match self.leave_finder() {
            Some(words) => words,
            None => self.session.asked.lines.clone(),
        };
        let results = FinderResults::Lines {
            found: Concordance::default(),
            mode: self.session.asked.mode,
            order: self.session.asked.order,
            counts: Vec::new(),
            shows_counts: false,
        };
        self.push_finder(FinderPopup::new(results, &known))
    }

    /// Takes the topmost finder away; returns its query.
    fn leave_finder(&mut self) -> Option<String> {
        let finder = self.popups.pop_if(|top| matches!(top, Popup::Finder(_)))?;
        match finder {
            Popup::Finder(finder) => Some(finder.field.text().to_owned()),
            _ => None,
        }
    }

    pub(super) fn push_finder(&mut self, finder: FinderPopup) -> Effects {
        self.popups.push(Popup::Finder(Box::new(finder)));
        self.search_all()
    }

    /// Returns the finder, also below another popup.
    pub fn finder_mut(&mut self) -> Option<&mut FinderPopup> {
        self.popups.iter_mut().rev().find_map(|overlay| match overlay {
            Popup::Finder(finder) => Some(&mut **finder),
            Popup::Picker(_) | Popup::Occurrences(_) | Popup::Prompt(_) | Popup::Confirm(_) => None,
        })
    }

    /// Asks for the hits of the query; the answer to an older query will be dropped.
    pub(super) fn search_all(&mut self) -> Effects {
        self.background.search += 1;
        let generation = self.background.search;
        let Some(finder) = self.finder_mut() else {
            return Vec::new();
        };
        finder.generation = generation;
        finder.percent = None;
        let typed = finder.field.text().to_owned();
        let query = Query::read(&typed, finder.mode());
        finder.error = query.as_ref().err().map(ToString::to_string);
        finder.waiting = query.is_ok();
        let (goal, limit) = match finder.results {
            FinderResults::Passages { scattered, .. } => {
                (SearchGoal::Passages { scattered }, MOST_HITS)
            }
            FinderResults::Lines { order, .. } => (SearchGoal::Lines { order }, MOST_LINES),
        };
        let mode = finder.mode();
        match goal {
            SearchGoal::Passages { .. } => self.session.asked.passages = typed,
            SearchGoal::Lines { order } => {
                self.session.asked.lines = typed;
                (self.session.asked.mode, self.session.asked.order) = (mode, order);
            }
        }
        let Ok(query) = query else {
            return Vec::new();
        };
        let facts = (!query.filters.is_empty()).then(|| self.project.filter_facts().into());
        let request = SearchRequest { generation, query, goal, limit, facts };
        vec![Effect::Search(Box::new(request))]
    }

    /// Takes in the answer to a search, unless a newer search is on its way.
    pub(super) fn found(&mut self, generation: u64, answer: SearchAnswer, percent: Option<u8>) {
        let height = self.list_height();
        if let Some(finder) = self.finder_mut().filter(|known| known.generation == generation) {
            finder.take(answer, percent);
            finder.rows.follow(height);
        }
    }

    /// Runs a command in the finder.
    pub(super) fn run_in_finder(&mut self, command: Command, at: Timestamp) -> Effects {
        let height = self.list_height();
        let Some(Popup::Finder(finder)) = self.popups.last_mut() else {
            return Vec::new();
        };
        let in_rows = finder.focus == FinderFocus::Rows;
        match command {
            Command::Edit(command) => {
                finder.field.edit(command);
                return self.search_all();
            }
            Command::Move(MoveCommand::Next) if !in_rows => finder.focus = FinderFocus::Rows,
            Command::Move(MoveCommand::Previous) if in_rows && finder.rows.selected == 0 => {
                finder.focus = FinderFocus::Field;
            }
            Command::Move(command) => {
                finder.rows.go(command, height);
                finder.rows.follow(height);
            }
            Command::Navigate(NavigateCommand::Open) => self.open_hit(),
            Command::Navigate(NavigateCommand::Close) if in_rows => {
                finder.focus = FinderFocus::Field;
            }
            Command::Navigate(
                NavigateCommand::Close | NavigateCommand::Cancel | NavigateCommand::Quit,
            ) => {
                self.popups.pop();
            }
            Command::List(ListCommand::Filter) => finder.focus = FinderFocus::Field,
            Command::List(ListCommand::Tick) => {
                finder.tick();
                finder.rows.follow(height);
            }
            Command::List(ListCommand::TickAll) => finder.tick_all(),
            Command::Decide(command) => return self.decide_hits(command, at),
            Command::History(command) => return self.retake(command, at),
            Command::Query(command) => return self.change_query(command),
            Command::Popup(
                command @ (PopupCommand::Passages
                | PopupCommand::Concordance
                | PopupCommand::SavedSearches),
            ) => return self.run_popup(command),
            Command::App(
                command @ (AppCommand::Help
                | AppCommand::Palette
                | AppCommand::Redraw
                | AppCommand::Suspend),
            ) => return self.run_app(command),
            Command::App(AppCommand::Menu | AppCommand::Export)
            | Command::List(ListCommand::AddLabel)
            | Command::View(_)
            | Command::Popup(PopupCommand::OpenArticle | PopupCommand::OpenLabel)
            | Command::Jump(_)
            | Command::Anchor(_)
            | Command::Select(_)
            | Command::Repeats(_)
            | Command::Find(_)
            | Command::Reader(_) => self.tell_nothing_in_finder(command),
        }
        Vec::new()
    }

    fn tell_nothing_in_finder(&mut self, command: Command) {
        if !self.chosen_hits().is_empty() {
            let name = command.spec().name;
            self.tell(Tone::Told, format!("{name} does nothing here."));
        }
    }

    /// Changes or saves the search of the finder.
    fn change_query(&mut self, command: QueryCommand) -> Effects {
        match command {
            QueryCommand::ToggleScattered => return self.toggle_scattered(),
            QueryCommand::CycleMode => {
                return self.change_lines(|mode, _| *mode = next_of(&MODES, *mode));
            }
            QueryCommand::CycleOrder => {
                return self.change_lines(|_, order| *order = next_of(&LineOrder::ALL, *order));
            }
            QueryCommand::RemoveFilter => return self.remove_last_filter(),
            QueryCommand::ToggleCounts => self.toggle_counts(),
            QueryCommand::AddFilter => self.pick_filter(),
            QueryCommand::Save => self.ask_search_name(),
        }
        Vec::new()
    }

    fn toggle_scattered(&mut self) -> Effects {
        match self.finder_mut().map(|finder| &mut finder.results) {
            Some(FinderResults::Passages { scattered, .. }) => *scattered = !*scattered,
            Some(FinderResults::Lines { .. }) | None => {
                self.tell(Tone::Told, "A concordance has no scattered hits.");
                return Vec::new();
            }
        }
        self.search_all()
    }

    fn change_lines(&mut self, change: fn(&mut SearchMode, &mut LineOrder)) -> Effects {
        match self.finder_mut().map(|finder| &mut finder.results) {
            Some(FinderResults::Lines { mode, order, .. }) => change(mode, order),
            Some(FinderResults::Passages { .. }) | None => {
                self.tell(Tone::Told, "Only a concordance has this (Space /).");
                return Vec::new();
            }
        }
        self.search_all()
    }

    fn toggle_counts(&mut self) {
        let is_wide = self.size.0 >= COUNTS_FROM;
        match self.finder_mut().map(|finder| &mut finder.results) {
            Some(FinderResults::Lines { .. }) if is_wide => {
                self.tell(Tone::Told, "The counts stand beside the lines.");
            }
            Some(FinderResults::Lines { shows_counts, .. }) => *shows_counts = !*shows_counts,
            _ => self.tell(Tone::Told, "Only a concordance has counts (Space /)."),
        }
    }

    fn remove_last_filter(&mut self) -> Effects {
        let removed = self.finder_mut().is_some_and(|finder| {
            let n = finder.filters().len();
            n > 0 && finder.remove_filter(n - 1)
        });
        if removed {
            return self.search_all();
        }
        self.tell(Tone::Told, "There is no filter to take off.");
        Vec::new()
    }

    fn open_hit(&mut self) {
        let Some(Popup::Finder(finder)) = self.popups.last() else {
            return;
        };
        let Some((article, sentence)) = finder.sentence(finder.rows.selected) else {
            return;
        };
        self.popups.pop();
        self.show(ViewId::Reader);
        self.go_to_words(ReaderPlace { article, sentence });
    }

    /// Runs a decision on the ticked hits, else on the selected hit.
    fn decide_hits(&mut self, command: DecideCommand, at: Timestamp) -> Effects {
        let targets = self.chosen_hits();
        let Some(first) = targets.first().copied() else {
            return Vec::new();
        };
        match command {
            DecideCommand::Label(key) => return self.label_hits(key, &targets, at),
            DecideCommand::EditNote => self.ask_for_words_on(TypedField::Note, first),
            DecideCommand::EditEvidence => self.ask_for_words_on(TypedField::Evidence, first),
            DecideCommand::CycleConfidence => return self.cycle_confidence(&targets, at),
            DecideCommand::Delete => {
                let annotations = targets.iter().filter_map(|target| {
                    let annotation: &Annotation = self.project.annotation_of(*target)?;
                    Some(EditTarget::Annotation(target.article(), annotation.id))
                });
                let annotations: Vec<EditTarget> = annotations.collect();
                return self.edit(&annotations, &AnnotationEdit::Delete, at);
            }
            DecideCommand::RepeatLabel
            | DecideCommand::LabelFurniture
            | DecideCommand::MarkSource
            | DecideCommand::MarkCue
            | DecideCommand::ChooseVersion
            | DecideCommand::ToggleAutoJump => {
                self.tell_nothing_in_finder(Command::Decide(command));
            }
        }
        Vec::new()
    }

    fn label_hits(&mut self, key: u8, targets: &[EditTarget], at: Timestamp) -> Effects {
        let Some(id) = self.label_of_key(key) else {
            return Vec::new();
        };
        let effects = self.put_label(targets, id, at);
        let height = self.list_height();
        if let (Some(finder), 1) = (self.finder_mut(), targets.len()) {
            finder.go_on();
            finder.rows.follow(height);
        }
        effects
    }

    /// Returns the sentences of the ticked rows, else of the selected row, without vanished sentences.
    fn chosen_hits(&mut self) -> Vec<EditTarget> {
        let Some(Popup::Finder(finder)) = self.popups.last() else {
            return Vec::new();
        };
        let chosen: Vec<(usize, usize)> = if finder.ticked.is_empty() {
            finder.sentence(finder.rows.selected).into_iter().collect()
        } else {
            finder.ticked.iter().copied().collect()
        };
        let sentences = chosen.into_iter().filter_map(|(article, sentence)| {
            let sentences = &self.project.article(article)?.outline.sentences;
            Some(EditTarget::Words(article, sentences.get(sentence)?.span))
        });
        sentences.collect()
    }
}
