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
        // A warning of the start stays, and the status line has the number.
        if !matches!(self.message, Some((Tone::Warned | Tone::Failed, _))) {
            let long = format!("{words} · Space b shows them.");
            let n = self.project.n_missing();
            let short = format!("{} missing here · Space b shows them.", count(n, "annotation"));
            self.warn(if long.len() <= STATUS_COLS { long } else { short });
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
        let Some(step) = self.project.settle_missing(places, choice, at) else {
            return self.tell("Nothing of this is missing any more.");
        };
        self.views.missing.list.ticked.clear();
        self.save_step(&step);
        let n = step.changes.len();
        let (annotations, are) = (count(n, "annotation"), agree(n, "is", "are"));
        self.tell(match choice {
            MissingChoice::BringBack => {
                format!("{annotations} {are} back; u takes {} away.", agree(n, "it", "them"))
            }
            MissingChoice::LetGo => {
                format!("{annotations} {are} let go; u brings {} back.", agree(n, "it", "them"))
            }
        });
    }
}
