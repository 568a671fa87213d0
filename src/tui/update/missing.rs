//! Annotations that copies or the journal hold and the files do not: told at the start, brought back and
//! let go.

use copydesk::{
    annotation::AnnotationId,
    project::{MissingChoice, missing_words},
    store::MissingRecords,
    text::{agree, count},
};
use jiff::Timestamp;

use crate::tui::{app::App, session::Tone};

/// Columns of a status line on a terminal of 80 columns that leave room for `saved`.
const STATUS_COLS: usize = 70;

impl App {
    /// Takes in the result of the search at the start, and tells the user of missing annotations.
    pub(super) fn take_missing(&mut self, found: MissingRecords) {
        self.project.take_missing(found);
        self.refresh_lists();
        let all = self.project.missing().map(|missing| (missing.kept_in, missing.absence));
        let Some(words) = missing_words(all) else { return };
        if self.asks_about_earlier() {
            // The question has told the loss, and the status line has the number.
            return;
        }
        // A warning of the start stays, and the status line has the number.
        if !matches!(self.message, Some((Tone::Warned | Tone::Failed, _))) {
            let long = format!("{words} · Space b shows them.");
            let n = self.project.n_missing();
            let short = format!("{} missing here · Space b shows them.", count(n, "annotation"));
            let words = if long.len() <= STATUS_COLS { long } else { short };
            self.session.missing_told = Some(words.clone());
            self.warn(words);
        }
    }

    /// Brings missing annotations back or lets them go, as one step.
    pub(super) fn settle_missing(
        &mut self,
        places: &[(usize, AnnotationId)],
        choice: MissingChoice,
        at: Timestamp,
    ) {
        if !self.may_decide(at) {
            return;
        }
        let mut places = places.to_vec();
        let mut n_left = 0;
        if choice == MissingChoice::BringBack && places.len() > 1 {
            let clashing = self.project.relabelled_meanwhile(places.iter().copied());
            places.retain(|place| !clashing.contains(place));
            n_left = clashing.len();
        }
        let step = self.project.settle_missing(&places, choice, at);
        if step.is_none() && n_left == 0 {
            return self.tell("Nothing of this is missing any more.");
        }
        self.views.missing.list.ticked.clear();
        if let Some(step) = &step {
            self.save_step(step);
        }
        let n = step.map_or(0, |step| step.changes.len());
        self.tell(settled_words(choice, n, n_left));
    }
}

/// Returns a sentence about `n` annotations and about `n_left` that stay missing.
fn settled_words(choice: MissingChoice, n: usize, n_left: usize) -> String {
    let (annotations, are) = (count(n, "annotation"), agree(n, "is", "are"));
    let (it, stay) = (agree(n, "it", "them"), agree(n_left, "stays", "stay"));
    match choice {
        MissingChoice::BringBack if n_left > 0 => {
            format!(
                "{n} back; {n_left} {stay}, labelled anew meanwhile: Enter on each brings it back."
            )
        }
        MissingChoice::BringBack => format!("{annotations} {are} back; u takes {it} away."),
        MissingChoice::LetGo => format!("{annotations} {are} let go; u brings {it} back."),
    }
}
