//! The article list beside the text on wide screens, with the counts of all labels below.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::tui::draw::{
    abbreviate::{article_name, percent},
    paint,
};
use crate::tui::{scene::Scene, theme::Part};

/// Draws the article list, with its figures below.
pub fn article_sidebar(buffer: &mut Buffer, scene: Scene<'_>, area: Rect) {
    let (theme, project) = (scene.theme, scene.project);
    for y in area.top()..area.bottom() {
        let at = Position::new(area.right() - 1, y);
        paint::sign(buffer, at, "│", theme.part(Part::Rule));
    }
    let inner = Rect { x: area.x + 1, width: area.width - 3, ..area };
    let n_articles = project.len();
    let figures = (project.codebook().labels.len() as u16 + 3).min(inner.height / 2);
    let height = usize::from(inner.height - figures);
    let here = scene.reader.place.article;
    let first = (here + 1).saturating_sub(height).min(n_articles.saturating_sub(height));
    for (index, y) in (first..n_articles).take(height).zip(inner.top()..) {
        let tally = project.tally_of(index);
        let progress = format!("{:>3} %", percent(tally.n_decided(), tally.n_sentences()));
        let row = Rect { y, height: 1, ..inner };
        let name = article_name(project, index, usize::from(inner.width) - 7);
        let part = if index == here { Part::Active } else { Part::Text };
        paint::words(buffer, row, &[(&name, theme.part(part))]);
        paint::right(buffer, row, &progress, theme.part(Part::Dim));
    }
    let below = Rect { y: inner.bottom() - figures, height: figures, ..inner };
    label_totals(buffer, scene, below);
}

/// Draws the number of uses of each label in all articles.
fn label_totals(buffer: &mut Buffer, scene: Scene<'_>, area: Rect) {
    let (theme, project) = (scene.theme, scene.project);
    let (decided, all) = project.progress();
    let heading = format!("All articles: {decided} of {all} decided");
    paint::text(buffer, area, &heading, theme.part(Part::Heading));
    let labels = project.codebook().labels.iter();
    for (label, y) in labels.zip(area.y + 1..area.bottom()) {
        let counts = (0..project.len()).map(|index| project.tally_of(index).count(&label.id));
        let n: usize = counts.sum();
        let row = Rect { y, height: 1, ..area };
        let words = [
            (&*label.letter.to_string(), theme.letter(label.role)),
            (&format!(" {n:>5} {}", label.name), theme.part(Part::Text)),
        ];
        paint::words(buffer, row, &words);
    }
}
