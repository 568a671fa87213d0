//! Edits of labels, saved searches and rules: writing an edit, then showing and telling its result.
//!
//! An edit is shown only once the edit is on disk: see [`copydesk::project::SharedEditJob`].

use copydesk::project::SharedEdit;

use super::Effects;
use crate::tui::{
    app::App, draw::abbreviate::in_short, effect::Effect, session::Tone, state::popup::Popup,
};

impl App {
    /// Returns the effect that puts a change on disk.
    pub(super) fn keep(&mut self, change: SharedEdit) -> Effects {
        let job = self.project.shared_edit_job(change);
        vec![Effect::Keep(Box::new(job))]
    }

    /// Shows and tells an edit after its write.
    pub(super) fn take_kept(&mut self, change: &SharedEdit) {
        let words = match change {
            SharedEdit::AddLabel(id, _) => {
                format!("Added the label {}.", self.project.label_with_key(id))
            }
            SharedEdit::SaveSearch(search) => {
                format!("Saved as “{}”; Space F shows all.", search.name)
            }
            SharedEdit::RenameSearch { name, new } => format!("“{name}” is now called “{new}”."),
            SharedEdit::DeleteSearch(name) => format!("The saved search “{name}” is deleted."),
            SharedEdit::KeepRule(rule) => {
                let words = in_short(&rule.words, 24);
                format!("Kept: later places of “{words}” are offered; Space w lists.")
            }
            SharedEdit::RemoveRule(..) => "The rule is gone; what it labelled stays.".to_owned(),
        };
        match change {
            SharedEdit::RenameSearch { .. } | SharedEdit::DeleteSearch(_) => {
                self.show_saved_again();
            }
            SharedEdit::SaveSearch(_) => {}
            SharedEdit::AddLabel(..) | SharedEdit::KeepRule(_) | SharedEdit::RemoveRule(..) => {
                self.refresh_lists();
            }
        }
        self.tell(Tone::Told, words);
    }

    /// Offers the saved searches anew in a picker of saved searches.
    fn show_saved_again(&mut self) {
        let is_of_searches = |top: &mut Popup| match top {
            Popup::Picker(picker) => picker.lists_searches(),
            _ => false,
        };
        if self.popups.pop_if(is_of_searches).is_some() && !self.project.searches().is_empty() {
            self.pick_search();
        }
    }
}
