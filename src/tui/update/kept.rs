//! Labels, saved searches and rules that got to the disk: telling it, and showing what they change.
//!
//! What is not on disk yet is not shown as if it were: see [`copydesk::project::KeepJob`].

use copydesk::project::Change;

use super::Effects;
use crate::tui::{
    app::{App, Tone},
    effect::Effect,
    pane::overlay::Overlay,
    view::in_short,
};

impl App {
    /// Asks for a change to be put on disk.
    pub(super) fn keep(&self, change: Change) -> Effects {
        vec![Effect::Keep(Box::new(change))]
    }

    /// Shows and tells a change that is on disk.
    pub(super) fn take_kept(&mut self, change: &Change) {
        let words = match change {
            Change::AddLabel(id, _) => {
                format!("Added the label {}.", self.project.label_with_key(id))
            }
            Change::SaveSearch(search) => {
                format!("Saved as “{}”; Space F shows all.", search.name)
            }
            Change::RenameSearch { name, new } => format!("“{name}” is now called “{new}”."),
            Change::DeleteSearch(name) => format!("The saved search “{name}” is deleted."),
            Change::KeepRule(rule) => {
                let words = in_short(&rule.words, 24);
                format!("Kept: later places of “{words}” are offered; Space w lists.")
            }
            Change::RemoveRule(..) => "The rule is gone; what it labelled stays.".to_owned(),
        };
        match change {
            Change::RenameSearch { .. } | Change::DeleteSearch(_) => self.show_saved_again(),
            Change::SaveSearch(_) => {}
            Change::AddLabel(..) | Change::KeepRule(_) | Change::RemoveRule(..) => {
                self.refresh_lists();
            }
        }
        self.tell(Tone::Told, words);
    }

    /// The saved searches anew, where they are being looked at.
    fn show_saved_again(&mut self) {
        let is_of_searches = |top: &mut Overlay| match top {
            Overlay::Picker(picker) => picker.lists_searches(),
            _ => false,
        };
        if self.overlays.pop_if(is_of_searches).is_some() && !self.project.searches().is_empty() {
            self.pick_search();
        }
    }
}
