//! The settings with their values.

use crate::tui::list::ViewList;

/// The rows of the settings view, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    Theme,
    Measure,
    AutoJump,
    Annotator,
    KeepTexts,
}

impl Setting {
    pub const ALL: [Setting; 5] = [
        Setting::Theme,
        Setting::Measure,
        Setting::AutoJump,
        Setting::Annotator,
        Setting::KeepTexts,
    ];
}

/// The settings.
#[derive(Debug, Default)]
pub struct SettingsView {
    pub list: ViewList<Setting>,
}
