//! The codebook: a row for each label, for each label that only annotations have, and for each kind of text.
//!
//! ```text
//!  1 S  sourced             21  The claim is attributed to a person, organisation, document or data…
//!    ?  rumour               3  not in the codebook · Enter adds the label again
//!    B  navigation, site lines            settled by 0
//! ```

use copydesk::{
    annotation::{KindRow, Label, LabelId, Role, SettleMode},
    command::{Command, DecideCommand, ListCommand},
    project::LabelChange,
    text::{TextKind, count},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    request::ViewRequest,
    view::{CLOSE, DELETE, HELP, OPEN, UNDO, View, has_list},
};
use crate::tui::{
    draw::{abbreviate::cut, paint, pen::TextPen},
    layout::Regions,
    list::ViewList,
    scene::Scene,
    state::popup::PromptPurpose,
    theme::Part,
};

/// A row of the codebook.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CodebookRow {
    /// A label of the codebook.
    Label(LabelId),
    /// A label that only annotations have.
    Unknown(LabelId),
    /// A kind of text.
    Kind(TextKind),
}

/// The labels of the codebook, in its order, and the table of kinds.
#[derive(Debug, Default)]
pub struct LabelsView {
    pub list: ViewList<CodebookRow>,
}

impl View for LabelsView {
    fn draw(&self, buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
        let labels = count(scene.project.codebook().labels.len(), "label");
        let title = format!("Codebook: {labels}, and the label of each kind of text");
        let frame = self.frame(regions, title, "");
        let uses = scene.project.label_uses();
        let used = |id: &LabelId| uses.get(id).copied().unwrap_or_default();
        self.list.draw(buffer, scene, &frame, |buffer, (_, row), line| match row {
            CodebookRow::Label(id) => {
                if let Some(label) = scene.label(id) {
                    label_row(buffer, scene, (label, used(id)), line);
                }
            }
            CodebookRow::Unknown(id) => unknown_row(buffer, scene, (id, used(id)), line),
            CodebookRow::Kind(kind) => kind_row(buffer, scene, *kind, line),
        });
    }

    fn details(&self, pen: &mut TextPen<'_>, scene: Scene<'_>) {
        let theme = scene.theme;
        match self.list.selected() {
            Some(CodebookRow::Label(id)) => {
                let Some(label) = scene.label(id) else { return };
                pen.heading(scene, &label.name);
                pen.write(&label.definition, theme.part(Part::Text));
                for example in &label.examples {
                    pen.write(&format!("– {example}"), theme.part(Part::Dim));
                }
            }
            Some(CodebookRow::Unknown(id)) => {
                pen.heading(scene, &id.0);
                let words = "Annotations carry this label, and the codebook does not have it. Enter adds \
                             the label again, M gives the annotations another label, d takes it off.";
                pen.write(words, theme.part(Part::Warning));
            }
            Some(CodebookRow::Kind(kind)) => {
                pen.heading(scene, kind.words());
                let row = scene.project.codebook().kinds.row(*kind);
                pen.write(settle_words(row.settle), theme.part(Part::Text));
                let keys = "Enter changes when 0 labels the kind, 1–9 gives the kind a label.";
                pen.write(keys, theme.part(Part::Dim));
            }
            None => {}
        }
    }

    fn summary(&self, buffer: &mut Buffer, scene: Scene<'_>, area: Rect) {
        self.details(&mut TextPen::beside_edge(buffer, area), scene);
    }

