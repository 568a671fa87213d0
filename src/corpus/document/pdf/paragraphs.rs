//! Puts lines together to paragraphs.

use super::{Line, columns::Column, hyphens::Vocabulary};

/// Widest distance of the lines of a paragraph, as a share of the usual distance for its letters.
const MAX_LEADING: f32 = 1.35;

/// Widest distance of the lines of a heading, as a share of the height of its letters.
const MAX_HEADING_PITCH: f32 = 1.6;

/// Lines on both sides that tell the width of the text here.
const NEAR: usize = 4;

/// Letters of two heights differ by more than this share.
const SAME_SIZE: f32 = 0.08;

/// Cells of a row stand this many letter heights apart.
const CELL_GAP: f32 = 2.2;

/// A paragraph.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Paragraph {
    pub(super) words: String,
    /// The sign of a list item.
    pub(super) marker: Option<String>,
    /// Height of its letters, in points.
    pub(super) size: f32,
    pub(super) is_row: bool,
    pub(super) n_lines: usize,
}

/// The measures around a line, in points.
#[derive(Clone, Copy)]
struct Measures {
    left: f32,
    right: f32,
    /// Usual distance of two lines, as a share of the height of their letters.
    leading: f32,
    /// Height of the letters of running text.
    body_size: f32,
    /// Paragraphs of this text begin with an indent.
    uses_indents: bool,
}

/// A line with its surroundings.
#[derive(Clone, Copy)]
struct Place<'a> {
    line: &'a Line,
    next: Option<&'a Line>,
    of: Measures,
    /// The line begins its paragraph.
    is_first: bool,
}

/// Returns the paragraphs of all columns. A paragraph may go on in the next column.
pub(super) fn paragraphs(
    columns: &[Column],
    vocabulary: &Vocabulary,
    body_size: f32,
) -> Vec<Paragraph> {
    let leading = usual_leading(columns);
    let uses_indents = uses_indents(columns);
    let mut found: Vec<Paragraph> = Vec::new();
    let mut before: Option<Place<'_>> = None;
    let mut item_left: Option<f32> = None;
    let mut last_marker: Option<String> = None;
    for column in columns {
        let left = left_edge(column);
        for (at, line) in column.lines.iter().enumerate() {
            let right = right_edge(column, at);
            let of = Measures { left, right, leading, body_size, uses_indents };
            let mut here = Place { line, next: column.lines.get(at + 1), of, is_first: false };
            let begins = match &before {
                None => true,
                Some(last) if at == 0 => begins_after_edge(last, &here),
                Some(last) => begins(last, &here, item_left),
            };
            let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
            let is_row =
                beside.filter_map(|at| column.lines.get(at)).any(|near| is_row(line, near));
            let is_open = begins || before.as_ref().is_none_or(|last| closes_sentence(last.line));
            let number = last_marker.as_deref();
            let (marker, words) = if is_row {
                (None, row_words(line))
            } else {
                parts(line, number.filter(|_| is_open), is_open)
            };
            let was_row = found.last().is_some_and(|paragraph| paragraph.is_row);
            here.is_first = begins || marker.is_some() || is_row || was_row;
            if here.is_first {
                last_marker = marker.clone().or(last_marker);
                item_left = marker.as_ref().and_then(|_| line.words.get(1)).map(|word| word.left);
                found.push(Paragraph { words, marker, size: line.size(), is_row, n_lines: 1 });
            } else if let Some(open) = found.last_mut() {
                vocabulary.join(&mut open.words, &words);
                open.n_lines += 1;
            }
            before = Some(here);
        }
    }
    found
}

/// Returns the most frequent distance of two lines, as a share of the height of their letters.
fn usual_leading(columns: &[Column]) -> f32 {
    let pairs = columns.iter().flat_map(|column| column.lines.windows(2));
    let mut distances: Vec<f32> = pairs
        .map(|pair| (pair[1].bottom() - pair[0].bottom()) / pair[1].size().max(1.0))
        .filter(|distance| *distance > 0.1)
        .collect();
    distances.sort_by(f32::total_cmp);
    // Short articles have more ends of paragraphs than lines inside.
    distances.get(2 * distances.len() / 5).copied().unwrap_or(f32::INFINITY)
}

