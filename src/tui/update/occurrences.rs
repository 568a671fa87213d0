//! All places of a repeat or of a source: shown together, ticked, decided in one batch.

use std::collections::{BTreeMap, BTreeSet};

use copydesk::{
    annotation::{LabelId, RepeatUnit},
    command::{
        AppCommand, Command, DecideCommand, ListCommand, MoveCommand, NavigateCommand,
        RepeatsCommand,
    },
    project::{AnnotationEdit, EditTarget, UnitPlace},
    repeats::{Cluster, ClusterId, Occurrence},
    suggest::{Mention, Source},
    text::count,
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
    fn label_over_place(&self, place: &ShownPlace) -> Option<&LabelId> {
        self.scene().label_over(place.article, place.target)
    }

    fn undecided_rows(&self, places: &[ShownPlace]) -> BTreeSet<usize> {
        (0..places.len()).filter(|row| self.label_over_place(&places[*row]).is_none()).collect()
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
        let mut units = Vec::new();
        let mut places = match shown.subject() {
            Some(OccurrenceSubject::Cluster(id)) => {
                let cluster = self.background.repeats.as_ref().and_then(|repeats| repeats.get(*id));
                units = cluster.map_or(Vec::new(), |cluster| self.project.units(cluster));
                let unit = units.first().copied().unwrap_or_default();
                cluster.map_or(Vec::new(), |cluster| self.places_of(cluster, unit))
            }
            Some(OccurrenceSubject::Group(id)) => self.places_of_group(*id),
            Some(OccurrenceSubject::Source(key)) => {
                self.scene().source(key).map_or(Vec::new(), places_of_source)
            }
            None => Vec::new(),
        };
        let is_group = matches!(shown.subject(), Some(OccurrenceSubject::Group(_)));
        places.retain(|place| only.is_none_or(|only| only.contains(&place.article)));
        let variants = match is_group {
            true => count_passages(&places),
            false => self.tell_variants(&mut places),
        };
        let open = self.undecided_rows(&places);
        let focus = self.focus().unwrap_or_default();
        let here = places.iter().position(|known| {
            known.article == self.reader.place.article && known.span.overlaps(focus)
        });
        let n_places = places.len();
        if let Some(Popup::Occurrences(shown)) = self.popups.last_mut() {
            shown.places = places;
            shown.units = units;
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

    fn places_of(&self, cluster: &Cluster, unit: RepeatUnit) -> Vec<ShownPlace> {
        let shown = |known: &Occurrence| ShownPlace {
            article: known.article,
            span: known.span,
            slots: known.slots.clone(),
            target: self.project.unit_place(known, unit).span,
            parts: None,
            variant: 0,
        };
        cluster.occurrences.iter().map(shown).collect()
    }

    /// Returns the places of all passages of a group in the order of the articles, each with the default
    /// unit of its passage.
    fn places_of_group(&self, id: ClusterId) -> Vec<ShownPlace> {
        let Some(repeats) = &self.background.repeats else { return Vec::new() };
        let mut places = Vec::new();
        for (passage, cluster) in repeats.group(id).into_iter().enumerate() {
            let unit = self.project.default_unit(cluster);
            let of_passage = self.places_of(cluster, unit).into_iter();
            places.extend(of_passage.map(|place| ShownPlace { variant: passage, ..place }));
        }
        places.sort_by_key(|place| (place.article, place.span));
        places
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
                self.tick_occurrence();
            }
            Command::List(ListCommand::TickAll) => self.tick_all_occurrences(),
            Command::Repeats(command) => self.run_repeats_in_occurrences(command),
            Command::Decide(command) => self.decide_in_occurrences(command, at),
            Command::History(command) => {
                self.retake(command, at);
                self.untick_labelled();
            }
            Command::App(
                command @ (AppCommand::Help
                | AppCommand::Palette
                | AppCommand::Redraw
                | AppCommand::Suspend),
            ) => self.run_app(command),
            Command::App(AppCommand::Menu | AppCommand::Export)
            | Command::List(
                ListCommand::Filter | ListCommand::AddLabel | ListCommand::MergeLabel,
            )
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

    /// Ticks the selected row or takes its tick away; a labelled row gets no tick.
    fn tick_occurrence(&mut self) {
        let height = self.list_height();
        let Some(Popup::Occurrences(shown)) = self.popups.last() else { return };
        let row = shown.rows.selected;
        let is_labelled = shown.selected().is_some_and(|at| self.label_over_place(at).is_some());
        if is_labelled {
            self.tell_labelled();
        }
        let Some(Popup::Occurrences(shown)) = self.popups.last_mut() else { return };
        if !shown.ticked.remove(&row) && !is_labelled {
            shown.ticked.insert(row);
        }
        shown.rows.go(MoveCommand::Next, height);
        shown.rows.follow(height);
    }

    /// Ticks all rows without a label, or no row if all of them are ticked.
    fn tick_all_occurrences(&mut self) {
        let Some(Popup::Occurrences(shown)) = self.popups.last() else { return };
        let open = self.undecided_rows(&shown.places);
        let n_labelled = shown.places.len() - open.len();
        if open.is_empty() {
            return self.tell_labelled();
        }
        if n_labelled > 0 {
            let labelled = count(n_labelled, "occurrence");
            self.tell(format!("{labelled} labelled already, left alone"));
        }
        if let Some(Popup::Occurrences(shown)) = self.popups.last_mut() {
            shown.ticked = if shown.ticked == open { BTreeSet::new() } else { open };
        }
    }

    /// Takes the ticks of rows away that have a label now, for example after a redo.
    fn untick_labelled(&mut self) {
        let Some(Popup::Occurrences(shown)) = self.popups.last() else { return };
        let open = self.undecided_rows(&shown.places);
        if let Some(Popup::Occurrences(shown)) = self.popups.last_mut() {
            shown.ticked.retain(|row| open.contains(row));
        }
    }

    /// Tells which label the selected row has, and the way to change the label.
    fn tell_labelled(&mut self) {
        let Some(Popup::Occurrences(shown)) = self.popups.last() else { return };
        if shown.places.len() > 1 && self.undecided_rows(&shown.places).is_empty() {
            return self.tell("All occurrences are labelled already · Enter goes to one");
        }
        let label = shown.selected().and_then(|place| self.label_over_place(place));
        let name = label.map(|id| self.project.codebook().name_of(id).to_owned());
        match name {
            Some(name) => self.tell(format!("Already labelled {name} · Enter goes there")),
            None => self.tell("Nothing is ticked here · Tab ticks"),
        }
    }

    fn tell_keys_of_occurrences(&mut self) {
        self.tell(
            "1–9 label the ticked occurrences · Tab ticks · T ticks all · x label more or less",
        );
    }

    /// Takes the next unit of a label, and ticks what is unlabelled in this unit.
    fn change_unit(&mut self) {
        let Some(Popup::Occurrences(shown)) = self.popups.last_mut() else { return };
        if shown.units.len() < 2 {
            let words = match shown.units.first() {
                Some(unit) => format!("{} is all there is to label here", unit.words()),
                None => "A label has no other words here · ← → show one passage alone".to_owned(),
            };
            return self.tell(words);
        }
        shown.units.rotate_left(1);
        let unit = shown.units[0];
        let mut places = std::mem::take(&mut shown.places);
        for place in &mut places {
            let (article, span, slots) = (place.article, place.span, Vec::new());
            place.target = self.project.unit_place(&Occurrence { article, span, slots }, unit).span;
        }
        let open = self.undecided_rows(&places);
        if let Some(Popup::Occurrences(shown)) = self.popups.last_mut() {
            shown.places = places;
            shown.ticked = if shown.is_labelling { open } else { BTreeSet::new() };
        }
    }

    fn run_repeats_in_occurrences(&mut self, command: RepeatsCommand) {
        match command {
            RepeatsCommand::NextCluster => self.show_other_subject(MoveDirection::On),
            RepeatsCommand::PreviousCluster => self.show_other_subject(MoveDirection::Back),
            RepeatsCommand::Label => self.begin_labelling(),
            RepeatsCommand::ChangeUnit => self.change_unit(),
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
        let places: Vec<UnitPlace> = chosen.map(ShownPlace::unit_place).collect();
        let unit = shown.units.first().copied();
        if let ([only], true, false) = (&*places, shown.ticked.is_empty(), is_labelling)
            && self.relabel_occurrence(only.target(), &id, at)
        {
            return;
        }
        if !self.label_unlabelled(&places, (id, unit), at) {
            return self.tell_labelled();
        }
        self.untick_labelled();
        if is_labelling {
            self.popups.pop();
            if self.view == ViewId::Reader {
                self.jump_from_decided();
            }
        }
    }
}

impl App {
    /// Puts another label on the annotation of exactly the words of a place; returns false for a place
    /// without such a label.
    fn relabel_occurrence(&mut self, target: EditTarget, id: &LabelId, at: Timestamp) -> bool {
        let known = self.project.annotation_of(target);
        let Some(before) = known.and_then(|known| known.content.label.clone()) else {
            return false;
        };
        let names = [id, &before].map(|id| self.project.codebook().name_of(id).to_owned());
        let [name, before_name] = &names;
        if before == *id {
            self.tell(format!("Labelled {name} already"));
            return true;
        }
        self.session.last_label = Some(id.clone());
        self.edit(&[target], &AnnotationEdit::Label(Some(id.clone())), at);
        self.tell(format!("Label {name} instead of {before_name} · u undoes"));
        true
    }
}

/// Returns the number of places of each passage of a group.
fn count_passages(places: &[ShownPlace]) -> Vec<usize> {
    let n_passages = places.iter().map(|place| place.variant + 1).max().unwrap_or(0);
    let mut counts = vec![0; n_passages];
    for place in places {
        counts[place.variant] += 1;
    }
    counts
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
