//! Pieces of the text of an HTML page: one for each line, with the kind that its element says.

use super::{
    BlockKind, Span,
    pieces::{BlockPiece, ListMarker, lines, marker},
};

/// The pieces of `text`; line `n` of the text has the kind `kinds[n]`.
pub(super) fn pieces(text: &str, kinds: &[Option<BlockKind>]) -> Vec<BlockPiece> {
    let (mut at, mut line_index) = (0, 0);
    let mut pieces = Vec::new();
    for line in lines(text) {
        line_index += text[at..line.span.start].matches('\n').count();
        at = line.span.start;
        let piece = BlockPiece::new(line);
        let kind = kinds.get(line_index).copied().flatten();
        let found = marker(line.span.of(text))
            .filter(|(found, _)| kind == Some(BlockKind::ListItem) || *found == ListMarker::Bullet);
        let piece = match found {
            Some((_, len)) => {
                let start = line.span.start;
                piece.with_marker(text, Span::new(start, start + len))
            }
            None => piece,
        };
        pieces.push(BlockPiece { kind, ..piece });
    }
    pieces
}