/// Returns `true` if several lines stand further right than the lines above and below.
fn uses_indents(columns: &[Column]) -> bool {
    let threes = columns.iter().flat_map(|column| column.lines.windows(3));
    let indented = threes.filter(|three| {
        let em = 0.6 * three[1].size();
        let [above, here, below] = [0, 1, 2].map(|at| three[at].left());
        here - above > em && here - below > em
    });
    indented.count() >= 3
}

/// Returns the edge at which most lines begin; hanging numbers may stand further left.
fn left_edge(column: &Column) -> f32 {
    let mut lefts: Vec<f32> = column.lines.iter().map(Line::left).collect();
    lefts.sort_by(f32::total_cmp);
    lefts.get(lefts.len() / 4).copied().unwrap_or(0.0)
}

/// Returns the edge that the lines around a line reach.
fn right_edge(column: &Column, at: usize) -> f32 {
    let near = at.saturating_sub(NEAR)..(at + NEAR + 1).min(column.lines.len());
    let mut rights: Vec<f32> = column.lines[near].iter().map(Line::right).collect();
    rights.sort_by(|one, other| other.total_cmp(one));
    // A single line may stand out over the edge of a justified text.
    match rights.as_slice() {
        [out, edge, same, ..] if out - edge > 1.0 && edge - same < 1.0 => *edge,
        [first, ..] => *first,
        [] => 0.0,
    }
}

/// Returns `true` if a line begins a paragraph, below the line before in one column.
fn begins(last: &Place<'_>, here: &Place<'_>, item_left: Option<f32>) -> bool {
    let line = here.line;
    let size = line.size().max(1.0);
    let pitch = (line.bottom() - last.line.bottom()) / size;
    // Each font has a height of its own, headings too.
    let is_heading = (size - here.of.body_size).abs() > 0.01 * here.of.body_size;
    let most = if is_heading { MAX_HEADING_PITCH } else { 0.0 };
    if pitch > most.max(MAX_LEADING * here.of.leading) || differs(last.line, line) {
        return true;
    }
    if is_heading {
        let room = last.of.right - last.line.right();
        let is_short = room > 0.45 * (last.of.right - last.of.left) && !begins_small(line);
        return (closes_sentence(last.line) || is_short) && ends_early(last, line);
    }
    let is_continued_item = item_left.is_some_and(|left| (line.left() - left).abs() < 0.5 * size);
    !is_continued_item && (is_indented(last, here) || ends_early(last, line))
}

fn differs(last: &Line, line: &Line) -> bool {
    let (one, other) = (last.size(), line.size());
    (one - other).abs() > SAME_SIZE * one.max(other)
}

/// Returns `true` for the first line of a paragraph with an indent.
fn is_indented(last: &Place<'_>, here: &Place<'_>) -> bool {
    let line = here.line;
    let em = 0.6 * line.size();
    let indent = line.left() - here.of.left;
    let returns =
        here.next.is_none_or(|next| line.left() - next.left() > em || differs(line, next));
    let further = line.left() - last.line.left();
    // Below a paragraph of one line the indent is the same.
    let is_same = here.of.uses_indents && last.is_first && further.abs() < 1.0;
    indent > em && indent < 6.0 * line.size() && (further > em || is_same) && returns
}

/// Returns `true` if a line ends although the first word of the next line has room on it.
fn ends_early(last: &Place<'_>, line: &Line) -> bool {
    let first = line.words.first().map_or(0.0, |word| word.right - word.left);
    let blank = 0.3 * last.line.size();
    let room = last.of.right - last.line.right();
    let is_cut = last.line.words.last().is_some_and(|word| word.text.ends_with('-'));
    if is_cut || room < first + blank {
        return false;
    }
    let is_clear =
        room > 1.15 * first + 2.0 * blank && room > 0.08 * (last.of.right - last.of.left);
    closes_sentence(last.line) || is_clear
}

