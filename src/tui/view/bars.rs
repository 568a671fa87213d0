//! The tab bar, the status line and the hint line.

use copydesk::{
    command::{Command, Context, JumpCommand},
    project::CorpusOrigin,
    text::count,
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
};

use crate::tui::draw::{
    abbreviate::{cut, in_short, percent},
    paint,
};
use crate::tui::{app::App, hints, layout::Regions, session::Tone, theme::Part, views::ViewId};

/// Draws program name, tabs and progress.
pub fn tabs(buffer: &mut Buffer, app: &App, regions: &Regions) {
    let theme = app.theme;
    let row = regions.tabs;
    if row.width >= 60 {
        let words = [(" copydesk ", theme.part(Part::Heading)), ("│", theme.part(Part::Rule))];
        paint::words(buffer, row, &words);
    }
    let mut end = row.x;
    for (hint, active) in hints::tabs(app, row.width) {
        let style = theme.part(if active { Part::Heading } else { Part::Text });
        let at = Position::new(hint.x, row.y);
        end = hint.x
            + paint::put(buffer, at, row.right() - hint.x.min(row.right()), &hint.words, style);
    }
    let room = row.right().saturating_sub(end + 1);
    let words = progress(app, usize::from(room));
    paint::right(buffer, row, &words, theme.part(Part::Dim));
}

/// Returns the progress of the review, in the longest words within `room` columns.
fn progress(app: &App, room: usize) -> String {
    let (decided, all) = app.project.progress();
    let n_articles = app.project.len();
    let waiting = app.project.n_waiting();
    let done = (0..n_articles)
        .filter(|index| {
            let tally = app.project.tally_of(*index);
            tally.n_sentences() > 0 && tally.n_decided() == tally.n_sentences()
        })
        .count();
    let percent = percent(decided, all);
    let reading = if waiting > 0 { format!("{waiting} to read · ") } else { String::new() };
    let long = format!("{reading}{done}/{n_articles} done · {percent} % decided ");
    let middle = format!("{done}/{n_articles} · {percent} % ");
    let short = format!("{percent} % ");
    [long, middle, short].into_iter().find(|words| paint::width(words) <= room).unwrap_or_default()
}

/// Draws the message of the last key, until the next key; returns false without a message.
fn message(buffer: &mut Buffer, app: &App, row: Rect) -> bool {
    let Some((tone, words)) = &app.message else { return false };
    let part = match tone {
        Tone::Told => Part::Text,
        Tone::Warned => Part::Warning,
        Tone::Failed => Part::Bad,
    };
    let words = cut(words, usize::from(row.width.saturating_sub(1)));
    let rest = paint::text(buffer, paint::past(row, 1), &words, app.theme.part(part));
    // A message hides the state of saving only if both have no room.
    let (saved, style) = saved(app);
    if paint::width(&saved) + 4 <= usize::from(rest.width) {
        paint::right(buffer, rest, &format!("{saved} "), app.theme.part(style));
    }
    true
}

/// Draws the counts of the article, the state of saving, the place and the mode; or a message with the
/// state of saving.
pub fn status(buffer: &mut Buffer, app: &App, regions: &Regions) {
    let row = regions.status;
    let theme = app.theme;
    if message(buffer, app, row) {
        return;
    }
    let end = counts(buffer, app, row);
    let saved = saved(app);
    let n_sentences = app.sentences().len();
    let at = (app.reader.place.sentence + 1).min(n_sentences);
    let jump = if app.settings.auto_jump { "autojump on" } else { "autojump off" };
    let place = format!("sentence {at}/{n_sentences}");
    let room = usize::from(row.right().saturating_sub(end + 2));
    let long = format!("{place}   {jump} ");
    let right = if paint::width(&saved.0) + paint::width(&long) + 4 <= room { long } else { place };
    let style = theme.part(saved.1);
    let words = in_short(&saved.0, room);
    paint::put(buffer, Position::new(end + 3, row.y), room as u16, &words, style);
    if paint::width(&saved.0) + paint::width(&right) + 3 <= room {
        paint::right(buffer, row, &right, theme.part(Part::Text));
    }
}

