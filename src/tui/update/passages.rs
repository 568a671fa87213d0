//! The passages finder: asking, taking in answers, ticking, deciding on the hits.

use copydesk::{
    annotation::Annotation,
    command::Command,
    find::{Found, Query},
    project::{Edit, Target},
};
use jiff::Timestamp;

use super::Effects;
use crate::tui::{
    app::{App, Tone, View},
    effect::{Effect, SearchRequest},
    pane::{
        field::Field,
        overlay::{Focus, Overlay, Passages},
        reader::Place,
    },
};

/// How many hits a search brings to the screen at the most.
const MOST_HITS: usize = 1000;

impl App {
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
            (Command::Filter | Command::Close, Focus::Rows) => {
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
            let Some(id) = self.label_of_key(key) else {
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
                return self.edit(&marks, &Edit::Delete, at);
            }
            _ => {
                let name = command.spec().name;
                self.tell(Tone::Told, format!("{name} does nothing here."));
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
