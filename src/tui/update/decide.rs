//! Decisions in the reader: labels, notes, the rest of an annotation, its versions, undo and redo.

use std::collections::BTreeSet;

use copydesk::{
    annotation::{AnnotationId, Confidence, LabelId, RepeatUnit, Step, TypedField},
    command::{DecideCommand, HistoryCommand, label_key},
    project::{AnnotationEdit, AnnotationVersion, BulkLabels, EditTarget, SharedEdit, UnitPlace},
    text::count,
};
use jiff::{Timestamp, tz::TimeZone};

use super::label_trail::retaken_words;
use crate::tui::{
    app::App,
    effect::Effect,
    session::FinishingLabel,
    state::{
        popup::{PickerChoice, PickerItem},
        reader::{ReaderPlace, SelectionPurpose},
    },
    views::ViewId,
};

impl App {
    /// Runs a decision on the sentence, selection or annotation at the cursor.
    pub(super) fn decide_here(&mut self, command: DecideCommand, at: Timestamp) {
        match command {
            DecideCommand::Label(key) => self.label_here(key, at),
            DecideCommand::RepeatLabel => self.repeat_label(at),
            DecideCommand::LabelFurniture => self.plan_settle(),
            DecideCommand::Delete => self.delete_here(at),
            DecideCommand::EditText(field) => self.ask_for_words_here(field),
            DecideCommand::CycleConfidence => {
                let targets: Vec<EditTarget> = self.decision_target().into_iter().collect();
                self.cycle_confidence(&targets, at);
                self.return_to_reading();
            }
            DecideCommand::MarkSource => self.mark_part(SelectionPurpose::Source, at),
            DecideCommand::MarkCue => self.mark_part(SelectionPurpose::Cue, at),
            DecideCommand::ChooseVersion => {
                let here = self.annotation_here().map(|annotation| annotation.id);
                let article = self.reader.place.article;
                self.offer_versions(here.map(|id| (article, id)));
            }
            DecideCommand::ToggleAutoJump => self.toggle_auto_jump(),
        }
    }

    fn ask_for_words_here(&mut self, typed: TypedField) {
        if let Some(target) = self.decision_target() {
            self.ask_for_words_on(typed, target);
        }
    }

    /// Makes an edit on the targets as one step, and saves the step.
    ///
    /// Returns true if an annotation changed.
    pub(super) fn edit(
        &mut self,
        targets: &[EditTarget],
        edit: &AnnotationEdit,
        at: Timestamp,
    ) -> bool {
        let objection = |target| self.project.objection(target, edit);
        if let Some(words) = targets.iter().copied().find_map(objection) {
            self.warn(words);
        }
        let step = self.project.edit(targets, edit, at);
        if let Some(step) = &step {
            self.save_step(step);
        }
        step.is_some()
    }

    /// Saves the changes of a new step, and remembers the view of before the step for its undo.
    pub(super) fn save_step(&mut self, step: &Step) {
        self.remember_view();
        self.save_changes(step);
    }

    /// Saves the changes of a step, and with them earlier changes after a failed save.
    fn save_changes(&mut self, step: &Step) {
        self.refold();
        // The reader shows no list, and the next view builds its own.
        if self.view != ViewId::Reader {
            self.refresh_lists();
        }
        let changed = self.project.articles_of(step).into_iter();
        let articles: BTreeSet<usize> = changed.chain(self.project.unsaved()).collect();
        self.background.to_save.extend(articles);
        self.effects.push(Effect::SavePlace);
    }

    /// Returns the label of a key, `1` to `9`; tells the user if no label has the key.
    pub(super) fn label_of_key(&mut self, key: u8) -> Option<LabelId> {
        let label = self.project.codebook().by_key(label_key(key)).map(|label| label.id.clone());
        if label.is_none() {
            let words = format!("No label has the key {key}; Space l shows the labels.");
            self.tell(words);
        }
        label
    }

    fn label_here(&mut self, key: u8, at: Timestamp) {
        let Some(id) = self.label_of_key(key) else { return };
        self.put_label_here(&id, at);
    }

    fn put_label_here(&mut self, id: &LabelId, at: Timestamp) {
        let Some(target) = self.target() else { return };
        let place = self.reader.place;
        let was_decided = self.project.is_decided(place.article, place.sentence);
        let finishing = FinishingLabel { place, label: id.clone() };
        if self.session.finishing.as_ref() == Some(&finishing) && self.reader.selection.is_none() {
            return self.tell_done();
        }
        self.session.finishing = None;
        self.put_label(&[target], id.clone(), at);
        let put = self.project.annotation_of(target);
        let is_put = put.and_then(|annotation| annotation.content.label.as_ref()) == Some(id);
        self.reader.selection = None;
        let is_decided = self.project.is_decided(place.article, place.sentence);
        if is_put && is_decided {
            self.remember_labelled();
        }
        if !self.return_to_reading()
            && is_put
            && !was_decided
            && is_decided
            && self.settings.auto_jump
        {
            self.go_on();
            if self.reader.place == place {
                self.session.finishing = Some(finishing);
            }
        }
    }

