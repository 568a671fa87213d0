//! The list views: articles, annotations, labels, figures, settings.

use copydesk::{
    annotation::{Annotation, AnnotationId},
    command::{Command, DecideCommand, ListCommand, MoveCommand, NavigateCommand, RepeatsCommand},
    find::{Query, pick},
    project::{AnnotationEdit, EditTarget},
    store::ThemeName,
};
use jiff::Timestamp;

use super::Effects;
use crate::tui::{
    app::{App, Tone, View},
    effect::Effect,
    layout::LABEL_LINES,
    pane::{
        list::Rows,
        overlay::{Asking, Confirm, Confirmed, Overlay},
        reader::{Place, Selection},
    },
};

/// The rows of the settings view, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    Theme,
    Measure,
    AutoJump,
    Annotator,
    KeepTexts,
}

impl Setting {
    pub const ALL: [Setting; 5] = [
        Setting::Theme,
        Setting::Measure,
        Setting::AutoJump,
        Setting::Annotator,
        Setting::KeepTexts,
    ];
}

impl App {
    /// The rows of the view in front.
    fn rows(&mut self) -> &mut Rows {
        match self.view {
            View::Reader | View::Articles => &mut self.articles.rows,
            View::Annotations => &mut self.annotations.list.rows,
            View::Repeats => &mut self.clusters.rows,
            View::Moved => &mut self.moved.rows,
            View::Sources => &mut self.sources.rows,
            View::Rules => &mut self.rules,
            View::Matrix => &mut self.matrix.rows,
            View::Labels => &mut self.labels,
            View::Figures => &mut self.figures.rows,
            View::Settings => &mut self.settings_rows,
        }
    }

    /// Scrolls the list in front so that its selected row is seen.
    pub(super) fn follow_rows(&mut self) {
        let height = self.list_height();
        let lines_each = if self.view == View::Labels {
            usize::from(LABEL_LINES)
        } else {
            1
        };
        self.rows().follow(height / lines_each);
    }

    pub(super) fn run_list(&mut self, command: Command, at: Timestamp) -> Effects {
        let height = self.list_height();
        if self.rows().go(command, height) {
            self.follow_rows();
            return Vec::new();
        }
        match (command, self.view) {
            (Command::Navigate(NavigateCommand::Open), _) => return self.open_row(),
            (
                Command::List(ListCommand::Filter),
                View::Articles
                | View::Annotations
                | View::Figures
                | View::Repeats
                | View::Sources
                | View::Matrix,
            ) => {
                let known = match self.view {
                    View::Annotations => self.annotations.list.filter.clone(),
                    View::Figures => self.figures.filter.clone(),
                    View::Repeats => self.clusters.filter.clone(),
                    View::Sources => self.sources.filter.clone(),
                    View::Matrix => self.matrix.filter.clone(),
                    _ => self.articles.filter.clone(),
                };
                let asking = Asking::FilterRows(known.clone());
                let title = match self.view {
                    View::Repeats => {
                        "Show only what matches: words, kind:chrome, articles:3, label:none"
                    }
                    _ => "Show only rows that match",
                };
                self.prompt(asking, title, &known);
            }
            (Command::List(ListCommand::AddLabel), View::Labels) => {
                self.prompt(Asking::LabelName, "Name of the new label", "");
            }
            (Command::Repeats(RepeatsCommand::Label), View::Repeats) => self.open_cluster(true),
            (Command::Repeats(RepeatsCommand::Label), View::Sources) => self.open_source(true),
            (Command::Repeats(RepeatsCommand::Label), View::Matrix) => self.open_pair(true),
            (
                Command::Repeats(RepeatsCommand::NextCluster | RepeatsCommand::PreviousCluster),
                View::Matrix,
            ) => {
                self.go_aside(command);
            }
            (Command::Repeats(RepeatsCommand::HideNames), View::Repeats) => self.hide_names(),
            (Command::Decide(DecideCommand::Delete), View::Rules) => return self.remove_rule(at),
            (_, View::Annotations) => return self.run_annotations(command, at),
            (_, View::Moved) => return self.run_moved(command, at),
            _ => self.tell(
                Tone::Told,
                "That does nothing in this list; ? shows the keys.",
            ),
        }
        Vec::new()
    }

