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
                ViewId::Articles
                | ViewId::Annotations
                | ViewId::Figures
                | ViewId::Repeats
                | ViewId::Sources
                | ViewId::Matrix,
            ) => {
                let known = match self.view {
                    ViewId::Annotations => self.views.annotations.list.filter.clone(),
                    ViewId::Figures => self.views.figures.list.filter.clone(),
                    ViewId::Repeats => self.views.repeats.list.filter.clone(),
                    ViewId::Sources => self.views.sources.list.filter.clone(),
                    ViewId::Matrix => self.views.matrix.list.filter.clone(),
                    _ => self.views.articles.list.filter.clone(),
                };
                let asking = Asking::FilterRows(known.clone());
                let title = match self.view {
                    ViewId::Repeats => {
                        "Show only what matches: words, kind:chrome, articles:3, label:none"
                    }
                    _ => "Show only rows that match",
                };
                self.prompt(asking, title, &known);
            }
            (Command::List(ListCommand::AddLabel), ViewId::Labels) => {
                self.prompt(Asking::LabelName, "Name of the new label", "");
            }
            (Command::Repeats(RepeatsCommand::Label), ViewId::Repeats) => self.open_cluster(true),
            (Command::Repeats(RepeatsCommand::Label), ViewId::Sources) => self.open_source(true),
            (Command::Repeats(RepeatsCommand::Label), ViewId::Matrix) => self.open_pair(true),
            (
                Command::Repeats(RepeatsCommand::NextCluster | RepeatsCommand::PreviousCluster),
                ViewId::Matrix,
            ) => {
                self.go_aside(command);
            }
            (Command::Repeats(RepeatsCommand::HideNames), ViewId::Repeats) => self.hide_names(),
            (Command::Decide(DecideCommand::Delete), ViewId::Rules) => return self.remove_rule(at),
            (_, ViewId::Annotations) => return self.run_annotations(command, at),
            (_, ViewId::Anchors) => return self.run_moved(command, at),
            _ => self.tell(
                Tone::Told,
                "That does nothing in this list; ? shows the keys.",
            ),
        }
        Vec::new()
    }

    fn run_annotations(&mut self, command: Command, at: Timestamp) -> Effects {
        let selected = self.views.annotations.list.rows.selected;
        match command {
            Command::List(ListCommand::Tick) => {
                if let Some(row) = self.views.annotations.list.items.get(selected).copied() {
                    if !self.views.annotations.list.ticked.remove(&row) {
                        self.views.annotations.list.ticked.insert(row);
                    }
                    self.views
                        .annotations
                        .list
                        .rows
                        .go(Command::Move(MoveCommand::Next), 1);
                    self.follow_rows();
                }
                return Vec::new();
            }
            Command::Decide(DecideCommand::ChooseVersion) => {
                self.offer_versions(self.views.annotations.list.items.get(selected).copied());
                return Vec::new();
            }
            Command::List(ListCommand::TickAll) => {
                let all = self.views.annotations.list.items.iter().copied().collect();
                let ticked = &mut self.views.annotations.list.ticked;
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