    fn hints(&self) -> &'static [Command] {
        &[
            OPEN,
            CLOSE,
            HELP,
            Command::List(ListCommand::AddLabel),
            Command::List(ListCommand::MergeLabel),
            DELETE,
            UNDO,
        ]
    }

    has_list!();

    fn refresh(&mut self, scene: Scene<'_>) {
        let codebook = scene.project.codebook();
        let labels = codebook.labels.iter().map(|label| CodebookRow::Label(label.id.clone()));
        let unknown = scene.project.unknown_own_labels().into_iter();
        let unknown = unknown.map(|label| CodebookRow::Unknown(label.id));
        let kinds = codebook.kinds.rows().iter().map(|row| CodebookRow::Kind(row.kind));
        self.list.replace(labels.chain(unknown).chain(kinds).collect());
    }

    fn open(&mut self, scene: Scene<'_>) -> Vec<ViewRequest> {
        match self.list.selected() {
            Some(CodebookRow::Label(id)) => {
                let name = scene.project.codebook().name_of(id).to_owned();
                let title = "New name of the label; its annotations follow";
                vec![ViewRequest::Ask(PromptPurpose::LabelRename(id.clone()), title, name)]
            }
            Some(CodebookRow::Unknown(id)) => {
                vec![ViewRequest::ChangeLabel(LabelChange::Restore(id.clone()))]
            }
            Some(CodebookRow::Kind(kind)) => {
                let row = scene.project.codebook().kinds.row(*kind);
                if row.label.is_none() {
                    return vec![ViewRequest::tell("1–9 gives this kind a label first")];
                }
                let modes = SettleMode::ALL;
                let at = modes.iter().position(|mode| *mode == row.settle).unwrap_or_default();
                let settle = modes[(at + 1) % modes.len()];
                vec![ViewRequest::ChangeLabel(LabelChange::Kind(KindRow { settle, ..row.clone() }))]
            }
            None => self.does_nothing(),
        }
    }

    fn decide(&mut self, command: DecideCommand, scene: Scene<'_>) -> Vec<ViewRequest> {
        let codebook = scene.project.codebook();
        match (self.list.selected(), command) {
            (Some(CodebookRow::Label(id) | CodebookRow::Unknown(id)), DecideCommand::Delete) => {
                vec![ViewRequest::ChangeLabel(LabelChange::Delete(id.clone()))]
            }
            (Some(CodebookRow::Kind(kind)), DecideCommand::Delete) => {
                let row = codebook.kinds.row(*kind).clone();
                let row = KindRow { label: None, settle: SettleMode::Never, ..row };
                vec![ViewRequest::ChangeLabel(LabelChange::Kind(row))]
            }
            (Some(CodebookRow::Kind(kind)), DecideCommand::Label(key)) => {
                let label = codebook.by_key(copydesk::command::label_key(key));
                let Some(label) = label else {
                    return vec![ViewRequest::tell(format!("Key {key} has no label"))];
                };
                let row = codebook.kinds.row(*kind).clone();
                // A kind that was left open begins with the careful mode.
                let settle = row.settle.min(SettleMode::Ticked);
                let row = KindRow { label: Some(label.id.clone()), settle, ..row };
                vec![ViewRequest::ChangeLabel(LabelChange::Kind(row))]
            }
            _ => self.does_nothing(),
        }
    }

    fn add_label(&mut self) -> Vec<ViewRequest> {
        if let Some(CodebookRow::Unknown(id)) = self.list.selected() {
            return vec![ViewRequest::ChangeLabel(LabelChange::Restore(id.clone()))];
        }
        let title = "Name of the new label";
        vec![ViewRequest::Ask(PromptPurpose::LabelName, title, String::new())]
    }

    fn merge_label(&mut self) -> Vec<ViewRequest> {
        match self.list.selected() {
            Some(CodebookRow::Label(id) | CodebookRow::Unknown(id)) => {
                let title = "Merge into the label (name or key)";
                vec![ViewRequest::Ask(PromptPurpose::LabelMerge(id.clone()), title, String::new())]
            }
            Some(CodebookRow::Kind(_)) | None => self.does_nothing(),
        }
    }
}

fn settle_words(settle: SettleMode) -> &'static str {
    match settle {
        SettleMode::Sure => "settled by 0",
        SettleMode::Ticked => "only when ticked",
        SettleMode::Never => "never: left open for a reader",
    }
}

fn label_row(buffer: &mut Buffer, scene: Scene<'_>, (label, n): (&Label, usize), line: Rect) {
    let theme = scene.theme;
    let name = cut(&label.name, 16);
    let pad = " ".repeat(16 - paint::width(&name).min(16));
    let words = [
        (&*format!(" {} ", label.key), theme.part(Part::Key)),
        (&label.letter.to_string(), theme.letter(label.role)),
        (&format!("  {name}{pad}"), theme.part(Part::Heading)),
        (&format!(" {n:>6}  "), theme.part(Part::Text)),
    ];
    let rest = paint::words(buffer, line, &words);
    let cols = rest.width.saturating_sub(1);
    let definition = cut(&label.definition, usize::from(cols));
    paint::put(buffer, Position::new(rest.x, rest.y), cols, &definition, theme.part(Part::Dim));
}

fn unknown_row(buffer: &mut Buffer, scene: Scene<'_>, (id, n): (&LabelId, usize), line: Rect) {
    let theme = scene.theme;
    let name = cut(&id.0, 16);
    let pad = " ".repeat(16 - paint::width(&name).min(16));
    let words = [
        ("   ?  ", theme.part(Part::Warning)),
        (&*format!("{name}{pad}"), theme.part(Part::Heading)),
        (&format!(" {n:>6}  "), theme.part(Part::Text)),
        ("not in the codebook · Enter adds the label again", theme.part(Part::Warning)),
    ];
    paint::words(buffer, line, &words);
}

fn kind_row(buffer: &mut Buffer, scene: Scene<'_>, kind: TextKind, line: Rect) {
    let theme = scene.theme;
    let codebook = scene.project.codebook();
    let row = codebook.kinds.row(kind);
    let label = row.label.as_ref();
    let letter = label.map_or("·".to_owned(), |id| codebook.letter_of(id).to_string());
    let role = label.and_then(|id| codebook.by_id(id)).map_or(Role::Custom, |label| label.role);
    let words = [
        ("   ", theme.part(Part::Text)),
        (&*letter, theme.letter(role)),
        (&format!("  {:<33}  ", kind.words()), theme.part(Part::Text)),
        (settle_words(row.settle), theme.part(Part::Dim)),
    ];
    paint::words(buffer, line, &words);
}
