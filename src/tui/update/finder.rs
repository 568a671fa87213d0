//! The finder: asking, taking in answers, ticking, deciding on the hits.

use copydesk::{
    annotation::{Annotation, LabelId},
    command::{
        AppCommand, Command, DecideCommand, ListCommand, MoveCommand, NavigateCommand,
        PopupCommand, QueryCommand,
    },
    find::{LineOrder, Query, SearchMode},
    project::{AnnotationEdit, BulkLabels, EditTarget},
    text::count,
};
use jiff::Timestamp;

use super::next_of;
use crate::tui::{
    app::App,
    effect::{Effect, SearchGoal, SearchRequest},
    layout::COUNTS_FROM,
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
    pub(super) fn open_passages(&mut self) {
        let typed = self.leave_finder();
        let typed = typed.unwrap_or_else(|| self.session.asked.passages.clone());
        self.push_finder(FinderPopup::new(FinderResults::passages(), &typed));
    }

    /// Opens the concordance with the words of the last search, or of the passages in front.
    pub(super) fn open_concordance(&mut self) {
        let typed = self.leave_finder();
        let typed = typed.unwrap_or_else(|| self.session.asked.lines.clone());
        let results = FinderResults::lines(self.session.asked.mode, self.session.asked.order);
        self.push_finder(FinderPopup::new(results, &typed));
    }

    /// Takes the topmost finder away; returns its query.
    fn leave_finder(&mut self) -> Option<String> {
        let finder = self.popups.pop_if(|top| matches!(top, Popup::Finder(_)))?;
        match finder {
            Popup::Finder(finder) => Some(finder.field.text().to_owned()),
            _ => None,
        }
    }

    pub(super) fn push_finder(&mut self, finder: FinderPopup) {
        self.popups.push(Popup::Finder(Box::new(finder)));
        self.search_all();
    }

    /// Returns the finder, also below another popup.
    pub fn finder_mut(&mut self) -> Option<&mut FinderPopup> {
        self.popups.iter_mut().rev().find_map(|overlay| match overlay {
            Popup::Finder(finder) => Some(&mut **finder),
            Popup::Picker(_)
            | Popup::Occurrences(_)
            | Popup::Settle(_)
            | Popup::Prompt(_)
            | Popup::Confirm(_) => None,
        })
    }

    /// Asks for the hits of the query; the answer to an older query will be dropped.
    pub(super) fn search_all(&mut self) {
        self.background.search += 1;
        let generation = self.background.search;
        let Some(finder) = self.finder_mut() else { return };
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
        let Ok(query) = query else { return };
        let facts = (!query.filters.is_empty()).then(|| self.project.filter_facts().into());
        let request = SearchRequest { generation, query, goal, limit, facts };
        self.effects.push(Effect::Search(Box::new(request)));
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
    pub(super) fn run_in_finder(&mut self, command: Command, at: Timestamp) {
        let height = self.list_height();
        let Some(Popup::Finder(finder)) = self.popups.last_mut() else { return };
        let in_rows = finder.focus == FinderFocus::Rows;
        match command {
            Command::Edit(command) => {
                finder.field.edit(command);
                self.search_all();
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
            Command::Decide(command) => self.decide_hits(command, at),
            Command::History(command) => self.retake(command, at),
            Command::Query(command) => self.change_query(command),
            Command::Popup(
                command @ (PopupCommand::Passages
                | PopupCommand::Concordance
                | PopupCommand::SavedSearches),
            ) => self.run_popup(command),
            Command::App(
                command @ (AppCommand::Help
                | AppCommand::Palette
                | AppCommand::Redraw
                | AppCommand::Suspend),
            ) => self.run_app(command),
            Command::App(AppCommand::Menu | AppCommand::Export)
            | Command::List(ListCommand::AddLabel | ListCommand::MergeLabel)
            | Command::View(_)
            | Command::Popup(PopupCommand::OpenArticle | PopupCommand::OpenLabel)
            | Command::Jump(_)
            | Command::Anchor(_)
            | Command::Select(_)
            | Command::Repeats(_)
            | Command::Find(_)
            | Command::Reader(_) => self.tell_nothing_in_finder(command),
        }
    }

    fn tell_nothing_in_finder(&mut self, command: Command) {
        if !self.chosen_hits().is_empty() {
            let name = command.spec().name;
            self.tell(format!("{name} does nothing here."));
        }
    }

    /// Changes or saves the search of the finder.
    fn change_query(&mut self, command: QueryCommand) {
        match command {
            QueryCommand::ToggleScattered => self.toggle_scattered(),
            QueryCommand::CycleMode => {
                self.change_lines(|mode, _| *mode = next_of(&MODES, *mode));
            }
            QueryCommand::CycleOrder => {
                self.change_lines(|_, order| *order = next_of(&LineOrder::ALL, *order));
            }
            QueryCommand::RemoveFilter => self.remove_last_filter(),
            QueryCommand::ToggleCounts => self.toggle_counts(),
            QueryCommand::AddFilter => self.pick_filter(),
            QueryCommand::Save => self.ask_search_name(),
        }
    }

    fn toggle_scattered(&mut self) {
        match self.finder_mut().map(|finder| &mut finder.results) {
            Some(FinderResults::Passages { scattered, .. }) => *scattered = !*scattered,
            Some(FinderResults::Lines { .. }) | None => {
                return self.tell("A concordance has no scattered hits.");
            }
        }
        self.search_all();
    }

    fn change_lines(&mut self, change: fn(&mut SearchMode, &mut LineOrder)) {
        match self.finder_mut().map(|finder| &mut finder.results) {
            Some(FinderResults::Lines { mode, order, .. }) => change(mode, order),
            Some(FinderResults::Passages { .. }) | None => {
                return self.tell("Only a concordance has this (Space /).");
            }
        }
        self.search_all();
    }

    fn toggle_counts(&mut self) {
        let is_wide = self.size.0 >= COUNTS_FROM;
        match self.finder_mut().map(|finder| &mut finder.results) {
            Some(FinderResults::Lines { .. }) if is_wide => {
                self.tell("The counts stand beside the lines.");
            }
            Some(FinderResults::Lines { shows_counts, .. }) => *shows_counts = !*shows_counts,
            _ => self.tell("Only a concordance has counts (Space /)."),
        }
    }

    fn remove_last_filter(&mut self) {
        let removed = self.finder_mut().is_some_and(|finder| {
            let n = finder.filters().len();
            n > 0 && finder.remove_filter(n - 1)
        });
        if removed {
            return self.search_all();
        }
        self.tell("There is no filter to take off.");
    }

    fn open_hit(&mut self) {
        let Some(Popup::Finder(finder)) = self.popups.last() else { return };
        let Some((article, sentence)) = finder.sentence(finder.rows.selected) else { return };
        self.popups.pop();
        self.show(ViewId::Reader);
        self.go_to_words(ReaderPlace { article, sentence });
    }

    /// Runs a decision on the ticked hits, else on the selected hit. A typed text is for the selected hit.
    fn decide_hits(&mut self, command: DecideCommand, at: Timestamp) {
        let targets = self.chosen_hits();
        if targets.is_empty() {
            return;
        }
        match command {
            DecideCommand::Label(key) => self.label_hits(key, &targets, at),
            DecideCommand::EditText(field) => {
                if let Some(hit) = self.selected_hit() {
                    self.ask_for_words_on(field, hit);
                }
            }
            DecideCommand::CycleConfidence => self.cycle_confidence(&targets, at),
            DecideCommand::Delete => {
                let annotations = targets.iter().filter_map(|target| {
                    let annotation: &Annotation = self.project.annotation_of(*target)?;
                    Some(EditTarget::Annotation(target.article(), annotation.id))
                });
                let annotations: Vec<EditTarget> = annotations.collect();
                self.edit(&annotations, &AnnotationEdit::Delete, at);
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
    }

    fn label_hits(&mut self, key: u8, targets: &[EditTarget], at: Timestamp) {
        let Some(id) = self.label_of_key(key) else { return };
        let has_ticks = self.finder_mut().is_some_and(|finder| !finder.ticked.is_empty());
        match targets {
            [only] if !has_ticks => self.label_hit(*only, id, at),
            all if self.all_carry(all, &id) => self.put_label(all, id, at),
            all => self.label_open_hits(all, id, at),
        }
    }

    /// Labels the selected hit, and goes on. Another label around or inside the hit stays.
    fn label_hit(&mut self, hit: EditTarget, id: LabelId, at: Timestamp) {
        let height = self.list_height();
        if self.project.annotation_of(hit).is_none()
            && let Some(label) = self.label_over_hit(hit)
        {
            let name = self.project.codebook().name_of(&label).to_owned();
            return self.tell(format!("Other words here are labelled {name} · Enter goes there"));
        }
        self.put_label(&[hit], id, at);
        if let Some(finder) = self.finder_mut() {
            finder.go_on();
            finder.rows.follow(height);
        }
    }

    /// Labels the hits without a label, as one step.
    fn label_open_hits(&mut self, hits: &[EditTarget], id: LabelId, at: Timestamp) {
        let name = self.project.codebook().name_of(&id).to_owned();
        let edits = vec![AnnotationEdit::Label(Some(id.clone()))];
        let each: Vec<_> = hits.iter().map(|hit| (*hit, edits.clone())).collect();
        let BulkLabels { step, n_left_alone } = self.project.label_unlabelled(&each, at);
        let Some(step) = step else {
            let all = count(hits.len(), "ticked passage");
            return self.tell(format!("{all}, labelled already: left alone · T ticks none"));
        };
        self.session.last_label = Some(id);
        let n = count(step.changes.len(), "passage");
        let alone = match n_left_alone {
            0 => String::new(),
            n => format!(" · {n} labelled already, left alone"),
        };
        self.tell(format!("Labelled {n} {name}{alone} · u undoes"));
        self.save_step(&step);
    }

    fn label_over_hit(&self, hit: EditTarget) -> Option<LabelId> {
        let EditTarget::Words(article, span) = hit else { return None };
        self.scene().label_over(article, span).cloned()
    }

    /// Returns the sentence of the selected row.
    fn selected_hit(&self) -> Option<EditTarget> {
        let Some(Popup::Finder(finder)) = self.popups.last() else { return None };
        let (article, sentence) = finder.sentence(finder.rows.selected)?;
        let sentence = self.project.article(article)?.outline.sentences.get(sentence)?;
        Some(EditTarget::Words(article, sentence.span))
    }

    /// Returns the sentences of the ticked rows, else of the selected row, without vanished sentences.
    fn chosen_hits(&mut self) -> Vec<EditTarget> {
        let Some(Popup::Finder(finder)) = self.popups.last() else { return Vec::new() };
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
