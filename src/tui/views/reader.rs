//! The reader as a view: the article, and details of the sentence with the cursor.
//!
//! Leaves the text itself to `draw/article_text.rs` and the reader's state to [`Reader`].

use copydesk::{
    annotation::{Annotation, TypedField},
    command::{
        AppCommand, Command, DecideCommand, HistoryCommand, NavigateCommand, PopupCommand,
        SelectCommand,
    },
    text::{agree, count, on_one_line},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use super::view::View;
use crate::tui::{
    draw::{
        abbreviate::{cut, in_short},
        annotation_details::{
            annotation_letter, conflict, facts_line, label_words, write_annotation,
        },
        article_text, paint,
        pen::TextPen,
    },
    layout::Regions,
    scene::Scene,
    state::reader::{Reader, SelectionPurpose},
    theme::Part,
};

/// The sentence below the text while an annotation is placed anew.
const PLACING: &str = "Enter puts the mark here · v selects words · Esc leaves it";

impl View for Reader {
    fn draw(&self, buffer: &mut Buffer, scene: Scene<'_>, regions: &Regions) {
        article_text::draw_article(buffer, scene, regions);
    }

    fn cursor(&self, scene: Scene<'_>, regions: &Regions) -> Option<Position> {
        article_text::cursor(scene, regions)
    }

    /// Writes the details of the sentence in focus, then a line for each annotation of the article.
    fn details(&self, pen: &mut TextPen<'_>, scene: Scene<'_>) {
        let theme = scene.theme;
        if self.placing_anew.is_some() {
            pen.write(PLACING, theme.part(Part::Warning));
        }
        if let Some(lines) = part_lines(scene) {
            lines.iter().for_each(|line| pen.write(line, theme.part(Part::Key)));
            pen.next_row();
        }
        pen.heading(scene, "This sentence");
        match scene.annotation_here() {
            None => pen.write(&undecided(scene), theme.part(Part::Text)),
            Some(annotation) => {
                let is_elsewhere = is_elsewhere(scene, annotation);
                let here = (self.place.article, annotation, is_elsewhere);
                write_annotation(pen, scene, here);
            }
        }
        let lines = [(repeat(scene), Part::Key), (finding(scene), Part::Warning)];
        for (words, part) in lines.into_iter().filter(|(words, _)| !words.is_empty()) {
            pen.write(&words, theme.part(part));
        }
        pen.next_row();
        annotation_rows(pen, scene);
    }

    fn summary(&self, buffer: &mut Buffer, scene: Scene<'_>, area: Rect) {
        let theme = scene.theme;
        let row = |y: u16| Rect { y: area.y + y, height: 1, ..area };
        let text = theme.part(Part::Text);
        if self.placing_anew.is_some() {
            let words = [(" ", text), (PLACING, theme.part(Part::Warning))];
            paint::words(buffer, row(0), &words);
            return;
        }
        let cols = usize::from(area.width.saturating_sub(2));
        if let Some([first, second]) = part_lines(scene) {
            let words = [(" ", text), (&*cut(&first, cols), theme.part(Part::Key))];
            paint::words(buffer, row(0), &words);
            paint::words(buffer, row(1), &[(" ", text), (&*cut(&second, cols), text)]);
            return;
        }
        let Some(annotation) = scene.annotation_here() else {
            let (second, part) = match repeat(scene) {
                words if words.is_empty() => (finding(scene), Part::Warning),
                words => (words, Part::Key),
            };
            paint::words(buffer, row(0), &[(" ", text), (&*undecided(scene), text)]);
            let second = cut(&second, cols);
            paint::words(buffer, row(1), &[(" ", text), (&*second, theme.part(part))]);
            return;
        };
        let (label, style) = label_words(scene, annotation);
        let is_elsewhere = is_elsewhere(scene, annotation);
        let room = cols.saturating_sub(paint::width(&label) + 2);
        let facts = facts_line(scene.project, annotation, is_elsewhere, room);
        let words = [(" ", text), (&*label, style), (&format!("  {facts}"), text)];
        paint::words(buffer, row(0), &words);
        let (second, part) = second_line(scene, annotation);
        let second = cut(&second, cols);
        paint::words(buffer, row(1), &[(&*format!(" {second}"), theme.part(part))]);
    }

    fn hints(&self) -> &'static [Command] {
        let is_selecting = self.selection.is_some_and(|selection| selection.annotation.is_none());
        if is_selecting { &SELECT_HINTS } else { &HINTS }
    }
}

const HINTS: [Command; 13] = [
    Command::Decide(DecideCommand::Label(1)),
    Command::Decide(DecideCommand::Label(2)),
    Command::Decide(DecideCommand::Label(3)),
    Command::Decide(DecideCommand::Label(4)),
    Command::App(AppCommand::Help),
    Command::App(AppCommand::Menu),
    Command::Select(SelectCommand::Start),
    Command::History(HistoryCommand::Undo),
    Command::Navigate(NavigateCommand::Quit),
    Command::Popup(PopupCommand::Passages),
    Command::Decide(DecideCommand::EditText(TypedField::Note)),
    Command::Decide(DecideCommand::MarkSource),
    Command::Decide(DecideCommand::CycleConfidence),
];