fn begins_small(line: &Line) -> bool {
    line.words.first().is_some_and(|word| word.text.starts_with(char::is_lowercase))
}

fn closes_sentence(line: &Line) -> bool {
    let text = line.words.last().map_or("", |word| word.text.as_str());
    let text =
        text.trim_end_matches(|c: char| "”\"»“’')]*†".contains(c) || "⁰¹²³⁴⁵⁶⁷⁸⁹".contains(c));
    text.ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '؟', '।'])
}

/// Returns `true` if the first line of a column or page begins a paragraph.
fn begins_after_edge(last: &Place<'_>, here: &Place<'_>) -> bool {
    let line = here.line;
    let closes = closes_sentence(last.line);
    let (one, other) = (last.line.size(), line.size());
    let is_other_font = (one - other).abs() > 0.01 * one.max(other);
    if differs(last.line, line) || (closes && is_other_font) {
        return true;
    }
    let em = 0.6 * line.size();
    let returns = here.next.is_some_and(|next| line.left() - next.left() > em);
    let is_indented = line.left() - here.of.left > em && returns;
    let room = last.of.right - last.line.right();
    let is_short = room > 0.3 * (last.of.right - last.of.left);
    (closes && ends_early(last, line)) || (is_indented && (closes || is_short))
}

/// Returns the sign of a list item, and the words behind it. A number counts where a paragraph may begin, and
/// if it follows the number before.
fn parts(line: &Line, before: Option<&str>, may_begin: bool) -> (Option<String>, String) {
    const BULLETS: [&str; 9] = ["•", "◦", "▪", "‣", "●", "○", "∙", "·", "■"];
    // A dash may stand inside of a sentence too.
    const DASHES: [&str; 3] = ["–", "-", "*"];
    let [first, second, ..] = line.words.as_slice() else { return (None, line.text()) };
    let is_bullet = BULLETS.contains(&first.text.as_str());
    let is_sign = is_bullet || (may_begin && DASHES.contains(&first.text.as_str()));
    let figure = |text: &str| text.strip_suffix(['.', ')'])?.parse::<u32>().ok();
    let follows = figure(&first.text).is_some_and(|number| {
        number == 1 || before.and_then(figure).is_some_and(|last| number == last.saturating_add(1))
    });
    let is_number = follows && second.left - first.right > 0.35 * line.size();
    let is_item = is_sign || (may_begin && is_number);
    if !is_item {
        return (None, line.text());
    }
    let marker = if is_sign { "-".to_owned() } else { first.text.clone() };
    let rest = Line { words: line.words[1..].to_vec() };
    (Some(marker), rest.text())
}

/// Returns `true` if words stand far apart on this line and below each other on the line above or below it, as
/// the cells of a table do.
fn is_row(line: &Line, near: &Line) -> bool {
    let least = 1.2 * line.size();
    holes(line).any(|(from, to)| {
        holes(near).any(|(other_from, other_to)| to.min(other_to) - from.max(other_from) > least)
    })
}

/// Returns the gaps between cells, from left to right.
fn holes(line: &Line) -> impl Iterator<Item = (f32, f32)> {
    let pairs = line.words.windows(2).map(|pair| (pair[0].right, pair[1].left));
    pairs.filter(|(from, to)| is_cell_gap(line, to - from))
}

fn is_cell_gap(line: &Line, gap: f32) -> bool {
    gap > CELL_GAP * line.size()
}

/// Returns the words of a line, with a border between cells.
fn row_words(line: &Line) -> String {
    let mut words = String::new();
    let mut before: Option<f32> = None;
    for word in &line.words {
        if let Some(right) = before {
            words.push_str(if is_cell_gap(line, word.left - right) { " | " } else { " " });
        }
        words.push_str(&word.text);
        before = Some(word.right);
    }
    words
}
