//! Drawing of popups: picker, line for text, question, which-key box.

use copydesk::{
    command::Command,
    keymap::Key,
    text::{Span, glyphs},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};

use crate::tui::draw::{
    abbreviate::{keys_in_short, wrapped},
    paint,
    pen::{TextPen, draw_rows},
};
use crate::tui::{
    app::App,
    hints::show_key,
    layout::{LARGEST, Regions},
    state::popup::{ConfirmPopup, ConfirmedAction, PickerPopup, PromptPopup},
    theme::Part,
};

/// Clears a sheet and draws its upper edge with a title.
pub(super) fn sheet(buffer: &mut Buffer, app: &App, area: Rect, title: &str) {
    paint::clear(buffer, area);
    let rule = app.theme.part(Part::Rule);
    // Bars separate the sheet from text at its sides.
    for y in area.top()..area.bottom() {
        if area.left() > 0 {
            paint::sign(buffer, Position::new(area.left() - 1, y), "│", rule);
            paint::sign(buffer, Position::new(area.right(), y), "│", rule);
        }
    }
    let edge = Rect { height: 1, ..area };
    paint::rule(buffer, edge, rule);
    let title = format!(" {title} ");
    paint::text(buffer, paint::past(area, 2), &title, app.theme.part(Part::Heading));
}

/// Columns for the keys before a row's words.
const KEYS: u16 = 15;

/// Draws a picker.
pub fn picker(buffer: &mut Buffer, app: &App, regions: &Regions, picker: &PickerPopup) {
    let theme = app.theme;
    let parts = regions.picker();
    sheet(buffer, app, parts.sheet, picker.title);
    let typed = [(" › ", theme.part(Part::Key)), (picker.field.text(), theme.part(Part::Text))];
    paint::words(buffer, parts.field, &typed);
    let counts = format!("{} ", picker.picked.len());
    paint::right(buffer, parts.field, &counts, theme.part(Part::Dim));
    draw_rows(buffer, app.scene(), &picker.rows, (parts.rows, 1), |buffer, row, line| {
        let picked = &picker.picked[row];
        let item = &picker.items[picked.index];
        let at = Position::new(line.x + 1, line.y);
        paint::put(buffer, at, KEYS - 1, &item.keys, theme.part(Part::Key));
        let style = theme.part(if item.available { Part::Text } else { Part::Dim });
        marked(
            buffer,
            paint::past(line, KEYS),
            &item.words,
            &picked.marks,
            (style, theme.part(Part::Hit)),
        );
    });
    if let Some(item) = picker.selected() {
        let area = Rect { width: parts.about.width.saturating_sub(1), ..parts.about };
        TextPen::beside_edge(buffer, area).write(&item.words, theme.part(Part::Dim));
    }
}

/// Returns places of an article as places of a part of the article.
pub fn shift(marks: &[Span], part: Span) -> Vec<Span> {
    let inside = marks.iter().filter(|mark| part.contains(**mark));
    inside.map(|mark| Span::new(mark.start - part.start, mark.end - part.start)).collect()
}

/// Writes words with some places marked.
pub fn marked(
    buffer: &mut Buffer,
    row: Rect,
    words: &str,
    marks: &[Span],
    (plain, hit): (Style, Style),
) {
    let mut parts = Vec::new();
    let mut at = 0;
    for mark in marks.iter().filter(|mark| mark.get(words).is_some()) {
        if mark.start >= at {
            parts.push((&words[at..mark.start], plain));
            parts.push((mark.of(words), plain.patch(hit)));
            at = mark.end;
        }
    }
    parts.push((&words[at..], plain));
    paint::words(buffer, row, &parts);
}

/// Returns the cursor in the line of a picker.
pub fn picker_cursor(regions: &Regions, picker: &PickerPopup) -> Position {
    let field = regions.picker().field;
    let cols = paint::columns(picker.field.before_cursor());
    Position::new((field.x + 3 + cols).min(field.right() - 1), field.y)
}

/// Returns the box of a prompt: a line for each line of its text, within the body.
fn prompt_area(regions: &Regions, prompt: &PromptPopup) -> Rect {
    let lines = prompt.field.text().matches('\n').count();
    regions.sheet(u16::try_from(lines).map_or(LARGEST.1, |lines| lines.min(LARGEST.1)) + 3)
}

/// Returns the line of a prompt with the cursor, and the first visible line.
fn prompt_lines(prompt: &PromptPopup, area: Rect) -> (usize, usize) {
    let current = prompt.field.before_cursor().matches('\n').count();
    let room = usize::from(area.height.saturating_sub(1)).max(1);
    (current, (current + 1).saturating_sub(room))
}

