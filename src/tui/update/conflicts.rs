//! Conflicts: choosing among the versions of an annotation after edits by several people.

use copydesk::annotation::AnnotationId;
use jiff::Timestamp;

use super::Effects;
use crate::tui::{
    app::App,
    session::Tone,
    state::popup::{PickerChoice, PickerItem, PickerPopup, Popup},
};

impl App {
    /// Offers the versions of an annotation, the version on the screen first.
    pub(super) fn offer_versions(&mut self, of: Option<(usize, AnnotationId)>) {
        let versions = of.map(|(article, id)| (article, id, self.project.versions(article, id)));
        let Some((article, id, versions)) = versions.filter(|(.., all)| !all.is_empty()) else {
            self.tell(Tone::Told, "There is one version only: nothing to choose.");
            return;
        };
        let item = |(which, version)| {
            let says = self.project.version_summary(version);
            let shown = if which == 0 { " · shown now" } else { "" };
            PickerItem {
                choice: PickerChoice::Version(article, id, which),
                name: says.clone(),
                words: format!("{says} · {}{shown}", version.at),
                keys: String::new(),
                available: true,
            }
        };
        let items = versions.iter().enumerate().map(item).collect();
        self.popups.push(Popup::Picker(PickerPopup::new("Which version counts", items)));
    }

    /// Keeps one version and drops the others.
    pub(super) fn choose_version(
        &mut self,
        (article, id): (usize, AnnotationId),
        which: usize,
        at: Timestamp,
    ) -> Effects {
        let Some(step) = self.project.choose_version(article, id, which, at) else {
            self.tell(Tone::Warned, "This version is not there any more.");
            return Vec::new();
        };
        self.reader.selection = None;
        let effects = self.save_step(&step);
        self.tell(Tone::Told, "Chosen; u takes it back.");
        effects
    }
}