    /// Puts a label on all targets as one step; takes the label off if all targets carry the label.
    ///
    /// On an annotation in conflict the label of a version chooses this version.
    pub(super) fn put_label(&mut self, targets: &[EditTarget], id: LabelId, at: Timestamp) {
        if let [target] = targets
            && self.choose_by_label(*target, &id, at)
        {
            return;
        }
        let name = self.label(&id).map_or(id.0.clone(), |label| label.name.clone());
        let all_carry = self.all_carry(targets, &id);
        self.session.last_label = Some(id.clone());
        if all_carry && self.session.label_key.as_ref().is_some_and(|key| key.is_held) {
            return self.tell(format!("Labelled {name} · the key again takes the label off"));
        }
        if all_carry {
            self.edit(targets, &AnnotationEdit::Label(None), at);
            self.tell(format!("The label {name} is off; u puts it back."));
            return;
        }
        let n_other = targets.iter().filter(|target| self.has_other_label(**target, &id)).count();
        self.edit(targets, &AnnotationEdit::Label(Some(id)), at);
        if targets.len() > 1 {
            let n = count(targets.len(), "passage");
            let other = match n_other {
                0 => String::new(),
                n => format!(" · {n} had another label"),
            };
            self.tell(format!("Labelled {n} {name}{other} · u undoes"));
        }
    }

    /// Puts a label on the places without a label, as one step; returns false if all are labelled.
    ///
    /// Of two or more places of a repeat, which have a unit, `w` can make a rule.
    pub(super) fn label_unlabelled(
        &mut self,
        places: &[UnitPlace],
        (id, unit): (LabelId, Option<RepeatUnit>),
        at: Timestamp,
    ) -> bool {
        let name = self.project.codebook().name_of(&id).to_owned();
        self.session.last_label = Some(id.clone());
        let mut edits = vec![AnnotationEdit::Label(Some(id))];
        let batch = (unit.is_some() && places.len() > 1).then(|| self.project.new_batch());
        edits.extend(batch.map(|batch| AnnotationEdit::Batch(Some(batch))));
        let each = self.project.unit_edits(places, unit.unwrap_or_default(), &edits);
        let BulkLabels { step, n_left_alone } = self.project.label_unlabelled(&each, at);
        let Some(step) = step else { return false };
        self.session.last_batch = batch.or(self.session.last_batch);
        let n = count(step.changes.len(), "occurrence");
        let alone = match n_left_alone {
            0 => String::new(),
            n => format!(" · {n} labelled already, left alone"),
        };
        let rule = if batch.is_some() { " · w makes it a rule" } else { "" };
        self.tell(format!("Labelled {n} {name}{alone} · u undoes{rule}"));
        self.save_step(&step);
        true
    }

    pub(super) fn all_carry(&self, targets: &[EditTarget], id: &LabelId) -> bool {
        targets.iter().all(|target| {
            let annotation = self.project.annotation_of(*target);
            annotation.is_some_and(|annotation| annotation.content.label.as_ref() == Some(id))
        })
    }

    fn has_other_label(&self, target: EditTarget, id: &LabelId) -> bool {
        let known = self.project.annotation_of(target);
        let label = known.and_then(|annotation| annotation.content.label.as_ref());
        label.is_some_and(|label| label != id)
    }

    fn repeat_label(&mut self, at: Timestamp) {
        match self.session.last_label.clone() {
            Some(id) => self.put_label_here(&id, at),
            None => self.tell("No label was put yet."),
        }
    }

    /// Goes on after a larger decision on the sentence with the cursor, for example on its whole repeat.
    pub(super) fn jump_from_decided(&mut self) {
        let ReaderPlace { article, sentence } = self.reader.place;
        if !self.project.is_decided(article, sentence) {
            return;
        }
        self.remember_labelled();
        if self.settings.auto_jump {
            let told = self.message.take();
            self.go_on();
            self.message = told.or(self.message.take());
        }
    }

    fn delete_here(&mut self, at: Timestamp) {
        let article = self.reader.place.article;
        let Some(id) = self.annotation_here().map(|annotation| annotation.id) else { return };
        let target = EditTarget::Annotation(article, id);
        self.edit(&[target], &AnnotationEdit::Delete, at);
        self.reader.selection = None;
        self.tell("The annotation is deleted; u brings it back.");
    }

