//! The list views: articles, annotations, labels, figures, settings.

use std::collections::BTreeSet;

use copydesk::{
    annotation::{Annotation, AnnotationId},
    command::{Command, DecideCommand, ListCommand, MoveCommand, NavigateCommand, RepeatsCommand},
    find::{Query, pick},
    project::{AnnotationEdit, EditTarget},
    store::{DraftKind, ThemeName},
};
use jiff::Timestamp;

use super::{Effects, motion::Way};
use crate::tui::{
    app::{App, Tone},
    effect::Effect,
    layout::LABEL_LINES,
    list::ListCursor,
    pane::{
        overlay::{Asking, Confirm, Confirmed, Overlay},
        reader::{Place, Selection},
    },
    views::ViewId,
    views::settings::Setting,
};

impl App {
    /// The rows of the view in front.
    fn rows(&mut self) -> &mut ListCursor {
        match self.view {
            ViewId::Reader | ViewId::Articles => &mut self.views.articles.list.rows,
            ViewId::Annotations => &mut self.views.annotations.list.rows,
            ViewId::Repeats => &mut self.views.repeats.list.rows,
            ViewId::Anchors => &mut self.views.anchors.list.rows,
            ViewId::Sources => &mut self.views.sources.list.rows,
            ViewId::Rules => &mut self.views.rules.list.rows,
            ViewId::Matrix => &mut self.views.matrix.list.rows,
            ViewId::Labels => &mut self.views.labels.list.rows,
            ViewId::Figures => &mut self.views.figures.list.rows,
            ViewId::Settings => &mut self.views.settings.list.rows,
        }
    }

    /// Scrolls the list in front so that its selected row is seen.
    pub(super) fn follow_rows(&mut self) {
        let height = self.list_height();
        let lines_each = if self.view == ViewId::Labels {
            usize::from(LABEL_LINES)
        } else {
            1
        };
        self.rows().follow(height / lines_each);
    }

    /// Runs a command in the list in front.
    pub(super) fn run_in_list(&mut self, command: Command, at: Timestamp) -> Effects {
        match command {
            Command::Move(command) => {
                let height = self.list_height();
                self.rows().go(command, height);
                self.follow_rows();
            }
            Command::Navigate(NavigateCommand::Open) => return self.open_row(),
            Command::Navigate(NavigateCommand::Close) => self.step_out(),
            Command::Navigate(NavigateCommand::Cancel) => self.cancel(),
            Command::Navigate(NavigateCommand::Quit) => return self.step_back(),
            Command::List(command) => return self.run_rows(command),
            Command::Decide(command) => return self.decide_in_list(command, at),
            Command::Anchor(command) if self.view == ViewId::Anchors => {
                return self.accept_in_list(command, at);
            }
            Command::Repeats(command) => return self.run_repeats_in_list(command, at),
            Command::History(command) => return self.retake(command, at),
            Command::View(command) => return self.run_view(command),
            Command::App(command) => return self.run_app(command),
            Command::Jump(_)
            | Command::Select(_)
            | Command::Find(_)
            | Command::Query(_)
            | Command::Reader(_)
            | Command::Anchor(_)
            | Command::Edit(_) => return self.tell_nothing_in_list(),
        }
        Vec::new()
    }

    /// Says that a command means nothing in the list in front.
    pub(super) fn tell_nothing_in_list(&mut self) -> Effects {
        let words = match self.view {
            ViewId::Annotations if self.chosen_annotations().is_empty() => {
                "There is no annotation here."
            }
            ViewId::Anchors if self.views.anchors.list.items.is_empty() => {
                "No article has changed under its marks."
            }
            _ => "That does nothing in this list; ? shows the keys.",
        };
        self.tell(Tone::Told, words);
        Vec::new()
    }

    fn run_rows(&mut self, command: ListCommand) -> Effects {
        match (command, self.view) {
            (ListCommand::Filter, _) => return self.ask_for_row_filter(),
            (ListCommand::Tick, ViewId::Annotations) => self.tick(),
            (ListCommand::TickAll, ViewId::Annotations) => self.tick_all(),
            (ListCommand::AddLabel, ViewId::Labels) => {
                self.prompt(Asking::LabelName, "Name of the new label", "");
            }
            (ListCommand::Tick | ListCommand::TickAll | ListCommand::AddLabel, _) => {
                return self.tell_nothing_in_list();
            }
        }
        Vec::new()
    }

