//! All places of a repeat or of a source: shown together, ticked, decided in one batch.

use std::collections::{BTreeMap, BTreeSet};

use copydesk::{
    command::{
        AppCommand, Command, DecideCommand, ListCommand, MoveCommand, NavigateCommand,
        RepeatsCommand,
    },
    project::EditTarget,
    repeats::{Cluster, Occurrence},
    suggest::{Mention, Source},
};
use jiff::Timestamp;

use super::motion::MoveDirection;
use crate::tui::{
    app::App,
    list::ListCursor,
    state::{
        occurrences::{OccurrenceFilter, OccurrenceSubject, OccurrencesPopup, ShownPlace},
        popup::Popup,
        reader::ReaderPlace,
    },
    views::ViewId,
};

impl App {
    fn undecided_rows(&self, places: &[ShownPlace]) -> BTreeSet<usize> {
        let label = |place: &ShownPlace| self.scene().label_on(place.article, place.target);
        (0..places.len()).filter(|row| label(&places[*row]).is_none()).collect()
    }

    /// Shows the places of the first of some subjects.
    pub(super) fn show_subjects(
        &mut self,
        subjects: Vec<OccurrenceSubject>,
        showing: OccurrenceFilter,
    ) {
        self.popups.push(Popup::Occurrences(Box::new(OccurrencesPopup {
            subjects,
            only: showing.only,
            is_labelling: showing.is_labelling,
            ..OccurrencesPopup::default()
        })));
        self.lay_out_occurrences();
    }

    /// Looks up the places of the subject in front, and fits rows and ticks to the places.
    pub(super) fn lay_out_occurrences(&mut self) {
        let Some(Popup::Occurrences(shown)) = self.popups.last() else { return };
        let only = shown.only;
        let mut places = match shown.subject() {
            Some(OccurrenceSubject::Cluster(id)) => {
                let cluster = self.background.repeats.as_ref().and_then(|repeats| repeats.get(*id));
                cluster.map_or(Vec::new(), |cluster| self.places_of(cluster))
            }
            Some(OccurrenceSubject::Source(key)) => {
                self.scene().source(key).map_or(Vec::new(), places_of_source)
            }
            None => Vec::new(),
        };
        places.retain(|place| only.is_none_or(|only| only.contains(&place.article)));
        let variants = self.tell_variants(&mut places);
        let open = self.undecided_rows(&places);
        let focus = self.focus().unwrap_or_default();
        let here = places.iter().position(|known| {
            known.article == self.reader.place.article && known.span.overlaps(focus)
        });
        let n_places = places.len();
        if let Some(Popup::Occurrences(shown)) = self.popups.last_mut() {
            shown.places = places;
            shown.variants = variants;
            shown.ticked = if shown.is_labelling { open } else { BTreeSet::new() };
            shown.rows = ListCursor { len: n_places, ..ListCursor::default() };
            shown.rows.select(here.unwrap_or(0));
        }
        let height = self.list_height();
        if let Some(Popup::Occurrences(shown)) = self.popups.last_mut() {
            shown.rows.follow(height);
        }
    }

    fn places_of(&self, cluster: &Cluster) -> Vec<ShownPlace> {
        let shown = |known: &Occurrence| ShownPlace {
            article: known.article,
            span: known.span,
            slots: known.slots.clone(),
            target: self.project.decision_span(known),
            parts: None,
            variant: 0,
        };
        cluster.occurrences.iter().map(shown).collect()
    }

    /// Numbers the different wordings of the places, and returns the count of each wording.
    fn tell_variants(&self, places: &mut [ShownPlace]) -> Vec<usize> {
        let mut known: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        let mut counts: Vec<usize> = Vec::new();
        for place in places {
            let Some(article) = self.project.article(place.article) else { continue };
            let words = copydesk::text::words(&article.text, place.span);
            let words = words.iter().map(|word| article.words(*word).to_lowercase()).collect();
            let next = known.len();
            place.variant = *known.entry(words).or_insert(next);
            if place.variant == counts.len() {
                counts.push(0);
            }
            counts[place.variant] += 1;
        }
        counts
    }