    /// Returns the target of a note: the selected words or their annotation; else the annotation of the
    /// sentence under the cursor or around all of it; else the sentence.
    pub(super) fn decision_target(&self) -> Option<EditTarget> {
        let target = self.target()?;
        if self.reader.selection.is_some() || self.project.annotation_of(target).is_some() {
            return Some(target);
        }
        let (article, sentence) = (self.reader.place.article, self.sentence()?.span);
        let around = self.project.annotations(article).touching(sentence);
        let around = around.filter(|annotation| annotation.anchor.span.contains(sentence));
        let shortest = around.min_by_key(|annotation| annotation.anchor.span.len());
        let around = shortest.map(|annotation| EditTarget::Annotation(article, annotation.id));
        Some(around.unwrap_or(target))
    }

    /// Changes the confidence of the targets: low, medium, high, none.
    pub(super) fn cycle_confidence(&mut self, targets: &[EditTarget], at: Timestamp) {
        let first = targets.first().and_then(|target| self.project.annotation_of(*target));
        let next = match first.and_then(|annotation| annotation.content.confidence) {
            None => Some(Confidence::Low),
            Some(Confidence::Low) => Some(Confidence::Medium),
            Some(Confidence::Medium) => Some(Confidence::High),
            Some(Confidence::High) => None,
        };
        let words = next.map_or("none", Confidence::name);
        self.edit(targets, &AnnotationEdit::Confidence(next), at);
        self.tell(format!("Confidence: {words}."));
    }

    fn toggle_auto_jump(&mut self) {
        self.settings.auto_jump = !self.settings.auto_jump;
        let words = if self.settings.auto_jump {
            "A label jumps to the next undecided sentence."
        } else {
            "A label leaves the cursor where it is."
        };
        self.tell(words);
        self.effects.push(Effect::SaveSettings);
    }

    /// Takes the last step back or does the step again, and goes to its place.
    pub(super) fn retake(&mut self, command: HistoryCommand, at: Timestamp) {
        let (retaken, done) = match command {
            HistoryCommand::Undo => (self.project.undo(at), "Undone"),
            HistoryCommand::Redo => (self.project.redo(at), "Done again"),
        };
        let Some(retaken) = retaken else {
            return self.tell("No step of these articles is left.");
        };
        let is_reading = self.view == ViewId::Reader && self.popups.is_empty();
        let elsewhere = if is_reading { self.show_retaken(&retaken) } else { None };
        let now = at.to_zoned(TimeZone::system());
        let words = retaken_words(&retaken.words(done, &now), elsewhere.as_deref());
        let codebook = retaken.codebook_edits();
        if !codebook.is_empty() {
            self.keep(SharedEdit::Codebook(words.clone(), codebook));
        }
        self.tell(words);
        self.save_changes(&retaken.step);
    }

    /// Offers the versions of an annotation, the version on the screen first.
    pub(super) fn offer_versions(&mut self, of: Option<(usize, AnnotationId)>) {
        let versions = of.map(|(article, id)| (article, id, self.project.versions(article, id)));
        let Some((article, id, versions)) = versions.filter(|(.., all)| !all.is_empty()) else {
            return self.tell("There is one version only: nothing to choose.");
        };
        let item = |(which, version)| {
            let says = self.project.version_summary(version);
            let shown = if which == 0 { " · shown now" } else { "" };
            let words = format!("{says} · {}{shown}", version.at);
            PickerItem::new(PickerChoice::Version(article, id, which), says, words)
        };
        let items = versions.iter().enumerate().map(item).collect();
        self.pick("Which version counts", items);
    }

    /// Chooses the version with a label; returns `false` without such a version.
    fn choose_by_label(&mut self, target: EditTarget, id: &LabelId, at: Timestamp) -> bool {
        let Some(annotation) = self.project.annotation_of(target).map(|found| found.id) else {
            return false;
        };
        let article = target.article();
        let versions = self.project.versions(article, annotation);
        let carries = |version: &AnnotationVersion| {
            let says = version.says.as_ref();
            says.is_some_and(|annotation| annotation.content.label.as_ref() == Some(id))
        };
        let mut found = (0..versions.len()).filter(|which| carries(&versions[*which]));
        match (found.next(), found.next()) {
            (Some(only), None) => self.choose_version((article, annotation), only, at),
            (Some(_), Some(_)) => self.warn("Several versions have this label · = chooses one"),
            (None, _) => return false,
        }
        true
    }

    /// Keeps one version and drops the others.
    pub(super) fn choose_version(
        &mut self,
        (article, id): (usize, AnnotationId),
        which: usize,
        at: Timestamp,
    ) {
        let Some(step) = self.project.choose_version(article, id, which, at) else {
            return self.warn("This version is not there any more.");
        };
        self.reader.selection = None;
        self.save_step(&step);
        self.tell("Chosen; u takes it back.");
    }
}