    fn run_annotations(&mut self, command: Command, at: Timestamp) -> Effects {
        let selected = self.annotations.list.rows.selected;
        match command {
            Command::List(ListCommand::Tick) => {
                if let Some(row) = self.annotations.list.items.get(selected).copied() {
                    if !self.annotations.ticked.remove(&row) {
                        self.annotations.ticked.insert(row);
                    }
                    self.annotations
                        .list
                        .rows
                        .go(Command::Move(MoveCommand::Next), 1);
                    self.follow_rows();
                }
                return Vec::new();
            }
            Command::Decide(DecideCommand::ChooseVersion) => {
                self.offer_versions(self.annotations.list.items.get(selected).copied());
                return Vec::new();
            }
            Command::List(ListCommand::TickAll) => {
                let all = self.annotations.list.items.iter().copied().collect();
                let ticked = &mut self.annotations.ticked;
                *ticked = if *ticked == all {
                    Default::default()
                } else {
                    all
                };
                return Vec::new();
            }
            _ => {}
        }
        let targets = self.chosen_annotations();
        let Some(first) = targets.first().copied() else {
            self.tell(Tone::Told, "There is no annotation here.");
            return Vec::new();
        };
        if let Some(key) = command.label_key() {
            let Some(id) = self.label_of_key(key) else {
                return Vec::new();
            };
            return self.put_label(&targets, id, at);
        }
        match command {
            Command::Decide(DecideCommand::EditNote | DecideCommand::EditEvidence) => {
                self.ask_for_words_on(command, first);
            }
            Command::Decide(DecideCommand::CycleConfidence) => {
                return self.cycle_confidence(&targets, at);
            }
            Command::Decide(DecideCommand::Delete) => return self.delete_chosen(&targets, at),
            _ => self.tell(
                Tone::Told,
                "That does nothing in this list; ? shows the keys.",
            ),
        }
        Vec::new()
    }

    /// The ticked rows, else the selected one.
    fn chosen_annotations(&self) -> Vec<EditTarget> {
        let list = &self.annotations.list;
        let ticked = self.annotations.ticked.iter();
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
            View::Articles => {
                if let Some(article) = self.articles.items.get(self.articles.rows.selected) {
                    self.open_at_work(*article);
                }
            }
            View::Figures => {
                if let Some(article) = self.figures.items.get(self.figures.rows.selected) {
                    self.open_at_work(*article);
                }
            }
            View::Annotations => {
                let list = &self.annotations.list;
                if let Some((article, id)) = list.items.get(list.rows.selected).copied() {
                    self.open_annotation(article, id);
                }
            }
            View::Repeats => {
                self.open_cluster(false);
            }
            View::Moved => self.open_moved(),
            View::Sources => self.open_source(false),
            View::Matrix => self.open_pair(false),
            View::Rules => self.tell(Tone::Told, "d takes the rule away; W labels new places."),
            View::Labels => self.tell(Tone::Told, "a adds a label; its key then puts it."),
            View::Settings => return self.change_setting(),
            View::Reader => {}
        }
        Vec::new()
    }

    /// Opens an article at its first undecided sentence.
    pub(super) fn open_at_work(&mut self, article: usize) {
        let n_sentences = self.project.load(article).outline.sentences.len();
        let sentence = (0..n_sentences).find(|at| !self.project.is_decided(article, *at));
        self.show(View::Reader);
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
        self.show(View::Reader);
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
        match Setting::ALL[self.settings_rows.selected.min(Setting::ALL.len() - 1)] {
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
                self.set_theme(self.no_color);
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
        self.articles.items = self.matching_articles(&self.articles.filter);
        self.articles.rows.resize(self.articles.items.len());
        self.figures.items = self.matching_articles(&self.figures.filter);
        self.figures.rows.resize(self.figures.items.len());
        self.annotations.list.items = self.matching_annotations();
        self.annotations
            .list
            .rows
            .resize(self.annotations.list.items.len());
        if self.view == View::Moved {
            self.refresh_moved();
        }
        self.clusters.items = self.matching_clusters();
        self.clusters.rows.resize(self.clusters.items.len());
        self.sources.items = self.matching_sources();
        self.sources.rows.resize(self.sources.items.len());
        self.matrix.items = self.matching_articles(&self.matrix.filter);
        self.matrix.rows.resize(self.matrix.items.len());
        self.matrix_cols.resize(self.matrix.items.len());
        self.rules.resize(self.project.rules().len());
        self.labels.resize(self.project.codebook().labels.len());
        self.settings_rows.resize(Setting::ALL.len());
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
            .filter(|(_, annotation)| !self.annotations.only_notes || annotation.note.is_some());
        let Ok(query) = Query::parse(&self.annotations.list.filter) else {
            return all
                .map(|(index, annotation)| (index, annotation.id))
                .collect();
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
