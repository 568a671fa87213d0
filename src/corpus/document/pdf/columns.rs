//! The order in which the lines of a page are read: columns, parted into bands by lines across them.

use super::{Line, Page};

/// Lines on each side of a gap between columns.
const MIN_LINES: usize = 4;

/// Lines of a page whose places are compared. A page with more lines is no page of text.
const MAX_LINES: usize = 5000;

/// Narrowest gap between columns, in points.
const MIN_GAP: f32 = 6.0;

/// Widest blank between words of ragged text, as a share of the letter height.
const BLANK: f32 = 0.5;

/// Lines on the sides of a gap that no line crosses: on the fuller side, and on the other.
const CLEAR_LINES: (usize, usize) = (8, 2);

/// Share of a page's lines that may cross a gap between columns.
const MAX_CROSSING: f32 = 0.2;

/// Lines of one page below each other, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    pub(super) lines: Vec<Line>,
}

/// A gap between columns, from left to right.
#[derive(Clone, Copy, Debug)]
struct Gap {
    left: f32,
    right: f32,
}

/// Returns the columns of all pages in reading order.
pub(super) fn in_reading_order(pages: Vec<Page>) -> Vec<Column> {
    let of_pages: Vec<Vec<Gap>> = pages.iter().map(|page| gaps(page, MIN_LINES)).collect();
    let mut columns = Vec::new();
    for (page, own) in pages.into_iter().zip(&of_pages) {
        if page.lines.len() > MAX_LINES {
            columns.push(Column { lines: page.lines });
            continue;
        }
        // A page with few lines, for example the last one, has the columns of the others.
        let gaps = if own.is_empty() { gaps_of_others(&page, &of_pages) } else { own.clone() };
        columns.extend(bands(page, &gaps));
    }
    columns.retain(|column| !column.lines.is_empty());
    columns
}

fn gaps_of_others(page: &Page, of_pages: &[Vec<Gap>]) -> Vec<Gap> {
    let first = of_pages.iter().find(|gaps| !gaps.is_empty());
    let fits = |gaps: &&Vec<Gap>| {
        let n_crossing =
            page.lines.iter().filter(|line| gaps.iter().any(|gap| crosses(line, *gap))).count();
        n_crossing * 2 < page.lines.len()
    };
    first.filter(fits).cloned().unwrap_or_default()
}

fn crosses(line: &Line, gap: Gap) -> bool {
    let middle = (gap.left + gap.right) / 2.0;
    line.left() < middle && line.right() > middle && !has_hole(line, gap)
}

/// Returns `true` if no word of the line stands in the gap.
fn has_hole(line: &Line, gap: Gap) -> bool {
    let wide = gap.right - gap.left;
    line.words.windows(2).any(|pair| {
        let (from, to) = (pair[0].right, pair[1].left);
        from <= gap.left + 1.0 && to >= gap.right - 1.0 && to - from >= 0.8 * wide
    })
}

/// Finds the gaps between the columns of a page.
fn gaps(page: &Page, min_lines: usize) -> Vec<Gap> {
    let n_lines = page.lines.len();
    let is_short = n_lines < CLEAR_LINES.0 + CLEAR_LINES.1 && n_lines < 2 * min_lines;
    if is_short || n_lines > MAX_LINES {
        return Vec::new();
    }
    let n_steps = (page.width.clamp(1.0, 20_000.0)) as usize + 1;
    let mut n_changes = vec![0_i64; n_steps + 1];
    let place = |x: f32| (x.max(0.0) as usize).min(n_steps);
    for line in &page.lines {
        n_changes[place(line.left())] += 1;
        n_changes[place(line.right() + 1.0)] -= 1;
    }
    let most = (MAX_CROSSING * n_lines as f32) as i64;
    let left = page.lines.iter().map(Line::left).fold(f32::INFINITY, f32::min);
    let right = page.lines.iter().map(Line::right).fold(0.0, f32::max);
    let mut n_here = 0;
    let counts: Vec<i64> = n_changes
        .iter()
        .map(|change| {
            n_here += change;
            n_here
        })
        .collect();
    let inside = &counts[place(left)..place(right).max(place(left))];
    let at = |x: usize| (x + place(left)) as f32;
    let mut found = Vec::new();
    for valleys in valleys(inside, most) {
        let gaps = valleys.into_iter().map(|(from, to)| Gap { left: at(from), right: at(to) });
        let fits =
            |gap: &Gap| gap.right - gap.left >= MIN_GAP && parts_columns(page, *gap, min_lines);
        let gaps = gaps.map(|gap| narrowed(page, gap)).filter(fits);
        let n_crossing = |gap: &Gap| page.lines.iter().filter(|line| crosses(line, *gap)).count();
        found.extend(gaps.min_by_key(n_crossing));
    }
    found
}

/// Returns the places with fewer lines than left and right of them, for each stretch of at most `most` lines.
fn valleys(counts: &[i64], most: i64) -> Vec<Vec<(usize, usize)>> {
    let mut stretches = vec![Vec::new()];
    let mut start = None;
    let mut before = i64::MAX;
    for (x, n_lines) in counts.iter().copied().enumerate() {
        if n_lines > before
            && let (Some(from), Some(valleys)) = (start.take(), stretches.last_mut())
        {
            valleys.push((from, x));
        }
        if n_lines > most {
            start = None;
            stretches.push(Vec::new());
        } else if n_lines < before {
            start = Some(x);
        }
        before = n_lines;
    }
    stretches.retain(|valleys| !valleys.is_empty());
    stretches
}