    fn ask_for_row_filter(&mut self) -> Effects {
        let filter = match self.view {
            ViewId::Articles => &self.views.articles.list.filter,
            ViewId::Annotations => &self.views.annotations.list.filter,
            ViewId::Figures => &self.views.figures.list.filter,
            ViewId::Repeats => &self.views.repeats.list.filter,
            ViewId::Sources => &self.views.sources.list.filter,
            ViewId::Matrix => &self.views.matrix.list.filter,
            ViewId::Reader
            | ViewId::Anchors
            | ViewId::Rules
            | ViewId::Labels
            | ViewId::Settings => return self.tell_nothing_in_list(),
        };
        let filter = filter.clone();
        let title = match self.view {
            ViewId::Repeats => "Show only what matches: words, kind:chrome, articles:3, label:none",
            _ => "Show only rows that match",
        };
        self.prompt(Asking::FilterRows(filter.clone()), title, &filter);
        Vec::new()
    }

    fn tick(&mut self) {
        let list = &mut self.views.annotations.list;
        let Some(row) = list.selected().copied() else {
            return;
        };
        if !list.ticked.remove(&row) {
            list.ticked.insert(row);
        }
        list.rows.go(MoveCommand::Next, 1);
        self.follow_rows();
    }

    fn tick_all(&mut self) {
        let list = &mut self.views.annotations.list;
        let all: BTreeSet<_> = list.items.iter().copied().collect();
        list.ticked = if list.ticked == all {
            BTreeSet::new()
        } else {
            all
        };
    }

    fn run_repeats_in_list(&mut self, command: RepeatsCommand, at: Timestamp) -> Effects {
        match (command, self.view) {
            (RepeatsCommand::KeepRule, _) => return self.keep_rule(at),
            (RepeatsCommand::ApplyRules, _) => return self.apply_rules(at),
            (RepeatsCommand::Label, ViewId::Repeats) => self.open_cluster(true),
            (RepeatsCommand::Label, ViewId::Sources) => self.open_source(true),
            (RepeatsCommand::Label, ViewId::Matrix) => self.open_pair(true),
            (RepeatsCommand::NextCluster, ViewId::Matrix) => self.go_aside(Way::On),
            (RepeatsCommand::PreviousCluster, ViewId::Matrix) => self.go_aside(Way::Back),
            (RepeatsCommand::NextCluster, ViewId::Anchors) => return self.show_place(Way::On),
            (RepeatsCommand::PreviousCluster, ViewId::Anchors) => {
                return self.show_place(Way::Back);
            }
            (RepeatsCommand::HideNames, ViewId::Repeats) => self.hide_names(),
            (
                RepeatsCommand::Show
                | RepeatsCommand::Label
                | RepeatsCommand::HideNames
                | RepeatsCommand::NextCluster
                | RepeatsCommand::PreviousCluster,
                _,
            ) => return self.tell_nothing_in_list(),
        }
        Vec::new()
    }

    fn decide_in_list(&mut self, command: DecideCommand, at: Timestamp) -> Effects {
        match self.view {
            ViewId::Annotations => self.decide_on_annotations(command, at),
            ViewId::Rules if command == DecideCommand::Delete => self.remove_rule(at),
            ViewId::Anchors if command == DecideCommand::Delete => self.delete_moved(at),
            _ => self.tell_nothing_in_list(),
        }
    }

    /// Runs a decision on the ticked annotations, else on the selected one.
    fn decide_on_annotations(&mut self, command: DecideCommand, at: Timestamp) -> Effects {
        let targets = self.chosen_annotations();
        let first = targets.first().copied();
        match (command, first) {
            (DecideCommand::ChooseVersion, _) => {
                let selected = self.views.annotations.list.selected().copied();
                self.offer_versions(selected);
            }
            (DecideCommand::Label(key), Some(_)) => {
                if let Some(id) = self.label_of_key(key) {
                    return self.put_label(&targets, id, at);
                }
            }
            (DecideCommand::EditNote, Some(first)) => self.ask_for_words_on(DraftKind::Note, first),
            (DecideCommand::EditEvidence, Some(first)) => {
                self.ask_for_words_on(DraftKind::Evidence, first);
            }
            (DecideCommand::CycleConfidence, Some(_)) => {
                return self.cycle_confidence(&targets, at);
            }
            (DecideCommand::Delete, Some(_)) => return self.delete_chosen(&targets, at),
            (
                DecideCommand::RepeatLabel
                | DecideCommand::LabelFurniture
                | DecideCommand::MarkSource
                | DecideCommand::MarkCue
                | DecideCommand::ToggleAutoJump,
                _,
            )
            | (
                DecideCommand::Label(_)
                | DecideCommand::EditNote
                | DecideCommand::EditEvidence
                | DecideCommand::CycleConfidence
                | DecideCommand::Delete,
                None,
            ) => return self.tell_nothing_in_list(),
        }
        Vec::new()
    }

