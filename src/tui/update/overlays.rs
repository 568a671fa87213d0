//! What lies on top: pickers, lines to type, questions, and the passages finder.

use std::path::PathBuf;

use copydesk::{
    annotation::Annotation,
    command::Command,
    find::{Found, Query},
    project::{Edit, Target},
    text::visible,
};
use jiff::Timestamp;

use super::Effects;
use crate::tui::{
    app::{App, Tone, View},
    effect::{Effect, SearchRequest},
    pane::{
        field::Field,
        overlay::{Asking, Choice, Focus, Overlay, Passages},
        reader::Place,
    },
};

/// How many hits a search brings to the screen at the most.
const MOST_HITS: usize = 1000;

impl App {
    /// Types text into what takes text.
    pub(super) fn typed(&mut self, text: &str, at: Timestamp) -> Effects {
        let lines = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
        let one_line = |text: &str| lines(text).replace('\n', " ");
        match self.overlays.last_mut() {
            Some(Overlay::Picker(picker)) => {
                picker.field.insert(&one_line(text));
                picker.search();
                Vec::new()
            }
            Some(Overlay::Passages(passages)) => {
                passages.field.insert(&one_line(text));
                self.search_passages()
            }
            Some(Overlay::Prompt(prompt)) => {
                let many = matches!(prompt.asking, Asking::Note(_));
                prompt
                    .field
                    .insert(&if many { lines(text) } else { one_line(text) });
                self.prompt_changed();
                Vec::new()
            }
            Some(Overlay::Confirm(_)) => self.answer(text, at),
            None => Vec::new(),
        }
    }

    /// Does a command while something other than the passages finder lies on top.
    pub(super) fn run_overlay(&mut self, command: Command, at: Timestamp) -> Effects {
        let height = self.list_height();
        match (self.overlays.last_mut(), command) {
            (_, Command::Close | Command::Cancel) => {
                if let Some(Overlay::Prompt(prompt)) = self.overlays.pop() {
                    self.give_up(prompt.asking);
                }
                Vec::new()
            }
            (Some(Overlay::Picker(picker)), _) => {
                if picker.field.edit(command) {
                    picker.search();
                    return Vec::new();
                }
                if picker.rows.go(command, height) {
                    picker.rows.follow(height);
                    return Vec::new();
                }
                if command == Command::Open {
                    self.choose(at)
                } else {
                    Vec::new()
                }
            }
            (Some(Overlay::Prompt(_)), Command::Open) => self.accept_prompt(at),
            (Some(Overlay::Prompt(prompt)), _) => {
                let one_line = !matches!(prompt.asking, Asking::Note(_));
                if !(one_line && command == Command::TextNewline) && prompt.field.edit(command) {
                    self.prompt_changed();
                }
                Vec::new()
            }
            (Some(Overlay::Confirm(_)), _) => self.answer("", at),
            _ => Vec::new(),
        }
    }

    fn choose(&mut self, at: Timestamp) -> Effects {
        let Some(Overlay::Picker(picker)) = self.overlays.last() else {
            return Vec::new();
        };
        let Some(choice) = picker.selected().map(|item| item.choice) else {
            return Vec::new();
        };
        self.overlays.pop();
        match choice {
            Choice::Command(command) => self.ask(command, at),
            Choice::Format(format) => {
                let name = format!("copydesk-export.{}", format.extension());
                self.prompt(Asking::ExportPath(format), "Write to", &name);
                Vec::new()
            }
        }
    }

    fn answer(&mut self, text: &str, at: Timestamp) -> Effects {
        let Some(Overlay::Confirm(confirm)) = self.overlays.pop() else {
            return Vec::new();
        };
        if text != "y" {
            self.tell(Tone::Told, "Nothing is deleted.");
            return Vec::new();
        }
        let targets: Vec<Target> = confirm
            .delete
            .iter()
            .map(|(article, id)| Target::Annotation(*article, *id))
            .collect();
        let effects = self.edit("delete annotations", &targets, &Edit::Delete, at);
        self.annotations.ticked.clear();
        self.tell(
            Tone::Told,
            format!(
                "{} annotations are deleted; u brings them back.",
                targets.len()
            ),
        );
        effects
    }

    /// Some lines act while they are typed.
    fn prompt_changed(&mut self) {
        let Some(Overlay::Prompt(prompt)) = self.overlays.last() else {
            return;
        };
        let text = prompt.field.text().to_owned();
        match prompt.asking {
            Asking::Find(began) => self.find_typed(&text, began),
            Asking::FilterRows(_) => self.filter_rows(text),
            _ => {}
        }
    }

