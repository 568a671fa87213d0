//! Progress and figures: for each article a strip with one cell per sentence, for example `SSU··S`, and
//! the labels counted.

use copydesk::{annotation::Role, command::Command, text::agree};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use super::{
    articles::{ARTICLE_HINTS, matching_articles, read_selected, write_article},
    request::ViewRequest,
    view::{View, has_list},
};
use crate::tui::{
    draw::{
        abbreviate::{article_name, percent},
        paint,
        pen::TextPen,
    },
    layout::Regions,
    list::ViewList,
    scene::Scene,
    theme::Part,
};

/// Columns of an article's name before its strip.
const NAME_COLUMNS: usize = 20;

/// The articles of the filter, by index.
#[derive(Debug, Default)]
pub struct FiguresView {
    pub list: ViewList<usize>,
}

impl View for FiguresView {
    fn draw(&self, buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
        let (decided, all) = scene.project.progress();
        let sentences = agree(all, "sentence", "sentences");
        let percent = percent(decided, all);
        let frame = self.frame(
            regions,
            format!("{decided} of {all} {sentences} decided ({percent} %)"),
            "",
        );
        self.list.draw(buffer, scene, &frame, |buffer, (_, index), line| {
            strip(buffer, scene, *index, line);
        });
    }

    fn details(&self, pen: &mut TextPen<'_>, scene: Scene<'_>) {
        if let Some(index) = self.list.selected() {
            write_article(pen, scene, *index);
        }
    }

    fn hints(&self) -> &'static [Command] {
        &ARTICLE_HINTS
    }

    has_list!(filtered);

    fn refresh(&mut self, scene: Scene<'_>) {
        let rows = matching_articles(scene.project, &self.list.filter);
        self.list.replace(rows);
    }

    fn open(&mut self, _scene: Scene<'_>) -> Vec<ViewRequest> {
        read_selected(&self.list)
    }
}

fn strip(buffer: &mut Buffer, scene: Scene<'_>, index: usize, line: Rect) {
    let n = scene.project.tally_of(index).n_sentences();
    let name = article_name(scene.project, index, NAME_COLUMNS);
    let name = format!(" {name:<NAME_COLUMNS$} {n:>4} ");
    let text = scene.theme.part(Part::Text);
    let rest = paint::text(buffer, line, &name, text);
    let counts = label_counts(scene, index);
    let right = paint::columns(&counts) + 2;
    let room = usize::from(rest.width.saturating_sub(right));
    // In a long article several sentences share a cell; the cell shows the first sentence.
    let cells = n.min(room);
    for (cell, x) in (0..cells).zip(rest.x..) {
        let (letter, style) = sentence_letter(scene, index, cell * n / cells.max(1));
        let at = Position::new(x, line.y);
        paint::sign(buffer, at, letter.encode_utf8(&mut [0; 4]), style);
    }
    paint::right(buffer, line, &format!("{counts} "), text);
}

fn sentence_letter(scene: Scene<'_>, index: usize, sentence: usize) -> (char, Style) {
    let Some(id) = scene.project.tally_of(index).label(sentence) else {
        return ('·', scene.theme.part(Part::Dim));
    };
    match scene.label(id) {
        Some(label) => (label.letter, scene.theme.letter(label.role)),
        None => ('?', scene.theme.letter(Role::Custom)),
    }
}

/// Returns the labels of an article with their numbers, for example `S 12 U 20`.
fn label_counts(scene: Scene<'_>, index: usize) -> String {
    let tally = scene.project.tally_of(index);
    let labels = scene.project.codebook().labels.iter();
    let counted = labels.map(|label| (label.letter, tally.count(&label.id)));
    let shown: Vec<String> =
        counted.filter(|(_, n)| *n > 0).map(|(letter, n)| format!("{letter} {n}")).collect();
    shown.join(" ")
}
