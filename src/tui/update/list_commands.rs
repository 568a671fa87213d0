//! Commands in the list in front: the view changes its own rows and returns a [`ViewRequest`] for every
//! other change, carried out here.

use copydesk::{
    annotation::AnnotationId,
    command::{Command, ListCommand, NavigateCommand, RepeatsCommand},
    project::SharedEdit,
    store::Settings,
};
use jiff::Timestamp;

use crate::tui::{
    app::App,
    effect::Effect,
    scene::Scene,
    state::{
        popup::{Popup, PromptPurpose},
        reader::{ReaderPlace, TextSelection},
    },
    views::{
        ViewId,
        request::ViewRequest,
        view::{RowSide, View},
    },
};

impl App {
    /// Runs a command in the list in front.
    pub(super) fn run_in_list(&mut self, command: Command, at: Timestamp) {
        match command {
            Command::Move(command) => {
                let height = self.list_height();
                if let Some(list) = self.front_mut().and_then(|(view, _)| view.list_mut()) {
                    list.rows_mut().go(command, height);
                }
                self.follow_rows();
            }
            Command::Navigate(command) => self.navigate_in_list(command, at),
            Command::List(command) => self.run_rows(command, at),
            Command::Decide(command) => {
                self.in_front(at, |view, scene| view.decide(command, scene));
            }
            Command::Anchor(command) => {
                self.in_front(at, |view, scene| view.settle(command, scene));
            }
            Command::Repeats(command) => self.run_repeats_in_list(command, at),
            Command::History(command) => self.retake(command, at),
            Command::View(command) => self.run_view(command),
            Command::Popup(command) => self.run_popup(command),
            Command::App(command) => self.run_app(command),
            Command::Jump(_)
            | Command::Select(_)
            | Command::Find(_)
            | Command::Query(_)
            | Command::Reader(_)
            | Command::Edit(_) => self.in_front(at, |view, _| view.does_nothing()),
        }
    }

    fn navigate_in_list(&mut self, command: NavigateCommand, at: Timestamp) {
        match command {
            NavigateCommand::Open => self.in_front(at, |view, scene| view.open(scene)),
            NavigateCommand::Quit => self.step_back(),
            NavigateCommand::Close => self.step_out(),
            NavigateCommand::Cancel => self.cancel(),
        }
    }

    fn run_rows(&mut self, command: ListCommand, at: Timestamp) {
        let Some((view, _)) = self.front_mut() else { return };
        let has_ticks = view.has_ticks();
        match (command, view.filter_title(), view.list_mut()) {
            (ListCommand::Filter, Some(title), Some(list)) => {
                let filter = list.filter().to_owned();
                self.prompt(PromptPurpose::FilterRows(filter.clone()), title, &filter);
            }
            (ListCommand::Tick, _, Some(list)) if has_ticks => {
                list.tick();
                self.follow_rows();
            }
            (ListCommand::TickAll, _, Some(list)) if has_ticks => list.tick_all(),
            (ListCommand::AddLabel, ..) => self.in_front(at, |view, _| view.add_label()),
            (ListCommand::MergeLabel, ..) => self.in_front(at, |view, _| view.merge_label()),
            (ListCommand::Filter | ListCommand::Tick | ListCommand::TickAll, ..) => {
                self.in_front(at, |view, _| view.does_nothing());
            }
        }
    }

    fn run_repeats_in_list(&mut self, command: RepeatsCommand, at: Timestamp) {
        match command {
            RepeatsCommand::KeepRule => self.keep_rule(at),
            RepeatsCommand::ApplyRules => self.apply_rules(at),
            RepeatsCommand::Label => self.in_front(at, |view, scene| view.label_all(scene)),
            RepeatsCommand::HideNames => self.in_front(at, |view, scene| view.hide_names(scene)),
            RepeatsCommand::NextCluster => {
                self.in_front(at, |view, scene| view.step_aside(RowSide::Right, scene));
            }
            RepeatsCommand::PreviousCluster => {
                self.in_front(at, |view, scene| view.step_aside(RowSide::Left, scene));
            }
            RepeatsCommand::Show | RepeatsCommand::ChangeUnit => {
                self.in_front(at, |view, _| view.does_nothing());
            }
        }
    }

