//! Annotations of renamed articles: each old name with the article of today and the evidence. `p` moves
//! the ticked rows, `P` all rows with one article of today.
//!
//! If several articles fit, each of them is a row of its own, and the choice of a row chooses the article.

use copydesk::{
    command::{AnchorCommand, Command},
    project::clear_moves,
    store::{RecordMove, RenameTarget, RenamedArticle, n_renamed},
    text::count,
};
use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    request::ViewRequest,
    view::{CLOSE, HELP, OPEN, TICK, TICK_ALL, View, has_list},
};
use crate::tui::{
    draw::{paint, pen::TextPen},
    layout::Regions,
    list::ViewList,
    scene::Scene,
    theme::Part,
};

/// A renamed article, and one of its articles of today, both by number.
type RenameRow = (usize, Option<usize>);

/// The rows, by annotation file.
#[derive(Debug, Default)]
pub struct RenamesView {
    pub list: ViewList<RenameRow>,
}

impl View for RenamesView {
    fn draw(&self, buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
        let (title, empty) = match &scene.background.renamed {
            None => ("Renamed articles: the articles are still being read".to_owned(), ""),
            Some(all) if all.is_empty() => {
                ("Renamed articles (0)".to_owned(), "Every annotation has its article.")
            }
            Some(all) => {
                let n = all.iter().map(|one| one.ids.len()).sum();
                let title = format!(
                    "Renamed articles ({}): {} without an article",
                    n_renamed(all),
                    count(n, "annotation")
                );
                (title, "")
            }
        };
        let frame = self.frame(regions, title, empty);
        self.list.draw(buffer, scene, &frame, |buffer, (_, row), line| {
            if let Some((renamed, target)) = found(scene, *row) {
                let is_ticked = self.list.ticked.contains(row);
                rename_row(buffer, scene, (renamed, target), is_ticked, line);
            }
        });
    }

    fn details(&self, pen: &mut TextPen<'_>, scene: Scene<'_>) {
        let selected = self.list.selected().and_then(|row| found(scene, *row));
        let Some((renamed, target)) = selected else { return };
        let theme = scene.theme;
        pen.heading(scene, &renamed.from);
        let n = format!("{} by {}", count(renamed.ids.len(), "annotation"), renamed.annotator);
        let Some(target) = target else {
            pen.write(&format!("{n}; no article has these words"), theme.part(Part::Text));
            let words = "`copydesk renames --from OLD --to NEW` moves them all the same.";
            return pen.write(words, theme.part(Part::Dim));
        };
        let words = format!("→ {}: {}", target.article, target.evidence);
        pen.write(&words, theme.part(Part::Text));
        pen.write(&n, theme.part(Part::Dim));
        if renamed.is_reused {
            pen.write("another text has the old name now", theme.part(Part::Dim));
        }
        let there = scene.project.find_article(&target.article);
        let n_there = there.map_or(0, |index| scene.project.annotations(index).len());
        if n_there > 0 {
            let words = format!("{} there already; all are kept", count(n_there, "annotation"));
            pen.write(&words, theme.part(Part::Dim));
        }
        if renamed.annotator != scene.project.annotator() {
            let words = format!("only {} can move them", renamed.annotator);
            pen.write(&words, theme.part(Part::Dim));
        }
    }

    fn summary(&self, buffer: &mut Buffer, scene: Scene<'_>, area: Rect) {
        self.details(&mut TextPen::beside_edge(buffer, area), scene);
    }