    /// What a line did while it was typed is taken back.
    fn give_up(&mut self, asking: Asking) {
        match asking {
            Asking::Find(began) => {
                self.reader.search = None;
                self.move_to(began);
            }
            Asking::FilterRows(before) => self.filter_rows(before),
            _ => {}
        }
    }

    fn filter_rows(&mut self, text: String) {
        match self.view {
            View::Annotations => self.annotations.list.filter = text,
            View::Figures => self.figures.filter = text,
            _ => self.articles.filter = text,
        }
        self.refresh_lists();
    }

    fn accept_prompt(&mut self, at: Timestamp) -> Effects {
        let Some(Overlay::Prompt(prompt)) = self.overlays.pop() else {
            return Vec::new();
        };
        let text = prompt.field.text().trim().to_owned();
        let words = (!text.is_empty()).then(|| text.clone());
        match prompt.asking {
            Asking::Note(target) => {
                self.reader.selection = None;
                self.edit("write a note", &[target], &Edit::Note(words), at)
            }
            Asking::Evidence(target) => {
                self.reader.selection = None;
                self.edit("write the evidence", &[target], &Edit::Evidence(words), at)
            }
            Asking::Find(began) => {
                self.accept_find(began);
                Vec::new()
            }
            Asking::FilterSentences => {
                self.filter_sentences(&text);
                Vec::new()
            }
            Asking::FilterRows(_) => Vec::new(),
            Asking::ExportPath(format) => match words {
                Some(path) => vec![Effect::Export(format, PathBuf::from(path))],
                None => Vec::new(),
            },
            Asking::LabelName => self.accept_label(&text),
            Asking::Annotator => {
                self.settings.annotator = words;
                vec![Effect::SaveSettings]
            }
        }
    }

    fn accept_find(&mut self, began: Place) {
        if self.reader.place != began {
            self.reader.trail.leave(began);
        }
        let Some(search) = &self.reader.search else {
            return;
        };
        let (words, n) = (search.words.clone(), search.hits.len());
        match n {
            _ if words.is_empty() => self.reader.search = None,
            0 => self.tell(Tone::Warned, format!("“{words}” is not in this article.")),
            1 => self.tell(Tone::Told, "One hit; Esc ends the search."),
            n => self.tell(
                Tone::Told,
                format!("{n} hits; n and N go through them, Esc ends it."),
            ),
        }
    }

    fn accept_label(&mut self, name: &str) -> Effects {
        match self.project.add_label(name) {
            Ok(label) => {
                self.tell(Tone::Told, format!("Added the label {label}."));
                self.refresh_lists();
            }
            Err(error) => self.tell(Tone::Failed, format!("No label was added: {error}.")),
        }
        Vec::new()
    }

    /// Opens the finder with the words that were searched for last.
    pub(super) fn open_passages(&mut self) -> Effects {
        let known = self.last_query.clone();
        let passages = Passages {
            field: Field::new(known),
            ..Passages::default()
        };
        self.overlays.push(Overlay::Passages(Box::new(passages)));
        self.search_passages()
    }

    /// Asks for the hits of what is typed; an answer to an older question is dropped.
    pub(super) fn search_passages(&mut self) -> Effects {
        let Some(Overlay::Passages(passages)) = self.overlays.last_mut() else {
            return Vec::new();
        };
        self.generation += 1;
        passages.generation = self.generation;
        self.last_query = passages.field.text().to_owned();
        let query = match Query::parse(passages.field.text()) {
            Ok(query) => query,
            Err(error) => {
                passages.error = Some(error.to_string());
                passages.waiting = false;
                return Vec::new();
            }
        };
        passages.error = None;
        passages.waiting = true;
        let scattered = passages.scattered;
        let facts = (!query.filters.is_empty()).then(|| self.project.facts().into());
        let generation = self.generation;
        let limit = MOST_HITS;
        let request = SearchRequest {
            generation,
            query,
            scattered,
            limit,
            facts,
        };
        vec![Effect::Search(Box::new(request))]
    }

    /// Takes in the answer to a search, unless a newer one was asked for.
    pub(super) fn found(&mut self, generation: u64, found: Found) {
        let wanted = self.overlays.iter_mut().find_map(|overlay| match overlay {
            Overlay::Passages(passages) if passages.generation == generation => Some(passages),
            _ => None,
        });
        if let Some(passages) = wanted {
            passages.waiting = false;
            passages.rows.resize(found.hits.len());
            if passages.focus == Focus::Field {
                passages.rows.selected = 0;
                passages.rows.top = 0;
            }
            passages.found = found;
        }
    }