    /// Runs a command in the places of a repeat or source.
    pub(super) fn run_in_occurrences(&mut self, command: Command, at: Timestamp) {
        let height = self.list_height();
        let Some(Popup::Occurrences(shown)) = self.popups.last_mut() else { return };
        match command {
            Command::Move(command) => {
                shown.rows.go(command, height);
                shown.rows.follow(height);
            }
            Command::Navigate(NavigateCommand::Open) => self.open_occurrence(),
            Command::Navigate(
                NavigateCommand::Close | NavigateCommand::Cancel | NavigateCommand::Quit,
            ) => {
                self.popups.pop();
            }
            Command::List(ListCommand::Tick) => {
                let row = shown.rows.selected;
                if !shown.ticked.remove(&row) {
                    shown.ticked.insert(row);
                }
                shown.rows.go(MoveCommand::Next, height);
                shown.rows.follow(height);
            }
            Command::List(ListCommand::TickAll) => {
                let all: BTreeSet<usize> = (0..shown.rows.len).collect();
                shown.ticked = if shown.ticked == all { BTreeSet::new() } else { all };
            }
            Command::Repeats(command) => self.run_repeats_in_occurrences(command),
            Command::Decide(command) => self.decide_in_occurrences(command, at),
            Command::History(command) => self.retake(command, at),
            Command::App(
                command @ (AppCommand::Help
                | AppCommand::Palette
                | AppCommand::Redraw
                | AppCommand::Suspend),
            ) => self.run_app(command),
            Command::App(AppCommand::Menu | AppCommand::Export)
            | Command::List(ListCommand::Filter | ListCommand::AddLabel)
            | Command::Jump(_)
            | Command::Anchor(_)
            | Command::Select(_)
            | Command::Find(_)
            | Command::Query(_)
            | Command::View(_)
            | Command::Popup(_)
            | Command::Reader(_)
            | Command::Edit(_) => self.tell_keys_of_occurrences(),
        }
    }

    fn tell_keys_of_occurrences(&mut self) {
        self.tell("1 to 9 label the ticked occurrences; Tab ticks, T ticks all.");
    }

    fn run_repeats_in_occurrences(&mut self, command: RepeatsCommand) {
        match command {
            RepeatsCommand::NextCluster => self.show_other_subject(MoveDirection::On),
            RepeatsCommand::PreviousCluster => self.show_other_subject(MoveDirection::Back),
            RepeatsCommand::Label => self.begin_labelling(),
            RepeatsCommand::Show
            | RepeatsCommand::KeepRule
            | RepeatsCommand::ApplyRules
            | RepeatsCommand::HideNames => self.tell_keys_of_occurrences(),
        }
    }

    fn decide_in_occurrences(&mut self, command: DecideCommand, at: Timestamp) {
        match command {
            DecideCommand::Label(key) => self.decide_occurrences(key, at),
            DecideCommand::RepeatLabel
            | DecideCommand::LabelFurniture
            | DecideCommand::Delete
            | DecideCommand::EditText(_)
            | DecideCommand::CycleConfidence
            | DecideCommand::MarkSource
            | DecideCommand::MarkCue
            | DecideCommand::ChooseVersion
            | DecideCommand::ToggleAutoJump => self.tell_keys_of_occurrences(),
        }
    }

    /// Shows the places of the next or previous repeat of the same passage.
    fn show_other_subject(&mut self, way: MoveDirection) {
        if let Some(Popup::Occurrences(shown)) = self.popups.last_mut() {
            let n = shown.subjects.len();
            let step = match way {
                MoveDirection::On => 1,
                MoveDirection::Back => n - 1,
            };
            shown.at = (shown.at + step) % n;
        }
        self.lay_out_occurrences();
    }

    /// Runs `R` in a list of places: ticks the undecided places.
    fn begin_labelling(&mut self) {
        let Some(Popup::Occurrences(shown)) = self.popups.last() else { return };
        let open = self.undecided_rows(&shown.places);
        if let Some(Popup::Occurrences(shown)) = self.popups.last_mut() {
            shown.ticked = open;
            shown.is_labelling = true;
        }
    }

    fn open_occurrence(&mut self) {
        let Some(Popup::Occurrences(shown)) = self.popups.last() else { return };
        let place = shown.selected().and_then(|place| {
            let outline = &self.project.article(place.article)?.outline;
            Some(ReaderPlace {
                article: place.article,
                sentence: outline.sentence_at(place.span.start),
            })
        });
        if let Some(place) = place {
            self.popups.pop();
            self.show(ViewId::Reader);
            self.go_to_words(place);
        }
    }

    /// Labels the ticked occurrences, else the selected occurrence, as one step.
    fn decide_occurrences(&mut self, key: u8, at: Timestamp) {
        let Some(id) = self.label_of_key(key) else { return };
        let Some(Popup::Occurrences(shown)) = self.popups.last() else { return };
        let is_labelling = shown.is_labelling;
        let rows = if shown.ticked.is_empty() {
            BTreeSet::from([shown.rows.selected])
        } else {
            shown.ticked.clone()
        };
        let chosen = rows.iter().filter_map(|row| shown.places.get(*row));
        let targets: Vec<EditTarget> =
            chosen.map(|place| EditTarget::Words(place.article, place.target)).collect();
        let is_repeat = matches!(shown.subject(), Some(OccurrenceSubject::Cluster(_)));
        if is_repeat {
            self.put_label_together(&targets, id, at);
        } else {
            self.put_label(&targets, id, at);
        }
        if is_labelling {
            self.popups.pop();
            if self.view == ViewId::Reader {
                self.jump_from_decided();
            }
        }
    }
}

fn places_of_source(source: &Source) -> Vec<ShownPlace> {
    let shown = |mention: &Mention| ShownPlace {
        article: mention.article,
        span: mention.span,
        slots: Vec::new(),
        target: mention.span,
        parts: Some((mention.attribution.source, mention.attribution.cue)),
        variant: 0,
    };
    source.mentions.iter().map(shown).collect()
}
