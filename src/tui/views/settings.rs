//! The settings with their values. `Enter` goes on to the next value, for example from `light` to
//! `dark`.

use copydesk::{command::Command, store::ThemeName};
use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    request::ViewRequest,
    view::{CLOSE, HELP, OPEN, UNDO, View, has_list},
};
use crate::tui::{
    draw::{paint, pen::TextPen},
    layout::Regions,
    list::ViewList,
    scene::Scene,
    state::popup::PromptPurpose,
    theme::Part,
};

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SettingRow {
    Theme,
    Measure,
    AutoJump,
    Annotator,
    KeepTexts,
}

/// The settings in their order.
#[derive(Debug, Default)]
pub struct SettingsView {
    pub list: ViewList<SettingRow>,
}

impl View for SettingsView {
    fn draw(&self, buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
        let area = self.area(regions);
        let frame = self.frame(regions, "Settings (Enter changes)".to_owned(), "");
        let text = scene.theme.part(Part::Text);
        self.list.draw(buffer, scene, &frame, |buffer, (_, row), line| {
            let (name, value) = setting(scene, *row);
            let words = format!(" {name:<28} {value}");
            paint::text(buffer, line, &words, text);
        });
        let y = area.y + self.list.items.len() as u16 + 1;
        if y < area.bottom() {
            let folder = scene.project.store_dir().display();
            let words = format!(" annotations are kept in {folder}");
            paint::text(buffer, Rect { y, ..area }, &words, scene.theme.part(Part::Dim));
        }
    }

    fn details(&self, pen: &mut TextPen<'_>, scene: Scene<'_>) {
        let folder = scene.project.store_dir().display();
        let words = format!("Annotations are kept in {folder}");
        pen.write(&words, scene.theme.part(Part::Dim));
    }

    fn hints(&self) -> &'static [Command] {
        &[OPEN, CLOSE, HELP, UNDO]
    }

    has_list!();

    fn refresh(&mut self, _scene: Scene<'_>) {
        self.list.replace(vec![
            SettingRow::Theme,
            SettingRow::Measure,
            SettingRow::AutoJump,
            SettingRow::Annotator,
            SettingRow::KeepTexts,
        ]);
    }

    fn open(&mut self, scene: Scene<'_>) -> Vec<ViewRequest> {
        let mut settings = scene.settings.clone();
        match self.list.selected() {
            Some(SettingRow::Theme) => settings.theme = next_theme(settings.theme),
            Some(SettingRow::Measure) => {
                settings.measure = match settings.measure + 4 {
                    81.. => 60,
                    next => next,
                };
            }
            Some(SettingRow::AutoJump) => settings.auto_jump = !settings.auto_jump,
            Some(SettingRow::KeepTexts) => settings.keep_texts = !settings.keep_texts,
            Some(SettingRow::Annotator) => {
                let title = "Your name as annotator (from the next start)";
                let known = settings.annotator.unwrap_or_default();
                return vec![ViewRequest::Ask(PromptPurpose::Annotator, title, known)];
            }
            None => return Vec::new(),
        }
        vec![ViewRequest::Set(settings)]
    }
}

fn next_theme(theme: ThemeName) -> ThemeName {
    match theme {
        ThemeName::Auto => ThemeName::Terminal,
        ThemeName::Terminal => ThemeName::Light,
        ThemeName::Light => ThemeName::Dark,
        ThemeName::Dark => ThemeName::Mono,
        ThemeName::Mono => ThemeName::Auto,
    }
}

/// Returns the name and the value of a setting in words.
fn setting(scene: Scene<'_>, row: SettingRow) -> (&'static str, String) {
    let settings = scene.settings;
    match row {
        SettingRow::Theme => {
            let name = match settings.theme {
                ThemeName::Auto => "the terminal's own colours",
                ThemeName::Terminal => "16 colours",
                ThemeName::Light => "light",
                ThemeName::Dark => "dark",
                ThemeName::Mono => "no colours",
            };
            let forced = if scene.no_color { " (NO_COLOR is set: no colours)" } else { "" };
            ("theme", format!("{name}{forced}"))
        }
        SettingRow::Measure => ("text width", format!("{} columns", settings.measure)),
        SettingRow::AutoJump => {
            let value = if settings.auto_jump { "jump on" } else { "stay" };
            ("after a label", value.to_owned())
        }
        SettingRow::KeepTexts => {
            let value = match settings.keep_texts {
                true => "kept beside the annotations (mind the rights)",
                false => "not kept",
            };
            ("texts of articles", value.to_owned())
        }
        SettingRow::Annotator => ("annotator", scene.project.annotator().to_owned()),
    }
}
