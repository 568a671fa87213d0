//! Pieces of Markdown: the kind of each line by its marks, with hard-wrapped lines joined.
//!
//! Covers the marks that articles use: front matter, headings, lists, quotations, fences, rules,
//! images. Marks inside a line (emphasis, links) stay part of the words.

use super::{
    BlockKind, Span,
    pieces::{BlockPiece, ListMarker, SourceLine, lines, marker},
};

/// The pieces of `text`.
pub(super) fn pieces(text: &str) -> Vec<BlockPiece> {
    let lines = lines(text);
    let front = front_matter(text, &lines);
    let chrome = |line: &SourceLine| BlockPiece::new(*line).of_kind(BlockKind::Chrome);
    let mut pieces: Vec<BlockPiece> = lines[..front].iter().map(chrome).collect();
    let mut fence: Option<&str> = None;
    let mut open = false;
    for line in &lines[front..] {
        let words = line.span.of(text);
        if let Some(mark) = fence_mark(words).filter(|mark| fence.is_none_or(|f| f == *mark)) {
            fence = fence.is_none().then_some(mark);
            pieces.push(chrome(line));
            open = false;
            continue;
        }
        if fence.is_some() || is_furniture(words) {
            pieces.push(chrome(line));
            open = false;
            continue;
        }
        if is_underline(words) && open && !line.after_blank {
            // The line above was a heading all along.
            if let Some(last) = pieces.last_mut() {
                last.kind = Some(BlockKind::Heading);
            }
            pieces.push(chrome(line));
            open = false;
            continue;
        }
        if words.bytes().all(|b| b == b'>' || b == b' ') {
            // The blank line of a quotation.
            open = false;
            continue;
        }
        if is_rule(words) {
            pieces.push(chrome(line));
            open = false;
            continue;
        }
        let piece = marked(text, *line, open && !line.after_blank);
        let is_new = piece.marker.is_some() || piece.kind.is_some();
        match pieces.last_mut() {
            Some(last)
                if open && !line.after_blank && (!is_new || quotes_on(text, last, &piece)) =>
            {
                last.span.end = piece.span.end;
            }
            _ => pieces.push(piece),
        }
        open = piece.kind.is_none_or(|kind| kind == BlockKind::ListItem);
    }
    pieces
}

/// Reads a line without its marker; `joined` tells of an open paragraph above.
fn marked(text: &str, line: SourceLine, joined: bool) -> BlockPiece {
    let words = line.span.of(text);
    let piece = BlockPiece::new(line);
    let at = |len: usize| Span::new(line.span.start, line.span.start + len);
    let hashes = words.bytes().take_while(|b| *b == b'#').count();
    if (1..=6).contains(&hashes) && words[hashes..].starts_with([' ', '\t']) {
        let piece = piece.with_marker(text, at(hashes));
        return piece.of_kind(BlockKind::Heading);
    }
    if let Some(rest) = words.strip_prefix('>') {
        let len = words.len() - rest.trim_start_matches(['>', ' ', '\t']).len();
        let marker = at(words[..len].trim_end().len());
        return piece.with_marker(text, marker);
    }
    if words.starts_with('|') && words.matches('|').count() >= 2 {
        return piece.of_kind(BlockKind::Row);
    }
    if words.starts_with("![") && words.ends_with(')') {
        return piece.of_kind(BlockKind::Caption);
    }
    if let Some((found, len)) = marker(words) {
        // Inside a paragraph only a list that begins with 1 is a list, as in CommonMark.
        let fits = match found {
            ListMarker::Number(number) => number <= 1 || !joined,
            ListMarker::Dash('–' | '—' | '·') => false,
            ListMarker::Bullet | ListMarker::Dash(_) => true,
        };
        if fits {
            return piece.with_marker(text, at(len)).of_kind(BlockKind::ListItem);
        }
    }
    piece
}

/// Returns `true` if `next` is another line of the quotation `last`.
fn quotes_on(text: &str, last: &BlockPiece, next: &BlockPiece) -> bool {
    let is_quote = |piece: &BlockPiece| {
        let marker = piece.marker.map(|marker| marker.of(text));
        piece.kind.is_none() && marker.is_some_and(|marker| marker.starts_with('>'))
    };
    is_quote(last) && is_quote(next)
}

/// Returns the number of lines of front matter: from a first `---` to the next.
fn front_matter(text: &str, lines: &[SourceLine]) -> usize {
    let is_fence = |line: &SourceLine| {
        matches!(line.span.of(text).trim_start_matches('\u{feff}'), "---" | "...")
    };
    let Some((first, rest)) = lines.split_first() else {
        return 0;
    };
    let starts = first.span.of(text).trim_start_matches('\u{feff}') == "---";
    match rest.iter().position(is_fence) {
        Some(at) if starts => at + 2,
        _ => 0,
    }
}

/// The mark that opens or closes a code fence.
fn fence_mark(words: &str) -> Option<&'static str> {
    ["```", "~~~"].into_iter().find(|mark| words.starts_with(mark))
}

/// Comments and the targets of links.
fn is_furniture(words: &str) -> bool {
    words.starts_with("<!--") || (words.starts_with('[') && words.contains("]: "))
}

/// The line under a heading.
fn is_underline(words: &str) -> bool {
    words.bytes().all(|b| b == b'=') || (words.len() > 1 && words.bytes().all(|b| b == b'-'))
}

/// A line across the page.
fn is_rule(words: &str) -> bool {
    let marks = words.bytes().filter(|b| !b.is_ascii_whitespace());
    let first = words.as_bytes().first().copied().unwrap_or_default();
    let is_rule = b"-*_=".contains(&first) && marks.clone().all(|b| b == first);
    is_rule && marks.count() >= 3
}