/// Makes a gap as wide as the lines beside leave it.
fn narrowed(page: &Page, gap: Gap) -> Gap {
    let middle = (gap.left + gap.right) / 2.0;
    let (mut left, mut right) = (gap.left, gap.right);
    for line in &page.lines {
        if line.right() <= middle {
            left = left.max(line.right());
        } else if line.left() >= middle {
            right = right.min(line.left());
        }
    }
    // The converter draws words of two columns as one line, if they stand on one height.
    for line in page.lines.iter().filter(|line| line.left() < middle && line.right() > middle) {
        for pair in line.words.windows(2) {
            let (from, to) = (left.max(pair[0].right), right.min(pair[1].left));
            if to - from >= MIN_GAP.max(BLANK * line.size()) {
                (left, right) = (from, to);
            }
        }
    }
    Gap { left, right }
}

/// Returns `true` if enough lines stand on both sides, beside each other.
fn parts_columns(page: &Page, gap: Gap, min_lines: usize) -> bool {
    let middle = (gap.left + gap.right) / 2.0;
    let side = |is_left: bool| -> Vec<&Line> {
        let lines = page.lines.iter();
        let is_here = |line: &&Line| {
            let is_beside = if is_left { line.right() <= middle } else { line.left() >= middle };
            is_beside || has_hole(line, gap)
        };
        lines.filter(is_here).collect()
    };
    let (left, right) = (side(true), side(false));
    let extent = |lines: &[&Line]| {
        let top = lines.iter().map(|line| line.top()).fold(f32::INFINITY, f32::min);
        let bottom = lines.iter().map(|line| line.bottom()).fold(0.0, f32::max);
        (top, bottom)
    };
    let n_crossing = page.lines.iter().filter(|line| crosses(line, gap)).count();
    let (fewer, more) = (left.len().min(right.len()), left.len().max(right.len()));
    let is_clear = n_crossing <= 1 && more >= CLEAR_LINES.0 && fewer >= CLEAR_LINES.1;
    if fewer < min_lines && !is_clear {
        return false;
    }
    let ((left_top, left_bottom), (right_top, right_bottom)) = (extent(&left), extent(&right));
    let shared = left_bottom.min(right_bottom) - left_top.max(right_top);
    shared > 0.25 * (left_bottom - left_top).min(right_bottom - right_top)
}

/// Parts a page into bands between lines that cross the gaps, and each band into its columns.
fn bands(page: Page, gaps: &[Gap]) -> Vec<Column> {
    let mut lines: Vec<Line> = page.lines.into_iter().flat_map(|line| split(line, gaps)).collect();
    lines.sort_by(|one, other| {
        one.bottom().total_cmp(&other.bottom()).then(one.left().total_cmp(&other.left()))
    });
    let mut columns = Vec::new();
    let mut band: Vec<Vec<Line>> = vec![Vec::new(); gaps.len() + 1];
    let mut across = Vec::new();
    for line in lines {
        if gaps.iter().any(|gap| crosses(&line, *gap)) {
            push_band(&mut columns, &mut band);
            across.push(line);
        } else {
            push_lines(&mut columns, &mut across);
            let middle = (line.left() + line.right()) / 2.0;
            let at = gaps.iter().filter(|gap| middle > (gap.left + gap.right) / 2.0).count();
            band[at].push(line);
        }
    }
    push_lines(&mut columns, &mut across);
    push_band(&mut columns, &mut band);
    columns
}

fn push_band(columns: &mut Vec<Column>, band: &mut [Vec<Line>]) {
    for lines in band {
        push_lines(columns, lines);
    }
}

fn push_lines(columns: &mut Vec<Column>, lines: &mut Vec<Line>) {
    if !lines.is_empty() {
        columns.push(Column { lines: on_one_height(std::mem::take(lines)) });
    }
}

/// Splits a line that the converter drew over a gap.
fn split(line: Line, gaps: &[Gap]) -> Vec<Line> {
    let least = BLANK * line.size();
    let mut parts = vec![Line::default()];
    let mut before: Option<f32> = None;
    for word in line.words {
        let parted = before.is_some_and(|right| {
            gaps.iter().any(|gap| {
                right <= gap.left + 1.0
                    && word.left >= gap.right - 1.0
                    && word.left - right >= least.max(0.8 * (gap.right - gap.left))
            })
        });
        before = Some(word.right);
        if parted {
            parts.push(Line::default());
        }
        if let Some(part) = parts.last_mut() {
            part.words.push(word);
        }
    }
    parts
}

/// Joins lines of one column that stand on one height, for example the cells of a row.
fn on_one_height(lines: Vec<Line>) -> Vec<Line> {
    let mut joined: Vec<Line> = Vec::new();
    for line in lines {
        let is_beside = joined.last().is_some_and(|last: &Line| {
            let shared = last.bottom().min(line.bottom()) - last.top().max(line.top());
            let is_level = shared > 0.6 * last.size().min(line.size());
            is_level && (line.left() >= last.right() - 1.0 || line.right() <= last.left() + 1.0)
        });
        match joined.last_mut() {
            Some(last) if is_beside => {
                last.words.extend(line.words);
                last.words.sort_by(|one, other| one.left.total_cmp(&other.left));
            }
            _ => joined.push(line),
        }
    }
    joined
}
