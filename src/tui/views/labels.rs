//! The codebook: three lines for each label, its key, letter and name, then its definition. `a` adds a label.

use copydesk::{
    annotation::{Label, LabelId},
    command::{Command, ListCommand},
    text::{Span, wrap},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::{
    request::ViewRequest,
    view::{CLOSE, HELP, OPEN, UNDO, View, has_list},
};
use crate::tui::{
    draw::{abbreviate::cut, paint, pen::TextPen},
    layout::{LABEL_LINES, Regions},
    list::ViewList,
    scene::Scene,
    state::popup::PromptPurpose,
    theme::Part,
};

/// The labels of the codebook, in its order.
#[derive(Debug, Default)]
pub struct LabelsView {
    pub list: ViewList<LabelId>,
}

impl View for LabelsView {
    fn draw(&self, buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
        let frame = self.frame(regions, "Labels".to_owned(), "");
        self.list.draw(buffer, scene, &frame, |buffer, (_, id), lines| {
            if let Some(label) = scene.label(id) {
                label_row(buffer, scene, label, lines);
            }
        });
    }

    fn details(&self, pen: &mut TextPen<'_>, scene: Scene<'_>) {
        if let Some(label) = self.list.selected().and_then(|id| scene.label(id)) {
            pen.heading(scene, &label.name);
            pen.write(&label.definition, scene.theme.part(Part::Text));
            for example in &label.examples {
                pen.write(&format!("– {example}"), scene.theme.part(Part::Dim));
            }
        }
    }

    fn hints(&self) -> &'static [Command] {
        &[OPEN, CLOSE, HELP, Command::List(ListCommand::AddLabel), UNDO]
    }

    has_list!();

    fn row_height(&self) -> u16 {
        LABEL_LINES
    }

    fn refresh(&mut self, scene: Scene<'_>) {
        let labels = scene.project.codebook().labels.iter();
        self.list.replace(labels.map(|label| label.id.clone()).collect());
    }

    fn open(&mut self, _scene: Scene<'_>) -> Vec<ViewRequest> {
        vec![ViewRequest::tell("a adds a label; its key then puts it.")]
    }

    fn add_label(&mut self) -> Vec<ViewRequest> {
        let title = "Name of the new label";
        vec![ViewRequest::Ask(PromptPurpose::LabelName, title, String::new())]
    }
}

fn label_row(buffer: &mut Buffer, scene: Scene<'_>, label: &Label, lines: Rect) {
    let theme = scene.theme;
    let words = [
        (&*format!(" {} ", label.key), theme.part(Part::Key)),
        (&label.letter.to_string(), theme.letter(label.role)),
        (&format!("  {}", label.name), theme.part(Part::Heading)),
    ];
    paint::words(buffer, Rect { height: 1, ..lines }, &words);
    let below = Rect { y: lines.y + 1, height: lines.height - 1, ..lines };
    definition(buffer, scene, &label.definition, below);
}

/// Draws two rows of a definition; `…` stands for the rest.
fn definition(buffer: &mut Buffer, scene: Scene<'_>, words: &str, area: Rect) {
    let cols = area.width.saturating_sub(6);
    let rows = wrap(words, Span::new(0, words.len()), usize::from(cols.max(1)));
    for (index, (row, y)) in rows.iter().zip(area.top()..area.bottom()).enumerate() {
        let has_more = index == 1 && rows.len() > 2;
        let line = if has_more { &words[row.start..] } else { row.of(words) };
        let line = cut(line, usize::from(cols));
        let at = Position::new(area.x + 5, y);
        paint::put(buffer, at, cols, &line, scene.theme.part(Part::Dim));
    }
}