    /// The ticked rows, else the selected one.
    fn chosen_annotations(&self) -> Vec<EditTarget> {
        let list = &self.views.annotations.list;
        let ticked = self.views.annotations.list.ticked.iter();
        let live = ticked.filter(|(article, id)| self.project.annotation(*article, *id).is_some());
        let chosen: Vec<_> = live.copied().collect();
        let selected = list.items.get(list.rows.selected).copied();
        let rows = if chosen.is_empty() {
            selected.into_iter().collect()
        } else {
            chosen
        };
        rows.into_iter()
            .map(|(article, id)| EditTarget::Annotation(article, id))
            .collect()
    }

    fn delete_chosen(&mut self, targets: &[EditTarget], at: Timestamp) -> Effects {
        if let [_] = targets {
            let effects = self.edit(targets, &AnnotationEdit::Delete, at);
            self.tell(Tone::Told, "The annotation is deleted; u brings it back.");
            return effects;
        }
        let delete = targets.iter().filter_map(|target| match target {
            EditTarget::Annotation(article, id) => Some((*article, *id)),
            EditTarget::Words(..) => None,
        });
        let question = format!(
            "Delete {} annotations? y deletes, any other key does not.",
            targets.len()
        );
        self.overlays.push(Overlay::Confirm(Confirm {
            question,
            what: Confirmed::DeleteAnnotations(delete.collect()),
        }));
        Vec::new()
    }

    fn open_row(&mut self) -> Effects {
        match self.view {
            ViewId::Articles => {
                if let Some(article) = self
                    .views
                    .articles
                    .list
                    .items
                    .get(self.views.articles.list.rows.selected)
                {
                    self.open_at_work(*article);
                }
            }
            ViewId::Figures => {
                if let Some(article) = self
                    .views
                    .figures
                    .list
                    .items
                    .get(self.views.figures.list.rows.selected)
                {
                    self.open_at_work(*article);
                }
            }
            ViewId::Annotations => {
                let list = &self.views.annotations.list;
                if let Some((article, id)) = list.items.get(list.rows.selected).copied() {
                    self.open_annotation(article, id);
                }
            }
            ViewId::Repeats => {
                self.open_cluster(false);
            }
            ViewId::Anchors => self.open_moved(),
            ViewId::Sources => self.open_source(false),
            ViewId::Matrix => self.open_pair(false),
            ViewId::Rules => self.tell(Tone::Told, "d takes the rule away; W labels new places."),
            ViewId::Labels => self.tell(Tone::Told, "a adds a label; its key then puts it."),
            ViewId::Settings => return self.change_setting(),
            ViewId::Reader => {}
        }
        Vec::new()
    }

    /// Opens an article at its first undecided sentence.
    pub(super) fn open_at_work(&mut self, article: usize) {
        let n_sentences = self.project.load(article).outline.sentences.len();
        let sentence = (0..n_sentences).find(|at| !self.project.is_decided(article, *at));
        self.show(ViewId::Reader);
        self.jump(Place {
            article,
            sentence: sentence.unwrap_or(0),
        });
    }

    /// Opens the article of an annotation with its words selected.
    fn open_annotation(&mut self, article: usize, id: AnnotationId) {
        let Some(annotation) = self.project.annotation(article, id) else {
            return;
        };
        let (span, placed) = (annotation.span, annotation.is_placed());
        let outline = &self.project.load(article).outline;
        let sentence = outline.sentence_at(span.start);
        let whole = outline
            .sentences
            .get(sentence)
            .is_some_and(|known| known.span == span);
        self.show(ViewId::Reader);
        self.go_to_words(Place { article, sentence });
        if !placed {
            self.tell(
                Tone::Warned,
                "Its words are not in the text any more; it stood near here.",
            );
        } else if !whole {
            self.reader.selection = Some(Selection {
                annotation: Some(id),
                ..Selection::content(span)
            });
            self.follow();
        }
    }

