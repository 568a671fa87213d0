//! Annotations of an earlier folder at the same place: one question for all of them.
//!
//! Without an answer nothing of their articles is saved, so the question comes at the start and again with
//! each decision that cannot be saved.

use copydesk::{
    project::SaveQuestion,
    store::{EarlierAnnotations, EarlierAnswer, StoreError},
    text::{agree, count},
};
use jiff::Timestamp;

use crate::tui::{
    app::App,
    effect::Effect,
    state::popup::{ConfirmPopup, ConfirmedAction, Popup},
};

impl App {
    /// Asks what becomes of the annotations, unless the question is open already.
    pub(super) fn ask_about_earlier(&mut self, earlier: EarlierAnnotations) {
        if self.session.reads_only || self.asks_about_earlier() {
            return;
        }
        // One loss is told once: the question has the whole of it.
        self.message.take_if(|(_, words)| Some(&*words) == self.session.missing_told.as_ref());
        let EarlierAnnotations { n_annotations, n_files, at, is_all } = earlier;
        let annotations = count(n_annotations, "annotation");
        let files = count(n_files, "file");
        let was = agree(n_annotations, "was", "were");
        let first = if is_all {
            format!("New folder, but {annotations} in {files} {was} made here until {}.", day(at))
        } else {
            format!("{annotations} in {files} went from disk; copies until {} hold them.", day(at))
        };
        let begin = if is_all { "N keep as a new project" } else { "N let them go" };
        let question = format!("{first}\n{begin}   b bring them back   Esc later");
        self.popups.push(Popup::Confirm(ConfirmPopup { question, what: ConfirmedAction::Earlier }));
    }

    /// Returns true while the question is open.
    pub(super) fn asks_about_earlier(&self) -> bool {
        self.popups.iter().any(|popup| {
            matches!(popup, Popup::Confirm(ConfirmPopup { what: ConfirmedAction::Earlier, .. }))
        })
    }

    /// Asks if a save waits for the answer.
    pub(super) fn ask_about_withheld(&mut self) {
        match self.project.why_unsaved().and_then(|why| why.question) {
            None => {}
            Some(SaveQuestion::SecondStore) => self.ask_about_second_store(),
            Some(SaveQuestion::Earlier) => {
                let earlier = self.project.recovery().and_then(|recovery| recovery.earlier());
                if let Some(earlier) = earlier {
                    self.ask_about_earlier(earlier);
                }
            }
        }
    }

    /// Asks if the first decision begins a second store.
    fn ask_about_second_store(&mut self) {
        let is_asked = |popup: &Popup| {
            matches!(popup, Popup::Confirm(ConfirmPopup { what: ConfirmedAction::SecondStore, .. }))
        };
        let name = self.project.second_store_name();
        let Some(name) = name.filter(|_| !self.popups.iter().any(is_asked)) else { return };
        let question = format!(
            "Nothing is decided here yet, but {name} has annotations of some of these articles.\n\
             N begin a second store here   Esc later"
        );
        let what = ConfirmedAction::SecondStore;
        self.popups.push(Popup::Confirm(ConfirmPopup { question, what }));
    }

    /// Takes the key after the question.
    pub(super) fn answer_second_store(&mut self, text: &str) {
        if text != "N" {
            return self.warn("Not saved · start from there, or see copydesk merge-store");
        }
        self.project.begin_second_store();
        self.background.to_save.extend(self.project.unsaved());
    }

    /// Takes the key after the question.
    pub(super) fn answer_earlier(&mut self, text: &str, at: Timestamp) {
        let answer = match text {
            // A key of the reader would answer for a reader who only meant to move.
            "N" => EarlierAnswer::LetGo,
            "b" => EarlierAnswer::BringBack,
            _ => return self.tell_later(),
        };
        if let Some(job) = self.project.earlier_job(answer, at) {
            self.effects.push(Effect::Earlier(Box::new(job)));
        }
    }

    /// Closes a question without an answer.
    pub(super) fn answer_later(&mut self) {
        let popup = self.popups.pop();
        let Some(Popup::Confirm(ConfirmPopup { what, .. })) = popup else { return };
        match what {
            ConfirmedAction::Earlier => self.tell_later(),
            ConfirmedAction::SecondStore => self.answer_second_store(""),
            ConfirmedAction::OffDisk => self.answer_off_disk(""),
            ConfirmedAction::DeleteAnnotations(_)
            | ConfirmedAction::LetGo(_)
            | ConfirmedAction::DeleteSearch(_)
            | ConfirmedAction::ReplaceSearch(_)
            | ConfirmedAction::ReplaceExport(_)
            | ConfirmedAction::ChangeLabel(_) => {}
        }
    }

    fn tell_later(&mut self) {
        self.warn("Not decided · asked again at the next decision, which waits for the answer");
    }

    /// Takes the outcome in: saves what waited, and reads what came back.
    pub(super) fn earlier_is_answered(
        &mut self,
        answer: EarlierAnswer,
        done: Result<Option<EarlierAnnotations>, StoreError>,
    ) {
        let earlier = match done {
            Ok(earlier) => earlier,
            Err(error) => return self.fail(format!("Not done: {}.", error.in_brief())),
        };
        let n = earlier.map_or(0, |earlier| earlier.n_annotations);
        let is_new_folder = earlier.is_none_or(|earlier| earlier.is_all);
        self.project.look_for_missing();
        self.background.to_save.extend(self.project.unsaved());
        let annotations = count(n, "annotation");
        for index in 0..self.project.len() {
            self.project.read_annotations_again(index);
        }
        let words = match answer {
            EarlierAnswer::LetGo if !is_new_folder => {
                format!("Let {annotations} go · copydesk recover still has copies")
            }
            EarlierAnswer::LetGo => {
                format!("A new project · copydesk recover still has {annotations}")
            }
            EarlierAnswer::BringBack => {
                let all = (0..self.project.len()).collect();
                self.effects.push(Effect::Refresh(all, true));
                format!("Brought back {annotations}")
            }
        };
        self.refresh_lists();
        self.session.brought_back = Some(words.clone());
        self.tell(words);
    }
}

/// Returns the day of a time, for example `2026-11-22`.
fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}