    fn hints(&self) -> &'static [Command] {
        &[
            Command::Anchor(AnchorCommand::AcceptPlace),
            Command::Anchor(AnchorCommand::AcceptPlaces),
            OPEN,
            CLOSE,
            HELP,
            TICK,
            TICK_ALL,
        ]
    }

    has_list!();

    fn has_ticks(&self) -> bool {
        true
    }

    fn refresh(&mut self, scene: Scene<'_>) {
        let renamed = scene.background.renamed.iter().flatten().enumerate();
        let rows = renamed.flat_map(|(at, one)| {
            let targets: Vec<RenameRow> = match one.targets.len() {
                0 => vec![(at, None)],
                n => (0..n).map(|target| (at, Some(target))).collect(),
            };
            targets
        });
        let rows: Vec<RenameRow> = rows.collect();
        self.list.ticked.retain(|row| rows.contains(row));
        self.list.replace(rows);
    }

    /// Reads the article of today.
    fn open(&mut self, scene: Scene<'_>) -> Vec<ViewRequest> {
        let selected = self.list.selected().and_then(|row| found(scene, *row));
        let target = selected.and_then(|(_, target)| target);
        match target.and_then(|target| scene.project.find_article(&target.article)) {
            Some(index) => vec![ViewRequest::ReadOn(index)],
            None => vec![ViewRequest::tell("No article has these words.")],
        }
    }

    fn settle(&mut self, command: AnchorCommand, scene: Scene<'_>) -> Vec<ViewRequest> {
        let moves = match command {
            AnchorCommand::PlaceAnew => return self.does_nothing(),
            AnchorCommand::AcceptPlace => self.chosen(scene),
            AnchorCommand::AcceptPlaces => {
                let renamed = scene.background.renamed.as_deref().unwrap_or_default();
                Ok(clear_moves(renamed, scene.project.annotator()))
            }
        };
        match moves {
            Err(words) => vec![ViewRequest::tell(words)],
            Ok(moves) if moves.is_empty() => {
                vec![ViewRequest::tell("Nothing to move: p moves the row that you choose.")]
            }
            Ok(moves) => vec![ViewRequest::MoveRecords(moves)],
        }
    }
}

impl RenamesView {
    /// Returns the moves of the ticked rows, else of the selected row; a sentence if the rows cannot be
    /// moved.
    fn chosen(&self, scene: Scene<'_>) -> Result<Vec<RecordMove>, String> {
        let rows: Vec<RenameRow> = self.list.chosen();
        if let Some(twice) = rows.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let from = found(scene, twice[0]).map_or("", |(renamed, _)| renamed.from.as_str());
            return Err(format!("Tick one article only for {from}."));
        }
        let mut moves = Vec::new();
        for (renamed, target) in rows.into_iter().filter_map(|row| found(scene, row)) {
            if renamed.annotator != scene.project.annotator() {
                return Err(format!("Only {} can move these annotations.", renamed.annotator));
            }
            let Some(target) = target else {
                return Err(format!("No article has the words of {}.", renamed.from));
            };
            let (from, to) = (renamed.from.clone(), target.article.clone());
            moves.push(RecordMove { from, to, ids: renamed.ids.clone() });
        }
        Ok(moves)
    }
}

fn found(scene: Scene<'_>, row: RenameRow) -> Option<(&RenamedArticle, Option<&RenameTarget>)> {
    let renamed = scene.background.renamed.as_ref()?.get(row.0)?;
    Some((renamed, row.1.and_then(|target| renamed.targets.get(target))))
}

fn rename_row(
    buffer: &mut Buffer,
    scene: Scene<'_>,
    (renamed, target): (&RenamedArticle, Option<&RenameTarget>),
    is_ticked: bool,
    line: Rect,
) {
    let theme = scene.theme;
    let sign = if is_ticked { "✓" } else { " " };
    let n = format!(" {:>4} ", renamed.ids.len());
    let is_ambiguous = renamed.targets.len() > 1;
    let (article, evidence) = match target {
        Some(target) => (target.article.as_str(), target.evidence.to_string()),
        None => ("?", "no article has these words".to_owned()),
    };
    let evidence = match is_ambiguous {
        true => format!("{evidence}, one of {}", renamed.targets.len()),
        false => evidence,
    };
    let evidence = format!("{evidence:<19}  ");
    let is_own = renamed.annotator == scene.project.annotator();
    let whose = if is_own { String::new() } else { format!(" ({})", renamed.annotator) };
    let part = if is_own { Part::Text } else { Part::Dim };
    let words = [
        (sign, theme.part(Part::Good)),
        (&n, theme.part(Part::Dim)),
        (&evidence, theme.part(if is_ambiguous { Part::Warning } else { Part::Dim })),
        (&renamed.from, theme.part(part)),
        (&whose, theme.part(Part::Dim)),
        (" → ", theme.part(Part::Dim)),
        (article, theme.part(part)),
    ];
    paint::words(buffer, line, &words);
}