    fn change_setting(&mut self) -> Effects {
        match Setting::ALL[self
            .views
            .settings
            .list
            .rows
            .selected
            .min(Setting::ALL.len() - 1)]
        {
            Setting::Theme => {
                let all = [
                    ThemeName::Auto,
                    ThemeName::Terminal,
                    ThemeName::Light,
                    ThemeName::Dark,
                    ThemeName::Mono,
                ];
                let at = all
                    .iter()
                    .position(|name| *name == self.settings.theme)
                    .unwrap_or(0);
                self.settings.theme = all[(at + 1) % all.len()];
                self.set_theme(self.session.no_color);
            }
            Setting::Measure => {
                let next = self.settings.measure + 4;
                self.settings.measure = if next > 80 { 60 } else { next };
                self.lay_out();
            }
            Setting::AutoJump => self.settings.auto_jump = !self.settings.auto_jump,
            Setting::KeepTexts => {
                self.settings.keep_texts = !self.settings.keep_texts;
                self.project.keep_texts(self.settings.keep_texts);
            }
            Setting::Annotator => {
                let known = self.settings.annotator.clone().unwrap_or_default();
                self.prompt(
                    Asking::Annotator,
                    "Your name as annotator (from the next start)",
                    &known,
                );
                return Vec::new();
            }
        }
        vec![Effect::SaveSettings]
    }

    /// Builds the rows of all lists anew after something changed.
    pub(super) fn refresh_lists(&mut self) {
        let filtered = self.matching_articles(&self.views.articles.list.filter);
        self.views.articles.list.replace(filtered);
        let filtered = self.matching_articles(&self.views.figures.list.filter);
        self.views.figures.list.replace(filtered);
        let filtered = self.matching_articles(&self.views.matrix.list.filter);
        self.views.matrix.columns.resize(filtered.len());
        self.views.matrix.list.replace(filtered);
        let annotations = self.matching_annotations();
        self.views.annotations.list.replace(annotations);
        if self.view == ViewId::Anchors {
            self.refresh_moved();
        }
        let clusters = self.matching_clusters();
        self.views.repeats.list.replace(clusters);
        let sources = self.matching_sources();
        self.views.sources.list.replace(sources);
        let rules = self.project.rules().iter().map(|rule| rule.id).collect();
        self.views.rules.list.replace(rules);
        let labels = self.project.codebook().labels.iter();
        let labels = labels.map(|label| label.id.clone()).collect();
        self.views.labels.list.replace(labels);
        self.views.settings.list.replace(Setting::ALL.to_vec());
    }

    fn matching_articles(&self, filter: &str) -> Vec<usize> {
        let all = 0..self.project.len();
        if filter.trim().is_empty() {
            return all.collect();
        }
        let names: Vec<String> = all
            .map(|index| {
                let title = self
                    .project
                    .article(index)
                    .and_then(|article| article.title());
                format!("{} {}", self.project.path(index), title.unwrap_or_default())
            })
            .collect();
        let mut found: Vec<usize> = pick(names.iter().map(String::as_str), filter)
            .iter()
            .map(|row| row.index)
            .collect();
        found.sort_unstable();
        found
    }

    fn matching_annotations(&self) -> Vec<(usize, AnnotationId)> {
        let all = (0..self.project.len())
            .flat_map(|index| {
                self.project
                    .annotations(index)
                    .iter()
                    .map(move |annotation| (index, annotation))
            })
            .filter(|(_, mark)| !self.views.annotations.only_notes || mark.note.is_some());
        let Ok(query) = Query::parse(&self.views.annotations.list.filter) else {
            return all.map(|(index, mark)| (index, mark.id)).collect();
        };
        let facts =
            |index, annotation: &Annotation| self.project.annotation_facts(index, annotation);
        let passes: Vec<(usize, &Annotation)> = all
            .filter(|(index, annotation)| {
                query.filters.is_empty() || {
                    let facts = facts(*index, annotation);
                    let mut filters = query.filters.iter();
                    filters.all(|filter| filter.negated != facts.accept(filter, 0))
                }
            })
            .collect();
        let terms: Vec<&str> = query.terms.iter().map(|term| term.text.as_str()).collect();
        let words = terms.join(" ");
        if words.trim().is_empty() {
            return passes
                .into_iter()
                .map(|(index, annotation)| (index, annotation.id))
                .collect();
        }
        let texts: Vec<String> = passes
            .iter()
            .map(|(_, annotation)| {
                format!(
                    "{} {}",
                    annotation.quote,
                    annotation.note.as_deref().unwrap_or_default()
                )
            })
            .collect();
        let mut found: Vec<usize> = pick(texts.iter().map(String::as_str), &words)
            .iter()
            .map(|row| row.index)
            .collect();
        found.sort_unstable();
        found
            .into_iter()
            .map(|at| (passes[at].0, passes[at].1.id))
            .collect()
    }
}