/// The hint line while words are selected.
const SELECT_HINTS: [Command; 10] = [
    Command::Select(SelectCommand::WordForward),
    Command::Select(SelectCommand::WordBack),
    Command::Select(SelectCommand::Swap),
    Command::Select(SelectCommand::ClauseForward),
    Command::Select(SelectCommand::Widen),
    Command::Navigate(NavigateCommand::Close),
    Command::App(AppCommand::Help),
    Command::Decide(DecideCommand::MarkSource),
    Command::Decide(DecideCommand::MarkCue),
    Command::Decide(DecideCommand::EditText(TypedField::Note)),
];

/// Returns the words selected as a source or a cue, and the words that they are the part of; `None` if no
/// part is being selected.
fn part_lines(scene: Scene<'_>) -> Option<[String; 2]> {
    let selection = scene.reader.selection?;
    let (name, owner) = match selection.purpose {
        SelectionPurpose::Content => return None,
        SelectionPurpose::Source(owner) => ("source", owner),
        SelectionPurpose::Cue(owner) => ("cue", owner),
    };
    let article = scene.article()?;
    let words = in_short(article.words(selection.span), 40);
    let first = match selection.is_placeholder {
        true => format!("{name}: none selected yet · / types a word · Esc none"),
        false => format!("{name}? “{words}” · Enter stores · / another word"),
    };
    let of = in_short(owner.get(&article.text).unwrap_or_default(), 60);
    Some([first, format!("of “{of}”")])
}

/// Returns true for an annotation outside the words in focus.
fn is_elsewhere(scene: Scene<'_>, annotation: &Annotation) -> bool {
    scene.focus().is_some_and(|focus| focus != annotation.anchor.span)
}

/// Returns the second line below the text: versions to choose from, else the note, else the annotations
/// and repeats of the same words.
fn second_line(scene: Scene<'_>, annotation: &Annotation) -> (String, Part) {
    let conflict = conflict(scene.project, scene.reader.place.article, annotation.id);
    if !conflict.is_empty() {
        return (conflict, Part::Warning);
    }
    let words = match (&annotation.content.note, n_others(scene, annotation)) {
        (Some(note), _) => format!("note: {}", note.replace('\n', " / ")),
        (None, 0) => repeat(scene),
        (None, n) => {
            let others = count(n, "more annotation");
            let (touch, them) = (agree(n, "touches", "touch"), agree(n, "it", "them"));
            format!("{others} {touch} these words; ]a and [a go through {them}")
        }
    };
    (words, Part::Dim)
}

/// Returns the number of further annotations on words in focus.
fn n_others(scene: Scene<'_>, annotation: &Annotation) -> usize {
    let Some(focus) = scene.focus() else { return 0 };
    let all = scene.project.annotations(scene.reader.place.article);
    let others = all.touching(focus).filter(|other| other.id != annotation.id);
    others.count()
}

/// Returns the number of articles with the passage in focus, and the keys `r` and `R` for its places.
fn repeat(scene: Scene<'_>) -> String {
    let clusters = scene.clusters_here();
    clusters.first().map_or_else(String::new, |best| {
        let articles = count(best.n_articles, "article");
        let pattern = cut(&best.pattern, 36);
        format!("in {articles}: “{pattern}” · r shows, R labels all")
    })
}

/// Returns the line for words without annotation, for example `undecided · claim`.
fn undecided(scene: Scene<'_>) -> String {
    match scene.reader.selection.map(|selection| selection.purpose) {
        // `part_lines` tells of a part above.
        Some(SelectionPurpose::Source(_) | SelectionPurpose::Cue(_)) => String::new(),
        Some(SelectionPurpose::Content) => "selected words · 1 to 9 labels them".to_owned(),
        None => scene.sentence().map_or_else(String::new, |sentence| {
            format!("undecided · {}", sentence.kind.name().replace('_', " "))
        }),
    }
}

/// Returns the first finding about the article.
fn finding(scene: Scene<'_>) -> String {
    let Some(article) = scene.article() else { return String::new() };
    let mut findings = scene.project.findings().iter();
    let first = findings.find(|(path, _)| *path == article.path);
    first.map_or_else(String::new, |(_, diagnostic)| diagnostic.to_string())
}

/// Draws a line for each annotation of the article, as many around the focus as have room.
fn annotation_rows(pen: &mut TextPen<'_>, scene: Scene<'_>) {
    let all = scene.project.annotations(scene.reader.place.article);
    let n = all.len();
    pen.heading(scene, &format!("Annotations of this article: {n}"));
    let here = scene.annotation_here().map(|annotation| annotation.id);
    let n_rows = usize::from(pen.area.height).max(1);
    let focus = scene.focus().map_or(0, |focus| focus.start);
    let middle = all.n_starting_before(focus).saturating_sub(n_rows / 2);
    let first = middle.min(n.saturating_sub(n_rows));
    for annotation in all.window(first..(first + n_rows).min(n)) {
        if pen.is_full() {
            return;
        }
        let (letter, style) = annotation_letter(scene, annotation);
        let sign = if all.is_contested(annotation.id) { " ≠" } else { "" };
        let words = format!("{sign} {}", on_one_line(&annotation.anchor.quote));
        let row = pen.next_row();
        let words = cut(&words, usize::from(row.width.saturating_sub(1)));
        let part = if here == Some(annotation.id) { Part::Active } else { Part::Text };
        let words = [(&*letter, style), (&words, scene.theme.part(part))];
        paint::words(pen.buffer, row, &words);
    }
}