fn counts(buffer: &mut Buffer, app: &App, row: Rect) -> u16 {
    let theme = app.theme;
    let tally = app.project.tally_of(app.reader.place.article);
    let mut rest = paint::past(row, 1);
    for label in &app.project.codebook().labels {
        let n = tally.count(&label.id);
        if n > 0 {
            let letter = label.letter.to_string();
            let n = format!(" {n}  ");
            let words = [(letter.as_str(), theme.letter(label.role)), (&n, theme.part(Part::Text))];
            rest = paint::words(buffer, rest, &words);
        }
    }
    let open = tally.n_sentences() - tally.n_decided();
    rest = paint::text(buffer, rest, &format!("· {open}"), theme.part(Part::Dim));
    let n_missing = app.project.n_missing();
    if n_missing > 0 {
        let words = format!("  {n_missing} missing");
        rest = paint::text(buffer, rest, &words, theme.part(Part::Warning));
    }
    last_label(buffer, app, rest).x
}

/// Draws the label that was put last and the key to its sentence, for example `last U Bksp`.
fn last_label(buffer: &mut Buffer, app: &App, rest: Rect) -> Rect {
    /// Columns for the state of saving and the number of the sentence.
    const BESIDE: u16 = 28;
    let theme = app.theme;
    let keys = app.keymap.keys_of(Context::Reader, Command::Jump(JumpCommand::LastLabelled));
    let label = app.last_labelled().and_then(|id| app.project.codebook().by_id(id));
    let (Some(label), Some(key), ViewId::Reader) = (label, keys.first(), app.view) else {
        return rest;
    };
    let (letter, key) = (label.letter.to_string(), format!(" {}", hints::show_key(key)));
    let words = [
        ("   last ", theme.part(Part::Dim)),
        (letter.as_str(), theme.letter(label.role)),
        (&key, theme.part(Part::Key)),
    ];
    let cols: usize = words.iter().map(|(words, _)| paint::width(words)).sum();
    if cols + usize::from(BESIDE) > usize::from(rest.width) {
        return rest;
    }
    paint::words(buffer, rest, &words)
}

/// Returns the state of saving in words, for example `saved`, with its style.
fn saved(app: &App) -> (String, Part) {
    if app.project.unsaved().next().is_some() {
        let changes = count(app.project.n_unsaved_changes(), "change");
        let why = app.project.why_unsaved();
        let why = why.map_or(String::new(), |why| format!(": {}", why.brief));
        return (format!("✗ {changes} not saved{why}"), Part::Bad);
    }
    let n_off_disk: usize = app.project.off_disk().map(|(_, n)| n).sum();
    if n_off_disk > 0 {
        return (format!("✗ {} not on disk", count(n_off_disk, "decision")), Part::Bad);
    }
    if app.project.is_saving() {
        return ("saving…".to_owned(), Part::Warning);
    }
    if app.session.reads_only {
        return ("read-only".to_owned(), Part::Warning);
    }
    if app.project.has_decided() {
        return ("saved".to_owned(), Part::Good);
    }
    match app.project.origin() {
        CorpusOrigin::Sample => ("sample articles".to_owned(), Part::Dim),
        CorpusOrigin::Input => ("standard input".to_owned(), Part::Dim),
        CorpusOrigin::Folder(_) => (String::new(), Part::Dim),
    }
}

/// Draws the hint line.
pub fn hints(buffer: &mut Buffer, app: &App, regions: &Regions) {
    let Some(row) = regions.hints else { return };
    let theme = app.theme;
    for hint in hints::line(app, row.width) {
        let room = Rect { x: hint.x, width: row.right().saturating_sub(hint.x), ..row };
        let (key, words) = (theme.part(Part::Key), theme.part(Part::Text));
        paint::words(buffer, room, &[(&hint.key, key), (" ", words), (&hint.words, words)]);
    }
}