/// Returns the first visible byte of a line with the cursor at its end.
pub fn seen_part(before: &str, room: usize) -> usize {
    let mut cols = paint::width(before);
    let mut all = glyphs(before, Span::new(0, before.len()));
    let left_out = all.find(|glyph| {
        let fits = cols < room;
        cols -= glyph.cols;
        fits
    });
    left_out.map_or(before.len(), |first| first.span.start)
}

/// Draws a line for text.
pub fn prompt(buffer: &mut Buffer, app: &App, regions: &Regions, prompt: &PromptPopup) {
    let area = prompt_area(regions, prompt);
    sheet(buffer, app, area, &prompt.title);
    let room = usize::from(area.width.saturating_sub(4));
    let (current, first) = prompt_lines(prompt, area);
    for ((index, line), y) in
        prompt.field.text().split('\n').enumerate().skip(first).zip(area.y + 1..area.bottom())
    {
        let before = prompt.field.before_cursor().rsplit('\n').next().unwrap_or_default();
        let cut = if index == current { seen_part(before, room) } else { 0 };
        let row = Rect { y, height: 1, ..area };
        let parts =
            [(" › ", app.theme.part(Part::Key)), (&line[cut..], app.theme.part(Part::Text))];
        paint::words(buffer, row, &parts);
    }
}

/// Returns the cursor of a prompt.
pub fn prompt_cursor(regions: &Regions, prompt: &PromptPopup) -> Position {
    let area = prompt_area(regions, prompt);
    let before = prompt.field.before_cursor();
    let (current, first) = prompt_lines(prompt, area);
    let line = (current - first) as u16;
    let before = before.rsplit('\n').next().unwrap_or_default();
    let cut = seen_part(before, usize::from(area.width.saturating_sub(4)));
    let cols = paint::columns(&before[cut..]);
    let y = (area.y + 1 + line).min(area.bottom().saturating_sub(1));
    Position::new((area.x + 3 + cols).min(area.right() - 1), y)
}

/// Draws a question.
pub fn confirm(buffer: &mut Buffer, app: &App, regions: &Regions, confirm: &ConfirmPopup) {
    let cols = usize::from(regions.sheet(1).width.saturating_sub(2));
    // The second line has the keys; the first is the fact, which is never cut.
    let (fact, keys) = confirm.question.split_once('\n').unwrap_or((&confirm.question, ""));
    let keys = Some(keys_in_short(keys, cols)).filter(|keys| !keys.is_empty());
    let lines: Vec<String> = wrapped(fact, cols).into_iter().chain(keys).collect();
    let n_lines = u16::try_from(lines.len()).unwrap_or(u16::MAX);
    let area = regions.sheet(n_lines.max(2).saturating_add(1));
    let title = match confirm.what {
        ConfirmedAction::Earlier => "Earlier annotations",
        ConfirmedAction::SecondStore => "Another store",
        ConfirmedAction::OffDisk => "Not on disk",
        ConfirmedAction::DeleteAnnotations(_)
        | ConfirmedAction::LetGo(_)
        | ConfirmedAction::DeleteSearch(_)
        | ConfirmedAction::ReplaceSearch(_)
        | ConfirmedAction::ReplaceExport(_)
        | ConfirmedAction::ChangeLabel(_) => "Sure?",
    };
    sheet(buffer, app, area, title);
    for (y, line) in (area.y + 1..area.bottom()).zip(&lines) {
        let row = Rect { y, height: 1, ..paint::past(area, 1) };
        paint::text(buffer, row, line, app.theme.part(Part::Warning));
    }
}

/// Draws the next keys of an unfinished sequence, in columns.
pub fn which_key(buffer: &mut Buffer, app: &App, regions: &Regions, rest: &[(Vec<Key>, Command)]) {
    let theme = app.theme;
    let columns = (regions.body.width / 30).clamp(1, 3);
    let lines = (rest.len() as u16).div_ceil(columns);
    let area = regions.sheet(lines + 1);
    sheet(buffer, app, area, &show_key(&copydesk::keymap::show_keys(&app.session.pending)));
    let width = area.width / columns;
    for (index, (keys, command)) in rest.iter().enumerate() {
        let (column, line) = (index as u16 / lines, index as u16 % lines);
        let y = area.y + 1 + line;
        if y >= area.bottom() {
            continue;
        }
        let row = Rect::new(area.x + 1 + column * width, y, width.saturating_sub(1), 1);
        let key = show_key(&copydesk::keymap::show_keys(keys));
        let part = if app.meets(command.spec().needs) { Part::Text } else { Part::Dim };
        let words = format!(" {}", command.spec().short);
        let parts = [(key.as_str(), theme.part(Part::Key)), (&words, theme.part(part))];
        paint::words(buffer, row, &parts);
    }
}