    /// Does a command in the passages finder.
    pub(super) fn run_passages(&mut self, command: Command, at: Timestamp) -> Effects {
        let height = self.list_height();
        let Some(Overlay::Passages(passages)) = self.overlays.last_mut() else {
            return Vec::new();
        };
        if passages.focus == Focus::Field && passages.field.edit(command) {
            return self.search_passages();
        }
        match (command, passages.focus) {
            (Command::Next, Focus::Field) => passages.focus = Focus::Rows,
            (Command::Previous, Focus::Rows) if passages.rows.selected == 0 => {
                passages.focus = Focus::Field;
            }
            (Command::Filter, Focus::Rows) | (Command::Close, Focus::Rows) => {
                passages.focus = Focus::Field;
            }
            (Command::Close | Command::Cancel | Command::Quit, _) => {
                self.overlays.pop();
            }
            (Command::Open, _) => self.open_hit(),
            (Command::Tick, _) => {
                passages.tick();
                passages.rows.follow(height);
            }
            (Command::TickAll, _) => passages.tick_all(),
            (Command::ToggleScattered, _) => {
                passages.scattered = !passages.scattered;
                return self.search_passages();
            }
            (Command::Undo | Command::Redo, _) => return self.retake(command, at),
            (Command::Help | Command::Palette, _) => {
                return self.run_anywhere(command, at).unwrap_or_default();
            }
            _ => {
                if passages.rows.go(command, height) {
                    passages.rows.follow(height);
                } else {
                    return self.decide_hits(command, at);
                }
            }
        }
        Vec::new()
    }

    fn open_hit(&mut self) {
        let Some(Overlay::Passages(passages)) = self.overlays.last() else {
            return;
        };
        let Some(hit) = passages.found.hits.get(passages.rows.selected) else {
            return;
        };
        let place = Place {
            article: hit.passage.article,
            sentence: hit.passage.sentence,
        };
        self.overlays.pop();
        self.show(View::Reader);
        self.jump(place);
    }

    /// Labels, notes and the rest, on the ticked hits or the selected one.
    fn decide_hits(&mut self, command: Command, at: Timestamp) -> Effects {
        let targets = self.chosen_hits();
        let Some(first) = targets.first().copied() else {
            return Vec::new();
        };
        if let Some(key) = command.label_key() {
            let label = self
                .project
                .codebook()
                .by_key(key)
                .map(|label| label.id.clone());
            let Some(id) = label else {
                self.tell(Tone::Told, format!("No label has the key {key}."));
                return Vec::new();
            };
            let effects = self.put_label(&targets, id, at);
            if let (Some(Overlay::Passages(passages)), 1) =
                (self.overlays.last_mut(), targets.len())
            {
                passages.rows.go(Command::Next, 1);
            }
            return effects;
        }
        match command {
            Command::EditNote | Command::EditEvidence => self.ask_for_words_on(command, first),
            Command::CycleConfidence => return self.cycle_confidence(&targets, at),
            Command::Delete => {
                let marks = targets.iter().filter_map(|target| {
                    let mark: &Annotation = self.project.annotation_of(*target)?;
                    Some(Target::Annotation(target.article(), mark.id))
                });
                let marks: Vec<Target> = marks.collect();
                return self.edit("delete annotations", &marks, &Edit::Delete, at);
            }
            _ => {
                let name = command.spec().name;
                self.tell(Tone::Told, format!("{} does nothing here.", visible(name)));
            }
        }
        Vec::new()
    }

    fn chosen_hits(&mut self) -> Vec<Target> {
        let Some(Overlay::Passages(passages)) = self.overlays.last() else {
            return Vec::new();
        };
        let selected = passages.found.hits.get(passages.rows.selected);
        let places: Vec<(usize, usize)> = if passages.ticked.is_empty() {
            selected
                .map(|hit| (hit.passage.article, hit.passage.sentence))
                .into_iter()
                .collect()
        } else {
            passages.ticked.iter().copied().collect()
        };
        places
            .into_iter()
            .filter_map(|(article, sentence)| {
                let sentences = &self.project.article(article)?.outline.sentences;
                Some(Target::Words(article, sentences.get(sentence)?.span))
            })
            .collect()
    }
}

impl Passages {
    fn tick(&mut self) {
        if let Some(hit) = self.found.hits.get(self.rows.selected) {
            let row = (hit.passage.article, hit.passage.sentence);
            if !self.ticked.remove(&row) {
                self.ticked.insert(row);
            }
            self.rows.go(Command::Next, 1);
        }
    }

    fn tick_all(&mut self) {
        let hits = self.found.hits.iter();
        let all = hits
            .map(|hit| (hit.passage.article, hit.passage.sentence))
            .collect();
        self.ticked = if self.ticked == all {
            Default::default()
        } else {
            all
        };
    }
}