    /// Lets the view in front handle a command, and carries out its requests.
    fn in_front(
        &mut self,
        at: Timestamp,
        handle: impl FnOnce(&mut dyn View, Scene<'_>) -> Vec<ViewRequest>,
    ) {
        let requests = self.front_mut().map(|(view, scene)| handle(view, scene));
        for request in requests.into_iter().flatten() {
            self.carry_out(request, at);
        }
    }

    fn carry_out(&mut self, request: ViewRequest, at: Timestamp) {
        match request {
            ViewRequest::Tell(tone, words) => self.message = Some((tone, words)),
            ViewRequest::Ask(asking, title, known) => self.prompt(asking, title, &known),
            ViewRequest::Confirm(confirm) => self.popups.push(Popup::Confirm(confirm)),
            ViewRequest::ReadOn(article) => self.read_on(article),
            ViewRequest::ReadAt(article, byte) => {
                let sentence = self.project.load(article).outline.sentence_at(byte);
                self.show(ViewId::Reader);
                self.jump(ReaderPlace { article, sentence });
            }
            ViewRequest::ReadAnnotation(article, id) => self.read_annotation(article, id),
            ViewRequest::ShowPlaces(subjects, showing) => self.show_subjects(subjects, showing),
            ViewRequest::Refresh => {
                self.refresh_lists();
                self.follow_rows();
            }
            ViewRequest::Label(targets, key) => {
                if let Some(id) = self.label_of_key(key) {
                    self.put_label(&targets, id, at);
                }
            }
            ViewRequest::AskForWords(typed, target) => self.ask_for_words_on(typed, target),
            ViewRequest::OfferVersions(row) => self.offer_versions(row),
            ViewRequest::CycleConfidence(targets) => self.cycle_confidence(&targets, at),
            ViewRequest::Edit(target, edit, told) => {
                self.edit(&[target], &edit, at);
                self.tell(told);
            }
            ViewRequest::AcceptPlaces(articles) => self.accept_articles(&articles, at),
            ViewRequest::PlaceAnew(article, id) => {
                self.reader.placing_anew = Some((article, id));
                let words = "Go to its words: Enter puts it on the sentence, v selects words \
                             first, Esc leaves it.";
                self.tell(words);
            }
            ViewRequest::MoveRecords(moves) => self.move_records(moves, at),
            ViewRequest::SettleMissing(places, choice) => self.settle_missing(&places, choice, at),
            ViewRequest::ChangeLabel(change) => self.ask_label_change(&change, at),
            ViewRequest::RemoveRule(id) => self.keep(SharedEdit::RemoveRule(id, at)),
            ViewRequest::Set(settings) => self.set(settings),
        }
    }

    /// Reads an article from its first undecided sentence on.
    pub(super) fn read_on(&mut self, article: usize) {
        let n_sentences = self.project.load(article).outline.sentences.len();
        let sentence = (0..n_sentences).find(|at| !self.project.is_decided(article, *at));
        self.show(ViewId::Reader);
        self.jump(ReaderPlace { article, sentence: sentence.unwrap_or(0) });
    }

    /// Reads the article of an annotation; a part of a sentence is selected.
    fn read_annotation(&mut self, article: usize, id: AnnotationId) {
        let Some(annotation) = self.project.annotation(article, id) else { return };
        let (span, is_placed) = (annotation.anchor.span, annotation.is_placed());
        let outline = &self.project.load(article).outline;
        let sentence = outline.sentence_at(span.start);
        let known = outline.sentences.get(sentence);
        let is_whole = known.is_some_and(|known| known.span == span);
        self.show(ViewId::Reader);
        self.go_to_words(ReaderPlace { article, sentence });
        if !is_placed {
            let words = "Its words are not in the text any more; it stood near here.";
            self.warn(words);
        } else if !is_whole {
            self.reader.selection =
                Some(TextSelection { annotation: Some(id), ..TextSelection::content(span) });
            self.follow();
        }
    }

    /// Uses and saves new settings.
    fn set(&mut self, settings: Settings) {
        self.project.keep_texts(settings.keep_texts);
        self.settings = settings;
        self.set_theme(self.session.no_color);
        self.lay_out();
        self.effects.push(Effect::SaveSettings);
    }

    /// Builds the rows of every view anew after a change.
    pub(super) fn refresh_lists(&mut self) {
        for (id, ..) in crate::tui::views::VIEWS {
            let is_front = *id == self.view;
            let (views, scene) = self.parts_mut();
            if let Some(view) = views.get_mut(*id)
                && (is_front || !view.is_costly())
            {
                view.refresh(scene);
            }
        }
        for index in self.front().compared_articles() {
            self.project.look_up_texts(index);
        }
    }

    /// Filters the rows of the list in front.
    pub(super) fn filter_rows(&mut self, filter: String) {
        if let Some(list) = self.front_mut().and_then(|(view, _)| view.list_mut()) {
            list.set_filter(filter);
            self.refresh_lists();
        }
    }

    /// Scrolls the list in front until its selected row is visible.
    pub(super) fn follow_rows(&mut self) {
        let height = self.list_height();
        if let Some((view, _)) = self.front_mut() {
            let n_rows = height / usize::from(view.row_height());
            if let Some(list) = view.list_mut() {
                list.rows_mut().follow(n_rows);
            }
        }
    }
}
