//! An article broken into rows: what stands in which row of the reader, for one width.
//!
//! Owns the one map between columns and bytes of a row ([`Row::glyphs`]): what draws the words, places
//! the cursor and takes a click asks it, so the cell under the cursor is the text under the cursor.

use copydesk::{
    corpus::Article,
    text::{Block, BlockKind, Glyph, Span, glyphs, wrap},
};

/// One row of the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The words; empty in a row between blocks.
    pub span: Span,
    /// Columns before the words, inside the text column.
    pub indent: u16,
    /// The list marker, in the first row of its block.
    pub marker: Option<Span>,
    /// Index of the block; none between blocks.
    pub block: Option<usize>,
}

impl Row {
    /// The glyphs of the row, each with the column of the text column where it begins.
    pub fn glyphs<'a>(&self, text: &'a str) -> impl Iterator<Item = (usize, Glyph<'a>)> + use<'a> {
        glyphs(text, self.span).scan(usize::from(self.indent), |next, glyph| {
            let col = *next;
            *next += glyph.cols;
            Some((col, glyph))
        })
    }

    /// The column of the glyph that holds the byte; behind the words for what comes after them.
    pub fn column_of(&self, text: &str, byte: usize) -> usize {
        let mut end = usize::from(self.indent);
        for (col, glyph) in self.glyphs(text) {
            if byte < glyph.span.end {
                return col;
            }
            end = col + glyph.cols;
        }
        end
    }

    /// The byte where the glyph at a column begins; past the end, that of the last one.
    pub fn byte_at(&self, text: &str, col: usize) -> usize {
        let mut last = self.span.start;
        for (_, glyph) in self.glyphs(text).take_while(|(begin, _)| *begin <= col) {
            last = glyph.span.start;
        }
        last
    }
}

/// All rows of one article for one width.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub rows: Vec<Row>,
}

impl Page {
    /// Breaks an article into rows of at most `cols` columns.
    pub fn new(article: &Article, cols: u16) -> Self {
        let mut rows = Vec::new();
        let mut previous: Option<&Block> = None;
        for (index, block) in article.outline.blocks.iter().enumerate() {
            if previous.is_some_and(|previous| !stands_close(previous, block)) {
                let span = Span::new(block.span.start, block.span.start);
                rows.push(Row {
                    span,
                    indent: 0,
                    marker: None,
                    block: None,
                });
            }
            push_block(&mut rows, article, index, cols);
            previous = Some(block);
        }
        Self { rows }
    }

    /// The row that shows this byte, or the last one before it.
    pub fn row_of(&self, byte: usize) -> usize {
        let after = self.rows.partition_point(|row| row.span.start <= byte);
        let row = after.saturating_sub(1);
        // A byte behind the last word of a row may belong to the marker of the next block.
        if self.rows.get(row).is_some_and(|row| row.block.is_none()) {
            row + 1
        } else {
            row
        }
    }

    /// The rows that show some of the span: first, and one past the last.
    pub fn rows_of(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.row_of(span.start);
        let end = self.rows.partition_point(|row| row.span.start < span.end);
        first..end.max(first + 1)
    }

    /// The byte shown `col` columns into the text of a row; past its end, the last one.
    pub fn byte_at(&self, text: &str, row: usize, col: u16) -> Option<usize> {
        let row = self.rows.get(row).filter(|row| row.block.is_some())?;
        Some(row.byte_at(text, usize::from(col)))
    }
}

/// Items of one list, and a question with its answer, stand without an empty row between them.
fn stands_close(previous: &Block, block: &Block) -> bool {
    use BlockKind::{Answer, ListItem, Question};
    matches!(
        (previous.kind, block.kind),
        (ListItem, ListItem) | (Question, Answer)
    )
}

fn push_block(rows: &mut Vec<Row>, article: &Article, index: usize, cols: u16) {
    let block = &article.outline.blocks[index];
    let hangs = block.kind == BlockKind::ListItem && cols > 12;
    let marker = block.marker.filter(|_| hangs);
    let marker_cols: usize = marker.map_or(0, |marker| {
        glyphs(&article.text, marker).map(|glyph| glyph.cols).sum()
    });
    let indent = if hangs { (marker_cols + 3).min(8) } else { 0 };
    let room = usize::from(cols).saturating_sub(indent).max(1);
    for (at, span) in wrap(&article.text, block.span, room)
        .into_iter()
        .enumerate()
    {
        let marker = marker.filter(|_| at == 0);
        rows.push(Row {
            span,
            indent: indent as u16,
            marker,
            block: Some(index),
        });
    }
}
